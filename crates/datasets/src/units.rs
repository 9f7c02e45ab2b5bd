use crate::Error;

/// The largest sum of counts: beyond 2^53 every double is a whole number, and a `usize` may hold less.
pub const MOST_COUNTED: f64 =
    if usize::BITS < 53 { usize::MAX as f64 } else { (1_u64 << 53) as f64 };

/// Whether weights say how often each row was seen: whole numbers, in sum no more than [`MOST_COUNTED`].
///
/// ```
/// use datasets::are_counts;
///
/// assert!(are_counts(&[3.0, 0.0, 5.0]) && !are_counts(&[0.5, 1.0]) && !are_counts(&[1e30]));
/// ```
#[must_use]
pub fn are_counts(weights: &[f64]) -> bool {
    let are_whole = weights.iter().all(|weight| *weight >= 0.0 && weight.fract() == 0.0);
    are_whole && weights.iter().sum::<f64>() <= MOST_COUNTED
}

/// The units that rows with counts stand for: a row of count 3 is three of them, one behind the other, and one
/// of count 0 is none.
///
/// What deals out rows ([`split()`](crate::split()), [`folds`](crate::folds) and their kin) deals out units just as well, so
/// that a table with counts is dealt exactly as the table whose rows are repeated. A row may then lie on both
/// sides, with a part of its count on each.
///
/// ```
/// use datasets::{Source, Stream, Units, split};
///
/// let units = Units::of(&[3.0, 0.0, 5.0])?.unwrap();
/// assert_eq!((units.len(), units.row(2), units.row(3)), (8, 0, 2));
/// let parts = split(units.len(), 0.5, &mut Stream::new(Source::NumPy, 42)?)?;
/// assert_eq!(parts.train, [1, 5, 0, 7]);
/// assert_eq!(units.gather(&parts.train), (vec![0, 2], vec![2.0, 2.0]));
/// # Ok::<(), datasets::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Units {
    /// For each row the number of the unit behind its last.
    ends: Vec<usize>,
}

impl Units {
    /// The largest number of units that are dealt out.
    pub const MOST: usize = 100_000_000;

    /// One count a row; none where the weights are no counts ([`are_counts`]).
    ///
    /// # Errors
    /// [`Error::TooManyUnits`] beyond [`MOST`](Self::MOST).
    pub fn of(weights: &[f64]) -> Result<Option<Self>, Error> {
        if !are_counts(weights) {
            return Ok(None);
        }
        let total: f64 = weights.iter().sum();
        if total > Self::MOST as f64 {
            return Err(Error::TooManyUnits(total));
        }
        let ends = weights.iter().scan(0, |end, weight| {
            *end += *weight as usize;
            Some(*end)
        });
        Ok(Some(Self { ends: ends.collect() }))
    }

