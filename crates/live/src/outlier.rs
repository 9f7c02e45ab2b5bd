//! Fourteen e-mails, of which the last can be dragged: a line by least squares, and a logistic regression.

use datasets::{Source, Stream, generate};
use linalg_lite::matrix_from_columns;
use metrics::confusion;
use models::{LinearRegression, LogisticRegression, Penalty};
use serde::{Deserialize, Serialize};

use crate::Error;
use crate::window::between;

/// The lesson's penalty: the e-mails are separated, so that without one no weights are best.
const PENALTY: f64 = 0.01;
/// So many places of both curves are asked for: six for a mark.
const PLACES: usize = 642;

#[derive(Deserialize)]
pub(crate) struct Question {
    /// Exclamation marks of the fourteenth e-mail, which is spam.
    marks: f64,
    /// The part of the axis that is shown.
    axis: [f64; 2],
}

#[derive(Serialize)]
pub(crate) struct Answer {
    marks: Vec<f64>,
    spam: Vec<bool>,
    axis: Vec<f64>,
    line: Fit,
    logistic: Fit,
}

/// What one of the models says.
#[derive(Serialize)]
struct Fit {
    coefficient: f64,
    intercept: f64,
    /// Where it crosses one half.
    boundary: f64,
    /// What it says along the axis.
    curve: Vec<f64>,
    /// What it says of each e-mail.
    says: Vec<f64>,
    called_spam: Vec<bool>,
    right: f64,
}

impl Question {
    pub(crate) fn answer(&self) -> Result<Answer, Error> {
        let emails = generate::spam(13, &mut Stream::new(Source::ChaCha8, 0)?)?;
        let marks = [emails.feature("exclamation_marks")?, &[self.marks]].concat();
        let spam = [emails.labels()?, &[true]].concat();
        let axis: Vec<f64> = (0..PLACES).map(|k| between(self.axis, k, PLACES)).collect();
        let x = matrix_from_columns(&[&marks])?;
        let places = matrix_from_columns(&[&axis])?;

        let truth: Vec<f64> = spam.iter().map(|spam| f64::from(u8::from(*spam))).collect();
        let line = LinearRegression::default().fit(x.as_ref(), &truth)?;
        let logistic = LogisticRegression { penalty: Penalty::l2(PENALTY), ..Default::default() };
        let logistic = logistic.fit(x.as_ref(), &spam)?;
        let fit = |coefficient, intercept, boundary, curve, says: Vec<f64>| {
            let called_spam: Vec<bool> = says.iter().map(|says| *says >= 0.5).collect();
            let right = confusion(&spam, &called_spam, None)?.correct();
            Ok::<_, Error>(Fit {
                coefficient,
                intercept,
                boundary,
                curve,
                says,
                called_spam,
                right,
            })
        };
        Ok(Answer {
            line: fit(
                line.coefficients[0],
                line.intercept,
                line.boundary_at(0.5).solve_for(0, &[0.0])?,
                line.predictions(places.as_ref())?,
                line.predictions(x.as_ref())?,
            )?,
            logistic: fit(
                logistic.coefficients[0],
                logistic.intercept,
                logistic.boundary().solve_for(0, &[0.0])?,
                logistic.probabilities(places.as_ref())?,
                logistic.probabilities(x.as_ref())?,
            )?,
            marks,
            spam,
            axis,
        })
    }
}
