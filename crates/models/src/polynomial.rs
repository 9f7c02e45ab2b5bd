use linalg_lite::{
    Design, DoubleDouble, LeastSquares, Mat, MatRef, check_finite, check_length, least_squares,
};

use crate::error::Error;
use crate::linear::report_of;
use crate::report::Report;

/// Polynomial regression: the coefficients that minimise the mean squared error of
/// `z = b + c_1 x + c_2 x^2 + ... + c_d x^d`.
///
/// Powers of x far from zero are practically collinear. So powers are taken of the standardised
/// `u = (x - centre) / scale`, with the scale a power of two, and the weights of these powers are
/// corrected by residuals with twice the digits, as are the coefficients multiplied out from them.
///
/// ```
/// use models::PolynomialRegression;
///
/// let x = [1999.0, 2000.0, 2001.0, 2002.0];
/// let y = [2.0, 1.0, 2.0, 5.0]; // 1 + (x - 2000)^2
/// let parabola = PolynomialRegression { degree: 2 }.fit(&x, &y)?;
/// assert_eq!(parabola.coefficients, [-4000.0, 1.0]);
/// assert_eq!(parabola.predictions(&[2003.0])?, [10.0]);
/// # Ok::<(), models::Error>(())
/// ```
///
/// # Source
/// Björck, *Numerical Methods for Least Squares Problems*, 2.9 (iterative refinement); Knuth, *The
/// Art of Computer Programming*, vol. 2, 4.6.4 (moving a polynomial to another origin).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PolynomialRegression {
    /// The highest power, at least 1.
    pub degree: usize,
}

/// A fitted polynomial.
#[derive(Clone, Debug, PartialEq)]
#[must_use = "a fit may not be what was hoped for: look at its report"]
pub struct FittedPolynomial {
    /// Of x, x^2, ..., in target units per feature unit to that power.
    pub coefficients: Vec<f64>,
    /// In target units.
    pub intercept: f64,
    /// `u = (x - centre) / scale`: the mean of x.
    pub centre: f64,
    /// A power of two near the standard deviation of x.
    pub scale: f64,
    /// The weights of 1, u, u^2, ..., from which predictions are made.
    pub standardised: Vec<f64>,
    /// How the fit ended.
    pub report: Report,
}

impl PolynomialRegression {
    /// Fits `targets` on one feature `x`, one of each per sample.
    ///
    /// The status is `RankDeficient` when x has too few different values for the degree.
    ///
    /// # Errors
    /// [`Error::Numbers`] for bad values or lengths, [`Error::NotPositive`] for the degree,
    /// [`Error::ConstantFeature`].
    pub fn fit(&self, x: &[f64], targets: &[f64]) -> Result<FittedPolynomial, Error> {
        if self.degree == 0 {
            return Err(Error::NotPositive { what: "the degree", value: 0.0 });
        }
        check_finite("the feature", x)?;
        check_length("the target", x.len(), targets.len())?;
        let column = MatRef::from_column_major_slice(x, x.len(), 1);
        let moments = Design::new(column, true)?.moments(None)?;
        let (centre, deviation) = (moments.means[0], moments.variances[0].sqrt());
        if x.iter().all(|value| *value == x[0]) {
            return Err(Error::ConstantFeature { column: 0, value: x[0] });
        }
        let scale = power_of_two_near(deviation);

        let powers = powers(x, centre, scale, self.degree);
        let rounded = Mat::from_fn(x.len(), self.degree, |i, k| powers[k][i].to_f64());
        let solution = least_squares(Design::new(rounded.as_ref(), true)?, targets, None, &[])?;
        let report = report_of(&solution)?;

        let mut weights: Vec<DoubleDouble> =
            solution.weights.iter().map(|w| DoubleDouble::from(*w)).collect();
        weights.rotate_right(1); // the intercept first
        if solution.dependent.is_empty() {
            refine(&mut weights, &solution, &powers, targets)?;
        }
        let standardised = weights.iter().map(|w| w.to_f64()).collect();
        let mut coefficients: Vec<f64> =
            moved_to_zero(weights, centre, scale).into_iter().map(DoubleDouble::to_f64).collect();
        let intercept = coefficients.remove(0);
        Ok(FittedPolynomial { coefficients, intercept, centre, scale, standardised, report })
    }
}

impl FittedPolynomial {
    /// `z = b + c_1 x + c_2 x^2 + ...` in target units, by Horner's rule in `u`.
    ///
    /// # Errors
    /// [`Error::Numbers`] for a value that is not finite.
    pub fn predictions(&self, x: &[f64]) -> Result<Vec<f64>, Error> {
        check_finite("the feature", x)?;
        let horner = |u: f64| self.standardised.iter().rev().fold(0.0, |z, w| z * u + w);
        Ok(x.iter().map(|x| horner((x - self.centre) / self.scale)).collect())
    }
}

/// `u, u^2, ..., u^degree` for every sample, with twice the digits.
fn powers(x: &[f64], centre: f64, scale: f64, degree: usize) -> Vec<Vec<DoubleDouble>> {
    let inverse = DoubleDouble::from(1.0 / scale); // exact
    let u: Vec<DoubleDouble> =
        x.iter().map(|x| (DoubleDouble::from(*x) - DoubleDouble::from(centre)) * inverse).collect();
    let mut powers = vec![u];
    for k in 1..degree {
        let next = powers[k - 1].iter().zip(&powers[0]).map(|(power, u)| *power * *u).collect();
        powers.push(next);
    }
    powers
}

