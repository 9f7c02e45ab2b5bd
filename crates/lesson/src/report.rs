use std::fmt;

use pictures::{Figure, TextTable};
use serde_json::Value;

use crate::Experiment;

/// What an experiment shows. Its text, its pictures and its numbers come from the same values.
#[derive(Clone, Debug)]
pub struct Report {
    /// What was run.
    pub experiment: &'static Experiment,
    /// Pictures of the values in the tables.
    pub pictures: Vec<Figure>,
    /// Paragraphs and tables, in order; they stand below the result.
    pub parts: Vec<Part>,
    /// The result in words, derived from the numbers.
    pub seen: String,
    /// The sizes that went in, for the snapshot's metadata.
    pub sizes: Value,
    /// The numbers at full precision, named and nested as in the experiment's reference.
    pub numbers: Value,
}

/// A piece of a report.
#[derive(Clone, Debug)]
pub enum Part {
    /// A paragraph.
    Text(String),
    /// A table.
    Table(TextTable),
}

impl From<String> for Part {
    fn from(text: String) -> Self {
        Self::Text(text)
    }
}

impl From<TextTable> for Part {
    fn from(table: TextTable) -> Self {
        Self::Table(table)
    }
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{}\n", self.experiment.title)?;
        write_wrapped(f, self.experiment.question)?;
        writeln!(f)?;
        write_wrapped(f, &format!("Result: {}", self.seen))?;
        for part in &self.parts {
            writeln!(f)?;
            match part {
                Part::Text(text) => write_wrapped(f, text)?,
                Part::Table(table) => write!(f, "{table}")?,
            }
        }
        Ok(())
    }
}

impl Report {
    /// The first sentence of the result.
    #[must_use]
    pub fn finding(&self) -> &str {
        self.seen.find(". ").map_or(&self.seen, |end| &self.seen[..=end])
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
