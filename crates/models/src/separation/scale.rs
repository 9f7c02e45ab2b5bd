use linalg_lite::inverse_power;

/// What brings a column to numbers around 1: `(x unit - centre) / spread`.
///
/// The centre is the column's median and the spread the median of the distances from it that are not
/// 0. Both are made of the column's own values: a constant added to the column, or a power of two it
/// is multiplied by, leaves the numbers the same to the bit wherever it leaves the column its digits,
/// and a few huge values do not hide the others.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Scale {
    /// A power of two that keeps the largest value below 2.
    pub(super) unit: f64,
    /// In units; 0 when nothing may be centred.
    pub(super) centre: f64,
    /// In units; 0 for a column that says nothing: a constant, or zeros where nothing is centred.
    pub(super) spread: f64,
}

impl Scale {
    /// Of the values that count.
    pub(super) fn of(values: impl Iterator<Item = f64> + Clone, centred: bool) -> Self {
        const LEAST_SPREAD: f64 = 3e-151; // so that squares of what is divided by it do not overflow
        let largest = values.clone().fold(0.0_f64, |largest, x| largest.max(x.abs()));
        let unit = inverse_power(largest);
        let mut numbers: Vec<f64> = values.map(|x| x * unit).collect();
        let centre = if centred { median(&mut numbers) } else { 0.0 };
        let mut distances: Vec<f64> =
            numbers.iter().map(|x| (x - centre).abs()).filter(|d| *d > 0.0).collect();
        let spread = median(&mut distances);
        Self { unit, centre, spread: if spread > 0.0 { spread.max(LEAST_SPREAD) } else { 0.0 } }
    }

    /// Of n values, of which so many are 1 and the others 0.
    pub(super) fn of_level(ones: usize, n: usize, centred: bool) -> Self {
        let middle = n.saturating_sub(1) / 2;
        let centre = if centred && middle >= n - ones { 1.0 } else { 0.0 };
        let others = if centre == 1.0 { n - ones } else { ones };
        Self { unit: 1.0, centre, spread: if others > 0 { 1.0 } else { 0.0 } }
    }

    /// The number a value becomes.
    pub(super) fn apply(&self, x: f64) -> f64 {
        (x * self.unit - self.centre) / self.spread
    }

    /// How many spreads the centre lies from 0.
    pub(super) fn distance(&self) -> f64 {
        self.centre / self.spread
    }
}

/// The middle one, or the one below the middle; 0 of none.
fn median(values: &mut [f64]) -> f64 {
    match values.len() {
        0 => 0.0,
        n => *values.select_nth_unstable_by((n - 1) / 2, f64::total_cmp).1,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(values: &[f64], centred: bool) -> Vec<f64> {
        let scale = Scale::of(values.iter().copied(), centred);
        values.iter().map(|x| scale.apply(*x)).collect()
    }

    #[test]
    fn by_hand() {
        assert_eq!(of(&[3.0, 5.0, 7.0, 7.0, 1e20], true), [-1.0, -0.5, 0.0, 0.0, 2.5e19]);
        assert_eq!(of(&[3.0, -6.0, 0.0, 0.0], false), [1.0, -2.0, 0.0, 0.0]);
        assert_eq!(Scale::of([4.0, 4.0].into_iter(), true).spread, 0.0);
        assert_eq!(Scale::of([0.0, 0.0].into_iter(), false).spread, 0.0);
        assert_eq!(Scale::of([0.0; 0].into_iter(), true).spread, 0.0);
    }

    #[test]
    fn shifts_and_units_change_no_bit() {
        let values = [0.25, -3.0, 7.5, 11.0, 2.0, 2.0, 0.0];
        let plain = of(&values, true);
        assert_eq!(of(&values.map(|x| x + 1e9), true), plain);
        for unit in [1e-300, 5e-324 * 64.0, 2.0, 1e300] {
            let power = 1.0 / inverse_power(unit);
            assert_eq!(of(&values.map(|x| x * power), true), plain, "{unit:e}");
        }
    }

    #[test]
    fn huge_and_tiny_values_stay_finite() {
        for numbers in [of(&[1e308, -1e308, 0.0], true), of(&[1.0, 2.0, 3.0, f64::MAX], true)] {
            assert!(numbers.iter().all(|x| (x * x).is_finite()), "{numbers:?}");
        }
    }
}
