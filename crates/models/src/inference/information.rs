//! The Fisher information at the optimum, and the covariances derived from it.

use std::ops::Range;

use linalg_lite::{Arrow, BLOCK_ROWS, Block, Design, LeastSquares, dot};

use super::inverse::{Inverse, Places, Square, part};
use super::{Evidence, Filling};
use crate::error::Error;
use crate::loss::CrossEntropy;
use crate::objective::MeanLoss;
use crate::problem::{Problem, Target};
use crate::solver::{Objective, Restricted, TwiceDifferentiable};

/// Below this, what is left of a column beside others, squared, has lost digits in a Hessian that a
/// triangle keeps.
const NEARLY_COLLINEAR: f64 = 1e-6;
/// The same of a Hessian of which a category is kept apart: there is no triangle, and six digits have to do.
pub(super) const NEARLY_COLLINEAR_BESIDE_LEVELS: f64 = 1e-10;
/// Squares of more parameters, of which none are kept apart, take minutes.
const MOST_PARAMETERS: usize = 4096;

/// The Fisher information of one sample, on the average, of the parameters that are free.
pub(crate) struct Information {
    pub(crate) loss: f64,
    gradient: Vec<f64>,
    /// Its inverse.
    pub(crate) inverse: Inverse,
    pub(crate) free: Vec<usize>,
    /// Of all parameters, those that are kept apart.
    pub(super) wide: Range<usize>,
    /// How many there are in all.
    dim: usize,
    smallest_remainder: f64,
}

impl Information {
    pub(crate) fn at(
        objective: &(impl TwiceDifferentiable + Clone),
        w: &[f64],
        free: Vec<usize>,
    ) -> Result<Self, Error> {
        let wide = objective.wide();
        check_room(w.len(), &wide)?;
        let of_free: Vec<f64> = free.iter().map(|j| w[*j]).collect();
        let restricted = Restricted::new(objective.clone(), w.to_vec(), free.clone());
        let mut gradient = vec![0.0; free.len()];
        let (loss, hessian) = restricted.arrow(&of_free, &mut gradient)?;
        let (inverse, smallest_remainder) = Inverse::of(&hessian)?;
        Ok(Self { loss, gradient, inverse, free, wide, dim: w.len(), smallest_remainder })
    }

    /// As [`at`](Self::at); where columns are nearly collinear the inverse comes from a triangle, whose
    /// condition number is the root of the Hessian's.
    ///
    /// Parameters far from zero are handed out in fewer digits than their columns have: where that shows, a
    /// Newton step leads back to the optimum.
    pub(crate) fn of_logits(
        objective: &MeanLoss<'_, CrossEntropy>,
        w: &[f64],
        free: Vec<usize>,
    ) -> Result<Self, Error> {
        let found = Self::at_parameters(objective, w, free)?;
        found.check_data()?;
        match found.nearer(objective, w)? {
            Some(nearer) => Self::at_parameters(objective, &nearer, found.free),
            None => Ok(found),
        }
    }

    /// Where a Newton step from w leads, if that shows.
    pub(super) fn nearer(
        &self,
        objective: &impl Objective,
        w: &[f64],
    ) -> Result<Option<Vec<f64>>, Error> {
        const SHOWS: f64 = 1e-10;
        let missing = self.inverse.times(&self.gradient)?;
        let mut step = vec![0.0; w.len()];
        self.free.iter().zip(&missing).for_each(|(j, d)| step[*j] = -d);
        if objective.curvature_change(&step)? <= SHOWS {
            return Ok(None);
        }
        Ok(Some(w.iter().zip(&step).map(|(w, d)| w + d).collect()))
    }

    fn at_parameters(
        objective: &MeanLoss<'_, CrossEntropy>,
        w: &[f64],
        free: Vec<usize>,
    ) -> Result<Self, Error> {
        check_room(w.len(), &objective.wide())?;
        let found = match Self::at(objective, w, free.clone()) {
            Ok(found) if found.smallest_remainder >= found.least_remainder() => return Ok(found),
            Err(Error::Numbers(of_data)) => return Err(of_data.into()),
            found if objective.wide().is_empty() => found,
            _ => return Err(Error::NoInference(NO_DIGIT)),
        };
        let aliased: Vec<usize> = (0..w.len()).filter(|j| !free.contains(j)).collect();
        let Some(line) = crate::irls::working_line(objective, w, &aliased)? else { return found };
        let Some(root) = line.inverse_root() else { return found };
        let moves = moves_from(&line, objective.problem.design);
        let square = Square::of_moved_root(root, &free, &moves)?;
        let inverse = Inverse::Dense(square).scaled(objective.problem.total_weight());
        let mut of_all = vec![0.0; w.len()];
        let loss = objective.gradient(w, &mut of_all)?;
        let gradient = free.iter().map(|j| of_all[*j]).collect();
        let (wide, dim) = (0..0, w.len());
        Ok(Self { loss, gradient, inverse, free, wide, dim, smallest_remainder: 1.0 })
    }

