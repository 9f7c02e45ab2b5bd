//! A count is so many rows, and 0 is none: every figure of weighted samples is that of the repeated ones. And what
//! neither the order of the samples nor the unit of their weights changes.

#![allow(clippy::unwrap_used, reason = "a test may stop at the first surprise")]

use metrics::{
    ClassAreas, Confusion, Costs, Disagreement, MultiConfusion, Ranking, brier_parts, brier_score,
    brier_score_of_classes, calibration, cheapest_threshold, compare_roc_aucs, confusion,
    confusion_at, decision_curve, expected_calibration_error, hosmer_lemeshow, largest_error,
    log_loss, log_loss_from_logits, log_loss_of_classes, log_loss_of_classes_from_logits,
    mean_absolute_percentage_error, median_absolute_error, pinball_loss, quantiles,
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
        let repeated = |(i, count): (usize, &f64)| std::iter::repeat_n(i, *count as usize);
        self.permuted(&counts.iter().enumerate().flat_map(repeated).collect::<Vec<usize>>())
    }

    /// The samples at these places.
    fn permuted(&self, places: &[usize]) -> Self {
        fn at<T: Copy>(values: &[T], places: &[usize]) -> Vec<T> {
            places.iter().map(|i| values[*i]).collect()
        }
        let by_class = |of: &[Vec<f64>]| of.iter().map(|values| at(values, places)).collect();
        Self {
            labels: at(&self.labels, places),
            called: at(&self.called, places),
            logits: at(&self.logits, places),
            probabilities: at(&self.probabilities, places),
            classes: at(&self.classes, places),
            called_classes: at(&self.called_classes, places),
            logits_by_class: by_class(&self.logits_by_class),
            probabilities_by_class: by_class(&self.probabilities_by_class),
            targets: at(&self.targets, places),
            predicted: at(&self.predicted, places),
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
        all.extend(ranking.detection_error_tradeoff().unwrap_or_default().concat());
        all.extend([0.15, 0.6].map(|end| or_nan(ranking.partial_roc_auc(end))));
    }
    all.extend(figures_of_counts(samples, weights));
    for at in decision_curve(labels, p, weights, &[0.0, 0.2, 0.7]).unwrap() {
        all.extend([at.by_model, at.by_all]);
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
    all.extend(figures_of_classes(samples, weights));
    all.extend(figures_of_numbers(samples, weights));
    all
}

fn figures_of_classes(samples: &Samples, weights: Option<&[f64]>) -> Vec<f64> {
    let mut all = Vec::new();
    let or_nan = |rate: Option<f64>| rate.unwrap_or(f64::NAN);
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
    all.push(brier_score_of_classes(classes, &samples.probabilities_by_class, weights).unwrap());
    all.extend(of_classes(&table));
    let areas = ClassAreas::new(classes, by_class, weights).unwrap();
    all.extend([areas.roc_auc(), areas.weighted_roc_auc()].map(or_nan));
    all.extend([areas.average_precision(), areas.weighted_average_precision()].map(or_nan));
    all.extend([areas.roc_auc_of_pairs(), areas.weighted_roc_auc_of_pairs()].map(or_nan));
    all
}

fn figures_of_numbers(samples: &Samples, weights: Option<&[f64]>) -> Vec<f64> {
    let mut all = Vec::new();
    let or_nan = |rate: Option<f64>| rate.unwrap_or(f64::NAN);
    let (targets, predicted) = (&samples.targets, &samples.predicted);
    all.push(median_absolute_error(targets, predicted, weights).unwrap());
    all.push(largest_error(targets, predicted, weights).unwrap());
    all.push(or_nan(mean_absolute_percentage_error(targets, predicted, weights).unwrap()));
    all.push(pinball_loss(targets, predicted, weights, 0.3).unwrap());
    let errors = regression_errors(&samples.targets, &samples.predicted, weights).unwrap();
    all.extend([errors.mean_squared_error, errors.root_mean_squared_error]);
    all.extend([errors.mean_absolute_error, or_nan(errors.r_squared)]);
    all.extend(quantiles(&samples.predicted, weights, &[0.0, 0.1, 0.25, 0.5, 0.9, 1.0]).unwrap());
    all
}

/// Those for which it matters how many samples there are.
fn figures_of_counts(samples: &Samples, weights: Option<&[f64]>) -> Vec<f64> {
    let Samples { labels, probabilities: p, logits, predicted, .. } = samples;
    let variance = Ranking::new(labels, logits, weights).unwrap().roc_auc_variance();
    let mut all = vec![variance.unwrap_or(f64::NAN)];
    for groups in [1, 4, 10] {
        let found = hosmer_lemeshow(labels, p, weights, groups).unwrap();
        all.extend([found.statistic, found.groups.len() as f64]);
        for group in found.groups {
            all.extend([group.low, group.high, group.count, group.positives]);
            all.extend([group.expected_positives, group.expected_negatives]);
        }
    }
    match compare_roc_aucs(labels, [logits, predicted], weights) {
        Ok(compared) => {
            all.extend(compared.areas);
            all.extend(compared.variances);
            all.extend([compared.covariance, compared.variance_of_difference]);
        }
        Err(_) => all.extend([f64::NAN; 6]),
    }
    all
}

fn of_classes(table: &MultiConfusion) -> Vec<f64> {
    let figures = [
        table.matthews_correlation(),
        table.cohens_kappa(Disagreement::Equal),
        table.cohens_kappa(Disagreement::Linear),
        table.cohens_kappa(Disagreement::Quadratic),
        table.weighted_average(Confusion::precision),
        table.weighted_average(|of_class| of_class.f_beta(1.0)),
    ];
    figures.map(|figure| figure.unwrap_or(f64::NAN)).to_vec()
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
        table.jaccard(),
        table.cohens_kappa(),
        table.positive_likelihood_ratio(),
        table.negative_likelihood_ratio(),
        table.net_benefit(0.4),
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
            alike(*found, *expected, &format!("table {table}, figure {k}"));
        }
    }
}

