//! A constant added to a feature changes no error but that of the intercept, no test and no leverage, as far as the feature's own
//! digits go. All features here lie on a dyadic grid, so that sums with the constants are exact.

use crate::common::shifted::{Line, Pair, pairs};
use crate::common::tables::Table;
use crate::common::{DIGITS, agree, statistic};
use models::firth::FirthRegression;
use models::inference::Estimates;
use models::{LinearRegression, LogisticRegression, OneVsRest, SoftmaxRegression, Status};
#[test]
fn errors_tests_profiles_and_leverages_are_the_same() {
    let mut profiles = 0;
    for pair in pairs(0..200) {
        let Pair { seed, near, far, .. } = &pair;
        let what = format!("seed {seed}");
        let of = |table: &Table| {
            let problem = table.problem(&table.numbers);
            LinearRegression::default()
                .fit_problem(&problem)
                .unwrap()
                .inference_of(&problem)
                .unwrap()
        };
        let (one, other) = (of(near), of(far));
        pair.same_estimates("line", &one.estimates, &other.estimates);
        pair.same_estimates("line, robust", &one.robust, &other.robust);
        let digits = pair.digits_of_the_intercept(&one.estimates);
        let tests = [&other, &one].map(|found| statistic(found.test_of_all_features));
        agree(&what, &tests[0], &tests[1], digits);
        agree(&what, &[other.r_squared], &[one.r_squared], digits);

        let (of_near, of_far) = (near.problem(&near.labels), far.problem(&far.labels));
        let fit = LogisticRegression::default().fit_problem(&of_near).unwrap();
        let moved = LogisticRegression::default().fit_problem(&of_far).unwrap();
        assert_eq!(fit.report.status, Status::Converged, "{what}");
        let (one, other) =
            (fit.inference_of(&of_near).unwrap(), moved.inference_of(&of_far).unwrap());
        pair.same_estimates("logits", &one.estimates, &other.estimates);
        pair.same_estimates("logits, robust", &one.robust, &other.robust);
        let of_likelihood = |found: &models::inference::Likelihood| {
            [found.log_likelihood, found.null_log_likelihood, found.dispersion.unwrap_or(1.0)]
        };
        let digits = pair.digits_of_the_intercept(&one.estimates);
        agree(&what, &of_likelihood(&other.likelihood), &of_likelihood(&one.likelihood), digits);
        let tests = [&other, &one].map(|found| statistic(found.test_of_all_features));
        agree(&what, &tests[0], &tests[1], digits);
        let leverages = moved.leverages_of(&of_far).unwrap();
        agree(&what, &leverages, &fit.leverages_of(&of_near).unwrap(), digits);
        if let Ok(ends) = fit.profile_interval(&of_near, 0, 0.95) {
            profiles += 1;
            let found = moved.profile_interval(&of_far, 0, 0.95).unwrap();
            agree(&format!("{what}, profile"), &found, &ends, 10.0 * digits);
        }
    }
    assert!(profiles > 150, "{profiles}");
}

#[test]
fn firth_moves_its_intercept_alone() {
    let mut compared = 0;
    for pair in pairs(0..100) {
        let Pair { seed, near, far, .. } = &pair;
        let (of_near, of_far) = (near.problem(&near.labels), far.problem(&far.labels));
        let fit = FirthRegression::default().fit_problem(&of_near).unwrap();
        let moved = FirthRegression::default().fit_problem(&of_far).unwrap();
        assert_eq!(
            (fit.report.status, moved.report.status),
            (Status::Converged, Status::Converged),
            "seed {seed}, shifts {:?}",
            pair.shifts
        );
        let [line, other] = [&fit, &moved].map(|fit| Line(&fit.coefficients, fit.intercept));
        pair.same_line("Firth", line, other, 1e-8);
        let (one, other) = (fit.estimates(&of_near).unwrap(), moved.estimates(&of_far).unwrap());
        let errors = |found: &Estimates| -> Vec<f64> {
            found.estimates[..pair.shifts.len()].iter().map(|e| e.unwrap().standard_error).collect()
        };
        let digits = 10.0 * pair.digits_of_the_intercept(&one);
        agree("Firth's errors", &errors(&other), &errors(&one), digits);
        if let Ok(test) = fit.test(&of_near, 0) {
            compared += 1;
            let found = moved.test(&of_far, 0).unwrap().statistic;
            agree(&format!("seed {seed}, test"), &[found], &[test.statistic], digits);
            let ends = fit.profile_interval(&of_near, 0, 0.9).unwrap();
            let found = moved.profile_interval(&of_far, 0, 0.9).unwrap();
            agree(&format!("seed {seed}, profile"), &found, &ends, digits);
        }
    }
    assert!(compared > 75, "{compared}");
}

#[test]
fn several_classes_move_their_intercepts_alone() {
    for pair in pairs(0..120) {
        let Pair { seed, near, far, .. } = &pair;
        let (near, far) = (near.without_offset(), far.without_offset());
        let (of_near, of_far) = (near.problem(&near.classes), far.problem(&far.classes));
        for (l2, standardise) in [(0.0, false), (0.05, false), (0.05, true)] {
            let config = SoftmaxRegression { l2, standardise, ..Default::default() };
            let fit = config.fit_problem(&of_near, 3).unwrap();
            let moved = config.fit_problem(&of_far, 3).unwrap();
            assert_eq!(fit.report.status, Status::Converged, "{seed}");
            assert_eq!(moved.report.status, Status::Converged, "{seed}");
            // The differences between classes are rounded, before each class is.
            let moves = |k: usize| pair.moves(&moved.coefficients[k]);
            let digits = DIGITS + 4.0 * f64::EPSILON * (0..3).map(moves).sum::<f64>();
            for k in 0..3 {
                let [line, other] =
                    [&fit, &moved].map(|fit| Line(&fit.coefficients[k], fit.intercepts[k]));
                pair.same_line(&format!("class {k}, l2 {l2}"), line, other, digits);
            }
            if l2 == 0.0 && near.is_frequency() {
                let one = fit.inference_of(&of_near).unwrap();
                let other = moved.inference_of(&of_far).unwrap();
                for (one, other) in one.estimates.iter().zip(&other.estimates) {
                    pair.same_estimates("softmax", one, other);
                }
                let of = |found: &models::inference::Likelihood| found.deviance();
                agree("deviance", &[of(&other.likelihood)], &[of(&one.likelihood)], DIGITS);
            }
        }
        let config = OneVsRest::default();
        let fit = config.fit_problem(&of_near, 3).unwrap();
        let moved = config.fit_problem(&of_far, 3).unwrap();
        assert_eq!((fit.models.len(), moved.models.len()), (3, 3));
        for (fit, moved) in fit.models.iter().zip(&moved.models) {
            assert_eq!(fit.report.status, Status::Converged, "{seed}");
            let [line, other] = [fit, moved].map(|fit| Line(&fit.coefficients, fit.intercept));
            pair.same_line("one against the rest", line, other, DIGITS);
        }
    }
}
