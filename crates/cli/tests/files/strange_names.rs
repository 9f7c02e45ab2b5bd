//! Names and cells that would command a terminal are shown, and command nothing.

use std::process::Output;

use crate::common::{Folder, regress, text};

/// A window title, a bell, colours, a line of its own, a tab, C1, writing turned around, wide letters.
const STRANGE: [&str; 6] = [
    "\u{1b}]0;owned\u{7}",
    "\u{1b}[31mred\u{1b}[0m",
    "two\nlines",
    "tab\there",
    "\u{9b}31m",
    "a\u{202e}b\u{2066}c",
];

/// Whether a terminal would only write.
#[track_caller]
fn only_text(output: &Output) {
    for stream in [&output.stdout, &output.stderr] {
        let text = text(stream);
        let commands = |c: char| {
            (c.is_control() && c != '\n')
                || matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
        };
        assert!(!text.contains(commands), "{text:?}");
        assert!(!text.contains("\nlines"), "{text:?}");
    }
}

fn quoted(name: &str) -> String {
    format!("\"{name}\"")
}

/// A table whose header, levels and classes are strange; its target is last.
fn strange_table(folder: &Folder) -> &'static str {
    let header: Vec<String> = STRANGE.map(quoted).to_vec();
    let row = |i: usize| {
        let cell = |j: usize| match j {
            0 => quoted(STRANGE[i * 3 % 4]),
            5 => quoted(STRANGE[2 + i * 5 % 7 % 2]),
            _ => ((i * (j + 2)) % (7 + j)).to_string(),
        };
        (0..6).map(cell).collect::<Vec<_>>().join(",") + "\n"
    };
    folder
        .write("t.csv", format!("{}\n{}", header.join(","), (0..80).map(row).collect::<String>()));
    STRANGE[5]
}

#[test]
fn no_text_on_a_screen_commands_it() {
    let folder = Folder::new();
    let target = strange_table(&folder);
    let fit = folder.run(&["fit", "t.csv", "-t", target, "-o", "m.json", "--test", "0.2"]);
    assert!(fit.status.success());
    only_text(&fit);
    assert!(text(&fit.stdout).contains("\\u{1b}[31mred\\u{1b}[0m"));
    for args in [
        &["explain", "m.json"][..],
        &["evaluate", "m.json", "t.csv", "--cost", "1:3"],
        &["plot", "boundary", "m.json", "t.csv"],
        &["plot", "roc", "m.json", "t.csv"],
        &["plot", "pr", "m.json", "t.csv"],
        &["plot", "calibration", "m.json", "t.csv"],
        &["plot", "decision", "m.json", "t.csv"],
        &["plot", "coefficients", "m.json"],
        &["plot", "boundary", "m.json", "t.csv", "-o", "-"],
        &["plot", "coefficients", "m.json", "-o", "-"],
        &["export", "m.json", "--onnx", "m.onnx"],
        &["evaluate", "m.json", "t.csv", "--json"],
        &["explain", "m.json", "--json"],
    ] {
        let output = folder.run(args);
        assert!(output.status.success(), "{args:?}: {}", text(&output.stderr));
        if !args.contains(&"--json") {
            only_text(&output);
        }
    }
    for target in [target, STRANGE[0], STRANGE[3]] {
        only_text(&folder.run(&["doctor", "t.csv", "-t", target]));
    }
    let answers = folder.ok(&["predict", "m.json", "t.csv"]);
    assert!(answers.contains(STRANGE[0]) && answers.contains(STRANGE[2]), "a CSV keeps its cells");
}

#[test]
fn no_error_commands_the_screen() {
    let folder = Folder::new();
    let target = strange_table(&folder);
    folder.ok(&["fit", "t.csv", "-t", target, "-o", "m.json", "-q"]);
    folder.write("unseen.csv", folder.read("t.csv").replace("tab\there", "new\u{1b}[2J"));
    folder.write("less.csv", "a\u{1b}[2J\n1\n");
    for args in [
        &["fit", "t.csv", "-t", "\u{1b}[2J"][..],
        &["fit", "t.csv", "-t", target, "--positive", "\u{1b}[2J"],
        &["fit", "t.csv", "-t", STRANGE[0], "--drop", target],
        &["predict", "m.json", "unseen.csv"],
        &["evaluate", "m.json", "unseen.csv"],
        &["predict", "m.json", "less.csv"],
        &["predict", "m.json", "no\u{1b}[2Jwhere.csv"],
        &["explain", "no\u{1b}[2Jwhere.json"],
        &["plot", "boundary", "m.json", "t.csv", "--x", "\u{1b}[2J"],
        &["plot", "loss", "m.json", "t\u{1b}[2J.csv"],
        &["plot", "\u{1b}[2J", "m.json"],
        &["fit", "t.csv", "-t", "y", "\u{1b}[2J.csv"],
        &["fit", "t.csv", "-t", "y", "--l2", "\u{1b}[2J"],
    ] {
        let output = folder.run(args);
        assert!(matches!(output.status.code(), Some(1 | 2)), "{args:?}");
        only_text(&output);
    }
}

