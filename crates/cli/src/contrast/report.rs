use std::fmt::Write;

use anyhow::Result;
use models::inference::{TestResult, p_value_text};
use pictures::numbers::significant;
use pictures::{TextTable, shown};
use serde_json::{Value, json};

use super::Contrast;
use crate::fit::of_test;
use crate::model_file::ModelFile;
use crate::words::Words;

pub(super) fn text(
    model: &ModelFile,
    all: &[Contrast],
    together: Option<&Result<TestResult>>,
    level: f64,
) -> String {
    let critical = model.critical_value(level);
    let letter = if model.degrees_of_freedom.is_some() { "t" } else { "z" };
    let head = format!("{}% interval", level * 100.0);
    let mut table =
        TextTable::new(["", "sum", "std. error", letter, &format!("P>|{letter}|"), &head]);
    let mut reasons = String::new();
    for Contrast { hypothesis, value, found } in all {
        let name = shown(&hypothesis.text);
        match found {
            Ok(e) => {
                let value = e.value - hypothesis.number;
                let reach = critical * e.standard_error;
                table.row([
                    name,
                    significant(value),
                    significant(e.standard_error),
                    format!("{:.3}", e.statistic),
                    p_value_text(e.p_value),
                    format!("{} to {}", significant(value - reach), significant(value + reach)),
                ]);
            }
            Err(reason) => {
                let dash = || "-".to_owned();
                let _ = writeln!(reasons, "\n{name}: {reason}");
                let value = value.map_or_else(dash, significant);
                table.row([name, value, dash(), dash(), dash(), dash()]);
            }
        }
    }
    let mut text = format!("{}\n{reasons}", table.to_string().trim_end());
    let names = model.target.shown_names();
    if let Some(first) = names.first().filter(|_| model.model.is_of_classes()) {
        let _ =
            writeln!(text, "\ncoefficients of a class are those against {first}, whose own are 0");
    }
    let _ = match together {
        Some(Ok(test)) => writeln!(text, "\nall together: {}", test.describe()),
        Some(Err(_)) => {
            writeln!(text, "\nall together: no test, because one of them follows from the others")
        }
        None => Ok(()),
    };
    text
}

pub(super) fn to_json(all: &[Contrast], together: Option<&Result<TestResult>>) -> Value {
    let of_contrast = |Contrast { hypothesis, value, found }: &Contrast| match found {
        Ok(e) => json!({
            "contrast": hypothesis.text,
            "value": Words(e.value),
            "against": Words(hypothesis.number),
            "standard_error": Words(e.standard_error),
            "statistic": Words(e.statistic),
            "p_value": Words(e.p_value),
        }),
        Err(reason) => json!({
            "contrast": hypothesis.text,
            "value": value.map(|value| Words(value + hypothesis.number)),
            "against": Words(hypothesis.number),
            "reason": reason.to_string(),
        }),
    };
    let test = together.and_then(|test| test.as_ref().ok()).map(|test| of_test(*test));
    json!({ "contrasts": all.iter().map(of_contrast).collect::<Vec<Value>>(), "together": test })
}
