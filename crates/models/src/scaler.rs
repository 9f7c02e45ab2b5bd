use linalg_lite::{Design, Features, Mat, Moments, check_length, dot, mean};
use serde::{Deserialize, Serialize};

use crate::error::Error;

/// Brings every feature to mean 0 and standard deviation 1: `x' = (x - mean) / deviation`.
///
/// The deviation is that of the population (divided by n, not n - 1). Fit it on the training
/// rows, and use what it learned on all others.
///
/// ```
/// use linalg_lite::matrix_from_columns;
///
/// let x = matrix_from_columns(&[&[1.0, 3.0]])?;
/// let scaler = models::StandardScaler.fit(x.as_ref())?;
/// assert_eq!((scaler.means[0], scaler.deviations[0]), (2.0, 1.0));
/// assert_eq!(scaler.transform(x.as_ref())?[(1, 0)], 1.0);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Copy, Debug, Default)]
pub struct StandardScaler;

/// What a [`StandardScaler`] learned.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct FittedScaler {
    /// One mean a feature, in its unit.
    pub means: Vec<f64>,
    /// One standard deviation per feature, in its unit; positive.
    pub deviations: Vec<f64>,
}

impl StandardScaler {
    /// Learns mean and standard deviation of each column.
    ///
    /// # Errors
    /// [`Error::Numbers`] for a matrix without rows or with values that are not finite,
    /// [`Error::ConstantFeature`] for a column whose values are all the same.
    pub fn fit<'a>(&self, features: impl Into<Features<'a>>) -> Result<FittedScaler, Error> {
        let design = Design::new(features, false)?;
        let firsts = constants(design)?;
        if let Some((column, Some(value))) =
            firsts.into_iter().enumerate().find(|(_, value)| value.is_some())
        {
            design.check_finite()?;
            return Err(Error::ConstantFeature { column, value });
        }
        let Moments { means, variances } = design.moments(None)?;
        let deviations: Vec<f64> = variances.iter().map(|variance| variance.sqrt()).collect();
        let mut fitted = FittedScaler { means, deviations };
        for column in 0..design.n_features() {
            if !(1e-100..1e100).contains(&fitted.deviations[column]) {
                design.check_finite()?;
                let of_extremes = mean_and_deviation_of_extremes(&values_of(design, column)?);
                (fitted.means[column], fitted.deviations[column]) = of_extremes;
            }
        }
        Ok(fitted)
    }
}

/// For each feature its value, if it is the same in all samples.
fn constants(design: Design<'_>) -> Result<Vec<Option<f64>>, Error> {
    let (mut firsts, mut level) = (vec![None; design.n_features()], Vec::new());
    let mut differs = vec![false; design.n_features()];
    design.for_each_block(|block| {
        for j in 0..firsts.len() {
            let values = block.feature(j, &mut level);
            let first = *firsts[j].get_or_insert(values[0]);
            differs[j] |= values.iter().any(|value| *value != first);
        }
    })?;
    Ok(firsts.into_iter().zip(differs).map(|(first, differs)| first.filter(|_| !differs)).collect())
}

fn values_of(design: Design<'_>, feature: usize) -> Result<Vec<f64>, Error> {
    let (mut values, mut level) = (Vec::with_capacity(design.n_samples()), Vec::new());
    design.for_each_block(|block| values.extend_from_slice(block.feature(feature, &mut level)))?;
    Ok(values)
}

/// Divided by the largest magnitude first, so that no square overflows or vanishes.
fn mean_and_deviation_of_extremes(values: &[f64]) -> (f64, f64) {
    let scale = values.iter().fold(0.0_f64, |scale, value| scale.max(value.abs()));
    let scaled: Vec<f64> = values.iter().map(|value| value / scale).collect();
    let centre = mean(&scaled);
    let centred: Vec<f64> = scaled.iter().map(|value| value - centre).collect();
    let variance = dot(&centred, &centred) / centred.len() as f64;
    (centre * scale, variance.sqrt() * scale)
}

