use crate::products::centres;
use crate::residual::{Line, Residual};
use crate::triangle::{Frame, Triangle, inverse_power, largest, powers_of_two};
use crate::unit_columns::UnitColumns;
use crate::{Cholesky, Combination, Design, DoubleDouble, Error, Mat, PivotedQr, dot};

/// `R` with `R'R = X'X + n l2`, for centred features in columns of unit length.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Factor {
    pub(crate) root: Root,
    /// The length of each centred column; 0 for a column of no use.
    pub(crate) lengths: Vec<f64>,
    /// What each column of X was counted from.
    pub(crate) centres: Vec<f64>,
    /// The means of the columns counted so, in the units of the triangle.
    pub(crate) rests: Vec<f64>,
    /// What each column of `[X y]` was multiplied by.
    pub(crate) scales: Vec<f64>,
    pub(crate) intercept: bool,
    pub(crate) n: f64,
}

/// Where it comes from.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Root {
    /// From the products of all columns, none of which is nearly a combination of others.
    Products(Cholesky),
    /// From the triangle of the columns, of which so many are no combinations of others.
    Triangle { qr: PivotedQr, rank: usize },
}

impl Factor {
    pub(crate) fn of(
        triangle: &Triangle,
        frame: &Frame<'_>,
        design: Design<'_>,
        n: f64,
        penalties: &[f64],
    ) -> Self {
        let p = design.n_features();
        let is_penalised = penalties.iter().any(|penalty| *penalty > 0.0);
        let UnitColumns { columns, mut lengths, rests, rounding } =
            UnitColumns::of(triangle, frame, design, n, is_penalised);
        let rows = if is_penalised { 2 * p } else { p };
        (0..p).filter(|j| penalties[*j].is_infinite()).for_each(|j| lengths[j] = 0.0);
        let mut shares = vec![1.0; p]; // of a unit, where the row of the penalty is longer than the column
        for j in 0..p {
            let penalty = penalties[j].sqrt() * frame.scales[j];
            if penalty > lengths[j] && lengths[j] > 0.0 {
                shares[j] = inverse_power(penalty / lengths[j]);
                lengths[j] /= shares[j];
            }
        }
        let unit_columns = Mat::from_fn(rows, p, |i, j| match lengths[j] {
            0.0 => 0.0,
            _ if i < p => shares[j] * columns[(i, j)],
            length if i - p == j => penalties[j].sqrt() * frame.scales[j] / length,
            _ => 0.0,
        });
        let mut qr = PivotedQr::new(&unit_columns);
        let rank = if is_penalised { qr.rank(0.0) } else { rounding.rank(&qr) };
        if rank < p {
            qr = PivotedQr::preferring_first(&unit_columns);
        }
        let centres = frame.centres[..p].to_vec();
        let (scales, intercept) = (frame.scales.clone(), design.has_intercept());
        let root = Root::Triangle { qr, rank };
        Self { root, lengths, centres, rests, scales, intercept, n }
    }

    /// The columns beyond the rank, in ascending order.
    pub(crate) fn dependent(&self) -> Vec<usize> {
        let Root::Triangle { qr, rank } = &self.root else { return Vec::new() };
        let mut dependent = qr.order()[*rank..].to_vec();
        dependent.sort_unstable();
        dependent
    }

    /// For each column beyond the rank its combination of those within: `R^-1` of it. Factors that are
    /// mere rounding are left out.
    pub(crate) fn combinations(&self) -> Vec<Combination> {
        const ROUNDING: f64 = 1e-9;
        let Root::Triangle { qr, rank } = &self.root else { return Vec::new() };
        let order = qr.order();
        let mut combinations: Vec<Combination> = (*rank..order.len())
            .map(|place| {
                let feature = order[place];
                let length = self.lengths[feature] / self.scales[feature];
                let of_units = qr.combination(place, *rank);
                let mut terms: Vec<(usize, f64)> = of_units
                    .iter()
                    .zip(order)
                    .filter(|(factor, _)| factor.abs() > ROUNDING && length > 0.0)
                    .map(|(factor, &j)| (j, factor * length * self.scales[j] / self.lengths[j]))
                    .collect();
                terms.sort_unstable_by_key(|(j, _)| *j);
                let mean = |j: usize| self.centres[j] + self.rests[j] / self.scales[j];
                let parts = || terms.iter().map(|(j, factor)| factor * mean(*j));
                let constant = mean(feature) - parts().sum::<f64>();
                let size = mean(feature).abs() + parts().map(f64::abs).sum::<f64>();
                let constant = if constant.abs() > ROUNDING * size { constant } else { 0.0 };
                let constant = if self.intercept { constant } else { 0.0 };
                Combination { feature, terms, constant }
            })
            .collect();
        combinations.sort_unstable_by_key(|combination| combination.feature);
        combinations
    }

