//! The certificate is honest: on random problems, stopped anywhere, what is proven holds, and what is
//! estimated from the curvature is seldom far too low.

use crate::common::ends::is_lowest;
use datasets::{Source, Stream};
use linalg_lite::{Mat, exp};
use models::loss::CrossEntropy;
use models::objective::MeanLoss;
use models::report::Bound;
use models::solver::{GradientDescent, Lbfgs, Newton, Objective, TwiceDifferentiable};
use models::{
    LinearRegression, LogisticRegression, Penalty, Problem, SoftmaxRegression, Solver, Status,
};

struct Case {
    x: Mat<f64>,
    labels: Vec<bool>,
    classes: Vec<usize>,
    solver: Solver,
    l2: f64,
}

/// Well or ill conditioned (scales up to a thousand apart, columns nearly collinear), with or without a
/// penalty, to be stopped after some iterations.
fn case(seed: u64) -> Case {
    let mut stream = Stream::new(Source::ChaCha8, seed).unwrap();
    let mut uniform = |low: f64, high: f64| stream.uniform(low, high);
    let (n, p) = (uniform(30.0, 200.0) as usize, uniform(1.0, 6.0) as usize);
    let scales: Vec<f64> = (0..p).map(|_| exp(uniform(-3.5, 3.5))).collect();
    let shared = uniform(0.0, 1.0);
    let mut x = Mat::zeros(n, p);
    let (mut labels, mut classes) = (Vec::new(), Vec::new());
    for i in 0..n {
        let common = uniform(-1.0, 1.0);
        let row: Vec<f64> =
            (0..p).map(|_| shared * common + (1.0 - 0.999 * shared) * uniform(-1.0, 1.0)).collect();
        (0..p).for_each(|j| x[(i, j)] = scales[j] * row[j]);
        let score = row.iter().sum::<f64>() + uniform(-2.0, 2.0);
        labels.push(score > 0.2);
        classes.push(if score > 0.6 { 2 } else { usize::from(score > -0.4) });
    }
    let l2 = if seed.is_multiple_of(2) { 0.0 } else { exp(uniform(-9.0, 0.0)) };
    let iterations = uniform(0.0, 9.0) as usize;
    let solver = match seed % 3 {
        0 => Solver::Newton(Newton { iterations, ..Default::default() }),
        1 => Solver::Lbfgs(Lbfgs { iterations: 3 * iterations, ..Default::default() }),
        _ => {
            let problem = Problem::new(x.as_ref(), &labels).unwrap();
            let objective = MeanLoss::<CrossEntropy>::new(problem, Penalty::l2(l2)).unwrap();
            let rate = 1.0 / objective.lipschitz_constant().unwrap().unwrap();
            let epochs = 20 * iterations * iterations;
            Solver::GradientDescent(GradientDescent { rate, epochs, ..Default::default() })
        }
    };
    Case { x, labels, classes, solver, l2 }
}

/// What two evaluations of one objective may differ by.
fn rounding(objective: f64) -> f64 {
    8.0 * f64::EPSILON * (1.0 + objective.abs())
}

#[test]
fn a_bound_holds_wherever_a_fit_was_stopped() {
    let (mut proven, mut local, mut too_low) = (0, 0, 0);
    for seed in 0..1000 {
        let Case { x, labels, solver, l2, .. } = case(seed);
        let config = LogisticRegression { penalty: Penalty::l2(l2), ..Default::default() };
        let Ok(best) = config.fit(x.as_ref(), &labels) else { continue };
        if best.report.status != Status::Converged {
            continue;
        }
        let stopped = LogisticRegression { solver, ..config }.fit(x.as_ref(), &labels).unwrap();
        let Some(certificate) = stopped.report.certificate else { continue };
        is_lowest(&format!("{seed}"), stopped.report.objective, best.report.objective);
        let gap = stopped.report.objective - best.report.objective;
        let slack = rounding(best.report.objective);
        match certificate.bound {
            Bound::Proven => {
                proven += 1;
                assert!(gap <= certificate.gap + slack, "{seed}: {gap:e} > {:e}", certificate.gap);
            }
            Bound::Local => {
                local += 1;
                too_low += usize::from(gap > 2.0 * certificate.gap + slack);
            }
            _ => unreachable!("{certificate}"),
        }
    }
    println!("{proven} proven; {local} local, {too_low} more than twice too low");
    assert!(proven > 280 && local > 610, "{proven} proven, {local} local");
    assert!(100 * too_low < local, "{too_low} of {local}");
}

