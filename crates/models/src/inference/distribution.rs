use super::TestResult;
use super::tails::{Tails, two_sided_normal, two_sided_student};

/// The distribution with which the ratio of an estimate to its standard error is compared.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Distribution {
    /// The standard normal distribution: the ratio is called z.
    Normal,
    /// Student's distribution with this many degrees of freedom: the ratio is called t.
    Student(f64),
}

impl Distribution {
    /// The probability of a value at least as far from 0 as `x`: the p-value of a statistic, right to ten digits down to
    /// 1e-300, and 0 below.
    ///
    /// ```
    /// use models::inference::Distribution;
    ///
    /// assert!((Distribution::Normal.two_sided(-1.959_963_984_540_054) - 0.05).abs() < 1e-15);
    /// ```
    #[must_use]
    pub fn two_sided(self, x: f64) -> f64 {
        self.tails(x).above
    }

    /// A sum of so many squares of ratios that are independent of each other: against chi-squared or, of Student's
    /// ratios, their mean against F.
    pub(super) fn test(self, squares: f64, number: f64) -> TestResult {
        match self {
            Self::Normal => TestResult::chi_squared(squares, number),
            Self::Student(degrees) => TestResult::f(squares / number, number, degrees),
        }
    }

    fn tails(self, x: f64) -> Tails {
        match self {
            Self::Normal => two_sided_normal(x),
            Self::Student(degrees) => two_sided_student(x, degrees),
        }
    }

    /// The distance from 0 that is exceeded with probability `1 - level`: how many standard errors an
    /// interval of that level reaches to either side. 0 for a level of 0 or less, infinite for 1 or
    /// more, or for degrees of freedom that are not positive.
    ///
    /// ```
    /// use models::inference::Distribution;
    ///
    /// assert!((Distribution::Normal.critical_value(0.95) - 1.959_963_984_540).abs() < 1e-12);
    /// assert!((Distribution::Student(7.0).critical_value(0.95) - 2.364_624_251_593).abs() < 1e-12);
    /// ```
    #[must_use]
    pub fn critical_value(self, level: f64) -> f64 {
        if level.is_nan() || self.two_sided(0.0).is_nan() {
            f64::NAN
        } else if level <= 0.0 {
            0.0
        } else if level >= 1.0 {
            f64::INFINITY
        } else {
            self.by_halves(level)
        }
    }

    /// Between a distance that is too near and one that is not, the one in the middle, until nothing
    /// lies between. Whether it is too near, the smaller of the two tails tells.
    fn by_halves(self, level: f64) -> f64 {
        let too_near = |x: f64| {
            let Tails { below, above } = self.tails(x);
            if level < 0.5 { below < level } else { above > 1.0 - level }
        };
        let (mut low, mut high) = (0.5, 1.0);
        while too_near(high) {
            (low, high) = (high, 2.0 * high);
        }
        while !too_near(low) {
            (low, high) = (low / 2.0, low);
        }
        loop {
            let middle = f64::midpoint(low, high);
            if middle <= low || middle >= high {
                return middle;
            }
            if too_near(middle) { low = middle } else { high = middle }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const DEGREES: [f64; 9] = [1.0, 1.5, 2.0, 3.7, 10.0, 1e2, 1e4, 1e6, 1e7];

    #[test]
    fn a_critical_value_is_exceeded_as_often_as_its_name_says() {
        let levels = [1e-12, 1e-5, 0.1, 0.499, 0.5, 0.8, 0.95, 0.999, 1.0 - 1e-9, 1.0 - 1e-12];
        for level in levels {
            let students = DEGREES.map(Distribution::Student);
            for distribution in students.into_iter().chain([Distribution::Normal]) {
                let Tails { below, above } = distribution.tails(distribution.critical_value(level));
                let (found, expected) =
                    if level < 0.5 { (below, level) } else { (above, 1.0 - level) };
                assert!((found / expected - 1.0).abs() < 1e-12, "{distribution:?}, {level}");
            }
        }
    }

    fn agree(found: f64, expected: f64) {
        assert!((found / expected - 1.0).abs() < 1e-11, "{found:e} is not {expected:e}");
    }

    /// With two degrees of freedom the critical value at level L is `L / sqrt((1 - L^2) / 2)`.
    #[test]
    fn two_degrees_have_a_closed_form() {
        for level in [1e-9, 0.3, 0.9, 0.99, 1.0 - 1e-10, 1.0 - 1e-12] {
            let found = Distribution::Student(2.0).critical_value(level);
            agree(found, level / ((1.0 - level) * (1.0 + level) / 2.0).sqrt());
        }
    }

    /// Roots by mpmath, at 50 digits.
    #[test]
    fn critical_values_agree_with_references() {
        use Distribution::{Normal, Student};
        let nearly_all = 1.0 - 1e-12;
        agree(Normal.critical_value(1e-12), 1.253_314_137_315_500_2e-12);
        agree(Normal.critical_value(0.5), 0.674_489_750_196_081_7);
        agree(Normal.critical_value(0.95), 1.959_963_984_540_054);
        agree(Normal.critical_value(nearly_all), 7.130_509_892_879_272);
        agree(Student(1.5).critical_value(0.95), 6.016_663_104_427_928);
        agree(Student(30.25).critical_value(0.99), 2.748_468_088_274_816);
        agree(Student(1.5).critical_value(nearly_all), 82_855_134.533_397_08);
        agree(Student(1000.0).critical_value(nearly_all), 7.223_957_750_518_744);
        agree(Student(30.25).critical_value(1e-6), 1.263_713_125_331_625_6e-6);
    }

    #[test]
    fn at_the_ends_there_is_an_answer() {
        for distribution in [Distribution::Normal, Distribution::Student(3.0)] {
            assert_eq!([-1.0, 0.0].map(|level| distribution.critical_value(level)), [0.0, 0.0]);
            assert_eq!(distribution.critical_value(1.0), f64::INFINITY);
            assert!(distribution.critical_value(f64::NAN).is_nan());
        }
        assert_eq!(Distribution::Student(0.0).critical_value(0.95), f64::INFINITY);
        assert!(Distribution::Student(f64::NAN).critical_value(0.95).is_nan());
    }
}
