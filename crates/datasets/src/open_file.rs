use std::fs::File;
use std::path::Path;

use crate::Error;

/// Opens a file for reading; a directory is refused as such.
///
/// # Errors
/// [`Error::Io`] with the path.
pub fn open_file(path: &Path) -> Result<File, Error> {
    let refused = |source| Error::Io { action: "read", path: path.to_owned(), source };
    let file = File::open(path).map_err(refused)?;
    if file.metadata().map_err(refused)?.is_dir() {
        return Err(refused(std::io::ErrorKind::IsADirectory.into()));
    }
    Ok(file)
}
