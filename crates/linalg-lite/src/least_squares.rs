use crate::error::{check_counts, check_length};
use crate::factor::Factor;
use crate::rough_line::RoughLine;
use crate::{Combination, Design, DoubleDouble, Error, Mat, dot, sum};

/// The weights that [`least_squares`] found, and how many of them the data determine.
#[derive(Clone, Debug, PartialEq)]
pub struct LeastSquares {
    /// Coefficients and, with an intercept, the intercept last.
    pub weights: Vec<f64>,
    /// Rank of the design matrix, the column of ones included.
    pub rank: usize,
    /// Features that are combinations of the others (or constant, beside an intercept): their
    /// coefficient is 0, because the data cannot tell what it should be. In ascending order; none
    /// where a penalty decides.
    pub dependent: Vec<usize>,
    /// What was minimised, at the weights.
    pub objective: f64,
    /// Its gradient there, one entry per weight, in columns that count from their means.
    pub gradient: Vec<f64>,
    /// Half the variance of the target: what is a large value of the objective.
    pub unit: f64,
    /// Sweeps over the data: one for the weights, or two of nearly collinear columns, and one to correct them.
    pub sweeps: usize,
    factor: Factor,
}

impl LeastSquares {
    /// What the weights lack when `X'(y - X w - b)`, with a last entry for the intercept, is `gradient`
    /// and not 0: `(X'X + n l2)^-1 gradient`. Gradients that were computed with more digits give weights
    /// with more right digits.
    ///
    /// None where X is so close to collinear that the square of its condition leaves no digits.
    ///
    /// # Errors
    /// [`Error::Length`] when there is not one entry per weight.
    pub fn correction(&self, gradient: &[f64]) -> Result<Option<Vec<f64>>, Error> {
        check_length("the gradient", self.weights.len(), gradient.len())?;
        let (centres, p) = (&self.factor.centres, self.factor.centres.len());
        let of_intercept = gradient.get(p).copied().unwrap_or(0.0);
        let mut centred = gradient.to_vec();
        centred.iter_mut().zip(centres).for_each(|(g, m)| *g -= m * of_intercept);
        let mut missing = self.factor.correction(&centred)?;
        if let Some(missing) = &mut missing
            && missing.len() > p
        {
            missing[p] -= dot(centres, &missing[..p]);
        }
        Ok(missing)
    }

    /// How far the objective is above its minimum: `g'(X'X/n + l2)^-1 g / 2` for the gradient `g`, which
    /// of a parabola is no estimate. None where X is so close to collinear that its condition leaves no digits.
    ///
    /// # Errors
    /// None that the weights of a fit could cause.
    pub fn gap(&self) -> Result<Option<f64>, Error> {
        let form = self.factor.form(&self.gradient)?;
        Ok(form.map(|form| (self.factor.n * form / 2.0).max(0.0)))
    }

    /// U with `U U' = (X'X + n l2)^-1` for columns that count from [`centres`](Self::centres), one row a weight, the
    /// intercept last; with 0 for dependent features. None as for [`correction`](Self::correction).
    #[must_use]
    pub fn inverse_root(&self) -> Option<Mat<f64>> {
        self.factor.has_corrections().then(|| self.factor.inverse_root())
    }

    /// Where the columns were counted from: near their means, or 0 without an intercept.
    #[must_use]
    pub fn centres(&self) -> &[f64] {
        &self.factor.centres
    }

    /// For each dependent feature the combination of others that it is.
    #[must_use]
    pub fn combinations(&self) -> Vec<Combination> {
        if self.dependent.is_empty() { Vec::new() } else { self.factor.combinations() }
    }
}

