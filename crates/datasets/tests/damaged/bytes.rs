//! What happens to bytes, whatever they say.

use std::io::Write;

use serde_json::{Value, json};

use super::random::Random;

pub(crate) fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut packed = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    packed.write_all(bytes).unwrap();
    packed.finish().unwrap()
}

fn of_encoding(text: &str, encoding: usize) -> Vec<u8> {
    let units = || text.encode_utf16();
    match encoding {
        0 => units().flat_map(u16::to_le_bytes).collect(),
        1 => units().flat_map(u16::to_be_bytes).collect(),
        2 => text.chars().map(|c| u8::try_from(u32::from(c)).unwrap_or(b'?')).collect(),
        _ => text.as_bytes().to_vec(),
    }
}

/// In some encoding, or in two of them.
pub(crate) fn encoded(r: &mut Random, text: &str, flags: &mut Value) -> Vec<u8> {
    if r.happens(0.04) {
        let characters: Vec<char> = text.chars().collect();
        let (a, b) = span(r, characters.len());
        let parts = [&characters[..a], &characters[a..b], &characters[b..]];
        let other = r.below(3);
        let part = |(k, part): (usize, &&[char])| {
            of_encoding(&part.iter().collect::<String>(), if k == 1 { other } else { 3 })
        };
        return parts.iter().enumerate().flat_map(part).collect();
    }
    match r.below(20) {
        0 => of_encoding(&format!("\u{feff}{text}"), 0),
        1 => of_encoding(&format!("\u{feff}{text}"), 1),
        2 => of_encoding(&format!("\u{feff}{text}"), 3),
        3 => {
            flags["encoding"] = json!("latin1");
            of_encoding(text, 2)
        }
        _ => of_encoding(text, 3),
    }
}

pub(crate) fn flipped(r: &mut Random, mut bytes: Vec<u8>) -> Vec<u8> {
    for _ in 0..r.one_of(&[1, 1, 1, 2, 4, 20]) {
        if !bytes.is_empty() {
            let place = r.below(bytes.len());
            bytes[place] =
                if r.happens(0.5) { bytes[place] ^ (1 << r.below(8)) } else { r.below(256) as u8 };
        }
    }
    bytes
}

pub(crate) fn cut(r: &mut Random, mut bytes: Vec<u8>) -> Vec<u8> {
    let (a, b) = span(r, bytes.len());
    match r.below(4) {
        0 | 1 => bytes.truncate(b),
        2 => drop(bytes.drain(..a)),
        _ => drop(bytes.drain(a..b.min(a + 4))),
    }
    bytes
}

pub(crate) fn doubled(r: &mut Random, mut bytes: Vec<u8>) -> Vec<u8> {
    let a = r.below(bytes.len() + 1);
    let b = (a + r.one_of(&[1, 2, 3, 10, 100, 400])).min(bytes.len());
    let again = bytes[a..b].to_vec();
    let place = if r.happens(0.5) { b } else { r.below(bytes.len() + 1) };
    bytes.splice(place..place, again);
    bytes
}

pub(crate) fn inserted(r: &mut Random, mut bytes: Vec<u8>) -> Vec<u8> {
    let some: [&[u8]; 13] = [
        b"\0",
        b"\0\0\0\0",
        b"\xef\xbb\xbf",
        b"\xff\xfe",
        b"\xfe\xff",
        b"\x1f\x8b",
        b"\x1a",
        b"\xc3",
        b"\xe2\x82",
        b"\xed\xa0\x80",
        b"\xc0\x80",
        b"\xc2\xa0",
        b"\xa0",
    ];
    let place = if r.happens(0.3) { 0 } else { r.below(bytes.len() + 1) };
    bytes.splice(place..place, r.one_of(&some).iter().copied());
    bytes
}

/// Two places of so many, in their order.
fn span(r: &mut Random, n: usize) -> (usize, usize) {
    let (a, b) = (r.below(n + 1), r.below(n + 1));
    (a.min(b), a.max(b))
}
