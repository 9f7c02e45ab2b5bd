//! The losses of lines: a parabola, of which three numbers a pair of parameters say all.

use linalg_lite::{Mat, MatMut, dot};
use models::solver::{Objective, TwiceDifferentiable};
use models::{Error as ModelError, Penalty};

use crate::{Error, TableLoss};

/// `J(w) = v + g'd + d'H d / 2` with `d = w - c`.
pub(super) struct Parabola {
    centre: Vec<f64>,
    value: f64,
    gradient: Vec<f64>,
    hessian: Mat<f64>,
}

impl Parabola {
    pub(super) fn around(centre: &[f64], objective: &TableLoss<'_>) -> Result<Self, Error> {
        let dim = centre.len();
        let (mut gradient, mut hessian) = (vec![0.0; dim], Mat::zeros(dim, dim));
        let value = objective.hessian(centre, &mut gradient, hessian.as_mut())?;
        Ok(Self { centre: centre.to_vec(), value, gradient, hessian })
    }

    pub(super) fn at(&self, w: &[f64]) -> f64 {
        self.with_gradient(w, &mut vec![0.0; w.len()])
    }

    fn with_gradient(&self, w: &[f64], gradient: &mut [f64]) -> f64 {
        let d: Vec<f64> = w.iter().zip(&self.centre).map(|(w, c)| w - c).collect();
        let bend: Vec<f64> =
            (0..d.len()).map(|i| (0..d.len()).map(|j| self.hessian[(i, j)] * d[j]).sum()).collect();
        for (to, (g, b)) in gradient.iter_mut().zip(self.gradient.iter().zip(&bend)) {
            *to = g + b;
        }
        self.value + dot(&self.gradient, &d) + dot(&bend, &d) / 2.0
    }
}

/// The same with a penalty for each parameter.
pub(super) struct Penalised<'a> {
    parabola: &'a Parabola,
    penalties: Vec<Penalty>,
    unit: f64,
}

impl<'a> Penalised<'a> {
    pub(super) fn free(parabola: &'a Parabola) -> Self {
        let penalties = vec![Penalty::default(); parabola.centre.len()];
        Self { parabola, penalties, unit: 1.0 }
    }

    /// With those of an objective.
    pub(super) fn like(objective: &TableLoss<'_>, parabola: &'a Parabola) -> Self {
        let penalties = (0..objective.dim()).map(|j| objective.penalty(j)).collect();
        Self { parabola, penalties, unit: objective.unit }
    }
}

impl Objective for Penalised<'_> {
    fn dim(&self) -> usize {
        self.penalties.len()
    }

    fn gradient(&self, w: &[f64], gradient: &mut [f64]) -> Result<f64, ModelError> {
        let value = self.parabola.with_gradient(w, gradient);
        let of_l2 = self.penalties.iter().zip(w).zip(gradient).map(|((penalty, w), g)| {
            *g += penalty.l2 * w;
            penalty.l2 / 2.0 * w * w
        });
        Ok(value + of_l2.sum::<f64>())
    }

    fn penalty(&self, parameter: usize) -> Penalty {
        self.penalties[parameter]
    }

    fn unit(&self) -> Result<f64, ModelError> {
        Ok(self.unit)
    }

    fn curvature_change(&self, _: &[f64]) -> Result<f64, ModelError> {
        Ok(0.0)
    }
}

impl TwiceDifferentiable for Penalised<'_> {
    fn hessian(
        &self,
        w: &[f64],
        gradient: &mut [f64],
        mut hessian: MatMut<'_, f64>,
    ) -> Result<f64, ModelError> {
        hessian.copy_from(&self.parabola.hessian);
        (0..w.len()).for_each(|j| hessian[(j, j)] += self.penalties[j].l2);
        self.gradient(w, gradient)
    }

    fn preconditioner(&self) -> Result<Vec<f64>, ModelError> {
        Ok((0..self.dim()).map(|j| self.parabola.hessian[(j, j)] + self.penalties[j].l2).collect())
    }
}
