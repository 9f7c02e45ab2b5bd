//! Honest ends: on random problems, stopped anywhere, what a fit says of its end is true. Whether the
//! classes overlap is known, because they were made so; the optimum is found by another way.

#![allow(clippy::unwrap_used, reason = "a test may stop at the first surprise")]

mod common;

use common::optimum::{Exact, moments};
use common::samples;
use common::tables::{Table, on_the_grid, power_of_two};
use datasets::{Source, Stream};
use linalg_lite::{Mat, exp};
use models::report::{Bound, Method};
use models::separation::Separation;
use models::solver::{GradientDescent, Lbfgs, Newton};
use models::{
    LogisticRegression, Penalty, Problem, Report, SoftmaxRegression, Solver, Status, WeightKind,
};

#[derive(Clone, Copy, Debug, PartialEq)]
enum Planted {
    Overlap,
    Complete,
    Quasi,
    /// One row has a column to itself.
    Rare,
}

/// A table whose classes are known to overlap or not.
struct Case {
    table: Table,
    planted: Planted,
}

/// Two classes or three; on the grid, then shifted and counted in other units.
#[allow(clippy::too_many_lines, reason = "one draw after the other")]
fn case(seed: u64, classes: usize) -> Case {
    let mut stream = Stream::new(Source::ChaCha8, 77_000 + seed).unwrap();
    let planted = match seed % 8 {
        0..=4 => Planted::Overlap,
        5 => Planted::Complete,
        6 => Planted::Quasi,
        _ => Planted::Rare,
    };
    let p = stream.uniform(1.0, 5.0) as usize;
    let n = stream.uniform(30.0, 100.0) as usize;
    let shared = stream.uniform(0.0, 0.9);
    let mut rows: Vec<Vec<f64>> = (0..n)
        .map(|_| {
            let common = stream.standard_normal();
            let own = |_| on_the_grid(shared * common + stream.standard_normal());
            (0..p).map(own).collect()
        })
        .collect();
    // A plane with coefficients that keep the grid.
    let plane: Vec<f64> = (0..p).map(|j| [1.0, -0.5, 0.25, 2.0][j % 4]).collect();
    let score = |row: &[f64]| row.iter().zip(&plane).map(|(x, c)| x * c).sum::<f64>();
    if planted == Planted::Quasi {
        // Some rows on the plane itself, with labels of both kinds.
        for row in rows.iter_mut().take(6) {
            let rest = score(row) - row[0];
            row[0] = -rest;
        }
    }
    let noise = stream.uniform(0.3, 3.0);
    let labels: Vec<usize> = rows
        .iter()
        .enumerate()
        .map(|(i, row)| {
            let s = score(row);
            match planted {
                Planted::Complete | Planted::Quasi if s == 0.0 => i % 2,
                Planted::Complete | Planted::Quasi => usize::from(s > 0.0),
                _ => usize::from(s + noise * stream.standard_normal() > 0.0),
            }
        })
        .collect();
    let mut labels = labels;
    if classes == 3 {
        for i in 0..n {
            // The third class is cut off by the same plane, further out, or strewn about.
            let s = score(&rows[i]);
            let beyond = match planted {
                Planted::Complete | Planted::Quasi => s > 1.0,
                _ => stream.uniform(0.0, 3.0) < 1.0,
            };
            if beyond {
                labels[i] = 2;
            }
        }
    }
    let mut x: Vec<Vec<f64>> = rows;
    if matches!(planted, Planted::Overlap | Planted::Rare) {
        // Rows in general position with all labels: only the direction 0 separates them.
        for i in 0..p + 3 {
            for class in 0..classes {
                x.push(x[i].clone());
                labels.push(class);
            }
        }
    }
    if planted == Planted::Rare {
        let of_class: usize = labels.iter().position(|label| *label == 1).unwrap();
        for (i, row) in x.iter_mut().enumerate() {
            row.push(f64::from(u8::from(i == of_class)));
        }
    }
    let p = x[0].len();
    let far = |stream: &mut Stream| match stream.uniform(0.0, 4.0) as usize {
        0 | 1 => 0.0,
        2 => 1e9,
        _ => exp(stream.uniform(0.0, 20.0)).round(),
    };
    let shifts: Vec<f64> = (0..p).map(|_| far(&mut stream)).collect();
    let small = stream.uniform(0.0, 2.0) < 1.0;
    let unit = |stream: &mut Stream| match small {
        true => 1.0,
        false => power_of_two(stream.uniform(-40.0, 41.0).floor() as i32),
    };
    let units: Vec<f64> = (0..p).map(|_| unit(&mut stream)).collect();
    let n = x.len();
    let weights = (seed % 3 == 1).then(|| {
        let counts = (0..n).map(|_| stream.uniform(1.0, 5.0).floor()).collect();
        (counts, WeightKind::Frequency)
    });
    let spread = [0.5, 300.0][(seed / 16 % 2) as usize];
    let offset = (classes == 2 && seed / 8 % 2 == 1).then(|| {
        (0..n).map(|_| on_the_grid(spread * stream.standard_normal())).collect::<Vec<f64>>()
    });
    let x = Mat::from_fn(n, p, |i, j| (x[i][j] + shifts[j]) * units[j]);
    let table = Table {
        x,
        labels: labels.iter().map(|label| *label == 1).collect(),
        numbers: vec![0.0; n],
        classes: labels,
        weights,
        offset,
        has_intercept: true,
    };
    Case { table, planted }
}

