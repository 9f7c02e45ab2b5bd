//! How large the features are, in one sweep.

use super::{Problem, Target};
use crate::error::Error;

impl<T: Target> Problem<'_, T> {
    /// Names the column with the largest numbers where they make sums over the samples overflow.
    pub(crate) fn naming_overflow(&self, error: Error) -> Error {
        const LARGE: f64 = 1e100;
        if !matches!(error, Error::Overflow) {
            return error;
        }
        let of_target = self.counted_rows().map(|i| self.target[i].magnitude());
        let of_offset = self.offset.unwrap_or_default().iter().map(|offset| offset.abs());
        let mut found = (None, of_target.chain(of_offset).fold(0.0, f64::max));
        for (j, of_feature) in self.largest().into_iter().enumerate() {
            if of_feature > found.1 {
                found = (Some(j), of_feature);
            }
        }
        match found {
            (feature, largest) if largest > LARGE => Error::TooLarge { feature, largest },
            _ => error,
        }
    }

    /// The largest `|x - m|` of each feature, in rows that count.
    pub(crate) fn largest(&self) -> Vec<f64> {
        let size = |j: usize, [low, high]: [f64; 2]| {
            let centre = self.design.centre(j);
            (low - centre).abs().max((high - centre).abs())
        };
        self.ranges().into_iter().enumerate().map(|(j, range)| size(j, range)).collect()
    }

    /// Which features are the same number in all rows that count.
    pub(crate) fn constant_features(&self) -> Vec<bool> {
        self.ranges().iter().map(|[low, high]| low == high).collect()
    }

    /// The smallest and the largest number of each feature, in rows that count.
    fn ranges(&self) -> Vec<[f64; 2]> {
        let p = self.n_features();
        let join = |a: [f64; 2], b: [f64; 2]| [a[0].min(b[0]), a[1].max(b[1])];
        let (ranges, _) = self.design.sweep(
            2 * p,
            || (vec![[f64::INFINITY, f64::NEG_INFINITY]; p], Vec::new()),
            |(ranges, room), block| {
                for (j, range) in ranges.iter_mut().enumerate() {
                    let values = block.rows().zip(block.feature(j, room));
                    let counted = values.filter(|(i, _)| self.weight(*i) > 0.0);
                    *range = counted.fold(*range, |range, (_, x)| join(range, [*x, *x]));
                }
            },
            |(total, _), (part, _)| {
                total.iter_mut().zip(part).for_each(|(all, more)| *all = join(*all, more));
            },
        );
        ranges
    }
}
