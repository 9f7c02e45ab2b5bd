//! Random tables for the laws: weights of every kind, offsets, features on a dyadic grid.

use datasets::{Source, Stream};
use linalg_lite::Mat;
use models::solver::{Lbfgs, Newton};
use models::{LogisticRegression, Penalty, Problem, SampleWeights, Solver, Target, WeightKind};

/// The penalties that every law is asked of.
pub(crate) const PENALTIES: [Penalty; 4] = [
    Penalty { l1: 0.0, l2: 0.0 },
    Penalty { l1: 0.0, l2: 0.05 },
    Penalty { l1: 0.05, l2: 0.0 },
    Penalty { l1: 0.03, l2: 0.02 },
];

/// Logits by every solver that does not depend on the parametrisation, with every penalty it takes.
pub(crate) fn of_logits() -> impl Iterator<Item = LogisticRegression> {
    let solvers =
        [Solver::Auto, Solver::Newton(Newton::default()), Solver::Lbfgs(Lbfgs::default())];
    solvers.into_iter().flat_map(|solver| {
        let penalties = PENALTIES.into_iter();
        let penalties = penalties.filter(move |p| p.l1 == 0.0 || solver == Solver::Auto);
        penalties.flat_map(move |penalty| {
            [false, true].map(|standardise| LogisticRegression { solver, penalty, standardise })
        })
    })
}

/// Samples with all that a problem can have.
#[derive(Clone)]
pub(crate) struct Table {
    pub(crate) x: Mat<f64>,
    pub(crate) labels: Vec<bool>,
    pub(crate) numbers: Vec<f64>,
    pub(crate) classes: Vec<usize>,
    pub(crate) weights: Option<(Vec<f64>, WeightKind)>,
    pub(crate) offset: Option<Vec<f64>>,
    pub(crate) has_intercept: bool,
}

impl Table {
    /// One of the table's targets to be learned.
    pub(crate) fn problem<'a, T: Target>(&'a self, target: &'a [T]) -> Problem<'a, T> {
        let mut problem = Problem::new(self.x.as_ref(), target).unwrap();
        if !self.has_intercept {
            problem = problem.without_intercept();
        }
        if let Some((values, kind)) = &self.weights {
            let weights = SampleWeights { values, kind: *kind, counts: None };
            problem = problem.weighted(weights).unwrap();
        }
        match &self.offset {
            Some(offset) => problem.with_offset(offset).unwrap(),
            None => problem,
        }
    }

    /// The same with another value of each feature `j` in place of `x`.
    pub(crate) fn changed(&self, to: impl Fn(usize, f64) -> f64) -> Self {
        let (n, p) = (self.x.nrows(), self.x.ncols());
        Self { x: Mat::from_fn(n, p, |i, j| to(j, self.x[(i, j)])), ..self.clone() }
    }

    pub(crate) fn without_offset(&self) -> Self {
        Self { offset: None, ..self.clone() }
    }

    pub(crate) fn is_frequency(&self) -> bool {
        self.weights.as_ref().is_none_or(|(_, kind)| *kind == WeightKind::Frequency)
    }

    /// How many samples there are, row by row.
    pub(crate) fn counts(&self) -> Vec<usize> {
        match &self.weights {
            Some((values, WeightKind::Frequency)) => {
                values.iter().map(|count| *count as usize).collect()
            }
            _ => vec![1; self.x.nrows()],
        }
    }

    /// A number below k for each sample.
    pub(crate) fn folds(&self, k: usize) -> Vec<usize> {
        let samples: usize = self.counts().iter().sum();
        (0..samples).map(|i| (i * 7 + i / 5) % k).collect()
    }
}

/// A multiple of 2^-20.
pub(crate) fn on_the_grid(x: f64) -> f64 {
    const STEPS: f64 = 1_048_576.0;
    (x * STEPS).round() / STEPS
}

/// Noisy samples, so that classes overlap: 60 to 150 of 1 to 4 features of deviation 1, more or less
/// correlated, on the grid; every third without weights, every second without an offset.
pub(crate) fn draw(seed: u64) -> Table {
    let mut stream = Stream::new(Source::ChaCha8, seed).unwrap();
    let n = stream.uniform(60.0, 150.0) as usize;
    let p = stream.uniform(1.0, 5.0) as usize;
    let shared = stream.uniform(0.0, 0.9);
    let mut x = Mat::zeros(n, p);
    let (mut labels, mut numbers, mut classes) = (Vec::new(), Vec::new(), Vec::new());
    for i in 0..n {
        let common = stream.standard_normal();
        for j in 0..p {
            let own = stream.standard_normal();
            x[(i, j)] = on_the_grid(shared * common + (1.0 - shared * shared).sqrt() * own);
        }
        let signal: f64 = (0..p).map(|j| x[(i, j)] * (0.8 - 0.5 * j as f64)).sum();
        let number = on_the_grid(0.3 + signal + 1.7 * stream.standard_normal());
        labels.push(number > 0.0);
        classes.push(if number > 1.0 { 2 } else { usize::from(number > -0.8) });
        numbers.push(number);
    }
    let weights = match seed % 6 {
        0 | 3 => None,
        1 | 4 => {
            let counts = (0..n).map(|_| stream.uniform(0.0, 6.0).floor()).collect();
            Some((counts, WeightKind::Frequency))
        }
        2 => Some((stream.uniforms(0.2, 3.0, n), WeightKind::Analytic)),
        _ => Some((stream.uniforms(0.2, 3.0, n), WeightKind::Sampling)),
    };
    let offset = seed.is_multiple_of(2).then(|| {
        let draws = stream.standard_normals(n);
        draws.iter().map(|draw| on_the_grid(0.4 * draw)).collect()
    });
    Table { x, labels, numbers, classes, weights, offset, has_intercept: true }
}

/// A constant for each feature, from none to 1e9 deviations, so that their sums stay exact.
pub(crate) fn shifts(p: usize, seed: u64) -> Vec<f64> {
    let mut stream = Stream::new(Source::ChaCha8, 1_000_000 + seed).unwrap();
    let shift = |_| {
        let size = linalg_lite::exp(stream.uniform(0.0, 20.723)).round().min(1e9);
        match stream.uniform(0.0, 5.0) as usize {
            0 => 0.0,
            1 => 1e9,
            2 => -1e9,
            3 => -size,
            _ => size,
        }
    };
    (0..p).map(shift).collect()
}

/// A power of two for each feature, from 2^-40 to 2^40.
pub(crate) fn units(p: usize, seed: u64) -> Vec<f64> {
    let mut stream = Stream::new(Source::ChaCha8, 2_000_000 + seed).unwrap();
    (0..p).map(|_| power_of_two(stream.uniform(-40.0, 41.0).floor() as i32)).collect()
}

pub(crate) fn power_of_two(k: i32) -> f64 {
    f64::from_bits(((1023 + k) as u64) << 52)
}
