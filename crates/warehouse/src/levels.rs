//! The texts of a column, and what they make of it.

use datasets::{Encoding, are_free_text, is_usual_mark, shortest};

use crate::ask::texts;
use crate::weights::are_counts;
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
            check_levels(table, name, &levels)?;
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
                usual: None,
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
    /// How many of the weights are no whole numbers.
    pub parts: f64,
}

/// The texts of a column.
///
/// # Errors
/// Those of the engine.
pub fn levels_of(engine: &dyn Engine, rows: &Frame<'_>, name: &str) -> Result<Vec<Level>, Error> {
    let dialect = rows.dialect;
    let text = dialect.as_text(&rows.column(name));
    let w = rows.weight();
    let (weight, parts) = match rows.weights {
        Some(_) => (
            dialect.shown(&format!("SUM({w})")),
            format!("COUNT(CASE WHEN {w} <> FLOOR({w}) THEN 1 END)"),
        ),
        None => ("COUNT(*)".to_owned(), "0".to_owned()),
    };
    let text = format!(
        "SELECT {}, COUNT(*), {weight}, {parts} {} GROUP BY {text} LIMIT {}",
        dialect.hexed(&text),
        rows.from(),
        MOST_LEVELS + 1
    );
    let level = |(text, numbers): (String, Vec<f64>)| {
        let (rows, weight, parts) = (numbers[0], numbers[1], numbers[2]);
        Level { text, rows, weight, parts }
    };
    Ok(texts(engine, text, 4)?.into_iter().map(level).collect())
}

/// Refuses numbers that are texts, and texts that are different in most rows.
fn check_levels(table: &str, name: &str, levels: &[Level]) -> Result<(), Error> {
    let sum = |of: fn(&Level) -> f64| levels.iter().map(of).sum::<f64>();
    let are_counts = are_counts(sum(|level| level.weight), sum(|level| level.parts));
    let counted = |level: &Level| if are_counts { level.weight } else { level.rows };
    let rows: f64 = levels.iter().map(counted).sum();
    let texts = levels.iter().map(|level| (level.text.as_str(), counted(level)));
    if let Some(example) = number_among(texts) {
        return Err(Error::Table(format!(
            "{table}: column \"{name}\" is a text, but holds numbers such as {example}: cast it in a subquery, or take \
             them as names with --as-category {name}"
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

/// The first number of texts, each with its rows, that are numbers in more than half of these, but for those that say
/// that a number is missing; of two numbers none, as they are yes and no.
pub fn number_among<'a>(texts: impl Iterator<Item = (&'a str, f64)> + Clone) -> Option<&'a str> {
    if Encoding::of_yes_and_no(texts.clone()).is_some() {
        return None;
    }
    let is_number = |text: &str| text.trim().parse().is_ok_and(f64::is_finite);
    let (mut example, mut different, mut numbers, mut rows, mut of_numbers) =
        (None, 0, 0, 0.0, 0.0);
    for (text, of_text) in texts {
        different += 1;
        rows += if is_usual_mark(text) { 0.0 } else { of_text };
        if is_number(text) {
            numbers += 1;
            of_numbers += of_text;
            example = example.or(Some(text));
        }
    }
    let are_yes_and_no = different <= 2 && numbers == different;
    example.filter(|_| !are_yes_and_no && 2.0 * of_numbers > rows)
}

/// The classes of a target, from the rows of a frame: sorted, as numbers where all are; of two the last, or the one
/// that is named, is the positive one. In a column of numbers 1.0 is 1, as a file has it.
///
/// # Errors
/// Those of the engine.
pub fn classes(
    engine: &dyn Engine,
    rows: &Frame<'_>,
    name: &str,
    are_numbers: bool,
) -> Result<Vec<Level>, Error> {
    let mut levels = levels_of(engine, rows, name)?;
    if are_numbers {
        levels.iter_mut().for_each(|level| level.text = without_zeros(&level.text));
    }
    levels.sort_by(|a, b| a.text.cmp(&b.text));
    levels.dedup_by(|other, level| {
        let is_same = level.text == other.text;
        if is_same {
            level.rows += other.rows;
            level.weight += other.weight;
        }
        is_same
    });
    let number = |level: &Level| level.text.parse::<f64>().ok().filter(|number| number.is_finite());
    if levels.iter().all(|level| number(level).is_some()) {
        levels.sort_by(|a, b| number(a).unwrap_or(0.0).total_cmp(&number(b).unwrap_or(0.0)));
    }
    Ok(levels)
}

/// A number with decimals as shortly as it can be written; a whole number keeps its digits.
fn without_zeros(text: &str) -> String {
    match text.parse::<f64>() {
        Ok(number) if text.contains(['.', 'e', 'E']) => shortest(number),
        _ => text.to_owned(),
    }
}

/// The target of some classes, each of one text.
#[must_use]
pub fn truth_of_classes(column: &str, classes: &[Level], are_numbers: bool) -> Truth {
    let classes = classes.iter().map(|level| vec![level.text.clone()]).collect();
    Truth::Classes { column: column.to_owned(), classes, are_numbers }
}
