//! Numbers to every fit: it is refused, or the five laws hold of what it says.

#![no_main]

use libfuzzer_sys::arbitrary::{Result, Unstructured};
use libfuzzer_sys::fuzz_target;
use linalg_lite::Mat;
use models::firth::FirthRegression;
use models::inference::Estimates;
use models::{
    Error, LinearRegression, LogisticRegression, OrderedRegression, Penalty, Problem, Report,
    SampleWeights, SoftmaxRegression, Target, WeightKind,
};

const NASTY: [f64; 16] = [
    0.0,
    1.0,
    -1.0,
    0.1,
    -0.3,
    1e-16,
    1e16,
    1e-150,
    1e150,
    1e-300,
    1e300,
    1e308,
    5e-324,
    1e9,
    1_000_000_001.0,
    f64::MAX,
];

/// Samples of up to four features, with counts.
#[derive(Clone, Debug)]
struct Samples {
    x: Mat<f64>,
    labels: Vec<bool>,
    numbers: Vec<f64>,
    classes: Vec<usize>,
    counts: Vec<f64>,
}

const CLASSES: usize = 3;

impl Samples {
    fn drawn(u: &mut Unstructured<'_>) -> Result<Self> {
        let (n, p) = (u.int_in_range(2..=24)?, u.int_in_range(1..=4)?);
        let is_nasty = u.ratio(1, 3)?;
        let mut x = Mat::zeros(n, p);
        for j in 0..p {
            let kind = u.int_in_range(0..=if is_nasty { 3 } else { 2 })?;
            for i in 0..n {
                x[(i, j)] = match kind {
                    0 => f64::from(u.int_in_range(-3_i8..=3)?),
                    1 => f64::from(u.arbitrary::<i16>()?) / 256.0,
                    2 if j > 0 => 2.0 * x[(i, j - 1)] + f64::from(u.int_in_range(0_u8..=1)?),
                    _ => NASTY[u.int_in_range(0..=NASTY.len() - 1)?],
                };
            }
        }
        let mut samples =
            Self { x, labels: vec![], numbers: vec![], classes: vec![], counts: vec![] };
        for _ in 0..n {
            samples.labels.push(u.arbitrary()?);
            samples.numbers.push(f64::from(u.arbitrary::<i16>()?) / 64.0);
            samples.classes.push(u.int_in_range(0..=CLASSES - 1)?);
            samples.counts.push(f64::from(u.int_in_range(0..=2)?));
        }
        Ok(samples)
    }

    /// The same with its rows repeated as often as they count.
    fn repeated(&self) -> Self {
        let rows =
            (0..self.counts.len()).flat_map(|i| std::iter::repeat_n(i, self.counts[i] as usize));
        let rows: Vec<usize> = rows.collect();
        Self {
            x: Mat::from_fn(rows.len(), self.x.ncols(), |i, j| self.x[(rows[i], j)]),
            labels: rows.iter().map(|i| self.labels[*i]).collect(),
            numbers: rows.iter().map(|i| self.numbers[*i]).collect(),
            classes: rows.iter().map(|i| self.classes[*i]).collect(),
            counts: vec![1.0; rows.len()],
        }
    }

    /// With other values for its own, where nothing is lost on the way there and back.
    fn moved(&self, there: impl Fn(f64) -> f64, back: impl Fn(f64) -> f64) -> Option<Self> {
        let (n, p) = (self.x.nrows(), self.x.ncols());
        let x = Mat::from_fn(n, p, |i, j| there(self.x[(i, j)]));
        let returns = (0..n).all(|i| (0..p).all(|j| back(x[(i, j)]) == self.x[(i, j)]));
        returns.then(|| Self { x, ..self.clone() })
    }

    fn problem<'a, T: Target>(
        &'a self,
        target: &'a [T],
    ) -> std::result::Result<Problem<'a, T>, Error> {
        let weights =
            SampleWeights { values: &self.counts, kind: WeightKind::Frequency, counts: None };
        Problem::new(self.x.as_ref(), target)?.weighted(weights)
    }
}

/// A probability is one, and an error is at least 0.
fn is_sane(estimates: &Estimates) {
    for estimate in estimates.estimates.iter().flatten() {
        assert!(
            estimate.standard_error >= 0.0 && (0.0..=1.0).contains(&estimate.p_value),
            "{estimate:?}"
        );
    }
}

