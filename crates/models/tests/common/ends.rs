//! Tables whose classes are known to overlap or not, solvers that stop anywhere, and what a report may say.

use super::tables::{Table, on_the_grid, power_of_two};
use datasets::{Source, Stream};
use linalg_lite::{Mat, exp};
use models::report::{Bound, Method};
use models::solver::{GradientDescent, Lbfgs, Newton};
use models::{Report, Solver, Status, WeightKind};
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Planted {
    Overlap,
    Complete,
    Quasi,
    /// One row has a column to itself.
    Rare,
}

/// A table whose classes are known to overlap or not.
pub(crate) struct Case {
    pub(crate) table: Table,
    pub(crate) planted: Planted,
}

/// Two classes or three; on the grid, then shifted and counted in other units.
#[allow(clippy::too_many_lines, reason = "one draw after the other")]
pub(crate) fn case(seed: u64, classes: usize) -> Case {
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
    let drawn: Vec<f64> = (0..n).map(|_| stream.uniform(1.0, 5.0)).collect();
    let weights = match seed % 3 {
        0 => None,
        1 => Some((drawn.iter().map(|w| w.floor()).collect(), WeightKind::Frequency)),
        _ => Some((drawn, WeightKind::Analytic)),
    };
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
        has_intercept: shifts.iter().any(|shift| *shift != 0.0) || !seed.is_multiple_of(5),
    };
    Case { table, planted }
}

/// Any solver, stopped anywhere.
pub(crate) fn solver(seed: u64) -> Solver {
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

/// How far a reference may lie above what is held against it: no further than its own digits go.
#[track_caller]
pub(crate) fn is_lowest(what: &str, value: f64, lowest: f64) {
    let gap = value - lowest;
    assert!(gap >= -1e-9 * (1.0 + value.abs()), "{what}: {gap:e} below what is called lowest");
}

/// What two evaluations of one objective may differ by.
fn rounding(value: f64) -> f64 {
    8.0 * f64::EPSILON * (1.0 + value.abs())
}

#[derive(Debug, Default)]
pub(crate) struct Tally {
    pub(crate) converged: usize,
    pub(crate) proven: usize,
    pub(crate) separated: usize,
    pub(crate) without_optimum: usize,
}

/// The objective of a report is that of the parameters that were handed out; gradient descent, which does
/// not walk from centre to centre, loses digits of columns far from zero.
#[track_caller]
pub(crate) fn speaks_of_what_is_handed_out(what: &str, report: &Report, value: f64) {
    let said = report.objective;
    let digits = if report.method == Method::GradientDescent { 1e-5 } else { 1e-9 };
    assert!((said - value).abs() <= digits * (1.0 + value.abs()), "{what}: {said} is not {value}");
}

/// Holds what a report says against the gap and what was planted.
#[track_caller]
pub(crate) fn judge(
    what: &str,
    report: &Report,
    separated: bool,
    value: f64,
    lowest: f64,
    tally: &mut Tally,
) {
    is_lowest(what, value, lowest);
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
