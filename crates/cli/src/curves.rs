//! What predictions are worth, as pictures.

use metrics::{CalibrationBin, Ranking};

use crate::{Figure, Ink, Shape};

/// A curve: its name (empty if it is alone), its ink, and the ranking it is of.
pub type Curve<'a> = (&'a str, Ink, &'a Ranking);

/// True against false positives, with the area below each curve; none without positives and negatives.
///
/// ```
/// use cli::{Ink, roc_figure};
/// use metrics::Ranking;
///
/// let ranking = Ranking::new(&[false, true, true], &[0.2, 0.1, 0.9], None)?;
/// let figure = roc_figure("ROC", &[("", Ink::Model, &ranking)]).unwrap();
/// assert_eq!(figure.marks[1].name, "area 0.5000");
/// # Ok::<(), metrics::Error>(())
/// ```
#[must_use]
pub fn roc_figure(title: impl Into<String>, curves: &[Curve<'_>]) -> Option<Figure> {
    let mut figure = Figure::new(title, "false positive rate", "true positive rate").of_shares();
    figure.guide(vec![(0.0, 0.0), (1.0, 1.0)], "chance");
    for (name, ink, ranking) in curves {
        let named = worth(name, "area", ranking.roc_auc()?);
        figure.line(thin(&ranking.roc_curve()?), *ink, named);
    }
    Some(figure)
}

/// Precision against recall, with the average precision of each curve; none without positives.
#[must_use]
pub fn precision_recall_figure(title: impl Into<String>, curves: &[Curve<'_>]) -> Option<Figure> {
    let mut figure = Figure::new(title, "recall", "precision").of_shares();
    for (name, ink, ranking) in curves {
        let named = worth(name, "average", ranking.average_precision()?);
        figure.line(thin(&ranking.precision_recall_curve()?), *ink, named);
    }
    Some(figure)
}

/// The share of positives against the mean probability, bin by bin, with the intervals of the shares.
#[must_use]
pub fn reliability_figure(
    title: impl Into<String>,
    share: impl Into<String>,
    bins: &[CalibrationBin],
    ink: Ink,
) -> Figure {
    let mut figure = Figure::new(title, "mean predicted probability", share).of_shares();
    figure.guide(vec![(0.0, 0.0), (1.0, 1.0)], "as predicted");
    let reach = bins.iter().map(|bin| (bin.rate - bin.interval[0], bin.interval[1] - bin.rate));
    figure.add(
        Shape::Errors(reach.collect()),
        bins.iter().map(|bin| (bin.mean_probability, bin.rate)).collect(),
        ink,
        "in tenths, with 95% intervals",
    );
    figure
}

/// `spam (area 0.9778)`.
fn worth(name: &str, measure: &str, value: f64) -> String {
    match name {
        "" => format!("{measure} {value:.4}"),
        _ => format!("{name} ({measure} {value:.4})"),
    }
}

/// At most so many points of a curve, evenly spread, and its end.
fn thin(curve: &[[f64; 2]]) -> Vec<(f64, f64)> {
    let thinned = crate::thinned(curve.len()).chain(curve.len().checked_sub(1));
    thinned.map(|i| (curve[i][0], curve[i][1])).collect()
}
