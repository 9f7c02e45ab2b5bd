use std::borrow::Cow;
use std::ops::Range;

use linalg_lite::{Arrow, MatMut};

use super::{FiniteSum, Objective, TwiceDifferentiable};
use crate::error::Error;
use crate::penalty::Penalty;

/// An objective in other units of its parameters: `J(v)` at `w = v / scale`, with `dJ/dv = dJ/dw / scale`.
///
/// With the deviations of the features for scales, a descent in v is one on standardised features.
#[derive(Clone, Debug)]
pub(crate) struct Scaled<O> {
    objective: O,
    /// One a parameter; empty for 1.
    scales: Vec<f64>,
}

impl<O: Objective> Scaled<O> {
    pub(crate) fn new(objective: O, scales: Vec<f64>) -> Self {
        Self { objective, scales }
    }

    /// `w = v / scale`.
    pub(crate) fn plain<'v>(&self, v: &'v [f64]) -> Cow<'v, [f64]> {
        if self.scales.is_empty() {
            return Cow::Borrowed(v);
        }
        v.iter().zip(&self.scales).map(|(v, scale)| v / scale).collect()
    }

    /// `v = w * scale`.
    pub(crate) fn scaled(&self, mut w: Vec<f64>) -> Vec<f64> {
        w.iter_mut().zip(&self.scales).for_each(|(w, scale)| *w *= scale);
        w
    }

    fn divide(&self, gradient: &mut [f64]) {
        gradient.iter_mut().zip(&self.scales).for_each(|(g, scale)| *g /= scale);
    }
}

impl<O: Objective> Objective for Scaled<O> {
    fn dim(&self) -> usize {
        self.objective.dim()
    }

    fn gradient(&self, v: &[f64], gradient: &mut [f64]) -> Result<f64, Error> {
        let value = self.objective.gradient(&self.plain(v), gradient)?;
        self.divide(gradient);
        Ok(value)
    }

    fn is_nonnegative(&self, parameter: usize) -> bool {
        self.objective.is_nonnegative(parameter)
    }

    fn penalty(&self, parameter: usize) -> Penalty {
        let penalty = self.objective.penalty(parameter);
        self.scales.get(parameter).map_or(penalty, |scale| penalty.per(1.0 / scale))
    }

    fn gap_bound(&self, v: &[f64]) -> Result<Option<f64>, Error> {
        self.objective.gap_bound(&self.plain(v))
    }

    fn noise(&self) -> f64 {
        self.objective.noise()
    }

    fn unit(&self) -> Result<f64, Error> {
        self.objective.unit()
    }

    fn curvature_change(&self, step: &[f64]) -> Result<f64, Error> {
        self.objective.curvature_change(&self.plain(step))
    }

    fn rounded(&self, v: &[f64]) -> Result<Vec<f64>, Error> {
        if self.scales.is_empty() { self.objective.rounded(v) } else { Ok(v.to_vec()) }
    }
}

impl<O: TwiceDifferentiable> TwiceDifferentiable for Scaled<O> {
    fn hessian(
        &self,
        v: &[f64],
        gradient: &mut [f64],
        mut hessian: MatMut<'_, f64>,
    ) -> Result<f64, Error> {
        let value = self.objective.hessian(&self.plain(v), gradient, hessian.as_mut())?;
        self.divide(gradient);
        for (j, of_column) in self.scales.iter().enumerate() {
            for (i, of_row) in self.scales.iter().enumerate() {
                hessian[(i, j)] = hessian[(i, j)] / of_row / of_column;
            }
        }
        Ok(value)
    }

    fn wide(&self) -> Range<usize> {
        if self.scales.is_empty() { self.objective.wide() } else { 0..0 }
    }

    fn arrow(&self, v: &[f64], gradient: &mut [f64]) -> Result<(f64, Arrow), Error> {
        if self.scales.is_empty() {
            return self.objective.arrow(v, gradient);
        }
        let mut hessian = Arrow::zeros(self.dim(), 0..0);
        let value = self.hessian(v, gradient, hessian.corner.as_mut())?;
        Ok((value, hessian))
    }

    fn preconditioner(&self) -> Result<Vec<f64>, Error> {
        let mut diagonal = self.objective.preconditioner()?;
        self.divide(&mut diagonal);
        self.divide(&mut diagonal);
        Ok(diagonal)
    }

    fn scaled_lipschitz_constant(&self, scales: &[f64]) -> Result<Option<f64>, Error> {
        let mut all = self.scales.clone();
        all.iter_mut().zip(scales).for_each(|(all, scale)| *all *= scale);
        self.objective.scaled_lipschitz_constant(if all.is_empty() { scales } else { &all })
    }
}

impl<O: FiniteSum> FiniteSum for Scaled<O> {
    fn n_terms(&self) -> usize {
        self.objective.n_terms()
    }

    fn subsample(&self, every: usize) -> Self {
        Self { objective: self.objective.subsample(every), scales: self.scales.clone() }
    }
}

#[cfg(test)]
mod tests {
    use linalg_lite::{Mat, matrix_from_columns};

    use super::*;
    use crate::loss::CrossEntropy;
    use crate::objective::MeanLoss;
    use crate::problem::Problem;

    #[test]
    fn a_scale_of_two_is_a_feature_halved_to_the_bit() {
        let x = matrix_from_columns(&[&[0.0, 1.0, 2.0, 3.0], &[1.0, 0.0, 2.0, 1.0]]).unwrap();
        let half = matrix_from_columns(&[&[0.0, 0.5, 1.0, 1.5], &[1.0, 0.0, 2.0, 1.0]]).unwrap();
        let labels = [false, true, false, true];
        let loss = |x| {
            let problem = Problem::new(x, &labels).unwrap();
            MeanLoss::<CrossEntropy>::new(problem, Penalty::default()).unwrap()
        };
        let scaled = Scaled::new(loss(x.as_ref()), vec![2.0, 1.0, 1.0]);
        let of = |objective: &dyn Fn(&mut [f64], MatMut<'_, f64>) -> f64| {
            let (mut gradient, mut hessian) = (vec![0.0; 3], Mat::zeros(3, 3));
            (objective(&mut gradient, hessian.as_mut()), gradient, hessian)
        };
        let v = [0.4, -1.0, 0.3];
        let found = of(&|g, h| scaled.hessian(&v, g, h).unwrap());
        let expected = of(&|g, h| loss(half.as_ref()).hessian(&v, g, h).unwrap());
        assert_eq!(found, expected);
        let constant = |found: Result<Option<f64>, Error>| found.unwrap().unwrap();
        let halved = constant(loss(half.as_ref()).lipschitz_constant());
        assert_eq!(constant(scaled.lipschitz_constant()), halved);
    }
}
