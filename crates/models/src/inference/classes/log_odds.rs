use linalg_lite::{
    BLOCK_ROWS, Centres, Design, Features, Mat, check_length, exp, ln_1p, log1p_exp, sigmoid,
};

use crate::error::Error;
use crate::inference::Covariance;
use crate::inference::covariance::{SampleForms, root, size};
use crate::loss::OrderedCrossEntropy;

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
        let of_row = |i: usize, form: &Mat<f64>, sizes: &[f64]| {
            let z: Vec<f64> = logits.iter().map(|z| z[i]).collect();
            let of_class = |class| {
                let (value, slopes) = of_class(&z, class);
                (value, error(&slopes, form, sizes))
            };
            (0..z.len()).map(of_class).collect()
        };
        let forms = covariance.class_forms(others)?;
        Self::of_rows(design, logits.len(), forms, of_row)
    }

    /// The same of ordered classes, from the `logits` of a [`FittedOrdered`](crate::FittedOrdered), its thresholds, and the
    /// covariance of its coefficients and thresholds. With `v_k = z - t_k`, class k has
    /// `p = 1 / (1 + e^-v_k-1) - 1 / (1 + e^-v_k)`, whose slopes follow from those of the
    /// [`OrderedCrossEntropy`](crate::loss::OrderedCrossEntropy).
    ///
    /// # Errors
    /// As [`of_classes`](Self::of_classes).
    ///
    /// ```
    /// use linalg_lite::matrix_from_columns;
    /// use models::OrderedRegression;
    /// use models::inference::LogOdds;
    ///
    /// let x = matrix_from_columns(&[&[1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0]])?;
    /// let (x, grades) = (x.as_ref(), [0, 1, 0, 1, 2, 1, 2]);
    /// let model = OrderedRegression::default().fit(x, &grades, 3)?;
    /// let covariance = model.inference(x, &grades)?.estimates.covariance;
    /// let found = LogOdds::of_ordered(x, &model.logits(x)?, &model.thresholds, &covariance)?;
    /// assert!(found[1].standard_errors.iter().all(|error| *error > 0.5));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn of_ordered<'a>(
        features: impl Into<Features<'a>>,
        logits: &[f64],
        thresholds: &[f64],
        covariance: &Covariance,
    ) -> Result<Vec<Self>, Error> {
        let design = Design::new(features, true)?;
        let parameters = design.n_features() + thresholds.len();
        check_length("the covariance", parameters, covariance.dim())?;
        check_length("the logits", design.n_samples(), logits.len())?;
        let of_row = |i: usize, form: &Mat<f64>, sizes: &[f64]| {
            let v: Vec<f64> = thresholds.iter().map(|t| logits[i] - t).collect();
            let of_class = |class| {
                let (value, slopes) = of_ordered_class(&v, class);
                (value, error(&slopes, form, sizes))
            };
            (0..=v.len()).map(of_class).collect()
        };
        let forms = covariance.threshold_forms(design.n_features())?;
        Self::of_rows(design, thresholds.len() + 1, forms, of_row)
    }

    /// `of_row` gives a value and its error for each class, from the forms of a row.
    fn of_rows(
        design: Design<'_>,
        classes: usize,
        (centres, forms): (Vec<f64>, SampleForms),
        of_row: impl Fn(usize, &Mat<f64>, &[f64]) -> Vec<(f64, f64)> + Sync,
    ) -> Result<Vec<Self>, Error> {
        let centres = Centres::at(centres);
        let design = design.centred(&centres)?;
        let mut rows = vec![Vec::new(); design.n_samples()];
        design.fill(&mut rows, |block, rows| {
            let mut of_block = forms.pairs.rooms();
            let mut sizes = vec![[0.0; BLOCK_ROWS]; forms.pairs.0];
            forms.fill(block, &mut of_block, &mut sizes);
            for (k, (i, row)) in block.rows().zip(rows).enumerate() {
                let sizes: Vec<f64> = sizes.iter().map(|size| size[k]).collect();
                *row = of_row(i, &forms.pairs.of_sample(&of_block, k), &sizes);
            }
        })?;
        let of_class = |k: usize| {
            let (values, standard_errors) = rows.iter().map(|row: &Vec<_>| row[k]).unzip();
            Self { values, standard_errors }
        };
        Ok((0..classes).map(of_class).collect())
    }
}

/// The logarithm of the odds of a class, and its slopes along the logits of all classes but the first.
fn of_class(z: &[f64], class: usize) -> (f64, Vec<f64>) {
    let others = || (0..z.len()).filter(|l| *l != class);
    let largest = others().map(|l| z[l]).fold(f64::NEG_INFINITY, f64::max);
    let odds = |l: usize| exp(z[l] - largest);
    let total: f64 = others().map(odds).sum();
    let slope = |l: usize| if l == class { 1.0 } else { -odds(l) / total };
    (z[class] - largest - ln_1p(total - 1.0), (1..z.len()).map(slope).collect())
}

/// The same from the logits that count from each threshold, along these.
fn of_ordered_class(v: &[f64], class: usize) -> (f64, Vec<f64>) {
    let below = class.checked_sub(1).map_or(f64::INFINITY, |k| v[k]);
    let above = v.get(class).copied().unwrap_or(f64::NEG_INFINITY);
    let gap = OrderedCrossEntropy::derivative_of_gap(below - above);
    let others = sigmoid(-below) + sigmoid(above); // 1 - p
    let mut slopes = vec![0.0; v.len()];
    if let Some(k) = class.checked_sub(1) {
        slopes[k] = (sigmoid(-below) - gap) / others;
    }
    if let Some(slope) = slopes.get_mut(class) {
        *slope = (gap - sigmoid(above)) / others;
    }
    let [ln_below, ln_above] = [-log1p_exp(below), -log1p_exp(-above)];
    let (low, high) = (ln_below.min(ln_above), ln_below.max(ln_above));
    let ln_others = high + log1p_exp(low - high);
    (-OrderedCrossEntropy::loss(-below, -above, 0.0) - ln_others, slopes)
}

/// Of a figure with these slopes along logits of these sizes.
fn error(slopes: &[f64], form: &Mat<f64>, sizes: &[f64]) -> f64 {
    let mut variance = 0.0;
    for (k, a) in slopes.iter().enumerate() {
        for (l, b) in slopes.iter().enumerate() {
            variance += a * b * form[(k, l)];
        }
    }
    root(variance, size(slopes, sizes))
}
