//! How far a row moves the parameters is what a fit without it finds.

use super::influence::{changes, line, logits, tables, values};
use crate::common::agree;
use crate::common::tables::Table;
use models::WeightKind;

/// The same table without one sample of a row.
fn without(table: &Table, row: usize) -> Table {
    let (mut values, kind) = table
        .weights
        .clone()
        .unwrap_or_else(|| (vec![1.0; table.x.nrows()], WeightKind::Frequency));
    values[row] = if kind == WeightKind::Frequency { values[row] - 1.0 } else { 0.0 };
    Table { weights: Some((values, kind)), ..table.clone() }
}

#[test]
fn a_change_is_what_a_fit_without_the_row_finds() {
    let (mut nearer, mut asked) = (0, 0);
    for (seed, table) in tables(0..60) {
        let what = format!("seed {seed}");
        let row = table.counts().iter().position(|count| *count > 0).unwrap();
        let other = without(&table, row);
        let gone = |c: &[f64], b: f64, others: (&[f64], f64)| -> Vec<f64> {
            let mut moved: Vec<f64> = c.iter().zip(others.0).map(|(c, other)| c - other).collect();
            moved.extend(table.has_intercept.then_some(b - others.1));
            moved
        };
        let (one, two) = (table.problem(&table.numbers), other.problem(&other.numbers));
        let (of_all, less) = (line(&one), line(&two));
        let expected =
            gone(&of_all.coefficients, of_all.intercept, (&less.coefficients, less.intercept));
        let found = values(&changes(&of_all.influence_of(&one).unwrap(), row));
        agree(&what, &found, &expected, 1e-11);

        let (one, two) = (table.problem(&table.labels), other.problem(&other.labels));
        let (of_all, less) = (logits(&one), logits(&two));
        let expected =
            gone(&of_all.coefficients, of_all.intercept, (&less.coefficients, less.intercept));
        let influence = of_all.influence_of(&one).unwrap();
        let exact = influence.refitted(row).unwrap().unwrap();
        let exact: Vec<f64> = exact.iter().map(|change| change.unwrap().value).collect();
        agree(&what, &exact, &expected, 1e-9);

        // With the deviance residual in place of Pearson's, as in R, a step leads less near.
        for row in influence.most_influential(3) {
            let Some(exact) = influence.refitted(row).unwrap() else { continue };
            let of = influence.measures(row).unwrap();
            let step = changes(&influence, row);
            let far = |share: f64| -> f64 {
                let pairs = step.iter().zip(&exact);
                pairs.map(|(s, e)| (share * s.value - e.unwrap().value).abs()).sum()
            };
            asked += 1;
            nearer += usize::from(far(1.0) < far(of.deviance / of.pearson));
        }
    }
    assert!(10 * nearer > 8 * asked, "{nearer} of {asked}");
}
