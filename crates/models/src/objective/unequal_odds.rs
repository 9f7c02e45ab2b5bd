//! Ordered classes without the assumption of proportional odds: what some features do differs from threshold to threshold.

use linalg_lite::{BLOCK_ROWS, Block, Design, Mat, MatMut, dot, sum};

use super::MeanOrderedLoss;
use super::ordered_block::Room;
use super::sums::{Sums, check_room, check_sums};
use crate::error::Error;
use crate::loss::{OrderedCrossEntropy, multiply};
use crate::problem::Problem;
use crate::solver::{Objective, TwiceDifferentiable};

/// As [`MeanOrderedLoss`] without a penalty, with thresholds `t_k + x' g_k` over the features that are freed. `w` holds
/// what it holds there, where the numbers of each threshold after the first are its own and, following it, `g_k`.
///
/// Every sample has a gap of its own. With `l(a, b, z)`, of the thresholds a below and b above a sample, and `v` their
/// derivatives by a number of `w` (1 or the value of a feature):
///
/// ```text
/// dl/da   = -r_a - gap'      dl/db    = -r_b + gap'
/// d2l/da2 =  s_a + gap''     d2l/db2  =  s_b + gap''     d2l/dadb = -gap''     d2l/dadz = -s_a     d2l/dbdz = -s_b
/// ```
#[derive(Clone, Debug)]
pub(crate) struct UnequalOdds<'a> {
    equal: MeanOrderedLoss<'a>,
    freed: Vec<usize>,
}

impl<'a> UnequalOdds<'a> {
    pub(crate) fn new(equal: MeanOrderedLoss<'a>, freed: Vec<usize>) -> Self {
        Self { equal, freed }
    }

    /// The same model, where odds are proportional.
    pub(crate) fn parameters(&self, of_equal: &[f64]) -> Vec<f64> {
        let (group, own) = (self.equal.group(), self.own());
        let mut w = of_equal[..group].to_vec();
        for moved in &of_equal[group..] {
            w.push(*moved);
            w.resize(w.len() + own - 1, 0.0);
        }
        w
    }

    /// How many numbers each threshold has, after the first.
    fn own(&self) -> usize {
        1 + self.freed.len()
    }

    /// Those of the thresholds alone.
    fn of_equal(&self, w: &[f64]) -> Vec<f64> {
        let (group, own) = (self.equal.group(), self.own());
        let moves = w[group..].iter().step_by(own);
        w[..group].iter().chain(moves).copied().collect()
    }

    fn sweep(
        &self,
        w: &[f64],
        gradient: &mut [f64],
        hessian: Option<MatMut<'_, f64>>,
    ) -> Result<f64, Error> {
        check_room(self.dim(), w, gradient, hessian.as_ref())?;
        let whole = hessian.as_ref().map(|_| &(0..0));
        let Problem { design, target, .. } = self.equal.problem;
        let group = self.equal.group();
        let bounds = self.equal.bounds(&self.of_equal(w));
        let (total, _) = design.sweep(
            Sums::values(self.dim(), whole),
            || (Sums::zero(self.dim(), whole), Unequal::new(self.freed.len())),
            |(sums, room), block| {
                let y = &target[block.rows()];
                let weights = self.equal.problem.weight_values().map(|all| &all[block.rows()]);
                sums.weight += weights.map_or(block.len() as f64, sum);
                room.plain.logits(&self.equal.problem, block, w, group);
                room.read(block, design, &self.freed);
                sums.loss += room.differentiate(y, &bounds, &w[group..], weights);
                room.plain.add_to_logit(block, &mut sums.gradient[..group]);
                room.add_gradient(y, &mut sums.gradient[group..]);
                if let Some(h) = &mut sums.hessian {
                    room.plain.add_to_corner(block, group, &mut h.corner);
                    room.add_hessian(block, y, group, &mut h.corner);
                }
            },
            |(total, _), (sums, _)| total.add(&sums),
        )?;
        let (loss, mean) = total.into_means(gradient);
        if let (Some(mut hessian), Some(mean)) = (hessian, mean) {
            hessian.copy_from(&mean.corner);
        }
        check_sums(design, loss, gradient)?;
        Ok(loss)
    }

    /// Whether, at all samples that count, the thresholds are in order: else some class would have a negative probability.
    pub(crate) fn are_in_order(&self, w: &[f64]) -> Result<bool, Error> {
        let problem = &self.equal.problem;
        let (bounds, own) = (self.equal.bounds(&self.of_equal(w)), &w[self.equal.group()..]);
        let mut is_sound = true;
        let mut room = Unequal::new(self.freed.len());
        problem.design.for_each_block(|block| {
            room.read(block, problem.design, &self.freed);
            for (place, _) in block.rows().enumerate().filter(|(_, i)| problem.weight(*i) > 0.0) {
                let thresholds =
                    (1..bounds.len() - 1).map(|k| bounds[k] + room.moved(place, k, own));
                is_sound &= thresholds.is_sorted_by(|a, b| a < b);
            }
        })?;
        Ok(is_sound)
    }
}

