use super::{at_least_one, dataset};
use crate::catalog::Generator;
use crate::{Dataset, Error, Stream};

pub(super) const GENERATOR: Generator = Generator {
    name: "medical",
    rows: 300,
    about: "patients by age, pressure, cholesterol, exercise: high risk or not",
    generate: medical,
};

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
