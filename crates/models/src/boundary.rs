use linalg_lite::check_length;
use serde::Serialize;

use crate::error::Error;

/// Where a binary model is undecided: the features `x` with `coefficients . x + intercept = 0`,
/// so that `p = 1/2`. A point for one feature, a line for two, a plane for three.
///
/// ```
/// let line = models::Boundary { coefficients: vec![2.0, 1.0], intercept: -10.0 };
/// assert_eq!(line.solve_for(1, &[3.0, 0.0])?, 4.0); // 2 * 3 + 1 * 4 = 10
/// # Ok::<(), models::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Boundary {
    /// One per feature.
    pub coefficients: Vec<f64>,
    /// The constant term.
    pub intercept: f64,
}

impl Boundary {
    /// The value of `feature` on the boundary, given the others: `at` has one entry per feature, of
    /// which that of `feature` itself is not read.
    ///
    /// # Errors
    /// [`Error::UnknownFeature`]; [`Error::NoBoundary`] when its coefficient is 0;
    /// [`Error::Numbers`] when `at` does not have one entry per feature.
    pub fn solve_for(&self, feature: usize, at: &[f64]) -> Result<f64, Error> {
        let features = self.coefficients.len();
        let Some(&coefficient) = self.coefficients.get(feature) else {
            return Err(Error::UnknownFeature { feature, features });
        };
        check_length("the point", features, at.len())?;
        if coefficient == 0.0 {
            return Err(Error::NoBoundary { feature });
        }
        let mut others = self.intercept;
        for j in (0..features).filter(|&j| j != feature) {
            others += self.coefficients[j] * at[j];
        }
        Ok(-others / coefficient)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_solved_point_lies_on_the_boundary() {
        let plane = Boundary { coefficients: vec![1.0, -2.0, 0.5], intercept: 3.0 };
        for feature in 0..3 {
            let mut point = [0.7, 1.3, -4.0];
            point[feature] = plane.solve_for(feature, &point).unwrap();
            let z: f64 = plane.intercept
                + plane.coefficients.iter().zip(point).map(|(c, x)| c * x).sum::<f64>();
            assert!(z.abs() < 1e-14);
        }
    }

    #[test]
    fn what_has_no_answer_is_refused() {
        let flat = Boundary { coefficients: vec![0.0, 1.0], intercept: 1.0 };
        assert!(matches!(flat.solve_for(0, &[0.0, 0.0]), Err(Error::NoBoundary { feature: 0 })));
        assert!(matches!(flat.solve_for(2, &[0.0, 0.0]), Err(Error::UnknownFeature { .. })));
        assert!(flat.solve_for(1, &[0.0]).is_err());
    }
}
