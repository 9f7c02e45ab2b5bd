use std::ops::Range;

use crate::{Cholesky, Mat, exp};

/// How much the variance of all features of a category is inflated by what the others say, too.
///
/// ```text
/// det R_11 det R_22 / det R     of the correlations of its features, of the others, and of all
/// ```
///
/// is the same whichever level is the baseline; its root of so many as the category has features is a factor a feature.
///
/// # Source
/// Fox and Monette, *Generalized collinearity diagnostics*, Journal of the American Statistical Association 87 (1992).
#[derive(Clone, Debug, PartialEq)]
pub struct CategoryInflation {
    /// Its features, those included that are aliased.
    pub features: Range<usize>,
    /// A factor a feature, on the scale of the inflation of a number; infinite where it is beyond all digits.
    pub inflation: f64,
}

/// Of the products of unit columns, each of the feature at the same place.
pub(super) fn of_categories(
    products: &Mat<f64>,
    features: &[usize],
    categories: impl Iterator<Item = Range<usize>>,
) -> Vec<CategoryInflation> {
    let all: Vec<usize> = (0..features.len()).collect();
    let ln_determinant = |of: &[usize]| {
        let part = Mat::from_fn(of.len(), of.len(), |i, j| products[(of[i], of[j])]);
        Cholesky::new(part.as_ref()).map_or(f64::NEG_INFINITY, |factor| factor.ln_determinant())
    };
    let mut of_all = None;
    let of_category = |category: Range<usize>| {
        let (own, others): (Vec<usize>, Vec<usize>) =
            all.iter().partition(|place| category.contains(&features[**place]));
        if own.is_empty() {
            return None;
        }
        let of_all = *of_all.get_or_insert_with(|| ln_determinant(&all));
        let inflation = match of_all == f64::NEG_INFINITY {
            true => f64::INFINITY,
            false => {
                exp((ln_determinant(&own) + ln_determinant(&others) - of_all) / own.len() as f64)
            }
        };
        Some(CategoryInflation { features: category, inflation })
    };
    categories.filter_map(of_category).collect()
}

#[cfg(test)]
mod tests {
    use crate::random::Random;
    use crate::{Columns, Design, collinearity};

    /// Of one feature it is the variance inflation, and another baseline changes nothing.
    #[test]
    fn it_does_not_depend_on_the_baseline() {
        let mut random = Random(11);
        for _ in 0..50 {
            let n = 60;
            let codes: Vec<u32> = (0..n).map(|_| random.below(4) as u32).collect();
            let number: Vec<f64> = codes.iter().map(|c| f64::from(*c) + random.next()).collect();
            let of = |shift: u32, few: bool| {
                let code = |c: &u32| if few { u32::from(*c > 1) } else { (c + shift) % 4 };
                let codes: Vec<u32> = codes.iter().map(code).collect();
                let mut x = Columns::new(n);
                x.push_numbers(number.clone()).unwrap();
                x.push_category(&codes, if few { 1 } else { 3 }).unwrap();
                collinearity(Design::new(&x, true).unwrap(), None).unwrap()
            };
            let (one, other) = (&of(0, false).categories[0], &of(2, false).categories[0]);
            assert!((one.inflation / other.inflation - 1.0).abs() < 1e-9);
            assert!(one.inflation >= 1.0 && one.features == (1..4));
            let single = of(0, true);
            assert!((single.categories[0].inflation / single.inflation[1] - 1.0).abs() < 1e-9);
        }
    }
}
