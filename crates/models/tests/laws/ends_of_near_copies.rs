//! Honest ends where a column is nearly a copy of another: as `x1 = x0 + d e`, the line `c0 x0 + c1 x1` is
//! `(c0 + c1) x0 + c1 d e`, and the columns x0 and e are far from collinear. So whatever a fit says, it is held
//! against parameters that were found without any near copy.

use crate::common::ends::solver;
use datasets::{Source, Stream};
use linalg_lite::{DoubleDouble, Mat, exp, log1p_exp};
use models::report::Bound;
use models::{
    LinearRegression, LogisticRegression, Penalty, Problem, Report, SampleWeights,
    SoftmaxRegression, Solver, Status,
};

struct Twins {
    /// `x0` and `e`.
    apart: Mat<f64>,
    /// `x0` and `x0 + d e`, to the bit.
    near: Mat<f64>,
    d: f64,
    numbers: Vec<f64>,
    labels: Vec<bool>,
    counts: Vec<f64>,
}

/// Small whole numbers, few rows; differences from 2^-14 to 2^-36, and every third time x0 as far from zero as
/// leaves three digits of them.
fn twins(seed: u64) -> Twins {
    let mut stream = Stream::new(Source::ChaCha8, 440_000 + seed).unwrap();
    let n = stream.uniform(6.0, 30.0) as usize;
    let power = stream.uniform(14.0, 37.0).floor() as i32;
    let d = f64::from_bits(((1023 - power) as u64) << 52);
    let far = if seed.is_multiple_of(3) {
        f64::from_bits(((1023 + 49 - power) as u64) << 52)
    } else {
        0.0
    };
    let mut whole = |low: f64, high: f64| -> Vec<f64> {
        stream.uniforms(low, high, n).iter().map(|x| x.floor()).collect()
    };
    let (x0, e, y) = (whole(0.0, 9.0), whole(-4.0, 5.0), whole(0.0, 7.0));
    let counts = whole(1.0, 4.0);
    let labels: Vec<bool> = y.iter().enumerate().map(|(i, y)| *y > 3.0 || i == 0).collect();
    let apart = Mat::from_fn(n, 2, |i, j| if j == 0 { far + x0[i] } else { e[i] });
    let near = Mat::from_fn(n, 2, |i, j| far + x0[i] + if j == 0 { 0.0 } else { d * e[i] });
    Twins { apart, near, d, numbers: y, labels, counts }
}

/// The mean loss at parameters of the near copies, the logits with twice the digits.
fn mean_loss(t: &Twins, [c0, c1, b]: [f64; 3], loss: impl Fn(usize, f64) -> f64) -> f64 {
    let of_row = |i: usize| {
        let z = DoubleDouble::from(b)
            + DoubleDouble::of_product(t.near[(i, 0)], c0)
            + DoubleDouble::of_product(t.near[(i, 1)], c1);
        t.counts[i] * loss(i, z.to_f64())
    };
    (0..t.counts.len()).map(of_row).sum::<f64>() / t.counts.iter().sum::<f64>()
}

fn penalties(seed: u64) -> Penalty {
    let mut stream = Stream::new(Source::ChaCha8, 550_000 + seed).unwrap();
    let size = exp(std::f64::consts::LN_10 * stream.uniform(-14.0, -1.0));
    match seed % 4 {
        0 => Penalty::default(),
        1 => Penalty::l2(size),
        2 => Penalty { l1: size, l2: 0.0 },
        _ => Penalty { l1: size, l2: size },
    }
}

fn cost(penalty: Penalty, coefficients: &[f64]) -> f64 {
    coefficients.iter().map(|c| penalty.l1 * c.abs() + penalty.l2 / 2.0 * c * c).sum()
}

/// No optimum is claimed above what other parameters reach, no bound is proven that they are below.
#[track_caller]
fn judge(what: &str, report: &Report, value: f64, reached: f64, proven: &mut usize) {
    let digits = 1e-9 * (1.0 + value.abs());
    assert!((report.objective - value).abs() <= 1e3 * digits, "{what}: {value}, {report}");
    let gap = value - reached;
    if matches!(report.status, Status::RankDeficient { .. }) {
        return; // what differs by a few last digits counts as a copy
    }
    if report.is_optimum() {
        assert!(gap <= 1e-6 * (1.0 + value.abs()), "{what}: {gap:e} above {reached}, {report}");
    }
    if let Some(found) = report.certificate
        && found.bound == Bound::Proven
    {
        *proven += 1;
        assert!(gap <= found.gap + 1e-14 * (1.0 + value.abs()), "{what}: {gap:e}, {report}");
    }
}

