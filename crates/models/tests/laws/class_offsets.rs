//! Several classes: an offset for each, and what is not there.

use super::several_classes::{fit, tables};
use crate::common::{DIGITS, agree};
use models::firth::{FirthSoftmax, FirthSoftmaxLoss};
use models::inference::{LogOdds, Sandwich};
use models::objective::MeanSoftmaxLoss;
use models::solver::Objective;
use models::{SampleWeights, SoftmaxRegression};

#[test]
fn offsets_move_logits_and_nothing_else() {
    for (seed, table) in tables(0..30) {
        let n = table.x.nrows();
        let offset = |k: usize, scale: f64| -> Vec<f64> {
            (0..n).map(|i| scale * ((i * (k + 3)) % 17) as f64 / 8.0).collect()
        };
        // A multiple of a feature as an offset is taken off its coefficient; the same for all classes is nothing.
        let of_feature = |k: usize| -> Vec<f64> {
            (0..n).map(|i| 0.25 * k as f64 * table.x[(i, 0)] + offset(0, 1.0)[i]).collect()
        };
        let offsets: Vec<Vec<f64>> = (0..3).map(of_feature).collect();
        let plain = table.problem(&table.classes);
        let problem = plain.with_class_offsets(&offsets).unwrap();
        let (one, other) = (fit(&plain, 3), fit(&problem, 3));
        let mut expected = one.differences();
        let p = table.x.ncols() + 1;
        (0..2).for_each(|k| expected[k * p] -= 0.25 * (k + 1) as f64);
        agree(&format!("seed {seed}"), &other.differences(), &expected, 1e-8);
        let (one, other) =
            (one.inference_of(&plain).unwrap(), other.inference_of(&problem).unwrap());
        let digits = [one.likelihood.log_likelihood, other.likelihood.log_likelihood];
        agree("likelihood", &digits[..1], &digits[1..], DIGITS);
        for (one, other) in one.estimates.iter().zip(&other.estimates) {
            let errors = |e: &models::inference::Estimates| -> Vec<f64> {
                e.estimates.iter().map(|e| e.unwrap().standard_error).collect()
            };
            agree("errors", &errors(other), &errors(one), 1e-8);
        }
        // The derivatives with offsets that are nothing else's.
        let offsets: Vec<Vec<f64>> = (0..3).map(|k| offset(k, 1.0 - k as f64)).collect();
        let problem = plain.with_class_offsets(&offsets).unwrap();
        derivatives_hold(&MeanSoftmaxLoss::new(problem, 3, 0.1).unwrap(), &format!("seed {seed}"));
        derivatives_hold(&FirthSoftmaxLoss::new(problem, 3).unwrap(), &format!("Firth, {seed}"));
        let null = fit(&problem, 3).inference_of(&problem).unwrap().likelihood;
        assert!(null.null_log_likelihood <= null.log_likelihood, "seed {seed}");
    }
}

/// The gradient is that of finite differences.
fn derivatives_hold(objective: &impl Objective, what: &str) {
    const STEP: f64 = 1e-5;
    let w: Vec<f64> = (0..objective.dim()).map(|j| (j as f64 * 0.91).fract() * 2.0 - 1.0).collect();
    let mut gradient = vec![0.0; w.len()];
    objective.gradient(&w, &mut gradient).unwrap();
    for j in 0..w.len() {
        let value = |by: f64| {
            let mut moved = w.clone();
            moved[j] += by;
            objective.gradient(&moved, &mut vec![0.0; w.len()]).unwrap()
        };
        let slope = (value(STEP) - value(-STEP)) / (2.0 * STEP);
        assert!((slope - gradient[j]).abs() < 1e-8, "{what}, {j}: {slope} {}", gradient[j]);
    }
}

#[test]
fn what_is_not_there_is_said() {
    let (_, table) = tables(0..9).next().unwrap();
    let problem = table.problem(&table.classes);
    let softmax = fit(&problem, 3);
    let ends = |place| softmax.profile_interval(&problem, place, 0.95).unwrap_err().to_string();
    assert!(ends((0, 0)).contains("is what the others are compared with"), "{}", ends((0, 0)));
    assert!(ends((3, 0)).contains("class 3 of 3 is not there"), "{}", ends((3, 0)));
    assert!(ends((1, 40)).contains("there is no feature 40"), "{}", ends((1, 40)));
    let one = Sandwich::Clustered { clusters: &vec![0; table.x.nrows()], corrected: true };
    let error = softmax.sandwich(&problem, one).unwrap_err().to_string();
    assert!(error.contains("all rows are in one cluster"), "{error}");
    let offsets = vec![vec![0.0; table.x.nrows()]; 2];
    let of_two = problem.with_class_offsets(&offsets).unwrap();
    let error = SoftmaxRegression::default().fit_problem(&of_two, 3).unwrap_err().to_string();
    assert!(error.contains("the offsets of classes"), "{error}");
    assert!(models::OneVsRest::default().fit_problem(&of_two, 3).is_err());
    let short = vec![vec![0.0]; 3];
    assert!(problem.with_class_offsets(&short).is_err());
    let nothing = linalg_lite::Mat::<f64>::zeros(table.x.nrows(), 0);
    let none = models::Problem::new(nothing.as_ref(), &table.classes).unwrap().without_intercept();
    let of_none = fit(&none, 3);
    assert!(of_none.sandwich(&none, Sandwich::Hc3).unwrap().estimates.is_empty());
    let covariance = of_none.inference_of(&none).unwrap().covariance;
    let logits = of_none.logits(nothing.as_ref()).unwrap();
    let odds = LogOdds::of_classes(nothing.as_ref(), &logits, &covariance).unwrap();
    assert_eq!(odds[1].standard_errors, vec![0.0; table.x.nrows()]);
    assert!(FirthSoftmax::default().fit_problem(&none, 3).is_ok());
    assert!(of_none.profile_interval(&none, (1, 0), 0.95).is_err());
    let (weights, ones) = (vec![0.5; table.x.nrows()], vec![1.0; table.x.nrows()]);
    let survey = problem.weighted(SampleWeights::sampling(&weights)).unwrap();
    let halves = FirthSoftmax::default().fit_problem(&survey, 3).unwrap();
    let wholes = problem.weighted(SampleWeights::frequency(&ones)).unwrap();
    let wholes = FirthSoftmax::default().fit_problem(&wholes, 3).unwrap();
    agree("ratios", &halves.coefficients.concat(), &wholes.coefficients.concat(), 1e-8);
    let found = halves.estimates(&survey).unwrap(); // by a sandwich
    assert!(found.estimates[0].estimates.iter().all(Option::is_some));
    assert!(halves.profile_interval(&survey, (1, 0), 0.95).is_err());
}
