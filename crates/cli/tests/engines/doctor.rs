//! A table where the data are, examined as in a file: for each engine that is installed, and for those that
//! `REGRESS_TEST_ENGINES` names, a command a line.

use crate::common::{Folder, real, text};
use crate::sql::{Sheet, engines};

/// What a report says of any table with these rows: not where they are, nor what only an exact search finds.
fn comparable(report: &str) -> Vec<String> {
    let mut lines: Vec<String> = report.lines().map(str::to_owned).collect();
    if let Some(first) = lines.first_mut() {
        let size = first.rsplit(": ").next().unwrap().to_owned();
        *first = size;
    }
    let is_search = |line: &String| line.contains("no finite coefficients are best");
    while let Some(found) = lines.iter().position(is_search) {
        lines.drain(found..found + 2);
    }
    for line in &mut lines {
        if let (true, Some((_, flags))) = (line.starts_with("to fit: "), line.split_once(" -t ")) {
            let flags = flags.trim_end_matches(" --l2 0.01 --standardise"); // what the search asks for
            *line = format!("to fit: -t {flags}");
        }
    }
    lines
}

#[track_caller]
fn agrees(sheet: &Sheet, flags: &[&str]) {
    let folder = Folder::new();
    folder.write("t.csv", sheet.csv());
    let of_file = comparable(&folder.examined(&[&["t.csv"], flags].concat()));
    for engine in engines() {
        let [command, table] = engine.with(&folder, sheet);
        let there = ["--sql", &command, "--table", &table];
        let found = comparable(&folder.examined(&[&there, flags].concat()));
        assert_eq!(found, of_file, "{} {flags:?}", engine.command);
    }
}

#[test]
fn the_report_is_that_of_the_file() {
    let penguins = Sheet::read(&real("penguins.csv"));
    for missing in ["error", "drop", "mean", "level"] {
        agrees(&penguins, &["-t", "sex", "--missing", missing]);
        agrees(&penguins, &["-t", "body_mass_g", "--missing", missing]);
    }
    agrees(&penguins, &["-t", "species"]);
    agrees(&penguins, &["-t", "island", "-m", "softmax", "--features", "body_mass_g,sex"]);
    agrees(&penguins, &["--drop", "species,sex"]);
    agrees(&Sheet::read(&real("titanic_table.csv")), &["-t", "survived"]);
    agrees(&Sheet::read(&real("iris.csv")), &["-t", "species"]);
    agrees(&Sheet::read(&real("iris.csv")), &["-t", "petal_width", "-m", "linear"]);
}

/// Columns that are no use, or not what they seem.
fn odd() -> Sheet {
    let row = |i: u32| {
        let (id, x) = (i * 7919 % 401, i * 7919 % 101);
        let age = if i.is_multiple_of(10) { "-999".to_owned() } else { (i % 37).to_string() };
        let word = ["?", "a", "b", "b"][(i % 4) as usize];
        let (gap, y) = (if i.is_multiple_of(5) { "" } else { "1.5" }, u32::from(i % 40 > 20));
        let copy = if y == 1 { "hi" } else { "lo" };
        let region = if i % 40 < 9 { "north" } else { ["south", "west"][(i % 2) as usize] };
        format!(
            "{id},{x},{}.5,{age},\"it's {i}\",{word},k,7,,{gap},{},{copy},{region},{y}\n",
            2 * x,
            i % 40
        )
    };
    let head = "id,x,twice,age,name,word,same,seven,empty,gap,m,copy,region,y";
    Sheet::parse(&format!("{head}\n{}", (0..400).map(row).collect::<String>()))
}

