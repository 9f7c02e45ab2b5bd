use crate::error::{check_finite, check_length};
use crate::{Cholesky, Combination, Error, MatRef};

/// Which features are combinations of earlier ones, from the mean products of all of them: for features whose rows
/// are elsewhere. With rows at hand [`dependencies`](crate::dependencies()) tells more.
///
/// `products` (`n_features x n_features`, both triangles) are of features less their `centres`, which are their means
/// where there is an intercept, and 0 where there is none; weights do not matter, as long as the centres are means by
/// them. A feature is a combination where of its squared length no more than the part `remainder` is left beside those
/// before it. Products keep half the digits that rows do: `1e-11` calls a difference of a millionth none.
///
/// # Errors
/// [`Error::Length`] for another shape, [`Error::NotFiniteEntry`].
///
/// ```
/// use linalg_lite::{dependencies_of_products, matrix_from_columns};
///
/// // Celsius 0, 10, 20 and Fahrenheit, less their means 10 and 50.
/// let products = matrix_from_columns(&[&[200.0 / 3.0, 120.0], &[120.0, 216.0]])?;
/// let found = dependencies_of_products(products.as_ref(), &[10.0, 50.0], 1e-11)?;
/// let names = ["celsius".to_owned(), "fahrenheit".to_owned()];
/// assert_eq!(found[0].describe(&names), "fahrenheit = 1.8 * celsius + 32");
/// # Ok::<(), linalg_lite::Error>(())
/// ```
pub fn dependencies_of_products(
    products: MatRef<'_, f64>,
    centres: &[f64],
    remainder: f64,
) -> Result<Vec<Combination>, Error> {
    const FEW: f64 = 8.0 * f64::EPSILON;
    let p = centres.len();
    check_length("a column of the products", p, products.nrows())?;
    check_length("a row of the products", p, products.ncols())?;
    for j in 0..p {
        check_finite("a product", &products.col(j).iter().copied().collect::<Vec<f64>>())?;
    }
    let part = remainder.max(p as f64 * f64::EPSILON);
    let is_constant = |j: usize| products[(j, j)] <= (FEW * centres[j]) * (FEW * centres[j]);
    let least = |j: usize| if is_constant(j) { f64::INFINITY } else { part * products[(j, j)] };
    let (factor, kept, _) = Cholesky::skipping_below(products, least)?;
    let rounding = (part / factor.smallest_remainder()).clamp(1e-9, 1e-6);
    let combination = |feature: usize| {
        let before = match is_constant(feature) {
            true => &[],
            false => &kept[..kept.partition_point(|other| *other < feature)],
        };
        let right: Vec<f64> = before.iter().map(|other| products[(*other, feature)]).collect();
        let length = |j: usize| products[(j, j)].sqrt();
        let shows =
            |(j, factor): &(usize, f64)| factor.abs() * length(*j) > rounding * length(feature);
        let terms = before.iter().copied().zip(factor.solve_first(&right));
        let terms: Vec<(usize, f64)> = terms.filter(shows).collect();
        Combination { feature, constant: constant(feature, &terms, centres), terms }
    };
    let is_replaced = |j: &usize| kept.binary_search(j).is_err();
    Ok((0..p).filter(is_replaced).map(combination).collect())
}

