//! Cells that a spreadsheet would run when somebody opens the predictions in it.

use anyhow::Result;
use csv::ReaderBuilder;
use pictures::numbers::count;
use pictures::shown;

use super::record;
use crate::output;

/// How many there are, and the first.
#[derive(Default)]
pub(super) struct Formulas {
    cells: usize,
    first: Option<String>,
}

impl Formulas {
    /// Looks at the line that begins in `bytes` at `start`; if it is to be guarded, a `'` stands before each formula
    /// afterwards, and a spreadsheet shows it as it is.
    pub(super) fn look(
        &mut self,
        bytes: &mut Vec<u8>,
        start: usize,
        delimiter: u8,
        guard: bool,
    ) -> Result<()> {
        let mut found = fields(&bytes[start..], delimiter).filter(|cell| is_formula(cell));
        let Some(first) = found.next() else { return Ok(()) };
        self.cells += 1 + found.count();
        self.first.get_or_insert_with(|| String::from_utf8_lossy(first).into_owned());
        if guard {
            let mut cells = csv::StringRecord::new();
            let mut csv = ReaderBuilder::new();
            csv.has_headers(false).delimiter(delimiter);
            csv.from_reader(&bytes[start..]).read_record(&mut cells)?;
            let guarded: Vec<String> = cells.iter().map(guard_cell).collect();
            bytes.truncate(start);
            bytes.extend(record(guarded.iter(), delimiter)?);
        }
        Ok(())
    }

    pub(super) fn add(&mut self, more: Self) {
        self.cells += more.cells;
        self.first = self.first.take().or(more.first);
    }

    /// Says so, unless they were guarded.
    pub(super) fn note(&self, guard: bool, quiet: bool) {
        let Some(first) = self.first.as_deref().filter(|_| !guard) else { return };
        let (cells, first) = (count(self.cells, "cell"), shown(first.trim_matches('"')));
        let told = format!(
            "a spreadsheet would run {cells} as formulas, such as \"{first}\": --guard prevents it"
        );
        output::note(quiet, &told);
    }
}

/// With a `'` before a formula.
fn guard_cell(cell: &str) -> String {
    if is_formula(cell.as_bytes()) { format!("'{cell}") } else { cell.to_owned() }
}

/// The cells of a line as they stand, with their quotes.
fn fields(line: &[u8], delimiter: u8) -> impl Iterator<Item = &[u8]> {
    let mut is_quoted = false;
    line.strip_suffix(b"\n").unwrap_or(line).split(move |byte| {
        is_quoted ^= *byte == b'"';
        *byte == delimiter && !is_quoted
    })
}

/// Whether a spreadsheet takes a cell for a formula: it begins as one, and is no number.
fn is_formula(cell: &[u8]) -> bool {
    match cell.strip_prefix(b"\"").unwrap_or(cell) {
        [b'=' | b'@', ..] => true,
        [b'+' | b'-', number @ ..] => {
            let mut before = b' ';
            !number.iter().all(|byte| {
                let is_exponent = matches!(before, b'e' | b'E');
                before = *byte;
                byte.is_ascii_digit()
                    || matches!(byte, b'.' | b',' | b'e' | b'E' | b'%' | b'"' | b' ')
                    || is_exponent && matches!(byte, b'+' | b'-')
            })
        }
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_no_formulas() {
        for cell in ["-1.5", "+2", "-1e-5", "-12,5", "-", "\"-1,5\"", "a=b", "", "2-1", "-13.5%"] {
            assert!(!is_formula(cell.as_bytes()), "{cell}");
        }
        for cell in ["=1+1", "@SUM(A1)", "-1+cmd|' /C calc'!A0", "+A1", "\"=A1,\"\"b\"\"\""] {
            assert!(is_formula(cell.as_bytes()), "{cell}");
        }
    }

    #[test]
    fn a_guarded_record_differs_in_its_formulas_alone() {
        let mut found = Formulas::default();
        let mut guarded = |line: &str| {
            let mut bytes = format!("before\n{line}\n").into_bytes();
            found.look(&mut bytes, 7, b',', true).unwrap();
            String::from_utf8(bytes).unwrap()
        };
        assert_eq!(guarded("1,\"=A1,\"\"b\"\"\",-2,@x"), "before\n1,\"'=A1,\"\"b\"\"\",-2,'@x\n");
        assert_eq!(guarded("1,-2"), "before\n1,-2\n");
        assert_eq!(found.cells, 2);
    }
}
