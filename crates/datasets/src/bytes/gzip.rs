use std::io::{BufRead, Read, Result};

use flate2::bufread::GzDecoder;

/// Reads the members of a gzip file one after the other; zeros that fill up the block of a disk or tape are none.
pub(super) struct GzipReader<R: BufRead> {
    member: Option<GzDecoder<R>>,
}

impl<R: BufRead> GzipReader<R> {
    pub(super) fn new(source: R) -> Self {
        Self { member: Some(GzDecoder::new(source)) }
    }
}

impl<R: BufRead> Read for GzipReader<R> {
    fn read(&mut self, buffer: &mut [u8]) -> Result<usize> {
        while !buffer.is_empty()
            && let Some(member) = &mut self.member
        {
            let length = member.read(buffer)?;
            if length > 0 {
                return Ok(length);
            }
            let source = self.member.take().map(GzDecoder::into_inner);
            self.member = source.map(behind_zeros).transpose()?.flatten().map(GzDecoder::new);
        }
        Ok(0)
    }
}

/// The source from its next byte that is not 0, if there is one.
fn behind_zeros<R: BufRead>(mut source: R) -> Result<Option<R>> {
    loop {
        let bytes = source.fill_buf()?;
        if bytes.is_empty() {
            return Ok(None);
        }
        let zeros = bytes.iter().take_while(|byte| **byte == 0).count();
        let has_more = zeros < bytes.len();
        source.consume(zeros);
        if has_more {
            return Ok(Some(source));
        }
    }
}