type Answer = std::result::Result<Report, Error>;

/// The place of the one by Firth.
const FIRTH: usize = 4;

/// How every fit ends.
fn ends(samples: &Samples, penalty: Penalty) -> Vec<Answer> {
    let Penalty { l1, l2 } = penalty;
    let logit = |problem: &Problem<'_, bool>| {
        let fit = LogisticRegression { penalty, ..Default::default() }.fit_problem(problem)?;
        if let Ok(found) = fit.inference_of(problem) {
            is_sane(&found.estimates);
        }
        Ok(fit.report)
    };
    let line = |problem: &Problem<'_, f64>| {
        let fit = LinearRegression { penalty, ..Default::default() }.fit_problem(problem)?;
        if let Ok(found) = fit.inference_of(problem) {
            is_sane(&found.estimates);
        }
        Ok(fit.report)
    };
    let softmax = |problem: &Problem<'_, usize>| {
        let config = SoftmaxRegression { l1, l2, ..Default::default() };
        Ok(config.fit_problem(problem, CLASSES)?.report)
    };
    let ordered = |problem: &Problem<'_, usize>| {
        let config = OrderedRegression { l2, ..Default::default() };
        Ok(config.fit_problem(problem, CLASSES)?.report)
    };
    let firth =
        |problem: &Problem<'_, bool>| Ok(FirthRegression::default().fit_problem(problem)?.report);
    let mut all: Vec<Answer> = vec![
        samples.problem(&samples.labels).and_then(|problem| logit(&problem)),
        samples.problem(&samples.numbers).and_then(|problem| line(&problem)),
        samples.problem(&samples.classes).and_then(|problem| softmax(&problem)),
    ];
    if l1 == 0.0 {
        all.push(samples.problem(&samples.classes).and_then(|problem| ordered(&problem)));
    }
    if penalty == Penalty::default() {
        all.push(samples.problem(&samples.labels).and_then(|problem| firth(&problem)));
    }
    all
}

/// Two fits that say of themselves that they are optima of the same problem have the same objective, as far as they
/// say that they are off.
fn agree(what: &str, samples: &Samples, one: &[Answer], two: &[Answer]) {
    for (k, (one, two)) in one.iter().zip(two).enumerate() {
        let (Ok(one), Ok(two)) = (one, two) else { continue };
        if one.is_optimum() && two.is_optimum() {
            let gap =
                |report: &Report| report.certificate.map_or(0.0, |certificate| certificate.gap);
            // (the determinant in Firth's objective loses the square of the condition)
            let rounding = if k == FIRTH { 1e-6 } else { 1e-9 };
            let room = gap(one) + gap(two) + rounding * (1.0 + one.objective.abs());
            let apart = (one.objective - two.objective).abs();
            assert!(apart <= room, "{what}, fit {k}: {one:?}\n{two:?}\nof {samples:?}");
        }
    }
}

fuzz_target!(|bytes: &[u8]| {
    let mut u = Unstructured::new(bytes);
    let Ok(samples) = Samples::drawn(&mut u) else { return };
    let penalty = match u.int_in_range(0..=3) {
        Ok(0) | Err(_) => Penalty::default(),
        Ok(1) => Penalty { l1: 0.0, l2: 0.1 },
        Ok(2) => Penalty { l1: 0.1, l2: 0.0 },
        Ok(_) => Penalty { l1: 0.02, l2: 0.02 },
    };
    let found = ends(&samples, penalty);
    agree("repeated", &samples, &found, &ends(&samples.repeated(), penalty));
    if let Some(shifted) = samples.moved(|x| x + 64.0, |x| x - 64.0) {
        agree("shifted", &samples, &found, &ends(&shifted, penalty));
    }
    if penalty != Penalty::default() {
        return;
    }
    if let Some(scaled) = samples.moved(|x| x / 1024.0, |x| 1024.0 * x) {
        let (found, scaled) = (&found[..FIRTH], &ends(&scaled, penalty)[..FIRTH]); // its penalty has a unit
        agree("in another unit", &samples, found, scaled);
    }
});
