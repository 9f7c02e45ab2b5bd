use linalg_lite::ln_1p;

/// What Stirling's formula leaves of the logarithm of the gamma function:
/// `s(a) = ln Gamma(a) - (a - 1/2) ln a + a - ln(2 pi) / 2`.
///
/// `s(a) = 1/(12 a) - 1/(360 a^3) + ...` from 10 on, where six terms give all digits; up to there by
/// `s(a) = s(a + 1) + (a + 1/2) ln(1 + 1/a) - 1`.
pub(super) fn stirling_error(mut a: f64) -> f64 {
    const TERMS: [f64; 6] =
        [-691.0 / 360_360.0, 1.0 / 1188.0, -1.0 / 1680.0, 1.0 / 1260.0, -1.0 / 360.0, 1.0 / 12.0];
    let mut climbed = 0.0;
    while a < 10.0 {
        climbed += (a + 0.5) * ln_1p(1.0 / a) - 1.0;
        a += 1.0;
    }
    climbed + TERMS.iter().fold(0.0, |sum, term| sum / (a * a) + term) / a
}

/// `d - ln(1 + d)`, not negative, to all its digits, from `d` and `ln(1 + d)`.
///
/// With `v = d / (2 + d)`, `ln(1 + d) = 2 (v + v^3/3 + v^5/5 + ...)` and `d - 2 v = v d`.
pub(super) fn deviance(d: f64, ln_of_ratio: f64) -> f64 {
    if d.abs() > 0.4 {
        return d - ln_of_ratio;
    }
    let v = d / (2.0 + d);
    let tail = (1..=12).rev().fold(0.0, |sum, k| sum * v * v + 1.0 / f64::from(2 * k + 1));
    v * (d - 2.0 * v * v * tail)
}
