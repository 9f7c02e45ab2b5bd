use models::Penalty;
use models::solver::{Progress, ProximalNewton};

use super::held_out::mean_losses;
use super::parabola::{Parabola, Penalised};
use crate::fit::Prepared;
use crate::{Asked, Error, Fit, Frame, Loss, Moments, Part, TableLoss, Truth};

/// Losses to nine digits, which tell penalties apart; each digit more is another question, and so is a certificate.
const ALONG_A_PATH: ProximalNewton =
    ProximalNewton { tolerance: 1e-9, certifies: false, ..ProximalNewton::ALONG_A_PATH };

/// The rows of a fold, those of the others, and how far the fits to these have come along the path.
pub(super) struct Fold<'a> {
    fit: &'a Fit<'a>,
    own: Frame<'a>,
    others: Frame<'a>,
    moments: Moments,
    prepared: Prepared,
    free: Vec<usize>,
    asked: Asked,
    progress: Progress,
    /// A line: what its losses are among the others and in the fold, of which nothing more has to be asked.
    parabolas: Option<(Parabola, Parabola)>,
}

impl<'a> Fold<'a> {
    /// At coefficients of 0.
    pub(super) fn of(fit: &'a Fit<'a>, own: Part, others: Part) -> Result<Self, Error> {
        let frame = |part| Frame { part: Some(part), ..fit.frame.clone() };
        let (own, others) = (frame(own), frame(others));
        let moments = moments(fit, &others)?;
        let asked = Asked::default();
        let of_others =
            Fit { frame: &others, moments: &moments, asked: &asked, start: None, ..*fit };
        let prepared = of_others.prepared()?;
        let free = of_others.not_constant(&prepared);
        let objective = of_others.objective(&prepared, &free);
        let objective = TableLoss { penalty: Penalty::default(), ..objective };
        let start = objective.of_free(&of_others.without_features(&objective)?.0);
        let (progress, parabolas) = match objective.loss {
            Loss::SquaredError => {
                let parabola = Parabola::around(&start, &objective)?;
                let progress = Progress::at(&start, &Penalised::free(&parabola))?;
                let apart = Asked::default(); // whose sums are of other rows
                let of_own = TableLoss { frame: &own, asked: &apart, ..objective };
                let of_own = Parabola::around(&start, &of_own)?;
                asked.add(apart.questions());
                (progress, Some((parabola, of_own)))
            }
            _ => (Progress::at(&start, &objective)?, None),
        };
        Ok(Self { fit, own, others, moments, prepared, free, asked, progress, parabolas })
    }

    /// The mean losses of the rows of the fold, for one penalty after the other.
    pub(super) fn losses(&mut self, penalties: &[Penalty]) -> Result<Vec<f64>, Error> {
        let Self { fit, own, others, moments, prepared, free, asked, progress, parabolas } = self;
        let of_others = Fit { frame: others, moments, asked, start: None, ..**fit };
        let objective = of_others.objective(prepared, free);
        let mut found = Vec::new();
        for &penalty in penalties {
            let objective = TableLoss { penalty, ..objective };
            let solution = match parabolas {
                Some((parabola, _)) => {
                    ALONG_A_PATH.advance(progress, &Penalised::like(&objective, parabola))?
                }
                None => ALONG_A_PATH.advance(progress, &objective)?,
            };
            found.push(solution.parameters);
        }
        let losses = match parabolas {
            Some((_, of_own)) => found.iter().map(|w| of_own.at(w)).collect(),
            None => {
                let all: Vec<Vec<f64>> = found.iter().map(|w| objective.all(w)).collect();
                mean_losses(fit.engine, own, &moments.centres, &all, fit.asked)?
            }
        };
        fit.asked.add(std::mem::take(asked).questions());
        Ok(losses)
    }
}

/// Of the rows to learn from; each class has to be among them.
fn moments(fit: &Fit<'_>, others: &Frame<'_>) -> Result<Moments, Error> {
    let moments = Moments::of(fit.engine, others)?;
    let missing = moments.of_target.iter().position(|weight| *weight == 0.0);
    match (others.truth, missing) {
        (Some(Truth::Classes { column, .. }), Some(_)) => Err(Error::Table(format!(
            "{}: without the rows of a fold column \"{column}\" has one class alone: leave out --cv, or find more rows",
            others.table
        ))),
        _ => Ok(moments),
    }
}
