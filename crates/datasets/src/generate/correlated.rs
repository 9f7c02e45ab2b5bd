use linalg_lite::{Mat, sigmoid};

use super::at_least_one;
use crate::{Error, Stream};

/// Features with two targets, of any size: what solvers are timed on.
#[derive(Clone, Debug)]
pub struct Correlated {
    /// `n x p` standard normals; neighbouring columns have the correlation 1/2.
    pub features: Mat<f64>,
    /// Yes with the probability `s(z)`.
    pub labels: Vec<bool>,
    /// `z` plus a standard normal.
    pub numbers: Vec<f64>,
}

/// Draws [`Correlated`] features row by row: `x_j = x_(j-1) / 2 + sqrt(3/4) n_j`, and targets from
/// `z = x_0 - x_1 / 2 + x_2 / 3 - ... - 1/2`.
///
/// # Errors
/// [`Error::NoRows`] for `n = 0`.
///
/// ```
/// let mut stream = datasets::Stream::new(datasets::Source::ChaCha8, 42)?;
/// let data = datasets::generate::correlated(100, 3, &mut stream)?;
/// assert_eq!((data.features.nrows(), data.features.ncols(), data.labels.len()), (100, 3, 100));
/// # Ok::<(), datasets::Error>(())
/// ```
pub fn correlated(n: usize, p: usize, stream: &mut Stream) -> Result<Correlated, Error> {
    at_least_one(n, "correlated")?;
    let fresh = 0.75_f64.sqrt();
    let mut features = Mat::zeros(n, p);
    let (mut labels, mut numbers) = (Vec::with_capacity(n), Vec::with_capacity(n));
    for i in 0..n {
        let (mut x, mut z, mut sign) = (0.0, -0.5, 1.0);
        for j in 0..p {
            let normal = stream.standard_normal();
            x = if j == 0 { normal } else { 0.5 * x + fresh * normal };
            features[(i, j)] = x;
            z += sign * x / (j + 1) as f64;
            sign = -sign;
        }
        labels.push(stream.uniform(0.0, 1.0) < sigmoid(z));
        numbers.push(z + stream.standard_normal());
    }
    Ok(Correlated { features, labels, numbers })
}
