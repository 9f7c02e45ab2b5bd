//! Whether the classes are separated, so that no finite parameters are optimal.

mod distinct;
mod fewest;
mod frame;
mod free;
mod hull;
mod infinite;
mod levels;
mod margins;
mod ordered;
mod overlap;
mod peel;
mod plain;
mod rank;
mod scale;
mod search;
mod unknown;

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use self::levels::separated_by_levels;
use self::margins::Margins;
use self::overlap::proves_overlap;
use self::search::Search;
use crate::error::Error;
use crate::problem::{Problem, Target};
use crate::report::{Report, Status};

pub(crate) use self::free::explain_free_end;
pub(crate) use self::ordered::explain_ordered_end;
pub use crate::report::Separation;

/// A direction that separates the classes.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct SeparatingDirection {
    /// How well.
    pub separation: Separation,
    /// For two classes coefficients and, with an intercept, the intercept; for more such a group for
    /// each class but the first, whose logit is 0.
    pub weights: Vec<f64>,
    /// The features it needs: without any one of them, the rest of them do not separate. Of a category in a table so
    /// large that levels are looked at first, all levels by which the classes are told apart.
    pub features: Vec<usize>,
    /// All parameters, numbered as the weights are, whose maximum-likelihood estimate is infinite:
    /// those that change along some direction in which no margin is negative. Parameters of
    /// aliased columns are not among them.
    pub infinite: Vec<usize>,
}

/// Whether the weights `direction` (coefficients, then the intercept) separate the samples:
/// `z_i >= 0` for every positive and `z_i <= 0` for every negative one, where `z = X d + d_0`.
///
/// If they do, adding more and more of `direction` to any parameters keeps lowering the
/// cross-entropy, so that it has no minimum. `None` says only that *this* direction does not separate. A
/// logit counts as zero when it is below `1e-9` of the terms it is the sum of.
///
/// # Errors
/// [`Error::Numbers`] for bad features or lengths that do not fit.
///
/// # Source
/// Albert and Anderson, *On the existence of maximum likelihood estimates in logistic regression
/// models*, Biometrika 71 (1984).
///
/// ```
/// use linalg_lite::matrix_from_columns;
/// use models::Problem;
/// use models::separation::{Separation, separation_along};
///
/// let marks = matrix_from_columns(&[&[1.0, 3.0, 3.0, 5.0]])?;
/// let is_spam = [false, false, true, true];
/// let problem = Problem::new(marks.as_ref(), &is_spam)?;
/// let found = separation_along(&problem, &[1.0, -3.0])?; // marks - 3
/// assert_eq!(found, Some(Separation::QuasiComplete));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn separation_along(
    problem: &Problem<'_, bool>,
    direction: &[f64],
) -> Result<Option<Separation>, Error> {
    let classes: Vec<usize> = problem.target.iter().map(|label| usize::from(*label)).collect();
    margins(&problem.with_target(&classes)?, 2)?.separation_along(direction)
}

/// A direction that separates the samples, or None if there is none: the classes overlap.
///
/// With the margin of a sample `m_i = z_i` for a positive and `-z_i` for a negative one,
///
/// ```text
/// either some direction has all m_i > 0,
/// or some means sum_i u_i m_i are 0 along every direction   (u_i > 0, sum_i u_i = 1)
/// ```
///
/// In the first case the classes are completely separated. In the second, every direction that
/// separates has the margins of such a mean 0; among the directions that have, the same question is
/// asked for the other samples, until one has all of these positive (quasi-complete separation) or
/// no direction is left (overlap). The same search with fewer and fewer features finds those that it
/// takes, up to 200 parameters; beyond, only halves and quarters are left out.
///
/// Columns are counted from their medians, in multiples of their typical distance from it, so that
/// neither a shift nor a unit changes an answer; without an intercept they are not shifted. An angle
/// below `1e-13` between a sample and a boundary counts as none. Columns that others replace, as in
/// [`dependencies`](linalg_lite::dependencies()), are left out first, the later ones; so are samples, but
/// for a few: others enter when a direction puts them on the wrong side.
///
/// # Errors
/// [`Error::Numbers`] for bad features or lengths, [`Error::Class`] for a class without samples,
/// [`Error::Undecided`] when rounding keeps the search from an answer.
///
/// # Source
/// Gordan, *Über die Auflösung linearer Gleichungen mit reellen Coefficienten*, Mathematische Annalen 6
/// (1873); Borwein and Wolkowicz, *Facial reduction for a cone-convex programming problem* (1981); what
/// is infinite: Konis, *Linear programming algorithms for detecting separated data in binary logistic regression
/// models*, University of Oxford (2007).
///
/// ```
/// use linalg_lite::matrix_from_columns;
/// use models::Problem;
/// use models::separation::{Separation, find_separation};
///
/// // Neither income nor spending alone tells who is in debt; the two together do, without age.
/// let (income, spending) = ([1.0, 3.0, 2.0, 0.0, 4.0], [0.0, 2.0, 3.0, 1.0, 3.5]);
/// let x = matrix_from_columns(&[&income, &spending, &[30.0, 50.0, 40.0, 60.0, 20.0]])?;
/// let in_debt = [false, false, true, true, false];
/// let found = find_separation(&Problem::new(x.as_ref(), &in_debt)?)?;
/// let found = found.map(|found| (found.separation, found.features, found.infinite));
/// assert_eq!(found, Some((Separation::Complete, vec![0, 1], vec![0, 1, 2, 3])));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn find_separation(problem: &Problem<'_, bool>) -> Result<Option<SeparatingDirection>, Error> {
    let classes: Vec<usize> = problem.target.iter().map(|label| usize::from(*label)).collect();
    find_separation_of_classes(&problem.with_target(&classes)?, 2)
}

