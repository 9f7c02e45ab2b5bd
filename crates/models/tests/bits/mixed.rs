//! Of tables of categories and numbers.

use linalg_lite::Columns;
use models::firth::FirthRegression;
use models::paths::PenaltyPath;
use models::separation::find_separation;
use models::solver::{GradientDescent, Newton};
use models::{
    LinearRegression, LogisticRegression, Penalty, Problem, SampleWeights, SoftmaxRegression,
    Solver, StandardScaler,
};

use crate::common::{Samples, samples};
use crate::{Hash, estimates, of_logistic, on_threads};

/// Numbers with categories among them, of so many levels each.
fn table(n: usize, levels: [usize; 3]) -> (Columns, Samples) {
    let mut data = samples(n, 3, 77);
    let mut columns = Columns::new(n);
    for (j, levels) in levels.into_iter().enumerate() {
        let number = |i: usize| data.x[(i, j)];
        columns.push_numbers((0..n).map(number).collect()).unwrap();
        let code = |i: usize| ((i * (i % 1009 + 3 * j + 1) + i / 7) % levels) as u32;
        let codes: Vec<u32> = (0..n).map(code).collect();
        for (label, code) in data.labels.iter_mut().zip(&codes) {
            *label ^= code % 5 == 2 && code % 3 > 0;
        }
        columns.push_category(&codes, levels - 1).unwrap();
    }
    (columns, data)
}

fn hashes() -> Vec<(&'static str, u64)> {
    let (x, data) = table(9_013, [4, 60, 11]);
    let counts: Vec<f64> = (0..x.n_samples()).map(|i| (i % 4) as f64).collect();
    let weights = SampleWeights::frequency(&counts);
    let labels = Problem::new(&x, &data.labels).unwrap().weighted(weights).unwrap();
    let descent = GradientDescent { rate: 0.1, epochs: 5, ..Default::default() };
    let standardised = LogisticRegression {
        solver: Solver::GradientDescent(descent),
        standardise: true,
        ..Default::default()
    };
    let standardised = standardised.fit(&x, &data.labels).unwrap();
    let sparse = LogisticRegression {
        penalty: Penalty { l1: 0.002, l2: 0.001 },
        standardise: true,
        ..Default::default()
    };
    let sparse = sparse.fit_problem(&labels).unwrap();
    let config = LogisticRegression::default();
    let weighted = config.fit_problem(&labels).unwrap();
    let inference = weighted.inference_of(&labels).unwrap();
    let line = LinearRegression::default().fit(&x, &data.numbers).unwrap();
    let of_line = line.inference(&x, &data.numbers).unwrap();
    let softmax = SoftmaxRegression::default().fit(&x, &data.classes, 3).unwrap();
    let path = PenaltyPath { l1_ratio: 0.5, steps: 4, smallest: 0.05 };
    let folds: Vec<usize> = (0..labels.n_samples() as usize).map(|unit| unit % 3).collect();
    let judged = config.cross_validate(&labels, &folds, &path).unwrap();
    let scaler = StandardScaler.fit(&x).unwrap();
    let newton = Solver::Newton(Newton::default());
    vec![
        ("chosen", of_logistic(Solver::Auto, 0.0, &x, &data.labels)),
        ("Newton", of_logistic(newton, 0.01, &x, &data.labels)),
        ("descent", Hash::new().numbers(&standardised.coefficients).report(&standardised.report).0),
        ("l1", Hash::new().numbers(&sparse.coefficients).report(&sparse.report).0),
        ("inference", Hash::new().numbers(&estimates(&inference.robust)).0),
        ("leverages", Hash::new().numbers(&weighted.leverages_of(&labels).unwrap()).0),
        ("line", Hash::new().numbers(&line.coefficients).report(&line.report).0),
        ("inference of a line", Hash::new().numbers(&estimates(&of_line.robust)).0),
        ("softmax", Hash::new().numbers(&softmax.probabilities(&x).unwrap().concat()).0),
        ("cross-validation", Hash::new().numbers(&judged.losses).0),
        ("scaler", Hash::new().numbers(&scaler.means).numbers(&scaler.deviations).0),
        ("few", of_few_rows()),
        ("wide", of_many_levels()),
    ]
}

/// Firth's correction, and what separates.
fn of_few_rows() -> u64 {
    let (x, data) = table(403, [3, 5, 2]);
    let firth = FirthRegression::default().fit(&x, &data.labels).unwrap();
    let split: Vec<bool> =
        x.feature(0).iter().zip(x.feature(1)).map(|(x, y)| x - y > 0.1).collect();
    let direction = find_separation(&Problem::new(&x, &split).unwrap()).unwrap().unwrap();
    Hash::new().numbers(&firth.coefficients).report(&firth.report).numbers(&direction.weights).0
}

/// So many that the Hessian keeps a category apart.
fn of_many_levels() -> u64 {
    let (x, data) = table(6_007, [3, 2_203, 8]);
    of_logistic(Solver::Auto, 0.01, &x, &data.labels)
}

#[test]
fn every_machine_finds_these_bits_of_categories() {
    assert_eq!(on_threads(1, hashes), EXPECTED);
}

#[test]
fn any_number_of_threads_finds_those_of_categories() {
    for threads in [2, 3, 5, 8] {
        assert_eq!(on_threads(threads, hashes), EXPECTED, "{threads} threads");
    }
}

const EXPECTED: [(&str, u64); 13] = [
    ("chosen", 13_705_175_359_361_203_927),
    ("Newton", 3_557_878_312_103_120_629),
    ("descent", 1_507_545_196_401_447_390),
    ("l1", 16_828_376_607_457_145_790),
    ("inference", 6_321_262_655_354_281_091),
    ("leverages", 13_129_797_775_154_407_474),
    ("line", 8_382_885_873_970_174_518),
    ("inference of a line", 542_131_058_305_867_824),
    ("softmax", 8_497_926_730_827_634_551),
    ("cross-validation", 7_292_875_979_551_151_560),
    ("scaler", 15_405_306_866_515_250_385),
    ("few", 17_477_475_624_754_666_008),
    ("wide", 14_743_854_173_726_828_359),
];
