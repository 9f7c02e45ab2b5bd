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
