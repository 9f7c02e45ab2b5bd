//! From the flags to the library's models.

mod classes;

use anyhow::{Result, anyhow, ensure};
use datasets::{Encoder, Source, Stream, Target, Units, stratified_folds};
use linalg_lite::Features;
use models::firth::FirthRegression;
use models::paths::HeldOut;
use models::solver::{GradientDescent, Lbfgs, Newton};
use models::{
    Class, Error, LinearRegression, LinearSolver, LogisticRegression, Penalty, Problem, Report,
    Solver, balanced_weights,
};

use super::aliased::aliased;
use super::args::{FitArgs, Kind, SolverArg};
use super::findings::{Findings, Question};
use super::inference::Inference;
use super::lone_levels::lone_levels;
use super::problem::Data;
use super::resampled::resampled;
use super::room::Room;
use super::score::ScoreArg;
use super::search::{Choice, Search, Tried};
use super::term_tests::tested_terms;
use super::training::Rows;
use crate::bootstrap::Resampled;
use crate::coefficients::coefficient_table;
use crate::model_file::Model;
use crate::of_features::OfFeatures;
use crate::offset::TakesOffset;

pub(super) const FOLDS: usize = 5;

/// What is to be fitted, and how.
pub(super) struct Estimator<'a> {
    args: &'a FitArgs,
    penalty: Penalty,
    solver: Solver,
    quiet: bool,
}

/// A model and what the data say about it.
pub(super) struct Fitted {
    pub(super) model: Model,
    pub(super) summary: String,
    /// What cross-validation found.
    pub(super) search: Option<Search>,
    pub(super) inference: Option<Inference>,
    /// The coefficients of fits to resamples.
    pub(super) resampled: Option<Resampled>,
}

impl<'a> Estimator<'a> {
    pub(super) fn of(args: &'a FitArgs, quiet: bool) -> Self {
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
        Self { args, penalty: Penalty { l1, l2 }, solver, quiet }
    }

    pub(super) fn penalty(&self) -> Penalty {
        self.penalty
    }

    /// `classes` are the names of those of the target.
    pub(super) fn fit(
        &self,
        train: &Rows,
        encoder: &Encoder,
        classes: &[String],
        of_features: &OfFeatures,
    ) -> Result<Fitted> {
        let has_intercept = self.args.has_intercept();
        let (names, terms) = (&*encoder.feature_names(), &*tested_terms(encoder));
        let lone_levels = &*lone_levels(train, encoder)?;
        let room = Room::of(train, has_intercept);
        if matches!(train.truth, Target::Numbers(_)) || self.penalty.l1 > 0.0 {
            room.check_fit(self.quiet)?;
        }
        let data =
            Data { train, names, classes, has_intercept, terms, of_features, lone_levels, room };
        let fitted = match &train.truth {
            Target::Numbers(targets) => self.linear(&data, targets),
            Target::Binary(labels) => self.binary(&data, labels),
            Target::Classes { labels, .. } if self.args.model == Kind::Ordered => {
                self.ordered(&data, labels)
            }
            Target::Classes { labels: numbers, .. } => self.softmax(&data, numbers),
        };
        fitted.map_err(|error| match error.downcast_ref() {
            Some(Error::Aliased { features }) => {
                let categories = Features::from(train.features()).categories();
                aliased(self.args, features, names, &categories.collect::<Vec<_>>())
            }
            Some(Error::TooLarge { feature, largest }) => {
                let name = match feature {
                    Some(feature) => format!("\"{}\"", names[*feature]),
                    None => {
                        let target = [&self.args.target].into_iter();
                        let all = target.chain(self.args.offset_columns());
                        all.map(|name| format!("\"{name}\"")).collect::<Vec<_>>().join(" or ")
                    }
                };
                anyhow!(
                    "{name} reaches {largest:e}, so that sums over the rows overflow: divide it by a \
                     power of ten"
                )
            }
            Some(Error::Class { class, .. }) if *class < classes.len() => anyhow!(
                "no training row has the class \"{}\": hold out fewer rows, or use --stratify",
                classes[*class]
            ),
            _ => error,
        })
    }

