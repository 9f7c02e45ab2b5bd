//! What predictions are worth.

use anyhow::{Result, bail};
use cli::{Figure, Ink, Point, Shape};
use metrics::Ranking;

use super::thinned;
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
    let title = format!("ROC of \"{}\"", model.target.name());
    let mut figure = Figure::new(title, "false positive rate", "true positive rate").of_shares();
    figure.guide(vec![(0.0, 0.0), (1.0, 1.0)], "chance");
    for (style, (name, ranking)) in rankings(model, judged)?.into_iter().enumerate() {
        let (Some(curve), Some(area)) = (ranking.roc_curve(), ranking.roc_auc()) else {
            bail!("no ROC curve: class {name} needs positives and negatives among the rows");
        };
        let points = thin(&curve).map(|[x, y]| (x, y)).collect();
        figure.line(points, Ink::of_class(style), format!("{name} (area {area:.4})"));
    }
    Ok(figure)
}

pub(super) fn precision_recall(model: &ModelFile, judged: &Judged) -> Result<Figure> {
    let title = format!("Precision and recall of \"{}\"", model.target.name());
    let mut figure = Figure::new(title, "recall", "precision").of_shares();
    for (style, (name, ranking)) in rankings(model, judged)?.into_iter().enumerate() {
        let (Some(curve), Some(average)) =
            (ranking.precision_recall_curve(), ranking.average_precision())
        else {
            bail!("no precision-recall curve: class {name} needs positives among the rows");
        };
        let points = thin(&curve).map(|[recall, precision]| (recall, precision)).collect();
        figure.line(points, Ink::of_class(style), format!("{name} (average {average:.4})"));
    }
    Ok(figure)
}

fn thin(curve: &[[f64; 2]]) -> impl Iterator<Item = [f64; 2]> {
    thinned(curve.len()).chain([curve.len() - 1]).map(|i| curve[i])
}

pub(super) fn calibration(model: &ModelFile, judged: &Judged) -> Result<Figure> {
    let (Truth::Binary(actual), Predictions::Positive(p)) = (&judged.truth, &judged.predictions)
    else {
        bail!("calibration is drawn for models of two classes");
    };
    let positive = &model.target.class_names()[1];
    let bins = metrics::calibration(actual, p, None, 10)?;
    let title = format!("Does a probability of {positive} mean what it says?");
    let mut figure =
        Figure::new(title, "mean predicted probability", format!("share of {positive}"))
            .of_shares();
    figure.guide(vec![(0.0, 0.0), (1.0, 1.0)], "as predicted");
    let reach = bins.iter().map(|bin| (bin.rate - bin.interval[0], bin.interval[1] - bin.rate));
    figure.add(
        Shape::Errors(reach.collect()),
        bins.iter().map(|bin| (bin.mean_probability, bin.rate)).collect(),
        Ink::First,
        "in tenths, with 95% intervals",
    );
    Ok(figure)
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
