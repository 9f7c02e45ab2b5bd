//! What the different texts of a column say together, wherever they were counted.

use super::{Encoding, truth};

impl Encoding {
    /// Yes and no, or true and false, where all texts say one of them; 1 and 0 and their kin may stand among them.
    /// A text comes with its weight.
    ///
    /// ```
    /// use datasets::Encoding;
    ///
    /// let said = Encoding::of_yes_and_no([("Yes", 1.0), ("no", 2.0), ("0", 1.0)]);
    /// assert!(matches!(said, Some(Encoding::Boolean { mean: 0.25, .. })));
    /// assert_eq!(Encoding::of_yes_and_no([("yes", 1.0), ("false", 1.0)]), None);
    /// ```
    #[must_use]
    pub fn of_yes_and_no<'a>(
        texts: impl IntoIterator<Item = (&'a str, f64), IntoIter: Clone>,
    ) -> Option<Self> {
        let texts = texts.into_iter();
        let words = |text: &str| match text.to_lowercase().as_str() {
            "no" | "yes" => Some(("no", "yes")),
            "false" | "true" => Some(("false", "true")),
            _ => None,
        };
        let mut pairs = texts.clone().filter_map(|(text, _)| words(text));
        let (no, yes) = pairs.next()?;
        if pairs.any(|other| other != (no, yes)) {
            return None;
        }
        let (mut of_yes, mut all) = (0.0, 0.0);
        for (text, weight) in texts {
            all += weight;
            if truth(text)? {
                of_yes += weight;
            }
        }
        Some(Self::Boolean { no: no.to_owned(), yes: yes.to_owned(), mean: of_yes / all })
    }
}

/// Whether so many texts in so many rows are no category: more than ten in less than two rows each, more than fifty
/// in less than ten, or one for each of more than four rows.
#[must_use]
pub fn are_free_text(texts: usize, rows: usize) -> bool {
    const FEW: usize = 10;
    const SEVERAL: usize = 50;
    const NO_NAMES: usize = 4;
    let rows_a_text = if texts > SEVERAL { 10 } else { 2 };
    let too_many = texts > FEW && texts.saturating_mul(rows_a_text) > rows;
    too_many || (texts == rows && rows > NO_NAMES)
}
