//! How many different values a column has.

use std::collections::HashMap;

use datasets::{Cells, Column};
use xxhash_rust::xxh3::xxh3_128;

/// Different numbers, those that are missing not counted.
pub(super) fn distinct(numbers: &[f64]) -> usize {
    let mut known: Vec<f64> = numbers.iter().copied().filter(|number| !number.is_nan()).collect();
    known.sort_unstable_by(f64::total_cmp);
    known.dedup();
    known.len()
}

/// For columns whose cells are all those of one before: the place of both.
pub(super) fn copies(columns: &[&Column]) -> Vec<[usize; 2]> {
    let digest = |column: &Column| match &column.cells {
        Cells::Numbers(numbers) => {
            let bytes: Vec<u8> = numbers.iter().flat_map(|x| (x + 0.0).to_le_bytes()).collect();
            Some(xxh3_128(&bytes))
        }
        Cells::Text(text) => {
            let codes: Vec<u8> = text.codes.iter().flat_map(|code| code.to_le_bytes()).collect();
            Some(xxh3_128(&[text.levels.join("\n").into_bytes(), codes].concat()))
        }
        Cells::Nothing => None,
    };
    let mut known = HashMap::new();
    let mut copies = Vec::new();
    for (j, column) in columns.iter().enumerate() {
        let Some(digest) = digest(column) else { continue };
        match known.get(&digest) {
            Some(first) => copies.push([*first, j]),
            None => {
                known.insert(digest, j);
            }
        }
    }
    copies
}
