//! The words that all questions are made of.

use std::fmt::Write;

use crate::Dialect;

impl Dialect {
    /// A name of a column or table.
    #[must_use]
    pub fn name(&self, name: &str) -> String {
        let quote = self.quote;
        let doubled = name.replace(quote, &format!("{quote}{quote}"));
        format!("{quote}{doubled}{quote}")
    }

    /// A double, to the bit.
    #[must_use]
    pub fn double(&self, value: f64) -> String {
        let literal = self.literal.replace("{}", &format!("{value:e}"));
        if value < 0.0 || value.is_sign_negative() { format!("({literal})") } else { literal }
    }

    /// A text; where it is more than letters, digits and spaces, by its bytes, so that no engine can read it
    /// otherwise.
    #[must_use]
    pub fn string(&self, text: &str) -> String {
        let is_plain = |c: char| c.is_ascii_alphanumeric() || " _.-".contains(c);
        if text.chars().all(is_plain) || self.unhex.is_empty() {
            return format!("'{}'", text.replace('\'', "''"));
        }
        let mut digits = String::new();
        for byte in text.bytes() {
            let _ = write!(digits, "{byte:02x}");
        }
        self.unhex.replace("{}", &digits)
    }

    /// A column as a double; NULL where it is missing or not finite.
    pub(crate) fn finite(&self, column: &str) -> String {
        let number = self.as_double(column);
        let largest = self.double(f64::MAX);
        let and = match self.is_number {
            "" => String::new(),
            is_number => format!(" AND ({})", is_number.replace("{}", column)),
        };
        format!("CASE WHEN ABS({number}) <= {largest}{and} THEN {number} END")
    }

    /// A column that had numbers alone when it was looked at: a text that has come since is no zero.
    pub(crate) fn number(&self, column: &str) -> String {
        match self.is_number {
            "" => self.as_double(column), // which is an error for a text
            _ => self.finite(column),
        }
    }

    pub(crate) fn as_double(&self, expression: &str) -> String {
        format!("CAST({expression} AS {})", self.double)
    }

    pub(crate) fn as_text(&self, expression: &str) -> String {
        self.text.replace("{}", expression)
    }

    /// A cell as a text that reads back to it.
    pub(crate) fn cell(&self, expression: &str) -> String {
        let words = if self.cell.is_empty() { self.text } else { self.cell };
        words.replace("{}", expression)
    }

    /// A text in the answer: an x, which tells an empty one from NULL, and its digits.
    pub(crate) fn hexed(&self, text: &str) -> String {
        format!("'x' || {}", self.hex.replace("{}", text))
    }

    /// A number in the answer.
    pub(crate) fn shown(&self, number: &str) -> String {
        self.shown.replace("{}", number)
    }

    /// Rows of literals as a table.
    pub(crate) fn table_of(&self, rows: &[String], name: &str, columns: &str) -> String {
        let values = self.values.replace("{name}", name).replace("{columns}", columns);
        values.replace("{rows}", &rows.join(", ")) // last, as rows are texts of the user
    }
}

/// A sum of terms, added in pairs: as deep as the logarithm of their number, and nearly as exact as one term.
pub(crate) fn sum(terms: &[String]) -> String {
    match terms {
        [] => "0".to_owned(),
        [one] => one.clone(),
        _ => {
            let (left, right) = terms.split_at(terms.len() / 2);
            format!("({} + {})", sum(left), sum(right))
        }
    }
}

/// The text of an answer; None where it is none.
pub(crate) fn unhexed(answer: &str) -> Option<String> {
    let pairs = answer.strip_prefix('x')?.as_bytes().chunks(2);
    let bytes = pairs.map(|pair| u8::from_str_radix(std::str::from_utf8(pair).ok()?, 16).ok());
    String::from_utf8(bytes.collect::<Option<Vec<u8>>>()?).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sums_are_balanced() {
        let terms = ["a", "b", "c"].map(str::to_owned);
        assert_eq!(sum(&terms), "(a + (b + c))");
        assert_eq!(unhexed("x61C3A9").as_deref(), Some("aé"));
        assert_eq!(unhexed("x6x"), None);
    }
}
