use crate::ask::numbers;
use crate::{Engine, Error, Frame};

/// The rows of a table that a frame leaves out.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Absent {
    /// Those of weight 0.
    pub weightless: f64,
    /// Those that lack something.
    pub incomplete: f64,
}

/// Counts the rows that a frame of the whole table leaves out.
///
/// # Errors
/// Those of the engine; [`Error::Table`] for a weight below 0.
pub fn absent(engine: &dyn Engine, frame: &Frame<'_>) -> Result<Absent, Error> {
    let dialect = frame.dialect;
    let count = |relation: &str| match frame.weights {
        Some(_) => {
            let w = frame.weight();
            format!("COUNT(CASE WHEN {w} {relation} {} THEN 1 END)", dialect.double(0.0))
        }
        None => "0".to_owned(),
    };
    let text = format!("SELECT COUNT(*), {}, {} FROM {} AS t", count("="), count("<"), frame.table);
    let of_table = numbers(engine, text, 3)?;
    if of_table[2] > 0.0 {
        return Err(Error::Table(format!(
            "{}: column \"{}\" is below 0 in {} rows: a weight must be zero or a positive number",
            frame.table,
            frame.weights.unwrap_or_default(),
            of_table[2]
        )));
    }
    let left = numbers(engine, format!("SELECT COUNT(*) {}", frame.from()), 1)?;
    Ok(Absent { weightless: of_table[1], incomplete: of_table[0] - of_table[1] - left[0] })
}
