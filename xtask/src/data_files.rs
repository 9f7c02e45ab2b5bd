//! The CSV files of `data/generated`: every generator at the lesson's size, on both streams.

use std::path::{Path, PathBuf};

use anyhow::Result;
use datasets::catalog::GENERATORS;
use datasets::{Source, Stream, write_csv};
use lesson::Inputs;

use crate::workspace_root;

/// A file as the generators make it now.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DataFile {
    /// Its path below the folder it belongs in.
    pub path: PathBuf,
    /// Its bytes.
    pub bytes: Vec<u8>,
}

/// The folder whose files are compared byte for byte.
#[must_use]
pub fn folder() -> PathBuf {
    workspace_root().join("data/generated")
}

/// One file a generator; `rows` replaces the lesson's sizes.
///
/// # Errors
/// For a seed the stream does not take, or no rows.
pub fn files(inputs: &Inputs, rows: Option<usize>) -> Result<Vec<DataFile>> {
    GENERATORS
        .iter()
        .map(|generator| {
            let mut stream = Stream::new(inputs.source, inputs.seed)?;
            let dataset = (generator.generate)(rows.unwrap_or(generator.rows), &mut stream)?;
            let mut bytes = Vec::new();
            write_csv(&dataset, &mut bytes)?;
            let path = Path::new(inputs.source.name()).join(format!("{}.csv", generator.name));
            Ok(DataFile { path, bytes })
        })
        .collect()
}

/// The stored files as they should be: both streams, the lesson's seed and sizes.
///
/// # Errors
/// None in practice.
pub fn lesson_files() -> Result<Vec<DataFile>> {
    let mut all = Vec::new();
    for source in Source::ALL {
        all.extend(files(&Inputs::lesson(source), None)?);
    }
    Ok(all)
}

/// The stored files that differ from what the generators make, by path.
///
/// # Errors
/// None in practice; a file that cannot be read counts as different.
pub fn drifted() -> Result<Vec<DataFile>> {
    let differs = |file: &DataFile| {
        std::fs::read(folder().join(&file.path)).map_or(true, |stored| stored != file.bytes)
    };
    Ok(lesson_files()?.into_iter().filter(differs).collect())
}
