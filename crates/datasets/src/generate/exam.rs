use super::{at_least_one, dataset};
use crate::catalog::Generator;
use crate::{Dataset, Error, Stream};

pub(super) const GENERATOR: Generator = Generator {
    name: "exam",
    rows: 200,
    about: "students by hours of study and sleep: passed or not",
    generate: exam,
};

/// The hours a student of [`exam`] studies: from, to.
pub const STUDY_HOURS: (f64, f64) = (0.0, 10.0);
/// The hours a student of [`exam`] sleeps: from, to.
pub const SLEEP_HOURS: (f64, f64) = (3.0, 10.0);

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
