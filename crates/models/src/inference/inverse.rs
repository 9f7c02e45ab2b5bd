use std::sync::Arc;

use linalg_lite::{Arrow, ArrowCholesky, Cholesky, Mat, product};

use super::covariance::{Covariance, Solved, clear, deviations, is_rounding, size};
use super::information::{NO_DIGIT, TOO_MANY};
use super::{Filling, Forms};
use crate::error::Error;

/// The inverse of a sum of products of the columns of a design, `(X' diag(s) X)^-1`, for the parameters that are free.
#[derive(Clone, Debug)]
pub(crate) enum Inverse {
    /// Written out.
    Dense(Square),
    /// Where one category is kept apart: times a number, and solved for what is asked.
    Arrow(Arc<ArrowCholesky>, f64),
}

/// What the parameters of an inverse stand for.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Places<'a> {
    /// Their numbers among all.
    pub(crate) free: &'a [usize],
    /// Where each feature counts from: the intercept of features that count from 0 is `b - m'c`.
    pub(crate) centres: &'a [f64],
    /// How many there are in all.
    pub(crate) dim: usize,
}

impl Inverse {
    /// With the smallest part of a column that is left beside others.
    ///
    /// # Errors
    /// [`Error::NoInference`] where rounding would hide it.
    pub(crate) fn of(products: &Arrow) -> Result<(Self, f64), Error> {
        let no_digit = |_| Error::NoInference(NO_DIGIT);
        if products.wide.is_empty() {
            let factor = Cholesky::new(products.corner.as_ref()).map_err(no_digit)?;
            let square = Square::of_root(factor.inverse_root())?;
            return Ok((Self::Dense(square), factor.smallest_remainder()));
        }
        let factor = ArrowCholesky::new(products).map_err(no_digit)?;
        let smallest_remainder = factor.smallest_remainder();
        Ok((Self::Arrow(Arc::new(factor), 1.0), smallest_remainder))
    }

    /// What is written out.
    ///
    /// # Errors
    /// [`Error::NoInference`] where a category is kept apart.
    pub(crate) fn dense(&self) -> Result<&Square, Error> {
        match self {
            Self::Dense(square) => Ok(square),
            Self::Arrow(..) => Err(Error::NoInference(TOO_MANY)),
        }
    }

    pub(crate) fn is_dense(&self) -> bool {
        matches!(self, Self::Dense(_))
    }

    /// `A^-1 v`.
    pub(crate) fn times(&self, v: &[f64]) -> Result<Vec<f64>, Error> {
        Ok(match self {
            Self::Dense(square) => times(&square.whole, v),
            Self::Arrow(factor, times) => {
                let mut solved = factor.solve(v)?;
                solved.iter_mut().for_each(|value| *value *= times);
                solved
            }
        })
    }

    /// The same times a number.
    pub(crate) fn scaled(&self, factor: f64) -> Self {
        match self {
            Self::Dense(square) => Self::Dense(square.scaled(factor)),
            Self::Arrow(inverse, times) => Self::Arrow(inverse.clone(), factor * times),
        }
    }

    /// `factor A^-1`, of features that count from 0.
    pub(crate) fn covariance(&self, factor: f64, places: Places<'_>) -> Result<Covariance, Error> {
        match self {
            Self::Dense(square) => Ok(Covariance::dense(&scaled(&square.whole, factor), places)),
            Self::Arrow(inverse, times) => {
                Solved::covariance(inverse.clone(), None, factor * times, places)
            }
        }
    }

    /// `factor^2 A^-1 M A^-1`, likewise, where a variance of at most `rounding` times that of `factor A^-1` is none.
    pub(crate) fn sandwich(
        &self,
        filling: Filling,
        factor: f64,
        rounding: f64,
        places: Places<'_>,
    ) -> Result<Covariance, Error> {
        match (self, filling) {
            (Self::Dense(square), filling) => {
                let filled = square.sandwich(&filling, rounding / factor)?;
                Ok(Covariance::dense(&scaled(&filled, factor * factor), places))
            }
            (Self::Arrow(inverse, times), Filling::Products(filling)) => {
                let factor = factor * times;
                let filling = Some((filling, rounding / factor));
                Solved::covariance(inverse.clone(), filling, factor * factor, places)
            }
            (Self::Arrow(..), Filling::InRoot(_) | Filling::Sums(_)) => {
                Err(Error::NoInference(TOO_MANY))
            }
        }
    }

    /// `x' A^-1 x` of samples.
    pub(crate) fn forms(&self, free: &[usize], dim: usize) -> Forms {
        match self {
            Self::Dense(square) => Forms::of(&square.root, free, dim),
            Self::Arrow(factor, times) => {
                let (mut columns, mut plain) = factor.inverse_root();
                let scale =
                    |values: &mut Vec<f64>, by: f64| values.iter_mut().for_each(|x| *x *= by);
                columns.iter_mut().for_each(|column| scale(column, times.sqrt()));
                scale(&mut plain, *times);
                Forms::with_plain(&columns, &plain, free, dim)
            }
        }
    }
}

/// `A^-1 = U U'`.
#[derive(Clone, Debug)]
pub(crate) struct Square {
    /// `A^-1`.
    pub(crate) whole: Mat<f64>,
    /// U.
    pub(crate) root: Mat<f64>,
}

impl Square {
    pub(crate) fn of_root(root: Mat<f64>) -> Result<Self, Error> {
        Ok(Self { whole: product(root.as_ref(), root.transpose())?, root })
    }

