//! What is said of the tables in `tests/cases/tables`, and what becomes of who follows it.

use std::path::PathBuf;

use crate::common::cases::{Fit, case};
use crate::common::{regress, text};
use crate::proposed::{chain, has_model, in_a_shell, proposed};
use serde_json::Value;

fn folder() -> PathBuf {
    PathBuf::from(case("tables/ck50")).parent().unwrap().to_owned()
}

fn fit(name: &str, options: &str) -> Fit {
    Fit::of(case(&format!("tables/{name}")), options)
}

/// How a table is fitted by who knows nothing of it but its target.
fn at_first(name: &str) -> String {
    let rest = match name {
        "dd15576.csv" => "-t Prezzo -m linear",
        "p14124.csv" => "-t C -m linear",
        "stars.csv" => "-t stars -m linear",
        "ids.csv" => "-t y -m softmax",
        _ => "-t y",
    };
    format!("regress fit {name} {rest}")
}

#[test]
fn every_table_is_fitted_by_one_command_or_by_the_one_that_the_error_proposes() {
    let mut names: Vec<String> = std::fs::read_dir(folder())
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    names.sort();
    assert_eq!(names.len(), 40);
    names.retain(|name| name != "nondeterministic.csv"); // in which there is nothing to learn from
    for name in &names {
        let (lines, last) = chain(&folder(), &at_first(name));
        assert!(has_model(&last), "{lines:?}: {}", text(&last.stderr));
        assert!(lines.len() <= 2, "{lines:?}");
    }
}

/// For each table that is not fitted as it stands: the error, and the flags that are proposed.
#[test]
fn refusals_name_the_place_and_the_flags_that_help() {
    for (name, error, flags) in [
        ("comment", "comment.csv:1: the first row has 1 cell", "--comment '#'"),
        ("dd15576", "those from line 2 on have 3: the header comes later", "--skip-rows 1"),
        ("gapspread", "gapspread.csv:2: the value of \"a\" is missing", "--missing mean"),
        ("iso", "column \"d\" holds dates or times such as \"2024-01-01\"", "--as-date d"),
        ("miss_3f", "miss_3f.csv:5: the value of \"x\" is missing", "--missing drop"),
        ("miss_4e2f41", "miss_4e2f41.csv:5: the value of \"x\" is missing", "--missing drop"),
        ("month", "column \"m\" holds dates or times such as \"2024-01\"", "--as-date m"),
        ("monthname", "column \"d\" holds dates or times such as \"1-JUN-11\"", "--as-date d"),
        ("ssn", "column \"code\" has 60 different texts in 60 rows", "--drop code"),
        ("time", "column \"t\" holds dates or times such as \"00:00\"", "--as-date t"),
    ] {
        let line = at_first(&format!("{name}.csv"));
        let output = in_a_shell(&folder(), &line);
        let errors = text(&output.stderr);
        assert_eq!(output.status.code(), Some(1), "{name}");
        assert!(errors.contains(error), "{name}: {errors}");
        assert_eq!(proposed(&output), Some(format!("{line} {flags}")), "{name}");
    }
}

#[test]
fn what_was_taken_for_numbers_is_told() {
    for (name, options, note) in [
        ("ck50", "-t y", "\"price\" holds numbers in groups of thousands, such as \"1,000\""),
        ("usd", "-t y", "\"price\" holds numbers with $, such as \"$1,000.50\"; taken as numbers"),
        ("pct", "-t y", "\"rate\" holds percentages, such as \"0.0%\"; taken as numbers"),
        ("eu_thousands", "-t y", "\"x\" may be thousands (1.500); taken as decimals; --decimal ,"),
        ("eu_thousands", "-t y --decimal ,", "\"x\" holds numbers in groups of thousands"),
        ("miss_3f", "-t y --missing drop", "\"x\" holds numbers; taken as missing: 4 cells with ?"),
        ("miss_4e2f41", "-t y --missing drop", "taken as missing: 4 cells with N/A"),
        ("miss_3f", "-t y --missing drop", "4 rows with missing cells were left out"),
        ("index", "-t y", "a column without a name is called \"column 1\""),
        ("emptycol", "-t y", "\"note\" has no value in any row"),
        ("consttext", "-t y", "\"k\" is \"USD\" in every row: it tells nothing apart"),
        (
            "bool_yesno",
            "-t y",
            "\"b\" has 4 cells with N/A, taken as a level; --na N/A takes it as missing",
        ),
    ] {
        let fit = fit(name, options);
        assert!(fit.errors.contains(note), "{name}: {}", fit.errors);
    }
}

