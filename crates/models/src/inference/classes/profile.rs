use super::ClassOptimum;
use crate::error::Error;
use crate::inference::{Profile, centres_beside, check_profile};
use crate::problem::Problem;
use crate::softmax::FittedSoftmax;
use crate::solver::{Newton, Solution};

impl FittedSoftmax {
    /// The profile-likelihood interval of one parameter of a class (the intercept is its last) less the same of the first
    /// class, as [`FittedLogistic::profile_interval`](crate::FittedLogistic::profile_interval) has it of two classes: all
    /// other parameters, of all classes, are refitted.
    ///
    /// An end is infinite where the likelihood never falls far enough.
    ///
    /// # Errors
    /// As [`inference_of`](Self::inference_of); [`Error::Level`]; [`Error::Class`] for the first class, or one that is not
    /// there; [`Error::UnknownFeature`]; [`Error::NoInference`] where the other parameters do not reach their optimum.
    ///
    /// # Source
    /// Venzon and Moolgavkar, *A method for computing profile-likelihood-based confidence intervals*,
    /// Applied Statistics 37 (1988).
    ///
    /// ```
    /// use models::{Problem, SoftmaxRegression};
    ///
    /// let birds = datasets::real::penguins()?.dataset.select_features(&["body_mass_g"])?;
    /// let problem = Problem::new(birds.features.as_ref(), birds.classes()?.0)?;
    /// let model = SoftmaxRegression::default().fit_problem(&problem, 3)?;
    /// let [low, high] = model.profile_interval(&problem, (2, 0), 0.95)?; // of Gentoo, against Adelie
    /// assert!(0.005 < low && low < high && high < 0.009);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
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
        let optimum = self.optimum(&centred)?;
        let spread = optimum.spread()?;
        let ClassOptimum { objective, w, information, .. } = optimum;
        let Some(own) = information.free.iter().position(|j| *j == place) else {
            let features = information.free.len() / (self.coefficients.len() - 1);
            return Err(Error::UnknownFeature { feature: parameter, features });
        };
        let total = problem.total_weight() / spread.dispersion.unwrap_or(1.0);
        let variance = information.inverse.dense()?.whole[(own, own)] / total;
        let profile = Profile {
            objective,
            total,
            others: information.free.iter().copied().filter(|j| *j != place).collect(),
            parameter: place,
            lowest: information.loss,
            minimise: |objective, start| -> Result<Solution, Error> {
                Newton::default().minimise_from(start, objective)
            },
        };
        profile.interval(&w, variance.sqrt(), spread.distribution.critical_value(level))
    }
}

/// Where a parameter of a class stands among those of all classes but the first, of so many each.
///
/// # Errors
/// [`Error::Class`], [`Error::UnknownFeature`].
pub(crate) fn place(
    classes: usize,
    (class, parameter): (usize, usize),
    of_class: usize,
) -> Result<usize, Error> {
    let refuse = |problem| Err(Error::Class { class, classes, problem });
    match class {
        0 => refuse("is what the others are compared with: it has no parameters of its own"),
        _ if class >= classes => refuse("is not there: classes are counted from 0"),
        _ if parameter >= of_class => {
            Err(Error::UnknownFeature { feature: parameter, features: of_class })
        }
        _ => Ok((class - 1) * of_class + parameter),
    }
}
