//! What probabilities are worth, as curves.

use anyhow::{Context, Result};
use cli::{Figure, Ink, Shape};
use metrics::{Confusion, Ranking, calibration};

use crate::text::fixed;

/// True against false positives, with the thresholds of a table marked.
pub(crate) fn roc(
    title: &str,
    actual: &[bool],
    p: &[f64],
    marked: &[(String, Confusion)],
) -> Result<Figure> {
    let ranking = Ranking::new(actual, p, None)?;
    let curve = ranking.roc_curve().context("a ROC curve needs both labels")?;
    let area = fixed(ranking.roc_auc().context("and so does its area")?, 3);
    let at = |c: &Confusion| Some((c.false_positive_rate()?, c.recall()?));
    let mut figure = Figure::new(title, "false positive rate", "true positive rate")
        .ranges([-0.02, 1.02], [-0.02, 1.04])
        .described(format!(
            "ROC curve above the diagonal of chance, with an area of {area} below it; {}.",
            places(marked, |c| at(c)
                .map(|(x, y)| { format!("{} false alarms, {} found", fixed(x, 3), fixed(y, 3)) }))
        ));
    figure.guide(vec![(0.0, 0.0), (1.0, 1.0)], "chance");
    figure.line(pairs(&curve), Ink::Model, format!("area {area}"));
    mark(&mut figure, marked, at);
    Ok(figure)
}

/// Precision against recall, with the thresholds of a table marked.
pub(crate) fn precision_recall(
    title: &str,
    actual: &[bool],
    p: &[f64],
    marked: &[(String, Confusion)],
) -> Result<Figure> {
    let ranking = Ranking::new(actual, p, None)?;
    let curve = ranking.precision_recall_curve().context("the curve needs positives")?;
    let average = fixed(ranking.average_precision().context("and so does its average")?, 3);
    let share = actual.iter().filter(|label| **label).count() as f64 / actual.len() as f64;
    let at = |c: &Confusion| Some((c.recall()?, c.precision()?));
    let mut figure = Figure::new(title, "recall", "precision")
        .ranges([-0.02, 1.02], [-0.02, 1.04])
        .described(format!(
            "Precision against recall, on the average {average}, where chance has {}; {}.",
            fixed(share, 3),
            places(marked, |c| at(c)
                .map(|(x, y)| { format!("recall {}, precision {}", fixed(x, 3), fixed(y, 3)) }))
        ));
    figure.guide(vec![(0.0, share), (1.0, share)], "chance");
    figure.line(pairs(&curve), Ink::Model, format!("average {average}"));
    mark(&mut figure, marked, at);
    Ok(figure)
}

/// The share of positives against the probability, in tenths.
pub(crate) fn reliability(title: &str, name: &str, actual: &[bool], p: &[f64]) -> Result<Figure> {
    let bins = calibration(actual, p, None, 10)?;
    let within = bins
        .iter()
        .filter(|bin| (bin.interval[0]..=bin.interval[1]).contains(&bin.mean_probability))
        .count();
    let mut figure = Figure::new(title, "mean probability", format!("share {name}"))
        .ranges([-0.02, 1.02], [-0.02, 1.04])
        .described(format!(
            "Shares of {} groups of patients with their 95% intervals, against the mean probability \
             of each: {within} intervals hold the diagonal, where a probability means what it says.",
            bins.len()
        ));
    figure.guide(vec![(0.0, 0.0), (1.0, 1.0)], "as predicted");
    let reach = bins.iter().map(|bin| (bin.rate - bin.interval[0], bin.interval[1] - bin.rate));
    figure.add(
        Shape::Errors(reach.collect()),
        bins.iter().map(|bin| (bin.mean_probability, bin.rate)).collect(),
        Ink::Model,
        "95% intervals",
    );
    Ok(figure)
}

fn pairs(curve: &[[f64; 2]]) -> Vec<(f64, f64)> {
    curve.iter().map(|[x, y]| (*x, *y)).collect()
}

fn mark(
    figure: &mut Figure,
    marked: &[(String, Confusion)],
    at: impl Fn(&Confusion) -> Option<(f64, f64)>,
) {
    let rows = marked.iter().filter_map(|(name, c)| Some((at(c)?, name.clone()))).collect();
    figure.rows(rows, Ink::Model, "in the table");
}

fn places(marked: &[(String, Confusion)], words: impl Fn(&Confusion) -> Option<String>) -> String {
    let texts = marked.iter().filter_map(|(name, c)| Some(format!("{name}: {}", words(c)?)));
    texts.collect::<Vec<_>>().join("; ")
}
