use crate::error::{check_finite, check_length};
use crate::residual::Residual;
use crate::triangle::{Triangle, powers_of_two};
use crate::{Combination, Design, Error, Mat, PivotedQr, dot};

/// The weights that [`least_squares`] found, and how many of them the data determine.
#[derive(Clone, Debug, PartialEq)]
pub struct LeastSquares {
    /// Coefficients and, with an intercept, the intercept last.
    pub weights: Vec<f64>,
    /// Rank of the design matrix, the column of ones included.
    pub rank: usize,
    /// Features that are combinations of the others (or constant, beside an intercept): their
    /// coefficient is 0, because the data cannot tell what it should be. In ascending order.
    pub dependent: Vec<usize>,
    /// What was minimised, `1/(2n) |y - X w - b|^2 + l2/2 |w|^2`, at the weights.
    pub objective: f64,
    /// Its gradient there, one entry a weight.
    pub gradient: Vec<f64>,
    /// Sweeps over the data: one for the weights, one to correct them.
    pub sweeps: usize,
    factor: Factor,
}

impl LeastSquares {
    /// What the weights lack when `X'(y - X w - b)` (and less `n l2 w`), with a last entry for the
    /// intercept, is `gradient` and not 0: `(X'X + n l2)^-1 gradient`. Gradients that were computed
    /// with more digits give weights with more right digits.
    ///
    /// None where X is so close to collinear that the square of its condition leaves no digits.
    ///
    /// # Errors
    /// [`Error::Length`] when there is not one entry a weight.
    pub fn correction(&self, gradient: &[f64]) -> Result<Option<Vec<f64>>, Error> {
        check_length("the gradient", self.weights.len(), gradient.len())?;
        self.factor.correction(gradient)
    }

    /// How far the objective is above its minimum: `g'(X'X/n + l2)^-1 g / 2` for the gradient `g`, which
    /// of a parabola is no estimate. None as for [`correction`](Self::correction).
    ///
    /// # Errors
    /// None that the weights of a fit could cause.
    pub fn gap(&self) -> Result<Option<f64>, Error> {
        let missing = self.factor.correction(&self.gradient)?;
        Ok(missing.map(|missing| (self.factor.n * dot(&self.gradient, &missing) / 2.0).max(0.0)))
    }

    /// `(X'X + n l2)^-1`, one row and column a weight, the intercept last; with 0 for dependent
    /// features. None as for [`correction`](Self::correction).
    ///
    /// # Errors
    /// None that the weights of a fit could cause.
    pub fn inverse_gram(&self) -> Result<Option<Mat<f64>>, Error> {
        let dim = self.weights.len();
        let mut inverse = Mat::zeros(dim, dim);
        for j in 0..dim {
            let mut unit = vec![0.0; dim];
            unit[j] = 1.0;
            let Some(column) = self.factor.correction(&unit)? else { return Ok(None) };
            for i in 0..dim {
                inverse[(i, j)] = column[i];
            }
        }
        Ok(Some(inverse))
    }

    /// For each dependent feature the combination of others that it is.
    #[must_use]
    pub fn combinations(&self) -> Vec<Combination> {
        self.factor.combinations()
    }
}

