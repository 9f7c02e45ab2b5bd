//! Cross-validation by its definition, on any number of threads.

use crate::common::{assert_close, samples};
use linalg_lite::Mat;
use models::loss::{CrossEntropy, Loss, SoftmaxCrossEntropy, SquaredError};
use models::paths::{CrossValidation, PenaltyPath};
use models::{Error, LinearRegression, LogisticRegression, Problem, SoftmaxRegression};

#[test]
fn every_loss_is_that_of_fits_on_the_other_folds() {
    let data = samples(150, 4, 71);
    let folds: Vec<usize> = (0..150).map(|i| (i * 7 + i / 11) % 3).collect();
    for l1_ratio in [1.0, 0.3, 0.0] {
        let path = PenaltyPath { l1_ratio, steps: 6, smallest: 0.01 };
        let config = LogisticRegression::default();
        let (x, labels) = (data.x.as_ref(), &data.labels);
        let problem = Problem::new(x, labels).unwrap();
        let found = config.cross_validate(&problem, &folds, &path).unwrap();
        for (place, penalty) in found.penalties.iter().enumerate() {
            let by_fold: Vec<f64> = (0..3)
                .map(|fold| {
                    let rows: Vec<usize> = (0..150).filter(|i| folds[*i] != fold).collect();
                    let own: Vec<usize> = (0..150).filter(|i| folds[*i] == fold).collect();
                    let others = Mat::from_fn(rows.len(), 4, |i, j| data.x[(rows[i], j)]);
                    let of_others: Vec<bool> = rows.iter().map(|i| labels[*i]).collect();
                    let config = LogisticRegression { penalty: *penalty, ..config };
                    let model = config.fit(others.as_ref(), &of_others).unwrap();
                    let z = model.logits(x).unwrap();
                    own.iter().map(|i| CrossEntropy::loss(labels[*i], z[*i])).sum::<f64>()
                        / own.len() as f64
                })
                .collect();
            let mean = by_fold.iter().sum::<f64>() / 3.0;
            assert_close(&[found.losses[place]], &[mean], 1e-6);
            let squares: f64 = by_fold.iter().map(|loss| (loss - mean) * (loss - mean)).sum();
            assert_close(&[found.standard_errors[place]], &[(squares / 6.0).sqrt()], 1e-6);
        }
        assert!(found.losses.iter().all(|loss| *loss >= found.losses[found.best]));
        assert!(found.within_one_standard_error <= found.best);
    }
}

