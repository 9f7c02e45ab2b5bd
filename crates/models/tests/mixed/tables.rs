//! Random tables of categories and numbers, and the same written out in zeros and ones.

use std::ops::Range;

use datasets::{Source, Stream};
use linalg_lite::{Columns, Design, Features, Mat, dependencies};
use models::{Problem, SampleWeights, Target, WeightKind};

use crate::common::tables::on_the_grid;
use crate::common::with_intercept;

/// Samples whose features are columns of both kinds.
pub(crate) struct Mixed {
    pub(crate) columns: Columns,
    pub(crate) dense: Mat<f64>,
    pub(crate) labels: Vec<bool>,
    pub(crate) numbers: Vec<f64>,
    pub(crate) classes: Vec<usize>,
    /// Whether some features say what others do, so that with an l1 they may share their coefficients in more than one way.
    pub(crate) is_aliased: bool,
    pub(crate) has_intercept: bool,
    weights: Option<(Vec<f64>, WeightKind)>,
    offset: Option<Vec<f64>>,
}

impl Mixed {
    pub(crate) fn weight_values(&self) -> Option<&[f64]> {
        self.weights.as_ref().map(|(values, _)| &values[..])
    }

    /// A target to be learned from some form of the features.
    pub(crate) fn problem<'a, T: Target>(
        &'a self,
        features: impl Into<Features<'a>>,
        target: &'a [T],
    ) -> Problem<'a, T> {
        let problem = self.without_offset(features, target);
        match &self.offset {
            Some(offset) => problem.with_offset(offset).unwrap(),
            None => problem,
        }
    }

    /// As a model of several classes takes it.
    pub(crate) fn without_offset<'a, T: Target>(
        &'a self,
        features: impl Into<Features<'a>>,
        target: &'a [T],
    ) -> Problem<'a, T> {
        let problem = with_intercept(Problem::new(features, target).unwrap(), self.has_intercept);
        match &self.weights {
            Some((values, kind)) => {
                let weights = SampleWeights { values, kind: *kind, counts: None };
                problem.weighted(weights).unwrap()
            }
            None => problem,
        }
    }

    /// The same target by codes, and by zeros and ones.
    pub(crate) fn both<'a, T: Target>(&'a self, target: &'a [T]) -> [Problem<'a, T>; 2] {
        [self.problem(&self.columns, target), self.problem(self.dense.as_ref(), target)]
    }

    pub(crate) fn classes_of_both(&self) -> [Problem<'_, usize>; 2] {
        [
            self.without_offset(&self.columns, &self.classes),
            self.without_offset(self.dense.as_ref(), &self.classes),
        ]
    }

    /// A number below k for each sample.
    pub(crate) fn folds(&self, k: usize) -> Vec<usize> {
        let samples = self.problem(&self.columns, &self.labels).n_samples() as usize;
        (0..samples).map(|i| (i * 7 + i / 5) % k).collect()
    }
}

/// The seeds of the ordinary run.
pub(crate) const TABLES: Range<u64> = 0..300;

/// None to six categories among none to six columns of numbers, in any order. Every twentieth table has a category of up to
/// 300 levels, and every second of the others one of up to 12; those with an even seed have levels without samples, and
/// categories that others imply.
pub(crate) fn draw(seed: u64) -> Mixed {
    let mut stream = Stream::new(Source::ChaCha8, 3_500_000 + seed).unwrap();
    let rows = if is_long(seed) { [300.0, 450.0] } else { [60.0, 250.0] };
    draw_rows(stream.uniform(rows[0], rows[1]) as usize, seed)
}

fn is_long(seed: u64) -> bool {
    seed % 20 == 3
}

