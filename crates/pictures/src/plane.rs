//! What linear models say everywhere in a plane of two features.

use crate::figure::{Figure, Ink, Point, Shape};

/// A logit over two features: `rest + slopes[0] x + slopes[1] y`.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Plane {
    /// Where both features are 0.
    pub rest: f64,
    /// What a unit of either feature adds.
    pub slopes: [f64; 2],
}

impl Plane {
    /// The logit at a point.
    ///
    /// ```
    /// let plane = pictures::Plane { rest: 1.0, slopes: [2.0, -1.0] };
    /// assert_eq!(plane.at((3.0, 4.0)), 3.0);
    /// ```
    #[must_use]
    pub fn at(&self, (x, y): Point) -> f64 {
        self.rest + self.slopes[0] * x + self.slopes[1] * y
    }

    /// Where on the vertical line at `x` the plane has the height `logit`.
    fn y_at(&self, x: f64, logit: f64) -> f64 {
        (logit - self.rest - self.slopes[0] * x) / self.slopes[1]
    }

    fn minus(&self, other: &Self) -> Self {
        let slopes = [0, 1].map(|j| self.slopes[j] - other.slopes[j]);
        Self { rest: self.rest - other.rest, slopes }
    }

    /// The part of the line where the plane is 0 that lies in the rectangle, followed along the feature that it
    /// changes with less; nothing where it is never 0, or everywhere.
    fn zeros(&self, rectangle: [[f64; 2]; 2]) -> Vec<Point> {
        const STEPS: usize = 400;
        let pull =
            |axis: usize| self.slopes[axis].abs() * (rectangle[axis][1] - rectangle[axis][0]);
        let along = usize::from(pull(0) > pull(1));
        let across = 1 - along;
        if self.slopes[across] == 0.0 {
            return Vec::new();
        }
        let [low, high] = rectangle[along];
        let point = |at: f64| {
            let other = -(self.rest + self.slopes[along] * at) / self.slopes[across];
            if along == 0 { (at, other) } else { (other, at) }
        };
        let is_shown = |(x, y): &Point| {
            let other = if along == 0 { y } else { x };
            (rectangle[across][0]..=rectangle[across][1]).contains(other)
        };
        steps(low, high, STEPS).map(point).filter(is_shown).collect()
    }
}

/// So many equal steps from `low` to `high`, and both ends.
pub fn steps(low: f64, high: f64, steps: usize) -> impl Iterator<Item = f64> {
    (0..=steps).map(move |step| low + (high - low) * step as f64 / steps as f64)
}

/// Three layers so opaque leave the marks of a class at three times the light of its shade.
const FAINT: f64 = 0.08;

impl Figure {
    /// Shades where one of two classes is likely, and more where it is likelier: from one half, from 0.7, from 0.9
    /// on; and draws the line where both are.
    pub fn probability_map(&mut self, logit: &Plane, x: [f64; 2], y: [f64; 2]) {
        for level in [0.5, 0.7, 0.9] {
            let height = pxfm::f_log(level / (1.0 - level));
            for (ink, height, rises) in [
                (Ink::Second, height, logit.slopes[1] > 0.0),
                (Ink::First, -height, logit.slopes[1] <= 0.0),
            ] {
                let edge: Vec<Point> = steps(x[0], x[1], 100)
                    .map(|at| (at, logit.y_at(at, height).clamp(y[0], y[1])))
                    .collect();
                let far = if rises { y[1] } else { y[0] };
                let far = vec![far; edge.len()];
                self.add(Shape::Area(far, FAINT), edge, ink, "");
            }
        }
        let line: Vec<Point> = steps(x[0], x[1], 100).map(|at| (at, logit.y_at(at, 0.0))).collect();
        let shown = line.into_iter().filter(|(_, at)| (y[0]..=y[1]).contains(at)).collect();
        self.line(shown, Ink::Model, "p = 0.5");
    }

