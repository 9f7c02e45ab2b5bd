//! Honest ends: on random problems, stopped anywhere, what a fit says of its end is true. Whether the
//! classes overlap is known, because they were made so; the optimum is found by another way.

use crate::common::ends::{
    Case, Planted, Tally, case, judge, solver, speaks_of_what_is_handed_out,
};
use crate::common::optimum::{Exact, moments};
use datasets::{Source, Stream};
use linalg_lite::exp;
use models::report::Bound;
use models::{LogisticRegression, Penalty, SoftmaxRegression, Solver, Status};

#[test]
#[allow(clippy::too_many_lines, reason = "one draw after the other")]
fn two_classes_stopped_anywhere() {
    let mut tally = Tally::default();
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
        let fit = config.fit_problem(&table.problem(&table.labels)).unwrap();
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
            intercept: table.has_intercept,
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
        speaks_of_what_is_handed_out(&what, &fit.report, value);
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
        } else {
            let bound = fit.report.certificate.map(|certificate| certificate.bound);
            assert!(bound != Some(Bound::Proven), "{what}: {}", fit.report);
            tally.separated += usize::from(matches!(fit.report.status, Status::Separated(_)));
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
    println!("{tally:?}");
    assert!(tally.converged > 1100 && tally.proven > 650 && tally.separated > 300, "{tally:?}");
    assert!(tally.without_optimum <= 67, "{tally:?}");
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
        let config = SoftmaxRegression { solver: solver(seed), l1: 0.0, l2, standardise };
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
            intercept: table.has_intercept,
            l2: deviations.iter().map(|d| l2 * unit(*d) * unit(*d)).collect(),
        };
        let value = exact.value(&fit.coefficients, &fit.intercepts);
        if !value.is_finite() {
            assert!(!fit.report.is_optimum(), "{what}: {}", fit.report);
            continue;
        }
        speaks_of_what_is_handed_out(&what, &fit.report, value);
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
    assert!(tally.converged > 300 && tally.proven > 175 && tally.separated > 90, "{tally:?}");
    assert!(tally.without_optimum <= 6, "{tally:?}");
}
