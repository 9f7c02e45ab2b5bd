use linalg_lite::Centres;

use super::information::Information;
use super::{Errors, check_likelihood};
use crate::aliased::determined;
use crate::error::Error;
use crate::logistic::FittedLogistic;
use crate::loss::CrossEntropy;
use crate::objective::MeanLoss;
use crate::penalty::Penalty;
use crate::problem::{Problem, Target};
use crate::report::Status;
use crate::sample_weights::WeightKind;
use crate::solver::{Newton, Objective, Restricted, Solution};

impl FittedLogistic {
    /// The profile-likelihood interval of one parameter (the intercept is the last): all values `b` that a
    /// likelihood-ratio test at `1 - level` would not reject, with the other parameters refitted. Unlike a
    /// Wald interval it need not be symmetric, and with few samples it is the better one.
    ///
    /// An end is infinite where the likelihood never falls far enough.
    ///
    /// # Errors
    /// As [`inference_of`](Self::inference_of); [`Error::Level`], [`Error::UnknownFeature`];
    /// [`Error::NoInference`] for sampling weights, which have no likelihood, and where the other parameters
    /// do not reach their optimum.
    ///
    /// # Source
    /// Venzon and Moolgavkar, *A method for computing profile-likelihood-based confidence intervals*,
    /// Applied Statistics 37 (1988).
    ///
    /// ```
    /// use models::{LogisticRegression, Problem};
    ///
    /// let flights = datasets::real::challenger()?.dataset.select_features(&["temperature_f"])?;
    /// let (x, failed) = (flights.features.as_ref(), flights.labels()?);
    /// let model = LogisticRegression::default().fit(x, failed)?;
    /// let [low, high] = model.profile_interval(&Problem::new(x, failed)?, 0, 0.95)?;
    /// assert!((low + 0.515).abs() < 1e-3 && (high + 0.061).abs() < 1e-3);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn profile_interval(
        &self,
        problem: &Problem<'_, bool>,
        parameter: usize,
        level: f64,
    ) -> Result<[f64; 2], Error> {
        check_likelihood(&self.report, self.config.penalty)?;
        check_profile(problem, level)?;
        let centres = centres_beside(problem, parameter)?;
        let centred = problem.centred(&centres)?;
        let objective = MeanLoss::<CrossEntropy>::new(centred, Penalty::default())?;
        let w = centred.parameters(&self.coefficients, self.intercept)?;
        let free = determined(&self.report.combinations, w.len(), w.len());
        if !free.contains(&parameter) {
            return Err(Error::UnknownFeature { feature: parameter, features: free.len() });
        }
        let information = Information::of_logits(&objective, &w, free)?;
        let errors = Errors::of(&information, &centred, &w)?;
        let profile = Profile {
            objective,
            total: problem.total_weight() / errors.dispersion.unwrap_or(1.0),
            others: information.free.iter().copied().filter(|j| *j != parameter).collect(),
            parameter,
            lowest: information.loss,
            minimise: |objective, start| Newton::default().minimise_from(start, objective),
        };
        let standard_error = errors.of_model.variance(parameter)?.sqrt();
        profile.interval(&w, standard_error, errors.distribution.critical_value(level))
    }
}

/// Centres for all but the intercept, which is one number with columns that count from 0 and another with
/// centred ones.
pub(crate) fn centres_beside<T: Target>(
    problem: &Problem<'_, T>,
    parameter: usize,
) -> Result<Centres, Error> {
    let is_feature = parameter < problem.n_features();
    if is_feature { problem.centres() } else { Ok(Centres::zero(problem.n_features())) }
}

/// Refuses a level, or weights, that no profile can be drawn for.
pub(crate) fn check_profile<T: Target>(problem: &Problem<'_, T>, level: f64) -> Result<(), Error> {
    if !(level > 0.0 && level < 1.0) {
        return Err(Error::Level(level));
    }
    match problem.weight_kind() {
        WeightKind::Sampling => {
            Err(Error::NoInference("sampling weights have no likelihood: use the sandwich errors"))
        }
        _ => Ok(()),
    }
}

/// How the log-likelihood falls as one parameter moves away from its estimate, and the others follow.
pub(crate) struct Profile<O> {
    pub(crate) objective: O,
    /// The factor that turns the objective into a negative log-likelihood.
    pub(crate) total: f64,
    pub(crate) others: Vec<usize>,
    pub(crate) parameter: usize,
    /// The objective at the optimum.
    pub(crate) lowest: f64,
    /// How the others are refitted.
    pub(crate) minimise: fn(&Restricted<O>, &[f64]) -> Result<Solution, Error>,
}

impl<O: Objective + Clone + Sync> Profile<O> {
    /// Both ends, where the root of the fall reaches `critical`, looked for in steps of a standard error.
    pub(crate) fn interval(
        &self,
        optimum: &[f64],
        standard_error: f64,
        critical: f64,
    ) -> Result<[f64; 2], Error> {
        let end = |step: f64| self.end(optimum, step, critical);
        let (low, high) = rayon::join(|| end(-standard_error), || end(standard_error));
        Ok([low?, high?])
    }

    /// Where the root of the fall, `sqrt(2 (log L_max - log L))`, reaches `critical`. As a function of
    /// the parameter it is nearly a line, so that a secant gets there in a few steps.
    fn end(&self, optimum: &[f64], step: f64, critical: f64) -> Result<f64, Error> {
        const ROUNDS: usize = 100;
        const FAR: f64 = 1e3;
        let estimate = optimum[self.parameter];
        let (mut inner, mut outer) = ((0.0, 0.0), None);
        let mut distance = critical; // in standard errors
        let mut w = optimum.to_vec();
        for _ in 0..ROUNDS {
            w[self.parameter] = estimate + distance * step;
            let root = self.root(&mut w)?;
            if (root - critical).abs() <= 1e-10 * critical {
                return Ok(w[self.parameter]);
            }
            if root < critical {
                inner = (distance, root);
            } else {
                outer = Some((distance, root));
            }
            distance = match outer {
                None if distance > FAR => return Ok(step.signum() * f64::INFINITY),
                None => (distance * critical / root.max(0.25 * critical)).max(1.1 * distance),
                Some((far, high)) => {
                    let part = (critical - inner.1) / (high - inner.1);
                    inner.0 + part.clamp(0.01, 0.99) * (far - inner.0)
                }
            };
        }
        Err(Error::NoInference("the end of the profile interval was not found"))
    }

    /// The root of the fall where the parameter is held and the others are at their best; they are left
    /// in `w`.
    fn root(&self, w: &mut Vec<f64>) -> Result<f64, Error> {
        let value = self.lowest_beside(w)?;
        Ok((2.0 * self.total * (value - self.lowest)).max(0.0).sqrt())
    }

    /// The objective where the parameter is held and the others are at their best.
    pub(crate) fn lowest_beside(&self, w: &mut Vec<f64>) -> Result<f64, Error> {
        if self.others.is_empty() {
            return self.objective.gradient(w, &mut vec![0.0; w.len()]);
        }
        let start: Vec<f64> = self.others.iter().map(|j| w[*j]).collect();
        let restricted = Restricted::new(self.objective.clone(), w.clone(), self.others.clone());
        let solution = (self.minimise)(&restricted, &start)?;
        match solution.report.status {
            // (At infinity the objective is as low as it gets.)
            Status::Converged | Status::NoFiniteOptimum => (),
            _ => {
                let reason =
                    "beside a parameter that is held, the others did not reach their optimum";
                return Err(Error::NoInference(reason));
            }
        }
        *w = restricted.all(&solution.parameters);
        Ok(solution.report.objective)
    }
}
