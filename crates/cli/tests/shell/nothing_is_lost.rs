//! Full disks, closed pipes and interrupts leave what was there.

use std::io::Read;
use std::process::Stdio;

use crate::common::{regress, text, with_a_model};

#[test]
fn a_full_disk_is_an_error() {
    if !cfg!(target_os = "linux") {
        return;
    }
    let folder = with_a_model();
    for args in [
        &["predict", "model.json", "good.csv", "-o", "/dev/full"][..],
        &["fit", "good.csv", "-t", "y", "-o", "/dev/full"],
        &["generate", "exam", "-o", "/dev/full"],
    ] {
        let (code, message) = folder.failure(args);
        assert!(code == 1 && message.contains("No space left"), "{args:?}: {message}");
    }
    for args in [&["fit", "good.csv", "-t", "y"][..], &["predict", "model.json", "good.csv"]] {
        let full = std::fs::File::options().write(true).open("/dev/full").unwrap();
        let mut command = regress();
        command.args(args).current_dir(folder.path()).stdout(full);
        let output = command.output().unwrap();
        assert_eq!(output.status.code(), Some(1), "{args:?}");
        assert!(text(&output.stderr).contains("No space left"), "{}", text(&output.stderr));
    }
}

#[test]
fn a_closed_pipe_is_no_error() {
    let folder = with_a_model();
    let rows: String = (0..200_000).map(|i| format!("{i},{}\n", i % 11)).collect();
    folder.write("long.csv", format!("a,b\n{rows}"));
    let mut child = regress()
        .args(["predict", "model.json", "long.csv", "--proba"])
        .current_dir(folder.path())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut first = [0; 4];
    child.stdout.take().unwrap().read_exact(&mut first).unwrap(); // and closed here
    assert_eq!(&first, b"a,b,");
    let output = child.wait_with_output().unwrap();
    assert!(output.status.success() && output.stderr.is_empty(), "{output:?}");
}

#[cfg(unix)]
#[test]
fn an_interrupt_leaves_no_half_file() {
    use std::io::Write;
    let folder = with_a_model();
    folder.write("answers.csv", "earlier");
    let mut child = regress()
        .args(["predict", "model.json", "-", "-o", "answers.csv"])
        .current_dir(folder.path())
        .stdin(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut stdin = child.stdin.take().unwrap();
    stdin.write_all(b"a,b\n").unwrap();
    let row = b"1,2\n".repeat(1 << 18);
    for _ in 0..24 {
        stdin.write_all(&row).unwrap(); // it is in the middle of its work
    }
    let kill = |signal: &str, id: u32| {
        std::process::Command::new("kill").args([signal, &id.to_string()]).status().unwrap()
    };
    assert!(kill("-INT", child.id()).success());
    let output = child.wait_with_output().unwrap();
    drop(stdin);
    assert_eq!(output.status.code(), Some(130), "{output:?}");
    assert_eq!(folder.read("answers.csv"), "earlier");
    assert_eq!(folder.names(), ["answers.csv", "good.csv", "model.json", "out.json"]);
}

/// What is read is not written over, but by all of it with more columns.
#[test]
fn what_is_read_stays() {
    let folder = with_a_model();
    let path = |name: &str| folder.path().join(name);
    let read = |name: &str| std::fs::read_to_string(path(name)).unwrap();
    let (table, model) = (read("good.csv"), read("model.json"));
    for args in [
        &["fit", "good.csv", "-t", "y", "-o", "good.csv"][..],
        &["fit", "good.csv", "-t", "y", "-o", "./good.csv"],
        &["predict", "model.json", "good.csv", "-o", "model.json"],
        &["plot", "roc", "model.json", "good.csv", "-o", "model.json"],
        &["export", "model.json", "--onnx", "model.json"],
        &["export", "model.json", "--sql", "duckdb", "-o", "model.json"],
        &["influence", "model.json", "good.csv", "-o", "model.json"],
    ] {
        let (code, message) = folder.failure(args);
        assert_eq!(code, 2, "{args:?}: {message}");
        assert_eq!(
            (read("good.csv"), read("model.json")),
            (table.clone(), model.clone()),
            "{args:?}"
        );
    }
    folder.ok(&["predict", "model.json", "good.csv", "-q", "-o", "good.csv"]);
    let columns = |table: &str| table.lines().next().unwrap().split(',').count();
    assert_eq!(columns(&read("good.csv")), columns(&table) + 1);
}

/// Killed at any moment, a program leaves what was there, and the next one removes what it had begun.
#[test]
fn a_kill_loses_nothing() {
    let folder = with_a_model();
    let rows: String = (0..40_000).map(|i| format!("{i},{}\n", i % 11)).collect();
    folder.write("long.csv", format!("a,b\n{rows}")).write("out.csv", "what was there");
    let rounds: u64 = std::env::var("REGRESS_KILLS").map_or(20, |text| text.parse().unwrap());
    for round in 0..rounds {
        let mut child = regress()
            .args(["predict", "model.json", "long.csv", "-q", "-o", "out.csv"])
            .current_dir(folder.path())
            .spawn()
            .unwrap();
        std::thread::sleep(std::time::Duration::from_micros(4_321 * round % 60_000));
        child.kill().unwrap();
        child.wait().unwrap();
        let found = std::fs::read_to_string(folder.path().join("out.csv")).unwrap();
        assert!(found == "what was there" || found.lines().count() == 40_001, "round {round}");
    }
    std::thread::sleep(std::time::Duration::from_millis(1_100)); // what was just begun might be another's
    folder.ok(&["predict", "model.json", "good.csv", "-q", "-o", "other.csv"]);
    let left = std::fs::read_dir(folder.path()).unwrap();
    let left: Vec<String> =
        left.map(|entry| entry.unwrap().file_name().to_string_lossy().into_owned()).collect();
    assert!(!left.iter().any(|name| name.ends_with(".tmp")), "{left:?}");
}
