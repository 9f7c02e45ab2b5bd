use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};

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
    let refused = |source| Error::Io { action: "write", path: path.to_owned(), source };
    let target = fs::canonicalize(path).unwrap_or_else(|_| path.to_owned());
    match fs::metadata(&target) {
        Ok(found) if found.is_dir() => Err(refused(std::io::ErrorKind::IsADirectory.into())),
        Ok(found) if !found.is_file() => fs::write(&target, bytes).map_err(refused),
        found => {
            replace(&target, bytes, found.ok().map(|found| found.permissions())).map_err(refused)
        }
    }
}

fn replace(
    target: &Path,
    bytes: &[u8],
    permissions: Option<fs::Permissions>,
) -> std::io::Result<()> {
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
    let mut file = builder.tempfile_in(&directory)?;
    file.write_all(bytes)?;
    if let Some(permissions) = permissions {
        file.as_file().set_permissions(permissions)?;
    }
    file.as_file().sync_all()?;
    file.persist(target)?;
    Ok(())
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