/// Corrects the weights by the least-squares fit to their residuals, both with twice the digits,
/// until nothing changes: the rounded powers serve only to find the way.
fn refine(
    weights: &mut [DoubleDouble],
    solution: &LeastSquares,
    powers: &[Vec<DoubleDouble>],
    targets: &[f64],
) -> Result<(), Error> {
    const ROUNDS: usize = 20;
    let mut before = f64::INFINITY;
    for _ in 0..ROUNDS {
        let residuals: Vec<DoubleDouble> = (0..targets.len())
            .map(|i| {
                powers.iter().zip(&weights[1..]).fold(
                    DoubleDouble::from(targets[i]) - weights[0],
                    |residual, (power, weight)| residual - power[i] * *weight,
                )
            })
            .collect();
        let gradient: Vec<f64> = powers
            .iter()
            .map(|power| {
                power.iter().zip(&residuals).fold(DoubleDouble::default(), |g, (u, r)| g + *u * *r)
            })
            .chain([residuals.iter().fold(DoubleDouble::default(), |g, r| g + *r)])
            .map(DoubleDouble::to_f64)
            .collect();
        let Some(mut correction) = solution.correction(&gradient)? else { break };
        correction.rotate_right(1);
        let size = correction.iter().fold(0.0, |size: f64, c| size.max(c.abs()));
        if size.is_nan() || size > before / 2.0 {
            break; // only rounding is left
        }
        weights.iter_mut().zip(&correction).for_each(|(w, c)| *w = *w + DoubleDouble::from(*c));
        before = size;
    }
    Ok(())
}

/// The coefficients of 1, x, x^2, ... of `sum_k weights[k] ((x - centre) / scale)^k`: Horner's rule,
/// each round of which multiplies by `(x - centre) / scale` and adds the next weight.
fn moved_to_zero(weights: Vec<DoubleDouble>, centre: f64, scale: f64) -> Vec<DoubleDouble> {
    let inverse = DoubleDouble::from(1.0 / scale);
    let shift = DoubleDouble::from(centre);
    let mut polynomial: Vec<DoubleDouble> = Vec::with_capacity(weights.len());
    for weight in weights.into_iter().rev() {
        polynomial.insert(0, DoubleDouble::default()); // times x
        for k in 0..polynomial.len() - 1 {
            polynomial[k] = polynomial[k] - shift * polynomial[k + 1];
        }
        polynomial.iter_mut().for_each(|c| *c = *c * inverse);
        polynomial[0] = polynomial[0] + weight;
    }
    polynomial
}

/// `2^k` for numbers from `2^k` to `2^(k + 1)`.
fn power_of_two_near(x: f64) -> f64 {
    const EXPONENT: u64 = 0x7ff << 52;
    let power = f64::from_bits(x.to_bits() & EXPONENT);
    if power.is_normal() { power } else { 1.0 }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::Status;

    fn fit(degree: usize, x: &[f64], y: &[f64]) -> Result<FittedPolynomial, Error> {
        PolynomialRegression { degree }.fit(x, y)
    }

    #[test]
    fn a_cubic_by_hand_however_far_away() {
        // (x - m)^3 multiplied out: 1, -3m, 3m^2, -m^3.
        for m in [0.0, 3.0, 1000.0] {
            let x: Vec<f64> = (-3..=3).map(|k| m + f64::from(k)).collect();
            let y: Vec<f64> = (-3..=3).map(|k| f64::from(k * k * k)).collect();
            let cubic = fit(3, &x, &y).unwrap();
            let exact = [-m * m * m, 3.0 * m * m, -3.0 * m, 1.0];
            let found = [&[cubic.intercept], &cubic.coefficients[..]].concat();
            for (f, e) in found.iter().zip(exact) {
                assert!((f - e).abs() <= 1e-14 * e.abs().max(1.0), "{found:?} is not {exact:?}");
            }
            let z = cubic.predictions(&x).unwrap();
            assert!(z.iter().zip(&y).all(|(z, y)| (z - y).abs() < 1e-12));
        }
    }

    #[test]
    fn degree_one_is_linear_regression() {
        let (x, y) = ([1.0, 2.0, 4.0, 7.0], [1.0, 3.0, 2.0, 8.0]);
        let line = fit(1, &x, &y).unwrap();
        let column = Mat::from_fn(4, 1, |i, _| x[i]);
        let direct = crate::LinearRegression::default().fit(column.as_ref(), &y).unwrap();
        assert!((line.coefficients[0] - direct.coefficients[0]).abs() < 1e-15);
        assert!((line.intercept - direct.intercept).abs() < 1e-15);
    }

    #[test]
    fn what_cannot_be_fitted_is_said() {
        let y = [1.0, 2.0, 3.0];
        assert!(matches!(fit(0, &[1.0, 2.0, 3.0], &y), Err(Error::NotPositive { .. })));
        assert!(matches!(fit(1, &[2.0; 3], &y), Err(Error::ConstantFeature { .. })));
        assert!(fit(1, &[1.0, 2.0], &y).is_err() && fit(1, &[], &[]).is_err());
        assert!(fit(1, &[1.0, f64::NAN, 3.0], &y).is_err());
        assert!(fit(1, &[1.0, 2.0, 3.0], &[1.0, 2.0, f64::INFINITY]).is_err());
        let two_values = fit(2, &[1.0, 2.0, 2.0], &y).unwrap();
        assert_eq!(two_values.report.status, Status::RankDeficient { rank: 2 });
        assert!(fit(1, &[1.0, 2.0, 3.0], &y).unwrap().predictions(&[f64::NAN]).is_err());
    }
}
