//! Ordered classes: each sample is above the threshold below its class, and not above the next one. These are two labels
//! with the same coefficients and intercepts of their own, and a direction separates the classes where it separates them.

use std::collections::BTreeMap;

use linalg_lite::{Column, Columns, Design};

use super::overlap::proves_overlap;
use super::{Cause, explain, find_separation};
use crate::error::Error;
use crate::problem::Problem;
use crate::report::Report;

/// What [`explain_end`](super::explain_end) does for classes without an order.
pub(crate) fn explain_ordered_end(
    report: &mut Report,
    is_singular: bool,
    problem: &Problem<'_, usize>,
    classes: usize,
) -> Result<(), Error> {
    if !is_singular && proves_overlap(report, problem, problem.n_features() + classes - 1) {
        return Ok(());
    }
    explain(report, find(problem, classes), problem)
}

/// Once for each threshold, which is then the intercept: what is infinite of the others shows only beside it.
fn find(problem: &Problem<'_, usize>, classes: usize) -> Result<Option<Cause>, Error> {
    let p = problem.n_features();
    let mut found: Option<Cause> = None;
    for threshold in 0..classes - 1 {
        let (table, labels) = stacked(problem, classes, threshold)?;
        let Some(direction) = find_separation(&Problem::new(&table, &labels)?)? else {
            return Ok(None);
        };
        let is_infinite = direction.infinite.contains(&table.n_features());
        let found = found.get_or_insert_with(|| Cause {
            separation: direction.separation,
            features: direction.features.into_iter().filter(|j| *j < p).collect(),
            infinite: direction.infinite.into_iter().filter(|j| *j < p).collect(),
        });
        found.infinite.extend(is_infinite.then_some(p + threshold));
    }
    Ok(found)
}

/// A row for each sample that counts and each threshold beside its class, with a category of all thresholds but one.
fn stacked(
    problem: &Problem<'_, usize>,
    classes: usize,
    baseline: usize,
) -> Result<(Columns, Vec<bool>), Error> {
    let (mut rows, mut codes, mut labels) = (Vec::new(), Vec::new(), Vec::new());
    for i in problem.counted_rows() {
        let y = problem.target[i];
        for (threshold, is_above) in [(y.checked_sub(1), true), (Some(y), false)] {
            let Some(threshold) = threshold.filter(|k| *k < classes - 1) else { continue };
            rows.push(i);
            labels.push(is_above);
            codes.push(match threshold {
                k if k == baseline => 0,
                k if k < baseline => k as u32 + 1,
                k => k as u32,
            });
        }
    }
    let mut table = taken(problem.design, &rows)?;
    if classes > 2 {
        table.push_category(&codes, classes - 2)?;
    }
    Ok((table, labels))
}

/// Some rows, in ascending order, as a table of their own.
fn taken(design: Design<'_>, rows: &[usize]) -> Result<Columns, Error> {
    let mut columns: BTreeMap<usize, Taken> = BTreeMap::new();
    let mut next = 0;
    design.for_each_block(|block| {
        let end = rows.partition_point(|i| *i < block.rows().end);
        let wanted = rows[next..end].iter().map(|i| i - block.rows().start);
        for (j, column) in block.columns() {
            let taken = columns.entry(j).or_default();
            match column {
                Column::Numbers(x) => taken.numbers.extend(wanted.clone().map(|i| x[i])),
                Column::Category(category) => {
                    let mut codes = vec![0; block.len()];
                    category.for_each(|i, k| codes[i] = k as u32 + 1);
                    taken.codes.extend(wanted.clone().map(|i| codes[i]));
                    taken.levels = Some(category.n_features());
                }
            }
        }
        next = end;
    })?;
    let mut table = Columns::new(rows.len());
    for Taken { numbers, codes, levels } in columns.into_values() {
        match levels {
            Some(levels) => table.push_category(&codes, levels)?,
            None => table.push_numbers(numbers)?,
        }
    }
    Ok(table)
}

/// A column of numbers, or of a category with so many levels.
#[derive(Default)]
struct Taken {
    numbers: Vec<f64>,
    codes: Vec<u32>,
    levels: Option<usize>,
}

#[cfg(test)]
mod tests {
    use super::super::Separation;
    use super::*;
    use linalg_lite::matrix_from_columns;

    fn found(columns: &[&[f64]], labels: &[usize]) -> Option<(Separation, Vec<usize>, Vec<usize>)> {
        let x = matrix_from_columns(columns).unwrap();
        let problem = Problem::new(x.as_ref(), labels).unwrap();
        find(&problem, 3).unwrap().map(|found| (found.separation, found.features, found.infinite))
    }

    #[test]
    fn one_column_by_hand() {
        let x = [0.0, 1.0, 2.0, 3.0, 4.0, 5.0];
        let complete = Some((Separation::Complete, vec![0], vec![0, 1, 2]));
        assert_eq!(found(&[&x], &[0, 0, 1, 1, 2, 2]), complete);
        assert_eq!(found(&[&x], &[2, 2, 1, 1, 0, 0]), complete);
        assert_eq!(found(&[&x], &[0, 1, 1, 2, 1, 2]), None);
        // Out of order: no straight line tells these apart, but softmax would.
        assert_eq!(found(&[&x], &[0, 0, 2, 2, 1, 1]), None);
        let tied = found(&[&[0.0, 1.0, 1.0, 3.0, 3.0, 5.0]], &[0, 0, 1, 1, 2, 2]);
        assert_eq!(tied.map(|found| found.0), Some(Separation::QuasiComplete));
    }

    /// Where a feature tells the last class apart, its coefficient is infinite, and so is every threshold that has to
    /// follow it.
    #[test]
    fn one_class_apart() {
        let x = [0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 1.0, 1.0];
        let labels = [0, 1, 0, 1, 0, 1, 2, 2];
        assert_eq!(
            found(&[&x, &[0.0, 1.0, 1.0, 0.0, 1.0, 0.0, 1.0, 0.0]], &labels),
            Some((Separation::QuasiComplete, vec![0], vec![0, 3]))
        );
    }
}
