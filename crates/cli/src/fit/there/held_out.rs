//! The rows that a model is judged by.

use anyhow::{Result, ensure};
use datasets::Unseen;
use pictures::numbers::count;
use warehouse::{Engine, Frame, Judge, Moments};

use crate::fit::args::FitArgs;
use crate::model_file::Model;
use crate::output;

pub(super) struct HeldOut<'a> {
    pub(super) frame: Frame<'a>,
    pub(super) moments: Moments,
}

impl<'a> HeldOut<'a> {
    /// Of these rows, of which there has to be one. What they alone have counts as the baseline.
    pub(super) fn of(args: &FitArgs, engine: &dyn Engine, frame: Frame<'a>) -> Result<Self> {
        let key = args.key.as_deref().unwrap_or_default();
        ensure!(
            frame.count(engine)? > 0.0,
            "{}: by the hash of \"{key}\" no row is held out: raise --test, or take a key with more values",
            frame.table
        );
        let frame = Frame { unseen: Unseen::Baseline, ..frame };
        let moments = Moments::of(engine, &frame)?;
        Ok(Self { frame, moments })
    }

    /// Says how many have what was not seen in training.
    pub(super) fn note_unknown(
        &self,
        engine: &dyn Engine,
        model: &Model,
        quiet: bool,
    ) -> Result<()> {
        let judge = Judge { engine, frame: &self.frame, logits: model.weights() };
        let unknown = judge.unknown()?;
        if unknown > 0.0 {
            let rows = count(unknown as usize, "row");
            let note = format!(
                "{rows} held out with a level or a gap that was not seen in training: it counts as the baseline"
            );
            output::note(quiet, &note);
        }
        Ok(())
    }
}
