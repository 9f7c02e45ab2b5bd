//! Of several classes.

use linalg_lite::{Mat, MatRef};
use models::effects::ClassEffects;
use models::firth::FirthSoftmax;
use models::inference::{Distribution, LogOdds, Sandwich};
use models::{Problem, SoftmaxRegression};

use crate::{Hash, estimates};

/// Sandwiches, intervals, slopes, and Firth's correction of three classes.
pub(crate) fn of_classes(x: MatRef<'_, f64>, classes: &[usize]) -> u64 {
    let problem = Problem::new(x, classes).unwrap();
    let fit = SoftmaxRegression::default().fit_problem(&problem, 3).unwrap();
    let found = fit.sandwich(&problem, Sandwich::Hc3).unwrap();
    let odds = LogOdds::of_classes(x, &fit.logits(x).unwrap(), &found.covariance).unwrap();
    let slopes = Mat::from_fn(x.nrows(), x.ncols(), |_, j| if j == 0 { 1.0 } else { 0.0 });
    let effects = ClassEffects::new(&fit, &found.covariance, Distribution::Normal);
    let slopes = effects.mean_slopes(x, slopes.as_ref(), None, None).unwrap();
    let slope = effects.estimate(&slopes[1]).unwrap();
    let firth = FirthSoftmax::default().fit_problem(&problem, 3).unwrap();
    found
        .estimates
        .iter()
        .fold(Hash::new(), |hash, of_class| hash.numbers(&estimates(of_class)))
        .numbers(&odds[2].standard_errors)
        .numbers(&[slope.value, slope.standard_error])
        .numbers(&fit.profile_interval(&problem, (1, 0), 0.95).unwrap())
        .numbers(&firth.coefficients.concat())
        .0
}
