use linalg_lite::{Cholesky, Mat};

use super::cost::Cost;
use super::point::{Point, Sweeps, check_start};
use super::trust::Trust;
use super::{Objective, TwiceDifferentiable};
use crate::error::Error;
use crate::report::{Bound, Certificate};

/// Where a solver has got to: the start for the next penalty of a path.
pub struct Progress {
    pub(super) point: Point,
    pub(super) hessian: Mat<f64>,
    /// The parameters where the Hessian was taken.
    pub(super) hessian_at: Vec<f64>,
    pub(super) costs: Vec<Cost>,
    pub(super) sweeps: usize,
    /// The part of what a parabola gives that may be left to the next one.
    pub(super) roughness: f64,
}

impl Progress {
    /// At the parameters `start`.
    ///
    /// # Errors
    /// [`Error::Overflow`]; whatever the objective returns.
    pub fn at(start: &[f64], objective: &impl TwiceDifferentiable) -> Result<Self, Error> {
        let (point, hessian) = Sweeps::over(objective)?.with_square_hessian(start.to_vec())?;
        check_start(&point)?;
        let (hessian_at, costs) = (start.to_vec(), Cost::all(objective));
        Ok(Self { point, hessian, hessian_at, costs, sweeps: 1, roughness: 0.0 })
    }

    /// Moves on to an objective that differs in its costs alone: no data are looked at.
    pub(super) fn take_costs_of(&mut self, objective: &impl Objective) {
        let costs = Cost::all(objective);
        for (j, (new, old)) in costs.iter().zip(&self.costs).enumerate() {
            let (more, w) = (new.l2 - old.l2, self.point.w[j]);
            self.point.value += more / 2.0 * w * w;
            self.point.gradient[j] += more * w;
            self.hessian[(j, j)] += more;
        }
        self.costs = costs;
    }

    /// Goes on with further parameters, which are 0 so far: with their slopes and their columns of the Hessian.
    pub(super) fn admit(&mut self, slopes: &[f64], columns: &Mat<f64>, objective: &impl Objective) {
        let (old, dim) = (self.point.w.len(), columns.nrows());
        self.point.w.resize(dim, 0.0);
        self.hessian_at.resize(dim, 0.0);
        self.point.gradient.extend(slopes);
        if dim > self.hessian.col_stride().unsigned_abs() {
            let room = dim + dim / 4; // for those that follow
            self.hessian.reserve(room, room);
        }
        let entry = |i: usize, j: usize| {
            if j < old { columns[(j, i - old)] } else { columns[(i, j - old)] }
        };
        self.hessian.resize_with(dim, dim, entry);
        self.costs = Cost::all(objective);
    }

    /// A local certificate only where the Hessian has digits; else what can be proven.
    pub(super) fn with_digits(
        &self,
        certificate: Option<Certificate>,
        objective: &impl Objective,
    ) -> Result<Option<Certificate>, Error> {
        let is_local = certificate.is_some_and(|found| found.bound == Bound::Local);
        if is_local && !has_digits(&self.hessian, &self.point.w)? {
            return Ok(objective.gap_bound(&self.point.w)?.map(Certificate::proven));
        }
        Ok(certificate)
    }

    /// Itself, unless squares of a column are beyond all numbers, or 0 where a coefficient would still move.
    pub(super) fn with_curvature(&mut self) -> Result<&mut Self, Error> {
        for (j, cost) in self.costs.iter().enumerate() {
            let curvature = self.hessian[(j, j)];
            let is_at_rest = || cost.distance(self.point.w[j], self.point.gradient[j]) == 0.0;
            if !curvature.is_normal() && !is_at_rest() {
                return Err(Error::Overflow);
            }
        }
        Ok(self)
    }

    /// Takes the Hessian where it stands.
    pub(super) fn renew<O: TwiceDifferentiable>(
        &mut self,
        sweeps: &mut Sweeps<'_, O>,
    ) -> Result<(), Error> {
        let w = std::mem::take(&mut self.point.w);
        self.hessian_at.clone_from(&w);
        (self.point, self.hessian) = sweeps.with_square_hessian(w)?;
        Ok(())
    }

    /// Adds more of the objective's preconditioner to the Hessian, where its parabola leads astray.
    pub(super) fn damp(
        &mut self,
        trust: &mut Trust,
        objective: &impl TwiceDifferentiable,
    ) -> Result<(), Error> {
        let more = (100.0 * trust.damping).clamp(1e-8, 1.0);
        let diagonal = objective.preconditioner()?;
        let part = more - trust.damping;
        (0..diagonal.len()).for_each(|j| self.hessian[(j, j)] += part * diagonal[j]);
        trust.damping = more;
        Ok(())
    }
}

/// Whether the Hessian of the parameters that are not 0 tells what a step of them would gain: where their
/// columns are nearly collinear it is rounding.
fn has_digits(hessian: &Mat<f64>, w: &[f64]) -> Result<bool, Error> {
    const DIGITS: f64 = 1e-11;
    let nonzero: Vec<usize> = (0..w.len()).filter(|j| w[*j] != 0.0).collect();
    let size = nonzero.len();
    let of_nonzero = Mat::from_fn(size, size, |i, j| hessian[(nonzero[i], nonzero[j])]);
    match Cholesky::new(of_nonzero.as_ref()) {
        Ok(factor) => Ok(factor.smallest_remainder() >= DIGITS),
        Err(linalg_lite::Error::NotPositiveDefinite { .. }) => Ok(false),
        Err(other) => Err(other.into()),
    }
}
