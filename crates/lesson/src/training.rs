//! The two training runs that several experiments look at from different sides.

pub(crate) mod exam;
pub(crate) mod medical;
mod run;

use serde_json::{Map, Value};

pub(crate) use run::Training;

/// Yes and no as 1 and 0.
pub(crate) fn ones(labels: &[bool]) -> Vec<u8> {
    labels.iter().map(|&label| u8::from(label)).collect()
}

/// The smallest of some numbers, and the largest.
pub(crate) fn range(numbers: &[f64]) -> (f64, f64) {
    numbers.iter().fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), &number| {
        (low.min(number), high.max(number))
    })
}

/// The smallest magnitude.
pub(crate) fn smallest(numbers: impl Iterator<Item = f64>) -> f64 {
    numbers.map(f64::abs).fold(f64::INFINITY, f64::min)
}

/// The fields of an object.
pub(crate) fn into_map(value: Value) -> Map<String, Value> {
    match value {
        Value::Object(fields) => fields,
        _ => Map::new(),
    }
}
