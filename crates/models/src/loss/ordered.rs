use linalg_lite::{BLOCK_ROWS, exp, ln, ln_1p, log1p_exp, sigmoid};

use super::{CrossEntropy, Loss};

/// The cross-entropy of an ordered class, in nats, from one logit `z`: `l = -ln P(a < class <= b)`, where class
/// number y lies between the thresholds `a = t_y` and `b = t_y+1`, the first class begins at minus infinity, and the last
/// ends at infinity. The probability of a class up to threshold t is `s(t - z)`, and so
///
/// ```text
/// P     = s(b - z) - s(a - z) = s(z - a) s(b - z) (1 - e^(a - b))
/// l     = ln(1 + e^(a - z)) + ln(1 + e^(z - b)) - ln(1 - e^-(b - a))
/// dl/dz = s(z - b) - s(a - z)
/// d2l/dz2 = s(z - a) s(a - z) + s(z - b) s(b - z)
/// ```
///
/// The product has all its digits where the difference would have none. It says that an ordered class is two labels,
/// "above a" and "not above b", each with the binary [`CrossEntropy`] of its own logit, and a term that only knows the
/// gap between the two.
///
/// ```
/// use linalg_lite::ln;
/// use models::loss::OrderedCrossEntropy;
///
/// let third = OrderedCrossEntropy::loss(-ln(2.0), ln(2.0), 0.0); // s(ln 2) - s(-ln 2) = 2/3 - 1/3
/// assert!((third - ln(3.0)).abs() < 1e-15);
/// assert_eq!(OrderedCrossEntropy::loss(0.0, 1.0, 1000.0).floor(), 999.0);
/// ```
///
/// # Source
/// McCullagh, *Regression models for ordinal data*, JRSS B 42 (1980); Agresti, *Categorical Data Analysis*, 8.2.
#[derive(Clone, Copy, Debug)]
pub struct OrderedCrossEntropy;

impl OrderedCrossEntropy {
    /// `l(a, b, z)`, at least 0; infinite unless `a < b`.
    #[must_use]
    pub fn loss(a: f64, b: f64, z: f64) -> f64 {
        log1p_exp(a - z) + log1p_exp(z - b) + Self::of_gap(b - a)
    }

    /// `dl/dz`.
    #[must_use]
    pub fn derivative(a: f64, b: f64, z: f64) -> f64 {
        sigmoid(z - b) - sigmoid(a - z)
    }

    /// `d2l/dz2`, at least 0.
    #[must_use]
    pub fn second_derivative(a: f64, b: f64, z: f64) -> f64 {
        sigmoid(z - a) * sigmoid(a - z) + sigmoid(z - b) * sigmoid(b - z)
    }

    /// `P = e^-l`.
    #[must_use]
    pub fn probability(a: f64, b: f64, z: f64) -> f64 {
        sigmoid(z - a) * sigmoid(b - z) * one_less_exp(b - a)
    }

    /// The part of the loss that is the gap's, `-ln(1 - e^-g)`: 0 for an infinite one, infinite for none.
    #[must_use]
    pub fn of_gap(g: f64) -> f64 {
        let e = exp(-g);
        if g <= 0.0 {
            f64::INFINITY
        } else if e < 0.5 {
            -ln_1p(-e)
        } else {
            -ln(one_less_exp(g))
        }
    }

    /// Its derivative, `-e^-g / (1 - e^-g)`.
    #[must_use]
    pub fn derivative_of_gap(g: f64) -> f64 {
        -exp(-g) / one_less_exp(g)
    }

    /// Its second derivative, `e^-g / (1 - e^-g)^2`.
    #[must_use]
    pub fn second_derivative_of_gap(g: f64) -> f64 {
        exp(-g) / one_less_exp(g) / one_less_exp(g)
    }
}

