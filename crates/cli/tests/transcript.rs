//! README's transcripts, as they stand. After a change: `TRANSCRIPT=write cargo test -p cli --test transcript`

#![cfg(unix)]
#![allow(clippy::unwrap_used, reason = "a test may stop at the first surprise")]

mod common;

use std::path::Path;
use std::process::Command;

use common::{Folder, text};

const FENCE: &str = "```console\n";

/// What a shell shows, the prompts included.
fn shown(commands: &[&str]) -> String {
    let folder = Folder::new();
    let data = format!("{}/../../data", env!("CARGO_MANIFEST_DIR"));
    std::os::unix::fs::symlink(data, folder.file("data")).unwrap();
    let programs = Path::new(env!("CARGO_BIN_EXE_regress")).parent().unwrap();
    let path = std::env::var("PATH").unwrap();
    let mut transcript = String::new();
    for command in commands {
        let output = Command::new("sh")
            .args(["-c", &format!("( {command} ) 2>&1")])
            .env("PATH", format!("{}:{path}", programs.display()))
            .current_dir(folder.path())
            .output()
            .unwrap();
        assert!(output.status.success(), "{command}: {}", text(&output.stdout));
        let lines = text(&output.stdout);
        let lines = lines.lines().map(str::trim_end).collect::<Vec<_>>().join("\n");
        transcript += &format!("$ {command}\n{lines}\n");
    }
    transcript
}

#[test]
fn readme_shows_what_the_program_says() {
    let file = format!("{}/../../README.md", env!("CARGO_MANIFEST_DIR"));
    let readme = std::fs::read_to_string(&file).unwrap();
    let mut parts = readme.split(FENCE);
    let mut now = parts.next().unwrap().to_owned();
    let mut transcripts = 0;
    for part in parts {
        let (transcript, after) = part.split_once("```").unwrap();
        let commands: Vec<&str> =
            transcript.lines().filter_map(|line| line.strip_prefix("$ ")).collect();
        assert!(commands.len() > 5);
        now += &format!("{FENCE}{}```{after}", shown(&commands));
        transcripts += 1;
    }
    assert_eq!(transcripts, 2);
    if std::env::var("TRANSCRIPT").is_ok_and(|word| word == "write") {
        std::fs::write(&file, now).unwrap();
    } else {
        assert_eq!(readme, now, "see the head of this test for how to store what is new");
    }
}
