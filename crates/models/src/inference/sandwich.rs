use std::ops::Range;

use linalg_lite::sigmoids;

use super::clusters::Clusters;
use super::linear::sum_of_squares;
use super::{Distribution, Estimates, Filling, Optimum, Places, Sums, TOO_FEW_SAMPLES, Totals};
use crate::error::Error;
use crate::linear::FittedLinear;
use crate::logistic::FittedLogistic;
use crate::loss::{CrossEntropy, Loss, SquaredError};
use crate::problem::Problem;
use crate::sample_weights::WeightKind;

/// What robust standard errors take for the covariance of the scores `u r x`, the filling of the sandwich: for n samples,
/// k parameters, residuals r and leverages h. A count is that many samples.
///
/// # Source
/// MacKinnon and White, *Some heteroskedasticity-consistent covariance matrix estimators with improved finite sample
/// properties*, Journal of Econometrics 29 (1985); Liang and Zeger, *Longitudinal data analysis using generalized linear
/// models*, Biometrika 73 (1986).
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub enum Sandwich<'a> {
    /// `sum r^2 x x'`.
    #[default]
    Hc0,
    /// The same times `n / (n - k)`.
    Hc1,
    /// `sum r^2 / (1 - h) x x'`, which is right on the average where all samples vary alike.
    Hc2,
    /// `sum r^2 / (1 - h)^2 x x'`, nearly that of the jackknife, and the safest of few samples.
    Hc3,
    /// `sum s s'` over clusters of rows that need not be independent of each other, with s for the sum of the scores of
    /// a cluster: valid where clusters are many. A line is then compared with Student's distribution on as many degrees of
    /// freedom as there are clusters but one.
    Clustered {
        /// For each row the number of its cluster.
        clusters: &'a [usize],
        /// Whether to multiply by `G / (G - 1) * (n - 1) / (n - k)` for G clusters (CR1, as Stata's `regress` and
        /// statsmodels do), or not (CR0).
        corrected: bool,
    },
}

impl FittedLinear {
    /// The parameters with robust standard errors, from the problem that was fitted; for
    /// [`LinearInference::with_errors`](super::LinearInference::with_errors).
    ///
    /// # Errors
    /// As [`inference_of`](Self::inference_of); [`Error::NoInference`] also for one cluster alone, for clusters beside
    /// more parameters than a square should hold, and for HC2 and HC3 where a row determines a parameter alone.
    ///
    /// ```
    /// use linalg_lite::matrix_from_columns;
    /// use models::inference::Sandwich;
    /// use models::{LinearRegression, Problem};
    ///
    /// let x = matrix_from_columns(&[&[0.0, 1.0, 2.0, 3.0]])?;
    /// let y = [1.0, 2.0, 4.0, 4.0];
    /// let problem = Problem::new(x.as_ref(), &y)?;
    /// let line = LinearRegression::default().fit_problem(&problem)?;
    /// let error = |sandwich| {
    ///     let found = line.sandwich(&problem, sandwich)?;
    ///     Ok::<f64, models::Error>(found.estimates[0].unwrap().standard_error)
    /// };
    /// let alone = Sandwich::Clustered { clusters: &[0, 1, 2, 3], corrected: true };
    /// assert!((error(alone)? - error(Sandwich::Hc1)?).abs() < 1e-14);
    /// assert!((error(Sandwich::Hc1)? / error(Sandwich::Hc0)? - 2.0_f64.sqrt()).abs() < 1e-14);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn sandwich(
        &self,
        problem: &Problem<'_, f64>,
        sandwich: Sandwich<'_>,
    ) -> Result<Estimates, Error> {
        let centres = problem.centres()?;
        let centred = problem.centred(&centres)?;
        let optimum = self.optimum(&centred)?;
        let sums = Sums::of(problem, sum_of_squares(&centred, &optimum.w)?);
        sums.check(optimum.free.len())?;
        let residuals = |rows: Range<usize>, z: &mut [f64]| {
            z.iter_mut().zip(&problem.target[rows]).for_each(|(z, y)| *z = y - *z);
        };
        let corrected = Corrected::of::<SquaredError>(
            &optimum,
            &centred,
            sandwich,
            (residuals, sums.rounding()),
        )?;
        let plain = Totals::of(problem).plain_parameters(&self.coefficients, self.intercept);
        let rounding = sums.rounding() * corrected.spread;
        let distribution = Distribution::Student(corrected.degrees);
        corrected.estimates(&plain, &optimum, centres.values(), (rounding, distribution))
    }
}

