use crate::Error;
use crate::error::check_lengths;
use crate::weights::{are_counts, check_counts, check_weights, weight};

/// A resample draws no more samples than this.
pub(crate) const MOST_RESAMPLED: f64 = 1e8;

/// What a resample draws, each as likely as any other, and as many as there are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Units<'a> {
    /// Samples: a row whose weight is 3 is three of them.
    Samples,
    /// Rows, each of which brings its weight along.
    Rows,
    /// Clusters of rows that belong together: for each row the number of its cluster, from 0.
    Clusters(&'a [usize]),
}

/// The resamples of some rows: each is a weight for every row, namely its own times how often it was drawn.
///
/// ```
/// use metrics::{Resampling, Units};
///
/// let resampling = Resampling::new(3, None, Units::Rows)?;
/// let mut numbers = [0.1, 0.5, 0.2].into_iter();
/// assert_eq!(resampling.draw(|| numbers.next().unwrap_or(0.0)), [2.0, 1.0, 0.0]);
/// # Ok::<(), metrics::Error>(())
/// ```
#[derive(Clone, Debug)]
pub struct Resampling<'a> {
    rows: usize,
    weights: Option<&'a [f64]>,
    /// For each row that counts its unit: in their order, where no clusters were given.
    unit_of: Vec<(usize, usize)>,
    /// Where each row ends, if its samples are drawn one by one.
    ends: Option<Vec<f64>>,
    units: usize,
}

impl<'a> Resampling<'a> {
    /// Rows of weight 0 are never drawn.
    ///
    /// # Errors
    /// [`Error::NoSamples`], [`Error::Weight`]; [`Error::Length`] for another number of weights or clusters than rows;
    /// [`Error::NotCounts`] for samples by weights that are no whole numbers; [`Error::TooManySamples`] for more than
    /// 100 million.
    pub fn new(rows: usize, weights: Option<&'a [f64]>, units: Units<'_>) -> Result<Self, Error> {
        check_lengths(rows, rows)?;
        check_weights(weights, rows)?;
        let counted: Vec<usize> = (0..rows).filter(|i| weight(weights, *i) > 0.0).collect();
        let (mut ends, mut total) = (None, counted.len() as f64);
        if let (Units::Samples, Some(weights)) = (units, weights) {
            check_counts(Some(weights))?;
            total = 0.0;
            let end = |i: &usize| {
                total += weights[*i];
                total
            };
            ends = Some(counted.iter().map(end).collect());
        }
        if total > MOST_RESAMPLED {
            return Err(Error::TooManySamples { samples: total });
        }
        if let Units::Clusters(clusters) = units {
            check_lengths(rows, clusters.len())?;
            let (unit_of, units) = numbered(&counted, clusters);
            return Ok(Self { rows, weights, unit_of, ends, units });
        }
        let unit_of = counted.into_iter().enumerate().map(|(unit, i)| (i, unit)).collect();
        Ok(Self { rows, weights, unit_of, ends, units: total as usize })
    }

    /// By samples where all weights are whole numbers, else by rows.
    ///
    /// # Errors
    /// As [`new`](Self::new).
    pub fn by_weights(rows: usize, weights: Option<&'a [f64]>) -> Result<Self, Error> {
        let units = if are_counts(weights) { Units::Samples } else { Units::Rows };
        Self::new(rows, weights, units)
    }

    /// How many units there are, of which each resample draws as many.
    #[must_use]
    pub fn n_units(&self) -> usize {
        self.units
    }

    /// The weights of the rows as they are.
    #[must_use]
    pub fn all(&self) -> Vec<f64> {
        (0..self.rows).map(|i| weight(self.weights, i)).collect()
    }

    /// The weights of a resample, by random numbers that are uniform in [0, 1).
    #[must_use]
    pub fn draw(&self, mut number: impl FnMut() -> f64) -> Vec<f64> {
        let mut times = vec![0.0; self.ends.as_ref().map_or(self.units, Vec::len)];
        for _ in 0..self.units {
            let unit = number() * self.units as f64;
            let place = match &self.ends {
                None => unit as usize,
                Some(ends) => ends.partition_point(|end| *end <= unit),
            };
            let last = times.len() - 1;
            times[place.min(last)] += 1.0;
        }
        self.spread(&times)
    }

