//! `regress influence`: the figures of R, all rows in a file, a picture, and what is refused.

use crate::common::{Folder, real, text};
use serde_json::Value;

/// Shuttle flights, of which the one in line 5 has no data.
fn flights(folder: &Folder) -> String {
    let table = real("challenger.csv");
    let features = "temperature_f,pressure_psi";
    let fit = ["fit", &table, "-t", "any_failure", "--features", features, "--missing", "drop"];
    folder.ok(&[&fit[..], &["-o", "m.json", "-q"]].concat());
    table
}

fn of_r() -> Value {
    let file = concat!(env!("CARGO_MANIFEST_DIR"), "/../../data/reference/influence.json");
    serde_json::from_str(&std::fs::read_to_string(file).unwrap()).unwrap()
}

fn json(folder: &Folder, args: &[&str]) -> Value {
    serde_json::from_str(&folder.ok(&[args, &["--json"]].concat())).unwrap()
}

#[test]
fn figures_are_those_of_r_by_line() {
    let folder = Folder::new();
    let table = flights(&folder);
    let r = &of_r()["challenger"];
    let text = std::fs::read_to_string(&table).unwrap();
    let is_known = |(_, line): &(usize, &str)| !line.split(',').nth(3).unwrap().is_empty();
    let lines: Vec<usize> =
        text.lines().enumerate().skip(1).filter(is_known).map(|(i, _)| i + 1).collect();
    let found = json(&folder, &["influence", "m.json", &table, "--refit", "-q"]);
    assert_eq!(found["trained_on_these_rows"], true);
    let rows = found["most_influential"].as_array().unwrap();
    assert_eq!(rows.len(), 20);
    for row in rows {
        let place = lines.iter().position(|line| row["line"] == *line).unwrap();
        let close = |what: &str, found: &Value, expected: &Value| {
            let (found, expected) = (found.as_f64().unwrap(), expected.as_f64().unwrap());
            let is = (found - expected).abs() <= 1e-8 * expected.abs();
            assert!(is, "line {}, {what}: {found} {expected}", row["line"]);
        };
        for key in
            ["leverage", "pearson", "deviance", "standardised", "studentised", "cooks_distance"]
        {
            close(key, &row[key], &r[key][place]);
        }
        for (j, parameter) in row["parameters"].as_array().unwrap().iter().enumerate() {
            let of_r = (j + 1) % 3; // where the intercept is first
            close("step", &parameter["change"], &r["step"][place][of_r]);
            close("without", &parameter["refitted"], &r["without"][place][of_r]);
        }
    }
    let distances: Vec<f64> =
        rows.iter().map(|row| row["cooks_distance"].as_f64().unwrap()).collect();
    assert!(distances.windows(2).all(|pair| pair[0] >= pair[1]));
}

#[test]
fn a_report_names_lines_and_thresholds_with_their_authors() {
    let folder = Folder::new();
    let table = flights(&folder);
    let told = folder.ok(&["influence", "m.json", &table, "-q"]);
    for part in [
        "fit of \"any_failure\": 23 rows, 3 parameters",
        "Cook's distance above 4/n = 0.17391: 2 rows (Bollen and Jackman 1985)",
        "Cook's distance above 1: 0 rows (Cook and Weisberg 1982)",
        "\n3       0.1125    2.817     2.093        2.321          0.37796  pressure_psi          ",
        "Influence of rows on",
    ] {
        assert!(told.contains(part), "{told}\nhas no: {part}");
    }
    let output = folder.run(&["influence", "m.json", &table, "-o", "rows.csv", "--svg", "p.svg"]);
    let told = text(&output.stdout);
    assert!(!told.contains("Influence of rows on") && told.contains("0.37796"), "{told}");
    let svg = folder.read("p.svg");
    assert!(
        svg.contains("line 23") && svg.contains("Cook&apos;s distance")
            || svg.contains("Cook's distance")
    );
    let rows = folder.read("rows.csv");
    let originals = std::fs::read_to_string(&table).unwrap();
    assert_eq!(rows.lines().count(), originals.lines().count());
    for (row, original) in rows.lines().zip(originals.lines()) {
        let more = row.strip_prefix(original).unwrap();
        assert_eq!(more.matches(',').count(), 8, "{row}");
        let is_empty = more.trim_matches(',').is_empty();
        assert_eq!(is_empty, original.split(',').nth(3).unwrap().is_empty(), "{row}");
    }
    assert!(rows.starts_with(
        "flight,temperature_f,pressure_psi,any_failure,failures,damage_index,leverage,"
    ));

    let (code, message) = folder.failure(&["influence", "m.json", "rows.csv", "-o", "again.csv"]);
    assert!(code == 1 && message.contains("already has a column \"leverage\""), "{message}");
    let piped = folder.run(&["influence", "m.json", &table, "-o", "-"]);
    assert_eq!(text(&piped.stdout), rows);
    assert!(text(&piped.stderr).contains("0.37796"));
    assert!(!folder.names().iter().any(|name| name.starts_with("again")), "{:?}", folder.names());
}

