use linalg_lite::dot;

use super::frame::{Frame, products};
use crate::error::Error;

/// On which side of some vectors 0 lies: one of these is always so, never both.
pub(super) enum Hull {
    /// A direction of length 1, and a margin: every vector is so far in that direction, or farther.
    Away(Vec<f64>, f64),
    /// Vectors of which 0 is a mean with positive weights.
    Around(Vec<usize>),
}

/// An angle below this is 0.
pub(super) const NO_ANGLE: f64 = 1e-13;

/// A part of a mean below this, relative to the largest, may be rounding.
const NO_WEIGHT: f64 = 1e-8;

/// Whether 0 lies among vectors `a_i` of length 1 (each with an entry of 1 behind it).
///
/// ```text
/// minimise |sum_i u_i (a_i, 1) - (0, 1)|   over   u_i >= 0
/// ```
///
/// Its minimum is 0 where 0 is a mean of vectors. Otherwise the residual `(-x, h)` has
/// `a_i'x >= h > 0` for all of them, `x` being the direction that has them farthest to its side. The
/// search ends when each is half as far as that. It keeps a few vectors, the passive ones, and
/// solves for their u alone: it takes in one that lies worst, and drops those whose u would be
/// negative. When more vectors come, it goes on from there.
///
/// # Source
/// Lawson and Hanson, *Solving Least Squares Problems* (1974), chapter 23: nonnegative least squares
/// and least distance programming. Gordan, *Über die Auflösung linearer Gleichungen mit reellen
/// Coefficienten*, Mathematische Annalen 6 (1873).
pub(super) struct Nearest {
    dim: usize,
    passive: Vec<usize>,
    u: Vec<f64>,
    /// Of the passive vectors.
    frame: Frame,
}

impl Nearest {
    pub(super) fn new(dim: usize) -> Self {
        Self { dim, passive: Vec::new(), u: Vec::new(), frame: Frame::default() }
    }

    /// On which side of the vectors 0 lies; those of the last time come first again.
    pub(super) fn search(&mut self, vectors: &[Vec<f64>]) -> Result<Hull, Error> {
        let most_steps = 20 * (vectors.len() + self.dim) + 100;
        for _ in 0..most_steps {
            let residual = self.residual();
            if dot(&residual, &residual).sqrt() <= NO_ANGLE {
                return Ok(Hull::Around(self.mean()));
            }
            let (minus_x, h) = (&residual[..self.dim], residual[self.dim]);
            let Some(worst) = self.worst(vectors, minus_x, h) else {
                let length = dot(minus_x, minus_x).sqrt();
                let direction = minus_x.iter().map(|x| -x / length).collect();
                return Ok(Hull::Away(direction, 0.5 * h / length));
            };
            if !self.frame.push(vectors[worst].clone(), NO_ANGLE * NO_ANGLE) {
                break;
            }
            self.passive.push(worst);
            self.u.push(0.0);
            self.settle();
        }
        Err(Error::Undecided("the search for a separating direction did not finish".to_owned()))
    }

    /// What is left of `(0, 1)` outside the span of the passive vectors.
    fn residual(&self) -> Vec<f64> {
        let mut residual = vec![0.0; self.dim + 1];
        residual[self.dim] = 1.0;
        self.frame.leave_outside(&mut residual);
        residual
    }

    /// The vector with the least `a_i'x`, if that is below `h / 2`.
    fn worst(&self, vectors: &[Vec<f64>], minus_x: &[f64], h: f64) -> Option<usize> {
        let mut lacks = products(vectors, minus_x);
        lacks.iter_mut().for_each(|lack| *lack += 0.5 * h);
        self.passive.iter().for_each(|i| lacks[*i] = 0.0);
        let worst =
            (0..lacks.len()).fold(0, |most, i| if lacks[i] > lacks[most] { i } else { most });
        lacks.get(worst).is_some_and(|lack| *lack > 0.0).then_some(worst)
    }

    /// The passive vectors of which 0 is a mean. A u that should be 0 is rounding; to leave out more
    /// than these is no mistake.
    fn mean(&self) -> Vec<usize> {
        let largest = self.u.iter().fold(0.0_f64, |most, u| most.max(*u));
        let counts = |(i, u): (&usize, &f64)| (*u > NO_WEIGHT * largest).then_some(*i);
        self.passive.iter().zip(&self.u).filter_map(counts).collect()
    }

    /// Moves u towards the solution for the passive vectors, and drops those that reach 0 on the way.
    fn settle(&mut self) {
        while !self.passive.is_empty() {
            let last_axis = self.frame.vectors().iter().filter_map(|q| q.last().copied()).collect();
            let (solved, u) = (self.frame.solve(last_axis), &mut self.u);
            // How far of the way each u reaches before it is 0.
            let reach = |k: usize| if solved[k] > 0.0 { 1.0 } else { u[k] / (u[k] - solved[k]) };
            let reaches: Vec<f64> = (0..u.len()).map(reach).collect();
            let step = reaches.iter().fold(1.0_f64, |step, reach| step.min(*reach));
            u.iter_mut().zip(&solved).for_each(|(u, solved)| *u += step * (solved - *u));
            if solved.iter().all(|u| *u > 0.0) {
                return;
            }
            for k in (0..u.len()).rev() {
                if solved[k] <= 0.0 && (reaches[k] <= step || u[k] <= 0.0) {
                    self.frame.remove(k);
                    self.passive.remove(k);
                    u.remove(k);
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn search(angles: &[f64]) -> Hull {
        let vector = |degrees: &f64| {
            let (cosine, sine) = match *degrees {
                0.0 => (1.0, 0.0),
                90.0 => (0.0, 1.0),
                180.0 => (-1.0, 0.0),
                270.0 => (0.0, -1.0),
                _ => (0.6, 0.8), // 53 degrees
            };
            vec![cosine, sine, 1.0]
        };
        let vectors: Vec<Vec<f64>> = angles.iter().map(vector).collect();
        Nearest::new(2).search(&vectors).unwrap()
    }

    #[test]
    fn vectors_of_a_plane() {
        let Hull::Away(x, margin) = search(&[0.0, 53.0, 90.0]) else { unreachable!() };
        assert!(x[0] >= margin && x[1] >= margin && margin > 0.3, "{x:?}");
        for around in [&[0.0, 180.0][..], &[0.0, 53.0, 180.0, 270.0], &[0.0, 90.0, 180.0, 270.0]] {
            let Hull::Around(mean) = search(around) else { unreachable!() };
            assert!(mean.len() >= 2 && !mean.iter().any(|i| around[*i] == 53.0 && mean.len() == 2));
        }
        // 53 degrees lie outside the mean: it is not tied.
        let Hull::Around(mean) = search(&[0.0, 53.0, 180.0]) else { unreachable!() };
        assert_eq!(mean, [0, 2]);
    }

    /// A vector that would not be needed is not dropped before the end, however often more come.
    #[test]
    fn it_goes_on_with_more_vectors() {
        let mut nearest = Nearest::new(2);
        let mut vectors = vec![vec![1.0, 0.0, 1.0], vec![0.6, 0.8, 1.0]];
        assert!(matches!(nearest.search(&vectors).unwrap(), Hull::Away(..)));
        vectors.push(vec![0.0, 1.0, 1.0]);
        assert!(matches!(nearest.search(&vectors).unwrap(), Hull::Away(..)));
        vectors.push(vec![-0.6, -0.8, 1.0]);
        let Hull::Around(mean) = nearest.search(&vectors).unwrap() else { unreachable!() };
        assert!(mean.contains(&3));
    }
}