    /// How many units there are: the sum of the counts.
    #[must_use]
    pub fn len(&self) -> usize {
        self.ends.last().copied().unwrap_or(0)
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The row of a unit; the number of rows for a unit that is not there.
    #[must_use]
    pub fn row(&self, unit: usize) -> usize {
        self.ends.partition_point(|end| *end <= unit)
    }

    /// From one value per row to one per unit; rows without a value are left out.
    ///
    /// ```
    /// let units = datasets::Units::of(&[2.0, 0.0, 1.0])?.unwrap();
    /// assert_eq!(units.spread(&['a', 'b', 'c']), ['a', 'a', 'c']);
    /// # Ok::<(), datasets::Error>(())
    /// ```
    #[must_use]
    pub fn spread<T: Copy>(&self, values: &[T]) -> Vec<T> {
        let mut spread = Vec::with_capacity(self.len());
        for (value, end) in values.iter().zip(&self.ends) {
            spread.resize(*end, *value);
        }
        spread
    }

    /// From units back to rows and their counts, the rows in the order in which they first appear.
    #[must_use]
    pub fn gather(&self, units: &[usize]) -> (Vec<usize>, Vec<f64>) {
        const NONE: usize = usize::MAX;
        let mut places = vec![NONE; self.ends.len()];
        let (mut rows, mut counts) = (Vec::new(), Vec::new());
        for row in units.iter().map(|unit| self.row(*unit)).filter(|row| *row < self.ends.len()) {
            if places[row] == NONE {
                places[row] = rows.len();
                rows.push(row);
                counts.push(0.0);
            }
            counts[places[row]] += 1.0;
        }
        (rows, counts)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Source, Stream, folds, split, stratified_folds, stratified_split};

    fn stream(seed: u64) -> Stream {
        Stream::new(Source::ChaCha8, seed).unwrap()
    }

    /// How often each row occurs.
    fn tally(rows: impl Iterator<Item = usize>, n: usize) -> Vec<f64> {
        let mut tally = vec![0.0; n];
        rows.for_each(|row| tally[row] += 1.0);
        tally
    }

    fn counts_of((rows, counts): (Vec<usize>, Vec<f64>), n: usize) -> Vec<f64> {
        let mut all = vec![0.0; n];
        rows.iter().zip(counts).for_each(|(row, count)| all[*row] = count);
        all
    }

    #[test]
    fn counts_are_dealt_as_repeated_rows_are() {
        let mut random = stream(1);
        for seed in 0..200 {
            let n = 3 + random.uniform(0.0, 30.0) as usize;
            let mut counts: Vec<f64> = (0..n).map(|_| random.uniform(0.0, 6.0).floor()).collect();
            (counts[0], counts[1]) = (5.0, 5.0); // two of each class, and one for each fold
            let classes: Vec<usize> = (0..n).map(|row| row % 2).collect();
            let repeated: Vec<usize> =
                (0..n).flat_map(|row| std::iter::repeat_n(row, counts[row] as usize)).collect();
            let classes_of_repeated: Vec<usize> = repeated.iter().map(|row| row % 2).collect();

            let units = Units::of(&counts).unwrap().unwrap();
            assert_eq!(units.len(), repeated.len());
            let strata = units.spread(&classes);
            assert_eq!(strata, classes_of_repeated);
            for (dealt, expected) in [
                (
                    split(units.len(), 0.7, &mut stream(seed)),
                    split(repeated.len(), 0.7, &mut stream(seed)),
                ),
                (
                    stratified_split(&strata, 0.7, &mut stream(seed)),
                    stratified_split(&classes_of_repeated, 0.7, &mut stream(seed)),
                ),
            ] {
                let (dealt, expected) = (dealt.unwrap(), expected.unwrap());
                let rows = |units: &[usize]| tally(units.iter().map(|unit| repeated[*unit]), n);
                let train = counts_of(units.gather(&dealt.train), n);
                let test = counts_of(units.gather(&dealt.test), n);
                assert_eq!(train, rows(&expected.train));
                assert_eq!(test, rows(&expected.test));
                assert!((0..n).all(|row| train[row] + test[row] == counts[row]));
            }
            for dealt in [
                folds(units.len(), 5, &mut stream(seed)).unwrap(),
                stratified_folds(&strata, 5, &mut stream(seed)).unwrap(),
            ] {
                for fold in 0..5 {
                    let held: Vec<usize> = (0..units.len()).filter(|i| dealt[*i] == fold).collect();
                    let rows = tally(held.iter().map(|unit| repeated[*unit]), n);
                    assert_eq!(counts_of(units.gather(&held), n), rows);
                }
            }
        }
    }

    #[test]
    fn counts_of_one_are_plain_rows() {
        let units = Units::of(&[1.0; 9]).unwrap().unwrap();
        let rows = stream(3).permutation(9);
        assert_eq!(units.gather(&rows), (rows.clone(), vec![1.0; 9]));
    }

    #[test]
    fn weights_that_are_no_counts_have_no_units() {
        for weights in [[1.0, 0.5], [1.0, -1.0], [f64::NAN, 1.0], [f64::INFINITY, 1.0]] {
            assert_eq!(Units::of(&weights).unwrap(), None);
        }
        assert!(Units::of(&[0.0, 0.0]).unwrap().unwrap().is_empty());
        assert!(Units::of(&[99_999_999.0, 1.0]).unwrap().is_some());
        assert_eq!(
            Units::of(&[1e8, 1.0]).unwrap_err().to_string(),
            "the counts add up to 100000001 rows: no more than 100000000 can be dealt out one by one"
        );
    }
}
