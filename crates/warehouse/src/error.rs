use std::time::Duration;

use thiserror::Error;

/// What can go wrong between a question and its answer.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum Error {
    /// The program that answers could not be started.
    #[error("{program} cannot be started: {reason}{install}")]
    Start {
        /// What was to be run.
        program: String,
        /// How to get it, if that is known.
        install: String,
        /// Why not.
        reason: std::io::Error,
    },
    /// What is to be run cannot be read.
    #[error("--sql takes a command such as \"duckdb shop.db\": {0}")]
    Command(&'static str),
    /// The engine refused, failed or ended, in its own words.
    #[error("{engine}: {message}")]
    Engine {
        /// The program.
        engine: String,
        /// What it said.
        message: String,
    },
    /// No complete answer came in time.
    #[error(
        "{engine} did not answer within {} s, and was ended: raise --deadline, or ask for fewer rows{}{said}",
        .deadline.as_secs(), if .said.is_empty() { "" } else { "; it said last: " }
    )]
    Deadline {
        /// The program.
        engine: String,
        /// How long it had.
        deadline: Duration,
        /// What it said meanwhile.
        said: String,
    },
    /// An answer that is not what was asked for.
    #[error("{engine} answered what was not asked for: {problem}")]
    Answer {
        /// The program.
        engine: String,
        /// What is wrong with it.
        problem: String,
    },
    /// What cannot be fitted in the table, and what to do.
    #[error("{0}")]
    Table(String),
    /// What columns mean.
    #[error(transparent)]
    Columns(#[from] datasets::Error),
    /// What the fit itself refuses.
    #[error(transparent)]
    Model(models::Error),
    /// Numbers that do not fit.
    #[error(transparent)]
    Numbers(#[from] linalg_lite::Error),
}

/// What an engine said on the way through a solver is said as it was.
impl From<models::Error> for Error {
    fn from(error: models::Error) -> Self {
        match error {
            models::Error::Objective(source) => match source.downcast::<Self>() {
                Ok(ours) => *ours,
                Err(source) => Self::Model(models::Error::Objective(source)),
            },
            other => Self::Model(other),
        }
    }
}
