//! The one rule for spaces: any white space of Unicode around a cell, a name or a level is none of it.

/// The text without the white space around it.
#[inline]
pub(super) fn trimmed(cell: &[u8]) -> &[u8] {
    let is_plain = |byte: &u8| byte.is_ascii_graphic();
    match cell {
        [] => cell,
        [only] if is_plain(only) => cell,
        [first, .., last] if is_plain(first) && is_plain(last) => cell,
        _ => match std::str::from_utf8(cell) {
            Ok(text) => text.trim().as_bytes(),
            Err(_) => cell.trim_ascii(),
        },
    }
}

/// How many bytes of white space a text begins with, of a kind that stands before quotes.
pub(super) fn leading(text: &[u8]) -> usize {
    let mut length = 0;
    loop {
        length += match &text[length..] {
            [b' ' | b'\t', ..] => 1,
            [b'\r', next, ..] if *next != b'\n' => 1,
            [0xc2, 0xa0, ..] => 2,
            [0xe2, 0x80, 0x80..=0x8a | 0xaf, ..] | [0xe3, 0x80, 0x80, ..] => 3,
            _ => return length,
        };
    }
}