/// What one block is worked on in.
struct Unequal {
    plain: Room,
    /// A column of ones, and the features that are freed.
    columns: Vec<[f64; BLOCK_ROWS]>,
    /// The derivatives by the threshold below, and by the one above.
    first: [[f64; BLOCK_ROWS]; 2],
    /// The second derivative of the gap.
    of_gap: [f64; BLOCK_ROWS],
}

impl Unequal {
    fn new(freed: usize) -> Self {
        let none = [0.0; BLOCK_ROWS];
        let columns = vec![[1.0; BLOCK_ROWS]; 1 + freed];
        Self { plain: Room::new(), columns, first: [none; 2], of_gap: none }
    }

    /// The features, counted from their centres.
    fn read(&mut self, block: Block<'_>, design: Design<'_>, freed: &[usize]) {
        let mut room = Vec::new();
        for (column, j) in self.columns[1..].iter_mut().zip(freed) {
            let centre = design.centre(*j);
            let values = block.feature(*j, &mut room);
            column.iter_mut().zip(values).for_each(|(own, x)| *own = x - centre);
        }
    }

    /// `x' g_k` of a sample, for the numbers `w` of the thresholds.
    fn moved(&self, i: usize, k: usize, w: &[f64]) -> f64 {
        let own = self.columns.len();
        let of_threshold = k.checked_sub(2).and_then(|k| w.get(k * own..(k + 1) * own));
        let terms = |g: &[f64]| self.columns[1..].iter().zip(&g[1..]).map(|(x, g)| x[i] * g).sum();
        of_threshold.map_or(0.0, terms)
    }

    fn differentiate(
        &mut self,
        y: &[usize],
        bounds: &[f64],
        w: &[f64],
        weights: Option<&[f64]>,
    ) -> f64 {
        let n = y.len();
        let (mut of_gaps, mut slopes) = ([0.0; BLOCK_ROWS], [0.0; BLOCK_ROWS]);
        for (i, y) in y.iter().enumerate() {
            let a = bounds[*y] + self.moved(i, *y, w);
            let b = bounds[*y + 1] + self.moved(i, *y + 1, w);
            self.plain.place(i, a, b);
            of_gaps[i] = OrderedCrossEntropy::of_gap(b - a);
            slopes[i] = OrderedCrossEntropy::derivative_of_gap(b - a);
            self.of_gap[i] = OrderedCrossEntropy::second_derivative_of_gap(b - a);
        }
        for values in [&mut of_gaps, &mut slopes, &mut self.of_gap] {
            multiply(&mut values[..n], weights);
        }
        let loss = self.plain.labels.differentiate(n, weights);
        let [below, above] = &self.plain.labels.r;
        for i in 0..n {
            self.first[0][i] = -below[i] - slopes[i];
            self.first[1][i] = -above[i] + slopes[i];
        }
        loss + sum(&of_gaps[..n])
    }

    /// Of the numbers of all thresholds after the first.
    fn add_gradient(&self, y: &[usize], gradient: &mut [f64]) {
        let own = self.columns.len();
        for (k, gradient) in gradient.chunks_exact_mut(own).enumerate() {
            let r = beside(y, k + 2, &self.first);
            let products = self.columns.iter().map(|column| dot(&column[..y.len()], &r));
            gradient.iter_mut().zip(products).for_each(|(sum, product)| *sum += product);
        }
    }

    /// The columns of the same numbers, on and above the diagonal.
    fn add_hessian(&self, block: Block<'_>, y: &[usize], group: usize, hessian: &mut Mat<f64>) {
        let (n, own) = (y.len(), self.columns.len());
        let mut of_logit = vec![0.0; group];
        for first in (group..hessian.ncols()).step_by(own) {
            let threshold = (first - group) / own + 2;
            let mixed = beside(y, threshold, &self.plain.labels.s);
            let gaps = beside(y, threshold, &[self.of_gap, self.of_gap]);
            let twice: Vec<f64> = mixed.iter().zip(&gaps).map(|(s, gap)| s + gap).collect();
            let next = beside(y, threshold, &[self.of_gap, [0.0; BLOCK_ROWS]]);
            for c in 0..own {
                of_logit.fill(0.0);
                block.add_gradient(&times(&self.columns[c][..n], &mixed), &mut of_logit);
                for (i, sum) in of_logit.iter().enumerate() {
                    hessian[(i, first + c)] -= sum;
                }
                let (same, next) =
                    (times(&self.columns[c][..n], &twice), times(&self.columns[c][..n], &next));
                for d in 0..own {
                    let column = &self.columns[d][..n];
                    if c <= d {
                        hessian[(first + c, first + d)] += dot(&same, column);
                    }
                    if first + own < hessian.ncols() {
                        hessian[(first + c, first + own + d)] -= dot(&next, column);
                    }
                }
            }
        }
    }
}

