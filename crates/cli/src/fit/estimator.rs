//! From the flags to the library's models.

use anyhow::{Result, anyhow, bail, ensure};
use datasets::{Source, Stream, Target, Units, stratified_folds};
use models::firth::FirthRegression;
use models::paths::{CrossValidation, PenaltyPath};
use models::solver::{GradientDescent, Lbfgs, Newton};
use models::{
    Class, Error, LinearRegression, LinearSolver, LogisticRegression, Penalty, Problem,
    SampleWeights, SoftmaxRegression, Solver, balanced_weights,
};
use pictures::numbers::significant;

use super::args::{FitArgs, Kind, SolverArg};
use super::inference::Inference;
use super::training::Rows;
use crate::coefficients::coefficient_table;
use crate::exit::Usage;
use crate::input::flag_value;
use crate::model_file::Model;

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
    pub(super) summary: String,
    /// What cross-validation found.
    pub(super) search: Option<String>,
    pub(super) inference: Option<Inference>,
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
        if args.model != Kind::Logistic && args.threshold.is_some() {
            return wrong("--threshold is for --model logistic");
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
                epochs: args.epochs.map_or(descent.epochs, |epochs| epochs as usize),
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
    pub(super) fn fit(&self, train: &Rows, names: &[String], classes: &[String]) -> Result<Fitted> {
        let data = Data { train, names, classes };
        let fitted = match &train.truth {
            Target::Numbers(targets) => self.linear(&data, targets),
            Target::Binary(labels) => self.binary(&data, labels),
            Target::Classes { labels: numbers, .. } => self.softmax(&data, numbers),
        };
        fitted.map_err(|error| match error.downcast_ref() {
            Some(Error::Aliased { feature }) => {
                let (name, flag) = (&names[*feature], flag_value(&names[*feature]));
                anyhow!("\"{name}\" is a combination of other columns (or constant): --drop {flag}")
            }
            Some(Error::TooLarge { feature, largest }) => {
                let name = feature.map_or(&self.args.target, |feature| &names[feature]);
                anyhow!(
                    "\"{name}\" reaches {largest:e}, so that sums over the rows overflow: divide it by a \
                     power of ten"
                )
            }
            _ => error,
        })
    }

    fn binary(&self, data: &Data<'_>, labels: &[bool]) -> Result<Fitted> {
        let counted = data.counted(labels)?;
        let balanced = self.balanced(&counted);
        let problem = data.balanced(counted, balanced.as_deref())?;
        if self.args.firth {
            return firth(data, &problem);
        }
        let standardise = self.args.standardise;
        let mut config =
            LogisticRegression { solver: self.solver, penalty: self.penalty, standardise };
        let mut search = None;
        if let Some(l1_ratio) = self.args.cv {
            let classes: Vec<usize> = labels.iter().map(|label| usize::from(*label)).collect();
            let folds = self.folds(data, &classes)?;
            let path = PenaltyPath { l1_ratio, ..Default::default() };
            let found = config.cross_validate(&problem, &folds, &path)?;
            config.penalty = found.penalties[found.best];
            search = Some(describe(&found, &folds, "log loss"));
        }
        let model = config.fit_problem(&problem)?;
        let found = model.inference_of(&problem).and_then(|found| {
            let summary = found.summary(data.names, LEVEL)?;
            let test_of_all_features = found.test_of_all_features;
            Ok((summary, Inference { estimates: found.estimates, test_of_all_features }))
        });
        Ok(Fitted { search, ..Fitted::of(Model::Logistic(model), data.names, found) })
    }

    fn linear(&self, data: &Data<'_>, targets: &[f64]) -> Result<Fitted> {
        let problem = data.counted(targets)?;
        let solver = match self.solver {
            Solver::GradientDescent(descent) => LinearSolver::GradientDescent(descent),
            _ => LinearSolver::LeastSquares,
        };
        let standardise = self.args.standardise;
        let mut config = LinearRegression { solver, penalty: self.penalty, standardise };
        let mut search = None;
        if let Some(l1_ratio) = self.args.cv {
            let folds = self.folds(data, &vec![0; targets.len()])?;
            let path = PenaltyPath { l1_ratio, ..Default::default() };
            let found = config.cross_validate(&problem, &folds, &path)?;
            config.penalty = found.penalties[found.best];
            search = Some(describe(&found, &folds, "half squared error"));
        }
        let model = config.fit_problem(&problem)?;
        let found = model.inference_of(&problem).and_then(|found| {
            let summary = found.summary(data.names, LEVEL)?;
            let test_of_all_features = found.test_of_all_features;
            Ok((summary, Inference { estimates: found.estimates, test_of_all_features }))
        });
        Ok(Fitted { search, ..Fitted::of(Model::Linear(model), data.names, found) })
    }

    fn softmax(&self, data: &Data<'_>, numbers: &[usize]) -> Result<Fitted> {
        let counted = data.counted(numbers)?;
        let balanced = self.balanced(&counted);
        let problem = data.balanced(counted, balanced.as_deref())?;
        let standardise = self.args.standardise;
        let config = SoftmaxRegression { solver: self.solver, l2: self.penalty.l2, standardise };
        let model = Model::Softmax(config.fit_problem(&problem, data.classes.len())?);
        let summary = coefficient_table(&model, data.classes, data.names).to_string();
        Ok(Fitted { model, summary, search: None, inference: None })
    }

    /// The weights that make all classes count the same, when asked for.
    fn balanced<C: Class>(&self, counted: &Problem<'_, C>) -> Option<Vec<f64>> {
        self.args.class_weight.as_ref().map(|_| balanced_weights(counted))
    }

    /// The folds of cross-validation, every class dealt out evenly: one per unit of rows with counts, in the
    /// order of the rows, or one per row. Five, or as many as the rarest class has samples.
    fn folds(&self, data: &Data<'_>, classes: &[usize]) -> Result<Vec<usize>> {
        let counts = data.train.counts();
        let units = counts.map(Units::of).transpose()?.flatten();
        let classes = units.map_or_else(|| classes.to_vec(), |units| units.spread(classes));
        let mut sizes = vec![0; classes.iter().max().map_or(0, |class| class + 1)];
        classes.iter().for_each(|class| sizes[*class] += 1);
        let rarest = (0..sizes.len()).min_by_key(|class| sizes[*class]).unwrap_or(0);
        let fewest = sizes.get(rarest).copied().unwrap_or(0);
        let of = data.classes.get(rarest).map_or(String::new(), |name| format!(" of \"{name}\""));
        ensure!(
            fewest >= 2,
            "--cv needs two folds with a sample of each class, but there is only {fewest}{of}: leave out \
             --cv, or find more"
        );
        let mut stream = Stream::new(Source::ChaCha8, self.args.seed)?;
        Ok(stratified_folds(&classes, FOLDS.min(fewest), &mut stream)?)
    }
}

