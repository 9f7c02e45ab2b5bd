//! From the bytes of a file to UTF-8 text.

mod archive;
mod gzip;
mod transcoder;
mod zstd;

use std::io::{BufReader, Cursor, Error, ErrorKind, Read, Result};

use encoding_rs::{Encoding, UTF_8, UTF_16BE, UTF_16LE};

use self::archive::Archive;
use self::gzip::GzipReader;
use self::transcoder::Transcoder;
use self::zstd::ZstdReader;

type Reader<'r> = Box<dyn Read + Send + 'r>;

/// Unpacks what begins as gzip or zstd does, and turns other encodings into UTF-8: the one whose mark
/// stands first, else the one that is told, else UTF-8.
pub(crate) fn text_of<'r>(
    reader: impl Read + Send + 'r,
    told: Option<&'static Encoding>,
) -> Result<Reader<'r>> {
    const BUFFER: usize = 1 << 18;
    let (first, reader) = peek(Box::new(reader))?;
    let unpacked: Reader<'r> = match first.as_slice() {
        [0x1f, 0x8b, ..] => {
            let decoder = GzipReader::new(BufReader::with_capacity(BUFFER, reader));
            Box::new(Archive { format: "gzip", decoder })
        }
        [b'P', b'K', 3, 4] => {
            return Err(other_archive(
                "a zip archive or a spreadsheet: unpack it, or save its sheet as CSV",
            ));
        }
        [b'B', b'Z', b'h', _] | [0xfd, b'7', b'z', b'X'] | [4, 0x22, 0x4d, 0x18] => {
            return Err(other_archive("packed by bzip2, xz or lz4: unpack it"));
        }
        [0x28, 0xb5, 0x2f, 0xfd] | [0x50..=0x5f, 0x2a, 0x4d, 0x18] => {
            let decoder = ZstdReader::new(BufReader::with_capacity(BUFFER, reader));
            Box::new(Archive { format: "zstd", decoder })
        }
        _ => reader,
    };
    let (first, text) = peek(unpacked)?;
    if let [0x1f, 0x8b, ..] | [0x28, 0xb5, 0x2f, 0xfd] = first.as_slice() {
        return Err(other_archive("an archive within an archive: unpack it"));
    }
    let marked = match first.as_slice() {
        [0xff, 0xfe, ..] => Some(UTF_16LE),
        [0xfe, 0xff, ..] => Some(UTF_16BE),
        [0xef, 0xbb, 0xbf, ..] => Some(UTF_8),
        _ => None,
    };
    Ok(match marked.or(told) {
        None => text,
        Some(encoding) if encoding == UTF_8 => text,
        Some(encoding) => Box::new(Transcoder::new(text, encoding)),
    })
}

fn other_archive(what: &str) -> Error {
    Error::new(ErrorKind::InvalidData, format!("this is {what}"))
}

/// The first four bytes, and a reader that has them still before it.
fn peek(mut reader: Reader<'_>) -> Result<(Vec<u8>, Reader<'_>)> {
    let mut first = Vec::new();
    (&mut reader).take(4).read_to_end(&mut first)?;
    Ok((first.clone(), Box::new(Cursor::new(first).chain(reader))))
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use encoding_rs::WINDOWS_1252;

    use super::*;

    fn read(bytes: &[u8], told: Option<&'static Encoding>) -> Result<String> {
        let mut text = String::new();
        text_of(bytes, told)?.read_to_string(&mut text)?;
        Ok(text)
    }

    fn gzip(bytes: impl AsRef<[u8]>) -> Vec<u8> {
        let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
        encoder.write_all(bytes.as_ref()).unwrap();
        encoder.finish().unwrap()
    }

    fn zstd(bytes: impl AsRef<[u8]>) -> Vec<u8> {
        ruzstd::encoding::compress_to_vec(
            bytes.as_ref(),
            ruzstd::encoding::CompressionLevel::Fastest,
        )
    }

    /// Text of every width of character, some of it split over the edges of all buffers.
    fn long_text() -> String {
        (0..60_000).map(|i| format!("{i},\u{e9}\u{20ac}\u{1f427}\n")).collect()
    }

    #[test]
    fn packed_texts_are_unpacked_piece_after_piece() {
        let text = long_text();
        let skipped = [&[0x50, 0x2a, 0x4d, 0x18, 3, 0, 0, 0], &b"abc"[..]].concat();
        for (packed, expected) in [
            (gzip(&text), text.clone()),
            ([gzip("a,b\n"), vec![0; 700], gzip(&text)].concat(), format!("a,b\n{text}")),
            (zstd(&text), text.clone()),
            ([skipped, zstd("a,b\n"), zstd(&text)].concat(), format!("a,b\n{text}")),
        ] {
            assert!(read(&packed, None).unwrap() == expected);
            let mut damaged = packed.clone();
            let middle = damaged.len() / 2;
            damaged[middle] ^= 4;
            let longer = [&packed[..], b"Xanything"].concat();
            for refused in [&packed[..packed.len() - 9], &longer, &damaged] {
                let error = read(refused, None).unwrap_err().to_string();
                assert!(
                    error.contains(" archive is damaged, cut short, or followed by"),
                    "{error}"
                );
            }
        }
    }

    #[test]
    fn an_archive_within_an_archive_is_called_so() {
        for packed in [gzip(b"a,b\n"), zstd(b"a,b\n")] {
            let error = read(&gzip(&packed), None).unwrap_err().to_string();
            assert_eq!(error, "this is an archive within an archive: unpack it");
        }
    }

    /// A frame of 9 bytes whose header tells 8: no checksum says so.
    #[test]
    fn a_frame_of_another_length_than_it_tells_is_refused() {
        let frame = |told: u8| {
            let head = [0x28, 0xb5, 0x2f, 0xfd, 0x20, told];
            let block = [73, 0, 0]; // the last one, stored as it is: 9 bytes
            [&head[..], &block, b"a,b\n12,3\n"].concat()
        };
        assert_eq!(read(&frame(9), None).unwrap(), "a,b\n12,3\n");
        assert!(read(&frame(8), None).is_err() && read(&frame(10), None).is_err());
    }

    #[test]
    fn zeros_behind_a_gzip_file_fill_it_up() {
        for zeros in [1, 512, 1 << 19] {
            let padded = [gzip("a,b\n1,2\n"), vec![0; zeros]].concat();
            assert_eq!(read(&padded, None).unwrap(), "a,b\n1,2\n");
        }
    }

    #[test]
    fn other_encodings_become_utf_8_or_are_refused() {
        let text = long_text();
        let little =
            |text: &str| text.encode_utf16().flat_map(u16::to_le_bytes).collect::<Vec<u8>>();
        let big = |text: &str| text.encode_utf16().flat_map(u16::to_be_bytes).collect::<Vec<u8>>();
        let marked = format!("\u{feff}{text}");
        assert!(read(&little(&marked), None).unwrap() == text);
        assert!(read(&big(&marked), None).unwrap() == text);
        assert!(read(&gzip("x"), None).unwrap() == "x");
        assert_eq!(read(b"\xe9\x80,1\n", Some(WINDOWS_1252)).unwrap(), "\u{e9}\u{20ac},1\n");
        let half = [&little("\u{feff}a\nb\n")[..], &[0x00, 0xd8, b'c', 0]].concat();
        let error = read(&half, None).unwrap_err().to_string();
        assert!(error.starts_with("line 3 is not UTF-16LE"), "{error}");
    }
}
