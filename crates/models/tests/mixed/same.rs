//! Whether codes and zeros and ones lead to the same.

use std::collections::BTreeMap;
use std::fmt::Display;

use models::inference::{Estimates, Likelihood, TestResult};
use models::{Combination, FittedLinear, FittedLogistic, Report, Status};

/// Of each number or of 1.
pub(crate) const ROUNDING: f64 = 1e-12;

/// How far two ways to the same are apart, at most, by what was compared.
#[derive(Default)]
pub(crate) struct Apart {
    furthest: BTreeMap<String, Furthest>,
    disagreements: Vec<String>,
}

#[derive(Default)]
struct Furthest {
    distance: f64,
    seed: u64,
    compared: usize,
}

impl Apart {
    /// Both of them, if they went well; two that did not say the same.
    pub(crate) fn ends<T, E: Display>(
        &mut self,
        what: &str,
        seed: u64,
        ends: [Result<T, E>; 2],
    ) -> Option<[T; 2]> {
        let say = |end: &Result<T, E>| match end {
            Ok(_) => "well".to_owned(),
            Err(error) => error.to_string(),
        };
        self.words(what, seed, &say(&ends[0]), &say(&ends[1]));
        match ends {
            [Ok(codes), Ok(dense)] => Some([codes, dense]),
            _ => None,
        }
    }

    /// Compares numbers, each in its own size or 1.
    pub(crate) fn numbers(&mut self, what: &str, seed: u64, codes: &[f64], dense: &[f64]) {
        let distance = |(a, b): (&f64, &f64)| match a == b || (a.is_nan() && b.is_nan()) {
            true => 0.0,
            false => (a - b).abs() / (1.0 + b.abs()),
        };
        let distances = codes.iter().zip(dense).map(distance);
        let all = distances.fold(0.0, |most, x| if x <= most { most } else { x });
        let distance = if codes.len() == dense.len() { all } else { f64::INFINITY };
        let furthest = self.furthest.entry(what.to_owned()).or_default();
        furthest.compared += 1;
        if distance.is_nan() || distance > furthest.distance {
            (furthest.distance, furthest.seed) = (distance, seed);
        }
    }

    /// Compares what has to be the same to the letter.
    pub(crate) fn words(&mut self, what: &str, seed: u64, codes: &str, dense: &str) {
        if codes != dense {
            self.disagreements.push(format!("{what}, seed {seed}:\n  {codes}\n  {dense}"));
        }
    }

    /// Compares all that a report says, but for the way.
    pub(crate) fn reports(&mut self, what: &str, seed: u64, codes: &Report, dense: &Report) {
        let of = |report: &Report| {
            let is_certified = has_optimum(report) && report.certificate.is_some();
            // (Which features separate can be chosen in several ways: see `structure.rs`.)
            let Report { status, method, infinite, undecided, .. } = report;
            format!("{status:?}, {method:?}, {is_certified}, {infinite:?}, {undecided:?}")
        };
        self.words(what, seed, &of(codes), &of(dense));
        self.combinations(what, seed, &codes.combinations, &dense.combinations);
        if has_optimum(codes) {
            let of =
                |report: &Report| [report.objective, report.certificate.map_or(0.0, |c| c.gap)];
            self.numbers(&format!("{what}: report"), seed, &of(codes), &of(dense));
        }
    }

    pub(crate) fn combinations(
        &mut self,
        what: &str,
        seed: u64,
        codes: &[Combination],
        dense: &[Combination],
    ) {
        let features = |of: &[Combination]| -> Vec<(usize, Vec<usize>)> {
            let terms = |c: &Combination| c.terms.iter().map(|(j, _)| *j).collect();
            of.iter().map(|c| (c.feature, terms(c))).collect()
        };
        let of = |of: &[Combination]| format!("{:?}", features(of));
        self.words(what, seed, &of(codes), &of(dense));
        let factors = |of: &[Combination]| -> Vec<f64> {
            let numbers = |c: &Combination| {
                c.terms.iter().map(|(_, factor)| *factor).chain([c.constant]).collect::<Vec<f64>>()
            };
            of.iter().flat_map(numbers).collect()
        };
        self.numbers(&format!("{what}: combinations"), seed, &factors(codes), &factors(dense));
    }

    pub(crate) fn logistic(
        &mut self,
        what: &str,
        seed: u64,
        codes: &FittedLogistic,
        dense: &FittedLogistic,
    ) {
        self.reports(what, seed, &codes.report, &dense.report);
        if has_optimum(&codes.report) {
            let of = |fit: &FittedLogistic| [&fit.coefficients[..], &[fit.intercept]].concat();
            self.numbers(what, seed, &of(codes), &of(dense));
        }
    }

    pub(crate) fn linear(
        &mut self,
        what: &str,
        seed: u64,
        codes: &FittedLinear,
        dense: &FittedLinear,
    ) {
        self.reports(what, seed, &codes.report, &dense.report);
        let of = |fit: &FittedLinear| [&fit.coefficients[..], &[fit.intercept]].concat();
        self.numbers(what, seed, &of(codes), &of(dense));
    }

    pub(crate) fn estimates(
        &mut self,
        what: &str,
        seed: u64,
        codes: &Estimates,
        dense: &Estimates,
    ) {
        let are_there = |of: &Estimates| {
            format!("{:?}", of.estimates.iter().map(Option::is_some).collect::<Vec<_>>())
        };
        self.words(what, seed, &are_there(codes), &are_there(dense));
        let numbers = |of: &Estimates| -> Vec<f64> {
            let of_all = of.estimates.iter().flatten();
            of_all.flat_map(|e| [e.value, e.standard_error, e.p_value]).collect()
        };
        self.numbers(what, seed, &numbers(codes), &numbers(dense));
        let statistics = |of: &Estimates| -> Vec<f64> {
            of.estimates.iter().flatten().map(|e| e.statistic).collect()
        };
        self.numbers(&format!("{what}: statistics"), seed, &statistics(codes), &statistics(dense));
    }

    pub(crate) fn likelihoods(
        &mut self,
        what: &str,
        seed: u64,
        one: &Likelihood,
        two: &Likelihood,
    ) {
        let of = |found: &Likelihood| {
            [
                found.log_likelihood,
                found.null_log_likelihood,
                found.samples,
                found.parameters as f64,
                found.dispersion.unwrap_or(0.0),
            ]
        };
        self.numbers(what, seed, &of(one), &of(two));
    }

    pub(crate) fn tests(
        &mut self,
        what: &str,
        seed: u64,
        one: Option<TestResult>,
        two: Option<TestResult>,
    ) {
        let of = |test: Option<TestResult>| -> Vec<f64> {
            test.iter().flat_map(|test| [test.statistic, test.p_value]).collect()
        };
        self.numbers(what, seed, &of(one), &of(two));
    }

    /// All of them are within their bound, and were compared so often.
    #[track_caller]
    pub(crate) fn are_within(&self, bound: f64) {
        let line = |(what, f): (&String, &Furthest)| {
            format!("{:9.1e} of {:5}, seed {:3}: {what}\n", f.distance, f.compared, f.seed)
        };
        let all: String = self.furthest.iter().map(line).collect();
        let words = self.disagreements.join("\n");
        assert!(self.disagreements.is_empty(), "\n{words}");
        assert!(self.furthest.values().all(|furthest| furthest.distance <= bound), "\n{all}");
    }
}

/// Whether parameters can be compared: where the best are infinite, each way stops somewhere.
pub(crate) fn has_optimum(report: &Report) -> bool {
    matches!(report.status, Status::Converged | Status::RankDeficient { .. })
}
