//! The same against statsmodels: `data/reference/influence_statsmodels.json`, by `influence.py`.

use models::influence::{Change, Influence, Measures};
use models::{LinearRegression, LogisticRegression, Problem, Target};
use serde_json::Value;

use super::influence::{Compared, changes, data, errors_agree, intercept_last, numbers, whole};
use crate::common::reference::reference;

/// Where its definitions are ours: all rows of three fits.
#[test]
fn rows_and_sandwiches_agree_with_statsmodels() {
    let mut figures = 0;
    for (name, entry) in &reference("influence_statsmodels.json") {
        let data = data(name, entry);
        let offset = entry.get("offset").map(numbers);
        let labels: Vec<bool> = data.target.iter().map(|y| *y == 1.0).collect();
        if name == "penguins" {
            let problem = Problem::new(data.x.as_ref(), &data.target).unwrap();
            let line = LinearRegression::default().fit_problem(&problem).unwrap();
            figures += all_agree(name, entry, &line.influence_of(&problem).unwrap());
            figures += errors_agree(name, entry, &data, |s| line.sandwich(&problem, s).unwrap());
        } else {
            let problem = whole(Problem::new(data.x.as_ref(), &labels).unwrap(), None, &offset);
            let fit = LogisticRegression::default().fit_problem(&problem).unwrap();
            figures += all_agree(name, entry, &fit.influence_of(&problem).unwrap());
            figures += errors_agree(name, entry, &data, |s| fit.sandwich(&problem, s).unwrap());
        }
    }
    assert!(figures > 5000, "{figures}");
}

/// Its name in an entry, and what it is of a row.
type Figure<Of, Number> = (&'static str, fn(&Of) -> Number);

/// The figures that an entry has, of every row.
fn all_agree<T: Target>(name: &str, entry: &Value, influence: &Influence<'_, T>) -> usize {
    let mut compared = Compared(0);
    let figures: [Figure<Measures, Option<f64>>; 6] = [
        ("leverage", |m| Some(m.leverage)),
        ("cooks_distance", |m| m.cooks_distance),
        ("standardised", |m| m.standardised),
        ("studentised", |m| m.studentised),
        ("dffits", |m| m.dffits),
        ("covariance_ratio", |m| m.covariance_ratio),
    ];
    let rows = 0..influence.n_rows();
    for (key, of) in figures {
        let Some(expected) = entry.get(key) else { continue };
        let found = |row| of(&influence.measures(row).unwrap()).unwrap();
        let found: Vec<f64> = rows.clone().map(found).collect();
        compared.agree(&format!("{name}, {key}"), &found, &numbers(expected));
    }
    let moves: [Figure<Change, f64>; 2] =
        [("step", |c| c.value), ("dfbetas", |c| c.standard_errors.unwrap())];
    for (key, of) in moves {
        let Some(expected) = entry.get(key) else { continue };
        for row in rows.clone() {
            let found = changes(&influence.changes(row).unwrap().unwrap(), of);
            let expected = intercept_last(numbers(&expected[row]));
            compared.agree(&format!("{name}, {key}, row {row}"), &found, &expected);
        }
    }
    compared.0
}
