//! What single rows do to a fit: leverage, residuals, Cook's distance, and how far each row moves the parameters.
//!
//! A logistic regression at its optimum is a line as well, fitted to `z + r / s` by rows that count `s`, where r is
//! the residual `y - p` and `s = p (1 - p)`. So one set of formulas serves both models (of a line `s = 1`). With u for
//! the weight of one sample, k for the parameters that the data determine, and v for the dispersion (of a line
//! `sum u r^2 / (n - k)`; of logits 1, or Pearson's statistic per degree of freedom where weights are precisions):
//!
//! ```text
//! A    = (X' diag(u s) X)^-1                    summed over all samples
//! h    = u s x' A x                             leverage
//! e    = sqrt(u / s) r                          Pearson residual
//! d    = sign(r) sqrt(2 u loss)                 deviance residual; of a line the same
//! v(i) = ((n - k) v - e^2 / (1 - h)) / (n - k - 1)   dispersion without the row; of logits 1
//!
//! standardised      d / sqrt(v (1 - h))
//! studentised       sign(r) sqrt((d^2 + e^2 h / (1 - h)) / v(i)); of a line e / sqrt(v(i) (1 - h))
//! Cook's distance   e^2 h / (k v (1 - h)^2)
//! DFFITS            e sqrt(h) / (sqrt(v(i)) (1 - h))
//! covariance ratio  (v(i) / v)^k / (1 - h)
//! change            A x u r / (1 - h)           of the parameters, with the row less without it
//! ```
//!
//! Everything is about one sample of a row: a row that was counted three times is three rows, of which two stay. R gives
//! the same but in one point: of a logistic regression its `dfbeta`, `dffits` and `covratio` put the deviance residual in
//! the place of Pearson's, and estimate a dispersion that is known. With Pearson's, as in statsmodels, the change is the
//! first step of Newton's method towards the fit without the row.
//!
//! # Source
//! Belsley, Kuh and Welsch, *Regression Diagnostics* (1980), chapter 2; Pregibon, *Logistic regression diagnostics*,
//! Annals of Statistics 9 (1981); Williams, *Generalized linear model diagnostics using the deviance and single case
//! deletions*, Applied Statistics 36 (1987).

mod changes;
mod measures;
mod refitted;

use linalg_lite::{Centres, exp, log1p_exp};

use self::measures::Row;
use crate::error::Error;
use crate::inference::{Optimum, Places, Sums};
use crate::linear::FittedLinear;
use crate::logistic::FittedLogistic;
use crate::loss::{CrossEntropy, Loss, SquaredError};
use crate::penalty::Penalty;
use crate::problem::{Problem, Target};
use crate::report::{Report, Status};
use crate::sample_weights::WeightKind;

pub use changes::Change;
pub use measures::Measures;

/// What each row does to a fit.
///
/// It holds three numbers a row, and the data by reference: changes of parameters are computed for the rows that are
/// asked for.
///
/// ```
/// use models::{LogisticRegression, Problem};
///
/// let flights = datasets::real::challenger()?.dataset.select_features(&["temperature_f"])?;
/// let problem = Problem::new(flights.features.as_ref(), flights.labels()?)?;
/// let model = LogisticRegression::default().fit_problem(&problem)?;
/// let influence = model.influence_of(&problem)?;
/// let row = influence.most_influential(1)[0]; // a warm day, and yet a failure
/// assert_eq!(flights.features[(row, 0)], 75.0);
/// let change = influence.changes(row)?.unwrap()[0].unwrap();
/// assert!((change.standard_errors.unwrap() - 0.7465).abs() < 1e-4); // its slope is that much flatter by it
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub struct Influence<'a, T> {
    problem: Problem<'a, T>,
    centres: Centres,
    optimum: Optimum,
    /// None for a row of weight 0.
    rows: Vec<Option<Row>>,
    samples: f64,
    /// None where it is known to be 1.
    dispersion: Option<f64>,
    /// `-r`, from the target and the logit.
    derivative: fn(T, f64) -> f64,
    /// For each parameter `sqrt(A_jj)`, of features that count from 0; 0 where others replace a feature.
    scales: Vec<f64>,
}

