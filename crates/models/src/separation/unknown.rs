use std::collections::BTreeMap;

use linalg_lite::{BLOCK_ROWS, Centres, Cholesky, Combination, Design, Mat};

use crate::error::Error;
use crate::problem::Problem;

/// What some samples say nothing about: directions among the parameters along which no logit of theirs changes.
pub(super) struct Unknown {
    /// The features that no others replace among these samples.
    pub(super) kept: Vec<usize>,
    directions: Vec<BTreeMap<usize, f64>>,
}

impl Unknown {
    /// From what others replace among these samples, and in the whole table, whose aliased parameters stay as they are.
    pub(super) fn of(
        found: &[Combination],
        aliased: &[Combination],
        problem: &Problem<'_, usize>,
    ) -> Self {
        let p = problem.n_features();
        let is_kept = |j: &usize| found.iter().chain(aliased).all(|c| c.feature != *j);
        let is_more = |c: &&Combination| aliased.iter().all(|other| other.feature != c.feature);
        let direction = |combination: &Combination| {
            let mut direction = parts(combination, p);
            for other in aliased {
                if let Some(weight) = direction.remove(&other.feature) {
                    add(-weight, &parts(other, p), &mut direction);
                    direction.remove(&other.feature);
                }
            }
            direction
        };
        let directions = found.iter().filter(is_more).map(direction).collect();
        Self { kept: (0..p).filter(is_kept).collect(), directions }
    }

    /// All parameters that take part in any.
    pub(super) fn supports(&self) -> Vec<usize> {
        let mut all: Vec<usize> = self.directions.iter().flat_map(|d| d.keys().copied()).collect();
        all.sort_unstable();
        all.dedup();
        all
    }

    /// The parameters of several classes that take part in a direction along which no margin changes of those that are
    /// left: of each two classes, for the samples marked. None where they are too many for a square of them.
    pub(super) fn of_classes(
        pairs: &[(usize, usize, Vec<f64>)],
        aliased: &[Combination],
        problem: &Problem<'_, usize>,
        classes: usize,
    ) -> Result<Option<Vec<usize>>, Error> {
        const MANY: usize = 2000;
        let (p, group) = (problem.n_features(), problem.design.dim());
        let free: Vec<usize> =
            (0..group).filter(|j| aliased.iter().all(|c| c.feature != *j)).collect();
        let size = free.len();
        if (classes - 1) * size > MANY || group > MANY {
            return Ok(None);
        }
        let centres = problem.centres()?;
        let design = problem.design.centred(&centres)?;
        let mut all = Mat::zeros((classes - 1) * size, (classes - 1) * size);
        for (a, b, left) in pairs {
            let products = products(design, left)?;
            for (k, l, sign) in [(*a, *a, 1.0), (*b, *b, 1.0), (*a, *b, -1.0), (*b, *a, -1.0)] {
                if k == 0 || l == 0 {
                    continue;
                }
                for (column, j) in free.iter().enumerate() {
                    for (row, i) in free.iter().enumerate() {
                        all[((k - 1) * size + row, (l - 1) * size + column)] +=
                            sign * products[(*i.min(j), *i.max(j))];
                    }
                }
            }
        }
        let plain = |k: usize| (k / size) * group + free[k % size];
        let mut found = Vec::new();
        for direction in null_directions(&all)? {
            let intercepts = intercepts(&direction, size, &free, p, &centres);
            let is_there = |k: &usize| match free[k % size] == p {
                true => intercepts[k / size],
                false => direction[*k] != 0.0,
            };
            found.extend((0..direction.len()).filter(is_there).map(plain));
        }
        found.sort_unstable();
        found.dedup();
        Ok(Some(found))
    }
}

/// Below this part of what it is the sum of, a weight is rounding.
const ROUNDING: f64 = 1e-9;

/// `feature - its combination = 0`, the intercept last.
fn parts(combination: &Combination, p: usize) -> BTreeMap<usize, f64> {
    let terms = combination.terms.iter().map(|(j, factor)| (*j, -factor));
    let constant = Some((p, -combination.constant)).filter(|_| combination.constant != 0.0);
    terms.chain([(combination.feature, 1.0)]).chain(constant).collect()
}

fn add(factor: f64, of: &BTreeMap<usize, f64>, to: &mut BTreeMap<usize, f64>) {
    for (j, weight) in of {
        let before = to.get(j).copied().unwrap_or(0.0);
        let sum = before + factor * weight;
        if sum.abs() > ROUNDING * (before.abs() + (factor * weight).abs()) {
            to.insert(*j, sum);
        } else {
            to.remove(j);
        }
    }
}

/// `X'X` of the samples marked, on and above the diagonal.
fn products(design: Design<'_>, left: &[f64]) -> Result<Mat<f64>, Error> {
    let dim = design.dim();
    let (products, _) = design.sweep(
        dim * dim,
        || (Mat::zeros(dim, dim), [0.0; BLOCK_ROWS]),
        |(sum, s), block| {
            let s = &mut s[..block.len()];
            s.copy_from_slice(&left[block.rows()]);
            block.add_hessian(s, sum.as_mut());
        },
        |(total, _), (part, _)| *total += part,
    )?;
    Ok(products)
}

/// Vectors that span all v with `A v = 0`, their entries in units in which the diagonal of A is 1; rounding is 0.
fn null_directions(a: &Mat<f64>) -> Result<Vec<Vec<f64>>, Error> {
    const NOTHING: f64 = 1e-11;
    let (factor, kept) = Cholesky::skipping(a.as_ref(), NOTHING)?;
    let unit = |k: usize| if a[(k, k)] > 0.0 { a[(k, k)].sqrt() } else { 1.0 };
    let mut directions = Vec::new();
    for k in (0..a.nrows()).filter(|k| kept.binary_search(k).is_err()) {
        let right: Vec<f64> = kept.iter().map(|other| a[(*other, k)]).collect();
        let mut direction = vec![0.0; a.nrows()];
        direction[k] = 1.0;
        for (other, x) in kept.iter().zip(factor.solve(&right)?) {
            let is_rounding = x.abs() * unit(*other) <= ROUNDING * unit(k);
            direction[*other] = if is_rounding { 0.0 } else { -x };
        }
        directions.push(direction);
    }
    Ok(directions)
}

/// For each class whether the intercept of features that count from 0 changes.
fn intercepts(
    direction: &[f64],
    size: usize,
    free: &[usize],
    p: usize,
    centres: &Centres,
) -> Vec<bool> {
    let changes = |of_class: &[f64]| {
        let (mut sum, mut largest) = (0.0, 0.0_f64);
        for (j, weight) in free.iter().zip(of_class) {
            let part = if *j == p { *weight } else { -centres.values()[*j] * weight };
            sum += part;
            largest = largest.max(part.abs());
        }
        f64::abs(sum) > ROUNDING * largest
    };
    direction.chunks_exact(size).map(changes).collect()
}
