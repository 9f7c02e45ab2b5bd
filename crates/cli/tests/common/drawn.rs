//! A random table, in a file and for the library.

use datasets::{Source, Stream};
use linalg_lite::Mat;

use super::common::Folder;

/// Features x and z, an offset o, and noisy targets: a label, a class of three and a number, with weights
/// of each kind.
pub(crate) struct Drawn {
    pub(crate) x: Mat<f64>,
    pub(crate) offset: Vec<f64>,
    pub(crate) labels: Vec<bool>,
    pub(crate) classes: Vec<usize>,
    pub(crate) numbers: Vec<f64>,
    pub(crate) counts: Vec<f64>,
    pub(crate) parts: Vec<f64>,
}

impl Drawn {
    pub(crate) fn new(n: usize, seed: u64) -> Self {
        let mut stream = Stream::new(Source::ChaCha8, seed).unwrap();
        let draws = stream.standard_normals(3 * n);
        let x = Mat::from_fn(n, 2, |i, j| draws[3 * i + j] + j as f64);
        let offset: Vec<f64> = (0..n).map(|i| draws[3 * i + 2]).collect();
        let noise = stream.standard_normals(n);
        let numbers: Vec<f64> = (0..n)
            .map(|i| 0.4 + x[(i, 0)] - 0.5 * x[(i, 1)] + offset[i] + 2.0 * noise[i])
            .collect();
        let class = |number: &f64| usize::from(*number > -1.0) + usize::from(*number > 1.0);
        Self {
            x,
            labels: numbers.iter().map(|number| *number > 0.0).collect(),
            classes: numbers.iter().map(class).collect(),
            counts: (0..n).map(|_| stream.uniform(1.0, 5.0).floor()).collect(),
            parts: stream.uniforms(0.5, 2.5, n),
            offset,
            numbers,
        }
    }

    /// As `t.csv`, every number to its last bit.
    pub(crate) fn write(&self, folder: &Folder) {
        let row = |i: usize| {
            let class = ["a", "b", "c"][self.classes[i]];
            format!(
                "{},{},{},{},{class},{},{},{}\n",
                self.x[(i, 0)],
                self.x[(i, 1)],
                self.offset[i],
                u8::from(self.labels[i]),
                self.numbers[i],
                self.counts[i],
                self.parts[i],
            )
        };
        let rows: String = (0..self.labels.len()).map(row).collect();
        folder.write("t.csv", format!("x,z,o,label,class,number,count,part\n{rows}"));
    }
}
