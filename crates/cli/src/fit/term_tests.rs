//! Does each term matter? Its features together, by a fit without them.

use std::ops::Range;

use datasets::Encoder;
use models::Error;
use models::inference::{Against, TestResult, p_value_text};
use pictures::{TextTable, shown};
use serde_json::{Value, json};

use super::inference::of_test;

/// A term and its test, or why there is none.
pub(super) struct TermTest {
    pub(super) term: String,
    pub(super) test: Result<TestResult, Error>,
}

/// The terms that are no part of another, each with its features.
pub(super) fn tested_terms(encoder: &Encoder) -> Vec<(String, Range<usize>)> {
    let all = encoder.features_of_terms();
    let is_whole = |term| !all.iter().any(|(other, _)| datasets::Term::is_part_of(term, other));
    let whole = all.iter().filter(|(term, _)| is_whole(term));
    whole.map(|(term, features)| (term.name.clone(), features.clone())).collect()
}

pub(super) fn table(tests: &[TermTest]) -> String {
    table_of("without the term", tests)
}

/// The same under another head.
pub(super) fn table_of(head: &str, tests: &[TermTest]) -> String {
    let kind = |test: &TermTest| match test.test {
        Ok(TestResult { against: Against::F { .. }, .. }) => "F",
        _ => "chi2",
    };
    let letter = tests.first().map_or("chi2", kind);
    let mut table = TextTable::new([head, letter, "df", "P"]);
    for TermTest { term, test } in tests {
        let cells = match test {
            Ok(TestResult { statistic, against, p_value }) => {
                let (Against::ChiSquared { degrees_of_freedom }
                | Against::F { degrees_of_freedom, .. }) = against;
                [format!("{statistic:.4}"), degrees_of_freedom.to_string(), p_value_text(*p_value)]
            }
            Err(_) => ["-", "-", "-"].map(str::to_owned),
        };
        let [statistic, degrees, p] = cells;
        table.row([shown(term), statistic, degrees, p]);
    }
    table.to_string().trim_end().to_owned()
}

pub(super) fn to_json(tests: &[TermTest]) -> Vec<Value> {
    let of_term = |TermTest { term, test }: &TermTest| match test {
        Ok(test) => json!({ "term": term, "test": of_test(*test) }),
        Err(reason) => json!({ "term": term, "test": null, "reason": reason.to_string() }),
    };
    tests.iter().map(of_term).collect()
}
