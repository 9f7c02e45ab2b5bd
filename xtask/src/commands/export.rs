use std::io::Write;
use std::path::Path;

use anyhow::Result;
use lesson::Inputs;

use crate::data_files;

/// Writes one CSV a generator into `folder`, each whole or not at all, and prints their paths.
///
/// # Errors
/// For a seed the stream does not take, or a file that cannot be written.
pub fn export(
    folder: &Path,
    inputs: &Inputs,
    rows: Option<usize>,
    out: &mut impl Write,
) -> Result<()> {
    for file in data_files::files(inputs, rows)? {
        let path = folder.join(file.path);
        datasets::write_whole(&path, &file.bytes)?;
        writeln!(out, "{}", path.display())?;
    }
    Ok(())
}
