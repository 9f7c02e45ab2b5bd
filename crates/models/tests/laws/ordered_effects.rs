//! What ordered classes do to probabilities: the laws, and that two classes are logistic regression.

use super::ordered::{grades, whole};
use crate::common::repeated::pairs as repeated;
use crate::common::shifted::pairs as shifted;
use crate::common::tables::{Table, draw, units};
use crate::common::{DIGITS, agree};
use linalg_lite::Mat;
use models::effects::{Effects, OrderedEffects};
use models::inference::{Distribution, Estimate, LogOdds};
use models::{FittedOrdered, LogisticRegression, OrderedRegression, Status};

fn along(x: &Mat<f64>, feature: usize) -> Mat<f64> {
    Mat::from_fn(x.nrows(), x.ncols(), |_, j| f64::from(u8::from(j == feature)))
}

fn both(estimate: Estimate) -> [f64; 2] {
    [estimate.value, estimate.standard_error]
}

/// Of a table without an offset.
struct Found {
    /// Mean slopes along the first feature and mean probabilities, each with its error.
    effects: Vec<f64>,
    /// The logarithms of the odds of each class, of all rows that count, each with its error.
    odds: Vec<f64>,
}

fn fit(table: &Table, labels: &[usize], classes: usize) -> Option<FittedOrdered> {
    let model = OrderedRegression::default().fit_problem(&table.problem(labels), classes).unwrap();
    (model.report.status == Status::Converged).then_some(model)
}

fn found(table: &Table, model: &FittedOrdered, labels: &[usize]) -> Found {
    let (problem, x) = (table.problem(labels), table.x.as_ref());
    let covariance = model.inference_of(&problem).unwrap().estimates.covariance;
    let effects = OrderedEffects::new(model, &covariance);
    let counts: Vec<f64> = table.counts().iter().map(|count| *count as f64).collect();
    let along = along(&table.x, 0);
    let mut figures =
        effects.mean_slopes(x, along.as_ref(), Some(&counts), table.offset.as_deref()).unwrap();
    let largest = figures.iter().map(|figure| figure.value.abs()).fold(0.0, f64::max);
    let sum: f64 = figures.iter().map(|figure| figure.value).sum();
    assert!(sum.abs() < 1e-14 * largest, "{sum} {largest}");
    figures.extend(effects.mean_probabilities(x, Some(&counts), table.offset.as_deref()).unwrap());
    let figures = figures.iter().flat_map(|figure| both(effects.estimate(figure).unwrap()));
    let mut logits = model.logits(x).unwrap();
    let offset = table.offset.iter().flatten();
    logits.iter_mut().zip(offset).for_each(|(z, o)| *z += o);
    let odds = LogOdds::of_ordered(x, &logits, &model.thresholds, &covariance).unwrap();
    let counted = (0..counts.len()).filter(|i| counts[*i] > 0.0);
    let of_row = |i: usize| odds.iter().flat_map(move |of| [of.values[i], of.standard_errors[i]]);
    Found { effects: figures.collect(), odds: counted.flat_map(of_row).collect() }
}

/// Tables with counts or without.
fn tables(seeds: std::ops::Range<u64>) -> impl Iterator<Item = (u64, Table)> {
    seeds.map(|seed| (seed, whole(&draw(seed)))).filter(|(_, table)| table.is_frequency())
}

#[test]
fn two_classes_have_the_effects_of_logistic_regression() {
    for (seed, table) in tables(0..80) {
        let what = format!("seed {seed}");
        let two: Vec<usize> = table.labels.iter().map(|label| usize::from(*label)).collect();
        let Some(ordered) = fit(&table, &two, 2) else { continue };
        let own = found(&table, &ordered, &two);
        let (problem, x) = (table.problem(&table.labels), table.x.as_ref());
        let model = LogisticRegression::default().fit_problem(&problem).unwrap();
        let covariance = model.inference_of(&problem).unwrap().estimates.covariance;
        let effects = Effects::of_logistic(&model, &covariance, Distribution::Normal);
        let counts: Vec<f64> = table.counts().iter().map(|count| *count as f64).collect();
        let (along, offset) = (along(&table.x, 0), table.offset.as_deref());
        let slope = effects.mean_slope(x, along.as_ref(), Some(&counts), offset).unwrap();
        let mean = effects.mean_prediction(x, Some(&counts), offset).unwrap();
        let slope = both(effects.estimate(&slope).unwrap());
        let mean = both(effects.estimate(&mean).unwrap());
        agree(&what, &own.effects[2..4], &slope, 1e-8);
        agree(&what, &own.effects[6..8], &mean, 1e-8);
        let errors = covariance.standard_errors(x).unwrap();
        let counted = (0..counts.len()).filter(|i| counts[*i] > 0.0);
        for (own, i) in own.odds.chunks(4).zip(counted) {
            agree(&what, &[own[1], own[3]], &[errors[i]; 2], 1e-8);
        }
    }
}

