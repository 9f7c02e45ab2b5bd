use std::fs::{self, File};
use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};

use tempfile::NamedTempFile;

use crate::Error;

/// Writes a file whole or not at all: the bytes go to a temporary file beside it, which then takes
/// its name. A reader sees the old file or the new one, never half of either. Missing directories
/// are made; a symbolic link keeps pointing where it does; a device is written to as it is.
///
/// # Errors
/// [`Error::Io`] with the path.
///
/// ```
/// # let directory = std::env::temp_dir().join(format!("doc-write-whole-{}", std::process::id()));
/// let file = directory.join("new").join("note.txt");
/// datasets::write_whole(&file, b"all of it")?;
/// assert_eq!(std::fs::read(&file)?, b"all of it");
/// # std::fs::remove_dir_all(&directory)?;
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn write_whole(path: impl AsRef<Path>, bytes: &[u8]) -> Result<(), Error> {
    let path = path.as_ref();
    let mut file = WholeFile::create(path)?;
    file.write_all(bytes).map_err(|source| refused(path, source))?;
    file.finish()
}

/// A file that is written bit by bit, and takes its name when it is whole. Dropped before, it leaves
/// nothing behind, and what was there stays.
pub struct WholeFile {
    path: PathBuf,
    to: To,
}

enum To {
    Temporary {
        file: BufWriter<NamedTempFile>,
        target: PathBuf,
        permissions: Option<fs::Permissions>,
    },
    Device(File),
}

impl WholeFile {
    /// Begins a file; missing directories are made.
    ///
    /// # Errors
    /// As [`write_whole`].
    pub fn create(path: impl AsRef<Path>) -> Result<Self, Error> {
        let path = path.as_ref();
        let target = fs::canonicalize(path).unwrap_or_else(|_| path.to_owned());
        let to = match fs::metadata(&target) {
            Ok(found) if found.is_dir() => Err(std::io::ErrorKind::IsADirectory.into()),
            Ok(found) if !found.is_file() => {
                File::options().write(true).open(&target).map(To::Device)
            }
            found => temporary(target, found.ok().map(|found| found.permissions())),
        };
        Ok(Self { path: path.to_owned(), to: to.map_err(|source| refused(path, source))? })
    }

    /// Where the bytes are until the file is whole.
    #[must_use]
    pub fn temporary_path(&self) -> Option<&Path> {
        match &self.to {
            To::Temporary { file, .. } => Some(file.get_ref().path()),
            To::Device(_) => None,
        }
    }

    /// Gives the file its name.
    ///
    /// # Errors
    /// As [`write_whole`].
    pub fn finish(self) -> Result<(), Error> {
        let path = self.path.clone();
        self.persist().map_err(|source| refused(&path, source))
    }

    fn persist(self) -> std::io::Result<()> {
        let To::Temporary { file, target, permissions } = self.to else { return Ok(()) };
        let file = file.into_inner().map_err(std::io::IntoInnerError::into_error)?;
        if let Some(permissions) = permissions {
            file.as_file().set_permissions(permissions)?;
        }
        file.as_file().sync_all()?;
        file.persist(target)?;
        Ok(())
    }
}

impl Write for WholeFile {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        match &mut self.to {
            To::Temporary { file, .. } => file.write(bytes),
            To::Device(file) => file.write(bytes),
        }
    }

    fn flush(&mut self) -> std::io::Result<()> {
        match &mut self.to {
            To::Temporary { file, .. } => file.flush(),
            To::Device(file) => file.flush(),
        }
    }
}

fn refused(path: &Path, source: std::io::Error) -> Error {
    Error::Io { action: "write", path: path.to_owned(), source }
}

fn temporary(target: PathBuf, permissions: Option<fs::Permissions>) -> std::io::Result<To> {
    let directory = match target.parent() {
        Some(parent) if !parent.as_os_str().is_empty() => parent.to_owned(),
        _ => PathBuf::from("."),
    };
    fs::create_dir_all(&directory)?;
    let mut builder = tempfile::Builder::new();
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        builder.permissions(fs::Permissions::from_mode(0o666)); // less what the umask takes away
    }
    let file = BufWriter::new(builder.tempfile_in(&directory)?);
    Ok(To::Temporary { file, target, permissions })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn entries(directory: &Path) -> usize {
        fs::read_dir(directory).unwrap().count()
    }

    #[test]
    fn a_file_is_made_and_replaced_and_nothing_is_left_over() {
        let directory = tempfile::tempdir().unwrap();
        let file = directory.path().join("a.csv");
        write_whole(&file, b"one").unwrap();
        write_whole(&file, b"two").unwrap();
        assert_eq!(fs::read(&file).unwrap(), b"two");
        assert_eq!(entries(directory.path()), 1);
    }

    #[test]
    fn what_cannot_be_written_leaves_what_was_there() {
        let directory = tempfile::tempdir().unwrap();
        let error = write_whole(directory.path(), b"x").unwrap_err();
        assert!(matches!(error, Error::Io { action: "write", .. }), "{error}");
        let file = directory.path().join("a.csv");
        fs::write(&file, "old").unwrap();
        let error = write_whole(file.join("below-a-file.csv"), b"x").unwrap_err();
        assert!(error.to_string().starts_with("cannot write "), "{error}");
        assert_eq!(fs::read(&file).unwrap(), b"old");
        assert_eq!(entries(directory.path()), 1);
    }

    #[cfg(unix)]
    #[test]
    fn permissions_links_and_devices_stay_what_they_are() {
        use std::os::unix::fs::PermissionsExt;
        let directory = tempfile::tempdir().unwrap();
        let file = directory.path().join("a.csv");
        write_whole(&file, b"one").unwrap();
        let mode = |file: &Path| fs::metadata(file).unwrap().permissions().mode() & 0o777;
        let plain = directory.path().join("plain");
        fs::write(&plain, "").unwrap();
        assert_eq!(mode(&file), mode(&plain)); // what any program would have made
        fs::set_permissions(&file, fs::Permissions::from_mode(0o640)).unwrap();
        let link = directory.path().join("link.csv");
        std::os::unix::fs::symlink(&file, &link).unwrap();
        write_whole(&link, b"two").unwrap();
        assert!(fs::symlink_metadata(&link).unwrap().is_symlink());
        assert_eq!((fs::read(&file).unwrap(), mode(&file)), (b"two".to_vec(), 0o640));
        write_whole("/dev/null", b"gone").unwrap();
        assert!(!fs::metadata("/dev/null").unwrap().is_file());
    }
}
