//! The design matrix: features, a virtual column of ones, and one sweep over both.
//!
//! With an intercept the design can be centred: each column then counts from a centre `m_j`, and of columns
//! far from zero a sweep takes `(x - m) w`, never `x w - m w`, so that they keep their digits.
//!
//! Shapes: `X` is `n_samples x n_features`, column-major. Weights `w` have the coefficients first
//! and, with an intercept, the intercept last: `dim = n_features + 1`. Logits `z`, loss
//! derivatives `r` and second derivatives `s` have one entry per sample.

use crate::column::Column;
use crate::error::check_length;
use crate::{Centres, DoubleDouble, Error, Features};

/// The most rows a block has. All columns of a block stay in the cache while it is worked on, so
/// that blocks of many columns have fewer rows.
pub const BLOCK_ROWS: usize = 512;

/// Features with, if wanted, an intercept: a view that copies nothing.
///
/// ```
/// use linalg_lite::{Design, matrix_from_columns};
///
/// let x = matrix_from_columns(&[&[1.0, 2.0], &[10.0, 20.0]])?;
/// let design = Design::new(x.as_ref(), true)?;
/// assert_eq!(design.logits(&[1.0, 0.1, 5.0])?, [7.0, 9.0]); // z = X w + b
/// # Ok::<(), linalg_lite::Error>(())
/// ```
#[derive(Clone, Copy, Debug)]
pub struct Design<'a> {
    features: Features<'a>,
    n_features: usize,
    intercept: bool,
    /// One block in so many is visited.
    pub(crate) every: usize,
    /// Whether all blocks but the last have as many rows as a block can have.
    full_blocks: bool,
    /// Where each column is counted from, if not from 0.
    centres: Option<&'a Centres>,
}

impl<'a> Design<'a> {
    /// A design over `features`, `n_samples x n_features`. It reads none of them: whoever sums over
    /// a NaN or an infinity gets a sum that is not finite, and asks
    /// [`check_finite`](Self::check_finite) where it is.
    ///
    /// # Errors
    /// [`Error::NoRows`] without samples, [`Error::NotColumnMajor`] for a transposed view.
    pub fn new(features: impl Into<Features<'a>>, intercept: bool) -> Result<Self, Error> {
        let features = features.into();
        if features.n_samples() == 0 {
            return Err(Error::NoRows);
        }
        features.check_column_major()?;
        let n_features = features.n_features();
        Ok(Self { features, n_features, intercept, every: 1, full_blocks: false, centres: None })
    }

    /// The same without an intercept, and so without centres.
    #[must_use]
    pub fn without_intercept(&self) -> Self {
        Self { intercept: false, centres: None, ..*self }
    }

    /// The same samples with the intercept alone.
    #[must_use]
    pub fn without_features(&self) -> Self {
        Self { features: self.features.none(), n_features: 0, centres: None, ..*self }
    }

