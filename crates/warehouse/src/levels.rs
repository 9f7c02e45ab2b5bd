//! The texts of a column, and what they make of it.

use datasets::{Encoding, are_free_text};

use crate::ask::texts;
use crate::{Engine, Error, Frame, Holds, Truth, Wanted};

/// How many levels a category may have: each is a parameter.
const MOST_LEVELS: usize = 100_000;

impl Wanted<'_> {
    /// What its texts make of a column, and how many rows have one.
    pub(crate) fn levels(
        &self,
        engine: &dyn Engine,
        rows: &Frame<'_>,
        name: &str,
        holds: &Holds,
    ) -> Result<(Encoding, f64), Error> {
        let mut levels = levels_of(engine, rows, name)?;
        let table = self.table;
        if levels.is_empty() {
            return Err(Error::Table(format!("{table}: column \"{name}\" is empty")));
        }
        let weighed = levels.iter().map(|level| (level.text.as_str(), level.weight));
        if let Some(boolean) = Encoding::of_yes_and_no(weighed)
            && !self.categories.contains(&name)
        {
            return Ok((boolean, levels.iter().map(|level| level.rows).sum()));
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
        Ok((
            Encoding::Category {
                baseline,
                levels: levels.into_iter().map(|level| level.text).collect(),
            },
            rows,
        ))
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

/// Refuses numbers that are texts, and texts that are different in most rows.
fn check_levels(table: &str, name: &str, levels: &[Level], rows: f64) -> Result<(), Error> {
    if are_numbers(levels.iter().map(|level| level.text.as_str())) {
        return Err(Error::Table(format!(
            "{table}: column \"{name}\" is a text, but holds numbers such as {}: cast it in a subquery, or take them as \
             names with --as-category {name}",
            levels[0].text
        )));
    }
    if are_free_text(levels.len(), rows as usize) {
        return Err(Error::Table(format!(
            "{table}: column \"{name}\" has {} different texts in {rows} rows: leave it out with --drop {name}, or \
             declare it with --as-category {name}",
            levels.len()
        )));
    }
    Ok(())
}

/// Whether texts are numbers, more of them than yes and no need.
pub fn are_numbers<'a>(texts: impl Iterator<Item = &'a str>) -> bool {
    let numbers: Option<Vec<f64>> = texts.map(|text| text.trim().parse().ok()).collect();
    numbers.is_some_and(|numbers| numbers.len() > 2)
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
pub fn truth_of_classes(column: &str, classes: &[Level], are_numbers: bool) -> Truth {
    let classes = classes.iter().map(|level| vec![level.text.clone()]).collect();
    Truth::Classes { column: column.to_owned(), classes, are_numbers }
}
