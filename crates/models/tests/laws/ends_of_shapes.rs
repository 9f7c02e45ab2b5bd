//! Honest ends where shapes are unusual: more columns than samples, a rare row among many; and that the end
//! is the same whatever solver led there.

use crate::common::ends::{Case, case, solver};
use crate::common::samples;
use crate::common::tables::on_the_grid;
use datasets::{Source, Stream};
use linalg_lite::Mat;
use models::report::Method;
use models::separation::Separation;
use models::solver::{Lbfgs, Newton};
use models::{
    LogisticRegression, Penalty, Problem, SoftmaxRegression, Solver, StandardScaler, Status,
};
/// With at least as many parameters as samples a plane tells any labels apart.
#[test]
fn no_more_samples_than_parameters() {
    for seed in 0..300 {
        let mut stream = Stream::new(Source::ChaCha8, 55_000 + seed).unwrap();
        let n = stream.uniform(3.0, 12.0) as usize;
        let p = n - 1 + stream.uniform(0.0, 4.0) as usize;
        let x = Mat::from_fn(n, p, |_, _| on_the_grid(stream.standard_normal()));
        let shift = [0.0, 1e9][(seed % 2) as usize];
        let x = Mat::from_fn(n, p, |i, j| x[(i, j)] + shift);
        let labels: Vec<bool> = (0..n).map(|i| i == 0 || (i > 1 && x[(i, 0)] > shift)).collect();
        let config = LogisticRegression { solver: solver(seed), ..Default::default() };
        let fit = config.fit(x.as_ref(), &labels).unwrap();
        assert!(!fit.report.is_optimum(), "seed {seed}, {config:?}: {}", fit.report);
        if config.solver == Solver::Auto {
            let complete = Status::Separated(Separation::Complete);
            assert_eq!(fit.report.status, complete, "seed {seed}");
        }
    }
}

/// The shape of gene expression.
#[test]
fn five_samples_of_two_thousand_columns() {
    for seed in 0..4 {
        let data = samples(5, 2_001, 300 + seed);
        let labels: Vec<bool> = (0..5).map(|i| i % 2 == 0).collect();
        let far = Mat::from_fn(5, 2_001, |i, j| {
            let x = on_the_grid(data.x[(i, j)]);
            if seed % 2 == 0 { x } else { x + 1e6 }
        });
        let fit = LogisticRegression::default().fit(far.as_ref(), &labels).unwrap();
        assert_eq!(fit.report.status, Status::Separated(Separation::Complete), "seed {seed}");
        let penalty = Penalty::l2(0.1);
        let config = LogisticRegression { penalty, ..Default::default() };
        let fit = config.fit(far.as_ref(), &labels).unwrap();
        assert_eq!(fit.report.status, Status::Converged, "seed {seed}: {}", fit.report);
    }
}

/// A copy is left out, and what is left is still nearly collinear: a Hessian has no digits of it, a triangle has.
#[test]
fn a_copy_and_a_near_copy() {
    for seed in 0..200 {
        let mut stream = Stream::new(Source::ChaCha8, 66_600 + seed).unwrap();
        let n = stream.uniform(20.0, 100.0) as usize;
        let (draws, noise) = (stream.standard_normals(n), stream.standard_normals(n));
        let near = linalg_lite::exp(stream.uniform(-18.0, -14.0));
        let x = Mat::from_fn(n, 3, |i, j| draws[i] + [0.0, 0.0, near][j] * noise[i]);
        let labels: Vec<bool> = stream.standard_normals(n).iter().map(|draw| *draw > 0.3).collect();
        let fit = LogisticRegression::default().fit(x.as_ref(), &labels).unwrap();
        assert_eq!(
            fit.report.status,
            Status::RankDeficient { rank: 3 },
            "seed {seed}: {}",
            fit.report
        );
        assert!(fit.report.sweeps < 200, "seed {seed}: {}", fit.report);
        let without = Mat::from_fn(n, 2, |i, j| x[(i, j + 1)]);
        let alone = LogisticRegression::default().fit(without.as_ref(), &labels).unwrap();
        let gap = fit.report.objective - alone.report.objective;
        assert!(gap.abs() < 1e-8, "seed {seed}: {gap:e}");
    }
}

