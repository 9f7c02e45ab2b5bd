//! Where a fit in an engine has come to, kept beside the model file until that is written, so that `--resume` goes on
//! from there.

use std::ffi::OsString;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, ensure};
use serde::{Deserialize, Serialize};
use warehouse::Listener;

use crate::fit::args::FitArgs;
use crate::output;

/// The parameters of features that count from their centres.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(super) struct Steps {
    target: String,
    features: Vec<String>,
    centres: Vec<f64>,
    parameters: Vec<f64>,
}

impl Steps {
    pub(super) fn new(args: &FitArgs, features: &[String], centres: &[f64]) -> Self {
        Self {
            target: args.target.clone(),
            features: features.to_vec(),
            centres: centres.to_vec(),
            parameters: Vec::new(),
        }
    }

    /// The parameters from which to go on, if that was asked for.
    pub(super) fn start(&self, args: &FitArgs) -> Result<Option<Vec<f64>>> {
        let Some(path) = args.output.as_deref().map(place).filter(|_| args.resume) else {
            return Ok(None);
        };
        let file = path.display();
        let text = std::fs::read_to_string(&path).with_context(|| {
            format!("there is no fit to go on with: {file}; leave out --resume")
        })?;
        let found: Self = serde_json::from_str(&text).with_context(|| {
            format!("{file} is not what a fit left there: remove it, and leave out --resume")
        })?;
        ensure!(
            found.features == self.features && found.target == self.target,
            "{file} is of a fit with other columns or levels: remove it, and leave out --resume"
        );
        Ok(Some(found.moved(&self.centres)))
    }

    /// The same parameters for features that count from other centres.
    fn moved(mut self, centres: &[f64]) -> Vec<f64> {
        let features = self.features.len();
        for logit in self.parameters.chunks_mut(features + 1) {
            let [coefficients @ .., intercept] = logit else { continue };
            if coefficients.len() == features {
                let moves = centres.iter().zip(&self.centres).map(|(new, old)| new - old);
                *intercept +=
                    coefficients.iter().zip(moves).map(|(c, move_)| c * move_).sum::<f64>();
            }
        }
        self.parameters
    }

    /// What writes each step beside the model file, if there will be one.
    pub(super) fn keeper(self, args: &FitArgs, quiet: bool) -> Option<Listener> {
        let path =
            args.output.as_deref().filter(|path| !output::is_standard_output(path)).map(place)?;
        let (mut steps, mut has_failed) = (self, false);
        Some(Box::new(move |w: &[f64]| {
            steps.parameters = w.to_vec();
            let written = serde_json::to_string(&steps).map_err(anyhow::Error::from);
            let written = written.and_then(|text| output::write(&path, text.as_bytes()));
            if let (Err(error), false) = (written, has_failed) {
                has_failed = true;
                output::note(quiet, &format!("the steps of the fit cannot be kept: {error:#}"));
            }
        }))
    }
}

/// Beside the model file.
fn place(model: &Path) -> PathBuf {
    let mut name = OsString::from(model);
    name.push(".steps");
    PathBuf::from(name)
}

/// The fit has ended.
pub(in crate::fit) fn remove(model: &Path) {
    let _ = std::fs::remove_file(place(model)); // if there is none, all the better
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_step_keeps_its_predictions_when_centres_move() {
        let steps = Steps {
            target: "y".to_owned(),
            features: vec!["a".to_owned(), "b".to_owned()],
            centres: vec![1.0, 10.0],
            parameters: vec![2.0, 3.0, 5.0],
        };
        assert_eq!(steps.moved(&[2.0, 9.0]), [2.0, 3.0, 5.0 + 2.0 - 3.0]);
    }
}
