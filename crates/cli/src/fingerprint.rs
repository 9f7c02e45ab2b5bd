//! Whether two tables have the same rows.

use datasets::Target;
use linalg_lite::Columns;
use rayon::prelude::*;
use xxhash_rust::xxh3::{Xxh3, xxh3_128};

/// XXH3-128 of the bits of all features, column by column, and of the targets.
pub(crate) fn fingerprint(x: &Columns, truth: &Target) -> String {
    let digest = |values: &[f64]| {
        let mut hasher = Xxh3::new();
        let mut bytes = [0; 1 << 12];
        for values in values.chunks(bytes.len() / 8) {
            for (bytes, value) in bytes.chunks_exact_mut(8).zip(values) {
                bytes.copy_from_slice(&value.to_le_bytes());
            }
            hasher.update(&bytes[..8 * values.len()]);
        }
        hasher.digest128().to_le_bytes()
    };
    let of_columns: Vec<[u8; 16]> =
        (0..x.ncols()).into_par_iter().map(|j| digest(x.column(j))).collect();
    let target: Vec<f64> = match truth {
        Target::Numbers(numbers) => numbers.clone(),
        Target::Binary(labels) => labels.iter().map(|label| f64::from(*label)).collect(),
        Target::Classes { labels: classes, .. } => {
            classes.iter().map(|class| *class as f64).collect()
        }
    };
    let all = [of_columns.concat(), digest(&target).to_vec()].concat();
    format!("xxh3-128:{:032x}", xxh3_128(&all))
}
