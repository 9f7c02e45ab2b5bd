use anyhow::Result;
use datasets::generate;
use models::solver::GradientDescent;

use super::Training;
use crate::Inputs;

/// Patients at the lesson's screening.
pub(crate) const PATIENTS: usize = 300;

/// The screening, trained for 1000 epochs at rate 0.5; with the hidden score of each patient.
pub(crate) fn train(inputs: &Inputs) -> Result<(Training, Vec<f64>)> {
    let mut stream = inputs.stream()?;
    let (data, score) = generate::medical_with_score(PATIENTS, &mut stream)?;
    let descent = GradientDescent { rate: 0.5, epochs: 1000, ..Default::default() };
    Ok((Training::run(data, &mut stream, descent)?, score))
}
