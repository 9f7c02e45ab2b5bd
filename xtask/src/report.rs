use std::fmt;

use datasets::{Error, Source, Stream};
use serde::Serialize;
use serde_json::Value;

use crate::{Figure, Table};

/// What an experiment is run with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Inputs {
    /// Where random numbers come from.
    pub source: Source,
    /// Where they begin.
    pub seed: u64,
}

impl Inputs {
    /// The seed of the snapshots, the stored data and NumPy's figures.
    pub const LESSON_SEED: u64 = 42;

    /// The lesson's own seed on the given stream.
    #[must_use]
    pub fn lesson(source: Source) -> Self {
        Self { source, seed: Self::LESSON_SEED }
    }

    /// The stream at its beginning.
    ///
    /// # Errors
    /// [`Error::Seed`] for a seed the source does not take.
    pub fn stream(&self) -> Result<Stream, Error> {
        Stream::new(self.source, self.seed)
    }
}

impl Default for Inputs {
    fn default() -> Self {
        Self::lesson(Source::default())
    }
}

/// What an experiment shows. Its text and its figures come from the same values.
#[derive(Clone, Debug)]
pub struct Report {
    /// One line: what this is about.
    pub title: &'static str,
    /// One sentence: what to look at.
    pub look_at: String,
    /// Pictures of the values in the tables.
    pub pictures: Vec<Figure>,
    /// Paragraphs and tables, in order.
    pub parts: Vec<Part>,
    /// What was seen, derived from the figures.
    pub seen: String,
    /// The sizes that went in, for the snapshot's metadata.
    pub sizes: Value,
    /// The section of `data/reference/tutorial.json` that has the same figures, if one does.
    pub reference: Option<&'static str>,
    /// The figures at full precision, named and nested as in that section.
    pub figures: Value,
}

/// A piece of a report.
#[derive(Clone, Debug)]
pub enum Part {
    /// A paragraph.
    Text(String),
    /// A table.
    Table(Table),
}

impl From<String> for Part {
    fn from(text: String) -> Self {
        Self::Text(text)
    }
}

impl From<Table> for Part {
    fn from(table: Table) -> Self {
        Self::Table(table)
    }
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{}\n", self.title)?;
        write_wrapped(f, &self.look_at)?;
        for part in &self.parts {
            writeln!(f)?;
            match part {
                Part::Text(text) => write_wrapped(f, text)?,
                Part::Table(table) => write!(f, "{table}")?,
            }
        }
        writeln!(f)?;
        write_wrapped(f, &format!("Seen: {}", self.seen))
    }
}

/// Breaks a paragraph into lines of at most 92 characters.
fn write_wrapped(f: &mut fmt::Formatter<'_>, text: &str) -> fmt::Result {
    const WIDTH: usize = 92;
    for paragraph in text.lines() {
        let mut line = String::new();
        for word in paragraph.split_whitespace() {
            if !line.is_empty() && line.chars().count() + 1 + word.chars().count() > WIDTH {
                writeln!(f, "{line}")?;
                line.clear();
            }
            if !line.is_empty() {
                line.push(' ');
            }
            line.push_str(word);
        }
        writeln!(f, "{line}")?;
    }
    Ok(())
}

/// Inputs as a snapshot's metadata shows them.
#[derive(Serialize)]
pub struct SnapshotInfo {
    stream: &'static str,
    seed: u64,
    sizes: Value,
}

impl SnapshotInfo {
    /// The inputs of a report, and the sizes it states.
    #[must_use]
    pub fn new(inputs: &Inputs, report: &Report) -> Self {
        Self { stream: inputs.source.name(), seed: inputs.seed, sizes: report.sizes.clone() }
    }
}