/// Any solver, stopped anywhere.
fn solver(seed: u64) -> Solver {
    let mut stream = Stream::new(Source::ChaCha8, 88_000 + seed).unwrap();
    let log_uniform = |stream: &mut Stream, low: f64, high: f64| {
        exp(std::f64::consts::LN_10 * stream.uniform(low, high))
    };
    let iterations = match stream.uniform(0.0, 3.0) as usize {
        0 => stream.uniform(0.0, 12.0) as usize,
        _ => 300,
    };
    let tolerance = log_uniform(&mut stream, -20.0, -2.0);
    match seed % 7 {
        0 | 1 => Solver::Auto,
        2 | 3 => Solver::Newton(Newton { iterations, tolerance }),
        4 | 5 => {
            let memory = stream.uniform(0.0, 12.0) as usize;
            Solver::Lbfgs(Lbfgs { iterations, tolerance, memory })
        }
        _ => {
            let rate = match stream.uniform(0.0, 2.0) as usize {
                0 => log_uniform(&mut stream, -3.0, 1.0),
                _ => log_uniform(&mut stream, -3.0, 300.0),
            };
            Solver::GradientDescent(GradientDescent { rate, epochs: iterations, tolerance })
        }
    }
}

/// What two evaluations of one objective may differ by.
fn rounding(value: f64) -> f64 {
    8.0 * f64::EPSILON * (1.0 + value.abs())
}

#[derive(Debug, Default)]
struct Tally {
    converged: usize,
    proven: usize,
    separated: usize,
    without_optimum: usize,
}

/// Holds what a report says against the gap and what was planted.
#[track_caller]
fn judge(what: &str, report: &Report, separated: bool, value: f64, lowest: f64, tally: &mut Tally) {
    let gap = value - lowest;
    if matches!(report.status, Status::Converged) {
        tally.converged += 1;
        assert!(!separated, "{what}: separated, but converged");
        let allowed = 1e-6 * (1.0 + value.abs()) + rounding(value);
        assert!(gap <= allowed, "{what}: a gap of {gap:e}, {:?}", report.certificate);
        let claimed = report.certificate.unwrap().gap;
        assert!(claimed <= 1e-6 * (1.0 + report.objective.abs()), "{what}: {claimed:e}");
    }
    if matches!(report.status, Status::Separated(_)) {
        tally.separated += 1;
        assert!(separated, "{what}: overlapping, but {}", report.status);
    }
    if let Some(certificate) = report.certificate
        && certificate.bound == Bound::Proven
    {
        tally.proven += 1;
        assert!(certificate.gap >= 0.0, "{what}: {certificate:?}");
        let bound = certificate.gap + rounding(value);
        assert!(gap <= bound, "{what}: a gap of {gap:e} above {:e}", certificate.gap);
    }
}

