//! The mean loss of all rows and a penalty, as the solvers of `models` ask for them.

use std::ops::Range;

use linalg_lite::{Arrow, DoubleDouble, MatMut};
use models::solver::{Objective, TwiceDifferentiable};
use models::{Error as ModelError, Penalty};

use crate::{Asked, Engine, Error, Frame, Loss, Second, Sums};

/// `J(w)`, its gradient and its Hessian, each a question or a few. Features count from their centres, and some
/// parameters may stay 0.
#[derive(Clone, Copy)]
pub struct TableLoss<'a> {
    /// Who is asked.
    pub engine: &'a dyn Engine,
    /// About which rows.
    pub frame: &'a Frame<'a>,
    /// What is minimised.
    pub loss: Loss,
    /// What coefficients cost.
    pub penalty: Penalty,
    /// What each is multiplied by before that; none for 1.
    pub units: &'a [f64],
    /// Near the means of the features.
    pub centres: &'a [f64],
    /// How far each feature goes from there, at most.
    pub reaches: &'a [f64],
    /// The mean square of each feature from there.
    pub squares: &'a [f64],
    /// The parameters of a logit that are not 0.
    pub free: &'a [usize],
    /// The levels of a category, kept apart in Hessians.
    pub wide: &'a Range<usize>,
    /// What is a large value: see [`Objective::unit`].
    pub unit: f64,
    /// How many rows there are.
    pub terms: f64,
    /// What was asked so far.
    pub asked: &'a Asked,
}

impl TableLoss<'_> {
    /// Parameters of a logit, with the intercept.
    fn group(&self) -> usize {
        self.frame.n_features() + usize::from(self.frame.has_intercept)
    }

    /// The place among all parameters of one that is free.
    fn place(&self, i: usize) -> usize {
        let free = self.free.len().max(1);
        i / free * self.group() + self.free[i % free]
    }

    /// All parameters, of which the others are 0.
    #[must_use]
    pub fn all(&self, w: &[f64]) -> Vec<f64> {
        let mut all = vec![0.0; self.loss.logits() * self.group()];
        w.iter().enumerate().for_each(|(i, w)| all[self.place(i)] = *w);
        all
    }

    /// Those of all parameters that are free.
    #[must_use]
    pub fn of_free(&self, all: &[f64]) -> Vec<f64> {
        (0..self.dim()).map(|i| all[self.place(i)]).collect()
    }

    /// The sums at some parameters.
    ///
    /// # Errors
    /// As [`Sums::at`].
    pub fn sums(&self, w: &[f64], second: Second) -> Result<Sums, Error> {
        let all = self.all(w);
        if second != (Second::Scores { counts: true })
            && second != (Second::Scores { counts: false })
            && let Some((at, sums)) = &*self.asked.last.borrow()
            && *at == all
            && sums.hessian.as_ref().is_some_and(|hessian| hessian.wide == *self.wide)
        {
            return Ok(sums.clone());
        }
        let sums = Sums::at(
            self.engine,
            self.frame,
            self.loss,
            self.centres,
            &all,
            second,
            self.wide.clone(),
        )?;
        self.asked.add(sums.questions);
        if second == Second::Hessian {
            *self.asked.last.borrow_mut() = Some((all, sums.clone()));
        }
        Ok(sums)
    }

    /// The penalty of the coefficients, added to the derivatives. Of several classes the first is held at 0, and all
    /// count from their mean.
    fn add_penalty(&self, w: &[f64], gradient: &mut [f64], mut hessian: Option<&mut Arrow>) -> f64 {
        let (free, classes) = (self.free.len().max(1), (self.loss.logits() + 1) as f64);
        let shared = if matches!(self.loss, Loss::Softmax { .. }) { 1.0 / classes } else { 0.0 };
        let mut value = 0.0;
        for j in 0..self.free.len() {
            let l2 = self.penalty(j).l2;
            let of_classes: Vec<usize> = (j..w.len()).step_by(free).collect();
            let mean = of_classes.iter().map(|k| w[*k]).sum::<f64>() * shared;
            let squares: f64 = of_classes.iter().map(|k| (w[*k] - mean) * (w[*k] - mean)).sum();
            value += l2 / 2.0 * (squares + mean * mean);
            for &k in &of_classes {
                gradient[k] += l2 * (w[k] - mean);
                let Some(hessian) = &mut hessian else { continue };
                hessian.add_to_entry(k, l2);
                if shared > 0.0 {
                    of_classes.iter().for_each(|l| hessian.corner[(k, *l)] -= l2 * shared);
                }
            }
        }
        value
    }

    fn evaluate(
        &self,
        w: &[f64],
        gradient: &mut [f64],
        second: Second,
    ) -> Result<(f64, Option<Arrow>), Error> {
        let sums = self.sums(w, second)?;
        let places: Vec<usize> = (0..w.len()).map(|i| self.place(i)).collect();
        for (g, place) in gradient.iter_mut().zip(&places) {
            *g = sums.gradient[*place] / sums.weight;
        }
        let mut hessian =
            sums.hessian.filter(|_| second == Second::Hessian).map(|all| all.part(&places));
        if let Some(hessian) = &mut hessian {
            hessian.divide(sums.weight);
        }
        let value = sums.loss / sums.weight + self.add_penalty(w, gradient, hessian.as_mut());
        self.asked.visited(&self.all(w), value);
        Ok((value, hessian))
    }

    /// Coefficients and intercept of features that count from 0, for each logit.
    #[must_use]
    pub fn plain(&self, w: &[f64]) -> Vec<(Vec<f64>, f64)> {
        let all = self.all(w);
        let features = self.frame.n_features();
        let of_logit = |w: &[f64]| (w[..features].to_vec(), self.moved(w, -1.0));
        all.chunks(self.group().max(1)).map(of_logit).collect()
    }

    /// `b + sign (m'w - m_y)`, with twice the digits and rounded once; 0 without an intercept.
    fn moved(&self, w: &[f64], sign: f64) -> f64 {
        let (coefficients, intercept) = w.split_at(self.frame.n_features());
        let Some(intercept) = intercept.first() else { return 0.0 };
        let terms = coefficients.iter().zip(self.centres);
        let product = |(w, m): (&f64, &f64)| DoubleDouble::of_product(sign * m, *w);
        let intercept = DoubleDouble::from(*intercept)
            + DoubleDouble::from(-sign * self.frame.target_centre.unwrap_or(0.0));
        terms.map(product).fold(intercept, |sum, term| sum + term).to_f64()
    }
}

