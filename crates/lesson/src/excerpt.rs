use anyhow::{Result, bail};

/// Some lines of a source file, which the compiler read.
#[derive(Clone, Copy, Debug)]
pub struct Excerpt {
    /// From the root of the repository.
    pub file: &'static str,
    /// All of it.
    pub source: &'static str,
    /// What its first line has, and none before.
    pub first: &'static str,
    /// What its last line has, but for those that close what is open.
    pub last: &'static str,
}

impl Excerpt {
    /// The lines, moved to the left.
    ///
    /// # Errors
    /// When the file has no such lines.
    pub fn text(&self) -> Result<String> {
        let Self { file, first, last, .. } = self;
        let names_itself =
            |line: &str| line.trim_start().starts_with(['"', '/']) || line.contains("excerpt!");
        let begins = |line: &str| line.contains(first) && !names_itself(line);
        let (mut lines, mut is_last, mut open) = (Vec::new(), false, 0);
        for line in self.source.lines().skip_while(|line| !begins(line)) {
            lines.push(line);
            let is_closing = last.trim().starts_with(['}', ')', '.']);
            is_last |= if is_closing { line == *last } else { line.contains(last) };
            open += line.matches(['{', '(']).count();
            open = open.saturating_sub(line.matches(['}', ')']).count());
            if is_last && open == 0 {
                let indent = lines.iter().filter(|line| !line.is_empty());
                let indent = indent.map(|line| line.len() - line.trim_start().len()).min();
                let moved = lines.iter().map(|line| line.get(indent.unwrap_or(0)..).unwrap_or(""));
                return Ok(moved.collect::<Vec<_>>().join("\n"));
            }
        }
        bail!("{file} has no lines from \"{first}\" to \"{last}\"")
    }
}

/// The lines of a file from one that has the second text to one that has the third.
macro_rules! excerpt {
    ($file:literal, $first:literal, $last:literal) => {
        $crate::excerpt::Excerpt {
            file: $file,
            source: include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/../../", $file)),
            first: $first,
            last: $last,
        }
    };
}

pub(crate) use excerpt;
