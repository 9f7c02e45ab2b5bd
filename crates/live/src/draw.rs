//! A reader's own points: fitted as they are, with a penalty, or with Firth's correction.

use linalg_lite::{MatRef, matrix_from_columns};
use models::firth::FirthRegression;
use models::{LogisticRegression, Penalty, Report, digest};
use serde::{Deserialize, Serialize};

use crate::Error;
use crate::window::Window;

#[derive(Deserialize)]
pub(crate) struct Question {
    x: Vec<f64>,
    y: Vec<f64>,
    labels: Vec<bool>,
    /// What the two axes are called.
    names: [String; 2],
    method: Method,
    window: Window,
}

#[derive(Deserialize)]
#[serde(rename_all = "snake_case")]
enum Method {
    Plain,
    Penalty,
    Firth,
}

#[derive(Serialize)]
pub(crate) struct Answer {
    coefficients: Vec<f64>,
    intercept: f64,
    probabilities: Vec<f64>,
    grid: Vec<f64>,
    /// How the fit ended, in the report's own words.
    report: String,
    is_optimum: bool,
    /// What separates the classes, by name.
    separating: Vec<String>,
    digest: String,
}

impl Question {
    pub(crate) fn answer(&self) -> Result<Answer, Error> {
        let x = matrix_from_columns(&[&self.x, &self.y])?;
        let plain = LogisticRegression::default();
        let penalised = LogisticRegression {
            penalty: Penalty::l2(1.0 / self.labels.len().max(1) as f64),
            standardise: true,
            ..Default::default()
        };
        Ok(match self.method {
            Method::Plain => {
                let fit = plain.fit(x.as_ref(), &self.labels)?;
                self.seen(x.as_ref(), &fit.coefficients, fit.intercept, &fit.report, |x| {
                    fit.probabilities(x)
                })?
            }
            Method::Penalty => {
                let fit = penalised.fit(x.as_ref(), &self.labels)?;
                self.seen(x.as_ref(), &fit.coefficients, fit.intercept, &fit.report, |x| {
                    fit.probabilities(x)
                })?
            }
            Method::Firth => {
                let fit = FirthRegression::default().fit(x.as_ref(), &self.labels)?;
                self.seen(x.as_ref(), &fit.coefficients, fit.intercept, &fit.report, |x| {
                    fit.probabilities(x)
                })?
            }
        })
    }

    fn seen(
        &self,
        x: MatRef<'_, f64>,
        coefficients: &[f64],
        intercept: f64,
        report: &Report,
        probabilities: impl Fn(MatRef<'_, f64>) -> Result<Vec<f64>, models::Error>,
    ) -> Result<Answer, Error> {
        Ok(Answer {
            coefficients: coefficients.to_vec(),
            intercept,
            probabilities: probabilities(x)?,
            grid: probabilities(self.window.grid().as_ref())?,
            report: report.describe(&self.names),
            is_optimum: report.is_optimum(),
            separating: report.separating.iter().map(|j| self.names[*j].clone()).collect(),
            digest: digest(&[coefficients, &[intercept]].concat()),
        })
    }
}
