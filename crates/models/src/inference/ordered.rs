use linalg_lite::{Features, Mat, ln, product};

use super::inverse::{Inverse, scaled};
use super::softmax::check_counts;
use super::{Covariance, Distribution, Estimates, Information, Likelihood, check_likelihood};
use crate::aliased::determined;
use crate::error::Error;
use crate::objective::{MeanOrderedLoss, weights_of_classes};
use crate::ordered::FittedOrdered;
use crate::penalty::Penalty;
use crate::problem::Problem;
use crate::solver::Newton;

/// What the data say about a regression for ordered classes.
#[derive(Clone, Debug, PartialEq)]
pub struct OrderedInference {
    /// The coefficients, and after them the thresholds. Their covariance is the inverse of the observed information.
    pub estimates: Estimates,
    /// How probable the labels are; the samples that count, and the parameters. The null model has the thresholds alone.
    pub likelihood: Likelihood,
}

impl FittedOrdered {
    /// Standard errors, tests and criteria, from the data that the model was fitted to.
    ///
    /// # Errors
    /// [`Error::NoInference`] where they would be invalid, as for
    /// [`FittedLogistic::inference`](crate::FittedLogistic::inference), and for weights that are not counts;
    /// [`Error::Numbers`] for bad shapes.
    ///
    /// # Source
    /// McCullagh, *Regression models for ordinal data*, JRSS B 42 (1980), 2.5.
    ///
    /// ```
    /// use linalg_lite::matrix_from_columns;
    /// use models::OrderedRegression;
    ///
    /// let hours = matrix_from_columns(&[&[1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0]])?;
    /// let grades = [0, 1, 0, 1, 2, 1, 2];
    /// let model = OrderedRegression::default().fit(hours.as_ref(), &grades, 3)?;
    /// let found = model.inference(hours.as_ref(), &grades)?;
    /// assert_eq!(found.estimates.estimates.len(), 3); // a coefficient and two thresholds
    /// assert!(found.likelihood.test_of_all_features().unwrap().p_value < 0.05);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn inference<'a>(
        &self,
        features: impl Into<Features<'a>>,
        labels: &'a [usize],
    ) -> Result<OrderedInference, Error> {
        self.inference_of(&Problem::new(features, labels)?)
    }

    /// As [`inference`](Self::inference), for the problem that was fitted.
    ///
    /// # Errors
    /// As [`inference`](Self::inference).
    pub fn inference_of(&self, problem: &Problem<'_, usize>) -> Result<OrderedInference, Error> {
        check_likelihood(&self.report, Penalty::l2(self.config.l2))?;
        check_counts(problem.weight_kind())?;
        let classes = self.thresholds.len() + 1;
        let centres = problem.centres()?;
        let centred = problem.centred(&centres)?;
        let objective = MeanOrderedLoss::new(centred, classes, 0.0)?;
        let w = objective.parameters(&self.coefficients, &self.thresholds)?;
        let free = determined(&self.report.combinations, w.len(), w.len());
        let information = Information::at(&objective, &w, free)?;
        information.check_data()?;
        let samples = problem.n_samples();
        let covariance = self.covariance(&information, centres.values(), samples)?;
        let plain = [&*self.coefficients, &self.thresholds].concat();
        Ok(OrderedInference {
            estimates: Estimates::new(&plain, &information.free, covariance, Distribution::Normal)?,
            likelihood: Likelihood {
                log_likelihood: -information.loss * samples,
                null_log_likelihood: null_log_likelihood(problem, classes)?,
                samples,
                parameters: information.free.len(),
                null_parameters: classes - 1,
                residual_degrees_of_freedom: samples * (classes - 1) as f64
                    - information.free.len() as f64,
                dispersion: None,
            }
            .check()?,
        })
    }

    /// Of coefficients and thresholds: `A V A'`, with the covariance V of what the solver sees, where a threshold is
    /// `t_k = d_k - b + m'c` or, of features that count from the centres, `d_k - b`.
    fn covariance(
        &self,
        information: &Information,
        centres: &[f64],
        samples: f64,
    ) -> Result<Covariance, Error> {
        let Inverse::Dense(inverse) = &information.inverse else {
            return Err(Error::NoInference(super::information::TOO_MANY));
        };
        let (p, dim) = (centres.len(), centres.len() + self.thresholds.len());
        let (free, of_free) = (&information.free, scaled(&inverse.whole, 1.0 / samples));
        let of_features_from = |from: &[f64]| {
            let share = |row: usize, j: usize| match (row.checked_sub(p), j) {
                (None, j) => f64::from(u8::from(row == j)),
                (Some(_), j) if j < p => from[j],
                (Some(_), j) if j == p => -1.0,
                (Some(threshold), j) => f64::from(u8::from(threshold == j - p)),
            };
            let moved = Mat::from_fn(dim, free.len(), |row, place| share(row, free[place]));
            let half = product(moved.as_ref(), of_free.as_ref())?;
            Ok::<_, Error>(product(half.as_ref(), moved.transpose())?)
        };
        let (plain, at_centres) = (of_features_from(centres)?, of_features_from(&vec![0.0; p])?);
        Ok(Covariance::of_thresholds(plain, centres, at_centres))
    }
}

/// Of the thresholds alone: each class has its share or, where offsets are given, what fits beside them.
fn null_log_likelihood(problem: &Problem<'_, usize>, classes: usize) -> Result<f64, Error> {
    if problem.offset.is_some() {
        let objective = MeanOrderedLoss::new(problem.without_features(), classes, 0.0)?;
        let found = Newton::default().minimise(&objective)?;
        return Ok(-found.report.objective * problem.total_weight());
    }
    let of_classes = weights_of_classes(problem, classes);
    let all: f64 = of_classes.iter().sum();
    Ok(of_classes.iter().map(|weight| weight * ln(weight / all)).sum())
}
