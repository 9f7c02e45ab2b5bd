use std::fmt;

use crate::{columns, shown, visible};

/// A table of text in fixed width: the first column to the left, all others to the right.
///
/// ```
/// let mut table = pictures::TextTable::new(["fruit", "kg"]);
/// table.row(["apple", "0.2"]);
/// table.row(["fig", "0.05"]);
/// assert_eq!(table.to_string(), "fruit    kg\n-----  ----\napple   0.2\nfig    0.05\n");
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TextTable {
    rows: Vec<Vec<String>>,
    left: Vec<usize>,
}

impl TextTable {
    /// A table with these column heads and no rows yet.
    #[must_use]
    pub fn new<S: Into<String>>(heads: impl IntoIterator<Item = S>) -> Self {
        Self { rows: vec![heads.into_iter().map(Into::into).collect()], left: vec![0] }
    }

    /// The same table with column `j` set to the left, for words.
    #[must_use]
    pub fn words(mut self, j: usize) -> Self {
        self.left.push(j);
        self
    }

    /// A square table of counts: true class by row, chosen class by column.
    #[must_use]
    pub fn of_classes(names: &[String], count: impl Fn(usize, usize) -> String) -> Self {
        let mut table = Self::new([String::new()].iter().chain(names));
        for (actual, name) in names.iter().enumerate() {
            let counts = (0..names.len()).map(|chosen| count(actual, chosen));
            table.row([name.clone()].into_iter().chain(counts));
        }
        table
    }

    /// The column heads.
    #[must_use]
    pub fn heads(&self) -> &[String] {
        &self.rows[0]
    }

    /// The rows, without the heads.
    #[must_use]
    pub fn rows(&self) -> &[Vec<String>] {
        &self.rows[1..]
    }

    /// Whether column `j` is set to the left.
    #[must_use]
    pub fn is_words(&self, j: usize) -> bool {
        self.left.contains(&j)
    }

    /// Adds a row; a missing cell stays empty.
    pub fn row<S: Into<String>>(&mut self, cells: impl IntoIterator<Item = S>) {
        self.rows.push(cells.into_iter().map(Into::into).collect());
    }
}

impl TextTable {
    /// A cell as it is shown: names may come from files, words are ours.
    fn cell(&self, row: &[String], j: usize) -> String {
        let text = row.get(j).map_or("", String::as_str);
        if j > 0 && self.is_words(j) { visible(text).into_owned() } else { shown(text) }
    }
}

impl fmt::Display for TextTable {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let width = self.rows.iter().map(Vec::len).max().unwrap_or(0);
        let of_row =
            |row: &Vec<String>| -> Vec<String> { (0..width).map(|j| self.cell(row, j)).collect() };
        let rows: Vec<Vec<String>> = self.rows.iter().map(of_row).collect();
        let widest = |j: usize| rows.iter().map(|row| columns(&row[j])).max().unwrap_or(0);
        let widths: Vec<usize> = (0..width).map(widest).collect();
        for (i, row) in rows.iter().enumerate() {
            let padded = |(j, text): (usize, &String)| {
                let room = " ".repeat(widths[j] - columns(text));
                if self.is_words(j) { format!("{text}{room}") } else { format!("{room}{text}") }
            };
            let cells: Vec<String> = row.iter().enumerate().map(padded).collect();
            writeln!(f, "{}", cells.join("  ").trim_end())?;
            if i == 0 {
                let rules: Vec<String> = widths.iter().map(|width| "-".repeat(*width)).collect();
                writeln!(f, "{}", rules.join("  "))?;
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_from_files_keep_to_their_columns() {
        let mut table = TextTable::new(["name", "n"]);
        for name in ["a\u{1b}[31m\nb", "日本", &"x".repeat(70_000)] {
            table.row([name, "1"]);
        }
        let text = table.to_string();
        assert_eq!(text.lines().count(), 5);
        assert!(text.lines().skip(2).all(|line| columns(line) == 63), "{text}");
        assert!(!text.contains('\u{1b}') && text.contains("a\\u{1b}[31m\\nb"), "{text}");
    }
}
