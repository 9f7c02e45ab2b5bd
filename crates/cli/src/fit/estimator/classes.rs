//! Models of several classes.

use anyhow::Result;
use models::firth::FirthSoftmax;
use models::{OrderedRegression, Penalty, Problem, SoftmaxRegression};

use super::{Estimator, Fitted, count};
use crate::coefficients::coefficient_table;
use crate::fit::findings::Findings;
use crate::fit::problem::Data;
use crate::fit::score::ScoreArg;
use crate::fit::search::{Choice, Search, Tried};
use crate::model_file::Model;

impl Estimator<'_> {
    pub(super) fn softmax(&self, data: &Data<'_>, numbers: &[usize]) -> Result<Fitted> {
        let counted = data.counted(numbers)?;
        let balanced = self.balanced(&counted);
        let problem = data.balanced(counted, balanced.as_deref())?;
        if self.args.firth {
            let fit = |problem: &Problem<'_, usize>| {
                FirthSoftmax::default().fit_problem(problem, data.classes.len())
            };
            let model = fit(&problem)?;
            let found = self.question(data).firth_softmax(&model, &problem);
            let refit = |problem: &Problem<'_, usize>| Ok(Model::FirthSoftmax(fit(problem)?));
            let resampled = self.resampled(data, numbers, &model.report, refit)?;
            return Ok(Fitted { resampled, ..of_several(Model::FirthSoftmax(model), data, found) });
        }
        let standardise = self.args.standardise;
        let Penalty { l1, l2 } = self.penalty;
        let mut config = SoftmaxRegression { solver: self.solver, l1, l2, standardise };
        let mut search = None;
        if let Some(tried) = Tried::of(self.args) {
            let folds = self.folds(data, numbers)?;
            let penalties = tried.penalties();
            let classes = data.classes.len();
            let (score, loss) = (Tried::score(self.args), ScoreArg::of_classes);
            let found = match score {
                ScoreArg::LogLoss => config.cross_validate(&problem, classes, &folds, penalties),
                _ => config.cross_validate_by(&problem, classes, &folds, penalties, loss),
            }?;
            let nested = |choose: &Choice| match score {
                ScoreArg::LogLoss => {
                    config.nested_cross_validation(&problem, classes, &folds, penalties, choose)
                }
                _ => {
                    let searched = (&*folds, penalties);
                    config.nested_cross_validation_by(&problem, classes, searched, loss, choose)
                }
            };
            let found = Search::of(found, count(&folds), self.args).nested(self.args, nested)?;
            Penalty { l1: config.l1, l2: config.l2 } = found.penalty();
            search = Some(found);
        }
        let model = config.fit_problem(&problem, data.classes.len())?;
        let found = self.question(data).softmax(&model, &problem);
        let model = Model::Softmax(model);
        let refit = |problem: &Problem<'_, usize>| {
            Ok(Model::Softmax(config.fit_problem(problem, data.classes.len())?))
        };
        let resampled = self.resampled(data, numbers, model.report(), refit)?;
        Ok(Fitted { search, resampled, ..of_several(model, data, found) })
    }

    pub(super) fn ordered(&self, data: &Data<'_>, numbers: &[usize]) -> Result<Fitted> {
        let counted = data.counted(numbers)?;
        let balanced = self.balanced(&counted);
        let problem = data.balanced(counted, balanced.as_deref())?;
        let standardise = self.args.standardise;
        let config = OrderedRegression { solver: self.solver, l2: self.penalty.l2, standardise };
        let model = config.fit_problem(&problem, data.classes.len())?;
        let found = self.question(data).ordered(&model, &problem);
        let refit = |problem: &Problem<'_, usize>| {
            Ok(Model::Ordered(config.fit_problem(problem, data.classes.len())?))
        };
        let resampled = self.resampled(data, numbers, &model.report, refit)?;
        let fitted = Fitted::of(Model::Ordered(model), data.names, data.classes, found);
        Ok(Fitted { resampled, ..fitted })
    }
}

/// With the table of all classes above those of their differences.
fn of_several(model: Model, data: &Data<'_>, found: Findings) -> Fitted {
    let table = coefficient_table(&model, data.classes, data.names);
    let found = found.map(|(summary, found)| (format!("{table}\n{summary}"), found));
    Fitted::of(model, data.names, data.classes, found)
}
