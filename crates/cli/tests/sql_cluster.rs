//! Fits on a cluster of Spark: the right numbers, whatever of it dies meanwhile.
#![cfg(unix)]
#![allow(clippy::unwrap_used, reason = "a test may stop at the first surprise")]
#![allow(clippy::panic, reason = "a test says what differs")]
#![allow(clippy::print_stdout, reason = "what happened is said, where it may differ")]

mod common;
mod sql;

use std::process::Child;
use std::thread::sleep;
use std::time::{Duration, Instant};

use serde_json::Value;
use sql::AnEngine;
use sql::between::Between;
use sql::cluster::Cluster;
use sql::compare::same;
use sql::sheets::{far, many, penguins, titanic};

/// For what takes seconds where nothing else runs.
const PATIENCE: Duration = Duration::from_secs(400);
/// How long an answer may take where workers are gone, in seconds.
const DEADLINE: &str = "120";
/// How often the rows of a small table are repeated, so that a query takes a while.
const TIMES: u32 = 1600;
const ROWS: u32 = 5000;
/// What is learned of a table comes before.
const IN_MID_FIT: usize = 9;

#[test]
#[ignore = "starts a Spark cluster: .ci/run spark does"]
fn six_tables_are_fitted_as_they_are_from_files() {
    let cluster = Cluster::start();
    let engine = AnEngine::of(&cluster.command());
    let numbers = ["-t", "body_mass_g", "-m", "linear", "--robust", "--missing", "drop"];
    let numbers = [&numbers[..], &["--drop", "species,island,sex"]].concat();
    engine.agrees(&penguins(), &numbers);
    engine.agrees(&penguins(), &["-t", "sex", "--missing", "level"]);
    engine.agrees(&many(), &["-t", "y", "--features", "zip,kind,x", "--l2", "0.001"]);
    engine.agrees(&titanic(), &["-t", "survived", "--weights", "count"]);
    let classes = ["-t", "island", "-m", "softmax", "--missing", "drop", "--drop", "species"];
    engine.agrees(&penguins(), &classes);
    engine.agrees(&far(), &["-t", "y", "--drop", "copy,exposure"]);
}

/// What a fit of many rows must find, and what is between it and the cluster.
struct Long {
    between: Between,
    expected: Value,
}

impl Long {
    fn new() -> Self {
        let between = Between::new();
        let row = |i: u32| {
            let wave = |a: u32, b: u32| f64::from(i * a % b) / f64::from(b);
            let y = u32::from(wave(13, 29) + 0.75 * wave(5, 17) > wave(11, 23) + 0.25);
            format!("{},{},{},{y}\n", wave(13, 29), wave(5, 17), wave(3, 31))
        };
        let rows: String = (0..ROWS).map(row).collect();
        between.folder.write("t.csv", format!("a,b,c,y\n{rows}"));
        between.folder.ok(&["fit", "t.csv", "-t", "y", "-o", "expected.json", "-q"]);
        let expected = serde_json::from_str(&between.folder.read("expected.json")).unwrap();
        Self { between, expected }
    }

    /// The same rows many times over, as Spark makes them.
    fn table() -> String {
        let wave = |a: u32, b: u32| format!("CAST(i * {a} % {b} AS DOUBLE) / {b}");
        let (a, b, c, d) = (wave(13, 29), wave(5, 17), wave(3, 31), wave(11, 23));
        format!(
            "(SELECT {a} AS a, {b} AS b, {c} AS c, CASE WHEN {a} + 0.75D * ({b}) > {d} + 0.25D THEN 1 ELSE 0 END AS y \
             FROM (SELECT id % {ROWS} AS i FROM range(0, {}, 1, 8)))",
            u64::from(ROWS) * u64::from(TIMES)
        )
    }

    fn begin(&self, cluster: &Cluster, more: &[&str]) -> Child {
        let command = self.between.command(&cluster.command(), 0, "");
        let table = Self::table();
        let args = ["fit", "--sql", &command, "--table", &table, "-t", "y", "-o", "m.json"];
        self.between.begin(&[&args[..], more].concat())
    }

    fn said(&self) -> String {
        self.between.folder.read("said")
    }

