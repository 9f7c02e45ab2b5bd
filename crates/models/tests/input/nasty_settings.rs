//! Weights, offsets, targets, penalties and settings that nobody would wish for, on random tables: an error
//! or an answer made of numbers, never a panic, and never without end.

use crate::common::finite::{Ends, finite, judged, linear, logistic, ordered, report};
use datasets::{Source, Stream};
use linalg_lite::Mat;
use models::firth::FirthRegression;
use models::paths::PenaltyPath;
use models::separation::{find_separation, find_separation_of_classes, separation_along};
use models::solver::{GradientDescent, Lbfgs, Newton};
use models::{
    Error, LinearRegression, LogisticRegression, OneVsRest, Penalty, Problem, SampleWeights,
    SoftmaxRegression, Solver, Status, Target, WeightKind,
};

/// Numbers at which something ends.
const EDGES: [f64; 16] = [
    0.0,
    -0.0,
    1.0,
    -1.0,
    5e-324,
    1e-310,
    1e-200,
    1e-20,
    1e-16,
    1e16,
    1e20,
    1e155,
    1e200,
    1e307,
    1e308,
    f64::MAX,
];

struct Draw(Stream);

impl Draw {
    fn of<T: Copy>(&mut self, from: &[T]) -> T {
        from[self.0.uniform(0.0, from.len() as f64) as usize]
    }

    fn chance(&mut self, of: f64) -> bool {
        self.0.uniform(0.0, 1.0) < of
    }

    /// Mostly `usual`; now and then an edge, of either sign.
    fn number(&mut self, nasty: f64, usual: f64) -> f64 {
        if self.chance(nasty) { self.of(&EDGES) * self.of(&[1.0, -1.0]) } else { usual }
    }

    fn numbers(&mut self, n: usize, nasty: f64) -> Vec<f64> {
        let usual = self.0.standard_normals(n);
        usual.into_iter().map(|usual| self.number(nasty, usual)).collect()
    }

    fn solver(&mut self) -> Solver {
        let tolerance = self.of(&[5e-324, 1e-20, 1e-6, 1.0, 1e308]);
        let iterations = self.of(&[0, 1, 300]);
        match self.of(&[0, 1, 2, 3]) {
            0 => Solver::Auto,
            1 => Solver::Newton(Newton { iterations, tolerance }),
            2 => Solver::Lbfgs(Lbfgs { iterations, tolerance, memory: self.of(&[0, 1, 10]) }),
            _ => {
                let rate = self.of(&[5e-324, 0.1, 1e10, 1e308]);
                Solver::GradientDescent(GradientDescent { rate, epochs: iterations, tolerance })
            }
        }
    }
}

struct Nasty {
    x: Mat<f64>,
    labels: Vec<bool>,
    classes: Vec<usize>,
    numbers: Vec<f64>,
    weights: Option<(Vec<f64>, WeightKind)>,
    offset: Option<Vec<f64>>,
    has_intercept: bool,
}

impl Nasty {
    fn draw(draw: &mut Draw) -> Self {
        let n = draw.0.uniform(0.0, 20.0) as usize;
        let p = draw.0.uniform(0.0, 5.0) as usize;
        let nasty = draw.of(&[0.0, 0.0, 0.02, 0.3]);
        let x = draw.numbers(n * p, nasty);
        let labels: Vec<bool> = (0..n).map(|_| draw.chance(0.5)).collect();
        let classes = (0..n).map(|_| draw.of(&[0, 1, 2])).collect();
        let nasty_target = draw.of(&[0.0, 0.0, 0.1]);
        let numbers = draw.numbers(n, nasty_target);
        let nasty_weights = draw.of(&[0.0, 0.1, 1.0]);
        let kinds = [WeightKind::Frequency, WeightKind::Analytic, WeightKind::Sampling];
        let kind = draw.of(&kinds);
        let weights = draw.chance(0.5).then(|| {
            let usual = |draw: &mut Draw| draw.0.uniform(0.0, 4.0).floor();
            let one = |draw: &mut Draw| {
                let usual = usual(draw);
                draw.number(nasty_weights, usual).abs()
            };
            ((0..n).map(|_| one(draw)).collect(), kind)
        });
        let nasty_offset = draw.of(&[0.0, 0.1]);
        let offset = draw.chance(0.3).then(|| draw.numbers(n, nasty_offset));
        let x = Mat::from_fn(n, p, |i, j| x[i * p + j]);
        Self { x, labels, classes, numbers, weights, offset, has_intercept: draw.chance(0.8) }
    }

