//! What `regress doctor` finds in the tables of `tests/cases/tables`.

use crate::common::cases::doctor;

fn finds(name: &str, target: &str, parts: &[&str]) {
    let found = doctor(&format!("tables/{name}"), target);
    for part in parts {
        assert!(found.contains(part), "{name}: no {part:?} in\n{found}");
    }
}

#[test]
fn ids_are_found_whether_they_fall_jump_or_are_shuffled() {
    finds("iddesc", "y", &["\"id\" falls from row to row", "--drop id"]);
    finds("idgap", "y", &["\"id\" rises from row to row", "--drop id"]);
    finds("idrand", "y", &["\"customer_id\" is another whole number in every row", "--drop"]);
    finds("index", "y", &["\"column 1\" counts the rows", "--drop 'column 1'"]);
    finds("cr", "y", &["\"id\" counts the rows"]);
    let found = doctor("tables/hours", "y"); // which repeat
    assert!(found.contains("found nothing"), "{found}");
}

#[test]
fn few_whole_numbers_are_a_target_of_numbers_or_classes() {
    let words =
        "target \"stars\": 5 different numbers, taken as numbers; --model softmax takes them";
    finds("stars", "stars", &[words]);
}

#[test]
fn words_for_gaps_are_found() {
    finds("bool_yesno", "y", &["4 cells of \"b\" with N/A", "--na N/A"]);
    finds("miss_3f", "y", &["taken as missing: 4 cells with ?", "4 of 40 rows (10.0%)"]);
    finds("gapspread", "y", &["30 of 30 rows (100.0%)", "--missing drop would cost most rows"]);
    finds("emptycol", "y", &["\"note\" has no value in any row"]);
}

#[test]
fn columns_that_a_fit_refuses_are_found() {
    for (name, column, remedy) in [
        ("iso", "d", "--as-date d, --date-parts d, or --drop d"),
        ("month", "m", "--as-date m"),
        ("monthname", "d", "--as-date d"),
        ("time", "t", "--as-date t"),
        ("ssn", "code", "--drop code, or --as-category code"),
        ("nondeterministic", "Other", "--drop Other"),
    ] {
        finds(name, "y", &[&format!("column \"{column}\" "), remedy]);
    }
}

#[test]
fn what_is_a_number_in_disguise_is_told() {
    finds("ck50", "y", &["\"price\" holds numbers in groups", "1000.0 to 6343.0"]);
    finds("usd", "y", &["\"price\" holds numbers with $", "1000.5 to 6343.5"]);
    finds("pct", "y", &["\"rate\" holds percentages", "0 to 58.500"]);
    finds("eu_thousands", "y", &["\"x\" may be thousands (1.500)", "--decimal ,"]);
    finds("consttext", "y", &["\"k\" is \"USD\" in every row", "--drop k"]);
}
