//! The module in the page says what the crates say, to the last bit.

#![allow(clippy::unwrap_used, reason = "a test may stop at the first surprise")]

use std::path::Path;
use std::process::{Command, Stdio};

#[path = "../../cli/tests/common/not_proved.rs"]
mod not_proved;

const QUESTIONS: &str = include_str!("questions.jsonl");

/// What the module answers in Node; None without Node.
fn by_the_module() -> Option<String> {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    let node = Command::new("node")
        .arg(here.join("tests/ask.mjs"))
        .arg(here.join("../lesson/src/page/live.wasm.gz"))
        .stdin(std::fs::File::open(here.join("tests/questions.jsonl")).unwrap())
        .stderr(Stdio::inherit())
        .output();
    let output = node.ok()?;
    assert!(output.status.success());
    Some(String::from_utf8(output.stdout).unwrap())
}

#[test]
fn every_answer_is_the_same_text() {
    let Some(answers) = by_the_module() else {
        not_proved::not_proved("the module in the page answers as the crates do", "install Node");
        return;
    };
    let answers: Vec<&str> = answers.lines().collect();
    assert_eq!(answers.len(), QUESTIONS.lines().count());
    for (question, theirs) in QUESTIONS.lines().zip(answers) {
        assert!(live::answer(question) == theirs, "{question}");
    }
}

#[test]
fn every_scene_is_asked_and_answers() {
    for scene in [
        "train",
        "outlier",
        "threshold",
        "ravine",
        "pull",
        "draw",
        "pasted",
        "calibration",
        "classes",
    ] {
        let asked = QUESTIONS.lines().filter(|q| q.contains(&format!("\"scene\":\"{scene}\"")));
        let answered = asked.map(live::answer).filter(|answer| !answer.starts_with("{\"error\""));
        assert!(answered.count() >= 1, "{scene}");
    }
    let refused = QUESTIONS.lines().map(live::answer).filter(|a| a.starts_with("{\"error\""));
    assert_eq!(refused.count(), 2); // one class, one column
}
