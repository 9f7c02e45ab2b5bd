use std::fmt::Write;

use anyhow::Result;
use models::inference::p_value_text;
use pictures::numbers::significant;
use pictures::{TextTable, shown};
use serde_json::{Value, json};

use super::EffectsArgs;
use super::columns::Effect;
use super::table::Rows;
use crate::model_file::{Model, ModelFile, TargetColumn};
use crate::words::Words;

pub(super) fn text(
    model: &ModelFile,
    rows: &Rows<'_>,
    effects: &[Effect],
    args: &EffectsArgs,
) -> Result<String> {
    let what = match &model.target {
        TargetColumn::Binary { name, positive, .. } => {
            format!("the probability that {} is {}", shown(name), shown(positive))
        }
        TargetColumn::Classes { name, .. } => {
            format!("the probability of each class of {}", shown(name))
        }
        other => format!("the mean of {}", shown(other.name())),
    };
    let at: Vec<String> =
        args.at.iter().map(|(name, value)| format!("{} = {}", shown(name), shown(value))).collect();
    let at = if at.is_empty() { String::new() } else { format!(" with {}", at.join(", ")) };
    let mut text =
        format!("how much {what} changes, on the average of {}{at}\n\n", rows.described());
    let critical = model.critical_value(args.level);
    let letter = if matches!(model.model, Model::Linear(_)) { "t" } else { "z" };
    let head = format!("{}% interval", args.level * 100.0);
    let mut table =
        TextTable::new(["", "effect", "std. error", letter, &format!("P>|{letter}|"), &head]);
    let mut reasons = String::new();
    for effect in effects {
        let name = name(effect);
        match &effect.found {
            Ok(e) => {
                let reach = critical * e.standard_error;
                let [low, high] = [e.value - reach, e.value + reach].map(significant);
                table.row([
                    name,
                    significant(e.value),
                    significant(e.standard_error),
                    format!("{:.3}", e.statistic),
                    p_value_text(e.p_value),
                    format!("{low} to {high}"),
                ]);
            }
            Err(reason) => {
                let dash = || "-".to_owned();
                let _ = writeln!(reasons, "\n{name}: {reason}");
                let value = effect.value.map_or_else(dash, significant);
                table.row([name, value, dash(), dash(), dash(), dash()]);
            }
        }
    }
    let _ = writeln!(text, "{}", table.to_string().trim_end());
    Ok(text + &reasons)
}

/// Per unit of a number, or of a level against the baseline; on which class, if there are several.
fn name(effect: &Effect) -> String {
    let what = match &effect.levels {
        None => format!("{}, per {}", shown(&effect.column), effect.unit),
        Some([level, baseline]) => {
            format!("{}: {} against {}", shown(&effect.column), shown(level), shown(baseline))
        }
    };
    match &effect.class {
        Some(class) => format!("{what}, on {}", shown(class)),
        None => what,
    }
}

pub(super) fn to_json(effects: &[Effect]) -> Value {
    let of_effect = |effect: &Effect| {
        let mut value = json!({ "column": effect.column });
        if let Some([level, baseline]) = &effect.levels {
            value["level"] = level.as_str().into();
            value["against"] = baseline.as_str().into();
        }
        if let Some(class) = &effect.class {
            value["class"] = class.as_str().into();
        }
        if let Some(of_all) = effect.value {
            value["effect"] = json!(Words(of_all));
        }
        match &effect.found {
            Ok(e) => {
                value["standard_error"] = json!(Words(e.standard_error));
                value["statistic"] = json!(Words(e.statistic));
                value["p_value"] = json!(Words(e.p_value));
            }
            Err(reason) => value["reason"] = reason.to_string().into(),
        }
        value
    };
    json!({ "effects": effects.iter().map(of_effect).collect::<Vec<Value>>() })
}