/// The search sees the other folds alone, and so does the fit.
#[test]
fn a_nested_loss_is_that_of_a_search_among_the_other_folds() {
    let data = samples(160, 4, 74);
    let folds: Vec<usize> = (0..160).map(|i| (i * 7 + i / 11) % 4).collect();
    let path = PenaltyPath { l1_ratio: 0.5, steps: 12, smallest: 0.01 };
    let simplest = |found: &CrossValidation| found.penalties[found.within_one_standard_error];
    let (labels, numbers) = (&data.labels, &data.numbers);
    let (logit, line) = (LogisticRegression::default(), LinearRegression::default());
    let softmax = SoftmaxRegression::default();
    let classes: Vec<usize> = (0..160).map(|i| usize::from(labels[i]) + i % 2).collect();
    let of_classes = Problem::new(data.x.as_ref(), &classes).unwrap();
    let of_labels = Problem::new(data.x.as_ref(), labels).unwrap();
    let of_numbers = Problem::new(data.x.as_ref(), numbers).unwrap();
    let logits = logit.nested_cross_validation(&of_labels, &folds, &path, simplest).unwrap();
    let lines = line.nested_cross_validation(&of_numbers, &folds, &path, simplest).unwrap();
    let several = softmax.nested_cross_validation(&of_classes, 3, &folds, &path, simplest).unwrap();
    for fold in 0..4 {
        let rows: Vec<usize> = (0..160).filter(|i| folds[*i] != fold).collect();
        let own: Vec<usize> = (0..160).filter(|i| folds[*i] == fold).collect();
        let x = Mat::from_fn(rows.len(), 4, |i, j| data.x[(rows[i], j)]);
        let inner: Vec<usize> = rows.iter().map(|i| folds[*i]).collect();
        let inner: Vec<usize> = inner.iter().map(|f| if *f > fold { f - 1 } else { *f }).collect();
        let mean = |loss: &dyn Fn(usize) -> f64| {
            own.iter().map(|i| loss(*i)).sum::<f64>() / own.len() as f64
        };

        let of_others: Vec<bool> = rows.iter().map(|i| labels[*i]).collect();
        let problem = Problem::new(x.as_ref(), &of_others).unwrap();
        let penalty = simplest(&logit.cross_validate(&problem, &inner, &path).unwrap());
        let fit = LogisticRegression { penalty, ..logit }.fit_problem(&problem).unwrap();
        let z = fit.logits(data.x.as_ref()).unwrap();
        let found = [logits.losses[fold], logits.penalties[fold].l1];
        let loss = mean(&|i| CrossEntropy::loss(labels[i], z[i]));
        assert_close(&found, &[loss, penalty.l1], 1e-9);

        let of_others: Vec<usize> = rows.iter().map(|i| classes[*i]).collect();
        let problem = Problem::new(x.as_ref(), &of_others).unwrap();
        let penalty = simplest(&softmax.cross_validate(&problem, 3, &inner, &path).unwrap());
        let fit = SoftmaxRegression { l1: penalty.l1, l2: penalty.l2, ..softmax };
        let z = fit.fit_problem(&problem, 3).unwrap().logits(data.x.as_ref()).unwrap();
        let row = |i: usize| [z[0][i], z[1][i], z[2][i]];
        let loss = mean(&|i| SoftmaxCrossEntropy::loss(classes[i], &row(i)));
        let found = [several.losses[fold], several.penalties[fold].l1];
        assert_close(&found, &[loss, penalty.l1], 1e-9);

        let of_others: Vec<f64> = rows.iter().map(|i| numbers[*i]).collect();
        let problem = Problem::new(x.as_ref(), &of_others).unwrap();
        let penalty = simplest(&line.cross_validate(&problem, &inner, &path).unwrap());
        let fit = LinearRegression { penalty, ..line }.fit_problem(&problem).unwrap();
        let z = fit.predictions(data.x.as_ref()).unwrap();
        let loss = mean(&|i| SquaredError::loss(numbers[i], z[i]));
        assert_close(&[lines.losses[fold], lines.penalties[fold].l1], &[loss, penalty.l1], 1e-9);
    }
    let two: Vec<usize> = folds.iter().map(|fold| fold % 2).collect();
    let refused = logit.nested_cross_validation(&of_labels, &two, &path, simplest).unwrap_err();
    let Error::WithoutFold { source, .. } = refused else { panic!("{refused}") };
    assert!(
        matches!(*source, Error::Folds { .. }),
        "a search needs two folds of its own: {source}"
    );
}

#[test]
fn the_number_of_threads_changes_no_bit() {
    let data = samples(3_000, 6, 72);
    let folds: Vec<usize> = (0..3_000).map(|i| (i * 13) % 5).collect();
    let path = PenaltyPath { l1_ratio: 0.5, steps: 12, ..Default::default() };
    let run = || {
        let labels = Problem::new(data.x.as_ref(), &data.labels).unwrap();
        let binary = LogisticRegression::default();
        let binary = binary.cross_validate(&labels, &folds, &path).unwrap();
        let numbers = Problem::new(data.x.as_ref(), &data.numbers).unwrap();
        let line = LinearRegression::default();
        (binary, line.cross_validate(&numbers, &folds, &path).unwrap())
    };
    let alone = run();
    for threads in [1, 2, 3, 5] {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
        assert_eq!(pool.install(run), alone, "{threads} threads");
    }
}

#[test]
fn folds_that_cannot_be_are_refused() {
    let data = samples(30, 2, 73);
    let problem = Problem::new(data.x.as_ref(), &data.labels).unwrap();
    let (config, path) = (LogisticRegression::default(), PenaltyPath::default());
    let refused = |folds: &[usize]| config.cross_validate(&problem, folds, &path).unwrap_err();
    assert!(matches!(refused(&[0; 30]), Error::Folds { folds: 1, .. }));
    let gap: Vec<usize> = (0..30).map(|i| 2 * (i % 2)).collect();
    assert!(matches!(refused(&gap), Error::Folds { folds: 3, fold: 1 }));
    assert!(matches!(refused(&[0, 1]), Error::Numbers(_)));
    let by_class: Vec<usize> = data.labels.iter().map(|label| usize::from(*label)).collect();
    let Error::WithoutFold { fold: 0, source } = refused(&by_class) else { panic!() };
    assert!(matches!(*source, Error::OneClass { label: true, .. }), "{source}");
}
