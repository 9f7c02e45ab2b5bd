use linalg_lite::{Combination, Mat, dependencies_of_products};

use crate::fit::ALIASED;
use crate::frame::Item;
use crate::{Engine, Error, Frame, Loss, Moments, Second, Sums, Truth};

/// How the features of a frame, and its target, go together.
#[derive(Clone, Debug)]
pub struct Together {
    /// Means of the features.
    pub means: Vec<f64>,
    /// Mean products of their distances from them.
    pub products: Mat<f64>,
    /// Mean products of these and those of the target, or of the number of its class.
    pub with_target: Vec<f64>,
    /// The mean square of the distances of the target from its mean.
    pub of_target: f64,
    /// Which features are the same in every row, whatever rounding makes of their products.
    are_constant: Vec<bool>,
}

impl Together {
    /// How many sums of products are asked for at most: some ten questions.
    const MOST: usize = 10_000;
    /// And of how many features.
    const FEATURES: usize = 2_000;

    /// Asks for the products: a question for numbers, one for levels and one for pairs of levels. None where there are
    /// too many, or they are not finite.
    ///
    /// # Errors
    /// Those of the engine.
    pub fn of(
        engine: &dyn Engine,
        frame: &Frame<'_>,
        moments: &Moments,
    ) -> Result<Option<Self>, Error> {
        let items = frame.items()?;
        let numbers = items.iter().filter(|item| matches!(item, Item::Number { .. })).count();
        let p = frame.n_features();
        if (numbers + 1) * (numbers + 2) / 2 > Self::MOST || p > Self::FEATURES {
            return Ok(None);
        }
        let mut w = vec![0.0; p + 1];
        w[p] = mean_of_target(frame, moments); // from where the target counts
        let (loss, second) = (Loss::SquaredError, Second::Hessian);
        let sums = Sums::at(engine, frame, loss, &moments.centres, &w, second, 0..0)?;
        let Some(hessian) = sums.hessian.map(|hessian| hessian.corner) else { return Ok(None) };
        let n = sums.rows;
        let moved: Vec<f64> = (0..p).map(|j| hessian[(j, p)] / n).collect();
        let rest = -sums.gradient[p] / n; // of the target, as its mean was rounded
        let with_target = |j: usize| -sums.gradient[j] / n - moved[j] * rest;
        let together = Self {
            means: (0..p).map(|j| moments.centres[j] + moved[j]).collect(),
            products: Mat::from_fn(p, p, |i, j| hessian[(i, j)] / n - moved[i] * moved[j]),
            with_target: (0..p).map(with_target).collect(),
            of_target: 2.0 * sums.loss / n - rest * rest,
            are_constant: moments.variances.iter().map(|variance| *variance == 0.0).collect(),
        };
        let is_finite = |j: usize| (0..p).all(|i| together.products[(i, j)].is_finite());
        Ok((0..p).all(is_finite).then_some(together))
    }

    /// Features that others replace, and constants.
    ///
    /// # Errors
    /// [`Error::Numbers`] where a sum is not finite.
    pub fn combinations(&self) -> Result<Vec<Combination>, Error> {
        Ok(dependencies_of_products(self.products.as_ref(), &self.means, ALIASED)?)
    }

    /// The correlation of a feature and the target; none of a constant.
    #[must_use]
    pub fn correlation(&self, feature: usize) -> f64 {
        if self.are_constant[feature] {
            return 0.0;
        }
        self.with_target[feature] / (self.products[(feature, feature)] * self.of_target).sqrt()
    }
}

fn mean_of_target(frame: &Frame<'_>, moments: &Moments) -> f64 {
    match frame.truth {
        Some(Truth::Number { .. }) => {
            moments.of_target.first().map_or(0.0, |sum| sum / moments.weight)
        }
        _ => 0.0,
    }
}
