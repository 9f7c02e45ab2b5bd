//! A line's target times 2^k has everything times 2^k, to the bit. Only ratios matter of weights that are no
//! counts.

use crate::common::tables::{PENALTIES, Table, draw, units};
use crate::common::{agree, parameters};
use models::firth::FirthRegression;
use models::inference::Estimates;
use models::paths::PenaltyPath;
use models::{LinearRegression, LogisticRegression, Penalty, WeightKind};
/// A line's target in other units: coefficients, intercept and errors follow, the squares twice.
#[test]
fn a_target_has_a_unit_too() {
    for seed in 0..150_u64 {
        let own = Table { has_intercept: !seed.is_multiple_of(5), ..draw(seed) };
        let unit = units(1, 500 + seed)[0];
        let what = format!("seed {seed}, unit {unit:e}");
        let times = |values: &[f64]| -> Vec<f64> { values.iter().map(|v| v * unit).collect() };
        let counted = Table {
            numbers: times(&own.numbers),
            offset: own.offset.as_deref().map(times),
            ..own.clone()
        };
        let (of_own, of_other) = (own.problem(&own.numbers), counted.problem(&counted.numbers));
        for penalty in PENALTIES {
            for standardise in [false, true] {
                let config = LinearRegression { penalty, standardise, ..Default::default() };
                let line = config.fit_problem(&of_own).unwrap();
                let scaled = Penalty { l1: penalty.l1 * unit, l2: penalty.l2 };
                let config = LinearRegression { penalty: scaled, ..config };
                let found = config.fit_problem(&of_other).unwrap();
                assert_eq!(times(&line.coefficients), found.coefficients, "{what}, {config:?}");
                assert_eq!(line.intercept * unit, found.intercept, "{what}, {config:?}");
                let objective = line.report.objective * unit * unit;
                assert_eq!(objective, found.report.objective, "{what}, {config:?}");
                assert_eq!(line.report.status, found.report.status, "{what}, {config:?}");
            }
        }
        let config = LinearRegression::default();
        let one = config.fit_problem(&of_own).unwrap().inference_of(&of_own).unwrap();
        let two = config.fit_problem(&of_other).unwrap().inference_of(&of_other).unwrap();
        for (one, two) in one.estimates.estimates.iter().zip(&two.estimates.estimates) {
            let (one, two) = (one.unwrap(), two.unwrap());
            assert_eq!(one.standard_error * unit, two.standard_error, "{what}");
            assert_eq!((one.statistic, one.p_value), (two.statistic, two.p_value), "{what}");
        }
        assert_eq!(one.residual_standard_error * unit, two.residual_standard_error, "{what}");
        assert_eq!(one.test_of_all_features, two.test_of_all_features, "{what}");

        let path =
            PenaltyPath { steps: 8, l1_ratio: [1.0, 0.5, 0.0][seed as usize % 3], smallest: 1e-3 };
        let folds = own.folds(3);
        let one = config.cross_validate(&of_own, &folds, &path).unwrap();
        let two = config.cross_validate(&of_other, &folds, &path).unwrap();
        let squares =
            |values: &[f64]| -> Vec<f64> { values.iter().map(|v| v * unit * unit).collect() };
        assert_eq!(squares(&one.losses), two.losses, "{what}");
        assert_eq!(squares(&one.standard_errors), two.standard_errors, "{what}");
        assert_eq!(
            (one.best, one.within_one_standard_error),
            (two.best, two.within_one_standard_error),
            "{what}"
        );
        for (one, two) in one.penalties.iter().zip(&two.penalties) {
            assert_eq!((one.l1 * unit, one.l2), (two.l1, two.l2), "{what}");
        }
    }
}

/// Weights that are no counts, each times 2^k.
#[test]
fn only_ratios_of_weights_matter() {
    for seed in (0..150).filter(|seed| matches!(seed % 6, 2 | 5)) {
        let own = draw(seed);
        let unit = units(1, 900 + seed)[0];
        let (values, kind) = own.weights.clone().unwrap();
        assert_ne!(kind, WeightKind::Frequency);
        let values = values.iter().map(|value| value * unit).collect();
        let other = Table { weights: Some((values, kind)), ..own.clone() };
        let what = &format!("seed {seed}, unit {unit:e}, {kind:?}");
        let errors = |estimates: &Estimates| -> Vec<f64> {
            estimates.estimates.iter().flatten().flat_map(|e| [e.value, e.standard_error]).collect()
        };
        for penalty in PENALTIES {
            for standardise in [false, true] {
                let of = |table: &Table| {
                    let config = LinearRegression { penalty, standardise, ..Default::default() };
                    let line = config.fit_problem(&table.problem(&table.numbers)).unwrap();
                    let config = LogisticRegression { penalty, standardise, ..Default::default() };
                    let fit = config.fit_problem(&table.problem(&table.labels)).unwrap();
                    let of_line = parameters(&line.coefficients, line.intercept);
                    [of_line, parameters(&fit.coefficients, fit.intercept)].concat()
                };
                agree(what, &of(&other), &of(&own), 1e-12);
            }
        }
        let path = PenaltyPath { steps: 5, ..Default::default() };
        let of = |table: &Table| {
            let (lines, logits) = (table.problem(&table.numbers), table.problem(&table.labels));
            let line = LinearRegression::default().fit_problem(&lines).unwrap();
            let line = line.inference_of(&lines).unwrap();
            let fit = LogisticRegression::default().fit_problem(&logits).unwrap();
            let found = fit.inference_of(&logits).unwrap();
            let firth = FirthRegression::default().fit_problem(&logits).unwrap();
            let firth = firth.estimates(&logits).unwrap();
            let folds = table.folds(3);
            let judged = LogisticRegression::default().cross_validate(&logits, &folds, &path);
            // (The spread about a line is that of a weight of 1, of precisions in their unit.)
            let spread = line.residual_standard_error;
            let spread = (kind == WeightKind::Sampling).then_some(spread);
            let of_line = [line.r_squared, line.adjusted_r_squared].into_iter().chain(spread);
            [
                of_line.collect(),
                errors(&line.estimates),
                errors(&line.robust),
                errors(&found.estimates),
                errors(&found.robust),
                errors(&firth),
                fit.leverages_of(&logits).unwrap(),
                judged.unwrap().losses,
            ]
            .concat()
        };
        agree(what, &of(&other), &of(&own), 1e-12);
    }
}
