//! What becomes of the columns of a table: as `datasets::Encoder` learns it from a file, by questions.

use datasets::{EncodedColumn, Encoder, Encoding, Gaps};

use crate::ask::numbers;
use crate::columns::{Holds, holdings};
use crate::weights::check_countable;
use crate::{Dialect, Engine, Error, Frame};

/// What is to be learned from, and how.
#[derive(Clone, Debug)]
pub struct Wanted<'a> {
    /// How the engine writes.
    pub dialect: &'static Dialect,
    /// What may stand after FROM.
    pub table: &'a str,
    /// The columns that become features, in this order.
    pub features: &'a [String],
    /// Those of them that are categories, whatever they hold.
    pub categories: &'a [&'a str],
    /// Columns that every row has to have besides: the target, weights, an offset; and whether these are numbers.
    pub needed: &'a [(&'a str, bool)],
    /// The column that says how often a row counts.
    pub weights: Option<&'a str>,
    /// What is done with NULL and with numbers that are not finite.
    pub gaps: Gaps,
}

impl Wanted<'_> {
    /// What the columns hold: numbers, texts, or truths.
    ///
    /// # Errors
    /// Those of the engine; [`Error::Table`] for columns that are none of these.
    pub fn holdings(&self, engine: &dyn Engine) -> Result<Vec<Holds>, Error> {
        let mut holdings = holdings(engine, self.dialect, self.table, self.features)?;
        for (name, holds) in self.features.iter().zip(&mut holdings) {
            if self.categories.contains(&name.as_str()) {
                *holds = Holds::Texts;
            }
            if *holds == Holds::Other(String::new()) {
                *holds = Holds::Numbers; // nothing but NULL, of which some engines know no type
            }
            if let Holds::Other(type_name) = holds {
                return Err(Error::Table(format!(
                    "{}: column \"{name}\" is of type {type_name}: leave it out with --drop, or make numbers or \
                     texts of it in a subquery, as in --table \"(SELECT ..., CAST({name} AS ...) AS {name} FROM {})\"",
                    self.table, self.table
                )));
            }
        }
        Ok(holdings)
    }

    /// An encoder that knows of each column only what it holds, so that rows can be counted by it.
    #[must_use]
    pub fn unlearned(&self, holdings: &[Holds]) -> Encoder {
        let column = |(name, holds): (&String, &Holds)| {
            let encoding = match holds {
                Holds::Numbers => Encoding::Number { mean: 0.0, form: None },
                _ => {
                    Encoding::Category { baseline: String::new(), levels: Vec::new(), usual: None }
                }
            };
            EncodedColumn { name: name.clone(), encoding, gap_feature: false }
        };
        let columns = self.features.iter().zip(holdings).map(column).collect();
        Encoder { gaps: self.gaps, columns, terms: None }
    }

    /// How many rows there are that count, and in how many of them each column has a value: the features, then what is
    /// needed besides.
    ///
    /// # Errors
    /// Those of the engine.
    pub fn known(&self, engine: &dyn Engine, holdings: &[Holds]) -> Result<(f64, Vec<f64>), Error> {
        let count = |(name, is_number): (&str, bool)| {
            let column = format!("t.{}", self.dialect.name(name));
            let value = if is_number { self.dialect.finite(&column) } else { column };
            format!("COUNT({value})")
        };
        let features = self.features.iter().zip(holdings);
        let features = features.map(|(name, holds)| (name.as_str(), *holds == Holds::Numbers));
        let all: Vec<(&str, bool)> = features.chain(self.needed.iter().copied()).collect();
        let (mut rows, mut known) = (0.0, Vec::new());
        for some in all.chunks(self.dialect.sums) {
            let counts = some.iter().map(|column| count(*column));
            let counts: Vec<String> =
                std::iter::once("COUNT(*)".to_owned()).chain(counts).collect();
            let text = format!(
                "SELECT {} FROM {} AS t{}",
                counts.join(", "),
                self.table,
                self.with_weight()
            );
            let answer = numbers(engine, text, counts.len())?;
            check_countable(self.table, answer[0])?;
            rows = answer[0];
            known.extend_from_slice(&answer[1..]);
        }
        Ok((rows, known))
    }

    /// Rows of weight 0 are none; those whose weight is missing have a gap.
    fn with_weight(&self) -> String {
        let Some(name) = self.weights else { return String::new() };
        let weight = format!("t.{}", self.dialect.name(name));
        format!(" WHERE {weight} IS NULL OR {weight} <> {}", self.dialect.double(0.0))
    }

    /// The columns that have gaps.
    ///
    /// # Errors
    /// [`Error::Table`] for gaps that are refused.
    pub fn gappy(&self, rows: f64, known: &[f64]) -> Result<Vec<String>, Error> {
        let features = self.features.iter().map(String::as_str);
        let all = features.chain(self.needed.iter().map(|(name, _)| *name)).zip(known);
        let with_gaps: Vec<(&str, f64)> =
            all.map(|(name, known)| (name, rows - known)).filter(|(_, gaps)| *gaps > 0.0).collect();
        match with_gaps.as_slice() {
            [(name, gaps), others @ ..] if self.gaps == Gaps::Refuse => {
                Err(self.refused(name, *gaps, rows, others.len()))
            }
            _ => Ok(with_gaps.into_iter().map(|(name, _)| name.to_owned()).collect()),
        }
    }

    fn refused(&self, name: &str, gaps: f64, rows: f64, others: usize) -> Error {
        let others = match others {
            0 => String::new(),
            1 => ", and another column has gaps".to_owned(),
            _ => format!(", and {others} other columns have gaps"),
        };
        Error::Table(format!(
            "{}: column \"{name}\" is NULL or not finite in {gaps} of {rows} rows{others}: --missing drop leaves such \
             rows out, --missing mean fills them in",
            self.table
        ))
    }

    /// What becomes of the columns, from the rows of `rows`, a frame of the [unlearned](Self::unlearned) encoder.
    ///
    /// # Errors
    /// Those of the engine; [`Error::Table`] for columns that are no categories.
    pub fn learn(
        &self,
        engine: &dyn Engine,
        rows: &Frame<'_>,
        holdings: &[Holds],
    ) -> Result<Encoder, Error> {
        let (all, numbers) = self.numbers(engine, rows, holdings)?;
        let mut numbers = numbers.into_iter();
        let mut columns = Vec::new();
        for (name, holds) in self.features.iter().zip(holdings) {
            let (encoding, known) = match holds {
                Holds::Numbers => {
                    let found = numbers.next().filter(|number| number.weight > 0.0);
                    let empty =
                        || Error::Table(format!("{}: column \"{name}\" is empty", self.table));
                    let number = found.ok_or_else(empty)?;
                    (Encoding::Number { mean: number.mean(), form: None }, number.known)
                }
                _ => self.levels(engine, rows, name, holds)?,
            };
            let gap_feature = self.gaps == Gaps::Level && known < all;
            columns.push(EncodedColumn { name: name.clone(), encoding, gap_feature });
        }
        Ok(Encoder { gaps: self.gaps, columns, terms: None })
    }

    /// How many rows there are, and what the columns of numbers come to.
    fn numbers(
        &self,
        engine: &dyn Engine,
        rows: &Frame<'_>,
        holdings: &[Holds],
    ) -> Result<(f64, Vec<Number>), Error> {
        const SUMS: usize = 5;
        let are_numbers = self.features.iter().zip(holdings).filter(|(_, h)| **h == Holds::Numbers);
        let names: Vec<&String> = are_numbers.map(|(name, _)| name).collect();
        let (mut all, mut found) = (0.0, Vec::new());
        let pieces = names.chunks(self.dialect.sums / SUMS);
        for names in pieces.chain(names.is_empty().then_some(&[][..])) {
            let sums = names.iter().flat_map(|name| {
                let x = self.dialect.finite(&rows.column(name));
                let w = rows.weight();
                let weight = format!("SUM(CASE WHEN {x} IS NOT NULL THEN {w} END)");
                let ends = [format!("MIN({x})"), format!("MAX({x})")];
                let [least, most] = ends.map(|sql| self.dialect.shown(&sql));
                let sums = [format!("SUM({w} * ({x}))"), weight];
                let [sum, weight] = sums.map(|sql| self.dialect.shown(&sql));
                [format!("COUNT({x})"), sum, weight, least, most]
            });
            let sums: Vec<String> = std::iter::once("COUNT(*)".to_owned()).chain(sums).collect();
            let text = format!("SELECT {} {}", sums.join(", "), rows.from());
            let answer = numbers(engine, text, sums.len())?;
            all = answer[0];
            let number = |sums: &[f64]| {
                let [known, sum, weight, least, most] = *sums else { return Number::default() };
                Number { known, sum, weight, least, most }
            };
            found.extend(answer[1..].chunks(SUMS).map(number));
        }
        Ok((all, found))
    }
}

/// A column of numbers: the rows that have one, their weighted sum and weight, and where they lie.
#[derive(Default)]
struct Number {
    known: f64,
    sum: f64,
    weight: f64,
    least: f64,
    most: f64,
}

impl Number {
    /// Never beyond the numbers, so that a constant that is filled in stays one.
    fn mean(&self) -> f64 {
        (self.sum / self.weight).max(self.least).min(self.most)
    }
}
