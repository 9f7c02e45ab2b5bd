use linalg_lite::{Cholesky, Mat};

use super::cost::Cost;
use super::extrapolation::Extrapolation;
use crate::error::Error;
use crate::multiples::add_multiple;

/// When the minimum of the model is near enough.
#[derive(Clone, Copy)]
pub(super) struct Near {
    /// When a pass lowers it by so little.
    pub(super) tolerance: f64,
    /// Or by so small a part of all that was gained; a coordinate that would gain less than its share of it stays.
    pub(super) part: f64,
}

/// The parameters `v` that minimise the model `g'd + d'H d / 2 + sum_j l1_j |v_j|` with `d = v - w`.
///
/// One coordinate after the other goes to its own minimum, where the soft threshold puts it:
///
/// ```text
/// v_j <- S(H_jj v_j - q_j, l1_j) / H_jj      q = g + H d
/// S(x, l1) = sign(x) max(|x| - l1, 0)         or max(x - l1, 0) where v_j may not be negative
/// ```
///
/// Between two passes over all coordinates only those that are not 0 move. Where they move slowly,
/// because columns are nearly collinear, the linear system of the nonzero ones is solved instead. Of a rough minimum,
/// which is asked for where there are many, passes are extrapolated first.
///
/// Source: Friedman, Hastie and Tibshirani, *Regularization paths for generalized linear models via
/// coordinate descent*, Journal of Statistical Software 33 (2010).
pub(super) fn minimise_model(
    hessian: &Mat<f64>,
    gradient: &[f64],
    w: &[f64],
    costs: &[Cost],
    near: Near,
) -> Result<Vec<f64>, Error> {
    const ROUNDS: usize = 200;
    const PATIENCE: usize = 20;
    let mut model = Model::new(hessian, gradient, w, costs);
    let mut past = Extrapolation::default();
    let is_rough = near.part > 0.0;
    for _ in 0..ROUNDS {
        if !model.gains(true, near) {
            break;
        }
        let mut patience = if is_rough { PATIENCE.max(w.len() / 6) } else { PATIENCE };
        while model.gains(false, near) {
            patience -= 1;
            if patience == 0 {
                model.solve_nonzero()?;
                break;
            }
            if is_rough {
                model.extrapolate(&mut past)?;
            }
        }
    }
    Ok(model.v)
}

struct Model<'a> {
    hessian: &'a Mat<f64>,
    costs: &'a [Cost],
    v: Vec<f64>,
    /// The slope of the model without the l1.
    q: Vec<f64>,
    /// By how much it has fallen.
    gained: f64,
    /// By how much a coordinate has to lower it to be moved.
    least: f64,
}

impl<'a> Model<'a> {
    fn new(hessian: &'a Mat<f64>, g: &[f64], w: &[f64], costs: &'a [Cost]) -> Self {
        Self { hessian, costs, v: w.to_vec(), q: g.to_vec(), gained: 0.0, least: 0.0 }
    }

    /// Whether one pass gains so much that another should follow.
    fn gains(&mut self, all: bool, near: Near) -> bool {
        let fall = self.pass(all);
        self.gained += fall;
        let enough = near.part * self.gained;
        self.least = enough / self.v.len() as f64;
        fall > near.tolerance.max(enough)
    }

    /// One pass over all coordinates, or those that are not 0; returns by how much the model fell, if that is
    /// more than rounding.
    fn pass(&mut self, all: bool) -> f64 {
        const LAST_DIGITS: f64 = 4.0 * f64::EPSILON;
        let (mut fall, mut size) = (0.0, 0.0);
        for j in 0..self.v.len() {
            if all || self.v[j] != 0.0 {
                fall += self.descend(j);
                size += self.size(j);
            }
        }
        if fall <= LAST_DIGITS * LAST_DIGITS * size { 0.0 } else { fall }
    }

    /// Goes to where the last passes lead, if the model is lower there and nothing is negative that may not be.
    fn extrapolate(&mut self, past: &mut Extrapolation) -> Result<(), Error> {
        let curvature = |j: usize| self.hessian[(j, j)];
        let Some((v, q)) = past.after_pass(&self.v, &self.q, curvature)? else { return Ok(()) };
        let fall_of = |j: usize| {
            let corner = self.costs[j].l1 * (self.v[j].abs() - v[j].abs());
            corner - (v[j] - self.v[j]) * (self.q[j] + q[j]) / 2.0
        };
        let fall: f64 = (0..v.len()).map(fall_of).sum();
        let may_be = |j: usize| v[j] >= 0.0 || !self.costs[j].is_nonnegative;
        if fall > 0.0 && (0..v.len()).all(may_be) {
            self.gained += fall;
            (self.v, self.q) = (v, q);
        }
        Ok(())
    }

