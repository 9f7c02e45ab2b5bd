//! Coefficients without a penalty beside those with corners: bounds at 0, and an l1 that is not for all.

use crate::common::tables::{Table, draw};
use crate::common::{DIGITS, agree};
use linalg_lite::Mat;
use models::{
    Error, LinearRegression, LogisticRegression, Penalty, Problem, Report, Status, Target,
    WeightKind,
};

const L1: Penalty = Penalty { l1: 0.05, l2: 0.0 };

/// With bounds and no penalty, and with an l1 from which the first features are free.
fn corners<'a, T: Target>(
    problem: Problem<'a, T>,
    (nonnegative, factors): (&'a [bool], &'a [f64]),
) -> [(Problem<'a, T>, Penalty); 2] {
    [
        (problem.with_nonnegative(nonnegative).unwrap(), Penalty::default()),
        (problem.with_penalty_factors(factors).unwrap(), L1),
    ]
}

/// Fits of logits and of lines: coefficients and reports.
fn fits(table: &Table, asked: (&[bool], &[f64])) -> Vec<Result<(Vec<f64>, Report), Error>> {
    let mut all = Vec::new();
    for (problem, penalty) in corners(table.problem(&table.labels), asked) {
        let fit = LogisticRegression { penalty, ..Default::default() }.fit_problem(&problem);
        all.push(fit.map(|fit| (fit.coefficients, fit.report)));
    }
    for (problem, penalty) in corners(table.problem(&table.numbers), asked) {
        let fit = LinearRegression { penalty, ..Default::default() }.fit_problem(&problem);
        all.push(fit.map(|fit| (fit.coefficients, fit.report)));
    }
    all
}

/// A constant, with weights that are no counts, and a multiple of the first feature, are left out and named.
#[test]
fn what_others_replace_is_left_out() {
    for seed in 0..30 {
        let mut table = draw(6 * seed + 2);
        table.weights.as_mut().unwrap().1 = WeightKind::Sampling;
        let (n, p) = (table.x.nrows(), table.x.ncols());
        let plain = fits(&table, (&vec![true; p], &vec![0.0; p]));
        let constant = 3.0 + seed as f64;
        let with_two = |i: usize, j: usize| match j.checked_sub(p) {
            None => table.x[(i, j)],
            Some(0) => constant,
            _ => 2.0 * table.x[(i, 0)],
        };
        let wider = Table { x: Mat::from_fn(n, p + 2, with_two), ..table.clone() };
        let found = fits(&wider, (&vec![true; p + 2], &vec![0.0; p + 2]));
        for (k, (found, plain)) in found.into_iter().zip(plain).enumerate() {
            let (what, (found, report)) = (format!("seed {seed}, fit {k}"), found.unwrap());
            assert_eq!(report.status, Status::RankDeficient { rank: p + 1 }, "{what}");
            let named: Vec<usize> = report.combinations.iter().map(|c| c.feature).collect();
            assert_eq!(named, [p, p + 1], "{what}");
            agree(&what, &found[..p], &plain.unwrap().0, DIGITS);
            assert_eq!(found[p..], [0.0, 0.0], "{what}");
        }
    }
}

/// Where squares of a column overflow or vanish, that is said, or the fit is the one in another unit.
#[test]
fn no_unit_leads_to_a_false_optimum() {
    for seed in 0..20 {
        let table = draw(6 * seed).without_offset();
        let p = table.x.ncols();
        let (mut nonnegative, mut factors) = (vec![true; p], vec![1.0; p]);
        (nonnegative[0], factors[0]) = (false, 0.0);
        let plain = fits(&table, (&nonnegative, &factors));
        for times in [1e160, 1e-170, 1e300, 1e-300] {
            let moved = table.changed(|j, x| if j == 0 { times * x } else { x });
            for (found, plain) in fits(&moved, (&nonnegative, &factors)).into_iter().zip(&plain) {
                let what = format!("seed {seed}, {times:e}");
                match found {
                    Ok((found, report)) if report.is_optimum() => {
                        let (expected, of_plain) = plain.as_ref().unwrap();
                        agree(&what, &[report.objective], &[of_plain.objective], DIGITS);
                        agree(&what, &[found[0] * times], &expected[..1], 1e-6);
                    }
                    Ok(_) | Err(Error::Overflow | Error::TooLarge { .. }) => (),
                    Err(other) => panic!("{what}: {other}"),
                }
            }
        }
    }
}

/// A target that is always the same is fitted by the intercept, exactly.
#[test]
fn a_constant_target_is_an_optimum() {
    for seed in 0..20 {
        let mut table = draw(6 * seed).without_offset();
        table.numbers = vec![0.1 + seed as f64; table.x.nrows()];
        let p = table.x.ncols();
        for found in fits(&table, (&vec![true; p], &vec![1.0; p])).into_iter().skip(2) {
            let (coefficients, report) = found.unwrap();
            assert_eq!(report.status, Status::Converged, "seed {seed}: {report:?}");
            assert!(coefficients.iter().all(|c| c.abs() < 1e-12), "seed {seed}");
        }
    }
}

/// Two features whose signs separate, by chance within the bounds or beyond them: a scan of all directions knows.
#[test]
fn separation_is_looked_for_within_bounds() {
    let [mut within, mut beyond] = [0, 0];
    for seed in 0..60 {
        let table = draw(6 * seed).without_offset();
        let x = Mat::from_fn(24, 2, |i, j| table.x[(2 * i + j, 0)]);
        let slope = ((seed * 7) % 13) as f64 / 6.0 - 1.0;
        let labels: Vec<bool> =
            (0..24).map(|i| x[(i, 0)] * slope + 0.7 * x[(i, 1)] > 0.1).collect();
        let problem = Problem::new(x.as_ref(), &labels).unwrap();
        let problem = problem.with_nonnegative(&[true, false]).unwrap();
        let Ok(fit) = LogisticRegression::default().fit_problem(&problem) else { continue };
        let separates = |part: f64, side: f64| {
            let z = |i: &usize| (1.0 - part) * x[(*i, 0)] + side * part * x[(*i, 1)];
            let of = |label: bool| (0..24).filter(|i| labels[*i] == label).collect::<Vec<_>>();
            let lowest = of(true).iter().map(z).fold(f64::INFINITY, f64::min);
            of(false).iter().map(z).fold(f64::NEG_INFINITY, f64::max) < lowest
        };
        let parts = (0..=2000).map(|k| f64::from(k) / 2000.0);
        let found = parts.into_iter().any(|part| separates(part, 1.0) || separates(part, -1.0));
        assert_eq!(fit.report.undecided, None, "seed {seed}");
        let is_separated = matches!(fit.report.status, Status::Separated(_));
        assert_eq!(is_separated, found, "seed {seed}: {:?}", fit.report);
        if is_separated { within += 1 } else { beyond += 1 }
    }
    assert!(within > 10 && beyond > 5, "{within} {beyond}");
}
