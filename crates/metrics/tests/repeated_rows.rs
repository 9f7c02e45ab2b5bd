//! A count is so many rows, and 0 is none: every figure of weighted samples is that of the repeated ones.

#![allow(clippy::unwrap_used, reason = "a test may stop at the first surprise")]

use metrics::{
    Confusion, Costs, MultiConfusion, Ranking, brier_parts, brier_score, calibration,
    cheapest_threshold, confusion, confusion_at, expected_calibration_error, log_loss,
    log_loss_from_logits, log_loss_of_classes, log_loss_of_classes_from_logits, quantiles,
    regression_errors, reliability_and_refinement, resampled_thresholds, threshold_sweep,
};

/// Numbers that look random.
struct Numbers(u64);

impl Numbers {
    /// In [0, 1).
    fn next(&mut self) -> f64 {
        self.0 =
            self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 11) as f64 / (1_u64 << 53) as f64
    }

    fn below(&mut self, n: usize) -> usize {
        (self.next() * n as f64) as usize
    }
}

/// Samples of every kind, some with ties.
#[derive(Default)]
struct Samples {
    labels: Vec<bool>,
    called: Vec<bool>,
    logits: Vec<f64>,
    probabilities: Vec<f64>,
    classes: Vec<usize>,
    called_classes: Vec<usize>,
    logits_by_class: Vec<Vec<f64>>,
    probabilities_by_class: Vec<Vec<f64>>,
    targets: Vec<f64>,
    predicted: Vec<f64>,
}

const CLASSES: usize = 3;

impl Samples {
    fn random(n: usize, numbers: &mut Numbers) -> Self {
        let mut samples = Self {
            logits_by_class: vec![Vec::new(); CLASSES],
            probabilities_by_class: vec![Vec::new(); CLASSES],
            ..Self::default()
        };
        for _ in 0..n {
            let logit = (20.0 * numbers.next()).round() / 2.0 - 5.0;
            samples.logits.push(logit);
            samples.probabilities.push(0.5 + logit / 10.0);
            samples.labels.push(numbers.next() < 0.5 + logit / 20.0);
            samples.called.push(numbers.next() < 0.6);
            samples.classes.push(numbers.below(CLASSES));
            samples.called_classes.push(numbers.below(CLASSES));
            let parts: Vec<f64> = (0..CLASSES).map(|_| numbers.next() + 0.01).collect();
            for (class, part) in parts.iter().enumerate() {
                samples.logits_by_class[class].push(10.0 * part);
                samples.probabilities_by_class[class].push(part / parts.iter().sum::<f64>());
            }
            samples.targets.push((8.0 * numbers.next()).round());
            samples.predicted.push(8.0 * numbers.next());
        }
        samples
    }

    fn repeated(&self, counts: &[f64]) -> Self {
        fn repeat<T: Copy>(values: &[T], counts: &[f64]) -> Vec<T> {
            let each = values.iter().zip(counts);
            each.flat_map(|(value, count)| std::iter::repeat_n(*value, *count as usize)).collect()
        }
        let by_class = |of: &[Vec<f64>]| of.iter().map(|values| repeat(values, counts)).collect();
        Self {
            labels: repeat(&self.labels, counts),
            called: repeat(&self.called, counts),
            logits: repeat(&self.logits, counts),
            probabilities: repeat(&self.probabilities, counts),
            classes: repeat(&self.classes, counts),
            called_classes: repeat(&self.called_classes, counts),
            logits_by_class: by_class(&self.logits_by_class),
            probabilities_by_class: by_class(&self.probabilities_by_class),
            targets: repeat(&self.targets, counts),
            predicted: repeat(&self.predicted, counts),
        }
    }
}

