//! The real binary, as a user meets it.

use std::io::Read;
use std::process::{Command, Output, Stdio};

use datasets::catalog::{GENERATORS, REAL_TABLES};
use datasets::gallery::GALLERY;

fn regress() -> Command {
    Command::new(env!("CARGO_BIN_EXE_regress"))
}

fn run(args: &[&str]) -> Output {
    regress().args(args).output().unwrap()
}

fn stdout(output: &Output) -> String {
    assert!(output.status.success(), "{output:?}");
    String::from_utf8(output.stdout.clone()).unwrap()
}

/// Exit code and standard error; nothing may have gone to standard output.
fn failure(args: &[&str]) -> (i32, String) {
    let output = run(args);
    assert!(output.stdout.is_empty(), "{output:?}");
    (output.status.code().unwrap(), String::from_utf8(output.stderr).unwrap())
}

#[test]
fn list_names_every_data_set() {
    let text = stdout(&run(&["list"]));
    let generated = GENERATORS.iter().map(|generator| generator.name);
    let built_in = REAL_TABLES.iter().map(|table| table.name);
    let names = generated.chain(built_in).chain(GALLERY.iter().map(|specimen| specimen.name));
    for name in names {
        assert!(text.contains(&format!("\n  {name} ")), "{name} is missing in:\n{text}");
    }
    assert!(text.contains("333 rows") && text.contains("11 more with missing values left out"));
}

#[test]
fn generate_prints_the_same_bytes_every_time() {
    let spam = stdout(&run(&["generate", "spam"]));
    assert_eq!(spam.lines().count(), 14);
    assert!(spam.starts_with("exclamation_marks,is_spam\n0,0\n1,0\n"));
    let exam = run(&["generate", "exam", "--generator", "numpy", "--rows", "3"]);
    assert!(stdout(&exam).starts_with("study_hours,sleep_hours,passed\n3.745401188473625,"));
    assert_eq!(
        exam.stdout,
        run(&["generate", "exam", "--generator", "numpy", "--rows", "3"]).stdout
    );
    assert_ne!(run(&["generate", "exam"]).stdout, run(&["generate", "exam", "--seed", "1"]).stdout);
    assert!(stdout(&run(&["generate", "iris"])).ends_with(",virginica\n"));
    assert!(stdout(&run(&["generate", "outlier"])).ends_with("\n500,0\n"));
}

#[test]
fn a_file_is_written_whole_or_not_at_all() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("exam, final.csv");
    let path = file.to_str().unwrap();
    let output = run(&["generate", "exam", "-o", path]);
    assert!(output.status.success() && output.stdout.is_empty());
    assert!(String::from_utf8(output.stderr).unwrap().starts_with("wrote 200 rows to "));
    let written = std::fs::read(&file).unwrap();
    assert_eq!(written, run(&["generate", "exam"]).stdout);

    let (code, message) = failure(&["generate", "exma", "-o", path]);
    assert_eq!(code, 1);
    assert!(message.contains("no data set \"exma\" (did you mean \"exam\"?)"), "{message}");
    assert_eq!(std::fs::read(&file).unwrap(), written);

    let (code, message) = failure(&["generate", "exam", "-o", folder.path().to_str().unwrap()]);
    assert_eq!(code, 1);
    assert!(message.starts_with("error: cannot write "), "{message}");
    let below_a_file = file.join("x.csv");
    assert_eq!(failure(&["generate", "exam", "-o", below_a_file.to_str().unwrap()]).0, 1);
    assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 1);
}

#[test]
fn wrong_usage_is_explained() {
    for (args, code, part) in [
        (&["generate"][..], 2, "<NAME>"),
        (&["generat"], 2, "'generate'"),
        (&["generate", "exam", "--row", "3"], 2, "'--rows'"),
        (&["generate", "exam", "--rows", "0"], 2, "a whole number from 1 to 10000000 is needed"),
        (
            &["generate", "exam", "--rows", "99999999999999999999"],
            2,
            "a whole number from 1 to 10000000 is needed",
        ),
        (&["generate", "exam", "--rows", "many"], 2, "a whole number from 1 to 10000000 is needed"),
        (&["doctor", "x.csv", "--skip-rows", "-1"], 2, "a whole number from 0 to"),
        (&["generate", "exam", "-o", "exam.csv.gz"], 2, "not packed: leave out .gz"),
        (&["generate", "exam", "--generator", "mt"], 2, "[possible values: chacha, numpy]"),
        (&["generate", "exam", "--seed", "-1"], 2, "a whole number from 0 to"),
        (&["generate", "exam", "--generator", "numpy", "--seed", "4294967296"], 2, "4294967295"),
        (&["generate", "pengiuns"], 1, "did you mean \"penguins\"?"),
        (&["generate", "zzz"], 1, "`regress list` shows them all"),
        (&["generate", "iris", "--rows", "3"], 2, "is built in"),
    ] {
        let (found, message) = failure(args);
        assert_eq!(found, code, "{args:?}: {message}");
        assert!(message.contains(part), "{args:?}: {message}");
    }
}

/// Text without line breaks and indentation.
fn unwrapped(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[test]
fn every_flag_has_help_with_an_example() {
    let commands = "doctor fit predict evaluate influence effects compare contrast explain plot export list generate completions man";
    for command in commands.split(' ') {
        let help = stdout(&run(&[command, "--help"]));
        let mut flags: Vec<String> = Vec::new();
        for line in help.lines() {
            let begins = line.trim().starts_with('-') && !line.starts_with("        ");
            match flags.last_mut() {
                Some(flag) if !begins => *flag += &format!(" {}", line.trim()),
                _ => flags.push(line.trim().to_owned()),
            }
        }
        for flag in flags.iter().filter(|flag| flag.starts_with('-')) {
            let is_plain = flag.contains("--quiet") || flag.contains("--help");
            assert!(is_plain || flag.contains("for example:"), "{command}: {flag}");
        }
        assert!(help.contains("Example"), "{command}");
    }
    let generate = unwrapped(&stdout(&run(&["generate", "--help"])));
    for example in ["exam", "--rows 500", "--seed 7", "--generator numpy", "-o exam.csv"] {
        assert!(generate.contains(&format!("for example: {example}")));
    }
}

#[test]
fn completions_and_manual_pages_are_written() {
    assert!(stdout(&run(&["completions", "zsh"])).contains("#compdef regress"));
    let folder = tempfile::tempdir().unwrap();
    let out = folder.path().join("man1");
    assert!(run(&["man", "--out", out.to_str().unwrap()]).status.success());
    let page = std::fs::read_to_string(out.join("regress-fit.1")).unwrap();
    assert!(page.contains("\\-\\-target"), "{page}");
}

#[test]
fn a_closed_pipe_is_no_error() {
    let mut child = regress()
        .args(["generate", "exam", "--rows", "200000"])
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut first = [0; 11];
    child.stdout.take().unwrap().read_exact(&mut first).unwrap(); // and closed here
    assert_eq!(&first, b"study_hours");
    let output = child.wait_with_output().unwrap();
    assert!(output.status.success() && output.stderr.is_empty(), "{output:?}");
}
