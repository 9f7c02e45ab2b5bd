use super::{at_least_one, dataset};
use crate::catalog::Generator;
use crate::{Dataset, Error, Stream};

pub(super) const GENERATOR: Generator = Generator {
    name: "imbalanced",
    rows: 1000,
    about: "a weak blood marker: one person in twenty has the disease",
    generate: imbalanced,
};

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
