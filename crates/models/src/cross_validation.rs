use linalg_lite::{MatRef, check_length, mean};
use rayon::prelude::*;

use crate::linear::predict;
use crate::{
    CrossEntropy, Error, LinearRegression, LogisticRegression, Loss, Penalty, PenaltyPath,
    SquaredError, Weighting,
};

/// How well each penalty of a path predicts samples that it was not fitted on.
#[derive(Clone, Debug, PartialEq)]
pub struct CrossValidation {
    /// The penalties, largest first.
    pub penalties: Vec<Penalty>,
    /// For each of them the mean loss of the held-out samples, the folds' means averaged: log loss in
    /// nats, or half the squared error.
    pub losses: Vec<f64>,
    /// The standard error of that mean over the folds.
    pub standard_errors: Vec<f64>,
    /// The place of the penalty with the smallest loss.
    pub best: usize,
    /// The place of the largest penalty whose loss is within one standard error of the best: as good,
    /// as far as the folds can tell, and simpler.
    pub simplest: usize,
}

impl LogisticRegression {
    /// Tries each penalty of a path on each fold: fits on all samples of other folds, and takes the log
    /// loss of its own. `folds` has a number below k for each sample, as
    /// `datasets::stratified_folds` draws them; all k fits run at once.
    ///
    /// # Errors
    /// As [`path`](Self::path); [`Error::Folds`] for fewer than two folds, or an empty one;
    /// [`Error::OneClass`] when a class lies in one fold alone.
    ///
    /// # Source
    /// Hastie, Tibshirani and Friedman, *The Elements of Statistical Learning*, 7.10.
    ///
    /// ```
    /// use datasets::{Source, Stream, generate, stratified_folds};
    /// use models::{LogisticRegression, PenaltyPath, Weighting};
    ///
    /// let mut stream = Stream::new(Source::ChaCha8, 42)?;
    /// let exam = generate::exam(200, &mut stream)?;
    /// let labels = exam.labels()?;
    /// let classes: Vec<usize> = labels.iter().map(|label| usize::from(*label)).collect();
    /// let folds = stratified_folds(&classes, 5, &mut stream)?;
    /// let (x, path) = (exam.features.as_ref(), PenaltyPath::default());
    /// let model = LogisticRegression::default();
    /// let found = model.cross_validate(x, labels, &folds, &path, Weighting::default())?;
    /// assert!(found.losses[found.best] < 0.5 && found.simplest <= found.best);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn cross_validate(
        &self,
        features: MatRef<'_, f64>,
        labels: &[bool],
        folds: &[usize],
        path: &PenaltyPath,
        weighting: Weighting<'_>,
    ) -> Result<CrossValidation, Error> {
        let penalties = self.penalties(features, labels, path, weighting)?;
        let fit = |weighting: Weighting<'_>| {
            let fits = self.fits(features, labels, &penalties, weighting)?;
            fits.iter().map(|fit| predict(features, &fit.coefficients, fit.intercept)).collect()
        };
        let loss = |i: usize, z: f64| CrossEntropy::loss(labels[i], z);
        judge(penalties.clone(), labels.len(), folds, weighting, fit, loss)
    }
}

impl LinearRegression {
    /// As [`LogisticRegression::cross_validate`], by half the squared error.
    ///
    /// # Errors
    /// As [`path`](Self::path); [`Error::Folds`] for fewer than two folds, or an empty one.
    pub fn cross_validate(
        &self,
        features: MatRef<'_, f64>,
        targets: &[f64],
        folds: &[usize],
        path: &PenaltyPath,
        weighting: Weighting<'_>,
    ) -> Result<CrossValidation, Error> {
        let penalties = self.penalties(features, targets, path, weighting)?;
        let fit = |weighting: Weighting<'_>| {
            let fits = self.fits(features, targets, &penalties, weighting)?;
            fits.iter().map(|fit| predict(features, &fit.coefficients, fit.intercept)).collect()
        };
        let loss = |i: usize, z: f64| SquaredError::loss(targets[i], z);
        judge(penalties.clone(), targets.len(), folds, weighting, fit, loss)
    }
}

/// `predictions` fits all penalties under a weighting and gives for each its logits of all samples.
fn judge(
    penalties: Vec<Penalty>,
    n_samples: usize,
    folds: &[usize],
    weighting: Weighting<'_>,
    predictions: impl Fn(Weighting<'_>) -> Result<Vec<Vec<f64>>, Error> + Sync,
    loss: impl Fn(usize, f64) -> f64 + Sync,
) -> Result<CrossValidation, Error> {
    check_length("the folds", n_samples, folds.len())?;
    let k = folds.iter().max().map_or(0, |fold| fold + 1);
    let weight = |i: usize| weighting.weights.map_or(1.0, |weights| weights[i]);
    let of_fold = |fold: usize| -> Result<Vec<f64>, Error> {
        let held_out: f64 = (0..n_samples).filter(|i| folds[*i] == fold).map(weight).sum();
        if k < 2 || held_out == 0.0 {
            return Err(Error::Folds { folds: k, fold });
        }
        let others: Vec<f64> =
            (0..n_samples).map(|i| if folds[i] == fold { 0.0 } else { weight(i) }).collect();
        let by_penalty = predictions(Weighting { weights: Some(&others), ..weighting })?;
        Ok(by_penalty
            .iter()
            .map(|z| {
                let shift = |i: usize| weighting.offset.map_or(0.0, |offset| offset[i]);
                let own = (0..n_samples).filter(|i| folds[*i] == fold);
                own.map(|i| weight(i) * loss(i, z[i] + shift(i))).sum::<f64>() / held_out
            })
            .collect())
    };
    if k < 2 {
        return Err(Error::Folds { folds: k, fold: 0 });
    }
    let by_fold: Vec<Vec<f64>> = (0..k).into_par_iter().map(of_fold).collect::<Result<_, _>>()?;
    let of_penalty =
        |place: usize| -> Vec<f64> { by_fold.iter().map(|losses| losses[place]).collect() };
    let losses: Vec<f64> = (0..penalties.len()).map(|place| mean(&of_penalty(place))).collect();
    let standard_errors = (0..penalties.len())
        .map(|place| {
            let squares: f64 = of_penalty(place)
                .iter()
                .map(|loss| (loss - losses[place]) * (loss - losses[place]))
                .sum();
            (squares / ((k - 1) * k) as f64).sqrt()
        })
        .collect::<Vec<f64>>();
    let best = (1..losses.len())
        .fold(0, |best, place| if losses[place] < losses[best] { place } else { best });
    let bound = losses[best] + standard_errors[best];
    let simplest = losses.iter().position(|loss| *loss <= bound).unwrap_or(best);
    Ok(CrossValidation { penalties, losses, standard_errors, best, simplest })
}