/// What has to be added, from means.
fn constant(feature: usize, terms: &[(usize, f64)], means: &[f64]) -> f64 {
    const ROUNDING: f64 = 1e-9;
    let parts = || terms.iter().map(|(j, factor)| factor * means[*j]);
    let constant = means[feature] - parts().sum::<f64>();
    let size = means[feature].abs() + parts().map(f64::abs).sum::<f64>();
    if constant.abs() > ROUNDING * size { constant } else { 0.0 }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::random::Random;
    use crate::{Design, Mat, dependencies};

    /// Columns of which every third or so is a combination of earlier ones, or constant.
    fn table(random: &mut Random, n: usize, has_intercept: bool) -> Mat<f64> {
        let mut x: Mat<f64> = Mat::zeros(n, 3 + random.below(6));
        for j in 0..x.ncols() {
            let scale = 10.0 * random.next();
            let factors: Vec<f64> = (0..j).map(|_| (random.below(5) as f64 - 2.0) / 2.0).collect();
            let constant = if has_intercept { (random.below(9) as f64 - 4.0) * 3.0 } else { 0.0 };
            let kind = random.below(6);
            for i in 0..n {
                let of_others: f64 = (0..j).map(|k| factors[k] * x[(i, k)]).sum();
                x[(i, j)] = match kind {
                    0 => constant,
                    1 | 2 if j > 0 => of_others + constant,
                    _ => scale * random.next() + constant,
                };
            }
        }
        x
    }

    fn means_and_products(x: &Mat<f64>, has_intercept: bool) -> (Vec<f64>, Mat<f64>) {
        let (n, p) = (x.nrows(), x.ncols());
        let mean = |j: usize| (0..n).map(|i| x[(i, j)]).sum::<f64>() / n as f64;
        let means: Vec<f64> = (0..p).map(|j| if has_intercept { mean(j) } else { 0.0 }).collect();
        let term = |i: usize, j: usize| x[(i, j)] - means[j];
        let of = |j, k| (0..n).map(|i| term(i, j) * term(i, k)).sum::<f64>() / n as f64;
        let products = Mat::from_fn(p, p, of);
        (means, products)
    }

    #[test]
    fn they_are_those_of_the_rows() {
        let mut random = Random(19);
        let mut replaced = 0;
        for round in 0..400 {
            let has_intercept = round % 3 > 0;
            let n = 20 + random.below(60);
            let x = table(&mut random, n, has_intercept);
            let (means, products) = means_and_products(&x, has_intercept);
            let found = dependencies_of_products(products.as_ref(), &means, 1e-11).unwrap();
            let design = Design::new(x.as_ref(), has_intercept).unwrap();
            let expected = dependencies(design, None).unwrap().combinations;
            assert_eq!(found.len(), expected.len(), "round {round}: {found:?}, {expected:?}");
            for (found, expected) in found.iter().zip(&expected) {
                let features =
                    |c: &Combination| c.terms.iter().map(|(j, _)| *j).collect::<Vec<_>>();
                assert_eq!(found.feature, expected.feature, "round {round}");
                assert_eq!(features(found), features(expected), "round {round}");
                assert!((found.constant - expected.constant).abs() < 1e-8, "round {round}");
                for (f, e) in found.terms.iter().zip(&expected.terms) {
                    assert!((f.1 - e.1).abs() < 1e-8, "round {round}: {found:?}, {expected:?}");
                }
                replaced += 1;
            }
        }
        assert!(replaced > 500, "{replaced}");
    }

    #[test]
    fn what_is_no_matrix_of_products_is_refused_or_all_combinations() {
        let two = Mat::identity(2, 2);
        let of = |matrix: &Mat<f64>, centres: &[f64], remainder| {
            dependencies_of_products(matrix.as_ref(), centres, remainder)
        };
        assert!(matches!(of(&two, &[0.0], 1e-11), Err(Error::Length { .. })));
        assert!(matches!(of(&Mat::zeros(2, 1), &[0.0], 1e-11), Err(Error::Length { .. })));
        let nan = Mat::from_fn(2, 2, |i, j| if i == j { 1.0 } else { f64::NAN });
        assert!(matches!(of(&nan, &[0.0, 0.0], 1e-11), Err(Error::NotFiniteEntry { .. })));
        assert_eq!(of(&two, &[0.0, 0.0], f64::NAN).unwrap(), []);
        let negative = Mat::from_fn(1, 1, |_, _| -1.0);
        assert_eq!(of(&negative, &[2.0], 1e-11).unwrap()[0].constant, 2.0);
        assert_eq!(of(&Mat::new(), &[], 1e-11).unwrap(), []);
    }
}
