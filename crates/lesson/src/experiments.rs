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
mod spam_logistic;
mod spam_outlier;
mod squashed_line;

use anyhow::{Result, bail};

use crate::{Chapter, Excerpt, Inputs, Report};

/// A question, and the function that answers it.
#[derive(Clone, Copy, Debug)]
pub struct Experiment {
    /// Its name on the command line, on the page and of its snapshots.
    pub name: &'static str,
    /// One line: what it is about.
    pub title: &'static str,
    /// What it asks of the reader, in a sentence or two.
    pub question: &'static str,
    /// Where it stands on the page.
    pub chapter: Chapter,
    /// The lines that compute it.
    pub code: Excerpt,
    /// What the documentation calls them.
    pub docs: &'static str,
    /// The section of `data/reference/tutorial.json` that has its numbers, if one does.
    pub reference: Option<&'static str>,
    /// Runs it.
    pub run: fn(&Inputs) -> Result<Report>,
}

/// All of them, in the order of the lesson.
pub static EXPERIMENTS: &[&Experiment] = &[
    &spam_line::EXPERIMENT,
    &spam_outlier::EXPERIMENT,
    &sigmoid::EXPERIMENT,
    &squashed_line::EXPERIMENT,
    &loss::EXPERIMENT,
    &gradient_check::EXPERIMENT,
    &exam_training::EXPERIMENT,
    &spam_logistic::EXPERIMENT,
    &exam_boundary::EXPERIMENT,
    &exam_predictions::EXPERIMENT,
    &exam_thresholds::EXPERIMENT,
    &medical_screening::EXPERIMENT,
    &costs::EXPERIMENT,
    &majority::EXPERIMENT,
    &one_vs_rest::EXPERIMENT,
    &softmax::EXPERIMENT,
    &solvers::EXPERIMENT,
    &inference::EXPERIMENT,
    &gallery::EXPERIMENT,
];

/// The reports of all of them.
///
/// # Errors
/// When one fails.
pub fn run(inputs: &Inputs) -> Result<Vec<Report>> {
    EXPERIMENTS.iter().map(|experiment| (experiment.run)(inputs)).collect()
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
            let hint = datasets::did_you_mean(name, names);
            bail!("there is no experiment \"{name}\"{hint}; `cargo xtask list` shows them all")
        }
    }
}