impl FittedLinear {
    /// What each row does to the fit, from the problem that was fitted.
    ///
    /// # Errors
    /// [`Error::NoInfluence`] where the formulas do not hold: for penalised coefficients, a fit short of its optimum,
    /// other data, weights of a survey, a perfect fit, or columns too nearly collinear; [`Error::Numbers`] for bad
    /// shapes.
    pub fn influence_of<'a>(
        &self,
        problem: &Problem<'a, f64>,
    ) -> Result<Influence<'a, f64>, Error> {
        check(&self.report, self.config.penalty, problem)?;
        let found = Influence::of::<SquaredError>(problem, |centred| self.optimum(centred));
        let found = found.map_err(about_rows)?;
        let squares = found.sum_of_squares();
        Sums::of(problem, squares).check(found.parameters()).map_err(about_rows)?;
        Ok(found.with_dispersion(squares))
    }
}

impl FittedLogistic {
    /// What each row does to the fit, from the problem that was fitted.
    ///
    /// # Errors
    /// [`Error::NoInfluence`] where the formulas do not hold: for penalised coefficients, separated classes, a fit
    /// short of its optimum, other data, weights of a survey or of classes, or columns too nearly collinear;
    /// [`Error::Numbers`] for bad shapes.
    pub fn influence_of<'a>(
        &self,
        problem: &Problem<'a, bool>,
    ) -> Result<Influence<'a, bool>, Error> {
        check(&self.report, self.config.penalty, problem)?;
        let found = Influence::of::<CrossEntropy>(problem, |centred| self.optimum(centred));
        let found = found.map_err(about_rows)?;
        if problem.weight_kind() == WeightKind::Frequency {
            return Ok(found);
        }
        let squares = found.sum_of_squares();
        if found.samples <= found.parameters() as f64 {
            return Err(Error::NoInfluence("there are as many parameters as samples"));
        }
        Ok(found.with_dispersion(squares))
    }
}