impl FittedScaler {
    /// A scaled copy of `features`: `(x - mean) / deviation`.
    ///
    /// # Errors
    /// [`Error::Numbers`] without rows, or when the number of columns differs from the one learned
    /// from.
    pub fn transform<'a>(&self, features: impl Into<Features<'a>>) -> Result<Mat<f64>, Error> {
        let design = Design::new(features, false)?;
        check_length("a row of features", self.means.len(), design.n_features())?;
        let mut scaled = Mat::zeros(design.n_samples(), design.n_features());
        let mut level = Vec::new();
        design.for_each_block(|block| {
            for (j, (mean, deviation)) in self.means.iter().zip(&self.deviations).enumerate() {
                for (i, value) in block.rows().zip(block.feature(j, &mut level)) {
                    scaled[(i, j)] = (value - mean) / deviation;
                }
            }
        })?;
        Ok(scaled)
    }

    /// The value of feature `j` in its own unit: `mean + deviation * x'`.
    ///
    /// # Errors
    /// [`Error::UnknownFeature`].
    pub fn inverse_transform(&self, j: usize, scaled: f64) -> Result<f64, Error> {
        match (self.means.get(j), self.deviations.get(j)) {
            (Some(mean), Some(deviation)) => Ok(scaled * deviation + mean),
            _ => Err(Error::UnknownFeature { feature: j, features: self.means.len() }),
        }
    }

    /// Parameters for the unscaled features that give the same logits as `coefficients` and `intercept`
    /// do for the scaled ones: `c_j / deviation_j`, and `b - sum_j c_j mean_j / deviation_j`.
    ///
    /// # Errors
    /// [`Error::Numbers`] when there is not one coefficient per feature.
    pub fn plain_parameters(
        &self,
        coefficients: &[f64],
        intercept: f64,
    ) -> Result<(Vec<f64>, f64), Error> {
        check_length("the coefficients", self.means.len(), coefficients.len())?;
        let plain: Vec<f64> =
            coefficients.iter().zip(&self.deviations).map(|(c, deviation)| c / deviation).collect();
        let shift = dot(&plain, &self.means);
        Ok((plain, intercept - shift))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use linalg_lite::matrix_from_columns;

    #[test]
    fn by_hand() {
        let x = matrix_from_columns(&[&[2.0, 4.0, 4.0, 4.0, 5.0, 5.0, 7.0, 9.0]]).unwrap();
        let scaler = StandardScaler.fit(x.as_ref()).unwrap();
        assert_eq!((scaler.means[0], scaler.deviations[0]), (5.0, 2.0)); // squares sum to 32
        assert_eq!(scaler.transform(x.as_ref()).unwrap()[(0, 0)], -1.5);
        assert_eq!(scaler.inverse_transform(0, -1.5).unwrap(), 2.0);
    }

    #[test]
    fn plain_parameters_give_the_same_logits() {
        let x = matrix_from_columns(&[&[1.0, 2.0, 4.0], &[-5.0, 0.0, 3.0]]).unwrap();
        let scaler = StandardScaler.fit(x.as_ref()).unwrap();
        let scaled = scaler.transform(x.as_ref()).unwrap();
        let (coefficients, intercept) = ([0.7, -1.1], 0.4);
        let (plain, plain_intercept) = scaler.plain_parameters(&coefficients, intercept).unwrap();
        for i in 0..3 {
            let z = coefficients[0] * scaled[(i, 0)] + coefficients[1] * scaled[(i, 1)] + intercept;
            let same = plain[0] * x[(i, 0)] + plain[1] * x[(i, 1)] + plain_intercept;
            assert!((z - same).abs() < 1e-14);
        }
    }

    #[test]
    fn extreme_scales_neither_overflow_nor_vanish() {
        for size in [1e-300, 1e300] {
            let x = matrix_from_columns(&[&[size, -size, size, -size]]).unwrap();
            let scaler = StandardScaler.fit(x.as_ref()).unwrap();
            assert_eq!((scaler.means[0], scaler.deviations[0]), (0.0, size));
        }
    }

    #[test]
    fn constant_columns_and_other_shapes_are_refused() {
        let x = matrix_from_columns(&[&[1.0, 2.0], &[0.1, 0.1]]).unwrap();
        let error = StandardScaler.fit(x.as_ref()).unwrap_err();
        assert_eq!(
            error.to_string(),
            "feature 1 is 0.1 in every sample: drop it, as it cannot tell samples apart"
        );
        let scaler = StandardScaler.fit(x.subcols(0, 1)).unwrap();
        assert!(scaler.transform(x.as_ref()).is_err());
        assert!(scaler.plain_parameters(&[1.0, 2.0], 0.0).is_err());
        assert!(matches!(scaler.inverse_transform(1, 0.0), Err(Error::UnknownFeature { .. })));
        assert!(StandardScaler.fit(Mat::zeros(0, 1).as_ref()).is_err());
    }
}
