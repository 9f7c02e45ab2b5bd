use linalg_lite::{Design, Features, check_length};

use super::{Figure, centred_sums, estimate, shares};
use crate::FittedSoftmax;
use crate::error::Error;
use crate::firth::FittedFirthSoftmax;
use crate::inference::{Covariance, Distribution, Estimate};
use crate::logits::logits;
use crate::loss::SoftmaxCrossEntropy;

/// A model of several classes, with what is known of its parameters: what it says of the probability of each class, on the
/// average of some samples.
///
/// With `p` for the probabilities of a sample, `t_k = u'c_k` for the slopes of its logits along a column, and
/// `d_k = t_k - sum_l p_l t_l`:
///
/// ```text
/// mean probability   1/n sum w p_k         its gradient by the parameters of class m   1/n sum w p_k ([k = m] - p_m) x
/// mean slope         1/n sum w p_k d_k     1/n sum w p_k (([k = m] - p_m) (d_k x + u) - p_m d_m x)
/// ```
///
/// Over the classes, probabilities add up to 1 and slopes to 0. Of two classes these are the effects of logistic
/// regression.
///
/// ```
/// use models::effects::ClassEffects;
/// use models::SoftmaxRegression;
/// use models::inference::Distribution;
///
/// let birds = datasets::real::penguins()?.dataset.select_features(&["body_mass_g"])?;
/// let (x, (species, _)) = (birds.features.as_ref(), birds.classes()?);
/// let model = SoftmaxRegression::default().fit(x, species, 3)?;
/// let covariance = model.inference(x, species)?.covariance;
/// let effects = ClassEffects::new(&model, &covariance, Distribution::Normal);
/// let ones = linalg_lite::Mat::from_fn(x.nrows(), 1, |_, _| 1.0);
/// let slopes = effects.mean_slopes(x, ones.as_ref(), None, None)?;
/// assert!(slopes.iter().map(|slope| slope.value).sum::<f64>().abs() < 1e-15);
/// let of_gentoo = effects.estimate(&slopes[2])?;
/// // 100 grams more make a Gentoo likelier by 3.3 percentage points, on the average penguin.
/// assert!((of_gentoo.value - 0.000_325_831).abs() < 1e-9);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # Source
/// Greene, *Econometric Analysis*, 17.3 and 18.2.
#[derive(Clone, Copy, Debug)]
pub struct ClassEffects<'a> {
    coefficients: &'a [Vec<f64>],
    intercepts: &'a [f64],
    covariance: &'a Covariance,
    distribution: Distribution,
}

/// Samples with their probabilities, and what each counts of the mean.
struct Samples<'b> {
    design: Design<'b>,
    /// One number per class and sample.
    p: Vec<Vec<f64>>,
    shares: Vec<f64>,
}

impl Samples<'_> {
    /// `[k = m] - p_m` of a sample: of a class itself what the others have, to the last digits.
    fn rest(&self, k: usize, m: usize, i: usize) -> f64 {
        match k == m {
            true => (0..self.p.len()).filter(|l| *l != k).map(|l| self.p[l][i]).sum(),
            false => -self.p[m][i],
        }
    }
}

impl<'a> ClassEffects<'a> {
    /// With the covariance of the parameters of all classes
    /// ([`ClassEstimates::covariance`](crate::inference::ClassEstimates::covariance)).
    #[must_use]
    pub fn new(
        model: &'a FittedSoftmax,
        covariance: &'a Covariance,
        distribution: Distribution,
    ) -> Self {
        let FittedSoftmax { coefficients, intercepts, .. } = model;
        Self { coefficients, intercepts, covariance, distribution }
    }

    /// The same with Firth's correction, with its own covariance.
    #[must_use]
    pub fn of_firth(
        model: &'a FittedFirthSoftmax,
        covariance: &'a Covariance,
        distribution: Distribution,
    ) -> Self {
        let FittedFirthSoftmax { coefficients, intercepts, .. } = model;
        Self { coefficients, intercepts, covariance, distribution }
    }