#[test]
fn so_it_does_for_several_classes() {
    let mut proven = 0;
    for seed in 0..300 {
        let Case { x, classes, solver, l2, .. } = case(2 * seed + 1);
        if (0..3).any(|class| !classes.contains(&class)) {
            continue;
        }
        let config = SoftmaxRegression { l2, ..Default::default() };
        let best = config.fit(x.as_ref(), &classes, 3).unwrap();
        let stopped = SoftmaxRegression { solver, ..config }.fit(x.as_ref(), &classes, 3).unwrap();
        let Some(certificate) = stopped.report.certificate else { continue };
        if certificate.bound == Bound::Proven {
            proven += 1;
            is_lowest(&format!("{seed}"), stopped.report.objective, best.report.objective);
            let gap = stopped.report.objective - best.report.objective;
            let slack = rounding(best.report.objective);
            assert!(gap <= certificate.gap + slack, "{seed}: {gap:e} > {:e}", certificate.gap);
        }
    }
    println!("{proven} proven for three classes");
    assert!(proven > 130, "{proven}");
}

/// A duality gap at any weights, not only near the optimum, is above the true gap.
#[test]
fn a_duality_gap_is_a_bound_anywhere() {
    let mut bounds = 0;
    for seed in 0..300 {
        let Case { x, labels, .. } = case(seed);
        let mut stream = Stream::new(Source::ChaCha8, 9_000 + seed).unwrap();
        let l1 = 0.1 * stream.uniform(0.0, 1.0) + 1e-4;
        let l2 = if seed.is_multiple_of(2) { 0.0 } else { 0.1 * stream.uniform(0.0, 1.0) };
        let penalty = Penalty { l1, l2 };
        let config = LogisticRegression { penalty, ..Default::default() };
        let best = config.fit(x.as_ref(), &labels).unwrap();
        let problem = Problem::new(x.as_ref(), &labels).unwrap();
        let objective = MeanLoss::<CrossEntropy>::new(problem, penalty).unwrap();
        let near = stream.uniform(0.0, 1.0);
        let mut w: Vec<f64> = best.coefficients.iter().map(|c| c * near).collect();
        w.push(best.intercept * near);
        let value = objective.gradient(&w, &mut vec![0.0; w.len()]).unwrap()
            + w[..x.ncols()].iter().map(|c| l1 * c.abs()).sum::<f64>();
        let Some(bound) = objective.gap_bound(&w).unwrap() else { continue };
        is_lowest(&format!("{seed}"), value, best.report.objective);
        let gap = value - best.report.objective;
        assert!(gap <= bound + rounding(value), "{seed}: {gap:e} > {bound:e}");
        bounds += 1;
    }
    assert!(bounds > 270, "{bounds}");
}

/// Two columns that agree to so many bits, and what is left of their difference in the place of the second, span the
/// same lines: the fit of the second pair tells how good the first can be.
#[test]
fn lines_on_columns_that_agree_keep_their_bound() {
    const TWELVE_DIGITS: u32 = 40; // beyond, the optimum lies between the numbers that weights can be
    const THIRTEEN_DIGITS: u32 = 44;
    const FIFTEEN_DIGITS: u32 = 48;
    for bits in (26..=52).step_by(2) {
        for seed in 0..60 {
            let mut stream = Stream::new(Source::ChaCha8, seed).unwrap();
            let mut column = || -> Vec<f64> { (0..40).map(|_| stream.standard_normal()).collect() };
            let (a, z, noise) = (column(), column(), column());
            let parts = (1_u64 << bits) as f64;
            let near: Vec<f64> = a.iter().zip(&z).map(|(a, z)| a + a * z / parts).collect();
            let apart: Vec<f64> = near.iter().zip(&a).map(|(b, a)| (b - a) * parts).collect(); // exact
            let y: Vec<f64> = (0..40).map(|i| a[i] + 2.0 * apart[i] + noise[i]).collect();
            let fit = |other: &[f64]| {
                let x = linalg_lite::matrix_from_columns(&[&a, other]).unwrap();
                LinearRegression::default().fit(x.as_ref(), &y).unwrap().report
            };
            let (found, best) = (fit(&near), fit(&apart).objective);
            let gap = found.certificate.map_or(f64::INFINITY, |certificate| certificate.gap);
            let what = format!("{bits} bits, {seed}: {found:?}, {best}");
            assert!(found.is_optimum() == (gap <= 1e-6 * (1.0 + found.objective)), "{what}");
            assert!(found.is_optimum() || bits > TWELVE_DIGITS, "{what}");
            if !found.combinations.is_empty() {
                assert!(bits > THIRTEEN_DIGITS, "{what}");
                continue; // one of them was left out, and is named
            }
            assert!(gap.is_finite() || bits > FIFTEEN_DIGITS, "{what}");
            assert!(found.objective - best <= gap + rounding(best), "{what}");
        }
    }
}
