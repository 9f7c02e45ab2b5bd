//! What judges hold against whatever a fit returns: it is made of numbers.

use std::collections::BTreeMap;
use std::fmt::Debug;

use models::inference::{Estimates, Likelihood, TestResult};
use models::paths::CrossValidation;
use models::{Combination, FittedLinear, FittedLogistic, Problem, Report};

/// How many of each kind ended well.
#[derive(Default)]
pub(crate) struct Ends(BTreeMap<&'static str, usize>);

impl Ends {
    pub(crate) fn well<T, E: Debug>(
        &mut self,
        kind: &'static str,
        ended: Result<T, E>,
    ) -> Option<T> {
        *self.0.entry(kind).or_default() += usize::from(ended.is_ok());
        ended.ok()
    }

    #[track_caller]
    pub(crate) fn are_at_least(&self, floors: &[(&str, usize)]) {
        assert!(self.0.keys().eq(floors.iter().map(|(kind, _)| kind)), "{:?}", self.0);
        for (kind, least) in floors {
            assert!(self.0[kind] >= *least, "{kind}: {:?}", self.0);
        }
    }
}

/// All of them are numbers.
#[track_caller]
pub(crate) fn finite(what: &str, numbers: &[f64]) {
    assert!(numbers.iter().all(|x| x.is_finite()), "{what}: {numbers:?}");
}

/// The end of an interval may be at infinity, but is not nowhere.
#[track_caller]
pub(crate) fn ordered(what: &str, [low, high]: [f64; 2]) {
    assert!(low <= high, "{what}: {low} to {high}");
}

#[track_caller]
pub(crate) fn text(what: &str, text: &str) {
    let without_python = text.replace("np.inf", "");
    let mut words = without_python.split(|c: char| !c.is_alphanumeric());
    assert!(words.all(|word| word != "NaN" && word != "inf"), "{what}: {text}");
}

pub(crate) fn report(what: &str, report: &Report) {
    let what = &format!("{what}: {report}");
    finite(what, &[report.objective, report.gradient_norm]);
    finite(what, &report.certificate.map_or(Vec::new(), |certificate| vec![certificate.gap]));
    let terms = |c: &Combination| c.terms.iter().map(|(_, factor)| *factor).collect::<Vec<f64>>();
    for combination in &report.combinations {
        finite(what, &[terms(combination), vec![combination.constant]].concat());
    }
}

pub(crate) fn estimates(what: &str, found: &Estimates) {
    for e in found.estimates.iter().flatten() {
        finite(what, &[e.value, e.standard_error, e.statistic, e.p_value]);
        assert!(e.standard_error > 0.0 && (0.0..=1.0).contains(&e.p_value), "{what}: {e:?}");
    }
}

pub(crate) fn test(what: &str, found: TestResult) {
    finite(what, &[found.statistic, found.p_value]);
    assert!((0.0..=1.0).contains(&found.p_value), "{what}: {found:?}");
}

pub(crate) fn likelihood(what: &str, found: &Likelihood) {
    finite(what, &[found.log_likelihood, found.null_log_likelihood, found.aic(), found.bic()]);
}

pub(crate) fn logistic(what: &str, model: &FittedLogistic, problem: Option<&Problem<'_, bool>>) {
    text(what, &model.explain().to_string());
    finite(what, &model.coefficients);
    finite(what, &[model.intercept]);
    report(what, &model.report);
    let short = model.minimum_norm();
    finite(what, &[&short.coefficients[..], &[short.intercept]].concat());
    let Some(problem) = problem else { return };
    if let Ok(found) = model.inference_of(problem) {
        estimates(what, &found.estimates);
        estimates(what, &found.robust);
        likelihood(what, &found.likelihood);
        found.test_of_all_features.into_iter().for_each(|found| test(what, found));
        text(what, &found.summary(&[], 0.95).unwrap());
    }
    if let Ok(ends) = model.profile_interval(problem, 0, 0.95) {
        ordered(what, ends);
    }
    if let Ok(leverages) = model.leverages_of(problem) {
        finite(what, &leverages);
        assert!(leverages.iter().all(|h| (0.0..=1.0).contains(h)), "{what}: {leverages:?}");
    }
}

pub(crate) fn linear(what: &str, line: &FittedLinear, problem: Option<&Problem<'_, f64>>) {
    finite(what, &line.coefficients);
    finite(what, &[line.intercept]);
    report(what, &line.report);
    let short = line.minimum_norm();
    finite(what, &[&short.coefficients[..], &[short.intercept]].concat());
    let Some(found) = problem.and_then(|problem| line.inference_of(problem).ok()) else { return };
    estimates(what, &found.estimates);
    estimates(what, &found.robust);
    likelihood(what, &found.likelihood);
    found.test_of_all_features.into_iter().for_each(|found| test(what, found));
    finite(what, &[found.residual_standard_error, found.r_squared, found.adjusted_r_squared]);
    text(what, &found.summary(&[], 0.95).unwrap());
}

pub(crate) fn judged(what: &str, found: &CrossValidation) {
    assert!(found.losses.iter().all(|loss| !loss.is_nan()), "{what}: {found:?}");
    finite(what, &[found.losses[found.best], found.losses[found.within_one_standard_error]]);
    found.penalties.iter().for_each(|penalty| finite(what, &[penalty.l1, penalty.l2]));
}