fn firth(data: &Data<'_>, problem: &Problem<'_, bool>) -> Result<Fitted> {
    let model = FirthRegression::default().fit_problem(problem)?;
    let found = model.estimates(problem).and_then(|estimates| {
        let summary = estimates.table(data.names, LEVEL)?;
        Ok((summary, Inference { estimates, test_of_all_features: None }))
    });
    Ok(Fitted::of(Model::Firth(model), data.names, found))
}

/// What there is to learn from.
struct Data<'a> {
    train: &'a Rows,
    names: &'a [String],
    classes: &'a [String],
}

impl<'a> Data<'a> {
    /// The rows with what they count.
    fn counted<T: models::Target>(&self, target: &'a [T]) -> Result<Problem<'a, T>> {
        let problem = Problem::new(self.train.x.as_ref(), target)?;
        Ok(match &self.train.weights {
            Some(values) => {
                let kind = self.train.weight_kind;
                problem.weighted(SampleWeights { kind, ..SampleWeights::frequency(values) })?
            }
            None => problem,
        })
    }

    /// The same with weights of the classes, which are not counts.
    fn balanced<T: models::Target>(
        &self,
        counted: Problem<'a, T>,
        balanced: Option<&'a [f64]>,
    ) -> Result<Problem<'a, T>> {
        let Some(balanced) = balanced else { return Ok(counted) };
        let weights = SampleWeights::sampling(balanced);
        Ok(counted.weighted(match self.train.counts() {
            Some(counts) => weights.of_counts(counts),
            None => weights,
        })?)
    }
}

impl Fitted {
    /// `found` are the table of coefficients and their errors, or why there are none.
    fn of(model: Model, names: &[String], found: Result<(String, Inference), Error>) -> Self {
        match found {
            Ok((summary, inference)) => {
                Self { model, summary, search: None, inference: Some(inference) }
            }
            Err(reason) => {
                let summary = format!("{}\n{reason}", coefficient_table(&model, &[], names));
                Self { model, summary, search: None, inference: None }
            }
        }
    }
}

fn describe(found: &CrossValidation, folds: &[usize], loss: &str) -> String {
    let of = |place: usize| {
        let Penalty { l1, l2 } = found.penalties[place];
        let (mean, error) = (found.losses[place], found.standard_errors[place]);
        let (mean, error) = (significant(mean), significant(error));
        format!("l1 {l1:.3e}, l2 {l2:.3e}: {loss} {mean} (standard error {error})")
    };
    let end = if found.is_best_at_the_end() {
        "; it is the smallest that was tried, and a smaller one would hardly do better"
    } else {
        ""
    };
    format!(
        "cross-validation in {} folds over {} penalties\n  best      {}\n  simplest  {} (within \
         one standard error)\nthe best is taken{end}",
        folds.iter().max().map_or(0, |fold| fold + 1),
        found.penalties.len(),
        of(found.best),
        of(found.within_one_standard_error),
    )
}
