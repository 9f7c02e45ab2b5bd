use crate::ask::numbers;
use crate::{Engine, Error, Frame, check_weights};

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
/// Those of the engine, and of [`check_weights`].
pub fn absent(engine: &dyn Engine, frame: &Frame<'_>) -> Result<Absent, Error> {
    let weightless = match frame.weights {
        Some(name) => {
            check_weights(engine, frame.dialect, frame.table, name)?;
            format!(
                "COUNT(CASE WHEN {} = {} THEN 1 END)",
                frame.weight(),
                frame.dialect.double(0.0)
            )
        }
        None => "0".to_owned(),
    };
    let text = format!("SELECT COUNT(*), {weightless} FROM {} AS t", frame.table);
    let of_table = numbers(engine, text, 2)?;
    let left = frame.count(engine)?;
    Ok(Absent { weightless: of_table[1], incomplete: of_table[0] - of_table[1] - left })
}
