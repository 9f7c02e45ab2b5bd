//! Whether the odds of ordered classes are proportional: does each column do the same at every threshold?

use std::ops::Range;

use linalg_lite::{Features, set_name};
use models::{FittedOrdered, Problem};
use pictures::shown;
use serde_json::{Value, json};

use super::problem::Data;
use super::term_tests::{self, TermTest};

/// The tests, of all features together and of each column, or the reason why they were left out.
pub(super) struct Odds(Result<Tests, &'static str>);

struct Tests {
    tests: Vec<TermTest>,
    /// Those against which only a bound is known.
    crossing: Vec<String>,
}

/// Two classes have one threshold.
const NOTHING: &str = "there is nothing to test";

impl Odds {
    pub(super) fn tested(
        model: &FittedOrdered,
        problem: &Problem<'_, usize>,
        data: &Data<'_>,
    ) -> Self {
        const MOST_VALUES: usize = 1 << 27;
        let (features, thresholds) = (data.names.len(), model.thresholds.len());
        if thresholds < 2 || features == 0 {
            return Self(Err(NOTHING));
        }
        let columns = columns(data);
        if problem.n_rows() * features * thresholds * columns.len() > MOST_VALUES {
            return Self(Err("it takes a fit for each column, too long for so many rows"));
        }
        let mut crossing = Vec::new();
        let test = |(term, features): (String, Range<usize>)| {
            let found = model.test_of_proportional_odds(problem, &features.collect::<Vec<usize>>());
            if found.as_ref().is_ok_and(|found| !found.are_in_order) {
                crossing.push(term.clone());
            }
            TermTest { term, test: found.map(|found| found.test) }
        };
        let all = (columns.len() > 1).then(|| ("all together".to_owned(), 0..features));
        let tests = all.into_iter().chain(columns).map(test).collect();
        Self(Ok(Tests { tests, crossing }))
    }

    pub(super) fn text(&self) -> String {
        let Tests { tests, crossing } = match &self.0 {
            Ok(found) => found,
            Err(NOTHING) => return String::new(),
            Err(reason) => {
                return format!("\n\nwhether odds are proportional was not tested: {reason}");
            }
        };
        let mut text = format!(
            "\n\nproportional odds: is one coefficient enough for all thresholds? (likelihood ratio; a small P says no)\n\n{}",
            term_tests::table_of("one for each threshold", tests)
        );
        for TermTest { term, test } in tests {
            if let Err(reason) = test {
                text += &format!("\n{}: {reason}", shown(term));
            }
        }
        if !crossing.is_empty() {
            let names: Vec<String> = crossing.iter().map(|term| shown(term)).collect();
            text += &format!(
                "\n\nfor {} P may be larger than that: with a coefficient for each threshold, some class is predicted nowhere",
                names.join(", ")
            );
        }
        text
    }

    pub(super) fn to_json(&self) -> Value {
        match &self.0 {
            Ok(Tests { tests, crossing }) => {
                json!({ "tests": term_tests::to_json(tests), "p_value_at_least": crossing })
            }
            Err(reason) => json!({ "reason": reason }),
        }
    }
}

/// The terms that are tested, and what other features come from, each with its features.
fn columns(data: &Data<'_>) -> Vec<(String, Range<usize>)> {
    let categories = Features::from(data.train.features()).categories();
    let of_category = |levels: Range<usize>| (set_name(data.names, &levels), levels);
    let mut sets: Vec<(String, Range<usize>)> = data.terms.to_vec();
    sets.extend(categories.map(of_category));
    let mut columns = Vec::new();
    let mut next = 0;
    while let Some(name) = data.names.get(next) {
        let set = sets.iter().find(|(_, features)| features.start == next && !features.is_empty());
        let column = set.cloned().unwrap_or_else(|| (name.clone(), next..next + 1));
        next = column.1.end;
        columns.push(column);
    }
    columns
}
