use std::fmt;

use serde::{Deserialize, Serialize};

/// How far the objective may be above its minimum: `J(w) - min J <= gap`, in the units of `J`.
///
/// `gap` bounds `J` in exact arithmetic, given the gradient as it was computed; the computed `J` has a
/// rounding error of its own, about `1e-16 (1 + |J|)`.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Certificate {
    /// The bound, at least 0.
    pub gap: f64,
    /// What it rests on.
    pub bound: Bound,
}

impl Certificate {
    pub(crate) fn proven(gap: f64) -> Self {
        Self { gap, bound: Bound::Proven }
    }
}

/// What a [`Certificate`] rests on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
#[serde(rename_all = "snake_case")]
pub enum Bound {
    /// A proof: strong convexity, a dual point, or that the objective is a parabola.
    #[serde(alias = "Proven")]
    Proven,
    /// Half the squared Newton decrement, `g' H^-1 g / 2`: the gap to the minimum of the parabola that
    /// touches `J` at `w`. Exact in the limit, near the optimum.
    #[serde(alias = "Local", alias = "Rough")]
    Local,
}

impl fmt::Display for Certificate {
    /// Two digits, rounded up; no less than 1e-16, the rounding of `J` itself.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.gap == 0.0 && self.bound == Bound::Proven {
            return f.write_str("the optimum");
        }
        let gap = rounded_up(self.gap.max(1e-16));
        match self.bound {
            Bound::Proven => write!(f, "within {gap} of the optimum"),
            Bound::Local => {
                write!(f, "within {gap} of the optimum, judging by the curvature there")
            }
        }
    }
}

/// The smallest `d.de-xx` that is not below `x`.
fn rounded_up(x: f64) -> String {
    let nearest = format!("{x:.1e}");
    let above = |(digits, exponent): (&str, &str)| {
        let next = digits.parse::<f64>().ok()? + 0.1;
        format!("{next}e{exponent}").parse::<f64>().ok()
    };
    match nearest.parse::<f64>() {
        Ok(rounded) if rounded < x => {
            nearest.split_once('e').and_then(above).map_or(nearest, |next| format!("{next:.1e}"))
        }
        _ => nearest,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn printed_bounds_are_still_bounds() {
        for (x, printed) in [(0.0, "0.0e0"), (3.1e-13, "3.1e-13"), (3.12e-13, "3.2e-13")] {
            assert_eq!(rounded_up(x), printed);
        }
        for k in 1..1000 {
            let x = f64::from(k) * 1.234_567e-9;
            let printed: f64 = rounded_up(x).parse().unwrap();
            assert!(printed >= x && printed <= 1.15 * x, "{x}: {printed}");
        }
        let proven = Certificate { gap: 2e-16, bound: Bound::Proven };
        assert_eq!(proven.to_string(), "within 2.0e-16 of the optimum");
        let local = Certificate { gap: 3e-34, bound: Bound::Local };
        assert!(local.to_string().starts_with("within 1.0e-16 of the optimum, judging"));
    }
}
