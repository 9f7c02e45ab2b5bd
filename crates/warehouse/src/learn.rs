//! What becomes of the columns of a table: as `datasets::Encoder` learns it from a file, by questions.

use datasets::{EncodedColumn, Encoder, Encoding, Gaps};

use crate::ask::{numbers, texts};
use crate::columns::{Holds, holdings};
use crate::{Dialect, Engine, Error, Frame, Truth};

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
    /// What is done with NULL and with numbers that are not finite.
    pub gaps: Gaps,
}

/// How many levels a category may have: each is a parameter.
const MOST_LEVELS: usize = 100_000;

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
                _ => Encoding::Category { baseline: String::new(), levels: Vec::new() },
            };
            EncodedColumn { name: name.clone(), encoding, gap_feature: false }
        };
        let columns = self.features.iter().zip(holdings).map(column).collect();
        Encoder { gaps: self.gaps, columns }
    }

    /// For each column how many rows it lacks, and how many rows there are.
    ///
    /// # Errors
    /// Those of the engine; [`Error::Table`] for gaps that are refused.
    pub fn gaps(&self, engine: &dyn Engine, holdings: &[Holds]) -> Result<(Vec<f64>, f64), Error> {
        let count = |(name, holds): (&String, &Holds)| {
            let column = format!("t.{}", self.dialect.name(name));
            let value =
                if *holds == Holds::Numbers { self.dialect.finite(&column) } else { column };
            format!("COUNT({value})")
        };
        let mut counts = vec!["COUNT(*)".to_owned()];
        counts.extend(self.features.iter().zip(holdings).map(count));
        let text = format!("SELECT {} FROM {} AS t", counts.join(", "), self.table);
        let answer = numbers(engine, text, counts.len())?;
        let rows = answer[0];
        let gaps: Vec<f64> = answer[1..].iter().map(|known| rows - known).collect();
        let mut with_gaps = self.features.iter().zip(&gaps).filter(|(_, gaps)| **gaps > 0.0);
        match with_gaps.next() {
            Some((name, gaps)) if self.gaps == Gaps::Refuse => Err(Error::Table(format!(
                "{}: column \"{name}\" is NULL or not finite in {gaps} of {rows} rows{}: --missing drop leaves such \
                 rows out, --missing mean fills them in",
                self.table,
                match with_gaps.count() {
                    0 => String::new(),
                    others => format!(", and so are {others} other columns"),
                }
            ))),
            _ => Ok((gaps, rows)),
        }
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
        gaps: &[f64],
    ) -> Result<Encoder, Error> {
        let means = self.means(engine, rows, holdings)?;
        let mut columns = Vec::new();
        for (((name, holds), gaps), mean) in self.features.iter().zip(holdings).zip(gaps).zip(means)
        {
            let encoding = match holds {
                Holds::Numbers => {
                    let empty =
                        || Error::Table(format!("{}: column \"{name}\" is empty", self.table));
                    Encoding::Number { mean: mean.ok_or_else(empty)?, form: None }
                }
                _ => self.levels(engine, rows, name, holds)?,
            };
            let gap_feature = self.gaps == Gaps::Level && *gaps > 0.0;
            columns.push(EncodedColumn { name: name.clone(), encoding, gap_feature });
        }
        Ok(Encoder { gaps: self.gaps, columns })
    }

    /// The weighted means of the columns of numbers, of those cells that are there.
    fn means(
        &self,
        engine: &dyn Engine,
        rows: &Frame<'_>,
        holdings: &[Holds],
    ) -> Result<Vec<Option<f64>>, Error> {
        let are_numbers = self.features.iter().zip(holdings).filter(|(_, h)| **h == Holds::Numbers);
        let names: Vec<&String> = are_numbers.map(|(name, _)| name).collect();
        let mut found = Vec::new();
        for names in names.chunks(self.dialect.sums / 2) {
            let sums = names.iter().flat_map(|name| {
                let x = self.dialect.finite(&rows.column(name));
                let w = rows.weight();
                let of_weight = format!("CASE WHEN {x} IS NOT NULL THEN {w} END");
                [format!("{w} * ({x})"), of_weight]
                    .map(|sql| self.dialect.shown(&format!("SUM({sql})")))
            });
            let sums: Vec<String> = sums.collect();
            let text = format!("SELECT {} {}", sums.join(", "), rows.from());
            let answer = numbers(engine, text, sums.len())?;
            let mean = |pair: &[f64]| (pair[1] > 0.0).then(|| pair[0] / pair[1]);
            found.extend(answer.chunks(2).map(mean));
        }
        let mut found = found.into_iter();
        let of_column = |holds: &Holds| if *holds == Holds::Numbers { found.next()? } else { None };
        Ok(holdings.iter().map(of_column).collect())
    }

    fn levels(
        &self,
        engine: &dyn Engine,
        rows: &Frame<'_>,
        name: &str,
        holds: &Holds,
    ) -> Result<Encoding, Error> {
        let mut levels = levels_of(engine, rows, name)?;
        let table = self.table;
        if levels.is_empty() {
            return Err(Error::Table(format!("{table}: column \"{name}\" is empty")));
        }
        if let Some(boolean) = boolean(&levels)
            && !self.categories.contains(&name)
        {
            return Ok(boolean);
        }
        if levels.len() > MOST_LEVELS {
            return Err(Error::Table(format!(
                "{table}: column \"{name}\" has more than {MOST_LEVELS} different texts: leave it out with --drop"
            )));
        }
        let rows: f64 = levels.iter().map(|level| level.rows).sum();
        let is_declared = *holds == Holds::Texts && self.categories.contains(&name);
        if !is_declared {
            check_levels(table, name, &levels, rows)?;
        }
        levels.sort_by(|a, b| a.text.cmp(&b.text));
        let heavier =
            |most: usize, k: usize| if levels[k].weight > levels[most].weight { k } else { most };
        let most = (1..levels.len()).fold(0, heavier);
        let baseline = levels.remove(most).text;
        Ok(Encoding::Category {
            baseline,
            levels: levels.into_iter().map(|level| level.text).collect(),
        })
    }
}

