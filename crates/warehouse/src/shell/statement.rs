use std::fmt::Write;
use std::time::Duration;

use crate::{Dialect, Query};

/// What is sent, and how its answer is recognised: by texts that stand nowhere in the statement itself, since many
/// a program prints what it reads.
pub(super) struct Statement {
    /// All that the program reads, up to the statement that says that it is through.
    pub(super) text: String,
    /// That last statement.
    pub(super) through: String,
    /// What all lines of the answer contain.
    pub(super) mark: String,
    /// How many columns a row has.
    pub(super) columns: usize,
}

impl Statement {
    /// Each row says how many there are, and a row at the end, which need not come last, that all went well.
    pub(super) fn question(query: &Query, number: usize) -> Self {
        let (row, end) = (marked(number, "row"), marked(number, "end"));
        let mut text = format!(
            "SELECT {row} AS mark, count(*) OVER () AS total, q.* FROM (\n{}\n) AS q UNION ALL SELECT {end}, 0",
            query.text // a line of its own: it may end in a comment
        );
        (0..query.columns).for_each(|_| text.push_str(", NULL"));
        text.push_str(";\n");
        Self::new(text, number, query.columns)
    }

    /// What is said before all questions. Its answer is no matter: an engine may not know all of it.
    pub(super) fn greeting(dialect: &Dialect, deadline: Duration, number: usize) -> Self {
        let mut text = String::new();
        if !dialect.greeting.is_empty() {
            let _ = writeln!(
                text,
                "{};",
                dialect.greeting.replace("{}", &deadline.as_millis().to_string())
            );
        }
        Self::new(text, number, 0)
    }

    fn new(text: String, number: usize, columns: usize) -> Self {
        let through = format!("SELECT {};\n", marked(number, "done"));
        Self { text, through, mark: format!("regress-{number}-"), columns }
    }
}

/// An expression for `regress-7-row` that does not contain it.
fn marked(number: usize, what: &str) -> String {
    format!("replace('re_gress-{number}-{what}', '_', '')")
}