/// Of each sample beside a threshold what it has for the threshold below or above it, 0 of the others.
fn beside(y: &[usize], threshold: usize, of: &[[f64; BLOCK_ROWS]; 2]) -> Vec<f64> {
    let value = |(i, y): (usize, &usize)| match *y {
        y if y == threshold => of[0][i],
        y if y + 1 == threshold => of[1][i],
        _ => 0.0,
    };
    y.iter().enumerate().map(value).collect()
}

fn times(a: &[f64], b: &[f64]) -> Vec<f64> {
    a.iter().zip(b).map(|(a, b)| a * b).collect()
}

impl Objective for UnequalOdds<'_> {
    fn dim(&self) -> usize {
        let group = self.equal.group();
        group + (self.equal.dim() - group) * self.own()
    }

    fn gradient(&self, w: &[f64], gradient: &mut [f64]) -> Result<f64, Error> {
        self.sweep(w, gradient, None)
    }

    fn curvature_change(&self, step: &[f64]) -> Result<f64, Error> {
        let group = self.equal.group();
        let of_logit = self.equal.problem.largest_logit(&step[..group])?;
        let mut room = Unequal::new(self.freed.len());
        let mut largest = 0.0_f64;
        self.equal.problem.design.for_each_block(|block| {
            room.read(block, self.equal.problem.design, &self.freed);
            for own in step[group..].chunks_exact(self.own()) {
                for i in 0..block.len() {
                    let terms = room.columns.iter().zip(own).map(|(column, d)| column[i] * d);
                    largest = largest.max(terms.sum::<f64>().abs());
                }
            }
        })?;
        Ok(of_logit + largest)
    }
}

impl TwiceDifferentiable for UnequalOdds<'_> {
    fn hessian(
        &self,
        w: &[f64],
        gradient: &mut [f64],
        hessian: MatMut<'_, f64>,
    ) -> Result<f64, Error> {
        self.sweep(w, gradient, Some(hessian))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::gradient_check;
    use linalg_lite::matrix_from_columns;

    fn with_grades(test: impl Fn(&UnequalOdds<'_>, &MeanOrderedLoss<'_>)) {
        let n = 700;
        let place = |i: usize, k: usize| ((i * k + i * i / 7) % 97) as f64 / 97.0 - 0.5;
        let columns: Vec<Vec<f64>> =
            [31, 17, 5].map(|k| (0..n).map(|i| place(i, k)).collect()).to_vec();
        let labels: Vec<usize> = (0..n).map(|i| (i * 11 + i / 13) % 4).collect();
        let slices: Vec<&[f64]> = columns.iter().map(Vec::as_slice).collect();
        let x = matrix_from_columns(&slices).unwrap();
        let equal = MeanOrderedLoss::new(Problem::new(x.as_ref(), &labels).unwrap(), 4, 0.0);
        let equal = equal.unwrap();
        test(&UnequalOdds::new(equal.clone(), vec![0, 2]), &equal);
    }

    #[test]
    fn finite_differences_hold() {
        with_grades(|unequal, _| {
            let dim = unequal.dim();
            let w: Vec<f64> = (0..dim).map(|j| 0.3 - 0.11 * (j % 5) as f64).collect();
            const STEP: f64 = 1e-5;
            for check in gradient_check(unequal, &w, STEP).unwrap() {
                assert!(check.difference() < 1e-9, "{check:?}");
            }
            let (mut gradient, mut hessian) = (vec![0.0; dim], Mat::zeros(dim, dim));
            unequal.hessian(&w, &mut gradient, hessian.as_mut()).unwrap();
            for j in 0..dim {
                let gradient_at = |by: f64| {
                    let mut moved = w.clone();
                    moved[j] += by;
                    let mut gradient = vec![0.0; dim];
                    unequal.gradient(&moved, &mut gradient).unwrap();
                    gradient
                };
                let (up, down) = (gradient_at(STEP), gradient_at(-STEP));
                for k in 0..dim {
                    let numeric = (up[k] - down[k]) / (2.0 * STEP);
                    assert!((numeric - hessian[(k, j)]).abs() < 1e-8, "H[{k}, {j}]");
                }
            }
        });
    }

    #[test]
    fn equal_odds_are_a_part_of_it() {
        with_grades(|unequal, equal| {
            let of_equal = [0.4, -0.3, 0.2, 0.1, 0.3, 0.2];
            let w = unequal.parameters(&of_equal);
            let (mut own, mut other) = (vec![0.0; w.len()], vec![0.0; of_equal.len()]);
            let value = unequal.gradient(&w, &mut own).unwrap();
            let expected = equal.gradient(&of_equal, &mut other).unwrap();
            assert!((value - expected).abs() < 1e-14);
            for (own, other) in unequal.of_equal(&own).iter().zip(&other) {
                assert!((own - other).abs() < 1e-14);
            }
            assert!(unequal.are_in_order(&w).unwrap());
            assert!(
                !unequal
                    .are_in_order(&unequal.parameters(&[0.0, 0.0, 0.0, 0.0, 9.0, 0.0]))
                    .unwrap()
            );
        });
    }
}
