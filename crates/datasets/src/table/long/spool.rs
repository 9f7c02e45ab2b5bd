use std::io::Write;
use std::path::Path;

use tempfile::SpooledTempFile;

/// Keeps what was read.
pub(super) struct Spool<'a> {
    pub(super) file: &'a mut SpooledTempFile,
    pub(super) directory: &'a Path,
}

impl Write for Spool<'_> {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.file.write(bytes).map_err(|error| {
            let directory = self.directory.display();
            std::io::Error::other(format!(
                "a temporary file in {directory} cannot be used: {error}"
            ))
        })
    }

    fn flush(&mut self) -> std::io::Result<()> {
        self.file.flush()
    }
}
