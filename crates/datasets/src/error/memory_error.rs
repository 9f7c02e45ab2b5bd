use std::path::PathBuf;

use thiserror::Error;

/// What is wrong where a table is longer than memory.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum MemoryError {
    /// A temporary file cannot be made, written or read.
    #[error("a temporary file in {} cannot be used: {source}", directory.display())]
    File {
        /// Where it is.
        directory: PathBuf,
        /// The reason of the operating system.
        source: std::io::Error,
    },
    /// A temporary file does not fit where it should be.
    #[error(
        "a temporary file needs {}, but {} has only {} left", size(*needed), directory.display(), size(*free)
    )]
    NoRoom {
        /// Where it should be.
        directory: PathBuf,
        /// The bytes that it needs.
        needed: u64,
        /// Those that are left.
        free: u64,
    },
    /// More rows than memory has room for what is kept of each.
    #[error(
        "{file} has {rows} rows or more: what is kept of them in memory takes {} or more, and {} is allowed", size(*needed), size(*memory)
    )]
    Rows {
        /// The file, or what stands for it.
        file: String,
        /// Rows read so far.
        rows: usize,
        /// The bytes that are kept of them.
        needed: u64,
        /// Those that may be taken.
        memory: u64,
    },
    /// More different texts than memory has room for.
    #[error(
        "{file}: column \"{column}\" has more different texts than {} of memory should hold", size(*memory)
    )]
    Texts {
        /// The file, or what stands for it.
        file: String,
        /// Name of the column.
        column: String,
        /// The bytes that may be taken.
        memory: u64,
    },
}

/// Bytes as they are told.
fn size(bytes: u64) -> String {
    match bytes as f64 {
        bytes if bytes < 1e6 => format!("{:.0} kB", (bytes / 1e3).ceil()),
        bytes if bytes < 1e9 => format!("{:.1} MB", bytes / 1e6),
        bytes => format!("{:.1} GB", bytes / 1e9),
    }
}
