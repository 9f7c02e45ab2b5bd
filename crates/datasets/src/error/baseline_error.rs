use thiserror::Error;

/// A column that cannot have the baseline that was asked for.
#[derive(Debug, Error)]
#[error("{file}: column \"{column}\" {problem}")]
pub struct BaselineError {
    /// The file, or what stands for it.
    pub file: String,
    /// Name of the column.
    pub column: String,
    /// Why not.
    pub problem: String,
}
