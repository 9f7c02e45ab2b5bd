use crate::kernels::{product_with_residual, subtract_column};
use crate::{BLOCK_ROWS, Design, Double};

impl Design<'_> {
    /// `X'(y - X w - b)`, with a last entry for the intercept, in one sweep and with twice the digits
    /// throughout: what is left at the optimum, where all that a plain sum would show is its rounding.
    pub(crate) fn exact_gradient(&self, y: &[f64], w: &[f64]) -> Vec<f64> {
        let p = self.n_features();
        let (coefficients, intercept) = w.split_at(p);
        let intercept = intercept.first().copied().unwrap_or(0.0);
        let gradient = self.sweep(
            2 * w.len(),
            || vec![Double::default(); w.len()],
            |gradient, block| {
                let [mut high, mut low] = [[0.0; BLOCK_ROWS]; 2];
                let (high, low) = (&mut high[..block.len()], &mut low[..block.len()]);
                high.copy_from_slice(&y[block.rows()]);
                subtract_column(intercept, &[1.0; BLOCK_ROWS][..block.len()], high, low);
                for (j, w) in coefficients.iter().enumerate() {
                    subtract_column(*w, block.column(j), high, low);
                }
                let ones = &[1.0; BLOCK_ROWS][..block.len()];
                for (j, sum) in gradient.iter_mut().enumerate() {
                    let column = if j < p { block.column(j) } else { ones };
                    *sum = *sum + product_with_residual(column, high, low);
                }
            },
            |total, gradient| {
                total.iter_mut().zip(gradient).for_each(|(sum, part)| *sum = *sum + part);
            },
        );
        gradient.into_iter().map(Double::to_f64).collect()
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
        let gradient = design.exact_gradient(&y, &[3.0, -1.0, 5.0]);
        for (j, g) in gradient.iter().enumerate() {
            let value = if j < 2 { x[(700, j)] } else { 1.0 };
            assert!((g / (value * change) - 1.0).abs() < 1e-12, "{j}: {g:e}");
        }
        let off = design.exact_gradient(&y, &[3.0 + 1e-16, -1.0, 5.0]);
        assert_eq!(off, gradient); // 1e-16 is lost beside 3, not in the sum
    }
}