#[test]
fn lines() {
    let (mut proven, mut converged, mut bare) = (0, 0, 0);
    for seed in 0..800 {
        let t = twins(seed);
        let weights = || SampleWeights::frequency(&t.counts);
        let of = |x| Problem::new(x, &t.numbers[..]).unwrap().weighted(weights()).unwrap();
        let apart = LinearRegression::default().fit_problem(&of(t.apart.as_ref())).unwrap();
        let penalty = penalties(seed);
        let what = format!("seed {seed}, d {:e}, {penalty:?}", t.d);
        let config = LinearRegression { penalty, ..Default::default() };
        let fit = config.fit_problem(&of(t.near.as_ref())).unwrap();
        let at = |p: [f64; 3]| {
            let loss = mean_loss(&t, p, |i, z| (z - t.numbers[i]) * (z - t.numbers[i]) / 2.0);
            loss + cost(penalty, &p[..2])
        };
        let [a, b] = apart.coefficients[..] else { panic!("two features") };
        let reached = [b / t.d, 0.0].map(|c1| at([a - c1, c1, apart.intercept]));
        let value = at([fit.coefficients[0], fit.coefficients[1], fit.intercept]);
        judge(&what, &fit.report, value, reached[0].min(reached[1]), &mut proven);
        let is_converged = fit.report.status == Status::Converged;
        converged += usize::from(is_converged);
        bare += usize::from(is_converged && penalty.is_none());
    }
    let found = format!("{converged} converged, {bare} without a penalty, {proven} proven");
    assert!(converged > 590 && bare > 153 && proven > 640, "{found}");
}

#[test]
fn logits() {
    let (mut proven, mut converged, mut bare) = (0, 0, 0);
    for seed in 0..800 {
        let t = twins(seed);
        let weights = || SampleWeights::frequency(&t.counts);
        let of = |x| Problem::new(x, &t.labels[..]).unwrap().weighted(weights()).unwrap();
        if t.labels.iter().all(|label| *label) {
            continue; // one class
        }
        let penalty = penalties(seed);
        let solver = if penalty.l1 > 0.0 { Solver::Auto } else { solver(7 * seed / 2) };
        let what = format!("seed {seed}, d {:e}, {penalty:?}, {solver:?}", t.d);
        let config = LogisticRegression { solver, penalty, ..Default::default() };
        let fit = config.fit_problem(&of(t.near.as_ref())).unwrap();
        let is_converged = fit.report.status == Status::Converged;
        let at = |p: [f64; 3]| {
            let loss = |i: usize, z: f64| log1p_exp(if t.labels[i] { -z } else { z });
            mean_loss(&t, p, loss) + cost(penalty, &p[..2])
        };
        let value = at([fit.coefficients[0], fit.coefficients[1], fit.intercept]);
        let apart = LogisticRegression::default().fit_problem(&of(t.apart.as_ref())).unwrap();
        if matches!(apart.report.status, Status::Separated(_)) {
            assert!(!(penalty.is_none() && is_converged), "{what}: separated, but {}", fit.report);
            continue;
        }
        assert_eq!(apart.report.status, Status::Converged, "{what}");
        let [a, b] = apart.coefficients[..] else { panic!("two features") };
        let reached = [b / t.d, 0.0].map(|c1| at([a - c1, c1, apart.intercept]));
        if value.is_finite() {
            judge(&what, &fit.report, value, reached[0].min(reached[1]), &mut proven);
        }
        converged += usize::from(is_converged);
        bare += usize::from(is_converged && penalty.is_none());
    }
    let found = format!("{converged} converged, {bare} without a penalty, {proven} proven");
    assert!(converged > 540 && bare > 142 && proven > 440, "{found}");
}

/// Where the parameters tell all classes apart, they are no optimum: twice as much of them is better.
#[test]
fn who_tells_all_apart_is_not_at_an_optimum() {
    let mut apart = 0;
    for seed in 0..4000 {
        let mut stream = Stream::new(Source::ChaCha8, 660_000 + seed).unwrap();
        let t = twins(seed);
        let (n, classes) = (5 + (seed / 2 % 2) as usize, 3 + (seed / 4 % 2) as usize);
        let labels: Vec<usize> = (0..n)
            .map(|i| if i < classes { i } else { stream.uniform(0.0, classes as f64) as usize })
            .collect();
        let p = 1 + seed as usize % 4;
        let x = Mat::from_fn(n, p, |i, j| match j {
            3 => t.near[(i, 1)],
            0 => stream.standard_normal(),
            1 => stream.uniform(0.0, 25.0).floor(),
            _ => t.apart[(i, 1)],
        });
        let solver = if seed.is_multiple_of(2) { Solver::Auto } else { solver(seed) };
        let config = SoftmaxRegression { solver, ..Default::default() };
        let problem = Problem::new(x.as_ref(), &labels).unwrap();
        let counts = &t.counts[..n];
        let problem = match seed % 3 {
            0 => problem,
            _ => problem.weighted(SampleWeights::frequency(counts)).unwrap(),
        };
        let fit = config.fit_problem(&problem, classes).unwrap();
        let logits = fit.logits(x.as_ref()).unwrap();
        let tells = |i: usize| {
            let own = logits[labels[i]][i];
            (0..classes).all(|k| k == labels[i] || logits[k][i] < own - 1e-6 * own.abs())
        };
        if (0..n).all(tells) {
            apart += 1;
            let what = format!("seed {seed}, {solver:?}: {}", fit.report);
            assert!(!fit.report.is_optimum(), "{what}");
        }
    }
    assert!(apart > 2570, "{apart}");
}
