use linalg_lite::{check_finite, check_length};

use crate::error::Error;
use crate::problem::Problem;

impl<'a> Problem<'a, usize> {
    /// The same with numbers added to the logits of each sample, which are not fitted: for each class one per sample, because
    /// one for all classes would change nothing. Only their differences between classes matter.
    ///
    /// # Errors
    /// [`Error::Numbers`] for a length other than the number of samples, or numbers that are not finite.
    ///
    /// ```
    /// use linalg_lite::{ln, matrix_from_columns};
    /// use models::{Problem, SoftmaxRegression};
    ///
    /// // One sample of class 0 in four, where one in ten would be expected: the odds are what is left to explain.
    /// let x = matrix_from_columns(&[&[0.0; 4]])?;
    /// let offsets = [vec![ln(0.1); 4], vec![ln(0.9); 4]];
    /// let problem = Problem::new(x.as_ref(), &[0, 1, 1, 1])?.with_class_offsets(&offsets)?;
    /// let model = SoftmaxRegression::default().fit_problem(&problem, 2)?;
    /// let odds = model.intercepts[1] - model.intercepts[0];
    /// assert!((odds - ln(3.0 / 9.0)).abs() < 1e-12);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn with_class_offsets(self, offsets: &'a [Vec<f64>]) -> Result<Self, Error> {
        for offset in offsets {
            check_length("the list of offsets", self.n_rows(), offset.len())?;
            check_finite("the offset", offset)?;
        }
        Ok(Self { class_offsets: Some(offsets), ..self })
    }
}

/// Refuses labels of classes that are not there, and classes without samples.
pub(crate) fn check_classes(problem: &Problem<'_, usize>, classes: usize) -> Result<(), Error> {
    let refuse = |class, problem| Err(Error::Class { class, classes, problem });
    if classes < 2 {
        return refuse(0, "stands alone: at least two classes are needed");
    }
    if let Some(&label) = problem.target.iter().find(|label| **label >= classes) {
        return refuse(label, "is not there: classes are counted from 0");
    }
    let mut seen = vec![false; classes];
    problem.counted_rows().for_each(|i| seen[problem.target[i]] = true);
    match seen.iter().position(|seen| !seen) {
        Some(class) => refuse(class, "has no sample: leave it out"),
        None => Ok(()),
    }
}
