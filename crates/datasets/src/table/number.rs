use super::format::Decimal;
use super::spaces::trimmed;

/// Words for a missing number, as they stand in files.
pub(super) const USUAL_MARKS: [&str; 14] =
    ["NA", "N/A", "n/a", "#N/A", "NaN", "nan", "NULL", "null", "None", "none", "?", "-", "--", "."];

/// How numbers are written in a file.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Numerals {
    /// `None`: a point, until a cell may be either.
    pub(super) decimal: Option<Decimal>,
}

impl Numerals {
    /// A finite number of digits, decimals and an exponent, with nothing around it.
    #[inline(always)]
    pub(super) fn plain(self, cell: &[u8]) -> Option<f64> {
        if self.decimal == Some(Decimal::Comma) {
            return with_comma(cell);
        }
        fast_float2::parse(cell).ok().filter(|number: &f64| number.is_finite())
    }

    /// As [`plain`](Self::plain), with spaces around it.
    pub(super) fn of_text(self, text: &str) -> Option<f64> {
        self.plain(trimmed(text.as_bytes()))
    }
}

/// A point beside a decimal comma is no part of a plain number.
#[inline(never)]
fn with_comma(cell: &[u8]) -> Option<f64> {
    const USUAL: usize = 32;
    let mut buffer = [0; USUAL];
    let longer;
    let point = |byte: &u8| if *byte == b',' { b'.' } else { *byte };
    let text = match buffer.get_mut(..cell.len()) {
        _ if cell.contains(&b'.') => return None,
        Some(text) => {
            text.iter_mut().zip(cell).for_each(|(to, from)| *to = point(from));
            &*text
        }
        None => {
            longer = cell.iter().map(point).collect::<Vec<u8>>();
            &longer
        }
    };
    fast_float2::parse(text).ok().filter(|number: &f64| number.is_finite())
}

/// The place of a mark for a missing number among the usual ones.
pub(super) fn usual_mark(cell: &[u8]) -> Option<usize> {
    USUAL_MARKS.iter().position(|mark| mark.as_bytes() == cell)
}

/// Whether a text is one of the words that stand for a missing number in files: NA, NULL, a dash.
#[must_use]
pub fn is_usual_mark(text: &str) -> bool {
    usual_mark(text.as_bytes()).is_some()
}
