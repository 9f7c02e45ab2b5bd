//! How good predictions are, as pictures.

use crate::{Figure, Ink, Shape, thinned};

/// One curve of a ranking.
#[derive(Clone, Debug, PartialEq)]
pub struct Curve<'a> {
    /// Empty if it is alone.
    pub name: &'a str,
    /// Its colour.
    pub ink: Ink,
    /// Its summary: the area under it, or the average precision.
    pub worth: f64,
    /// Its points.
    pub points: Vec<[f64; 2]>,
}

/// Rows whose predicted probabilities are alike.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Reliability {
    /// The mean of their probabilities.
    pub mean_probability: f64,
    /// The share of positives among them.
    pub rate: f64,
    /// The interval of that share.
    pub interval: [f64; 2],
}

/// True against false positives, with the area under each curve.
///
/// ```
/// use pictures::{Curve, Ink, roc};
///
/// let points = vec![[0.0, 0.0], [0.0, 0.5], [1.0, 0.5], [1.0, 1.0]];
/// let figure = roc("ROC", &[Curve { name: "", ink: Ink::Model, worth: 0.5, points }]);
/// assert_eq!(figure.marks[1].name, "area 0.5000");
/// ```
#[must_use]
pub fn roc(title: impl Into<String>, curves: &[Curve<'_>]) -> Figure {
    let mut figure = Figure::new(title, "false positive rate", "true positive rate").of_shares();
    figure.guide(vec![(0.0, 0.0), (1.0, 1.0)], "chance");
    figure.curves(curves, "area")
}

/// Precision against recall, with the average precision of each curve.
#[must_use]
pub fn precision_recall(title: impl Into<String>, curves: &[Curve<'_>]) -> Figure {
    Figure::new(title, "recall", "precision").of_shares().curves(curves, "average")
}

/// The share of positives against the mean probability, with the intervals of the shares.
#[must_use]
pub fn reliability(
    title: impl Into<String>,
    share: impl Into<String>,
    groups: &[Reliability],
    ink: Ink,
) -> Figure {
    let mut figure = Figure::new(title, "mean predicted probability", share).of_shares();
    figure.guide(vec![(0.0, 0.0), (1.0, 1.0)], "as predicted");
    let reach = groups.iter().map(|of| (of.rate - of.interval[0], of.interval[1] - of.rate));
    figure.add(
        Shape::Errors(reach.collect()),
        groups.iter().map(|of| (of.mean_probability, of.rate)).collect(),
        ink,
        "in tenths, with 95% intervals",
    );
    figure
}

impl Figure {
    fn curves(mut self, curves: &[Curve<'_>], measure: &str) -> Self {
        for Curve { name, ink, worth, points } in curves {
            let name = match *name {
                "" => format!("{measure} {worth:.4}"),
                _ => format!("{name} ({measure} {worth:.4})"),
            };
            let shown = thinned(points.len()).chain(points.len().checked_sub(1)); // and its end
            self.line(shown.map(|i| (points[i][0], points[i][1])).collect(), *ink, name);
        }
        self
    }
}
