//! What probabilities are worth, as curves with the thresholds of a table marked.

use anyhow::{Context, Result};
use metrics::{Confusion, Ranking, calibration};
use pictures::numbers::fixed;
use pictures::{Curve, Figure, Ink, Reliability};

/// Confusion tables and what they are called.
type Marked = [(String, Confusion)];

/// True against false positives.
pub(crate) fn roc(title: &str, actual: &[bool], p: &[f64], marked: &Marked) -> Result<Figure> {
    let ranking = Ranking::new(actual, p, None)?;
    const NEEDS: &str = "an ROC curve needs rows of both labels";
    let (worth, points) = ranking.roc_auc().zip(ranking.roc_curve()).context(NEEDS)?;
    let figure = pictures::roc(title, &[Curve { name: "", ink: Ink::Model, worth, points }]);
    let area = fixed(worth, 3);
    let at = |c: &Confusion| Some((c.false_positive_rate()?, c.recall()?));
    let words =
        |(x, y): (f64, f64)| format!("false positive rate {}, recall {}", fixed(x, 3), fixed(y, 3));
    let alt = format!("ROC curve with an area of {area} under it, beside the diagonal of chance");
    Ok(mark(figure, &alt, marked, at, words))
}

/// Precision against recall.
pub(crate) fn precision_recall(
    title: &str,
    actual: &[bool],
    p: &[f64],
    marked: &Marked,
) -> Result<Figure> {
    let ranking = Ranking::new(actual, p, None)?;
    const NEEDS: &str = "precision and recall need positive rows";
    let curve = ranking.average_precision().zip(ranking.precision_recall_curve());
    let (worth, points) = curve.context(NEEDS)?;
    let curve = Curve { name: "", ink: Ink::Model, worth, points };
    let mut figure = pictures::precision_recall(title, &[curve]);
    let average = fixed(worth, 3);
    let share = actual.iter().filter(|label| **label).count() as f64 / actual.len() as f64;
    figure.guide(vec![(0.0, share), (1.0, share)], "chance");
    let at = |c: &Confusion| Some((c.recall()?, c.precision()?));
    let words = |(x, y): (f64, f64)| format!("recall {}, precision {}", fixed(x, 3), fixed(y, 3));
    let alt = format!(
        "Precision against recall, with an average precision of {average}, where chance has {}",
        fixed(share, 3)
    );
    Ok(mark(figure, &alt, marked, at, words))
}

/// The share of positives against the probability, in tenths.
pub(crate) fn reliability(title: &str, name: &str, actual: &[bool], p: &[f64]) -> Result<Figure> {
    let bins = calibration(actual, p, None, 10)?;
    let holds = |bin: &&metrics::CalibrationBin| {
        (bin.interval[0]..=bin.interval[1]).contains(&bin.mean_probability)
    };
    let alt = format!(
        "Shares of positives in {} groups of rows with their 95% intervals, against the mean probability \
         of each: {} intervals cross the diagonal, where a probability means what it says.",
        bins.len(),
        bins.iter().filter(holds).count(),
    );
    let group = |bin: &metrics::CalibrationBin| Reliability {
        mean_probability: bin.mean_probability,
        rate: bin.rate,
        interval: bin.interval,
    };
    let groups: Vec<Reliability> = bins.iter().map(group).collect();
    let figure = pictures::reliability(title, format!("share {name}"), &groups, Ink::Model);
    let counts: Vec<String> = bins.iter().map(|bin| bin.weight.to_string()).collect();
    let note = format!("Rows in each group, from left to right: {}.", counts.join(", "));
    Ok(with_margins(figure).described(alt).noted(note))
}

/// The places of the confusion tables, in the picture and in words.
fn mark(
    figure: Figure,
    alt: &str,
    marked: &Marked,
    at: impl Fn(&Confusion) -> Option<(f64, f64)>,
    words: impl Fn((f64, f64)) -> String,
) -> Figure {
    let rows: Vec<((f64, f64), String)> =
        marked.iter().filter_map(|(name, c)| Some((at(c)?, name.clone()))).collect();
    let places: Vec<String> =
        rows.iter().map(|(place, name)| format!("{name}: {}", words(*place))).collect();
    let mut figure = with_margins(figure).described(format!("{alt}; {}.", places.join("; ")));
    figure.rows(rows, Ink::Model, "in the table");
    figure
}

/// Room for markers at 0 and 1.
fn with_margins(figure: Figure) -> Figure {
    figure.ranges([-0.02, 1.02], [-0.02, 1.04])
}
