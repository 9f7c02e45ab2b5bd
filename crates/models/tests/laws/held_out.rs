//! What is lost on samples held out: by every kind of model what fits by hand lose, and nothing where one has no optimum.

use crate::common::repeated::pairs;
use crate::common::tables::{Table, draw};
use crate::common::{DIGITS, agree};
use linalg_lite::{exp, ln};
use models::firth::FirthRegression;
use models::{
    Error, LinearRegression, LogisticRegression, OrderedRegression, SampleWeights,
    SoftmaxRegression,
};

const FOLDS: usize = 4;

/// Of logits, classes, classes in order, and lines.
fn losses(table: &Table, folds: &[usize]) -> [Result<Vec<f64>, Error>; 4] {
    let classes = table.problem(&table.classes);
    let in_order = if table.has_intercept {
        OrderedRegression::default().held_out_losses(&classes, 3, folds)
    } else {
        Ok(Vec::new())
    };
    [
        LogisticRegression::default().held_out_losses(&table.problem(&table.labels), folds),
        SoftmaxRegression::default().held_out_losses(&classes, 3, folds),
        in_order,
        LinearRegression::default().held_out_losses(&table.problem(&table.numbers), folds),
    ]
}

#[test]
fn counts_are_repeated_rows() {
    for pair in pairs(0..20) {
        let (counted, repeated) = (pair.counted.without_offset(), pair.repeated.without_offset());
        let folds = repeated.folds(FOLDS);
        let (one, other) = (losses(&counted, &folds), losses(&repeated, &folds));
        for (one, other) in one.into_iter().zip(other) {
            agree(&format!("seed {}", pair.seed), &one.unwrap(), &other.unwrap(), DIGITS);
        }
    }
}

#[test]
fn offsets_of_classes_count_where_a_class_is_held_out() {
    for seed in 0..20 {
        let table = Table { weights: None, ..draw(seed).without_offset() };
        let (n, folds) = (table.x.nrows(), table.folds(FOLDS));
        let offsets: Vec<Vec<f64>> =
            (0..3).map(|k| (0..n).map(|i| ((i * (k + 3)) % 17) as f64 / 16.0).collect()).collect();
        let problem = table.problem(&table.classes);
        let with_offsets = problem.with_class_offsets(&offsets).unwrap();
        let softmax = SoftmaxRegression::default();
        let found = softmax.held_out_losses(&with_offsets, 3, &folds).unwrap();
        for fold in 0..FOLDS {
            let kept: Vec<f64> = folds.iter().map(|k| f64::from(u8::from(*k != fold))).collect();
            let others = with_offsets.weighted(SampleWeights::frequency(&kept)).unwrap();
            let logits = softmax.fit_problem(&others, 3).unwrap().logits(table.x.as_ref()).unwrap();
            for i in (0..n).filter(|i| folds[*i] == fold) {
                let z = |k: usize| logits[k][i] + offsets[k][i];
                let loss = ln((0..3).map(|k| exp(z(k))).sum()) - z(table.classes[i]);
                agree(&format!("seed {seed}, row {i}"), &[found[i]], &[loss], DIGITS);
            }
        }
    }
}

/// Without the first fold the first feature tells all classes apart; without any other it does not.
#[test]
fn a_fit_without_an_optimum_has_no_losses() {
    for seed in 0..30 {
        let mut table = Table { weights: None, ..draw(seed).without_offset() };
        let folds = table.folds(FOLDS);
        for i in (0..folds.len()).filter(|i| folds[*i] > 0) {
            table.classes[i] =
                usize::from(table.x[(i, 0)] > -0.4) + usize::from(table.x[(i, 0)] > 0.4);
            table.labels[i] = table.classes[i] > 0;
        }
        let [logit, softmax, ordered, line] = losses(&table, &folds);
        for (found, what) in [(logit, "logit"), (softmax, "softmax"), (ordered, "ordered")] {
            let Err(Error::WithoutFold { fold: 0, source }) = found else {
                panic!("{what}, seed {seed}: {found:?}")
            };
            assert!(matches!(*source, Error::NoOptimum(_)), "{what}, seed {seed}: {source:?}");
        }
        let firth =
            FirthRegression::default().held_out_losses(&table.problem(&table.labels), &folds);
        let finite = |losses: Vec<f64>| losses.iter().all(|loss| loss.is_finite());
        assert!(finite(line.unwrap()) && finite(firth.unwrap()), "seed {seed}");
    }
}
