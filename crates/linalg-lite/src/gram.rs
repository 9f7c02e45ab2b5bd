use crate::error::{check_counts, check_finite, check_length};
use crate::products::Products;
use crate::{Design, DoubleDouble, Error, Mat};

/// Means of products: all that a quadratic objective has to know about features and a target.
#[derive(Clone, Debug, PartialEq)]
pub struct Gram {
    /// The weighted mean of each feature, and last of the target; 0 without an intercept. They have more
    /// digits than an `f64`, so that differences of means far from zero have theirs.
    pub means: Vec<DoubleDouble>,
    /// The weighted mean of the products of any two of them, features first and the target last, each
    /// less its mean.
    pub products: Mat<f64>,
    /// The weight of all samples together.
    pub weight: f64,
}

/// Means and products in one sweep.
///
/// Columns far from zero would lose digits if their means were taken off the products afterwards. So
/// a mean of some samples is taken off before, and only the rest afterwards.
///
/// # Errors
/// [`Error::Length`] and [`Error::NotFiniteEntry`] for a bad target, as [`check_counts`](crate::check_counts) for bad weights, [`Error::NotFinite`]
/// for a bad feature.
///
/// ```
/// use linalg_lite::{Design, gram, matrix_from_columns};
///
/// let x = matrix_from_columns(&[&[1e9, 1e9 + 2.0]])?;
/// let gram = gram(Design::new(x.as_ref(), true)?, &[5.0, 6.0], None)?;
/// assert_eq!((gram.means[0].to_f64(), gram.means[1].to_f64()), (1e9 + 1.0, 5.5));
/// assert_eq!((gram.products[(0, 0)], gram.products[(0, 1)]), (1.0, 0.5));
/// # Ok::<(), linalg_lite::Error>(())
/// ```
pub fn gram(design: Design<'_>, y: &[f64], weights: Option<&[f64]>) -> Result<Gram, Error> {
    check_length("the target", design.n_samples(), y.len())?;
    check_counts(design.n_samples(), weights)?;
    let size = design.n_features() + 1;
    let Products { centres, products, sums, weight, .. } = Products::of(design, y, weights)?;
    let rest: Vec<f64> = match design.has_intercept() {
        true => sums.iter().map(|sum| sum / weight).collect(),
        false => vec![0.0; size],
    };
    let products = Mat::from_fn(size, size, |i, j| {
        products[(i.min(j), i.max(j))] / weight - rest[i] * rest[j]
    });
    let means =
        centres.iter().zip(&rest).map(|(centre, rest)| DoubleDouble::of_sum(*centre, *rest));
    let means: Vec<DoubleDouble> = means.collect();
    if !(0..size).all(|j| products[(j, j)].is_finite()) {
        check_finite("the target", y)?;
        design.check_finite()?;
    }
    Ok(Gram { means, products, weight })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn weights_that_are_none_are_refused() {
        let x = Mat::from_fn(3, 1, |i, _| i as f64);
        let design = Design::new(x.as_ref(), true).unwrap();
        let of = |weights: [f64; 3]| gram(design, &[1.0, 2.0, 4.0], Some(&weights)).unwrap_err();
        let text = "the weight is NaN at position 1: it must be finite";
        assert_eq!(of([1.0, f64::NAN, 1.0]).to_string(), text);
        assert!(matches!(of([1.0, 1.0, f64::INFINITY]), Error::NotFiniteEntry { index: 2, .. }));
        assert_eq!(of([1.0, 1.0, -0.5]), Error::Weight { row: 2, weight: -0.5 });
        assert_eq!(of([0.0, -0.0, 0.0]), Error::NoWeight);
    }

    #[test]
    fn weighted_products_by_definition_however_far_from_zero() {
        for (n, p, shift) in [(3, 1, 0.0), (700, 5, 1e7), (40_000, 2, -1e6)] {
            let x = Mat::from_fn(n, p, |i, j| ((i * (3 + j)) % 101) as f64 + shift);
            let y: Vec<f64> = (0..n).map(|i| ((i * 7) % 13) as f64 - shift).collect();
            let weights: Vec<f64> = (0..n).map(|i| (i % 3) as f64).collect();
            let design = Design::new(x.as_ref(), true).unwrap();
            let found = gram(design, &y, Some(&weights)).unwrap();
            let value = |i: usize, j: usize| if j < p { x[(i, j)] } else { y[i] };
            let total: f64 = weights.iter().sum();
            assert_eq!(found.weight, total);
            let mean =
                |of: &dyn Fn(usize) -> f64| (0..n).map(|i| weights[i] * of(i)).sum::<f64>() / total;
            let base = |j: usize| value(0, j); // near the values, so that nothing is lost
            let means: Vec<f64> = (0..=p).map(|j| mean(&|i| value(i, j) - base(j))).collect();
            for j in 0..=p {
                assert!((found.means[j].to_f64() - base(j) - means[j]).abs() < 1e-8);
                for k in 0..=p {
                    let product = mean(&|i| {
                        (value(i, j) - base(j) - means[j]) * (value(i, k) - base(k) - means[k])
                    });
                    assert!((found.products[(j, k)] - product).abs() < 1e-9, "{n}: {j} {k}");
                }
            }
            let plain = Design::new(x.as_ref(), false).unwrap();
            assert!(gram(plain, &y, None).unwrap().means.iter().all(|mean| mean.to_f64() == 0.0));
        }
    }
}
