//! Firth's correction: estimates that are finite even where the classes are separated.

mod classes;
mod corrected;
mod loss;

use linalg_lite::{Arrow, Features, Mat};
use serde::{Deserialize, Serialize};

use crate::aliased::check_none_aliased;
use crate::coordinates::Coordinates;
use crate::error::{Error, check_overflow};
use crate::inference::{
    Errors, Estimates, Information, Profile, TestResult, Totals, centres_beside, check_profile,
};
use crate::logistic::check_two_classes;
use crate::logits::logits;
use crate::problem::Problem;
use crate::report::{Report, Status};
use crate::sample_weights::WeightKind;
use crate::samples::Samples;
use crate::solver::{
    Lbfgs, Objective, Preconditioner, Restricted, Solution, TwiceDifferentiable, certify,
};

pub use classes::{FirthSoftmax, FirthSoftmaxLoss, FittedFirthSoftmax};
pub use loss::FirthLoss;

/// Logistic regression with Firth's correction: estimates that are finite even where the classes are
/// separated, and less biased where samples are few. It minimises [`FirthLoss`].
///
/// ```
/// use linalg_lite::matrix_from_columns;
/// use models::firth::FirthRegression;
/// use models::report::Status;
///
/// // Two groups, of which one has no positive at all.
/// let group = [0.0, 0.0, 0.0, 0.0, 1.0, 1.0, 1.0, 1.0];
/// let labels = [false, false, false, false, true, true, false, true];
/// let x = matrix_from_columns(&[&group])?;
/// let model = FirthRegression::default().fit(x.as_ref(), &labels)?;
/// assert_eq!(model.report.status, Status::Converged);
/// // Half a sample is added to each of the four counts: ln (3.5 / 1.5) - ln (0.5 / 4.5).
/// let odds = linalg_lite::ln(3.5 / 1.5 * 4.5 / 0.5);
/// assert!((model.coefficients[0] - odds).abs() < 1e-9);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # Source
/// Heinze and Schemper, *A solution to the problem of separation in logistic regression*, Statistics
/// in Medicine 21 (2002).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct FirthRegression {}

/// A logistic regression fitted with Firth's correction.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[must_use = "a fit may not have reached its optimum: look at its report"]
pub struct FittedFirth {
    /// One per feature: how much the logit rises per unit of the feature.
    pub coefficients: Vec<f64>,
    /// The logit where all features are 0; 0 without an intercept.
    pub intercept: f64,
    /// How it was fitted.
    pub config: FirthRegression,
    /// The samples it was fitted on.
    #[serde(flatten)]
    pub samples: Samples,
    /// How the fit ended.
    pub report: Report,
}

impl FirthRegression {
    /// Fits `labels` (one per sample) on `features` (`n_samples x n_features`).
    ///
    /// # Errors
    /// [`Error::Numbers`] for bad values or shapes, [`Error::OneClass`], [`Error::TooLarge`], and
    /// [`Error::Aliased`]: aliased features have to be dropped first.
    pub fn fit<'a>(
        &self,
        features: impl Into<Features<'a>>,
        labels: &'a [bool],
    ) -> Result<FittedFirth, Error> {
        self.fit_problem(&Problem::new(features, labels)?)
    }

    /// As [`fit`](Self::fit), for samples that have weights or an offset, or without an intercept. For
    /// weights that are not counts, only the ratios matter.
    ///
    /// # Errors
    /// As [`fit`](Self::fit).
    pub fn fit_problem(&self, problem: &Problem<'_, bool>) -> Result<FittedFirth, Error> {
        self.minimise(problem).map_err(|error| problem.naming_overflow(error))
    }

    fn minimise(&self, problem: &Problem<'_, bool>) -> Result<FittedFirth, Error> {
        check_two_classes(problem)?;
        check_none_aliased(problem)?;
        let coordinates = Coordinates::for_any_solver(problem)?;
        let seen = coordinates.seen(problem)?;
        let objective = FirthLoss::new(seen)?;
        let Solution { parameters, report, .. } =
            minimise(&objective, &vec![0.0; objective.dim()])?;
        let (coefficients, intercept) = coordinates.plain(&seen, parameters)?;
        let samples = Samples::of(problem);
        Ok(FittedFirth { coefficients, intercept, config: *self, samples, report })
    }
}

/// L-BFGS, preconditioned by the Fisher information at the start: the main part of the Hessian, of which the
/// steps find the rest.
fn minimise(objective: &impl TwiceDifferentiable, start: &[f64]) -> Result<Solution, Error> {
    let dim = objective.dim();
    let (mut gradient, mut information) = (vec![0.0; dim], Mat::zeros(dim, dim));
    objective.hessian(start, &mut gradient, information.as_mut())?;
    check_overflow(&(0..dim).map(|j| information[(j, j)]).collect::<Vec<f64>>())?;
    let Ok(preconditioner) = Preconditioner::of_subsample(&Arrow::whole(information), 1) else {
        return Err(Error::NearlyCollinear);
    };
    let lbfgs = Lbfgs { tolerance: 1e-26, ..Default::default() };
    let mut solution = lbfgs.minimise_from(start, &preconditioner, objective)?;
    solution.report.certificate = None; // the information has changed
    certify(objective, solution)
}

