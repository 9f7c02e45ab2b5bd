//! What is solved for is what stands in the matrices written out.

use std::ops::Range;

use datasets::{Source, Stream};
use linalg_lite::{Arrow, Columns, MatMut};

use super::{Covariance, Kept};
use crate::error::Error;
use crate::inference::{Errors, Information};
use crate::loss::CrossEntropy;
use crate::objective::MeanLoss;
use crate::penalty::Penalty;
use crate::problem::Problem;
use crate::sample_weights::{SampleWeights, WeightKind};
use crate::solver::{Objective, TwiceDifferentiable};

/// The same objective, that keeps a category apart although it is small.
#[derive(Clone)]
struct KeptApart<'a>(MeanLoss<'a, CrossEntropy>, Range<usize>);

impl Objective for KeptApart<'_> {
    fn dim(&self) -> usize {
        self.0.dim()
    }
    fn gradient(&self, w: &[f64], gradient: &mut [f64]) -> Result<f64, Error> {
        self.0.gradient(w, gradient)
    }
}

impl TwiceDifferentiable for KeptApart<'_> {
    fn hessian(&self, w: &[f64], g: &mut [f64], h: MatMut<'_, f64>) -> Result<f64, Error> {
        self.0.hessian(w, g, h)
    }
    fn wide(&self) -> Range<usize> {
        self.1.clone()
    }
    fn arrow(&self, w: &[f64], gradient: &mut [f64]) -> Result<(f64, Arrow), Error> {
        let (value, whole) = self.0.arrow(w, gradient)?;
        let mut arrow = Arrow::zeros(w.len(), self.wide());
        let is_wide = |j: &usize| self.1.contains(j);
        for j in (0..w.len()).filter(|j| !is_wide(j)) {
            let place = arrow.place(j);
            for i in 0..w.len() {
                let value = whole.corner[(i, j)];
                if is_wide(&i) {
                    arrow.border[(place, i - self.1.start)] = value;
                } else {
                    let row = arrow.place(i);
                    arrow.corner[(row, place)] = value;
                }
            }
        }
        self.1.clone().for_each(|j| arrow.add_to_entry(j, whole.corner[(j, j)]));
        Ok((value, arrow))
    }
}

struct Table {
    columns: Columns,
    labels: Vec<bool>,
    weights: Vec<f64>,
    wide: Range<usize>,
    stream: Stream,
}

fn table(seed: u64) -> Table {
    let mut stream = Stream::new(Source::ChaCha8, seed).unwrap();
    let rows = stream.uniform(150.0, 400.0) as usize;
    let mut below = |n: usize| stream.uniform(0.0, n as f64) as usize;
    let mut columns = Columns::new(rows);
    let (mut wide, kinds, place) = (0..0, 1 + below(4), below(4));
    for kind in 0..kinds.max(place + 1) {
        let levels = if kind == place { 3 + below(20) } else { 1 + below(4) };
        if kind == place || below(2) == 0 {
            let codes: Vec<u32> =
                (0..rows).map(|i| if i <= levels { i } else { below(levels + 1) } as u32).collect();
            let first = columns.n_features();
            if kind == place {
                wide = first..first + levels;
            }
            columns.push_category(&codes, levels).unwrap();
        } else {
            let far = if below(2) == 0 { 100.0 } else { 0.0 };
            let numbers = (0..rows).map(|_| far + below(1000) as f64 / 100.0).collect();
            columns.push_numbers(numbers).unwrap();
        }
    }
    let labels = (0..rows).map(|_| below(2) == 0).collect();
    let weights = (0..rows).map(|_| 1.0 + below(3) as f64).collect();
    Table { columns, labels, weights, wide, stream }
}

#[track_caller]
fn near(what: &str, seed: u64, found: f64, expected: f64, size: f64) {
    let apart = (found - expected).abs() / size;
    assert!(found == expected || apart < 1e-11, "{what}, seed {seed}: {found} {expected}");
}