/// The same of so many rows.
pub(crate) fn draw_rows(n: usize, seed: u64) -> Mixed {
    let mut stream = Stream::new(Source::ChaCha8, 3_000_000 + seed).unwrap();
    let mut below = |n: usize| stream.uniform(0.0, n as f64) as usize;
    let most_levels = if is_long(seed) {
        300
    } else if seed % 4 < 2 {
        12
    } else {
        5
    };
    let (categories, numbers) = (below(7), below(7));
    let order = stream.permutation(categories + numbers);
    let mut table = Filling { columns: Columns::new(n), signal: vec![0.0; n], before: None };
    for place in order {
        if place < numbers {
            table.push_numbers(&mut stream);
        } else {
            let most = if place == numbers { most_levels } else { 5 };
            table.push_category(most, seed.is_multiple_of(2), &mut stream);
        }
    }
    let Filling { columns, signal, .. } = table;
    let by_feature: Vec<Vec<f64>> = (0..columns.n_features()).map(|j| columns.feature(j)).collect();
    let dense = Mat::from_fn(n, by_feature.len(), |i, j| by_feature[j][i]);
    let noisy = |signal: &f64| on_the_grid(0.2 + 0.5 * signal + 1.5 * stream.standard_normal());
    let numbers: Vec<f64> = signal.iter().map(noisy).collect();
    let class = |x: &f64| if *x > 1.0 { 2 } else { usize::from(*x > -0.6) };
    let weights = weights(n, seed, &mut stream);
    let has_intercept = seed % 5 != 4;
    let design = Design::new(dense.as_ref(), has_intercept).unwrap();
    let counts = weights.as_ref().map(|(values, _)| &values[..]);
    let is_aliased = !dependencies(design, counts).unwrap().combinations.is_empty();
    Mixed {
        labels: numbers.iter().map(|x| *x > 0.0).collect(),
        classes: numbers.iter().map(class).collect(),
        weights,
        is_aliased,
        offset: (seed % 2 == 1).then(|| stream.uniforms(-0.5, 0.5, n)),
        has_intercept,
        columns,
        dense,
        numbers,
    }
}

fn weights(n: usize, seed: u64, stream: &mut Stream) -> Option<(Vec<f64>, WeightKind)> {
    let kind = match seed % 7 {
        0 | 1 => return None,
        2 | 3 => {
            let counts = (0..n).map(|_| stream.uniform(0.0, 5.0).floor()).collect();
            return Some((counts, WeightKind::Frequency));
        }
        4 | 5 => WeightKind::Analytic,
        _ => WeightKind::Sampling,
    };
    let mut values = stream.uniforms(0.2, 3.0, n);
    values.iter_mut().step_by(9).for_each(|weight| *weight = 0.0);
    Some((values, kind))
}

/// A table that is not whole yet.
struct Filling {
    columns: Columns,
    signal: Vec<f64>,
    /// The codes of the category before.
    before: Option<Vec<u32>>,
}

impl Filling {
    fn push_numbers(&mut self, stream: &mut Stream) {
        let (far, unit) = (stream.uniform(-20.0, 20.0), stream.uniform(0.5, 3.0));
        let is_near = stream.uniform(0.0, 2.0) < 1.0;
        let centre = if is_near { 0.0 } else { far };
        let draws = stream.standard_normals(self.signal.len());
        let slope = stream.uniform(-0.6, 0.6);
        self.signal.iter_mut().zip(&draws).for_each(|(signal, x)| *signal += slope * x);
        let values = draws.iter().map(|x| on_the_grid(centre + unit * x)).collect();
        self.columns.push_numbers(values).unwrap();
    }

    fn push_category(&mut self, most: usize, may_be_odd: bool, stream: &mut Stream) {
        let n = self.signal.len();
        let levels = stream.uniform(1.0, most as f64 + 1.0) as usize;
        let is_odd = may_be_odd && stream.uniform(0.0, 4.0) < 1.0;
        let without = if is_odd { stream.uniform(0.0, levels as f64) as usize } else { levels };
        // Some levels are rarer than others.
        let share = |u: f64| ((0.3 * u + 0.7 * u * u) * levels as f64) as usize;
        let mut codes: Vec<u32> =
            stream.uniforms(0.0, 1.0, n).into_iter().map(|u| share(u) as u32).collect();
        if levels > 1 {
            let next = |code: u32| (code + 1) % levels as u32;
            let emptied = codes.iter_mut().filter(|code| **code == without as u32);
            emptied.for_each(|code| *code = next(*code));
        }
        let is_nested = may_be_odd && stream.uniform(0.0, 8.0) < 1.0;
        if let (true, Some(others)) = (is_nested, &self.before) {
            codes = others.iter().map(|code| code % levels as u32).collect();
        }
        let effects = stream.uniforms(-0.8, 0.8, levels);
        let of_codes = codes.iter().map(|code| effects[*code as usize]);
        self.signal.iter_mut().zip(of_codes).for_each(|(signal, effect)| *signal += effect);
        self.columns.push_category(&codes, levels - 1).unwrap();
        self.before = Some(codes);
    }
}
