//! Fits with a penalty on absolute values, one by one and along a path of penalties.

use linalg_lite::{Design, MatRef, check_finite};

use crate::logistic::check_two_classes;
use crate::objective::{MeanLoss, Quadratic};
use crate::solver::{Progress, Solver, max_norm};
use crate::{
    CrossEntropy, Error, FittedLinear, FittedLogistic, LinearRegression, LinearSolver,
    LogisticRegression, Newton, Objective, Penalty, PenaltyPath, ProximalNewton, Weighting,
    weights,
};

impl LinearRegression {
    /// The penalty of this configuration.
    #[must_use]
    pub fn penalty(&self) -> Penalty {
        Penalty { l1: self.l1, l2: self.l2 }
    }

    /// One fit for each penalty of a path, each from where the one before ended; `l1` and `l2` of the
    /// configuration do not count.
    ///
    /// One sweep over the data serves all of them: the means of products that it leaves are all a line
    /// depends on. Where columns differ in scale, standardise them before; a coefficient is penalised
    /// by its size.
    ///
    /// # Errors
    /// As [`fit_weighted`](Self::fit_weighted); [`Error::Share`] for the path.
    ///
    /// ```
    /// use linalg_lite::matrix_from_columns;
    /// use models::{LinearRegression, PenaltyPath};
    ///
    /// let x = matrix_from_columns(&[&[0.0, 1.0, 2.0, 3.0], &[1.0, -1.0, 1.0, -1.0]])?;
    /// let y = [1.0, 2.9, 5.1, 7.0];
    /// let path = PenaltyPath { steps: 20, ..Default::default() };
    /// let fits = LinearRegression::default().path(x.as_ref(), &y, &path, Default::default())?;
    /// assert_eq!(fits[0].coefficients, [0.0, 0.0]);
    /// assert!(fits[10].coefficients[0] > 1.0 && fits[10].coefficients[1] == 0.0);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn path(
        &self,
        features: MatRef<'_, f64>,
        targets: &[f64],
        path: &PenaltyPath,
        weighting: Weighting<'_>,
    ) -> Result<Vec<FittedLinear>, Error> {
        let quadratic = self.checked_quadratic(features, targets, weighting)?;
        self.along(&path.penalties(largest_l1(&quadratic)?)?, &quadratic)
    }

    /// The penalties of a path for these data.
    pub(crate) fn penalties(
        &self,
        features: MatRef<'_, f64>,
        targets: &[f64],
        path: &PenaltyPath,
        weighting: Weighting<'_>,
    ) -> Result<Vec<Penalty>, Error> {
        path.penalties(largest_l1(&self.checked_quadratic(features, targets, weighting)?)?)
    }

    /// One fit for each of these penalties.
    pub(crate) fn fits(
        &self,
        features: MatRef<'_, f64>,
        targets: &[f64],
        penalties: &[Penalty],
        weighting: Weighting<'_>,
    ) -> Result<Vec<FittedLinear>, Error> {
        self.along(penalties, &self.checked_quadratic(features, targets, weighting)?)
    }

    fn checked_quadratic(
        &self,
        features: MatRef<'_, f64>,
        targets: &[f64],
        weighting: Weighting<'_>,
    ) -> Result<Quadratic, Error> {
        check_finite("the target", targets)?;
        weighting.check(targets.len())?;
        self.quadratic(Design::new(features, self.intercept)?, targets, weighting)
    }

    pub(crate) fn fit_sparse(
        &self,
        design: Design<'_>,
        targets: &[f64],
        weighting: Weighting<'_>,
    ) -> Result<FittedLinear, Error> {
        if self.solver != LinearSolver::LeastSquares {
            return Err(Error::NotSmooth { l1: self.l1, solver: "gradient descent" });
        }
        let quadratic = self.quadratic(design, targets, weighting)?;
        self.along(&[self.penalty().check()?], &quadratic).map(|mut fits| fits.remove(0))
    }

    fn quadratic(
        &self,
        design: Design<'_>,
        targets: &[f64],
        weighting: Weighting<'_>,
    ) -> Result<Quadratic, Error> {
        let offset = weighting.offset.unwrap_or(&[]);
        let shifted: Vec<f64> = targets.iter().zip(offset).map(|(y, o)| y - o).collect();
        let targets = if offset.is_empty() { targets } else { &shifted };
        Quadratic::new(design, targets, weighting.weights)
    }

    fn along(
        &self,
        penalties: &[Penalty],
        quadratic: &Quadratic,
    ) -> Result<Vec<FittedLinear>, Error> {
        let mut progress = Progress::at(&vec![0.0; quadratic.dim()], quadratic)?;
        let fit = |penalty: &Penalty| {
            let solution = ProximalNewton::default().advance(&mut progress, *penalty, quadratic)?;
            let config = Self { l1: penalty.l1, l2: penalty.l2, ..*self };
            let mut report = solution.report;
            report.sweeps = 1;
            let intercept =
                if self.intercept { quadratic.intercept(&solution.weights) } else { 0.0 };
            Ok(FittedLinear {
                coefficients: solution.weights,
                intercept,
                config,
                total_weight: quadratic.total_weight(),
                report,
            })
        };
        penalties.iter().map(fit).collect()
    }
}

