//! A factor multiplies the penalty of its feature, whatever the table, and no law breaks for it.

use crate::common::repeated::{Pair, pairs};
use crate::common::tables::{PENALTIES, Table, draw, units};
use crate::common::{DIGITS, agree, of_line, of_logit};
use linalg_lite::Mat;
use models::paths::PenaltyPath;
use models::solver::{GradientDescent, Lbfgs, Newton};
use models::{
    FittedLinear, FittedLogistic, LinearRegression, LogisticRegression, Penalty, SoftmaxRegression,
    Solver, Status,
};

/// From 0 to 4, at least one of them above 0.
fn factors(features: usize, seed: u64) -> Vec<f64> {
    let of = |j: usize| [1.0, 0.0, 2.0, 0.5, 4.0][(j + seed as usize) % 5];
    let mut factors: Vec<f64> = (0..features).map(of).collect();
    if factors.iter().all(|factor| *factor == 0.0) {
        factors[0] = 1.0;
    }
    factors
}

fn penalised() -> impl Iterator<Item = (Penalty, bool)> {
    PENALTIES[1..].iter().flat_map(|penalty| [(*penalty, false), (*penalty, true)])
}

fn logit(table: &Table, factors: &[f64], config: LogisticRegression) -> FittedLogistic {
    let problem = table.problem(&table.labels).with_penalty_factors(factors).unwrap();
    config.fit_problem(&problem).unwrap()
}

fn line(table: &Table, factors: &[f64], config: LinearRegression) -> FittedLinear {
    let problem = table.problem(&table.numbers).with_penalty_factors(factors).unwrap();
    config.fit_problem(&problem).unwrap()
}

fn times(penalty: Penalty, factor: f64) -> Penalty {
    Penalty { l1: factor * penalty.l1, l2: factor * penalty.l2 }
}

#[test]
fn a_factor_of_all_is_a_factor_of_the_penalty() {
    for seed in 0..60 {
        let table = draw(seed);
        let p = table.x.ncols();
        for factor in [1.0, 0.25, 3.0] {
            let all = vec![factor; p];
            for (penalty, standardise) in penalised() {
                let other = times(penalty, factor);
                let config = LogisticRegression { penalty, standardise, ..Default::default() };
                let plain = LogisticRegression { penalty: other, ..config };
                let expected = plain.fit_problem(&table.problem(&table.labels)).unwrap();
                let found = logit(&table, &all, config);
                assert_eq!(of_logit(&found), of_logit(&expected), "seed {seed} {config:?}");
                assert_eq!(found.report, expected.report);
                let config = LinearRegression { penalty, standardise, ..Default::default() };
                let plain = LinearRegression { penalty: other, ..config };
                let expected = plain.fit_problem(&table.problem(&table.numbers)).unwrap();
                let found = line(&table, &all, config);
                assert_eq!(of_line(&found), of_line(&expected), "seed {seed} {config:?}");
                assert_eq!(found.report, expected.report);
            }
        }
    }
}

#[test]
fn a_factor_of_0_for_all_is_no_penalty() {
    for seed in 0..60 {
        let table = draw(seed);
        let none = vec![0.0; table.x.ncols()];
        for (penalty, standardise) in penalised() {
            let config = LogisticRegression { penalty, standardise, ..Default::default() };
            let found = logit(&table, &none, config);
            let plain = LogisticRegression { standardise, ..Default::default() };
            let plain = plain.fit_problem(&table.problem(&table.labels)).unwrap();
            assert_eq!((of_logit(&found), found.report), (of_logit(&plain), plain.report));
            let config = LinearRegression { penalty, standardise, ..Default::default() };
            let found = line(&table, &none, config);
            let plain = LinearRegression { standardise, ..Default::default() };
            let plain = plain.fit_problem(&table.problem(&table.numbers)).unwrap();
            assert_eq!((of_line(&found), found.report), (of_line(&plain), plain.report));
        }
    }
}

