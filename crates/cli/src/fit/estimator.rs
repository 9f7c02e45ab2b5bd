//! From the flags to the library's models.

use anyhow::{Result, anyhow, bail};
use datasets::{Source, Stream, Units, stratified_folds};
use linalg_lite::{Mat, MatRef};
use models::{
    CrossValidation, Error, Estimates, FirthRegression, FittedLinear, FittedScaler,
    GradientDescent, Lbfgs, LinearRegression, LinearSolver, LogisticRegression, Newton, Penalty,
    PenaltyPath, SoftmaxRegression, Solver, Weighting, significant,
};

use super::args::{FitArgs, Kind, SolverArg};
use super::training::Rows;
use crate::coefficients::coefficient_table;
use crate::exit::Usage;
use crate::input::flag_value;
use crate::model_file::{Model, Truth};

const LEVEL: f64 = 0.95;
const FOLDS: usize = 5;

/// What is to be fitted, and how.
pub(super) struct Estimator<'a> {
    args: &'a FitArgs,
    penalty: Penalty,
    solver: Solver,
}

/// A model and what the data say about it.
pub(super) struct Fitted {
    pub(super) model: Model,
    pub(super) covariance: Option<Vec<Vec<f64>>>,
    pub(super) summary: String,
    /// What cross-validation found.
    pub(super) search: Option<String>,
}

impl<'a> Estimator<'a> {
    /// Refuses flags that do not go together.
    pub(super) fn of(args: &'a FitArgs) -> Result<Self> {
        let wrong = |text: &str| -> Result<Self> { bail!(Usage(text.to_owned())) };
        let has_l1 = args.l1.is_some() || args.elastic.is_some() || args.cv.is_some();
        let is_gd = args.solver == SolverArg::Gd;
        if args.model != Kind::Logistic && args.positive.is_some() {
            return wrong("--positive is for --model logistic");
        }
        if args.weights.as_ref() == Some(&args.target) {
            return wrong("--weights and --target name the same column");
        }
        if args.model != Kind::Logistic && args.firth {
            return wrong("--firth is for --model logistic");
        }
        if args.model == Kind::Linear && (args.class_weight.is_some() || args.stratify) {
            return wrong("--class-weight and --stratify are for classes, not for --model linear");
        }
        if args.model == Kind::Softmax && has_l1 {
            return wrong("--model softmax has no penalty but --l2");
        }
        if (args.rate.is_some() || args.epochs.is_some()) && !is_gd {
            return wrong("--rate and --epochs are for --solver gd");
        }
        if args.solver != SolverArg::Auto && (has_l1 || args.firth) {
            return wrong(
                "--l1, --elastic, --cv and --firth have a solver of their own: leave out --solver",
            );
        }
        if args.model == Kind::Linear && !matches!(args.solver, SolverArg::Auto | SolverArg::Gd) {
            return wrong("--model linear is solved directly (auto) or by gd");
        }
        if args.firth && args.standardise {
            return wrong("--firth needs no --standardise: its fit does not depend on units");
        }
        let descent = GradientDescent::default();
        let solver = match args.solver {
            SolverArg::Auto => Solver::Auto,
            SolverArg::Newton => Solver::Newton(Newton::default()),
            SolverArg::Lbfgs => Solver::Lbfgs(Lbfgs::default()),
            SolverArg::Gd => Solver::GradientDescent(GradientDescent {
                rate: args.rate.unwrap_or(descent.rate),
                epochs: args.epochs.unwrap_or(descent.epochs),
                ..descent
            }),
        };
        let (l1, l2) = match args.elastic {
            Some((x, ratio)) => (x * ratio, x * (1.0 - ratio)),
            None => (args.l1.unwrap_or(0.0), args.l2.unwrap_or(0.0)),
        };
        Ok(Self { args, penalty: Penalty { l1, l2 }, solver })
    }

