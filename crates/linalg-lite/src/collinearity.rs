mod category_inflation;
mod near_dependency;
mod of_products;

use std::ops::Range;

pub use category_inflation::CategoryInflation;
pub use near_dependency::NearDependency;
pub use of_products::collinearity_of_products;

use crate::factor::triangle_in_range;
use crate::factorisations::Svd;
use crate::unit_columns::UnitColumns;
use crate::{Design, Error, Mat, MatRef, PivotedQr, check_counts, sum};

/// How much features say what others say, too: Belsley's table, and the inflation that follows from it.
///
/// With unit columns `X = U S V'` (see [`collinearity()`]) the variance of coefficient j, in units of
/// what it would be if no two features were correlated, is a sum over the singular values:
///
/// ```text
/// inflation_j      = sum_k v_jk^2 / s_k^2
/// condition_k      = s_1 / s_k
/// proportion_kj    = (v_jk^2 / s_k^2) / inflation_j
/// ```
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Collinearity {
    /// The features that are compared, in ascending order: all but the aliased ones. What follows has
    /// one entry for each of them, in this order.
    pub features: Vec<usize>,
    /// Features that are constant (beside an intercept), zero, or combinations of those before them, in
    /// ascending order: [`dependencies`](crate::dependencies()) says of which.
    pub aliased: Vec<usize>,
    /// One variance inflation factor a feature, `1 / (1 - R_j^2)`, where `R_j^2` is the part of its
    /// variance that the others explain: 1 when none is, 10 when nine tenths are.
    pub inflation: Vec<f64>,
    /// The same of the categories, each as a whole, those left out of which all features are aliased.
    pub categories: Vec<CategoryInflation>,
    /// The condition indexes `s_1 / s_k`, rising from 1: each large one is a near-dependency. At most
    /// `1 / epsilon`.
    pub condition_indexes: Vec<f64>,
    /// The variance-decomposition proportions: one row a condition index, one column a feature, each
    /// column adding up to 1.
    pub proportions: Mat<f64>,
}

impl Collinearity {
    /// The largest condition index, which is the condition number of the unit columns: errors of the
    /// data may come back in the weights so many times as large. 1 when no two features are
    /// correlated.
    #[must_use]
    pub fn condition(&self) -> f64 {
        self.condition_indexes.last().copied().unwrap_or(1.0)
    }
}

/// The singular values of the columns, and how the variance of each coefficient falls to them.
///
/// With an intercept the columns are centred; then each is brought to unit length. So neither a
/// constant added to a feature nor its unit changes anything. (Belsley leaves columns as they are and
/// counts the ones among them, which shows how far columns lie from zero; but fits centre inside, so
/// that this distance costs them no digits.) Without an intercept nothing is centred, and inflation
/// refers to squares instead of variances.
///
/// `weights` are sample weights: a row of weight 2 counts as two rows, one of weight 0 not at all;
/// their unit changes nothing.
///
/// Columns are read twice, centred as `x - mean` and reduced to a triangle by reflections; products,
/// which would square the condition number, are never formed. The singular values are faer's, for
/// which see [`factorisations`](crate::factorisations).
///
/// # Errors
/// [`Error::NotFinite`] for a bad feature; [`Error::Length`], [`Error::NotFiniteEntry`],
/// [`Error::Weight`] for bad weights, [`Error::NoWeight`] when all of them are zero.
///
/// # Source
/// Belsley, Kuh and Welsch, *Regression Diagnostics* (1980), 3.2.
///
/// ```
/// use linalg_lite::{Design, collinearity, matrix_from_columns};
///
/// // A correlation of 0.6, so that s_1^2 = 1.6, s_2^2 = 0.4, and 1 / (1 - 0.36) = 1.5625.
/// let x = matrix_from_columns(&[&[1.0, 1.0, -1.0, -1.0], &[1.4, -0.2, 0.2, -1.4]])?;
/// let found = collinearity(Design::new(x.as_ref(), true)?, None)?;
/// assert!((found.inflation[0] - 1.5625).abs() < 1e-12);
/// assert!((found.condition() - 2.0).abs() < 1e-12);
/// assert!((found.proportions[(1, 0)] - 0.8).abs() < 1e-12); // 0.5 / 0.4 of 1.5625
/// # Ok::<(), linalg_lite::Error>(())
/// ```
pub fn collinearity(design: Design<'_>, weights: Option<&[f64]>) -> Result<Collinearity, Error> {
    check_counts(design.n_samples(), weights)?;
    let (triangle, frame) = triangle_in_range(design, &vec![0.0; design.n_samples()], weights)?;
    let n = weights.map_or(design.n_samples() as f64, sum);
    let units = UnitColumns::of(&triangle, &frame, design, n, false);
    let (features, aliased) = independent(&units);
    let kept =
        Mat::from_fn(design.n_features(), features.len(), |i, k| units.columns[(i, features[k])]);
    let svd = Svd::new(kept.as_ref())?;
    let products = kept.transpose() * &kept;
    let table = Table { values: svd.singular_values(), right: svd.right(), products: &products };
    Ok(table.of(features, aliased, design.features().categories()))
}

/// What Belsley's table follows from.
struct Table<'a> {
    /// The singular values of the unit columns, falling.
    values: &'a [f64],
    /// The vectors that belong to them, one a column.
    right: MatRef<'a, f64>,
    /// The correlations.
    products: &'a Mat<f64>,
}

impl Table<'_> {
    fn of(
        &self,
        features: Vec<usize>,
        aliased: Vec<usize>,
        categories: impl Iterator<Item = Range<usize>>,
    ) -> Collinearity {
        let largest = self.values.first().copied().unwrap_or(1.0);
        let values: Vec<f64> = self.values.iter().map(|s| s.max(f64::EPSILON * largest)).collect();
        let parts = Mat::from_fn(values.len(), features.len(), |k, j| {
            let part = self.right[(j, k)] / values[k];
            part * part
        });
        let inflation: Vec<f64> = parts.col_iter().map(|parts| parts.iter().sum()).collect();
        let proportions =
            Mat::from_fn(values.len(), features.len(), |k, j| parts[(k, j)] / inflation[j]);
        let condition_indexes = values.iter().map(|value| largest / value).collect();
        let categories = category_inflation::of_categories(self.products, &features, categories);
        Collinearity { features, aliased, inflation, categories, condition_indexes, proportions }
    }
}

/// The columns of full rank, the earlier ones of those that can replace each other, and the rest.
fn independent(units: &UnitColumns) -> (Vec<usize>, Vec<usize>) {
    let rank = units.rounding.rank(&PivotedQr::new(&units.columns));
    let qr = PivotedQr::preferring_first(&units.columns);
    let (features, aliased) = qr.order().split_at(rank);
    let (mut features, mut aliased) = (features.to_vec(), aliased.to_vec());
    features.sort_unstable();
    aliased.sort_unstable();
    (features, aliased)
}

#[cfg(test)]
mod tests;
