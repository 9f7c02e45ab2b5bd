use linalg_lite::{Mat, MatRef, check_finite, check_length, dot};

use crate::{Error, Loss};

/// What a sample counts, and where its logit begins.
///
/// ```
/// use linalg_lite::matrix_from_columns;
/// use models::{LogisticRegression, Weighting};
///
/// // Three of ten at 0, six of ten at 1: four rows instead of twenty.
/// let x = matrix_from_columns(&[&[0.0, 0.0, 1.0, 1.0]])?;
/// let labels = [true, false, true, false];
/// let counts = Weighting { weights: Some(&[3.0, 7.0, 6.0, 4.0]), ..Default::default() };
/// let model = LogisticRegression::default().fit_weighted(x.as_ref(), &labels, counts)?;
/// assert!((model.probabilities(x.as_ref())?[0] - 0.3).abs() < 1e-15);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Weighting<'a> {
    /// How much each sample counts, at least 0; if none are given, 1 each. A mean is then
    /// `sum w_i l_i / sum w_i`: a sample of weight 2 is two samples, one of weight 0 none.
    pub weights: Option<&'a [f64]>,
    /// What the weights are: of no importance for the fit, but for what its errors are.
    pub kind: WeightKind,
    /// Added to the logit of each sample, and not fitted.
    pub offset: Option<&'a [f64]>,
}

/// What a weight says about its sample.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum WeightKind {
    /// How often it was observed: twice the weights are twice the data, and smaller errors.
    #[default]
    Frequency,
    /// How precise it is, the variance being as `1 / weight`: only ratios matter. How large variances
    /// are is estimated from the spread of the samples, whose number counts, not their weight.
    Precision,
}

impl Weighting<'_> {
    /// Refuses weights and offsets that do not fit `n_samples`.
    pub(crate) fn check(&self, n_samples: usize) -> Result<(), Error> {
        if let Some(weights) = self.weights {
            check_length("the list of weights", n_samples, weights.len())?;
            check_finite("the weight", weights)?;
            if let Some(row) = weights.iter().position(|weight| *weight < 0.0) {
                return Err(Error::Weight { row, weight: weights[row] });
            }
            if weights.iter().all(|weight| *weight == 0.0) {
                return Err(Error::NoWeight);
            }
        }
        if let Some(offset) = self.offset {
            check_length("the list of offsets", n_samples, offset.len())?;
            check_finite("the offset", offset)?;
        }
        Ok(())
    }

    /// Whether sample i counts at all.
    pub(crate) fn counts(&self, i: usize) -> bool {
        self.weights.is_none_or(|weights| weights[i] > 0.0)
    }

    /// `sum w_i f(v_i)`.
    pub(crate) fn sum(&self, values: &[f64], f: impl Fn(f64) -> f64) -> f64 {
        let of: Vec<f64> = values.iter().map(|v| f(*v)).collect();
        self.weights.map_or_else(|| linalg_lite::sum(&of), |weights| dot(&of, weights))
    }

    /// `sum ln w_i` of precision weights that are not 0: what they add to a normal log-likelihood, twice.
    pub(crate) fn sum_of_log_precisions(&self) -> f64 {
        match (self.kind, self.weights) {
            (WeightKind::Precision, Some(weights)) => {
                weights.iter().filter(|w| **w > 0.0).map(|w| linalg_lite::ln(*w)).sum()
            }
            _ => 0.0,
        }
    }

    /// The rows that count, if some do not.
    pub(crate) fn counted_rows(&self, features: MatRef<'_, f64>) -> Option<Mat<f64>> {
        let counted: Vec<usize> = (0..features.nrows()).filter(|i| self.counts(*i)).collect();
        let some_do_not = counted.len() < features.nrows();
        some_do_not.then(|| {
            Mat::from_fn(counted.len(), features.ncols(), |i, j| features[(counted[i], j)])
        })
    }

    /// The weight of all samples together.
    pub(crate) fn total(&self, n_samples: usize) -> f64 {
        self.weights.map_or(n_samples as f64, |weights| weights.iter().sum())
    }

    /// How many samples there are to learn from: frequencies add up, precisions do not.
    pub(crate) fn samples(&self, n_samples: usize) -> f64 {
        match self.kind {
            WeightKind::Frequency => self.total(n_samples),
            WeightKind::Precision => (0..n_samples).filter(|i| self.counts(*i)).count() as f64,
        }
    }

    /// Adds the offset of some rows to their logits.
    pub(crate) fn shift(&self, rows: std::ops::Range<usize>, z: &mut [f64]) {
        if let Some(offset) = self.offset {
            z.iter_mut().zip(&offset[rows]).for_each(|(z, o)| *z += o);
        }
    }

    /// As [`Loss::block`] for some rows, with every sample times its weight; returns the sums of the
    /// losses and of the weights.
    pub(crate) fn block<L: Loss>(
        &self,
        rows: std::ops::Range<usize>,
        y: &[L::Target],
        z: &[f64],
        room: &mut [f64],
        r: &mut [f64],
        s: &mut [f64],
    ) -> (f64, f64) {
        let loss = L::block(y, z, room, r, s);
        let Some(weights) = self.weights else { return (loss, rows.len() as f64) };
        let weights = &weights[rows];
        L::losses(y, z, room);
        for i in 0..weights.len() {
            r[i] *= weights[i];
            s[i] *= weights[i];
        }
        (dot(room, weights), linalg_lite::sum(weights))
    }
}

/// Weights that make both classes count the same: `n / (2 n_class)` for each sample of a class.
///
/// ```
/// assert_eq!(models::balanced_weights(&[true, false, false, false]), [2.0, 2.0 / 3.0, 2.0 / 3.0, 2.0 / 3.0]);
/// ```
#[must_use]
pub fn balanced_weights(labels: &[bool]) -> Vec<f64> {
    let n = labels.len() as f64;
    let positives = labels.iter().filter(|label| **label).count() as f64;
    let weight = |count: f64| if count > 0.0 { n / (2.0 * count) } else { 0.0 };
    let (positive, negative) = (weight(positives), weight(n - positives));
    labels.iter().map(|label| if *label { positive } else { negative }).collect()
}
