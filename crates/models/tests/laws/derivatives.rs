//! Gradient and Hessian of every objective against central differences, with and without
//! intercept and penalty.

use crate::common::{problem, samples};
use linalg_lite::Mat;
use models::loss::{CrossEntropy, SquaredError};
use models::objective::{MeanLoss, MeanOrderedLoss, MeanSoftmaxLoss};
use models::solver::{Objective, TwiceDifferentiable};
use models::{Penalty, gradient_check};

const STEP: f64 = 1e-5;

fn derivatives_hold(objective: &impl TwiceDifferentiable, what: &str) {
    let dim = objective.dim();
    let w: Vec<f64> = (0..dim).map(|j| 0.8 - 0.37 * j as f64).collect();
    for check in gradient_check(objective, &w, STEP).unwrap() {
        assert!(check.difference() < 1e-9, "{what}: {check:?}");
    }
    let (mut gradient, mut hessian) = (vec![0.0; dim], Mat::zeros(dim, dim));
    let with_hessian = objective.hessian(&w, &mut gradient, hessian.as_mut()).unwrap();
    let mut alone = vec![0.0; dim];
    assert_eq!(objective.gradient(&w, &mut alone).unwrap(), with_hessian, "{what}: value");
    assert_eq!(alone, gradient, "{what}: gradient with and without Hessian");
    for j in 0..dim {
        let gradient_at = |by: f64| {
            let mut moved = w.clone();
            moved[j] += by;
            let mut gradient = vec![0.0; dim];
            objective.gradient(&moved, &mut gradient).unwrap();
            gradient
        };
        let (up, down) = (gradient_at(STEP), gradient_at(-STEP));
        for k in 0..dim {
            let numeric = (up[k] - down[k]) / (2.0 * STEP);
            assert!((numeric - hessian[(k, j)]).abs() < 1e-9, "{what}: H[{k}, {j}]");
            assert_eq!(hessian[(j, k)], hessian[(k, j)], "{what}: symmetry");
        }
    }
}

#[test]
fn finite_differences_hold_for_every_objective() {
    let data = samples(400, 3, 5); // more than one block
    let x = data.x.as_ref();
    for intercept in [false, true] {
        for l2 in [0.0, 0.7] {
            let what = format!("intercept {intercept}, l2 {l2}");
            let penalty = Penalty::l2(l2);
            let numbers = problem(x, &data.numbers, intercept);
            let squared = MeanLoss::<SquaredError>::new(numbers, penalty).unwrap();
            derivatives_hold(&squared, &format!("squared error, {what}"));
            let labels = problem(x, &data.labels, intercept);
            let entropy = MeanLoss::<CrossEntropy>::new(labels, penalty).unwrap();
            derivatives_hold(&entropy, &format!("cross-entropy, {what}"));
            let softmax =
                MeanSoftmaxLoss::new(problem(x, &data.classes, intercept), 3, l2).unwrap();
            derivatives_hold(&softmax, &format!("softmax, {what}"));
            if intercept {
                let of = |number: &f64| [-2.0, 0.0, 2.5].iter().filter(|t| number > t).count();
                let grades: Vec<usize> = data.numbers.iter().map(of).collect();
                let ordered = MeanOrderedLoss::new(problem(x, &grades, true), 4, l2).unwrap();
                derivatives_hold(&ordered, &format!("ordered classes, {what}"));
            }
        }
    }
}

#[test]
fn the_check_finds_a_wrong_gradient() {
    struct Wrong;
    impl Objective for Wrong {
        fn dim(&self) -> usize {
            1
        }
        fn gradient(&self, w: &[f64], gradient: &mut [f64]) -> Result<f64, models::Error> {
            gradient[0] = w[0]; // of w^2 it should be 2 w
            Ok(w[0] * w[0])
        }
    }
    let check = gradient_check(&Wrong, &[1.0], STEP).unwrap()[0];
    assert!((check.difference() - 1.0).abs() < 1e-9);
    assert!(gradient_check(&Wrong, &[1.0], 0.0).is_err());
}
