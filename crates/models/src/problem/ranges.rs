//! How large the features are, and logits, in one sweep.

use linalg_lite::{BLOCK_ROWS, Column};

use super::{Problem, Target};
use crate::error::Error;

impl<T: Target> Problem<'_, T> {
    /// Names the column with the largest numbers where they make sums over the samples overflow.
    pub(crate) fn naming_overflow(&self, error: Error) -> Error {
        const LARGE: f64 = 1e100;
        use linalg_lite::Error::Overflow;
        if !matches!(error, Error::Overflow | Error::Numbers(Overflow { .. })) {
            return error;
        }
        let of_target = self.counted_rows().map(|i| self.target[i].magnitude());
        let of_offset = self.offset.unwrap_or_default().iter().map(|offset| offset.abs());
        let mut found = (None, of_target.chain(of_offset).fold(0.0, f64::max));
        let largest = match self.largest() {
            Ok(largest) => largest,
            Err(error) => return error,
        };
        for (j, of_feature) in largest.into_iter().enumerate() {
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
    pub(crate) fn largest(&self) -> Result<Vec<f64>, Error> {
        let size = |j: usize, [low, high]: [f64; 2]| {
            let centre = self.design.centre(j);
            (low - centre).abs().max((high - centre).abs())
        };
        Ok(self.ranges()?.into_iter().enumerate().map(|(j, range)| size(j, range)).collect())
    }

    /// For each feature the number that it is in all rows that count, if that is one.
    pub(crate) fn constant_features(&self) -> Result<Vec<Option<f64>>, Error> {
        Ok(self.ranges()?.iter().map(|[low, high]| (low == high).then_some(*low)).collect())
    }

    /// The largest logit in a row that counts, its sign left out, the offset not counted; NaN if any is.
    pub(crate) fn largest_logit(&self, w: &[f64]) -> Result<f64, Error> {
        let larger = |most: f64, z: f64| if z <= most || most.is_nan() { most } else { z };
        let (largest, _) = self.design.thinned(1).sweep(
            1,
            || (0.0, [0.0; BLOCK_ROWS]),
            |(largest, z), block| {
                let z = &mut z[..block.len()];
                block.logits(w, z);
                let counted = block.rows().zip(&*z).filter(|(i, _)| self.weight(*i) > 0.0);
                *largest = counted.fold(*largest, |most, (_, z)| larger(most, z.abs()));
            },
            |(most, _), (of_chunk, _)| *most = larger(*most, of_chunk),
        )?;
        Ok(largest)
    }

    /// The smallest and the largest number of each feature, in rows that count.
    fn ranges(&self) -> Result<Vec<[f64; 2]>, Error> {
        let p = self.n_features();
        let (mut ranges, at_level) = self.design.sweep(
            3 * p,
            || (vec![[f64::INFINITY, f64::NEG_INFINITY]; p], vec![0_usize; p]),
            |(ranges, at_level), block| {
                let first = block.rows().start;
                let counts = |i: usize| self.weight(first + i) > 0.0;
                for (j, column) in block.columns() {
                    match column {
                        Column::Numbers(values) => {
                            let counted = values.iter().enumerate().filter(|(i, _)| counts(*i));
                            ranges[j] =
                                counted.fold(ranges[j], |range, (_, x)| join(range, [*x, *x]));
                        }
                        Column::Category(category) => category.for_each(|i, level| {
                            at_level[j + level] += usize::from(counts(i));
                        }),
                    }
                }
            },
            |(ranges, at_level), (more, more_at_level)| {
                ranges.iter_mut().zip(more).for_each(|(all, more)| *all = join(*all, more));
                at_level.iter_mut().zip(more_at_level).for_each(|(all, more)| *all += more);
            },
        )?;
        let counted = self.counted_rows().count();
        for j in self.design.features().categories().flatten() {
            let is_one = |holds: bool| f64::from(u8::from(holds));
            ranges[j] = [is_one(at_level[j] == counted), is_one(at_level[j] > 0)];
        }
        Ok(ranges)
    }
}

fn join(a: [f64; 2], b: [f64; 2]) -> [f64; 2] {
    [a[0].min(b[0]), a[1].max(b[1])]
}
