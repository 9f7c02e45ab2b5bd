//! Random choices, the same for the same seed.

use datasets::{Source, Stream};

pub(crate) struct Draw(Stream);

impl Draw {
    pub(crate) fn new(seed: u64) -> Self {
        Self(Stream::new(Source::ChaCha8, seed).unwrap())
    }

    pub(crate) fn unit(&mut self) -> f64 {
        self.0.uniform(0.0, 1.0)
    }

    pub(crate) fn between(&mut self, low: f64, high: f64) -> f64 {
        self.0.uniform(low, high)
    }

    pub(crate) fn normal(&mut self) -> f64 {
        self.0.standard_normal()
    }

    /// A power of ten, all sizes alike.
    pub(crate) fn size(&mut self, low: f64, high: f64) -> f64 {
        linalg_lite::exp(self.between(low, high) * std::f64::consts::LN_10)
    }

    pub(crate) fn below(&mut self, n: usize) -> usize {
        ((self.unit() * n as f64) as usize).min(n - 1)
    }

    pub(crate) fn chance(&mut self, share: f64) -> bool {
        self.unit() < share
    }

    pub(crate) fn pick<T: Copy>(&mut self, of: &[T]) -> T {
        of[self.below(of.len())]
    }

    pub(crate) fn shuffled(&mut self, n: usize) -> Vec<usize> {
        self.0.permutation(n)
    }
}
