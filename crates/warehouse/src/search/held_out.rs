//! The log losses of rows by several models, in few questions.

use crate::ask::numbers;
use crate::frame::Logits;
use crate::frame::rows::with;
use crate::loss::{decay, log_loss};
use crate::{Asked, Engine, Error, Frame};

/// So many coefficients are written into a question.
const COEFFICIENTS: usize = 20_000;
/// So many models are asked about at once.
const MODELS: usize = 50;

/// The mean log loss of each of several models of two classes, of features that count from `centres`.
pub(super) fn mean_losses(
    engine: &dyn Engine,
    frame: &Frame<'_>,
    centres: &[f64],
    models: &[Vec<f64>],
    asked: &Asked,
) -> Result<Vec<f64>, Error> {
    let (dialect, features) = (frame.dialect, frame.n_features());
    let at_once = (COEFFICIENTS / (features + 1)).clamp(1, MODELS);
    let mut losses = Vec::new();
    for models in models.chunks(at_once) {
        let logits = Logits {
            coefficients: models.iter().map(|w| &w[..features]).collect(),
            intercepts: models.iter().map(|w| w.get(features).copied().unwrap_or(0.0)).collect(),
        };
        let decays: Vec<String> = (0..models.len()).map(|a| decay(dialect, a)).collect();
        let rows = with(&frame.rows(centres, &logits)?, &decays, dialect.fence);
        let weight = if frame.weights.is_some() { "b.w" } else { &dialect.double(1.0) };
        let sum = |sql: String| dialect.shown(&format!("SUM({sql})"));
        let mut selected = vec![sum(weight.to_owned())];
        let loss = |a| sum(format!("{weight} * ({})", log_loss(dialect, a)));
        selected.extend((0..models.len()).map(loss));
        let text = format!("SELECT {} FROM ({rows}) AS b", selected.join(", "));
        let answer = numbers(engine, text, selected.len())?;
        asked.add(1);
        let [weight, sums @ ..] = answer.as_slice() else { continue };
        if *weight == 0.0 {
            return Err(Error::Table(format!(
                "{}: a fold has no row: leave out --cv, or find more rows",
                frame.table
            )));
        }
        losses.extend(sums.iter().map(|sum| sum / weight));
    }
    Ok(losses)
}
