//! All figures of samples, in one list.

use metrics::{
    ClassAreas, Confusion, Costs, Disagreement, MultiConfusion, Ranking, brier_parts, brier_score,
    brier_score_of_classes, calibration, cheapest_threshold, compare_roc_aucs, confusion,
    confusion_at, decision_curve, expected_calibration_error, hosmer_lemeshow, largest_error,
    log_loss, log_loss_from_logits, log_loss_of_classes, log_loss_of_classes_from_logits,
    mean_absolute_percentage_error, median_absolute_error, pinball_loss, quantiles,
    regression_errors, reliability_and_refinement, resampled_thresholds, threshold_sweep,
};

use crate::samples::{CLASSES, Numbers, Samples};

/// Every figure that this crate has, in one list; NaN for those that do not exist.
pub(crate) fn figures(samples: &Samples, weights: Option<&[f64]>) -> Vec<f64> {
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

/// Those that no unit of the weights changes.
pub(crate) fn ratios(samples: &Samples, weights: &[f64]) -> Vec<f64> {
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
