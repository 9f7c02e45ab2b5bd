use linalg_lite::{Cholesky, DoubleDouble, Gram, Mat, MatMut, dot, gram};

use super::gap::{smallest_gap, steep};
use crate::error::Error;
use crate::penalty::Penalty;
use crate::problem::Problem;
use crate::solver::{Objective, TwiceDifferentiable};
use crate::units::Units;

/// The mean of half the squared errors of a line, as a function of its coefficients alone: the intercept
/// is at its best for each of them. One sweep over the data, and they are no longer needed.
///
/// With the means of products `G = mean (x - m)(x - m)'`, `b = mean (x - m)(y - m_y)`,
/// `a = mean (y - m_y)^2`:
///
/// ```text
/// J(c) = (c'G c - 2 b'c + a) / 2,   dJ/dc = G c - b,   d2J/dc2 = G
/// ```
#[derive(Clone, Copy)]
pub(crate) struct Quadratic<'a> {
    gram: &'a Gram,
    penalty: Penalty,
    units: Units<'a>,
}

/// The means of products of a problem, the offset taken off the target.
///
/// # Errors
/// [`Error::TooManyFeatures`], before memory is asked for.
pub(crate) fn gram_of(problem: &Problem<'_, f64>) -> Result<Gram, Error> {
    const MOST: usize = 8192; // half a gigabyte
    let features = problem.n_features();
    if features > MOST {
        return Err(Error::TooManyFeatures { features, most: MOST });
    }
    Ok(gram(problem.design, &problem.target_less_offset(), problem.weight_values())?)
}

impl<'a> Quadratic<'a> {
    /// With coefficients penalised in these units.
    ///
    /// # Errors
    /// [`Error::Penalty`].
    pub(crate) fn new(gram: &'a Gram, penalty: Penalty, units: Units<'a>) -> Result<Self, Error> {
        Ok(Self { gram, penalty: penalty.check()?, units })
    }

    /// The intercept that goes with the coefficients.
    pub(crate) fn intercept(&self, coefficients: &[f64]) -> f64 {
        let means = self.gram.means[..self.dim()].iter().zip(coefficients);
        let of_target = self.gram.means[self.dim()];
        means.fold(of_target, |sum, (m, c)| sum - *m * DoubleDouble::from(*c)).to_f64()
    }

    /// Half the mean squared error, on samples that this objective need not have been made of, of
    /// coefficients and the intercept that goes with them here.
    pub(crate) fn loss_on(&self, samples: &Gram, coefficients: &[f64]) -> Result<f64, Error> {
        let p = self.dim();
        let mut unused = vec![0.0; p];
        let elsewhere =
            Quadratic { gram: samples, penalty: Penalty::default(), units: Units::default() };
        let around_means = elsewhere.gradient(coefficients, &mut unused)?;
        let means = samples.means.iter().zip(&self.gram.means);
        let apart: Vec<f64> = means.map(|(there, here)| (*there - *here).to_f64()).collect();
        let shift = apart[p] - dot(&apart[..p], coefficients);
        Ok(around_means + shift * shift / 2.0)
    }

    /// What the rounding of the products may hide of `J`: the terms of `c'G c` are large and cancel where columns are
    /// nearly collinear.
    pub(crate) fn rounding(&self, c: &[f64]) -> f64 {
        const FEW: f64 = 4.0;
        let size = |j: usize| -> f64 {
            let products = self.column(j).iter().zip(c).map(|(g, c)| (g * c).abs());
            c[j].abs() * products.sum::<f64>()
        };
        FEW * f64::EPSILON * (0..c.len()).filter(|j| c[*j] != 0.0).map(size).sum::<f64>()
    }

    /// `G^-1 v` of some features, those left out that others of them replace.
    pub(crate) fn solved(
        &self,
        among: &[usize],
        v: &[f64],
    ) -> Result<(Vec<usize>, Vec<f64>), Error> {
        const ROUNDING: f64 = 1e-13;
        let of = |row: usize, column: usize| self.gram.products[(among[row], among[column])];
        let products = Mat::from_fn(among.len(), among.len(), of);
        let (factor, kept) = Cholesky::skipping(products.as_ref(), ROUNDING)?;
        let kept: Vec<usize> = kept.into_iter().map(|place| among[place]).collect();
        let right_side: Vec<f64> = kept.iter().map(|j| v[*j]).collect();
        let solution = factor.solve(&right_side)?;
        Ok((kept, solution))
    }

