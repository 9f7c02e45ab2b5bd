use std::io::{BufRead, Error, ErrorKind, Read, Result, copy, sink};

use ruzstd::decoding::{FrameDecoder, StreamingDecoder};

/// Reads the frames of a zstd file one after the other, and compares their lengths and checksums.
pub(super) struct ZstdReader<R: BufRead> {
    /// Between frames; the decoder has it otherwise.
    source: Option<R>,
    frame: Option<StreamingDecoder<R, FrameDecoder>>,
    /// Bytes of the frame so far.
    length: u64,
}

impl<R: BufRead> ZstdReader<R> {
    pub(super) fn new(source: R) -> Self {
        Self { source: Some(source), frame: None, length: 0 }
    }

    /// Whether there is another frame.
    fn begin_frame(&mut self) -> Result<bool> {
        let Some(mut source) = self.source.take() else { return Ok(false) };
        loop {
            let first = source.fill_buf()?;
            if first.is_empty() {
                return Ok(false);
            }
            if (0x50..=0x5f).contains(&first[0]) {
                skip_frame(&mut source)?;
                continue;
            }
            let broken = |error| Error::new(ErrorKind::InvalidData, error);
            self.frame = Some(StreamingDecoder::new(source).map_err(broken)?);
            return Ok(true);
        }
    }
}

/// A frame that holds no text: its mark, its length, and so many bytes.
fn skip_frame(source: &mut impl Read) -> Result<()> {
    let mut head = [0; 8];
    source.read_exact(&mut head)?;
    let [_, 0x2a, 0x4d, 0x18, a, b, c, d] = head else {
        return Err(Error::new(ErrorKind::InvalidData, "what follows a frame is none"));
    };
    let length = u64::from(u32::from_le_bytes([a, b, c, d]));
    match copy(&mut source.take(length), &mut sink())? {
        skipped if skipped == length => Ok(()),
        _ => Err(ErrorKind::UnexpectedEof.into()),
    }
}

impl<R: BufRead> Read for ZstdReader<R> {
    fn read(&mut self, buffer: &mut [u8]) -> Result<usize> {
        while !buffer.is_empty() && (self.frame.is_some() || self.begin_frame()?) {
            let Some(frame) = &mut self.frame else { break };
            let length = frame.read(buffer)?;
            if length > 0 {
                self.length += length as u64;
                return Ok(length);
            }
            if let Some(frame) = self.frame.take() {
                let (source, decoder) = frame.into_parts();
                let stored = decoder.get_checksum_from_data();
                if stored.is_some() && stored != decoder.get_calculated_checksum() {
                    return Err(Error::new(ErrorKind::InvalidData, "its checksum differs"));
                }
                let told = decoder.content_size(); // 0 where the frame does not tell
                if told != 0 && told != self.length {
                    return Err(Error::new(ErrorKind::InvalidData, "its length differs"));
                }
                self.length = 0;
                self.source = Some(source);
            }
        }
        Ok(0)
    }
}
