use std::f64::consts::TAU;

use linalg_lite::{exp, ln, ln_1p};

use super::integral::integral;
use super::stirling::{deviance, stirling_error};

/// A ratio F of two mean squares that is at least 1, by what keeps its digits near 1 and where F
/// itself would overflow.
#[derive(Clone, Copy)]
pub(super) struct Ratio {
    /// `w = 1 / F`.
    pub(super) inverse: f64,
    /// `1 - w`.
    pub(super) to_one: f64,
    /// `ln w`.
    pub(super) ln_inverse: f64,
}

/// The incomplete beta function `I(a, b)` above `q = a F / (a F + b)`: the probability that an F with
/// `2 a` and `2 b` degrees of freedom is larger than one that is at least 1.
///
/// ```text
/// D integral of (1 + s)^(a - 1) (1 + q s)^-(a + b) ds       by u = x (1 + s), x = a F / b
/// D = q^a (1 - q)^b / B(a, b)
///   = sqrt(a b / (2 pi n)) e^(s(n) - s(a) - s(b) - a (d - ln(1 + d)) - b (e - ln(1 + e)))
/// n = a + b,  1 + d = n q / a,  1 + e = n (1 - q) / b
/// ```
pub(super) fn above(a: f64, b: f64, ratio: Ratio) -> f64 {
    let n = a + b;
    let whole = a + b * ratio.inverse;
    let (q, rest) = (a / whole, b * ratio.inverse / whole);
    let (d, e) = (b * ratio.to_one / whole, -a * ratio.to_one / whole);
    let ln_of_d = ln(n / whole);
    let fall = a * deviance(d, ln_of_d) + b * deviance(e, ln_of_d + ratio.ln_inverse);
    let density = (a / n * b / TAU).sqrt()
        * exp(stirling_error(n) - stirling_error(a) - stirling_error(b) - fall);

    let slope = 1.0 + a * d;
    let curvature = n * q * q - (a - 1.0);
    let scale = 1.0 / (slope + curvature.abs().sqrt());
    if q < 0.5 {
        density * integral(|s| (a - 1.0) * ln_1p(s) - n * ln_1p(q * s), scale)
    } else {
        // The same, with 1 + q s = (1 + s) (1 - (1 - q) s / (1 + s)).
        let h = |s: f64| -(b + 1.0) * ln_1p(s) - n * ln_1p(-rest * (s / (1.0 + s)));
        density * integral(h, scale)
    }
}
