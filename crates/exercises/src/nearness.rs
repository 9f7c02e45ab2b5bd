use pictures::numbers::short;

/// Whether two numbers are one but for rounding: `|yours - right| <= tolerance (1 + |right|)`, or both are the
/// same infinity.
pub(crate) fn is_near(yours: f64, right: f64, tolerance: f64) -> bool {
    let off_by = (yours - right).abs();
    yours == right || right.is_finite() && off_by <= tolerance * (1.0 + right.abs())
}

/// [`is_near`] for each of as many.
pub(crate) fn are_near(yours: &[f64], right: &[f64], tolerance: f64) -> bool {
    yours.len() == right.len()
        && yours.iter().zip(right).all(|(yours, right)| is_near(*yours, *right, tolerance))
}

/// A number in words that fit behind "is".
pub(crate) fn number(value: f64) -> String {
    match value {
        _ if value.is_nan() => "no number".to_owned(),
        f64::INFINITY => "infinite".to_owned(),
        f64::NEG_INFINITY => "minus infinite".to_owned(),
        _ => short(value),
    }
}

/// Some numbers, in brackets.
pub(crate) fn numbers(values: &[f64]) -> String {
    let texts: Vec<String> = values.iter().copied().map(number).collect();
    format!("({})", texts.join(", "))
}

/// A number that is short to print.
pub(crate) fn hundredths(value: f64) -> f64 {
    (value * 100.0).round() / 100.0
}
