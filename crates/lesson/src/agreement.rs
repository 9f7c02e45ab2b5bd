//! The lesson's figures beside NumPy's (`data/reference/tutorial.json`).
//!
//! Every number of the reference is either compared or listed in [`NOT_COMPARED`] with its reason;
//! a number of the reference that no experiment computes is a disagreement.

use std::collections::{BTreeMap, BTreeSet};

use anyhow::{Context, Result};
use datasets::Source;
use pictures::TextTable;
use pictures::numbers::{short, thousands};
use serde_json::Value;

use crate::{Inputs, Report, experiments};

/// Numbers of the reference that have no counterpart here, by the beginning of their path.
pub const NOT_COMPARED: [(&str, &str); 7] = [
    ("_environment", "describes the machine that computed the reference"),
    ("bce_vs_mse.bce_function_at_0_and_1", "of a clipped loss; ours is computed from the logit"),
    ("gradient_check.abs_diff", "rounding noise"),
    ("gradient_check.rng_state_after", "internal state of the generator"),
    ("exam.rng_state_after", "internal state of the generator"),
    ("exam.smallest_gap_between_sorted_probas", "difference of two nearly equal numbers"),
    ("medical.rng_state_after", "internal state of the generator"),
];

/// How near two figures must be.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Rule {
    /// The same bits.
    Exact,
    /// Within this part of the reference.
    Relative(f64),
    /// Within this distance.
    Absolute(f64),
}

/// Draws, data, labels, counts and permutations are compared by bits, computed figures by 1e-12.
fn rule(path: &str, reference: &Value) -> Rule {
    let drawn = ["dataset.", ".permutation", "gradient_check.X", "exclamation_marks", ".marks"];
    if !reference.is_f64() || drawn.iter().any(|part| path.contains(part)) {
        Rule::Exact
    } else if path.contains("numerical") {
        Rule::Absolute(1e-9) // a difference quotient is rounding noise beyond
    } else if path.ends_with(']') && (path.contains(".mean") || path.contains(".std_ddof0")) {
        Rule::Relative(1e-15)
    } else {
        Rule::Relative(1e-12)
    }
}

/// How the figures of one experiment compare.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Agreement {
    /// Figures compared.
    pub figures: usize,
    /// The largest relative difference among those compared by one.
    pub worst: f64,
    /// Paths of figures that differ by more than their rule allows, with both values.
    pub differing: Vec<String>,
}

/// The agreement of all experiments.
#[derive(Clone, Debug, Default)]
pub struct Agreements {
    /// By experiment, in order; experiments without a reference are left out.
    pub by_experiment: Vec<(&'static str, Agreement)>,
    /// Paths of the reference that no experiment computes.
    pub missing: Vec<String>,
}

impl Agreements {
    /// That of one experiment, if it has a reference.
    #[must_use]
    pub fn of(&self, experiment: &str) -> Option<&Agreement> {
        let found = self.by_experiment.iter().find(|(name, _)| *name == experiment);
        found.map(|(_, agreement)| agreement)
    }

    /// Figures compared in all.
    #[must_use]
    pub fn figures(&self) -> usize {
        self.by_experiment.iter().map(|(_, agreement)| agreement.figures).sum()
    }

    /// The largest relative difference.
    #[must_use]
    pub fn worst(&self) -> f64 {
        self.by_experiment.iter().map(|(_, agreement)| agreement.worst).fold(0.0, f64::max)
    }

    /// Everything that disagrees, one line each.
    #[must_use]
    pub fn problems(&self) -> Vec<String> {
        let differing = self.by_experiment.iter().flat_map(|(_, agreement)| &agreement.differing);
        let missing = self.missing.iter().map(|path| format!("{path}: not computed"));
        differing.cloned().chain(missing).collect()
    }

    /// In a few words.
    #[must_use]
    pub fn verdict(&self) -> String {
        match self.problems().len() {
            0 => "every figure agrees with NumPy".to_owned(),
            1 => "1 figure DISAGREES with NumPy".to_owned(),
            problems => format!("{problems} figures DISAGREE with NumPy"),
        }
    }

