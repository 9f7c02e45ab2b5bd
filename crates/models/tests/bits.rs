//! The same bits for any number of threads, any alignment of the data, and every processor: each
//! hash below is a promise to all machines. CI runs this test for several target CPUs, and under an
//! emulator on processors with fewer instructions.

#![allow(clippy::unwrap_used, reason = "a test may stop at the first surprise")]

#[path = "bits/classes.rs"]
mod classes;
mod common;
#[path = "bits/mixed.rs"]
mod mixed;
#[path = "bits/penalties.rs"]
mod penalties;

use common::samples;
use linalg_lite::{Features, Mat, MatRef};
use models::firth::FirthRegression;
use models::inference::{Estimates, Sandwich};
use models::paths::PenaltyPath;
use models::separation::find_separation;
use models::solver::{GradientDescent, Lbfgs, Newton};
use models::{
    FittedLogistic, LinearRegression, LinearSolver, LogisticRegression, OneVsRest,
    OrderedRegression, Penalty, PolynomialRegression, Problem, Report, SampleWeights,
    SoftmaxRegression, Solver, StandardScaler,
};

/// FNV-1a over the bits of numbers.
struct Hash(u64);

impl Hash {
    fn new() -> Self {
        Self(0xcbf2_9ce4_8422_2325)
    }

    fn numbers(mut self, numbers: &[f64]) -> Self {
        for byte in numbers.iter().flat_map(|x| x.to_bits().to_le_bytes()) {
            self.0 = (self.0 ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3);
        }
        self
    }

    fn report(self, report: &Report) -> Self {
        let counts = [report.sweeps as f64, report.iterations as f64];
        self.numbers(&[report.objective, report.gradient_norm])
            .numbers(&report.objectives())
            .numbers(&counts)
    }
}

fn of_logistic<'a>(solver: Solver, l2: f64, x: impl Into<Features<'a>>, labels: &'a [bool]) -> u64 {
    let (x, penalty) = (x.into(), Penalty::l2(l2));
    let model = LogisticRegression { solver, penalty, ..Default::default() };
    let model = model.fit(x, labels).unwrap();
    let p = model.probabilities(x).unwrap();
    Hash::new()
        .numbers(&model.coefficients)
        .numbers(&[model.intercept])
        .numbers(&p)
        .report(&model.report)
        .0
}

/// The hash of everything that comes out of every model and solver on a table of odd length.
fn hashes(x: MatRef<'_, f64>, data: &common::Samples) -> Vec<(&'static str, u64)> {
    let descent = GradientDescent { rate: 0.5, epochs: 5, ..Default::default() };
    let logistic = |solver, l2| of_logistic(solver, l2, x, &data.labels);
    let linear = |solver, l2| {
        let model = LinearRegression { solver, penalty: Penalty::l2(l2), ..Default::default() };
        let model = model.fit(x, &data.numbers).unwrap();
        let z = model.predictions(x).unwrap();
        Hash::new()
            .numbers(&model.coefficients)
            .numbers(&[model.intercept])
            .numbers(&z)
            .report(&model.report)
            .0
    };
    let softmax = SoftmaxRegression::default().fit(x, &data.classes, 3).unwrap();
    let rest = OneVsRest::default().fit(x, &data.classes, 3).unwrap();
    let of = |number: &f64| [-2.0, 0.0, 0.1].iter().filter(|line| number > line).count();
    let grades: Vec<usize> = data.numbers.iter().map(of).collect();
    let ordered = OrderedRegression::default().fit(x, &grades, 4).unwrap();
    let of_ordered = ordered.inference(x, &grades).unwrap();
    let several = |by_class: Vec<Vec<f64>>| Hash::new().numbers(&by_class.concat()).0;
    let scaler = StandardScaler.fit(x).unwrap();
    let scaled = scaler.transform(x).unwrap();
    let polynomial = PolynomialRegression { degree: 4 }
        .fit(&data.numbers[..301], &data.numbers[301..602])
        .unwrap();
    let rest_of_them = hashes_of_trust(x, data);
    let moved = |j: usize| if j.is_multiple_of(2) { 1e6 } else { 0.0 };
    let far = Mat::from_fn(x.nrows(), x.ncols(), |i, j| x[(i, j)] + moved(j));
    let mut all = vec![
        ("logistic, chosen", logistic(Solver::Auto, 0.0)),
        ("logistic, Newton", logistic(Solver::Newton(Newton::default()), 0.01)),
        ("logistic, L-BFGS", logistic(Solver::Lbfgs(Lbfgs::default()), 0.01)),
        ("logistic, gradient descent", logistic(Solver::GradientDescent(descent), 0.0)),
        ("logistic, far from zero", of_logistic(Solver::Auto, 0.0, far.as_ref(), &data.labels)),
        ("linear, least squares", linear(LinearSolver::LeastSquares, 0.0)),
        ("linear, ridge", linear(LinearSolver::LeastSquares, 0.1)),
        ("linear, gradient descent", linear(LinearSolver::GradientDescent(descent), 0.0)),
        ("softmax", several(softmax.probabilities(x).unwrap())),
        ("several classes", classes::of_classes(x, &data.classes)),
        ("sparse classes", penalties::of_sparse_classes(x, &data.classes)),
        ("factors and bounds", penalties::of_penalties(x, data)),
        (
            "ordered",
            Hash::new()
                .numbers(&estimates(&of_ordered.estimates))
                .numbers(&ordered.probabilities(x).unwrap().concat())
                .report(&ordered.report)
                .0,
        ),
        ("one against the rest", several(rest.probabilities(x).unwrap())),
        ("scaler", Hash::new().numbers(&scaler.means).numbers(&scaler.deviations).0),
        (
            "scaled",
            (0..scaled.ncols())
                .fold(Hash::new(), |h, j| {
                    let column: Vec<f64> = (0..scaled.nrows()).map(|i| scaled[(i, j)]).collect();
                    h.numbers(&column)
                })
                .0,
        ),
        ("polynomial", Hash::new().numbers(&polynomial.coefficients).report(&polynomial.report).0),
    ];
    all.extend(rest_of_them);
    all
}

