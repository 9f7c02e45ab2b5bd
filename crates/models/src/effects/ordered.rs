use linalg_lite::{Design, Features, check_length, sigmoid, sum};

use super::{Figure, centred_sums, estimate, shares};
use crate::FittedOrdered;
use crate::error::Error;
use crate::inference::{Covariance, Distribution, Estimate};

/// A model of ordered classes, with what is known of its parameters: what it says of the probability of each class, on the
/// average of some samples.
///
/// With `s_k = s(t_k - z)` for the probability of class k or a lower one, `g_k = s_k (1 - s_k)` and `h_k = g_k (1 - 2 s_k)`,
/// which are 0 below the first class and above the last, and `d = u'c` for the slope of the logit along a column:
///
/// ```text
/// mean probability   1/n sum w (s_k - s_k-1)          by c: 1/n sum w (g_k-1 - g_k) x
///                                                     by t_k and t_k-1: 1/n sum w g_k, -1/n sum w g_k-1
/// mean slope         1/n sum w (g_k-1 - g_k) d        by c: 1/n sum w ((g_k-1 - g_k) u + (h_k - h_k-1) d x)
///                                                     by t_k and t_k-1: -1/n sum w h_k d, 1/n sum w h_k-1 d
/// ```
///
/// Over the classes, probabilities add up to 1 and slopes to 0. Of two classes these are the effects of logistic
/// regression.
///
/// ```
/// use linalg_lite::{Mat, matrix_from_columns};
/// use models::OrderedRegression;
/// use models::effects::OrderedEffects;
///
/// let hours = matrix_from_columns(&[&[1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0]])?;
/// let grades = [0, 1, 0, 1, 2, 1, 2];
/// let model = OrderedRegression::default().fit(hours.as_ref(), &grades, 3)?;
/// let covariance = model.inference(hours.as_ref(), &grades)?.estimates.covariance;
/// let effects = OrderedEffects::new(&model, &covariance);
/// let ones = Mat::from_fn(7, 1, |_, _| 1.0);
/// let slopes = effects.mean_slopes(hours.as_ref(), ones.as_ref(), None, None)?;
/// assert!(slopes.iter().map(|slope| slope.value).sum::<f64>().abs() < 1e-15);
/// assert!(effects.estimate(&slopes[2])?.value > 0.1); // an hour more, and the best grade is likelier
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # Source
/// Greene, *Econometric Analysis*, 18.3.
#[derive(Clone, Copy, Debug)]
pub struct OrderedEffects<'a> {
    model: &'a FittedOrdered,
    covariance: &'a Covariance,
}

/// Samples with their logits, and what each counts of the mean.
struct Samples<'b> {
    design: Design<'b>,
    logits: Vec<f64>,
    shares: Vec<f64>,
}

impl<'a> OrderedEffects<'a> {
    /// With the covariance of coefficients and thresholds
    /// ([`OrderedInference::estimates`](crate::inference::OrderedInference::estimates)).
    #[must_use]
    pub fn new(model: &'a FittedOrdered, covariance: &'a Covariance) -> Self {
        Self { model, covariance }
    }