/// A text that occurs, in how many rows, and what they count.
#[derive(Clone, Debug)]
pub struct Level {
    /// The text.
    pub text: String,
    /// Rows.
    pub rows: f64,
    /// Their weights.
    pub weight: f64,
}

/// The texts of a column.
///
/// # Errors
/// Those of the engine.
pub fn levels_of(engine: &dyn Engine, rows: &Frame<'_>, name: &str) -> Result<Vec<Level>, Error> {
    let dialect = rows.dialect;
    let text = dialect.as_text(&rows.column(name));
    let weight = match rows.weights {
        Some(_) => dialect.shown(&format!("SUM({})", rows.weight())),
        None => "COUNT(*)".to_owned(),
    };
    let text = format!(
        "SELECT {}, COUNT(*), {weight} {} GROUP BY {text} LIMIT {}",
        dialect.hexed(&text),
        rows.from(),
        MOST_LEVELS + 1
    );
    let level =
        |(text, numbers): (String, Vec<f64>)| Level { text, rows: numbers[0], weight: numbers[1] };
    Ok(texts(engine, text, 3)?.into_iter().map(level).collect())
}

/// Yes and no, or true and false; 1 and 0 may stand among them.
fn boolean(levels: &[Level]) -> Option<Encoding> {
    let words = |text: &str| match text.to_lowercase().as_str() {
        "no" | "yes" => Some(("no", "yes")),
        "false" | "true" => Some(("false", "true")),
        _ => None,
    };
    let (no, yes) = levels.iter().find_map(|level| words(&level.text))?;
    let is_odd = |level: &Level| words(&level.text).is_some_and(|pair| pair != (no, yes));
    if levels.iter().any(is_odd) {
        return None;
    }
    let (mut of_yes, mut all) = (0.0, 0.0);
    for level in levels {
        all += level.weight;
        match level.text.to_lowercase().as_str() {
            "yes" | "true" | "y" | "t" | "1" | "1.0" => of_yes += level.weight,
            "no" | "false" | "n" | "f" | "0" | "0.0" => (),
            _ => return None,
        }
    }
    Some(Encoding::Boolean { no: no.to_owned(), yes: yes.to_owned(), mean: of_yes / all })
}

/// Refuses numbers that are texts, and texts that are different in most rows.
fn check_levels(table: &str, name: &str, levels: &[Level], rows: f64) -> Result<(), Error> {
    const FEW: usize = 10;
    const SEVERAL: usize = 50;
    const NO_NAMES: f64 = 4.0;
    let are_numbers = levels.iter().all(|level| level.text.trim().parse::<f64>().is_ok());
    if are_numbers && levels.len() > 2 {
        return Err(Error::Table(format!(
            "{table}: column \"{name}\" is a text, but holds numbers such as {}: cast it in a subquery, or take them as \
             names with --as-category {name}",
            levels[0].text
        )));
    }
    let rows_a_level = if levels.len() > SEVERAL { 10.0 } else { 2.0 };
    let too_many = levels.len() > FEW && levels.len() as f64 * rows_a_level > rows;
    if too_many || (levels.len() as f64 == rows && rows > NO_NAMES) {
        return Err(Error::Table(format!(
            "{table}: column \"{name}\" has {} different texts in {rows} rows: leave it out with --drop {name}, or \
             declare it with --as-category {name}",
            levels.len()
        )));
    }
    Ok(())
}

/// The classes of a target, from the rows of a frame: sorted, as numbers where all are; of two the last, or the one
/// that is named, is the positive one.
///
/// # Errors
/// Those of the engine.
pub fn classes(engine: &dyn Engine, rows: &Frame<'_>, name: &str) -> Result<Vec<Level>, Error> {
    let mut levels = levels_of(engine, rows, name)?;
    levels.sort_by(|a, b| a.text.cmp(&b.text));
    let number = |level: &Level| level.text.parse::<f64>().ok().filter(|number| number.is_finite());
    if levels.iter().all(|level| number(level).is_some()) {
        levels.sort_by(|a, b| number(a).unwrap_or(0.0).total_cmp(&number(b).unwrap_or(0.0)));
    }
    Ok(levels)
}

/// The target of some classes, each of one text.
#[must_use]
pub fn truth_of_classes(column: &str, classes: &[Level]) -> Truth {
    let classes = classes.iter().map(|level| vec![level.text.clone()]).collect();
    Truth::Classes { column: column.to_owned(), classes }
}
