//! What the comparison found, for readers and for scripts.

use std::fmt::Write;

use anyhow::{Result, anyhow};
use models::Error;
use models::inference::{Likelihood, TestResult};
use pictures::numbers::{count, significant};
use pictures::{TextTable, shown};
use serde_json::{Value, json};

use super::candidate::Candidate;
use super::nested::{is_nested, test};
use crate::fit::of_test;
use crate::model_file::TargetColumn;
use crate::words::Words;

pub(super) struct Comparison<'a> {
    candidates: &'a [Candidate<'a>],
    folds: usize,
    tests: Vec<Test<'a>>,
    /// Of each model after the first, how much more it loses on a sample than the first, and the standard error of that.
    differences: Vec<Option<Difference>>,
}

/// One model that is a special case of another.
struct Test<'a> {
    smaller: &'a str,
    larger: &'a str,
    found: Result<TestResult>,
}

struct Difference {
    mean: f64,
    standard_error: f64,
}

impl<'a> Comparison<'a> {
    /// Samples of one of the `groups` are not independent of each other.
    pub(super) fn of(
        candidates: &'a [Candidate<'a>],
        folds: &[usize],
        groups: Option<&[usize]>,
    ) -> Result<Self> {
        let mut tests = Vec::new();
        for (k, larger) in candidates.iter().enumerate() {
            for smaller in &candidates[..k] {
                tests.extend(of_two(smaller, larger)?);
            }
        }
        let of_other = |other| difference(other, &candidates[0], groups);
        let differences = candidates.iter().skip(1).map(of_other).collect();
        let folds = folds.iter().max().map_or(0, |fold| fold + 1);
        Ok(Self { candidates, folds, tests, differences })
    }

    pub(super) fn text(&self, table: &str) -> String {
        let first = &self.candidates[0];
        let target = &first.model.target;
        let rows = count(first.model.training.rows, "row");
        let mut text = format!(
            "{} of \"{}\" on {rows} of {}\n\n",
            target.kind().replace("a model", "models"),
            shown(target.name()),
            shown(table)
        );
        text += &self.table();
        for Candidate { name, likelihood, losses, .. } in self.candidates {
            if let Err(reason) = likelihood {
                let _ = writeln!(text, "\n{name} has no likelihood to compare: {}", of(reason));
            }
            if let Err(reason) = losses {
                let _ = writeln!(text, "\n{name} could not be fitted without a fold: {reason}");
            }
        }
        for Test { smaller, larger, found } in &self.tests {
            let _ = match found {
                Ok(found) => writeln!(
                    text,
                    "\n{smaller} is {larger} with fewer parameters; does {larger} explain more?\n  {}",
                    found.describe()
                ),
                Err(reason) => writeln!(text, "\n{reason}"),
            };
        }
        text += &self.held_out();
        text
    }

    fn table(&self) -> String {
        let loss = self.loss();
        let heads = ["", "parameters", "log-likelihood", "AIC", "AICc", "BIC", loss];
        let mut table = TextTable::new(heads);
        for Candidate { name, likelihood, losses, line, .. } in self.candidates {
            let loss = losses.as_ref().map_or("-".to_owned(), |all| significant(mean(all)));
            let dash = || "-".to_owned();
            table.row(match likelihood {
                Ok(l) => {
                    let [aic, aicc, bic] = criteria(l, line.is_some())
                        .map(|x| x.map_or_else(dash, |x| format!("{x:.4}")));
                    let log_likelihood = format!("{:.4}", l.log_likelihood);
                    [shown(name), l.parameters.to_string(), log_likelihood, aic, aicc, bic, loss]
                }
                Err(_) => [shown(name), dash(), dash(), dash(), dash(), dash(), loss],
            });
        }
        table.to_string()
    }

    fn loss(&self) -> &'static str {
        match self.candidates[0].model.target {
            TargetColumn::Number { .. } => "held-out half squared error",
            _ => "held-out log loss",
        }
    }

    fn held_out(&self) -> String {
        let mut text = String::new();
        let first = self.candidates[0].name;
        for (other, difference) in self.candidates.iter().skip(1).zip(&self.differences) {
            let Some(Difference { mean, standard_error }) = difference else { continue };
            let verdict = match (mean.abs() <= 2.0 * standard_error, *mean < 0.0) {
                (true, _) => "that may be chance",
                (false, true) => "better, by more than two of them",
                (false, false) => "worse, by more than two of them",
            };
            let _ = writeln!(
                text,
                "\nin {} folds {} loses {} {} than {first} on a row that it has not seen (standard error {}): {verdict}",
                self.folds,
                other.name,
                significant(mean.abs()),
                if *mean < 0.0 { "less" } else { "more" },
                significant(*standard_error),
            );
        }
        text
    }

    pub(super) fn to_json(&self) -> Value {
        let of_candidate = |c: &Candidate<'_>| {
            let loss = c.losses.as_ref().ok().map(|all| Words(mean(all)));
            match &c.likelihood {
                Ok(l) => {
                    let [aic, aicc, bic] = criteria(l, c.line.is_some()).map(|x| x.map(Words));
                    json!({
                        "model": c.name,
                        "parameters": l.parameters,
                        "log_likelihood": Words(l.log_likelihood),
                        "aic": aic,
                        "aicc": aicc,
                        "bic": bic,
                        "held_out_loss": loss,
                    })
                }
                Err(reason) => json!({
                    "model": c.name,
                    "reason": of(reason),
                    "held_out_loss": loss,
                }),
            }
        };
        let of_test = |Test { smaller, larger, found }: &Test<'_>| match found {
            Ok(found) => json!({ "smaller": smaller, "larger": larger, "test": of_test(*found) }),
            Err(reason) => {
                json!({ "smaller": smaller, "larger": larger, "reason": reason.to_string() })
            }
        };
        let others = self.candidates.iter().skip(1).zip(&self.differences);
        let of_difference = |(other, difference): (&Candidate<'_>, &Option<Difference>)| {
            let found = difference.as_ref();
            json!({
                "model": other.name,
                "against": self.candidates[0].name,
                "difference": found.map(|found| Words(found.mean)),
                "standard_error": found.map(|found| Words(found.standard_error)),
            })
        };
        json!({
            "models": self.candidates.iter().map(of_candidate).collect::<Vec<Value>>(),
            "tests": self.tests.iter().map(of_test).collect::<Vec<Value>>(),
            "folds": self.folds,
            "held_out": others.map(of_difference).collect::<Vec<Value>>(),
        })
    }
}

