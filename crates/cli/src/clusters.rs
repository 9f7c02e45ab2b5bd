use std::collections::HashMap;
use std::hash::Hash;

use anyhow::{Result, bail};
use datasets::{Cells, Table};

/// For each of some rows the number of its cluster, in the order in which they come.
pub(crate) fn clusters_of(table: &Table, name: &str, rows: &[usize]) -> Result<Vec<usize>> {
    match &table.column(name)?.cells {
        // (-0 is 0.)
        Cells::Numbers(numbers) => {
            Ok(numbered(rows.iter().map(|row| (numbers[*row] + 0.0).to_bits())))
        }
        Cells::Text(text) => Ok(numbered(rows.iter().map(|row| text.codes[*row]))),
        Cells::Nothing => {
            bail!("{}: column \"{name}\" could not be read as clusters", table.file())
        }
    }
}

fn numbered<K: Eq + Hash>(keys: impl Iterator<Item = K>) -> Vec<usize> {
    let mut known = HashMap::new();
    let number = |key| {
        let next = known.len();
        *known.entry(key).or_insert(next)
    };
    keys.map(number).collect()
}
