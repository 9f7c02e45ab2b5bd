//! What models say everywhere in a plane of two features.

use anyhow::Result;
use cli::{Figure, Ink, Point, Shape};
use linalg_lite::ln;
use models::FittedScaler;

use super::steps;

/// A logit over two features: `rest + slopes[0] x + slopes[1] y`.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Plane {
    pub(crate) rest: f64,
    pub(crate) slopes: [f64; 2],
}

impl Plane {
    /// The logit of a model of two standardised features, over the features as they are.
    pub(crate) fn of(coefficients: &[f64], intercept: f64, scaler: &FittedScaler) -> Result<Self> {
        let (plain, rest) = scaler.plain_parameters(coefficients, intercept)?;
        Ok(Self { rest, slopes: [plain[0], plain[1]] })
    }

    /// Where on the vertical line at `x` the plane has the height `logit`.
    fn y_at(&self, x: f64, logit: f64) -> f64 {
        (logit - self.rest - self.slopes[0] * x) / self.slopes[1]
    }

    fn minus(&self, other: &Self) -> Self {
        let slopes = [0, 1].map(|j| self.slopes[j] - other.slopes[j]);
        Self { rest: self.rest - other.rest, slopes }
    }
}

/// Shades where one class is likely, and more where it is likelier: from one half, from 0.7, from 0.9 on;
/// and draws the line where both are.
pub(crate) fn probability_map(figure: &mut Figure, logit: &Plane, x: [f64; 2], y: [f64; 2]) {
    for level in [0.5, 0.7, 0.9] {
        let height = ln(level / (1.0 - level));
        for (ink, height, rises) in [
            (Ink::Second, height, logit.slopes[1] > 0.0),
            (Ink::First, -height, logit.slopes[1] <= 0.0),
        ] {
            let edge: Vec<Point> = steps(x[0], x[1])
                .map(|at| (at, logit.y_at(at, height).clamp(y[0], y[1])))
                .collect();
            let far = if rises { y[1] } else { y[0] };
            let far = vec![far; edge.len()];
            figure.add(Shape::Area(far), edge, ink, "");
        }
    }
    let line: Vec<Point> = steps(x[0], x[1]).map(|at| (at, logit.y_at(at, 0.0))).collect();
    let shown = line.into_iter().filter(|(_, at)| (y[0]..=y[1]).contains(at)).collect();
    figure.line(shown, Ink::Model, "p = 0.5");
}

/// Shades, for each class, where its plane is the highest.
pub(crate) fn regions(figure: &mut Figure, planes: &[Plane], x: [f64; 2], y: [f64; 2]) {
    for (k, plane) in planes.iter().enumerate() {
        let (mut lower, mut upper) = (Vec::new(), Vec::new());
        for at in steps(x[0], x[1]) {
            let others = planes.iter().enumerate().filter(|(l, _)| *l != k);
            let [low, high] = others.fold(y, |[low, high], (_, other)| {
                let lead = plane.minus(other);
                let edge = lead.y_at(at, 0.0);
                if lead.slopes[1] > 0.0 { [low.max(edge), high] } else { [low, high.min(edge)] }
            });
            if low < high {
                lower.push((at, low));
                upper.push(high);
            }
        }
        figure.add(Shape::Area(upper), lower, Ink::of_class(k), "");
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_highest_plane_has_the_region() {
        let planes = [(0.0, [0.0, 0.0]), (-1.0, [1.0, 1.0]), (-3.0, [3.0, -1.0])]
            .map(|(rest, slopes)| Plane { rest, slopes });
        let mut figure = Figure::new("", "", "");
        regions(&mut figure, &planes, [0.0, 2.0], [-1.0, 1.0]);
        let height =
            |plane: &Plane, (x, y): Point| plane.rest + plane.slopes[0] * x + plane.slopes[1] * y;
        let mut covered = 0.0;
        for (k, mark) in figure.marks.iter().enumerate() {
            let Shape::Area(upper) = &mark.shape else { panic!("an area") };
            for ((x, low), high) in mark.points.iter().zip(upper) {
                let middle = (*x, (low + high) / 2.0);
                let others = planes.iter().map(|plane| height(plane, middle));
                assert!(others.fold(f64::MIN, f64::max) - height(&planes[k], middle) < 1e-12);
                covered += high - low;
            }
        }
        assert!((covered - 2.0 * 101.0).abs() < 1e-9, "{covered}");
    }
}
