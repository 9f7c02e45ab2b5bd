use linalg_lite::{BLOCK_ROWS, Mat};

/// How the residuals r of a row are adjusted for its leverage H.
#[derive(Clone, Copy, PartialEq)]
pub(super) enum Adjusted {
    /// `(I - H)^(-1/2) r`.
    Root,
    /// `(I - H)^-1 r`.
    Whole,
}

/// The same with `H = W S` for symmetric W and S that are not negative, and what it leaves: the smallest `1 - t` for
/// eigenvalues t of H.
///
/// With `S = L L'` and `L' W L = Q diag(t) Q'`, a function f of H is `f(0) I + W L Q diag((f(t) - f(0)) / t) Q' L'`.
pub(super) fn adjusted(how: Adjusted, w: &Mat<f64>, s: Mat<f64>, r: &[f64]) -> (Vec<f64>, f64) {
    let (variances, mut l) = eigen(s);
    for (k, variance) in variances.iter().enumerate() {
        l.col_mut(k).iter_mut().for_each(|x| *x *= variance.max(0.0).sqrt());
    }
    let n = r.len();
    let sum = |term: &dyn Fn(usize) -> f64| (0..n).map(term).sum::<f64>();
    let wl = Mat::from_fn(n, n, |i, j| sum(&|k| w[(i, k)] * l[(k, j)]));
    let (t, q) = eigen(Mat::from_fn(n, n, |i, j| sum(&|k| l[(k, i)] * wl[(k, j)])));
    let lr: Vec<f64> = (0..n).map(|k| sum(&|i| l[(i, k)] * r[i])).collect();
    let (mut found, mut rest) = (r.to_vec(), 1.0_f64);
    for (k, t) in t.iter().enumerate() {
        let left = (1.0 - t.max(0.0)).min(1.0);
        rest = rest.min(left);
        let factor = match how {
            Adjusted::Root => 1.0 / (left.sqrt() * (1.0 + left.sqrt())),
            Adjusted::Whole => 1.0 / left,
        };
        let along = factor * sum(&|i| q[(i, k)] * lr[i]);
        for (i, found) in found.iter_mut().enumerate() {
            *found += along * sum(&|j| wl[(i, j)] * q[(j, k)]);
        }
    }
    (found, rest)
}

/// `diag(p) - p p'` of a sample, of all classes but the first.
pub(super) fn variance(p: &[[f64; BLOCK_ROWS]], i: usize) -> Mat<f64> {
    let entry = |k: usize, l: usize| match k == l {
        true => p[k + 1][i] * (1.0 - p[k + 1][i]),
        false => -p[k + 1][i] * p[l + 1][i],
    };
    Mat::from_fn(p.len() - 1, p.len() - 1, entry)
}

/// Eigenvalues and, in columns, eigenvectors of a small symmetric matrix, by Jacobi's rotations.
///
/// # Source
/// Golub and Van Loan, *Matrix Computations*, 8.5.
fn eigen(mut a: Mat<f64>) -> (Vec<f64>, Mat<f64>) {
    const ROUNDS: usize = 60;
    let n = a.nrows();
    let mut vectors = Mat::identity(n, n);
    let pairs = || (0..n).flat_map(|i| (0..i).map(move |j| (j, i)));
    for _ in 0..ROUNDS {
        let mut is_done = true;
        for (i, j) in pairs() {
            let size = (a[(i, i)].abs() * a[(j, j)].abs()).sqrt();
            if a[(i, j)].abs() > f64::EPSILON / 8.0 * size {
                is_done = false;
                rotate(&mut a, &mut vectors, i, j);
            }
        }
        if is_done {
            break;
        }
    }
    ((0..n).map(|i| a[(i, i)]).collect(), vectors)
}

/// Makes the entry (i, j) of a matrix 0, and turns the vectors alike.
fn rotate(a: &mut Mat<f64>, vectors: &mut Mat<f64>, i: usize, j: usize) {
    let half = (a[(j, j)] - a[(i, i)]) / (2.0 * a[(i, j)]);
    let tangent = half.signum() / (half.abs() + (half * half + 1.0).sqrt());
    let cosine = 1.0 / (tangent * tangent + 1.0).sqrt();
    let sine = tangent * cosine;
    for k in 0..a.nrows() {
        let (x, y) = (a[(k, i)], a[(k, j)]);
        (a[(k, i)], a[(k, j)]) = (cosine * x - sine * y, sine * x + cosine * y);
    }
    for k in 0..a.nrows() {
        let (x, y) = (a[(i, k)], a[(j, k)]);
        (a[(i, k)], a[(j, k)]) = (cosine * x - sine * y, sine * x + cosine * y);
        let (x, y) = (vectors[(k, i)], vectors[(k, j)]);
        (vectors[(k, i)], vectors[(k, j)]) = (cosine * x - sine * y, sine * x + cosine * y);
    }
    (a[(i, j)], a[(j, i)]) = (0.0, 0.0);
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Of random small matrices, and of one that is singular.
    #[test]
    fn what_is_left_of_the_leverage_squared_gives_the_residuals_back() {
        for seed in 0..40_u32 {
            let n = 1 + (seed % 5) as usize;
            let draw =
                |i: usize, j: usize| f64::from((seed * 7 + (3 * i + 5 * j) as u32 * 13) % 29);
            let root = Mat::from_fn(n, n, |i, j| (draw(i, j) - 14.0) / 60.0);
            let s = &root * root.transpose();
            let p: Vec<[f64; BLOCK_ROWS]> = (0..=n)
                .map(|k| [(k + 1) as f64 * 2.0 / ((n + 1) * (n + 2)) as f64; BLOCK_ROWS])
                .collect();
            let w = variance(&p, 0);
            let r: Vec<f64> = (0..n).map(|k| draw(k, 9) / 20.0 - 0.7).collect();
            let h = &w * &s;
            let back = |x: &[f64]| -> Vec<f64> {
                (0..n).map(|i| x[i] - (0..n).map(|j| h[(i, j)] * x[j]).sum::<f64>()).collect()
            };
            let (whole, rest) = adjusted(Adjusted::Whole, &w, s.clone(), &r);
            let (once, _) = adjusted(Adjusted::Root, &w, s.clone(), &r);
            let (twice, _) = adjusted(Adjusted::Root, &w, s.clone(), &once);
            assert!(rest > 0.0 && rest <= 1.0);
            for found in [back(&whole), back(&twice)] {
                for (found, r) in found.iter().zip(&r) {
                    assert!((found - r).abs() < 1e-13, "{seed}: {found} {r}");
                }
            }
        }
    }

    #[test]
    fn eigenvalues_by_hand() {
        let (mut values, _) = eigen(Mat::from_fn(2, 2, |i, j| if i == j { 2.0 } else { 1.0 }));
        values.sort_by(f64::total_cmp);
        assert!((values[0] - 1.0).abs() < 1e-15 && (values[1] - 3.0).abs() < 1e-15);
        let (values, _) = eigen(Mat::zeros(3, 3));
        assert_eq!(values, [0.0; 3]);
    }
}
