//! A program between regress and its engine: it keeps a journal, and does what a test wants between two questions.

use std::process::{Child, Command, Stdio};
use std::thread::sleep;
use std::time::{Duration, Instant};

use super::super::common::{Folder, regress};

/// A folder with the program, its journal and the tables of a test.
pub(crate) struct Between {
    pub(crate) folder: Folder,
}

impl Between {
    pub(crate) fn new() -> Self {
        let folder = Folder::new();
        folder.write("between.py", include_str!("between.py")).write("journal", "");
        Self { folder }
    }

    /// What `--sql` takes: the engine, and before the question of that number a script of the shell.
    pub(crate) fn command(&self, engine: &str, at: usize, act: &str) -> String {
        self.folder.write("act", act).write("journal", "");
        let here = self.folder.path().display();
        format!("python3 {here}/between.py {here} {at} {engine}")
    }

    /// How many lines of the journal begin with a word.
    pub(crate) fn times(&self, word: &str) -> usize {
        self.words_behind(word).len()
    }

    pub(crate) fn words_behind(&self, word: &str) -> Vec<String> {
        let journal = self.folder.read("journal");
        let lines = journal.lines().filter_map(|line| line.strip_prefix(word));
        lines.map(|rest| rest.trim().to_owned()).collect()
    }

    /// Waits until so many lines of the journal begin with a word.
    #[track_caller]
    pub(crate) fn wait_for(&self, word: &str, times: usize, limit: Duration) {
        let until = Instant::now() + limit;
        while self.times(word) < times {
            assert!(Instant::now() < until, "{word} {times}: {}", self.folder.read("journal"));
            sleep(Duration::from_millis(20));
        }
    }

    /// Starts regress, which writes its words into `said`.
    pub(crate) fn begin(&self, args: &[&str]) -> Child {
        let said = std::fs::File::create(self.folder.file("said")).unwrap();
        let mut command = regress();
        command.args(args).current_dir(self.folder.path()).stdin(Stdio::null());
        command.stdout(said.try_clone().unwrap()).stderr(said).spawn().unwrap()
    }
}

/// Whether a process runs that is no zombie.
pub(crate) fn runs(pid: &str) -> bool {
    let state = Command::new("ps").args(["-o", "stat=", "-p", pid]).output().unwrap().stdout;
    let state = String::from_utf8(state).unwrap();
    !state.trim().is_empty() && !state.trim().starts_with('Z')
}