#[test]
fn slopes_are_those_of_finite_differences() {
    const STEP: f64 = 1e-5;
    for (seed, table) in tables(0..40) {
        let grades = grades(&table);
        let Some(model) = fit(&table, &grades, 4) else { continue };
        let covariance = model.inference_of(&table.problem(&grades)).unwrap().estimates.covariance;
        let effects = OrderedEffects::new(&model, &covariance);
        let (along, x) = (along(&table.x, 0), table.x.as_ref());
        let means = |by: f64| {
            let moved = table.changed(|j, x| if j == 0 { x + by } else { x });
            effects.mean_probabilities(moved.x.as_ref(), None, None).unwrap()
        };
        let slopes = effects.mean_slopes(x, along.as_ref(), None, None).unwrap();
        for ((slope, up), down) in slopes.iter().zip(means(STEP)).zip(means(-STEP)) {
            let slope = both(effects.estimate(slope).unwrap());
            let difference = both(effects.estimate(&up.less(&down)).unwrap());
            agree(&format!("seed {seed}"), &slope, &difference.map(|d| d / (2.0 * STEP)), 1e-7);
        }
    }
}

#[test]
fn effects_of_ordered_classes_know_no_shift() {
    for pair in shifted(0..80) {
        let (near, far) = (whole(&pair.near), whole(&pair.far));
        if !near.is_frequency() {
            continue;
        }
        let grades = grades(&near);
        let (Some(a), Some(b)) = (fit(&near, &grades, 4), fit(&far, &grades, 4)) else { continue };
        let rounding = 8.0 * f64::EPSILON * pair.moves(&b.coefficients);
        let (one, other) = (found(&near, &a, &grades), found(&far, &b, &grades));
        let what = format!("seed {}, shifts {:?}", pair.seed, pair.shifts);
        agree(&what, &other.effects, &one.effects, 1e-7 + 10.0 * rounding);
        agree(&what, &other.odds, &one.odds, 1e-7 + 10.0 * rounding);
    }
}

#[test]
fn effects_of_ordered_classes_know_no_units() {
    for (seed, table) in tables(0..60) {
        let (grades, of) = (grades(&table), units(table.x.ncols(), seed));
        let scaled = table.changed(|j, x| x * of[j]);
        let (Some(a), Some(b)) = (fit(&table, &grades, 4), fit(&scaled, &grades, 4)) else {
            continue;
        };
        let (one, other) = (found(&table, &a, &grades), found(&scaled, &b, &grades));
        let (slopes, means) = one.effects.split_at(8);
        let expected: Vec<f64> = slopes.iter().map(|slope| slope / of[0]).collect();
        assert_eq!(other.effects, [&expected, means].concat(), "seed {seed}");
        assert_eq!(other.odds, one.odds, "seed {seed}");
    }
}

#[test]
fn a_count_is_so_many_rows_in_effects_of_ordered_classes() {
    for pair in repeated(0..40) {
        let (counted, repeated) = (whole(&pair.counted), whole(&pair.repeated));
        let (grades, of_repeated) = (grades(&counted), grades(&repeated));
        let (Some(a), Some(b)) = (fit(&counted, &grades, 4), fit(&repeated, &of_repeated, 4))
        else {
            continue;
        };
        let one = found(&finite(&counted), &a, &grades);
        let other = found(&repeated, &b, &of_repeated);
        agree(&format!("seed {}", pair.seed), &one.effects, &other.effects, DIGITS);
    }
}

/// A mean of nothing times infinity is none: rows that count nothing hold 0.
fn finite(table: &Table) -> Table {
    table.changed(|_, x| if x.abs() > 1e300 { 0.0 } else { x })
}
