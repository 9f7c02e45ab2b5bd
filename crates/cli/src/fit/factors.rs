//! Which features are penalised more than others, or not at all.

use anyhow::{Result, bail};
use datasets::{Encoder, did_you_mean};

/// The factor of each feature, where there are any: all features of a column, or of a term, have that of its name.
pub(super) fn penalty_factors(
    given: &[(String, f64)],
    encoder: &Encoder,
) -> Result<Option<Vec<f64>>> {
    if given.is_empty() {
        return Ok(None);
    }
    let parts: Vec<(String, usize)> = match &*encoder.features_of_terms() {
        [] => {
            let of_column = |c: &datasets::EncodedColumn| (c.name.clone(), c.feature_names().len());
            encoder.columns.iter().map(of_column).collect()
        }
        terms => terms.iter().map(|(term, all)| (term.name.clone(), all.len())).collect(),
    };
    for (place, (name, _)) in given.iter().enumerate() {
        if !parts.iter().any(|(part, _)| part == name) {
            let names = parts.iter().map(|(part, _)| part.as_str());
            bail!(
                "--penalty-factor: there is no feature column \"{name}\"{}",
                did_you_mean(name, names)
            );
        }
        if given[..place].iter().any(|(other, _)| other == name) {
            bail!("--penalty-factor gives \"{name}\" two factors");
        }
    }
    let factor = |name: &str| given.iter().find(|(of, _)| of == name).map_or(1.0, |(_, x)| *x);
    let of_part = |(name, n): &(String, usize)| std::iter::repeat_n(factor(name), *n);
    Ok(Some(parts.iter().flat_map(of_part).collect()))
}
