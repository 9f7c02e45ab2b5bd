//! A feature times the levels of a category, counted from far away: the slopes keep their errors, and so do differences
//! between levels where the samples are, although the coefficients of the levels themselves tell of a place where none is.

use super::influence::{line, logits, sandwiches};
use super::several_classes::fit;
use crate::common::agree;
use crate::common::tables::{Table, draw};
use linalg_lite::Mat;
use models::inference::{Covariance, LogOdds, Sandwich};

/// Deviations that the number is away from 0.
const SHIFTS: [f64; 4] = [16.0, 256.0, 2_048.0, 16_384.0];

/// The first feature, counted from `-shift`, two levels, and their products with it.
fn crossed(table: &Table, shift: f64) -> Table {
    let level = |i: usize, level: usize| f64::from(u8::from((i * i + i / 7) % 3 == level));
    let entry = |i: usize, j: usize| match j {
        0 => table.x[(i, 0)] + shift,
        1 | 2 => level(i, j),
        _ => (table.x[(i, 0)] + shift) * level(i, j - 2),
    };
    Table { x: Mat::from_fn(table.x.nrows(), 5, entry), ..table.clone() }
}

/// Errors of the slopes, of differences of levels at the place that counts from `shift`, and of a sum beside it, of each
/// class after the first.
fn errors(covariance: &Covariance, shift: f64) -> Vec<f64> {
    let near = shift + 0.5;
    let sums = [
        [1.0, 0.0, 0.0, 0.0, 0.0, 0.0],
        [0.0, 0.0, 0.0, 1.0, 0.0, 0.0],
        [0.0, 0.0, 0.0, 1.0, -1.0, 0.0],
        [0.0, 1.0, 0.0, shift, 0.0, 0.0],
        [0.0, 1.0, -1.0, shift, -shift, 0.0],
        [near, 0.0, 1.0, 0.0, near, 1.0],
    ];
    let classes = covariance.dim() / 6;
    let of_class = |class: usize| {
        let error = move |sum: &[f64; 6]| {
            let mut of_all = vec![0.0; 6 * classes];
            of_all[6 * class..6 * (class + 1)].copy_from_slice(sum);
            covariance.form(&of_all).unwrap().sqrt()
        };
        sums.iter().map(error).collect::<Vec<f64>>()
    };
    (0..classes).flat_map(of_class).collect()
}

/// All errors of a line, of logits and of three classes: of the model, and of all sandwiches.
fn all_errors(table: &Table, shift: f64) -> Vec<Vec<f64>> {
    let clusters: Vec<usize> = (0..table.x.nrows()).map(|i| i % 13).collect();
    let of = |covariance: &Covariance| errors(covariance, shift);
    let (numbers, labels) = (table.problem(&table.numbers), table.problem(&table.labels));
    let without_offset = table.without_offset();
    let classes = without_offset.problem(&without_offset.classes);
    let (line, logits, softmax) = (line(&numbers), logits(&labels), fit(&classes, 3));
    let mut found = vec![
        of(&line.inference_of(&numbers).unwrap().estimates.covariance),
        of(&logits.inference_of(&labels).unwrap().estimates.covariance),
        of(&softmax.inference_of(&classes).unwrap().covariance),
    ];
    for sandwich in sandwiches(&clusters) {
        found.push(of(&line.sandwich(&numbers, sandwich).unwrap().covariance));
        found.push(of(&logits.sandwich(&labels, sandwich).unwrap().covariance));
        found.push(of(&softmax.sandwich(&classes, sandwich).unwrap().covariance));
    }
    found
}

#[test]
fn errors_lose_no_more_digits_than_the_square_of_the_distance() {
    for seed in 0..30 {
        let table = draw(seed);
        let near = all_errors(&crossed(&table, 0.0), 0.0);
        for shift in SHIFTS {
            let lost = 4096.0 * f64::EPSILON * shift * shift;
            let far = all_errors(&crossed(&table, shift), shift);
            for (place, (far, near)) in far.iter().zip(&near).enumerate() {
                let ratios: Vec<f64> = far.iter().zip(near).map(|(far, near)| far / near).collect();
                let what = format!("seed {seed}, {shift} deviations, covariance {place}");
                agree(&what, &ratios, &[1.0; 18][..ratios.len()], lost);
            }
        }
    }
}

/// Few clusters leave a singular covariance.
#[test]
fn errors_of_rows_lose_no_more_beside_few_clusters() {
    for seed in 0..30 {
        let table = draw(seed);
        let clusters: Vec<usize> = (0..table.x.nrows()).map(|i| i % 4).collect();
        let few = Sandwich::Clustered { clusters: &clusters, corrected: true };
        let errors = |shift: f64| {
            let far = crossed(&table, shift);
            let without_offset = far.without_offset();
            let x = far.x.as_ref();
            let (numbers, classes) =
                (far.problem(&far.numbers), without_offset.problem(&far.classes));
            let of_line = line(&numbers).sandwich(&numbers, few).unwrap();
            let softmax = fit(&classes, 3);
            let of_classes = softmax.sandwich(&classes, few).unwrap().covariance;
            let logits = softmax.logits(x).unwrap();
            let odds = LogOdds::of_classes(x, &logits, &of_classes).unwrap();
            let mut found = vec![of_line.covariance.standard_errors(x).unwrap()];
            found.extend(odds.into_iter().map(|class| class.standard_errors));
            found
        };
        let near = errors(0.0);
        for shift in SHIFTS {
            let lost = 4096.0 * f64::EPSILON * shift * shift;
            for (far, near) in errors(shift).iter().zip(&near) {
                let largest = near.iter().copied().fold(0.0, f64::max);
                let squares = |errors: &[f64]| -> Vec<f64> {
                    errors.iter().map(|e| e * e / (largest * largest)).collect()
                };
                agree(&format!("seed {seed}, {shift}"), &squares(far), &squares(near), lost);
            }
        }
    }
}