#[test]
#[allow(clippy::too_many_lines, reason = "one draw after the other")]
fn two_classes_stopped_anywhere() {
    let mut tally = Tally::default();
    let mut errors = 0;
    for seed in 0..2000 {
        let Case { table, planted } = case(seed, 2);
        let mut stream = Stream::new(Source::ChaCha8, 99_000 + seed).unwrap();
        let size = exp(stream.uniform(-12.0, 0.0));
        let penalty = match seed / 3 % 4 {
            0 | 1 => Penalty::default(),
            2 => Penalty::l2(size),
            _ => Penalty { l1: size / 10.0, l2: if seed % 2 == 0 { 0.0 } else { size } },
        };
        let solver = if penalty.l1 > 0.0 { Solver::Auto } else { solver(seed) };
        let standardise = stream.uniform(0.0, 2.0) < 1.0;
        let config = LogisticRegression { solver, penalty, standardise };
        let what = format!("seed {seed}, {planted:?}, {config:?}");
        let fit = match config.fit_problem(&table.problem(&table.labels)) {
            Ok(fit) => fit,
            Err(error) => {
                println!("{what}: {error}");
                errors += 1;
                continue;
            }
        };
        let n = table.x.nrows();
        let ones = vec![1.0; n];
        let weights = table.weights.as_ref().map_or(&ones, |(values, _)| values);
        let zeros = vec![0.0; n];
        let offset = table.offset.as_ref().unwrap_or(&zeros);
        let (_, deviations) = moments(&table.x, weights);
        let penalty_of = |j: usize| {
            let d = if standardise { deviations[j] } else { 1.0 };
            Penalty { l1: penalty.l1 * d, l2: penalty.l2 * d * d }
        };
        let p = table.x.ncols();
        // As two classes of parameters +-c/2 they pay half of each square.
        let exact = Exact {
            x: &table.x,
            classes: &table.classes,
            weights,
            offset,
            k: 2,
            l2: (0..p).map(|j| 2.0 * penalty_of(j).l2).collect(),
        };
        let [own, other] = [0.5, -0.5]
            .map(|part| -> Vec<f64> { fit.coefficients.iter().map(|c| part * c).collect() });
        let [first, second] = [-0.5, 0.5].map(|part| part * fit.intercept);
        let l1: f64 = (0..p).map(|j| penalty_of(j).l1 * fit.coefficients[j].abs()).sum();
        let value = exact.value(&[other, own], &[first, second]) + l1;
        let separated = penalty.is_none() && planted != Planted::Overlap;
        if !value.is_finite() {
            // A rate so large that even logits overflow.
            assert!(matches!(solver, Solver::GradientDescent(_)), "{what}: {value}");
            assert!(!fit.report.is_optimum(), "{what}: {}", fit.report);
            continue;
        }
        let lowest = if separated {
            if planted == Planted::Complete { 0.0 } else { f64::NEG_INFINITY }
        } else if penalty.l1 > 0.0 {
            let exact = Exact { l2: (0..p).map(|j| penalty_of(j).l2).collect(), ..exact };
            let l1: Vec<f64> = (0..p).map(|j| penalty_of(j).l1).collect();
            match exact.lowest_with_l1(&l1) {
                Some(lowest) => lowest,
                None => {
                    tally.without_optimum += 1;
                    continue;
                }
            }
        } else {
            match exact.lowest() {
                Some(lowest) => lowest,
                None => {
                    tally.without_optimum += 1;
                    continue;
                }
            }
        };
        if lowest.is_finite() || fit.report.status == Status::Converged {
            judge(&what, &fit.report, separated, value, lowest, &mut tally);
        } else if matches!(fit.report.status, Status::Separated(_)) {
            tally.separated += 1;
        }
        // A penalty always has an optimum, and the default solver finds it.
        if config.solver == Solver::Auto && !penalty.is_none() {
            assert_eq!(fit.report.status, Status::Converged, "{what}: {:?}", fit.report);
        }
        if config.solver == Solver::Auto && penalty.is_none() {
            let is_separated = matches!(fit.report.status, Status::Separated(_));
            assert_eq!(is_separated, separated, "{what}: {}", fit.report);
        }
    }
    println!("{tally:?}, {errors} errors");
    assert!(tally.converged > 800 && tally.proven > 200 && tally.separated > 100, "{tally:?}");
    assert!(tally.without_optimum < 100 && errors < 100, "{tally:?}, {errors} errors");
}