impl Objective for TableLoss<'_> {
    fn dim(&self) -> usize {
        self.loss.logits() * self.free.len()
    }

    fn gradient(&self, w: &[f64], gradient: &mut [f64]) -> Result<f64, ModelError> {
        Ok(self.evaluate(w, gradient, Second::None).map_err(elsewhere)?.0)
    }

    fn penalty(&self, parameter: usize) -> Penalty {
        let feature = self.free[parameter % self.free.len().max(1)];
        let unit = self.units.get(feature).copied().unwrap_or(1.0);
        let Penalty { l1, l2 } = self.penalty;
        match feature < self.frame.n_features() {
            true => Penalty { l1: l1 * unit, l2: l2 * unit * unit },
            false => Penalty::default(),
        }
    }

    fn unit(&self) -> Result<f64, ModelError> {
        Ok(self.unit)
    }

    /// An engine adds in any order, mostly without any care: the rounding of so many numbers grows as their root.
    fn noise(&self) -> f64 {
        4.0 * f64::EPSILON * self.terms.max(1.0).sqrt()
    }

    /// At most so large is a logit of the step.
    fn curvature_change(&self, step: &[f64]) -> Result<f64, ModelError> {
        let of_logit = |step: &[f64]| -> f64 {
            let reach = |j: usize| self.reaches.get(j).copied().unwrap_or(1.0);
            step.iter().zip(self.free).map(|(d, j)| d.abs() * reach(*j)).sum()
        };
        let largest = step.chunks(self.free.len().max(1)).map(of_logit).fold(0.0, f64::max);
        Ok(match self.loss {
            Loss::SquaredError => 0.0,
            Loss::CrossEntropy => largest,
            Loss::Softmax { .. } => 2.0 * largest,
        })
    }

    fn rounded(&self, w: &[f64]) -> Result<Vec<f64>, ModelError> {
        let group = self.group().max(1);
        let mut all = self.all(w);
        for (logit, (_, intercept)) in all.chunks_mut(group).zip(self.plain(w)) {
            if self.frame.has_intercept {
                logit[group - 1] = intercept;
                logit[group - 1] = self.moved(logit, 1.0);
            }
        }
        Ok(self.of_free(&all))
    }
}

impl TwiceDifferentiable for TableLoss<'_> {
    fn hessian(
        &self,
        w: &[f64],
        gradient: &mut [f64],
        mut hessian: MatMut<'_, f64>,
    ) -> Result<f64, ModelError> {
        let whole = Self { wide: &(0..0), ..*self };
        let (value, found) = whole.evaluate(w, gradient, Second::Hessian).map_err(elsewhere)?;
        if let Some(found) = found {
            hessian.copy_from(&found.corner);
        }
        Ok(value)
    }

    fn wide(&self) -> Range<usize> {
        let before = |end: usize| self.free.iter().filter(|j| **j < end).count();
        before(self.wide.start)..before(self.wide.end)
    }

    fn arrow(&self, w: &[f64], gradient: &mut [f64]) -> Result<(f64, Arrow), ModelError> {
        let (value, hessian) = self.evaluate(w, gradient, Second::Hessian).map_err(elsewhere)?;
        Ok((value, hessian.unwrap_or_else(|| Arrow::zeros(self.dim(), 0..0))))
    }

    fn preconditioner(&self) -> Result<Vec<f64>, ModelError> {
        let largest = if self.loss == Loss::SquaredError { 1.0 } else { 0.25 };
        let square =
            |i: usize| self.squares.get(self.free[i % self.free.len()]).copied().unwrap_or(1.0);
        Ok((0..self.dim()).map(|i| largest * square(i) + Objective::penalty(self, i).l2).collect())
    }
}

pub(crate) fn elsewhere(error: Error) -> ModelError {
    match error {
        Error::Model(error) => error,
        other => ModelError::Objective(Box::new(other)),
    }
}