/// Of features times 2^k, to the bit: where they are standardised, or the factor of an l1 has the same unit.
#[test]
fn units_change_nothing() {
    for seed in 0..80_u64 {
        let own = Table { has_intercept: !seed.is_multiple_of(5), ..draw(seed) };
        let units = units(own.x.ncols(), seed);
        let other = own.changed(|j, x| x * units[j]);
        let factors = factors(own.x.ncols(), seed);
        let in_units: Vec<f64> = factors.iter().zip(&units).map(|(f, unit)| f * unit).collect();
        let same = |one: &[f64], two: &[f64], what: &str| {
            let unit = |j: usize| units.get(j).unwrap_or(&1.0);
            let counted: Vec<f64> = two.iter().enumerate().map(|(j, c)| c * unit(j)).collect();
            assert_eq!(one, counted, "seed {seed}, {what}");
        };
        for (penalty, standardise) in penalised() {
            let of_other = if standardise { &factors } else { &in_units };
            if !standardise && penalty.l2 > 0.0 {
                continue;
            }
            let config = LogisticRegression { penalty, standardise, ..Default::default() };
            let (one, two) = (logit(&own, &factors, config), logit(&other, of_other, config));
            same(&of_logit(&one), &of_logit(&two), "logit");
            assert_eq!(one.report.certificate, two.report.certificate);
            let config = LinearRegression { penalty, standardise, ..Default::default() };
            let (one, two) = (line(&own, &factors, config), line(&other, of_other, config));
            same(&of_line(&one), &of_line(&two), "line");
            assert_eq!(one.report.certificate, two.report.certificate);
        }
    }
}

#[test]
fn a_shift_moves_the_intercept_alone() {
    for seed in 0..60 {
        let own = draw(seed);
        let shifted = own.changed(|j, x| x + 1000.0 * (j as f64 + 1.0));
        let factors = factors(own.x.ncols(), seed);
        for (penalty, standardise) in penalised() {
            let what = format!("seed {seed} {penalty:?}");
            let config = LogisticRegression { penalty, standardise, ..Default::default() };
            let [one, two] = [&own, &shifted].map(|table| logit(table, &factors, config));
            agree(&what, &two.coefficients, &one.coefficients, DIGITS);
            let config = LinearRegression { penalty, standardise, ..Default::default() };
            let [one, two] = [&own, &shifted].map(|table| line(table, &factors, config));
            agree(&what, &two.coefficients, &one.coefficients, DIGITS);
        }
    }
}

#[test]
fn counts_are_rows() {
    for Pair { seed, counted, repeated } in pairs(0..50) {
        let factors = factors(counted.x.ncols(), seed);
        for (penalty, standardise) in penalised() {
            let what = format!("seed {seed} {penalty:?}");
            let config = LogisticRegression { penalty, standardise, ..Default::default() };
            let [one, two] = [&counted, &repeated].map(|table| logit(table, &factors, config));
            agree(&what, &of_logit(&one), &of_logit(&two), DIGITS);
            let config = LinearRegression { penalty, standardise, ..Default::default() };
            let [one, two] = [&counted, &repeated].map(|table| line(table, &factors, config));
            agree(&what, &of_line(&one), &of_line(&two), DIGITS);
        }
    }
}

/// Every solver ends at the same optimum, where minus the slope of the loss is one of the penalty; and it says so.
#[test]
fn solvers_agree_and_have_converged() {
    let solvers = [
        Solver::Auto,
        Solver::Newton(Newton::default()),
        Solver::Lbfgs(Lbfgs::default()),
        Solver::GradientDescent(GradientDescent {
            rate: 0.5,
            epochs: 20_000,
            ..Default::default()
        }),
    ];
    for seed in 0..40_u64 {
        let table = draw(seed);
        let factors = factors(table.x.ncols(), seed);
        for (penalty, standardise) in penalised() {
            let config = LogisticRegression { penalty, standardise, ..Default::default() };
            let best = logit(&table, &factors, config);
            assert_eq!(best.report.status, Status::Converged, "seed {seed} {config:?}");
            assert!(best.report.certificate.unwrap().gap < 1e-9, "seed {seed} {config:?}");
            let best_line = line(
                &table,
                &factors,
                LinearRegression { penalty, standardise, ..Default::default() },
            );
            assert_eq!(best_line.report.status, Status::Converged, "seed {seed} {penalty:?}");
            assert!(best_line.report.certificate.unwrap().gap < 1e-9, "seed {seed} {penalty:?}");
            for solver in solvers.into_iter().filter(|_| penalty.l1 == 0.0) {
                let other = logit(&table, &factors, LogisticRegression { solver, ..config });
                agree(
                    &format!("seed {seed} {solver:?}"),
                    &of_logit(&other),
                    &of_logit(&best),
                    1e-6,
                );
            }
        }
    }
}

