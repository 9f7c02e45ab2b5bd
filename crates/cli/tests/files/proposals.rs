//! Errors propose the command that leads on: one that works, as it can be typed.

use std::process::{Command, Output, Stdio};

use crate::common::{Folder, regress, text};
use crate::proposed::{chain, has_model, in_a_shell, proposed};

/// Forty rows of a line's number, a number, and what a function gives.
fn rows(cell: impl Fn(usize) -> String) -> String {
    (0..40).map(|i| format!("{i},{},{}\n", i * 7 % 11, cell(i))).collect()
}

/// The flags that a first command is told to add, after which it gives a model.
fn added(folder: &Folder, first: &str) -> String {
    let (lines, last) = chain(folder.path(), first);
    assert!(has_model(&last) && lines.len() == 2, "{lines:?}: {}", text(&last.stderr));
    lines[1].strip_prefix(first).unwrap().trim().to_owned()
}

#[test]
fn several_things_are_mended_at_once() {
    let folder = Folder::new();
    let body: String = (0..40)
        .map(|i| {
            format!("{};{},5;2024-01-{:02};name {i};{},25\n", i, i % 7, 1 + i % 28, i * 5 % 13)
        })
        .collect();
    folder.write("t.csv", format!("Sales in M\u{fc}nchen\n\na;b;day;name;y\n{body}"));
    let flags = added(&folder, "regress fit t.csv -t y -m linear");
    assert_eq!(flags, "--skip-rows 2 --drop name --as-date day --decimal ,");
    let fitted = folder.examined(&["t.csv", "-t", "y", "--skip-rows", "2"]);
    assert!(
        fitted.contains("to fit: regress fit t.csv -t y --skip-rows 2 --drop name"),
        "{fitted}"
    );
}

#[test]
fn lines_between_the_rows_may_be_comments_but_a_header_may_begin_with_a_hash() {
    let folder = Folder::new();
    let body = rows(|i| (i * 5 % 13).to_string());
    folder.write("t.csv", format!("# made, by hand\nid,x,y\n0,1,2\n# a pause\n{body}"));
    assert_eq!(added(&folder, "regress fit t.csv -t y -m linear"), "--comment '#'");
    folder.write("t.csv", format!("# id,x,y\n{body}"));
    let fitted = folder.ok(&["fit", "t.csv", "-t", "y", "-m", "linear"]);
    assert!(fitted.contains("# id"), "{fitted}");
}

#[test]
fn a_word_among_the_numbers_of_a_target_is_named_and_may_be_a_gap() {
    let folder = Folder::new();
    let cell = |i: usize| if i == 30 { "lost".to_owned() } else { format!("${i}.50") };
    folder.write("t.csv", format!("id,x,y\n{}", rows(cell)));
    let (code, message) = folder.failure(&["fit", "t.csv", "-t", "y", "-m", "linear"]);
    assert_eq!(code, 1);
    assert!(
        message.contains("t.csv:32: column \"y\" is \"lost\": a number is needed"),
        "{message}"
    );
    let cell = |i: usize| if i == 30 { "lost".to_owned() } else { format!("{i}.5") };
    folder.write("t.csv", format!("id,x,y\n{}", rows(cell)));
    let flags = added(&folder, "regress fit t.csv -t y -m linear");
    assert_eq!(flags, "--na lost --missing drop");
}

#[test]
fn what_does_not_help_is_not_proposed() {
    let folder = Folder::new();
    let mixed =
        |i: usize| if i.is_multiple_of(2) { "\"1,5\"".to_owned() } else { format!("{i}.25") };
    folder.write("t.csv", format!("id,x,y\n{}", rows(mixed)));
    let output = folder.run(&["fit", "t.csv", "-t", "y", "-m", "linear"]);
    assert_eq!((output.status.code(), proposed(&output)), (Some(1), None));
    let names: String = (0..40).map(|i| format!("name {i},{}\n", i % 3 % 2)).collect();
    folder.write("t.csv", format!("name,y\n{names}"));
    let output = folder.run(&["fit", "t.csv", "-t", "y"]);
    assert_eq!((output.status.code(), proposed(&output)), (Some(1), None));
    assert!(text(&output.stderr).contains("nothing is left to learn from"));
}

#[test]
fn words_may_be_strange() {
    let folder = Folder::new();
    let texts: String =
        (0..40).map(|i| format!("text {i},{},{}\n", i * 7 % 11, i * 5 % 13 % 2)).collect();
    folder.write("t.csv", format!("\"it's, a\",x,y\n{texts}"));
    assert_eq!(added(&folder, "regress fit t.csv -t y"), r#"--drop '"it'\''s, a"'"#);
    let behind = "regress fit -t y -- t.csv";
    let output = in_a_shell(folder.path(), behind);
    let line = proposed(&output).unwrap();
    assert_eq!(line, r#"regress fit -t y --drop '"it'\''s, a"' -- t.csv"#);
    assert!(has_model(&in_a_shell(folder.path(), &line)));
    folder.write("t.csv", format!("\"two\nlines\",x,y\n{texts}"));
    let line = proposed(&in_a_shell(folder.path(), "regress fit t.csv -t y")).unwrap();
    assert_eq!(line, r#"regress fit t.csv -t y --drop $'"two\nlines"'"#);
    folder.ok(&["fit", "t.csv", "-t", "y", "--drop", "\"two\nlines\""]);
}

#[test]
fn a_table_that_is_read_but_once_is_not_tried() {
    let folder = Folder::new();
    let texts: String =
        (0..40).map(|i| format!("text {i},{},{}\n", i * 7 % 11, i * 5 % 13 % 2)).collect();
    folder.write("t.csv", format!("name,x,y\n{texts}"));
    let file = std::fs::File::open(folder.file("t.csv")).unwrap();
    let mut command: Command = regress();
    command.args(["fit", "-", "-t", "y"]).stdin(Stdio::from(file));
    let output: Output = command.output().unwrap();
    let line = "hint: this should work, if it is what you mean: regress fit - -t y --drop name\n";
    assert!(text(&output.stderr).ends_with(line), "{}", text(&output.stderr));
}

#[cfg(unix)]
#[test]
fn a_name_that_is_no_text_is_no_panic() {
    use std::os::unix::ffi::OsStringExt;
    let folder = Folder::new();
    let name = std::ffi::OsString::from_vec(b"\xff.csv".to_vec());
    let texts: String = (0..40).map(|i| format!("text {i},{},{}\n", i * 7 % 11, i % 2)).collect();
    std::fs::write(folder.path().join(&name), format!("name,x,y\n{texts}")).unwrap();
    for command in ["fit", "doctor"] {
        let mut run = regress();
        let output =
            run.arg(command).arg(&name).args(["-t", "y"]).current_dir(folder.path()).output();
        assert_eq!(output.unwrap().status.code(), Some(1), "{command}");
    }
}