#[test]
fn a_cell_of_a_page_breaks_no_table() {
    let folder = Folder::new();
    let most = if cfg!(windows) { 20_000 } else { 65_536 }; // letters of a command
    let (long, other, target) = ("x".repeat(70_000), "日".repeat(65_536), "y".repeat(most));
    let row = |i: usize| {
        let level = [long.as_str(), other.as_str(), "c"][i % 3];
        format!("{level},{},{}\n", i * 3 % 11, [other.as_str(), "no"][i * 5 % 7 % 2])
    };
    folder.write("t.csv", format!("{long},b,{target}\n{}", (0..60).map(row).collect::<String>()));
    let fit = folder.ok(&["fit", "t.csv", "-t", &target, "-o", "m.json"]);
    assert!(fit.contains('…') && fit.lines().all(|line| line.chars().count() < 400), "{fit}");
    for args in [
        &["explain", "m.json"][..],
        &["evaluate", "m.json", "t.csv"],
        &["plot", "boundary", "m.json", "t.csv"],
        &["plot", "coefficients", "m.json"],
        &["plot", "coefficients", "m.json", "-o", "-"],
        &["doctor", "t.csv"],
    ] {
        let output = folder.run(args);
        assert!(output.status.success(), "{args:?}: {}", text(&output.stderr));
    }
    folder.write("unseen.csv", folder.read("t.csv").replace(",3,", ",three,"));
    for args in [
        &["predict", "m.json", "unseen.csv", "-o", "a.csv"][..],
        &["fit", "t.csv", "-t", "nothing"],
    ] {
        let (code, message) = folder.failure(args);
        assert!(code == 1 && message.chars().count() < 4000, "{} characters", message.len());
    }
}

#[test]
fn wide_letters_keep_columns_apart() {
    let folder = Folder::new();
    let row = |i: usize| format!("{},{},{}\n", ["日本語", "b"][i % 2], i * 3 % 11, i * 5 % 7 % 2);
    folder.write("t.csv", format!("語,x,y\n{}", (0..60).map(row).collect::<String>()));
    let report = folder.ok(&["fit", "t.csv", "-t", "y", "-o", "m.json"]);
    let table: Vec<&str> =
        report.lines().skip_while(|line| !line.contains("coefficient")).take(5).collect();
    let widths: Vec<usize> = table.iter().map(|line| pictures::columns(line)).collect();
    assert!(widths.iter().all(|width| *width == widths[0]), "{table:#?}");
    let picture = folder.ok(&["plot", "coefficients", "m.json"]);
    let axis = |line: &str| {
        let before = line.split(['├', '│', '┤', '╷']).next().unwrap_or_default();
        pictures::columns(before)
    };
    let rows: Vec<usize> = picture.lines().skip(1).take(8).map(axis).collect();
    assert!(rows.iter().all(|column| *column == rows[0]), "{rows:?}\n{picture}");
}

#[test]
fn a_picture_in_colour_has_only_colours_for_dark_and_light_grounds() {
    let folder = Folder::new();
    let target = strange_table(&folder);
    folder.ok(&["fit", "t.csv", "-t", target, "-o", "m.json", "-q"]);
    for kind in ["boundary", "roc", "pr", "calibration"] {
        let mut command = regress();
        command.args(["plot", kind, "m.json", "t.csv"]).current_dir(folder.path());
        let output = command.env("CLICOLOR_FORCE", "1").env_remove("NO_COLOR").output().unwrap();
        let picture = text(&output.stdout);
        let codes: Vec<&str> =
            picture.split('\u{1b}').skip(1).filter_map(|code| code.split('m').next()).collect();
        let is_known = |code: &&str| *code == "[39" || code.starts_with("[38;5;");
        assert!(!codes.is_empty() && codes.iter().all(is_known), "{kind}: {codes:?}");
    }
}

/// Text that a spreadsheet would run is told of, and written so that it stays text where that is asked for.
#[test]
fn cells_that_a_spreadsheet_would_run_are_told_of() {
    let folder = Folder::new();
    let row = |i: usize| format!("{},{},{}\n", -(i as f64) / 2.0, ["=1+1", "b"][i % 2], i * i % 5);
    folder.write("t.csv", format!("a,=g,y\n{}", (0..20).map(row).collect::<String>()));
    folder.ok(&["fit", "t.csv", "-t", "y", "-m", "linear", "-o", "m.json"]);
    let told = text(&folder.run(&["predict", "m.json", "t.csv", "-o", "plain.csv"]).stderr);
    assert!(
        told.contains("a spreadsheet would run 11 cells as formulas, such as \"=g\""),
        "{told}"
    );
    let told =
        text(&folder.run(&["predict", "m.json", "t.csv", "--guard", "-o", "guarded.csv"]).stderr);
    assert!(!told.contains("spreadsheet"), "{told}");
    let plain = folder.read("plain.csv");
    assert!(
        plain.starts_with(&folder.read("t.csv")[..4]) && plain.contains("\n-1,=1+1,4,"),
        "{plain}"
    );
    assert_eq!(folder.read("guarded.csv"), plain.replace(",=", ",'="));
}

/// A text as long as a book is a level like others: nothing goes through it again and again.
#[test]
fn a_level_as_long_as_a_book() {
    let folder = Folder::new();
    folder.write("t.csv", format!("a,y\n{},1\nb,0\nc,1\nd,0\nb,1\n", "word ".repeat(1 << 20)));
    for command in ["doctor", "fit"] {
        let output = folder.run(&[command, "t.csv", "-t", "y"]);
        assert!(matches!(output.status.code(), Some(0 | 3)), "{}", text(&output.stderr));
        assert!(output.stdout.len() < 10_000, "{}", output.stdout.len());
    }
}