    /// For each class its mean probability in samples with these features.
    ///
    /// # Errors
    /// [`Error::Numbers`] for other shapes.
    pub fn mean_probabilities<'b>(
        &self,
        features: impl Into<Features<'b>>,
        weights: Option<&[f64]>,
        offset: Option<&[f64]>,
    ) -> Result<Vec<Figure>, Error> {
        let samples = self.samples(features.into(), weights, offset)?;
        let p = self.model.probabilities_of(&samples.logits);
        let of_class = |k: usize| {
            let values: Vec<f64> = samples.shares.iter().zip(&p[k]).map(|(w, p)| w * p).collect();
            let below = self.per_sample(&samples, k.checked_sub(1), |[g, _], _| g);
            let above = self.per_sample(&samples, Some(k), |[g, _], _| g);
            let of_features = less(&below, &above);
            let of_thresholds = [-sum(&below), sum(&above)];
            let gradient = self.gradient(samples.design, k, &of_features, of_thresholds)?;
            Ok(Figure { value: sum(&values), gradient })
        };
        (0..p.len()).map(of_class).collect()
    }

    /// For each class its mean slope along `slopes`, the derivatives of all features by a column in each sample.
    ///
    /// # Errors
    /// [`Error::Numbers`] for other shapes.
    pub fn mean_slopes<'b>(
        &self,
        features: impl Into<Features<'b>>,
        slopes: impl Into<Features<'b>>,
        weights: Option<&[f64]>,
        offset: Option<&[f64]>,
    ) -> Result<Vec<Figure>, Error> {
        let slopes = slopes.into();
        let samples = self.samples(features.into(), weights, offset)?;
        check_length("the slopes", samples.shares.len(), slopes.n_samples())?;
        let along = Design::new(slopes, false)?;
        let d = along.logits(&self.model.coefficients)?;
        let of_class = |k: usize| {
            let g = |k| self.per_sample(&samples, k, |[g, _], _| g);
            let h = |k| self.per_sample(&samples, k, |[_, h], i| h * d[i]);
            let of_slopes = less(&g(k.checked_sub(1)), &g(Some(k)));
            let (below, above) = (h(k.checked_sub(1)), h(Some(k)));
            let of_features = less(&above, &below);
            let of_thresholds = [sum(&below), -sum(&above)];
            let mut gradient = self.gradient(samples.design, k, &of_features, of_thresholds)?;
            let mut sums = vec![0.0; slopes.n_features()];
            along
                .for_each_block(|block| block.add_gradient(&of_slopes[block.rows()], &mut sums))?;
            gradient.iter_mut().zip(&sums).for_each(|(g, u)| *g += u);
            let values: Vec<f64> = of_slopes.iter().zip(&d).map(|(g, d)| g * d).collect();
            Ok(Figure { value: sum(&values), gradient })
        };
        (0..=self.model.thresholds.len()).map(of_class).collect()
    }

    /// A figure with its standard error, tested against 0.
    ///
    /// # Errors
    /// [`Error::NoInference`] where the error is no finite number above 0.
    pub fn estimate(&self, figure: &Figure) -> Result<Estimate, Error> {
        estimate(figure, self.covariance, Distribution::Normal)
    }

    fn samples<'b>(
        &self,
        features: Features<'b>,
        weights: Option<&[f64]>,
        offset: Option<&[f64]>,
    ) -> Result<Samples<'b>, Error> {
        let (design, n) = (Design::new(features, true)?, features.n_samples());
        check_length("the list of offsets", n, offset.map_or(n, <[f64]>::len))?;
        let mut logits = self.model.logits(features)?;
        logits.iter_mut().zip(offset.unwrap_or_default()).for_each(|(z, o)| *z += o);
        Ok(Samples { design, logits, shares: shares(n, weights)? })
    }

    /// What a threshold makes of `[g, h]` in each sample, times its share; 0 where there is none.
    fn per_sample(
        &self,
        samples: &Samples<'_>,
        threshold: Option<usize>,
        of: impl Fn([f64; 2], usize) -> f64,
    ) -> Vec<f64> {
        let Samples { logits, shares, .. } = samples;
        let Some(t) = threshold.and_then(|k| self.model.thresholds.get(k)) else {
            return vec![0.0; logits.len()];
        };
        let of_sample = |(i, z): (usize, &f64)| {
            let (s, rest) = (sigmoid(t - z), sigmoid(z - t));
            shares[i] * of([s * rest, s * rest * (rest - s)], i)
        };
        logits.iter().enumerate().map(of_sample).collect()
    }

    /// `sum r x` of the coefficients, of features that count from the centres, and what the thresholds below and above a
    /// class have.
    fn gradient(
        &self,
        design: Design<'_>,
        class: usize,
        r: &[f64],
        of_thresholds: [f64; 2],
    ) -> Result<Vec<f64>, Error> {
        let features = self.model.coefficients.len();
        let mut gradient = centred_sums(design, self.covariance, r)?;
        gradient.truncate(features);
        gradient.resize(features + self.model.thresholds.len(), 0.0);
        let places = [(features + class).checked_sub(1), Some(features + class)];
        for (place, value) in places.into_iter().zip(of_thresholds) {
            if let Some(entry) = place.filter(|j| *j >= features).and_then(|j| gradient.get_mut(j))
            {
                *entry = value;
            }
        }
        Ok(gradient)
    }
}

fn less(a: &[f64], b: &[f64]) -> Vec<f64> {
    a.iter().zip(b).map(|(a, b)| a - b).collect()
}