/// Every figure that this crate has, in one list; NaN for those that do not exist.
fn figures(samples: &Samples, weights: Option<&[f64]>) -> Vec<f64> {
    let mut all = Vec::new();
    let or_nan = |rate: Option<f64>| rate.unwrap_or(f64::NAN);
    let Samples { labels, probabilities: p, logits, .. } = samples;
    all.extend(of_table(&confusion(labels, &samples.called, weights).unwrap()));
    all.extend(of_table(&confusion_at(labels, p, weights, 0.35).unwrap()));
    for row in threshold_sweep(labels, p, weights, &[0.1, 0.5, 0.75]).unwrap() {
        all.extend(of_table(&row.confusion));
    }
    for scores in [logits, p] {
        let ranking = Ranking::new(labels, scores, weights).unwrap();
        all.extend([or_nan(ranking.roc_auc()), or_nan(ranking.average_precision())]);
        all.extend([ranking.at(0.3).true_positives, ranking.at(0.3).false_positives]);
        all.extend(ranking.roc_curve().unwrap_or_default().concat());
        all.extend(ranking.precision_recall_curve().unwrap_or_default().concat());
    }
    all.push(log_loss_from_logits(labels, logits, weights).unwrap());
    all.push(log_loss(labels, p, weights).unwrap());
    all.push(brier_score(labels, p, weights).unwrap());
    let parts = brier_parts(labels, p, weights).unwrap();
    all.extend([parts.reliability, parts.refinement]);
    let bins = calibration(labels, p, weights, 7).unwrap();
    for bin in &bins {
        all.extend([bin.low, bin.weight, bin.mean_probability, bin.rate]);
        all.extend(bin.interval);
    }
    all.extend(reliability_and_refinement(&bins));
    all.push(expected_calibration_error(&bins));
    for (alarm, miss) in [(1.0, 1.0), (1.0, 7.0), (3.0, 1.0)] {
        let costs = Costs::new(alarm, miss).unwrap();
        let cheapest = cheapest_threshold(labels, p, weights, costs).unwrap();
        all.extend([cheapest.threshold, cheapest.cost]);
        all.extend(of_table(&cheapest.confusion));
        let numbers = |k: usize| {
            let mut numbers = Numbers(k as u64);
            move || numbers.next()
        };
        all.extend(resampled_thresholds(labels, p, weights, costs, 5, numbers).unwrap());
    }
    let called = &samples.called_classes;
    let table = MultiConfusion::new(&samples.classes, called, weights, CLASSES).unwrap();
    all.extend([or_nan(table.accuracy()), table.correct(), table.total()]);
    for class in 0..CLASSES {
        all.extend((0..CLASSES).map(|called| table.count(class, called)));
        all.extend(of_table(&table.against_the_rest(class)));
    }
    all.push(or_nan(table.macro_average(Confusion::precision)));
    all.push(or_nan(table.micro_average(Confusion::recall)));
    let (classes, by_class) = (&samples.classes, &samples.logits_by_class);
    all.push(log_loss_of_classes_from_logits(classes, by_class, weights).unwrap());
    all.push(log_loss_of_classes(classes, &samples.probabilities_by_class, weights).unwrap());
    let errors = regression_errors(&samples.targets, &samples.predicted, weights).unwrap();
    all.extend([errors.mean_squared_error, errors.root_mean_squared_error]);
    all.extend([errors.mean_absolute_error, or_nan(errors.r_squared)]);
    all.extend(quantiles(&samples.predicted, weights, &[0.0, 0.1, 0.25, 0.5, 0.9, 1.0]).unwrap());
    all
}

fn of_table(table: &Confusion) -> Vec<f64> {
    let rates = [
        table.accuracy(),
        table.error_rate(),
        table.false_positive_rate(),
        table.false_negative_rate(),
        table.precision(),
        table.recall(),
        table.specificity(),
        table.f_beta(1.0),
        table.balanced_accuracy(),
        table.matthews_correlation(),
    ];
    let counts =
        [table.true_positives, table.false_positives, table.true_negatives, table.false_negatives];
    counts.into_iter().chain(rates.map(|rate| rate.unwrap_or(f64::NAN))).collect()
}

#[test]
fn counts_are_repeated_rows() {
    let mut numbers = Numbers(7);
    for table in 0..400 {
        let n = 1 + numbers.below(if table % 4 == 0 { 6 } else { 60 });
        let samples = Samples::random(n, &mut numbers);
        let mut counts: Vec<f64> = (0..n).map(|_| numbers.below(6) as f64).collect();
        counts[numbers.below(n)] = 1.0; // at least one row
        let weighted = figures(&samples, Some(&counts));
        let repeated = figures(&samples.repeated(&counts), None);
        assert_eq!(weighted.len(), repeated.len(), "table {table}");
        for (k, (found, expected)) in weighted.iter().zip(&repeated).enumerate() {
            let close = (found - expected).abs() <= 1e-12 * expected.abs().max(1.0);
            let both_none = found.is_nan() && expected.is_nan();
            assert!(
                close || both_none || found == expected,
                "table {table}, figure {k}: {found} is not {expected}"
            );
        }
    }
}

#[test]
fn weights_of_one_are_no_weights() {
    let mut numbers = Numbers(8);
    for _ in 0..50 {
        let n = 1 + numbers.below(40);
        let samples = Samples::random(n, &mut numbers);
        let (ones, none) = (figures(&samples, Some(&vec![1.0; n])), figures(&samples, None));
        assert!(ones.iter().zip(&none).all(|(a, b)| a.to_bits() == b.to_bits()));
    }
}
