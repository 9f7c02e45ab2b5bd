//! Splines of a column: polynomials that join smoothly at knots.
//!
//! ```text
//! t_0 <= t_1 <= …                                              knots, the outer ones d + 1 times
//! B_i,0(x) = 1 for t_i <= x < t_i+1, else 0
//! B_i,d(x) = (x - t_i) / (t_i+d - t_i) B_i,d-1(x) + (t_i+d+1 - x) / (t_i+d+1 - t_i+1) B_i+1,d-1(x)
//! ```
//!
//! The first is left out, because all together are 1. A natural spline is straight beyond the outer knots: its
//! features are the combinations of the cubic ones whose second derivative is 0 there, by two reflections.
//!
//! Source: de Boor, *A Practical Guide to Splines* (1978), chapter X; Hastie, Tibshirani and Friedman, *The Elements of
//! Statistical Learning*, 5.2.

use serde::{Deserialize, Serialize};

use super::expression::{Expression, Operator};
use super::piecewise::Piecewise;
use super::polynomial::power_of_two;
use super::variable::{Knots, SplineKind};
use crate::are_counts;

/// What was learned of it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Spline {
    degree: usize,
    /// Whether it is straight beyond the outer knots.
    natural: bool,
    /// All knots, each once, the outer ones first and last.
    knots: Vec<f64>,
}

/// A feature: coefficients for each interval, from its beginning.
type Pieces = Vec<Vec<f64>>;

impl Spline {
    /// From numbers and how often each counts, or the reason why not.
    pub(super) fn learn(
        mut rows: Vec<(f64, f64)>,
        kind: SplineKind,
        knots: &Knots,
    ) -> Result<Self, String> {
        rows.sort_by(|a, b| a.0.total_cmp(&b.0));
        let (degree, natural) = match kind {
            SplineKind::Natural => (3, true),
            SplineKind::Plain { degree } => (degree, false),
        };
        let different = rows.windows(2).filter(|pair| pair[0].0 < pair[1].0).count() + 1;
        let inner = match knots {
            Knots::At(places) => places.clone(),
            Knots::OfFeatures(features) => {
                let count = if natural { features - 1 } else { features - degree };
                let at = |k: usize| quantile(&rows, k as f64 / (count + 1) as f64);
                (1..=count).map(at).collect()
            }
        };
        let [Some(first), Some(last)] = [rows.first(), rows.last()].map(|row| row.map(|r| r.0))
        else {
            return Err("there is no row to learn it from".to_owned());
        };
        let knots = [vec![first], inner, vec![last]].concat();
        if let Some(pair) = knots.windows(2).find(|pair| pair[0] >= pair[1]) {
            return Err(match (first < last, matches!(knots.as_slice(), [_, _])) {
                (false, _) => "its column is the same in every row".to_owned(),
                (_, true) => "its column is the same in every row".to_owned(),
                _ if pair[0] == pair[1] => format!(
                    "two of its knots are at {}, because so many rows have that value: take fewer features, or name \
                     the knots, as in knots = c(1, 2)",
                    crate::shortest(pair[0])
                ),
                _ => format!(
                    "its knots must lie between the smallest value, {}, and the largest, {}",
                    crate::shortest(first),
                    crate::shortest(last)
                ),
            });
        }
        let learned = Self { degree, natural, knots };
        match learned.features() {
            features if features < different => Ok(learned),
            features => Err(format!(
                "its {features} features need more than {features} different values, and there are {different}"
            )),
        }
    }

    pub(super) fn is_whole(&self) -> bool {
        let ascend = self.knots.len() > 1 && self.knots.windows(2).all(|pair| pair[0] < pair[1]);
        let degree = if self.natural { self.degree == 3 } else { (1..=5).contains(&self.degree) };
        ascend && degree
    }

    /// How many features it is.
    pub(super) fn features(&self) -> usize {
        let inner = self.knots.len() - 2;
        if self.natural { inner + 1 } else { inner + self.degree }
    }

    /// A column for each feature.
    pub(super) fn columns(&self, x: &[f64]) -> Vec<Vec<f64>> {
        let (unit, pieces) = self.pieces();
        pieces.iter().map(|feature| x.iter().map(|x| feature.at(x / unit)).collect()).collect()
    }

    /// The same as expressions.
    pub(super) fn expressions(&self, x: &Expression) -> Vec<Expression> {
        let (unit, pieces) = self.pieces();
        let x = x.clone().joined(Operator::Over, Expression::Number(unit));
        let of_feature = |feature| Expression::Piecewise(feature, Box::new(x.clone()));
        pieces.into_iter().map(of_feature).collect()
    }

    /// The features of `x / unit`, a power of 2 in which the knots lie about 1 apart.
    fn pieces(&self) -> (f64, Vec<Piecewise>) {
        let unit = power_of_two(self.knots[self.knots.len() - 1] - self.knots[0]);
        let knots = self.knots.iter().map(|knot| knot / unit).collect();
        let spline = Self { knots, ..*self };
        let mut all = spline.basis();
        all.remove(0);
        if self.natural {
            all = natural(all, self.knots.len() - 1, spline.last_width());
        }
        (unit, all.into_iter().map(|feature| spline.beyond(feature)).collect())
    }

    fn last_width(&self) -> f64 {
        let [.., before, last] = self.knots.as_slice() else { return 0.0 };
        last - before
    }

