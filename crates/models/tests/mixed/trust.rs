//! How sure the numbers are.

use models::firth::FirthRegression;
use models::{LinearRegression, LogisticRegression, Problem};

use crate::same::{Apart, ROUNDING};
use crate::tables::{TABLES, draw};

#[test]
fn errors_of_logits() {
    let mut apart = Apart::default();
    for seed in TABLES {
        let table = draw(seed);
        let [of_codes, of_dense] = table.both(&table.labels);
        let config = LogisticRegression::default();
        let ends = [&of_codes, &of_dense].map(|problem| config.fit_problem(problem));
        let Some([codes, dense]) = apart.ends("fit", seed, ends) else { continue };
        let ends = [codes.inference_of(&of_codes), dense.inference_of(&of_dense)];
        let Some([one, two]) = apart.ends("inference", seed, ends) else { continue };
        apart.estimates("estimates", seed, &one.estimates, &two.estimates);
        apart.estimates("robust", seed, &one.robust, &two.robust);
        apart.likelihoods("likelihood", seed, &one.likelihood, &two.likelihood);
        apart.tests("all features", seed, one.test_of_all_features, two.test_of_all_features);
        let ends = [codes.leverages_of(&of_codes), dense.leverages_of(&of_dense)];
        if let Some([one, two]) = apart.ends("leverages", seed, ends) {
            apart.numbers("leverages", seed, &one, &two);
        }
        let parameters = codes.coefficients.len() + 1;
        for parameter in (0..parameters).step_by(parameters.div_ceil(3)) {
            let ends = [
                codes.profile_interval(&of_codes, parameter, 0.95),
                dense.profile_interval(&of_dense, parameter, 0.95),
            ];
            if let Some([one, two]) = apart.ends("profiles", seed, ends) {
                apart.numbers("profiles", seed, &one, &two);
            }
        }
    }
    apart.are_within(ROUNDING);
}

#[test]
fn errors_of_lines() {
    let mut apart = Apart::default();
    for seed in TABLES {
        let table = draw(seed);
        let [of_codes, of_dense] = table.both(&table.numbers);
        let config = LinearRegression::default();
        let ends = [&of_codes, &of_dense].map(|problem| config.fit_problem(problem));
        let Some([codes, dense]) = apart.ends("fit", seed, ends) else { continue };
        let ends = [codes.inference_of(&of_codes), dense.inference_of(&of_dense)];
        let Some([one, two]) = apart.ends("inference", seed, ends) else { continue };
        apart.estimates("estimates", seed, &one.estimates, &two.estimates);
        apart.estimates("robust", seed, &one.robust, &two.robust);
        apart.likelihoods("likelihood", seed, &one.likelihood, &two.likelihood);
        apart.tests("all features", seed, one.test_of_all_features, two.test_of_all_features);
        let [one, two] = [&one, &two].map(|found| [found.r_squared, found.residual_standard_error]);
        apart.numbers("how well", seed, &one, &two);
    }
    apart.are_within(ROUNDING);
}

#[test]
fn firths_correction() {
    let mut apart = Apart::default();
    for seed in TABLES.step_by(2) {
        let table = draw(seed);
        if table.dense.ncols() > 40 {
            continue;
        }
        let [of_codes, of_dense] = table.both(&table.labels);
        let of = |problem: &Problem<'_, bool>| FirthRegression::default().fit_problem(problem);
        let Some([one, two]) = apart.ends("fit", seed, [of(&of_codes), of(&of_dense)]) else {
            continue;
        };
        apart.reports("fit", seed, &one.report, &two.report);
        let of = [&one, &two].map(|fit| [&fit.coefficients[..], &[fit.intercept]].concat());
        apart.numbers("fit", seed, &of[0], &of[1]);
        let ends = [one.estimates(&of_codes), two.estimates(&of_dense)];
        if let Some([one, two]) = apart.ends("estimates", seed, ends) {
            apart.estimates("estimates", seed, &one, &two);
        }
    }
    apart.are_within(ROUNDING);
}