    /// The weights of the columns counted from their centres, by `R` and `Q'y`.
    pub(crate) fn solve(
        &self,
        triangle: &Triangle,
        centre_of_target: f64,
    ) -> Result<Vec<f64>, Error> {
        let Root::Triangle { qr, rank } = &self.root else { return Ok(Vec::new()) };
        let p = self.lengths.len();
        let mut right_side: Vec<f64> = (0..p).map(|i| triangle.centred(i, p)).collect();
        right_side.resize(qr.rows(), 0.0);
        let unit_weights = qr.solve(&right_side, *rank)?;
        let mut weights = self.in_plain_units(&unit_weights, triangle.rest_of_mean(p));
        weights[p..].iter_mut().for_each(|intercept| *intercept += centre_of_target);
        Ok(weights)
    }

    /// `X'r` for the columns counted from their centres, and `r'r`, of such weights; `largest` bounds the numbers
    /// of each column of `[X y]`.
    pub(crate) fn fall(
        &self,
        design: Design<'_>,
        y: &[f64],
        counts: Option<&[f64]>,
        weights: &[f64],
        largest: &[f64],
    ) -> Result<(Vec<f64>, f64), Error> {
        let p = self.lengths.len();
        let exact: Vec<DoubleDouble> = weights.iter().map(|w| DoubleDouble::from(*w)).collect();
        let intercept = exact.get(p).copied().unwrap_or_default();
        let intercept = self.plain_intercept(&exact[..p], intercept);
        let line = Line { coefficients: &weights[..p], intercept, largest };
        let Residual { products, squares } = line.residual(design, y, counts)?;
        let fall = (0..products.len()).map(|j| match self.centres.get(j) {
            Some(centre) if self.intercept => {
                (products[j] - DoubleDouble::from(*centre) * products[p]).to_f64()
            }
            _ => products[j].to_f64(),
        });
        Ok((fall.collect(), squares))
    }

    /// `b - m'w`, with twice the digits.
    pub(crate) fn plain_intercept(
        &self,
        coefficients: &[DoubleDouble],
        intercept: DoubleDouble,
    ) -> DoubleDouble {
        let terms = self.centres.iter().zip(coefficients);
        terms.fold(intercept, |sum, (m, w)| sum - DoubleDouble::from(*m) * *w)
    }

    /// Whether the square of the condition leaves digits.
    pub(crate) fn has_corrections(&self) -> bool {
        const LOST: f64 = 1e-3;
        let Root::Triangle { qr, rank } = &self.root else { return true };
        let inverse = qr.inverse_condition(*rank);
        self.is_in_range() && f64::EPSILON <= LOST * inverse * inverse
    }

    /// `g' (X'X + n l2)^-1 g`, or a little more: with `R = (I + F) R_exact` for an F of about the condition times the
    /// rounding, no more than `1 / (1 - F)^2` of it is lost. None where F may be more than half, or where products of
    /// numbers vanish.
    pub(crate) fn form(&self, gradient: &[f64]) -> Result<Option<f64>, Error> {
        const MOST_LOST: f64 = 0.5;
        const VANISHING: f64 = 1e-305;
        let lost = match &self.root {
            Root::Triangle { qr, rank } => f64::EPSILON / qr.inverse_condition(*rank),
            Root::Products(_) => 0.0,
        };
        let lengths = self.lengths.iter().zip(&self.scales);
        let vanishes = |(length, scale): (&f64, &f64)| *length > 0.0 && length / scale < VANISHING;
        if lost.is_nan() || lost > MOST_LOST || lengths.into_iter().any(vanishes) {
            return Ok(None);
        }
        let (of_units, of_intercept) = self.gradient_of_units(gradient);
        let form =
            dot(&of_units, &self.solve_units(&of_units)?) + of_intercept * of_intercept / self.n;
        Ok(Some(form / ((1.0 - lost) * (1.0 - lost))).filter(|form| form.is_finite()))
    }

    fn is_in_range(&self) -> bool {
        self.scales.iter().all(|scale| *scale == 1.0)
    }

    pub(crate) fn correction(&self, gradient: &[f64]) -> Result<Option<Vec<f64>>, Error> {
        self.has_corrections().then(|| self.solve_gram(gradient)).transpose()
    }

