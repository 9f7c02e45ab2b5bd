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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::random::Random;
    use crate::{DoubleDouble, least_squares, matrix_from_columns};

    fn divide(a: DoubleDouble, b: DoubleDouble) -> DoubleDouble {
        let first = DoubleDouble::from(a.to_f64() / b.to_f64());
        first + DoubleDouble::from((a - first * b).to_f64() / b.to_f64())
    }

    /// Coefficients and intercept with twice the digits, by the normal equations of `[X 1]`.
    fn exact(columns: &[Vec<f64>], y: &[f64]) -> Vec<f64> {
        let ones = vec![1.0; y.len()];
        let all: Vec<&[f64]> = columns.iter().map(Vec::as_slice).chain([&ones[..], y]).collect();
        let dim = all.len() - 1;
        let product = |a: &[f64], b: &[f64]| {
            let terms = a.iter().zip(b);
            terms
                .fold(DoubleDouble::default(), |sum, (a, b)| sum + DoubleDouble::of_product(*a, *b))
        };
        let mut rows: Vec<Vec<DoubleDouble>> =
            (0..dim).map(|i| all.iter().map(|b| product(all[i], b)).collect()).collect();
        for k in 0..dim {
            for i in (0..dim).filter(|i| *i != k) {
                let times = divide(rows[i][k], rows[k][k]);
                for j in k..=dim {
                    let taken = times * rows[k][j];
                    rows[i][j] = rows[i][j] - taken;
                }
            }
        }
        (0..dim).map(|k| divide(rows[k][dim], rows[k][k]).to_f64()).collect()
    }

    /// Up to the limit and beyond: products and triangles leave no more than the last digit to be desired.
    #[test]
    fn both_ways_find_every_digit_and_each_is_taken() {
        let mut sweeps = [0, 0];
        for seed in 0..200 {
            let mut random = Random(seed + 1);
            let (n, p) = (100 + random.below(900), 2 + random.below(7));
            let shared = random.vector(n);
            let own = crate::exp(-6.5 * random.vector(1)[0].abs()); // inflations up to 1e6
            let columns: Vec<Vec<f64>> = (0..p)
                .map(|_| shared.iter().zip(random.vector(n)).map(|(s, r)| s + own * r).collect())
                .collect();
            let noise = random.vector(n);
            let y: Vec<f64> = (0..n)
                .map(|i| {
                    let size = |j: usize| crate::exp(-2.0 * j as f64); // the last are a millionth
                    (0..p).map(|j| size(j) * columns[j][i]).sum::<f64>() + noise[i] + 3.0
                })
                .collect();
            let slices: Vec<&[f64]> = columns.iter().map(Vec::as_slice).collect();
            let x = matrix_from_columns(&slices).unwrap();
            let line =
                least_squares(Design::new(x.as_ref(), true).unwrap(), &y, None, &[]).unwrap();
            sweeps[line.sweeps - 2] += 1;
            let largest = line.weights.iter().fold(0.0, |most: f64, w| most.max(w.abs()));
            for (w, exact) in line.weights.iter().zip(exact(&columns, &y)) {
                let off = (w - exact).abs() / exact.abs().max(1e-6 * largest);
                assert!(off <= f64::EPSILON, "{seed}: {} sweeps, {off:e}", line.sweeps);
            }
        }
        assert!(sweeps.iter().all(|times| *times > 20), "{sweeps:?}");
    }

    /// However near to collinear, what counts as a combination is decided by a triangle.
    #[test]
    fn what_is_nearly_a_combination_is_left_to_a_triangle() {
        let mut random = Random(7);
        let (u, v) = (random.vector(300), random.vector(300));
        for (distance, sweeps) in [(1.0, 2), (0.1, 2), (1e-3, 3), (1e-9, 3), (0.0, 3)] {
            let third: Vec<f64> =
                (0..300).map(|i| u[i] - v[i] + distance * random.vector(1)[0]).collect();
            let x = matrix_from_columns(&[&u, &v, &third]).unwrap();
            let line =
                least_squares(Design::new(x.as_ref(), true).unwrap(), &v, None, &[]).unwrap();
            assert_eq!(line.sweeps, sweeps, "{distance}");
            assert_eq!(line.rank, if distance == 0.0 { 3 } else { 4 });
        }
        let far: Vec<f64> = u.iter().map(|u| 1e15 + u).collect(); // rounded to eighths
        let x = matrix_from_columns(&[&far, &v]).unwrap();
        let line = least_squares(Design::new(x.as_ref(), true).unwrap(), &u, None, &[]).unwrap();
        assert_eq!(line.sweeps, 3);
    }
}
