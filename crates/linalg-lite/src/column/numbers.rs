//! Numbers, counted from a centre, four columns at a time.
//!
//! ```text
//! logits    z_i  += sum_j (x_ij - m_j) w_j
//! gradient  g_j  += sum_i (x_ij - m_j) r_i
//! Hessian   H_jk += sum_i s_i (x_ij - m_j) (x_ik - m_k)
//! ```

use crate::kernels::{add_centred_columns, add_columns, centred_products, products};

/// A column of numbers in some rows, and where it is counted from: `far` is taken from each value, `near` from sums
/// (see [`Centres`](crate::Centres)).
#[derive(Clone, Copy, Debug)]
pub(crate) struct Numbers<'a> {
    pub(crate) feature: usize,
    pub(crate) values: &'a [f64],
    pub(crate) near: f64,
    pub(crate) far: f64,
}

impl Numbers<'_> {
    pub(crate) fn centre(&self) -> f64 {
        self.near + self.far
    }
}

/// Consecutive rows of columns.
#[derive(Clone, Copy)]
pub(crate) struct Slice<'a> {
    pub(crate) columns: &'a [Numbers<'a>],
    pub(crate) from: usize,
    pub(crate) len: usize,
}

impl<'a> Slice<'a> {
    pub(crate) fn values(&self, column: &Numbers<'a>) -> &'a [f64] {
        &column.values[self.from..self.from + self.len]
    }

    /// What near centres take from every logit.
    pub(crate) fn near_logit(&self, w: &[f64]) -> f64 {
        self.columns.iter().map(|column| column.near * w[column.feature]).sum()
    }

    pub(crate) fn add_logits(&self, w: &[f64], z: &mut [f64]) {
        let (fours, rest) = self.columns.as_chunks::<4>();
        fours.iter().for_each(|four| self.add_logits_of(four, w, z));
        rest.as_chunks::<1>().0.iter().for_each(|one| self.add_logits_of(one, w, z));
    }

    fn add_logits_of<const C: usize>(&self, columns: &[Numbers<'a>; C], w: &[f64], z: &mut [f64]) {
        let w = columns.each_ref().map(|column| w[column.feature]);
        match self.values_and_centres(columns) {
            (x, m) if m == [0.0; C] => add_columns(w, x, z),
            (x, m) => add_centred_columns(w, x, m, z),
        }
    }

    /// With the sum of all `r`.
    pub(crate) fn add_gradient(&self, r: &[f64], total: f64, gradient: &mut [f64]) {
        let (fours, rest) = self.columns.as_chunks::<4>();
        fours.iter().for_each(|four| self.add_gradient_of(four, r, total, gradient));
        let ones = rest.as_chunks::<1>().0;
        ones.iter().for_each(|one| self.add_gradient_of(one, r, total, gradient));
    }

    fn add_gradient_of<const C: usize>(
        &self,
        columns: &[Numbers<'a>; C],
        r: &[f64],
        total: f64,
        gradient: &mut [f64],
    ) {
        let sums = match self.values_and_centres(columns) {
            (x, m) if m == [0.0; C] => products(x, [r]).map(|[sum]| sum),
            (x, m) => centred_products(x, m, r),
        };
        for (column, sum) in columns.iter().zip(sums) {
            gradient[column.feature] += sum - column.near * total;
        }
    }

    /// C columns, and what has to be taken from each of their values.
    fn values_and_centres<const C: usize>(
        &self,
        columns: &[Numbers<'a>; C],
    ) -> ([&'a [f64]; C], [f64; C]) {
        (columns.each_ref().map(|column| self.values(column)), columns.each_ref().map(|c| c.far))
    }

    /// The columns, each less its centre; `room` keeps those that are not as in the table.
    pub(crate) fn centred<'r>(&self, room: &'r mut Vec<f64>) -> Vec<&'r [f64]>
    where
        'a: 'r,
    {
        if self.columns.iter().all(|column| column.centre() == 0.0) {
            return self.columns.iter().map(|column| self.values(column)).collect();
        }
        room.clear();
        for column in self.columns {
            let m = column.centre();
            room.extend(self.values(column).iter().map(|x| x - m));
        }
        room.chunks_exact(self.len).collect()
    }
}
