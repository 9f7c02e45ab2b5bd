//! What inference needs from rows, summed by plain loops.

use linalg_lite::{Mat, exp, ln, log1p_exp};
use models::inference::Evidence;
use models::{FittedLinear, FittedLogistic, FittedSoftmax, WeightKind};

use super::tables::Table;

/// The losses of one row, their derivatives by its logits, and the second ones.
struct Row {
    loss: f64,
    r: Vec<f64>,
    s: Mat<f64>,
}

/// `Evidence` of parameters of features that count from 0, the intercept last in each group.
fn evidence(table: &Table, groups: &[Vec<f64>], row: impl Fn(usize, &[f64]) -> Row) -> Evidence {
    let (n, p) = (table.x.nrows(), table.x.ncols());
    let group = p + usize::from(table.has_intercept);
    let dim = group * groups.len();
    let weight = |i: usize| table.weights.as_ref().map_or(1.0, |(values, _)| values[i]);
    let weights = table.weights.as_ref().map_or(WeightKind::Frequency, |(_, kind)| *kind);
    let samples = |i: usize| if weights == WeightKind::Frequency { weight(i) } else { 1.0 };
    let total_weight: f64 = (0..n).map(weight).sum();
    let mean = |j: usize| (0..n).map(|i| weight(i) * table.x[(i, j)]).sum::<f64>() / total_weight;
    let centres: Vec<f64> =
        (0..p).map(|j| if table.has_intercept { mean(j) } else { 0.0 }).collect();
    let mut sums = Evidence {
        loss: 0.0,
        gradient: vec![0.0; dim],
        hessian: Mat::zeros(dim, dim),
        scores: None,
        samples: (0..n).map(samples).sum(),
        total_weight,
        weights,
        null_loss: 0.0,
        pearson: 0.0,
        ln_weights: (0..n).map(|i| ln(weight(i))).sum(),
        squared_targets: (0..n).map(|i| weight(i) * table.numbers[i] * table.numbers[i]).sum(),
        largest_target: 0.0,
        centres,
    };
    let mut scores = Mat::zeros(dim, dim);
    for i in (0..n).filter(|i| weight(*i) > 0.0) {
        let offset = table.offset.as_ref().map_or(0.0, |offset| offset[i]);
        let logit = |w: &Vec<f64>| {
            offset
                + (0..p).map(|j| table.x[(i, j)] * w[j]).sum::<f64>()
                + w.get(p).copied().unwrap_or(0.0)
        };
        let z: Vec<f64> = groups.iter().map(logit).collect();
        let Row { loss, r, s } = row(i, &z);
        let x = |j: usize| if j < p { table.x[(i, j)] - sums.centres[j] } else { 1.0 };
        let x: Vec<f64> = (0..group).map(x).collect();
        let (w, part) = (weight(i), weight(i) / total_weight);
        sums.loss += part * loss;
        sums.pearson += w * r[0] * r[0] / s[(0, 0)];
        let size = table.numbers[i].abs() + offset.abs();
        sums.largest_target = sums.largest_target.max(w / samples(i) * size * size);
        for a in 0..dim {
            sums.gradient[a] += part * r[a / group] * x[a % group];
            for b in 0..dim {
                let product = x[a % group] * x[b % group];
                sums.hessian[(a, b)] += part * s[(a / group, b / group)] * product;
                scores[(a, b)] += w * w / samples(i) * r[a / group] * r[b / group] * product;
            }
        }
    }
    Evidence { scores: Some(scores), ..sums }
}

fn group(table: &Table, coefficients: &[f64], intercept: f64) -> Vec<f64> {
    let mut group = coefficients.to_vec();
    group.extend(table.has_intercept.then_some(intercept));
    group
}

fn one(loss: f64, r: f64, s: f64) -> Row {
    Row { loss, r: vec![r], s: Mat::from_fn(1, 1, |_, _| s) }
}

fn logit_row(y: bool, z: f64) -> Row {
    let p = 1.0 / (1.0 + exp(-z));
    let y = f64::from(u8::from(y));
    one(log1p_exp(z) - y * z, p - y, p * (1.0 - p))
}

/// Of the table without its features, at the best intercept, which Newton's steps find.
fn null_loss(table: &Table, row: impl Fn(usize, &[f64]) -> Row) -> f64 {
    let alone = Table { x: Mat::zeros(table.x.nrows(), 0), ..table.clone() };
    let mut b = 0.0;
    for _ in 0..50 {
        let sums = evidence(&alone, &[group(&alone, &[], b)], &row);
        if !table.has_intercept {
            return sums.loss;
        }
        b -= sums.gradient[0] / sums.hessian[(0, 0)];
    }
    evidence(&alone, &[group(&alone, &[], b)], &row).loss
}

pub(crate) fn of_logit(table: &Table, model: &FittedLogistic) -> Evidence {
    let row = |i: usize, z: &[f64]| logit_row(table.labels[i], z[0]);
    let groups = [group(table, &model.coefficients, model.intercept)];
    Evidence { null_loss: null_loss(table, row), ..evidence(table, &groups, row) }
}

pub(crate) fn of_line(table: &Table, model: &FittedLinear) -> Evidence {
    let row = |i: usize, z: &[f64]| {
        let r = z[0] - table.numbers[i];
        one(r * r / 2.0, r, 1.0)
    };
    let groups = [group(table, &model.coefficients, model.intercept)];
    Evidence { null_loss: null_loss(table, row), ..evidence(table, &groups, row) }
}

pub(crate) fn of_classes(table: &Table, model: &FittedSoftmax) -> Evidence {
    let row = |i: usize, z: &[f64]| {
        let e: Vec<f64> = z.iter().map(|z| exp(*z)).collect();
        let total = 1.0 + e.iter().sum::<f64>();
        let p: Vec<f64> = e.iter().map(|e| e / total).collect();
        let is = |k: usize| f64::from(u8::from(table.classes[i] == k + 1));
        let own: f64 = (0..z.len()).map(|k| is(k) * z[k]).sum();
        let s = |k: usize, l: usize| p[k] * (f64::from(u8::from(k == l)) - p[l]);
        Row {
            loss: ln(total) - own,
            r: (0..z.len()).map(|k| p[k] - is(k)).collect(),
            s: Mat::from_fn(z.len(), z.len(), s),
        }
    };
    let less_first = |k: usize| -> Vec<f64> {
        let pairs = model.coefficients[k].iter().zip(&model.coefficients[0]);
        let coefficients: Vec<f64> = pairs.map(|(own, first)| own - first).collect();
        group(table, &coefficients, model.intercepts[k] - model.intercepts[0])
    };
    let groups: Vec<Vec<f64>> = (1..model.coefficients.len()).map(less_first).collect();
    let mut found = evidence(table, &groups, row);
    let of_class = |k: usize| {
        let counts = table.counts().into_iter().zip(&table.classes);
        counts.map(|(count, class)| if *class == k { count as f64 } else { 0.0 }).sum::<f64>()
    };
    let share = |k: usize| of_class(k) / found.samples;
    found.null_loss = match table.has_intercept {
        true => (0..3).map(|k| -share(k) * ln(share(k))).sum(),
        false => ln(3.0),
    };
    found.scores = None;
    found
}
