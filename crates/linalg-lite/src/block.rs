use std::ops::Range;

use crate::kernels::{add_centred_columns, add_columns, centred_products, products, weighted_gram};
use crate::{Design, MatMut, sum};

/// Some consecutive samples of a [`Design`]: the steps of a sweep, one method each.
///
/// Slices handed in are `len()` long (one entry per sample) or `dim` long (one per weight).
#[derive(Clone, Copy, Debug)]
pub struct Block<'a> {
    design: Design<'a>,
    first: usize,
    len: usize,
}

impl<'a> Block<'a> {
    pub(crate) fn new(design: Design<'a>, first: usize, len: usize) -> Self {
        Self { design, first, len }
    }

    /// The rows of the block, as a range of sample numbers.
    #[must_use]
    pub fn rows(&self) -> Range<usize> {
        self.first..self.first + self.len
    }

    /// Number of samples in the block.
    #[must_use]
    #[allow(clippy::len_without_is_empty, reason = "a block is never empty")]
    pub fn len(&self) -> usize {
        self.len
    }

    /// Number of features, the intercept not counted.
    #[must_use]
    pub fn n_features(&self) -> usize {
        self.design.n_features()
    }

    /// The sum of all its features.
    pub(crate) fn total(&self) -> f64 {
        (0..self.design.n_features()).map(|j| sum(self.column(j))).sum()
    }

    /// The values of one feature.
    pub fn feature<'r>(&self, j: usize, _room: &'r mut Vec<f64>) -> &'r [f64]
    where
        'a: 'r,
    {
        self.column(j)
    }

    /// The values of feature `j`.
    pub(crate) fn column(&self, j: usize) -> &'a [f64] {
        &self.design.column(j)[self.rows()]
    }

    /// `z = (X - m) w + b`.
    pub fn logits(&self, weights: &[f64], z: &mut [f64]) {
        let (coefficients, intercept) = weights.split_at(self.design.n_features());
        let near = |(j, w): (usize, &f64)| self.design.near_centre(j) * w;
        let near: f64 = coefficients.iter().enumerate().map(near).sum();
        z.fill(intercept.first().copied().unwrap_or(0.0) - near);
        let (fours, rest) = coefficients.as_chunks::<4>();
        for (four, w) in fours.iter().enumerate() {
            self.add_logits(4 * four, *w, z);
        }
        for (k, w) in rest.iter().enumerate() {
            self.add_logits(4 * fours.len() + k, [*w], z);
        }
    }

    fn add_logits<const C: usize>(&self, first: usize, w: [f64; C], z: &mut [f64]) {
        match self.columns_from(first) {
            (x, m) if m == [0.0; C] => add_columns(w, x, z),
            (x, m) => add_centred_columns(w, x, m, z),
        }
    }

    /// C columns, and what has to be taken from each of their values.
    fn columns_from<const C: usize>(&self, first: usize) -> ([&'a [f64]; C], [f64; C]) {
        let columns = std::array::from_fn(|k| self.column(first + k));
        (columns, std::array::from_fn(|k| self.design.far_centre(first + k)))
    }

    /// `g += (X - m)' r`, and the sum of `r` for the intercept.
    pub fn add_gradient(&self, r: &[f64], gradient: &mut [f64]) {
        let (coefficients, intercept) = gradient.split_at_mut(self.design.n_features());
        let (fours, rest) = coefficients.as_chunks_mut::<4>();
        let (first_of_rest, total) = (4 * fours.len(), sum(r));
        for (four, g) in fours.iter_mut().enumerate() {
            let sums: [f64; 4] = self.products_from(4 * four, r, total);
            for k in 0..4 {
                g[k] += sums[k];
            }
        }
        for (k, g) in rest.iter_mut().enumerate() {
            let [sum] = self.products_from(first_of_rest + k, r, total);
            *g += sum;
        }
        if let Some(g) = intercept.first_mut() {
            *g += total;
        }
    }

    fn products_from<const C: usize>(&self, first: usize, r: &[f64], total: f64) -> [f64; C] {
        let sums = match self.columns_from(first) {
            (x, m) if m == [0.0; C] => products(x, [r]).map(|[sum]| sum),
            (x, m) => centred_products(x, m, r),
        };
        std::array::from_fn(|k| sums[k] - self.design.near_centre(first + k) * total)
    }

    /// `H += (X - m)' diag(s) (X - m)`, with a last row and column for the intercept; on and above the
    /// diagonal.
    pub fn add_hessian(&self, s: &[f64], mut hessian: MatMut<'_, f64>) {
        let p = self.design.n_features();
        let mut scratch = Vec::new();
        let columns = self.centred_columns(&mut scratch);
        let mut sums = vec![0.0; p];
        weighted_gram(s, &columns, hessian.as_mut().submatrix_mut(0, 0, p, p), &mut sums);
        if self.design.has_intercept() {
            for j in 0..p {
                hessian[(j, p)] += sums[j];
            }
            hessian[(p, p)] += sum(s);
        }
    }

    /// The columns, each less its centre; `scratch` keeps those that are not as in the table.
    pub(crate) fn centred_columns<'r>(&self, scratch: &'r mut Vec<f64>) -> Vec<&'r [f64]>
    where
        'a: 'r,
    {
        let p = self.n_features();
        if !self.design.is_centred() {
            return (0..p).map(|j| self.column(j)).collect();
        }
        scratch.clear();
        for j in 0..p {
            let m = self.design.centre(j);
            scratch.extend(self.column(j).iter().map(|x| x - m));
        }
        scratch.chunks_exact(self.len).collect()
    }
}
