use std::path::Path;

use anyhow::{Result, anyhow, bail};
use models::{Error, Problem};
use pictures::numbers::count;

use super::InfluenceArgs;
use crate::exit::Usage;
use crate::input::name_of;
use crate::judged::Judged;
use crate::model_file::{Model, ModelFile};
use crate::offset::TakesOffset;
use crate::output;

/// What is asked about.
pub(super) struct Subject<'a> {
    pub(super) args: &'a InfluenceArgs,
    pub(super) model: &'a ModelFile,
    pub(super) judged: &'a Judged,
}

/// Refuses models of which nothing can be said, before the table is read.
pub(super) fn check(model: &ModelFile, path: &Path) -> Result<()> {
    let file = path.display();
    let samples = match &model.model {
        Model::Logistic(fit) => &fit.samples,
        Model::Linear(fit) => &fit.samples,
        Model::Firth(_) => bail!(Usage(format!(
            "{file} has Firth's correction, and influence is told of fits without: fit it without --firth"
        ))),
        Model::Softmax(_) | Model::FirthSoftmax(_) | Model::Ordered(_) => bail!(Usage(format!(
            "{file} is {}, and influence is told of models of two classes and of numbers",
            model.target.kind()
        ))),
    };
    if samples.weighted && model.weights.is_none() {
        bail!(
            "{file} was fitted with weights of its classes, which do not say how far a row may lie from the model: fit \
             it without --class-weight"
        );
    }
    Ok(())
}

impl<'a> Subject<'a> {
    /// The rows with what they count, as the model was fitted to them.
    pub(super) fn problem<T: TakesOffset>(&self, target: &'a [T]) -> Result<Problem<'a, T>> {
        self.judged.problem(self.model, target)
    }

    /// Whether these are the rows that the model was trained on; none where the model file does not say.
    pub(super) fn is_trained_on(&self) -> Option<bool> {
        self.judged.is_trained_on(self.model)
    }

    /// Says what the reader should know of the rows.
    pub(super) fn note(&self, quiet: bool) {
        let (table, model) = (name_of(&self.args.data), self.args.model.display());
        let text = match self.is_trained_on() {
            Some(true) => return,
            Some(false) => format!(
                "{table} has other rows than {model} was trained on, or the same in another order"
            ),
            None => format!("{model} does not say which rows it was trained on"),
        };
        output::note(quiet, &text);
    }

    /// An error with what may be behind it.
    pub(super) fn explained(&self, error: &Error) -> anyhow::Error {
        let (file, table) = (self.args.model.display(), name_of(&self.args.data));
        if self.is_trained_on() != Some(false) || !self.model.model.report().is_optimum() {
            return anyhow!("{file}: {error}");
        }
        let training = &self.model.training;
        let rows = count(training.rows, "row");
        match training.held_out {
            0 => anyhow!("{table} has other rows than the {rows} that {file} was fitted to"),
            held_out => anyhow!(
                "{table} has other rows than the {rows} that {file} was fitted to, as {held_out} were held out: fit it \
                 without --test"
            ),
        }
    }
}
