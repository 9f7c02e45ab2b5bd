use anyhow::Result;
use datasets::generate;
use models::solver::GradientDescent;

use super::Training;
use crate::Inputs;

/// Students in the lesson's exam.
pub(crate) const STUDENTS: usize = 200;

/// The exam, trained for 500 epochs at rate 0.5; with the hidden score of each student.
pub(crate) fn train(inputs: &Inputs) -> Result<(Training, Vec<f64>)> {
    let mut stream = inputs.stream()?;
    let (data, score) = generate::exam_with_score(STUDENTS, &mut stream)?;
    let descent = GradientDescent { rate: 0.5, epochs: 500, ..Default::default() };
    Ok((Training::run(data, &mut stream, descent)?, score))
}
