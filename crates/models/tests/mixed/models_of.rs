//! Everything that takes features, in words that tell every bit.

use std::fmt::Debug;

use linalg_lite::{Design, Features, collinearity, dependencies};
use models::firth::FirthRegression;
use models::paths::PenaltyPath;
use models::separation::find_separation;
use models::solver::{GradientDescent, Lbfgs, Newton};
use models::{
    Error, LinearRegression, LinearSolver, LogisticRegression, OneVsRest, Penalty, Problem,
    SoftmaxRegression, Solver, StandardScaler,
};

use crate::tables::Mixed;

type Model<'t> = (&'static str, Box<dyn Fn(Features<'_>) -> Result<String, Error> + Sync + 't>);

fn words(found: impl Debug) -> Result<String, Error> {
    Ok(format!("{found:?}"))
}

/// What can be asked of a table.
pub(crate) fn models_of(table: &Mixed) -> Vec<Model<'_>> {
    let mut models = fits_of(table);
    models.extend(trust_of(table));
    models.extend(paths_of(table));
    models.extend(structure_of(table));
    models
}

fn fits_of(table: &Mixed) -> Vec<Model<'_>> {
    let descent = GradientDescent { rate: 0.01, epochs: 4, tolerance: 1e-6 };
    let logits = |solver: Solver,
                  penalty: Penalty,
                  standardise: bool|
     -> Box<dyn Fn(Features<'_>) -> _ + Sync + '_> {
        let config = LogisticRegression { solver, penalty, standardise };
        Box::new(move |x| {
            let fit = config.fit_problem(&table.problem(x, &table.labels))?;
            words((fit.probabilities(x)?, fit))
        })
    };
    let lines = |solver: LinearSolver,
                 penalty: Penalty,
                 standardise: bool|
     -> Box<dyn Fn(Features<'_>) -> _ + Sync + '_> {
        let config = LinearRegression { solver, penalty, standardise };
        Box::new(move |x| {
            let fit = config.fit_problem(&table.problem(x, &table.numbers))?;
            words((fit.predictions(x)?, fit))
        })
    };
    let (none, l1) = (Penalty::default(), Penalty { l1: 0.02, l2: 0.01 });
    let directly = LinearSolver::LeastSquares;
    vec![
        ("logits", logits(Solver::Auto, none, false)),
        ("logits, l1", logits(Solver::Auto, l1, true)),
        ("logits, Newton", logits(Solver::Newton(Newton::default()), Penalty::l2(0.05), true)),
        ("logits, L-BFGS", logits(Solver::Lbfgs(Lbfgs::default()), Penalty::l2(0.05), false)),
        ("logits, descent", logits(Solver::GradientDescent(descent), none, true)),
        ("lines", lines(directly, none, false)),
        ("lines, l2", lines(directly, Penalty::l2(0.05), true)),
        ("lines, l1", lines(directly, l1, true)),
        ("lines, descent", lines(LinearSolver::GradientDescent(descent), none, true)),
        (
            "softmax",
            Box::new(|x| {
                let config = SoftmaxRegression { l2: 0.01, ..Default::default() };
                let fit = config.fit_problem(&table.without_offset(x, &table.classes), 3)?;
                words((fit.probabilities(x)?, fit))
            }),
        ),
        (
            "one against the rest",
            Box::new(|x| {
                let fit = OneVsRest::default()
                    .fit_problem(&table.without_offset(x, &table.classes), 3)?;
                words((fit.classes(x)?, fit))
            }),
        ),
    ]
}

fn trust_of(table: &Mixed) -> Vec<Model<'_>> {
    let logits = |problem: &Problem<'_, bool>| LogisticRegression::default().fit_problem(problem);
    vec![
        (
            "errors of logits",
            Box::new(move |x| {
                let problem = table.problem(x, &table.labels);
                words(logits(&problem)?.inference_of(&problem)?)
            }),
        ),
        (
            "leverages",
            Box::new(move |x| {
                let problem = table.problem(x, &table.labels);
                words(logits(&problem)?.leverages_of(&problem)?)
            }),
        ),
        (
            "a profile",
            Box::new(move |x| {
                let problem = table.problem(x, &table.labels);
                words(logits(&problem)?.profile_interval(&problem, 1, 0.9)?)
            }),
        ),
        (
            "errors of lines",
            Box::new(move |x| {
                let problem = table.problem(x, &table.numbers);
                words(LinearRegression::default().fit_problem(&problem)?.inference_of(&problem)?)
            }),
        ),
        (
            "errors of softmax",
            Box::new(move |x| {
                let problem = table.without_offset(x, &table.classes);
                words(
                    SoftmaxRegression::default()
                        .fit_problem(&problem, 3)?
                        .inference_of(&problem)?,
                )
            }),
        ),
        (
            "Firth",
            Box::new(move |x| {
                let problem = table.problem(x, &table.labels);
                let fit = FirthRegression::default().fit_problem(&problem)?;
                words((fit.estimates(&problem)?, fit))
            }),
        ),
    ]
}

fn paths_of(table: &Mixed) -> Vec<Model<'_>> {
    let path = PenaltyPath { l1_ratio: 0.5, steps: 4, smallest: 0.1 };
    vec![
        (
            "path of logits",
            Box::new(move |x| {
                words(LogisticRegression::default().path(&table.problem(x, &table.labels), &path)?)
            }),
        ),
        (
            "path of lines",
            Box::new(move |x| {
                words(LinearRegression::default().path(&table.problem(x, &table.numbers), &path)?)
            }),
        ),
        (
            "folds of logits",
            Box::new(move |x| {
                let problem = table.problem(x, &table.labels);
                words(LogisticRegression::default().cross_validate(
                    &problem,
                    &table.folds(3),
                    &path,
                )?)
            }),
        ),
        (
            "folds of lines",
            Box::new(move |x| {
                let problem = table.problem(x, &table.numbers);
                words(LinearRegression::default().cross_validate(
                    &problem,
                    &table.folds(3),
                    &path,
                )?)
            }),
        ),
    ]
}

fn structure_of(table: &Mixed) -> Vec<Model<'_>> {
    vec![
        (
            "a scaler",
            Box::new(|x| {
                let scaler = StandardScaler.fit(x)?;
                words((scaler.transform(x)?, scaler))
            }),
        ),
        ("separation", Box::new(|x| words(find_separation(&table.problem(x, &table.labels))?))),
        (
            "a diagnosis",
            Box::new(|x| words(LogisticRegression::default().diagnose(x, &table.labels)?)),
        ),
        ("dependencies", Box::new(|x| words(dependencies(Design::new(x, true)?, None)?))),
        (
            "collinearity",
            Box::new(|x| {
                let found = collinearity(Design::new(x, true)?, table.weight_values())?;
                words((found.inflation, found.condition_indexes))
            }),
        ),
    ]
}
