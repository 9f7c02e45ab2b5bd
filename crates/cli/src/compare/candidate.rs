//! One of the models that are compared.

use anyhow::{Result, anyhow, bail};
use datasets::Target;
use models::Error;
use models::firth::FirthRegression;
use models::inference::{Likelihood, LinearInference};

use crate::judged::Judged;
use crate::model_file::{Model, ModelFile};

pub(super) struct Candidate<'a> {
    pub(super) name: &'a str,
    pub(super) model: &'a ModelFile,
    pub(super) judged: &'a Judged,
    /// How probable it makes the target; or why nothing is said of that.
    pub(super) likelihood: Result<Likelihood, Error>,
    /// What else is known of a line.
    pub(super) line: Option<LinearInference>,
    /// For each sample what fits without its fold lose on it; or why they do not.
    pub(super) losses: Result<Vec<f64>, Error>,
}

impl<'a> Candidate<'a> {
    pub(super) fn of(
        name: &'a str,
        model: &'a ModelFile,
        judged: &'a Judged,
        folds: &[usize],
    ) -> Result<Self> {
        let mut line = None;
        let (likelihood, losses) = match (&model.model, &judged.truth) {
            (Model::Logistic(fit), Target::Binary(labels)) => {
                let problem = judged.problem(model, labels)?;
                let found = fit.inference_of(&problem).map(|found| found.likelihood);
                (found, fit.config.held_out_losses(&problem, folds))
            }
            (Model::Firth(_), Target::Binary(labels)) => {
                let problem = judged.problem(model, labels)?;
                let reason = "Firth's correction is a penalty on the likelihood";
                let losses = FirthRegression::default().held_out_losses(&problem, folds);
                (Err(Error::NoInference(reason)), losses)
            }
            (Model::Linear(fit), Target::Numbers(targets)) => {
                let problem = judged.problem(model, targets)?;
                let found = fit.inference_of(&problem);
                let likelihood = found.map(|found| {
                    let likelihood = found.likelihood;
                    line = Some(found);
                    likelihood
                });
                (likelihood, fit.config.held_out_losses(&problem, folds))
            }
            (Model::Softmax(fit), Target::Classes { labels, names }) => {
                let problem = judged.problem(model, labels)?;
                let found = fit.inference_of(&problem).map(|found| found.likelihood);
                (found, fit.config.held_out_losses(&problem, names.len(), folds))
            }
            (Model::FirthSoftmax(_), _) => bail!(
                "{name} has Firth's correction of several classes, which is not fitted to folds: fit it without --firth"
            ),
            (Model::Ordered(fit), Target::Classes { labels, names }) => {
                let problem = judged.problem(model, labels)?;
                let found = fit.inference_of(&problem).map(|found| found.likelihood);
                (found, fit.config.held_out_losses(&problem, names.len(), folds))
            }
            _ => bail!("{name}: its model and its target do not go together"),
        };
        let likelihood = match model.sandwich {
            true => Err(Error::NoInference(
                "its errors come from a sandwich (of a survey, of clusters, or --robust), which no likelihood stands for; \
                 regress contrast tests by such errors",
            )),
            false => likelihood,
        };
        Ok(Self { name, model, judged, likelihood, line, losses })
    }

    /// The likelihood of a model that can be compared by it.
    pub(super) fn likelihood(&self) -> Result<&Likelihood> {
        self.likelihood.as_ref().map_err(|reason| anyhow!("{}: {reason}", self.name))
    }
}
