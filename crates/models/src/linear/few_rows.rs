use linalg_lite::{Cholesky, Mat, add_weighted_products, sum};

use super::LinearRegression;
use crate::coordinates::Coordinates;
use crate::error::Error;
use crate::loss::SquaredError;
use crate::multiples::add_multiple;
use crate::objective::MeanLoss;
use crate::problem::Problem;
use crate::report::Report;
use crate::solver::{Objective, Solver};
use crate::wide::minimise_sparse;

impl LinearRegression {
    /// Of more features than rows: no square of them is written out.
    pub(super) fn of_few_rows(
        &self,
        problem: &Problem<'_, f64>,
    ) -> Result<((Vec<f64>, f64), Report), Error> {
        if self.penalty.is_none() && problem.nonnegative.is_none() {
            let samples = problem.counted_rows().count();
            return Err(Error::TooFewSamples { samples, features: problem.n_features() });
        }
        let coordinates = Coordinates::for_any_penalty(problem, self.standardise)?;
        let seen = coordinates.seen(problem)?;
        let objective = MeanLoss::<SquaredError>::new(seen, self.penalty)?;
        let objective = objective.in_units(coordinates.units());
        let has_corners = self.penalty.l1 > 0.0 || problem.nonnegative.is_some();
        let mut solution = match has_corners {
            true => minimise_sparse(objective, self.penalty)?,
            false => match dual_ridge(&objective)? {
                Some(start) => {
                    let mut solution = Solver::Auto.minimise_from(&start, &objective)?;
                    solution.report.reason = Some("from as many equations as samples".to_owned());
                    solution
                }
                None => return self.by_steps(problem),
            },
        };
        coordinates.name_left_out(problem, &mut solution.report);
        Ok((coordinates.plain(&seen, solution.parameters)?, solution.report))
    }
}

/// The line with a penalty on squares, from as many equations as there are samples: with `a = c r / n` for residuals r of
/// samples that count c, n in all, and `K = X diag(1/l2) X'`,
///
/// ```text
/// (K + n diag(1/c)) a + b = y,   sum a = 0,   w = diag(1/l2) X'a
/// ```
///
/// None where a feature has no penalty, or the samples are too many.
///
/// # Source
/// Saunders, Gammerman and Vovk, *Ridge regression learning algorithm in dual variables*, ICML (1998).
fn dual_ridge(objective: &MeanLoss<'_, SquaredError>) -> Result<Option<Vec<f64>>, Error> {
    const MOST_SAMPLES: usize = 4096;
    const MOST_NUMBERS: usize = 1 << 27; // 1 GiB
    let problem = &objective.problem;
    let (design, features) = (problem.design, problem.n_features());
    let rows: Vec<usize> = problem.counted_rows().collect();
    let share = |j: usize| match objective.is_left_out(j) {
        true => 0.0,
        false => 1.0 / objective.penalty(j).l2,
    };
    let shares: Vec<f64> = (0..features).map(share).collect();
    let is_too_much = rows.len() > MOST_SAMPLES || rows.len() * features > MOST_NUMBERS;
    if is_too_much || shares.iter().any(|share| share.is_infinite()) {
        return Ok(None);
    }
    let mut x = vec![Vec::with_capacity(features); problem.n_rows()];
    let mut room = Vec::new();
    design.for_each_block(|block| {
        for j in 0..features {
            let values = block.feature(j, &mut room);
            block.rows().zip(values).for_each(|(i, value)| x[i].push(value - design.centre(j)));
        }
    })?;
    let x: Vec<&[f64]> = rows.iter().map(|i| &*x[*i]).collect();
    let mut k = Mat::zeros(rows.len(), rows.len());
    add_weighted_products(&shares, &x, &x, k.as_mut())?;
    let total = problem.total_weight();
    rows.iter().enumerate().for_each(|(place, i)| k[(place, place)] += total / problem.weight(*i));
    let Ok(factor) = Cholesky::new(k.as_ref()) else { return Ok(None) };
    let left = problem.target_less_offset();
    let mut a = factor.solve(&rows.iter().map(|i| left[*i]).collect::<Vec<f64>>())?;
    let mut intercept = None;
    if design.has_intercept() {
        let of_ones = factor.solve(&vec![1.0; rows.len()])?;
        let b = sum(&a) / sum(&of_ones);
        a.iter_mut().zip(&of_ones).for_each(|(a, one)| *a -= b * one);
        intercept = Some(b);
    }
    let mut w = vec![0.0; features];
    x.iter().zip(&a).for_each(|(x, a)| add_multiple(*a, x, &mut w));
    w.iter_mut().zip(&shares).for_each(|(w, share)| *w *= share);
    w.extend(intercept);
    Ok(Some(w))
}
