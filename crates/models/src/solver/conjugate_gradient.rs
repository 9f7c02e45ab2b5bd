use linalg_lite::dot;

use super::TwiceDifferentiable;
use crate::error::Error;

/// The Newton step `d = -H^-1 g` where a Hessian would be too large: by preconditioned conjugate gradients,
/// with `H v` as the difference of two gradients, `(g(w + e v) - g(w - e v)) / 2e`. None when it does not
/// get there.
///
/// # Source
/// Nocedal and Wright, *Numerical Optimization*, 2nd ed., algorithm 5.3 and 7.1.
pub(super) fn newton_step(
    objective: &impl TwiceDifferentiable,
    w: &[f64],
    gradient: &[f64],
) -> Result<Option<Vec<f64>>, Error> {
    const STEPS: usize = 300;
    const PRECISE: f64 = 1e-6; // of the squared residual
    let diagonal = objective.preconditioner()?;
    let precondition =
        |v: &[f64]| -> Vec<f64> { v.iter().zip(&diagonal).map(|(v, m)| v / m).collect() };
    let mut residual: Vec<f64> = gradient.iter().map(|g| -g).collect();
    let mut z = precondition(&residual);
    let (mut direction, mut step) = (z.clone(), vec![0.0; w.len()]);
    let start = dot(&residual, &z);
    let mut square = start;
    for _ in 0..STEPS {
        if square <= PRECISE * start {
            return Ok(Some(step));
        }
        let bent = times_hessian(objective, w, &direction, &diagonal)?;
        let curvature = dot(&direction, &bent);
        if curvature.is_nan() || curvature <= 0.0 {
            return Ok(None);
        }
        let length = square / curvature;
        for j in 0..step.len() {
            step[j] += length * direction[j];
            residual[j] -= length * bent[j];
        }
        z = precondition(&residual);
        let next = dot(&residual, &z);
        let back = next / square;
        direction.iter_mut().zip(&z).for_each(|(d, z)| *d = z + back * *d);
        square = next;
    }
    Ok(None)
}

/// `H v`, from gradients a small step apart.
fn times_hessian(
    objective: &impl TwiceDifferentiable,
    w: &[f64],
    v: &[f64],
    diagonal: &[f64],
) -> Result<Vec<f64>, Error> {
    const SMALL: f64 = 1e-3;
    let size = v.iter().zip(diagonal).map(|(v, m)| v * v * m).sum::<f64>().sqrt();
    let e = SMALL / size;
    let gradient_at = |sign: f64| -> Result<Vec<f64>, Error> {
        let moved: Vec<f64> = w.iter().zip(v).map(|(w, v)| w + sign * e * v).collect();
        let mut gradient = vec![0.0; w.len()];
        objective.gradient(&moved, &mut gradient)?;
        Ok(gradient)
    };
    let (ahead, behind) = (gradient_at(1.0)?, gradient_at(-1.0)?);
    Ok(ahead.iter().zip(&behind).map(|(a, b)| (a - b) / (2.0 * e)).collect())
}
