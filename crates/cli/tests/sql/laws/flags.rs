//! Random flags that a file and an engine take alike.

use super::draw::Draw;
use super::targets::{Kind, Target};

/// What there is to speak of.
pub(crate) struct Parts<'a> {
    pub(crate) target: &'a Target,
    pub(crate) features: Vec<String>,
    /// Features that have to be declared categories.
    pub(crate) names: Vec<String>,
    pub(crate) has_weights: bool,
    pub(crate) has_offset: bool,
    pub(crate) has_gaps: bool,
}

/// Those of a fit, and those of an examination.
pub(crate) fn flags(draw: &mut Draw, parts: &Parts<'_>) -> (Vec<String>, Vec<String>) {
    let mut columns = of_columns(draw, parts);
    let (model, takes_l1) = model(draw, parts);
    let to_examine = columns.clone();
    columns.extend(model);
    let has_penalty = draw.chance(0.5);
    if has_penalty {
        columns.extend(penalty(draw, takes_l1));
    }
    let mut add = |is_meant: bool, flags: &[&str]| {
        if is_meant {
            columns.extend(flags.iter().map(|flag| (*flag).to_owned()));
        }
    };
    let is_standardised = draw.chance(if has_penalty { 0.5 } else { 0.1 });
    add(is_standardised, &["--standardise"]);
    // (A constant whose penalty counts deviations is nothing in an engine, though it stands for an intercept.)
    add(draw.chance(0.12) && !is_standardised, &["--no-intercept"]);
    add(!has_penalty && takes_l1 && draw.chance(0.25), &["--robust"]);
    add(parts.has_weights, &["--weights", "how often"]);
    let kind = draw.pick(&["", "count", "precision", "survey"]);
    add(parts.has_weights && !kind.is_empty(), &["--weight-kind", kind]);
    add(parts.has_offset && draw.chance(0.95), &["--offset", "o"]);
    (columns, to_examine)
}

/// Names in one value of a flag.
pub(crate) fn quoted(names: &[String]) -> String {
    let cell = |name: &String| format!("\"{}\"", name.replace('"', "\"\""));
    names.iter().map(cell).collect::<Vec<_>>().join(",")
}

fn of_columns(draw: &mut Draw, parts: &Parts<'_>) -> Vec<String> {
    let mut flags = vec!["--target".to_owned(), parts.target.column.name.clone()];
    match draw.chance(0.5) {
        true => flags.extend(["--features".to_owned(), quoted(&parts.features)]),
        false => flags.extend(["--drop".to_owned(), "row".to_owned()]),
    }
    if !parts.names.is_empty() {
        flags.extend(["--as-category".to_owned(), quoted(&parts.names)]);
    }
    let missing = draw.pick(&["drop", "mean", "level", "error"]);
    if parts.has_gaps && (missing != "error" || draw.chance(0.3)) {
        flags.extend(["--missing".to_owned(), missing.to_owned()]);
    } else if parts.has_gaps {
        flags.extend(["--missing".to_owned(), "drop".to_owned()]);
    }
    flags
}

/// A model that suits the target, mostly; and whether it takes any penalty.
fn model(draw: &mut Draw, parts: &Parts<'_>) -> (Vec<String>, bool) {
    let model = match parts.target.kind {
        Kind::Number => "linear",
        Kind::Two => {
            draw.pick(&["logistic", "logistic", "logistic", "logistic", "softmax", "linear"])
        }
        Kind::Three => draw.pick(&["softmax", "softmax", "softmax", "logistic", "linear"]),
    };
    let mut flags = vec!["--model".to_owned(), model.to_owned()];
    let is_one = parts.target.kind == Kind::Three || draw.chance(0.3);
    if model == "logistic" && is_one {
        let positive = draw.pick(parts.target.classes).to_owned();
        flags.extend(["--positive".to_owned(), positive]);
    }
    (flags, model != "softmax")
}

fn penalty(draw: &mut Draw, takes_l1: bool) -> Vec<String> {
    let size = format!("{:.3e}", draw.size(-5.0, 1.0));
    let flag = if takes_l1 { draw.pick(&["--l2", "--l2", "--l1", "--elastic"]) } else { "--l2" };
    let size = if flag == "--elastic" { format!("{size}:0.5") } else { size };
    vec![flag.to_owned(), size]
}
