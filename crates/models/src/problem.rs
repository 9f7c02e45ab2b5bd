//! What to learn from: features, a target, the weight of each sample, and the offset of its logit.

mod bounds;
mod classes;
mod factors;
mod ranges;

use std::borrow::Cow;

use linalg_lite::{Centres, Design, Features, check_finite, check_length};
use rayon::prelude::*;

use crate::error::Error;
use crate::sample_weights::{SampleWeights, WeightKind};

pub(crate) use classes::check_classes;

/// Features and a target, one row and one entry per sample, with an intercept unless it is left out. It
/// copies nothing.
///
/// ```
/// use linalg_lite::matrix_from_columns;
/// use models::{LogisticRegression, Problem, SampleWeights};
///
/// // Three of ten at 0, six of ten at 1: four rows instead of twenty.
/// let x = matrix_from_columns(&[&[0.0, 0.0, 1.0, 1.0]])?;
/// let labels = [true, false, true, false];
/// let counts = SampleWeights::frequency(&[3.0, 7.0, 6.0, 4.0]);
/// let problem = Problem::new(x.as_ref(), &labels)?.weighted(counts)?;
/// let model = LogisticRegression::default().fit_problem(&problem)?;
/// assert!((model.probabilities(x.as_ref())?[0] - 0.3).abs() < 1e-15);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Copy, Debug)]
pub struct Problem<'a, T> {
    pub(crate) design: Design<'a>,
    pub(crate) target: &'a [T],
    pub(crate) weights: Option<SampleWeights<'a>>,
    pub(crate) offset: Option<&'a [f64]>,
    /// Of several classes one for each.
    pub(crate) class_offsets: Option<&'a [Vec<f64>]>,
    /// What the penalty of each feature is multiplied by.
    pub(crate) penalty_factors: Option<&'a [f64]>,
    /// Which coefficients may not be negative.
    pub(crate) nonnegative: Option<&'a [bool]>,
}

/// What a model can learn: a number, yes or no, or the number of a class.
pub trait Target: Copy + Sync {
    /// How large it is.
    fn magnitude(self) -> f64 {
        1.0
    }

    /// # Errors
    /// [`Error::Numbers`] for a number that is not finite.
    fn check(_targets: &[Self]) -> Result<(), Error> {
        Ok(())
    }
}

impl Target for bool {}
impl Target for usize {}
impl Target for f64 {
    fn magnitude(self) -> f64 {
        self.abs()
    }

    fn check(targets: &[Self]) -> Result<(), Error> {
        Ok(check_finite("the target", targets)?)
    }
}

impl<'a, T: Target> Problem<'a, T> {
    /// `features` are `n_samples x n_features`: a matrix, columns of any kind or a source of them; `target` has one
    /// entry per sample.
    ///
    /// # Errors
    /// [`Error::Numbers`] without samples, for another length, or a target that is not finite.
    pub fn new(features: impl Into<Features<'a>>, target: &'a [T]) -> Result<Self, Error> {
        let design = Design::new(features, true)?;
        check_length("the target", design.n_samples(), target.len())?;
        T::check(target)?;
        let (weights, offset, class_offsets) = (None, None, None);
        let (penalty_factors, nonnegative) = (None, None);
        Ok(Self { design, target, weights, offset, class_offsets, penalty_factors, nonnegative })
    }

    /// The same without an intercept: the logit is 0 where all features are.
    #[must_use]
    pub fn without_intercept(self) -> Self {
        Self { design: self.design.without_intercept(), ..self }
    }

