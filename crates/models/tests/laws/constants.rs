//! Constants under a standardised penalty have none themselves: without an intercept the first of them stands for
//! it, and the others are left out and named, as all of them are beside an intercept.

use linalg_lite::Mat;
use models::paths::PenaltyPath;
use models::report::Bound;
use models::solver::{GradientDescent, Solver};
use models::{
    LinearRegression, LinearSolver, LogisticRegression, Report, SoftmaxRegression, Status,
};

use crate::common::agree;
use crate::common::tables::{PENALTIES, Table, draw};

const DIGITS: f64 = 1e-9;

/// A table with constants among its features.
struct WithConstants {
    table: Table,
    /// Their places and values.
    constants: Vec<(usize, f64)>,
}

impl WithConstants {
    fn of(table: &Table, seed: u64) -> Self {
        let values: &[f64] = match seed % 5 {
            0 => &[0.1, -3.0],
            1 => &[0.0, 1e6 / 3.0, 0.0, 0.7],
            2 => &[1.0, 1.0, 1.0],
            3 => &[1e-7, 1e7],
            _ => &[-0.3],
        };
        let p = table.x.ncols() + values.len();
        let place = |k: usize| (seed as usize / 5 + 2 * k) % p;
        let mut constants: Vec<(usize, f64)> = Vec::new();
        for (k, value) in values.iter().enumerate() {
            let taken = |j: &usize| constants.iter().any(|(other, _)| other == j);
            let free = (place(k)..p).chain(0..p).find(|j| !taken(j)).unwrap();
            constants.push((free, *value));
        }
        constants.sort_by_key(|(j, _)| *j);
        let others: Vec<usize> =
            (0..p).filter(|j| constants.iter().all(|(other, _)| other != j)).collect();
        let counts = |i: usize| table.weights.as_ref().is_none_or(|(values, _)| values[i] > 0.0);
        let x = Mat::from_fn(table.x.nrows(), p, |i, j| {
            match constants.iter().find(|(other, _)| *other == j) {
                Some((_, value)) if counts(i) => *value,
                Some(_) => 17.0, // which does not count
                None => table.x[(i, others.iter().position(|other| *other == j).unwrap())],
            }
        });
        Self { table: Table { x, ..table.clone() }, constants }
    }

    fn without_intercept(&self) -> Table {
        Table { has_intercept: false, ..self.table.clone() }
    }

    /// The place and the value of the constant that stands for the intercept.
    fn kept(&self) -> (usize, f64) {
        *self.constants.iter().find(|(_, value)| *value != 0.0).unwrap()
    }

    /// Those of the other features, and what all constants add up to.
    fn apart(&self, coefficients: &[f64], intercept: f64) -> (Vec<f64>, f64) {
        let constant = |j: usize| self.constants.iter().find(|(other, _)| *other == j);
        let others = (0..coefficients.len()).filter(|j| constant(*j).is_none());
        let of_constants = self.constants.iter().map(|(j, value)| coefficients[*j] * value);
        (others.map(|j| coefficients[j]).collect(), intercept + of_constants.sum::<f64>())
    }

    /// The first of two fits is that of the table without constants, which is the second, and says what it left out.
    fn is_that_of(
        &self,
        what: &str,
        [(found, intercept), (expected, plain)]: [(&[f64], f64); 2],
        report: &Report,
        has_intercept: bool,
        tolerance: f64,
    ) {
        self.is_honest(what, report, found, has_intercept);
        let (others, of_all) = self.apart(found, intercept);
        agree(what, &others, expected, tolerance);
        agree(what, &[of_all], &[plain], tolerance);
    }

