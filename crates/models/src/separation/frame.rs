use linalg_lite::dot;
use rayon::prelude::*;

/// Vectors taken one by one into a QR factorisation `E = Q R`, and out again.
///
/// # Source
/// Daniel, Gragg, Kaufman and Stewart, *Reorthogonalization and stable algorithms for updating the
/// Gram-Schmidt QR factorization*, Mathematics of Computation 30 (1976).
#[derive(Clone, Debug, Default)]
pub(super) struct Frame {
    /// Orthonormal.
    q: Vec<Vec<f64>>,
    /// Column k of R: its first k + 1 entries.
    r: Vec<Vec<f64>>,
}

impl Frame {
    pub(super) fn len(&self) -> usize {
        self.q.len()
    }

    /// The orthonormal vectors.
    pub(super) fn vectors(&self) -> &[Vec<f64>] {
        &self.q
    }

    pub(super) fn into_vectors(self) -> Vec<Vec<f64>> {
        self.q
    }

    /// Leaves of `v` what lies outside the span, and returns what lies within, in terms of Q. Twice,
    /// since the first time leaves rounding.
    pub(super) fn leave_outside(&self, v: &mut [f64]) -> Vec<f64> {
        let mut within = vec![0.0; self.q.len()];
        for _ in 0..2 {
            let parts = products(&self.q, v);
            v.par_chunks_mut(ENTRIES).enumerate().for_each(|(k, v)| {
                let entries = k * ENTRIES..k * ENTRIES + v.len();
                let of_q = self.q.iter().map(|q| &q[entries.clone()]);
                of_q.zip(&parts).for_each(|(q, part)| add(-part, q, v));
            });
            add(1.0, &parts, &mut within);
        }
        within
    }

    /// Takes `v` in, unless what lies outside the span is not longer than `rounding`.
    pub(super) fn push(&mut self, mut v: Vec<f64>, rounding: f64) -> bool {
        let mut column = self.leave_outside(&mut v);
        let length = dot(&v, &v).sqrt();
        let is_new = length > rounding && length > 0.0;
        if is_new {
            v.iter_mut().for_each(|entry| *entry /= length);
            column.push(length);
            self.q.push(v);
            self.r.push(column);
        }
        is_new
    }

    /// Takes rows of length 1 in, those first that lie far outside; none whose part outside is not above
    /// its rounding.
    pub(super) fn push_all(&mut self, mut rows: Vec<(Vec<f64>, f64)>) {
        for far in [0.1, 1e-4, 0.0] {
            rows.retain(|(row, rounding)| !self.push(row.clone(), rounding.max(far)));
        }
    }

    /// Takes vector k out again: rotations bring R back to a triangle.
    pub(super) fn remove(&mut self, k: usize) {
        self.r.remove(k);
        for i in k..self.r.len() {
            let (a, b) = (self.r[i][i], self.r[i][i + 1]);
            let length = (a * a + b * b).sqrt();
            let (c, s) = (a / length, b / length);
            for column in &mut self.r[i..] {
                (column[i], column[i + 1]) =
                    (c * column[i] + s * column[i + 1], c * column[i + 1] - s * column[i]);
            }
            self.r[i].pop();
            let (before, after) = self.q.split_at_mut(i + 1);
            for (x, y) in before[i].iter_mut().zip(&mut after[0]) {
                (*x, *y) = (c * *x + s * *y, c * *y - s * *x);
            }
        }
        self.q.pop();
    }

    /// The `u` with `R u = c`.
    pub(super) fn solve(&self, mut c: Vec<f64>) -> Vec<f64> {
        for k in (0..c.len()).rev() {
            c[k] /= self.r[k][k];
            let (above, own) = c.split_at_mut(k);
            add(-own[0], &self.r[k][..k], above);
        }
        c
    }
}

/// Entries of a vector that one thread works on, at the least.
const ENTRIES: usize = 512;

/// The product of each vector with `v`.
pub(super) fn products(vectors: &[Vec<f64>], v: &[f64]) -> Vec<f64> {
    let few = (16 * ENTRIES).div_ceil(v.len().max(1));
    vectors.par_iter().with_min_len(few).map(|vector| dot(&vector[..v.len()], v)).collect()
}

/// `y += a x`.
pub(super) fn add(a: f64, x: &[f64], y: &mut [f64]) {
    y.iter_mut().zip(x).for_each(|(y, x)| *y += a * x);
}

#[cfg(test)]
mod tests {
    use super::*;

    fn vector(seed: usize, len: usize) -> Vec<f64> {
        (0..len).map(|i| ((i * i + 7 * seed * i + 3 * seed) % 23) as f64 - 11.0).collect()
    }

    /// After pushes and removals, `Q R` is still made of the vectors that stayed.
    #[test]
    fn what_stays_is_factorised() {
        let mut frame = Frame::default();
        let mut stayed: Vec<usize> = Vec::new();
        for (step, seed) in (1..14).enumerate() {
            if frame.push(vector(seed, 9), 1e-9) {
                stayed.push(seed);
            }
            if step % 3 == 2 {
                let k = (step * 5) % stayed.len();
                frame.remove(k);
                stayed.remove(k);
            }
            for (k, seed) in stayed.iter().enumerate() {
                let mut product = vec![0.0; 9];
                (0..=k).for_each(|i| add(frame.r[k][i], &frame.q[i], &mut product));
                let expected = vector(*seed, 9);
                assert!(product.iter().zip(&expected).all(|(p, e)| (p - e).abs() < 1e-12));
            }
            for (i, a) in frame.q.iter().enumerate() {
                for (j, b) in frame.q.iter().enumerate() {
                    assert!((dot(a, b) - f64::from(u8::from(i == j))).abs() < 1e-14);
                }
            }
        }
        assert!(frame.len() >= 6);
    }

    #[test]
    fn a_combination_is_not_taken() {
        let mut frame = Frame::default();
        assert!(frame.push(vec![1.0, 2.0, 3.0], 0.0) && frame.push(vec![0.0, 1.0, 1.0], 0.0));
        assert!(!frame.push(vec![2.0, 5.0, 7.0], 1e-13));
        let u = frame.solve(frame.leave_outside(&mut [2.0, 5.0, 7.0]));
        assert!((u[0] - 2.0).abs() < 1e-14 && (u[1] - 1.0).abs() < 1e-14);
    }
}
