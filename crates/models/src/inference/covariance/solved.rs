use std::sync::Arc;

use linalg_lite::{Arrow, ArrowCholesky, Cholesky, Mat, dot};
use rayon::prelude::*;

use super::rounding::{deviation, is_rounding, size};
use super::{Covariance, Kept};
use crate::error::Error;
use crate::inference::inverse::Places;

/// A covariance `C = f R V R'` of parameters of which one category is kept apart, where V is `A^-1` or a sandwich
/// `A^-1 M A^-1`, and R leads from features that count from their centres to those that count from 0:
/// `b - m'c` is the intercept, and everything else stays.
#[derive(Clone, Debug, PartialEq)]
pub(in crate::inference) struct Solved {
    factor: f64,
    inverse: Arc<ArrowCholesky>,
    filling: Option<Arc<Arrow>>,
    free: Vec<usize>,
    /// For each free parameter what it takes from the intercept: its centre, and 0 for the intercept itself; none without
    /// an intercept.
    moves: Vec<f64>,
    /// The diagonal of C, one entry per parameter.
    pub(super) variances: Vec<f64>,
    /// The roots of that of `f V`.
    pub(super) deviations: Vec<f64>,
}

impl Solved {
    pub(in crate::inference) fn covariance(
        inverse: Arc<ArrowCholesky>,
        filling: Option<(Arrow, f64)>,
        factor: f64,
        places: Places<'_>,
    ) -> Result<Covariance, Error> {
        let Places { free, centres, dim } = places;
        let mut diagonal = inverse.inverse_diagonal();
        if let Some((filling, floor)) = &filling {
            let filled = inverse.sandwich_diagonal(filling)?;
            let above = |(v, of_inverse): (f64, f64)| if v <= floor * of_inverse { 0.0 } else { v };
            diagonal = filled.into_iter().zip(diagonal).map(above).collect();
        }
        let mut variances = vec![0.0; dim];
        free.iter().zip(diagonal).for_each(|(j, value)| variances[*j] = factor * value);
        let has_intercept = free.last() == Some(&centres.len());
        let moves = free.iter().map(|j| centres.get(*j).copied().unwrap_or(0.0));
        let moves = if has_intercept { moves.collect() } else { Vec::new() };
        let (free, filling) = (free.to_vec(), filling.map(|(filling, _)| Arc::new(filling)));
        let deviations = variances.iter().map(|variance| deviation(*variance)).collect();
        let mut solved = Self { factor, inverse, filling, free, moves, variances, deviations };
        if has_intercept {
            let mut unit = vec![0.0; dim];
            unit[dim - 1] = 1.0;
            let variance = solved.times(&unit)?[dim - 1];
            let size = size(&solved.moved(&unit), &solved.deviations);
            solved.variances[dim - 1] = if is_rounding(variance, size) { 0.0 } else { variance };
        }
        Ok(Kept::Solved(Box::new(solved)).into())
    }

    pub(super) fn scaled(&self, factor: f64) -> Self {
        let variances = self.variances.iter().map(|variance| factor * variance).collect();
        let deviations = self.deviations.iter().map(|s| factor.sqrt() * s).collect();
        Self { factor: factor * self.factor, variances, deviations, ..self.clone() }
    }

    /// `C x`.
    pub(super) fn times(&self, x: &[f64]) -> Result<Vec<f64>, Error> {
        let mut v: Vec<f64> = self.free.iter().map(|j| self.factor * x[*j]).collect();
        self.take_from_each(&mut v, -1.0); // R' x
        v = self.inverse.solve(&v)?;
        if let Some(filling) = &self.filling {
            v = self.inverse.solve(&filling.times(&v)?)?;
        }
        self.take_from_intercept(&mut v, -1.0); // R
        let mut all = vec![0.0; x.len()];
        self.free.iter().zip(v).for_each(|(j, value)| all[*j] = value);
        Ok(all)
    }

    /// `R' x`.
    pub(super) fn moved(&self, x: &[f64]) -> Vec<f64> {
        let mut y: Vec<f64> = self.free.iter().map(|j| x[*j]).collect();
        self.take_from_each(&mut y, -1.0);
        let mut all = x.to_vec();
        self.free.iter().zip(y).for_each(|(j, value)| all[*j] = value);
        all
    }

