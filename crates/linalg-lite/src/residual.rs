use crate::kernels::{multiply, product_with_residual, renew, subtract_column};
use crate::{BLOCK_ROWS, Design, DoubleDouble, Error, dot};

/// What weights leave of the target: `r = y - X w - b`, in samples that count `c_i`.
pub(crate) struct Residual {
    /// `sum_i c_i r_i x_i`, with a last entry for the intercept.
    pub(crate) products: Vec<DoubleDouble>,
    /// `sum_i c_i r_i^2`.
    pub(crate) squares: f64,
}

impl Design<'_> {
    /// The residual of coefficients `w` and an intercept in one sweep, with twice the digits where it
    /// matters: at the optimum all that a plain sum of `X'r` would show is its rounding.
    pub(crate) fn residual(
        &self,
        y: &[f64],
        counts: Option<&[f64]>,
        coefficients: &[f64],
        intercept: DoubleDouble,
    ) -> Result<Residual, Error> {
        let (p, dim) = (self.n_features(), self.dim());
        let (products, squares, _) = self.sweep(
            2 * dim + 1,
            || (vec![DoubleDouble::default(); dim], 0.0, Vec::new()),
            |(products, squares, level), block| {
                let [mut high, mut low] = [[0.0; BLOCK_ROWS]; 2];
                let (high, low) = (&mut high[..block.len()], &mut low[..block.len()]);
                let ones = &[1.0; BLOCK_ROWS][..block.len()];
                high.copy_from_slice(&y[block.rows()]);
                subtract_column(intercept.high, ones, high, low);
                if intercept.low != 0.0 {
                    subtract_column(intercept.low, ones, high, low);
                }
                for (j, w) in coefficients.iter().enumerate() {
                    subtract_column(*w, block.feature(j, level), high, low);
                }
                renew(high, low);
                match counts {
                    None => *squares += dot(high, high),
                    Some(counts) => {
                        let counts = &counts[block.rows()];
                        let counted = high.iter().zip(counts);
                        let plain: Vec<f64> =
                            counted.map(|(r, c)| if *c == 0.0 { 0.0 } else { *r }).collect();
                        multiply(counts, high, low);
                        *squares += dot(&plain, high);
                    }
                }
                for (j, sum) in products.iter_mut().enumerate() {
                    let column = if j < p { block.feature(j, level) } else { ones };
                    *sum = *sum + product_with_residual(column, high, low);
                }
            },
            |(total, all_squares, _), (products, squares, _)| {
                total.iter_mut().zip(products).for_each(|(sum, part)| *sum = *sum + part);
                *all_squares += squares;
            },
        )?;
        Ok(Residual { products, squares })
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
        let residual = design.residual(&y, None, &[3.0, -1.0], DoubleDouble::from(5.0)).unwrap();
        assert_eq!(residual.squares, change * change);
        for (j, g) in residual.products.iter().enumerate() {
            let value = if j < 2 { x[(700, j)] } else { 1.0 };
            let g = g.to_f64();
            assert!((g / (value * change) - 1.0).abs() < 1e-12, "{j}: {g:e}");
        }
    }

    /// Where terms of 1e9 cancel, what is left of them counts with all of its digits.
    #[test]
    fn squares_of_what_large_terms_leave() {
        let w = 0.1 + 0.2;
        let x = Mat::from_fn(3, 1, |i, _| [1e9, 1e9 + 1.0, 1e9 + 2.0][i]);
        let design = Design::new(x.as_ref(), true).unwrap();
        let intercept = -DoubleDouble::of_product(w, 1e9);
        let residual = design.residual(&[0.0; 3], None, &[w], intercept).unwrap();
        assert!((residual.squares - 5.0 * w * w).abs() < 1e-15, "{:e}", residual.squares);
    }
}
