use linalg_lite::check_length;

use crate::error::{Error, check_penalty};
use crate::penalty::Penalty;
use crate::problem::{Problem, Target};

impl<'a, T: Target> Problem<'a, T> {
    /// The same with a factor for each feature, by which its coefficient's penalty is multiplied: 1 leaves it as it is, 0
    /// takes it away. With factors f the penalty is `sum_j f_j (l1 |c_j| + l2/2 c_j^2)`. They are taken as they are: a
    /// factor of 2 is twice the penalty, where glmnet first divides all by their mean.
    ///
    /// Features without a penalty may have no optimum, as all have without a penalty: the status then says so.
    ///
    /// # Errors
    /// [`Error::Numbers`] for a length other than the number of features; [`Error::Penalty`] for a factor that is negative
    /// or not finite; [`Error::FactorsOfLevels`] for a category of which some levels have a factor of 0 and others not.
    ///
    /// # Source
    /// Friedman, Hastie and Tibshirani, *Regularization paths for generalized linear models via coordinate descent*,
    /// Journal of Statistical Software 33 (2010), 2.6.
    ///
    /// ```
    /// use linalg_lite::matrix_from_columns;
    /// use models::{LinearRegression, Penalty, Problem};
    ///
    /// let x = matrix_from_columns(&[&[1.0, -1.0, 1.0, -1.0], &[1.0, 1.0, -1.0, -1.0]])?;
    /// let problem = Problem::new(x.as_ref(), &[3.0, 1.0, -1.0, -3.0])?.with_penalty_factors(&[0.0, 2.0])?;
    /// let model = LinearRegression { penalty: Penalty { l1: 0.5, l2: 0.0 }, ..Default::default() };
    /// assert_eq!(model.fit_problem(&problem)?.coefficients, [1.0, 1.0]); // 1 and 2 without a penalty
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn with_penalty_factors(self, factors: &'a [f64]) -> Result<Self, Error> {
        check_length("the penalty factors", self.n_features(), factors.len())?;
        factors.iter().try_for_each(|factor| check_penalty("a penalty factor", *factor))?;
        for levels in self.design.features().categories() {
            let free = factors[levels.clone()].iter().filter(|factor| **factor == 0.0).count();
            if free > 0 && free < levels.len() {
                return Err(Error::FactorsOfLevels { feature: levels.start });
            }
        }
        Ok(Self { penalty_factors: Some(factors), ..self })
    }

    /// No penalty, where no feature has one.
    pub(crate) fn effective(&self, penalty: Penalty) -> Penalty {
        let factors = self.penalty_factors.unwrap_or_default();
        let is_for_none = !factors.is_empty() && factors.iter().all(|factor| *factor == 0.0);
        if is_for_none { Penalty::default() } else { penalty }
    }

    /// Whether the penalty is not for this feature.
    pub(crate) fn is_free(&self, feature: usize) -> bool {
        self.penalty_factors.is_some_and(|factors| factors[feature] == 0.0)
    }
}
