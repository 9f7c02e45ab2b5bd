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

/// Every command that writes a file, its name last.
const WRITERS: [&str; 7] = [
    "predict model.json long.csv -q -o out.csv",
    "fit long.csv -t y -q -o out.json",
    "generate exam --rows 40000 -q -o out.csv",
    "plot roc model.json long.csv -q -o out.svg",
    "influence model.json good.csv -q -o out.csv",
    "export model.json --sql duckdb -q -o out.sql",
    "export model.json -q --onnx out.onnx",
];

/// Killed at any moment, a program leaves what was there, and the next one removes what it had begun. REGRESS_KILLS asks
/// for more of them.
#[test]
fn a_kill_loses_nothing() {
    let folder = with_a_model();
    let rows: String =
        (0..20_000).map(|i| format!("{i},{},{}\n", i % 11, ["yes", "no"][i * i % 7 % 2])).collect();
    folder.write("long.csv", format!("a,b,y\n{rows}"));
    let rounds: u64 = std::env::var("REGRESS_KILLS").map_or(4, |text| text.parse().unwrap());
    for writer in WRITERS {
        let words: Vec<&str> = writer.split(' ').collect();
        let begun = std::time::Instant::now();
        let output = folder.run(&words);
        let takes = begun.elapsed();
        assert!(matches!(output.status.code(), Some(0 | 3)), "{writer}: {}", text(&output.stderr));
        let file = words.last().unwrap();
        let whole = std::fs::read(folder.file(file)).unwrap();
        for round in 0..rounds {
            folder.write(file, "what was there");
            let mut child = regress()
                .args(&words)
                .current_dir(folder.path())
                .stdout(Stdio::null())
                .spawn()
                .unwrap();
            std::thread::sleep(takes.mul_f64(1.1 * (round as f64 + 0.5) / rounds as f64));
            child.kill().unwrap();
            child.wait().unwrap();
            let found = std::fs::read(folder.file(file)).unwrap();
            assert!(found == b"what was there" || found == whole, "{writer}, round {round}");
        }
    }
    std::thread::sleep(std::time::Duration::from_millis(1_100)); // what was just begun might be another's
    folder.ok(&["predict", "model.json", "good.csv", "-q", "-o", "other.csv"]);
    let left = std::fs::read_dir(folder.path()).unwrap();
    let left: Vec<String> =
        left.map(|entry| entry.unwrap().file_name().to_string_lossy().into_owned()).collect();
    assert!(!left.iter().any(|name| name.ends_with(".tmp")), "{left:?}");
}

/// What cannot be told is not told; what was asked for is done.
#[test]
fn a_full_standard_error_loses_no_model() {
    if !cfg!(target_os = "linux") {
        return;
    }
    let folder = with_a_model();
    for words in [
        &["fit", "good.csv", "-t", "y", "-o", "m.json"][..],
        &["predict", "model.json", "good.csv", "-o", "m.json"],
        &["fit", "nowhere.csv", "-t", "y"],
    ] {
        let full = std::fs::File::options().write(true).open("/dev/full").unwrap();
        let output =
            regress().args(words).current_dir(folder.path()).stderr(full).output().unwrap();
        let is_right = words.contains(&"good.csv");
        assert_eq!(output.status.code(), Some(if is_right { 0 } else { 1 }), "{words:?}");
        assert_eq!(folder.path().join("m.json").exists(), is_right, "{words:?}");
        let _ = std::fs::remove_file(folder.path().join("m.json"));
    }
}
