mod loss;

use linalg_lite::Features;
use serde::{Deserialize, Serialize};

use super::minimise;
use crate::aliased::check_none_aliased;
use crate::coordinates::Coordinates;
use crate::error::Error;
use crate::inference::{
    ClassEstimates, ClassOptimum, Information, Profile, TestResult, centres_beside, check_profile,
    place,
};
use crate::logits::logits;
use crate::loss::SoftmaxCrossEntropy;
use crate::problem::Problem;
use crate::report::{Report, Status};
use crate::samples::Samples;
use crate::softmax::differences;
use crate::solver::{Objective, Restricted, Solution};

pub use loss::FirthSoftmaxLoss;

/// Softmax regression with Firth's correction: estimates that are finite even where classes are separated, and less
/// biased where samples are few. It minimises [`FirthSoftmaxLoss`]; of two classes it is
/// [`FirthRegression`](super::FirthRegression).
///
/// ```
/// use linalg_lite::matrix_from_columns;
/// use models::firth::FirthSoftmax;
/// use models::report::Status;
///
/// // No sample of class 2 in the first group.
/// let group = [0.0, 0.0, 0.0, 0.0, 1.0, 1.0, 1.0, 1.0];
/// let labels = [0, 0, 0, 1, 0, 1, 2, 2];
/// let x = matrix_from_columns(&[&group])?;
/// let model = FirthSoftmax::default().fit(x.as_ref(), &labels, 3)?;
/// assert_eq!(model.report.status, Status::Converged);
/// // Half a sample is added to each of the six counts: ln (2.5 / 1.5) - ln (0.5 / 3.5).
/// let odds = linalg_lite::ln(2.5 / 1.5 * 3.5 / 0.5);
/// assert!((model.coefficients[2][0] - model.coefficients[0][0] - odds).abs() < 1e-9);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # Source
/// Bull, Mak and Greenwood, *A modified score function estimator for multinomial logistic regression in small samples*,
/// Computational Statistics and Data Analysis 39 (2002); Kosmidis and Firth, *Multinomial logit bias reduction via the
/// Poisson log-linear model*, Biometrika 98 (2011).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct FirthSoftmax {}

/// A softmax regression fitted with Firth's correction. Only differences between classes matter, so the parameters are
/// given with a sum of zero over the classes.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[must_use = "a fit may not have reached its optimum: look at its report"]
pub struct FittedFirthSoftmax {
    /// `coefficients[k][j]`: how much the logit of class k rises per unit of feature j.
    pub coefficients: Vec<Vec<f64>>,
    /// One per class; 0 without intercepts.
    pub intercepts: Vec<f64>,
    /// How it was fitted.
    pub config: FirthSoftmax,
    /// The samples it was fitted on.
    #[serde(flatten)]
    pub samples: Samples,
    /// How the fit ended.
    pub report: Report,
}

impl FirthSoftmax {
    /// Fits class numbers below `classes` on `features`.
    ///
    /// # Errors
    /// [`Error::Numbers`] for bad values or shapes, [`Error::Class`], [`Error::TooLarge`], and [`Error::Aliased`]:
    /// aliased features have to be dropped first.
    pub fn fit<'a>(
        &self,
        features: impl Into<Features<'a>>,
        labels: &'a [usize],
        classes: usize,
    ) -> Result<FittedFirthSoftmax, Error> {
        self.fit_problem(&Problem::new(features, labels)?, classes)
    }

    /// As [`fit`](Self::fit), for samples that have weights or offsets, or without intercepts. For weights that are not
    /// counts, only the ratios matter.
    ///
    /// # Errors
    /// As [`fit`](Self::fit); [`Error::Offset`].
    pub fn fit_problem(
        &self,
        problem: &Problem<'_, usize>,
        classes: usize,
    ) -> Result<FittedFirthSoftmax, Error> {
        self.minimise(problem, classes).map_err(|error| problem.naming_overflow(error))
    }

    fn minimise(
        &self,
        problem: &Problem<'_, usize>,
        classes: usize,
    ) -> Result<FittedFirthSoftmax, Error> {
        let coordinates = Coordinates::for_any_solver(problem)?;
        let seen = coordinates.seen(problem)?;
        let objective = FirthSoftmaxLoss::new(seen, classes)?;
        check_none_aliased(problem)?;
        let Solution { parameters, report, .. } =
            minimise(&objective, &vec![0.0; objective.dim()])?;
        let by_class = objective.plain.classes(&parameters).into_iter();
        let plain = by_class.map(|w| coordinates.plain(&seen, w));
        let plain: Vec<(Vec<f64>, f64)> = plain.collect::<Result<_, _>>()?;
        let (coefficients, intercepts) = plain.into_iter().unzip();
        let samples = Samples::of(problem);
        Ok(FittedFirthSoftmax { coefficients, intercepts, config: *self, samples, report })
    }
}

