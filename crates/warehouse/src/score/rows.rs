//! All rows of a table with what they score.

use super::Score;
use crate::ask::{numbers, odd};
use crate::sums::number;
use crate::text::unhexed;
use crate::weights::check_countable;
use crate::{Engine, Error, Query};

/// The cells of a row as texts, a NULL as an empty one, and its logits, if it has some.
pub type ScoredRow = (Vec<String>, Option<Vec<f64>>);

impl Score<'_> {
    /// The rows of a table, in whatever order they come.
    ///
    /// # Errors
    /// Those of the engine; as [`prediction`](Score::prediction).
    pub fn rows(
        &self,
        engine: &dyn Engine,
        table: &str,
        columns: &[String],
    ) -> Result<Vec<ScoredRow>, Error> {
        let dialect = self.dialect;
        let column = |(j, name): (usize, &String)| format!("t.{} AS c{j}", dialect.name(name));
        let mut inner: Vec<String> = columns.iter().enumerate().map(column).collect();
        let logits = self.expressions()?;
        inner.extend(logits.iter().enumerate().map(|(a, sql)| format!("{sql} AS z{a}")));
        let cell = |j| dialect.hexed(&dialect.cell(&format!("b.c{j}")));
        let logit = |a| {
            let shown = dialect.shown(&format!("b.z{a}"));
            format!("CASE WHEN b.z{a} IS NOT NULL THEN {shown} END")
        };
        let mut outer: Vec<String> = (0..columns.len()).map(cell).collect();
        outer.extend((0..logits.len()).map(logit));
        let text = format!(
            "SELECT {} FROM (SELECT {} FROM {table} AS t{}) AS b",
            outer.join(", "),
            inner.join(", "),
            dialect.fence
        );
        let rows = engine.select(&Query { text, columns: outer.len() })?;
        rows.iter().map(|row| scored(row, columns.len())).collect()
    }

    /// `z` for each pair of coefficients and intercept.
    fn expressions(&self) -> Result<Vec<String>, Error> {
        let of_logit = |(k, (w, b)): (usize, &(&[f64], f64))| {
            self.linear(w, self.at_means(w, *b), self.offset(k, false))
        };
        self.logits.iter().enumerate().map(of_logit).collect()
    }
}

fn scored(row: &[String], columns: usize) -> Result<ScoredRow, Error> {
    let (cells, logits) = row.split_at(columns.min(row.len()));
    let cell = |field: &String| match field.is_empty() {
        true => Ok(String::new()),
        false => unhexed(field).ok_or_else(|| odd(format!("\"{field}\" as a text"))),
    };
    let logit = |field: &String| match field.is_empty() {
        true => Ok(None),
        false => number(field).map(Some),
    };
    let cells = cells.iter().map(cell).collect::<Result<_, Error>>()?;
    Ok((cells, logits.iter().map(logit).collect::<Result<Option<Vec<f64>>, Error>>()?))
}

/// How many rows a table has.
///
/// # Errors
/// Those of the engine.
pub fn row_count(engine: &dyn Engine, table: &str) -> Result<f64, Error> {
    let rows = numbers(engine, format!("SELECT COUNT(*) FROM {table} AS t"), 1)?[0];
    check_countable(table, rows)?;
    Ok(rows)
}
