//! A model on the rows of a table in an engine.

use anyhow::Result;
use warehouse::{Counted, Engine, Judge, absent, columns};

use super::EvaluateArgs;
use crate::evaluation::Evaluation;
use crate::model_file::ModelFile;
use crate::needs::Needs;
use crate::output::{self, left_out};
use crate::place::{There, for_reading, refuse};

/// The evaluation, and by how many rows.
pub(super) fn evaluation(
    args: &EvaluateArgs,
    model: &ModelFile,
    there: &There<'_>,
    threshold: f64,
    quiet: bool,
) -> Result<(Evaluation, Counted)> {
    let of_rows = (
        args.bootstrap.is_some(),
        "--bootstrap draws rows again and again, which takes a file: export the table, or a part of it",
    );
    let of_two = (
        args.against.is_some(),
        "--against needs the logits of all rows: export the table, or a part of it",
    );
    let of_classes = (
        model.offset.as_ref().is_some_and(|offset| offset.one().is_none()),
        "a model with an offset for each class is judged on files: write the table of the engine to one",
    );
    refuse([for_reading(&args.format), of_rows, of_two, of_classes])?;
    let engine = there.open()?;
    let weights = weights(args, model, there, &engine, quiet)?;
    let truth = model.target.truth_there();
    let frame = model.frame(there, &truth, weights, args.unseen.get());
    let gone = absent(&engine, &frame)?;
    if gone.weightless > 0.0 {
        output::note(quiet, &left_out(gone.weightless as usize, "of weight 0"));
    }
    if gone.incomplete > 0.0 {
        model.refuse_gaps(there, gone.incomplete)?;
        output::note(quiet, &left_out(gone.incomplete as usize, "with missing cells"));
    }
    let judge = Judge { engine: &engine, frame: &frame, logits: model.model.weights() };
    let counted = judge.counted()?;
    Ok((Evaluation::there(&engine, &frame, model, threshold, args.cost)?, counted))
}

/// The column of weights, if it is there; all other columns of the model must be.
fn weights<'a>(
    args: &EvaluateArgs,
    model: &'a ModelFile,
    there: &There<'_>,
    engine: &dyn Engine,
    quiet: bool,
) -> Result<Option<&'a str>> {
    let weights = model.weights.as_deref();
    if there.dialect().columns.is_empty() {
        return Ok(weights); // the engine itself says what is not there
    }
    let header = columns(engine, there.dialect(), there.table)?;
    let features = model.encoder.columns.iter().map(|column| column.name.as_str());
    let columns = features.chain([model.target.name()]).chain(model.offset_columns()).collect();
    Needs { model: &args.model, table: args.place.path(), columns }.check(&header)?;
    let found = weights.filter(|name| header.iter().any(|other| other == name));
    if let (Some(name), None) = (weights, found) {
        let note =
            format!("the column of weights, \"{name}\", is not there: every row counts once");
        output::note(quiet, &note);
    }
    Ok(found)
}