#[test]
fn what_is_plain_is_read_without_a_word() {
    for name in "blankfirst cr ctrl esc flagnum hdrcomma hdrnl hours ml1272 na_cat_quoted nbsp_cat nbsp_many ws"
        .split(' ')
    {
        let fit = fit(name, "-t y");
        assert_eq!((fit.code, fit.errors.as_str()), (0, ""), "{name}");
    }
    let lines = fit("p14124", "-t C -m linear");
    assert_eq!((lines.code, lines.errors.as_str()), (0, ""));
    lines.weighs("A", 1.0, 1e-12).weighs("intercept", 6.0, 1e-12);
    assert!(lines.text.contains("aliased: B = A + 3"), "{}", lines.text);
    assert_eq!(lines.features(), ["A", "B"]); // and no column behind the last delimiter
}

/// Where all columns are alike but for a unit, the same numbers stand under every way to write them.
#[test]
fn thousands_currencies_and_percentages_are_the_numbers_they_say() {
    for (name, combination) in [
        ("ck50", "x = 0.00729927 * price - 7.29927"), // 1,000 is 1000, and 137 more in each row
        ("usd", "x = 0.00729927 * price - 7.30292"),  // from $1,000.50 on
        ("pct", "x = 0.666667 * rate"),               // 1.5% more in each row
    ] {
        fit(name, "-t y").aliased("x", combination);
    }
}

#[test]
fn gaps_that_together_cover_all_rows_are_filled_not_dropped() {
    let dropped = fit("gapspread", "-t y --missing drop");
    dropped.refused("every row has a missing cell; most are in a (15), b (15)");
    let filled = fit("gapspread", "-t y --missing mean");
    filled.converged();
    assert!(filled.errors.contains("15 cells of \"a\" were missing and are filled in"));
    let means = ["0", "1"].map(|j| filled.number(&format!("/model/columns/{j}/mean")));
    assert_eq!(means, [15.0, 14.0]);
}

#[test]
fn a_quoted_na_is_a_country_unless_told_otherwise() {
    let kept = fit("na_cat_quoted", "-t y");
    assert_eq!(kept.features(), ["c=FR", "c=NA", "x"]);
    fit("na_cat_quoted", "-t y --na NA")
        .refused("na_cat_quoted.csv:2: the value of \"c\" is missing");
    let dropped = fit("na_cat_quoted", "-t y --na NA --missing drop");
    dropped.converged();
    assert_eq!(
        (dropped.features(), dropped.at("/model/training/rows")),
        (vec!["c=FR", "x"], &20.into())
    );
}

#[test]
fn whole_numbers_that_no_float_tells_apart_are_three_classes() {
    let classes = ["5", "9007199254740992", "9007199254740993"];
    let fit = fit("ids", "-t y -m softmax");
    fit.converged();
    assert_eq!(fit.at("/model/target/classes"), &serde_json::json!(classes));
}

/// Versions and codes are no dates: the first are levels, the others names of rows.
#[test]
fn versions_are_levels() {
    let fit = fit("ver", "-t y");
    let levels = ["ver=1.1.0", "ver=2.0.0", "ver=2.1.0", "ver=3.0.0", "ver=3.1.0", "x"];
    assert_eq!(fit.features(), levels);
    fit.separated_somehow("complete"); // 1.1.0, 2.0.0 and 3.1.0 are 1, the others 0
}

#[test]
fn nothing_in_a_table_commands_the_terminal() {
    for name in ["esc", "ctrl"] {
        for command in ["fit", "doctor"] {
            let output = regress()
                .args([command, &case(&format!("tables/{name}")), "-t", "y"])
                .output()
                .unwrap();
            let said = text(&output.stdout) + &text(&output.stderr);
            let is_command = |c: char| c.is_control() && c != '\n';
            assert!(!said.contains(is_command), "{name}: {said:?}");
        }
    }
    let fit = fit("esc", "-t y");
    assert!(fit.text.contains("\\u{1b}]0;PWNED\\u{7}"), "{}", fit.text);
    assert_eq!(fit.at("/model/target/positive"), &Value::from("l"));
}

/// Twenty runs, each on another number of threads, name the same columns in the order of the table.
#[test]
fn the_first_column_is_named_first_on_any_number_of_threads() {
    let said = |threads: usize| {
        let mut command = regress();
        command.args(["fit", &case("tables/nondeterministic"), "-t", "y"]);
        let output = command.env("RAYON_NUM_THREADS", threads.to_string()).output().unwrap();
        text(&output.stderr)
    };
    let first = said(1);
    let lines: Vec<&str> = first.lines().skip(1).collect();
    for (name, line) in ["Name", "Ticket", "Cabin", "Other"].iter().zip(&lines) {
        let what = format!("column \"{name}\" has 300 different texts in 300 rows");
        assert!(line.contains(&what), "{first}");
    }
    assert_eq!(lines.len(), 5);
    assert!(lines[4].contains("without them nothing is left to learn from"), "{first}");
    for run in 0..20 {
        assert_eq!(said([1, 2, 5][run % 3]), first);
    }
}
