use linalg_lite::{Mat, MatMut};

use super::{Objective, SampleMean, TwiceDifferentiable};
use crate::Error;

/// An objective of which some weights are free, and the others stay where they are.
#[derive(Clone, Debug)]
pub(crate) struct Restricted<O> {
    objective: O,
    at: Vec<f64>,
    free: Vec<usize>,
}

impl<O: Objective> Restricted<O> {
    /// `at` has all weights, of which those with the numbers `free` may change.
    pub(crate) fn new(objective: O, at: Vec<f64>, free: Vec<usize>) -> Self {
        Self { objective, at, free }
    }

    /// All weights, from the free ones.
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

    fn is_penalised(&self, weight: usize) -> bool {
        self.objective.is_penalised(self.free[weight])
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
}

impl<O: SampleMean> SampleMean for Restricted<O> {
    fn n_samples(&self) -> usize {
        self.objective.n_samples()
    }

    fn thinned(&self, every: usize) -> Self {
        let objective = self.objective.thinned(every);
        Self { objective, at: self.at.clone(), free: self.free.clone() }
    }

    fn diagonal(&self) -> Result<Vec<f64>, Error> {
        let of_all = self.objective.diagonal()?;
        Ok(self.free.iter().map(|j| of_all[*j]).collect())
    }

    fn curvature_bound(&self) -> Result<f64, Error> {
        self.objective.curvature_bound()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{CrossEntropy, MeanLoss, Newton};
    use linalg_lite::matrix_from_columns;

    #[test]
    fn what_is_not_free_stays() {
        let x = matrix_from_columns(&[&[0.0, 1.0, 2.0, 3.0], &[1.0, 0.0, 2.0, 1.0]]).unwrap();
        let labels = [false, true, false, true];
        let all = MeanLoss::<CrossEntropy>::new(x.as_ref(), &labels, true, 0.0).unwrap();
        let restricted = Restricted::new(all, vec![0.0, 0.7, 0.0], vec![0, 2]);
        let solution = Newton::default().minimise(&restricted).unwrap();
        let w = restricted.all(&solution.weights);
        assert_eq!(w[1], 0.7);
        let mut gradient = [0.0; 3];
        all.gradient(&w, &mut gradient).unwrap();
        assert!(gradient[0].abs() < 1e-15 && gradient[2].abs() < 1e-15 && gradient[1].abs() > 0.01);
    }
}