#[test]
fn findings_are_those_of_the_file_or_say_what_sql_can_do() {
    let folder = Folder::new();
    for engine in engines() {
        let [command, table] = engine.with(&folder, &odd());
        let there = ["--sql", &command, "--table", &table];
        let report = folder.examined(&[&there[..], &["-t", "y"]].concat());
        for part in [
            "\"name\" has 400 different texts in 400 rows",
            "--drop name",
            "\"empty\"",
            "\"id\" is another whole number in every row",
            "100 cells of \"word\" with ?",
            "NULLIF(word, '?') in a subquery",
            "\"age\" is -999 in 40 rows and far from it",
            "80 of 400 rows (20.0%) have missing cells, in gap (80)",
            "what follows is about the 320 rows without a missing cell",
            "target \"y\": 0 ",
            "\"same\" is \"k\" in every row",
            "\"seven\" is 7.0000 in every row",
            "twice = 2 * x + 0.5",
            "\"m\" alone tells the classes apart",
            "\"copy=lo\" alone tells the classes apart",
            "region=north tells the classes apart without a mistake, except for rows on the boundary",
            "--missing drop",
        ] {
            assert!(report.contains(part), "{}: {part}: {report}", engine.command);
        }
        let report = folder.examined(&[&there[..], &["-t", "twice", "--features", "x,m"]].concat());
        assert!(report.contains("\"x\" is the target in another unit"), "{report}");
        let report = folder.examined(&[&there[..], &["-t", "same", "--features", "x"]].concat());
        assert!(report.contains("\"same\" is \"k\" in every row"), "{report}");
    }
}

/// What is proposed works.
#[test]
fn the_command_that_fits_does() {
    let folder = Folder::new();
    for engine in engines() {
        let [command, table] = engine.with(&folder, &odd());
        let args =
            ["--sql", &command, "--table", &table, "-t", "y", "--features", "x,age,name,gap"];
        let found: serde_json::Value =
            serde_json::from_str(&folder.examined(&[&args[..], &["--json"]].concat())).unwrap();
        let next = found["next"].as_str().unwrap();
        assert!(next.ends_with(" --drop name --missing drop"), "{next}");
        let fit = [&["fit"], &args[..], &["--drop", "name", "--missing", "drop"]].concat();
        folder.ok(&fit);
    }
}

#[test]
fn errors_say_what_to_do() {
    let folder = Folder::new();
    let sheet = Sheet::read(&real("iris.csv"));
    for engine in engines() {
        let [command, table] = engine.with(&folder, &sheet);
        let failure = |table: &str, more: &[&str]| {
            let args = ["doctor", "--sql", &command, "--table", table];
            folder.failure(&[&args, more].concat())
        };
        let name = &engine.command;
        let (code, message) = failure(&table, &["-t", "specis"]);
        assert!(code == 1 && message.contains("did you mean \"species\"?"), "{name}: {message}");
        let (code, message) = failure("no_such_table", &[]);
        assert!(code == 1 && message.contains("no_such_table"), "{name}: {message}");
        for (flags, part) in [
            (["--na", "?"], "--na is for files"),
            (["--as-date", "species"], "--as-date, --date-parts and --date-order are for files"),
            (["--delimiter", ";"], "are for files, not for --sql"),
        ] {
            let (code, message) = failure(&table, &flags);
            assert!(code == 2 && message.contains(part), "{name}: {message}");
        }
    }
}

/// No rows, and types that are neither numbers nor texts.
#[test]
fn empty_tables_and_dates() {
    let folder = Folder::new();
    let sheet = Sheet::read(&real("iris.csv"));
    for engine in engines().iter().filter(|engine| !engine.command.contains("sqlite")) {
        let [command, table] = engine.with(&folder, &sheet);
        let doctor = |from: &str| {
            folder.run(&["doctor", "--sql", &command, "--table", from, "-t", "species"])
        };
        let output = doctor(&format!("(SELECT * FROM {table} AS i WHERE 1 = 0)"));
        let message = text(&output.stderr);
        assert!(message.contains("has no rows"), "{}: {message}", engine.command);
        let day = "CAST('2020-02-03' AS DATE) AS day";
        let output = doctor(&format!("(SELECT i.*, {day} FROM {table} AS i)"));
        let report = text(&output.stdout).to_lowercase();
        assert!(report.contains("column \"day\" is of type date"), "{}: {report}", engine.command);
    }
}
