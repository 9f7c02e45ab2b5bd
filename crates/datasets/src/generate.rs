//! The lesson's data sets, each from a sample count and a [`Stream`].
//!
//! Draws are made column by column in the order of the formula, so that the NumPy stream gives
//! the arrays that the same lines give in NumPy. Labels are computed from left to right.

use linalg_lite::{Mat, sigmoid};

use crate::{Dataset, Error, Stream, Target};

const MARKS: [f64; 13] = [0., 1., 1., 2., 3., 3., 4., 5., 7., 8., 10., 12., 15.];
const IS_SPAM: [bool; 13] =
    [false, false, false, false, false, true, true, true, true, true, true, true, true];

/// The hours a student of [`exam`] studies: from, to.
pub const STUDY_HOURS: (f64, f64) = (0.0, 10.0);
/// The hours a student of [`exam`] sleeps: from, to.
pub const SLEEP_HOURS: (f64, f64) = (3.0, 10.0);

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

/// E-mails by their exclamation marks: `exclamation_marks`, `is_spam`.
///
/// The first 13 are the lesson's fixed table and draw nothing. Further ones are drawn: marks
/// uniform in 0..16, rounded down; spam when marks + noise > 3, noise standard normal.
///
/// # Errors
/// [`Error::NoRows`] for `n = 0`.
///
/// ```
/// let mut stream = datasets::Stream::new(datasets::Source::ChaCha8, 42)?;
/// let emails = datasets::generate::spam(13, &mut stream)?;
/// assert_eq!(emails.feature("exclamation_marks")?[12], 15.0);
/// # Ok::<(), datasets::Error>(())
/// ```
pub fn spam(n: usize, stream: &mut Stream) -> Result<Dataset, Error> {
    at_least_one(n, "spam")?;
    let (marks, is_spam) = emails(n, stream);
    dataset(vec![("exclamation_marks", marks)], "is_spam", is_spam)
}

/// The same with one more spam e-mail at the end, of 100 marks; `n` counts it (the lesson: 14).
///
/// # Errors
/// [`Error::NoRows`] for `n = 0`.
pub fn spam_outlier(n: usize, stream: &mut Stream) -> Result<Dataset, Error> {
    at_least_one(n, "spam-outlier")?;
    let (mut marks, mut is_spam) = emails(n - 1, stream);
    marks.push(100.0);
    is_spam.push(true);
    dataset(vec![("exclamation_marks", marks)], "is_spam", is_spam)
}

fn emails(n: usize, stream: &mut Stream) -> (Vec<f64>, Vec<bool>) {
    let mut marks: Vec<f64> = MARKS.into_iter().take(n).collect();
    let mut is_spam: Vec<bool> = IS_SPAM.into_iter().take(n).collect();
    for _ in marks.len()..n {
        let drawn = stream.uniform(0.0, 16.0).floor();
        marks.push(drawn);
        is_spam.push(drawn + stream.standard_normal() > 3.0);
    }
    (marks, is_spam)
}

/// Students before an exam: `study_hours` uniform in [`STUDY_HOURS`], `sleep_hours` in
/// [`SLEEP_HOURS`], `passed`
/// when `0.6 study + 0.4 sleep + 0.8 noise > 5`, noise standard normal.
///
/// # Errors
/// [`Error::NoRows`] for `n = 0`.
pub fn exam(n: usize, stream: &mut Stream) -> Result<Dataset, Error> {
    Ok(exam_with_score(n, stream)?.0)
}

/// [`exam`], and the score that decided about each student.
///
/// # Errors
/// As [`exam`].
pub fn exam_with_score(n: usize, stream: &mut Stream) -> Result<(Dataset, Vec<f64>), Error> {
    at_least_one(n, "exam")?;
    let study = stream.uniforms(STUDY_HOURS.0, STUDY_HOURS.1, n);
    let sleep = stream.uniforms(SLEEP_HOURS.0, SLEEP_HOURS.1, n);
    let noise = stream.standard_normals(n);
    let score: Vec<f64> =
        (0..n).map(|i| 0.6 * study[i] + 0.4 * sleep[i] + noise[i] * 0.8).collect();
    let passed = score.iter().map(|score| *score > 5.0).collect();
    let features = vec![("study_hours", study), ("sleep_hours", sleep)];
    Ok((dataset(features, "passed", passed)?, score))
}

