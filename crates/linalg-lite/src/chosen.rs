use std::ops::Range;

use crate::column::{Column, Kind};
use crate::{Error, Features, Rows, Source};

/// Some of the columns of a table.
///
/// ```
/// use linalg_lite::{Chosen, Columns, Design};
///
/// let mut x = Columns::new(2);
/// x.push_numbers(vec![1.0, 2.0])?;
/// x.push_category(&[0, 2], 2)?;
/// x.push_numbers(vec![5.0, 7.0])?;
/// let without_category = Chosen::new((&x).into(), |features| features.len() == 1);
/// let design = Design::new(&without_category, true)?;
/// assert_eq!(design.logits(&[1.0, 10.0, 0.0])?, [51.0, 72.0]);
/// # Ok::<(), linalg_lite::Error>(())
/// ```
#[derive(Debug)]
pub struct Chosen<'a> {
    features: Features<'a>,
    columns: Vec<usize>,
    kinds: Vec<Kind>,
}

impl<'a> Chosen<'a> {
    /// The columns that are chosen by the numbers of their features.
    #[must_use]
    pub fn new(features: Features<'a>, is_chosen: impl Fn(Range<usize>) -> bool) -> Self {
        let (mut columns, mut kinds) = (Vec::new(), Vec::new());
        let mut end = 0;
        for (column, kind) in features.kinds().into_iter().enumerate() {
            let begin = end;
            end += kind.n_features();
            if is_chosen(begin..end) {
                columns.push(column);
                kinds.push(kind);
            }
        }
        Self { features, columns, kinds }
    }
}

impl<'a> From<&'a Chosen<'_>> for Features<'a> {
    fn from(chosen: &'a Chosen<'_>) -> Self {
        Self::from(chosen as &dyn Source)
    }
}

impl Source for Chosen<'_> {
    fn n_samples(&self) -> usize {
        self.features.n_samples()
    }

    fn kinds(&self) -> &[Kind] {
        &self.kinds
    }

    fn rows(&self, rows: Range<usize>) -> Result<Rows<'_>, Error> {
        Ok(match self.features.rows(rows)? {
            Rows::View(all) => {
                let chosen: Vec<Column<'_>> = self.columns.iter().map(|j| all[*j]).collect();
                Rows::View(chosen)
            }
            Rows::Read(all) => Rows::Read(all.chosen(&self.columns)),
        })
    }

    fn is_elsewhere(&self) -> bool {
        self.features.is_elsewhere()
    }
}
