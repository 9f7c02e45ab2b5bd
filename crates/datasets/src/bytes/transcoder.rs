use std::io::{Error, ErrorKind, Read, Result};

use encoding_rs::{Decoder, DecoderResult, Encoding};

/// Reads text of another encoding as UTF-8; bytes that are no text there are an error with their line.
pub(super) struct Transcoder<R> {
    reader: R,
    encoding: &'static Encoding,
    decoder: Decoder,
    /// Read and not yet decoded.
    input: Vec<u8>,
    /// Decoded, and handed out up to `at`.
    output: Vec<u8>,
    at: usize,
    line: usize,
    is_done: bool,
}

const BUFFER: usize = 1 << 16;

impl<R: Read> Transcoder<R> {
    /// A mark of that encoding is left out.
    pub(super) fn new(reader: R, encoding: &'static Encoding) -> Self {
        let decoder = encoding.new_decoder_with_bom_removal();
        let (input, output) = (Vec::new(), Vec::new());
        Self { reader, encoding, decoder, input, output, at: 0, line: 1, is_done: false }
    }

    fn decode_more(&mut self) -> Result<()> {
        if self.input.is_empty() {
            (&mut self.reader).take(BUFFER as u64).read_to_end(&mut self.input)?;
        }
        let is_last = self.input.is_empty();
        self.output.resize(BUFFER, 0);
        let (result, read, written) =
            self.decoder.decode_to_utf8_without_replacement(&self.input, &mut self.output, is_last);
        self.input.drain(..read);
        self.output.truncate(written);
        self.at = 0;
        self.line += memchr::memchr_iter(b'\n', &self.output).count();
        match result {
            DecoderResult::Malformed(..) => {
                let problem = format!("line {} is not {} text", self.line, self.encoding.name());
                Err(Error::new(ErrorKind::InvalidData, problem))
            }
            DecoderResult::InputEmpty => {
                self.is_done = is_last;
                Ok(())
            }
            DecoderResult::OutputFull => Ok(()),
        }
    }
}

impl<R: Read> Read for Transcoder<R> {
    fn read(&mut self, buffer: &mut [u8]) -> Result<usize> {
        while self.at == self.output.len() && !self.is_done {
            self.decode_more()?;
        }
        let ready = &self.output[self.at..];
        let length = ready.len().min(buffer.len());
        buffer[..length].copy_from_slice(&ready[..length]);
        self.at += length;
        Ok(length)
    }
}