    /// The features themselves.
    #[must_use]
    pub fn features(&self) -> Features<'a> {
        self.features
    }

    /// Reads all features.
    ///
    /// # Errors
    /// [`Error::NotFinite`] with the place of the first NaN or infinity, column by column.
    pub fn check_finite(&self) -> Result<(), Error> {
        let mut first: Option<(usize, usize, f64)> = None;
        self.for_each_block(|block| {
            let (numbers, rows) = (block.numbers(), block.rows());
            for column in numbers.columns {
                let values = numbers.values(column);
                let place = values.iter().position(|value| !value.is_finite());
                if let Some(i) = place.filter(|_| first.is_none_or(|(j, ..)| column.feature < j)) {
                    first = Some((column.feature, rows.start + i, values[i]));
                }
            }
        })?;
        first.map_or(Ok(()), |(column, row, value)| Err(Error::NotFinite { row, column, value }))
    }

    /// The same columns, each counted from its centre: logits are `z = (X - m) w + b`, and sums over
    /// the columns likewise. Only an intercept can make up for the centres: without one they are
    /// left out.
    ///
    /// # Errors
    /// [`Error::Length`] when there is not one centre per feature.
    ///
    /// ```
    /// use linalg_lite::{Design, matrix_from_columns};
    ///
    /// let x = matrix_from_columns(&[&[1e9, 1e9 + 1.0]])?;
    /// let design = Design::new(x.as_ref(), true)?;
    /// let centres = design.centres(None)?;
    /// assert_eq!(design.centred(&centres)?.logits(&[3.0, 5.0])?, [3.5, 6.5]); // x - m = -+1/2
    /// # Ok::<(), linalg_lite::Error>(())
    /// ```
    pub fn centred(&self, centres: &'a Centres) -> Result<Self, Error> {
        check_length("the centres", self.n_features(), centres.values().len())?;
        Ok(Self { centres: self.intercept.then_some(centres), ..*self })
    }

    /// Where column j is counted from.
    #[must_use]
    pub fn centre(&self, j: usize) -> f64 {
        self.centres.map_or(0.0, |centres| centres.values()[j])
    }

    /// What has to be taken from each value of column j.
    pub(crate) fn far_centre(&self, j: usize) -> f64 {
        self.centres.map_or(0.0, |centres| centres.far(j))
    }

    /// What can be taken from sums over column j.
    pub(crate) fn near_centre(&self, j: usize) -> f64 {
        self.centres.map_or(0.0, |centres| centres.near(j))
    }

    /// For each feature where it is counted from, if it is a level, else 0; none if all are 0.
    pub(crate) fn level_centres(&self) -> Option<Vec<f64>> {
        self.centres?;
        let levels = || self.features.categories().flatten();
        levels().any(|j| self.centre(j) != 0.0).then(|| {
            let mut centres = vec![0.0; self.n_features];
            levels().for_each(|j| centres[j] = self.centre(j));
            centres
        })
    }

    /// Whether no level is counted from anywhere but 0, so that those of a category are never 1 together.
    #[must_use]
    pub fn has_plain_levels(&self) -> bool {
        self.level_centres().is_none()
    }

    /// The intercept of columns counted from 0 that goes with that of the centred ones: `b - m'w`.
    ///
    /// # Errors
    /// [`Error::Length`] when `weights` does not have `dim` entries.
    pub fn plain_intercept(&self, weights: &[f64]) -> Result<f64, Error> {
        self.moved_intercept(weights, -1.0)
    }

    /// The other way round: `b + m'w`, the sum with twice the digits and rounded once.
    ///
    /// # Errors
    /// [`Error::Length`] when `weights` does not have `dim` entries.
    pub fn centred_intercept(&self, weights: &[f64]) -> Result<f64, Error> {
        self.moved_intercept(weights, 1.0)
    }

    fn moved_intercept(&self, weights: &[f64], sign: f64) -> Result<f64, Error> {
        check_length("the weight vector", self.dim(), weights.len())?;
        let intercept = weights.get(self.n_features()).copied().unwrap_or(0.0);
        let terms = weights[..self.n_features()].iter().enumerate();
        let moved = terms.fold(DoubleDouble::from(intercept), |sum, (j, w)| {
            sum + DoubleDouble::of_product(sign * self.centre(j), *w)
        });
        Ok(moved.to_f64())
    }

    /// The same samples, of which a sweep visits one in `every`: short runs of rows, evenly spread
    /// over the whole table, because tables come sorted.
    #[must_use]
    pub fn thinned(&self, every: usize) -> Self {
        Self { every: every.max(1), ..*self }
    }

    /// The same in blocks of [`BLOCK_ROWS`], however many columns that takes out of the cache: sums of
    /// products of many columns go through them panel by panel, and adding up costs less in long ones.
    pub(crate) fn in_full_blocks(&self) -> Self {
        Self { full_blocks: true, ..*self }
    }

    /// Number of samples.
    #[must_use]
    pub fn n_samples(&self) -> usize {
        self.features.n_samples()
    }

    /// Number of features, the intercept not counted.
    #[must_use]
    pub fn n_features(&self) -> usize {
        self.n_features
    }

    /// Whether there is an intercept.
    #[must_use]
    pub fn has_intercept(&self) -> bool {
        self.intercept
    }

    /// Number of weights: features, and one for the intercept.
    #[must_use]
    pub fn dim(&self) -> usize {
        self.n_features() + usize::from(self.intercept)
    }

    /// The features of one sample, each with its number; those of the levels it is not at, which are 0, are left out.
    ///
    /// # Errors
    /// [`Error::Read`].
    pub fn sample(&self, i: usize) -> Result<Vec<(usize, f64)>, Error> {
        let (mut values, mut first) = (Vec::new(), 0);
        for column in self.features.rows(i..i + 1)?.columns() {
            match column {
                Column::Numbers(numbers) => values.push((first, numbers[0])),
                Column::Category(category) => {
                    category.for_each(|_, k| values.push((first + k, 1.0)));
                }
            }
            first += column.n_features();
        }
        Ok(values)
    }

    /// How many samples a sweep visits: all, unless the design is [thinned](Self::thinned).
    #[must_use]
    pub fn n_visited(&self) -> usize {
        let (n, rows, stride) = (self.n_samples(), self.block_rows(), self.stride());
        n / stride * rows + rows.min(n % stride)
    }

    /// The rows of each block.
    pub(crate) fn block_ranges(&self) -> impl Iterator<Item = std::ops::Range<usize>> + use<> {
        let (n, len) = (self.n_samples(), self.block_rows());
        (0..n).step_by(self.stride()).map(move |first| first..n.min(first + len))
    }

    /// Rows from the beginning of one block to that of the next.
    pub(crate) fn stride(&self) -> usize {
        self.block_rows() * self.every
    }

    /// Rows whose columns fill 512 KiB: a multiple of 8 from 256, which many columns need to spend more time on
    /// products than on their sums, to [`BLOCK_ROWS`]; fewer in a thinned design.
    pub(crate) fn block_rows(&self) -> usize {
        const BLOCK_VALUES: usize = 64 * 1024;
        if self.full_blocks {
            return BLOCK_ROWS;
        }
        let columns = self.features.n_columns();
        let rows = BLOCK_VALUES / columns.max(1);
        let rows = (rows / 8 * 8).clamp(256, BLOCK_ROWS);
        if self.every > 1 { (columns / 32 * 8).clamp(32, rows) } else { rows }
    }

    /// The logits `z = X w + b` of all samples.
    ///
    /// # Errors
    /// [`Error::Length`] when `weights` does not have `dim` entries, [`Error::NotFinite`].
    pub fn logits(&self, weights: &[f64]) -> Result<Vec<f64>, Error> {
        check_length("the weight vector", self.dim(), weights.len())?;
        let mut logits = vec![0.0; self.n_samples()];
        self.fill(&mut logits, |block, z| block.logits(weights, z))?;
        if !logits.iter().all(|z| z.is_finite()) {
            self.check_finite()?;
        }
        Ok(logits)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Block, Mat, matrix_from_columns};

    fn ramp(n: usize, p: usize) -> Mat<f64> {
        Mat::from_fn(n, p, |i, j| ((7 * i + 3 * j) % 11) as f64 - 4.0)
    }

    fn rows_of(design: Design<'_>) -> Vec<usize> {
        let mut rows = Vec::new();
        design.for_each_block(|block| rows.extend(block.rows())).unwrap();
        rows
    }

    #[test]
    fn logits_by_hand() {
        let x = matrix_from_columns(&[&[1.0, 2.0], &[3.0, 5.0]]).unwrap();
        let with = Design::new(x.as_ref(), true).unwrap();
        assert_eq!(with.logits(&[2.0, -1.0, 0.5]).unwrap(), [-0.5, -0.5]);
        let without = Design::new(x.as_ref(), false).unwrap();
        assert_eq!(without.logits(&[2.0, -1.0]).unwrap(), [-1.0, -1.0]);
    }

    #[test]
    fn the_blocks_cover_every_sample_once() {
        for n in [1, BLOCK_ROWS - 1, BLOCK_ROWS, BLOCK_ROWS + 1, 3 * BLOCK_ROWS + 7] {
            let x = ramp(n, 1);
            let design = Design::new(x.as_ref(), true).unwrap();
            let rows = rows_of(design);
            assert_eq!(rows, (0..n).collect::<Vec<_>>());
        }
    }

    #[test]
    fn a_sweep_gives_the_naive_sums() {
        for p in 0..14 {
            a_sweep_with(2 * BLOCK_ROWS + 13, p);
        }
        a_sweep_with(150, 301);
    }

    fn a_sweep_with(n: usize, p: usize) {
        let x = ramp(n, p);
        let design = Design::new(x.as_ref(), true).unwrap();
        let weights: Vec<f64> = (0..n).map(|i| (i % 5) as f64 - 1.0).collect();
        let mut gradient = vec![0.0; p + 1];
        let mut hessian = Mat::zeros(p + 1, p + 1);
        let add = |block: Block<'_>| {
            block.add_gradient(&weights[block.rows()], &mut gradient);
            block.add_hessian(&weights[block.rows()], hessian.as_mut());
        };
        design.for_each_block(add).unwrap();
        let entry = |i: usize, j: usize| if j < p { x[(i, j)] } else { 1.0 };
        for j in 0..=p {
            let naive: f64 = (0..n).map(|i| entry(i, j) * weights[i]).sum();
            assert_eq!(gradient[j], naive);
            for k in 0..=j {
                let naive: f64 = (0..n).map(|i| weights[i] * entry(i, j) * entry(i, k)).sum();
                assert_eq!(hessian[(k, j)], naive);
            }
        }
    }

    #[test]
    fn bad_matrices_are_refused_with_their_place() {
        assert_eq!(Design::new(Mat::zeros(0, 2).as_ref(), true).unwrap_err(), Error::NoRows);
        let mut x = ramp(4, 2);
        assert_eq!(Design::new(x.transpose(), true).unwrap_err(), Error::NotColumnMajor);
        x[(2, 1)] = f64::INFINITY;
        let infinite = Design::new(x.as_ref(), true).unwrap();
        let message = "the feature in row 2, column 1 is inf: features must be finite";
        assert_eq!(infinite.check_finite().unwrap_err().to_string(), message);
        for w in [[1.0, 1.0, 0.0], [0.0, 0.0, 1.0], [0.0, -1.0, 0.0]] {
            assert_eq!(infinite.logits(&w).unwrap_err().to_string(), message);
        }
        x[(2, 1)] = 1.0;
        let design = Design::new(x.as_ref(), true).unwrap();
        assert_eq!(
            design.logits(&[1.0]).unwrap_err().to_string(),
            "the weight vector has length 1, but 3 was expected"
        );
    }

    #[test]
    fn a_thinned_design_visits_runs_from_the_whole_table() {
        for (n, every) in [(1, 4), (31, 4), (1000, 1), (1000, 4), (1024, 8), (100_003, 32)] {
            let x = ramp(n, 2);
            let thinned = Design::new(x.as_ref(), true).unwrap().thinned(every);
            let rows = rows_of(thinned);
            assert_eq!(rows.len(), thinned.n_visited(), "{n} / {every}");
            let swept =
                thinned.sweep(1, || 0, |sum, block| *sum += block.len(), |a, b| *a += b).unwrap();
            assert_eq!(swept, rows.len());
            assert!(rows.windows(2).all(|pair| pair[0] < pair[1]));
            assert!(n - rows[rows.len() - 1] <= 32 * every);
            assert!(n < 1000 || (rows.len() * every).abs_diff(n) <= 32 * every);
        }
    }

    #[test]
    fn no_features_leave_the_intercept() {
        let x: Mat<f64> = Mat::zeros(3, 0);
        let design = Design::new(x.as_ref(), true).unwrap();
        assert_eq!(design.logits(&[2.0]).unwrap(), [2.0; 3]);
    }
}
