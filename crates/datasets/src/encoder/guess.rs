//! What a column holds, from its cells.

use super::Encoding;
use crate::{Cells, Error, Table, Text};

/// More levels than this are no category.
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
    rows: &[usize],
) -> Result<Encoding, Error> {
    match &table.column(name)?.cells {
        Cells::Nothing => Err(table.empty_column(name)),
        Cells::Numbers(numbers) => {
            let known = rows.iter().map(|row| numbers[*row]).filter(|number| !number.is_nan());
            let (sum, count) = known.fold((0.0, 0), |(sum, count), x| (sum + x, count + 1));
            if count == 0 {
                return Err(table.empty_column(name));
            }
            Ok(Encoding::Number { mean: sum / f64::from(count) })
        }
        Cells::Text(text) => of_text(table, name, text, is_category, rows),
    }
}

fn of_text(
    table: &Table,
    name: &str,
    text: &Text,
    is_category: bool,
    rows: &[usize],
) -> Result<Encoding, Error> {
    let mut counts = vec![0_usize; text.levels.len()];
    for row in rows {
        if let Some(count) = counts.get_mut(text.codes[*row] as usize) {
            *count += 1;
        }
    }
    let mut levels: Vec<(&String, usize)> =
        text.levels.iter().zip(counts).filter(|(_, count)| *count > 0).collect();
    levels.sort_unstable();
    if levels.is_empty() {
        return Err(table.empty_column(name));
    }
    if !is_category {
        if let Some(boolean) = boolean(&levels) {
            return Ok(boolean);
        }
        check_category(table, name, text, &levels)?;
    }
    let most = levels.iter().map(|(_, count)| *count).max();
    let at = levels.iter().position(|(_, count)| Some(*count) == most).unwrap_or(0);
    let baseline = levels.remove(at).0.clone();
    Ok(Encoding::Category { baseline, levels: levels.iter().map(|(l, _)| (*l).clone()).collect() })
}

fn boolean(levels: &[(&String, usize)]) -> Option<Encoding> {
    let words = |level: &str| match level.to_lowercase().as_str() {
        "no" | "yes" => Some(("no", "yes")),
        "false" | "true" => Some(("false", "true")),
        _ => None,
    };
    let (no, yes) = words(levels[0].0)?;
    if !levels.iter().all(|(level, _)| words(level) == Some((no, yes))) {
        return None;
    }
    let of_yes = levels.iter().filter(|(level, _)| level.to_lowercase() == yes);
    let of_yes: usize = of_yes.map(|(_, count)| count).sum();
    let all: usize = levels.iter().map(|(_, count)| count).sum();
    let mean = of_yes as f64 / all as f64;
    Some(Encoding::Boolean { no: no.to_owned(), yes: yes.to_owned(), mean })
}

/// Refuses numbers with mistakes, dates and free text.
fn check_category(
    table: &Table,
    name: &str,
    text: &Text,
    levels: &[(&String, usize)],
) -> Result<(), Error> {
    let rows = |of: &dyn Fn(&str) -> bool| -> usize {
        levels.iter().filter(|(level, _)| of(level)).map(|(_, count)| count).sum()
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
    let example = || levels[0].0.clone();
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
