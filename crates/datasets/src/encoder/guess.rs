//! What a column holds, from its cells.

use super::{Encoding, WeightedRows};
use crate::{Cells, Error, Table, Text};

/// More levels than this are not categories.
const MOST_LEVELS: usize = 50;
/// A category has so many rows a level, on the average.
const ROWS_A_LEVEL: usize = 2;
/// Columns with no more levels than this are categories, however few rows there are.
const FEW_LEVELS: usize = 10;
/// Unless each row has its own, and there are more rows than this: then they are names of rows.
const NO_NAMES: usize = 4;

pub(super) fn guess(
    table: &Table,
    name: &str,
    is_category: bool,
    rows: &WeightedRows<'_>,
) -> Result<Encoding, Error> {
    match &table.column(name)?.cells {
        Cells::Nothing => Err(table.empty_column(name)),
        Cells::Numbers(numbers) => {
            let all = rows.iter().map(|(row, weight)| (numbers[row], weight));
            let known = all.filter(|(x, _)| !x.is_nan());
            let add = |(sum, total), (x, weight)| (sum + weight * x, total + weight);
            let (sum, total) = known.fold((0.0, 0.0), add);
            if total == 0.0 {
                return Err(table.empty_column(name));
            }
            Ok(Encoding::Number { mean: sum / total })
        }
        Cells::Text(text) => of_text(table, name, text, is_category, rows),
    }
}

fn of_text(
    table: &Table,
    name: &str,
    text: &Text,
    is_category: bool,
    rows: &WeightedRows<'_>,
) -> Result<Encoding, Error> {
    let none = |text| Level { text, rows: 0, weight: 0.0 };
    let mut levels: Vec<Level<'_>> = text.levels.iter().map(none).collect();
    for (row, weight) in rows.iter() {
        if let Some(level) = levels.get_mut(text.codes[row] as usize) {
            level.rows += rows.rows_of(weight);
            level.weight += weight;
        }
    }
    levels.retain(|level| level.rows > 0);
    levels.sort_unstable_by_key(|level| level.text);
    if levels.is_empty() {
        return Err(table.empty_column(name));
    }
    if !is_category {
        if let Some(boolean) = boolean(&levels) {
            return Ok(boolean);
        }
        check_category(table, name, text, &levels)?;
    }
    let heavier =
        |most: usize, k: usize| if levels[k].weight > levels[most].weight { k } else { most };
    let most = (1..levels.len()).fold(0, heavier);
    let baseline = levels.remove(most).text.clone();
    let levels = levels.iter().map(|level| level.text.clone()).collect();
    Ok(Encoding::Category { baseline, levels })
}

/// A text that occurs.
struct Level<'a> {
    text: &'a String,
    /// In how many rows, those with counts repeated.
    rows: usize,
    weight: f64,
}

fn boolean(levels: &[Level<'_>]) -> Option<Encoding> {
    let words = |level: &str| match level.to_lowercase().as_str() {
        "no" | "yes" => Some(("no", "yes")),
        "false" | "true" => Some(("false", "true")),
        _ => None,
    };
    let (no, yes) = words(levels[0].text)?;
    if !levels.iter().all(|level| words(level.text) == Some((no, yes))) {
        return None;
    }
    let of_yes = levels.iter().filter(|level| level.text.to_lowercase() == yes);
    let of_yes: f64 = of_yes.map(|level| level.weight).sum();
    let all: f64 = levels.iter().map(|level| level.weight).sum();
    let mean = of_yes / all;
    Some(Encoding::Boolean { no: no.to_owned(), yes: yes.to_owned(), mean })
}

/// Refuses numbers with mistakes, dates and free text.
fn check_category(
    table: &Table,
    name: &str,
    text: &Text,
    levels: &[Level<'_>],
) -> Result<(), Error> {
    let rows = |of: &dyn Fn(&str) -> bool| -> usize {
        levels.iter().filter(|level| of(level.text)).map(|level| level.rows).sum()
    };
    let known = rows(&|_| true);
    if 2 * rows(&is_number) > known
        && let Some(odd) = text
            .codes
            .iter()
            .position(|code| text.levels.get(*code as usize).is_some_and(|level| !is_number(level)))
    {
        return Err(table.odd_cell(odd, name, text.get(odd).unwrap_or_default()));
    }
    let example = || levels[0].text.clone();
    if 2 * rows(&is_date) > known {
        return Err(Error::Dates {
            file: table.file().into(),
            column: name.into(),
            example: example(),
        });
    }
    let too_many = levels.len() > MOST_LEVELS
        || (levels.len() > FEW_LEVELS && levels.len() * ROWS_A_LEVEL > known);
    let names_the_rows = levels.len() == known && known > NO_NAMES;
    if too_many || names_the_rows {
        let (file, column) = (table.file().to_owned(), name.to_owned());
        return Err(Error::FreeText { file, column, levels: levels.len(), rows: known });
    }
    Ok(())
}

fn is_number(level: &str) -> bool {
    level.parse::<f64>().is_ok_and(f64::is_finite)
}

/// Three groups of digits, as in 2026-11-24, 24.11.2026 or 11/24/26, perhaps with a time behind.
fn is_date(level: &str) -> bool {
    let day = level.split([' ', 'T']).next().unwrap_or_default();
    let is_group = |group: &str| {
        matches!(group.len(), 1..=4) && group.bytes().all(|byte| byte.is_ascii_digit())
    };
    ['-', '/', '.'].iter().any(|separator| {
        let groups: Vec<&str> = day.split(*separator).collect();
        groups.len() == 3 && groups.iter().all(|group| is_group(group))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_are_told_from_numbers_and_words() {
        for date in ["2026-11-24", "24.11.2026", "11/24/26", "2026-11-24T10:00", "1.1.26 9:30"] {
            assert!(is_date(date), "{date}");
        }
        for other in ["1.5", "v1.2.x", "a-b-c", "10-20", "192.168.0.1", ""] {
            assert!(!is_date(other), "{other}");
        }
    }
}
