use anyhow::{Result, bail};

/// Some lines of a source file, which the compiler read.
pub(super) struct Excerpt {
    /// From the root of the repository.
    pub(super) file: &'static str,
    pub(super) source: &'static str,
    /// What its first line has, and none before.
    pub(super) first: &'static str,
    /// What its last line has; an end of line is a part of it where it would fit too early.
    pub(super) last: &'static str,
}

impl Excerpt {
    /// The lines, moved to the left.
    pub(super) fn text(&self) -> Result<String> {
        let Self { file, first, last, .. } = self;
        let mut lines = Vec::new();
        for line in self.source.lines().skip_while(|line| !line.contains(first)) {
            lines.push(line);
            let is_closing = last.trim().starts_with(['}', ')', '.']);
            let ends = if is_closing { line == *last } else { line.contains(last) };
            if ends {
                let indent = lines.iter().filter(|line| !line.is_empty());
                let indent = indent.map(|line| line.len() - line.trim_start().len()).min();
                let moved = lines.iter().map(|line| line.get(indent.unwrap_or(0)..).unwrap_or(""));
                return Ok(moved.collect::<Vec<_>>().join("\n"));
            }
        }
        bail!("{file} has no lines from \"{first}\" to \"{last}\"")
    }
}
