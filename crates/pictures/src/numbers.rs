//! Numbers as they are printed: rounded (ties to even), never `-0.000`.

/// With so many digits after the point.
///
/// ```
/// assert_eq!(pictures::numbers::fixed(-0.0004, 3), "0.000");
/// assert_eq!(pictures::numbers::fixed(2.5, 0), "2");
/// ```
#[must_use]
pub fn fixed(number: f64, digits: usize) -> String {
    let text = format!("{number:.digits$}");
    match text.strip_prefix('-') {
        Some(rest) if rest.chars().all(|c| matches!(c, '0' | '.')) => rest.to_owned(),
        _ => text,
    }
}

/// With six significant digits; very large and very small numbers with an exponent.
///
/// ```
/// assert_eq!(pictures::numbers::short(0.0066928509), "0.00669285");
/// assert_eq!(pictures::numbers::short(4.5397868e-5), "4.53979e-5");
/// assert_eq!(pictures::numbers::short(0.5), "0.5");
/// ```
#[must_use]
pub fn short(number: f64) -> String {
    if number == 0.0 || !number.is_finite() {
        return fixed(number, 0);
    }
    let scientific = format!("{number:.5e}");
    let (digits, exponent) = scientific.split_once('e').unwrap_or((&scientific, "0"));
    match exponent.parse::<i32>() {
        Ok(exponent @ -4..6) => trim_zeros(&fixed(number, (5 - exponent) as usize)),
        _ => format!("{}e{exponent}", trim_zeros(digits)),
    }
}

fn trim_zeros(text: &str) -> String {
    if text.contains('.') {
        text.trim_end_matches('0').trim_end_matches('.').to_owned()
    } else {
        text.to_owned()
    }
}

/// A share in percent, with one digit: `146 of 160` is `91.2%`.
///
/// ```
/// assert_eq!(pictures::numbers::percent(146.0, 160.0), "91.2%");
/// ```
#[must_use]
pub fn percent(part: f64, whole: f64) -> String {
    format!("{}%", fixed(100.0 * part / whole, 1))
}

/// A rate in percent, or `none` when it does not exist.
///
/// ```
/// assert_eq!(pictures::numbers::rate(Some(0.25)), "25.0%");
/// assert_eq!(pictures::numbers::rate(None), "none");
/// ```
#[must_use]
pub fn rate(rate: Option<f64>) -> String {
    rate.map_or_else(|| "none".to_owned(), |rate| format!("{}%", fixed(100.0 * rate, 1)))
}

/// With a comma between thousands.
///
/// ```
/// assert_eq!(pictures::numbers::thousands(5719), "5,719");
/// ```
#[must_use]
pub fn thousands(number: usize) -> String {
    let digits = number.to_string();
    let mut text = String::new();
    for (i, digit) in digits.chars().enumerate() {
        if i > 0 && (digits.len() - i).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

/// `none`, `a`, `a and b`, `a, b and c`.
///
/// ```
/// assert_eq!(pictures::numbers::list(&["a", "b", "c"]), "a, b and c");
/// ```
#[must_use]
pub fn list<S: AsRef<str>>(items: &[S]) -> String {
    match items {
        [] => "none".to_owned(),
        [one] => one.as_ref().to_owned(),
        [firsts @ .., last] => {
            let firsts: Vec<&str> = firsts.iter().map(AsRef::as_ref).collect();
            format!("{} and {}", firsts.join(", "), last.as_ref())
        }
    }
}

/// `1 e-mail`, `3 e-mails`.
///
/// ```
/// assert_eq!(pictures::numbers::count(1, "e-mail"), "1 e-mail");
/// ```
#[must_use]
pub fn count(number: usize, noun: &str) -> String {
    if number == 1 { format!("1 {noun}") } else { format!("{number} {noun}s") }
}

/// With five significant digits, and an exponent below 1e-5 and from 1e9 on.
///
/// ```
/// use pictures::numbers::significant;
///
/// assert_eq!([-0.232_162_7, 1e-9].map(significant), ["-0.23216", "1.0000e-9"]);
/// ```
#[must_use]
pub fn significant(number: f64) -> String {
    const DIGITS: i32 = 5;
    if number == 0.0 || !number.is_finite() {
        return fixed(number, 0);
    }
    let rounded = format!("{number:.4e}");
    let exponent: i32 = rounded.split_once('e').and_then(|(_, e)| e.parse().ok()).unwrap_or(0);
    if (-5..9).contains(&exponent) {
        format!("{number:.digits$}", digits = (DIGITS - 1 - exponent).max(0) as usize)
    } else {
        rounded
    }
}

/// A number of rows or a sum of weights: without a point where it is whole, else as [`significant`].
///
/// ```
/// use pictures::numbers::weight;
///
/// assert_eq!([57.0, 0.123456].map(weight), ["57", "0.12346"]);
/// ```
#[must_use]
pub fn weight(sum: f64) -> String {
    const EXACT: f64 = 9_007_199_254_740_992.0; // 2^53
    let is_whole = sum.fract() == 0.0 && sum.abs() < EXACT;
    if is_whole { fixed(sum, 0) } else { significant(sum) }
}
