//! `regress explain`: what a model found, and what it minimised.

use std::io::{Write, stdout};
use std::path::PathBuf;

use anyhow::Result;
use linalg_lite::exp;
use pictures::TextTable;
use pictures::numbers::significant;

use crate::coefficients::coefficient_table;
use crate::model_file::{Model, ModelFile};

#[derive(Debug, clap::Args)]
pub(crate) struct ExplainArgs {
    /// The file that `regress fit -o` wrote
    pub(crate) model: PathBuf,
}

pub(crate) fn run(args: &ExplainArgs) -> Result<()> {
    let file = ModelFile::read(&args.model)?;
    let mut out = stdout().lock();
    writeln!(out, "{}\n", file.description())?;
    writeln!(out, "{}\n", objective(&file))?;
    writeln!(out, "{}", weights(&file))?;
    if file.sandwich {
        writeln!(out, "intervals by sandwich standard errors (Huber-White, HC0)\n")?;
    }
    if let Some(boundary) = boundary(&file) {
        writeln!(out, "{boundary}")?;
    }
    Ok(())
}

/// The objective, and the same in other systems.
fn objective(file: &ModelFile) -> String {
    let explanation = match &file.model {
        Model::Linear(model) => model.explain(),
        Model::Logistic(model) => model.explain(),
        Model::Softmax(model) => model.explain(),
        Model::Firth(model) => model.explain(),
    };
    let mut text = explanation.to_string().trim_end().to_owned();
    if let Some(offset) = &file.offset {
        text += &format!("\n\nthe offset o is the column \"{offset}\", which has no coefficient");
    }
    text
}

/// Coefficients per unit and per standard deviation, with intervals where errors are known.
fn weights(file: &ModelFile) -> TextTable {
    let [(coefficients, intercept)] = file.model.weights()[..] else {
        return coefficient_table(&file.model, &file.target.class_names(), &file.features);
    };
    let has_odds = matches!(file.model, Model::Logistic(_) | Model::Firth(_));
    let odds = if has_odds { "odds ratio" } else { "" };
    let mut heads = vec!["", "per unit", "per deviation"];
    heads.extend(has_odds.then_some(odds));
    let with_errors = file.covariance.as_ref();
    heads
        .extend(with_errors.map(|_| if has_odds { "95% interval for it" } else { "95% interval" }));
    let mut table = TextTable::new(heads);
    let critical = file.critical_value(LEVEL);
    let reach = |j: usize| {
        with_errors
            .map(|covariance| critical * covariance[j][j].sqrt())
            .filter(|reach| *reach > 0.0)
    };
    for (j, (name, c)) in file.features.iter().zip(coefficients).enumerate() {
        let shown = |x: f64| significant(if has_odds { exp(x) } else { x });
        let mut cells =
            vec![name.clone(), significant(*c), significant(c * file.scaler.deviations[j])];
        cells.extend(has_odds.then(|| shown(*c)));
        let interval =
            reach(j).map(|reach| format!("{} to {}", shown(c - reach), shown(c + reach)));
        cells.extend(with_errors.map(|_| interval.unwrap_or_else(|| "aliased".to_owned())));
        table.row(cells);
    }
    if file.model.has_intercept() {
        table.row(["intercept".to_owned(), significant(intercept)]);
    }
    table
}

const LEVEL: f64 = 0.95;

/// Where the model is undecided, in the units of the features.
fn boundary(file: &ModelFile) -> Option<String> {
    let boundary = file.model.boundary()?;
    let classes = file.target.class_names();
    let used: Vec<usize> =
        (0..file.features.len()).filter(|j| boundary.coefficients[*j] != 0.0).collect();
    let term = |(place, j): (usize, &usize)| {
        let c = boundary.coefficients[*j];
        let sign = match (place, c < 0.0) {
            (0, false) => "",
            (0, true) => "-",
            (_, false) => " + ",
            (_, true) => " - ",
        };
        format!("{sign}{} * {}", significant(c.abs()), file.features[*j])
    };
    let offset = file.offset.as_ref().map(|name| format!(" + {name}"));
    let left: String = used.iter().enumerate().map(term).chain(offset.clone()).collect();
    let equation = format!("{left} = {}", significant(-boundary.intercept));
    let solved = match used.as_slice() {
        [j] if offset.is_none() => {
            let at = boundary.solve_for(*j, &vec![0.0; file.features.len()]).ok()?;
            let side = if boundary.coefficients[*j] > 0.0 { "from there upwards" } else { "below" };
            format!("\n  {} = {}, {} {side}", file.features[*j], significant(at), classes[1])
        }
        [] => return None,
        _ => String::new(),
    };
    Some(format!(
        "{} and {} are equally likely (p = 1/2) where\n  {equation}{solved}",
        classes[0], classes[1]
    ))
}