    /// `names` are those of the features, `classes` those of the target.
    pub(super) fn fit(
        &self,
        train: &Rows,
        weights: Option<&[f64]>,
        scaler: &FittedScaler,
        names: &[String],
        classes: &[String],
    ) -> Result<Fitted> {
        if self.args.standardise
            && let Some(j) = scaler.deviations.iter().position(|deviation| *deviation == 0.0)
        {
            let (name, flag) = (&names[j], flag_value(&names[j]));
            bail!("\"{name}\" is the same in every row and cannot be standardised: --drop {flag}");
        }
        let scaled =
            self.args.standardise.then(|| scaler.transform(train.x.as_ref())).transpose()?;
        let data = Data {
            x: scaled.as_ref().map_or(train.x.as_ref(), Mat::as_ref),
            plain: train.x.as_ref(),
            scaler: scaled.is_some().then_some(scaler),
            weighting: Weighting { weights, ..Default::default() },
            names,
            classes,
        };
        let fitted = match &train.truth {
            Truth::Numbers(targets) => self.linear(&data, targets),
            Truth::Binary(labels) if self.args.firth => firth(&data, labels),
            Truth::Binary(labels) => self.logistic(&data, labels),
            Truth::Classes(classes) => self.softmax(&data, classes),
        };
        fitted.map_err(|error| match error.downcast_ref() {
            Some(Error::Collinear { weight }) if *weight < names.len() => anyhow!(
                "\"{}\" is a combination of columns before it, or nearly so (or constant): leave it out, \
                 or use --l2; `regress doctor` shows which",
                names[*weight]
            ),
            _ => error,
        })
    }

    fn logistic(&self, data: &Data<'_>, labels: &[bool]) -> Result<Fitted> {
        let Penalty { l1, l2 } = self.penalty;
        let mut config = LogisticRegression { solver: self.solver, l1, l2, ..Default::default() };
        let mut search = None;
        if let Some(ratio) = self.args.cv {
            let classes: Vec<usize> = labels.iter().map(|label| usize::from(*label)).collect();
            let folds = self.folds(classes, data.weighting.weights)?;
            let path = PenaltyPath { ratio, ..Default::default() };
            let found = config.cross_validate(data.x, labels, &folds, &path, data.weighting)?;
            Penalty { l1: config.l1, l2: config.l2 } = found.penalties[found.best];
            search = Some(describe(&found, "log loss"));
        }
        let mut model = config.fit_weighted(data.x, labels, data.weighting)?;
        if let Some(scaler) = data.scaler {
            model = model.in_plain_units(scaler)?;
        }
        let found = model
            .inference_weighted(data.plain, labels, data.weighting)
            .and_then(|found| Ok((found.summary(data.names, LEVEL)?, found.estimates)));
        Ok(Fitted { search, ..Fitted::of(Model::Logistic(model), data.names, found) })
    }

    fn linear(&self, data: &Data<'_>, targets: &[f64]) -> Result<Fitted> {
        let solver = match self.solver {
            Solver::GradientDescent(descent) => LinearSolver::GradientDescent(descent),
            _ => LinearSolver::LeastSquares,
        };
        let Penalty { l1, l2 } = self.penalty;
        let mut config = LinearRegression { solver, l1, l2, ..Default::default() };
        let mut search = None;
        if let Some(ratio) = self.args.cv {
            let folds = self.folds(vec![0; targets.len()], data.weighting.weights)?;
            let path = PenaltyPath { ratio, ..Default::default() };
            let found = config.cross_validate(data.x, targets, &folds, &path, data.weighting)?;
            Penalty { l1: config.l1, l2: config.l2 } = found.penalties[found.best];
            search = Some(describe(&found, "half squared error"));
        }
        let mut model = config.fit_weighted(data.x, targets, data.weighting)?;
        if let Some(scaler) = data.scaler {
            let (coefficients, intercept) =
                scaler.plain_weights(&model.coefficients, model.intercept)?;
            model = FittedLinear { coefficients, intercept, ..model };
        }
        let found = model
            .inference_weighted(data.plain, targets, data.weighting)
            .and_then(|found| Ok((found.summary(data.names, LEVEL)?, found.estimates)));
        Ok(Fitted { search, ..Fitted::of(Model::Linear(model), data.names, found) })
    }

