use std::ops::Range;

use crate::chunk::Levels;
use crate::column::category::{add_gradient, sum_at_baseline};
use crate::column::numbers::Numbers;
use crate::{BLOCK_ROWS, Block, Centres, Design, Error, dot, sum};

/// Mean and variance of every feature.
#[derive(Clone, Debug, PartialEq)]
pub struct Moments {
    /// `mean_j = sum_i w_i x_ij / sum_i w_i`.
    pub means: Vec<f64>,
    /// `variance_j = sum_i w_i (x_ij - mean_j)^2 / sum_i w_i`.
    pub variances: Vec<f64>,
}

impl Moments {
    /// The means as centres.
    #[must_use]
    pub fn centres(&self) -> Centres {
        Centres::of(&self.means, &self.variances)
    }
}

impl Design<'_> {
    /// Means and variances in one sweep, of samples that count `weights[i]` (if none are given, 1
    /// each): two passes over each block while it is in the cache, and blocks merged pair by pair, so
    /// that a mean far from zero costs no digits. A sample of weight 0 takes no part.
    ///
    /// # Errors
    /// [`Error::Read`].
    ///
    /// # Source
    /// Chan, Golub and LeVeque, *Algorithms for computing the sample variance*, The American
    /// Statistician 37 (1983).
    ///
    /// ```
    /// use linalg_lite::{Design, matrix_from_columns};
    ///
    /// let x = matrix_from_columns(&[&[1e9 + 1.0, 1e9 + 3.0]])?;
    /// let moments = Design::new(x.as_ref(), false)?.moments(None)?;
    /// assert_eq!((moments.means[0], moments.variances[0]), (1e9 + 2.0, 1.0));
    /// # Ok::<(), linalg_lite::Error>(())
    /// ```
    pub fn moments(&self, weights: Option<&[f64]>) -> Result<Moments, Error> {
        let Sums { numbers, levels, baselines } = self.sums(weights, true)?;
        let (mut means, mut variances) = (vec![0.0; levels.len()], vec![0.0; levels.len()]);
        for (features, baseline) in self.features().categories().zip(baselines) {
            let shares = shares(&levels[features.clone()], baseline);
            for (j, (share, rest)) in features.zip(shares) {
                (means[j], variances[j]) = (share, share * rest);
            }
        }
        for (feature, column) in numbers {
            means[feature] = column.mean;
            variances[feature] = column.squares / column.weight;
        }
        Ok(Moments { means, variances })
    }

    /// A centre for each feature: the mean of some samples from all parts of the table, near enough
    /// to that of all for no digit to be lost. Levels, which are 0 or 1, stay where they are.
    ///
    /// # Errors
    /// [`Error::NotFinite`], [`Error::Overflow`], [`Error::Read`].
    pub fn centres(&self, weights: Option<&[f64]>) -> Result<Centres, Error> {
        let some = self.part_for_centres(weights);
        let (p, Sums { numbers, .. }) = (self.n_features(), some.sums(weights, false)?);
        let (mut means, mut variances) = (vec![0.0; p], vec![0.0; p]);
        for (feature, column) in numbers {
            if !column.mean.is_finite() {
                self.check_finite()?;
                return Err(Error::Overflow { column: feature });
            }
            (means[feature], variances[feature]) = (column.mean, column.squares / column.weight);
        }
        Ok(Centres::of(&means, &variances))
    }

    /// Some samples from all parts of a long table, all of a short one, or where the others count nothing.
    pub(crate) fn part_for_centres(&self, weights: Option<&[f64]>) -> Self {
        const MANY: usize = 1 << 14;
        const PART: usize = 32;
        const ENOUGH: usize = 1 << 12;
        let part = self.thinned(PART.max(self.n_samples() / ENOUGH));
        let mut counted = 0.0;
        if let Some(weights) = weights {
            let count = |rows: Range<usize>| counted += sum(&weights[rows]);
            part.block_ranges().for_each(count);
        }
        let part_serves = self.n_samples() > MANY && (weights.is_none() || counted > 0.0);
        if part_serves { part } else { *self }
    }

    fn sums(&self, weights: Option<&[f64]>, with_levels: bool) -> Result<Sums, Error> {
        let n_levels = if with_levels { self.n_features() } else { 0 };
        self.sweep(
            3 * self.features().n_columns() + n_levels,
            || Sums { numbers: Vec::new(), levels: vec![0.0; n_levels], baselines: Vec::new() },
            |sums, block| sums.take(block, weights.map(|weights| &weights[block.rows()])),
            |total, sums| total.merge(&sums),
        )
    }
}

/// For each level its share of the weight of all, and that of the others together: exactly 0 and 1 where it is
/// that of no sample, or of every one.
fn shares(levels: &[f64], baseline: f64) -> Vec<(f64, f64)> {
    let mut shares = vec![(0.0, 0.0); levels.len()];
    let mut before = baseline;
    for (own, (_, others)) in levels.iter().zip(&mut shares) {
        *others = before;
        before += own;
    }
    let mut after = 0.0;
    for (own, share) in levels.iter().zip(&mut shares).rev() {
        let others = share.1 + after;
        *share = (own / (own + others), others / (own + others));
        after += own;
    }
    shares
}

/// What a sweep adds up: deviations of numbers, by their features, and weights of levels, those of baselines apart.
struct Sums {
    numbers: Vec<(usize, Deviations)>,
    levels: Vec<f64>,
    baselines: Vec<f64>,
}

