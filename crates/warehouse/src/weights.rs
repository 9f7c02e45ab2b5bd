//! What a column of weights must hold.

use crate::{Dialect, Engine, Error, Query};

/// Refuses weights below 0.
///
/// # Errors
/// [`Error::Table`] with the least weight, if it is below 0; those of the engine.
pub fn check_weights(
    engine: &dyn Engine,
    dialect: &Dialect,
    table: &str,
    column: &str,
) -> Result<(), Error> {
    let text = format!("SELECT MIN(t.{}) FROM {table} AS t", dialect.name(column));
    let answer = engine.select(&Query { text, columns: 1 })?;
    let least = answer.iter().flatten().find_map(|field| field.parse::<f64>().ok());
    match least {
        Some(least) if least < 0.0 => Err(Error::Table(format!(
            "{table}: column \"{column}\" is {least} somewhere: a weight must be zero or a positive number"
        ))),
        _ => Ok(()),
    }
}
