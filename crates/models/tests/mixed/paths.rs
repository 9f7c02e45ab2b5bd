//! Paths of penalties, and what cross-validation chooses from them.

use models::paths::{CrossValidation, PenaltyPath};
use models::{LinearRegression, LogisticRegression, Penalty};

use crate::same::{Apart, ROUNDING};
use crate::tables::{TABLES, draw};

const PATHS: [PenaltyPath; 3] = [
    PenaltyPath { l1_ratio: 1.0, steps: 6, smallest: 0.05 },
    PenaltyPath { l1_ratio: 0.5, steps: 6, smallest: 0.05 },
    PenaltyPath { l1_ratio: 0.0, steps: 4, smallest: 0.05 },
];

fn numbers(penalty: Penalty) -> [f64; 2] {
    [penalty.l1, penalty.l2]
}

#[test]
fn along_a_path() {
    let mut apart = Apart::default();
    for seed in TABLES.step_by(4) {
        let table = draw(seed);
        for (path, standardise) in PATHS.iter().flat_map(|path| [(path, false), (path, true)]) {
            let what = |of: &str| format!("{of}, share {}, {standardise}", path.l1_ratio);
            let config = LogisticRegression { standardise, ..Default::default() };
            let ends = table.both(&table.labels).map(|problem| config.path(&problem, path));
            let found = apart.ends(&what("logits"), seed, ends);
            for (one, two) in found.iter().flat_map(|[one, two]| one.iter().zip(two)) {
                let [p, q] = [one, two].map(|fit| numbers(fit.config.penalty));
                apart.numbers(&what("logits: penalties"), seed, &p, &q);
                apart.reports(&what("logits"), seed, &one.report, &two.report);
                let p = one.probabilities(&table.columns).unwrap();
                let q = two.probabilities(table.dense.as_ref()).unwrap();
                apart.numbers(&what("logits"), seed, &p, &q);
            }
            let config = LinearRegression { standardise, ..Default::default() };
            let ends = table.both(&table.numbers).map(|problem| config.path(&problem, path));
            let found = apart.ends(&what("lines"), seed, ends);
            for (one, two) in found.iter().flat_map(|[one, two]| one.iter().zip(two)) {
                let [p, q] = [one, two].map(|fit| numbers(fit.config.penalty));
                apart.numbers(&what("lines: penalties"), seed, &p, &q);
                apart.reports(&what("lines"), seed, &one.report, &two.report);
                let p = one.predictions(&table.columns).unwrap();
                let q = two.predictions(table.dense.as_ref()).unwrap();
                apart.numbers(&what("lines"), seed, &p, &q);
            }
        }
    }
    apart.are_within(ROUNDING);
}

fn chosen(apart: &mut Apart, what: &str, seed: u64, one: &CrossValidation, two: &CrossValidation) {
    apart.numbers(&format!("{what}: losses"), seed, &one.losses, &two.losses);
    apart.numbers(&format!("{what}: errors"), seed, &one.standard_errors, &two.standard_errors);
    let [p, q] = [one, two].map(|found| {
        found.penalties.iter().flat_map(|penalty| numbers(*penalty)).collect::<Vec<f64>>()
    });
    apart.numbers(&format!("{what}: penalties"), seed, &p, &q);
    let [p, q] =
        [one, two].map(|found| format!("{} {}", found.best, found.within_one_standard_error));
    apart.words(what, seed, &p, &q);
}

#[test]
fn cross_validation() {
    let mut apart = Apart::default();
    for seed in TABLES.step_by(6) {
        let table = draw(seed);
        let folds = table.folds(3);
        for (path, standardise) in PATHS.iter().zip([false, true, true]) {
            let what = |of: &str| format!("{of}, share {}", path.l1_ratio);
            let config = LogisticRegression { standardise, ..Default::default() };
            let of = |problem| config.cross_validate(&problem, &folds, path);
            if let Some([one, two]) =
                apart.ends(&what("logits"), seed, table.both(&table.labels).map(of))
            {
                chosen(&mut apart, &what("logits"), seed, &one, &two);
            }
            let config = LinearRegression { standardise, ..Default::default() };
            let of = |problem| config.cross_validate(&problem, &folds, path);
            if let Some([one, two]) =
                apart.ends(&what("lines"), seed, table.both(&table.numbers).map(of))
            {
                chosen(&mut apart, &what("lines"), seed, &one, &two);
            }
        }
    }
    apart.are_within(ROUNDING);
}