impl FittedFirth {
    /// `p = s(X c + b)`, the probability of a positive label, one per sample.
    ///
    /// # Errors
    /// [`Error::Numbers`] for bad values or another number of columns.
    pub fn probabilities<'a>(&self, features: impl Into<Features<'a>>) -> Result<Vec<f64>, Error> {
        let mut p = self.logits(features)?;
        linalg_lite::sigmoids(&mut p);
        Ok(p)
    }

    /// `z = X c + b`, one per sample.
    ///
    /// # Errors
    /// As [`probabilities`](Self::probabilities).
    pub fn logits<'a>(&self, features: impl Into<Features<'a>>) -> Result<Vec<f64>, Error> {
        logits(features, &self.coefficients, self.intercept)
    }

    /// Parameters with standard errors from the Fisher information at the estimates. Where classes are
    /// separated, trust [`profile_interval`](Self::profile_interval) and [`test`](Self::test) more.
    ///
    /// # Errors
    /// [`Error::NoInference`] short of the optimum; [`Error::Numbers`] for bad shapes.
    pub fn estimates(&self, problem: &Problem<'_, bool>) -> Result<Estimates, Error> {
        self.check_status()?;
        let centres = problem.centres()?;
        let centred = problem.centred(&centres)?;
        let (objective, w) = (FirthLoss::new(centred)?, self.parameters(&centred)?);
        let information = Information::at(&objective, &w, (0..w.len()).collect())?;
        information.check_data()?;
        let errors = Errors::of(&information, &centred, &w)?;
        let plain = Totals::of(problem).plain_parameters(&self.coefficients, self.intercept);
        Estimates::new(&plain, &information.free, errors.of_model, errors.distribution)
    }

    /// The profile interval of one parameter (the intercept is the last) by the penalised likelihood.
    ///
    /// # Errors
    /// As [`estimates`](Self::estimates); [`Error::Level`], [`Error::UnknownFeature`].
    pub fn profile_interval(
        &self,
        problem: &Problem<'_, bool>,
        parameter: usize,
        level: f64,
    ) -> Result<[f64; 2], Error> {
        check_profile(problem, level)?;
        let estimates = self.estimates(problem)?;
        let Some(Some(estimate)) = estimates.estimates.get(parameter) else {
            let features = estimates.estimates.len();
            return Err(Error::UnknownFeature { feature: parameter, features });
        };
        let centres = centres_beside(problem, parameter)?;
        let centred = problem.centred(&centres)?;
        let profile = self.profile(&centred, parameter)?;
        let critical = estimates.distribution.critical_value(level);
        profile.interval(&self.parameters(&centred)?, estimate.standard_error, critical)
    }

    /// The penalised likelihood-ratio test that a parameter is 0.
    ///
    /// # Errors
    /// As [`profile_interval`](Self::profile_interval).
    pub fn test(&self, problem: &Problem<'_, bool>, parameter: usize) -> Result<TestResult, Error> {
        self.check_status()?;
        check_profile(problem, 0.95)?;
        let centres = centres_beside(problem, parameter)?;
        let centred = problem.centred(&centres)?;
        let mut w = self.parameters(&centred)?;
        if parameter >= w.len() {
            return Err(Error::UnknownFeature { feature: parameter, features: w.len() });
        }
        let profile = self.profile(&centred, parameter)?;
        w[parameter] = 0.0;
        let fall = profile.lowest_beside(&mut w)? - profile.lowest;
        Ok(TestResult::chi_squared((2.0 * profile.total * fall).max(0.0), 1.0))
    }

    fn profile<'a>(
        &self,
        centred: &Problem<'a, bool>,
        parameter: usize,
    ) -> Result<Profile<FirthLoss<'a>>, Error> {
        let (objective, w) = (FirthLoss::new(*centred)?, self.parameters(centred)?);
        let lowest = objective.gradient(&w, &mut vec![0.0; w.len()])?;
        let dispersion = match centred.weight_kind() {
            WeightKind::Frequency => 1.0,
            _ => {
                let information = Information::at(&objective, &w, (0..w.len()).collect())?;
                Errors::of(&information, centred, &w)?.dispersion.unwrap_or(1.0)
            }
        };
        Ok(Profile {
            objective,
            total: centred.total_weight() / dispersion,
            others: (0..w.len()).filter(|j| *j != parameter).collect(),
            parameter,
            lowest,
            minimise: |objective: &Restricted<FirthLoss<'a>>, start| minimise(objective, start),
        })
    }

    fn parameters(&self, problem: &Problem<'_, bool>) -> Result<Vec<f64>, Error> {
        problem.parameters(&self.coefficients, self.intercept)
    }

    fn check_status(&self) -> Result<(), Error> {
        match self.report.status {
            Status::Converged => Ok(()),
            _ => Err(Error::NoInference("the fit has not reached its optimum")),
        }
    }
}
