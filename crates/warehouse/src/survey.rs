//! What a table holds, column by column, as far as a few questions tell: each reads the table once.

mod apart;
mod beside;
mod together;

pub use apart::{Apart, Lone, Range};
pub use beside::Beside;
pub use together::Together;

use crate::ask::{numbers, texts};
use crate::columns::{Holds, holdings};
use crate::weights::check_countable;
use crate::{Dialect, Engine, Error, Frame};

/// Some columns of a table, to be looked at.
#[derive(Clone, Copy, Debug)]
pub struct Survey<'a> {
    /// How the engine writes.
    pub dialect: &'static Dialect,
    /// What may stand after FROM.
    pub table: &'a str,
    /// The columns.
    pub columns: &'a [String],
    /// Those of them that are categories, whatever they hold.
    pub categories: &'a [&'a str],
}

/// What a column holds.
#[derive(Clone, Debug, PartialEq)]
pub struct Surveyed {
    /// Its name.
    pub name: String,
    /// Numbers, texts, or something else.
    pub holds: Holds,
    /// In how many rows it has a value: none of NULL, and no number of what is not finite.
    pub known: f64,
    /// How many values are different.
    pub different: f64,
    /// Where its numbers lie, if it has any.
    pub spread: Option<Spread>,
    /// Its most frequent texts with their rows, the first in the order of their bytes first where these are the same.
    pub levels: Vec<(String, f64)>,
}

/// Where numbers lie.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Spread {
    /// The least.
    pub low: f64,
    /// The greatest.
    pub high: f64,
    /// Their mean.
    pub mean: f64,
    /// Whether every row has a whole number.
    pub are_whole: bool,
}

impl Surveyed {
    /// Whether [`levels`](Self::levels) are all that there are.
    #[must_use]
    pub fn has_all_levels(&self) -> bool {
        self.levels.len() as f64 == self.different
    }
}

impl Survey<'_> {
    /// How many rows there are, and what each column holds: a question about types, one of counts, and one about each
    /// column of texts.
    ///
    /// # Errors
    /// Those of the engine; [`Error::Table`] for a table without rows.
    pub fn of_columns(&self, engine: &dyn Engine) -> Result<(f64, Vec<Surveyed>), Error> {
        let mut holdings = holdings(engine, self.dialect, self.table, self.columns)?;
        for (name, holds) in self.columns.iter().zip(&mut holdings) {
            if self.categories.contains(&name.as_str()) {
                *holds = Holds::Texts;
            }
        }
        let pairs: Vec<(&String, Holds)> = self.columns.iter().zip(holdings).collect();
        let (mut rows, mut found) = (0.0, Vec::new());
        for some in pairs.chunks(self.dialect.sums / SUMS) {
            let of_some = self.counts(engine, some)?;
            rows = of_some.0;
            found.extend(of_some.1);
        }
        if rows == 0.0 {
            return Err(Error::Table(format!("{} has no rows", self.table)));
        }
        for column in &mut found {
            if matches!(column.holds, Holds::Texts | Holds::Truths) && column.known > 0.0 {
                column.levels = self.levels(engine, column)?;
            }
        }
        Ok((rows, found))
    }

    fn counts(
        &self,
        engine: &dyn Engine,
        columns: &[(&String, Holds)],
    ) -> Result<(f64, Vec<Surveyed>), Error> {
        let sums = columns.iter().flat_map(|(name, holds)| self.sums(name, holds));
        let selected: Vec<String> = std::iter::once("COUNT(*)".to_owned()).chain(sums).collect();
        let text = format!("SELECT {} FROM {} AS t", selected.join(", "), self.table);
        let answer = numbers(engine, text, selected.len())?;
        let of_column = |((name, holds), sums): (&(&String, Holds), &[f64])| {
            let [known, different, low, high, sum, whole] = sums else { return None };
            let has_numbers = *holds == Holds::Numbers && *known > 0.0;
            let (low, high, mean, are_whole) = (*low, *high, sum / known, *whole == 1.0);
            Some(Surveyed {
                name: (*name).clone(),
                holds: holds.clone(),
                known: *known,
                different: *different,
                spread: has_numbers.then_some(Spread { low, high, mean, are_whole }),
                levels: Vec::new(),
            })
        };
        let found = columns.iter().zip(answer[1..].chunks(SUMS)).filter_map(of_column).collect();
        check_countable(self.table, answer[0])?;
        Ok((answer[0], found))
    }

    fn sums(&self, name: &str, holds: &Holds) -> [String; SUMS] {
        let column = format!("t.{}", self.dialect.name(name));
        match holds {
            Holds::Numbers => {
                let x = self.dialect.finite(&column);
                let [low, high, sum] = ["MIN", "MAX", "SUM"].map(|sum| format!("{sum}({x})"));
                let [low, high, sum] = [low, high, sum].map(|sql| self.dialect.shown(&sql));
                let whole = format!("MIN(CASE WHEN {x} = FLOOR({x}) THEN 1 ELSE 0 END)");
                [format!("COUNT({x})"), format!("COUNT(DISTINCT {x})"), low, high, sum, whole]
            }
            _ => {
                let text = self.dialect.as_text(&column);
                let counts = [format!("COUNT({column})"), format!("COUNT(DISTINCT {text})")];
                let [known, different] = counts;
                let [low, high, sum, whole] = ["0"; SUMS - 2].map(str::to_owned);
                [known, different, low, high, sum, whole]
            }
        }
    }

    /// The most frequent texts; so few of so many that they are hardly categories.
    fn levels(&self, engine: &dyn Engine, column: &Surveyed) -> Result<Vec<(String, f64)>, Error> {
        const MANY: usize = 1000;
        const FEW: usize = 10;
        let limit = if column.different > MANY as f64 { FEW } else { MANY };
        let column = format!("t.{}", self.dialect.name(&column.name));
        let text = self.dialect.as_text(&column);
        let text = format!(
            "SELECT {}, COUNT(*) FROM {} AS t WHERE {column} IS NOT NULL GROUP BY {text} ORDER BY 2 DESC, 1 LIMIT {limit}",
            self.dialect.hexed(&text),
            self.table,
        );
        let levels = texts(engine, text, 2)?;
        Ok(levels.into_iter().map(|(text, rows)| (text, rows[0])).collect())
    }
}

/// So many numbers are asked for a column.
const SUMS: usize = 6;

impl Frame<'_> {
    /// How many rows are meant.
    ///
    /// # Errors
    /// Those of the engine.
    pub fn count(&self, engine: &dyn Engine) -> Result<f64, Error> {
        Ok(numbers(engine, format!("SELECT COUNT(*) {}", self.from()), 1)?[0])
    }

    /// How many different numbers a column has in the rows that are meant.
    ///
    /// # Errors
    /// Those of the engine.
    pub fn different(&self, engine: &dyn Engine, column: &str) -> Result<f64, Error> {
        let number = self.dialect.finite(&self.column(column));
        let text = format!("SELECT COUNT(DISTINCT {number}) {}", self.from());
        Ok(numbers(engine, text, 1)?[0])
    }
}