fn same(what: &str, table: &mut Table, seed: u64, free: &[usize], pair: [&Covariance; 2]) {
    let [found, dense] = pair;
    let dim = found.dim();
    let deviation = |j: usize| dense.variance(j).unwrap().sqrt().max(1e-300);
    let all: Vec<usize> = (0..dim).collect();
    let (found_all, dense_all) = (found.of(&all).unwrap(), dense.of(&all).unwrap());
    for j in 0..dim {
        let (variance, own) = (found.variance(j).unwrap(), deviation(j) * deviation(j));
        near(
            &format!("{what}: variance {j} of {dim}"),
            seed,
            variance,
            dense.variance(j).unwrap(),
            own,
        );
        for i in 0..dim {
            let size = deviation(i) * deviation(j);
            near(&format!("{what}: entry"), seed, found_all[(i, j)], dense_all[(i, j)], size);
        }
    }
    let x: Vec<f64> = (0..dim).map(|_| table.stream.uniform(-1.0, 1.0)).collect();
    let size: f64 = (0..dim).map(|j| x[j].abs() * deviation(j)).sum();
    let forms = [found, dense].map(|covariance| covariance.form(&x).unwrap());
    near(&format!("{what}: form"), seed, forms[0], forms[1], size * size);
    let Kept::Solved(solved) = &found.kept else { panic!("it was written out") };
    for some in [free, &free[..free.len() - 1], &free[1..], &free[..1]] {
        let v: Vec<f64> = some.iter().map(|j| x[*j] * deviation(*j)).collect();
        let found = solved.inverse_form(some, &v).unwrap().unwrap();
        let expected = dense.inverse_form(some, &v).unwrap();
        near(&format!("{what}: inverse form"), seed, found, expected, 100.0 * expected);
    }
}

#[test]
fn both_are_the_same() {
    for seed in 0..200 {
        let mut table = table(seed);
        let kind =
            [WeightKind::Frequency, WeightKind::Analytic, WeightKind::Sampling][seed as usize % 3];
        let (columns, labels) = (table.columns.clone(), table.labels.clone());
        let values = table.weights.clone();
        let weights = SampleWeights { values: &values, kind, counts: None };
        let mut problem = Problem::new(&columns, &labels).unwrap().weighted(weights).unwrap();
        if seed % 4 == 3 {
            problem = problem.without_intercept();
        }
        let centres = problem.centres().unwrap();
        let centred = problem.centred(&centres).unwrap();
        let objective = MeanLoss::<CrossEntropy>::new(centred, Penalty::default()).unwrap();
        let dim = objective.dim();
        let w: Vec<f64> = (0..dim).map(|_| table.stream.uniform(-0.01, 0.01)).collect();
        let gone = table.stream.uniform(0.0, dim as f64 - 1.0) as usize;
        let free: Vec<usize> = (0..dim).filter(|j| seed % 5 > 0 || *j != gone).collect();
        let kept_apart = KeptApart(objective, table.wide.clone());
        let found = Information::at(&kept_apart, &w, free.clone()).unwrap();
        let dense = Information::at(&objective, &w, free.clone()).unwrap();
        assert!(dense.inverse.is_dense() && !found.inverse.is_dense());
        let both = [&found, &dense];
        let errors = both.map(|information| Errors::of(information, &centred, &w).unwrap());
        let of_model = errors.each_ref().map(|errors| &errors.of_model);
        same("model", &mut table, seed, &free, of_model);
        same(
            "robust",
            &mut table,
            seed,
            &free,
            errors.each_ref().map(|errors| errors.robust.as_ref().unwrap()),
        );
        let forms = both.map(|information| {
            let forms = information.inverse.forms(&free, dim);
            let mut all = vec![0.0; centred.n_rows()];
            centred.design.fill(&mut all, |block, all| forms.fill(block, all)).unwrap();
            all
        });
        for (found, dense) in forms[0].iter().zip(&forms[1]) {
            near("leverage", seed, *found, *dense, *dense);
        }
        let steps = both.map(|information| information.inverse.times(&w[..free.len()]).unwrap());
        for (found, dense) in steps[0].iter().zip(&steps[1]) {
            near("step", seed, *found, *dense, 1.0 + dense.abs());
        }
    }
}
