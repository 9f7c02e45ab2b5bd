//! Tail probabilities of the four distributions that statistics are compared with, accurate to a relative
//! 1e-10 from 1 down to 1e-300, for degrees of freedom from 1 to 1e7; 0 below. (From 0.1 to
//! 1e12 degrees at least nine digits are right.)
//!
//! Each is a density times an integral that falls from 1: the density keeps its digits because it is
//! written with the remainder of Stirling's formula ([`stirling`]), and one rule ([`integral`])
//! serves every shape of the rest. Only correctly rounded functions and plain arithmetic are used, so
//! that every machine finds the same bits.

mod beta;
mod gamma;
mod integral;
mod stirling;

use std::f64::consts::SQRT_2;

use linalg_lite::ln;

/// The smallest p-value that is told from 0.
pub(super) const SMALLEST: f64 = 1e-300;

/// The two parts that a number divides a distribution into. Either keeps its own digits where it is
/// the smaller.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Tails {
    pub(super) below: f64,
    pub(super) above: f64,
}

impl Tails {
    const AT_ZERO: Self = Self { below: 0.0, above: 1.0 };
    const AT_INFINITY: Self = Self { below: 1.0, above: 0.0 };
    const UNKNOWN: Self = Self { below: f64::NAN, above: f64::NAN };

    fn from_below(below: f64) -> Self {
        let below = cut(below);
        Self { below, above: 1.0 - below }
    }

    fn from_above(above: f64) -> Self {
        let above = cut(above);
        Self { below: 1.0 - above, above }
    }
}

fn cut(p: f64) -> f64 {
    if p < SMALLEST {
        0.0
    } else if p > 1.0 {
        1.0
    } else {
        p
    }
}

/// A standard normal number, by its distance from 0.
pub(super) fn two_sided_normal(z: f64) -> Tails {
    let z = z.abs() / SQRT_2;
    Tails { below: cut(pxfm::f_erf(z)), above: cut(pxfm::f_erfc(z)) }
}

/// Student's t, by its distance from 0. Its square is an F with 1 degree of freedom above.
pub(super) fn two_sided_student(t: f64, degrees: f64) -> Tails {
    let t = t.abs();
    if let Some(tails) = at_an_end(t, &[degrees]) {
        return tails;
    }
    let (a, b) = (0.5, half(degrees));
    let ratio = |small: f64| beta::Ratio {
        inverse: small * small,
        to_one: (1.0 - small) * (1.0 + small),
        ln_inverse: 2.0 * ln(small),
    };
    if t < 1.0 {
        Tails::from_below(beta::above(b, a, ratio(t)))
    } else {
        Tails::from_above(beta::above(a, b, ratio(1.0 / t)))
    }
}

/// The probability that a sum of `degrees` squares of standard normal numbers is at least `x`.
pub(super) fn chi_squared(x: f64, degrees: f64) -> f64 {
    at_an_end(x, &[degrees]).unwrap_or_else(|| gamma::tails(half(degrees), x / 2.0)).above
}

/// The probability that a ratio of two mean squares is at least `x`.
pub(super) fn f(x: f64, degrees: f64, degrees_below: f64) -> f64 {
    if let Some(tails) = at_an_end(x, &[degrees, degrees_below]) {
        return tails.above;
    }
    let (a, b) = (half(degrees), half(degrees_below));
    if x < 1.0 {
        let ratio = beta::Ratio { inverse: x, to_one: 1.0 - x, ln_inverse: ln(x) };
        Tails::from_below(beta::above(b, a, ratio)).above
    } else {
        let ratio = beta::Ratio { inverse: 1.0 / x, to_one: (x - 1.0) / x, ln_inverse: -ln(x) };
        Tails::from_above(beta::above(a, b, ratio)).above
    }
}

/// Half the degrees of freedom; infinitely many are as good as 1e20.
fn half(degrees: f64) -> f64 {
    degrees.min(1e20) / 2.0
}

/// What needs no computation: NaN is passed on, nothing lies below 0 and nothing above infinity; and
/// with hardly a degree of freedom, or none, no statistic is far from 0.
fn at_an_end(x: f64, degrees: &[f64]) -> Option<Tails> {
    const FEWEST: f64 = 0.1;
    if x.is_nan() || degrees.iter().any(|degrees| degrees.is_nan()) {
        Some(Tails::UNKNOWN)
    } else if x == f64::INFINITY {
        Some(Tails::AT_INFINITY)
    } else if x <= 0.0 || degrees.iter().any(|degrees| *degrees < FEWEST) {
        Some(Tails::AT_ZERO)
    } else {
        None
    }
}

#[cfg(test)]
mod tests;
