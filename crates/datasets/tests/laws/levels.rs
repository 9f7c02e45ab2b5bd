//! Many levels cost what they are worth, and too many are refused.

use std::time::{Duration, Instant};

use datasets::{Declared, Error, ReadAs, Reading, Table, Unseen};

use super::common::learn;

/// Rows of so many levels, each twice.
fn table(levels: usize, read: ReadAs) -> Table {
    let row = |k: usize| format!("level {:07},{}\n", (k * 7919) % levels, k % 2);
    let csv: String = std::iter::once("a,y\n".to_owned()).chain((0..2 * levels).map(row)).collect();
    let columns = move |_: &[String]| Ok(vec![read.clone(), ReadAs::Either]);
    let reading = Reading { columns: Some(&columns), ..Default::default() };
    Table::from_bytes("t.csv", csv.as_bytes(), &reading).unwrap()
}

/// The least of several durations.
fn least(work: impl Fn()) -> Duration {
    let timed = || {
        let begin = Instant::now();
        work();
        begin.elapsed()
    };
    (0..5).map(|_| timed()).min().unwrap_or_default()
}

#[test]
fn declared_levels_are_learned_and_encoded_in_linear_time() {
    const ROWS: usize = 300;
    let declared = Declared { categories: &["a"], ..Declared::default() };
    let times = [5_000, 20_000].map(|levels| {
        let table = table(levels, ReadAs::Text);
        let encoder = learn(&table, &declared).unwrap();
        assert_eq!(encoder.feature_names().len(), levels); // without the baseline, and y
        let rows: Vec<usize> = (0..ROWS).collect();
        let encode = || drop(encoder.encode(&table, &rows, Unseen::Refuse).unwrap());
        [least(|| drop(learn(&table, &declared).unwrap())), least(encode)]
    });
    for (few, many) in times[0].iter().zip(times[1]) {
        assert!(many < *few * 10, "{times:?}"); // 4 would be linear, 16 quadratic
    }
}

#[test]
fn a_million_levels_are_refused() {
    let error = learn(&table(1_000_000, ReadAs::Either), &Declared::default()).unwrap_err();
    assert!(matches!(error, Error::FreeText { levels: 1_000_000, rows: 2_000_000, .. }), "{error}");
    assert!(error.to_string().len() < 300);
}
