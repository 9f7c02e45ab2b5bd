use super::{at_least_one, dataset};
use crate::catalog::Generator;
use crate::{Dataset, Error, Stream};

pub(super) const SPAM: Generator = Generator {
    name: "spam",
    rows: 13,
    about: "e-mails by their exclamation marks: spam or not",
    generate: spam,
};

pub(super) const WITH_AN_OUTLIER: Generator = Generator {
    name: "spam-outlier",
    rows: 14,
    about: "the same, and one more spam e-mail with 100 marks",
    generate: spam_outlier,
};

pub(super) const MARKS: [f64; 13] = [0., 1., 1., 2., 3., 3., 4., 5., 7., 8., 10., 12., 15.];
pub(super) const IS_SPAM: [bool; 13] =
    [false, false, false, false, false, true, true, true, true, true, true, true, true];

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
