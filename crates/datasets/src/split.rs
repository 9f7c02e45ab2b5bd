use crate::{Error, Stream};

/// Which rows to learn from and which to be judged on; where rows have counts, which of their
/// [`Units`](crate::Units).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Split {
    /// Row numbers of the training part.
    pub train: Vec<usize>,
    /// Row numbers of the test part.
    pub test: Vec<usize>,
}

/// Splits `rows` rows at random: the first `train_share` of a permutation (rounded down) train,
/// the rest test; each side gets at least one.
///
/// # Errors
/// [`Error::Share`] unless `0 < train_share < 1`; [`Error::TooFewToSplit`] below 2 rows.
///
/// ```
/// let mut stream = datasets::Stream::new(datasets::Source::ChaCha8, 1)?;
/// let parts = datasets::split(10, 0.8, &mut stream)?;
/// assert_eq!((parts.train.len(), parts.test.len()), (8, 2));
/// # Ok::<(), datasets::Error>(())
/// ```
pub fn split(rows: usize, train_share: f64, stream: &mut Stream) -> Result<Split, Error> {
    let n_train = training_rows(rows, train_share, || "the table".to_owned())?;
    let mut train = stream.permutation(rows);
    let test = train.split_off(n_train);
    Ok(Split { train, test })
}

/// Splits at random so that every class has its share on both sides: each class goes to training
/// until its own share (rounded down, at least one) is full.
///
/// `labels` holds one class number per row, or a unit of rows with counts; see [`Target`](crate::Target) and
/// [`Units`](crate::Units).
///
/// # Errors
/// As [`split()`], for every class of its own.
///
/// ```
/// let mut stream = datasets::Stream::new(datasets::Source::ChaCha8, 1)?;
/// let parts = datasets::stratified_split(&[0, 0, 0, 0, 1, 1], 0.5, &mut stream)?;
/// assert_eq!(parts.train.iter().filter(|&&row| row < 4).count(), 2);
/// # Ok::<(), datasets::Error>(())
/// ```
pub fn stratified_split(
    labels: &[usize],
    train_share: f64,
    stream: &mut Stream,
) -> Result<Split, Error> {
    training_rows(labels.len(), train_share, || "the table".to_owned())?;
    let mut room = std::collections::BTreeMap::new();
    for &label in labels {
        *room.entry(label).or_insert(0) += 1;
    }
    for (label, rows) in &mut room {
        *rows = training_rows(*rows, train_share, || format!("class {label}"))?;
    }
    let (mut train, mut test) = (Vec::new(), Vec::new());
    for row in stream.permutation(labels.len()) {
        match room.get_mut(&labels[row]) {
            Some(left) if *left > 0 => {
                *left -= 1;
                train.push(row);
            }
            _ => test.push(row),
        }
    }
    Ok(Split { train, test })
}

/// Deals rows to `k` folds at random, as evenly as can be: a fold number below k for each row.
///
/// # Errors
/// [`Error::TooFewToSplit`] below k rows or for k below 2.
///
/// ```
/// let mut stream = datasets::Stream::new(datasets::Source::ChaCha8, 1)?;
/// let folds = datasets::folds(10, 5, &mut stream)?;
/// assert!((0..5).all(|fold| folds.iter().filter(|f| **f == fold).count() == 2));
/// # Ok::<(), datasets::Error>(())
/// ```
pub fn folds(rows: usize, k: usize, stream: &mut Stream) -> Result<Vec<usize>, Error> {
    stratified_folds(&vec![0; rows], k, stream)
}

/// As [`folds`], dealing the rows of one class after those of the other, so that every fold has its share
/// of each. `labels` holds one class number per row, or a unit of rows with counts.
///
/// # Errors
/// As [`folds`].
pub fn stratified_folds(
    labels: &[usize],
    k: usize,
    stream: &mut Stream,
) -> Result<Vec<usize>, Error> {
    if k < 2 || labels.len() < k {
        let what = format!("a table for {k} folds");
        return Err(Error::TooFewToSplit { what, rows: labels.len() });
    }
    let mut order = stream.permutation(labels.len());
    order.sort_by_key(|row| labels[*row]); // stable: within a class it stays random
    let mut folds = vec![0; labels.len()];
    order.iter().enumerate().for_each(|(place, row)| folds[*row] = place % k);
    Ok(folds)
}

fn training_rows(rows: usize, share: f64, what: impl Fn() -> String) -> Result<usize, Error> {
    if !(share > 0.0 && share < 1.0) {
        return Err(Error::Share(share));
    }
    if rows < 2 {
        return Err(Error::TooFewToSplit { what: what(), rows });
    }
    Ok(((share * rows as f64) as usize).clamp(1, rows - 1))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Source;

    fn stream() -> Stream {
        Stream::new(Source::NumPy, 42).unwrap()
    }

    fn sorted(parts: &Split) -> Vec<usize> {
        let mut rows = [&parts.train[..], &parts.test].concat();
        rows.sort_unstable();
        rows
    }

    #[test]
    fn the_training_part_is_the_head_of_the_permutation() {
        let parts = split(10, 0.8, &mut stream()).unwrap();
        assert_eq!(parts.train, [8, 1, 5, 0, 7, 2, 9, 4]); // numpy.random.permutation(10)
        assert_eq!(parts.test, [3, 6]);
    }

    #[test]
    fn every_row_lands_on_one_side() {
        for rows in [2, 3, 7, 100] {
            for share in [0.01, 0.5, 0.8, 0.99] {
                let parts = split(rows, share, &mut stream()).unwrap();
                assert!(!parts.train.is_empty() && !parts.test.is_empty());
                assert_eq!(sorted(&parts), (0..rows).collect::<Vec<_>>());
            }
        }
    }

    #[test]
    fn strata_keep_their_shares() {
        let labels: Vec<usize> = (0..100).map(|i| usize::from(i % 10 == 0)).collect();
        let parts = stratified_split(&labels, 0.8, &mut stream()).unwrap();
        assert_eq!(sorted(&parts), (0..100).collect::<Vec<_>>());
        let rare = |rows: &[usize]| rows.iter().filter(|&&row| labels[row] == 1).count();
        assert_eq!((rare(&parts.train), rare(&parts.test)), (8, 2));
    }

    #[test]
    fn folds_share_rows_and_classes_evenly() {
        let labels: Vec<usize> = (0..103).map(|i| usize::from(i % 4 == 0)).collect();
        let folds = stratified_folds(&labels, 5, &mut stream()).unwrap();
        for fold in 0..5 {
            let of = |class| (0..103).filter(|i| folds[*i] == fold && labels[*i] == class).count();
            assert!((5..=6).contains(&of(1)) && (15..=16).contains(&of(0)), "{fold}");
        }
        assert_ne!(super::folds(103, 5, &mut stream()).unwrap(), folds);
        for (rows, k) in [(4, 5), (10, 1), (10, 0), (0, 2)] {
            assert!(super::folds(rows, k, &mut stream()).is_err());
        }
    }

    #[test]
    fn impossible_splits_are_refused() {
        for share in [0.0, 1.0, -0.5, 1.5, f64::NAN] {
            assert!(matches!(split(10, share, &mut stream()), Err(Error::Share(_))));
        }
        for rows in [0, 1] {
            assert!(matches!(split(rows, 0.5, &mut stream()), Err(Error::TooFewToSplit { .. })));
        }
        let error = stratified_split(&[0, 0, 1], 0.5, &mut stream()).unwrap_err();
        assert_eq!(error.to_string(), "class 1 has too few rows (1): a split needs at least 2");
        assert!(stratified_split(&[], 0.5, &mut stream()).is_err());
    }
}