    /// One row an experiment.
    #[must_use]
    pub fn table(&self) -> TextTable {
        let mut table = TextTable::new(["experiment", "figures", "largest relative difference"]);
        for (name, agreement) in &self.by_experiment {
            let worst = match agreement.worst {
                0.0 => "0 (the same bits)".to_owned(),
                worst => format!("{worst:.1e}"),
            };
            table.row([(*name).to_owned(), thousands(agreement.figures), worst]);
        }
        table
    }
}

/// Runs every experiment on the NumPy stream with seed 42 and compares its figures.
///
/// # Errors
/// When the reference cannot be read or an experiment fails.
pub fn check() -> Result<Agreements> {
    Ok(compare(&experiments::run(&Inputs::lesson(Source::NumPy))?, &reference()?))
}

/// NumPy's numbers.
///
/// # Errors
/// None in practice.
pub fn reference() -> Result<Value> {
    let text = include_str!("../../../data/reference/tutorial.json");
    serde_json::from_str(text).context("tutorial.json is damaged")
}

/// Compares the figures of reports with a reference.
#[must_use]
pub fn compare(reports: &[Report], reference: &Value) -> Agreements {
    let mut expected = BTreeMap::new();
    leaves(String::new(), reference, &mut expected);
    expected.retain(|path, _| !NOT_COMPARED.iter().any(|(start, _)| path.starts_with(start)));

    let mut computed = BTreeSet::new();
    let mut agreements = Agreements::default();
    for report in reports {
        let Some(section) = report.experiment.reference else { continue };
        let mut found = BTreeMap::new();
        leaves(section.to_owned(), &report.numbers, &mut found);
        let mut agreement = Agreement::default();
        for (path, ours) in found {
            match expected.get(&path) {
                Some(theirs) => agreement.add(&path, ours, theirs),
                None => {
                    agreement.differing.push(format!("{path}: the reference has no such figure"));
                }
            }
            computed.insert(path);
        }
        agreements.by_experiment.push((report.experiment.name, agreement));
    }
    agreements.missing = expected.into_keys().filter(|path| !computed.contains(path)).collect();
    agreements
}

impl Agreement {
    fn add(&mut self, path: &str, ours: &Value, theirs: &Value) {
        self.figures += 1;
        let (Some(a), Some(b)) = (number(ours), number(theirs)) else {
            self.differing.push(format!("{path}: {ours} is not {theirs}"));
            return;
        };
        let relative = if a == b { 0.0 } else { (a - b).abs() / b.abs() };
        let agrees = match rule(path, theirs) {
            Rule::Exact => a.to_bits() == b.to_bits(),
            Rule::Absolute(tolerance) => (a - b).abs() <= tolerance,
            Rule::Relative(tolerance) => {
                self.worst = self.worst.max(relative);
                relative <= tolerance
            }
        };
        if !agrees {
            self.differing
                .push(format!("{path}: {ours} is not {theirs} (off by {})", short(relative)));
        }
    }
}

/// Numbers as they are, yes and no as 1 and 0.
fn number(value: &Value) -> Option<f64> {
    value.as_f64().or_else(|| value.as_bool().map(|yes| f64::from(u8::from(yes))))
}

/// All numbers and truth values below `value`, by their path.
fn leaves<'a>(path: String, value: &'a Value, into: &mut BTreeMap<String, &'a Value>) {
    match value {
        Value::Object(fields) => {
            for (name, value) in fields {
                let path = if path.is_empty() { name.clone() } else { format!("{path}.{name}") };
                leaves(path, value, into);
            }
        }
        Value::Array(items) => {
            for (i, value) in items.iter().enumerate() {
                leaves(format!("{path}[{i}]"), value, into);
            }
        }
        Value::Number(_) | Value::Bool(_) => {
            into.insert(path, value);
        }
        Value::Null | Value::String(_) => {}
    }
}
