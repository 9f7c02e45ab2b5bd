use std::ops::Range;

use linalg_lite::{Arrow, BLOCK_ROWS, Block, Design, Mat, dot};
use rayon::prelude::*;

use super::information::scores;
use super::inverse::Inverse;
use crate::error::Error;
use crate::problem::{Problem, Target};

/// What stands between the bread of a sandwich, the products of scores, of the parameters that are free.
pub(crate) enum Filling {
    /// M.
    Products(Arrow),
    /// `U' M U`, for the root U of the bread, from the scores `r U'x` themselves: what has no residual left is then 0 to the
    /// last digit, where products would lose as many as there are samples.
    InRoot(Mat<f64>),
    /// T of `U' M U = T' T`, the sums of such scores with a row for each cluster.
    Sums(Mat<f64>),
}

impl Filling {
    /// Of single rows, `w^2 r^2 x x'`: from their products, but where some are met exactly, with a `w r^2` of no more than
    /// `rounding`. A row of n samples that count w together is n of them that count w/n.
    pub(super) fn of_rows<T: Target>(
        (problem, w): (&Problem<'_, T>, &[f64]),
        (free, wide): (&[usize], &Range<usize>),
        (inverse, rounding): (&Inverse, f64),
        residuals: impl Fn(Range<usize>, &mut [f64]) + Sync,
    ) -> Result<Self, Error> {
        let squares = |block: &Block<'_>, r: &mut [f64]| {
            block.logits(w, r);
            problem.add_offset(block.rows(), r);
            residuals(block.rows(), r);
            for (i, r) in block.rows().zip(r) {
                *r = match problem.weight(i) {
                    0.0 => 0.0,
                    weight => weight / problem.samples_of_row(i) * weight * (*r * *r),
                };
            }
        };
        match inverse {
            Inverse::Dense(square) if are_exact(problem, rounding, squares)? => {
                let root = Root::of(&square.root, free, (1, problem.design.dim()));
                Ok(Self::InRoot(root.products(problem.design, squares)?))
            }
            _ => Ok(Self::Products(scores(problem.design, wide, squares)?.part(free))),
        }
    }
}

/// Whether some rows are.
fn are_exact<T: Target>(
    problem: &Problem<'_, T>,
    rounding: f64,
    squares: impl Fn(&Block<'_>, &mut [f64]) + Sync,
) -> Result<bool, Error> {
    if rounding == 0.0 {
        return Ok(false);
    }
    let mut all = vec![0.0; problem.n_rows()];
    problem.design.fill(&mut all, |block, s| squares(&block, s))?;
    Ok(problem.counted_rows().any(|i| all[i] <= rounding * problem.weight(i)))
}

/// The columns of U, each with its parts that belong to the logits of a model.
pub(super) struct Root {
    pub(super) directions: Vec<Vec<Vec<f64>>>,
}

impl Root {
    /// With rows for the parameters `free` of so many logits, of which each has `group`.
    pub(super) fn of(root: &Mat<f64>, free: &[usize], (logits, group): (usize, usize)) -> Self {
        let direction = |column: usize| {
            let mut direction = vec![0.0; logits * group];
            free.iter().enumerate().for_each(|(row, j)| direction[*j] = root[(row, column)]);
            direction.chunks(group.max(1)).map(<[f64]>::to_vec).collect()
        };
        Self { directions: (0..root.ncols()).map(direction).collect() }
    }

    /// `sum s t t'` with `t = U'x`, of one logit.
    fn products(
        &self,
        design: Design<'_>,
        s: impl Fn(&Block<'_>, &mut [f64]) + Sync,
    ) -> Result<Mat<f64>, Error> {
        let k = self.directions.len();
        let begin = || (Mat::zeros(k, k), [0.0; BLOCK_ROWS], vec![[0.0; BLOCK_ROWS]; k]);
        let add =
            |(sums, s_of_rows, t): &mut (Mat<f64>, [f64; BLOCK_ROWS], Vec<[f64; BLOCK_ROWS]>),
             block: Block<'_>| {
                let n = block.len();
                s(&block, &mut s_of_rows[..n]);
                for (t, direction) in t.iter_mut().zip(&self.directions) {
                    block.logits(&direction[0], &mut t[..n]);
                }
                for b in 0..k {
                    let s_t: Vec<f64> =
                        s_of_rows[..n].iter().zip(&t[b]).map(|(s, t)| s * t).collect();
                    (0..=b).for_each(|a| sums[(a, b)] += dot(&s_t, &t[a][..n]));
                }
            };
        let (sums, ..) = design.sweep(k * k, begin, add, |(all, ..), (more, ..)| *all += &more)?;
        Ok(Mat::from_fn(k, k, |a, b| sums[(a.min(b), a.max(b))]))
    }

    /// `sum r U'x` over the rows of each cluster, in their order, for the residuals of all rows, times their weights, of each
    /// logit: a row a cluster.
    pub(super) fn sums(
        &self,
        design: Design<'_>,
        residuals: &[Vec<f64>],
        (places, clusters): (&[usize], usize),
    ) -> Result<Mat<f64>, Error> {
        let of_share = |share: &[Vec<Vec<f64>>]| {
            let mut sums = vec![vec![0.0; clusters]; share.len()];
            let mut squares = vec![0.0; share.len()];
            let (mut t, mut score) = ([0.0; BLOCK_ROWS], [0.0; BLOCK_ROWS]);
            design.for_each_block(|block| {
                let (n, rows) = (block.len(), block.rows());
                for ((sums, square), direction) in sums.iter_mut().zip(&mut squares).zip(share) {
                    score[..n].fill(0.0);
                    for (r, direction) in residuals.iter().zip(direction) {
                        block.logits(direction, &mut t[..n]);
                        let of_rows = score.iter_mut().zip(&r[rows.clone()]).zip(&t[..n]);
                        of_rows
                            .filter(|((_, r), _)| **r != 0.0)
                            .for_each(|((s, r), t)| *s += r * t);
                    }
                    for (place, score) in places[rows.clone()].iter().zip(&score[..n]) {
                        sums[*place] += score;
                        *square += score * score;
                    }
                }
            })?;
            sums.iter_mut().zip(squares).for_each(|(sums, square)| clear_rounding(sums, square));
            Ok(sums)
        };
        let share = self.directions.len().div_ceil(rayon::current_num_threads()).max(1);
        let shares: Vec<Vec<Vec<f64>>> =
            self.directions.par_chunks(share).map(of_share).collect::<Result<_, Error>>()?;
        let columns = shares.concat();
        Ok(Mat::from_fn(clusters, columns.len(), |g, k| columns[k][g]))
    }
}

/// Makes 0 of sums that cancel in each cluster, when the squares of what they add up come to `squares`.
fn clear_rounding(sums: &mut [f64], squares: f64) {
    const ROUNDING: f64 = 1e-9;
    if dot(sums, sums).sqrt() <= ROUNDING * squares.sqrt() {
        sums.fill(0.0);
    }
}
