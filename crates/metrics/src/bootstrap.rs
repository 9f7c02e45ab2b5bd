//! How much figures vary from one table to another like it, learned from resamples of the one at hand.

mod interval;

use rayon::prelude::*;

use crate::Resampling;
use interval::{bias_corrected, percentile};

/// A figure of a table, of its resamples, and of the table without some of its units.
#[derive(Clone, Debug, PartialEq)]
pub struct Bootstrap {
    /// The figure of all samples.
    pub value: f64,
    /// Those of the resamples in which it is defined, least first.
    pub replicates: Vec<f64>,
    /// In how many resamples it is not defined: an area in one without a positive, a coefficient in one whose classes are
    /// separated.
    pub undefined: usize,
    /// Those of the table without each of its parts, which tell how fast the spread of the figure grows with the figure;
    /// none where it is undefined without one.
    pub without: Option<Vec<f64>>,
}

/// The table is left without each of its units in turn or, where there are more than these, without each of so many parts:
/// the skewness that they tell moves an interval by little then.
const MOST_UNITS: usize = 1000;
const PARTS: usize = 200;

/// Figures of some rows, and how much they vary.
///
/// `figures` gives each figure for rows that count so much, none where it is undefined; it is asked for the rows as they
/// are, for `resamples` [resamples](Resampling), and for the rows without each unit (without each of 200 parts
/// where there are more than 1000). `numbers(k)` supplies the random numbers of resample k, uniform in [0, 1), so that the
/// replicates do not depend on the number of threads. A figure that is undefined for the rows as they are has no
/// bootstrap.
///
/// # Errors
/// Those of `figures`.
///
/// # Source
/// Efron and Tibshirani, *An Introduction to the Bootstrap* (1993), chapters 6 and 14.
///
/// ```
/// use metrics::{Resampling, bootstrap};
///
/// let correct = [1.0, 0.0, 1.0, 1.0, 1.0, 0.0, 1.0, 1.0];
/// let accuracy = |weights: &[f64]| {
///     let right: f64 = weights.iter().zip(&correct).map(|(w, right)| w * right).sum();
///     Ok::<_, metrics::Error>(vec![Some(right / weights.iter().sum::<f64>())])
/// };
/// let numbers = |k: usize| {
///     let mut state = k as u64;
///     move || {
///         state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
///         (state >> 11) as f64 / (1_u64 << 53) as f64
///     }
/// };
/// let resampling = Resampling::by_weights(8, None)?;
/// let found = bootstrap(&resampling, 1000, numbers, accuracy)?.remove(0).ok_or(metrics::Error::NoSamples)?;
/// assert!((found.standard_error() - (0.75_f64 * 0.25 / 8.0).sqrt()).abs() < 0.01);
/// # Ok::<(), metrics::Error>(())
/// ```
pub fn bootstrap<N: FnMut() -> f64, E: Send>(
    resampling: &Resampling<'_>,
    resamples: usize,
    numbers: impl Fn(usize) -> N + Sync,
    figures: impl Fn(&[f64]) -> Result<Vec<Option<f64>>, E> + Sync,
) -> Result<Vec<Option<Bootstrap>>, E> {
    let values = figures(&resampling.all())?;
    let units = resampling.n_units();
    let parts = if units > MOST_UNITS { PARTS } else { units };
    let draw = |k| figures(&resampling.draw(numbers(k)));
    let leave_out = |part| figures(&resampling.without(part, parts));
    let drawn: Vec<_> = (0..resamples).into_par_iter().map(draw).collect::<Result<_, E>>()?;
    // A table of one unit has nothing left without it.
    let parts = if parts > 1 { parts } else { 0 };
    let without: Vec<_> = (0..parts).into_par_iter().map(leave_out).collect::<Result<_, E>>()?;
    let of_figure = |(j, value): (usize, Option<f64>)| {
        let of = |all: &[Vec<_>]| all.iter().map(|figures| figures[j]).collect::<Vec<_>>();
        value.map(|value| Bootstrap::new(value, &of(&drawn), &of(&without)))
    };
    Ok(values.into_iter().enumerate().map(of_figure).collect())
}

impl Bootstrap {
    fn new(value: f64, drawn: &[Option<f64>], without: &[Option<f64>]) -> Self {
        let mut replicates: Vec<f64> = drawn.iter().flatten().copied().collect();
        replicates.sort_unstable_by(f64::total_cmp);
        let undefined = drawn.len() - replicates.len();
        Self { value, replicates, undefined, without: without.iter().copied().collect() }
    }

