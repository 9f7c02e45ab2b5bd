//! The conversation with real programs, where they are installed; the others are skipped, in a sentence.
#![cfg(unix)]
#![allow(clippy::print_stdout, reason = "what is skipped is said")]
#![allow(clippy::unwrap_used, reason = "a test may stop at the first surprise")]

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::Duration;

use tempfile::TempDir;
use warehouse::{Dialect, Engine, Error, Query, Shell, ShellOptions};

/// Whether a program is there, and a sentence where it is not.
fn is_there(program: &str) -> bool {
    let runs =
        Command::new(program).arg("--version").stdout(Stdio::null()).stderr(Stdio::null()).status();
    let there = runs.is_ok_and(|status| status.success());
    if !there {
        println!("skipped: {program} is not installed");
    }
    there
}

fn query(text: &str, columns: usize) -> Query {
    Query { text: text.to_owned(), columns }
}

fn open(command: &str, deadline: u64) -> Shell {
    let options =
        ShellOptions { deadline: Duration::from_secs(deadline), ..ShellOptions::default() };
    Shell::open(command, None, options).unwrap()
}

/// What every engine can do: numbers to the bit, NULLs of all types, texts, long statements, errors in its words.
fn converses(shell: &Shell) {
    let Dialect { double, shown, hex, .. } = shell.dialect();
    let double = |number: &str| shown.replace("{}", &format!("CAST('{number}' AS {double})"));
    let text = hex.replace("{}", "'a|b, \"c\"'");
    let asked = format!(
        "SELECT {}, {}, {text} AS t, CAST(NULL AS {}), 3",
        double("0.1"),
        double("-1.5e300"),
        shell.dialect().double
    );
    let rows = shell.select(&query(&asked, 5)).unwrap();
    assert_eq!(rows.len(), 1);
    assert_eq!(rows[0][0].parse::<f64>().unwrap(), 0.1);
    assert_eq!(rows[0][1].parse::<f64>().unwrap(), -1.5e300);
    assert_eq!(rows[0][2].to_lowercase(), "617c622c20226322");
    assert_eq!(rows[0][3..], ["", "3"]);
    let error = shell.select(&query("SELECT x FROM absent_table", 1)).unwrap_err();
    assert!(matches!(error, Error::Engine { .. }), "{error}");
    assert!(error.to_string().contains("absent_table"), "{error}");
    let values: Vec<String> = (0..100_000).map(|i| format!("({i:08})")).collect();
    let long = format!("SELECT count(*) FROM (VALUES {}) AS v", values.join(",\n"));
    assert_eq!(shell.select(&query(&long, 1)).unwrap(), [["100000"]]);
    let many: String = (0..500).map(|i| format!(", ({i})")).collect();
    let rows = shell
        .select(&query(&format!("SELECT * FROM (VALUES (500){many}) AS v -- 'so"), 1))
        .unwrap();
    assert_eq!(rows.len(), 501);
}

#[test]
fn duckdb() {
    if !is_there("duckdb") {
        return;
    }
    converses(&open("duckdb", 300));
    converses(&open("duckdb -box", 300)); // which shows forty rows unless told otherwise
}

