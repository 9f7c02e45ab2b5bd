use std::ops::Range;

use super::{Collinearity, Table};
use crate::factorisations::SelfAdjointEigen;
use crate::{Error, Mat, MatRef};

/// [`collinearity()`](super::collinearity()) where only the products of the columns are known, centred beside an
/// intercept; `aliased` are features to leave out, those without any variance among them.
///
/// The condition has been squared in the products: indexes beyond some millions are rounding, and mean no more than that
/// they are so large.
///
/// # Errors
/// [`Error::Length`] for products that are not square, [`Error::NotFiniteMatrix`], [`Error::Inaccurate`].
///
/// ```
/// use linalg_lite::{collinearity_of_products, matrix_from_columns};
///
/// let products = matrix_from_columns(&[&[4.0, 6.0], &[6.0, 25.0]])?; // a correlation of 0.6
/// let found = collinearity_of_products(products.as_ref(), [].into_iter(), &[])?;
/// assert!((found.inflation[0] - 1.5625).abs() < 1e-12);
/// assert!((found.condition() - 2.0).abs() < 1e-12);
/// # Ok::<(), linalg_lite::Error>(())
/// ```
pub fn collinearity_of_products(
    products: MatRef<'_, f64>,
    categories: impl Iterator<Item = Range<usize>>,
    aliased: &[usize],
) -> Result<Collinearity, Error> {
    crate::check_length("a row of the products", products.nrows(), products.ncols())?;
    let is_kept = |j: &usize| !aliased.contains(j);
    let features: Vec<usize> = (0..products.nrows()).filter(is_kept).collect();
    let lengths: Vec<f64> = features.iter().map(|j| products[(*j, *j)].sqrt()).collect();
    let n = features.len();
    let correlations = Mat::from_fn(n, n, |i, k| match i == k {
        true => 1.0,
        false => products[(features[i], features[k])] / lengths[i] / lengths[k],
    });
    let eigen = SelfAdjointEigen::new(correlations.as_ref())?;
    let values: Vec<f64> = eigen.values().iter().rev().map(|v| v.max(0.0).sqrt()).collect();
    let right = Mat::from_fn(n, n, |j, k| eigen.vectors()[(j, n - 1 - k)]);
    let table = Table { values: &values, right: right.as_ref(), products: &correlations };
    Ok(table.of(features, aliased.to_vec(), categories))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::collinearity::tests::{of, table};
    use crate::mean;
    use crate::random::Random;

    /// The products of centred columns say what the columns say.
    #[test]
    fn it_is_the_table_of_the_columns() {
        let mut random = Random(21);
        for _ in 0..100 {
            let p = 1 + random.below(6);
            let n = p + 3 + random.below(30);
            let x = table(&mut random, n, p);
            let means: Vec<f64> =
                (0..p).map(|j| mean(&(0..n).map(|i| x[(i, j)]).collect::<Vec<f64>>())).collect();
            let centred = Mat::from_fn(n, p, |i, j| x[(i, j)] - means[j]);
            let products = centred.transpose() * &centred;
            let found = collinearity_of_products(products.as_ref(), [].into_iter(), &[]).unwrap();
            let expected = of(&x, true, None);
            let close =
                |a: &[f64], b: &[f64]| a.iter().zip(b).all(|(a, b)| (a / b - 1.0).abs() < 1e-8);
            assert!(close(&found.inflation, &expected.inflation), "{found:?} {expected:?}");
            assert!(close(&found.condition_indexes, &expected.condition_indexes));
            assert_eq!(found.near_dependencies().len(), expected.near_dependencies().len());
        }
    }
}
