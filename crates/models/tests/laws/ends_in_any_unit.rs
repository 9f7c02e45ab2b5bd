//! Few samples, columns in units far apart: a fit that has its optimum says so, whatever the solver, and
//! Firth's errors are those of other units.

use crate::common::tables::power_of_two;
use datasets::{Source, Stream};
use linalg_lite::Mat;
use models::firth::FirthRegression;
use models::solver::Lbfgs;
use models::{LinearRegression, LogisticRegression, Penalty, Solver, Status};

struct Few {
    own: Mat<f64>,
    other: Mat<f64>,
    units: Vec<f64>,
    labels: Vec<bool>,
    numbers: Vec<f64>,
    stream: Stream,
}

/// 6 to 12 samples of 1 to 3 features on a grid, and the same far from zero in units from 2^-30 to 2^30.
fn draw(seed: u64) -> Few {
    let mut stream = Stream::new(Source::ChaCha8, seed).unwrap();
    let n = stream.uniform(6.0, 13.0) as usize;
    let p = stream.uniform(1.0, 4.0) as usize;
    let own = Mat::from_fn(n, p, |_, _| (64.0 * stream.standard_normal()).round() / 64.0);
    let power = |stream: &mut Stream| power_of_two(stream.uniform(-30.0, 31.0).floor() as i32);
    let units: Vec<f64> = (0..p).map(|_| power(&mut stream)).collect();
    let shifts: Vec<f64> = (0..p).map(|_| stream.uniform(-1e5, 1e5).round()).collect();
    let other = Mat::from_fn(n, p, |i, j| (own[(i, j)] + shifts[j]) * units[j]);
    let numbers = stream.standard_normals(n);
    let labels = (0..n).map(|i| i == 0 || (i > 1 && numbers[i] > 0.0)).collect();
    Few { own, other, units, labels, numbers, stream }
}

#[test]
fn errors_of_firth() {
    let mut compared = 0;
    for seed in 0..300 {
        let Few { own, other, units, labels, .. } = draw(seed);
        let errors = |x: &Mat<f64>| {
            let problem = models::Problem::new(x.as_ref(), &labels).unwrap();
            let model = FirthRegression::default().fit_problem(&problem).unwrap();
            (model.report.status == Status::Converged).then(|| {
                let estimates = model.estimates(&problem);
                let estimates = estimates.unwrap_or_else(|error| panic!("seed {seed}: {error}"));
                estimates.estimates.iter().flatten().map(|e| e.standard_error).collect::<Vec<_>>()
            })
        };
        let (Some(own), Some(other)) = (errors(&own), errors(&other)) else { continue };
        compared += 1;
        for (j, unit) in units.iter().enumerate() {
            let ratio = other[j] * unit / own[j];
            assert!((ratio - 1.0).abs() < 1e-6, "seed {seed}, feature {j}: {ratio}");
        }
    }
    assert!(compared > 250, "{compared}");
}

#[test]
fn lines_with_any_penalty() {
    for seed in 0..600 {
        let Few { other, numbers, mut stream, .. } = draw(seed);
        let size = linalg_lite::exp(stream.uniform(-28.0, 42.0));
        let l1_ratio = [0.0, 0.5, 1.0][seed as usize % 3];
        let penalty = Penalty { l1: l1_ratio * size, l2: (1.0 - l1_ratio) * size };
        let config = LinearRegression { penalty, ..Default::default() };
        let report = config.fit(other.as_ref(), &numbers).unwrap().report;
        assert!(report.is_optimum(), "seed {seed}, {penalty:?}: {}", report.describe(&[]));
        assert!(report.certificate.is_some(), "seed {seed}, {penalty:?}: {}", report.describe(&[]));
    }
}

#[test]
fn logits_by_l_bfgs() {
    for seed in 0..400 {
        let Few { other, labels, mut stream, .. } = draw(seed);
        let l2 = linalg_lite::exp(stream.uniform(-14.0, 3.0));
        let penalty = Penalty { l1: 0.0, l2 };
        let config = LogisticRegression {
            solver: Solver::Lbfgs(Lbfgs::default()),
            penalty,
            ..Default::default()
        };
        let report = config.fit(other.as_ref(), &labels).unwrap().report;
        assert!(report.is_optimum(), "seed {seed}, l2 {l2}: {}", report.describe(&[]));
    }
}
