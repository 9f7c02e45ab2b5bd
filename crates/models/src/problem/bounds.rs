use linalg_lite::check_length;

use crate::error::Error;
use crate::problem::{Problem, Target};

impl<'a, T: Target> Problem<'a, T> {
    /// The same with coefficients that may not be negative: those of the features for which `nonnegative` is true. Linear
    /// and logistic regression take them, with any penalty or none; there are no standard errors then, as an estimate
    /// at a bound varies to one side only.
    ///
    /// # Errors
    /// [`Error::Numbers`] for a length other than the number of features.
    ///
    /// # Source
    /// Lawson and Hanson, *Solving Least Squares Problems*, 23.
    ///
    /// ```
    /// use linalg_lite::matrix_from_columns;
    /// use models::{LinearRegression, Problem};
    ///
    /// let x = matrix_from_columns(&[&[1.0, -1.0, 1.0, -1.0], &[1.0, 1.0, -1.0, -1.0]])?;
    /// let problem = Problem::new(x.as_ref(), &[1.0, -3.0, 3.0, -1.0])?.with_nonnegative(&[true, true])?;
    /// assert_eq!(LinearRegression::default().fit_problem(&problem)?.coefficients, [2.0, 0.0]); // without bounds 2 and -1
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn with_nonnegative(self, nonnegative: &'a [bool]) -> Result<Self, Error> {
        check_length("the list of bounds", self.n_features(), nonnegative.len())?;
        let nonnegative = nonnegative.contains(&true).then_some(nonnegative);
        Ok(Self { nonnegative, ..self })
    }

    /// Refuses bounds that a model does not take.
    pub(crate) fn refuse_bounds(&self) -> Result<(), Error> {
        if self.nonnegative.is_some() { Err(Error::Bounds) } else { Ok(()) }
    }
}
