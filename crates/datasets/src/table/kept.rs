use std::io::{Read, Result};

/// A reader that keeps what was read.
pub(super) struct Kept<'a, R> {
    pub(super) reader: R,
    pub(super) bytes: &'a mut Vec<u8>,
}

impl<R: Read> Read for Kept<'_, R> {
    fn read(&mut self, buffer: &mut [u8]) -> Result<usize> {
        let length = self.reader.read(buffer)?;
        self.bytes.extend_from_slice(&buffer[..length]);
        Ok(length)
    }
}
