//! Two models of two classes on the same rows: which ranks them better?

use std::path::Path;

use anyhow::{Result, bail, ensure};
use datasets::Target;
use metrics::{ComparedAreas, compare_roc_aucs};
use models::inference::{Distribution, p_value_text};
use pictures::numbers::fixed;
use serde_json::{Value, json};

use super::EvaluateArgs;
use crate::exit::Usage;
use crate::input::is_standard_input;
use crate::judged::{Files, Judged};
use crate::model_file::{ModelFile, Scores};
use crate::words::Words;

/// The areas under the ROC curves of both, and DeLong's test.
pub(super) struct Against {
    names: [String; 2],
    found: ComparedAreas,
}

impl Against {
    /// The model whose rows are `judged` beside another.
    pub(super) fn of(args: &EvaluateArgs, other: &Path, judged: &Judged) -> Result<Self> {
        let table = args.place.path();
        if is_standard_input(table) {
            bail!(Usage("--against reads the table twice, so that it has to be a file".to_owned()));
        }
        let model = ModelFile::read_for(other, table)?;
        let files = Files { model: other, table };
        let beside = Judged::read(&model, &files, &args.format, args.unseen, true)?;
        let names = [&*args.model, other].map(|file| file.display().to_string());
        let [one, two] = &names;
        let (
            (Target::Binary(actual), Scores::Positive { logits, .. }),
            (Target::Binary(same), Scores::Positive { logits: others, .. }),
        ) = ((&judged.truth, &judged.scores), (&beside.truth, &beside.scores))
        else {
            bail!(Usage(format!(
                "--against is for models of two classes: {two} is {}",
                model.target.kind()
            )));
        };
        ensure!(
            judged.lines == beside.lines,
            "{one} and {two} take other rows of the table, as they leave out other missing cells: give both a table \
             without gaps"
        );
        ensure!(actual == same, "{one} and {two} have other targets, or another positive class");
        ensure!(judged.weights == beside.weights, "{one} and {two} have other weights");
        let found = compare_roc_aucs(actual, [logits, others], judged.weights.as_deref())?;
        Ok(Self { names, found })
    }

    /// DeLong's statistic and its p-value; none where both rank all rows alike.
    fn test(&self) -> Option<[f64; 2]> {
        let z = self.found.z()?;
        Some([z, Distribution::Normal.two_sided(z)])
    }

    pub(super) fn text(&self) -> String {
        let ([one, two], difference) = (&self.names, self.found.difference());
        let area = fixed(self.found.areas[1], 4);
        let Some([z, p]) = self.test() else {
            return format!("ROC AUC of {two} {area}: it ranks the rows as {one} does\n");
        };
        let error = fixed(self.found.variance_of_difference.sqrt(), 4);
        let side = if difference < 0.0 { "lower" } else { "higher" };
        format!(
            "ROC AUC of {two} {area}: that of {one} is {} {side} (standard error {error}; DeLong's z {z:.3}, p {})\n",
            fixed(difference.abs(), 4),
            p_value_text(p),
        )
    }

    pub(super) fn to_json(&self) -> Value {
        let test = self.test();
        json!({
            "model": self.names[1],
            "roc_auc": self.found.areas[1],
            "difference": self.found.difference(),
            "standard_error": self.found.variance_of_difference.sqrt(),
            "z": test.map(|[z, _]| Words(z)),
            "p_value": test.map(|[_, p]| Words(p)),
        })
    }
}
