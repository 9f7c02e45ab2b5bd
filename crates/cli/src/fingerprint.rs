//! Whether two tables have the same rows.

use datasets::Target;
use linalg_lite::{Codes, Column, Columns};
use rayon::prelude::*;
use xxhash_rust::xxh3::{Xxh3, xxh3_128};

/// XXH3-128 of the bits of all columns, categories as codes of four bytes, and of the targets.
pub(crate) fn fingerprint(x: &Columns, truth: &Target) -> String {
    let of_columns: Vec<[u8; 16]> = x.columns().into_par_iter().map(digest_of_column).collect();
    let target: Vec<f64> = match truth {
        Target::Numbers(numbers) => numbers.clone(),
        Target::Binary(labels) => labels.iter().map(|label| f64::from(*label)).collect(),
        Target::Classes { labels: classes, .. } => {
            classes.iter().map(|class| *class as f64).collect()
        }
    };
    let all = [of_columns.concat(), digest(&target, f64::to_le_bytes).to_vec()].concat();
    format!("xxh3-128:{:032x}", xxh3_128(&all))
}

fn digest_of_column(column: Column<'_>) -> [u8; 16] {
    match column {
        Column::Numbers(values) => digest(values, f64::to_le_bytes),
        Column::Category(category) => match category.codes() {
            Codes::U8(codes) => digest(codes, |code| u32::from(code).to_le_bytes()),
            Codes::U16(codes) => digest(codes, |code| u32::from(code).to_le_bytes()),
            Codes::U32(codes) => digest(codes, u32::to_le_bytes),
        },
    }
}

fn digest<T: Copy, const BYTES: usize>(entries: &[T], to_bytes: fn(T) -> [u8; BYTES]) -> [u8; 16] {
    let mut hasher = Xxh3::new();
    let mut room = [0; 1 << 12];
    for entries in entries.chunks(room.len() / BYTES) {
        for (bytes, entry) in room.as_chunks_mut().0.iter_mut().zip(entries) {
            *bytes = to_bytes(*entry);
        }
        hasher.update(&room[..BYTES * entries.len()]);
    }
    hasher.digest128().to_le_bytes()
}
