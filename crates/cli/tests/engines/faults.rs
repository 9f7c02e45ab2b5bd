//! What happens when an engine dies, waits or changes its mind in the middle of a fit.

use std::process::{Command, Output};
use std::time::{Duration, Instant};

use crate::common::text;
use crate::sql::between::{Between, runs};
use serde_json::Value;

const SOON: Duration = Duration::from_secs(60);
/// The greeting and what is learned of a table come before.
const IN_MID_FIT: usize = 20;

/// A table of SQLite with a feature `x`, a category `k` and a target `y`.
fn table() -> Option<Between> {
    let between = Between::new();
    let rows = "WITH RECURSIVE n(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i < 399) \
                SELECT (i * 37 % 101) / 10.0 AS x, 'k' || (i * 7 % 3) AS k, \
                CASE WHEN i * 37 % 101 + i * 53 % 97 > 95 THEN 'yes' ELSE 'no' END AS y FROM n";
    let create = format!("CREATE TABLE t AS {rows};");
    let made = Command::new("sqlite3").arg(between.folder.file("t.sqlite")).arg(create).status();
    made.ok().filter(|made| made.success()).map(|_| between)
}

impl Between {
    fn fit(&self, at: usize, act: &str, more: &[&str]) -> Output {
        let command = self.command(&self.sqlite(), at, &act.replace("{t}", &self.database()));
        let args = ["fit", "--sql", &command, "--table", "t", "-t", "y", "-o", "m.json"];
        self.folder.run(&[&args[..], more].concat())
    }

    fn sqlite(&self) -> String {
        format!("sqlite3 {}", self.database())
    }

    fn database(&self) -> String {
        self.folder.file("t.sqlite").display().to_string()
    }

    fn model(&self) -> Value {
        serde_json::from_str(&self.folder.read("m.json")).unwrap()
    }

    /// The model of a fit that nothing disturbs, which is removed.
    fn undisturbed(&self) -> Value {
        let output = self.fit(0, "", &[]);
        assert_eq!(output.status.code(), Some(0), "{}", text(&output.stderr));
        let asked = self.times("asked");
        assert!(asked > IN_MID_FIT + 2, "only {asked} questions");
        let model = self.model();
        std::fs::remove_file(self.folder.file("m.json")).unwrap();
        model
    }

    /// An end in time with words of what happened, and no model.
    #[track_caller]
    fn fails(&self, act: &str, more: &[&str], words: &[&str]) {
        let begun = Instant::now();
        let output = self.fit(IN_MID_FIT, act, more);
        let said = text(&output.stderr);
        assert_eq!(output.status.code(), Some(1), "{said}{}", text(&output.stdout));
        assert!(begun.elapsed() < SOON, "{:?}: {said}", begun.elapsed());
        words.iter().for_each(|word| assert!(said.contains(word), "{word}: {said}"));
        assert!(!self.folder.file("m.json").exists());
    }
}

#[test]
fn a_dead_engine_is_started_again_and_the_fit_is_the_same() {
    let Some(between) = table() else { return };
    let expected = between.undisturbed();
    for at in 4..=IN_MID_FIT + 2 {
        let output = between.fit(at, "kill -9 $ENGINE", &[]);
        assert_eq!(output.status.code(), Some(0), "{at}: {}", text(&output.stderr));
        assert_eq!(between.times("runs"), 4, "one more wrapper and engine");
        assert_eq!(between.model(), expected, "{at}");
    }
}

#[test]
fn rows_that_go_are_noticed() {
    let Some(between) = table() else { return };
    between.undisturbed();
    between.fails("sqlite3 {t} 'DELETE FROM t WHERE rowid % 10 = 0'", &[], &["rows"]);
}

#[test]
fn a_column_that_goes_is_named() {
    let Some(between) = table() else { return };
    between.undisturbed();
    between.fails(
        "sqlite3 {t} 'ALTER TABLE t RENAME COLUMN x TO z'",
        &[],
        &["no such column", "x"],
    );
}

#[test]
fn numbers_that_become_texts_are_noticed() {
    let Some(between) = table() else { return };
    between.undisturbed();
    let change = "sqlite3 {t} \"UPDATE t SET x = 'text ' || x\"";
    between.fails(change, &[], &["rows"]);
}

const LOCKED: &str = "(echo 'BEGIN EXCLUSIVE;'; sleep {s}) | sqlite3 {t} >{t}.out 2>&1 & sleep 0.5";

