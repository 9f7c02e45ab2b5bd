//! What is handed to a learner: programs that fail, and cures that are short and pass.

#![allow(clippy::unwrap_used, reason = "a test may stop at the first surprise")]

use exercises::{Checked, EXERCISES, Exercise};
use similar::{ChangeTag, TextDiff};

/// Those that no learner has touched. In CI there are no learners.
fn untouched() -> Vec<&'static Exercise> {
    let untouched: Vec<_> = EXERCISES.into_iter().filter(|e| e.is_as_shipped()).collect();
    if std::env::var_os("CI").is_some() {
        for exercise in EXERCISES {
            let (file, digest) = (exercise.file(), exercise.seed());
            assert!(exercise.is_as_shipped(), "{file} was edited: its digest is {digest:#x}");
        }
    }
    untouched
}

fn is_in_words(checked: &Checked) -> bool {
    let words: Vec<&str> = checked.found.split(|c: char| !c.is_alphanumeric()).collect();
    !words.contains(&"NaN") && !words.contains(&"inf")
}

#[test]
fn every_program_fails_as_it_is_shipped() {
    for exercise in untouched() {
        for seed in (0..20).chain([exercise.seed()]) {
            let checked = (exercise.yours)(seed).unwrap();
            assert!(!checked.passed, "{} at seed {seed}", exercise.name);
            assert!(is_in_words(&checked), "{}: {}", exercise.name, checked.found);
        }
    }
}

#[test]
fn every_solution_passes() {
    for exercise in EXERCISES {
        for seed in 0..200 {
            let checked = (exercise.solved)(seed).unwrap();
            assert!(checked.passed, "{} at seed {seed}: {}", exercise.name, checked.found);
            assert!(is_in_words(&checked), "{}: {}", exercise.name, checked.found);
        }
    }
}

#[test]
fn a_cure_changes_at_most_six_lines() {
    for exercise in untouched() {
        let difference = TextDiff::from_lines(exercise.source, exercise.solution);
        let changed = difference.iter_all_changes().filter(|line| line.tag() != ChangeTag::Equal);
        assert!((1..=6).contains(&changed.count()), "{}", exercise.name);
    }
}

#[test]
fn names_numbers_and_scenes_are_there() {
    let scenes = include_str!("../../lesson/src/page/scenes.rs");
    let guide = include_str!("../TEACHING.md");
    for (i, exercise) in EXERCISES.into_iter().enumerate() {
        let Exercise { number, name, minutes, scene, .. } = exercise;
        assert_eq!(usize::from(*number), i + 1);
        assert!(scenes.contains(&format!("name: \"{scene}\"")), "{name}: {scene}");
        let row = format!("| {number} | `{name}` |");
        let row = guide.lines().find(|line| line.starts_with(&row)).unwrap();
        assert!(row.ends_with(&format!(" | {minutes} | `{scene}` |")), "{row}");
        let root = concat!(env!("CARGO_MANIFEST_DIR"), "/../..");
        let file = std::path::Path::new(root).join(exercise.file());
        assert_eq!(std::fs::read_to_string(file).unwrap(), exercise.source);
    }
}