/// The weights `w` that minimise `1/(2n) |y - X w - b|^2 + l2/2 |w|^2`.
///
/// A first sweep leaves of `[1 X y]` the triangle of its QR factorisation: the normal equations, which
/// would square the condition number, are never formed, and X is neither copied nor kept. What lies
/// below the row of the ones is the triangle of the *centred* columns. Its columns are brought to
/// unit length and factorised by [`PivotedQr`]; a penalty is `n_features` further rows
/// `sqrt(n l2) w_j = 0`. A second sweep looks with twice the digits at what is left of the
/// gradient and corrects the weights, unless the features are too close to collinear: then they are
/// right to about the last digit.
///
/// A column counts as a combination of the others when what is left of it is below
/// `max(n, p) * epsilon` of its length.
///
/// # Errors
/// [`Error::Length`] or [`Error::NotFiniteEntry`] for a bad target, [`Error::NotFinite`] for a bad
/// feature, [`Error::Penalty`] for a bad `l2`.
///
/// # Source
/// Hastie, Tibshirani and Friedman, *The Elements of Statistical Learning*, 3.2 and 3.4.1; Demmel et
/// al., *Communication-optimal parallel and sequential QR* (2012).
///
/// ```
/// use linalg_lite::{Design, least_squares, matrix_from_columns};
///
/// let x = matrix_from_columns(&[&[0.0, 1.0, 2.0], &[5.0, 5.0, 5.0]])?;
/// let fit = least_squares(Design::new(x.as_ref(), true)?, &[1.0, 3.0, 5.0], 0.0)?;
/// assert_eq!((fit.rank, &fit.dependent[..]), (2, &[1][..])); // the second column is constant
/// assert!((fit.weights[0] - 2.0).abs() < 1e-15 && (fit.weights[2] - 1.0).abs() < 1e-14);
/// # Ok::<(), linalg_lite::Error>(())
/// ```
pub fn least_squares(design: Design<'_>, y: &[f64], l2: f64) -> Result<LeastSquares, Error> {
    check_length("the target", design.n_samples(), y.len())?;
    check_finite("the target", y)?;
    if !(l2 >= 0.0 && l2.is_finite()) {
        return Err(Error::Penalty(l2));
    }
    let (triangle, scales) = scaled_triangle(design, y)?;
    let factor = Factor::of(&triangle, scales, design, l2);
    let mut weights = factor.solve(&triangle)?;

    // The fall `X'r - n l2 w` is what is left of the gradient of `total = r'r + n l2 w'w`.
    let Residual { products: mut fall, squares: mut total } = design.residual(y, &weights);
    let penalties = penalties(design, l2);
    for j in 0..weights.len() {
        fall[j] -= penalties[j] * weights[j];
        total += penalties[j] * weights[j] * weights[j];
    }
    if let Some(correction) = factor.correction(&fall)? {
        let corrected: Vec<f64> = weights.iter().zip(&correction).map(|(w, d)| w + d).collect();
        let step: Vec<f64> = corrected.iter().zip(&weights).map(|(new, old)| new - old).collect();
        let mut bend = triangle.gram_times(&step); // (X'X + n l2) step: total is a quadratic
        for j in 0..step.len() {
            bend[j] += penalties[j] * step[j];
            total -= step[j] * (2.0 * fall[j] - bend[j]);
            fall[j] -= bend[j];
        }
        weights = corrected;
    }

    let mut dependent = factor.qr.order()[factor.rank..].to_vec();
    dependent.sort_unstable();
    let rank = factor.rank + usize::from(design.has_intercept());
    let (objective, n) = (total / (2.0 * factor.n), factor.n);
    let gradient = fall.iter().map(|fall| -fall / n).collect();
    Ok(LeastSquares { weights, rank, dependent, objective, gradient, sweeps: 2, factor })
}

/// `n l2` for each coefficient, 0 for the intercept.
fn penalties(design: Design<'_>, l2: f64) -> Vec<f64> {
    let mut penalties = vec![design.n_samples() as f64 * l2; design.n_features()];
    penalties.resize(design.dim(), 0.0);
    penalties
}

/// The factorised triangle of the centred features, in columns of unit length.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Factor {
    qr: PivotedQr,
    pub(crate) rank: usize,
    /// The length of each centred column; 0 for a column of no use.
    lengths: Vec<f64>,
    means: Vec<f64>,
    /// What each column of `[X y]` was multiplied by.
    scales: Vec<f64>,
    intercept: bool,
    n: f64,
}

impl Factor {
    pub(crate) fn of(triangle: &Triangle, scales: Vec<f64>, design: Design<'_>, l2: f64) -> Self {
        let (n, p) = (design.n_samples(), design.n_features());
        let rounding = n.max(p) as f64 * f64::EPSILON;
        let lengths: Vec<f64> = (0..p).map(|j| triangle.centred_length(j, rounding)).collect();
        let penalty = (n as f64 * l2).sqrt();
        let rows = if l2 > 0.0 { 2 * p } else { p };
        let unit_columns = Mat::from_fn(rows, p, |i, j| match lengths[j] {
            0.0 => 0.0,
            length if i < p => triangle.centred(i, j) / length,
            length if i - p == j => penalty * scales[j] / length,
            _ => 0.0,
        });
        let mut qr = PivotedQr::new(&unit_columns);
        let rank = qr.rank(rounding);
        if rank < p {
            qr = PivotedQr::preferring_first(&unit_columns);
        }
        let means = (0..p).map(|j| triangle.mean(j)).collect();
        let (n, intercept) = (n as f64, design.has_intercept());
        Self { qr, rank, lengths, means, scales, intercept, n }
    }

