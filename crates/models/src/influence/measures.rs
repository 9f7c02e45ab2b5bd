use linalg_lite::{exp, ln};

use super::Influence;
use crate::problem::Target;

/// What is kept of one sample of a row: from these follows the rest.
#[derive(Clone, Copy, Debug)]
pub(super) struct Row {
    pub(super) leverage: f64,
    pub(super) pearson: f64,
    pub(super) deviance: f64,
}

impl Row {
    /// `1 - h`; none where rounding decides its digits, because the row determines a parameter alone.
    pub(super) fn rest(&self) -> Option<f64> {
        const NO_DIGIT: f64 = 1e-10;
        Some(1.0 - self.leverage).filter(|rest| *rest > NO_DIGIT)
    }
}

/// What one sample of a row does to a fit; formulas at the top of [`influence`](crate::influence).
///
/// None is what is not defined: beside a leverage of 1 the residual is 0 whatever the target, and without the row a
/// parameter could be anything.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Measures {
    /// How much of a parameter it determines by itself, in [0, 1].
    pub leverage: f64,
    /// `(y - p) / sqrt(p (1 - p))`; of a line `y - z`, times the root of a weight that is a precision.
    pub pearson: f64,
    /// The root of what the sample adds to the deviance, with the sign of `y - p`; of a line as Pearson's.
    pub deviance: f64,
    /// The deviance residual in standard deviations (R's `rstandard`).
    pub standardised: Option<f64>,
    /// The same with a dispersion that does not know the row (R's `rstudent`).
    pub studentised: Option<f64>,
    /// How far all parameters move with it, squared, in units of their covariance, for each parameter.
    pub cooks_distance: Option<f64>,
    /// By how many standard errors it moves its own prediction or logit.
    pub dffits: Option<f64>,
    /// The determinant of the covariance of the parameters without it, for each unit of that with it.
    pub covariance_ratio: Option<f64>,
}

impl<T: Target> Influence<'_, T> {
    /// The measures of a row; none for a row of weight 0, or beyond the last.
    #[must_use]
    pub fn measures(&self, row: usize) -> Option<Measures> {
        let row = self.row(row)?;
        let Row { leverage, pearson, deviance } = row;
        let k = self.parameters() as f64;
        let rest = row.rest();
        let without = self.dispersion_without(&row);
        let both = rest.zip(without);
        let of_line = rest.map(|rest| deviance * deviance + pearson * pearson * leverage / rest);
        let studentised = of_line.zip(without).map(|(square, v)| (square / v).sqrt());
        Some(Measures {
            leverage,
            pearson,
            deviance,
            standardised: finite(rest.map(|rest| deviance / (self.dispersion() * rest).sqrt())),
            studentised: finite(studentised.map(|size| size.copysign(pearson))),
            cooks_distance: self.cooks_distance(&row),
            dffits: finite(both.map(|(rest, v)| pearson * leverage.sqrt() / (v.sqrt() * rest))),
            covariance_ratio: finite(
                both.map(|(rest, v)| exp(k * ln(v / self.dispersion())) / rest),
            ),
        })
    }

    /// The rows with the largest Cook's distances, the largest first; of equal ones the first in the table.
    #[must_use]
    pub fn most_influential(&self, most: usize) -> Vec<usize> {
        let of_row = |i: usize| Some((i, self.cooks_distance(&self.row(i)?)?));
        let mut rows: Vec<(usize, f64)> = (0..self.n_rows()).filter_map(of_row).collect();
        let order = |a: &(usize, f64), b: &(usize, f64)| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0));
        if most < rows.len() {
            rows.select_nth_unstable_by(most, order);
            rows.truncate(most);
        }
        rows.sort_unstable_by(order);
        rows.into_iter().map(|(row, _)| row).collect()
    }

    /// The rows that determine a parameter alone: their leverage is 1, and no fit without them has that parameter.
    #[must_use]
    pub fn alone(&self) -> Vec<usize> {
        let is_alone = |i: &usize| self.row(*i).is_some_and(|row| row.rest().is_none());
        (0..self.n_rows()).filter(is_alone).collect()
    }

    pub(super) fn row(&self, row: usize) -> Option<Row> {
        self.rows.get(row).copied().flatten()
    }

    fn cooks_distance(&self, row: &Row) -> Option<f64> {
        let rest = row.rest()?;
        let far = row.pearson / rest;
        let k = self.parameters() as f64;
        finite(Some(far * far * row.leverage / (self.dispersion() * k)))
    }

    /// The dispersion that the other samples give; none where they leave none to estimate it from.
    pub(super) fn dispersion_without(&self, row: &Row) -> Option<f64> {
        const NO_DIGIT: f64 = 1e-13;
        let Some(dispersion) = self.dispersion else { return Some(1.0) };
        let left = self.samples - self.parameters() as f64;
        let squares = left * dispersion;
        let without = squares - row.pearson * (row.pearson / row.rest()?);
        (left > 1.0 && without > NO_DIGIT * squares).then(|| without / (left - 1.0))
    }
}

fn finite(number: Option<f64>) -> Option<f64> {
    number.filter(|x| x.is_finite())
}
