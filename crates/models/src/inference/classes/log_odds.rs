use linalg_lite::{BLOCK_ROWS, Centres, Design, Features, check_length, exp, ln_1p};

use crate::error::Error;
use crate::inference::Covariance;

/// How sure the probability p of a class is, in each sample.
#[derive(Clone, Debug, PartialEq)]
pub struct LogOdds {
    /// `ln (p / (1 - p))`, one per sample.
    pub values: Vec<f64>,
    /// Their standard errors.
    pub standard_errors: Vec<f64>,
}

impl LogOdds {
    /// Of each class, from its `logits`, one per sample, perhaps with offsets, and this covariance of the parameters of all
    /// classes. By the delta method: with q for the probabilities of the others among themselves,
    ///
    /// ```text
    /// ln (p_k / (1 - p_k)) = z_k - ln sum_(l != k) e^z_l,    its slope along z_l:  1 for k,  -q_l for the others
    /// ```
    ///
    /// Intervals of these, turned into probabilities, lie between 0 and 1; those of two classes are the intervals of
    /// logistic regression.
    ///
    /// # Errors
    /// [`Error::Numbers`] for other shapes; [`Error::NoInference`] where the covariance is not written out.
    ///
    /// ```
    /// use linalg_lite::matrix_from_columns;
    /// use models::SoftmaxRegression;
    /// use models::inference::LogOdds;
    ///
    /// // One of ten, three of ten, six of ten.
    /// let x = matrix_from_columns(&[&[1.0; 10]])?;
    /// let labels = [0, 1, 1, 1, 2, 2, 2, 2, 2, 2];
    /// let model = SoftmaxRegression::default().fit(x.as_ref(), &labels, 3)?;
    /// let covariance = model.inference(x.as_ref(), &labels)?.covariance;
    /// let found = LogOdds::of_classes(x.as_ref(), &model.logits(x.as_ref())?, &covariance)?;
    /// let error = found[1].standard_errors[0];
    /// assert!((error - (1.0_f64 / 3.0 + 1.0 / 7.0).sqrt()).abs() < 1e-12); // as of three against the other seven
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Source
    /// Agresti, *Categorical Data Analysis*, 3.1.5 (the delta method).
    pub fn of_classes<'a>(
        features: impl Into<Features<'a>>,
        logits: &[Vec<f64>],
        covariance: &Covariance,
    ) -> Result<Vec<Self>, Error> {
        let features = features.into();
        let others = logits.len().saturating_sub(1).max(1);
        let group = covariance.dim() / others;
        let design = Design::new(features, group > features.n_features())?;
        check_length("the parameters of all classes", others * design.dim(), covariance.dim())?;
        for of_class in logits {
            check_length("the logits", design.n_samples(), of_class.len())?;
        }
        let (centres, forms) = covariance.class_forms(others)?;
        let centres = Centres::at(centres);
        let design = design.centred(&centres)?;
        let mut rows = vec![Vec::new(); design.n_samples()];
        design.fill(&mut rows, |block, rows| {
            let mut of_block = vec![[0.0; BLOCK_ROWS]; forms.n_pairs()];
            forms.fill(block, &mut of_block);
            for (k, (i, row)) in block.rows().zip(rows).enumerate() {
                let z: Vec<f64> = logits.iter().map(|z| z[i]).collect();
                let form = forms.of_sample(&of_block, k);
                *row = (0..z.len()).map(|class| of_class(&z, class, |k, l| form[(k, l)])).collect();
            }
        })?;
        let of_class = |k: usize| {
            let (values, standard_errors) = rows.iter().map(|row| row[k]).unzip();
            Self { values, standard_errors }
        };
        Ok((0..logits.len()).map(of_class).collect())
    }
}

/// The logarithm of the odds of a class, and its error; `form(k, l)` is that of the logits of the classes k + 1 and l + 1.
fn of_class(z: &[f64], class: usize, form: impl Fn(usize, usize) -> f64) -> (f64, f64) {
    let others = || (0..z.len()).filter(|l| *l != class);
    let largest = others().map(|l| z[l]).fold(f64::NEG_INFINITY, f64::max);
    let odds = |l: usize| exp(z[l] - largest);
    let total: f64 = others().map(odds).sum();
    let slope = |l: usize| if l == class { 1.0 } else { -odds(l) / total };
    let slopes: Vec<f64> = (1..z.len()).map(slope).collect();
    let mut variance = 0.0;
    for (k, a) in slopes.iter().enumerate() {
        for (l, b) in slopes.iter().enumerate() {
            variance += a * b * form(k, l);
        }
    }
    (z[class] - largest - ln_1p(total - 1.0), variance.max(0.0).sqrt())
}
