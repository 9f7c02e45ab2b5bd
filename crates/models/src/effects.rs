//! What a model says on the average of some samples, and how sure that is: mean predictions, their differences and
//! slopes, with standard errors by the delta method.
//!
//! With `m(z)` for the prediction of a logit z (`z` itself for a line), weights w and their sum n:
//!
//! ```text
//! mean prediction   1/n sum w m(z)            its gradient   1/n sum w m'(z) x
//! mean slope        1/n sum w m'(z) t         its gradient   1/n sum w (m'(z) u + m''(z) t x),   t = u'c
//! variance          g' C g                    for the gradient g, and the covariance C of the parameters
//! ```
//!
//! where x are the features of a sample and u their derivatives by a column. The rows are taken as they are, and not as a
//! sample of others: their variation is no part of the error.
//!
//! Source: Greene, *Econometric Analysis*, 17.3; Agresti, *Categorical Data Analysis*, 3.1.5 (the delta method).

mod classes;
mod ordered;

use linalg_lite::{Centres, Design, Features, check_length, sigmoid};

use crate::error::Error;
use crate::firth::FittedFirth;
use crate::inference::{Covariance, Distribution, Estimate};
use crate::{FittedLinear, FittedLogistic};

pub use classes::ClassEffects;
pub use ordered::OrderedEffects;

/// A figure that follows from the parameters, and its derivatives by them.
#[derive(Clone, Debug, PartialEq)]
pub struct Figure {
    /// What it is.
    pub value: f64,
    /// Its derivatives by the coefficients and, where there is an intercept, by that of features that count from the
    /// centres of the covariance.
    gradient: Vec<f64>,
}

/// A model of one logit or line, with what is known of its parameters.
#[derive(Clone, Copy, Debug)]
pub struct Effects<'a> {
    coefficients: &'a [f64],
    intercept: f64,
    is_logit: bool,
    covariance: &'a Covariance,
    distribution: Distribution,
}

/// Samples with their logits, and what each counts of the mean.
struct Samples<'b> {
    design: Design<'b>,
    logits: Vec<f64>,
    shares: Vec<f64>,
}

