use crate::error::check_counts;
use crate::factor::{Factor, triangle_in_range};
use crate::level_dependencies::level_dependencies;
use crate::{Combination, Design, Error, sum};

/// Which features are combinations of others.
#[derive(Clone, Debug, PartialEq)]
pub struct Dependencies {
    /// Rank of the design matrix, the column of ones included.
    pub rank: usize,
    /// One for each feature that others replace (or that is constant, beside an intercept).
    pub combinations: Vec<Combination>,
}

/// The rank of a design, of samples that count `counts[i]` (if none are given, 1 each), and what keeps it
/// from being full.
///
/// From the triangle of the centred columns, as in [`least_squares`](crate::least_squares()). A column
/// counts as a combination of others when what is left of it is no more than the rounding of the numbers
/// that it and they are made of: `x = 1e9 + d` is known to seven digits of `d`. Where features can
/// replace each other, the earlier ones are kept. Where there are many levels, their counts are asked instead: beside
/// more than 2,000 features a column of which less than 1e-11 is left, squared, is then a combination, too.
///
/// # Errors
/// [`Error::NotFinite`] for a bad feature; [`Error::Weight`] and [`Error::NoWeight`] for bad counts.
///
/// ```
/// use linalg_lite::{Design, dependencies, matrix_from_columns};
///
/// let x = matrix_from_columns(&[&[0.0, 10.0, 20.0, 35.0], &[32.0, 50.0, 68.0, 95.0]])?;
/// let found = dependencies(Design::new(x.as_ref(), true)?, None)?;
/// let names = ["celsius".to_owned(), "fahrenheit".to_owned()];
/// assert_eq!(found.combinations[0].describe(&names), "fahrenheit = 1.8 * celsius + 32");
/// # Ok::<(), linalg_lite::Error>(())
/// ```
pub fn dependencies(design: Design<'_>, counts: Option<&[f64]>) -> Result<Dependencies, Error> {
    check_counts(design.n_samples(), counts)?;
    if let Some(found) = level_dependencies(design, counts)? {
        return Ok(found);
    }
    let (triangle, frame) = triangle_in_range(design, &vec![1.0; design.n_samples()], counts)?;
    let n = counts.map_or(design.n_samples() as f64, sum);
    let factor = Factor::of(&triangle, &frame, design, n, &vec![0.0; design.dim()]);
    let combinations = factor.combinations();
    Ok(Dependencies { rank: design.dim() - combinations.len(), combinations })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Mat, matrix_from_columns};

    fn described(columns: &[&[f64]], intercept: bool) -> Vec<String> {
        let x = matrix_from_columns(columns).unwrap();
        let found = dependencies(Design::new(x.as_ref(), intercept).unwrap(), None).unwrap();
        let names: Vec<String> = ["a", "b", "c", "d"].iter().map(|name| (*name).into()).collect();
        assert_eq!(found.rank, columns.len() + usize::from(intercept) - found.combinations.len());
        found.combinations.iter().map(|combination| combination.describe(&names)).collect()
    }

    #[test]
    fn the_later_column_is_the_one_that_is_replaced() {
        let (a, b) = ([1.0, 2.0, 4.0, 8.0, 3.0], [2.0, -1.0, 0.5, 1.0, 1.0]);
        let sum: [f64; 5] = std::array::from_fn(|i| a[i] - 0.25 * b[i]);
        let shifted: [f64; 5] = std::array::from_fn(|i| 3.0 * b[i] + 7.0);
        assert_eq!(described(&[&a, &b, &sum], false), ["c = a - 0.25 * b"]);
        assert_eq!(
            described(&[&a, &b, &sum, &shifted], true),
            ["c = a - 0.25 * b", "d = 3 * b + 7"]
        );
        assert_eq!(described(&[&a, &b, &a], true), ["c = a"]);
        assert_eq!(described(&[&a, &b], true), [""; 0]);
    }

    #[test]
    fn constants_and_scales() {
        let a = [1.0, 2.0, 4.0, 8.0, 3.0];
        let huge = a.map(|x| 1e200 * x);
        assert_eq!(described(&[&a, &[5.0; 5]], true), ["b = 5"]);
        assert_eq!(described(&[&[0.0; 5], &a], false), ["a = 0"]);
        assert_eq!(described(&[&a, &huge, &[0.0; 5]], true), ["b = 1e200 * a", "c = 0"]);
    }

    #[test]
    fn fewer_samples_than_features() {
        let x = Mat::from_fn(3, 6, |i, j| ((i * i + 3 * j * i + j * j) % 7) as f64);
        let found = dependencies(Design::new(x.as_ref(), true).unwrap(), None).unwrap();
        assert_eq!((found.rank, found.combinations.len()), (3, 4));
    }
}
