//! Areas of curves that take near logits as equal.

#![allow(clippy::unwrap_used, reason = "a test may stop at the first surprise")]

mod common;

use common::{Cell, engines, stream, table};
use datasets::{EncodedColumn, Encoder, Encoding, Gaps};
use warehouse::{Frame, Judge, Truth};

/// In random tables of scores of any spread, areas by steps differ from the exact ones by less than a millionth.
#[test]
fn areas_by_steps_are_those_of_all_rows() {
    let encoding = Encoding::Number { mean: 0.0, form: None };
    let column = EncodedColumn { name: "x".to_owned(), encoding, gap_feature: false };
    let encoder = Encoder { gaps: Gaps::Drop, columns: vec![column], terms: None };
    let classes = vec![vec!["no".to_owned()], vec!["yes".to_owned()]];
    let truth = Truth::Classes { column: "y".to_owned(), classes, are_numbers: false };
    for engine in engines() {
        for seed in 0..12 {
            let mut stream = stream(seed);
            let (scale, places) =
                ([1e-6, 1.0, 1e3][seed as usize % 3], [1e1, 1e9][seed as usize % 2]);
            let mut row = || {
                let x = (stream.uniform(-1.0, 1.0) * places).round() / places;
                let is_positive = stream.uniform(-1.5, 1.5) < x;
                vec![Cell::Number(x * scale), Cell::Text(if is_positive { "yes" } else { "no" })]
            };
            let rows: Vec<Vec<Cell>> = (0..300).map(|_| row()).collect();
            let table = table(engine.dialect(), &["x", "y"], &rows);
            let frame = Frame::of(engine.dialect(), &table, &encoder, &truth);
            let judge = Judge { engine: &engine, frame: &frame, logits: vec![(&[1.0], 0.3)] };
            let (exact, by_steps) = (judge.ranking(true).unwrap(), judge.ranking(false).unwrap());
            let off = |a: f64, b: f64| (a - b).abs() / b;
            assert!(off(by_steps.pairs, exact.pairs) < 1e-6, "{seed}: {by_steps:?} {exact:?}");
            assert!(
                off(by_steps.precisions, exact.precisions) < 1e-6,
                "{seed}: {by_steps:?} {exact:?}"
            );
        }
    }
}
