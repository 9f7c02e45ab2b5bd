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

/// How many bytes of white space a text begins with, up to the end of its line.
pub(super) fn leading(text: &[u8], line_end: u8) -> usize {
    let mut length = 0;
    loop {
        length += match &text[length..] {
            [byte, ..] if *byte == line_end => return length,
            [b'\t'..=b'\r' | b' ', ..] => 1,
            [0xc2, 0x85 | 0xa0, ..] => 2,
            [0xe1, 0x9a, 0x80, ..]
            | [0xe2, 0x80, 0x80..=0x8a | 0xa8 | 0xa9 | 0xaf, ..]
            | [0xe2, 0x81, 0x9f, ..]
            | [0xe3, 0x80, 0x80, ..] => 3,
            _ => return length,
        };
    }
}

/// Whether white space may begin with this byte.
#[inline]
pub(super) fn may_lead(byte: u8) -> bool {
    matches!(byte, b'\t'..=b'\r' | b' ' | 0xc2 | 0xe1..=0xe3)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_leads_is_what_is_trimmed() {
        for character in ('\0'..=char::MAX).filter(|character| *character != '\n') {
            let text = format!("{character}x");
            let length = leading(text.as_bytes(), b'\n');
            assert_eq!(length > 0, trimmed(text.as_bytes()) == b"x", "{character:?}");
            assert!(length == 0 || length == character.len_utf8() && may_lead(text.as_bytes()[0]));
        }
        assert_eq!((leading(b" \r\nx", b'\n'), leading(b" \r\nx", b'\r')), (2, 1));
    }
}