/// AIC, AICc and BIC, where there are such; a line estimates a variance besides.
fn criteria(likelihood: &Likelihood, is_line: bool) -> [Option<f64>; 3] {
    let all = [Some(likelihood.aic()), likelihood.aicc(is_line), Some(likelihood.bic())];
    all.map(|found| found.filter(|_| likelihood.has_criteria()))
}

/// The reason, without what it stands in the way of.
fn of(error: &Error) -> String {
    match error {
        Error::NoInference(reason) => (*reason).to_owned(),
        other => other.to_string(),
    }
}

/// The test of two models of which one is nested in the other.
fn of_two<'a>(a: &'a Candidate<'a>, b: &'a Candidate<'a>) -> Result<Option<Test<'a>>> {
    let parameters = |of: &Candidate<'_>| of.likelihood.as_ref().map_or(0, |l| l.parameters);
    let (smaller, larger) = if parameters(a) <= parameters(b) { (a, b) } else { (b, a) };
    let have_likelihood = a.likelihood.is_ok() && b.likelihood.is_ok();
    if !have_likelihood || !is_nested(smaller, larger)? {
        return Ok(None);
    }
    let (small, large) = (smaller.name, larger.name);
    let found = match parameters(a) == parameters(b) {
        true => {
            Err(anyhow!("{small} and {large} are one model, written in two ways: there is no test"))
        }
        false => test(smaller, larger),
    };
    Ok(Some(Test { smaller: small, larger: large, found }))
}

/// How much more one loses on a sample than another, by the same folds.
fn difference(
    one: &Candidate<'_>,
    other: &Candidate<'_>,
    groups: Option<&[usize]>,
) -> Option<Difference> {
    let (Ok(one), Ok(other)) = (&one.losses, &other.losses) else { return None };
    let more: Vec<f64> = one.iter().zip(other).map(|(a, b)| a - b).collect();
    let (n, mean) = (more.len() as f64, mean(&more));
    let mut off: Vec<f64> = more.iter().map(|x| x - mean).collect();
    if let Some(groups) = groups {
        let mut sums = vec![0.0; groups.iter().max().map_or(0, |last| last + 1)];
        off.iter().zip(groups).for_each(|(off, group)| sums[*group] += off);
        off = sums;
    }
    let squares: f64 = off.iter().map(|x| x * x).sum();
    let g = off.len() as f64;
    let standard_error = (squares * g / (g - 1.0)).sqrt() / n;
    mean.is_finite().then_some(Difference { mean, standard_error })
}

fn mean(values: &[f64]) -> f64 {
    linalg_lite::mean(values)
}