    /// For each column beyond the rank its combination of those within: `R^-1` of it. Factors that are
    /// mere rounding are left out.
    pub(crate) fn combinations(&self) -> Vec<Combination> {
        const ROUNDING: f64 = 1e-9;
        let order = self.qr.order();
        let mut combinations: Vec<Combination> = (self.rank..order.len())
            .map(|place| {
                let feature = order[place];
                let length = self.lengths[feature] / self.scales[feature];
                let of_units = self.qr.combination(place, self.rank);
                let mut terms: Vec<(usize, f64)> = of_units
                    .iter()
                    .zip(order)
                    .filter(|(factor, _)| factor.abs() > ROUNDING && length > 0.0)
                    .map(|(factor, &j)| (j, factor * length * self.scales[j] / self.lengths[j]))
                    .collect();
                terms.sort_unstable_by_key(|(j, _)| *j);
                let mean = |j: usize| self.means[j] / self.scales[j];
                let parts = || terms.iter().map(|(j, factor)| factor * mean(*j));
                let constant = mean(feature) - parts().sum::<f64>();
                let size = mean(feature).abs() + parts().map(f64::abs).sum::<f64>();
                let constant = if constant.abs() > ROUNDING * size { constant } else { 0.0 };
                Combination { feature, terms, constant }
            })
            .collect();
        combinations.sort_unstable_by_key(|combination| combination.feature);
        combinations
    }

    /// The weights, by `R` and `Q'y`.
    fn solve(&self, triangle: &Triangle) -> Result<Vec<f64>, Error> {
        let p = self.lengths.len();
        let mut right_side: Vec<f64> = (0..p).map(|i| triangle.centred(i, p)).collect();
        right_side.resize(self.qr.rows(), 0.0);
        let unit_weights = self.qr.solve(&right_side, self.rank)?;
        Ok(self.in_plain_units(&unit_weights, triangle.mean(p)))
    }

    fn correction(&self, gradient: &[f64]) -> Result<Option<Vec<f64>>, Error> {
        const LOST: f64 = 1e-3;
        let inverse = self.qr.inverse_condition(self.rank);
        let in_range = self.scales.iter().all(|scale| *scale == 1.0);
        if !in_range || f64::EPSILON > LOST * inverse * inverse {
            return Ok(None);
        }
        let of_intercept = gradient.get(self.lengths.len()).copied().unwrap_or(0.0);
        let of_units = |j: usize| match self.lengths[j] {
            0.0 => 0.0,
            length => (gradient[j] - self.means[j] * of_intercept) / length,
        };
        let right_side: Vec<f64> = (0..self.lengths.len()).map(of_units).collect();
        let unit_weights = self.qr.solve_gram(&right_side, self.rank)?;
        Ok(Some(self.in_plain_units(&unit_weights, of_intercept / self.n)))
    }

    /// Weights of columns of unit length, and the mean of the target, as weights of the features.
    fn in_plain_units(&self, unit_weights: &[f64], mean: f64) -> Vec<f64> {
        let mut weights: Vec<f64> = unit_weights
            .iter()
            .zip(&self.lengths)
            .map(|(weight, length)| if *length == 0.0 { 0.0 } else { weight / length })
            .collect();
        let target_scale = self.scales[weights.len()];
        let intercept = (mean - dot(&self.means, &weights)) / target_scale;
        for (weight, scale) in weights.iter_mut().zip(&self.scales) {
            *weight *= scale / target_scale;
        }
        if self.intercept {
            weights.push(intercept);
        }
        weights
    }
}