/// One row among many has a column to itself.
#[test]
fn a_rare_row_among_many() {
    let data = samples(100_001, 2, 400);
    let rare = 77_777;
    let x = Mat::from_fn(100_001, 3, |i, j| match j {
        2 => f64::from(u8::from(i == rare)) + 1e6,
        _ => data.x[(i, j)],
    });
    for solver in [Solver::Auto, Solver::Newton(Newton::default()), Solver::Lbfgs(Lbfgs::default())]
    {
        let config = LogisticRegression { solver, ..Default::default() };
        let fit = config.fit(x.as_ref(), &data.labels).unwrap();
        let quasi = Status::Separated(Separation::QuasiComplete);
        assert_eq!(
            fit.report.status,
            quasi,
            "{solver:?}: {}",
            fit.report.reason.unwrap_or_default()
        );
    }
}

/// Which solver was taken shows in no digit that is printed.
#[test]
fn the_default_has_the_digits_of_newton() {
    let newton = Solver::Newton(Newton::default());
    let same = |what: &str, x: &Mat<f64>, problem: &Problem<'_, bool>| {
        let default = LogisticRegression::default().fit_problem(problem).unwrap();
        let config = LogisticRegression { solver: newton, ..Default::default() };
        let expected = config.fit_problem(problem).unwrap();
        if expected.report.status != Status::Converged {
            return false;
        }
        assert_eq!(default.report.status, Status::Converged, "{what}");
        let scaler = StandardScaler.fit(x.as_ref()).unwrap();
        for (j, (d, e)) in default.coefficients.iter().zip(&expected.coefficients).enumerate() {
            let unit = e.abs() + 1.0 / scaler.deviations[j]; // a logit a deviation
            assert!((d - e).abs() <= 1e-10 * unit, "{what}: {d} {e}");
        }
        true
    };
    let mut compared = 0;
    for seed in (0..320).filter(|seed| seed % 8 < 5) {
        let Case { table, .. } = case(seed, 2);
        let what = format!("seed {seed}");
        compared += usize::from(same(&what, &table.x, &table.problem(&table.labels)));
    }
    assert!(compared > 176, "{compared}");
    for (n, p) in [(150_001, 6), (20_001, 60), (6_001, 180)] {
        let table = samples(n, p, 16);
        let flipped = |(i, label): (usize, &bool)| if i % 3 == 0 { i % 2 == 0 } else { *label };
        let labels: Vec<bool> = table.labels.iter().enumerate().map(flipped).collect();
        // Columns that go together, whose subsample says less about all of them.
        let near = Mat::from_fn(n, p, |i, j| on_the_grid(table.x[(i, j)] + table.x[(i, j / 2)]));
        let far = Mat::from_fn(n, p, |i, j| near[(i, j)] + 1e6);
        for x in [&near, &far] {
            let problem = Problem::new(x.as_ref(), &labels).unwrap();
            let fit = LogisticRegression::default().fit_problem(&problem).unwrap();
            assert_eq!(fit.report.method, Method::Lbfgs, "{:?}", fit.report.reason);
            assert!(same(&format!("{n} samples of {p}"), x, &problem), "Newton has no optimum");
        }
    }
}

/// A penalty decides between columns that others replace, for several classes as for two.
#[test]
fn several_classes_with_a_penalty_keep_every_column() {
    for seed in 0..60 {
        let data = samples(40, 3, 900 + seed);
        let factor = [1.0, 8.0, 8_388_608.0][(seed % 3) as usize];
        let x = Mat::from_fn(40, 4, |i, j| match j {
            3 => factor * data.x[(i, 0)] + [0.0, 1e-4][(seed % 2) as usize],
            _ => data.x[(i, j)],
        });
        let problem = Problem::new(x.as_ref(), &data.classes).unwrap();
        let config = SoftmaxRegression { l2: 1e-3, ..Default::default() };
        let fit = config.fit_problem(&problem, 3).unwrap();
        assert_eq!(fit.report.status, Status::Converged, "seed {seed}: {}", fit.report);
        assert!(fit.report.combinations.is_empty(), "seed {seed}: {:?}", fit.report.combinations);
        // The column in the largest unit is the cheapest, so it is used.
        assert!(fit.coefficients.iter().any(|class| class[3] != 0.0), "seed {seed}");
    }
}
