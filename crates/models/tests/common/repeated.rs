//! Tables with counts, and the same with their rows repeated.

use linalg_lite::Mat;
use models::FittedLogistic;
use models::Status;

use super::tables::{Table, draw};
use super::{DIGITS, agree};

/// A table with counts, and the same with its rows repeated, one after the other.
pub(crate) struct Pair {
    pub(crate) seed: u64,
    pub(crate) counted: Table,
    pub(crate) repeated: Table,
}

pub(crate) fn pairs(seeds: std::ops::Range<u64>) -> impl Iterator<Item = Pair> {
    seeds.map(|seed| {
        let mut counted = draw(6 * seed + 1 + 3 * (seed % 2)); // counts; with an offset, or without
        counted.has_intercept = !seed.is_multiple_of(7);
        // A row that is none may hold anything a number can.
        let none = counted.counts().iter().position(|count| *count == 0).unwrap();
        (0..counted.x.ncols()).for_each(|j| counted.x[(none, j)] = 1e308);
        let counts = counted.counts();
        let rows: Vec<usize> =
            (0..counts.len()).flat_map(|i| std::iter::repeat_n(i, counts[i])).collect();
        let repeated = Table {
            x: Mat::from_fn(rows.len(), counted.x.ncols(), |i, j| counted.x[(rows[i], j)]),
            labels: rows.iter().map(|i| counted.labels[*i]).collect(),
            numbers: rows.iter().map(|i| counted.numbers[*i]).collect(),
            classes: rows.iter().map(|i| counted.classes[*i]).collect(),
            weights: None,
            offset: counted.offset.as_ref().map(|offset| rows.iter().map(|i| offset[*i]).collect()),
            has_intercept: counted.has_intercept,
        };
        Pair { seed, counted, repeated }
    })
}

/// What stands in an explanation, without what it says of weights.
pub(crate) fn sizes(text: &str) -> Option<String> {
    let from = text.find("1/")?;
    Some(text[from..].chars().take_while(|c| !c.is_whitespace()).collect())
}

/// The first line: how many samples there are.
pub(crate) fn head(text: &str) -> String {
    text.chars().take_while(|c| *c != ';').collect()
}

#[track_caller]
pub(crate) fn same_logits(what: &str, counted: &FittedLogistic, repeated: &FittedLogistic) {
    assert_eq!(counted.report.status, Status::Converged, "{what}");
    assert_eq!(repeated.report.status, Status::Converged, "{what}");
    assert_eq!(counted.samples.total_weight, repeated.samples.total_weight, "{what}");
    let [one, two] = [counted, repeated].map(|fit| fit.explain());
    assert_eq!(sizes(&one.formula), sizes(&two.formula), "{what}");
    agree(what, &counted.coefficients, &repeated.coefficients, DIGITS);
    agree(what, &[counted.intercept], &[repeated.intercept], DIGITS);
    agree(what, &[counted.report.objective], &[repeated.report.objective], DIGITS);
}
