use std::io::{Error, ErrorKind, Read, Result};

/// Says of what the decoder of an archive refuses that the archive is damaged.
pub(super) struct Archive<R> {
    pub(super) format: &'static str,
    pub(super) decoder: R,
}

impl<R: Read> Read for Archive<R> {
    fn read(&mut self, buffer: &mut [u8]) -> Result<usize> {
        self.decoder.read(buffer).map_err(|error| match error.kind() {
            ErrorKind::Interrupted => error,
            ErrorKind::InvalidData | ErrorKind::InvalidInput | ErrorKind::UnexpectedEof | ErrorKind::Other => {
                let problem = format!(
                    "the {} archive is damaged, cut short, or followed by something else: copy it again, or pack it \
                     again",
                    self.format
                );
                Error::new(ErrorKind::InvalidData, problem)
            }
            _ => error, // of the disk
        })
    }
}
