//! What was understood of a table that it does not say outright, and how to say otherwise.

use datasets::{Cells, Column, EncodedColumn, Encoder, Encoding, Error, LongTable, Note};
use pictures::numbers::count;

use crate::command_line::list_value;
use crate::input::flag_value;

/// A line for each thing.
pub(crate) fn understood(table: &LongTable) -> Result<Vec<String>, Error> {
    let words = |column: &Column| {
        let (cells, words) = words_for_missing(column)?;
        let (cells, flag) = (count(cells, "cell"), as_missing(&words));
        let words = words.join(", ");
        Some(format!(
            "\"{}\" has {cells} with {words}, taken as a level; {flag} takes it as missing",
            column.name
        ))
    };
    let is_read = |name: &str| table.is_read(name);
    let mut told: Vec<String> = notes(table.notes(), is_read).collect();
    for name in table.header() {
        if table.levels(&name).iter().any(|level| is_word(level)) {
            told.extend(words(table.with(&name)?.column(&name)?));
        }
    }
    Ok(told)
}

/// What the reader of the file noted of the columns that were read.
pub(crate) fn notes(
    notes: &[Note],
    is_read: impl Fn(&str) -> bool,
) -> impl Iterator<Item = String> {
    let notes = notes.iter().filter(|note| note.is_told_always());
    notes.filter(move |note| note.column().is_none_or(&is_read)).map(told)
}

/// Texts that are the same in every row, which become no feature, and years without their century.
pub(crate) fn constants(encoder: &Encoder) -> Vec<String> {
    let of_column = |column: &EncodedColumn| match &column.encoding {
        Encoding::Date { format, .. } | Encoding::DateParts { format, .. }
            if format.0.contains("%y") =>
        {
            Some(format!("the two-digit years of \"{}\" are taken as 1970 to 2069", column.name))
        }
        Encoding::Category { baseline, levels, .. } if levels.is_empty() && !column.gap_feature => {
            Some(format!(
                "\"{}\" is \"{baseline}\" in every row: it tells nothing apart",
                column.name
            ))
        }
        _ => None,
    };
    encoder.columns.iter().filter_map(of_column).collect()
}

/// Words for a missing cell among the texts of a column: how many cells have them, and which they are.
pub(crate) fn words_for_missing(column: &Column) -> Option<(usize, Vec<String>)> {
    let Cells::Text(text) = &column.cells else { return None };
    let counts = text.counts();
    let found = text.levels.iter().zip(counts).filter(|(level, _)| is_word(level));
    let (words, counts): (Vec<String>, Vec<usize>) =
        found.map(|(word, count)| (word.clone(), count)).unzip();
    (!words.is_empty()).then(|| (counts.iter().sum(), words))
}

pub(crate) fn is_word(level: &str) -> bool {
    const WORDS: [&str; 12] =
        ["N/A", "n/a", "#N/A", "NULL", "null", "None", "none", "?", "-", "--", ".", "unknown"];
    WORDS.contains(&level)
}

/// How to say that words stand for missing cells.
pub(crate) fn as_missing(words: &[String]) -> String {
    format!("--na {}", list_value(words))
}

/// What a table does not say outright, and the flag that takes it otherwise.
pub(crate) fn told(note: &Note) -> String {
    let otherwise = match note {
        Note::HeaderOfNumbers => "; if it is a row, use --no-header".to_owned(),
        Note::LeadingZeros { column, .. } | Note::TooLong { column, .. } => {
            format!("; --as-category {} takes them as names", flag_value(column))
        }
        Note::MaybeThousands { .. } => "; --decimal , takes them as thousands".to_owned(),
        Note::MaybeDates { column, .. } => {
            format!("; --as-date {} takes them as days", flag_value(column))
        }
        Note::WordsForGaps { .. } => "; if they are names, --na '' takes them as such".to_owned(),
        _ => String::new(),
    };
    format!("{note}{otherwise}")
}
