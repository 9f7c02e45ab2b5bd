//! The experiments, one file each.

mod costs;
mod exam_boundary;
mod exam_predictions;
mod exam_thresholds;
mod exam_training;
mod gallery;
mod gradient_check;
mod inference;
mod loss;
mod majority;
mod medical_screening;
mod one_vs_rest;
mod sigmoid;
mod softmax;
mod solvers;
mod spam_line;
mod spam_outlier;
mod squashed_line;

pub(crate) use exam_thresholds::hundredths;

use anyhow::{Result, bail};

use crate::{Inputs, Report};

/// A name and the function that does the work.
#[derive(Clone, Copy, Debug)]
pub struct Experiment {
    /// Its name on the command line and of its snapshots.
    pub name: &'static str,
    /// Runs it.
    pub run: fn(&Inputs) -> Result<Report>,
}

/// All of them, in the order of the lesson.
pub const EXPERIMENTS: [Experiment; 18] = [
    Experiment { name: "spam-line", run: spam_line::run },
    Experiment { name: "spam-outlier", run: spam_outlier::run },
    Experiment { name: "sigmoid", run: sigmoid::run },
    Experiment { name: "squashed-line", run: squashed_line::run },
    Experiment { name: "loss", run: loss::run },
    Experiment { name: "gradient-check", run: gradient_check::run },
    Experiment { name: "exam-training", run: exam_training::run },
    Experiment { name: "exam-boundary", run: exam_boundary::run },
    Experiment { name: "exam-predictions", run: exam_predictions::run },
    Experiment { name: "exam-thresholds", run: exam_thresholds::run },
    Experiment { name: "medical-screening", run: medical_screening::run },
    Experiment { name: "costs", run: costs::run },
    Experiment { name: "majority", run: majority::run },
    Experiment { name: "one-vs-rest", run: one_vs_rest::run },
    Experiment { name: "softmax", run: softmax::run },
    Experiment { name: "solvers", run: solvers::run },
    Experiment { name: "inference", run: inference::run },
    Experiment { name: "gallery", run: gallery::run },
];

/// The reports of all of them, with their names.
///
/// # Errors
/// When one fails.
pub fn run(inputs: &Inputs) -> Result<Vec<(&'static str, Report)>> {
    EXPERIMENTS.iter().map(|experiment| Ok((experiment.name, (experiment.run)(inputs)?))).collect()
}

/// The experiment of that name.
///
/// # Errors
/// When there is none; the message names the nearest.
pub fn find(name: &str) -> Result<&'static Experiment> {
    match EXPERIMENTS.iter().find(|experiment| experiment.name == name) {
        Some(experiment) => Ok(experiment),
        None => {
            let names = EXPERIMENTS.iter().map(|experiment| experiment.name);
            let hint = datasets::nearest(name, names)
                .map_or_else(String::new, |best| format!(" (did you mean \"{best}\"?)"));
            bail!("there is no experiment \"{name}\"{hint}; `cargo xtask list` shows them all")
        }
    }
}
