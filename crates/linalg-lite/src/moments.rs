use crate::{BLOCK_ROWS, Block, Design, dot, sum};

/// Mean and variance of every feature.
#[derive(Clone, Debug, PartialEq)]
pub struct Moments {
    /// `mean_j = 1/n sum_i x_ij`.
    pub means: Vec<f64>,
    /// `variance_j = 1/n sum_i (x_ij - mean_j)^2`.
    pub variances: Vec<f64>,
}

impl Design<'_> {
    /// Means and variances in one sweep: two passes over each block while it is in the cache, and
    /// blocks merged pair by pair, so that a mean far from zero costs no digits.
    ///
    /// # Source
    /// Chan, Golub and LeVeque, *Algorithms for computing the sample variance*, The American
    /// Statistician 37 (1983).
    ///
    /// ```
    /// use linalg_lite::{Design, matrix_from_columns};
    ///
    /// let x = matrix_from_columns(&[&[1e9 + 1.0, 1e9 + 3.0]])?;
    /// let moments = Design::new(x.as_ref(), false)?.moments();
    /// assert_eq!((moments.means[0], moments.variances[0]), (1e9 + 2.0, 1.0));
    /// # Ok::<(), linalg_lite::Error>(())
    /// ```
    #[must_use]
    pub fn moments(&self) -> Moments {
        let p = self.n_features();
        let columns = self.sweep(
            3 * p,
            || vec![Deviations::default(); p],
            |columns, block| {
                for (j, column) in columns.iter_mut().enumerate() {
                    column.merge(&Deviations::of(block, j));
                }
            },
            |total, columns| {
                total.iter_mut().zip(&columns).for_each(|(all, more)| all.merge(more));
            },
        );
        Moments {
            means: columns.iter().map(|column| column.mean).collect(),
            variances: columns.iter().map(|column| column.squares / column.count).collect(),
        }
    }
}

/// Number, mean, and sum of squared deviations from the mean.
#[derive(Clone, Debug, Default)]
struct Deviations {
    count: f64,
    mean: f64,
    squares: f64,
}

impl Deviations {
    fn of(block: Block<'_>, j: usize) -> Self {
        let (values, count) = (block.column(j), block.len() as f64);
        let mean = sum(values) / count;
        let mut deviations = [0.0; BLOCK_ROWS];
        let deviations = &mut deviations[..values.len()];
        for i in 0..values.len() {
            deviations[i] = values[i] - mean;
        }
        Self { count, mean, squares: dot(deviations, deviations) }
    }

    fn merge(&mut self, other: &Self) {
        let count = self.count + other.count;
        let distance = other.mean - self.mean;
        let part = other.count / count;
        self.mean += distance * part;
        self.squares += other.squares + distance * distance * self.count * part;
        self.count = count;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Mat;

    #[test]
    fn they_are_those_of_the_definition_however_many_blocks() {
        for n in [1, 2, 511, 513, 5000] {
            let x = Mat::from_fn(n, 2, |i, j| ((i * 37 + j) % 101) as f64 + 1e6 * j as f64);
            let moments = Design::new(x.as_ref(), true).unwrap().moments();
            for j in 0..2 {
                let count = n as f64;
                let mean = (0..n).map(|i| x[(i, j)]).sum::<f64>() / count;
                let squares: f64 = (0..n).map(|i| (x[(i, j)] - mean) * (x[(i, j)] - mean)).sum();
                assert!((moments.means[j] - mean).abs() <= 1e-15 * mean.abs());
                assert!((moments.variances[j] - squares / count).abs() <= 1e-10, "n = {n}");
            }
        }
    }
}
