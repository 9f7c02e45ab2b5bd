/// Where each column of a [`Design`](crate::Design) is counted from.
///
/// A column that lies within four deviations of zero is *near*: of it a sweep takes `x w - m w`, which is
/// the faster way and costs two bits at most. Any other is moved value by value, `(x - m) w`, because it
/// would lose all the digits that its mean takes up.
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

    /// The means, and 0 for one that is no number.
    pub(crate) fn of(means: &[f64], variances: &[f64]) -> Self {
        const NEAR: f64 = 4.0;
        let values = means.iter().map(|mean| if mean.is_finite() { *mean } else { 0.0 }).collect();
        let is_near = |(mean, variance): (&f64, &f64)| mean.abs() <= NEAR * variance.sqrt();
        Self { values, is_near: means.iter().zip(variances).map(is_near).collect() }
    }

    /// One a feature.
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
