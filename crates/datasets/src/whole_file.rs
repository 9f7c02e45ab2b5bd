use std::fs::{self, File};
use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};
use std::time::Duration;

use tempfile::NamedTempFile;

use crate::Error;

/// Writes a file whole or not at all: the bytes go to a temporary file beside it, which then takes
/// its name. A reader sees the old file or the new one, never half of either. Missing directories
/// are made; a symbolic link keeps pointing where it does; a device is written to as it is. A file that may not be written is
/// refused. What an earlier program left behind because it was killed is removed.
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
    let named =
        |error: std::io::Error| error.downcast().unwrap_or_else(|other| refused(path, other));
    file.write_all(bytes).map_err(named)?;
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
        let target = fs::canonicalize(path).unwrap_or_else(|_| end_of_links(path));
        let to = match fs::metadata(&target) {
            Ok(found) if found.is_dir() => Err(std::io::ErrorKind::IsADirectory.into()),
            Ok(found) if !found.is_file() => {
                File::options().write(true).open(&target).map(To::Device)
            }
            Ok(found) if found.permissions().readonly() => {
                Err(std::io::ErrorKind::PermissionDenied.into())
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

    /// The same error with the path, of the same kind.
    fn named(&self, source: std::io::Error) -> std::io::Error {
        std::io::Error::new(source.kind(), refused(&self.path, source))
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
        let written = match &mut self.to {
            To::Temporary { file, .. } => file.write(bytes),
            To::Device(file) => file.write(bytes),
        };
        written.map_err(|source| self.named(source))
    }

    fn flush(&mut self) -> std::io::Result<()> {
        let flushed = match &mut self.to {
            To::Temporary { file, .. } => file.flush(),
            To::Device(file) => file.flush(),
        };
        flushed.map_err(|source| self.named(source))
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
    remove_abandoned(&directory);
    let mut builder = tempfile::Builder::new();
    builder.prefix(BEGIN).suffix(END);
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        builder.permissions(fs::Permissions::from_mode(0o666)); // less what the umask takes away
    }
    let file = builder.tempfile_in(&directory)?;
    let _ = file.as_file().try_lock(); // where there are no locks, nothing is taken for abandoned
    Ok(To::Temporary { file: BufWriter::new(file), target, permissions })
}

/// Where links lead whose end is not there.
fn end_of_links(path: &Path) -> PathBuf {
    const MOST: usize = 40;
    let mut target = path.to_owned();
    for _ in 0..MOST {
        let Ok(link) = fs::read_link(&target) else { break };
        target = target.parent().unwrap_or(Path::new("")).join(link);
    }
    target
}

/// Between these, a temporary file has letters of chance.
const BEGIN: &str = ".regress-";
const END: &str = ".tmp";

/// Removes temporary files that no program holds any more: one that is killed cannot do so itself.
fn remove_abandoned(directory: &Path) {
    for entry in fs::read_dir(directory).into_iter().flatten().flatten() {
        let name = entry.file_name();
        let is_temporary = name.to_str().is_some_and(|n| n.starts_with(BEGIN) && n.ends_with(END));
        if is_temporary && is_abandoned(&entry.path()).unwrap_or(false) {
            let _ = fs::remove_file(entry.path()); // or somebody else did
        }
    }
}

/// Not held, and not just about to be.
fn is_abandoned(path: &Path) -> std::io::Result<bool> {
    const JUST: Duration = Duration::from_secs(1);
    let file = File::options().read(true).write(true).open(path)?;
    let found = file.metadata()?;
    let is_new = found.len() == 0 && found.modified()?.elapsed().unwrap_or_default() < JUST;
    Ok(!is_new && file.try_lock().is_ok())
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

    #[test]
    fn what_a_killed_program_left_is_removed() {
        let directory = tempfile::tempdir().unwrap();
        let [left, held] = ["left", "held"].map(|name| {
            let path = directory.path().join(format!("{BEGIN}{name}{END}"));
            fs::write(&path, "half of").unwrap();
            path
        });
        let holder = File::open(&held).unwrap();
        holder.try_lock().unwrap();
        write_whole(directory.path().join("a.csv"), b"one").unwrap();
        assert!(!left.exists() && held.exists());
        drop(holder);
        let begun = WholeFile::create(directory.path().join("b.csv")).unwrap();
        write_whole(directory.path().join("c.csv"), b"two").unwrap();
        assert!(!held.exists() && begun.temporary_path().unwrap().exists());
        drop(begun);
        assert_eq!(entries(directory.path()), 2);
    }

    #[cfg(unix)]
    #[test]
    fn links_lead_where_nothing_is_yet_and_what_is_read_only_stays() {
        let directory = tempfile::tempdir().unwrap();
        let [link, file] = ["link.csv", "later.csv"].map(|name| directory.path().join(name));
        std::os::unix::fs::symlink("later.csv", &link).unwrap();
        write_whole(&link, b"one").unwrap();
        assert!(fs::symlink_metadata(&link).unwrap().is_symlink());
        assert_eq!(fs::read(&file).unwrap(), b"one");
        let mut permissions = fs::metadata(&file).unwrap().permissions();
        permissions.set_readonly(true);
        fs::set_permissions(&file, permissions).unwrap();
        assert!(write_whole(&link, b"two").is_err());
        assert_eq!((fs::read(&file).unwrap(), entries(directory.path())), (b"one".to_vec(), 2));
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
