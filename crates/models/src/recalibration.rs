//! Do the logits of any model mean what they say? Logistic regressions of the labels on them tell.
//!
//! A probability that is right is met by as many positives as it says. Two departures from that have names: all logits
//! are too high or too low, by the calibration in the large; and they are too far apart or not far enough, by the
//! calibration slope, which is below 1 for a model that has learned its training samples too well.
//!
//! Source: Cox, *Two further applications of a model for binary regression*, Biometrika 45 (1958); Van Calster et al.,
//! *A calibration hierarchy for risk models was defined*, Journal of Clinical Epidemiology 74 (2016).

use linalg_lite::matrix_from_columns;

use crate::error::Error;
use crate::inference::{Estimate, Estimates, LogisticInference};
use crate::logistic::{LogisticRegression, check_two_classes};
use crate::problem::Problem;
use crate::sample_weights::SampleWeights;

/// What one has to do to logits z for their probabilities to be right: `slope z + intercept`.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct CalibrationLine {
    /// How many times as far apart they should be: 1 where they are right, below where they are too extreme. Its
    /// statistic and p-value are for its distance from 1.
    pub slope: Estimate,
    /// By how much they should be moved besides.
    pub intercept: Estimate,
}

/// The calibration in the large: by how much logits should all be moved for the probabilities to add up to the number
/// of positives. 0 where they do, positive where they are too few.
///
/// It is the intercept `a` of `logit p = a + z`, of maximum likelihood. `weights` say how much the samples count, and
/// of which kind they are.
///
/// # Errors
/// [`Error::OneClass`] without samples of both classes, [`Error::NoInference`] with the reason where there is no
/// standard error, [`Error::Numbers`] for bad values or lengths.
///
/// ```
/// use models::recalibration::in_the_large;
///
/// // One of two said to be ill at even odds is.
/// let moved = in_the_large(&[true, false], &[0.0, 0.0], None)?;
/// assert!(moved.value.abs() < 1e-15);
/// // Odds of 1 where they are 3: ln 3.
/// let moved = in_the_large(&[true, true, true, false], &[0.0; 4], None)?;
/// assert!((moved.value - 3f64.ln()).abs() < 1e-14);
/// # Ok::<(), models::Error>(())
/// ```
pub fn in_the_large(
    labels: &[bool],
    logits: &[f64],
    weights: Option<SampleWeights<'_>>,
) -> Result<Estimate, Error> {
    let column = matrix_from_columns(&[logits])?;
    let problem = weighted(Problem::new(column.as_ref(), labels)?, weights)?;
    let problem = problem.with_offset(logits)?.without_features();
    estimate(&fitted(&problem)?.estimates, 0)
}

/// The calibration slope and the intercept beside it: the line `logit p = slope z + intercept`, of maximum likelihood.
///
/// # Errors
/// As [`in_the_large`]; also [`Error::NoInference`] where all logits are the same, or separate the classes.
///
/// ```
/// use models::recalibration::line;
///
/// // Of those at logit -2 one in four is positive, at 2 three in four: the true logits are -ln 3 and ln 3.
/// let labels = [true, false, false, false, true, true, true, false];
/// let logits = [-2.0, -2.0, -2.0, -2.0, 2.0, 2.0, 2.0, 2.0];
/// let found = line(&labels, &logits, None)?;
/// assert!((found.slope.value - 3f64.ln() / 2.0).abs() < 1e-14);
/// assert!(found.intercept.value.abs() < 1e-14);
/// # Ok::<(), models::Error>(())
/// ```
pub fn line(
    labels: &[bool],
    logits: &[f64],
    weights: Option<SampleWeights<'_>>,
) -> Result<CalibrationLine, Error> {
    let column = matrix_from_columns(&[logits])?;
    let problem = weighted(Problem::new(column.as_ref(), labels)?, weights)?;
    check_two_classes(&problem)?;
    check_overlap(&problem, logits)?;
    let inference = fitted(&problem)?;
    let (estimates, distribution) = (&inference.estimates, inference.estimates.distribution);
    let slope = estimate(estimates, 0)?;
    let statistic = (slope.value - 1.0) / slope.standard_error;
    let slope = Estimate { statistic, p_value: distribution.two_sided(statistic), ..slope };
    Ok(CalibrationLine { slope, intercept: estimate(estimates, 1)? })
}

fn weighted<'a>(
    problem: Problem<'a, bool>,
    weights: Option<SampleWeights<'a>>,
) -> Result<Problem<'a, bool>, Error> {
    weights.map_or(Ok(problem), |weights| problem.weighted(weights))
}

fn fitted(problem: &Problem<'_, bool>) -> Result<LogisticInference, Error> {
    LogisticRegression::default().fit_problem(problem)?.inference_of(problem)
}

/// Refuses logits of which no line has a best slope, in one pass.
fn check_overlap(problem: &Problem<'_, bool>, logits: &[f64]) -> Result<(), Error> {
    let ends = |label: bool| {
        let rows = problem.counted_rows().filter(|i| problem.target[*i] == label);
        rows.map(|i| logits[i])
            .fold([f64::INFINITY, f64::NEG_INFINITY], |[low, high], z| [z.min(low), z.max(high)])
    };
    let ([low, high], [least, largest]) = (ends(true), ends(false));
    if low.min(least) >= high.max(largest) {
        return Err(Error::NoInference("all logits are the same"));
    }
    if low >= largest || least >= high {
        return Err(Error::NoInference("the logits separate the classes"));
    }
    Ok(())
}

fn estimate(estimates: &Estimates, parameter: usize) -> Result<Estimate, Error> {
    const NONE: Error = Error::NoInference("too few samples tell how sure it is");
    estimates.estimates.get(parameter).copied().flatten().ok_or(NONE)
}
