use std::panic::catch_unwind;

use anyhow::{Result, anyhow};
use pictures::Figure;
use xxhash_rust::xxh3::xxh3_64;

/// A short program with a fault, and all that is said about it.
#[derive(Clone, Copy, Debug)]
pub struct Exercise {
    /// From 1 on.
    pub number: u8,
    /// In the names of its files.
    pub name: &'static str,
    /// What it is about.
    pub title: &'static str,
    /// The scene of the lesson's page that goes with it.
    pub scene: &'static str,
    /// How long it takes, about.
    pub minutes: u8,
    /// What goes wrong, as it is seen.
    pub symptom: &'static str,
    /// Where to think.
    pub hint: &'static str,
    /// The learner's file.
    pub source: &'static str,
    /// The same file mended.
    pub solution: &'static str,
    /// The digest of the file before a learner touched it.
    pub shipped: u64,
    /// Judges the learner's program on the numbers of a seed.
    pub yours: fn(u64) -> Result<Checked>,
    /// Judges the mended program.
    pub solved: fn(u64) -> Result<Checked>,
}

/// What a check found.
#[derive(Clone, Debug)]
pub struct Checked {
    /// The fault as it is seen, or that there is none.
    pub figure: Figure,
    /// Whether all that should hold does.
    pub passed: bool,
    /// Where it does not, in numbers.
    pub found: String,
}

impl Exercise {
    /// The seed of its numbers: a digest of the learner's file.
    #[must_use]
    pub fn seed(&self) -> u64 {
        xxh3_64(self.source.as_bytes())
    }

    /// Whether no learner has touched the file.
    #[must_use]
    pub fn is_as_shipped(&self) -> bool {
        self.seed() == self.shipped
    }

    /// The learner's file, seen from the workspace.
    #[must_use]
    pub fn file(&self) -> String {
        format!("crates/exercises/exercises/{}_{}.rs", self.number, self.name)
    }

    /// Judges the learner's program on the numbers that its text calls for.
    ///
    /// # Errors
    /// When the program panics.
    pub fn judge(&self) -> Result<Checked> {
        let (yours, seed) = (self.yours, self.seed());
        catch_unwind(|| yours(seed)).unwrap_or_else(|_| {
            Err(anyhow!("{} panics; the message above names the line to mend", self.file()))
        })
    }
}