fn estimates(of: &Estimates) -> Vec<f64> {
    let numbers = of.estimates.iter().flatten();
    numbers.flat_map(|e| [e.value, e.standard_error, e.p_value]).collect()
}

/// Weights, penalties with corners, inference, separation and the like.
fn hashes_of_trust(x: MatRef<'_, f64>, data: &common::Samples) -> Vec<(&'static str, u64)> {
    let counts: Vec<f64> = (0..x.nrows()).map(|i| (i % 4) as f64).collect();
    let offset: Vec<f64> = (0..x.nrows()).map(|i| (i % 7) as f64 / 7.0).collect();
    let weights = SampleWeights::frequency(&counts);
    let labels = Problem::new(x, &data.labels).unwrap();
    let labels = labels.weighted(weights).unwrap().with_offset(&offset).unwrap();
    let numbers = labels.with_target(&data.numbers).unwrap();
    let config = LogisticRegression::default();
    let weighted = config.fit_problem(&labels).unwrap();
    let inference = weighted.inference_of(&labels).unwrap();
    let profile = weighted.profile_interval(&labels, 1, 0.95).unwrap();
    let line = LinearRegression::default().fit_problem(&numbers).unwrap();
    let of_line = line.inference_of(&numbers).unwrap();
    let test_of_line = of_line.test_of_all_features.unwrap();
    let path = PenaltyPath { l1_ratio: 0.5, steps: 8, ..Default::default() };
    let sparse = config.path(&labels, &path).unwrap();
    let sparse_lines = LinearRegression::default().path(&numbers, &path).unwrap();
    let folds: Vec<usize> = (0..labels.n_samples() as usize).map(|unit| unit % 3).collect();
    let judged = config.cross_validate(&labels, &folds, &path).unwrap();
    let few = x.subrows(0, 400);
    let firth = FirthRegression::default().fit(few, &data.labels[..400]).unwrap();
    let split: Vec<bool> = (0..x.nrows()).map(|i| x[(i, 1)] - x[(i, 3)] > 0.2).collect();
    let direction = find_separation(&Problem::new(x, &split).unwrap()).unwrap().unwrap();
    let all_of = |reports: Vec<(Vec<f64>, Report)>| {
        let hash = |h: Hash, (c, r): &(Vec<f64>, Report)| h.numbers(c).report(r);
        reports.iter().fold(Hash::new(), hash).0
    };
    vec![
        ("weighted", Hash::new().numbers(&weighted.coefficients).report(&weighted.report).0),
        (
            "inference",
            Hash::new()
                .numbers(&estimates(&inference.estimates))
                .numbers(&estimates(&inference.robust))
                .numbers(&profile)
                .0,
        ),
        (
            "inference of a line",
            Hash::new()
                .numbers(&estimates(&of_line.estimates))
                .numbers(&[test_of_line.p_value, of_line.likelihood.bic()])
                .0,
        ),
        (
            "sparse path",
            all_of(sparse.into_iter().map(|fit| (fit.coefficients, fit.report)).collect()),
        ),
        (
            "sparse path of lines",
            all_of(sparse_lines.into_iter().map(|fit| (fit.coefficients, fit.report)).collect()),
        ),
        (
            "cross-validation",
            Hash::new().numbers(&judged.losses).numbers(&judged.standard_errors).0,
        ),
        ("influence", of_rows(&weighted, &labels)),
        ("Firth", Hash::new().numbers(&firth.coefficients).report(&firth.report).0),
        ("separation", Hash::new().numbers(&direction.weights).0),
    ]
}