/// Patients at a screening: `age` uniform 25..75; `blood_pressure` 80 + 0.5 age + 15 n;
/// `cholesterol` 150 + 0.8 age + 30 n; `exercise` (hours a week) uniform 0..10; `high_risk` when
/// `0.04 age + 0.02 pressure + 0.01 cholesterol - 0.5 exercise - 5 + 1.5 n > 0`. Each n is a
/// standard normal of its own.
///
/// # Errors
/// [`Error::NoRows`] for `n = 0`.
pub fn medical(n: usize, stream: &mut Stream) -> Result<Dataset, Error> {
    Ok(medical_with_score(n, stream)?.0)
}

/// [`medical`], and the score that decided about each patient.
///
/// # Errors
/// As [`medical`].
pub fn medical_with_score(n: usize, stream: &mut Stream) -> Result<(Dataset, Vec<f64>), Error> {
    at_least_one(n, "medical")?;
    let age = stream.uniforms(25.0, 75.0, n);
    let pressure: Vec<f64> =
        age.iter().map(|age| 80.0 + 0.5 * age + stream.standard_normal() * 15.0).collect();
    let cholesterol: Vec<f64> =
        age.iter().map(|age| 150.0 + 0.8 * age + stream.standard_normal() * 30.0).collect();
    let exercise = stream.uniforms(0.0, 10.0, n);
    let score: Vec<f64> = (0..n)
        .map(|i| {
            0.04 * age[i] + 0.02 * pressure[i] + 0.01 * cholesterol[i] - 0.5 * exercise[i] - 5.0
                + stream.standard_normal() * 1.5
        })
        .collect();
    let high_risk = score.iter().map(|score| *score > 0.0).collect();
    let features = vec![
        ("age", age),
        ("blood_pressure", pressure),
        ("cholesterol", cholesterol),
        ("exercise", exercise),
    ];
    Ok((dataset(features, "high_risk", high_risk)?, score))
}

/// A rare disease: one person in twenty (rounded) `has_disease`, and the blood `marker` says
/// little about it: standard normal, 0.8 higher in the ill.
///
/// # Errors
/// [`Error::NoRows`] for `n = 0`.
pub fn imbalanced(n: usize, stream: &mut Stream) -> Result<Dataset, Error> {
    at_least_one(n, "imbalanced")?;
    let mut has_disease = vec![false; n];
    for &person in stream.permutation(n).iter().take((n + 10) / 20) {
        has_disease[person] = true;
    }
    let marker = has_disease
        .iter()
        .map(|&ill| stream.standard_normal() + if ill { 0.8 } else { 0.0 })
        .collect();
    dataset(vec![("marker", marker)], "has_disease", has_disease)
}

/// Features with two targets, of any size: what solvers are timed on.
#[derive(Clone, Debug)]
pub struct Correlated {
    /// `n x p` standard normals; neighbouring columns have the correlation 1/2.
    pub features: Mat<f64>,
    /// Yes with the probability `s(z)`.
    pub labels: Vec<bool>,
    /// `z` plus a standard normal.
    pub numbers: Vec<f64>,
}

/// Draws [`Correlated`] features row by row: `x_j = x_(j-1) / 2 + sqrt(3/4) n_j`, and targets from
/// `z = x_0 - x_1 / 2 + x_2 / 3 - ... - 1/2`.
///
/// # Errors
/// [`Error::NoRows`] for `n = 0`.
///
/// ```
/// let mut stream = datasets::Stream::new(datasets::Source::ChaCha8, 42)?;
/// let data = datasets::generate::correlated(100, 3, &mut stream)?;
/// assert_eq!((data.features.nrows(), data.features.ncols(), data.labels.len()), (100, 3, 100));
/// # Ok::<(), datasets::Error>(())
/// ```
pub fn correlated(n: usize, p: usize, stream: &mut Stream) -> Result<Correlated, Error> {
    at_least_one(n, "correlated")?;
    let fresh = 0.75_f64.sqrt();
    let mut features = Mat::zeros(n, p);
    let (mut labels, mut numbers) = (Vec::with_capacity(n), Vec::with_capacity(n));
    for i in 0..n {
        let (mut x, mut z, mut sign) = (0.0, -0.5, 1.0);
        for j in 0..p {
            let normal = stream.standard_normal();
            x = if j == 0 { normal } else { 0.5 * x + fresh * normal };
            features[(i, j)] = x;
            z += sign * x / (j + 1) as f64;
            sign = -sign;
        }
        labels.push(stream.uniform(0.0, 1.0) < sigmoid(z));
        numbers.push(z + stream.standard_normal());
    }
    Ok(Correlated { features, labels, numbers })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Source;

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
