use datasets::{Error, Source, Stream};

/// What an experiment is run with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Inputs {
    /// Where random numbers come from.
    pub source: Source,
    /// Where they begin.
    pub seed: u64,
}

impl Inputs {
    /// The seed of the snapshots, the stored data and NumPy's figures.
    pub const LESSON_SEED: u64 = 42;

    /// The lesson's own seed on the given stream.
    #[must_use]
    pub fn lesson(source: Source) -> Self {
        Self { source, seed: Self::LESSON_SEED }
    }

    /// The stream at its beginning.
    ///
    /// # Errors
    /// [`Error::Seed`] for a seed the source does not take.
    pub fn stream(&self) -> Result<Stream, Error> {
        Stream::new(self.source, self.seed)
    }
}

impl Default for Inputs {
    fn default() -> Self {
        Self::lesson(Source::default())
    }
}