    fn binary(&self, data: &Data<'_>, labels: &[bool]) -> Result<Fitted> {
        let counted = data.counted(labels)?;
        let balanced = self.balanced(&counted);
        let problem = data.balanced(counted, balanced.as_deref())?;
        if self.args.firth {
            let model = FirthRegression::default().fit_problem(&problem)?;
            let found = self.question(data).firth(&model, &problem);
            let refit = |problem: &Problem<'_, bool>| {
                Ok(Model::Firth(FirthRegression::default().fit_problem(problem)?))
            };
            let resampled = self.resampled(data, labels, &model.report, refit)?;
            let fitted = Fitted::of(Model::Firth(model), data.names, data.classes, found);
            return Ok(Fitted { resampled, ..fitted });
        }
        let standardise = self.args.standardise;
        let mut config =
            LogisticRegression { solver: self.solver, penalty: self.penalty, standardise };
        let mut search = None;
        if let Some(tried) = Tried::of(self.args) {
            let classes: Vec<usize> = labels.iter().map(|label| usize::from(*label)).collect();
            let folds = self.folds(data, &classes)?;
            let penalties = tried.penalties();
            let (score, at) = (Tried::score(self.args), self.args.threshold.unwrap_or(0.5));
            let loss = |held_out: &HeldOut<'_, bool>| score.of_labels(held_out, at);
            let found = match score {
                ScoreArg::LogLoss => config.cross_validate(&problem, &folds, penalties),
                _ => config.cross_validate_by(&problem, &folds, penalties, loss),
            }?;
            let nested = |choose: &Choice| match score {
                ScoreArg::LogLoss => {
                    config.nested_cross_validation(&problem, &folds, penalties, choose)
                }
                _ => config.nested_cross_validation_by(&problem, &folds, penalties, loss, choose),
            };
            let found = Search::of(found, count(&folds), self.args).nested(self.args, nested)?;
            config.penalty = found.penalty();
            search = Some(found);
        }
        let model = config.fit_problem(&problem)?;
        let found = self.question(data).logistic(&model, &problem);
        let refit = |problem: &Problem<'_, bool>| Ok(Model::Logistic(config.fit_problem(problem)?));
        let resampled = self.resampled(data, labels, &model.report, refit)?;
        Ok(Fitted {
            search,
            resampled,
            ..Fitted::of(Model::Logistic(model), data.names, data.classes, found)
        })
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
        if let Some(tried) = Tried::of(self.args) {
            let folds = self.folds(data, &vec![0; targets.len()])?;
            let penalties = tried.penalties();
            let (score, loss) = (Tried::score(self.args), ScoreArg::of_numbers);
            let found = match score {
                ScoreArg::SquaredError => config.cross_validate(&problem, &folds, penalties),
                _ => config.cross_validate_by(&problem, &folds, penalties, loss),
            }?;
            let nested = |choose: &Choice| match score {
                ScoreArg::SquaredError => {
                    config.nested_cross_validation(&problem, &folds, penalties, choose)
                }
                _ => config.nested_cross_validation_by(&problem, &folds, penalties, loss, choose),
            };
            let found = Search::of(found, count(&folds), self.args).nested(self.args, nested)?;
            config.penalty = found.penalty();
            search = Some(found);
        }
        let model = config.fit_problem(&problem)?;
        let found = self.question(data).linear(&model, &problem);
        let refit = |problem: &Problem<'_, f64>| Ok(Model::Linear(config.fit_problem(problem)?));
        let resampled = resampled(self.args, data, targets, &model.report, refit)?;
        Ok(Fitted {
            search,
            resampled,
            ..Fitted::of(Model::Linear(model), data.names, data.classes, found)
        })
    }

    /// As [`resampled`], with weights of the classes where these are to count equally.
    fn resampled<'b, C: Class + TakesOffset>(
        &self,
        data: &Data<'b>,
        classes: &'b [C],
        of_all: &Report,
        fit: impl Fn(&Problem<'_, C>) -> Result<Model, Error> + Sync,
    ) -> Result<Option<Resampled>> {
        resampled(self.args, data, classes, of_all, |counted| {
            let balanced = self.balanced(counted);
            fit(&data.balanced(*counted, balanced.as_deref())?)
        })
    }

    fn question<'b>(&'b self, data: &'b Data<'b>) -> Question<'b> {
        Question { args: self.args, data }
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

impl Fitted {
    /// `found` are the table of the parameters and their errors, or why there are none.
    pub(super) fn of(model: Model, names: &[String], classes: &[String], found: Findings) -> Self {
        match found {
            Ok((summary, inference)) => {
                Self { model, summary, search: None, inference: Some(inference), resampled: None }
            }
            Err(reason) => {
                let table = coefficient_table(&model, classes, names);
                let summary = format!("{table}\n{reason}");
                Self { model, summary, search: None, inference: None, resampled: None }
            }
        }
    }
}

/// How many folds there are.
fn count(folds: &[usize]) -> usize {
    folds.iter().max().map_or(0, |fold| fold + 1)
}
