use thiserror::Error;

/// A term of a formula that cannot be learned, or has no value in a row.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[error("{place}: {term}: {problem}")]
pub struct TermError {
    /// The file, and the line if it is about one.
    pub place: String,
    /// As the formula has it.
    pub term: String,
    /// What is wrong.
    pub problem: String,
}