    fn problem<'a, T: Target>(&'a self, target: &'a [T]) -> Result<Problem<'a, T>, Error> {
        let mut problem = Problem::new(self.x.as_ref(), target)?;
        if !self.has_intercept {
            problem = problem.without_intercept();
        }
        if let Some((values, kind)) = &self.weights {
            problem = problem.weighted(SampleWeights { values, kind: *kind, counts: None })?;
        }
        match &self.offset {
            Some(offset) => problem.with_offset(offset),
            None => Ok(problem),
        }
    }
}

/// How a fit is asked for.
#[derive(Debug)]
struct Settings {
    solver: Solver,
    penalty: Penalty,
    standardise: bool,
    path: PenaltyPath,
}

impl Settings {
    fn draw(draw: &mut Draw) -> Self {
        let of = [0.0, 0.0, 5e-324, 1e-200, 1e-3, 1.0, 1e16, 1e200, 1e308];
        Self {
            solver: draw.solver(),
            penalty: Penalty {
                l1: if draw.chance(0.3) { draw.of(&of) } else { 0.0 },
                l2: draw.of(&of),
            },
            standardise: draw.chance(0.3),
            path: PenaltyPath {
                steps: draw.of(&[0, 1, 5]),
                l1_ratio: draw.of(&[0.0, 0.5, 1.0]),
                smallest: draw.of(&[1e-300, 1e-3, 1.0]),
            },
        }
    }

    fn judge_labels(
        &self,
        what: &str,
        problem: &Problem<'_, bool>,
        direction: &[f64],
        ends: &mut Ends,
    ) {
        let Self { solver, penalty, standardise, path } = *self;
        let config = LogisticRegression { solver, penalty, standardise };
        let fit = ends.well("logits", config.fit_problem(problem));
        fit.iter().for_each(|fit| logistic(what, fit, Some(problem)));
        let fit = FirthRegression::default().fit_problem(problem);
        if let Some(fit) = ends.well("Firth", fit) {
            finite(what, &[&fit.coefficients[..], &[fit.intercept]].concat());
            report(what, &fit.report);
            let found = ends.well("Firth's profile", fit.profile_interval(problem, 0, 0.95));
            found.into_iter().for_each(|found| ordered(what, found));
        }
        ends.well("a direction", separation_along(problem, direction));
        let found = ends.well("a search", find_separation(problem)).flatten();
        found.iter().for_each(|found| finite(what, &found.weights));
        let config = LogisticRegression { standardise, ..Default::default() };
        let fits = ends.well("a path of logits", config.path(problem, &path));
        fits.iter().flatten().for_each(|fit| logistic(what, fit, None));
        let found = config.cross_validate(problem, &folds(problem), &path);
        ends.well("folds of logits", found).iter().for_each(|found| judged(what, found));
    }

    fn judge_classes(&self, what: &str, problem: &Problem<'_, usize>, ends: &mut Ends) {
        let Self { solver, penalty, standardise, .. } = *self;
        let config = SoftmaxRegression { solver, l1: penalty.l1, l2: penalty.l2, standardise };
        if let Some(fit) = ends.well("softmax", config.fit_problem(problem, 3)) {
            finite(what, &[fit.coefficients.concat(), fit.intercepts.clone()].concat());
            report(what, &fit.report);
        }
        let binary = LogisticRegression { solver, penalty, standardise };
        let fit = ends.well("one against the rest", (OneVsRest { binary }).fit_problem(problem, 3));
        fit.iter().flat_map(|fit| &fit.models).for_each(|fit| logistic(what, fit, None));
        let found = find_separation_of_classes(problem, 3);
        let found = ends.well("a search of classes", found).flatten();
        found.iter().for_each(|found| finite(what, &found.weights));
    }

