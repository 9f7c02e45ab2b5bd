//! Cases that only the library reaches, held against the right values of `data/reference/cases.py`.

use std::sync::mpsc;
use std::thread;
use std::time::Duration;

use datasets::{Source, Stream};
use linalg_lite::{Mat, dot, matrix_from_columns, sigmoid};
use models::firth::FirthRegression;
use models::solver::{Lbfgs, Newton};
use models::{
    LinearRegression, LogisticRegression, Penalty, Problem, SampleWeights, Solver, Status,
};

const PROF_M: &str = include_str!("../../../cli/tests/cases/prof_m.csv");
const HANG_398: &str = include_str!("../../../cli/tests/cases/hang398.csv");

/// The column of a table.
fn column(table: &str, name: &str) -> Vec<f64> {
    let mut lines = table.lines();
    let place = lines.next().unwrap().split(',').position(|field| field == name).unwrap();
    lines.map(|line| line.split(',').nth(place).unwrap().parse().unwrap()).collect()
}

fn columns(table: &str, names: &[&str]) -> Mat<f64> {
    let found: Vec<Vec<f64>> = names.iter().map(|name| column(table, name)).collect();
    let found: Vec<&[f64]> = found.iter().map(Vec::as_slice).collect();
    matrix_from_columns(&found).unwrap()
}

fn labels(table: &str, name: &str) -> Vec<bool> {
    column(table, name).iter().map(|y| *y == 1.0).collect()
}

#[track_caller]
fn close(found: &[f64], expected: &[f64], tolerance: f64) {
    assert_eq!(found.len(), expected.len());
    let near = |(f, e): (&f64, &f64)| (f - e).abs() <= tolerance * e.abs();
    assert!(found.iter().zip(expected).all(near), "{found:?} is not {expected:?}");
}

#[test]
fn prof_m() {
    let (x, y) = (columns(PROF_M, &["x1", "x2"]), labels(PROF_M, "y"));
    let model = LogisticRegression::default().fit(x.as_ref(), &y).unwrap();
    close(&model.coefficients, &[1.175996228933653, -0.05557330416932128], 1e-8);
    let problem = Problem::new(x.as_ref(), &y).unwrap();
    let interval = |j| model.profile_interval(&problem, j, 0.95).unwrap();
    close(&interval(0), &[0.3851823113147957, 2.155745881128336], 1e-6);
    close(&interval(1), &[-2.232172629982463, 1.980620049530344], 1e-6);
}

#[test]
fn prof_m_firth() {
    let x = columns(PROF_M, &["x1", "x2"]);
    for (target, weights, intervals) in [
        (
            "y",
            [1.028425433435316, -0.003084330742580195],
            [[0.2966227033501795, 1.932018126084231], [-2.011902917140025, 1.878062828902074]],
        ),
        (
            "y2",
            [1.438006028589922, 4.551553765754485],
            [[0.4582307289082572, 2.727434022119388], [1.570485583338849, 9.85544559670154]],
        ),
    ] {
        let y = labels(PROF_M, target);
        let problem = Problem::new(x.as_ref(), &y).unwrap();
        let model = FirthRegression::default().fit_problem(&problem).unwrap();
        close(&model.coefficients, &weights, 1e-8);
        for (j, ends) in intervals.iter().enumerate() {
            let found = model.profile_interval(&problem, j, 0.95).unwrap();
            close(&found, ends, 1e-6);
        }
    }
}

#[test]
fn identity() {
    let x = matrix_from_columns(&[&[1.0, 0.0], &[0.0, 1.0]]).unwrap();
    let plain = Problem::new(x.as_ref(), &[3.0, 2.0]).unwrap();
    let weighted = plain.weighted(SampleWeights::frequency(&[1.0, 1.0])).unwrap();
    for problem in [plain, weighted] {
        let line = LinearRegression::default().fit_problem(&problem).unwrap();
        assert_eq!(line.report.combinations.len(), 1, "{}", line.report);
        let short = line.minimum_norm();
        close(&short.coefficients, &[0.5, -0.5], 1e-14);
        close(&[short.intercept], &[2.5], 1e-14);
    }
}

#[test]
fn line_with_offset() {
    let x = matrix_from_columns(&[&[0.0, 1.0, 0.0, 1.0, 2.0]]).unwrap();
    let y = [1.0, 2.0, 3.0, 4.0, 4.5];
    let problem = Problem::new(x.as_ref(), &y).unwrap();
    let problem = problem.with_offset(&[10.0, -10.0, 3.0, 7.0, 0.0]).unwrap();
    let line = LinearRegression::default().fit_problem(&problem).unwrap();
    close(&[line.coefficients[0], line.intercept], &[36.0 / 7.0, -45.0 / 14.0], 1e-13);
    let found = line.inference_of(&problem).unwrap();
    let test = found.test_of_all_features.unwrap();
    close(
        &[found.r_squared, test.statistic, found.likelihood.null_log_likelihood],
        &[0.2959917780061665, 1.261313868613139, -16.87674938002014],
        1e-12,
    );
}