    /// How much the figure varies: the standard deviation of its replicates, 0 for fewer than two.
    #[must_use]
    pub fn standard_error(&self) -> f64 {
        let mean = self.mean();
        let squares: f64 = self.replicates.iter().map(|t| (t - mean) * (t - mean)).sum();
        (squares / self.replicates.len().saturating_sub(1).max(1) as f64).sqrt()
    }

    /// By how much the replicates are on average above the figure, as the figure may itself be above the truth.
    #[must_use]
    pub fn bias(&self) -> f64 {
        self.mean() - self.value
    }

    /// The mean of the replicates, summed from the figure upwards to keep its digits.
    fn mean(&self) -> f64 {
        let beyond: f64 = self.replicates.iter().map(|t| t - self.value).sum();
        self.value + beyond / self.replicates.len().max(1) as f64
    }

    /// Where the middle `level` of the replicates lies: with R of them, from number `(R + 1) (1 - level) / 2` on, between
    /// whole numbers by the quantiles of the normal distribution.
    ///
    /// None for a level outside (0, 1), where there are too few replicates for it, or where the figure is undefined in so
    /// many resamples that a tail might consist of them.
    ///
    /// # Source
    /// Davison and Hinkley, *Bootstrap Methods and their Application* (1997), 5.3.1 and 5.2.1.
    #[must_use]
    pub fn percentile(&self, level: f64) -> Option<[f64; 2]> {
        percentile(self.known(level)?, level)
    }

    /// The BCa interval: that of the middle replicates, moved to make up for the bias of the figure (by how many replicates
    /// are below it; those that are equal count half) and for a spread that grows with it (by the skewness of what each
    /// part of the table does to it). Its ends have an error of order 1/n, those of the middle
    /// replicates one of order `1/sqrt n`.
    ///
    /// None where [`percentile`](Self::percentile) is, where the moved ends are beyond the replicates, and where the
    /// figure is undefined without a part of the table.
    ///
    /// # Source
    /// Efron, *Better bootstrap confidence intervals*, JASA 82 (1987).
    #[must_use]
    pub fn bca(&self, level: f64) -> Option<[f64; 2]> {
        bias_corrected(self.value, self.known(level)?, self.without.as_deref()?, level)
    }

    fn known(&self, level: f64) -> Option<&[f64]> {
        let resamples = self.replicates.len() + self.undefined;
        let tail = (1.0 - level) / 2.0 * resamples as f64;
        (level > 0.0 && level < 1.0 && self.undefined as f64 <= tail).then_some(&self.replicates)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(values: &[f64]) -> Bootstrap {
        let drawn: Vec<_> = values.iter().copied().map(Some).collect();
        Bootstrap::new(2.0, &drawn, &[Some(1.0), Some(2.0), Some(3.0)])
    }

    #[test]
    fn spread_and_bias_are_those_of_the_replicates() {
        let found = of(&[4.0, 2.0, 3.0]);
        assert_eq!((found.standard_error(), found.bias()), (1.0, 1.0));
        assert_eq!(of(&[5.0]).standard_error(), 0.0);
        // Far from 0 no digits are lost.
        let far = |t: f64| 1e15 + t;
        let found = Bootstrap { value: far(2.0), ..of(&[4.0, 2.0, 3.0].map(far)) };
        assert_eq!((found.standard_error(), found.bias()), (1.0, 1.0));
    }

    /// Two of 41 may be any part of a tail of 2.5 %, one may not.
    #[test]
    fn tails_that_may_be_undefined_have_no_end() {
        let mut drawn: Vec<Option<f64>> = (0..41).map(|i| Some(f64::from(i))).collect();
        drawn[0] = None;
        let one = Bootstrap::new(20.5, &drawn, &[Some(1.0), Some(2.0)]);
        assert!(one.percentile(0.95).is_some() && one.bca(0.95).is_some());
        drawn[7] = None;
        let two = Bootstrap::new(20.5, &drawn, &[Some(1.0), Some(2.0)]);
        assert_eq!((two.undefined, two.percentile(0.95), two.bca(0.95)), (2, None, None));
        assert!(two.percentile(0.9).is_some());
        for level in [0.0, 1.0, -1.0, f64::NAN] {
            assert_eq!(one.percentile(level), None);
        }
    }

    #[test]
    fn a_figure_that_is_undefined_without_a_part_has_no_bca_interval() {
        let drawn: Vec<Option<f64>> = (0..100).map(|i| Some(f64::from(i))).collect();
        let found = Bootstrap::new(50.0, &drawn, &[Some(1.0), None]);
        assert!(found.percentile(0.9).is_some() && found.bca(0.9).is_none());
    }
}
