use crate::factor::{Factor, Root};
use crate::products::Products;
use crate::rounding::Rounding;
use crate::{Cholesky, Design, Error, Mat};

/// No column may have less than the inverse of this of its squared length left outside all others (its
/// *inflation*). Solutions of the normal equations are then off by about 1e4 roundings, 1e-12, and one
/// correction by a residual of twice the digits leaves the square of that, which is not seen in
/// coefficients a millionth of the largest either. Reflections, which do not square the condition, have to
/// find what is more nearly collinear, and they alone say what is a combination of others.
const MOST_INFLATION: f64 = 1e4;

impl Factor {
    /// The factor of the normal equations `X'X + n l2`, with the weights that solve them, of columns counted
    /// from their centres. None where a triangle has to be asked: for columns that may be combinations of
    /// others, nearly or but for rounding, or whose products lose digits or leave the range of numbers.
    pub(crate) fn of_products(
        sums: &Products,
        design: Design<'_>,
        penalties: &[f64],
    ) -> Result<Option<(Self, Vec<f64>)>, Error> {
        let p = design.n_features();
        if !(0..=p).all(|j| sums.keep_digits(j)) {
            return Ok(None);
        }
        let lengths: Vec<f64> =
            (0..p).map(|j| (sums.centred(j, j) + penalties[j]).sqrt()).collect();
        if !lengths.iter().all(|length| length.is_finite()) {
            return Ok(None);
        }
        let unit_products = Mat::from_fn(p, p, |i, j| match (i > j, i == j) {
            (true, _) => sums.centred(i, j) / lengths[i] / lengths[j],
            (_, on_diagonal) => f64::from(u8::from(on_diagonal)),
        });
        let Ok(root) = Cholesky::new(unit_products.as_ref()) else { return Ok(None) };
        let inflations = root.diagonal_of_inverse();
        let rests: Vec<f64> = (0..p).map(|j| sums.rest_of_mean(j)).collect();
        let is_far_from_collinear = inflations.iter().all(|inflation| *inflation <= MOST_INFLATION);
        let is_penalised = penalties.iter().any(|penalty| *penalty > 0.0);
        let means: Vec<f64> = (0..p).map(|j| sums.centres[j] + rests[j]).collect();
        let rounding = Rounding::of(design.n_samples(), sums.weight, &lengths, &means);
        if !is_far_from_collinear || !(is_penalised || rounding.leaves_all(&inflations)) {
            return Ok(None);
        }
        let factor = Self {
            root: Root::Products(root),
            lengths,
            centres: sums.centres[..p].to_vec(),
            rests,
            scales: vec![1.0; p + 1],
            intercept: design.has_intercept(),
            n: sums.weight,
        };
        let mut right_side: Vec<f64> = (0..p).map(|j| sums.products[(j, p)]).collect();
        right_side.extend(design.has_intercept().then_some(sums.sums[p]));
        let mut weights = factor.solve_gram(&right_side)?;
        weights[p..].iter_mut().for_each(|intercept| *intercept += sums.centres[p]);
        Ok(Some((factor, weights)))
    }
}

impl Products {
    /// Whether the squares of column j of `[X y]` neither overflow nor vanish, nor are mostly the square of
    /// what its centre is short of its mean.
    fn keep_digits(&self, j: usize) -> bool {
        let squares = self.products[(j, j)];
        (1e-280..1e280).contains(&squares) && self.centred(j, j) >= squares / 2.0
    }
}