/// `1 - e^-g`, of a small g as well: rounding `e = e^-g` changes `1 - e` and `-ln e` by nearly the same factor, which
/// cancels in their ratio. Source: Higham, *Accuracy and Stability of Numerical Algorithms*, 1.14.1.
fn one_less_exp(g: f64) -> f64 {
    let e = exp(-g);
    if e == 1.0 {
        g
    } else if e < 0.5 {
        1.0 - e
    } else {
        (1.0 - e) / -ln(e) * g
    }
}

/// The two labels of each sample of a block: derivatives by the logits that count from the threshold below and from the
/// one above.
pub(crate) struct TwoLabels {
    /// In: `z - a`; out: what is left of working with it.
    pub(crate) below: [f64; BLOCK_ROWS],
    /// The same of `z - b`.
    pub(crate) above: [f64; BLOCK_ROWS],
    pub(crate) r: [[f64; BLOCK_ROWS]; 2],
    pub(crate) s: [[f64; BLOCK_ROWS]; 2],
}

impl TwoLabels {
    pub(crate) fn room() -> Self {
        let none = [0.0; BLOCK_ROWS];
        Self { below: none, above: none, r: [none; 2], s: [none; 2] }
    }

    /// Fills in the derivatives of the first n samples from `below` and `above`, and returns the sum of the two losses,
    /// all of them times the weight of their sample, if there are weights.
    pub(crate) fn differentiate(&mut self, n: usize, weights: Option<&[f64]>) -> f64 {
        let mut scratch = [0.0; BLOCK_ROWS];
        let mut of = |label: bool, z: &[f64], r: &mut [f64], s: &mut [f64]| {
            let labels = [label; BLOCK_ROWS];
            let (r, s) = (&mut r[..n], &mut s[..n]);
            CrossEntropy::block(&labels[..n], &z[..n], weights, &mut scratch[..n], r, s)
        };
        let (first, second) = (&mut self.r, &mut self.s);
        of(true, &self.below, &mut first[0], &mut second[0])
            + of(false, &self.above, &mut first[1], &mut second[1])
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const INFINITY: f64 = f64::INFINITY;

    #[test]
    fn by_hand() {
        let (a, b) = (-ln(2.0), ln(2.0));
        for (a, b) in [(-INFINITY, a), (a, b), (b, INFINITY)] {
            assert!((OrderedCrossEntropy::probability(a, b, 0.0) - 1.0 / 3.0).abs() < 1e-16);
            assert!((OrderedCrossEntropy::loss(a, b, 0.0) - ln(3.0)).abs() < 1e-15);
        }
        // -(1 - P up to a) for the last class, and for one in the middle the two tails
        assert!((OrderedCrossEntropy::derivative(b, INFINITY, 0.0) + 2.0 / 3.0).abs() < 1e-15);
        assert!(OrderedCrossEntropy::derivative(a, b, 0.0).abs() < 1e-16);
        assert!((OrderedCrossEntropy::second_derivative(a, b, 0.0) - 4.0 / 9.0).abs() < 1e-15);
    }

    #[test]
    fn the_first_and_the_last_class_are_labels() {
        for k in -80..=80 {
            let z = f64::from(k) * 0.25;
            let (first, last) = ((-INFINITY, 0.7, z), (0.7, INFINITY, z));
            for ((a, b, z), label) in [(first, false), (last, true)] {
                let of = |f: fn(f64, f64, f64) -> f64| f(a, b, z);
                assert_eq!(of(OrderedCrossEntropy::loss), CrossEntropy::loss(label, z - 0.7));
                assert_eq!(
                    of(OrderedCrossEntropy::derivative),
                    CrossEntropy::derivative(label, z - 0.7)
                );
            }
        }
    }

    #[test]
    fn finite_differences_agree() {
        let step = 1e-4;
        for (a, b) in [(-INFINITY, 0.3), (-1.0, 0.3), (0.29, 0.3), (0.3, INFINITY)] {
            for k in -40..=40 {
                let z = f64::from(k) * 0.2;
                let slope = |f: fn(f64, f64, f64) -> f64| {
                    (f(a, b, z + step) - f(a, b, z - step)) / (2.0 * step)
                };
                let first = OrderedCrossEntropy::derivative(a, b, z);
                assert!((slope(OrderedCrossEntropy::loss) - first).abs() < 1e-8);
                let second = OrderedCrossEntropy::second_derivative(a, b, z);
                assert!((slope(OrderedCrossEntropy::derivative) - second).abs() < 1e-8);
            }
        }
        for g in [0.1, 0.5, 1.0, 3.0, 20.0] {
            let slope = |f: fn(f64) -> f64| (f(g + step) - f(g - step)) / (2.0 * step);
            let first = OrderedCrossEntropy::derivative_of_gap(g);
            assert!((slope(OrderedCrossEntropy::of_gap) - first).abs() < 1e-4 * first.abs());
            let second = OrderedCrossEntropy::second_derivative_of_gap(g);
            assert!((slope(OrderedCrossEntropy::derivative_of_gap) - second).abs() < 1e-4 * second);
        }
    }

    /// Far out, and between thresholds that nearly meet, where a difference of sigmoids is 0.
    #[test]
    fn probabilities_keep_their_digits() {
        let far = OrderedCrossEntropy::probability(50.0, 51.0, 0.0);
        assert!((far / (exp(-50.0) - exp(-51.0)) - 1.0).abs() < 1e-15);
        assert!((OrderedCrossEntropy::loss(50.0, 51.0, 0.0) + ln(far)).abs() < 1e-14);
        for gap in [1e-3, 1e-9, 1e-15, 1e-200] {
            let near = OrderedCrossEntropy::probability(0.0, gap, 0.0); // s' gap - s''' ...
            assert!((near / (gap / 4.0) - 1.0).abs() < gap * gap + 1e-15, "{gap}");
            let third_order = (1.0 - gap / 2.0 + gap * gap / 6.0) * gap;
            assert!(
                (one_less_exp(gap) / third_order - 1.0).abs() < gap * gap * gap + 4e-16,
                "{gap}"
            );
            let loss = OrderedCrossEntropy::of_gap(gap);
            assert!((loss + ln(third_order)).abs() < gap * gap * gap + 4e-16 * loss);
        }
        assert_eq!(OrderedCrossEntropy::loss(-800.0, 800.0, 0.0), 0.0);
        assert_eq!(OrderedCrossEntropy::loss(0.0, 0.0, 0.0), INFINITY);
        assert_eq!(OrderedCrossEntropy::of_gap(INFINITY), 0.0);
    }

    #[test]
    fn a_block_is_its_samples_one_by_one() {
        let thresholds = [-INFINITY, -1.0, 0.5, INFINITY];
        let z: Vec<f64> = (-200..200).map(|k| f64::from(k) * 0.21).chain([800.0, -800.0]).collect();
        let weights: Vec<f64> = (0..z.len()).map(|i| (i % 4) as f64).collect();
        let mut labels = TwoLabels::room();
        for (i, z) in z.iter().enumerate() {
            labels.below[i] = z - thresholds[i % 3];
            labels.above[i] = z - thresholds[i % 3 + 1];
        }
        let total = labels.differentiate(z.len(), Some(&weights));
        let mut one_by_one = 0.0;
        for (i, z) in z.iter().enumerate() {
            let (a, b, weight) = (thresholds[i % 3], thresholds[i % 3 + 1], weights[i]);
            let own = OrderedCrossEntropy::loss(a, b, *z) - OrderedCrossEntropy::of_gap(b - a);
            one_by_one += if weight > 0.0 { weight * own } else { 0.0 };
            let first = weight * OrderedCrossEntropy::derivative(a, b, *z);
            assert!((labels.r[0][i] + labels.r[1][i] - first).abs() <= 1e-15 * weight, "z = {z}");
            let second = weight * OrderedCrossEntropy::second_derivative(a, b, *z);
            assert!((labels.s[0][i] + labels.s[1][i] - second).abs() <= 1e-15 * weight, "z = {z}");
        }
        assert!((total - one_by_one).abs() < 1e-14 * one_by_one);
    }
}
