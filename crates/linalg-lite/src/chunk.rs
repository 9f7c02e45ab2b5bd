use crate::column::Column;
use crate::column::numbers::Numbers;
use crate::{Category, Design};

/// Consecutive rows of the columns of a design, sorted by their kinds.
#[derive(Debug)]
pub(crate) struct Chunk<'a> {
    pub(crate) n_features: usize,
    pub(crate) has_intercept: bool,
    pub(crate) numbers: Vec<Numbers<'a>>,
    pub(crate) categories: Vec<Levels<'a>>,
    /// For each feature what has to be taken from sums over it, if it is a level, else 0; none if all are 0.
    pub(crate) level_centres: Option<&'a [f64]>,
}

/// A category, and the number of its first feature.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Levels<'a> {
    pub(crate) feature: usize,
    pub(crate) category: Category<'a>,
}

impl<'a> Chunk<'a> {
    pub(crate) fn new(
        design: &Design<'_>,
        columns: &[Column<'a>],
        level_centres: Option<&'a [f64]>,
    ) -> Self {
        let (mut numbers, mut categories) = (Vec::with_capacity(columns.len()), Vec::new());
        let mut feature = 0;
        for column in columns {
            match *column {
                Column::Numbers(values) => {
                    let (near, far) = (design.near_centre(feature), design.far_centre(feature));
                    numbers.push(Numbers { feature, values, near, far });
                }
                Column::Category(category) => categories.push(Levels { feature, category }),
            }
            feature += column.n_features();
        }
        let (n_features, has_intercept) = (design.n_features(), design.has_intercept());
        Self { n_features, has_intercept, numbers, categories, level_centres }
    }
}
