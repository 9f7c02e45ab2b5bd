//! The lesson's data sets, each from a sample count and a [`Stream`](crate::Stream).
//!
//! Draws are made column by column in the order of the formula, so that the NumPy stream gives
//! the arrays that the same lines give in NumPy. Labels are computed from left to right.

mod correlated;
mod exam;
mod imbalanced;
mod medical;
mod spam;

use crate::catalog::Generator;
use crate::{Dataset, Error, Target};

pub use correlated::{Correlated, correlated};
pub use exam::{SLEEP_HOURS, STUDY_HOURS, exam, exam_with_score};
pub use imbalanced::imbalanced;
pub use medical::{medical, medical_with_score};
pub use spam::{spam, spam_outlier};

/// All that have a name, in the order of the lesson.
pub const GENERATORS: &[Generator] = &[
    spam::SPAM,
    spam::WITH_AN_OUTLIER,
    exam::GENERATOR,
    medical::GENERATOR,
    imbalanced::GENERATOR,
];

fn dataset(
    features: Vec<(&str, Vec<f64>)>,
    target: &str,
    labels: Vec<bool>,
) -> Result<Dataset, Error> {
    let columns = features.into_iter().map(|(name, values)| (name.to_owned(), values)).collect();
    Dataset::new(columns, target.to_owned(), Target::Binary(labels))
}

fn at_least_one(rows: usize, name: &str) -> Result<(), Error> {
    if rows == 0 {
        Err(Error::NoRows(format!("the data set \"{name}\" with 0 rows")))
    } else {
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::spam::{IS_SPAM, MARKS};
    use super::*;
    use crate::{Source, Stream};

    fn stream(source: Source) -> Stream {
        Stream::new(source, 42).unwrap()
    }

    fn row(data: &Dataset, i: usize) -> (Vec<f64>, bool) {
        ((0..data.n_features()).map(|j| data.features[(i, j)]).collect(), data.labels().unwrap()[i])
    }

    fn positives(data: &Dataset) -> usize {
        data.labels().unwrap().iter().filter(|label| **label).count()
    }

    #[test]
    fn the_emails_are_the_lessons() {
        for source in Source::ALL {
            let data = spam(13, &mut stream(source)).unwrap();
            assert_eq!(data.feature("exclamation_marks").unwrap(), MARKS);
            assert_eq!(data.labels().unwrap(), IS_SPAM);
            let outlier = spam_outlier(14, &mut stream(source)).unwrap();
            assert_eq!(outlier.feature("exclamation_marks").unwrap()[..13], MARKS);
            assert_eq!(row(&outlier, 13), (vec![100.0], true));
            assert_eq!(row(&spam_outlier(1, &mut stream(source)).unwrap(), 0), (vec![100.0], true));
        }
    }

    #[test]
    fn the_numpy_stream_keeps_its_values() {
        let data = exam(200, &mut stream(Source::NumPy)).unwrap();
        assert_eq!(row(&data, 0), (vec![3.745401188473625, 7.494221523080014], true));
        assert_eq!(positives(&data), 115);
        let data = medical(300, &mut stream(Source::NumPy)).unwrap();
        let first =
            vec![43.72700594236812, 102.54708056974127, 182.99921079447498, 2.963081204559901];
        assert_eq!(row(&data, 0), (first, false));
        assert_eq!(positives(&data), 78);
        let data = imbalanced(1000, &mut stream(Source::NumPy)).unwrap();
        assert_eq!(row(&data, 0), (vec![-0.6019686788963846], false));
        let data = spam(15, &mut stream(Source::NumPy)).unwrap();
        assert_eq!(row(&data, 14), (vec![2.0], false));
    }

    /// Expected values from a ChaCha8 written again in Python.
    #[test]
    fn the_chacha_stream_keeps_its_values() {
        let data = exam(200, &mut stream(Source::ChaCha8)).unwrap();
        assert_eq!(row(&data, 0), (vec![2.240807837389125, 6.9854303984173285], false));
        assert_eq!(positives(&data), 126);
        let data = medical(300, &mut stream(Source::ChaCha8)).unwrap();
        let first =
            vec![36.20403918694562, 100.16731981821249, 126.13000108355888, 0.908249277438341];
        assert_eq!(row(&data, 0), (first, true));
        assert_eq!(positives(&data), 72);
        let data = imbalanced(1000, &mut stream(Source::ChaCha8)).unwrap();
        assert_eq!(row(&data, 0), (vec![-1.067318031192986], false));
        let data = spam(15, &mut stream(Source::ChaCha8)).unwrap();
        assert_eq!(row(&data, 14), (vec![5.0], true));
    }

    #[test]
    fn one_person_in_twenty_is_ill() {
        for (n, ill) in [(1000, 50), (20, 1), (10, 1), (9, 0), (1, 0)] {
            assert_eq!(positives(&imbalanced(n, &mut stream(Source::ChaCha8)).unwrap()), ill);
        }
    }

    #[test]
    fn neighbours_are_correlated() {
        let data = correlated(20_000, 3, &mut stream(Source::ChaCha8)).unwrap();
        let product = |a: usize, b: usize| {
            (0..20_000).map(|i| data.features[(i, a)] * data.features[(i, b)]).sum::<f64>() / 2e4
        };
        for (a, b, expected) in [(0, 0, 1.0), (2, 2, 1.0), (0, 1, 0.5), (1, 2, 0.5), (0, 2, 0.25)] {
            assert!((product(a, b) - expected).abs() < 0.05, "{a} {b}: {}", product(a, b));
        }
        assert!(correlated(0, 3, &mut stream(Source::ChaCha8)).is_err());
    }

    #[test]
    fn no_rows_are_refused_and_one_is_enough() {
        type Generator = fn(usize, &mut Stream) -> Result<Dataset, Error>;
        for generator in [spam as Generator, spam_outlier, exam, medical, imbalanced] {
            let mut stream = stream(Source::ChaCha8);
            assert!(matches!(generator(0, &mut stream), Err(Error::NoRows(_))));
            assert_eq!(generator(1, &mut stream).unwrap().n_samples(), 1);
        }
    }
}
