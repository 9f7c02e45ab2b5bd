//! Patients, a model of their risk, and as many patients again to see whether 30% is 30%.

use datasets::generate;
use metrics::{CalibrationBin, brier_score, calibration, expected_calibration_error};
use models::{LogisticRegression, Problem, SampleWeights, balanced_weights};
use serde::{Deserialize, Serialize};

use crate::Error;
use crate::exam::Draw;

const MOST_PATIENTS: usize = 20_000;

#[derive(Deserialize)]
pub(crate) struct Question {
    #[serde(flatten)]
    draw: Draw,
    patients: usize,
    /// Whether those at high risk count as much as all the others.
    balanced: bool,
}

#[derive(Serialize)]
pub(crate) struct Answer {
    bins: Vec<CalibrationBin>,
    /// How many intervals hold the mean probability.
    holding: usize,
    calibration_error: f64,
    brier_score: f64,
    /// Share of patients at high risk, and the mean of the probabilities.
    share: f64,
    mean_probability: f64,
}

impl Question {
    pub(crate) fn answer(&self) -> Result<Answer, Error> {
        if self.patients > MOST_PATIENTS {
            return Err(format!("at most {MOST_PATIENTS} patients").into());
        }
        let mut stream = self.draw.stream()?;
        let train = generate::medical(self.patients, &mut stream)?;
        let fresh = generate::medical(self.patients, &mut stream)?;

        let problem = Problem::new(train.features.as_ref(), train.labels()?)?;
        let balanced = balanced_weights(&problem);
        let problem = match self.balanced {
            true => problem.weighted(SampleWeights::sampling(&balanced))?,
            false => problem,
        };
        let model = LogisticRegression::default().fit_problem(&problem)?;
        let p = model.probabilities(fresh.features.as_ref())?;
        let bins = calibration(fresh.labels()?, &p, None, 10)?;
        let holds = |bin: &&CalibrationBin| {
            (bin.interval[0]..=bin.interval[1]).contains(&bin.mean_probability)
        };
        let n = self.patients as f64;
        Ok(Answer {
            holding: bins.iter().filter(holds).count(),
            calibration_error: expected_calibration_error(&bins),
            brier_score: brier_score(fresh.labels()?, &p, None)?,
            share: fresh.labels()?.iter().filter(|high| **high).count() as f64 / n,
            mean_probability: linalg_lite::mean(&p),
            bins,
        })
    }
}