/// Of weights that predict alike, the shortest are the projection of any of them on the centred rows:
/// orthogonal to every direction that changes no prediction.
#[test]
fn minimum_norm_after_lbfgs() {
    let mut stream = Stream::new(Source::ChaCha8, 5).unwrap();
    let draws = stream.standard_normals(120);
    let x = Mat::from_fn(40, 4, |i, j| {
        let (a, b) = (draws[i], 1.5 * draws[40 + i]);
        [a, b, 2.0 * a - b + 3.0, 0.5 * b - 1.0][j]
    });
    let y: Vec<bool> = (0..40).map(|i| draws[i] + 2.0 * draws[80 + i] > 0.3).collect();
    let directions = [[2.0, -1.0, -1.0, 0.0], [0.0, 0.5, 0.0, -1.0]];
    let shortest = |solver| {
        let config = LogisticRegression { solver, ..Default::default() };
        let model = config.fit(x.as_ref(), &y).unwrap();
        assert_eq!(model.report.combinations.len(), 2, "{}", model.report);
        assert_eq!(model.report.status, Status::RankDeficient { rank: 3 });
        let short = model.minimum_norm();
        let off = directions.map(|direction| dot(&direction, &short.coefficients));
        assert!(off.iter().all(|off| off.abs() < 1e-10), "{off:?}");
        [short.coefficients, vec![short.intercept]].concat()
    };
    let by_newton = shortest(Solver::Newton(Newton::default()));
    let by_lbfgs = shortest(Solver::Lbfgs(Lbfgs::default()));
    close(&by_lbfgs, &by_newton, 1e-6);
}

/// With a penalty there is one optimum, where `mean (p - y) x + l2 c = 0`.
#[test]
fn wide_offsets_with_a_penalty() {
    for seed in 0..40 {
        let mut stream = Stream::new(Source::ChaCha8, seed).unwrap();
        let draws = stream.standard_normals(50);
        let x = Mat::from_fn(10, 2, |i, j| draws[10 * j + i]);
        let offset: Vec<f64> = (0..10).map(|i| 300.0 * draws[30 + i]).collect();
        let y: Vec<bool> = (0..10).map(|i| draws[40 + i] > 0.0).collect();
        let config = LogisticRegression { penalty: Penalty::l2(0.1), ..Default::default() };
        let problem = Problem::new(x.as_ref(), &y).unwrap().with_offset(&offset).unwrap();
        let model = config.fit_problem(&problem).unwrap();
        assert_eq!(model.report.status, Status::Converged, "seed {seed}: {}", model.report);
        let logits = model.logits(x.as_ref()).unwrap();
        let residual: Vec<f64> =
            (0..10).map(|i| sigmoid(logits[i] + offset[i]) - f64::from(u8::from(y[i]))).collect();
        for j in 0..2 {
            let slope = (0..10).map(|i| residual[i] * x[(i, j)]).sum::<f64>() / 10.0;
            let gradient = slope + 0.1 * model.coefficients[j];
            assert!(gradient.abs() < 1e-4, "seed {seed}: {gradient:e}");
        }
    }
}

#[test]
fn no_features() {
    let x = Mat::<f64>::zeros(4, 0);
    let y = [1.0, 2.0, 4.0, 4.0];
    let line = LinearRegression::default().fit(x.as_ref(), &y).unwrap();
    close(&[line.intercept], &[2.75], 1e-15);
    let found = line.inference(x.as_ref(), &y).unwrap();
    let summary = found.summary(&[], 0.95).unwrap();
    assert!(!summary.contains("NaN") && !summary.contains("F ="), "{summary}");
    assert!(!format!("{found:?}").contains("NaN"), "{found:?}");
}

#[test]
fn hang398() {
    let (sender, receiver) = mpsc::channel();
    thread::spawn(move || {
        let x = columns(HANG_398, &["x0", "x1", "x2"]);
        let (weights, offset) = (column(HANG_398, "w"), column(HANG_398, "off"));
        for (target, intercept, l2, l1) in penalised_lines() {
            let config = LinearRegression { penalty: Penalty { l1, l2 }, ..Default::default() };
            let y = column(HANG_398, target);
            let problem = Problem::new(x.as_ref(), &y).unwrap();
            let problem = problem.weighted(SampleWeights::frequency(&weights)).unwrap();
            let problem = problem.with_offset(&offset).unwrap();
            let problem = if intercept { problem } else { problem.without_intercept() };
            sender.send(config.fit_problem(&problem)).unwrap();
        }
    });
    for line in penalised_lines() {
        let fit = receiver.recv_timeout(Duration::from_secs(60));
        let report = fit.unwrap_or_else(|_| panic!("no end: {line:?}")).unwrap().report;
        let (_, intercept, ..) = line;
        assert!(!intercept || report.status == Status::Converged, "{line:?}: {report}");
    }
}

/// Target, intercept, l2 and l1.
fn penalised_lines() -> Vec<(&'static str, bool, f64, f64)> {
    let mut lines = Vec::new();
    for (target, intercept) in [("y", true), ("y", false), ("label", true), ("label", false)] {
        for l2 in [0.0, 1e-6, 0.1] {
            lines.extend(
                (0..18)
                    .map(|power| (target, intercept, l2, format!("1e-{power}").parse().unwrap())),
            );
        }
    }
    lines
}