/// As [`find_separation`], for class numbers below `classes`: the margins of a sample of class y are
/// then `z_y - z_k`, one for each other class k.
///
/// # Errors
/// As [`find_separation`]; [`Error::Class`] for a label beyond the classes, or fewer than two.
pub fn find_separation_of_classes(
    problem: &Problem<'_, usize>,
    classes: usize,
) -> Result<Option<SeparatingDirection>, Error> {
    if is_large(problem, classes)
        && let Some(found) = separated_by_levels(problem, classes)?
    {
        return Ok(Some(found));
    }
    find(&margins(problem, classes)?)
}

/// Whether the search takes so long that it is worth a look at the levels, which may do without it.
fn is_large(problem: &Problem<'_, usize>, classes: usize) -> bool {
    const MANY_VALUES: usize = 1 << 20;
    const MANY_WEIGHTS: usize = 100;
    let dim = classes.saturating_sub(1) * problem.design.dim();
    dim > MANY_WEIGHTS || problem.n_rows() * dim > MANY_VALUES
}

fn margins<'a>(problem: &Problem<'a, usize>, classes: usize) -> Result<Margins<'a>, Error> {
    Margins::new(problem.design, problem.target, classes, problem.weight_values())
}

fn find(margins: &Margins<'_>) -> Result<Option<SeparatingDirection>, Error> {
    among(margins, rank::independent(margins)?)
}

/// A direction among features that no others replace.
fn among(
    margins: &Margins<'_>,
    mut kept: Vec<usize>,
) -> Result<Option<SeparatingDirection>, Error> {
    let mut search = Search::new(margins);
    let Some(found) = search.widely(&kept)? else { return Ok(None) };
    let infinite = infinite::infinite(margins, &kept, &found);
    let (complete, mut direction) = (found.complete, found.direction);
    let group = margins.design.dim();
    let is_infinite = |feature: &usize| infinite.iter().any(|j| j % group == *feature);
    let moving: Vec<usize> = kept.iter().copied().filter(is_infinite).collect();
    if !complete && let Some(found) = search.widely(&moving)? {
        (kept, direction) = (moving, found.direction); // no direction changes a finite estimate
    }
    let (features, direction) = fewest::fewest(&mut search, margins, complete, kept, direction)?;
    let weights = margins.plain(&features, &direction);
    let separation = if complete { Separation::Complete } else { Separation::QuasiComplete };
    Ok(Some(SeparatingDirection { separation, weights, features, infinite }))
}

/// Where a fit without a penalty found no optimum: whether that is because the classes are separated, and
/// by which features. It looks beyond an end that is called an optimum where that is no proof of it, and where the
/// Hessian was found singular (an offset alone can take all curvature away). What cannot be decided there is no
/// optimum.
pub(crate) fn explain_end<T: Target>(
    report: &mut Report,
    is_singular: bool,
    problem: &Problem<'_, T>,
    classes: usize,
    class_of: impl Fn(T) -> usize,
) -> Result<(), Error> {
    if !is_singular && proves_overlap(report, problem, problem.n_features() + 1) {
        return Ok(());
    }
    let numbers: Vec<usize> = problem.target.iter().map(|label| class_of(*label)).collect();
    let problem = &problem.with_target(&numbers)?;
    let group = problem.design.dim();
    let of_any_class = |found: SeparatingDirection| {
        let infinite = found.infinite.iter().map(|j| j % group).collect::<BTreeSet<usize>>();
        let infinite = infinite.into_iter().collect();
        Cause { separation: found.separation, features: found.features, infinite }
    };
    let found = find_separation_of_classes(problem, classes);
    explain(report, found.map(|found| found.map(of_any_class)), problem)
}

/// Why a fit has no optimum: the features that separate, and those (with the intercepts) that are infinite.
struct Cause {
    separation: Separation,
    features: Vec<usize>,
    infinite: Vec<usize>,
}