/// The l1 from which on all coefficients are 0.
fn largest_l1(quadratic: &Quadratic) -> Result<f64, Error> {
    let mut gradient = vec![0.0; quadratic.dim()];
    quadratic.gradient(&vec![0.0; quadratic.dim()], &mut gradient)?;
    Ok(max_norm(&gradient))
}

/// The same where the weights are `start`; the intercept is not penalised.
fn largest_l1_of_features(
    objective: &MeanLoss<'_, CrossEntropy>,
    start: &[f64],
) -> Result<f64, Error> {
    let mut gradient = vec![0.0; start.len()];
    objective.gradient(start, &mut gradient)?;
    Ok(max_norm(&gradient[..objective.design().n_features()]))
}

impl LogisticRegression {
    /// The penalty of this configuration.
    #[must_use]
    pub fn penalty(&self) -> Penalty {
        Penalty { l1: self.l1, l2: self.l2 }
    }

    /// One fit for each penalty of a path, each from where the one before ended; `l1` and `l2` of the
    /// configuration do not count. Where columns differ in scale, standardise them before; a coefficient
    /// is penalised by its size.
    ///
    /// # Errors
    /// As [`fit_weighted`](Self::fit_weighted); [`Error::Share`] for the path.
    pub fn path(
        &self,
        features: MatRef<'_, f64>,
        labels: &[bool],
        path: &PenaltyPath,
        weighting: Weighting<'_>,
    ) -> Result<Vec<FittedLogistic>, Error> {
        let (objective, start) = self.begin(features, labels, weighting)?;
        let penalties = path.penalties(largest_l1_of_features(&objective, &start)?)?;
        self.along(&penalties, &start, &objective, weighting.total(labels.len()))
    }

    /// The penalties of a path for these data.
    pub(crate) fn penalties(
        &self,
        features: MatRef<'_, f64>,
        labels: &[bool],
        path: &PenaltyPath,
        weighting: Weighting<'_>,
    ) -> Result<Vec<Penalty>, Error> {
        let (objective, start) = self.begin(features, labels, weighting)?;
        path.penalties(largest_l1_of_features(&objective, &start)?)
    }

    /// One fit for each of these penalties.
    pub(crate) fn fits(
        &self,
        features: MatRef<'_, f64>,
        labels: &[bool],
        penalties: &[Penalty],
        weighting: Weighting<'_>,
    ) -> Result<Vec<FittedLogistic>, Error> {
        let (objective, start) = self.begin(features, labels, weighting)?;
        self.along(penalties, &start, &objective, weighting.total(labels.len()))
    }

    pub(crate) fn fit_sparse(
        &self,
        features: MatRef<'_, f64>,
        labels: &[bool],
        weighting: Weighting<'_>,
    ) -> Result<FittedLogistic, Error> {
        let solver = match self.solver {
            Solver::Auto => None,
            Solver::GradientDescent(_) => Some("gradient descent"),
            Solver::Newton(_) => Some("Newton's method"),
            Solver::Lbfgs(_) => Some("L-BFGS"),
        };
        if let Some(solver) = solver {
            return Err(Error::NotSmooth { l1: self.l1, solver });
        }
        let penalties = [self.penalty().check()?];
        self.fits(features, labels, &penalties, weighting).map(|mut fits| fits.remove(0))
    }

    /// The objective without penalties, and where a path begins.
    fn begin<'a>(
        &self,
        features: MatRef<'a, f64>,
        labels: &'a [bool],
        weighting: Weighting<'a>,
    ) -> Result<(MeanLoss<'a, CrossEntropy>, Vec<f64>), Error> {
        let objective = self.smooth(features, labels, weighting)?;
        Ok((objective, self.best_without_features(features, labels, weighting)?))
    }

    /// The objective without penalties.
    fn smooth<'a>(
        &self,
        features: MatRef<'a, f64>,
        labels: &'a [bool],
        weighting: Weighting<'a>,
    ) -> Result<MeanLoss<'a, CrossEntropy>, Error> {
        let objective = MeanLoss::new(features, labels, self.intercept, 0.0)?;
        let objective = objective.weighted(weighting)?;
        check_two_classes(labels, weighting)?;
        Ok(objective)
    }

    /// Coefficients of 0, and the intercept that goes with them.
    fn best_without_features(
        &self,
        features: MatRef<'_, f64>,
        labels: &[bool],
        weighting: Weighting<'_>,
    ) -> Result<Vec<f64>, Error> {
        let mut start = vec![0.0; features.ncols()];
        if self.intercept {
            let alone = self.smooth(features.subcols(0, 0), labels, weighting)?;
            start.extend(Newton::default().minimise(&alone)?.weights);
        }
        Ok(start)
    }

    fn along(
        &self,
        penalties: &[Penalty],
        start: &[f64],
        objective: &MeanLoss<'_, CrossEntropy>,
        total_weight: f64,
    ) -> Result<Vec<FittedLogistic>, Error> {
        let mut progress = Progress::at(start, objective)?;
        let fit = |penalty: &Penalty| {
            let solution = ProximalNewton::default().advance(&mut progress, *penalty, objective)?;
            let config = Self { l1: penalty.l1, l2: penalty.l2, ..*self };
            let (coefficients, intercept) = weights::split(solution.weights, self.intercept);
            let report = solution.report;
            Ok(FittedLogistic { coefficients, intercept, config, total_weight, report })
        };
        penalties.iter().map(fit).collect()
    }
}
