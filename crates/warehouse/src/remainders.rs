//! What is left of a feature that others seem to replace: products tell a combination from what is nearly one only to a
//! part of 3e-6, rows to their last digits.

use models::Combination;

use crate::ask::numbers;
use crate::frame::Logits;
use crate::{Engine, Error, Frame, Moments};

/// Asked about at once.
const MANY: usize = 50;
/// The part of a deviation that is left where factors from products are exact but for their rounding.
const OF_FACTORS: f64 = 1e-9;

/// Those of the combinations that do not hold in the rows, and the part of the feature's deviation that each leaves.
///
/// # Errors
/// Those of the engine.
pub fn only_nearly<'c>(
    engine: &dyn Engine,
    frame: &Frame<'_>,
    moments: &Moments,
    combinations: &'c [Combination],
) -> Result<Vec<(&'c Combination, f64)>, Error> {
    let (dialect, features) = (frame.dialect, frame.n_features());
    let weight = if frame.weights.is_some() { "b.w" } else { &dialect.double(1.0) };
    let known: Vec<&Combination> =
        combinations.iter().filter(|combination| !combination.terms.is_empty()).collect();
    let of_feature =
        if frame.has_intercept { moments.variances.clone() } else { moments.squares() };
    let mut found = Vec::new();
    for some in known.chunks(MANY) {
        let left: Vec<Vec<f64>> =
            some.iter().map(|combination| left(combination, features)).collect();
        let at = |j: usize| moments.means[j] - moments.centres[j];
        let mean = |w: &Vec<f64>| match frame.has_intercept {
            true => -(0..features).map(|j| w[j] * at(j)).sum::<f64>(),
            false => 0.0,
        };
        let logits = Logits {
            intercepts: left.iter().map(mean).collect(), // so that what is left has a mean of 0
            coefficients: left.iter().map(Vec::as_slice).collect(),
        };
        let frame = Frame { target_centre: None, offset: None, ..frame.clone() };
        let rows = frame.rows(&moments.centres, &logits)?;
        let square = |a| dialect.shown(&format!("SUM({weight} * b.z{a} * b.z{a})"));
        let selected: Vec<String> = (0..some.len()).map(square).collect();
        let text = format!("SELECT {} FROM ({rows}) AS b", selected.join(", "));
        for (combination, square) in some.iter().zip(numbers(engine, text, selected.len())?) {
            let deviation = of_feature[combination.feature].sqrt();
            let left = (square / moments.weight).sqrt();
            if deviation > 0.0
                && left > OF_FACTORS * deviation
                && left > rounding(combination, moments)
            {
                found.push((*combination, left / deviation));
            }
        }
    }
    Ok(found)
}

/// How far cells are from the numbers that they stand for, at most.
fn rounding(combination: &Combination, moments: &Moments) -> f64 {
    let size = |j: usize| moments.centres[j].abs() + moments.reaches[j];
    let of_others = combination.terms.iter().map(|(j, factor)| factor.abs() * size(*j));
    2.0 * f64::EPSILON * (size(combination.feature) + of_others.sum::<f64>())
}

/// The feature less its combination of others.
fn left(combination: &Combination, features: usize) -> Vec<f64> {
    let mut left = vec![0.0; features];
    left[combination.feature] = 1.0;
    combination.terms.iter().for_each(|(other, factor)| left[*other] -= factor);
    left
}
