/// Where each column of a [`Design`](crate::Design) is counted from.
///
/// A column that lies within four deviations of zero is *near*: of it a sweep takes `x w - m w`, which is
/// the faster way and costs about two bits. Any other is moved value by value, `(x - m) w`, because it
/// would lose all the digits that its mean takes up.
///
/// ```
/// use linalg_lite::{Design, matrix_from_columns};
///
/// let x = matrix_from_columns(&[&[1.0, 3.0], &[1e9, 1e9 + 2.0]])?;
/// let centres = Design::new(x.as_ref(), true)?.centres(None)?;
/// assert_eq!(centres.values(), [2.0, 1e9 + 1.0]);
/// # Ok::<(), linalg_lite::Error>(())
/// ```
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Centres {
    values: Vec<f64>,
    is_near: Vec<bool>,
}

impl Centres {
    /// `n_features` columns as they are.
    #[must_use]
    pub fn zero(n_features: usize) -> Self {
        Self { values: vec![0.0; n_features], is_near: vec![true; n_features] }
    }

    /// Anywhere: each value is moved by itself.
    #[must_use]
    pub fn at(values: Vec<f64>) -> Self {
        Self { is_near: vec![false; values.len()], values }
    }

    /// The means, and 0 for one that is not a number.
    pub(crate) fn of(means: &[f64], variances: &[f64]) -> Self {
        const NEAR: f64 = 4.0;
        let values = means.iter().map(|mean| if mean.is_finite() { *mean } else { 0.0 }).collect();
        let is_near = |(mean, variance): (&f64, &f64)| mean.abs() <= NEAR * variance.sqrt();
        Self { values, is_near: means.iter().zip(variances).map(is_near).collect() }
    }

    /// One per feature.
    #[must_use]
    pub fn values(&self) -> &[f64] {
        &self.values
    }

    /// What has to be taken from each value of feature j.
    pub(crate) fn far(&self, j: usize) -> f64 {
        if self.is_near[j] { 0.0 } else { self.values[j] }
    }

    /// What can be taken from sums over feature j.
    pub(crate) fn near(&self, j: usize) -> f64 {
        if self.is_near[j] { self.values[j] } else { 0.0 }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Block, Design, Mat};

    #[test]
    fn both_ways_lead_to_the_same_sums() {
        let x = Mat::from_fn(700, 6, |i, j| ((i * (3 * j + 7) + j) % 101) as f64 / 25.0 - 1.0);
        let design = Design::new(x.as_ref(), true).unwrap();
        let near = design.centres(None).unwrap();
        let far = Centres { is_near: vec![false; 6], ..near.clone() };
        assert!(near.is_near.iter().all(|near| *near));
        let w = [0.5, -1.0, 2.0, 0.25, -0.75, 1.5, 0.3];
        let r: Vec<f64> = (0..700).map(|i| ((i * 13) % 29) as f64 - 14.0).collect();
        let [one, other] = [&near, &far].map(|centres| {
            let design = design.centred(centres).unwrap();
            let mut gradient = vec![0.0; 7];
            let add = |block: Block<'_>| block.add_gradient(&r[block.rows()], &mut gradient);
            design.for_each_block(add).unwrap();
            [design.logits(&w).unwrap(), gradient].concat()
        });
        for (one, other) in one.iter().zip(&other) {
            assert!((one - other).abs() <= 1e-13 * (1.0 + other.abs()), "{one} {other}");
        }
    }
}