    /// The same samples with other features, of whose coefficients nothing is asked.
    pub(crate) fn with_features<'b>(
        &self,
        features: impl Into<Features<'b>>,
    ) -> Result<Problem<'b, T>, Error>
    where
        'a: 'b,
    {
        let design = Design::new(features, self.design.has_intercept())?;
        Ok(Problem { design, penalty_factors: None, nonnegative: None, ..*self })
    }

    /// The same of which no feature is known.
    pub(crate) fn without_features(&self) -> Self {
        Self { design: self.design.without_features(), ..*self }
    }

    /// The same in samples that count so much.
    ///
    /// # Errors
    /// [`Error::Numbers`] for a length other than the number of samples, weights that are not finite or
    /// negative, or all 0; [`Error::FractionalCount`] for a frequency that is not a whole number.
    pub fn weighted(self, weights: SampleWeights<'a>) -> Result<Self, Error> {
        weights.check(self.n_rows())?;
        Ok(Self { weights: Some(weights), ..self })
    }

    /// The same with a number added to the logit (or prediction) of each sample, which is not fitted.
    ///
    /// # Errors
    /// [`Error::Numbers`] for a length other than the number of samples, or numbers that are not finite.
    pub fn with_offset(self, offset: &'a [f64]) -> Result<Self, Error> {
        check_length("the list of offsets", self.n_rows(), offset.len())?;
        check_finite("the offset", offset)?;
        Ok(Self { offset: Some(offset), ..self })
    }

    /// The same samples with another target.
    ///
    /// # Errors
    /// As [`new`](Self::new).
    pub fn with_target<U: Target>(&self, target: &'a [U]) -> Result<Problem<'a, U>, Error> {
        check_length("the target", self.n_rows(), target.len())?;
        U::check(target)?;
        let Self { design, weights, offset, class_offsets, penalty_factors, nonnegative, .. } =
            *self;
        Ok(Problem { design, target, weights, offset, class_offsets, penalty_factors, nonnegative })
    }

    /// Number of rows, including those of weight 0.
    #[must_use]
    pub fn n_rows(&self) -> usize {
        self.design.n_samples()
    }

    /// Number of features.
    #[must_use]
    pub fn n_features(&self) -> usize {
        self.design.n_features()
    }

    /// How many samples there are to learn from: counts add up; other weights are one sample each.
    #[must_use]
    pub fn n_samples(&self) -> f64 {
        self.counted_rows().map(|i| self.samples_of_row(i)).sum()
    }

    /// How many samples row i stands for.
    pub(crate) fn samples_of_row(&self, i: usize) -> f64 {
        let counts = self.weights.and_then(|weights| weights.samples_of_rows());
        counts.map_or(1.0, |counts| counts[i])
    }

    /// The sum of all weights; without any, the number of samples.
    #[must_use]
    pub fn total_weight(&self) -> f64 {
        self.weight_values().map_or(self.n_rows() as f64, linalg_lite::sum)
    }

    /// What sample i counts.
    pub(crate) fn weight(&self, i: usize) -> f64 {
        self.weights.map_or(1.0, |weights| weights.values[i])
    }

    /// The weights without their kind.
    pub(crate) fn weight_values(&self) -> Option<&'a [f64]> {
        self.weights.map(|weights| weights.values)
    }

    /// The kind of the weights; samples without any are counted once.
    pub(crate) fn weight_kind(&self) -> WeightKind {
        self.weights.map_or(WeightKind::Frequency, |weights| weights.kind)
    }

    /// The rows that count at all.
    pub(crate) fn counted_rows(&self) -> impl Iterator<Item = usize> + use<'_, 'a, T> {
        (0..self.n_rows()).filter(|i| self.weight(*i) > 0.0)
    }

    /// `sum_i w_i f(v_i)` over the samples that count, on all threads.
    pub(crate) fn sum(&self, f: impl Fn(usize) -> f64 + Sync) -> f64 {
        const ROWS: usize = 1 << 12;
        let of = |i| if self.weight(i) == 0.0 { 0.0 } else { self.weight(i) * f(i) };
        let of_chunk = |first: usize| {
            let rows = first..self.n_rows().min(first + ROWS);
            linalg_lite::sum(&rows.map(of).collect::<Vec<f64>>())
        };
        let firsts = (0..self.n_rows()).into_par_iter().step_by(ROWS);
        linalg_lite::sum(&firsts.map(of_chunk).collect::<Vec<f64>>())
    }

    /// Near the mean of each feature.
    pub(crate) fn centres(&self) -> Result<Centres, Error> {
        Ok(self.design.centres(self.weight_values())?)
    }

    /// The same with features that count from `centres`, where an intercept makes up for it.
    pub(crate) fn centred<'b>(&'b self, centres: &'b Centres) -> Result<Problem<'b, T>, Error> {
        Ok(Problem { design: self.design.centred(centres)?, ..*self })
    }

    /// The parameters that solvers work with, of coefficients and an intercept as models show them.
    pub(crate) fn parameters(
        &self,
        coefficients: &[f64],
        intercept: f64,
    ) -> Result<Vec<f64>, Error> {
        check_length("the coefficients", self.n_features(), coefficients.len())?;
        let mut w = coefficients.to_vec();
        if self.design.has_intercept() {
            w.push(intercept);
            w[coefficients.len()] = self.design.centred_intercept(&w)?;
        }
        Ok(w)
    }

    /// The parameters that solvers work with, of both in one vector, without an intercept where there is none.
    pub(crate) fn parameters_from_plain(&self, w: &[f64]) -> Result<Vec<f64>, Error> {
        let (coefficients, intercept) = w.split_at(self.n_features().min(w.len()));
        self.parameters(coefficients, intercept.first().copied().unwrap_or(0.0))
    }

    /// The other way round: coefficients, and the intercept of features that count from 0 (0 if there is
    /// none).
    pub(crate) fn coefficients_and_intercept(
        &self,
        mut w: Vec<f64>,
    ) -> Result<(Vec<f64>, f64), Error> {
        let intercept = self.design.plain_intercept(&w)?;
        w.truncate(self.n_features());
        Ok((w, if self.design.has_intercept() { intercept } else { 0.0 }))
    }

    /// The parameters of solvers that stand for the coefficients and the intercept that are handed out,
    /// each rounded to an `f64`.
    pub(crate) fn rounded(&self, w: &[f64]) -> Result<Vec<f64>, Error> {
        let (coefficients, intercept) = self.coefficients_and_intercept(w.to_vec())?;
        self.parameters(&coefficients, intercept)
    }

    /// Adds the offset of some rows to their logits.
    pub(crate) fn add_offset(&self, rows: std::ops::Range<usize>, z: &mut [f64]) {
        if let Some(offset) = self.offset {
            z.iter_mut().zip(&offset[rows]).for_each(|(z, o)| *z += o);
        }
    }
}

impl<'a> Problem<'a, f64> {
    /// What is left for the features to explain.
    pub(crate) fn target_less_offset(&self) -> Cow<'a, [f64]> {
        match self.offset {
            None => Cow::Borrowed(self.target),
            Some(offset) => self.target.iter().zip(offset).map(|(y, o)| y - o).collect(),
        }
    }
}
