use linalg_lite::{Chosen, Mat};

use super::{
    Cause, explain, explain_end, find_separation, find_separation_of_classes, separation_along,
};
use crate::error::Error;
use crate::penalty::Penalty;
use crate::problem::{Problem, Target};
use crate::report::Report;

/// The same of a fit with a penalty that is not for some features, or with bounds: there is no optimum where what no
/// penalty holds back separates the classes, however much the rest costs.
pub(crate) fn explain_free_end<T: Target>(
    report: &mut Report,
    problem: &Problem<'_, T>,
    penalty: Penalty,
    classes: usize,
    class_of: impl Fn(T) -> usize,
) -> Result<(), Error> {
    let is_free = |j: usize| penalty.is_none() || problem.is_free(j);
    let free: Vec<usize> = (0..problem.n_features()).filter(|j| is_free(*j)).collect();
    if free.is_empty() {
        return Ok(());
    }
    let features = problem.design.features();
    let chosen = Chosen::new(features, |mut of_column| of_column.all(is_free));
    let alone = problem.with_features(&chosen)?;
    let bounded = |j: &usize| problem.nonnegative.is_some_and(|nonnegative| nonnegative[*j]);
    let certificate = report.certificate;
    if free.iter().any(bounded) && !stays_within(&alone, classes, &class_of, |j| bounded(&free[j]))?
    {
        let bounds: Vec<usize> = (0..free.len()).filter(|j| bounded(&free[*j])).collect();
        let numbers: Vec<usize> = alone.target.iter().map(|y| class_of(*y)).collect();
        let labels: Vec<bool> = numbers.iter().map(|class| *class == 1).collect();
        let found = within(&alone.with_target(&labels)?, &bounds);
        explain(report, found, &alone.with_target(&numbers)?)?;
    } else {
        explain_end(report, true, &alone, classes, class_of)?;
    }
    let of_all = |j: &mut usize| *j = free.get(*j).copied().unwrap_or(problem.n_features());
    report.separating.iter_mut().chain(&mut report.infinite).for_each(of_all);
    report.categories.clear();
    report.name_sets(features);
    report.certificate = certificate.filter(|_| report.is_optimum());
    Ok(())
}

/// What separates two classes within bounds: a bound is a sample more, of a row that is 1 for its feature and 0 for all else,
/// on the side where the coefficient is not negative.
fn within(problem: &Problem<'_, bool>, bounds: &[usize]) -> Result<Option<Cause>, Error> {
    const MOST_VALUES: usize = 1 << 24;
    let unknown = |reason: &str| Error::Undecided(reason.to_owned());
    let (p, dim) = (problem.n_features(), problem.design.dim());
    let rows: Vec<usize> = problem.counted_rows().collect();
    if (rows.len() + bounds.len()) * dim > MOST_VALUES {
        return Err(unknown(
            "without bounds they are, and the table is too large to look within them",
        ));
    }
    let mut x = Mat::zeros(rows.len() + bounds.len(), dim);
    let mut room = Vec::new();
    problem.design.for_each_block(|block| {
        let first = rows.partition_point(|i| *i < block.rows().start);
        let end = rows.partition_point(|i| *i < block.rows().end);
        for j in 0..p {
            let values = block.feature(j, &mut room);
            (first..end).for_each(|k| x[(k, j)] = values[rows[k] - block.rows().start]);
        }
        (first..end).for_each(|k| (p..dim).for_each(|j| x[(k, j)] = 1.0));
    })?;
    bounds.iter().zip(rows.len()..).for_each(|(j, row)| x[(row, *j)] = 1.0);
    let mut labels: Vec<bool> = rows.iter().map(|i| problem.target[*i]).collect();
    labels.resize(x.nrows(), true);
    let with_bounds = Problem::new(x.as_ref(), &labels)?.without_intercept();
    let Some(found) = find_separation(&with_bounds)? else { return Ok(None) };
    match separation_along(problem, &found.weights)? {
        Some(separation) => {
            Ok(Some(Cause { separation, features: found.features, infinite: found.infinite }))
        }
        None => Err(unknown("within the bounds nothing but rounding could separate them")),
    }
}

/// Whether no direction separates, or one along which no bound is passed.
fn stays_within<T: Target>(
    alone: &Problem<'_, T>,
    classes: usize,
    class_of: impl Fn(T) -> usize,
    is_bounded: impl Fn(usize) -> bool,
) -> Result<bool, Error> {
    let numbers: Vec<usize> = alone.target.iter().map(|label| class_of(*label)).collect();
    Ok(match find_separation_of_classes(&alone.with_target(&numbers)?, classes) {
        Ok(Some(found)) => {
            let coefficients = found.weights.iter().take(alone.n_features()).enumerate();
            coefficients.filter(|(j, _)| is_bounded(*j)).all(|(_, c)| *c >= 0.0)
        }
        _ => true,
    })
}
