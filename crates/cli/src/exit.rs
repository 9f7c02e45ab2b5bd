use std::process::ExitCode;

/// How a command ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Exit {
    /// All is well.
    Done,
    /// What was asked for was done, and showed that a table is of no use as it stands.
    Unusable,
    /// A model was fitted, but it is not known to be at an optimum.
    NotToBeTrusted,
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        match exit {
            Exit::Done => Self::SUCCESS,
            Exit::Unusable => Self::FAILURE,
            Exit::NotToBeTrusted => Self::from(3),
        }
    }
}

/// What is wrong with the command line itself, though it could be parsed.
#[derive(Debug)]
pub(crate) struct Usage(pub(crate) String);

impl std::fmt::Display for Usage {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for Usage {}
