//! The line of each row, of which nearly all stand one below the other.

/// Runs of rows on consecutive lines: of each the number of its first row, and the line of that.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Lines {
    runs: Vec<(usize, u64)>,
    rows: usize,
}

impl Lines {
    pub(super) fn push(&mut self, line: u64) {
        let is_next = |(row, first): &(usize, u64)| first + (self.rows - row) as u64 == line;
        if !self.runs.last().is_some_and(is_next) {
            self.runs.push((self.rows, line));
        }
        self.rows += 1;
    }

    pub(super) fn len(&self) -> usize {
        self.rows
    }

    /// The line of a row; 0 of one that is not there.
    pub(super) fn get(&self, row: usize) -> u64 {
        let before = self.runs.partition_point(|(first, _)| *first <= row);
        match before.checked_sub(1).map(|run| self.runs[run]) {
            Some((first, line)) if row < self.rows => line + (row - first) as u64,
            _ => 0,
        }
    }

    pub(super) fn select(&self, rows: impl Iterator<Item = usize>) -> Self {
        rows.map(|row| self.get(row)).collect()
    }
}

impl Extend<u64> for Lines {
    fn extend<I: IntoIterator<Item = u64>>(&mut self, lines: I) {
        lines.into_iter().for_each(|line| self.push(line));
    }
}

impl FromIterator<u64> for Lines {
    fn from_iter<I: IntoIterator<Item = u64>>(lines: I) -> Self {
        let mut all = Self::default();
        all.extend(lines);
        all
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_row_has_its_line() {
        for all in [vec![], vec![7], vec![2, 3, 4], vec![2, 5, 6, 7, 20, 21], vec![9, 3, 4, 4]] {
            let lines: Lines = all.iter().copied().collect();
            assert_eq!(lines.len(), all.len());
            assert!((0..all.len()).all(|row| lines.get(row) == all[row]), "{all:?}");
            assert_eq!(lines.get(all.len()), 0);
            let last_first: Lines = all.iter().rev().copied().collect();
            assert_eq!(lines.select((0..all.len()).rev()), last_first);
        }
        assert_eq!((2..1_000_000).collect::<Lines>().runs, [(0, 2)]);
    }
}
