//! How good predictions are, as pictures.

use crate::{Figure, Ink, Point, Shape, thinned};

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

/// What acting on predictions is worth, over the thresholds from which one acts: of each a threshold, the net benefit
/// of the model, and that of acting always. Acting never is worth 0. What is far below 0 is left out.
///
/// ```
/// let points = [[0.0, 0.5, 0.5], [0.5, 0.375, -0.25], [0.9, 0.0, -5.0]];
/// let figure = pictures::decision_curve("Is it worth acting?", &points);
/// let always = &figure.marks[1];
/// assert_eq!(always.name, "acting always");
/// assert_eq!(always.points, [(0.0, 0.5), (0.5 * 0.625 / 0.75, -0.125)]); // to where it leaves the picture
/// ```
#[must_use]
pub fn decision_curve(title: impl Into<String>, points: &[[f64; 3]]) -> Figure {
    let top = points.iter().flat_map(|[_, model, all]| [*model, *all]).fold(0.0, f64::max);
    let [low, high] = [-0.25 * top, 1.05 * top];
    let (x, y) = ("threshold from which one acts", "net benefit; acting never has 0");
    let mut figure = Figure::new(title, x, y).ranges([0.0, 1.0], [low, high]);
    figure.guide(vec![(0.0, 0.0), (1.0, 0.0)], "");
    let line = |of: usize| -> Vec<Point> { points.iter().map(|p| (p[0], p[of])).collect() };
    let mut name = "acting always";
    for piece in above(&line(2), low) {
        figure.guide(piece, std::mem::take(&mut name));
    }
    let mut name = "acting by the model";
    for piece in above(&line(1), low) {
        figure.line(piece, Ink::Model, std::mem::take(&mut name));
    }
    figure
}

/// The pieces of a line that are not below a value.
fn above(line: &[Point], low: f64) -> Vec<Vec<Point>> {
    let mut pieces: Vec<Vec<Point>> = Vec::new();
    for pair in line.windows(2) {
        let ((x, y), (next_x, next_y)) = (pair[0], pair[1]);
        let crossing = || (x + (next_x - x) * (y - low) / (y - next_y), low);
        match (y >= low, next_y >= low) {
            (true, _) if pieces.is_empty() => pieces.push(vec![(x, y)]),
            (false, true) => pieces.push(vec![crossing()]),
            _ => (),
        }
        let end = if next_y >= low { (next_x, next_y) } else { crossing() };
        if y >= low || next_y >= low {
            pieces.last_mut().into_iter().for_each(|piece| piece.push(end));
        }
    }
    pieces
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_is_cut_where_it_leaves_and_where_it_comes_back() {
        let line = [(0.0, 1.0), (1.0, -1.0), (2.0, -3.0), (3.0, 1.0), (4.0, 2.0)];
        let pieces = [vec![(0.0, 1.0), (0.5, 0.0)], vec![(2.75, 0.0), (3.0, 1.0), (4.0, 2.0)]];
        assert_eq!(above(&line, 0.0), pieces);
        assert_eq!(above(&line[1..3], 0.0), Vec::<Vec<Point>>::new());
        assert_eq!(above(&line, -9.0), [line.to_vec()]);
        assert_eq!(above(&[], 0.0), Vec::<Vec<Point>>::new());
    }
}
