//! What a column of weights must hold.

use datasets::MOST_COUNTED;

use crate::{Dialect, Engine, Error, Query};

/// Whether weights of such a sum, of which so many have a part, say how often each row was seen.
pub(crate) fn are_counts(sum: f64, with_a_part: f64) -> bool {
    with_a_part == 0.0 && sum <= MOST_COUNTED
}

/// Refuses more rows than this machine can count.
pub(crate) fn check_countable(table: &str, rows: f64) -> Result<(), Error> {
    match rows <= MOST_COUNTED {
        true => Ok(()),
        false => Err(Error::Table(format!(
            "{table} has {rows} rows, and this machine counts no further than {MOST_COUNTED}: ask about a part of them"
        ))),
    }
}

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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_cannot_be_counted_is_no_count() {
        assert!(are_counts(6.0, 0.0) && !are_counts(6.0, 1.0) && !are_counts(1e30, 0.0));
        assert!(check_countable("t", 4e9).is_ok());
        assert!(
            check_countable("t", 1e30).is_err_and(|error| error.to_string().starts_with("t has 1"))
        );
    }
}