/// The weights `w` that minimise `1/(2n) sum_i c_i (y_i - x_i w - b)^2 + 1/2 sum_j l2_j w_j^2` with
/// `n = sum_i c_i`: samples that count `counts[i]` (if none are given, 1 each), and a penalty for each
/// coefficient (none, if `l2` is empty; an infinite one leaves the feature out, with a coefficient of 0).
///
/// A first sweep adds up the products of any two columns of `[X y]`, each counted from near its mean, which
/// are the normal equations, and a Cholesky factor gives the weights. They square the condition number:
/// where little of a column is left outside the others, another sweep leaves of `[1 X y]`, each row
/// multiplied by the root of what it counts, the triangle of its QR factorisation. What lies below the row
/// of the ones is the triangle of the *centred* columns. Its columns are brought to unit length and
/// factorised by [`PivotedQr`](crate::PivotedQr); a penalty is `n_features` further rows
/// `sqrt(n l2_j) w_j = 0`. X is neither copied nor kept. A last sweep looks with twice the digits at what
/// is left of the gradient and corrects the weights, unless the features are too close to collinear: then
/// they are right to about the last digit.
///
/// A column counts as a combination of the others when what is left of it is no more than the rounding
/// of the numbers it is made of: see [`dependencies`](crate::dependencies()).
///
/// # Errors
/// [`Error::Length`] or [`Error::NotFiniteEntry`] for a bad target, [`Error::NotFinite`] for a bad
/// feature, [`Error::Weight`] and [`Error::NoWeight`] for bad counts, [`Error::Penalty`] for a bad `l2`.
///
/// # Source
/// Hastie, Tibshirani and Friedman, *The Elements of Statistical Learning*, 3.2 and 3.4.1; Demmel et
/// al., *Communication-optimal parallel and sequential QR* (2012).
///
/// ```
/// use linalg_lite::{Design, least_squares, matrix_from_columns};
///
/// let x = matrix_from_columns(&[&[0.0, 1.0, 2.0], &[5.0, 5.0, 5.0]])?;
/// let fit = least_squares(Design::new(x.as_ref(), true)?, &[1.0, 3.0, 5.0], None, &[])?;
/// assert_eq!((fit.rank, &fit.dependent[..]), (2, &[1][..])); // the second column is constant
/// assert!((fit.weights[0] - 2.0).abs() < 1e-15 && (fit.weights[2] - 1.0).abs() < 1e-14);
/// # Ok::<(), linalg_lite::Error>(())
/// ```
pub fn least_squares(
    design: Design<'_>,
    y: &[f64],
    counts: Option<&[f64]>,
    l2: &[f64],
) -> Result<LeastSquares, Error> {
    let (p, n) = (design.n_features(), design.n_samples());
    check_length("the target", n, y.len())?;
    check_counts(n, counts)?;
    check_length("the penalties", if l2.is_empty() { 0 } else { p }, l2.len())?;
    if let Some(bad) = l2.iter().find(|l2| l2.is_nan() || **l2 < 0.0) {
        return Err(Error::Penalty(*bad));
    }
    let n = counts.map_or(n as f64, sum);
    let mut penalties: Vec<f64> =
        (0..design.dim()).map(|j| n * l2.get(j).copied().unwrap_or(0.0)).collect();
    let penalised = penalties.iter().any(|penalty| *penalty > 0.0);
    let rough = RoughLine::of(design, y, counts, n, &penalties)?;
    let left_out: Vec<usize> = (0..p).filter(|j| penalties[*j].is_infinite()).collect();
    left_out.iter().for_each(|j| penalties[*j] = 0.0);
    let (factor, mut weights) = (rough.factor, rough.weights);

    // The fall `X'r - n l2 w` is what is left of the gradient of `total = r'r + n l2 w'w`.
    let (mut fall, mut total) = factor.fall(design, y, counts, &weights, &rough.largest)?;
    for j in 0..weights.len() {
        fall[j] -= penalties[j] * weights[j];
        total += penalties[j] * weights[j] * weights[j];
    }
    left_out.iter().for_each(|j| fall[*j] = 0.0);
    let correction = factor.correction(&fall)?;
    let mut take = |step: &[f64]| {
        let mut bend = rough.summary.gram_times(step); // (X'X + n l2) step: total is a quadratic
        for j in 0..step.len() {
            bend[j] += penalties[j] * step[j];
            total -= step[j] * (2.0 * fall[j] - bend[j]);
            fall[j] -= bend[j];
        }
    };
    let mut exact: Vec<DoubleDouble> = weights.iter().map(|w| DoubleDouble::from(*w)).collect();
    if let Some(correction) = correction {
        exact.iter_mut().zip(&correction).for_each(|(w, d)| *w = *w + DoubleDouble::from(*d));
        let corrected: Vec<f64> = weights.iter().zip(&correction).map(|(w, d)| w + d).collect();
        take(&corrected.iter().zip(&weights).map(|(new, old)| new - old).collect::<Vec<f64>>());
        weights = corrected;
    }
    if design.has_intercept() {
        let intercept = factor.plain_intercept(&exact[..p], exact[p]).to_f64();
        let of_rounded: Vec<DoubleDouble> =
            weights.iter().map(|w| DoubleDouble::from(*w)).collect();
        let mut rounding = vec![0.0; p + 1];
        let rounded = factor.plain_intercept(&of_rounded[..p], of_rounded[p]);
        rounding[p] = (DoubleDouble::from(intercept) - rounded).to_f64();
        take(&rounding);
        weights[p] = intercept;
    }

    left_out.iter().for_each(|j| fall[*j] = 0.0);
    let dependent = if penalised { Vec::new() } else { factor.dependent() };
    let rank = design.dim() - dependent.len();
    let (objective, gradient) = (total / (2.0 * n), fall.iter().map(|fall| -fall / n).collect());
    let unit = rough.squares_of_target / (2.0 * n);
    let sweeps = rough.sweeps + 1;
    Ok(LeastSquares { weights, rank, dependent, objective, gradient, unit, sweeps, factor })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::matrix_from_columns;

    fn fit(columns: &[&[f64]], y: &[f64], intercept: bool, l2: f64) -> LeastSquares {
        let x = matrix_from_columns(columns).unwrap();
        let l2 = vec![l2; columns.len()];
        least_squares(Design::new(x.as_ref(), intercept).unwrap(), y, None, &l2).unwrap()
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
        assert!(line.gradient.iter().all(|g| g.abs() < 2e-16), "{:?}", line.gradient);
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
        assert_eq!((three.rank, &three.dependent[..]), (3, &[2][..]));
        let constant = fit(&[&u, &[0.1; 5]], &y, true, 0.0);
        assert_eq!((constant.rank, &constant.dependent[..]), (2, &[1][..]));
        let twin = fit(&[&u, &u], &y, true, 0.0);
        assert_eq!((twin.rank, &twin.dependent[..]), (2, &[1][..]));
        // With a penalty every coefficient is determined, and twins share.
        let shared = fit(&[&u, &u], &y, true, 0.1);
        assert_eq!(shared.dependent, [0; 0]);
        assert_close(&shared.weights[..1], &shared.weights[1..2], 1e-13);
    }

    /// A column like another leaves a row of the triangle empty, and what comes after it stands lower down.
    #[test]
    fn copies_before_the_others_of_a_wide_table() {
        let columns: [&[f64]; 3] = [&[4.0, 1.0, 2.0], &[4.0, 1.0, 2.0], &[4.0, 0.0, 0.0]];
        let line = fit(&columns, &[1.0, 3.0, 4.0], true, 0.0);
        assert_eq!((line.rank, &line.dependent[..]), (3, &[1][..]));
        assert!(line.objective < 1e-28, "{}", line.objective);
        let ridge = fit(&columns, &[1.0, 3.0, 4.0], true, 1e-3);
        assert!(ridge.objective < 0.004 && ridge.gap().unwrap().unwrap() < 1e-14);
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
        assert_eq!(least_squares(design, &[1.0, 2.0, 3.0, 6.0], None, &[]).unwrap().weights, [3.0]);
    }

    #[test]
    fn scales_far_apart_are_no_collinearity() {
        let y = [1.0, 2.0, 3.0, 5.0];
        let far_apart = fit(&[&[1e-9, 3e-9, 2e-9, 8e-9], &[1e9, 2e9, 5e9, 1e9]], &y, true, 0.0);
        assert_eq!(far_apart.rank, 3);
        let huge = fit(&[&[1e300, 2e300, -1e300, 0.0]], &y, true, 0.0);
        assert_close(&[huge.weights[0] * 1e300, huge.weights[1]], &[-0.7, 3.1], 1e-14);
        assert_eq!(huge.rank, 2);
    }

    fn power_of_two(k: i64) -> f64 {
        f64::from_bits(((1023 + k) as u64) << 52)
    }

    /// A penalty as large in one unit, and as small in another, leaves no column out.
    #[test]
    fn a_ridge_over_units_far_apart() {
        let (x, y) = ([1.0, 3.0, -2.0, 8.0], [1.0, 2.0, 3.0, 5.0]);
        let far: [Vec<f64>; 2] = [
            x.iter().map(|x| x * power_of_two(-30)).collect(),
            [1.0, 2.0, 5.0, 1.0].iter().map(|x| x * power_of_two(30)).collect(),
        ];
        let columns = matrix_from_columns(&[&far[0], &far[1]]).unwrap();
        let design = Design::new(columns.as_ref(), true).unwrap();
        for power in -40..64 {
            let l2 = power_of_two(power);
            let fit = least_squares(design, &y, None, &[l2; 2]).unwrap();
            let alone = matrix_from_columns(&[&[1.0, 2.0, 5.0, 1.0]]).unwrap();
            let penalty = [l2 * power_of_two(-60)];
            let of_second =
                least_squares(Design::new(alone.as_ref(), true).unwrap(), &y, None, &penalty);
            let expected = of_second.unwrap().weights[0] * power_of_two(-30);
            if power > 0 {
                let error = (fit.weights[1] / expected - 1.0).abs();
                assert!(error < 1e-12, "l2 2^{power}: {} is not {expected}", fit.weights[1]);
            }
            let gap = fit.gap().unwrap().unwrap();
            assert!(gap <= 1e-10 * (1.0 + fit.objective), "l2 2^{power}: {gap:e}");
        }
    }

    #[test]
    fn bad_targets_and_penalties_are_refused() {
        let x = matrix_from_columns(&[&[1.0, 2.0]]).unwrap();
        let design = Design::new(x.as_ref(), true).unwrap();
        assert!(matches!(least_squares(design, &[1.0], None, &[]), Err(Error::Length { .. })));
        let error = least_squares(design, &[1.0, f64::NAN], None, &[]).unwrap_err();
        assert_eq!(error.to_string(), "the target is NaN at position 1: it must be finite");
        for l2 in [-1.0, f64::NAN] {
            assert!(matches!(
                least_squares(design, &[1.0, 2.0], None, &[l2]),
                Err(Error::Penalty(_))
            ));
        }
    }
}