#[test]
fn a_lock_is_waited_for() {
    let Some(between) = table() else { return };
    let expected = between.undisturbed();
    let output = between.fit(IN_MID_FIT, &LOCKED.replace("{s}", "3"), &[]);
    assert_eq!(output.status.code(), Some(0), "{}", text(&output.stderr));
    assert_eq!(between.model(), expected);
}

#[test]
fn but_not_for_ever() {
    let Some(between) = table() else { return };
    between.undisturbed();
    between.fails(&LOCKED.replace("{s}", "20"), &["--deadline", "2"], &["sqlite3"]);
    assert!(between.folder.file("m.json.steps").exists());
}

#[test]
fn a_full_disk_costs_no_second_fit() {
    let Some(between) = table() else { return };
    let expected = between.undisturbed();
    let whole = between.times("asked");
    let command = between.sqlite(); // whose journal would be cut as well
    let args = ["fit", "--sql", &command, "--table", "t", "-t", "y", "-o", "m.json"];
    let mut limited = Command::new("sh");
    limited.args(["-c", "trap '' XFSZ; ulimit -f 1; exec \"$0\" \"$@\""]); // half a kilobyte a file
    limited.arg(env!("CARGO_BIN_EXE_regress")).args(args).current_dir(between.folder.path());
    let output = limited.output().unwrap();
    let said = text(&output.stderr);
    assert_eq!(output.status.code(), Some(1), "{said}");
    assert!(said.contains("m.json") && said.contains("File too large"), "{said}");
    assert!(between.folder.file("m.json.steps").exists(), "{said}");

    let output = between.fit(0, "", &["--resume"]);
    assert_eq!(output.status.code(), Some(0), "{}", text(&output.stderr));
    let asked = between.times("asked");
    assert!(asked < whole, "{asked} questions for {whole}");
    close(&between.model(), &expected);
    assert!(!between.folder.file("m.json.steps").exists());
}

/// To ten digits: another way leads there.
#[track_caller]
fn close(found: &Value, expected: &Value) {
    let of = |model: &Value| -> Vec<f64> {
        let model = &model["model"];
        let coefficients = model["coefficients"].as_array().unwrap();
        coefficients.iter().chain([&model["intercept"]]).map(|x| x.as_f64().unwrap()).collect()
    };
    for (a, b) in of(found).iter().zip(of(expected)) {
        assert!((a - b).abs() <= 1e-10 * b.abs().max(1.0), "{a} for {b}");
    }
}

#[test]
fn an_interrupt_leaves_nothing_behind() {
    let Some(between) = table() else { return };
    between.undisturbed();
    let command = between.command(&between.sqlite(), IN_MID_FIT, "exec sleep 600");
    let args = ["fit", "--sql", &command, "--table", "t", "-t", "y", "-o", "m.json"];
    let mut fit = between.begin(&args);
    between.wait_for("asked", IN_MID_FIT, SOON);
    let pid = fit.id().to_string();
    assert!(Command::new("kill").args(["-INT", &pid]).status().unwrap().success());
    assert_eq!(fit.wait().unwrap().code(), Some(130), "{}", between.folder.read("said"));
    let left: Vec<String> =
        between.words_behind("runs").into_iter().filter(|pid| runs(pid)).collect();
    assert!(left.is_empty(), "{left:?}");
    assert!(!between.folder.file("m.json").exists());
    assert!(between.folder.file("m.json.steps").exists());
}

/// Neither when all goes well nor in the words of an engine that repeats it.
#[test]
fn a_password_stays_where_it_was() {
    let Some(between) = table() else { return };
    let tell = "echo \"the password $DB_PASSWORD is wrong\" >&2; kill -9 $ENGINE; exit";
    for (at, tell, code) in [(0, "", 0), (IN_MID_FIT, tell, 0), (2, tell, 1)] {
        let command = between.command(&between.sqlite(), at, tell);
        let command = format!("env DB_PASSWORD=hush-hush {command}");
        let args = ["fit", "--sql", &command, "--table", "t", "-t", "y", "-o", "m.json"];
        let output = between.folder.run(&args);
        let said = text(&output.stdout) + &text(&output.stderr);
        assert_eq!(output.status.code(), Some(code), "{said}");
        assert!(!said.contains("hush-hush"), "{said}");
        for name in between.folder.names() {
            let bytes = std::fs::read(between.folder.file(&name)).unwrap();
            assert!(!String::from_utf8_lossy(&bytes).contains("hush-hush"), "{name}");
        }
    }
}