/// The triangle of the features and the target, and the powers of two they were multiplied by: 1,
/// unless squares would overflow or vanish.
pub(crate) fn scaled_triangle(
    design: Design<'_>,
    y: &[f64],
) -> Result<(Triangle, Vec<f64>), Error> {
    let scales = vec![1.0; design.n_features() + 1];
    let triangle = Triangle::of(design, y, &scales);
    if triangle.lengths().all(|length| (1e-140..1e140).contains(&length)) {
        return Ok((triangle, scales));
    }
    design.check_finite()?;
    let scales = powers_of_two(design, y);
    Ok((Triangle::of(design, y, &scales), scales))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::matrix_from_columns;

    fn fit(columns: &[&[f64]], y: &[f64], intercept: bool, l2: f64) -> LeastSquares {
        let x = matrix_from_columns(columns).unwrap();
        least_squares(Design::new(x.as_ref(), intercept).unwrap(), y, l2).unwrap()
    }

    fn assert_close(found: &[f64], expected: &[f64], tolerance: f64) {
        assert_eq!(found.len(), expected.len());
        for (f, e) in found.iter().zip(expected) {
            assert!((f - e).abs() <= tolerance * (1.0 + e.abs()), "{found:?} is not {expected:?}");
        }
    }

    #[test]
    fn three_points_by_hand() {
        // y = 1, 2, 4 at x = 0, 1, 2: slope 3/2, intercept 5/6, residuals 1/6, -1/3, 1/6.
        let line = fit(&[&[0.0, 1.0, 2.0]], &[1.0, 2.0, 4.0], true, 0.0);
        assert_close(&line.weights, &[1.5, 5.0 / 6.0], 1e-15);
        assert_close(&[line.objective], &[1.0 / 36.0], 1e-16);
        assert!(line.gradient.iter().all(|g| g.abs() < 1e-16), "{:?}", line.gradient);
        // Through the origin: 10 / 5.
        let ray = fit(&[&[0.0, 1.0, 2.0]], &[1.0, 2.0, 4.0], false, 0.0);
        assert_close(&ray.weights, &[2.0], 1e-15);
    }

    #[test]
    fn a_ridge_by_hand() {
        // Centred x = -1, 0, 1 and y with sum x y = 3: slope 3 / (2 + n l2) = 3 / 5 at l2 = 1.
        let line = fit(&[&[0.0, 1.0, 2.0]], &[1.0, 2.0, 4.0], true, 1.0);
        assert_close(&line.weights, &[0.6, 7.0 / 3.0 - 0.6], 1e-15);
        // Residuals -11/15, -1/3, 16/15 and the penalty 3 * 0.36, over 2 n = 6.
        assert_close(&[line.objective], &[(402.0 / 225.0 + 1.08) / 6.0], 1e-15);
    }

    #[test]
    fn an_intercept_is_a_column_of_ones() {
        let x = [0.3, 1.9, -0.7, 4.4, 2.2];
        let y = [1.0, -2.0, 0.5, 3.0, 9.0];
        let virtual_ones = fit(&[&x], &y, true, 0.0);
        let stored_ones = fit(&[&x, &[1.0; 5]], &y, false, 0.0);
        assert_close(&virtual_ones.weights, &stored_ones.weights, 1e-14);
    }

    #[test]
    fn dependent_columns_are_named() {
        let u = [1.0, 2.0, 4.0, 8.0, 3.0];
        let v = [2.0, -1.0, 0.5, 1.0, 1.0];
        let combination: Vec<f64> = u.iter().zip(&v).map(|(u, v)| 0.1 * u + 0.3 * v).collect();
        let y = [1.0, 2.0, 3.0, 4.0, 5.0];
        let both = fit(&[&u, &v], &y, true, 0.0);
        assert_eq!((both.rank, both.dependent.len()), (3, 0));
        let three = fit(&[&u, &v, &combination], &y, true, 0.0);
        assert_eq!((three.rank, three.dependent.len()), (3, 1));
        let constant = fit(&[&u, &[0.1; 5]], &y, true, 0.0);
        assert_eq!((constant.rank, &constant.dependent[..]), (2, &[1][..]));
        let twin = fit(&[&u, &u], &y, true, 0.0);
        assert_eq!((twin.rank, &twin.dependent[..]), (2, &[1][..]));
        // With a penalty every coefficient is determined, and twins share.
        let shared = fit(&[&u, &u], &y, true, 0.1);
        assert_eq!(shared.dependent, [0; 0]);
        assert_close(&shared.weights[..1], &shared.weights[1..2], 1e-13);
    }

    #[test]
    fn fewer_samples_than_features_leave_the_rest_at_zero() {
        let wide = fit(&[&[1.0, 2.0], &[3.0, 5.0], &[-1.0, 4.0]], &[1.0, 2.0], true, 0.0);
        assert_eq!((wide.rank, wide.dependent.len()), (2, 2));
        let single = fit(&[&[1.0]], &[7.0], true, 0.0);
        assert_eq!((single.rank, &single.weights[..]), (1, &[0.0, 7.0][..]));
    }

    #[test]
    fn no_features_give_the_mean() {
        let x = Mat::zeros(4, 0);
        let design = Design::new(x.as_ref(), true).unwrap();
        assert_eq!(least_squares(design, &[1.0, 2.0, 3.0, 6.0], 0.0).unwrap().weights, [3.0]);
    }

    #[test]
    fn scales_far_apart_are_no_collinearity() {
        let y = [1.0, 2.0, 3.0, 5.0];
        let far_apart = fit(&[&[1e-9, 3e-9, 2e-9, 8e-9], &[1e9, 2e9, 5e9, 1e9]], &y, true, 0.0);
        assert_eq!(far_apart.rank, 3);
        let huge = fit(&[&[1e300, 2e300, -1e300, 0.0]], &y, true, 0.0);
        assert!(huge.weights.iter().all(|w| w.is_finite()) && huge.rank == 2);
    }

    #[test]
    fn bad_targets_and_penalties_are_refused() {
        let x = matrix_from_columns(&[&[1.0, 2.0]]).unwrap();
        let design = Design::new(x.as_ref(), true).unwrap();
        assert!(matches!(least_squares(design, &[1.0], 0.0), Err(Error::Length { .. })));
        let error = least_squares(design, &[1.0, f64::NAN], 0.0).unwrap_err();
        assert_eq!(error.to_string(), "the target is NaN at position 1: it must be finite");
        for l2 in [-1.0, f64::NAN, f64::INFINITY] {
            assert!(matches!(least_squares(design, &[1.0, 2.0], l2), Err(Error::Penalty(_))));
        }
    }
}
