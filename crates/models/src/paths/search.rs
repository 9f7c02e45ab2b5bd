use linalg_lite::{check_length, mean};
use rayon::prelude::*;

use super::along::Walk;
use super::{CrossValidation, Penalties};
use crate::error::Error;
use crate::penalty::Penalty;
use crate::report::Report;

impl Penalties<'_> {
    /// Judges them, and of a path further ones by its length for as long as the last is the best and the last third
    /// gained something. `losses` are asked for the next penalties: for each fold the mean losses of its held-out
    /// samples, of fits to all others that go on from where the last ones ended. `largest` and `unit` are those of
    /// [`PenaltyPath::penalties`](super::PenaltyPath::penalties).
    ///
    /// # Errors
    /// As there; [`Error::PenaltyOrder`] for a list; [`Error::Folds`] for fewer than two folds; [`Error::Numbers`] for another
    /// number of losses; [`Error::NoFiniteLoss`]; those of `losses`.
    ///
    /// ```
    /// use models::paths::{Penalties, PenaltyPath};
    ///
    /// let path = PenaltyPath { steps: 5, smallest: 0.01, ..Default::default() };
    /// let away = |best: f64| move |penalty: &models::Penalty| (penalty.l1.ln() - best.ln()).abs();
    /// let found = Penalties::Path(path).search(1.0, 1.0, |next| {
    ///     Ok(vec![next.iter().map(away(0.09)).collect(), next.iter().map(away(0.11)).collect()])
    /// })?;
    /// assert!((found.penalties[found.best].l1 - 0.1).abs() < 1e-9);
    /// # Ok::<(), models::Error>(())
    /// ```
    pub fn search(
        &self,
        largest: f64,
        unit: f64,
        mut losses: impl FnMut(&[Penalty]) -> Result<Vec<Vec<f64>>, Error>,
    ) -> Result<CrossValidation, Error> {
        const LONGEST: usize = 6; // times its length
        self.check()?;
        let (mut penalties, mut by_fold) = (Vec::new(), Vec::<Vec<f64>>::new());
        loop {
            let next = penalties.len()..penalties.len() + self.len();
            let next: Vec<Penalty> = next.map(|place| self.at(place, largest, unit)).collect();
            let of_next = losses(&next)?;
            by_fold.resize(of_next.len(), Vec::new());
            if by_fold.len() < 2 {
                return Err(Error::Folds { folds: by_fold.len(), fold: 0 });
            }
            penalties.extend(next);
            for (fold, losses) in by_fold.iter_mut().zip(of_next) {
                fold.extend(losses);
                check_length("the losses of a fold", penalties.len(), fold.len())?;
            }
            let found = judged(&penalties, &by_fold)?;
            let is_whole = match self {
                Self::Own(_) => true,
                Self::Path(path) => penalties.len() >= LONGEST * path.steps,
            };
            if is_whole || !found.still_gains(self.len()) {
                return Ok(found);
            }
        }
    }
}

/// The losses of all folds along a path. `begin` gives what finds the held-out loss of a fold for one penalty after
/// the other, each from where the one before ended.
pub(super) fn search<LossOf: FnMut(Penalty) -> Result<f64, Error> + Send>(
    penalties: &Penalties<'_>,
    walk: &impl Walk,
    n_folds: usize,
    begin: impl Fn(usize) -> Result<LossOf, Error> + Sync,
) -> Result<CrossValidation, Error> {
    let without = |fold, source| Error::WithoutFold { fold, source: Box::new(source) };
    let begun: Vec<_> = (0..n_folds).into_par_iter().map(&begin).collect();
    let begun = begun.into_iter().enumerate();
    let mut folds = begun
        .map(|(fold, begun)| begun.map_err(|source| without(fold, source)))
        .collect::<Result<Vec<LossOf>, Error>>()?;
    penalties.search(walk.largest_l1()?, walk.unit(), |next| {
        let walk = |loss_of: &mut LossOf| next.iter().map(|p| loss_of(*p)).collect();
        let losses: Vec<Result<Vec<f64>, Error>> = folds.par_iter_mut().map(walk).collect();
        let losses = losses.into_iter().enumerate();
        losses.map(|(fold, losses)| losses.map_err(|source| without(fold, source))).collect()
    })
}

/// The loss of what a fit found, infinite short of its optimum.
pub(super) fn of_optimum<P>(
    (parameters, report): (P, Report),
    loss: impl FnOnce(&P) -> Result<f64, Error>,
) -> Result<f64, Error> {
    if report.is_optimum() { loss(&parameters) } else { Ok(f64::INFINITY) }
}

impl CrossValidation {
    /// Whether the last penalty is the best and noticeably better than the one some steps before.
    fn still_gains(&self, steps: usize) -> bool {
        const NOTICEABLE: f64 = 1e-3; // of a loss
        let before = self.penalties.len().saturating_sub(1 + steps.div_ceil(3));
        let (last, earlier) = (self.losses[self.best], self.losses[before]);
        self.is_best_at_the_end() && earlier - last > NOTICEABLE * earlier.abs()
    }
}

/// A loss that is not a number counts as infinite.
fn judged(penalties: &[Penalty], by_fold: &[Vec<f64>]) -> Result<CrossValidation, Error> {
    let k = by_fold.len();
    let of_penalty =
        |place: usize| -> Vec<f64> { by_fold.iter().map(|losses| losses[place]).collect() };
    let or_infinite = |x: f64| if x.is_nan() { f64::INFINITY } else { x };
    let losses = (0..penalties.len()).map(|place| or_infinite(mean(&of_penalty(place))));
    let losses: Vec<f64> = losses.collect();
    let standard_error = |place: usize| {
        let off = |loss: &f64| (loss - losses[place]) * (loss - losses[place]);
        let squares: f64 = of_penalty(place).iter().map(off).sum();
        or_infinite((squares / ((k - 1) * k) as f64).sqrt())
    };
    let standard_errors: Vec<f64> = (0..penalties.len()).map(standard_error).collect();
    let best = (1..losses.len())
        .fold(0, |best, place| if losses[place] < losses[best] { place } else { best });
    if losses[best].is_infinite() {
        return Err(Error::NoFiniteLoss);
    }
    let bound = losses[best] + standard_errors[best];
    let within_one_standard_error = losses.iter().position(|loss| *loss <= bound).unwrap_or(best);
    let penalties = penalties.to_vec();
    Ok(CrossValidation { penalties, losses, standard_errors, best, within_one_standard_error })
}
