use std::fmt;

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

impl fmt::Display for TextTable {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let columns = self.rows.iter().map(Vec::len).max().unwrap_or(0);
        let cell = |row: &[String], j: usize| row.get(j).cloned().unwrap_or_default();
        let width =
            |j: usize| self.rows.iter().map(|row| cell(row, j).chars().count()).max().unwrap_or(0);
        let widths: Vec<usize> = (0..columns).map(width).collect();
        for (i, row) in self.rows.iter().enumerate() {
            let cells: Vec<String> = widths
                .iter()
                .enumerate()
                .map(|(j, &width)| match cell(row, j) {
                    text if self.left.contains(&j) => format!("{text:<width$}"),
                    text => format!("{text:>width$}"),
                })
                .collect();
            writeln!(f, "{}", cells.join("  ").trim_end())?;
            if i == 0 {
                let rules: Vec<String> = widths.iter().map(|width| "-".repeat(*width)).collect();
                writeln!(f, "{}", rules.join("  "))?;
            }
        }
        Ok(())
    }
}
