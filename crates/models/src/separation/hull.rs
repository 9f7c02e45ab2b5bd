use linalg_lite::dot;

use super::frame::Frame;
use crate::Error;

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
/// negative.
///
/// # Source
/// Lawson and Hanson, *Solving Least Squares Problems* (1974), chapter 23: nonnegative least squares
/// and least distance programming. Gordan, *Über die Auflösung linearer Gleichungen mit reellen
/// Coefficienten*, Mathematische Annalen 6 (1873).
pub(super) fn hull(vectors: &[Vec<f64>], dim: usize) -> Result<Hull, Error> {
    let mut frame = Frame::default();
    let mut passive: Vec<usize> = Vec::new();
    let mut is_passive = vec![false; vectors.len()];
    let mut u: Vec<f64> = Vec::new();
    let most_steps = 20 * (vectors.len() + dim) + 100;
    for _ in 0..most_steps {
        let residual = residual(&frame, dim);
        if dot(&residual, &residual).sqrt() <= NO_ANGLE {
            // A u that should be 0 is rounding. To leave out more than these is no mistake.
            let largest = u.iter().fold(0.0_f64, |most, u| most.max(*u));
            let counts = |(i, u): (usize, &f64)| (*u > NO_WEIGHT * largest).then_some(i);
            return Ok(Hull::Around(passive.into_iter().zip(&u).filter_map(counts).collect()));
        }
        let (minus_x, h) = (&residual[..dim], residual[dim]);
        let lacks = |i: &usize| dot(&vectors[*i], minus_x) + 0.5 * h;
        let worst = (0..vectors.len())
            .filter(|i| !is_passive[*i])
            .map(|i| (i, lacks(&i)))
            .fold((0, 0.0), |worst, (i, lack)| if lack > worst.1 { (i, lack) } else { worst });
        if worst.1 <= 0.0 {
            let length = dot(minus_x, minus_x).sqrt();
            let direction = minus_x.iter().map(|x| -x / length).collect();
            return Ok(Hull::Away(direction, 0.5 * h / length));
        }
        if !frame.push(vectors[worst.0].clone(), NO_ANGLE * NO_ANGLE) {
            break;
        }
        passive.push(worst.0);
        is_passive[worst.0] = true;
        u.push(0.0);
        settle(&mut frame, &mut passive, &mut u, &mut is_passive);
    }
    Err(Error::Undecided("the search for a separating direction came to no end".to_owned()))
}

/// What is left of `(0, 1)` outside the span.
fn residual(frame: &Frame, dim: usize) -> Vec<f64> {
    let mut residual = vec![0.0; dim + 1];
    residual[dim] = 1.0;
    frame.leave_outside(&mut residual);
    residual
}

/// Moves u towards the solution for the passive vectors, and drops those that reach 0 on the way.
fn settle(frame: &mut Frame, passive: &mut Vec<usize>, u: &mut Vec<f64>, is_passive: &mut [bool]) {
    while !passive.is_empty() {
        let of_last_axis = frame.vectors().iter().filter_map(|q| q.last().copied()).collect();
        let solved = frame.solve(of_last_axis);
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
                frame.remove(k);
                is_passive[passive.remove(k)] = false;
                u.remove(k);
            }
        }
    }
}