#[test]
fn counts_and_offsets_and_lines_are_those_of_the_fit() {
    let folder = Folder::new();
    let table = real("ucb_admissions.csv");
    folder.ok(&["fit", &table, "-t", "admit", "--weights", "count", "-o", "m.json", "-q"]);
    let told = folder.ok(&["influence", "m.json", &table, "-q"]);
    assert!(told.contains("24 rows that stand for 4526 samples, 7 parameters"), "{told}");
    assert!(
        told.contains("every figure is about one of the samples that a row stands for"),
        "{told}"
    );
    let of_r = &of_r()["ucb_counts"];
    let found = json(&folder, &["influence", "m.json", &table]);
    for row in found["most_influential"].as_array().unwrap() {
        let place = row["line"].as_u64().unwrap() as usize - 2;
        let (found, expected) =
            (row["cooks_distance"].as_f64(), of_r["cooks_distance"][place].as_f64());
        assert!((found.unwrap() / expected.unwrap() - 1.0).abs() < 1e-8, "{row}");
    }

    // Whole numbers that are precisions: the model file knows.
    let row = |i: usize| format!("{},{},{},{}\n", i, i * i % 17, i % 5, 1 + i % 3);
    folder.write("t.csv", format!("x,y,o,w\n{}", (0..30).map(row).collect::<String>()));
    let fit = ["fit", "t.csv", "-t", "y", "-m", "linear", "--offset", "o", "--weights", "w", "-q"];
    folder.ok(&[&fit[..], &["--weight-kind", "precision", "-o", "m.json"]].concat());
    let found = json(&folder, &["influence", "m.json", "t.csv"]);
    assert_eq!((&found["samples"], &found["rows"]), (&30.0.into(), &30.into()));
    folder.ok(&[&fit[..], &["-o", "m.json"]].concat());
    assert_eq!(json(&folder, &["influence", "m.json", "t.csv"])["samples"], 60.0);
}

#[test]
fn what_cannot_be_told_is_refused_with_the_reason() {
    let folder = Folder::new();
    let table = flights(&folder);
    let temperature = ["fit", &table, "-t", "any_failure", "--features", "temperature_f"];
    let fit = |model: &str, flags: &[&str]| {
        let more = ["--missing", "drop", "-q", "-o", model];
        folder.run(&[&temperature[..], &more, flags].concat());
    };
    fit("l2.json", &["--l2", "0.1"]);
    fit("firth.json", &["--firth"]);
    fit("balanced.json", &["--class-weight", "balanced"]);
    fit("some.json", &["--test", "0.3"]);
    fit("early.json", &["--solver", "gd", "--epochs", "3"]);
    folder.fit_iris("iris.json");
    let iris = real("iris.csv");
    folder.run(&["fit", &iris, "-t", "species", "--positive", "setosa", "-o", "apart.json", "-q"]);
    let head = |n: usize| {
        let text = std::fs::read_to_string(&table).unwrap();
        text.lines().take(n).map(|line| format!("{line}\n")).collect::<String>()
    };
    folder.write("ten.csv", head(11)).write("one.csv", head(2)).write("empty.csv", "");
    for (code, model, table, reason) in [
        (1, "l2.json", &*table, "penalised"),
        (2, "firth.json", &table, "--firth"),
        (1, "balanced.json", &table, "--class-weight"),
        (1, "some.json", &table, "as 7 were held out: fit it without --test"),
        (1, "early.json", &table, "not reached its optimum"),
        (2, "iris.json", &iris, "several classes"),
        (1, "apart.json", &iris, "separated"),
        (1, "m.json", &iris, "missing: temperature_f"),
        (1, "m.json", "ten.csv", "other rows than the 23 rows that m.json was fitted to"),
        (1, "m.json", "one.csv", "other rows than the 23 rows that m.json was fitted to"),
        (1, "m.json", "empty.csv", "empty.csv is empty"),
        (1, "m.json", "none.csv", "none.csv"),
    ] {
        let (found, message) = folder.failure(&["influence", model, table, "-o", "rows.csv"]);
        assert!(found == code && message.contains(reason), "{model} {table}: {message}");
    }
    for (flags, reason) in [
        (&["-", "-o", "rows.csv"][..], "give a file"),
        (&[&table, "--svg", "p.png"], "does not end in .svg"),
        (&[&table, "-o", "-", "--svg", "-"], "cannot both"),
    ] {
        let (code, message) = folder.failure(&[&["influence", "m.json"], flags].concat());
        assert!(code == 2 && message.contains(reason), "{message}");
    }
    assert!(!folder.names().contains(&"rows.csv".to_owned()));
}

/// Rows in another order are other rows by their fingerprint, and yet the model is at its optimum on them.
#[test]
fn rows_in_another_order_are_noted() {
    let folder = Folder::new();
    let table = flights(&folder);
    let text = std::fs::read_to_string(&table).unwrap();
    let mut lines: Vec<&str> = text.lines().collect();
    lines[1..].reverse();
    folder.write("t.csv", lines.join("\n") + "\n");
    let output = folder.run(&["influence", "m.json", "t.csv"]);
    assert!(output.status.success());
    let told = String::from_utf8(output.stderr).unwrap();
    assert!(
        told.contains("other rows than m.json was trained on, or the same in another order"),
        "{told}"
    );
}

/// A level of one row, and a cell of two lines before it.
#[test]
fn a_row_that_decides_a_level_alone_is_named_by_its_line() {
    let folder = Folder::new();
    let row = |i: usize| {
        let level = if i == 11 { "only" } else { ["a", "b"][i % 2] };
        let note = if i == 3 { "\"two\nlines\"" } else { "one" };
        format!("{note},{level},{}\n", i * i % 13)
    };
    folder.write("t.csv", format!("note,level,y\n{}", (0..20).map(row).collect::<String>()));
    folder.ok(&["fit", "t.csv", "-t", "y", "-m", "linear", "--drop", "note", "-o", "m.json", "-q"]);
    let told = folder.ok(&["influence", "m.json", "t.csv", "-o", "rows.csv"]);
    assert!(told.contains("\nline 14 determines a parameter alone"), "{told}");
    let rows = folder.read("rows.csv");
    let only = rows.lines().find(|line| line.contains(",only,")).unwrap();
    assert!(only.ends_with(",,,,,"), "{only}");
}
