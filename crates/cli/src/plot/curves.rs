//! What predictions are worth.

use anyhow::{Context, Result, bail};
use cli::{
    Curve, Figure, Ink, Point, precision_recall_figure, reliability_figure, roc_figure, thinned,
};
use metrics::Ranking;

use crate::judged::Judged;
use crate::model_file::{ModelFile, Predictions, Truth};

/// One ranking for the positive class, or one for each of several.
fn rankings(model: &ModelFile, judged: &Judged) -> Result<Vec<(String, Ranking)>> {
    let names = model.target.class_names();
    match (&judged.truth, &judged.predictions) {
        (Truth::Binary(actual), Predictions::Positive(p)) => {
            Ok(vec![(names[1].clone(), Ranking::new(actual, p, None)?)])
        }
        (Truth::Classes(classes), Predictions::Classes(p)) => {
            let of_class = |(k, name): (usize, String)| {
                let is: Vec<bool> = classes.iter().map(|class| *class == k).collect();
                Ok((name, Ranking::new(&is, &p[k], None)?))
            };
            names.into_iter().enumerate().map(of_class).collect()
        }
        _ => {
            bail!("\"{}\" is a number: there is no such curve; draw residuals", model.target.name())
        }
    }
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
    let (Truth::Binary(actual), Predictions::Positive(p)) = (&judged.truth, &judged.predictions)
    else {
        bail!("calibration is drawn for models of two classes");
    };
    let positive = &model.target.class_names()[1];
    let bins = metrics::calibration(actual, p, None, 10)?;
    let title = format!("Does a probability of {positive} mean what it says?");
    Ok(reliability_figure(title, format!("share of {positive}"), &bins, Ink::First))
}

pub(super) fn residuals(model: &ModelFile, judged: &Judged) -> Result<Figure> {
    let (Truth::Numbers(actual), Predictions::Numbers(predicted)) =
        (&judged.truth, &judged.predictions)
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