/// What single rows do to a fit, and sandwiches of which leverages or clusters are a part.
fn of_rows(fit: &FittedLogistic, problem: &Problem<'_, bool>) -> u64 {
    let influence = fit.influence_of(problem).unwrap();
    let hash = influence.most_influential(20).into_iter().fold(Hash::new(), |hash, row| {
        let of = influence.measures(row).unwrap();
        let moved = influence.changes(row).unwrap().unwrap();
        let moved: Vec<f64> = moved.iter().map(|change| change.unwrap().value).collect();
        let distance = of.cooks_distance.unwrap();
        hash.numbers(&[row as f64, of.leverage, of.deviance, distance]).numbers(&moved)
    });
    let clusters: Vec<usize> = (0..problem.n_rows()).map(|i| i % 97).collect();
    let clustered = Sandwich::Clustered { clusters: &clusters, corrected: true };
    [Sandwich::Hc3, clustered]
        .into_iter()
        .fold(hash, |hash, s| hash.numbers(&estimates(&fit.sandwich(problem, s).unwrap())))
        .0
}

/// WebAssembly has one, whatever is asked for.
fn on_threads<T: Send>(threads: usize, work: impl FnOnce() -> T + Send) -> T {
    if cfg!(target_family = "wasm") {
        return work();
    }
    rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap().install(work)
}

#[test]
fn every_machine_finds_these_bits() {
    let data = samples(15_013, 5, 21);
    assert_eq!(on_threads(1, || hashes(data.x.as_ref(), &data)), EXPECTED);
}

/// Enough rows for the preconditioner of a subsample.
#[test]
fn every_machine_finds_these_bits_of_many_rows() {
    assert_eq!(on_threads(1, of_many_rows), EXPECTED_OF_MANY);
}

#[test]
fn any_number_of_threads_finds_them() {
    let data = samples(15_013, 5, 21);
    for threads in [2, 3, 5, 8] {
        let found = on_threads(threads, || hashes(data.x.as_ref(), &data));
        assert_eq!(found, EXPECTED, "{threads} threads");
    }
    assert_eq!(on_threads(3, of_many_rows), EXPECTED_OF_MANY);
}

fn of_many_rows() -> u64 {
    let data = samples(150_001, 6, 16);
    of_logistic(Solver::Auto, 0.0, data.x.as_ref(), &data.labels)
}

#[test]
fn wherever_the_columns_lie_in_memory() {
    let data = samples(15_013, 5, 21);
    for offset in 1..8 {
        // Each column begins `offset` numbers further on than a column of its own would.
        let room = Mat::from_fn(15_013 + 9, 5, |i, j| {
            if (offset..offset + 15_013).contains(&i) { data.x[(i - offset, j)] } else { f64::NAN }
        });
        let x = room.subrows(offset, 15_013);
        let solver = Solver::Newton(Newton { iterations: 2, ..Default::default() });
        let elsewhere = of_logistic(solver, 0.01, x, &data.labels);
        assert_eq!(elsewhere, of_logistic(solver, 0.01, data.x.as_ref(), &data.labels));
        let line = |x| LinearRegression::default().fit(x, &data.numbers).unwrap();
        assert_eq!(line(x), line(data.x.as_ref()), "offset {offset}");
    }
}

const EXPECTED: [(&str, u64); 26] = [
    ("logistic, chosen", 10_456_756_076_904_165_221),
    ("logistic, Newton", 15_416_434_337_239_873_102),
    ("logistic, L-BFGS", 2_486_633_689_325_178_719),
    ("logistic, gradient descent", 15_402_983_029_698_291_429),
    ("logistic, far from zero", 1_972_345_045_561_708_579),
    ("linear, least squares", 10_844_167_871_977_247_046),
    ("linear, ridge", 1_760_509_428_292_686_755),
    ("linear, gradient descent", 876_135_002_951_271_806),
    ("softmax", 16_030_835_803_362_729_336),
    ("several classes", 9_659_435_509_756_398_052),
    ("sparse classes", 5_762_638_837_408_715_344),
    ("factors and bounds", 15_132_649_864_802_432_530),
    ("ordered", 365_978_556_593_528_899),
    ("one against the rest", 12_399_434_289_354_496_815),
    ("scaler", 1_179_620_382_627_025_414),
    ("scaled", 13_035_988_878_444_682_673),
    ("polynomial", 4_801_066_401_773_146_202),
    ("weighted", 6_307_957_959_894_141_827),
    ("inference", 17_832_862_415_251_954_546),
    ("inference of a line", 6_720_899_067_285_032_503),
    ("sparse path", 11_099_822_103_081_159_018),
    ("sparse path of lines", 13_719_948_063_511_340_453),
    ("cross-validation", 14_705_754_229_322_999_208),
    ("influence", 13_674_327_798_549_645_911),
    ("Firth", 910_686_257_343_423_591),
    ("separation", 2_371_051_670_937_497_209),
];
const EXPECTED_OF_MANY: u64 = 14_063_806_729_805_582_479;
