use std::fmt::Debug;
use std::ops::Range;

use crate::column::{Column, Kind};
use crate::{Columns, Error, MatRef};

/// Where the columns of a table come from, some consecutive rows at a time: memory, a file, or whatever
/// implements this.
///
/// ```
/// use std::ops::Range;
///
/// use linalg_lite::{Columns, Design, Error, Kind, Rows, Source};
///
/// /// The numbers 0, 1, 2, ... as a column.
/// #[derive(Debug)]
/// struct Counting;
///
/// impl Source for Counting {
///     fn n_samples(&self) -> usize {
///         1_000_000
///     }
///     fn kinds(&self) -> &[Kind] {
///         &[Kind::Numbers]
///     }
///     fn rows(&self, rows: Range<usize>) -> Result<Rows<'_>, Error> {
///         let mut columns = Columns::new(rows.len());
///         columns.push_numbers(rows.map(|i| i as f64).collect())?;
///         Ok(Rows::Read(columns))
///     }
/// }
///
/// let source: &dyn Source = &Counting;
/// let moments = Design::new(source, true)?.moments(None)?;
/// assert_eq!(moments.means, [499_999.5]);
/// # Ok::<(), Error>(())
/// ```
pub trait Source: Debug + Sync {
    /// Number of samples.
    fn n_samples(&self) -> usize;

    /// What the columns hold, in the order of their features.
    fn kinds(&self) -> &[Kind];

    /// All columns of some consecutive samples.
    ///
    /// # Errors
    /// [`Error::Read`] when they cannot be had.
    fn rows(&self, rows: Range<usize>) -> Result<Rows<'_>, Error>;

    /// Whether getting rows takes time, so that they should be on their way before they are needed, and not
    /// all at once.
    fn is_elsewhere(&self) -> bool {
        true
    }
}

/// Consecutive rows of all columns.
#[derive(Debug)]
pub enum Rows<'a> {
    /// Where they are.
    View(Vec<Column<'a>>),
    /// Brought here.
    Read(Columns),
}

impl Rows<'_> {
    /// The columns.
    #[must_use]
    pub fn columns(&self) -> Vec<Column<'_>> {
        match self {
            Self::View(columns) => columns.clone(),
            Self::Read(columns) => columns.columns(),
        }
    }
}

/// Features as a [`Design`](crate::Design) and all regressions take them: a matrix of numbers, [`Columns`] of any
/// kind, or a [`Source`].
#[derive(Clone, Copy, Debug)]
pub struct Features<'a>(Kept<'a>);

#[derive(Clone, Copy, Debug)]
enum Kept<'a> {
    Matrix(MatRef<'a, f64>),
    Source(&'a dyn Source),
}

impl<'a> From<MatRef<'a, f64>> for Features<'a> {
    fn from(matrix: MatRef<'a, f64>) -> Self {
        Self(Kept::Matrix(matrix))
    }
}

impl<'a> From<&'a Columns> for Features<'a> {
    fn from(columns: &'a Columns) -> Self {
        Self(Kept::Source(columns))
    }
}

impl<'a> From<&'a dyn Source> for Features<'a> {
    fn from(source: &'a dyn Source) -> Self {
        Self(Kept::Source(source))
    }
}

impl<'a> Features<'a> {
    /// Number of samples.
    #[must_use]
    pub fn n_samples(&self) -> usize {
        match self.0 {
            Kept::Matrix(matrix) => matrix.nrows(),
            Kept::Source(source) => source.n_samples(),
        }
    }

    /// Number of features: one for numbers, and one for each level but the baseline.
    #[must_use]
    pub fn n_features(&self) -> usize {
        match self.0 {
            Kept::Matrix(matrix) => matrix.ncols(),
            Kept::Source(source) => source.kinds().iter().map(|kind| kind.n_features()).sum(),
        }
    }

    /// What the columns hold.
    pub(crate) fn kinds(&self) -> Vec<Kind> {
        match self.0 {
            Kept::Matrix(matrix) => vec![Kind::Numbers; matrix.ncols()],
            Kept::Source(source) => source.kinds().to_vec(),
        }
    }

    /// Number of columns.
    #[must_use]
    pub fn n_columns(&self) -> usize {
        match self.0 {
            Kept::Matrix(matrix) => matrix.ncols(),
            Kept::Source(source) => source.kinds().len(),
        }
    }

    /// The categories, each with the range of its features.
    pub fn categories(&self) -> impl Iterator<Item = Range<usize>> + use<'a> {
        let kinds = match self.0 {
            Kept::Matrix(_) => &[],
            Kept::Source(source) => source.kinds(),
        };
        let mut next = 0;
        let ranges = kinds.iter().map(move |kind| {
            next += kind.n_features();
            (*kind, next - kind.n_features()..next)
        });
        ranges.filter(|(kind, _)| *kind != Kind::Numbers).map(|(_, range)| range)
    }

    /// As many samples of no features.
    pub(crate) fn none(self) -> Self {
        Self(Kept::Matrix(MatRef::from_column_major_slice(&[], self.n_samples(), 0)))
    }

    pub(crate) fn is_elsewhere(&self) -> bool {
        match self.0 {
            Kept::Matrix(_) => false,
            Kept::Source(source) => source.is_elsewhere(),
        }
    }

    pub(crate) fn check_column_major(&self) -> Result<(), Error> {
        match self.0 {
            Kept::Matrix(matrix) => {
                (0..matrix.ncols()).try_for_each(|j| column_of(matrix, j).map(|_| ()))
            }
            Kept::Source(_) => Ok(()),
        }
    }

    pub(crate) fn rows(&self, rows: Range<usize>) -> Result<Rows<'a>, Error> {
        match self.0 {
            Kept::Matrix(matrix) => {
                let column = |j| column_of(matrix, j).map(|x| Column::Numbers(&x[rows.clone()]));
                Ok(Rows::View((0..matrix.ncols()).map(column).collect::<Result<_, Error>>()?))
            }
            Kept::Source(source) => {
                let found = source.rows(rows.clone())?;
                let columns = found.columns();
                let are_whole = columns.iter().all(|column| column.len() == rows.len());
                let kinds = columns.iter().map(Column::kind);
                if are_whole && kinds.eq(source.kinds().iter().copied()) {
                    return Ok(found);
                }
                let reason = "the source gave other columns than it said it has".to_owned();
                Err(Error::Read { first: rows.start, rows: rows.len(), reason })
            }
        }
    }
}

fn column_of(matrix: MatRef<'_, f64>, j: usize) -> Result<&[f64], Error> {
    match matrix.col(j).try_as_col_major() {
        Some(column) => Ok(column.as_slice()),
        None => Err(Error::NotColumnMajor),
    }
}