    fn softmax(&self, data: &Data<'_>, classes: &[usize]) -> Result<Fitted> {
        let config =
            SoftmaxRegression { solver: self.solver, l2: self.penalty.l2, ..Default::default() };
        let count = classes.iter().max().map_or(0, |class| class + 1);
        let mut model = match data.weighting.weights {
            Some(weights) => config.fit_weighted(data.x, classes, count, weights)?,
            None => config.fit(data.x, classes, count)?,
        };
        if let Some(scaler) = data.scaler {
            for (coefficients, intercept) in
                model.coefficients.iter_mut().zip(&mut model.intercepts)
            {
                (*coefficients, *intercept) = scaler.plain_weights(coefficients, *intercept)?;
            }
        }
        let model = Model::Softmax(model);
        let summary = coefficient_table(&model, data.classes, data.names).to_string();
        Ok(Fitted { model, covariance: None, summary, search: None })
    }

    /// The folds of cross-validation, every class dealt out evenly: one a unit of rows with counts, in the
    /// order of the rows, or one a row.
    fn folds(&self, classes: Vec<usize>, weights: Option<&[f64]>) -> Result<Vec<usize>> {
        const ONE_A_UNIT: bool = false; // models take one a row
        let units = weights.filter(|_| ONE_A_UNIT).map(Units::of).transpose()?.flatten();
        let classes = units.map(|units| units.spread(&classes)).unwrap_or(classes);
        let mut stream = Stream::new(Source::ChaCha8, self.args.seed)?;
        Ok(stratified_folds(&classes, FOLDS, &mut stream)?)
    }
}

fn firth(data: &Data<'_>, labels: &[bool]) -> Result<Fitted> {
    let model = FirthRegression::default().fit_weighted(data.x, labels, data.weighting)?;
    let found = model
        .estimates(data.x, labels, data.weighting)
        .and_then(|estimates| Ok((estimates.table(data.names, LEVEL)?, estimates)));
    Ok(Fitted::of(Model::Firth(model), data.names, found))
}

/// What there is to learn from.
struct Data<'a> {
    /// The features of the fit.
    x: MatRef<'a, f64>,
    /// The features as they were given.
    plain: MatRef<'a, f64>,
    /// From the one to the other, when they differ.
    scaler: Option<&'a FittedScaler>,
    weighting: Weighting<'a>,
    names: &'a [String],
    classes: &'a [String],
}

impl Fitted {
    /// `found` are the table of coefficients and their errors, or why there are none.
    fn of(model: Model, names: &[String], found: Result<(String, Estimates), Error>) -> Self {
        match found {
            Ok((summary, estimates)) => {
                let (covariance, dim) = (&estimates.covariance, estimates.covariance.nrows());
                let row = |i: usize| (0..dim).map(|j| covariance[(i, j)]).collect();
                let covariance = Some((0..dim).map(row).collect());
                Self { model, covariance, summary, search: None }
            }
            Err(reason) => {
                let summary = format!("{}\n{reason}", coefficient_table(&model, &[], names));
                Self { model, covariance: None, summary, search: None }
            }
        }
    }
}

fn describe(found: &CrossValidation, loss: &str) -> String {
    let of = |place: usize| {
        let Penalty { l1, l2 } = found.penalties[place];
        let (mean, error) = (found.losses[place], found.standard_errors[place]);
        let (mean, error) = (significant(mean), significant(error));
        format!("l1 {l1:.3e}, l2 {l2:.3e}: {loss} {mean} (standard error {error})")
    };
    format!(
        "cross-validation in {FOLDS} folds over {} penalties\n  best      {}\n  simplest  {} (within \
         one standard error)\nthe best is taken",
        found.penalties.len(),
        of(found.best),
        of(found.simplest),
    )
}