fn explain(
    report: &mut Report,
    found: Result<Option<Cause>, Error>,
    problem: &Problem<'_, usize>,
) -> Result<(), Error> {
    match found {
        Ok(Some(cause)) => {
            report.status = Status::Separated(cause.separation);
            report.separating = cause.features;
            report.infinite = cause.infinite;
            report.name_sets(problem.design.features());
            report.certificate = None;
        }
        Err(Error::Undecided(reason)) => {
            report.undecided = Some(reason);
            if report.is_optimum() {
                report.status = report.not_converged();
            }
        }
        Ok(None) => report.found_no_separation(),
        Err(other) => return Err(other),
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use linalg_lite::{Design, matrix_from_columns};

    #[test]
    fn directions_by_hand() {
        let x = matrix_from_columns(&[&[0.0, 1.0, 2.0, 3.0]]).unwrap();
        let along = |labels: [bool; 4], direction: [f64; 2]| {
            separation_along(&Problem::new(x.as_ref(), &labels).unwrap(), &direction).unwrap()
        };
        let split = [false, false, true, true];
        assert_eq!(along(split, [1.0, -1.5]), Some(Separation::Complete));
        assert_eq!(along(split, [1.0, -2.0]), Some(Separation::QuasiComplete));
        assert_eq!(along(split, [-1.0, 1.5]), None);
        assert_eq!(along(split, [0.0, 0.0]), None);
        assert_eq!(along([false, true, false, true], [1.0, -1.5]), None);
    }

    #[test]
    fn lengths_are_checked() {
        let x = matrix_from_columns(&[&[0.0, 1.0]]).unwrap();
        assert!(
            separation_along(&Problem::new(x.as_ref(), &[true, false]).unwrap(), &[1.0]).is_err()
        );
        assert!(find_separation(&Problem::new(x.as_ref(), &[true; 2]).unwrap()).is_err());
        assert!(
            find_separation_of_classes(&Problem::new(x.as_ref(), &[0, 7]).unwrap(), 2).is_err()
        );
        assert!(
            find_separation_of_classes(&Problem::new(x.as_ref(), &[0, 0]).unwrap(), 1).is_err()
        );
        assert!(
            find_separation_of_classes(&Problem::new(x.as_ref(), &[0, 0]).unwrap(), 0).is_err()
        );
    }

    fn found(
        columns: &[&[f64]],
        labels: &[usize],
        classes: usize,
    ) -> Option<(Separation, Vec<usize>)> {
        let x = matrix_from_columns(columns).unwrap();
        let found = find_separation_of_classes(&Problem::new(x.as_ref(), labels).unwrap(), classes)
            .unwrap();
        found.map(|found| (found.separation, found.features))
    }

    #[test]
    fn one_column_by_hand() {
        let x = [0.0, 1.0, 2.0, 3.0];
        assert_eq!(found(&[&x], &[0, 0, 1, 1], 2), Some((Separation::Complete, vec![0])));
        assert_eq!(found(&[&x], &[1, 1, 1, 0], 2), Some((Separation::Complete, vec![0])));
        assert_eq!(found(&[&x], &[0, 1, 0, 1], 2), None);
        let tied = [0.0, 2.0, 2.0, 3.0];
        assert_eq!(found(&[&tied], &[0, 0, 1, 1], 2), Some((Separation::QuasiComplete, vec![0])));
        assert_eq!(found(&[&[1e300, 1e301, 2e301, 3e301]], &[0, 0, 1, 1], 2).unwrap().1, [0]);
        assert_eq!(found(&[&[5.0; 4]], &[0, 0, 1, 1], 2), None);
    }

    /// A weight is that many rows: 0 is none, whatever stands in it.
    #[test]
    fn rows_of_weight_zero_are_no_rows() {
        let labels = [0, 1, 0, 0, 1, 1];
        let of = |x: &[f64], labels: &[usize], weights: Option<&[f64]>| {
            let x = matrix_from_columns(&[x]).unwrap();
            let design = Design::new(x.as_ref(), true).unwrap();
            find(&Margins::new(design, labels, 2, weights)?)
        };
        for x in [[1.0, 0.0, 2.0, 2.5, 3.0, 4.0], [1.0, 1e308, 2.0, 3.0, 3.0, 4.0]] {
            let weights = [2.0, 0.0, 1.0, 1.0, 0.5, 3.0];
            let weighted = of(&x, &labels, Some(&weights)).unwrap();
            let without = [x[0], x[2], x[3], x[4], x[5]];
            assert_eq!(weighted, of(&without, &[0, 0, 0, 1, 1], None).unwrap());
            assert!(weighted.is_some());
        }
        assert!(of(&[1.0, 2.0, 3.0], &[0, 1, 1], Some(&[1.0, 0.0, 0.0])).is_err());
        assert!(of(&[1.0, 2.0, 3.0], &[0, 1, 1], Some(&[1.0])).is_err());
    }

    #[test]
    fn a_class_that_can_be_told_apart_is_enough_among_several() {
        let x = [0.0, 1.0, 5.0, 6.0, 5.5, 5.2];
        assert_eq!(
            found(&[&x], &[0, 0, 1, 1, 2, 2], 3),
            Some((Separation::QuasiComplete, vec![0]))
        );
        let apart = [0.0, 1.0, 5.0, 6.0, 9.0, 9.5];
        assert_eq!(found(&[&apart], &[0, 0, 1, 1, 2, 2], 3), Some((Separation::Complete, vec![0])));
        assert_eq!(found(&[&apart], &[0, 1, 2, 1, 2, 0], 3), None);
    }
}