impl<'a, T: Target> Influence<'a, T> {
    fn of<L: Residuals<Target = T>>(
        problem: &Problem<'a, T>,
        optimum: impl FnOnce(&Problem<'_, T>) -> Result<Optimum, Error>,
    ) -> Result<Self, Error> {
        let centres = problem.centres()?;
        let centred = problem.centred(&centres)?;
        let optimum = optimum(&centred)?;
        let mut rows = vec![None; problem.n_rows()];
        optimum.of_rows::<L, _>(&centred, &mut rows, |i, z, leverage| {
            let (weight, samples) = (problem.weight(i), problem.samples_of_row(i));
            (weight > 0.0).then(|| {
                let [pearson, deviance] = L::residuals(problem.target[i], z);
                let root = (weight / samples).sqrt();
                let leverage = leverage / samples;
                Row { leverage, pearson: root * pearson, deviance: root * deviance }
            })
        })?;
        let dim = optimum.w.len();
        let places = Places { free: &optimum.free, centres: centres.values(), dim };
        let covariance = optimum.inverse.covariance(1.0 / optimum.per, places)?;
        let scale = |j: usize| Ok(covariance.variance(j)?.max(0.0).sqrt());
        let scales = (0..dim).map(scale).collect::<Result<_, Error>>()?;
        let (samples, derivative) = (problem.n_samples(), L::derivative);
        let (problem, dispersion) = (*problem, None);
        Ok(Self { problem, centres, optimum, rows, samples, dispersion, derivative, scales })
    }

    fn with_dispersion(self, squares: f64) -> Self {
        let dispersion = Some(squares / (self.samples - self.parameters() as f64));
        Self { dispersion, ..self }
    }

    /// `sum e^2` over all samples.
    fn sum_of_squares(&self) -> f64 {
        let square = |(i, row): (usize, &Option<Row>)| {
            row.map_or(0.0, |row| self.problem.samples_of_row(i) * (row.pearson * row.pearson))
        };
        linalg_lite::sum(&self.rows.iter().enumerate().map(square).collect::<Vec<f64>>())
    }

    /// Number of rows, including those of weight 0.
    #[must_use]
    pub fn n_rows(&self) -> usize {
        self.rows.len()
    }

    /// Number of samples: counts add up.
    #[must_use]
    pub fn samples(&self) -> f64 {
        self.samples
    }

    /// Number of parameters that the data determine.
    #[must_use]
    pub fn parameters(&self) -> usize {
        self.optimum.free.len()
    }

    /// The variance of a sample in units of that of the model: 1 for labels, unless weights are precisions.
    #[must_use]
    pub fn dispersion(&self) -> f64 {
        self.dispersion.unwrap_or(1.0)
    }
}

/// A loss as a sum of squares.
trait Residuals: Loss {
    /// Pearson's and the deviance residual of a target beside its logit, each with the sign of `y - p`.
    fn residuals(y: Self::Target, z: f64) -> [f64; 2];
}

impl Residuals for SquaredError {
    fn residuals(y: f64, z: f64) -> [f64; 2] {
        [y - z; 2]
    }
}

impl Residuals for CrossEntropy {
    /// `sqrt((1 - p) / p) = e^(-z/2)` of a positive one, and `sqrt(2 loss)`.
    fn residuals(y: bool, z: f64) -> [f64; 2] {
        let (sign, away) = if y { (1.0, -z) } else { (-1.0, z) };
        [sign * exp(away / 2.0), sign * (2.0 * log1p_exp(away)).sqrt()]
    }
}

/// Refuses a fit of which the formulas do not hold.
fn check<T: Target>(
    report: &Report,
    penalty: Penalty,
    problem: &Problem<'_, T>,
) -> Result<(), Error> {
    let reason = match report.status {
        _ if !penalty.is_none() => {
            "its coefficients are penalised, and the formulas are those of a fit without a penalty"
        }
        _ if report.has_bounds => {
            "some of its coefficients may not be negative, and the formulas are those of a fit without bounds"
        }
        _ if problem.weight_kind() == WeightKind::Sampling => {
            "its weights are those of a survey or of classes, which do not say how far a row may lie from the model"
        }
        Status::Converged | Status::RankDeficient { .. } => return Ok(()),
        Status::Separated(_) => {
            "the classes are separated, so that its best parameters are infinite whichever row is left out"
        }
        _ => "it has not reached its optimum",
    };
    Err(Error::NoInfluence(reason))
}

/// The same reason, of what was asked for.
fn about_rows(error: Error) -> Error {
    match error {
        Error::NoInference(reason) => Error::NoInfluence(reason),
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use linalg_lite::ln;

    #[test]
    fn residuals_by_hand() {
        let close = |found: [f64; 2], expected: [f64; 2]| {
            let is = |(f, e): (&f64, &f64)| (f - e).abs() <= 1e-15 * e.abs();
            assert!(found.iter().zip(&expected).all(is), "{found:?} is not {expected:?}");
        };
        // p = 3/4: (0 - 3/4) / sqrt(3/16) and (1 - 3/4) / sqrt(3/16).
        let z = ln(3.0);
        close(CrossEntropy::residuals(false, z), [-(3.0_f64.sqrt()), -(2.0 * ln(4.0)).sqrt()]);
        close(
            CrossEntropy::residuals(true, z),
            [1.0 / 3.0_f64.sqrt(), (2.0 * ln(4.0 / 3.0)).sqrt()],
        );
        close(CrossEntropy::residuals(true, -800.0), [exp(400.0), 40.0]);
        close(CrossEntropy::residuals(false, -700.0), [-exp(-350.0), -(2.0 * exp(-700.0)).sqrt()]);
        assert_eq!(SquaredError::residuals(1.0, 3.0), [-2.0, -2.0]);
    }
}
