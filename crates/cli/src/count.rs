use models::inference::significant;

/// A count without a point when it is whole, else with five significant digits.
///
/// ```
/// assert_eq!([57.0, 0.123456, 1e-9].map(cli::count), ["57", "0.12346", "1.0000e-9"]);
/// ```
#[must_use]
pub fn count(count: f64) -> String {
    const EXACT: f64 = 9_007_199_254_740_992.0; // 2^53
    if count.fract() == 0.0 && count.abs() < EXACT {
        format!("{count:.0}")
    } else {
        significant(count)
    }
}
