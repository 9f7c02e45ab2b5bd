//! Features compared with each other.

use std::ops::Range;

use anyhow::Result;
use linalg_lite::{
    Collinearity, Columns, Combination, Design, NearDependency, ReplacedSet, collinearity,
    combination_name, dependencies, set_name,
};
use pictures::numbers::{count, significant};

use super::finding::{Finding, Kind};

/// How features of some rows go together.
pub(super) struct Compared<'a> {
    pub(super) names: &'a [String],
    pub(super) categories: &'a [Range<usize>],
    pub(super) combinations: &'a [Combination],
    /// Of all features.
    pub(super) variances: &'a [f64],
    /// Features that are nearly replaced, of which enough is said.
    pub(super) nearly: &'a [usize],
}

/// Features that are combinations of others or nearly so, and units far apart; and a line of figures.
pub(super) fn findings(x: &Columns, names: &[String]) -> Result<(Vec<Finding>, String)> {
    if x.n_features() >= x.n_samples() {
        return Ok(more_than_rows(x.n_features(), x.n_samples(), "--l2 or --cv"));
    }
    let design = Design::new(x, true)?;
    let dependencies = dependencies(design, None)?;
    let categories: Vec<Range<usize>> = design.features().categories().collect();
    let compared = Compared {
        names,
        categories: &categories,
        combinations: &dependencies.combinations,
        variances: &design.moments(None)?.variances,
        nearly: &[],
    };
    compared.findings(|_| collinearity(design, None))
}

impl Compared<'_> {
    /// `collinearity` is asked for if there are features enough but not too many, and told which are replaced.
    pub(super) fn findings(
        &self,
        collinearity: impl FnOnce(&[usize]) -> Result<Collinearity, linalg_lite::Error>,
    ) -> Result<(Vec<Finding>, String)> {
        const MANY: usize = 2000;
        let Self { names, categories, combinations, nearly, .. } = *self;
        let (sets, single) = ReplacedSet::of(combinations, categories);
        let of_set = |set: &ReplacedSet| {
            let what = set.describe(names, categories);
            Finding::new(Kind::Combination, what, "leave one of these columns out")
        };
        let mut findings: Vec<Finding> = sets.iter().map(of_set).collect();
        findings.extend(single.iter().map(|found| redundant(found, names, categories)));
        let replaced = combinations.iter().map(|found| found.feature).chain(nearly.iter().copied());
        let replaced: Vec<usize> = replaced.collect();
        let kept: Vec<usize> = (0..names.len()).filter(|j| !replaced.contains(j)).collect();
        let mut figures = format!(
            "{}, rank {} with the intercept",
            count(names.len(), "feature"),
            kept.len() + 1
        );
        findings.extend(self.units(&kept));
        if kept.len() > MANY {
            figures += ", too many to look for near combinations";
        } else if kept.len() > 1 {
            let found = collinearity(&replaced)?;
            figures += &format!(", largest condition index {}", significant(found.condition()));
            let unsaid = found.aliased.iter().filter(|j| !replaced.contains(j));
            findings.extend(unsaid.map(|j| {
                Finding::new(
                    Kind::Combination,
                    format!("\"{}\" is a combination of others, up to rounding", names[*j]),
                    "leave one of them out",
                )
            }));
            let near = found.near_dependencies();
            findings.extend(near.iter().map(|near| near_dependency(near, names)));
            findings.extend(inflated(&found, names));
        }
        Ok((findings, figures))
    }

    /// Features that vary much more than others.
    fn units(&self, kept: &[usize]) -> Option<Finding> {
        const FAR: f64 = 1e3;
        let deviation = |j: &usize| self.variances[*j].sqrt();
        let by_deviation = |a: &&usize, b: &&usize| deviation(a).total_cmp(&deviation(b));
        let least = kept.iter().min_by(by_deviation)?;
        let most = kept.iter().max_by(by_deviation)?;
        if deviation(most) <= FAR * deviation(least) {
            return None;
        }
        let ratio = significant(deviation(most) / deviation(least));
        let (most, least) = (&self.names[*most], &self.names[*least]);
        Some(Finding::new(
            Kind::Units,
            format!("\"{most}\" varies {ratio} times as much as \"{least}\""),
            "harmless for a plain fit; with a penalty or gradient descent use --standardise",
        ))
    }
}

/// With as many features as rows, every column is a combination of others; `penalties` are the flags that help.
pub(super) fn more_than_rows(
    features: usize,
    rows: usize,
    penalties: &str,
) -> (Vec<Finding>, String) {
    let figures = format!("{} in {}", count(features, "feature"), count(rows, "row"));
    let found = Finding::new(
        Kind::Size,
        "there are as many features as rows, or more: without a penalty any target is fitted without an error",
        format!("leave columns out, or use {penalties} with --standardise"),
    );
    (vec![found], figures)
}

fn redundant(found: &Combination, names: &[String], categories: &[Range<usize>]) -> Finding {
    let name = &names[found.feature];
    if found.terms.is_empty() {
        let value = significant(found.constant);
        let what = format!("\"{name}\" is {value} in every row");
        return Finding::new(Kind::Constant, what, "leave it out");
    }
    Finding::new(
        Kind::Combination,
        format!(
            "a column is a combination of others: {}",
            combination_name(found, names, categories)
        ),
        "leave one of them out",
    )
}

fn near_dependency(found: &NearDependency, names: &[String]) -> Finding {
    let features: Vec<&str> = found.features.iter().map(|j| names[*j].as_str()).collect();
    Finding::new(
        Kind::Collinear,
        format!(
            "these columns nearly determine each other: {} (condition index {:.0})",
            features.join(", "),
            found.condition_index
        ),
        "leave one of them out, or use --l2; predictions for rows like these are not affected",
    )
}

/// The columns whose variance the others inflate tenfold or more: numbers, and categories as a whole.
fn inflated(found: &Collinearity, names: &[String]) -> Option<Finding> {
    const INFLATED: f64 = 10.0;
    let is_level = |j: usize| found.categories.iter().any(|of| of.features.contains(&j));
    let of_feature = found.features.iter().zip(&found.inflation);
    let of_number = of_feature.filter(|(j, _)| !is_level(**j)).map(|(j, f)| (*j..*j + 1, *f));
    let of_category = found.categories.iter().map(|of| (of.features.clone(), of.inflation));
    let mut columns: Vec<(Range<usize>, f64)> = of_number.chain(of_category).collect();
    columns.sort_by_key(|(features, _)| features.start);
    let name = |features: &Range<usize>| match features.len() {
        1 => names[features.start].clone(),
        _ => set_name(names, features),
    };
    let inflated: Vec<String> = columns
        .iter()
        .filter(|(_, factor)| *factor > INFLATED)
        .map(|(features, factor)| format!("{} ({})", name(features), significant(*factor)))
        .collect();
    (!inflated.is_empty()).then(|| {
        Finding::new(
            Kind::Collinear,
            format!("more than 90% of the variance of these is explained by others (VIF above 10): {}", inflated.join(", ")),
            "their coefficients are uncertain, predictions are not affected: drop some, or use --l2",
        )
    })
}
