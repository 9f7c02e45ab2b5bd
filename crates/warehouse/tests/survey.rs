//! What is asked about the columns of a table.

#![allow(clippy::unwrap_used, reason = "a test may stop at the first surprise")]

mod common;

use common::Cell::{Missing, Number, Text};
use common::{Cell, engines, table};
use warehouse::{Beside, Holds, Survey};

fn rows() -> Vec<Vec<Cell>> {
    let word = |i: usize| match i % 4 {
        0 => Missing,
        1 => Text("it's"),
        _ => Text("Köln, Süd"),
    };
    let age = |i: usize| if i.is_multiple_of(5) { Number(-999.0) } else { Number(20.0 + i as f64) };
    let size = |i: usize| if i == 3 { Missing } else { Number(i as f64 / 2.0) };
    (0..20).map(|i| vec![word(i), age(i), size(i)]).collect()
}

#[test]
fn columns_are_counted_as_they_are() {
    let header = ["word", "age", "size"];
    let columns = header.map(str::to_owned);
    for engine in engines() {
        let table = table(engine.dialect(), &header, &rows());
        let survey =
            Survey { dialect: engine.dialect(), table: &table, columns: &columns, categories: &[] };
        let name = engine.program();
        let (n, found) = survey.of_columns(&engine).unwrap();
        assert_eq!(n, 20.0, "{name}");
        let [word, age, size] = found.as_slice() else { unreachable!() };
        assert_eq!((word.known, word.different, &word.holds), (15.0, 2.0, &Holds::Texts), "{name}");
        let levels = [("Köln, Süd".to_owned(), 10.0), ("it's".to_owned(), 5.0)];
        assert!(word.levels == levels && word.has_all_levels(), "{name}: {:?}", word.levels);
        let spread = age.spread.unwrap();
        assert_eq!((spread.low, spread.high, spread.are_whole), (-999.0, 39.0, true), "{name}");
        let spread = size.spread.unwrap();
        assert_eq!((size.known, size.different), (19.0, 19.0), "{name}");
        assert!((spread.mean - 93.5 / 19.0).abs() < 1e-14 && !spread.are_whole, "{name}");
        let beside = survey.beside(&engine, &[("age", -999.0)]).unwrap();
        let expected = Beside { often: 4.0, others: 16.0, low: 21.0, high: 39.0 };
        assert_eq!(beside, [expected], "{name}");
    }
}

/// Of many different texts a few are answered, the same ones everywhere.
#[test]
fn ties_are_answered_in_the_order_of_bytes() {
    let words = ["b", "ä", "B", "a", "", "Z", "_"];
    let rows: Vec<Vec<Cell>> = words.iter().map(|word| vec![Text(word)]).collect();
    for engine in engines() {
        let table = table(engine.dialect(), &["word"], &rows);
        let columns = ["word".to_owned()];
        let dialect = engine.dialect();
        let survey = Survey { dialect, table: &table, columns: &columns, categories: &[] };
        let (_, found) = survey.of_columns(&engine).unwrap();
        let texts: Vec<&str> = found[0].levels.iter().map(|(text, _)| text.as_str()).collect();
        assert_eq!(texts, ["", "B", "Z", "_", "a", "b", "ä"], "{}", engine.program());
    }
}
