use std::borrow::Cow;

use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

/// A text in which nothing moves a cursor, rings, ends a line or turns the writing around: such characters
/// are written as their escapes.
///
/// ```
/// assert_eq!(pictures::visible("a\u{1b}[31m\tb\n"), "a\\u{1b}[31m\\tb\\n");
/// assert_eq!(pictures::visible("safe\u{202e}txt.exe"), "safe\\u{202e}txt.exe");
/// assert_eq!(pictures::visible("größe, 日本"), "größe, 日本");
/// ```
#[must_use]
pub fn visible(text: &str) -> Cow<'_, str> {
    if !text.contains(is_command) {
        return Cow::Borrowed(text);
    }
    let mut shown = String::with_capacity(text.len() + 16);
    for c in text.chars() {
        if is_command(c) { shown.extend(c.escape_default()) } else { shown.push(c) }
    }
    Cow::Owned(shown)
}

/// Control characters, ends of lines and paragraphs, and all that sets the direction of writing.
fn is_command(c: char) -> bool {
    let turns = |c| matches!(c, '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
    c.is_control() || matches!(c, '\u{2028}' | '\u{2029}') || turns(c)
}

/// A name as it is shown: [`visible`], and in at most sixty columns, of which the first and the last ones are
/// its own.
///
/// ```
/// assert_eq!(pictures::shown("age\n"), "age\\n");
/// let long = pictures::shown(&format!("income={}", "x".repeat(70_000)));
/// assert!(long.starts_with("income=xxx") && long.contains("…xxx") && long.chars().count() == 60);
/// ```
#[must_use]
pub fn shown(name: &str) -> String {
    const HEAD: usize = 40;
    const TAIL: usize = 19;
    let name = visible(name);
    if columns(&name) <= HEAD + 1 + TAIL {
        return name.into_owned();
    }
    let tail: String = fitting(name.chars().rev(), TAIL).collect();
    let head = fitting(name.chars(), HEAD);
    head.chain(['…']).chain(tail.chars().rev()).collect()
}

/// The characters that fit into so many columns.
fn fitting(chars: impl Iterator<Item = char>, columns: usize) -> impl Iterator<Item = char> {
    chars
        .scan(0, |used, c| {
            *used += c.width().unwrap_or(0);
            Some((*used, c))
        })
        .take_while(move |(used, _)| *used <= columns)
        .map(|(_, c)| c)
}

/// How many columns of a terminal a text takes: two for a wide letter, none for an accent.
///
/// ```
/// assert_eq!(["abc", "日本"].map(pictures::columns), [3, 4]);
/// ```
#[must_use]
pub fn columns(text: &str) -> usize {
    text.width()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_character_that_commands_is_escaped() {
        let commands = (0..0x20).chain(0x7f..0xa0).chain(0x202a..=0x202e).chain(0x2066..=0x2069);
        for c in commands.filter_map(char::from_u32) {
            let text = format!("a{c}b");
            let shown = visible(&text);
            assert!(!shown.contains(c) && shown.starts_with("a\\"), "{shown}");
            assert_eq!(visible(&shown), shown);
        }
    }

    #[test]
    fn long_names_are_shortened_to_the_same_width() {
        for name in ["ab".repeat(40_000), "日本".repeat(40_000), "a日".repeat(100)] {
            let short = shown(&name);
            assert!((58..=60).contains(&columns(&short)), "{short}");
            assert_eq!(shown(&short), short);
        }
    }
}