    /// Shades, for each class, where its plane is the highest: an area whose edges are straight between the
    /// corners of all regions.
    pub fn regions(&mut self, planes: &[Plane], x: [f64; 2], y: [f64; 2]) {
        let corners = corners(planes, x, y);
        for (k, plane) in planes.iter().enumerate() {
            let (mut lower, mut upper) = (Vec::new(), Vec::new());
            for &at in &corners {
                let others = planes.iter().enumerate().filter(|(l, _)| *l != k);
                let [low, high] = others.fold(y, |[low, high], (_, other)| {
                    let lead = plane.minus(other);
                    let edge = lead.y_at(at, 0.0);
                    if lead.slopes[1] > 0.0 { [low.max(edge), high] } else { [low, high.min(edge)] }
                });
                if low <= high + 1e-9 * (y[1] - y[0]) {
                    lower.push((at, low.min(high)));
                    upper.push(high);
                }
            }
            self.add(Shape::Area(upper, 2.0 * FAINT), lower, Ink::of_class(k), "");
        }
    }

    /// The lines on which two planes are equally high and no other is higher.
    pub fn boundaries(&mut self, planes: &[Plane], rectangle: [[f64; 2]; 2]) {
        for b in 0..planes.len() {
            for a in 0..b {
                let is_top = |point: &Point| {
                    let mut others = (0..planes.len()).filter(|k| *k != a && *k != b);
                    others.all(|k| planes[k].at(*point) <= planes[a].at(*point))
                };
                let mut line = planes[a].minus(&planes[b]).zeros(rectangle);
                line.retain(is_top);
                if line.len() > 1 {
                    self.line(line, Ink::Text, "");
                }
            }
        }
    }
}

/// Where edges of regions cross each other or the upper and lower end of the picture, and both its sides.
fn corners(planes: &[Plane], x: [f64; 2], y: [f64; 2]) -> Vec<f64> {
    let pairs = (0..planes.len()).flat_map(|b| (0..b).map(move |a| (a, b)));
    let edges: Vec<Plane> = pairs.map(|(a, b)| planes[a].minus(&planes[b])).collect();
    let ends = y.map(|level| Plane { rest: -level, slopes: [0.0, 1.0] });
    let lines: Vec<&Plane> = edges.iter().chain(&ends).collect();
    let mut corners = x.to_vec();
    for (k, one) in lines.iter().enumerate() {
        corners.extend(lines[..k].iter().map(|other| {
            let [a, b] = [one.slopes, other.slopes];
            (one.slopes[1] * other.rest - other.slopes[1] * one.rest) / (a[0] * b[1] - a[1] * b[0])
        }));
    }
    corners.retain(|at| (x[0]..=x[1]).contains(at)); // parallel lines never cross
    corners.sort_by(f64::total_cmp);
    corners
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_highest_plane_has_the_region() {
        let planes = [(0.0, [0.0, 0.0]), (-1.0, [1.0, 1.0]), (-3.0, [3.0, -1.0])]
            .map(|(rest, slopes)| Plane { rest, slopes });
        let mut figure = Figure::new("", "", "");
        figure.regions(&planes, [0.0, 2.0], [-1.0, 1.0]);
        let mut covered = 0.0;
        for (k, mark) in figure.marks.iter().enumerate() {
            let Shape::Area(upper, _) = &mark.shape else { panic!("an area") };
            let heights: Vec<(f64, f64)> =
                mark.points.iter().zip(upper).map(|((x, low), high)| (*x, high - low)).collect();
            covered += heights
                .windows(2)
                .map(|two| (two[1].0 - two[0].0) * (two[0].1 + two[1].1) / 2.0)
                .sum::<f64>();
            for ((x, low), high) in mark.points.iter().zip(upper) {
                let middle = (*x, (low + high) / 2.0);
                let others = planes.iter().map(|plane| plane.at(middle));
                assert!(others.fold(f64::MIN, f64::max) - planes[k].at(middle) < 1e-9);
            }
        }
        assert!((covered - 4.0).abs() < 1e-9, "{covered}");
    }
}
