use pxfm::{f_betainc_reg, f_erfc, f_erfcinv, f_gamma_q};

/// What a ratio of an estimate and its standard error is compared with.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Distribution {
    /// The standard normal distribution: the ratio is called z.
    Normal,
    /// Student's distribution with so many degrees of freedom: the ratio is called t.
    Student(f64),
}

impl Distribution {
    /// The probability of a value at least as far from 0 as `x`.
    pub(super) fn two_sided(self, x: f64) -> f64 {
        match self {
            Self::Normal => f_erfc(x.abs() / std::f64::consts::SQRT_2),
            Self::Student(degrees) => f_tail(x * x, 1.0, degrees),
        }
    }

    /// The distance from 0 that is exceeded with probability `1 - level`.
    #[must_use]
    pub fn quantile(self, level: f64) -> f64 {
        match self {
            Self::Normal => std::f64::consts::SQRT_2 * f_erfcinv(1.0 - level),
            Self::Student(_) => self.by_halves(1.0 - level),
        }
    }

    /// Between two distances, of which one is exceeded more and the other less often than wanted, the
    /// one in the middle, until nothing lies between.
    fn by_halves(self, tail: f64) -> f64 {
        let (mut low, mut high) = (0.0, 1.0);
        while self.two_sided(high) > tail {
            (low, high) = (high, 2.0 * high);
        }
        loop {
            let middle = f64::midpoint(low, high);
            if middle <= low || middle >= high {
                return middle;
            }
            if self.two_sided(middle) > tail { low = middle } else { high = middle }
        }
    }
}

/// The probability that a sum of `degrees` squares of standard normal numbers is at least `x`.
pub(crate) fn chi_squared_tail(x: f64, degrees: f64) -> f64 {
    if x <= 0.0 { 1.0 } else { f_gamma_q(degrees / 2.0, x / 2.0) }
}

/// The probability that a ratio of two mean squares is at least `x`.
pub(super) fn f_tail(x: f64, degrees: f64, degrees_below: f64) -> f64 {
    let part = degrees_below / (degrees_below + degrees * x.max(0.0));
    f_betainc_reg(degrees_below / 2.0, degrees / 2.0, part)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn assert_close(found: f64, expected: f64, tolerance: f64) {
        assert!((found / expected - 1.0).abs() < tolerance, "{found:e} is not {expected:e}");
    }

    /// Figures of R's `2 * pnorm(-x)`, `2 * pt(-x, df)`, `pchisq(x, df, lower = FALSE)`, `pf(...)`.
    #[test]
    fn tails_agree_with_published_figures() {
        assert_close(Distribution::Normal.two_sided(1.959_963_984_540_054), 0.05, 1e-13);
        assert_close(Distribution::Normal.two_sided(10.0), 1.523_970_604_832_105e-23, 1e-12);
        assert_close(Distribution::Student(7.0).two_sided(-2.364_624_251_592_785), 0.05, 1e-12);
        assert_close(Distribution::Normal.quantile(0.95), 1.959_963_984_540_054, 1e-13);
        assert_close(Distribution::Student(7.0).quantile(0.95), 2.364_624_251_592_785, 1e-9);
        assert_close(chi_squared_tail(3.841_458_820_694_124, 1.0), 0.05, 1e-12);
        assert_close(f_tail(5.591_447_851_220_738, 1.0, 7.0), 0.05, 1e-12);
        assert_eq!((chi_squared_tail(0.0, 1.0), f_tail(0.0, 1.0, 2.0)), (1.0, 1.0));
    }
}
