//! Whether two tables have the same rows.

use datasets::Target;
use linalg_lite::{Codes, Column, Error, Source};
use rayon::prelude::*;
use xxhash_rust::xxh3::{Xxh3, xxh3_128};

/// XXH3-128 of the bits of all columns, categories as codes of four bytes, and of the targets.
///
/// # Errors
/// When the columns cannot be read.
pub(crate) fn fingerprint(x: &dyn Source, truth: &Target) -> Result<String, Error> {
    const PIECE: usize = 1 << 22;
    let row_bytes: usize = x.kinds().iter().map(|kind| kind.entry_bytes()).sum();
    let all = x.n_samples();
    let step = if x.is_elsewhere() { (PIECE / row_bytes.max(1)).max(1) } else { all.max(1) };
    let mut columns = vec![Xxh3::new(); x.kinds().len()];
    for first in (0..all).step_by(step) {
        let rows = x.rows(first..all.min(first + step))?;
        columns.par_iter_mut().zip(rows.columns()).for_each(|(of, column)| add_column(of, column));
    }
    let of_columns: Vec<[u8; 16]> = columns.iter().map(|of| of.digest128().to_le_bytes()).collect();
    let mut of_target = Xxh3::new();
    match truth {
        Target::Numbers(numbers) => add(&mut of_target, numbers, f64::to_le_bytes),
        Target::Binary(labels) => {
            add(&mut of_target, labels, |label| f64::from(label).to_le_bytes());
        }
        Target::Classes { labels: classes, .. } => {
            add(&mut of_target, classes, |class| (class as f64).to_le_bytes());
        }
    }
    let all = [of_columns.concat(), of_target.digest128().to_le_bytes().to_vec()].concat();
    Ok(format!("xxh3-128:{:032x}", xxh3_128(&all)))
}

fn add_column(hasher: &mut Xxh3, column: Column<'_>) {
    match column {
        Column::Numbers(values) => add(hasher, values, f64::to_le_bytes),
        Column::Category(category) => match category.codes() {
            Codes::U8(codes) => add(hasher, codes, |code| u32::from(code).to_le_bytes()),
            Codes::U16(codes) => add(hasher, codes, |code| u32::from(code).to_le_bytes()),
            Codes::U32(codes) => add(hasher, codes, u32::to_le_bytes),
        },
    }
}

fn add<T: Copy, const BYTES: usize>(
    hasher: &mut Xxh3,
    entries: &[T],
    to_bytes: fn(T) -> [u8; BYTES],
) {
    let mut room = [0; 1 << 12];
    for entries in entries.chunks(room.len() / BYTES) {
        for (bytes, entry) in room.as_chunks_mut().0.iter_mut().zip(entries) {
            *bytes = to_bytes(*entry);
        }
        hasher.update(&room[..BYTES * entries.len()]);
    }
}