    /// `(X'X + n l2)^-1 gradient`.
    pub(crate) fn solve_gram(&self, gradient: &[f64]) -> Result<Vec<f64>, Error> {
        let (of_units, of_intercept) = self.gradient_of_units(gradient);
        Ok(self.in_plain_units(&self.solve_units(&of_units)?, of_intercept / self.n))
    }

    /// What a gradient is for columns of unit length, and for the intercept.
    fn gradient_of_units(&self, gradient: &[f64]) -> (Vec<f64>, f64) {
        let of_intercept = gradient.get(self.lengths.len()).copied().unwrap_or(0.0);
        let of_units = |j: usize| match self.lengths[j] {
            0.0 => 0.0,
            length => (self.scales[j] * gradient[j] - self.rests[j] * of_intercept) / length,
        };
        ((0..self.lengths.len()).map(of_units).collect(), of_intercept)
    }

    /// `(R'R)^-1 v`.
    fn solve_units(&self, v: &[f64]) -> Result<Vec<f64>, Error> {
        match &self.root {
            Root::Products(factor) => factor.solve(v),
            Root::Triangle { qr, rank } => qr.solve_gram(v, *rank),
        }
    }

    /// U with `U U' = (X'X + n l2)^-1`.
    pub(crate) fn inverse_root(&self) -> Mat<f64> {
        let of_units = match &self.root {
            Root::Products(factor) => factor.inverse_root(),
            Root::Triangle { qr, rank } => qr.inverse_root(*rank),
        };
        let column = |k: usize| {
            let unit_weights: Vec<f64> = of_units.col(k).iter().copied().collect();
            self.in_plain_units(&unit_weights, 0.0)
        };
        let mut columns: Vec<Vec<f64>> = (0..of_units.ncols()).map(column).collect();
        if self.intercept {
            columns.push(self.in_plain_units(&vec![0.0; self.lengths.len()], 1.0 / self.n.sqrt()));
        }
        let dim = self.lengths.len() + usize::from(self.intercept);
        Mat::from_fn(dim, columns.len(), |i, k| columns[k][i])
    }

    /// Weights of columns of unit length, and the mean of the target, as weights of the features.
    fn in_plain_units(&self, unit_weights: &[f64], mean: f64) -> Vec<f64> {
        let mut weights: Vec<f64> = unit_weights
            .iter()
            .zip(&self.lengths)
            .map(|(weight, length)| if *length == 0.0 { 0.0 } else { weight / length })
            .collect();
        let target_scale = self.scales[weights.len()];
        let intercept = (mean - dot(&self.rests, &weights)) / target_scale;
        for (weight, scale) in weights.iter_mut().zip(&self.scales) {
            *weight *= scale / target_scale;
        }
        if self.intercept {
            weights.push(intercept);
        }
        weights
    }
}

/// The triangle of the features and the target, and how they were measured.
pub(crate) fn triangle_in_range<'a>(
    design: Design<'_>,
    y: &[f64],
    weights: Option<&'a [f64]>,
) -> Result<(Triangle, Frame<'a>), Error> {
    let size = design.n_features() + 1;
    let centres = centres(design, y, weights)?;
    let frame = Frame { centres, scales: vec![1.0; size], weights };
    let triangle = Triangle::of(design, y, &frame)?;
    let is_in_range = |length: &f64| (1e-140..1e140).contains(length);
    if triangle.lengths().all(|length| is_in_range(&length)) {
        return Ok((triangle, frame));
    }
    // (What has no length may still have numbers, whose squares vanish.)
    let mut distances = largest(design, &frame.centres[..size - 1], weights)?;
    let is_counted = |i: usize| weights.is_none_or(|weights| weights[i] > 0.0);
    let counted = y.iter().enumerate().filter(|(i, _)| is_counted(*i));
    let of_target = counted.map(|(_, y)| (y - frame.centres[size - 1]).abs());
    distances.push(of_target.fold(0.0, f64::max));
    let is_constant = |length: f64, distance: f64| length == 0.0 && distance == 0.0;
    let is_sound =
        |(length, distance): (f64, f64)| is_in_range(&length) || is_constant(length, distance);
    if triangle.lengths().zip(distances).all(is_sound) {
        return Ok((triangle, frame));
    }
    design.check_finite()?;
    let frame = Frame { scales: powers_of_two(design, y, weights)?, ..frame };
    Ok((Triangle::of(design, y, &frame)?, frame))
}
