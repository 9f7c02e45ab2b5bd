//! Numbers of any size, beside each other: a line that calls itself the best is no worse than none, and one that
//! cannot be told is refused.

use datasets::{Source, Stream};
use linalg_lite::Mat;
use models::{Error, LinearRegression, Penalty, Problem, SampleWeights};

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
