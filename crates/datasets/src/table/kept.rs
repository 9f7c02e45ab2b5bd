use std::io::{Read, Result, Write};

/// A reader that keeps what was read.
pub(super) struct Kept<'a, R, W> {
    pub(super) reader: R,
    pub(super) bytes: &'a mut W,
}

impl<R: Read, W: Write> Read for Kept<'_, R, W> {
    fn read(&mut self, buffer: &mut [u8]) -> Result<usize> {
        let length = self.reader.read(buffer)?;
        self.bytes.write_all(&buffer[..length])?;
        Ok(length)
    }
}
