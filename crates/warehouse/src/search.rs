//! Which penalty predicts best: a path of fits to the rows of all folds but one, each judged by that one.

mod fold;
mod held_out;
mod parabola;

use models::Penalty;
use models::paths::{CrossValidation, Penalties};
use models::solver::Objective;

use self::fold::Fold;
use crate::objective::elsewhere;
use crate::{Error, Fit, Loss, Part, TableLoss};

/// Cross-validation of a path of penalties by the rows of a [`Fit`], whose own penalty does not count.
pub struct Search<'a> {
    /// What is to be fitted, of two classes or a number.
    pub fit: &'a Fit<'a>,
    /// The part of the table that its rows are, of one range.
    pub part: &'a Part,
    /// How many folds it is dealt to.
    pub folds: usize,
    /// The penalties.
    pub path: Penalties<'a>,
}

impl Search<'_> {
    /// Tries each penalty on each fold, as [`models::LogisticRegression::cross_validate`] does with rows at hand.
    ///
    /// # Errors
    /// Those of the engine and of the path; [`Error::Table`] for a fold without rows, or without which a class has none.
    pub fn run(&self) -> Result<CrossValidation, Error> {
        let fit = Fit { penalty: Penalty { l1: 1.0, l2: 0.0 }, start: None, ..*self.fit };
        let prepared = fit.prepared()?;
        let free = fit.not_constant(&prepared);
        let objective = fit.objective(&prepared, &free);
        let (start, null_loss) = fit.without_features(&objective)?;
        let largest = largest_l1(&objective, &start)?;
        let unit =
            if objective.loss == Loss::SquaredError { (2.0 * null_loss).sqrt() } else { 1.0 };
        let parts = self.part.folds(self.folds);
        let folds = parts.into_iter().map(|(own, others)| Fold::of(&fit, own, others));
        let mut folds = folds.collect::<Result<Vec<Fold<'_>>, Error>>()?;
        Ok(self.path.search(largest, unit, |next| {
            folds.iter_mut().map(|fold| fold.losses(next).map_err(elsewhere)).collect()
        })?)
    }
}

/// The largest l1 that still leaves a coefficient, in an objective that has an l1 of 1.
fn largest_l1(objective: &TableLoss<'_>, start: &[f64]) -> Result<f64, Error> {
    let mut gradient = vec![0.0; objective.dim()];
    objective.gradient(&objective.of_free(start), &mut gradient)?;
    let is_penalised = |j: &usize| objective.penalty(*j).l1 > 0.0;
    let of = |j: usize| gradient[j].abs() / objective.penalty(j).l1;
    Ok((0..gradient.len()).filter(is_penalised).map(of).fold(0.0, f64::max))
}
