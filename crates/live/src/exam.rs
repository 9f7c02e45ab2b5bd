use datasets::{Dataset, Source, Stream, generate, split};
use serde::Deserialize;

use crate::Error;

/// Which random numbers are drawn.
#[derive(Clone, Copy, Deserialize)]
pub(crate) struct Draw {
    #[serde(deserialize_with = "source")]
    source: Source,
    seed: u64,
}

fn source<'de, D: serde::Deserializer<'de>>(deserializer: D) -> Result<Source, D::Error> {
    String::deserialize(deserializer)?.parse().map_err(serde::de::Error::custom)
}

impl Draw {
    pub(crate) fn stream(self) -> Result<Stream, Error> {
        Ok(Stream::new(self.source, self.seed)?)
    }
}

/// The lesson's 200 students: 160 to train on, 40 to test on.
pub(crate) fn exam(draw: Draw) -> Result<[Dataset; 2], Error> {
    let mut stream = draw.stream()?;
    let students = generate::exam(200, &mut stream)?;
    let parts = split(students.n_samples(), 0.8, &mut stream)?;
    Ok([students.select_rows(&parts.train)?, students.select_rows(&parts.test)?])
}

/// The columns of a table.
pub(crate) fn columns(data: &Dataset) -> Vec<Vec<f64>> {
    (0..data.n_features())
        .map(|j| (0..data.n_samples()).map(|i| data.features[(i, j)]).collect())
        .collect()
}