impl FittedLogistic {
    /// The parameters with robust standard errors, from the problem that was fitted; for
    /// [`LogisticInference::with_errors`](super::LogisticInference::with_errors).
    ///
    /// # Errors
    /// As [`inference_of`](Self::inference_of); [`Error::NoInference`] also for one cluster alone, and for clusters
    /// beside more parameters than a square should hold.
    pub fn sandwich(
        &self,
        problem: &Problem<'_, bool>,
        sandwich: Sandwich<'_>,
    ) -> Result<Estimates, Error> {
        /// Scores of a cluster that cancel to so little of their size, squared, are nothing but rounding.
        const ROUNDING: f64 = 1e-16;
        let centres = problem.centres()?;
        let centred = problem.centred(&centres)?;
        let is_clustered = matches!(sandwich, Sandwich::Clustered { .. });
        let optimum = self.optimum(&centred)?;
        let optimum = if is_clustered { optimum.nearer(&centred)? } else { optimum };
        let residuals = |rows: Range<usize>, z: &mut [f64]| {
            sigmoids(z);
            let of_label = |(p, y): (&mut f64, &bool)| *p = f64::from(u8::from(*y)) - *p;
            z.iter_mut().zip(&problem.target[rows]).for_each(of_label);
        };
        let corrected =
            Corrected::of::<CrossEntropy>(&optimum, &centred, sandwich, (residuals, 0.0))?;
        let totals = Totals::of(problem);
        let plain = totals.plain_parameters(&self.coefficients, self.intercept);
        let rounding = if is_clustered { ROUNDING * corrected.spread } else { 0.0 };
        let distribution = match totals.weights {
            WeightKind::Analytic => Distribution::Student(corrected.degrees),
            _ => Distribution::Normal,
        };
        corrected.estimates(&plain, &optimum, centres.values(), (rounding, distribution))
    }
}

/// The filling of a sandwich, and what is made of it where samples are few.
struct Corrected {
    filling: Filling,
    /// What it is multiplied by.
    factor: f64,
    /// How many times what the rows give, each by itself and with a leverage of 0, it may be.
    spread: f64,
    /// Degrees of freedom of what is compared with Student's distribution.
    degrees: f64,
    /// The most parameters that can be tested together.
    rank: usize,
}

impl Corrected {
    /// `residuals` fills in the r of a block, from its logits; a `w r^2` of no more than `rounding` is 0.
    fn of<L: Loss>(
        optimum: &Optimum,
        centred: &Problem<'_, L::Target>,
        sandwich: Sandwich<'_>,
        (residuals, rounding): (impl Fn(Range<usize>, &mut [f64]) + Sync, f64),
    ) -> Result<Self, Error> {
        let (n, k) = (centred.n_samples(), optimum.free.len());
        let (degrees, rank) = (n - k as f64, usize::MAX);
        if degrees <= 0.0 && sandwich != Sandwich::Hc0 {
            return Err(Error::NoInference(TOO_FEW_SAMPLES));
        }
        let power = match sandwich {
            Sandwich::Hc2 => 1,
            Sandwich::Hc3 => 2,
            _ => 0,
        };
        if let Sandwich::Clustered { clusters, corrected } = sandwich {
            let found = Clusters::of(optimum, centred, clusters, residuals)?;
            let others = (found.number - 1) as f64;
            let correction = (others + 1.0) / others * ((n - 1.0) / degrees);
            return Ok(Self {
                filling: found.filling,
                factor: if corrected { correction } else { 1.0 },
                spread: found.largest,
                degrees: others,
                rank: found.number - 1, // because the scores of all add up to 0
            });
        }
        let rests = if power > 0 { rests::<L>(optimum, centred)? } else { Vec::new() };
        let divided = |rows: Range<usize>, r: &mut [f64]| {
            residuals(rows.clone(), r);
            for (r, rest) in r.iter_mut().zip(rests.get(rows).unwrap_or_default()) {
                *r /= if power == 1 { rest.sqrt() } else { *rest };
            }
        };
        let smallest = rests.iter().copied().fold(1.0, f64::min);
        let spread = if power == 2 { 1.0 / (smallest * smallest) } else { 1.0 / smallest };
        let factor = if sandwich == Sandwich::Hc1 { n / degrees } else { 1.0 };
        let places = (&*optimum.free, &optimum.wide);
        let bread = (&optimum.inverse, rounding);
        let filling = Filling::of_rows((centred, &optimum.w), places, bread, divided)?;
        Ok(Self { filling, factor, spread, degrees, rank })
    }

    /// A variance of at most `rounding` times that of the model with a dispersion of 1 is none.
    fn estimates(
        self,
        plain: &[f64],
        optimum: &Optimum,
        centres: &[f64],
        (rounding, distribution): (f64, Distribution),
    ) -> Result<Estimates, Error> {
        let (free, dim, share) = (&optimum.free, optimum.w.len(), 1.0 / optimum.per);
        let places = Places { free, centres, dim };
        let covariance = optimum.inverse.sandwich(self.filling, share, rounding, places)?;
        let covariance = covariance.scaled(self.factor).of_rank(self.rank);
        Estimates::of_sandwich(plain, free, covariance, distribution)
    }
}

/// `1 - h` of one sample of each row.
fn rests<L: Loss>(optimum: &Optimum, centred: &Problem<'_, L::Target>) -> Result<Vec<f64>, Error> {
    const ALONE: &str = "a row determines a parameter alone, so that HC2 and HC3 would divide by 0: HC0 and HC1 do not";
    const NO_DIGIT: f64 = 1e-10;
    let leverages = optimum.leverages::<L>(centred)?;
    let of_sample = |(i, h): (usize, f64)| match h {
        0.0 => 1.0,
        h => 1.0 - h / centred.samples_of_row(i),
    };
    let rests: Vec<f64> = leverages.into_iter().enumerate().map(of_sample).collect();
    match rests.iter().all(|rest| *rest > NO_DIGIT) {
        true => Ok(rests),
        false => Err(Error::NoInference(ALONE)),
    }
}
