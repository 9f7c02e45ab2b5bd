//! A count is that many rows, a count of 0 none: errors, tests, several classes, weights of classes.

use crate::common::repeated::{Pair, head, pairs, same_logits};
use crate::common::tables::Table;
use crate::common::{DIGITS, agree, numbers, same_choice, statistic};
use models::firth::FirthRegression;
use models::inference::Likelihood;
use models::paths::PenaltyPath;
use models::{
    LinearRegression, LogisticRegression, OneVsRest, Problem, SampleWeights, SoftmaxRegression,
    WeightKind, balanced_weights,
};
fn of_likelihood(found: &Likelihood) -> Vec<f64> {
    vec![
        found.log_likelihood,
        found.null_log_likelihood,
        found.samples,
        found.aic(),
        found.bic(),
        found.parameters as f64,
    ]
}

#[test]
fn errors_tests_and_profiles_count_rows() {
    for Pair { seed, counted, repeated } in pairs(0..120) {
        let what = format!("seed {seed}");
        let of = |table: &Table| {
            let problem = table.problem(&table.numbers);
            let line = LinearRegression::default().fit_problem(&problem).unwrap();
            line.inference_of(&problem).unwrap()
        };
        let (one, two) = (of(&counted), of(&repeated));
        agree(&what, &numbers(&one.estimates), &numbers(&two.estimates), DIGITS);
        agree(&what, &numbers(&one.robust), &numbers(&two.robust), DIGITS);
        agree(
            &what,
            &statistic(one.test_of_all_features),
            &statistic(two.test_of_all_features),
            DIGITS,
        );
        agree(&what, &of_likelihood(&one.likelihood), &of_likelihood(&two.likelihood), DIGITS);
        assert_eq!(one.degrees_of_freedom, two.degrees_of_freedom);
        let texts = [&one, &two].map(|found| head(&found.summary(&[], 0.95).unwrap()));
        assert_eq!(texts[0], texts[1], "{what}");

        let of = |table: &Table| {
            let problem = table.problem(&table.labels);
            let fit = LogisticRegression::default().fit_problem(&problem).unwrap();
            let found = fit.inference_of(&problem).unwrap();
            let leverages = fit.leverages_of(&problem).unwrap();
            let profile = fit.profile_interval(&problem, 0, 0.95).unwrap();
            let firth = FirthRegression::default().fit_problem(&problem).unwrap();
            let of_firth = firth.profile_interval(&problem, 0, 0.95).unwrap();
            let estimates = firth.estimates(&problem).unwrap();
            let test = firth.test(&problem, 0).unwrap();
            let profiles = [profile, of_firth].concat();
            (found, leverages, profiles, [numbers(&estimates), vec![test.statistic]].concat())
        };
        let (one, two) = (of(&counted), of(&repeated));
        agree(&what, &numbers(&one.0.estimates), &numbers(&two.0.estimates), DIGITS);
        agree(&what, &numbers(&one.0.robust), &numbers(&two.0.robust), DIGITS);
        agree(&what, &of_likelihood(&one.0.likelihood), &of_likelihood(&two.0.likelihood), DIGITS);
        agree(
            &what,
            &statistic(one.0.test_of_all_features),
            &statistic(two.0.test_of_all_features),
            DIGITS,
        );
        let texts = [&one.0, &two.0].map(|found| head(&found.summary(&[], 0.95).unwrap()));
        assert_eq!(texts[0], texts[1], "{what}");
        // A row's leverage is that of all its copies.
        let mut copies = two.1.iter();
        let together = |count: usize| copies.by_ref().take(count).sum::<f64>();
        let leverages: Vec<f64> = counted.counts().into_iter().map(together).collect();
        agree(&what, &one.1, &leverages, DIGITS);
        agree(&format!("{what}, profiles"), &one.2, &two.2, 1e-7);
        agree(&format!("{what}, Firth"), &one.3, &two.3, 1e-8);
    }
}

#[test]
fn several_classes_count_rows() {
    for Pair { seed, counted, repeated } in pairs(0..80) {
        let (counted, repeated) = (counted.without_offset(), repeated.without_offset());
        let (one, two) = (counted.problem(&counted.classes), repeated.problem(&repeated.classes));
        for (l2, standardise) in [(0.0, false), (0.05, false), (0.05, true)] {
            let what = format!("seed {seed}, l2 {l2}, standardise {standardise}");
            let config = SoftmaxRegression { l2, standardise, ..Default::default() };
            let (a, b) =
                (config.fit_problem(&one, 3).unwrap(), config.fit_problem(&two, 3).unwrap());
            assert_eq!(a.report.status, b.report.status, "{what}");
            agree(&what, &a.coefficients.concat(), &b.coefficients.concat(), DIGITS);
            agree(&what, &a.intercepts, &b.intercepts, DIGITS);
            if l2 == 0.0 {
                let (a, b) = (a.inference_of(&one).unwrap(), b.inference_of(&two).unwrap());
                for (a, b) in a.estimates.iter().zip(&b.estimates) {
                    agree(&what, &numbers(a), &numbers(b), DIGITS);
                }
                agree(&what, &of_likelihood(&a.likelihood), &of_likelihood(&b.likelihood), DIGITS);
            }
        }
        let config = OneVsRest::default();
        let (a, b) = (config.fit_problem(&one, 3).unwrap(), config.fit_problem(&two, 3).unwrap());
        assert_eq!((a.models.len(), b.models.len()), (3, 3));
        for (a, b) in a.models.iter().zip(&b.models) {
            same_logits(&format!("seed {seed}, one against the rest"), a, b);
        }
    }
}

/// Weights of classes are of the kind that is no count, in rows that stand for several samples.
#[test]
fn balanced_classes_count_rows() {
    let path = PenaltyPath { steps: 5, ..Default::default() };
    for Pair { seed, counted, repeated } in pairs(0..80) {
        let what = format!("seed {seed}");
        let (one, two) = (counted.problem(&counted.labels), repeated.problem(&repeated.labels));
        let counts = &counted.weights.as_ref().unwrap().0;
        let (of_counted, of_repeated) = (balanced_weights(&one), balanced_weights(&two));
        let one = one.weighted(SampleWeights::sampling(&of_counted).of_counts(counts)).unwrap();
        let two = two.weighted(SampleWeights::sampling(&of_repeated)).unwrap();
        assert_eq!(one.n_samples(), two.n_samples(), "{what}");
        let of = |problem: &Problem<'_, bool>| {
            let fit = LogisticRegression::default().fit_problem(problem).unwrap();
            let found = fit.inference_of(problem).unwrap();
            assert_eq!(found.weights, WeightKind::Sampling);
            let config = LogisticRegression { standardise: true, ..Default::default() };
            let judged = config.cross_validate(problem, &repeated.folds(3), &path).unwrap();
            (found, judged)
        };
        let (one, two) = (of(&one), of(&two));
        agree(&what, &numbers(&one.0.estimates), &numbers(&two.0.estimates), DIGITS);
        let texts = [&one.0, &two.0].map(|found| head(&found.summary(&[], 0.95).unwrap()));
        assert_eq!(texts[0], texts[1], "{what}");
        same_choice(&what, &one.1, &two.1);
    }
}