    fn least_remainder(&self) -> f64 {
        if self.inverse.is_dense() { NEARLY_COLLINEAR } else { NEARLY_COLLINEAR_BESIDE_LEVELS }
    }

    /// From sums that were taken elsewhere: there is no triangle to go by, and six digits have to do.
    pub(crate) fn of_evidence(evidence: &Evidence, free: Vec<usize>) -> Result<Self, Error> {
        let dim = evidence.gradient.len();
        check_room(dim, &(0..0))?;
        let hessian = Arrow::whole(part(&evidence.hessian, &free));
        let gradient = free.iter().map(|j| evidence.gradient[*j]).collect();
        let (inverse, smallest_remainder) = Inverse::of(&hessian)?;
        if smallest_remainder < NEARLY_COLLINEAR_BESIDE_LEVELS {
            return Err(Error::NoInference(NO_DIGIT));
        }
        let (loss, wide) = (evidence.loss, 0..0);
        Ok(Self { loss, gradient, inverse, free, wide, dim, smallest_remainder })
    }

    /// Refuses data at whose optimum the parameters are not: half the squared Newton decrement tells.
    pub(crate) fn check_data(&self) -> Result<(), Error> {
        self.check_data_of_size(1.0 + self.loss.abs())
    }

    /// The same of an objective of that size.
    pub(crate) fn check_data_of_size(&self, size: f64) -> Result<(), Error> {
        check_data(&self.gradient, &self.inverse.times(&self.gradient)?, size)
    }

    /// The squared scores of the samples, of the parameters that are free.
    pub(crate) fn filling<T: Target>(
        &self,
        problem: &Problem<'_, T>,
        w: &[f64],
        residuals: impl Fn(Range<usize>, &mut [f64]) + Sync,
    ) -> Result<Filling, Error> {
        let places = (&*self.free, &self.wide);
        Filling::of_rows((problem, w), places, (&self.inverse, 0.0), residuals)
    }

    /// What the rows of the inverse stand for, of features that count from `centres`.
    pub(crate) fn places<'a>(&'a self, centres: &'a [f64]) -> Places<'a> {
        Places { free: &self.free, centres, dim: self.dim }
    }
}

pub(super) fn centres_of(design: Design<'_>) -> Vec<f64> {
    (0..design.n_features()).map(|j| design.centre(j)).collect()
}

/// Refuses a square that nobody waits for.
pub(super) fn check_room(dim: usize, wide: &Range<usize>) -> Result<(), Error> {
    if wide.is_empty() && dim > MOST_PARAMETERS {
        Err(Error::NoInference(TOO_MANY))
    } else {
        Ok(())
    }
}

pub(super) const TOO_MANY: &str =
    "beside the levels of the widest category there are too many parameters for a square of them";

pub(super) const NO_DIGIT: &str =
    "the features are so nearly collinear that no digit would be right";

/// Refuses a step that would gain much of an objective of that size.
pub(super) fn check_data(gradient: &[f64], step: &[f64], size: f64) -> Result<(), Error> {
    const FAR: f64 = 1e-6;
    if dot(gradient, step) / 2.0 <= FAR * size {
        Ok(())
    } else {
        Err(Error::NoInference(
            "these are not the data that the model was fitted to, or rounding hides its optimum in them",
        ))
    }
}

/// From where the columns of a line count to where those of a design do.
pub(super) fn moves_from(line: &LeastSquares, design: Design<'_>) -> Vec<f64> {
    line.centres().iter().enumerate().map(|(j, m)| m - design.centre(j)).collect()
}

/// `sum s x x'` over the samples, both triangles; `squares` fills in the s of a block.
pub(super) fn scores(
    design: Design<'_>,
    wide: &Range<usize>,
    squares: impl Fn(&Block<'_>, &mut [f64]) + Sync,
) -> Result<Arrow, Error> {
    let dim = design.dim();
    let (mut scores, _) = design.sweep(
        Arrow::n_values(dim, wide),
        || (Arrow::zeros(dim, wide.clone()), [0.0; BLOCK_ROWS]),
        |(scores, s), block| {
            let s = &mut s[..block.len()];
            squares(&block, s);
            block.add_arrow(s, scores);
        },
        |(scores, _), (of_chunk, _)| scores.add(&of_chunk),
    )?;
    scores.divide(1.0); // completes it
    Ok(scores)
}