    /// Of the root of another whose columns are moved by `moves`: the intercept, which is the last, is `b - m'c` instead
    /// of b. Of all its rows those that are `free` are kept.
    pub(super) fn of_moved_root(
        mut root: Mat<f64>,
        free: &[usize],
        moves: &[f64],
    ) -> Result<Self, Error> {
        if root.nrows() > moves.len() {
            for k in 0..root.ncols() {
                let moved: f64 = moves.iter().enumerate().map(|(j, m)| m * root[(j, k)]).sum();
                root[(moves.len(), k)] -= moved;
            }
        }
        Self::of_root(Mat::from_fn(free.len(), root.ncols(), |i, k| root[(free[i], k)]))
    }

    fn scaled(&self, factor: f64) -> Self {
        Self { whole: scaled(&self.whole, factor), root: scaled(&self.root, factor.sqrt()) }
    }

    /// `A^-1 M A^-1` as `U (U' M U) U'`: products with the inverse itself would lose, of sums of parameters that the data
    /// tell well, as many digits as single ones have that they hardly tell. Of sums of scores it is `(T U')' (T U')`, so that
    /// a sum of parameters whose own scores add up to 0 loses no more digits than its terms have.
    ///
    /// Rows and columns are 0 of parameters whose variance is no more than the [rounding](is_rounding) of its terms, or at
    /// most `floor` times that of the inverse.
    pub(crate) fn sandwich(&self, filling: &Filling, floor: f64) -> Result<Mat<f64>, Error> {
        let transposed = self.root.transpose();
        let (mut filled, deviations) = match filling {
            Filling::Products(m) => self.around(&product(
                product(transposed, m.corner.as_ref())?.as_ref(),
                self.root.as_ref(),
            )?)?,
            Filling::InRoot(between) => self.around(between)?,
            Filling::Sums(sums) => {
                let moved = product(sums.as_ref(), transposed)?;
                let squares = |k: usize| sums.col(k).iter().map(|t| t * t).sum::<f64>();
                let deviations: Vec<f64> = (0..sums.ncols()).map(|k| squares(k).sqrt()).collect();
                (product(moved.transpose(), moved.as_ref())?, deviations)
            }
        };
        for j in 0..filled.nrows() {
            let size = size(self.root.row(j).iter(), &deviations);
            let variance = filled[(j, j)];
            if is_rounding(variance, size) || variance <= floor * self.whole[(j, j)] {
                clear(&mut filled, j);
            }
        }
        Ok(filled)
    }

    /// `U N U'`, and the roots of the diagonal of N.
    fn around(&self, between: &Mat<f64>) -> Result<(Mat<f64>, Vec<f64>), Error> {
        let between = symmetric(between);
        let half = product(self.root.as_ref(), between.as_ref())?;
        let filled = product(half.as_ref(), self.root.transpose())?;
        Ok((symmetric(&filled), deviations(&between)))
    }
}

/// `A v`.
fn times(a: &Mat<f64>, v: &[f64]) -> Vec<f64> {
    (0..v.len()).map(|i| (0..v.len()).map(|j| a[(i, j)] * v[j]).sum()).collect()
}

/// The covariance of parameters when columns that count from somewhere are moved by `moves`: of the
/// intercept `b - m'c` instead of b. `free` are the numbers of the parameters; that of the intercept is the one that no
/// feature has, behind the coefficients of its class.
pub(super) fn recentred(covariance: &Mat<f64>, free: &[usize], moves: &[f64]) -> Mat<f64> {
    let group = moves.len() + 1;
    let is_intercept = |place: &usize| free[*place] % group == moves.len();
    let intercepts: Vec<usize> = (0..free.len()).filter(is_intercept).collect();
    if moves.iter().all(|m| *m == 0.0) {
        return covariance.clone();
    }
    // What the intercept at a place is made of, and its covariances.
    let shares = |last: usize| {
        let own = move |k: &usize| free[*k] / group == free[last] / group;
        let share = move |k: usize| (k, if k == last { 1.0 } else { -moves[free[k] % group] });
        (0..=last).filter(own).map(share)
    };
    let with =
        |last: usize, j: usize| shares(last).map(|(k, share)| share * covariance[(k, j)]).sum();
    let mut moved = covariance.clone();
    for &last in &intercepts {
        let of_intercept: Vec<f64> = (0..free.len()).map(|j| with(last, j)).collect();
        for j in 0..free.len() {
            moved[(last, j)] = of_intercept[j];
            moved[(j, last)] = of_intercept[j];
        }
        for &other in intercepts.iter().filter(|other| **other <= last) {
            let both = shares(other).map(|(k, share)| of_intercept[k] * share).sum();
            moved[(last, other)] = both;
            moved[(other, last)] = both;
        }
    }
    moved
}

/// A matrix that is symmetric but for rounding, without it.
fn symmetric(a: &Mat<f64>) -> Mat<f64> {
    Mat::from_fn(a.nrows(), a.ncols(), |i, j| a[(i.min(j), i.max(j))])
}

/// `A` times a number.
pub(crate) fn scaled(a: &Mat<f64>, factor: f64) -> Mat<f64> {
    Mat::from_fn(a.nrows(), a.ncols(), |i, j| factor * a[(i, j)])
}

/// Some rows and columns.
pub(crate) fn part(all: &Mat<f64>, kept: &[usize]) -> Mat<f64> {
    Mat::from_fn(kept.len(), kept.len(), |i, j| all[(kept[i], kept[j])])
}
