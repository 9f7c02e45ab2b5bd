//! Tables that come after the one a model was fitted to, and say the same in other words.

use crate::common::cases::case;
use crate::common::{Folder, text};
use serde_json::Value;

fn table(name: &str) -> String {
    case(&format!("tables/{name}"))
}

/// The column of predictions, with their probabilities.
fn answers(csv: &str) -> Vec<String> {
    let last = |line: &str| line.rsplitn(3, ',').take(2).collect::<Vec<_>>().join(",");
    csv.lines().skip(1).map(last).collect()
}

/// What is said of a table that the model `m.json` does not take.
fn refused(folder: &Folder, table: &str) -> String {
    let output = folder.run(&["predict", "m.json", table]);
    assert_eq!(output.status.code(), Some(1));
    text(&output.stderr)
}

/// Fitted to yes and no, a model takes 1 and 0 for the same, and says so.
#[test]
fn yes_and_no_may_come_as_one_and_zero() {
    let folder = Folder::new();
    let numbers = std::fs::read_to_string(table("flagnum")).unwrap();
    let words = |yes: &str, no: &str| -> String {
        let row = |line: &str| {
            let cells: Vec<&str> = line.split(',').collect();
            let flag = match cells[2] {
                "1" => yes,
                "0" => no,
                other => other,
            };
            format!("{},{},{flag},{}\n", cells[0], cells[1], cells[3])
        };
        numbers.lines().map(row).collect()
    };
    folder.write("yes.csv", words("yes", "no"));
    folder.ok(&["fit", "yes.csv", "-t", "y", "-o", "m.json", "-q"]);
    let known = answers(&folder.ok(&["predict", "m.json", "yes.csv", "--proba"]));
    assert_eq!(known.len(), 200);
    for (yes, no, reworded) in
        [("1", "0", 200), ("y", "n", 200), ("t", "f", 200), ("YES", "No", 0), ("true", "no", 97)]
    {
        folder.write("later.csv", words(yes, no));
        let output = folder.run(&["predict", "m.json", "later.csv", "--proba"]);
        assert!(output.status.success(), "{yes}: {}", text(&output.stderr));
        assert_eq!(answers(&text(&output.stdout)), known, "{yes}");
        let note = format!("{reworded} cells of \"flag\" say yes or no in other words");
        let said = text(&output.stderr);
        assert_eq!(said.contains(&note), reworded > 0, "{yes}: {said}");
    }
    folder.write("later.csv", words("perhaps", "no"));
    let message = refused(&folder, "later.csv");
    assert!(message.contains("\"flag\"") && message.contains("perhaps"), "{message}");
}

/// A text that was the same in every row of the training table tells nothing apart; another one later is still
/// another one.
#[test]
fn another_constant_is_an_unseen_level() {
    let folder = Folder::new();
    folder.ok(&["fit", &table("consttext"), "-t", "y", "-o", "m.json", "-q"]);
    let known = answers(&folder.ok(&["predict", "m.json", &table("consttext"), "--proba"]));
    let later = table("consttext2");
    let message = refused(&folder, &later);
    assert!(message.contains("consttext2.csv:2: column \"k\" is \"EUR\", an unseen level"));
    assert!(message.contains("--unseen baseline"), "{message}");
    let output = folder.run(&["predict", "m.json", &later, "--proba", "--unseen", "baseline"]);
    let said = text(&output.stderr);
    assert!(said.contains("60 cells of \"k\" were not seen in training"), "{said}");
    assert_eq!(answers(&text(&output.stdout)), known);
}

/// Thousands, currencies, percentages and marks of missing numbers are read later as they were at first.
#[test]
fn later_tables_are_read_as_the_first_was() {
    let folder = Folder::new();
    for (name, features, missing) in [
        ("ck50", "price", "error"),
        ("usd", "price", "error"),
        ("pct", "rate", "error"),
        ("nbsp_many", "price,z", "error"),
        ("miss_3f", "x,z", "mean"),
    ] {
        let table = table(name);
        let flags = ["--features", features, "--missing", missing, "-o", "m.json", "--json"];
        let fitted = folder.ok(&[&["fit", &table, "-t", "y"], &flags[..]].concat());
        let evaluated = folder.ok(&["evaluate", "m.json", &table, "--json"]);
        let loss = |json: &str, at: &str| {
            let json: Value = serde_json::from_str(json).unwrap();
            json.pointer(at).unwrap().as_f64().unwrap()
        };
        let losses = [loss(&fitted, "/evaluation/log_loss"), loss(&evaluated, "/log_loss")];
        assert_eq!(losses[0], losses[1], "{name}");
    }
}