    /// `f y' V y`.
    pub(super) fn form_at_centres(&self, y: &[f64]) -> Result<f64, Error> {
        let y: Vec<f64> = self.free.iter().map(|j| y[*j]).collect();
        let mut v = self.inverse.solve(&y)?;
        if let Some(filling) = &self.filling {
            v = self.inverse.solve(&filling.times(&v)?)?;
        }
        Ok(self.factor * dot(&y, &v))
    }

    /// The rows and columns of some parameters.
    pub(super) fn of(&self, parameters: &[usize]) -> Result<Mat<f64>, Error> {
        let column = |j: &usize| {
            let mut unit = vec![0.0; self.variances.len()];
            unit[*j] = 1.0;
            let all = self.times(&unit)?;
            Ok(parameters.iter().map(|i| all[*i]).collect())
        };
        let columns: Vec<Vec<f64>> =
            parameters.par_iter().map(column).collect::<Result<_, Error>>()?;
        let size = parameters.len();
        Ok(Mat::from_fn(size, size, |i, j| columns[i.max(j)][i.min(j)]))
    }

    /// `v' C_ff^-1 v` for some parameters f, none where it is singular: with the others o and `P = C^-1` the smallest
    /// `[v x] P [v x]'` over all x, which is `v' P_ff v - g' P_oo^-1 g` with `g = P_of v`.
    pub(super) fn inverse_form(&self, f: &[usize], v: &[f64]) -> Result<Option<f64>, Error> {
        let filling = self.filling.as_ref().map(|filling| ArrowCholesky::new(filling)).transpose();
        let Ok(filling) = filling else { return Ok(None) };
        let mut at = vec![0.0; self.variances.len()];
        f.iter().zip(v).for_each(|(j, value)| at[*j] = *value);
        let asked: std::collections::HashSet<&usize> = f.iter().collect();
        let others: Vec<usize> =
            (0..self.free.len()).filter(|place| !asked.contains(&self.free[*place])).collect();
        let of_free: Vec<f64> = self.free.iter().map(|j| at[*j]).collect();
        let of_v = self.inverse_times(&of_free, filling.as_ref())?;
        let column = |place: &usize| {
            let mut unit = vec![0.0; self.free.len()];
            unit[*place] = 1.0;
            let all = self.inverse_times(&unit, filling.as_ref())?;
            Ok(others.iter().map(|other| all[*other]).collect())
        };
        let columns: Vec<Vec<f64>> = others.par_iter().map(column).collect::<Result<_, Error>>()?;
        let square = Mat::from_fn(others.len(), others.len(), |i, j| columns[j][i]);
        let Ok(square) = Cholesky::new(square.as_ref()) else { return Ok(None) };
        let g: Vec<f64> = others.iter().map(|other| of_v[*other]).collect();
        Ok(Some(dot(&of_free, &of_v) - dot(&g, &square.solve(&g)?)))
    }

    /// `C^-1 x` of the free parameters, where the filling is factorised.
    fn inverse_times(&self, x: &[f64], filling: Option<&ArrowCholesky>) -> Result<Vec<f64>, Error> {
        let mut v = x.to_vec();
        self.take_from_intercept(&mut v, 1.0); // R^-1
        v = self.inverse.times(&v)?;
        if let Some(filling) = filling {
            v = self.inverse.times(&filling.solve(&v)?)?;
        }
        self.take_from_each(&mut v, 1.0); // R'^-1
        v.iter_mut().for_each(|value| *value /= self.factor);
        Ok(v)
    }

    /// Adds `sign m'v` to the intercept.
    fn take_from_intercept(&self, v: &mut [f64], sign: f64) {
        let moved = if self.moves.is_empty() { 0.0 } else { dot(&self.moves, v) };
        v.last_mut().into_iter().for_each(|last| *last += sign * moved);
    }

    /// Adds `sign m` times the intercept to all others.
    fn take_from_each(&self, v: &mut [f64], sign: f64) {
        let last = v.last().copied().unwrap_or(0.0);
        v.iter_mut().zip(&self.moves).for_each(|(v, m)| *v += sign * m * last);
    }
}
