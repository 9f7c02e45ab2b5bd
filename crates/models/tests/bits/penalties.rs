//! Of penalties that are not the same for all features, of bounds, and of sparse classes.

use linalg_lite::MatRef;
use models::paths::PenaltyPath;
use models::{LinearRegression, LogisticRegression, Penalty, Problem, SoftmaxRegression};

use crate::Hash;
use crate::common::Samples;

/// Lines and logits of five features.
pub(crate) fn of_penalties(x: MatRef<'_, f64>, data: &Samples) -> u64 {
    let (factors, nonnegative) = ([0.0, 1.0, 2.0, 0.5, 1.0], [true, false, true, true, false]);
    let labels = Problem::new(x, &data.labels).unwrap();
    let penalty = Penalty { l1: 0.01, l2: 0.02 };
    let logit = LogisticRegression { penalty, standardise: true, ..Default::default() };
    let line = LinearRegression { penalty, ..Default::default() };
    let mut hash = Hash::new();
    for problem in [
        labels.with_penalty_factors(&factors).unwrap(),
        labels.with_nonnegative(&nonnegative).unwrap(),
    ] {
        let fit = logit.fit_problem(&problem).unwrap();
        hash = hash.numbers(&fit.coefficients).report(&fit.report);
        let fit = line.fit_problem(&problem.with_target(&data.numbers).unwrap()).unwrap();
        hash = hash.numbers(&fit.coefficients).report(&fit.report);
        let own = [0.1, 0.02].map(|l1| Penalty { l1, l2: 0.0 });
        let folds: Vec<usize> = (0..x.nrows()).map(|i| i % 3).collect();
        hash = hash.numbers(&logit.cross_validate(&problem, &folds, &own).unwrap().losses);
    }
    hash.0
}

pub(crate) fn of_sparse_classes(x: MatRef<'_, f64>, classes: &[usize]) -> u64 {
    let problem = Problem::new(x, classes).unwrap();
    let path = PenaltyPath { steps: 12, smallest: 1e-3, ..Default::default() };
    let fits = SoftmaxRegression::default().path(&problem, 3, &path).unwrap();
    let add = |hash: Hash, fit: &models::FittedSoftmax| {
        hash.numbers(&fit.coefficients.concat()).report(&fit.report)
    };
    fits.iter().fold(Hash::new(), add).0
}