    /// The polynomials of all B-splines in each interval between knots.
    fn basis(&self) -> Vec<Pieces> {
        let (degree, intervals) = (self.degree, self.knots.len() - 1);
        let outer = |at: usize| vec![self.knots[at]; degree];
        let t = [outer(0), self.knots.clone(), outer(intervals)].concat();
        let count = t.len() - 1;
        let mut basis = vec![vec![vec![0.0; degree + 1]; intervals]; count];
        for interval in 0..intervals {
            basis[degree + interval][interval][0] = 1.0;
        }
        for d in 1..=degree {
            for i in 0..count - d {
                for interval in 0..intervals {
                    let begin = self.knots[interval];
                    let rising = line(begin, t[i], t[i + d]);
                    let falling = line(begin, t[i + d + 1], t[i + 1]);
                    let left = times(&basis[i][interval], rising);
                    let right = times(&basis[i + 1][interval], falling);
                    basis[i][interval] = left.iter().zip(right).map(|(a, b)| a + b).collect();
                }
            }
        }
        basis.truncate(count - degree);
        basis
    }

    /// With what comes before the first knot and after the last.
    fn beyond(&self, feature: Pieces) -> Piecewise {
        let terms = if self.natural { 2 } else { self.degree + 1 };
        let last = feature.last().cloned().unwrap_or_default();
        let after = moved(&last, self.last_width());
        let before = feature.first().cloned().unwrap_or_default();
        let cut = |mut polynomial: Vec<f64>| {
            polynomial.truncate(terms);
            polynomial
        };
        let coefficients = [vec![cut(before)], feature, vec![cut(after)]].concat();
        Piecewise { breaks: self.knots.clone(), coefficients }
    }
}

/// `(x - from) / (to - from)` in `u = x - begin`: its constant and its slope; 0 where the two are one.
fn line(begin: f64, from: f64, to: f64) -> [f64; 2] {
    let width = to - from;
    if width == 0.0 { [0.0, 0.0] } else { [(begin - from) / width, 1.0 / width] }
}

/// A polynomial times a line; its highest power is 0.
fn times(polynomial: &[f64], [constant, slope]: [f64; 2]) -> Vec<f64> {
    let below = |k: usize| if k == 0 { 0.0 } else { polynomial[k - 1] };
    (0..polynomial.len()).map(|k| constant * polynomial[k] + slope * below(k)).collect()
}

/// The same polynomial in the distance from a point so much further.
fn moved(polynomial: &[f64], width: f64) -> Vec<f64> {
    let mut moved = polynomial.to_vec();
    for first in 0..moved.len() {
        for k in (first..moved.len() - 1).rev() {
            moved[k] += width * moved[k + 1];
        }
    }
    moved
}

/// Combinations whose second derivative is 0 at both ends: those that two reflections leave of the constraints.
fn natural(mut features: Vec<Pieces>, intervals: usize, last_width: f64) -> Vec<Pieces> {
    let second = |polynomial: &[f64], u: f64| 2.0 * polynomial[2] + 6.0 * polynomial[3] * u;
    // Of all but the two first and the three last it is 0, of which rounding must not make a sign.
    let (count, zero) = (features.len(), |_| 0.0);
    let first_two = features[..2].iter().map(|feature| second(&feature[0], 0.0));
    let last_three = features[count - 3..].iter().map(|f| second(&f[intervals - 1], last_width));
    let at_begin = first_two.chain((2..count).map(zero)).collect();
    let at_end = (3..count).map(zero).chain(last_three).collect();
    let mut constraints: [Vec<f64>; 2] = [at_begin, at_end];
    for first in 0..2 {
        let column = &constraints[first];
        let norm = column[first..].iter().map(|x| x * x).sum::<f64>().sqrt();
        let norm = if column[first] < 0.0 { -norm } else { norm };
        let mut normal: Vec<f64> = column.iter().map(|x| x / norm).collect();
        normal[..first].fill(0.0);
        normal[first] += 1.0;
        for constraint in &mut constraints[first..] {
            let along = normal.iter().zip(&*constraint).map(|(n, x)| n * x).sum::<f64>();
            let step = along / normal[first];
            constraint.iter_mut().zip(&normal).for_each(|(x, n)| *x -= step * n);
        }
        reflect(&mut features, &normal, first);
    }
    features.split_off(2)
}

fn reflect(features: &mut [Pieces], normal: &[f64], first: usize) {
    let (intervals, terms) = (features[0].len(), features[0][0].len());
    for (interval, k) in (0..intervals).flat_map(|i| (0..terms).map(move |k| (i, k))) {
        let all = features.iter().zip(normal);
        let along: f64 = all.map(|(feature, n)| n * feature[interval][k]).sum();
        let step = along / normal[first];
        for (feature, n) in features.iter_mut().zip(normal) {
            feature[interval][k] -= step * n;
        }
    }
}

/// The quantile of sorted numbers that count so often, between two of them in proportion: of n numbers the one at
/// `(n - 1) share`, counted from 0. Weights that are no counts do not matter.
fn quantile(rows: &[(f64, f64)], share: f64) -> f64 {
    let are_counts = are_counts(&rows.iter().map(|(_, weight)| *weight).collect::<Vec<f64>>());
    let count = |weight: f64| if are_counts { weight } else { 1.0 };
    let n: f64 = rows.iter().map(|(_, weight)| count(*weight)).sum();
    let place = (n - 1.0) * share;
    let at = |place: f64| {
        let mut behind = 0.0;
        let found = rows.iter().find(|(_, weight)| {
            behind += count(*weight);
            behind > place
        });
        found.or(rows.last()).map_or(f64::NAN, |row| row.0)
    };
    let (below, above) = (at(place.floor()), at(place.ceil()));
    below + (place - place.floor()) * (above - below)
}
