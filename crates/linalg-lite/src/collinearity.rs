use crate::{Cholesky, Design, Error, Gram, gram};

/// How much features say what others say, too.
#[derive(Clone, Debug, PartialEq)]
pub struct Collinearity {
    /// One variance inflation factor a feature, `1 / (1 - R_j^2)`, where `R_j^2` is the part of its
    /// variance that the others explain: 1 when none is, 10 when nine tenths are.
    pub inflation: Vec<f64>,
    /// The condition number of the correlation matrix in the 1-norm: 1 when no two features are
    /// correlated; errors of the data may come back in the weights so many times as large.
    pub condition: f64,
}

/// From the inverse of the correlation matrix C: `inflation_j = (C^-1)_jj`, and
/// `condition = |C|_1 |C^-1|_1`.
///
/// # Errors
/// [`Error::NotPositiveDefinite`] when a feature is constant or a combination of others: see
/// [`dependencies`](crate::dependencies); [`Error::NotFinite`] for a bad feature.
///
/// # Source
/// Belsley, Kuh and Welsch, *Regression Diagnostics* (1980), 3.2.
///
/// ```
/// use linalg_lite::{Design, collinearity, matrix_from_columns};
///
/// // A correlation of 0.6, so that 1 / (1 - 0.36) and (1.6 / 0.64) 1.6.
/// let x = matrix_from_columns(&[&[1.0, 1.0, -1.0, -1.0], &[1.4, -0.2, 0.2, -1.4]])?;
/// let found = collinearity(Design::new(x.as_ref(), true)?)?;
/// assert!((found.inflation[0] - 1.5625).abs() < 1e-12);
/// assert!((found.condition - 4.0).abs() < 1e-12);
/// # Ok::<(), linalg_lite::Error>(())
/// ```
pub fn collinearity(design: Design<'_>) -> Result<Collinearity, Error> {
    let dim = design.n_features();
    let Gram { products, .. } = gram(design, &vec![0.0; design.n_samples()], None)?;
    let deviations: Vec<f64> = (0..dim).map(|j| products[(j, j)].sqrt()).collect();
    let correlation = crate::Mat::from_fn(dim, dim, |i, j| {
        let (i, j) = if i < j { (j, i) } else { (i, j) };
        products[(i, j)] / deviations[i] / deviations[j]
    });
    let factor = Cholesky::new(correlation.as_ref())?;
    let (mut inflation, mut norm, mut inverse_norm) = (Vec::new(), 0.0_f64, 0.0_f64);
    for j in 0..dim {
        let mut unit = vec![0.0; dim];
        unit[j] = 1.0;
        let inverse = factor.solve(&unit)?;
        inflation.push(inverse[j]);
        inverse_norm = inverse_norm.max(inverse.iter().map(|entry| entry.abs()).sum());
        norm = norm.max((0..dim).map(|i| correlation[(i, j)].abs()).sum());
    }
    Ok(Collinearity { inflation, condition: norm * inverse_norm })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Mat, least_squares, matrix_from_columns, mean};

    #[test]
    fn inflation_is_what_least_squares_on_the_others_explains() {
        let x = Mat::from_fn(40, 4, |i, j| {
            let wave = ((i * (3 * j + 5) + 7 * j) % 23) as f64;
            if j == 3 { 0.5 * ((i * 5) % 23) as f64 + 0.3 * wave } else { wave }
        });
        let found = collinearity(Design::new(x.as_ref(), true).unwrap()).unwrap();
        for j in 0..4 {
            let values = |k: usize| (0..40).map(|i| x[(i, k)]).collect::<Vec<f64>>();
            let others: Vec<Vec<f64>> = (0..4).filter(|k| *k != j).map(values).collect();
            let others: Vec<&[f64]> = others.iter().map(Vec::as_slice).collect();
            let others = matrix_from_columns(&others).unwrap();
            let own = values(j);
            let line = least_squares(Design::new(others.as_ref(), true).unwrap(), &own, None, &[])
                .unwrap();
            let centre = mean(&own);
            let squares: Vec<f64> = own.iter().map(|v| (v - centre) * (v - centre)).collect();
            let unexplained = 2.0 * line.objective / mean(&squares); // 1 - R^2
            assert!((found.inflation[j] * unexplained - 1.0).abs() < 1e-10, "{j}");
        }
    }

    #[test]
    fn combinations_and_constants_are_refused() {
        let x = matrix_from_columns(&[&[1.0, 2.0, 4.0], &[2.0, 4.0, 8.0]]).unwrap();
        assert!(collinearity(Design::new(x.as_ref(), true).unwrap()).is_err());
        let x = matrix_from_columns(&[&[1.0, 2.0, 4.0], &[3.0, 3.0, 3.0]]).unwrap();
        assert!(collinearity(Design::new(x.as_ref(), true).unwrap()).is_err());
    }
}
