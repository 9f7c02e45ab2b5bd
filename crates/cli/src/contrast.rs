//! `regress contrast`: sums of coefficients with their errors, and whether hypotheses about them may hold.

mod hypothesis;
mod report;

use std::io::{Write, stdout};
use std::path::PathBuf;

use anyhow::Result;
use linalg_lite::dot;
use models::inference::{Contrasts, Covariance, Distribution, Estimate, TestResult};

use self::hypothesis::Hypothesis;
use crate::exit::Usage;
use crate::flags;
use crate::model_file::{Model, ModelFile};
use crate::output;

#[derive(Debug, clap::Args)]
pub(crate) struct ContrastArgs {
    /// The file that `regress fit -o` wrote
    pub(crate) model: PathBuf,
    /// Sums of features by their names in the report, each perhaps compared with a number (default: 0), for example:
    /// 'species=Gentoo - species=Chinstrap' '2 * age + intercept = 1'; with several classes, each behind its class:
    /// 'Gentoo:body_mass_g - Chinstrap:body_mass_g'
    #[arg(required = true)]
    pub(crate) hypotheses: Vec<String>,
    /// The level of the intervals, for example: --level 0.9
    #[arg(long, value_name = "LEVEL", help_heading = "Contrasts", value_parser = flags::share, default_value = "0.95")]
    pub(crate) level: f64,
    /// Print the figures as JSON, for example: --json
    #[arg(long, help_heading = "Output")]
    pub(crate) json: bool,
}

/// What was found about one hypothesis, or why nothing is.
struct Contrast {
    hypothesis: Hypothesis,
    /// None where the data do not tell it.
    value: Option<f64>,
    found: Result<Estimate>,
}

pub(crate) fn run(args: &ContrastArgs) -> Result<()> {
    let model = ModelFile::read(&args.model)?;
    let covariance = model.covariance_of(&args.model)?;
    let parameters = parameters(&model.model);
    let covariance = match model.model.thresholds() {
        [] => covariance,
        _ => Covariance::without_intercept(
            covariance.of(&(0..parameters.len()).collect::<Vec<_>>())?,
        ),
    };
    let contrasts = Contrasts {
        parameters: &parameters,
        covariance: &covariance,
        distribution: model.degrees_of_freedom.map_or(Distribution::Normal, Distribution::Student),
    };
    let mut all = Vec::new();
    for text in &args.hypotheses {
        let hypothesis =
            Hypothesis::parse(text, &model).map_err(|error| Usage(error.to_string()))?;
        let Hypothesis { weights, number, .. } = &hypothesis;
        let is_estimable = hypothesis.check_estimable(&model);
        let value = is_estimable.is_ok().then(|| dot(weights, &parameters) - number);
        let found = is_estimable.and_then(|()| Ok(contrasts.estimate(weights, *number)?));
        all.push(Contrast { hypothesis, value, found });
    }
    let together = together(&contrasts, &all);
    let mut out = stdout().lock();
    match args.json {
        true => output::json(&mut out, &report::to_json(&all, together.as_ref())),
        false => Ok(write!(out, "{}", report::text(&model, &all, together.as_ref(), args.level))?),
    }
}

/// The coefficients, and the intercepts that go with them.
fn parameters(model: &Model) -> Vec<f64> {
    match model {
        Model::Softmax(fit) => return fit.differences(),
        Model::FirthSoftmax(fit) => return fit.differences(),
        _ => (),
    }
    let (coefficients, intercept) = model.weights()[0];
    let mut parameters = coefficients.to_vec();
    parameters.extend(model.has_intercept().then_some(intercept));
    parameters
}

/// The test of several hypotheses at once.
fn together(contrasts: &Contrasts<'_>, all: &[Contrast]) -> Option<Result<TestResult>> {
    if all.len() < 2 || all.iter().any(|contrast| contrast.found.is_err()) {
        return None;
    }
    let weights: Vec<Vec<f64>> = all.iter().map(|c| c.hypothesis.weights.clone()).collect();
    let numbers: Vec<f64> = all.iter().map(|c| c.hypothesis.number).collect();
    Some(contrasts.test(&weights, &numbers).map_err(Into::into))
}