    /// The weights without every unit whose number leaves the remainder `part` when it is divided by `parts`: one unit
    /// where there are as many parts as units.
    #[must_use]
    pub fn without(&self, part: usize, parts: usize) -> Vec<f64> {
        let left_out = |before: f64| ((before - part as f64) / parts as f64).ceil().max(0.0);
        let times: Vec<f64> = match &self.ends {
            None => (0..self.units).map(|unit| f64::from(u8::from(unit % parts != part))).collect(),
            Some(ends) => {
                let starts = [0.0].iter().chain(ends);
                let of_row =
                    |(start, end): (&f64, &f64)| end - start - (left_out(*end) - left_out(*start));
                starts.zip(ends).map(of_row).collect()
            }
        };
        self.spread(&times)
    }

    /// The weights of rows whose units were taken so often.
    fn spread(&self, times: &[f64]) -> Vec<f64> {
        let mut all = vec![0.0; self.rows];
        for (row, unit) in &self.unit_of {
            let one = if self.ends.is_some() { 1.0 } else { weight(self.weights, *row) };
            all[*row] = one * times[*unit];
        }
        all
    }
}

/// Each row with its cluster, numbered as they come, and how many clusters there are.
fn numbered(rows: &[usize], clusters: &[usize]) -> (Vec<(usize, usize)>, usize) {
    let mut known = std::collections::HashMap::new();
    let of_row = |row: &usize| {
        let next = known.len();
        (*row, *known.entry(clusters[*row]).or_insert(next))
    };
    let unit_of = rows.iter().map(of_row).collect();
    (unit_of, known.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    const NUMBERS: [f64; 6] = [0.0, 0.99, 0.4, 0.41, 0.7, 0.2];

    fn drawn(resampling: &Resampling<'_>) -> Vec<f64> {
        let mut numbers = NUMBERS.into_iter();
        resampling.draw(|| numbers.next().unwrap())
    }

    /// Three, none and two: five samples, as if all five stood in a table of their own.
    #[test]
    fn counts_are_rows_repeated() {
        let counts = [3.0, 0.0, 2.0];
        let (weighted, repeated) =
            (Resampling::by_weights(3, Some(&counts)), Resampling::by_weights(5, None));
        let (weighted, repeated) = (weighted.unwrap(), repeated.unwrap());
        assert_eq!(weighted.n_units(), 5);
        let together = |each: Vec<f64>| vec![each[..3].iter().sum(), 0.0, each[3..].iter().sum()];
        assert_eq!(drawn(&weighted), together(drawn(&repeated)));
        for parts in 1..=5 {
            for part in 0..parts {
                let expected = together(repeated.without(part, parts));
                assert_eq!(weighted.without(part, parts), expected, "{part} of {parts}");
            }
        }
    }

    #[test]
    fn rows_bring_their_weights_along() {
        let weights = [0.5, 0.0, 4.0];
        let resampling = Resampling::by_weights(3, Some(&weights)).unwrap();
        assert_eq!((resampling.n_units(), resampling.all()), (2, weights.to_vec()));
        assert_eq!(drawn(&resampling), [0.5, 0.0, 4.0]);
        assert_eq!(resampling.without(0, 2), [0.0, 0.0, 4.0]);
        let whole = [5.0, 0.0, 4.0];
        let rows = Resampling::new(3, Some(&whole), Units::Rows).unwrap();
        assert_eq!(drawn(&rows), whole);
    }

    #[test]
    fn clusters_stay_together() {
        let clusters = Units::Clusters(&[7, 2, 7, 2, 9]);
        let resampling = Resampling::new(5, None, clusters).unwrap();
        assert_eq!(resampling.n_units(), 3);
        assert_eq!(drawn(&resampling), [1.0, 1.0, 1.0, 1.0, 1.0]);
        assert_eq!(resampling.without(1, 3), [1.0, 0.0, 1.0, 0.0, 1.0]);
        let weights = [1.0, 0.0, 2.0, 0.0, 0.5];
        let resampling = Resampling::new(5, Some(&weights), clusters).unwrap();
        assert_eq!(resampling.n_units(), 2, "a cluster without weight is none");
        assert_eq!(resampling.without(1, 2), [1.0, 0.0, 2.0, 0.0, 0.0]);
    }

    #[test]
    fn what_cannot_be_drawn_is_refused() {
        let refused = |weights, units| Resampling::new(2, weights, units).unwrap_err();
        assert_eq!(Resampling::by_weights(0, None).unwrap_err(), Error::NoSamples);
        assert_eq!(refused(Some(&[0.0, 0.0]), Units::Rows), Error::NoSamples);
        assert!(matches!(refused(Some(&[0.5, 1.0]), Units::Samples), Error::NotCounts { .. }));
        assert!(matches!(refused(Some(&[1e9, 1.0]), Units::Samples), Error::TooManySamples { .. }));
        assert!(matches!(refused(None, Units::Clusters(&[0])), Error::Length { .. }));
    }
}
