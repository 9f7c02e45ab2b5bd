//! Others at the same file, and a machine that gives little: an answer or a refusal, and no panic.

use std::process::Stdio;
use std::thread;
use std::time::Instant;

use crate::common::{Folder, ended, regress, text, with_a_model};

fn long_table(folder: &Folder) {
    let row = |i: usize| format!("{i},{},{}\n", i % 11, ["yes", "no"][i * i % 7 % 2]);
    let rows: String = (0..60_000).map(row).collect();
    folder.write("long.csv", format!("a,b,y\n{rows}"));
}

#[test]
fn of_several_runs_on_one_file_one_is_there_whole() {
    let folder = Folder::new();
    let command = |seed: u32, file: &str| {
        let mut command = regress();
        let seed = seed.to_string();
        command.args(["generate", "exam", "--rows", "20000", "--seed", &seed, "-q", "-o", file]);
        command.current_dir(folder.path());
        command
    };
    let wholes: Vec<Vec<u8>> = (0..6)
        .map(|seed| {
            assert!(ended(command(seed, "one.csv")).status.success());
            std::fs::read(folder.file("one.csv")).unwrap()
        })
        .collect();
    for _ in 0..4 {
        let runs: Vec<_> = (0..6).map(|seed| command(seed, "all.csv").spawn().unwrap()).collect();
        for mut run in runs {
            // (Windows refuses a name that another run is just taking.)
            assert!(run.wait().unwrap().success() || cfg!(windows));
        }
        assert!(wholes.contains(&std::fs::read(folder.file("all.csv")).unwrap()));
    }
    assert_eq!(folder.names(), ["all.csv", "one.csv"]);
}

/// The rows that were there are answered, or nothing is written.
#[test]
fn an_input_that_shrinks_or_grows_is_read_or_refused() {
    let folder = with_a_model();
    for words in [
        &["predict", "model.json", "long.csv", "-q", "-o", "out.csv"][..],
        &["fit", "long.csv", "-t", "y", "-q", "-o", "out.csv"],
        &["doctor", "long.csv"],
    ] {
        long_table(&folder);
        let begun = Instant::now();
        folder.run(words);
        let takes = begun.elapsed();
        for round in 0..6 {
            long_table(&folder);
            folder.write("out.csv", "what was there");
            let mut command = regress();
            command.args(words).current_dir(folder.path());
            let running = thread::spawn(move || ended(command));
            thread::sleep(takes.mul_f64(f64::from(round) / 6.0));
            let file = std::fs::File::options().append(true).open(folder.file("long.csv")).unwrap();
            let length = file.metadata().unwrap().len();
            file.set_len(if round % 2 == 0 { length / 3 } else { length + 5_000 }).unwrap();
            let output = running.join().unwrap();
            let code = output.status.code();
            assert!(matches!(code, Some(0 | 1 | 3)), "{words:?}: {}", text(&output.stderr));
            let is_untouched = folder.read("out.csv") == "what was there";
            assert!(code != Some(1) || is_untouched, "{words:?}: {}", text(&output.stderr));
        }
    }
}

#[test]
fn whoever_listens_no_more_is_no_error() {
    for words in [&["completions", "bash"][..], &["man"], &["--help"], &["list"]] {
        let mut command = regress();
        command.args(words).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = command.spawn().unwrap();
        drop(child.stdout.take());
        let output = child.wait_with_output().unwrap();
        assert!(!text(&output.stderr).contains("panicked"), "{words:?}: {}", text(&output.stderr));
        assert_ne!(output.status.code(), Some(101), "{words:?}");
    }
}

/// Few or small files, little memory, no threads, no environment.
#[cfg(target_os = "linux")]
#[test]
fn a_machine_that_gives_little() {
    let folder = with_a_model();
    long_table(&folder);
    let program = env!("CARGO_BIN_EXE_regress");
    for limit in [
        "ulimit -n 4",
        "ulimit -n 8",
        "ulimit -v 80000",
        "ulimit -v 160000",
        "ulimit -u 1",
        "ulimit -f 1",
        "export HOME= TMPDIR=",
    ] {
        for words in [
            "predict model.json long.csv -q -o out.csv",
            "fit long.csv -t y -q -o out.csv",
            "doctor long.csv",
            "generate exam --rows 9000 -q -o out.csv",
        ] {
            folder.write("out.csv", "what was there");
            let mut command = std::process::Command::new("sh");
            let inherited = "3<&- 4<&- 5<&- 6<&- 7<&- 8<&- 9<&-"; // files of whoever runs the tests
            let line = format!("exec {inherited}; {limit}; exec '{program}' {words}");
            command.args(["-c", &line]).current_dir(folder.path());
            let output = ended(command);
            let (code, said) = (output.status.code(), text(&output.stderr));
            assert!(matches!(code, Some(0 | 1 | 3)), "{limit}, {words}: {code:?} {said}");
            let is_untouched = folder.read("out.csv") == "what was there";
            assert!(code != Some(1) || is_untouched, "{limit}, {words}: {said}");
            let names_it = said.starts_with("error: cannot write out.csv: ");
            assert!(names_it || !limit.starts_with("ulimit -f") || code == Some(0), "{said}");
        }
    }
    thread::sleep(std::time::Duration::from_millis(1_100)); // what was just begun might be another's
    folder.ok(&["predict", "model.json", "good.csv", "-q", "-o", "out.csv"]);
    assert!(folder.names().iter().all(|name| !name.ends_with(".tmp")), "{:?}", folder.names());
}
