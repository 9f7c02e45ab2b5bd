/// A polynomial in each interval, in powers of the distance from where it begins.
#[derive(Clone, Debug, PartialEq)]
pub struct Piecewise {
    /// Where one interval ends and the next begins, in ascending order: at least one.
    pub breaks: Vec<f64>,
    /// The coefficients in each interval, the constant first: one more than there are breaks. The first interval
    /// counts from the first break, the others from the one that they begin at.
    pub coefficients: Vec<Vec<f64>>,
}

impl Piecewise {
    /// Its value.
    #[must_use]
    pub fn at(&self, x: f64) -> f64 {
        let interval = self.breaks.partition_point(|at| *at <= x);
        let u = x - self.begin(interval);
        self.coefficients[interval].iter().rev().fold(0.0, |value, c| value * u + c)
    }

    /// Where an interval counts from.
    #[must_use]
    pub fn begin(&self, interval: usize) -> f64 {
        self.breaks[interval.saturating_sub(1)]
    }
}
