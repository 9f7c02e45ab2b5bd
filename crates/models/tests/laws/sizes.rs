//! Numbers of any size, beside each other: a line that calls itself the best is no worse than none, and one that
//! cannot be told is refused.

use datasets::{Source, Stream};
use linalg_lite::Mat;
use models::solver::Lbfgs;
use models::{
    Error, LinearRegression, LogisticRegression, Penalty, Problem, SampleWeights, Solver, Status,
};

const SIZES: [f64; 14] =
    [0.0, 1.0, -3.0, 0.1, 1.2, 1e-16, 1e16, 1e-150, 1e150, 2e150, 1e-300, 1e300, 1e308, f64::MAX];

#[test]
fn the_best_line_is_no_worse_than_none() {
    let mut optima = 0;
    for seed in 0..4_000 {
        let mut stream = Stream::new(Source::ChaCha8, seed).unwrap();
        let mut below = |n: usize| stream.uniform(0.0, n as f64) as usize;
        let (n, p) = (2 + below(8), 1 + below(4));
        let menu: Vec<f64> = (0..3).map(|_| SIZES[below(SIZES.len())]).collect();
        let x = Mat::from_fn(n, p, |_, _| menu[below(3)]);
        let y: Vec<f64> = (0..n).map(|_| below(200) as f64 / 8.0 - 12.0).collect();
        let problem = Problem::new(x.as_ref(), &y).unwrap();
        let config =
            LinearRegression { penalty: Penalty::l2([0.0, 0.1][below(2)]), ..Default::default() };
        let Ok(line) = config.fit_problem(&problem) else { continue };
        let mean = linalg_lite::sum(&y) / n as f64;
        let none = y.iter().map(|y| (y - mean) * (y - mean)).sum::<f64>() / (2.0 * n as f64);
        if line.report.is_optimum() {
            optima += 1;
            let is_better = line.report.objective <= none * (1.0 + 1e-6) + 1e-12;
            assert!(is_better, "seed {seed}: {none}\n{:?}\nof {x:?}\n{y:?}", line.report);
            assert!(line.report.certificate.is_some(), "seed {seed}: {:?}", line.report);
        }
    }
    assert!(optima > 2_000, "{optima}");
}

/// A column whose sum is beyond the largest number has no mean to count from: it is named, wherever it stands.
#[test]
fn a_mean_that_overflows_is_refused() {
    for seed in 0..500 {
        let mut stream = Stream::new(Source::ChaCha8, seed).unwrap();
        let mut below = |n: usize| stream.uniform(0.0, n as f64) as usize;
        let (n, p) = (2 + below(8), 1 + below(4));
        let (large, sign) = (below(p), [1.0, -1.0][below(2)]);
        let x = Mat::from_fn(n, p, |i, j| match j == large {
            true => sign * f64::MAX / (1.0 + below(50) as f64 / 100.0),
            false => (i * (j + 3) % 5) as f64,
        });
        let y: Vec<f64> = (0..n).map(|_| below(200) as f64 / 8.0 - 12.0).collect();
        let counts: Vec<f64> = (0..n).map(|_| 1.0 + below(3) as f64).collect();
        let problem = Problem::new(x.as_ref(), &y).unwrap();
        let weighted = problem.weighted(SampleWeights::frequency(&counts)).unwrap();
        for penalty in [0.0, 0.1] {
            let config = LinearRegression { penalty: Penalty::l2(penalty), ..Default::default() };
            for problem in [&problem, &weighted] {
                let found = config.fit_problem(problem);
                let is_named =
                    matches!(&found, Err(Error::TooLarge { feature: Some(j), .. }) if *j == large);
                assert!(is_named, "seed {seed}: {found:?} of {x:?}");
            }
        }
    }
}

/// Where one number is a million times the others, steps by parabolas may lead nowhere: no such end is called an optimum, and
/// they are few.
#[test]
fn a_heavy_tail_makes_no_false_optimum() {
    let (mut found, mut missed) = (0, 0);
    for seed in 0..2_000 {
        let mut stream = Stream::new(Source::ChaCha8, seed).unwrap();
        let mut below = |n: usize| stream.uniform(0.0, n as f64) as usize;
        let sizes = [1e-10, 1e-9, 1e-7, 1e-6, 1e-4, 1e-3, 1e-2, 0.1, 1.0, 10.0, 100.0];
        let n = 8 + below(8);
        let x = Mat::from_fn(n, 2, |_, j| {
            (below(200) as f64 / 50.0 - 2.0) * if j == 0 { 1.0 } else { sizes[below(sizes.len())] }
        });
        let labels: Vec<bool> = (0..n).map(|_| below(2) == 1).collect();
        let problem = Problem::new(x.as_ref(), &labels).unwrap();
        let fit =
            |solver| LogisticRegression { solver, ..Default::default() }.fit_problem(&problem);
        let Ok(other) = fit(Solver::Lbfgs(Lbfgs::default())) else { continue };
        if other.report.status == Status::Converged {
            let usual = fit(Solver::Auto).unwrap().report;
            let is_there = usual.objective <= other.report.objective + 1e-6;
            assert!(is_there || !usual.is_optimum(), "seed {seed}: {usual:?}\n{:?}", other.report);
            (found, missed) = (found + 1, missed + usize::from(!is_there));
        }
    }
    assert!(found > 500 && missed < 10, "{missed} of {found}");
}
