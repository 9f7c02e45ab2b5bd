use std::sync::{Mutex, PoisonError};

use crate::kernels::{deviations, largest_of, plain_gram, weighted_gram};
use crate::{BLOCK_ROWS, Block, Design, Error, Mat, dot, sum};

/// Sums over the samples of products of any two columns of `[X y]`, each counted from near its mean.
pub(crate) struct Products {
    /// What each column was counted from; 0 without an intercept.
    pub(crate) centres: Vec<f64>,
    /// `sum_i c_i x_ij x_ik` on and above the diagonal, for columns counted so in samples that count `c_i`.
    pub(crate) products: Mat<f64>,
    /// `sum_i c_i x_ij`.
    pub(crate) sums: Vec<f64>,
    /// `sum_i c_i`.
    pub(crate) weight: f64,
    /// The largest number of each column counted so, its sign left out.
    pub(crate) reaches: Vec<f64>,
    /// Whether there is an intercept, so that means can be taken off.
    intercept: bool,
}

/// Room for the columns of a block, each counted from its centre: one for each thread that is at work, so
/// that it stays in the cache.
struct Rooms {
    free: Mutex<Vec<Mat<f64>>>,
    columns: usize,
}

impl Rooms {
    /// Calls `work` with a matrix, because its columns begin where lines of the cache do, of some rows more
    /// than a block has, because columns a power of two apart would compete for a place in it.
    fn lend<T>(&self, work: impl FnOnce(&mut Mat<f64>) -> T) -> T {
        const APART: usize = 8;
        let free = || self.free.lock().unwrap_or_else(PoisonError::into_inner);
        let room = free().pop();
        let mut room = room.unwrap_or_else(|| Mat::zeros(BLOCK_ROWS + APART, self.columns));
        let result = work(&mut room);
        free().push(room);
        result
    }
}

impl Products {
    /// In one sweep.
    pub(crate) fn of(
        design: Design<'_>,
        y: &[f64],
        weights: Option<&[f64]>,
    ) -> Result<Self, Error> {
        let centres = centres(design, y, weights)?;
        let rooms = Rooms { free: Mutex::default(), columns: centres.len() };
        design.in_full_blocks().sweep(
            centres.len() * centres.len(),
            || Self::none(&centres, design.has_intercept()),
            |total, block| rooms.lend(|room| total.take(block, y, weights, room)),
            |total, part| total.merge(&part),
        )
    }

    fn none(centres: &[f64], intercept: bool) -> Self {
        let size = centres.len();
        let [sums, reaches] = [vec![0.0; size], vec![0.0; size]];
        let products = Mat::zeros(size, size);
        Self { centres: centres.to_vec(), products, sums, weight: 0.0, reaches, intercept }
    }

    fn take(&mut self, block: Block<'_>, y: &[f64], weights: Option<&[f64]>, room: &mut Mat<f64>) {
        let (size, mut level) = (self.centres.len(), Vec::new());
        for (j, column) in room.col_iter_mut().enumerate() {
            let Some(column) = column.try_as_col_major_mut() else { continue };
            let column = &mut column.as_slice_mut()[..block.len()];
            let values = if j + 1 < size { block.feature(j, &mut level) } else { &y[block.rows()] };
            let counts = weights.map(|weights| &weights[block.rows()]);
            let (sum, reach) = counted_deviations(values, self.centres[j], counts, column);
            self.reaches[j] = self.reaches[j].max(reach);
            self.sums[j] += if weights.is_none() { sum } else { 0.0 };
        }
        let columns = room.col_iter().filter_map(|column| column.try_as_col_major());
        let columns: Vec<&[f64]> =
            columns.map(|column| &column.as_slice()[..block.len()]).collect();
        match weights {
            None => {
                plain_gram(&columns, self.products.as_mut());
                self.weight += block.len() as f64;
            }
            Some(weights) => {
                let s = &weights[block.rows()];
                weighted_gram(s, &columns, self.products.as_mut(), &mut self.sums);
                self.weight += sum(s);
            }
        }
    }

    fn merge(&mut self, other: &Self) {
        self.products += &other.products;
        self.weight += other.weight;
        for j in 0..self.sums.len() {
            self.sums[j] += other.sums[j];
            self.reaches[j] = self.reaches[j].max(other.reaches[j]);
        }
    }

    /// What the centre of column j of `[X y]` is short of its mean; 0 without an intercept.
    pub(crate) fn rest_of_mean(&self, j: usize) -> f64 {
        if self.intercept { self.sums[j] / self.weight } else { 0.0 }
    }

    /// The sum of the products of two columns, each less its mean.
    pub(crate) fn centred(&self, i: usize, j: usize) -> f64 {
        self.products[(i.min(j), i.max(j))]
            - self.rest_of_mean(i) * self.rest_of_mean(j) * self.weight
    }

    /// `[1 X]'[1 X] d`, with the entry of the intercept last in `d` and in the result.
    pub(crate) fn gram_times(&self, d: &[f64]) -> Vec<f64> {
        let p = self.sums.len() - 1;
        let shift = d.get(p).copied().unwrap_or(0.0);
        let mut product: Vec<f64> = self.sums[..p].iter().map(|sum| sum * shift).collect();
        for k in 0..p {
            for i in 0..k {
                product[i] += self.products[(i, k)] * d[k];
                product[k] += self.products[(i, k)] * d[i];
            }
            product[k] += self.products[(k, k)] * d[k];
        }
        if self.intercept {
            product.push(dot(&self.sums[..p], &d[..p]) + self.weight * shift);
        }
        product
    }
}

/// Fills `out` with the deviations of values from a centre, 0 for those that do not count; returns their sum and the
/// largest, its sign left out.
pub(crate) fn counted_deviations(
    x: &[f64],
    centre: f64,
    counts: Option<&[f64]>,
    out: &mut [f64],
) -> (f64, f64) {
    let (sum, largest) = deviations(x, centre, out);
    let are_numbers = !sum.is_nan() && largest.is_finite();
    match counts.filter(|counts| are_numbers && counts.contains(&0.0)) {
        None => (sum, largest),
        Some(counts) => {
            let uncounted = out.iter_mut().zip(counts).filter(|(_, count)| **count == 0.0);
            uncounted.for_each(|(deviation, _)| *deviation = 0.0);
            (crate::sum(out), largest_of(out))
        }
    }
}

/// Near the mean of each feature, and that of the target; 0 without an intercept.
pub(crate) fn centres(
    design: Design<'_>,
    y: &[f64],
    weights: Option<&[f64]>,
) -> Result<Vec<f64>, Error> {
    if !design.has_intercept() {
        return Ok(vec![0.0; design.n_features() + 1]);
    }
    let (mut total, mut weight) = (0.0, 0.0);
    for rows in design.part_for_centres(weights).block_ranges() {
        let y = &y[rows.clone()];
        total += weights.map_or_else(|| sum(y), |w| dot(&w[rows.clone()], y));
        weight += weights.map_or(y.len() as f64, |w| sum(&w[rows.clone()]));
    }
    let mean = total / weight;
    let mut centres = design.centres(weights)?.values().to_vec();
    centres.push(if mean.is_finite() { mean } else { 0.0 });
    Ok(centres)
}