    /// What the model would fall by if a coordinate moved by all that it is made of.
    fn size(&self, j: usize) -> f64 {
        let curvature = self.hessian[(j, j)];
        let reach = curvature * self.v[j].abs() + self.q[j].abs();
        if curvature > 0.0 { reach * reach / curvature / 2.0 } else { 0.0 }
    }

    fn descend(&mut self, j: usize) -> f64 {
        let curvature = self.hessian[(j, j)];
        let lowest = if curvature > 0.0 {
            self.costs[j].threshold(curvature * self.v[j] - self.q[j]) / curvature
        } else {
            0.0 // a column of zeros
        };
        let step = lowest - self.v[j];
        let fall = curvature / 2.0 * step * step;
        if step == 0.0 || fall < self.least {
            return 0.0;
        }
        self.move_by(j, step);
        self.v[j] = lowest;
        fall
    }

    /// Keeps `q` up to date.
    fn move_by(&mut self, j: usize, step: f64) {
        add_multiple(step, column_of(self.hessian, j), &mut self.q);
    }

    /// Moves the nonzero coordinates to the minimum they have with their signs as they are, or as far
    /// as they can go until the first of them is 0. Those that others replace stay.
    fn solve_nonzero(&mut self) -> Result<(), Error> {
        const ROUNDING: f64 = 1e-13;
        let nonzero: Vec<usize> = (0..self.v.len()).filter(|j| self.v[*j] != 0.0).collect();
        let size = nonzero.len();
        let matrix =
            Mat::from_fn(size, size, |row, column| self.hessian[(nonzero[row], nonzero[column])]);
        let (factor, kept) = Cholesky::skipping(matrix.as_ref(), ROUNDING)?;
        let moving: Vec<usize> = kept.iter().map(|place| nonzero[*place]).collect();
        let slope: Vec<f64> =
            moving.iter().map(|&j| -self.q[j] - self.costs[j].l1 * self.v[j].signum()).collect();
        let step = factor.solve(&slope)?;
        let room = |place: usize| {
            let j = moving[place];
            let crosses = self.costs[j].has_corner() && step[place] * self.v[j] < 0.0;
            if crosses { (-self.v[j] / step[place], Some(j)) } else { (f64::INFINITY, None) }
        };
        let (length, stopped_by) =
            (0..moving.len()).map(room).fold((1.0, None), |a, b| if b.0 < a.0 { b } else { a });
        for (place, &j) in moving.iter().enumerate() {
            self.move_by(j, length * step[place]);
            self.v[j] += length * step[place];
        }
        if let Some(j) = stopped_by {
            self.v[j] = 0.0;
        }
        Ok(())
    }
}

/// The numbers of column j.
pub(super) fn column_of(matrix: &Mat<f64>, j: usize) -> &[f64] {
    matrix.col(j).try_as_col_major().map_or(&[], |column| column.as_slice())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn to(tolerance: f64) -> Near {
        Near { tolerance, part: 0.0 }
    }

    #[test]
    fn one_coordinate_by_hand() {
        // 2 v^2 / 2 - 3 v + |v|: slope 2 v - 3 + 1 = 0 at v = 1; with l1 = 4 it stays at 0.
        let hessian = Mat::from_fn(1, 1, |_, _| 2.0);
        let lowest = |l1| {
            let cost = [Cost { l1, ..Default::default() }];
            minimise_model(&hessian, &[-3.0], &[0.0], &cost, to(1e-20)).unwrap()
        };
        assert_eq!((lowest(1.0), lowest(4.0)), (vec![1.0], vec![0.0]));
    }

    /// At the minimum minus the slope is a slope of the penalty, however nearly collinear the columns.
    #[test]
    fn the_slope_is_balanced_by_the_penalty() {
        for closeness in [0.5, 0.9, 0.999, 0.999_999] {
            let hessian = Mat::from_fn(6, 6, |i, j| if i == j { 1.0 } else { closeness });
            let gradient = [-1.0, 0.4, -0.3, 0.9, -0.7, 0.05];
            let mut costs = [Cost { l1: 0.2, ..Default::default() }; 6];
            costs[5] = Cost::default();
            costs[0].is_nonnegative = true;
            costs[2].is_nonnegative = true;
            let v = minimise_model(&hessian, &gradient, &[0.1; 6], &costs, to(1e-24)).unwrap();
            for j in 0..6 {
                let slope: f64 =
                    gradient[j] + (0..6).map(|k| hessian[(j, k)] * (v[k] - 0.1)).sum::<f64>();
                let off = costs[j].distance(v[j], slope);
                assert!(off < 1e-9, "{closeness}, {j}: {off:e}");
                assert!(v[j] >= 0.0 || !costs[j].is_nonnegative);
            }
        }
    }
}
