//! Cross-validation in an engine finds what it finds with the rows at hand, dealt to the same folds.

use std::process::Command;

use crate::common::Folder;
use crate::sql::engines;
use datasets::{Source, Stream};
use linalg_lite::{Mat, sigmoid};
use models::paths::{CrossValidation, PenaltyPath};
use models::{LinearRegression, LogisticRegression, Penalty, Problem};
use warehouse::{Engine, Query, Shell, ShellOptions};

const ROWS: usize = 400;

struct Table {
    x: Mat<f64>,
    labels: Vec<bool>,
    targets: Vec<f64>,
}

impl Table {
    fn random() -> Self {
        let mut stream = Stream::new(Source::ChaCha8, 19).unwrap();
        let x = Mat::from_fn(ROWS, 4, |_, j| stream.uniform(-1.0, 1.0) * [1.0, 2.0, 0.5, 1.0][j]);
        let logit = |i: usize| 2.0 * x[(i, 0)] - x[(i, 1)] + 0.3;
        let labels = (0..ROWS).map(|i| stream.uniform(0.0, 1.0) < sigmoid(logit(i))).collect();
        let targets = (0..ROWS).map(|i| 1e6 + logit(i) + stream.uniform(-2.0, 2.0)).collect();
        Self { x, labels, targets }
    }

    fn csv(&self) -> String {
        let mut text = "id,a,b,c,d,label,target\n".to_owned();
        for i in 0..ROWS {
            let x: Vec<String> = (0..4).map(|j| self.x[(i, j)].to_string()).collect();
            let label = u8::from(self.labels[i]);
            text += &format!("{i},{},{label},{}\n", x.join(","), self.targets[i]);
        }
        text
    }
}

/// The folds that the hash of `id` decides.
fn folds(engine: &Shell) -> Vec<usize> {
    let hash = engine.dialect().hash.replace(
        "{}",
        match engine.dialect().name {
            "sqlite" => "id",
            _ => "'7:' || id",
        },
    );
    let text = format!("SELECT {hash} FROM t ORDER BY id");
    let rows = engine.select(&Query { text, columns: 1 }).unwrap();
    let share =
        |row: &Vec<String>| u32::from_str_radix(&row[0], 16).unwrap() as f64 / 4_294_967_296.0;
    rows.iter().map(|row| (5.0 * share(row)) as usize).collect()
}

/// Loads t.csv into a file of the engine.
fn load(engine: &str, folder: &Folder) -> Option<String> {
    let (file, csv) = (folder.file("t.db").display().to_string(), folder.file("t.csv"));
    let columns =
        "(id INTEGER, a DOUBLE, b DOUBLE, c DOUBLE, d DOUBLE, label INTEGER, target DOUBLE)";
    let create = format!("CREATE TABLE t {columns}");
    let fill = match engine {
        "duckdb" => format!("INSERT INTO t FROM '{}'", csv.display()),
        "sqlite3" => format!(".import --csv --skip 1 '{}' t", csv.display()),
        _ => return None,
    };
    let done = Command::new(engine).arg(&file).args([create, fill]).status().unwrap();
    assert!(done.success());
    Some(format!("{engine} {file}"))
}

/// The lines that say which penalty is best, and which simplest; digits of the losses that folds share.
fn said(text: &str) -> Vec<String> {
    let is_of_search =
        |line: &&str| ["  best  ", "  simplest  "].iter().any(|word| line.starts_with(word));
    text.lines().filter(is_of_search).map(str::to_owned).collect()
}

fn expected(found: &CrossValidation, loss: &str) -> Vec<String> {
    use pictures::numbers::significant;
    let of = |place: usize| {
        let Penalty { l1, l2 } = found.penalties[place];
        let [mean, error] = [found.losses[place], found.standard_errors[place]].map(significant);
        let penalty = |x: f64| if x == 0.0 { "0".to_owned() } else { format!("{x:.3e}") };
        let (l1, l2) = (penalty(l1), penalty(l2));
        format!("l1 {l1}, l2 {l2}: {loss} {mean} (standard error {error})")
    };
    vec![
        format!("  best      {}", of(found.best)),
        format!("  simplest  {} (within one standard error)", of(found.within_one_standard_error)),
    ]
}

/// The same words, and the same numbers to the digits that a path is walked to.
#[track_caller]
fn same(found: &[String], expected: &[String], what: &str) {
    let words = |lines: &[String]| -> Vec<String> {
        lines.join(" ").split([' ', ',', ')']).map(str::to_owned).collect()
    };
    let (found, expected) = (words(found), words(expected));
    assert_eq!(found.len(), expected.len(), "{what}: {found:?} {expected:?}");
    for (one, other) in found.iter().zip(&expected) {
        let is_near = match (one.parse::<f64>(), other.parse::<f64>()) {
            (Ok(one), Ok(other)) => (one - other).abs() <= 2e-4 * other.abs(),
            _ => one == other,
        };
        assert!(is_near, "{what}: {found:?} {expected:?}");
    }
}

#[test]
fn a_path_is_judged_as_with_the_rows_at_hand() {
    let table = Table::random();
    for engine in engines() {
        let folder = Folder::new();
        folder.write("t.csv", table.csv());
        let Some(command) = load(&engine.command, &folder) else { continue };
        let folds = folds(&Shell::open(&command, None, ShellOptions::default()).unwrap());
        let there = |flags: &str| {
            let all = format!("fit --table t --features a,b,c,d --key id --seed 7 {flags} --sql");
            let all: Vec<&str> = all.split(' ').chain([command.as_str()]).collect();
            said(&folder.ok(&all))
        };

        let path = PenaltyPath::default();
        let problem = Problem::new(table.x.as_ref(), &table.labels[..]).unwrap();
        let found = LogisticRegression::default().cross_validate(&problem, &folds, &path).unwrap();
        same(&there("-t label --cv"), &expected(&found, "log loss"), &command);
        let own = [0.1, 0.02].map(|l1| Penalty { l1, l2: 0.0 });
        let found = LogisticRegression::default().cross_validate(&problem, &folds, &own).unwrap();
        let own = there("-t label --cv --penalties 0.02,0.1");
        same(&own, &expected(&found, "log loss"), &command);

        let path = PenaltyPath { l1_ratio: 0.5, ..path };
        let problem = Problem::new(table.x.as_ref(), &table.targets[..]).unwrap();
        let line = LinearRegression { standardise: true, ..Default::default() };
        let found = line.cross_validate(&problem, &folds, &path).unwrap();
        let line = there("-t target -m linear --standardise --cv=0.5");
        same(&line, &expected(&found, "half squared error"), &command);
    }
}