    fn judge_numbers(&self, what: &str, problem: &Problem<'_, f64>, ends: &mut Ends) {
        let Self { penalty, standardise, path, .. } = *self;
        let config = LinearRegression { penalty, standardise, ..Default::default() };
        let line = ends.well("lines", config.fit_problem(problem));
        line.iter().for_each(|line| linear(what, line, Some(problem)));
        let fits = ends.well("a path of lines", config.path(problem, &path));
        fits.iter().flatten().for_each(|fit| linear(what, fit, None));
        let found = config.cross_validate(problem, &folds(problem), &path);
        ends.well("folds of lines", found).iter().for_each(|found| judged(what, found));
    }
}

fn folds<T: Target>(problem: &Problem<'_, T>) -> Vec<usize> {
    (0..problem.n_rows()).map(|i| i % 3).collect()
}

#[test]
fn every_fit_ends_in_numbers_or_an_error() {
    let mut ends = Ends::default();
    for seed in 0..2000 {
        let mut draw = Draw(Stream::new(Source::ChaCha8, 700_000 + seed).unwrap());
        let table = Nasty::draw(&mut draw);
        let settings = Settings::draw(&mut draw);
        let what = format!("seed {seed}, {settings:?}");
        let direction = draw.numbers(table.x.ncols() + usize::from(table.has_intercept), 0.2);
        if let Ok(problem) = table.problem(&table.labels) {
            settings.judge_labels(&what, &problem, &direction, &mut ends);
        }
        if let Ok(problem) = table.problem(&table.classes) {
            settings.judge_classes(&what, &problem, &mut ends);
        }
        if let Ok(problem) = table.problem(&table.numbers) {
            settings.judge_numbers(&what, &problem, &mut ends);
        }
    }
    ends.are_at_least(&[
        ("Firth", 910),
        ("Firth's profile", 710),
        ("a direction", 1210),
        ("a path of lines", 730),
        ("a path of logits", 720),
        ("a search", 1210),
        ("a search of classes", 990),
        ("folds of lines", 540),
        ("folds of logits", 440),
        ("lines", 1080),
        ("logits", 950),
        ("one against the rest", 760),
        ("softmax", 520),
    ]);
}

#[test]
fn sums_beyond_all_numbers_are_refused_with_a_remedy() {
    let data = crate::common::samples(20, 2, 7);
    let problem = Problem::new(data.x.as_ref(), &data.labels).unwrap();
    let error = problem.weighted(SampleWeights::analytic(&[1e307; 20])).unwrap_err().to_string();
    assert!(error.ends_with("divide all of them by the largest"), "{error}");
}

/// No coefficient is worth its cost.
#[test]
fn the_largest_penalty_leaves_the_base_rate() {
    let data = crate::common::samples(20, 2, 7);
    let problem = Problem::new(data.x.as_ref(), &data.labels).unwrap();
    let yes = data.labels.iter().filter(|label| **label).count() as f64;
    for penalty in [Penalty::l2(1e308), Penalty { l1: 1e308, l2: 0.0 }] {
        for standardise in [false, true] {
            let config = LogisticRegression { penalty, standardise, ..Default::default() };
            let fit = config.fit_problem(&problem).unwrap();
            assert_eq!(fit.report.status, Status::Converged, "{config:?}");
            let p = fit.probabilities(data.x.as_ref()).unwrap();
            crate::common::assert_close(&p, &[yes / 20.0; 20], 1e-10);
        }
    }
}

#[test]
fn nothing_to_learn_from_leaves_all_classes_alike() {
    let data = crate::common::samples(20, 0, 7);
    let problem = Problem::new(data.x.as_ref(), &data.classes).unwrap();
    let fit = SoftmaxRegression::default().fit_problem(&problem, 3).unwrap();
    let shares = [0, 1, 2].map(|k| data.classes.iter().filter(|class| **class == k).count());
    for (p, share) in fit.probabilities(data.x.as_ref()).unwrap().iter().zip(shares) {
        crate::common::assert_close(p, &[share as f64 / 20.0; 20], 1e-12);
    }
    let fit = SoftmaxRegression::default().fit_problem(&problem.without_intercept(), 3).unwrap();
    for p in fit.probabilities(data.x.as_ref()).unwrap() {
        assert_eq!(p, [1.0 / 3.0; 20]);
    }
    for classes in [0, 1] {
        let error = OneVsRest::default().fit_problem(&problem, classes).unwrap_err();
        assert!(matches!(error, Error::Class { .. }), "{error}");
    }
}
