//! How good predictions are.

use anyhow::{Context, Result, bail, ensure};
use datasets::Target;
use metrics::Ranking;
use pictures::{Curve, Figure, Ink, Point, Reliability, shown, thinned};

use crate::evaluation::log_odds;
use crate::judged::Judged;
use crate::model_file::{ModelFile, Scores};

/// One ranking for the positive class, or one for each of several.
fn rankings(model: &ModelFile, judged: &Judged) -> Result<Vec<(String, Ranking)>> {
    let names = model.target.shown_names();
    let weights = judged.weights.as_deref();
    match (&judged.truth, &judged.scores) {
        (Target::Binary(actual), Scores::Positive { logits, .. }) => {
            Ok(vec![(names[1].clone(), Ranking::new(actual, logits, weights)?)])
        }
        (Target::Classes { labels: classes, .. }, Scores::Classes { logits, .. }) => {
            let of_class = |(k, name): (usize, String)| {
                let is: Vec<bool> = classes.iter().map(|class| *class == k).collect();
                Ok((name, Ranking::new(&is, &log_odds(logits, k), weights)?))
            };
            names.into_iter().enumerate().map(of_class).collect()
        }
        _ => {
            bail!(
                "\"{}\" is a number and has no such curve: draw residuals",
                shown(model.target.name())
            )
        }
    }
}

pub(super) fn roc(model: &ModelFile, judged: &Judged) -> Result<Figure> {
    let rankings = rankings(model, judged)?;
    let curve = |ranking: &Ranking| Some((ranking.roc_auc()?, ranking.roc_curve()?));
    let curves = curves(&rankings, curve)
        .context("no ROC curve: each class needs rows inside it and rows outside it")?;
    Ok(pictures::roc(format!("ROC of \"{}\"", shown(model.target.name())), &curves))
}

pub(super) fn precision_recall(model: &ModelFile, judged: &Judged) -> Result<Figure> {
    let rankings = rankings(model, judged)?;
    let curve =
        |ranking: &Ranking| Some((ranking.average_precision()?, ranking.precision_recall_curve()?));
    let curves = curves(&rankings, curve)
        .context("no precision-recall curve: each class needs at least one row")?;
    let title = format!("Precision and recall of \"{}\"", shown(model.target.name()));
    Ok(pictures::precision_recall(title, &curves))
}

fn curves(
    rankings: &[(String, Ranking)],
    curve: impl Fn(&Ranking) -> Option<(f64, Vec<[f64; 2]>)>,
) -> Option<Vec<Curve<'_>>> {
    rankings
        .iter()
        .enumerate()
        .map(|(k, (name, ranking))| {
            let (worth, points) = curve(ranking)?;
            Some(Curve { name, ink: Ink::of_class(k), worth, points })
        })
        .collect()
}

pub(super) fn calibration(model: &ModelFile, judged: &Judged) -> Result<Figure> {
    let (Target::Binary(actual), Scores::Positive { p, .. }) = (&judged.truth, &judged.scores)
    else {
        bail!("calibration is drawn for models of two classes");
    };
    let positive = &model.target.shown_names()[1];
    let bins = metrics::calibration(actual, p, judged.weights.as_deref(), 10)?;
    let group = |bin: &metrics::CalibrationBin| Reliability {
        mean_probability: bin.mean_probability,
        rate: bin.rate,
        interval: bin.interval,
    };
    let groups: Vec<Reliability> = bins.iter().map(group).collect();
    let title = format!("Does a probability of {positive} mean what it says?");
    Ok(pictures::reliability(title, format!("share of {positive}"), &groups, Ink::First))
}

pub(super) fn decision(model: &ModelFile, judged: &Judged) -> Result<Figure> {
    let (Target::Binary(actual), Scores::Positive { p, .. }) = (&judged.truth, &judged.scores)
    else {
        bail!("decisions are drawn for models of two classes");
    };
    let positive = &model.target.shown_names()[1];
    let weights = judged.weights.as_deref();
    ensure!(
        (0..actual.len()).any(|i| actual[i] && weights.is_none_or(|weights| weights[i] > 0.0)),
        "no decision curve: without a row of {positive}, acting gains nothing"
    );
    let thresholds: Vec<f64> = (0..100).map(|k| f64::from(k) / 100.0).collect();
    let curve = metrics::decision_curve(actual, p, weights, &thresholds)?;
    let points: Vec<[f64; 3]> =
        curve.iter().map(|at| [at.threshold, at.by_model, at.by_all]).collect();
    Ok(pictures::decision_curve(format!("What acting on {positive} is worth"), &points))
}

pub(super) fn residuals(model: &ModelFile, judged: &Judged) -> Result<Figure> {
    let (Target::Numbers(actual), Scores::Numbers(predicted)) = (&judged.truth, &judged.scores)
    else {
        bail!("residuals are drawn for --model linear; for classes see roc, pr and calibration");
    };
    let name = shown(model.target.name());
    let mut figure = Figure::new(
        format!("Residuals of {name}"),
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
