use crate::factorisations::Svd;
use crate::kernels::add_columns;
use crate::{Error, Mat, MatRef, dot};

/// The shortest vector of a plane, and the way to it: see [`minimum_norm`].
#[derive(Clone, Debug, PartialEq)]
pub struct MinimumNorm {
    /// `c0 - N t`, orthogonal to every direction.
    pub vector: Vec<f64>,
    /// `t`, one number a direction; where directions depend on each other, the shortest such `t` in
    /// units of their lengths.
    pub steps: Vec<f64>,
}

/// Of all vectors `c0 + N t` the shortest: what is left of `c0` when its projection on the columns of
/// N is taken off, by the left singular vectors of N.
///
/// Where many coefficients give the same predictions, N holds the directions that change none, and this
/// is the choice between them that favours no column.
///
/// # Errors
/// [`Error::Length`] when a direction does not have one entry for each of `c0`;
/// [`Error::NotFiniteMatrix`] and [`Error::NotFiniteEntry`] for numbers that are none,
/// [`Error::Inaccurate`] for steps beyond the largest `f64`.
///
/// # Source
/// Golub and Van Loan, *Matrix Computations*, 5.5.
///
/// ```
/// use linalg_lite::{matrix_view, minimum_norm};
///
/// // A column that stands twice: (3, 0) and (3 - t, t) predict the same.
/// let direction = [-1.0, 1.0];
/// let shared = minimum_norm(&[3.0, 0.0], matrix_view(&direction, 2, 1)?)?;
/// assert!(shared.vector.iter().all(|c| (c - 1.5).abs() < 1e-15));
/// # Ok::<(), linalg_lite::Error>(())
/// ```
pub fn minimum_norm(c0: &[f64], directions: MatRef<'_, f64>) -> Result<MinimumNorm, Error> {
    crate::check_length("a direction", c0.len(), directions.nrows())?;
    crate::check_finite("the vector", c0)?;
    let tolerance = c0.len().max(directions.ncols()) as f64 * f64::EPSILON;
    let sizes: Vec<f64> = (0..directions.ncols())
        .map(|k| (0..c0.len()).fold(0.0_f64, |most, i| most.max(directions[(i, k)].abs())))
        .map(|size: f64| if size > 0.0 { size } else { 1.0 })
        .collect();
    let svd = Svd::new(
        Mat::from_fn(c0.len(), sizes.len(), |i, k| directions[(i, k)] / sizes[k]).as_ref(),
    )?;
    let mut vector = c0.to_vec();
    // Twice, because the first time leaves the rounding of a part that may be much longer.
    for _ in 0..2 {
        for column in svd.left().subcols(0, svd.rank(tolerance)).col_iter() {
            let column: Vec<f64> = column.iter().copied().collect();
            add_columns([-dot(&column, &vector)], [&column], &mut vector);
        }
    }
    let removed: Vec<f64> = c0.iter().zip(&vector).map(|(from, to)| from - to).collect();
    let unit_steps = svd.solve(&removed, tolerance)?;
    let steps = unit_steps.iter().zip(&sizes).map(|(step, size)| step / size).collect();
    Ok(MinimumNorm { vector, steps })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{PivotedQr, matrix_from_columns};

    fn length(x: &[f64]) -> f64 {
        dot(x, x).sqrt()
    }

    fn number(i: usize, j: usize, seed: usize) -> f64 {
        ((i * i * 31 + j * 17 + i * j * 7 + seed * 101) % 97) as f64 / 48.0 - 1.0
    }

    /// x + y + z = 6 through (6, 0, 0): the shortest is (2, 2, 2).
    #[test]
    fn a_plane_by_hand() {
        let n = matrix_from_columns(&[&[-1.0, 1.0, 0.0], &[-1.0, 0.0, 1.0]]).unwrap();
        let found = minimum_norm(&[6.0, 0.0, 0.0], n.as_ref()).unwrap();
        assert!(found.vector.iter().all(|c| (c - 2.0).abs() < 1e-14));
        assert!(found.steps.iter().all(|t| (t + 2.0).abs() < 1e-14)); // c0 - N t
    }

    #[test]
    fn the_vector_is_orthogonal_to_all_directions_and_on_the_plane() {
        for p in 1..=50 {
            let k = p / 2;
            let n = Mat::from_fn(p, k, |i, j| number(i, j, p) * if j == 0 { 1e9 } else { 1.0 });
            let c0: Vec<f64> = (0..p).map(|i| 10.0 * number(i, p, 3)).collect();
            let MinimumNorm { vector, steps } = minimum_norm(&c0, n.as_ref()).unwrap();
            for j in 0..k {
                let product = dot(&vector, n.col_as_slice(j));
                assert!(product.abs() <= 1e-12 * length(n.col_as_slice(j)) * length(&c0));
            }
            let size = steps.iter().zip(n.col_iter()).map(|(t, n)| t.abs() * n.norm_l2());
            let size = length(&c0) + size.sum::<f64>();
            for i in 0..p {
                let there = c0[i] - (0..k).map(|j| n[(i, j)] * steps[j]).sum::<f64>();
                assert!((there - vector[i]).abs() <= 1e-13 * size, "{p}: {i}");
            }
            // Our own least squares takes the same off.
            let qr = PivotedQr::new(&n);
            let rank = qr.rank(1e-20);
            let t = qr.solve(&c0, rank).unwrap();
            let other: Vec<f64> =
                (0..p).map(|i| c0[i] - (0..k).map(|j| n[(i, j)] * t[j]).sum::<f64>()).collect();
            assert!(length(&vector) <= length(&other) * (1.0 + 1e-12) + 1e-12);
        }
    }

    #[test]
    fn whatever_the_start_and_however_often_a_direction_stands() {
        let n = Mat::from_fn(7, 3, |i, j| number(i, j, 5));
        let twice = Mat::from_fn(7, 5, |i, j| n[(i, j % 3)] * (1 + j) as f64);
        let c0: Vec<f64> = (0..7).map(|i| number(i, 9, 1)).collect();
        let moved: Vec<f64> = (0..7).map(|i| c0[i] + 100.0 * n[(i, 0)] - 7.0 * n[(i, 2)]).collect();
        let found = minimum_norm(&c0, n.as_ref()).unwrap().vector;
        for other in [
            minimum_norm(&moved, n.as_ref()).unwrap().vector,
            minimum_norm(&c0, twice.as_ref()).unwrap().vector,
        ] {
            assert!(found.iter().zip(other).all(|(a, b)| (a - b).abs() < 1e-12));
        }
    }

    #[test]
    fn no_directions_move_nothing_and_all_of_them_everything() {
        let none = Mat::zeros(3, 0);
        assert_eq!(minimum_norm(&[1.0, 2.0, 3.0], none.as_ref()).unwrap().vector, [1.0, 2.0, 3.0]);
        let zero = Mat::zeros(3, 1);
        let found = minimum_norm(&[1.0, 2.0, 3.0], zero.as_ref()).unwrap();
        assert_eq!((found.vector, found.steps), (vec![1.0, 2.0, 3.0], vec![0.0]));
        let all: Mat<f64> = Mat::identity(3, 3);
        let found = minimum_norm(&[1.0, 2.0, 3.0], all.as_ref()).unwrap().vector;
        assert!(found.iter().all(|c| c.abs() < 1e-15));
        assert!(minimum_norm(&[], Mat::zeros(0, 0).as_ref()).unwrap().vector.is_empty());
    }

    #[test]
    fn bad_numbers_and_lengths_are_refused() {
        let n = Mat::from_fn(2, 1, |_, _| f64::NAN);
        assert!(minimum_norm(&[1.0, 2.0], n.as_ref()).is_err());
        let n: Mat<f64> = Mat::identity(2, 2);
        assert!(minimum_norm(&[1.0, f64::INFINITY], n.as_ref()).is_err());
        assert!(matches!(minimum_norm(&[1.0], n.as_ref()), Err(Error::Length { .. })));
    }
}
