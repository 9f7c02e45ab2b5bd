use datasets::{Source, Stream};

/// Choices from a seed.
pub(crate) struct Random(pub(crate) Stream);

impl Random {
    pub(crate) fn new(seed: u64) -> Self {
        Self(Stream::new(Source::ChaCha8, seed).unwrap())
    }

    /// Below `n`, which is not 0.
    pub(crate) fn below(&mut self, n: usize) -> usize {
        self.0.uniform(0.0, n as f64) as usize
    }

    pub(crate) fn happens(&mut self, share: f64) -> bool {
        self.0.uniform(0.0, 1.0) < share
    }

    pub(crate) fn one_of<T: Clone>(&mut self, all: &[T]) -> T {
        all[self.below(all.len())].clone()
    }
}