#[test]
fn duckdb_only_reads_a_file() {
    if !is_there("duckdb") {
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("my shop.db");
    let command = format!("duckdb '{}'", file.display());
    let error = open(&command, 300).select(&query("SELECT 1", 1)).unwrap_err();
    assert!(error.to_string().contains("does not exist"), "{error}");
    assert!(!file.exists());
    let made = Command::new("duckdb")
        .arg(&file)
        .args(["-c", "CREATE TABLE t AS SELECT 1.5 AS a"])
        .status()
        .unwrap();
    assert!(made.success());
    let shells = [open(&command, 300), open(&command, 300)]; // side by side
    for shell in &shells {
        assert_eq!(shell.select(&query("SELECT a FROM t", 1)).unwrap(), [["1.5"]]);
    }
}

#[test]
fn sqlite() {
    if is_there("sqlite3") {
        converses(&open("sqlite3", 300));
    }
}

#[test]
fn sqlite_only_reads_a_file_and_waits_for_its_lock() {
    if !is_there("sqlite3") {
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("shop.db");
    let command = format!("sqlite3 {}", file.display());
    let error = open(&command, 300).select(&query("SELECT 1", 1)).map(|_| ());
    assert!(!file.exists(), "{error:?}");
    let mut writer = Command::new("sqlite3")
        .arg(&file)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut sql = writer.stdin.take().unwrap();
    std::io::Write::write_all(
        &mut sql,
        b"CREATE TABLE t AS SELECT 1.5 AS a;\nBEGIN EXCLUSIVE;\nSELECT 'locked';\n",
    )
    .unwrap();
    let mut locked = [0; 6];
    std::io::Read::read_exact(&mut writer.stdout.take().unwrap(), &mut locked).unwrap();
    let answer =
        std::thread::spawn(move || open(&command, 300).select(&query("SELECT a FROM t", 1)));
    std::thread::sleep(Duration::from_secs(1));
    drop(sql); // the lock goes with its holder
    assert_eq!(answer.join().unwrap().unwrap(), [["1.5"]]);
    writer.wait().unwrap();
}

/// A server of its own, in a folder that goes with it.
struct Server {
    folder: TempDir,
    programs: PathBuf,
}

impl Server {
    fn start() -> Option<Self> {
        let installed =
            std::fs::read_dir("/usr/lib/postgresql").ok().into_iter().flatten().flatten();
        let folders = installed.map(|version| version.path().join("bin"));
        let path = std::env::var_os("PATH").unwrap_or_default();
        let programs = folders
            .chain(std::env::split_paths(&path))
            .find(|folder| folder.join("initdb").exists());
        let Some(programs) = programs.filter(|_| is_there("psql")) else {
            println!("skipped: there is no PostgreSQL server");
            return None;
        };
        let server = Self { folder: tempfile::tempdir().unwrap(), programs };
        let everyone = std::os::unix::fs::PermissionsExt::from_mode(0o777);
        std::fs::set_permissions(server.folder.path(), everyone).unwrap();
        server.run("initdb", "--auth=trust --username=postgres --no-sync");
        server.run(
            "pg_ctl",
            "start --wait --log LOG -o '-c listen_addresses= -c unix_socket_directories=FOLDER'",
        );
        Some(server)
    }

    /// Runs one of its programs, which refuse to be root.
    fn run(&self, program: &str, words: &str) {
        let (folder, program) = (self.folder.path().display(), self.programs.join(program));
        let words =
            words.replace("LOG", &format!("{folder}/log")).replace("FOLDER", &folder.to_string());
        let line = format!("cd {folder} && {} -D {folder}/data {words}", program.display());
        let is_root = Command::new("id").arg("-u").output().unwrap().stdout == b"0\n";
        let mut command = Command::new(if is_root { "su" } else { "sh" });
        command
            .args(if is_root { &["postgres", "-s", "/bin/sh"][..] } else { &[] })
            .args(["-c", &line]);
        assert!(command.stdout(Stdio::null()).status().unwrap().success(), "{line}");
    }

    fn command(&self) -> String {
        format!("psql 'host={} user=postgres dbname=postgres'", self.folder.path().display())
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.run("pg_ctl", "stop --mode=immediate");
    }
}

#[test]
fn postgres_is_restarted_and_asked_again_and_forgets_a_late_question() {
    let Some(server) = Server::start() else { return };
    let shell = open(&server.command(), 300);
    converses(&shell);
    server.run("pg_ctl", "restart --wait --mode=immediate --log LOG");
    assert_eq!(shell.select(&query("SELECT 1.5", 1)).unwrap(), [["1.5"]]);

    let hasty = open(&server.command(), 3);
    let error = hasty.select(&query("SELECT 1 FROM (SELECT pg_sleep(600)) AS s", 1)).unwrap_err();
    assert!(matches!(error, Error::Deadline { .. }), "{error}");
    let running = "SELECT count(*) FROM pg_stat_activity WHERE state = 'active' AND query LIKE '%pg_sleep(6%' AND pid <> pg_backend_pid()";
    while shell.select(&query(running, 1)).unwrap() != [["0"]] {
        std::thread::sleep(Duration::from_millis(100)); // until the server's own deadline at the latest
    }
}

#[test]
fn postgres_in_tables_with_borders() {
    let Some(server) = Server::start() else { return };
    let command = format!("sh -c \"exec {}\"", server.command()); // which takes none of our options
    let dialect = Dialect::named("postgres").unwrap();
    let shell = Shell::open(&command, Some(dialect), ShellOptions::default()).unwrap();
    converses(&shell);
}

#[test]
fn without_a_server_there_are_its_words_and_no_password() {
    if !is_there("psql") {
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    let nowhere =
        |folder: &Path| format!("psql 'host={} user=ann password=hush-9'", folder.display());
    let error =
        open(&nowhere(folder.path()), 300).select(&query("SELECT 1", 1)).unwrap_err().to_string();
    assert!(error.contains("No such file or directory") && !error.contains("hush"), "{error}");
}

#[test]
#[ignore = "takes a minute: needs spark-sql on the PATH, or its command in SPARK_SQL"]
fn spark() {
    let command = std::env::var("SPARK_SQL").unwrap_or_else(|_| {
        "spark-sql --master 'local[1]' --conf spark.sql.catalogImplementation=in-memory".to_owned()
    });
    let shell = open(&command, 300);
    converses(&shell);
    drop(shell);
}
