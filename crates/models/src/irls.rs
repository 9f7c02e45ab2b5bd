//! Iteratively reweighted least squares, by QR: for features that are nearly, but not quite, combinations
//! of others. A Hessian squares their condition number, and a triangle does not.

use linalg_lite::{BLOCK_ROWS, LeastSquares, dot, least_squares};
use rayon::prelude::*;

use crate::error::Error;
use crate::loss::{CrossEntropy, Loss};
use crate::objective::MeanLoss;
use crate::report::{Bound, Certificate, Method, Status};
use crate::solver::{HONEST, Objective, Solution, max_norm};

/// Newton's steps from the end of a rough fit without some features, each as a line fitted to the working
/// response `z - r / s` of samples that count `s = d2l/dz2`, with `r = dl/dz`, until they no longer grow smaller.
///
/// # Source
/// McCullagh and Nelder, *Generalized Linear Models*, 2nd ed., 2.5.
pub(crate) fn refine(
    objective: &MeanLoss<'_, CrossEntropy>,
    mut rough: Solution,
    without: &[usize],
) -> Result<Solution, Error> {
    const ROUNDS: usize = 30;
    const ROUNDING: f64 = 1e-13;
    const FASTER: f64 = 4.0;
    let was_descent = rough.report.method == Method::GradientDescent;
    let rounds = if was_descent { 1 } else { ROUNDS }; // its path is its own: it is certified, not led on
    if !matches!(rough.report.status, Status::Converged | Status::Stalled) {
        return Ok(rough);
    }
    let mut w = objective.rounded(&rough.parameters)?;
    let proven = rough.report.certificate.filter(|certificate| certificate.bound == Bound::Proven);
    let mut gap_before = proven.map_or(f64::INFINITY, |certificate| FASTER * certificate.gap);
    if proven.is_none() {
        rough.report.status = rough.report.not_converged();
    }
    for _ in 0..rounds {
        let mut gradient = vec![0.0; w.len()];
        let value = objective.gradient(&w, &mut gradient)?;
        if value > rough.report.objective + ROUNDING * (1.0 + value.abs()) {
            break; // a step that led up was no step
        }
        let Some(line) = working_line(objective, &w, without)? else { return Ok(rough) };
        let next = objective.problem.parameters_from_plain(&line.weights)?;
        let missing: Vec<f64> = w.iter().zip(&next).map(|(w, next)| w - next).collect();
        // g'd / 2 and d'Hd / 2 are the same but for rounding
        let gap = (dot(&gradient, &missing) / 2.0)
            .max(curvature_along(objective, &w, &missing)? / 2.0)
            + rounding(objective, &w)?;
        if gap.is_nan() || gap >= gap_before / FASTER {
            break; // only rounding is left
        }
        gap_before = gap;
        let report = &mut rough.report;
        (report.objective, report.gradient_norm) = (value, max_norm(&gradient));
        report.certificate = Some(Certificate { gap, bound: Bound::Local });
        report.sweeps += 3;
        if gap <= HONEST * (1.0 + value.abs()) {
            report.status = Status::Converged;
        }
        rough.parameters = std::mem::replace(&mut w, next);
    }
    Ok(rough)
}

/// What rounding may hide of the objective: logits whose terms are large and cancel keep no digits beyond those
/// of the terms, and most of their errors cancel in the mean.
fn rounding(objective: &MeanLoss<'_, CrossEntropy>, w: &[f64]) -> Result<f64, Error> {
    let largest = objective.problem.largest()?;
    let sizes: f64 = largest.iter().zip(w).map(|(largest, w)| w.abs() * largest).sum();
    Ok(f64::EPSILON * sizes / 8.0)
}

/// `d' H d` at `w`, as the mean of squares that it is.
fn curvature_along(
    objective: &MeanLoss<'_, CrossEntropy>,
    w: &[f64],
    d: &[f64],
) -> Result<f64, Error> {
    let problem = &objective.problem;
    let (squares, _) = problem.design.sweep(
        1,
        || (0.0, [[0.0; BLOCK_ROWS]; 2]),
        |(sum, [z, change]), block| {
            let (z, change) = (&mut z[..block.len()], &mut change[..block.len()]);
            block.logits(w, z);
            problem.add_offset(block.rows(), z);
            block.logits(d, change);
            for (i, (z, change)) in block.rows().zip(z.iter_mut().zip(change)) {
                let curvature = CrossEntropy::second_derivative(problem.target[i], *z);
                let weight = problem.weight(i);
                *z = if weight > 0.0 { weight * curvature * *change * *change } else { 0.0 };
            }
            *sum += linalg_lite::sum(z);
        },
        |(total, _), (sum, _)| *total += sum,
    )?;
    let penalty = |j: usize| objective.penalty(j).l2 * d[j] * d[j];
    let penalties: f64 = (0..d.len()).map(penalty).sum();
    Ok(squares / problem.total_weight() + penalties)
}

/// The line fitted to the working response at `w`, in which others replace the features `without` and no more;
/// none where no curvature is left to go by.
pub(crate) fn working_line(
    objective: &MeanLoss<'_, CrossEntropy>,
    w: &[f64],
    without: &[usize],
) -> Result<Option<LeastSquares>, Error> {
    let problem = &objective.problem;
    let z = problem.design.logits(w)?;
    let (mut s, mut response) = (vec![0.0; z.len()], vec![0.0; z.len()]);
    let of_rows = s.par_iter_mut().zip(&mut response).zip(&z).enumerate();
    of_rows.for_each(|(i, ((s, response), z))| {
        let shifted = z + problem.offset.map_or(0.0, |offset| offset[i]);
        let curvature = CrossEntropy::second_derivative(problem.target[i], shifted);
        if problem.weight(i) > 0.0 && curvature > 0.0 {
            *s = problem.weight(i) * curvature;
            *response = z - CrossEntropy::derivative(problem.target[i], shifted) / curvature;
        }
    });
    let part = linalg_lite::sum(&s) / problem.total_weight();
    if part == 0.0 || !response.iter().all(|z| z.is_finite()) {
        return Ok(None);
    }
    let penalty = |j: usize| match objective.is_left_out(j) {
        true => f64::INFINITY,
        false => objective.penalty(j).l2 / part,
    };
    let penalties = (0..problem.n_features()).map(penalty);
    let penalties: Vec<f64> = penalties.collect();
    let line = least_squares(problem.design, &response, Some(&s), &penalties)?;
    Ok((line.dependent == without).then_some(line))
}
