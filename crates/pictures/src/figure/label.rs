use crate::{columns, visible};

/// A text as kuva is given it: [`visible`], and with dollars that are dollars, not the ends of a formula.
pub(super) fn label(text: &str) -> String {
    let text = visible(text);
    if text.matches('$').count() > 1 { text.replace('$', "\\$") } else { text.into_owned() }
}

/// Stands behind a wide letter, because in a terminal kuva counts letters and not columns.
pub(super) const SECOND_HALF: char = '\u{f8ff}';

/// A text with as many characters as it takes columns.
pub(super) fn spread(text: &str) -> String {
    let halves = |c: char| {
        let is_wide = columns(c.encode_utf8(&mut [0; 4])) == 2;
        [c].into_iter().chain(is_wide.then_some(SECOND_HALF))
    };
    visible(text).chars().flat_map(halves).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dollars_stay_dollars() {
        assert_eq!(label("cost in $"), "cost in $");
        assert_eq!(label("$a and $b"), "\\$a and \\$b");
    }

    #[test]
    fn wide_letters_take_two_places() {
        assert_eq!(spread("日a").chars().count(), 3);
    }
}