fn alike(found: f64, expected: f64, what: &str) {
    let close = (found - expected).abs() <= 1e-12 * expected.abs().max(1.0);
    let both_none = found.is_nan() && expected.is_nan();
    assert!(close || both_none || found == expected, "{what}: {found} is not {expected}");
}

#[test]
fn the_order_of_the_samples_does_not_matter() {
    let mut numbers = Numbers(9);
    for table in 0..100 {
        let n = 2 + numbers.below(60);
        let samples = Samples::random(n, &mut numbers);
        let weights: Vec<f64> = (0..n).map(|_| numbers.below(4) as f64 + 1.0).collect();
        let mut places: Vec<usize> = (0..n).collect();
        (1..n).for_each(|i| places.swap(i, numbers.below(i + 1)));
        let permuted: Vec<f64> = places.iter().map(|i| weights[*i]).collect();
        let found = figures(&samples.permuted(&places), Some(&permuted));
        let expected = figures(&samples, Some(&weights));
        for (k, (found, expected)) in found.iter().zip(&expected).enumerate() {
            alike(*found, *expected, &format!("table {table}, figure {k}"));
        }
    }
}

#[test]
fn only_ratios_of_weights_matter_where_samples_are_not_counted() {
    let mut numbers = Numbers(10);
    for table in 0..100 {
        let n = 2 + numbers.below(60);
        let samples = Samples::random(n, &mut numbers);
        let weights: Vec<f64> = (0..n).map(|_| numbers.next()).collect();
        let scaled: Vec<f64> = weights.iter().map(|w| w * 5.5).collect();
        let of = |weights: &[f64]| ratios(&samples, weights);
        for (k, (found, expected)) in of(&scaled).iter().zip(&of(&weights)).enumerate() {
            alike(*found, *expected, &format!("table {table}, figure {k}"));
        }
        let doubled: Vec<f64> = weights.iter().map(|w| w * 64.0).collect();
        let same = of(&doubled).iter().zip(&of(&weights)).all(|(a, b)| a.to_bits() == b.to_bits());
        assert!(same, "table {table}: a power of two changes no bit");
    }
}

fn ratios(samples: &Samples, weights: &[f64]) -> Vec<f64> {
    let weights = Some(weights);
    let or_nan = |figure: Option<f64>| figure.unwrap_or(f64::NAN);
    let Samples { labels, probabilities: p, classes, targets, predicted, .. } = samples;
    let table = confusion_at(labels, p, weights, 0.35).unwrap();
    let mut all = of_table(&table).split_off(4); // without the counts
    let ranking = Ranking::new(labels, p, weights).unwrap();
    all.extend([ranking.roc_auc(), ranking.partial_roc_auc(0.2)].map(or_nan));
    all.push(brier_score_of_classes(classes, &samples.probabilities_by_class, weights).unwrap());
    let called = &samples.called_classes;
    all.extend(of_classes(&MultiConfusion::new(classes, called, weights, CLASSES).unwrap()));
    let areas = ClassAreas::new(classes, &samples.logits_by_class, weights).unwrap();
    all.extend([areas.roc_auc(), areas.weighted_roc_auc()].map(or_nan));
    all.extend([areas.roc_auc_of_pairs(), areas.weighted_roc_auc_of_pairs()].map(or_nan));
    all.push(median_absolute_error(targets, predicted, weights).unwrap());
    all.push(pinball_loss(targets, predicted, weights, 0.3).unwrap());
    all.push(or_nan(mean_absolute_percentage_error(targets, predicted, weights).unwrap()));
    all
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