    fn column(&self, j: usize) -> &[f64] {
        let column = self.gram.products.col(j).try_as_col_major();
        column.map_or(&[], |column| &column.as_slice()[..self.dim()])
    }
}

impl Objective for Quadratic<'_> {
    fn dim(&self) -> usize {
        self.gram.means.len() - 1
    }

    fn gradient(&self, w: &[f64], gradient: &mut [f64]) -> Result<f64, Error> {
        let p = self.dim();
        let b = self.column(p);
        for (g, b) in gradient.iter_mut().zip(b) {
            *g = -b;
        }
        for (j, w) in w.iter().enumerate().filter(|(_, w)| **w != 0.0) {
            gradient.iter_mut().zip(self.column(j)).for_each(|(g, x)| *g += w * x);
        }
        let mut value = (self.gram.products[(p, p)] - dot(b, w) + dot(gradient, w)) / 2.0;
        self.units.left_out().for_each(|j| gradient[j] = 0.0);
        for j in 0..p {
            let l2 = self.penalty(j).l2;
            value += l2 / 2.0 * w[j] * w[j];
            gradient[j] += l2 * w[j];
        }
        Ok(value)
    }

    fn is_nonnegative(&self, parameter: usize) -> bool {
        self.units.is_nonnegative(parameter)
    }

    fn penalty(&self, parameter: usize) -> Penalty {
        self.units.penalty(parameter, self.penalty)
    }

    /// The bound of [`MeanLoss`](crate::objective::MeanLoss) with the residuals `r' = f r`: the loss is its
    /// own conjugate, so that `l(z) + l*(r') - z r' = (r' - r)^2 / 2`; and what rounding may hide. Features x without a
    /// penalty (and not at a bound), or a constant that stands for the intercept, have `r' = f (r - t'x)` with `(mean x x') t = mean r x`.
    fn gap_bound(&self, w: &[f64]) -> Result<Option<f64>, Error> {
        let loss_alone = Self { penalty: Penalty::default(), ..*self };
        let mut gradient = vec![0.0; w.len()];
        let loss = loss_alone.gradient(w, &mut gradient)?;
        let penalties: Vec<Penalty> = (0..w.len()).map(|j| self.penalty(j)).collect();
        let is_above =
            |j: &usize| self.is_nonnegative(*j) && penalties[*j].is_none() && w[*j] > 0.0;
        let above = (0..w.len()).filter(is_above);
        let free: Vec<usize> = self.units.free(w.len()).into_iter().chain(above).collect();
        let (kept, t) = self.solved(&free, &gradient)?;
        let squares = kept.iter().zip(&t).map(|(j, t)| t * gradient[*j]).sum::<f64>(); // t' mean r x
        for (j, t) in kept.iter().zip(&t) {
            gradient.iter_mut().zip(self.column(*j)).for_each(|(g, x)| *g -= t * x);
        }
        free.iter().for_each(|j| gradient[*j] = 0.0);
        let gap_of = |f: f64| {
            let of_feature = |j: usize| match self.is_nonnegative(j) {
                true => penalties[j].fenchel_gap_from_0(w[j], f * gradient[j]),
                false => penalties[j].fenchel_gap(w[j], f * gradient[j]),
            };
            let moved = (1.0 - f) * (1.0 - f) * loss + f * (2.0 - f) * squares / 2.0;
            moved + (0..w.len()).map(of_feature).sum::<f64>()
        };
        let gap = smallest_gap(&penalties, &steep(self, &gradient), gap_of);
        Ok(gap.is_finite().then(|| gap.max(0.0) + self.rounding(w)))
    }

    /// Half the variance of the target.
    fn unit(&self) -> Result<f64, Error> {
        Ok(self.gram.products[(self.dim(), self.dim())] / 2.0)
    }

    fn curvature_change(&self, _: &[f64]) -> Result<f64, Error> {
        Ok(0.0)
    }
}

impl TwiceDifferentiable for Quadratic<'_> {
    fn hessian(
        &self,
        w: &[f64],
        gradient: &mut [f64],
        mut hessian: MatMut<'_, f64>,
    ) -> Result<f64, Error> {
        let p = self.dim();
        hessian.copy_from(self.gram.products.as_ref().submatrix(0, 0, p, p));
        for j in self.units.left_out() {
            hessian.as_mut().row_mut(j).fill(0.0);
            hessian.as_mut().col_mut(j).fill(0.0);
        }
        (0..p).for_each(|j| hessian[(j, j)] += self.penalty(j).l2);
        self.gradient(w, gradient)
    }
}