impl FittedFirthSoftmax {
    /// For each class the logits `z_k = X w_k + b_k` of all samples.
    ///
    /// # Errors
    /// [`Error::Numbers`] for bad values or another number of columns.
    pub fn logits<'a>(&self, features: impl Into<Features<'a>>) -> Result<Vec<Vec<f64>>, Error> {
        let features = features.into();
        let pairs = self.coefficients.iter().zip(&self.intercepts);
        pairs.map(|(coefficients, intercept)| logits(features, coefficients, *intercept)).collect()
    }

    /// For each class the probabilities of all samples; those of one sample sum to 1.
    ///
    /// # Errors
    /// As [`logits`](Self::logits).
    pub fn probabilities<'a>(
        &self,
        features: impl Into<Features<'a>>,
    ) -> Result<Vec<Vec<f64>>, Error> {
        Ok(SoftmaxCrossEntropy::probabilities_of(self.logits(features)?))
    }

    /// The parameters of each class after the first less those of the first, with standard errors from the Fisher
    /// information at the estimates. Where classes are separated, trust [`profile_interval`](Self::profile_interval) and
    /// [`test`](Self::test) more.
    ///
    /// # Errors
    /// [`Error::NoInference`] short of the optimum; [`Error::Numbers`] for bad shapes.
    pub fn estimates(&self, problem: &Problem<'_, usize>) -> Result<ClassEstimates, Error> {
        let centres = problem.centres()?;
        let centred = problem.centred(&centres)?;
        let (objective, w) = self.at(&centred)?;
        let optimum = self.optimum(&objective, w)?;
        optimum.information.check_data()?;
        Ok(optimum.estimates(&centres)?.0)
    }

    /// The profile interval of one parameter of a class (the intercept is its last) less the same of the first class, by
    /// the penalised likelihood.
    ///
    /// # Errors
    /// As [`estimates`](Self::estimates); [`Error::Level`]; [`Error::Class`] for the first class, or one that is not
    /// there; [`Error::UnknownFeature`].
    pub fn profile_interval(
        &self,
        problem: &Problem<'_, usize>,
        (class, parameter): (usize, usize),
        level: f64,
    ) -> Result<[f64; 2], Error> {
        check_profile(problem, level)?;
        let place = place(self.coefficients.len(), (class, parameter), problem.design.dim())?;
        let centres = centres_beside(problem, parameter)?;
        let centred = problem.centred(&centres)?;
        let (objective, w) = self.at(&centred)?;
        let optimum = self.optimum(&objective, w.clone())?;
        let spread = optimum.spread()?;
        let profile = profile(objective, &w, (place, spread.dispersion))?;
        let variance = optimum.information.inverse.dense()?.whole[(place, place)] / profile.total;
        profile.interval(&w, variance.sqrt(), spread.distribution.critical_value(level))
    }

    /// The penalised likelihood-ratio test that a parameter of a class is that of the first.
    ///
    /// # Errors
    /// As [`profile_interval`](Self::profile_interval).
    pub fn test(
        &self,
        problem: &Problem<'_, usize>,
        (class, parameter): (usize, usize),
    ) -> Result<TestResult, Error> {
        check_profile(problem, 0.95)?;
        let place = place(self.coefficients.len(), (class, parameter), problem.design.dim())?;
        let centres = centres_beside(problem, parameter)?;
        let centred = problem.centred(&centres)?;
        let (objective, mut w) = self.at(&centred)?;
        let spread = self.optimum(&objective, w.clone())?.spread()?;
        let profile = profile(objective, &w, (place, spread.dispersion))?;
        w[place] = 0.0;
        let fall = profile.lowest_beside(&mut w)? - profile.lowest;
        Ok(TestResult::chi_squared((2.0 * profile.total * fall).max(0.0), 1.0))
    }

    /// The objective of the data that it was fitted to, and the parameters there.
    fn at<'a>(
        &self,
        centred: &Problem<'a, usize>,
    ) -> Result<(FirthSoftmaxLoss<'a>, Vec<f64>), Error> {
        if self.report.status != Status::Converged {
            return Err(Error::NoInference("the fit has not reached its optimum"));
        }
        let objective = FirthSoftmaxLoss::new(*centred, self.coefficients.len())?;
        let group = centred.design.dim().max(1);
        let mut w = Vec::new();
        for of_class in self.differences().chunks_exact(group) {
            w.extend(centred.parameters_from_plain(of_class)?);
        }
        Ok((objective, w))
    }

    /// What errors follow from: the Fisher information is that of the model without the correction.
    fn optimum<'a>(
        &self,
        objective: &FirthSoftmaxLoss<'a>,
        w: Vec<f64>,
    ) -> Result<ClassOptimum<'a>, Error> {
        let information = Information::at(objective, &w, (0..w.len()).collect())?;
        let (objective, plain) = (objective.plain, self.differences());
        Ok(ClassOptimum { objective, w, plain, information })
    }

    /// As [`FittedSoftmax::differences`](crate::FittedSoftmax::differences).
    #[must_use]
    pub fn differences(&self) -> Vec<f64> {
        differences(&self.coefficients, &self.intercepts, self.samples.has_intercept)
    }
}

fn profile<'a>(
    objective: FirthSoftmaxLoss<'a>,
    w: &[f64],
    (parameter, dispersion): (usize, Option<f64>),
) -> Result<Profile<FirthSoftmaxLoss<'a>>, Error> {
    let lowest = objective.gradient(w, &mut vec![0.0; w.len()])?;
    Ok(Profile {
        total: objective.plain.problem().total_weight() / dispersion.unwrap_or(1.0),
        objective,
        others: (0..w.len()).filter(|j| *j != parameter).collect(),
        parameter,
        lowest,
        minimise: |objective: &Restricted<FirthSoftmaxLoss<'a>>, start| minimise(objective, start),
    })
}
