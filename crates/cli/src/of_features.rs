//! What is asked of the coefficients of single features, by the names of columns and terms.

use anyhow::{Result, bail};
use datasets::{EncodedColumn, Encoder, did_you_mean};
use models::{Error, Problem, Target};
use serde::{Deserialize, Serialize};

use crate::fit::FitArgs;
use crate::lists::Lists;

/// One entry for each feature, where it was asked for.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub(crate) struct OfFeatures {
    /// What the penalty is multiplied by.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) penalty_factors: Option<Vec<f64>>,
    /// Whether a coefficient may not be negative.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) nonnegative: Option<Vec<bool>>,
}

impl OfFeatures {
    /// All features of a column, or of a term, have what was said of its name.
    pub(crate) fn of(args: &FitArgs, encoder: &Encoder) -> Result<Self> {
        let parts = parts(encoder);
        let known = |flag: &str, name: &str| {
            if parts.iter().any(|(part, _)| part == name) {
                return Ok(());
            }
            let names = parts.iter().map(|(part, _)| part.as_str());
            bail!("{flag}: there is no feature column \"{name}\"{}", did_you_mean(name, names))
        };
        let given = &args.penalty_factor;
        for (place, (name, _)) in given.iter().enumerate() {
            known("--penalty-factor", name)?;
            if given[..place].iter().any(|(other, _)| other == name) {
                bail!("--penalty-factor gives \"{name}\" two factors");
            }
        }
        let factor = |name: &str| given.iter().find(|(of, _)| of == name).map_or(1.0, |(_, x)| *x);
        let penalty_factors = (!given.is_empty()).then(|| of_each(&parts, factor));
        args.nonnegative.all().try_for_each(|name| known("--nonnegative", name))?;
        let is_for_all = args.nonnegative.iter().any(|names| names.is_empty());
        let is_bounded = |name: &str| is_for_all || args.nonnegative.has(name);
        let nonnegative = (!args.nonnegative.is_empty()).then(|| of_each(&parts, is_bounded));
        Ok(Self { penalty_factors, nonnegative })
    }

    /// The problem with all of it.
    pub(crate) fn asked_of<'a, T: Target>(
        &'a self,
        mut problem: Problem<'a, T>,
    ) -> Result<Problem<'a, T>, Error> {
        if let Some(factors) = &self.penalty_factors {
            problem = problem.with_penalty_factors(factors)?;
        }
        if let Some(nonnegative) = &self.nonnegative {
            problem = problem.with_nonnegative(nonnegative)?;
        }
        Ok(problem)
    }
}

/// The columns that are features, or the terms, each with the number of its features.
fn parts(encoder: &Encoder) -> Vec<(String, usize)> {
    let of_column = |column: &EncodedColumn| (column.name.clone(), column.feature_names().len());
    match &*encoder.features_of_terms() {
        [] => encoder.columns.iter().map(of_column).collect(),
        terms => terms.iter().map(|(term, all)| (term.name.clone(), all.len())).collect(),
    }
}

fn of_each<V: Clone>(parts: &[(String, usize)], of: impl Fn(&str) -> V) -> Vec<V> {
    parts.iter().flat_map(|(name, n)| std::iter::repeat_n(of(name), *n)).collect()
}
