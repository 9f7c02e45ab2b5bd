use crate::kernels::{
    anchor, largest_of, multiply, products_with_residual, subtract_columns, weigh_anchor,
};
use crate::{BLOCK_ROWS, Block, Design, DoubleDouble, Error, dot};

/// What weights leave of the target: `r = y - X w - b`, in samples that count `c_i`.
pub(crate) struct Residual {
    /// `sum_i c_i r_i x_i`, with a last entry for the intercept.
    pub(crate) products: Vec<DoubleDouble>,
    /// `sum_i c_i r_i^2`.
    pub(crate) squares: f64,
}

/// The residual of coefficients and an intercept, to be looked at block by block, with twice the digits
/// where it matters: at the optimum all that a plain sum of `X'r` would show is its rounding.
pub(crate) struct Line<'a> {
    pub(crate) coefficients: &'a [f64],
    pub(crate) intercept: DoubleDouble,
    /// The largest number of each column of `[X y]`, or more, its sign left out.
    pub(crate) largest: &'a [f64],
}

/// For the values of four levels.
type Rooms = [Vec<f64>; 4];

impl Line<'_> {
    /// In one sweep.
    pub(crate) fn residual(
        &self,
        design: Design<'_>,
        y: &[f64],
        counts: Option<&[f64]>,
    ) -> Result<Residual, Error> {
        let dim = design.dim();
        let (products, squares, _) = design.sweep(
            2 * dim + 1,
            || (vec![DoubleDouble::default(); dim], 0.0, Rooms::default()),
            |(products, squares, rooms), block| {
                let [mut high, mut low] = [[0.0; BLOCK_ROWS]; 2];
                let (high, low) = (&mut high[..block.len()], &mut low[..block.len()]);
                self.subtract_from(&y[block.rows()], block, [&mut *high, &mut *low], rooms);
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
                self.add_products(block, [high, low], rooms, products);
            },
            |(total, all_squares, _), (products, squares, _)| {
                total.iter_mut().zip(products).for_each(|(sum, part)| *sum = *sum + part);
                *all_squares += squares;
            },
        )?;
        Ok(Residual { products, squares })
    }

    /// `r = high + low = y - X w - b` for the samples of a block.
    fn subtract_from(
        &self,
        y: &[f64],
        block: Block<'_>,
        [high, low]: [&mut [f64]; 2],
        rooms: &mut Rooms,
    ) {
        let p = self.coefficients.len();
        let terms = self.coefficients.iter().zip(self.largest).map(|(w, x)| (w * x).abs());
        let anchor =
            anchor(2.0 * (terms.sum::<f64>() + self.intercept.high.abs() + self.largest[p]));
        let ones = &[1.0; BLOCK_ROWS][..block.len()];
        high.fill(anchor);
        let DoubleDouble { high: intercept, low: rest } = self.intercept;
        subtract_columns([-1.0, intercept, rest], [y, ones, ones], high, low);
        let (fours, rest) = self.coefficients.as_chunks::<4>();
        for (four, w) in fours.iter().enumerate() {
            subtract_columns(*w, block.features(4 * four, rooms), high, low);
        }
        for (k, w) in rest.iter().enumerate() {
            subtract_columns([*w], [block.feature(4 * fours.len() + k, &mut rooms[0])], high, low);
        }
        weigh_anchor(anchor, high, low);
    }

    /// `g += X'r`, and the sum of r for the intercept.
    fn add_products(
        &self,
        block: Block<'_>,
        [high, low]: [&[f64]; 2],
        rooms: &mut Rooms,
        sums: &mut [DoubleDouble],
    ) {
        let p = self.coefficients.len();
        let largest = 2.0 * largest_of(high);
        let bound =
            |j: usize| block.len() as f64 * largest * if j < p { self.largest[j] } else { 1.0 };
        for first in (0..p / 4 * 4).step_by(4) {
            let bounds = std::array::from_fn(|k| bound(first + k));
            let x = block.features(first, rooms);
            let products = products_with_residual(x, bounds, high, low);
            (0..4).for_each(|k| sums[first + k] = sums[first + k] + products[k]);
        }
        let ones = &[1.0; BLOCK_ROWS][..block.len()];
        for j in p / 4 * 4..sums.len() {
            let column = if j < p { block.feature(j, &mut rooms[0]) } else { ones };
            let [product] = products_with_residual([column], [bound(j)], high, low);
            sums[j] = sums[j] + product;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Mat;
    use crate::random::Random;

    #[test]
    fn what_rounding_would_hide_is_seen() {
        let n = 1500; // y = 3 x_0 - x_1 + 5 exactly, but for one tiny change
        let x = Mat::from_fn(n, 2, |i, j| f64::from(((i * (3 + j)) % 101) as u32) + 1e6);
        let mut y: Vec<f64> = (0..n).map(|i| 3.0 * x[(i, 0)] - x[(i, 1)] + 5.0).collect();
        y[700] += 1e-9; // rounded to a multiple of 2^-31
        let change = y[700] - (3.0 * x[(700, 0)] - x[(700, 1)] + 5.0);
        let design = Design::new(x.as_ref(), true).unwrap();
        let intercept = DoubleDouble::from(5.0);
        let line = Line { coefficients: &[3.0, -1.0], intercept, largest: &[2e6, 2e6, 1e7] };
        let residual = line.residual(design, &y, None).unwrap();
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
        let line = Line { coefficients: &[w], intercept, largest: &[2e9, 0.0] };
        let residual = line.residual(design, &[0.0; 3], None).unwrap();
        assert!((residual.squares - 5.0 * w * w).abs() < 1e-15, "{:e}", residual.squares);
    }

    /// Bounds far too large cost none of the digits that matter, and columns of any number share none.
    #[test]
    fn they_are_the_sums_of_double_doubles() {
        let dd = DoubleDouble::from;
        for (n, p) in [(1, 0), (7, 1), (511, 3), (1030, 9)] {
            let mut random = Random(n as u64);
            let numbers = random.vector(n * p);
            let x = Mat::from_fn(n, p, |i, j| 1e3 + numbers[j * n + i]);
            let (y, coefficients) = (random.vector(n), random.vector(p));
            let counts: Vec<f64> = random.vector(n).iter().map(|c| c * c).collect();
            let largest = vec![1e9; p + 1];
            let line = Line { coefficients: &coefficients, intercept: dd(0.1), largest: &largest };
            let found =
                line.residual(Design::new(x.as_ref(), true).unwrap(), &y, Some(&counts)).unwrap();
            let mut exact = vec![DoubleDouble::default(); p + 1];
            for i in 0..n {
                let terms = coefficients.iter().enumerate();
                let r = terms.fold(dd(y[i]) - dd(0.1), |r, (j, w)| {
                    r - DoubleDouble::of_product(x[(i, j)], *w)
                });
                for (j, sum) in exact.iter_mut().enumerate() {
                    *sum = *sum + r * dd(counts[i]) * dd(if j < p { x[(i, j)] } else { 1.0 });
                }
            }
            for (found, exact) in found.products.iter().zip(&exact) {
                let off = (*found - *exact).to_f64().abs();
                assert!(off <= 1e-22 * n as f64 * 1e6, "{n} x {p}: {off:e}");
            }
        }
    }
}