#[test]
fn three_classes_stopped_anywhere() {
    let mut tally = Tally::default();
    for seed in 0..600 {
        let Case { table, planted } = case(seed, 3);
        if (0..3).any(|class| !table.classes.contains(&class)) {
            continue;
        }
        let mut stream = Stream::new(Source::ChaCha8, 66_000 + seed).unwrap();
        let size = exp(stream.uniform(-12.0, 0.0));
        let l2 = if seed / 3 % 2 == 0 { 0.0 } else { size };
        let standardise = stream.uniform(0.0, 2.0) < 1.0;
        let config = SoftmaxRegression { solver: solver(seed), l2, standardise };
        let what = format!("seed {seed}, {planted:?}, {config:?}");
        let fit = config.fit_problem(&table.problem(&table.classes), 3).unwrap();
        let n = table.x.nrows();
        let ones = vec![1.0; n];
        let weights = table.weights.as_ref().map_or(&ones, |(values, _)| values);
        let (_, deviations) = moments(&table.x, weights);
        let unit = |d: f64| if standardise { d } else { 1.0 };
        let exact = Exact {
            x: &table.x,
            classes: &table.classes,
            weights,
            offset: &vec![0.0; n],
            k: 3,
            l2: deviations.iter().map(|d| l2 * unit(*d) * unit(*d)).collect(),
        };
        let value = exact.value(&fit.coefficients, &fit.intercepts);
        // The certificate speaks of differences between classes; each class is rounded once more.
        let last_digits = fit.intercepts.iter().map(|b| (f64::EPSILON * b) * (f64::EPSILON * b));
        let value = value - last_digits.sum::<f64>();
        if !value.is_finite() {
            assert!(!fit.report.is_optimum(), "{what}: {}", fit.report);
            continue;
        }
        let separated = l2 == 0.0 && planted != Planted::Overlap;
        let lowest = if separated { Some(0.0) } else { exact.lowest() };
        let Some(lowest) = lowest else {
            tally.without_optimum += 1;
            continue;
        };
        judge(&what, &fit.report, separated, value, lowest, &mut tally);
        if config.solver == Solver::Auto {
            let is_separated = matches!(fit.report.status, Status::Separated(_));
            assert_eq!(is_separated, separated, "{what}: {}", fit.report);
            let converged = fit.report.status == Status::Converged;
            assert!(converged || separated, "{what}: {}", fit.report);
        }
    }
    println!("{tally:?}");
    assert!(tally.converged > 200 && tally.proven > 50 && tally.separated > 50, "{tally:?}");
    assert!(tally.without_optimum < 20, "{tally:?}");
}

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
    let mut compared = 0;
    let mut same = |what: &str, problem: &Problem<'_, bool>| {
        let default = LogisticRegression::default().fit_problem(problem).unwrap();
        let config = LogisticRegression { solver: newton, ..Default::default() };
        let expected = config.fit_problem(problem).unwrap();
        if expected.report.status != Status::Converged {
            return;
        }
        assert_eq!(default.report.status, Status::Converged, "{what}");
        // (Where offsets of hundreds leave hardly any curvature there are no errors.)
        let Ok(found) = expected.inference_of(problem) else { return };
        compared += 1;
        let errors = found.estimates.estimates;
        for (j, (d, e)) in default.coefficients.iter().zip(&expected.coefficients).enumerate() {
            let error = errors[j].unwrap().standard_error;
            assert!((d - e).abs() <= 1e-10 * error, "{what}: {d} {e} +- {error}");
        }
    };
    for seed in (0..320).filter(|seed| seed % 8 < 5) {
        let Case { table, .. } = case(seed, 2);
        same(&format!("seed {seed}"), &table.problem(&table.labels));
    }
    let large = samples(150_001, 6, 16);
    let far = Mat::from_fn(150_001, 6, |i, j| on_the_grid(large.x[(i, j)]) + 1e6);
    for x in [&large.x, &far] {
        let problem = Problem::new(x.as_ref(), &large.labels).unwrap();
        let fit = LogisticRegression::default().fit_problem(&problem).unwrap();
        assert_eq!(fit.report.method, Method::Lbfgs, "{:?}", fit.report.reason);
        same("many samples", &problem);
    }
    assert!(compared > 150, "{compared}");
}