impl Sums {
    fn take(&mut self, block: Block<'_>, weights: Option<&[f64]>) {
        let numbers = block.numbers();
        if self.numbers.is_empty() {
            let none = |column: &Numbers<'_>| (column.feature, Deviations::default());
            self.numbers = numbers.columns.iter().map(none).collect();
        }
        for (column, (_, sum)) in numbers.columns.iter().zip(&mut self.numbers) {
            sum.merge(&Deviations::of(numbers.values(column), weights));
        }
        if !self.levels.is_empty() {
            let weights = weights.unwrap_or(&[1.0; BLOCK_ROWS][..block.len()]);
            self.baselines.resize(block.categories().count(), 0.0);
            for (Levels { feature, category }, at_baseline) in
                block.categories().zip(&mut self.baselines)
            {
                add_gradient(&category, weights, &mut self.levels[feature..]);
                *at_baseline += sum_at_baseline(&category, weights);
            }
        }
    }

    fn merge(&mut self, other: &Self) {
        self.numbers.iter_mut().zip(&other.numbers).for_each(|(all, more)| all.1.merge(&more.1));
        self.levels.iter_mut().zip(&other.levels).for_each(|(all, more)| *all += more);
        self.baselines.iter_mut().zip(&other.baselines).for_each(|(all, more)| *all += more);
    }
}

/// Weight, mean, and sum of squared deviations from the mean.
#[derive(Clone, Debug, Default)]
struct Deviations {
    weight: f64,
    mean: f64,
    squares: f64,
}

impl Deviations {
    fn of(values: &[f64], weights: Option<&[f64]>) -> Self {
        let n = values.len();
        let Some(w) = weights else {
            let mean = sum(values) / n as f64;
            let mut deviations = [0.0; BLOCK_ROWS];
            for i in 0..n {
                deviations[i] = values[i] - mean;
            }
            let squares = dot(&deviations[..n], &deviations[..n]);
            return Self { weight: n as f64, mean, squares };
        };
        let weight = sum(w);
        let mean = if weight > 0.0 { dot(w, values) / weight } else { 0.0 };
        let (mut deviations, mut weighted) = ([0.0; BLOCK_ROWS], [0.0; BLOCK_ROWS]);
        for i in (0..n).filter(|i| w[*i] != 0.0) {
            deviations[i] = values[i] - mean;
            weighted[i] = w[i] * deviations[i];
        }
        Self { weight, mean, squares: dot(&deviations[..n], &weighted[..n]) }
    }

    fn merge(&mut self, other: &Self) {
        let weight = self.weight + other.weight;
        if other.weight == 0.0 {
            return;
        }
        let distance = other.mean - self.mean;
        let part = other.weight / weight;
        self.mean += distance * part;
        self.squares += other.squares + distance * distance * self.weight * part;
        self.weight = weight;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Columns, Mat};

    #[test]
    fn they_are_those_of_the_definition_however_many_blocks() {
        for n in [1, 2, 511, 513, 5000] {
            let x = Mat::from_fn(n, 2, |i, j| ((i * 37 + j) % 101) as f64 + 1e6 * j as f64);
            let moments = Design::new(x.as_ref(), true).unwrap().moments(None).unwrap();
            for j in 0..2 {
                let count = n as f64;
                let mean = (0..n).map(|i| x[(i, j)]).sum::<f64>() / count;
                let squares: f64 = (0..n).map(|i| (x[(i, j)] - mean) * (x[(i, j)] - mean)).sum();
                assert!((moments.means[j] - mean).abs() <= 1e-15 * mean.abs());
                assert!((moments.variances[j] - squares / count).abs() <= 1e-10, "n = {n}");
            }
        }
    }

    /// As those of zeros and ones; of a level that is everywhere, or nowhere, exactly.
    #[test]
    fn levels_have_the_moments_of_zeros_and_ones() {
        let weights: Vec<f64> = (0..700).map(|i| 0.1 + ((i * 31) % 17) as f64 / 7.0).collect();
        let codes: Vec<u32> = (0..700).map(|i| (i * i % 7) as u32).collect();
        let mut columns = Columns::new(700);
        columns.push_category(&codes, 8).unwrap();
        columns.push_category(&[2; 700], 3).unwrap();
        let dense = Mat::from_fn(700, 11, |i, j| columns.feature(j)[i]);
        for weights in [None, Some(&weights[..])] {
            let moments = Design::new(&columns, true).unwrap().moments(weights).unwrap();
            let of_dense = Design::new(dense.as_ref(), true).unwrap().moments(weights).unwrap();
            for j in 0..11 {
                assert!((moments.means[j] - of_dense.means[j]).abs() < 1e-15);
                assert!((moments.variances[j] - of_dense.variances[j]).abs() < 1e-15);
            }
            assert_eq!(
                (&moments.means[8..], &moments.variances[8..]),
                (&[0.0, 1.0, 0.0][..], &[0.0; 3][..])
            );
        }
    }

    #[test]
    fn a_weight_is_so_many_rows() {
        for n in [3, 700, 2000] {
            let count = |i: usize| i % 4;
            let value =
                |i: usize| if count(i) == 0 { 1e308 } else { 1e6 + ((i * 37) % 101) as f64 };
            let x = Mat::from_fn(n, 1, |i, _| value(i));
            let weights: Vec<f64> = (0..n).map(|i| count(i) as f64).collect();
            let repeated: Vec<f64> = (0..n).flat_map(|i| vec![value(i); count(i)]).collect();
            let rows = Mat::from_fn(repeated.len(), 1, |i, _| repeated[i]);
            let weighted = Design::new(x.as_ref(), true).unwrap().moments(Some(&weights)).unwrap();
            let plain = Design::new(rows.as_ref(), true).unwrap().moments(None).unwrap();
            assert!((weighted.means[0] / plain.means[0] - 1.0).abs() < 1e-15);
            assert!((weighted.variances[0] / plain.variances[0] - 1.0).abs() < 1e-12);
        }
    }
}
