//! A file without a name: it is gone when it is closed, however the program ends.

use std::fs::File;
use std::io::Result as IoResult;
use std::path::{Path, PathBuf};

use crate::{Error, MemoryError};

/// Bytes that are read and written by their places, from several threads at once.
#[derive(Debug)]
pub(crate) struct Temporary {
    file: File,
    directory: PathBuf,
}

impl Temporary {
    /// An empty file, in a directory that has room for so many bytes.
    pub(crate) fn with_room(directory: &Path, needed: u64) -> Result<Self, Error> {
        let directory = directory.to_owned();
        let refused = |source| MemoryError::File { directory: directory.clone(), source };
        let file = tempfile::tempfile_in(&directory).map_err(refused)?;
        let free = positional::free_space(&directory).map_err(refused)?;
        if free < needed {
            return Err(MemoryError::NoRoom { directory, needed, free }.into());
        }
        Ok(Self { file, directory })
    }

    pub(crate) fn write(&self, bytes: &[u8], at: u64) -> Result<(), Error> {
        let written = positional::write_all(&self.file, bytes, at);
        written.map_err(|source| self.refused(source))
    }

    pub(crate) fn read(&self, bytes: &mut [u8], at: u64) -> Result<(), Error> {
        let read = positional::read_all(&self.file, bytes, at);
        read.map_err(|source| self.refused(source))
    }

    fn refused(&self, source: std::io::Error) -> Error {
        MemoryError::File { directory: self.directory.clone(), source }.into()
    }
}

#[cfg(unix)]
mod positional {
    use std::os::unix::fs::FileExt;

    use super::{File, IoResult};

    pub(super) use fs4::available_space as free_space;

    pub(super) fn write_all(file: &File, bytes: &[u8], at: u64) -> IoResult<()> {
        file.write_all_at(bytes, at)
    }

    pub(super) fn read_all(file: &File, bytes: &mut [u8], at: u64) -> IoResult<()> {
        file.read_exact_at(bytes, at)
    }
}

#[cfg(windows)]
mod positional {
    use std::os::windows::fs::FileExt;

    use std::io::{Error as IoError, ErrorKind};

    use super::{File, IoResult};

    pub(super) use fs4::available_space as free_space;

    pub(super) fn write_all(file: &File, mut bytes: &[u8], mut at: u64) -> IoResult<()> {
        while !bytes.is_empty() {
            let done = progress(file.seek_write(bytes, at), ErrorKind::WriteZero)?;
            (bytes, at) = (&bytes[done..], at + done as u64);
        }
        Ok(())
    }

    pub(super) fn read_all(file: &File, mut bytes: &mut [u8], mut at: u64) -> IoResult<()> {
        while !bytes.is_empty() {
            let done = progress(file.seek_read(bytes, at), ErrorKind::UnexpectedEof)?;
            (bytes, at) = (&mut bytes[done..], at + done as u64);
        }
        Ok(())
    }

    fn progress(done: IoResult<usize>, standstill: ErrorKind) -> IoResult<usize> {
        match done {
            Ok(0) => Err(IoError::from(standstill)),
            Err(error) if error.kind() == ErrorKind::Interrupted => Ok(0),
            other => other,
        }
    }
}

#[cfg(not(any(unix, windows)))]
mod positional {
    use std::io::{Error as IoError, ErrorKind};

    use super::{File, IoResult, Path};

    pub(super) fn free_space(_: &Path) -> IoResult<u64> {
        Err(IoError::from(ErrorKind::Unsupported))
    }

    pub(super) fn write_all(_: &File, _: &[u8], _: u64) -> IoResult<()> {
        Err(IoError::from(ErrorKind::Unsupported))
    }

    pub(super) fn read_all(_: &File, _: &mut [u8], _: u64) -> IoResult<()> {
        Err(IoError::from(ErrorKind::Unsupported))
    }
}
