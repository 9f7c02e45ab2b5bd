//! From a file to a model as its owner would go: the plain command, and then whatever the error proposes. The tables
//! are those of `tests/cases/corpus`; its `manifest.json` says what each column holds, by a strict reader in Python.

use std::path::PathBuf;

use crate::common::cases::{case, close};
use crate::common::text;
use crate::proposed::{chain, has_model, in_a_shell};
use serde_json::Value;

fn folder() -> PathBuf {
    PathBuf::from(case("corpus/ids")).parent().unwrap().to_owned()
}

fn manifest() -> Vec<Value> {
    serde_json::from_str(include_str!("../cases/corpus/manifest.json")).unwrap()
}

fn word<'a>(entry: &'a Value, key: &str) -> &'a str {
    entry[key].as_str().unwrap()
}

fn words<'a>(entry: &'a Value, key: &str) -> Vec<&'a str> {
    entry[key].as_array().unwrap().iter().map(|word| word.as_str().unwrap()).collect()
}

/// What is typed by who knows what to learn, and nothing of how the file is written.
fn first(entry: &Value) -> String {
    let [file, target, model] = ["file", "target", "model"].map(|key| word(entry, key));
    format!("regress fit {file} -t {target} -m {model}")
}

/// Those that are fitted as they stand; all others take one command more.
const AT_ONCE: &str = "sensor_sentinel.csv school_duplicates.csv export_trailing.csv export_trailing_header.csv \
    inventory_names.csv sales_total.csv mac_cr.csv blank_first.csv aligned.txt excel_unicode.txt utf16be.csv \
    bikes.csv.gz bars_mixed_ends.txt quote_all.csv nbsp.csv percent.csv currency_usd.csv thousands_comma.csv \
    thousands_swiss.csv lab_scientific.csv zip_ids.csv booleans.csv many_levels.csv";

#[test]
fn no_table_takes_more_than_two_commands_and_no_cell_is_read_as_another_value() {
    let tables = manifest();
    assert_eq!(tables.len(), 45);
    for entry in &tables {
        let (lines, last) = chain(&folder(), &first(entry));
        assert!(has_model(&last), "{lines:?}: {}", text(&last.stderr));
        let at_once = AT_ONCE.split_whitespace().any(|file| file == word(entry, "file"));
        assert_eq!(lines.len(), if at_once { 1 } else { 2 }, "{lines:?}");
        let fitted = in_a_shell(&folder(), &format!("{} --json", lines.last().unwrap()));
        let model: Value = serde_json::from_slice(&fitted.stdout).unwrap();
        holds(&model["model"], entry);
    }
}

/// A model has the rows and the columns of its table, numbers with the same mean, and text as something else.
#[track_caller]
fn holds(model: &Value, entry: &Value) {
    let file = word(entry, "file");
    assert_eq!(model["training"]["rows"], entry["rows"], "{file}");
    let columns = model["columns"].as_array().unwrap();
    let column = |name: &str| columns.iter().find(|column| column["name"] == name);
    let target = word(entry, "target");
    for name in words(entry, "expected_numbers").into_iter().filter(|name| *name != target) {
        let column = column(name).unwrap_or_else(|| panic!("{file} has no {name}"));
        assert_eq!(column["type"], "number", "{file}: {name}");
        close(column["mean"].as_f64().unwrap(), entry["means"][name].as_f64().unwrap(), 1e-12);
    }
    for name in words(entry, "expected_text").into_iter().filter(|name| *name != target) {
        let is_left_out = column(name).is_none() && words(entry, "unusable").contains(&name);
        let is_text = column(name).is_some_and(|column| column["type"] != "number");
        assert!(is_left_out || is_text, "{file}: {name}");
    }
    let known = words(entry, "expected_numbers").len() + words(entry, "expected_text").len();
    assert!(columns.len() < known, "{file}");
}

/// The words with which a table takes another command.
#[test]
fn what_a_command_proposes_can_be_typed_and_is_no_more_than_needed() {
    for (file, flags) in [
        ("cars_question.csv", "--missing drop"),
        ("survey_title.csv", "--skip-rows 3"),
        ("lab_comments.csv", "--comment '#'"),
        ("pump_noheader.csv", "--no-header"),
        ("flowers_names.csv", "--names x1,x2,x3,species"),
        ("excel_sep.csv", "--decimal ,"),
        ("latin1.csv", "--encoding latin1 --missing drop --decimal ,"),
        ("currency_eur.csv", "--decimal ,"),
        ("thousands_space.csv", "--decimal ,"),
        ("thousands_point.csv", "--decimal ,"),
        ("week_tabs.tsv", "--as-date opened,month"),
        ("dates_many.csv", "--as-date ordered,checked,packed,sent,arrived,paid"),
        ("software_versions.csv", "--drop serial,host"),
    ] {
        let tables = manifest();
        let entry = tables.iter().find(|entry| entry["file"] == file).unwrap();
        let (lines, _) = chain(&folder(), &first(entry));
        assert_eq!(lines[1], format!("{} {flags}", first(entry)));
    }
}

/// Who asks the doctor first comes to a model by the command that ends what it says.
#[test]
fn the_doctor_leads_to_a_model_too() {
    for entry in &manifest() {
        let [file, target, model] = ["file", "target", "model"].map(|key| word(entry, key));
        let line = format!("regress doctor {file} -t {target}");
        let (lines, last) = chain(&folder(), &line);
        assert!(lines.len() <= 2, "{lines:?}");
        let said = text(&last.stdout);
        let next = said.lines().find_map(|line| line.strip_prefix("to fit: "));
        let next = next.unwrap_or_else(|| panic!("{lines:?}: {said}{}", text(&last.stderr)));
        let fitted = in_a_shell(&folder(), &format!("{next} --json"));
        assert!(has_model(&fitted), "{next}: {}", text(&fitted.stderr));
        let found: Value = serde_json::from_slice(&fitted.stdout).unwrap();
        let kind = &found["model"]["target"]["type"];
        let expected = match model {
            "linear" => "number",
            "softmax" => "classes",
            _ => "binary",
        };
        assert_eq!(kind, expected, "{next}");
    }
}

/// Where NA is a country, the error says how to keep it.
#[test]
fn namibia_can_be_kept() {
    let line = "regress fit country_na.csv -t won -m logistic";
    let said = text(&in_a_shell(&folder(), line).stderr);
    let hint = "NA, NaN and nan in \"country\" are taken as missing; if they are names, --na '' takes them as such";
    assert!(said.contains(hint), "{said}");
    let (lines, last) = chain(&folder(), &format!("{line} --na ''"));
    assert!(has_model(&last), "{lines:?}");
    assert!(text(&last.stdout).contains("country=NA"), "{}", text(&last.stdout));
}