    /// For each class its mean probability in samples with these features; `offsets` are added to the logits, for each
    /// class one number per sample.
    ///
    /// # Errors
    /// [`Error::Numbers`] for other shapes.
    pub fn mean_probabilities<'b>(
        &self,
        features: impl Into<Features<'b>>,
        weights: Option<&[f64]>,
        offsets: Option<&[Vec<f64>]>,
    ) -> Result<Vec<Figure>, Error> {
        let samples = self.samples(features.into(), weights, offsets)?;
        let n = samples.shares.len();
        let of_class = |k: usize| {
            let share = |i: usize| samples.shares[i] * samples.p[k][i];
            let value = linalg_lite::sum(&(0..n).map(share).collect::<Vec<f64>>());
            let slope = |m: usize, i: usize| share(i) * samples.rest(k, m, i);
            Ok(Figure { value, gradient: self.gradient(samples.design, n, slope)? })
        };
        (0..samples.p.len()).map(of_class).collect()
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
        offsets: Option<&[Vec<f64>]>,
    ) -> Result<Vec<Figure>, Error> {
        let slopes = slopes.into();
        let samples = self.samples(features.into(), weights, offsets)?;
        let (n, classes) = (samples.shares.len(), samples.p.len());
        check_length("the slopes", n, slopes.n_samples())?;
        let along = Design::new(slopes, false)?;
        let t: Vec<Vec<f64>> = self
            .coefficients
            .iter()
            .map(|c| along.logits(c))
            .collect::<Result<_, linalg_lite::Error>>()?;
        let beyond = |k: usize, i: usize| -> f64 {
            (0..classes).map(|l| samples.p[l][i] * (t[k][i] - t[l][i])).sum()
        };
        let d: Vec<Vec<f64>> =
            (0..classes).map(|k| (0..n).map(|i| beyond(k, i)).collect()).collect();
        let of_class = |k: usize| {
            let share = |i: usize| samples.shares[i] * samples.p[k][i];
            let value = (0..n).map(|i| share(i) * d[k][i]).collect::<Vec<f64>>();
            let of_slopes = |m: usize, i: usize| share(i) * samples.rest(k, m, i);
            let of_features = |m: usize, i: usize| {
                of_slopes(m, i) * d[k][i] - share(i) * samples.p[m][i] * d[m][i]
            };
            let mut gradient = self.gradient(samples.design, n, of_features)?;
            let group = gradient.len() / (classes - 1).max(1);
            for (m, of_class) in (1..).zip(gradient.chunks_exact_mut(group.max(1))) {
                let r: Vec<f64> = (0..n).map(|i| of_slopes(m, i)).collect();
                let mut sums = vec![0.0; slopes.n_features()];
                along.for_each_block(|block| block.add_gradient(&r[block.rows()], &mut sums))?;
                of_class.iter_mut().zip(&sums).for_each(|(g, u)| *g += u);
            }
            Ok(Figure { value: linalg_lite::sum(&value), gradient })
        };
        (0..classes).map(of_class).collect()
    }

    /// A figure with its standard error, tested against 0.
    ///
    /// # Errors
    /// [`Error::NoInference`] where the error is no finite number above 0.
    pub fn estimate(&self, figure: &Figure) -> Result<Estimate, Error> {
        estimate(figure, self.covariance, self.distribution)
    }

    fn samples<'b>(
        &self,
        features: Features<'b>,
        weights: Option<&[f64]>,
        offsets: Option<&[Vec<f64>]>,
    ) -> Result<Samples<'b>, Error> {
        let (design, n) = (Design::new(features, true)?, features.n_samples());
        let pairs = self.coefficients.iter().zip(self.intercepts);
        let logits = pairs.map(|(coefficients, b)| logits(features, coefficients, *b));
        let mut logits: Vec<Vec<f64>> = logits.collect::<Result<_, _>>()?;
        if let Some(offsets) = offsets {
            check_length("the lists of offsets", logits.len(), offsets.len())?;
            for (z, offset) in logits.iter_mut().zip(offsets) {
                check_length("the list of offsets", n, offset.len())?;
                z.iter_mut().zip(offset).for_each(|(z, o)| *z += o);
            }
        }
        let p = SoftmaxCrossEntropy::probabilities_of(logits);
        Ok(Samples { design, p, shares: shares(n, weights)? })
    }

    /// `sum r_m x` for each class m after the first, of features that count from the centres of the covariance.
    fn gradient(
        &self,
        design: Design<'_>,
        n: usize,
        r: impl Fn(usize, usize) -> f64,
    ) -> Result<Vec<f64>, Error> {
        let classes = self.coefficients.len();
        let group = self.covariance.dim() / (classes - 1).max(1);
        let mut gradient = Vec::new();
        for m in 1..classes {
            let of_class: Vec<f64> = (0..n).map(|i| r(m, i)).collect();
            let mut sums = centred_sums(design, self.covariance, &of_class)?;
            sums.truncate(group);
            gradient.extend(sums);
        }
        Ok(gradient)
    }
}
