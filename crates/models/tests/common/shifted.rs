//! Tables near zero, and the same far from it.

use models::inference::Estimates;

use super::tables::{Table, draw, shifts};
use super::{DIGITS, agree};

/// A table, and the same far from zero.
pub(crate) struct Pair {
    pub(crate) seed: u64,
    pub(crate) near: Table,
    pub(crate) far: Table,
    pub(crate) shifts: Vec<f64>,
}

pub(crate) fn pairs(seeds: std::ops::Range<u64>) -> impl Iterator<Item = Pair> {
    seeds.map(|seed| {
        let near = draw(seed);
        let shifts = shifts(near.x.ncols(), seed);
        let far = near.changed(|j, x| x + shifts[j]);
        Pair { seed, near, far, shifts }
    })
}

/// Coefficients and an intercept.
#[derive(Clone, Copy)]
pub(crate) struct Line<'a>(pub(crate) &'a [f64], pub(crate) f64);

impl Pair {
    /// The coefficients are the same, and the intercept makes up for the shifts.
    #[track_caller]
    pub(crate) fn same_line(&self, what: &str, near: Line<'_>, far: Line<'_>, digits: f64) {
        let what = &format!("seed {}, shifts {:?}, {what}", self.seed, self.shifts);
        agree(what, far.0, near.0, digits);
        let rounding = self.moves(far.0) * 8.0 * f64::EPSILON;
        let moved = far.1 + self.shifts.iter().zip(far.0).map(|(m, c)| m * c).sum::<f64>();
        assert!((moved - near.1).abs() <= digits * 10.0 + rounding, "{what}: {moved} {}", near.1);
    }

    /// The sizes of what the intercept has to make up for.
    pub(crate) fn moves(&self, coefficients: &[f64]) -> f64 {
        self.shifts.iter().zip(coefficients).map(|(shift, c)| (shift * c).abs()).sum()
    }

    /// What inference can hold: it begins with the intercept as it was handed out, rounded far from zero.
    pub(crate) fn digits_of_the_intercept(&self, near: &Estimates) -> f64 {
        let coefficients: Vec<f64> = near.estimates.iter().flatten().map(|e| e.value).collect();
        DIGITS + 4.0 * f64::EPSILON * self.moves(&coefficients)
    }

    /// The same errors and statistics of all coefficients, and the intercept's own where it has moved to.
    #[track_caller]
    pub(crate) fn same_estimates(&self, what: &str, near: &Estimates, far: &Estimates) {
        let what = &format!("seed {}, shifts {:?}, {what}", self.seed, self.shifts);
        let p = self.shifts.len();
        let of = |e: &Estimates| -> Vec<f64> {
            let coefficients = e.estimates[..p].iter().map(|e| e.unwrap());
            coefficients.flat_map(|e| [e.standard_error, e.statistic]).collect()
        };
        agree(what, &of(far), &of(near), self.digits_of_the_intercept(near));
        assert_eq!(far.distribution, near.distribution, "{what}");
        let back: Vec<f64> = self.shifts.iter().map(|shift| -shift).collect();
        let expected = near.standard_error_at(&back).unwrap();
        let found = far.estimates[p].unwrap().standard_error;
        assert!((found / expected - 1.0).abs() < 1e-7, "{what}: intercept {found} {expected}");
    }
}
