//! What predictions are worth.

use anyhow::{Context, Result, bail};
use cli::{
    Curve, Figure, Ink, Point, precision_recall_figure, reliability_figure, roc_figure, thinned,
};
use linalg_lite::{exp, ln};
use metrics::Ranking;

use crate::judged::Judged;
use crate::model_file::{ModelFile, Scores, Truth};

/// One ranking for the positive class, or one for each of several.
fn rankings(model: &ModelFile, judged: &Judged) -> Result<Vec<(String, Ranking)>> {
    let names = model.target.class_names();
    let weights = judged.weights.as_deref();
    match (&judged.truth, &judged.scores) {
        (Truth::Binary(actual), Scores::Positive { logits, .. }) => {
            Ok(vec![(names[1].clone(), Ranking::new(actual, logits, weights)?)])
        }
        (Truth::Classes(classes), Scores::Classes { logits, .. }) => {
            let of_class = |(k, name): (usize, String)| {
                let is: Vec<bool> = classes.iter().map(|class| *class == k).collect();
                Ok((name, Ranking::new(&is, &log_odds(logits, k), weights)?))
            };
            names.into_iter().enumerate().map(of_class).collect()
        }
        _ => {
            bail!("\"{}\" is a number: there is no such curve; draw residuals", model.target.name())
        }
    }
}

/// `ln(p_k / (1 - p_k))`, from the logits of all classes: `z_k - ln(sum_(l != k) e^z_l)`.
fn log_odds(logits: &[Vec<f64>], k: usize) -> Vec<f64> {
    let of_row = |i: usize| {
        let others = || (0..logits.len()).filter(|l| *l != k).map(|l| logits[l][i]);
        let top = others().fold(f64::NEG_INFINITY, f64::max);
        logits[k][i] - top - ln(others().map(|z| exp(z - top)).sum())
    };
    (0..logits[k].len()).map(of_row).collect()
}

pub(super) fn roc(model: &ModelFile, judged: &Judged) -> Result<Figure> {
    let rankings = rankings(model, judged)?;
    let title = format!("ROC of \"{}\"", model.target.name());
    roc_figure(title, &inked(&rankings))
        .context("no ROC curve: each class needs rows that are of it, and rows that are not")
}

pub(super) fn precision_recall(model: &ModelFile, judged: &Judged) -> Result<Figure> {
    let rankings = rankings(model, judged)?;
    let title = format!("Precision and recall of \"{}\"", model.target.name());
    precision_recall_figure(title, &inked(&rankings))
        .context("no precision-recall curve: each class needs rows that are of it")
}

fn inked(rankings: &[(String, Ranking)]) -> Vec<Curve<'_>> {
    let curve = |(k, (name, ranking))| (String::as_str(name), Ink::of_class(k), ranking);
    rankings.iter().map(|(name, ranking)| (name, ranking)).enumerate().map(curve).collect()
}

pub(super) fn calibration(model: &ModelFile, judged: &Judged) -> Result<Figure> {
    let (Truth::Binary(actual), Scores::Positive { p, .. }) = (&judged.truth, &judged.scores)
    else {
        bail!("calibration is drawn for models of two classes");
    };
    let positive = &model.target.class_names()[1];
    let bins = metrics::calibration(actual, p, judged.weights.as_deref(), 10)?;
    let title = format!("Does a probability of {positive} mean what it says?");
    Ok(reliability_figure(title, format!("share of {positive}"), &bins, Ink::First))
}

pub(super) fn residuals(model: &ModelFile, judged: &Judged) -> Result<Figure> {
    let (Truth::Numbers(actual), Scores::Numbers(predicted)) = (&judged.truth, &judged.scores)
    else {
        bail!("residuals are drawn for --model linear; for classes see roc, pr and calibration");
    };
    let name = model.target.name();
    let mut figure = Figure::new(
        format!("What is left of {name}"),
        format!("predicted {name}"),
        "truth - prediction",
    );
    let points: Vec<Point> =
        thinned(actual.len()).map(|i| (predicted[i], actual[i] - predicted[i])).collect();
    let low = points.iter().map(|point| point.0).fold(f64::INFINITY, f64::min);
    let high = points.iter().map(|point| point.0).fold(f64::NEG_INFINITY, f64::max);
    figure.points(points, Ink::First, "");
    figure.guide(vec![(low, 0.0), (high, 0.0)], "");
    Ok(figure)
}
