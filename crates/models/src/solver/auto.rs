//! Which solver for which shape: a Hessian costs `n dim^2 / 2` multiplications, a gradient `2 n dim`.

use linalg_lite::Mat;

use crate::{Error, Lbfgs, Metric, Newton, SampleMean, Solution, Status};

/// Up to so many values a Newton step takes a moment, and nothing is gained by avoiding it.
const SMALL: usize = 1 << 20;
/// Beyond so many weights even one Hessian takes too much memory and time.
pub(super) const MANY_WEIGHTS: usize = 2000;
/// So many samples a weight make a Hessian like that of all samples.
const FOR_A_METRIC: usize = 10;
/// So many samples a weight have an optimum near that of all samples.
const FOR_A_START: usize = 100;
/// The part of the samples whose optimum is the start.
const START_PART: usize = 32;
/// The smallest part of the samples whose Hessian is the metric.
const METRIC_PART: usize = 16;
/// In a good metric L-BFGS needs about ten steps.
const PATIENCE: usize = 50;

/// Newton where Hessians are cheap; else L-BFGS in the metric of the Hessian of a sample; where even
/// that is too large, in the metric of its diagonal.
pub(super) fn minimise(objective: &impl SampleMean) -> Result<Solution, Error> {
    let (n, dim) = (objective.n_samples(), objective.dim());
    let shape = format!("{n} samples x {dim} weights");
    if dim > MANY_WEIGHTS {
        let metric = Metric::Diagonal(objective.diagonal()?);
        let solution = Lbfgs::default().minimise_from(&vec![0.0; dim], &metric, objective)?;
        let reason = "too many weights for a Hessian, so that collinear features go unnoticed";
        return Ok(because(solution, format!("{shape}: {reason}")));
    }
    if n * dim <= SMALL {
        let solution = Newton::default().minimise(objective)?;
        return Ok(because(solution, format!("{shape}: small enough for a Hessian at each step")));
    }
    if n < FOR_A_METRIC * dim {
        let solution = Newton::default().minimise(objective)?;
        return Ok(because(solution, format!("{shape}: too few samples to judge by some of them")));
    }
    let every = (n / (FOR_A_METRIC * dim)).min(METRIC_PART);
    match in_the_metric_of_a_sample(objective, every)? {
        Some(solution) => {
            let metric = format!("the Hessian of one sample in {every} serves for all steps");
            Ok(because(solution, format!("{shape}: {metric}")))
        }
        None => {
            let solution = Newton::default().minimise(objective)?;
            let reason = format!("one sample in {every} did not lead to the optimum");
            Ok(because(solution, format!("{shape}: {reason}")))
        }
    }
}

fn because(mut solution: Solution, reason: String) -> Solution {
    solution.report.reason = Some(reason);
    solution
}

/// L-BFGS from the optimum of a sample, in the metric of its Hessian there; None where a sample does
/// not do: it is collinear or separated (all samples may be, too), or the steps do not get there.
fn in_the_metric_of_a_sample(
    objective: &impl SampleMean,
    every: usize,
) -> Result<Option<Solution>, Error> {
    let Some(start) = optimum_of_a_sample(objective)? else { return Ok(None) };
    let dim = objective.dim();
    let (mut gradient, mut hessian) = (vec![0.0; dim], Mat::zeros(dim, dim));
    objective.thinned(every).hessian(&start, &mut gradient, hessian.as_mut())?;
    let Ok(metric) = Metric::of(&hessian) else { return Ok(None) };
    let patient = Lbfgs { iterations: PATIENCE, ..Default::default() };
    let solution = patient.minimise_from(&start, &metric, objective)?;
    Ok((solution.report.status == Status::Converged).then_some(solution))
}

/// The optimum of one sample in 32, if these are many; else zero. None if they have no optimum.
pub(super) fn optimum_of_a_sample(objective: &impl SampleMean) -> Result<Option<Vec<f64>>, Error> {
    const ROUGHLY: Newton = Newton { iterations: 30, tolerance: 1e-6 };
    let sample = objective.thinned(START_PART);
    if sample.n_samples() < FOR_A_START * objective.dim() {
        return Ok(Some(vec![0.0; objective.dim()]));
    }
    match ROUGHLY.minimise(&sample) {
        Ok(solution) if solution.report.status == Status::Converged => Ok(Some(solution.weights)),
        Ok(_) | Err(Error::Collinear { .. }) => Ok(None),
        Err(other) => Err(other),
    }
}