    /// What is left out has a coefficient of exactly 0, and its name in the report.
    fn is_honest(&self, what: &str, report: &Report, coefficients: &[f64], intercept: bool) {
        let kept = (!intercept).then(|| self.kept().0);
        let left_out: Vec<usize> =
            self.constants.iter().map(|(j, _)| *j).filter(|j| Some(*j) != kept).collect();
        let named: Vec<usize> = report.combinations.iter().map(|c| c.feature).collect();
        assert_eq!(named, left_out, "{what}");
        assert!(left_out.iter().all(|j| coefficients[*j] == 0.0), "{what}: {coefficients:?}");
        for (combination, j) in report.combinations.iter().zip(&left_out) {
            let value = self.constants.iter().find(|(other, _)| other == j).unwrap().1;
            let terms = combination.terms.iter();
            let found = terms.map(|(_, factor)| factor * self.kept().1).sum::<f64>();
            let found = found + combination.constant;
            assert!((found - value).abs() <= 1e-15 * value.abs(), "{what}: {combination:?}");
        }
        let rank = coefficients.len() + usize::from(intercept) - left_out.len();
        let expected = match left_out.len() {
            0 => Status::Converged,
            _ => Status::RankDeficient { rank },
        };
        assert_eq!(report.status, expected, "{what}");
        let gap = report.certificate.unwrap_or_else(|| panic!("{what}: {report}")).gap;
        assert!(gap <= 1e-8 * (1.0 + report.objective), "{what}: {gap:e}");
    }
}

/// All tables with their constants, and whether there is an intercept beside them.
fn for_each_case(mut check: impl FnMut(&str, u64, &Table, &WithConstants, &Table)) {
    for seed in 0..60 {
        let plain = draw(seed);
        let constants = WithConstants::of(&plain, seed);
        for table in [constants.without_intercept(), constants.table.clone()] {
            let what = format!("seed {seed}, intercept {}", table.has_intercept);
            check(&what, seed, &plain, &constants, &table);
        }
    }
}

#[test]
fn logits() {
    let mut proven = 0;
    for_each_case(|what, _, plain, constants, table| {
        for penalty in &PENALTIES[1..] {
            let what = format!("{what}, {penalty:?}");
            let config =
                LogisticRegression { penalty: *penalty, standardise: true, ..Default::default() };
            let expected = config.fit_problem(&plain.problem(&plain.labels)).unwrap();
            let fit = config.fit_problem(&table.problem(&table.labels)).unwrap();
            let both = [
                (&fit.coefficients[..], fit.intercept),
                (&expected.coefficients[..], expected.intercept),
            ];
            constants.is_that_of(&what, both, &fit.report, table.has_intercept, DIGITS);
            let bound = fit.report.certificate.unwrap().bound;
            assert_eq!(bound, expected.report.certificate.unwrap().bound, "{what}");
            proven += usize::from(bound == Bound::Proven);
        }
    });
    assert!(proven > 300, "{proven}");
}

#[test]
fn lines() {
    for_each_case(|what, _, plain, constants, table| {
        for penalty in &PENALTIES[1..] {
            let what = format!("{what}, {penalty:?}");
            let config =
                LinearRegression { penalty: *penalty, standardise: true, ..Default::default() };
            let expected = config.fit_problem(&plain.problem(&plain.numbers)).unwrap();
            let fit = config.fit_problem(&table.problem(&table.numbers)).unwrap();
            let both = [
                (&fit.coefficients[..], fit.intercept),
                (&expected.coefficients[..], expected.intercept),
            ];
            constants.is_that_of(&what, both, &fit.report, table.has_intercept, DIGITS);
            agree(&what, &[fit.report.objective], &[expected.report.objective], DIGITS);
        }
    });
}

#[test]
fn classes() {
    for_each_case(|what, _, plain, constants, table| {
        let (plain, table) = (plain.without_offset(), table.without_offset());
        let config = SoftmaxRegression { l2: 0.05, standardise: true, ..Default::default() };
        let expected = config.fit_problem(&plain.problem(&plain.classes), 3).unwrap();
        let fit = config.fit_problem(&table.problem(&table.classes), 3).unwrap();
        for k in 0..3 {
            let of_class = [
                (&fit.coefficients[k][..], fit.intercepts[k]),
                (&expected.coefficients[k][..], expected.intercepts[k]),
            ];
            constants.is_that_of(what, of_class, &fit.report, table.has_intercept, DIGITS);
        }
    });
}

const PATHS: [PenaltyPath; 3] = [
    PenaltyPath { l1_ratio: 1.0, steps: 5, smallest: 0.02 },
    PenaltyPath { l1_ratio: 0.5, steps: 5, smallest: 0.02 },
    PenaltyPath { l1_ratio: 0.0, steps: 3, smallest: 0.02 },
];
/// Of coefficients along a path, which goes on at six digits.
const ALONG: f64 = 1e-6;

