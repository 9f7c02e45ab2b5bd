use linalg_lite::{Design, Gram, MatMut, dot, gram};

use crate::{Error, Objective, Penalty, TwiceDifferentiable};

/// The mean of half the squared errors of a line, as a function of its coefficients alone: the intercept
/// is at its best for each of them. One sweep over the data, and they are no longer needed.
///
/// With the means of products `G = mean (x - m)(x - m)'`, `b = mean (x - m)(y - m_y)`,
/// `a = mean (y - m_y)^2`:
///
/// ```text
/// J(c) = (c'G c - 2 b'c + a) / 2,   dJ/dc = G c - b,   d2J/dc2 = G
/// ```
pub(crate) struct Quadratic {
    gram: Gram,
}

impl Quadratic {
    /// # Errors
    /// [`Error::Numbers`] for bad values or shapes.
    pub(crate) fn new(
        design: Design<'_>,
        targets: &[f64],
        weights: Option<&[f64]>,
    ) -> Result<Self, Error> {
        Ok(Self { gram: gram(design, targets, weights)? })
    }

    /// The intercept that goes with the coefficients.
    pub(crate) fn intercept(&self, coefficients: &[f64]) -> f64 {
        self.gram.means[self.dim()] - dot(&self.gram.means[..self.dim()], coefficients)
    }

    /// The weight of all samples together.
    pub(crate) fn total_weight(&self) -> f64 {
        self.gram.weight
    }

    fn column(&self, j: usize) -> &[f64] {
        let column = self.gram.products.col(j).try_as_col_major();
        column.map_or(&[], |column| &column.as_slice()[..self.dim()])
    }
}

impl Objective for Quadratic {
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
        Ok((self.gram.products[(p, p)] - dot(b, w) + dot(gradient, w)) / 2.0)
    }

    /// The bound of [`MeanLoss`](crate::MeanLoss) with the residuals `r' = f r`: the loss is its own conjugate,
    /// so that `l(z) + l*(r') - z r' = (1 - f)^2 r^2 / 2`.
    fn gap_bound(&self, w: &[f64], penalty: Penalty) -> Result<Option<f64>, Error> {
        let mut gradient = vec![0.0; w.len()];
        let loss = self.gradient(w, &mut gradient)?;
        let gap_of = |f: f64| {
            let of_features: f64 =
                w.iter().zip(&gradient).map(|(w, g)| penalty.fenchel_gap(*w, f * g)).sum();
            (1.0 - f) * (1.0 - f) * loss + of_features
        };
        let largest = gradient.iter().fold(0.0_f64, |most, g| most.max(g.abs()));
        let within = if largest > penalty.l1 { penalty.l1 / largest } else { 1.0 };
        let gap = if penalty.l2 > 0.0 { gap_of(1.0).min(gap_of(within)) } else { gap_of(within) };
        Ok(Some(gap.max(0.0)))
    }
}

impl TwiceDifferentiable for Quadratic {
    fn hessian(
        &self,
        w: &[f64],
        gradient: &mut [f64],
        mut hessian: MatMut<'_, f64>,
    ) -> Result<f64, Error> {
        let p = self.dim();
        hessian.copy_from(self.gram.products.as_ref().submatrix(0, 0, p, p));
        self.gradient(w, gradient)
    }
}
