//! A column from its chunks, and what it then is.

use super::Note;
use super::column::{Cells, ReadAs, Text, Texts};
use super::form::{Form, NoForm};
use super::number::{USUAL_MARKS, usual_mark};
use super::parse::{Layout, Parsed};
use super::seen::{Seen, Thousands};

/// A column of which some chunks are read.
pub(super) enum Growing {
    Nothing,
    Numbers(Vec<f64>, Seen),
    Text(Texts, Seen),
    /// Text after numbers: their text is not known any more.
    Mixed,
}

impl Growing {
    pub(super) fn of(read: &ReadAs) -> Self {
        match read {
            ReadAs::Nothing => Self::Nothing,
            ReadAs::Numbers(_) | ReadAs::Either => Self::Numbers(Vec::new(), Seen::default()),
            ReadAs::Text => Self::Text(Texts::default(), Seen::default()),
        }
    }

    pub(super) fn append(&mut self, Parsed { cells, seen: more_seen }: &Parsed) {
        match (&mut *self, cells) {
            (Self::Nothing | Self::Mixed, _) | (_, Cells::Nothing) => (),
            (Self::Numbers(all, seen), Cells::Numbers(more)) => {
                all.extend_from_slice(more);
                seen.append(more_seen);
            }
            (Self::Text(all, seen), Cells::Text(more)) => {
                all.append(more);
                seen.append(more_seen);
            }
            (Self::Numbers(all, seen), Cells::Text(more)) if seen.is_nothing() => {
                let mut texts = Texts::missing(all.len());
                texts.append(more);
                *self = Self::Text(texts, more_seen.clone());
            }
            (Self::Text(all, _), Cells::Numbers(more)) if more_seen.is_nothing() => {
                more.iter().for_each(|_| all.push_missing());
            }
            _ => *self = Self::Mixed,
        }
    }

    /// The bytes of its cells.
    #[cfg(feature = "files")]
    pub(super) fn bytes(&self) -> usize {
        match self {
            Self::Nothing | Self::Mixed => 0,
            Self::Numbers(numbers, _) => size_of_val(numbers.as_slice()),
            Self::Text(texts, _) => size_of_val(texts.text.codes.as_slice()),
        }
    }

    /// Its cells so far, without the levels of texts.
    #[cfg(feature = "files")]
    pub(super) fn take_cells(&mut self) -> Cells {
        match self {
            Self::Nothing | Self::Mixed => Cells::Nothing,
            Self::Numbers(numbers, _) => Cells::Numbers(std::mem::take(numbers)),
            Self::Text(texts, _) => {
                let codes = std::mem::take(&mut texts.text.codes);
                Cells::Text(Text { codes, levels: Vec::new() })
            }
        }
    }

    /// Whether it has to be read again as text. Marks of missing numbers without a number are text
    /// where a column `is_free` to be either.
    pub(super) fn is_mixed(&self, is_free: bool) -> bool {
        match self {
            Self::Mixed => true,
            Self::Numbers(_, seen) => is_free && !seen.numbers && seen.has_marks(),
            _ => false,
        }
    }
}

impl Layout {
    /// What a column holds, and what should be said of it; `is_free` if nobody told.
    pub(super) fn understood(
        &self,
        j: usize,
        column: Growing,
        is_free: bool,
    ) -> (Cells, Vec<Note>) {
        let name = || self.names[j].clone();
        match column {
            Growing::Nothing | Growing::Mixed => (Cells::Nothing, Vec::new()),
            Growing::Numbers(mut numbers, seen) => {
                numbers.shrink_to_fit();
                let mut notes = seen.notes(&name());
                let is_told = self.numerals.decimal.is_some() || self.dialect.delimiter == b',';
                if let (false, Thousands::All(example)) = (is_told, seen.thousands) {
                    notes.push(Note::MaybeThousands { column: name(), example });
                }
                if is_free && !seen.numbers {
                    notes.push(Note::Empty { column: name() });
                } else if is_free && let Some(example) = maybe_dates(&numbers) {
                    notes.push(Note::MaybeDates { column: name(), example });
                }
                (Cells::Numbers(numbers), notes)
            }
            Growing::Text(texts, seen) => match self.form_of(&texts.text) {
                Ok(form) if is_free => self.as_numbers(name(), &texts.text, form),
                _ => {
                    let has_words = seen.has_words_for_gaps;
                    let note = has_words.then(|| Note::WordsForGaps { column: name() });
                    (Cells::Text(texts.text), note.into_iter().collect())
                }
            },
        }
    }

    pub(super) fn form_of(&self, text: &Text) -> Result<Form, NoForm> {
        let mut levels = text.levels.iter().map(String::as_str);
        if !self.has_usual_words && levels.any(|level| usual_mark(level.as_bytes()).is_some()) {
            return Err(NoForm::Other);
        }
        let levels = text.levels.iter().map(String::as_str);
        Form::of(levels, self.numerals, self.dialect.delimiter)
    }

    fn as_numbers(&self, column: String, text: &Text, form: Form) -> (Cells, Vec<Note>) {
        let number = |level: &String| form.number(level, self.numerals).unwrap_or(f64::NAN);
        let by_level: Vec<f64> = text.levels.iter().map(number).collect();
        let of_row = |code: &u32| by_level.get(*code as usize).copied().unwrap_or(f64::NAN);
        let numbers = text.codes.iter().map(of_row).collect();
        let mut marks = [0; USUAL_MARKS.len()];
        for (level, count) in text.levels.iter().zip(text.counts()) {
            if let Some(mark) = usual_mark(level.as_bytes()) {
                marks[mark] += count;
            }
        }
        let is_one = |level: &&String| form.number(level, self.numerals).is_some();
        let has_groups = |level: &&String| Form::has_groups(level, self.numerals);
        let mut ones = text.levels.iter().filter(is_one);
        let grouped = ones.clone().find(has_groups);
        let example = grouped.or_else(|| ones.next()).cloned().unwrap_or_default();
        let mut notes = Seen { marks, ..Seen::default() }.notes(&column);
        notes.push(Note::Form { column, form, example });
        (Cells::Numbers(numbers), notes)
    }
}

/// One of some whole numbers which all are years, months and days, as in 20241231.
pub(super) fn maybe_dates(numbers: &[f64]) -> Option<String> {
    let is_date = |number: &f64| {
        let (year, rest) = ((number / 1e4).floor(), number % 1e4);
        let (month, day) = ((rest / 100.0).floor(), rest % 100.0);
        number.fract() == 0.0
            && (1900.0..=2100.0).contains(&year)
            && (1.0..=12.0).contains(&month)
            && (1.0..=31.0).contains(&day)
    };
    let mut known = numbers.iter().filter(|number| !number.is_nan()).peekable();
    let example = known.peek().map(|first| first.to_string())?;
    known.all(is_date).then_some(example)
}
