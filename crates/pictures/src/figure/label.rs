use crate::{columns, shown, visible};

/// A text as kuva is given it: as it is [`shown`], and with dollars that are dollars, not the ends of a formula.
pub(super) fn label(text: &str) -> String {
    let is_spread = text.contains(SECOND_HALF);
    let text = if is_spread { visible(text).into_owned() } else { shown(text) };
    if text.matches('$').count() > 1 { text.replace('$', "\\$") } else { text }
}

/// Stands behind a wide letter, because a terminal's kuva counts letters and not columns.
pub(super) const SECOND_HALF: char = '\u{f8ff}';

/// A text with as many characters as it takes columns.
pub(super) fn spread(text: &str) -> String {
    let halves = |c: char| {
        let is_wide = columns(c.encode_utf8(&mut [0; 4])) == 2;
        [c].into_iter().chain(is_wide.then_some(SECOND_HALF))
    };
    shown(text).chars().flat_map(halves).collect()
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
