use std::ops::Range;

use crate::column::{Category, Codes, Column, Kind};
use crate::error::{Error, check_length};
use crate::source::{Rows, Source};

/// Columns of any kind, in memory.
///
/// ```
/// use linalg_lite::{Columns, Design};
///
/// let mut x = Columns::new(3);
/// x.push_numbers(vec![4.0, 9.0, 5.0])?;
/// x.push_category(&[1, 0, 2], 2)?;
/// let design = Design::new(&x, true)?;
/// assert_eq!(design.n_features(), 3); // a number, and two levels beside the baseline
/// assert_eq!(design.logits(&[1.0, 10.0, 20.0, 0.5])?, [14.5, 9.5, 25.5]);
/// # Ok::<(), linalg_lite::Error>(())
/// ```
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Columns {
    rows: usize,
    kinds: Vec<Kind>,
    columns: Vec<Entries>,
}

#[derive(Clone, Debug, PartialEq)]
enum Entries {
    Numbers(Vec<f64>),
    U8(Vec<u8>),
    U16(Vec<u16>),
    U32(Vec<u32>),
}

impl Columns {
    /// None yet, of so many samples.
    #[must_use]
    pub fn new(n_samples: usize) -> Self {
        Self { rows: n_samples, ..Self::default() }
    }

    /// A further column of numbers.
    ///
    /// # Errors
    /// [`Error::Length`] for another number of them than there are samples.
    pub fn push_numbers(&mut self, numbers: Vec<f64>) -> Result<(), Error> {
        self.push(Entries::Numbers(numbers), Kind::Numbers)
    }

    /// A further category of so many features, in codes of the smallest width that holds them: 0 for the
    /// baseline, k for the level of feature k - 1.
    ///
    /// # Errors
    /// [`Error::Length`] for another number of codes than there are samples, [`Error::Code`] for one beyond the features.
    pub fn push_category(&mut self, codes: &[u32], features: usize) -> Result<(), Error> {
        Category::new(Codes::U32(codes), features)?;
        let kind = Kind::Category { features };
        let entries = match kind.entry_bytes() {
            1 => Entries::U8(codes.iter().map(|code| *code as u8).collect()),
            2 => Entries::U16(codes.iter().map(|code| *code as u16).collect()),
            _ => Entries::U32(codes.to_vec()),
        };
        self.push(entries, kind)
    }

    /// So many samples of columns of these kinds, whose entries `fill` writes as bytes in the order of this machine:
    /// eight for a number, and for a code as many as [`Kind::entry_bytes`] says.
    ///
    /// # Errors
    /// What `fill` returns, [`Error::Code`] for a code beyond its features.
    ///
    /// ```
    /// use linalg_lite::{Columns, Kind};
    ///
    /// let numbers = [1.5_f64, -2.0];
    /// let columns = Columns::from_bytes(2, &[Kind::Numbers], |_, bytes| {
    ///     let entries = bytes.chunks_exact_mut(8).zip(numbers);
    ///     entries.for_each(|(entry, number)| entry.copy_from_slice(&number.to_ne_bytes()));
    ///     Ok(())
    /// })?;
    /// assert_eq!(columns.feature(0), numbers);
    /// # Ok::<(), linalg_lite::Error>(())
    /// ```
    pub fn from_bytes(
        n_samples: usize,
        kinds: &[Kind],
        mut fill: impl FnMut(usize, &mut [u8]) -> Result<(), Error>,
    ) -> Result<Self, Error> {
        let mut columns = Self::new(n_samples);
        for (j, kind) in kinds.iter().enumerate() {
            let mut entries = Entries::zero(n_samples, *kind);
            fill(j, entries.bytes_mut())?;
            if let Column::Category(category) = entries.column(kind.n_features()) {
                Category::new(category.codes(), kind.n_features())?;
            }
            columns.push(entries, *kind)?;
        }
        Ok(columns)
    }

    fn push(&mut self, entries: Entries, kind: Kind) -> Result<(), Error> {
        check_length("a column", self.rows, entries.len())?;
        self.columns.push(entries);
        self.kinds.push(kind);
        Ok(())
    }

    /// Some of the columns, by their numbers.
    pub(crate) fn chosen(mut self, columns: &[usize]) -> Self {
        let none = || Entries::Numbers(Vec::new());
        let taken = columns.iter().map(|j| std::mem::replace(&mut self.columns[*j], none()));
        let taken = taken.collect();
        let kinds = columns.iter().map(|j| self.kinds[*j]).collect();
        Self { rows: self.rows, kinds, columns: taken }
    }

    /// All columns.
    #[must_use]
    pub fn columns(&self) -> Vec<Column<'_>> {
        let columns = self.columns.iter().zip(&self.kinds);
        columns.map(|(entries, kind)| entries.column(kind.n_features())).collect()
    }

    /// The numbers of samples.
    #[must_use]
    pub fn n_samples(&self) -> usize {
        self.rows
    }

    /// The number of features of all columns together.
    #[must_use]
    pub fn n_features(&self) -> usize {
        self.kinds.iter().map(|kind| kind.n_features()).sum()
    }

    /// The values of a feature, those of a level written out as zeros and ones; none of one that is not there.
    #[must_use]
    pub fn feature(&self, j: usize) -> Vec<f64> {
        let mut first = 0;
        for column in self.columns() {
            let level = j.wrapping_sub(first);
            match column {
                _ if level >= column.n_features() => first += column.n_features(),
                Column::Numbers(values) => return values.to_vec(),
                Column::Category(category) => {
                    let mut values = vec![0.0; self.rows];
                    category.for_each(|i, k| values[i] = f64::from(u8::from(k == level)));
                    return values;
                }
            }
        }
        Vec::new()
    }
}

impl Entries {
    fn zero(len: usize, kind: Kind) -> Self {
        match (kind, kind.entry_bytes()) {
            (Kind::Numbers, _) => Self::Numbers(vec![0.0; len]),
            (_, 1) => Self::U8(vec![0; len]),
            (_, 2) => Self::U16(vec![0; len]),
            _ => Self::U32(vec![0; len]),
        }
    }

    fn bytes_mut(&mut self) -> &mut [u8] {
        match self {
            Self::Numbers(values) => bytemuck::cast_slice_mut(values),
            Self::U8(codes) => codes,
            Self::U16(codes) => bytemuck::cast_slice_mut(codes),
            Self::U32(codes) => bytemuck::cast_slice_mut(codes),
        }
    }

    fn len(&self) -> usize {
        match self {
            Self::Numbers(values) => values.len(),
            Self::U8(codes) => codes.len(),
            Self::U16(codes) => codes.len(),
            Self::U32(codes) => codes.len(),
        }
    }

    fn column(&self, features: usize) -> Column<'_> {
        let codes = match self {
            Self::Numbers(values) => return Column::Numbers(values),
            Self::U8(codes) => Codes::U8(codes),
            Self::U16(codes) => Codes::U16(codes),
            Self::U32(codes) => Codes::U32(codes),
        };
        Column::Category(Category::of_checked(codes, features))
    }
}

impl Source for Columns {
    fn n_samples(&self) -> usize {
        self.rows
    }

    fn kinds(&self) -> &[Kind] {
        &self.kinds
    }

    fn rows(&self, rows: Range<usize>) -> Result<Rows<'_>, Error> {
        Ok(Rows::View(self.columns().iter().map(|column| column.rows(rows.clone())).collect()))
    }

    fn is_elsewhere(&self) -> bool {
        false
    }
}
