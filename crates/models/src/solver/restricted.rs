use std::ops::Range;

use linalg_lite::{Arrow, Mat, MatMut};

use super::{FiniteSum, Objective, TwiceDifferentiable};
use crate::error::Error;
use crate::penalty::Penalty;

/// An objective of which some parameters are free, and the others stay where they are.
#[derive(Clone, Debug)]
pub(crate) struct Restricted<O> {
    objective: O,
    at: Vec<f64>,
    free: Vec<usize>,
}

impl<O: Objective> Restricted<O> {
    /// `at` has all parameters, of which those with the numbers `free` may change.
    pub(crate) fn new(objective: O, at: Vec<f64>, free: Vec<usize>) -> Self {
        Self { objective, at, free }
    }

    /// All parameters, from the free ones.
    pub(crate) fn all(&self, free: &[f64]) -> Vec<f64> {
        let mut all = self.at.clone();
        self.free.iter().zip(free).for_each(|(j, w)| all[*j] = *w);
        all
    }

    fn free_entries(&self, of_all: &[f64], free: &mut [f64]) {
        free.iter_mut().zip(&self.free).for_each(|(entry, j)| *entry = of_all[*j]);
    }
}

impl<O: Objective> Objective for Restricted<O> {
    fn dim(&self) -> usize {
        self.free.len()
    }

    fn gradient(&self, w: &[f64], gradient: &mut [f64]) -> Result<f64, Error> {
        let mut of_all = vec![0.0; self.at.len()];
        let value = self.objective.gradient(&self.all(w), &mut of_all)?;
        self.free_entries(&of_all, gradient);
        Ok(value)
    }

    fn is_nonnegative(&self, parameter: usize) -> bool {
        self.objective.is_nonnegative(self.free[parameter])
    }

    fn penalty(&self, parameter: usize) -> Penalty {
        self.objective.penalty(self.free[parameter])
    }

    fn noise(&self) -> f64 {
        self.objective.noise()
    }

    fn unit(&self) -> Result<f64, Error> {
        self.objective.unit()
    }

    fn curvature_change(&self, step: &[f64]) -> Result<f64, Error> {
        let mut of_all = vec![0.0; self.at.len()];
        self.free.iter().zip(step).for_each(|(j, d)| of_all[*j] = *d);
        self.objective.curvature_change(&of_all)
    }

    fn rounded(&self, w: &[f64]) -> Result<Vec<f64>, Error> {
        let all = self.objective.rounded(&self.all(w))?;
        Ok(self.free.iter().map(|j| all[*j]).collect())
    }
}

impl<O: TwiceDifferentiable> TwiceDifferentiable for Restricted<O> {
    fn hessian(
        &self,
        w: &[f64],
        gradient: &mut [f64],
        mut hessian: MatMut<'_, f64>,
    ) -> Result<f64, Error> {
        let dim = self.at.len();
        let (mut of_all, mut all_of_hessian) = (vec![0.0; dim], Mat::zeros(dim, dim));
        let value = self.objective.hessian(&self.all(w), &mut of_all, all_of_hessian.as_mut())?;
        self.free_entries(&of_all, gradient);
        for (row, &i) in self.free.iter().enumerate() {
            for (column, &j) in self.free.iter().enumerate() {
                hessian[(row, column)] = all_of_hessian[(i, j)];
            }
        }
        Ok(value)
    }

    /// Those of them that are free.
    fn wide(&self) -> Range<usize> {
        let wide = self.objective.wide();
        let before = |end: usize| self.free.partition_point(|j| *j < end);
        before(wide.start)..before(wide.end)
    }

    fn arrow(&self, w: &[f64], gradient: &mut [f64]) -> Result<(f64, Arrow), Error> {
        let mut of_all = vec![0.0; self.at.len()];
        let (value, all) = self.objective.arrow(&self.all(w), &mut of_all)?;
        self.free_entries(&of_all, gradient);
        Ok((value, all.part(&self.free)))
    }

    fn preconditioner(&self) -> Result<Vec<f64>, Error> {
        let of_all = self.objective.preconditioner()?;
        Ok(self.free.iter().map(|j| of_all[*j]).collect())
    }

    fn scaled_lipschitz_constant(&self, scales: &[f64]) -> Result<Option<f64>, Error> {
        let mut of_all = if scales.is_empty() { Vec::new() } else { vec![1.0; self.at.len()] };
        self.free.iter().zip(scales).for_each(|(j, scale)| of_all[*j] = *scale);
        self.objective.scaled_lipschitz_constant(&of_all)
    }
}

impl<O: FiniteSum> FiniteSum for Restricted<O> {
    fn n_terms(&self) -> usize {
        self.objective.n_terms()
    }

    fn subsample(&self, every: usize) -> Self {
        let objective = self.objective.subsample(every);
        Self { objective, at: self.at.clone(), free: self.free.clone() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::loss::CrossEntropy;
    use crate::objective::MeanLoss;
    use crate::problem::Problem;
    use crate::solver::Newton;
    use linalg_lite::matrix_from_columns;

    #[test]
    fn what_is_not_free_stays() {
        let x = matrix_from_columns(&[&[0.0, 1.0, 2.0, 3.0], &[1.0, 0.0, 2.0, 1.0]]).unwrap();
        let labels = [false, true, false, true];
        let problem = Problem::new(x.as_ref(), &labels).unwrap();
        let all = MeanLoss::<CrossEntropy>::new(problem, Penalty::default()).unwrap();
        let restricted = Restricted::new(all, vec![0.0, 0.7, 0.0], vec![0, 2]);
        let solution = Newton::default().minimise(&restricted).unwrap();
        let w = restricted.all(&solution.parameters);
        assert_eq!(w[1], 0.7);
        let mut gradient = [0.0; 3];
        all.gradient(&w, &mut gradient).unwrap();
        assert!(gradient[0].abs() < 1e-15 && gradient[2].abs() < 1e-15 && gradient[1].abs() > 0.01);
    }
}