#[test]
fn a_path_leads_to_the_single_fits() {
    for seed in 0..40_u64 {
        let table = draw(seed);
        let factors = factors(table.x.ncols(), seed);
        let path =
            PenaltyPath { l1_ratio: [1.0, 0.5][seed as usize % 2], steps: 5, smallest: 0.01 };
        let config = LogisticRegression { standardise: seed % 3 == 0, ..Default::default() };
        let problem = table.problem(&table.labels).with_penalty_factors(&factors).unwrap();
        let fits = config.path(&problem, &path).unwrap();
        let has_penalty = |(c, factor): (&f64, &f64)| *factor == 0.0 || *c == 0.0;
        assert!(fits[0].coefficients.iter().zip(&factors).all(has_penalty), "seed {seed}");
        for fit in fits {
            let alone = logit(&table, &factors, fit.config);
            agree(&format!("seed {seed}"), &of_logit(&fit), &of_logit(&alone), 1e-5);
        }
        let config = LinearRegression { standardise: seed % 3 == 0, ..Default::default() };
        let problem = table.problem(&table.numbers).with_penalty_factors(&factors).unwrap();
        let fits = config.path(&problem, &path).unwrap();
        assert!(fits[0].coefficients.iter().zip(&factors).all(has_penalty), "seed {seed}");
        for fit in fits {
            let alone = line(&table, &factors, fit.config);
            agree(&format!("seed {seed}"), &of_line(&fit), &of_line(&alone), 1e-5);
        }
    }
}

/// What no penalty holds back may be infinite, and is named, by its number among all features.
#[test]
fn features_without_a_penalty_that_separate_are_named() {
    for seed in 0..30 {
        let mut table = draw(seed);
        let (n, p) = (table.x.nrows(), table.x.ncols());
        let j = seed as usize % p;
        table.labels = (0..n).map(|i| table.x[(i, j)] > 0.1).collect();
        table.classes = (0..n).map(|i| usize::from(table.x[(i, j)] > 0.1)).collect();
        table.offset = None;
        let (mut free, mut held) = (vec![1.0; p], vec![0.0; p]);
        (free[j], held[j]) = (0.0, 1.0);
        for (penalty, standardise) in penalised() {
            let config = LogisticRegression { penalty, standardise, ..Default::default() };
            let found = logit(&table, &free, config).report;
            assert!(matches!(found.status, Status::Separated(_)), "seed {seed}: {}", found.status);
            assert_eq!((found.separating, found.infinite), (vec![j], vec![j, p]), "seed {seed}");
            assert!(found.certificate.is_none());
            if p > 1 {
                let found = logit(&table, &held, config).report;
                assert_eq!(found.status, Status::Converged, "seed {seed}: {}", found.status);
            }
            if penalty.l1 == 0.0 {
                let config =
                    SoftmaxRegression { l2: penalty.l2, standardise, ..Default::default() };
                let problem = table.problem(&table.classes).with_penalty_factors(&free).unwrap();
                let found = config.fit_problem(&problem, 2).unwrap().report;
                assert!(matches!(found.status, Status::Separated(_)), "{}", found.status);
                assert_eq!(found.separating, [j]);
            }
        }
    }
}

#[test]
fn combinations_of_features_without_a_penalty_are_left_out() {
    for seed in 0..30 {
        let table = draw(seed);
        let (n, p) = (table.x.nrows(), table.x.ncols());
        let x = Mat::from_fn(n, p + 1, |i, j| table.x[(i, if j == p { 0 } else { j })]);
        let wide = Table { x, ..table.clone() };
        let mut factors = vec![1.0; p + 1];
        (factors[0], factors[p]) = (0.0, 0.0);
        for standardise in [false, true] {
            let penalty = Penalty::l2(0.05);
            let config = LogisticRegression { penalty, standardise, ..Default::default() };
            let (found, alone) =
                (logit(&wide, &factors, config), logit(&table, &factors[..p], config));
            if p > 1 {
                assert!(matches!(found.report.status, Status::RankDeficient { .. }), "seed {seed}");
                agree("logit", &found.coefficients[..p], &alone.coefficients, DIGITS);
                assert_eq!(found.coefficients[p], 0.0);
            }
            let config = LinearRegression { penalty, standardise, ..Default::default() };
            let (found, alone) =
                (line(&wide, &factors, config), line(&table, &factors[..p], config));
            assert!(found.report.is_optimum(), "seed {seed}: {}", found.report.status);
            agree("line", &found.coefficients[..p], &alone.coefficients, DIGITS);
            assert_eq!(found.coefficients[p], 0.0);
        }
    }
}