    /// Until so many questions were asked; a fit that ends before has gone wrong.
    #[track_caller]
    fn wait_for_question(&self, fit: &mut Child, times: usize) {
        let until = Instant::now() + PATIENCE;
        while self.between.times("asked") < times {
            let goes_on = fit.try_wait().unwrap().is_none() && Instant::now() < until;
            assert!(goes_on, "no question {times}: {}", self.said());
            sleep(Duration::from_millis(20));
        }
    }

    fn is_asking(&self) -> bool {
        self.between.times("asked") > self.between.times("answered")
    }

    #[track_caller]
    fn ends_well(&self, mut fit: Child) {
        assert_eq!(fit.wait().unwrap().code(), Some(0), "{}", self.said());
        let found: Value = serde_json::from_str(&self.between.folder.read("m.json")).unwrap();
        for part in ["coefficients", "intercept"] {
            same(&found["model"][part], &self.expected["model"][part], part);
        }
        assert_eq!(found["training"]["rows"], u64::from(ROWS) * u64::from(TIMES));
        assert!(!self.has_steps());
    }

    /// An error in time, and steps to go on from.
    #[track_caller]
    fn ends_in_time(&self, mut fit: Child, broken: Instant) {
        let code = fit.wait().unwrap().code();
        let took = broken.elapsed();
        assert_eq!(code, Some(1), "{}", self.said());
        let deadline = Duration::from_secs(DEADLINE.parse().unwrap());
        assert!(took < deadline + Duration::from_secs(20), "{took:?}: {}", self.said());
        assert!(self.said().contains("error: spark-sql"), "{}", self.said());
        println!("after {took:?}: {}", self.said());
        assert!(self.has_steps() && !self.between.folder.file("m.json").exists());
    }

    fn has_steps(&self) -> bool {
        self.between.folder.file("m.json.steps").exists()
    }
}

#[test]
#[ignore = "starts a Spark cluster: .ci/run spark does"]
fn workers_that_die_in_the_middle_of_queries_change_nothing() {
    let (mut cluster, long) = (Cluster::start(), Long::new());
    let mut fit = long.begin(&cluster, &[]);
    for kill in 0..3 {
        long.wait_for_question(&mut fit, IN_MID_FIT + 2 * kill);
        let left = cluster.kill_worker_at_work(PATIENCE);
        let asked = long.between.times("asked");
        assert!(left > 0 && long.is_asking(), "kill {kill}: {left} tasks, question {asked}");
        println!("killed with {left} unfinished tasks, in question {asked}");
        cluster.add_worker();
    }
    long.ends_well(fit);
    assert!(long.between.times("answered") > IN_MID_FIT + 6);
}

#[test]
#[ignore = "starts a Spark cluster: .ci/run spark does"]
fn a_fit_goes_on_when_there_are_workers_again() {
    let (mut cluster, long) = (Cluster::start(), Long::new());
    let mut fit = long.begin(&cluster, &["--deadline", DEADLINE]);
    long.wait_for_question(&mut fit, IN_MID_FIT + 3);
    let broken = Instant::now();
    cluster.kill_worker_at_work(PATIENCE);
    cluster.kill_worker();
    long.ends_in_time(fit, broken);
    cluster.add_worker();
    cluster.add_worker();
    long.ends_well(long.begin(&cluster, &["--resume"]));
}

/// Executors go on without their master; without them as well the fit ends, and goes on in another cluster.
#[test]
#[ignore = "starts a Spark cluster: .ci/run spark does"]
fn a_fit_goes_on_in_another_cluster() {
    let (mut cluster, long) = (Cluster::start(), Long::new());
    let mut fit = long.begin(&cluster, &["--deadline", DEADLINE]);
    long.wait_for_question(&mut fit, IN_MID_FIT + 1);
    cluster.kill_master();
    let broken = Instant::now();
    let asked = long.between.times("asked");
    while fit.try_wait().unwrap().is_none() && long.between.times("asked") < asked + 2 {
        sleep(Duration::from_millis(100));
    }
    let goes_on = fit.try_wait().unwrap().is_none();
    println!("without a master the fit {}", if goes_on { "goes on" } else { "ended" });
    let broken = if goes_on { Instant::now() } else { broken };
    if goes_on {
        cluster.kill_worker();
        cluster.kill_worker();
    }
    long.ends_in_time(fit, broken);
    cluster.begin();
    long.ends_well(long.begin(&cluster, &["--resume"]));
}
