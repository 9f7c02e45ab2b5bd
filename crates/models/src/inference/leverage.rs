use linalg_lite::Features;

use crate::error::Error;
use crate::linear::FittedLinear;
use crate::logistic::FittedLogistic;
use crate::loss::{CrossEntropy, SquaredError};
use crate::problem::Problem;

impl FittedLogistic {
    /// As [`leverages_of`](Self::leverages_of), for samples without weights.
    ///
    /// # Errors
    /// As [`leverages_of`](Self::leverages_of).
    pub fn leverages<'a>(
        &self,
        features: impl Into<Features<'a>>,
        labels: &'a [bool],
    ) -> Result<Vec<f64>, Error> {
        self.leverages_of(&Problem::new(features, labels)?)
    }

    /// How much of a parameter each row determines by itself, with its full weight:
    /// `h_i = w_i s_i x_i' (X' diag(w s) X)^-1 x_i` in [0, 1]. They sum to the number of
    /// parameters; a row near 1 determines a parameter almost alone.
    ///
    /// # Errors
    /// [`Error::Numbers`] for bad shapes, [`Error::NoInference`] short of the optimum or with a penalty.
    ///
    /// # Source
    /// Pregibon, *Logistic regression diagnostics*, Annals of Statistics 9 (1981).
    pub fn leverages_of(&self, problem: &Problem<'_, bool>) -> Result<Vec<f64>, Error> {
        let centres = problem.centres()?;
        let centred = problem.centred(&centres)?;
        self.optimum(&centred)?.leverages::<CrossEntropy>(&centred)
    }
}

impl FittedLinear {
    /// As [`leverages_of`](Self::leverages_of), for samples without weights.
    ///
    /// # Errors
    /// As [`leverages_of`](Self::leverages_of).
    pub fn leverages<'a>(
        &self,
        features: impl Into<Features<'a>>,
        targets: &'a [f64],
    ) -> Result<Vec<f64>, Error> {
        self.leverages_of(&Problem::new(features, targets)?)
    }

    /// How much of a parameter each row determines by itself, with its full weight:
    /// `h_i = w_i x_i' (X' diag(w) X)^-1 x_i` in [0, 1]. They sum to the number of parameters; a row near 1
    /// determines a parameter almost alone.
    ///
    /// # Errors
    /// [`Error::Numbers`] for bad shapes, [`Error::NoInference`] short of the optimum or with a penalty.
    ///
    /// # Source
    /// Hoaglin and Welsch, *The hat matrix in regression and ANOVA*, The American Statistician 32 (1978).
    ///
    /// ```
    /// use linalg_lite::matrix_from_columns;
    /// use models::LinearRegression;
    ///
    /// let x = matrix_from_columns(&[&[0.0, 1.0, 2.0]])?;
    /// let y = [1.0, 2.0, 4.0];
    /// let line = LinearRegression::default().fit(x.as_ref(), &y)?;
    /// let h = line.leverages(x.as_ref(), &y)?; // 1/3 + (x - 1)^2 / 2
    /// assert!(h.iter().zip([5.0 / 6.0, 1.0 / 3.0, 5.0 / 6.0]).all(|(h, e)| (h - e).abs() < 1e-15));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn leverages_of(&self, problem: &Problem<'_, f64>) -> Result<Vec<f64>, Error> {
        let centres = problem.centres()?;
        let centred = problem.centred(&centres)?;
        self.optimum(&centred)?.leverages::<SquaredError>(&centred)
    }
}
