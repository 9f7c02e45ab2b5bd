use super::Note;
use super::number::USUAL_MARKS;

/// What a column shows besides its values.
#[derive(Clone, Debug, Default)]
pub(super) struct Seen {
    /// Whether there is a number.
    pub(super) numbers: bool,
    /// Whether ordinary numbers can show nothing new.
    pub(super) is_settled: bool,
    /// Whether words stand for missing texts.
    pub(super) has_words_for_gaps: bool,
    /// How often each of the usual marks stands for a missing one.
    pub(super) marks: [usize; USUAL_MARKS.len()],
    /// The first whole number with zeros before it.
    pub(super) leading_zero: Option<String>,
    /// The first whole number that no `f64` is.
    pub(super) too_long: Option<String>,
    /// The first number, if all have one to three digits, a point and three more.
    pub(super) thousands: Thousands,
}

/// Whether all numbers may be thousands with a point between their digits.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) enum Thousands {
    #[default]
    NoNumber,
    All(String),
    NotAll,
}

impl Seen {
    pub(super) fn has_marks(&self) -> bool {
        self.marks.iter().any(|count| *count > 0)
    }

    /// Whether there were only gaps.
    pub(super) fn is_nothing(&self) -> bool {
        !self.numbers && !self.has_marks()
    }

    pub(super) fn notes(&self, column: &str) -> Vec<Note> {
        let column = || column.to_owned();
        let mut notes = Vec::new();
        if self.has_marks() {
            let marks = USUAL_MARKS.iter().zip(self.marks).filter(|(_, count)| *count > 0);
            let marks = marks.map(|(mark, count)| ((*mark).to_owned(), count)).collect();
            notes.push(Note::Marks { column: column(), marks });
        }
        if let Some(example) = self.leading_zero.clone() {
            notes.push(Note::LeadingZeros { column: column(), example });
        }
        if let Some(example) = self.too_long.clone() {
            notes.push(Note::TooLong { column: column(), example });
        }
        notes
    }

    /// A number as it stands in the file.
    #[inline(always)]
    pub(super) fn number(&mut self, cell: &[u8]) {
        const EXACT_DIGITS: usize = 15;
        let is_long = cell.len() > EXACT_DIGITS && !cell[..4].contains(&b'.');
        let has_zeros = cell[0] == b'0' && cell.len() > 1 && cell[1] != b'.';
        if !self.is_settled || has_zeros || is_long {
            self.look_at(cell);
        }
    }

    #[inline(never)]
    fn look_at(&mut self, cell: &[u8]) {
        if self.thousands != Thousands::NotAll {
            self.maybe_thousands(cell);
            self.is_settled = self.thousands == Thousands::NotAll;
        }
        if let [b'0', b'0'..=b'9', ..] = cell {
            note_whole(&mut self.leading_zero, cell);
        }
        self.long_number(cell);
    }

    fn maybe_thousands(&mut self, cell: &[u8]) {
        let is_digits = |text: &[u8]| text.iter().all(u8::is_ascii_digit);
        let is_group = match cell {
            [whole @ .., b'.', a, b, c] => {
                (1..=3).contains(&whole.len())
                    && whole[0] != b'0'
                    && is_digits(whole)
                    && is_digits(&[*a, *b, *c])
            }
            _ => false,
        };
        let is_small = cell.len() <= 3 && is_digits(cell);
        match &self.thousands {
            _ if is_small => (),
            _ if !is_group => self.thousands = Thousands::NotAll,
            Thousands::NoNumber => {
                self.thousands = Thousands::All(String::from_utf8_lossy(cell).into_owned());
            }
            _ => (),
        }
    }

    fn long_number(&mut self, cell: &[u8]) {
        const LONGEST: usize = 40;
        let digits = cell.strip_prefix(b"-").unwrap_or(cell);
        if digits.len() > LONGEST {
            return;
        }
        let whole = std::str::from_utf8(digits).ok().and_then(|digits| digits.parse::<u128>().ok());
        if whole.is_some_and(|whole| whole > 1 << f64::MANTISSA_DIGITS) {
            note_whole(&mut self.too_long, cell);
        }
    }

    pub(super) fn append(&mut self, other: &Self) {
        self.numbers |= other.numbers;
        self.has_words_for_gaps |= other.has_words_for_gaps;
        self.marks.iter_mut().zip(other.marks).for_each(|(sum, count)| *sum += count);
        let first = |mine: &mut Option<String>, theirs: &Option<String>| {
            if mine.is_none() {
                mine.clone_from(theirs);
            }
        };
        first(&mut self.leading_zero, &other.leading_zero);
        first(&mut self.too_long, &other.too_long);
        match (&self.thousands, &other.thousands) {
            (_, Thousands::NoNumber) | (Thousands::All(_), Thousands::All(_)) => (),
            (Thousands::NoNumber, theirs) => self.thousands = theirs.clone(),
            _ => self.thousands = Thousands::NotAll,
        }
    }
}

/// The first is kept.
fn note_whole(first: &mut Option<String>, cell: &[u8]) {
    let is_whole = cell.iter().all(|byte| byte.is_ascii_digit() || *byte == b'-');
    if first.is_none() && is_whole {
        *first = Some(String::from_utf8_lossy(cell).into_owned());
    }
}
