use crate::kernels::{product_with_residual, subtract_column};
use crate::{BLOCK_ROWS, Design, Double, dot};

/// What weights leave of the target: `r = y - X w - b`.
pub(crate) struct Residual {
    /// `X'r`, with a last entry for the intercept.
    pub(crate) products: Vec<f64>,
    /// `r'r`.
    pub(crate) squares: f64,
}

impl Design<'_> {
    /// The residual of weights `w` in one sweep, with twice the digits where it matters: at the
    /// optimum all that a plain sum of `X'r` would show is its rounding.
    pub(crate) fn residual(&self, y: &[f64], w: &[f64]) -> Residual {
        let p = self.n_features();
        let (coefficients, intercept) = w.split_at(p);
        let intercept = intercept.first().copied().unwrap_or(0.0);
        let (products, squares) = self.sweep(
            2 * w.len() + 1,
            || (vec![Double::default(); w.len()], 0.0),
            |(products, squares), block| {
                let [mut high, mut low] = [[0.0; BLOCK_ROWS]; 2];
                let (high, low) = (&mut high[..block.len()], &mut low[..block.len()]);
                high.copy_from_slice(&y[block.rows()]);
                subtract_column(intercept, &[1.0; BLOCK_ROWS][..block.len()], high, low);
                for (j, w) in coefficients.iter().enumerate() {
                    subtract_column(*w, block.column(j), high, low);
                }
                let ones = &[1.0; BLOCK_ROWS][..block.len()];
                for (j, sum) in products.iter_mut().enumerate() {
                    let column = if j < p { block.column(j) } else { ones };
                    *sum = *sum + product_with_residual(column, high, low);
                }
                *squares += dot(high, high);
            },
            |(total, all_squares), (products, squares)| {
                total.iter_mut().zip(products).for_each(|(sum, part)| *sum = *sum + part);
                *all_squares += squares;
            },
        );
        Residual { products: products.into_iter().map(Double::to_f64).collect(), squares }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Mat;

    #[test]
    fn what_rounding_would_hide_is_seen() {
        let n = 1500; // y = 3 x_0 - x_1 + 5 exactly, but for one tiny change
        let x = Mat::from_fn(n, 2, |i, j| f64::from(((i * (3 + j)) % 101) as u32) + 1e6);
        let mut y: Vec<f64> = (0..n).map(|i| 3.0 * x[(i, 0)] - x[(i, 1)] + 5.0).collect();
        y[700] += 1e-9; // rounded to a multiple of 2^-31
        let change = y[700] - (3.0 * x[(700, 0)] - x[(700, 1)] + 5.0);
        let design = Design::new(x.as_ref(), true).unwrap();
        let residual = design.residual(&y, &[3.0, -1.0, 5.0]);
        assert_eq!(residual.squares, change * change);
        for (j, g) in residual.products.iter().enumerate() {
            let value = if j < 2 { x[(700, j)] } else { 1.0 };
            assert!((g / (value * change) - 1.0).abs() < 1e-12, "{j}: {g:e}");
        }
    }
}
