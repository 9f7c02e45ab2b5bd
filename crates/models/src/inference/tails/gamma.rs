use std::f64::consts::TAU;

use linalg_lite::{exp, ln, ln_1p};

use super::Tails;
use super::integral::integral;
use super::stirling::{deviance, stirling_error};

/// The incomplete gamma functions `P(a, x)` and `Q(a, x)`, `a, x > 0`.
///
/// ```text
/// P = D integral of (1 + s)^-(a + 1) e^(x s / (1 + s)) ds      by u = x / (1 + s), for x below a
/// Q = D integral of (1 + s)^(a - 1) e^-(x s) ds                by u = x (1 + s), above
/// D = x^a e^-x / Gamma(a) = sqrt(a / 2 pi) e^-(s(a) + a (d - ln(1 + d))),   d = x / a - 1
/// ```
pub(super) fn tails(a: f64, x: f64) -> Tails {
    let d = (x - a) / a;
    if d == f64::INFINITY {
        return Tails::AT_INFINITY;
    }
    let density = (a / TAU).sqrt() * exp(-stirling_error(a) - a * deviance(d, ln(x / a)));
    if x < a {
        let h = |s: f64| x * (s / (1.0 + s)) - (a + 1.0) * ln_1p(s);
        let (slope, curvature) = (a + 1.0 - x, a + 1.0 - 2.0 * x);
        Tails::from_below(density * integral(h, 1.0 / (slope + curvature.abs().sqrt())))
    } else {
        let h = |s: f64| (a - 1.0) * ln_1p(s) - x * s;
        let (slope, curvature) = (x - a + 1.0, a - 1.0);
        Tails::from_above(density * integral(h, 1.0 / (slope + curvature.abs().sqrt())))
    }
}