#[test]
fn paths() {
    for_each_case(|what, seed, plain, constants, table| {
        let (intercept, path) = (table.has_intercept, &PATHS[seed as usize % 3]);
        let config = LogisticRegression { standardise: true, ..Default::default() };
        let expected = config.path(&plain.problem(&plain.labels), path).unwrap();
        let fits = config.path(&table.problem(&table.labels), path).unwrap();
        for (fit, expected) in fits.iter().zip(&expected) {
            let (l1, of_plain) = (fit.config.penalty, expected.config.penalty);
            agree(what, &[l1.l1, l1.l2], &[of_plain.l1, of_plain.l2], DIGITS);
            let both = [
                (&fit.coefficients[..], fit.intercept),
                (&expected.coefficients[..], expected.intercept),
            ];
            constants.is_that_of(what, both, &fit.report, intercept, ALONG);
        }
        let config = LinearRegression { standardise: true, ..Default::default() };
        let expected = config.path(&plain.problem(&plain.numbers), path).unwrap();
        let fits = config.path(&table.problem(&table.numbers), path).unwrap();
        for (fit, expected) in fits.iter().zip(&expected) {
            let (l1, of_plain) = (fit.config.penalty, expected.config.penalty);
            agree(what, &[l1.l1, l1.l2], &[of_plain.l1, of_plain.l2], DIGITS);
            let both = [
                (&fit.coefficients[..], fit.intercept),
                (&expected.coefficients[..], expected.intercept),
            ];
            constants.is_that_of(what, both, &fit.report, intercept, ALONG);
        }
    });
}

#[test]
fn cross_validation() {
    for_each_case(|what, seed, plain, _, table| {
        let (folds, path) = (plain.folds(3), &PATHS[seed as usize % 3]);
        let config = LogisticRegression { standardise: true, ..Default::default() };
        let found = config.cross_validate(&table.problem(&table.labels), &folds, path);
        let expected = config.cross_validate(&plain.problem(&plain.labels), &folds, path);
        agree(what, &found.unwrap().losses, &expected.unwrap().losses, ALONG);
        let config = LinearRegression { standardise: true, ..Default::default() };
        let found = config.cross_validate(&table.problem(&table.numbers), &folds, path);
        let expected = config.cross_validate(&plain.problem(&plain.numbers), &folds, path);
        agree(what, &found.unwrap().losses, &expected.unwrap().losses, ALONG);
    });
}

/// Every solver has the same objective.
#[test]
fn descents_end_where_newton_does() {
    let descent = GradientDescent { rate: 0.3, epochs: 20_000, tolerance: 1e-9 };
    let x = Mat::from_fn(80, 4, |i, j| match j {
        0 => 0.7,
        1 => ((i * 7) % 11) as f64 / 5.0 - 1.0,
        2 => -1.4,
        _ => ((i * 5) % 13) as f64 / 6.0 - 1.0,
    });
    let numbers: Vec<f64> =
        (0..80).map(|i| 0.5 + x[(i, 1)] + ((i * 31) % 17) as f64 / 9.0).collect();
    let labels: Vec<bool> = numbers.iter().map(|y| *y > 1.3).collect();
    let problem = models::Problem::new(x.as_ref(), &labels).unwrap().without_intercept();
    let directly =
        LogisticRegression { penalty: PENALTIES[1], standardise: true, ..Default::default() };
    let by_steps = LogisticRegression { solver: Solver::GradientDescent(descent), ..directly };
    let [expected, found] = [directly, by_steps].map(|c| c.fit_problem(&problem).unwrap());
    agree("logits", &found.coefficients, &expected.coefficients, 1e-6);
    assert_eq!(found.report.combinations, expected.report.combinations);
    let problem = problem.with_target(&numbers).unwrap();
    let directly =
        LinearRegression { penalty: PENALTIES[1], standardise: true, ..Default::default() };
    let by_steps = LinearRegression { solver: LinearSolver::GradientDescent(descent), ..directly };
    let [expected, found] = [directly, by_steps].map(|c| c.fit_problem(&problem).unwrap());
    agree("lines", &found.coefficients, &expected.coefficients, 1e-6);
    assert_eq!(found.report.combinations, expected.report.combinations);
    assert_eq!(found.coefficients[2], 0.0);
}
