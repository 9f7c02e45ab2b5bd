use linalg_lite::Mat;
use serde::Deserialize;

/// A part of the plane, and how many places across and up are looked at.
#[derive(Clone, Copy, Deserialize)]
pub(crate) struct Window {
    x: [f64; 2],
    y: [f64; 2],
    places: [usize; 2],
}

impl Window {
    /// The places, one a row, row after row from the lower left.
    pub(crate) fn grid(&self) -> Mat<f64> {
        let [across, up] = self.places.map(|places| places.clamp(2, 200));
        Mat::from_fn(across * up, 2, |i, j| match j {
            0 => between(self.x, i % across, across),
            _ => between(self.y, i / across, up),
        })
    }
}

/// The k-th of some evenly spaced numbers, both ends among them.
pub(crate) fn between([low, high]: [f64; 2], k: usize, places: usize) -> f64 {
    low + (high - low) * k as f64 / (places - 1) as f64
}