impl<'a> Effects<'a> {
    /// Of a logistic regression: of probabilities.
    ///
    /// ```
    /// use models::effects::Effects;
    /// use models::inference::Distribution;
    /// use models::{LogisticRegression, Problem};
    ///
    /// let flights = datasets::real::challenger()?.dataset.select_features(&["temperature_f"])?;
    /// let (x, failed) = (flights.features.as_ref(), flights.labels()?);
    /// let model = LogisticRegression::default().fit(x, failed)?;
    /// let found = model.inference(x, failed)?.estimates;
    /// let effects = Effects::of_logistic(&model, &found.covariance, found.distribution);
    /// let ones = linalg_lite::Mat::from_fn(x.nrows(), 1, |_, _| 1.0);
    /// let slope = effects.mean_slope(x, ones.as_ref(), None, None)?;
    /// let slope = effects.estimate(&slope)?;
    /// // A degree less raises the probability of a failure by 3.3 percentage points, on the average flight.
    /// assert!((slope.value + 0.03293).abs() < 1e-5 && (slope.standard_error - 0.00938).abs() < 1e-5);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn of_logistic(
        model: &'a FittedLogistic,
        covariance: &'a Covariance,
        distribution: Distribution,
    ) -> Self {
        let FittedLogistic { coefficients, intercept, .. } = model;
        Self { coefficients, intercept: *intercept, is_logit: true, covariance, distribution }
    }

    /// Of a logistic regression with Firth's correction, with its own covariance.
    #[must_use]
    pub fn of_firth(
        model: &'a FittedFirth,
        covariance: &'a Covariance,
        distribution: Distribution,
    ) -> Self {
        let FittedFirth { coefficients, intercept, .. } = model;
        Self { coefficients, intercept: *intercept, is_logit: true, covariance, distribution }
    }

    /// Of a line.
    #[must_use]
    pub fn of_linear(
        model: &'a FittedLinear,
        covariance: &'a Covariance,
        distribution: Distribution,
    ) -> Self {
        let FittedLinear { coefficients, intercept, .. } = model;
        Self { coefficients, intercept: *intercept, is_logit: false, covariance, distribution }
    }

    /// The mean prediction of samples with these features.
    ///
    /// # Errors
    /// [`Error::Numbers`] for other shapes.
    pub fn mean_prediction<'b>(
        &self,
        features: impl Into<Features<'b>>,
        weights: Option<&[f64]>,
        offset: Option<&[f64]>,
    ) -> Result<Figure, Error> {
        let features = features.into();
        let samples = self.samples(features, weights, offset)?;
        let (mut means, mut slopes) = (Vec::new(), Vec::new());
        for (z, share) in samples.logits.iter().zip(&samples.shares) {
            let [mean, slope, _] = self.mean(*z);
            means.push(share * mean);
            slopes.push(share * slope);
        }
        let gradient = self.sums(samples.design, &slopes)?;
        Ok(Figure { value: linalg_lite::sum(&means), gradient })
    }

    /// The mean slope along `slopes`, the derivatives of all features by a column in each sample.
    ///
    /// # Errors
    /// [`Error::Numbers`] for other shapes.
    pub fn mean_slope<'b>(
        &self,
        features: impl Into<Features<'b>>,
        slopes: impl Into<Features<'b>>,
        weights: Option<&[f64]>,
        offset: Option<&[f64]>,
    ) -> Result<Figure, Error> {
        let (features, slopes) = (features.into(), slopes.into());
        let Samples { design, logits, shares } = self.samples(features, weights, offset)?;
        check_length("the slopes", logits.len(), slopes.n_samples())?;
        let along = Design::new(slopes, true)?.without_intercept();
        let t = along.logits(self.coefficients)?;
        let (mut values, mut of_slopes, mut of_features) = (Vec::new(), Vec::new(), Vec::new());
        for ((z, t), share) in logits.iter().zip(&t).zip(&shares) {
            let [_, slope, change] = self.mean(*z);
            values.push(share * slope * t);
            of_slopes.push(share * slope);
            of_features.push(share * change * t);
        }
        let mut gradient = self.sums(design, &of_features)?;
        let mut along_slopes = vec![0.0; self.coefficients.len()];
        along.for_each_block(|block| {
            block.add_gradient(&of_slopes[block.rows()], &mut along_slopes);
        })?;
        gradient.iter_mut().zip(&along_slopes).for_each(|(g, u)| *g += u);
        Ok(Figure { value: linalg_lite::sum(&values), gradient })
    }

    /// A figure with its standard error, tested against 0.
    ///
    /// # Errors
    /// [`Error::NoInference`] where the error is no finite number above 0.
    pub fn estimate(&self, figure: &Figure) -> Result<Estimate, Error> {
        estimate(figure, self.covariance, self.distribution)
    }

    /// The prediction of a logit, and its first two derivatives.
    fn mean(&self, z: f64) -> [f64; 3] {
        if !self.is_logit {
            return [z, 1.0, 0.0];
        }
        let (p, q) = (sigmoid(z), sigmoid(-z));
        [p, p * q, p * q * (q - p)]
    }

    fn samples<'b>(
        &self,
        features: Features<'b>,
        weights: Option<&[f64]>,
        offset: Option<&[f64]>,
    ) -> Result<Samples<'b>, Error> {
        let design = Design::new(features, true)?;
        let n = design.n_samples();
        check_length("the coefficients", design.n_features(), self.coefficients.len())?;
        check_length("the list of offsets", n, offset.map_or(n, <[f64]>::len))?;
        let mut logits = design.logits(&[self.coefficients, &[self.intercept]].concat())?;
        logits.iter_mut().zip(offset.unwrap_or_default()).for_each(|(z, o)| *z += o);
        Ok(Samples { design, logits, shares: shares(n, weights)? })
    }

    /// `sum r x`, of features that count from the centres.
    fn sums(&self, design: Design<'_>, r: &[f64]) -> Result<Vec<f64>, Error> {
        let has_intercept = self.covariance.dim() > self.coefficients.len();
        let mut sums = centred_sums(design, self.covariance, r)?;
        sums.truncate(self.coefficients.len() + usize::from(has_intercept));
        Ok(sums)
    }
}

/// `sum r x` of each feature, which counts from the centres of the covariance, and `sum r`.
fn centred_sums(design: Design<'_>, covariance: &Covariance, r: &[f64]) -> Result<Vec<f64>, Error> {
    let features = design.n_features();
    let centres = covariance.at_centres().map(|(centres, _)| centres.to_vec());
    let centres = Centres::at(centres.unwrap_or_else(|| vec![0.0; features]));
    let mut sums = vec![0.0; features + 1];
    design.centred(&centres)?.for_each_block(|block| {
        block.add_gradient(&r[block.rows()], &mut sums);
    })?;
    Ok(sums)
}

/// What each of n samples counts of a mean.
fn shares(n: usize, weights: Option<&[f64]>) -> Result<Vec<f64>, Error> {
    check_length("the weights", n, weights.map_or(n, <[f64]>::len))?;
    let total = weights.map_or(n as f64, linalg_lite::sum);
    Ok((0..n).map(|i| weights.map_or(1.0, |weights| weights[i]) / total).collect())
}

fn estimate(
    figure: &Figure,
    covariance: &Covariance,
    distribution: Distribution,
) -> Result<Estimate, Error> {
    const NONE: &str = "it is the same whatever the parameters are";
    let standard_error = covariance.form_at_centres(&figure.gradient)?.sqrt();
    let statistic = figure.value / standard_error;
    if !(standard_error > 0.0 && statistic.is_finite()) {
        return Err(Error::NoInference(NONE));
    }
    let p_value = distribution.two_sided(statistic);
    Ok(Estimate { value: figure.value, standard_error, statistic, p_value })
}

impl Figure {
    /// One less another.
    #[must_use]
    pub fn less(&self, other: &Self) -> Self {
        let pairs = self.gradient.iter().zip(&other.gradient);
        Self { value: self.value - other.value, gradient: pairs.map(|(a, b)| a - b).collect() }
    }
}
