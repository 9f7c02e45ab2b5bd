//! The program as a learner meets it.

#![allow(clippy::unwrap_used, reason = "a test may stop at the first surprise")]

use std::process::{Command, Output};

use exercises::{EXERCISES, Exercise, show};

fn exercises(words: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_exercises")).args(words).output().unwrap()
}

fn stdout(output: &Output) -> String {
    String::from_utf8(output.stdout.clone()).unwrap()
}

#[test]
fn hints_and_solutions_are_shown() {
    for exercise in EXERCISES {
        let mut shown = Vec::new();
        show::hint(exercise, &mut shown).unwrap();
        let hint = String::from_utf8(shown).unwrap();
        assert!(hint.lines().all(|line| line.chars().count() < 80), "{hint}");
        assert_eq!(hint.split_whitespace().collect::<Vec<_>>().join(" "), exercise.hint);
        let number = exercise.number.to_string();
        let solution = exercises(&[&number, "solution"]);
        assert_eq!(stdout(&solution), exercise.solution);
        assert_eq!(stdout(&exercises(&[&number, "hint"])), hint);
    }
}

#[test]
fn a_judged_program_is_drawn_and_told_what_to_do() {
    let untouched = EXERCISES.into_iter().filter(|exercise| exercise.is_as_shipped());
    for exercise in untouched {
        let judged = exercises(&[&exercise.number.to_string()]);
        let text = stdout(&judged);
        assert_eq!(judged.status.code(), Some(1), "{text}");
        assert!(text.starts_with(&format!("Exercise {}: ", exercise.number)), "{text}");
        assert!(text.contains(" (upwards)") && text.contains("\nNot yet: "), "{text}");
        assert!(text.contains(&exercise.file()), "{text}");
        assert!(text.lines().all(|line| line.chars().count() <= 80), "{text}");
        assert!(!text.contains('\x1b'), "no colours where nobody sees them");
    }
}

#[test]
fn a_program_that_panics_is_an_error_with_its_file() {
    let panicking = Exercise { yours: |_| panic!("as a learner's may"), ..*EXERCISES[2] };
    let error = panicking.judge().unwrap_err().to_string();
    assert!(error.starts_with("crates/exercises/exercises/3_gradient.rs panics"), "{error}");
}

#[test]
fn an_edit_changes_the_numbers_and_the_words() {
    let edited = Exercise { source: "pub fn sigmoid(_: f64) -> f64 { 0.5 }", ..*EXERCISES[0] };
    assert!(!edited.is_as_shipped() && edited.seed() != edited.shipped);
    let mut shown = Vec::new();
    show::judged(&edited, &mut shown).unwrap();
    let shown = String::from_utf8(shown).unwrap();
    assert!(!shown.contains("The farther"), "{shown}");
}

#[test]
fn a_list_names_them_all() {
    let list = exercises(&[]);
    let text = stdout(&list);
    assert_eq!((list.status.code(), text.lines().count()), (Some(0), 10), "{text}");
    for exercise in EXERCISES {
        let line = text.lines().nth(usize::from(exercise.number) - 1).unwrap();
        assert!(line.contains(exercise.title), "{text}");
        assert!(!exercise.is_as_shipped() || line.ends_with("  not begun"), "{text}");
    }
}

#[test]
fn wrong_usage_is_explained() {
    for (words, part) in [
        (&["9"][..], "there are 1 to 8"),
        (&["0"], "there are 1 to 8"),
        (&["gradient"], "\"gradient\" is not the number of an exercise"),
        (&["3", "help"], "hint or solution"),
    ] {
        let output = exercises(words);
        let said = String::from_utf8_lossy(&output.stderr);
        assert_eq!(output.status.code(), Some(2), "{words:?}: {said}");
        assert!(said.starts_with("error: ") && said.contains(part), "{said}");
        assert!(output.stdout.is_empty());
    }
}
