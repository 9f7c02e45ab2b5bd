//! What a fit of a table in an engine has in common with that of the same table in a file.

use serde_json::Value;

use super::condition::Condition;
use super::places::Ended;
use crate::sql::compare::is_left_out;

/// Nine digits of what a row can notice.
pub(crate) const DIGITS: f64 = 1e-9;
/// The root of what a lasso leaves.
const DIGITS_OF_A_GAP: f64 = 1e-7;
/// What near-singular fits have in common, in predictions.
pub(crate) const FEWER_DIGITS: f64 = 1e-6;
/// A fit of a file, and one of the same table in an engine.
pub(crate) struct Pair<'a> {
    pub(crate) file: &'a Value,
    pub(crate) there: &'a Value,
    pub(crate) condition: Condition,
    /// What a row can notice: a logit of 1, or the error of a prediction.
    pub(crate) unit: f64,
}

pub(crate) type Said = Result<(), String>;

/// Whether both ended alike. A lasso over columns that replace each other has no one optimum, and where sums are too
/// rough to see that it is one of them, the fit says so.
pub(crate) fn same_end(file: &Ended, there: &Ended, condition: Option<Condition>) -> Said {
    let is_lasso = file.json["model"]["model"]["config"]["l1"].as_f64().is_some_and(|l1| l1 > 0.0);
    let may_be_unsure = is_lasso && condition == Some(Condition::Poor) && there.has_result();
    match file.code == there.code || may_be_unsure {
        true => Ok(()),
        false => Err(format!(
            "exit {} for {}\n  file: {}\n  there: {}",
            there.code,
            file.code,
            file.said.trim(),
            there.said.trim()
        )),
    }
}

pub(crate) fn numbers(value: &Value) -> Vec<f64> {
    value.as_array().into_iter().flatten().filter_map(Value::as_f64).collect()
}

fn number(value: &Value) -> f64 {
    value.as_f64().unwrap_or(f64::NAN)
}

pub(crate) fn equal(part: &str, file: &Value, there: &Value) -> Said {
    match file == there {
        true => Ok(()),
        false => Err(format!("{part}: {there} for {file}")),
    }
}

pub(crate) fn close(part: &str, file: f64, there: f64, allowed: f64) -> Said {
    match (file - there).abs() <= allowed || file == there || file.is_nan() && there.is_nan() {
        true => Ok(()),
        false => Err(format!("{part}: {there:e} for {file:e}, allowed {allowed:.0e}")),
    }
}

impl<'a> Pair<'a> {
    pub(crate) fn new(file: &'a Ended, there: &'a Ended, condition: Condition) -> Self {
        let pair = Self { file: &file.json, there: &there.json, condition, unit: 1.0 };
        let Some(error) = file.json["evaluation"]["root_mean_squared_error"].as_f64() else {
            return pair;
        };
        let weights = numbers(&file.json["model"]["model"]["coefficients"]).into_iter();
        let terms = weights.zip(pair.reaches()).map(|(w, reach)| (w * reach).abs());
        let rounding = FEWER_DIGITS * terms.fold(0.0, f64::max); // where a line meets every row
        Self { unit: error.max(rounding), ..pair }
    }

    /// A lasso of classes ends on a duality gap, of whose size the square of a coefficient's error is.
    pub(crate) fn digits(&self) -> f64 {
        let is_lasso =
            self.file["model"]["model"]["config"]["l1"].as_f64().is_some_and(|l1| l1 > 0.0);
        let is_line = self.file["model"]["model"]["kind"] == "linear";
        match self.condition {
            Condition::Good if is_lasso && !is_line => DIGITS_OF_A_GAP,
            Condition::Good => DIGITS,
            Condition::Poor | Condition::NoOptimum => FEWER_DIGITS,
        }
    }

    fn both(&self, path: &str) -> (&Value, &Value) {
        let nothing = &Value::Null;
        let at = |fit: &'a Value| fit.pointer(path).unwrap_or(nothing);
        (at(self.file), at(self.there))
    }

    fn same(&self, path: &str) -> Said {
        let (file, there) = self.both(path);
        equal(path, file, there)
    }

    /// Everything that the condition allows to compare. Where a prediction lies on the edge of a threshold, counts
    /// are not compared.
    pub(crate) fn agrees(&self, is_on_an_edge: bool) -> Said {
        for part in ["target/type", "features", "training/rows", "training/held_out"] {
            self.same(&format!("/model/{part}"))?;
        }
        if self.there["model"]["model"]["report"]["status"] != "stalled" {
            for part in ["status", "infinite"] {
                self.same(&format!("/model/model/report/{part}"))?;
            }
        }
        self.scalers()?;
        if self.condition == Condition::NoOptimum {
            return self.losses(1e-2);
        }
        self.losses(if self.condition == Condition::Good { DIGITS } else { FEWER_DIGITS })?;
        if self.condition == Condition::Good {
            self.weights()?;
            self.inference()?;
            self.evaluations(is_on_an_edge)?;
        }
        Ok(())
    }

    fn scalers(&self) -> Said {
        let of = |part: &str| {
            let (file, there) = self.both(&format!("/model/scaler/{part}"));
            (numbers(file), numbers(there))
        };
        let ((means, there), (deviations, spread)) = (of("means"), of("deviations"));
        for j in 0..means.len() {
            let allowed = DIGITS * deviations[j] + 1e-14 * means[j].abs();
            close(&format!("mean {j}"), means[j], there[j], allowed)?;
            close(&format!("deviation {j}"), deviations[j], spread[j], allowed)?;
        }
        Ok(())
    }

    fn losses(&self, digits: f64) -> Said {
        for path in [
            "/model/model/report/objective",
            "/evaluation/log_loss",
            "/evaluation/mean_squared_error",
        ] {
            let (file, there) = self.both(path);
            equal(path, &file.is_null().into(), &there.is_null().into())?;
            let (file, there) = (number(file), number(there));
            let floor = if self.condition == Condition::Good { 1e-6 } else { 1.0 };
            close(path, file, there, digits * file.abs().max(floor * self.unit * self.unit))?;
        }
        Ok(())
    }

    /// How far each feature goes: from its mean, or from 0 where no intercept makes up for that.
    fn reaches(&self) -> Vec<f64> {
        let scaler = &self.file["model"]["scaler"];
        let has_intercept = self.file["model"]["model"]["has_intercept"] == true;
        let far = if has_intercept { 0.0 } else { 1.0 };
        let pairs = numbers(&scaler["means"]).into_iter().zip(numbers(&scaler["deviations"]));
        pairs.map(|(mean, deviation)| (deviation * deviation + far * mean * mean).sqrt()).collect()
    }

    fn weights(&self) -> Said {
        let (file, there) = self.both("/model/model/coefficients");
        let logits = |of: &Value| match of[0].is_array() {
            true => of.as_array().into_iter().flatten().map(numbers).collect(),
            false => vec![numbers(of)],
        };
        let is_one = self.file["model"]["model"]["intercepts"].is_null();
        let (file_b, there_b) =
            self.both(if is_one { "/model/model/intercept" } else { "/model/model/intercepts" });
        let intercepts = |of: &Value| if is_one { vec![number(of)] } else { numbers(of) };
        let (file, there): (Vec<Vec<f64>>, Vec<Vec<f64>>) = (logits(file), logits(there));
        let (file_b, there_b) = (intercepts(file_b), intercepts(there_b));
        let means = numbers(&self.file["model"]["scaler"]["means"]);
        for (a, (file, there)) in file.iter().zip(&there).enumerate() {
            for (j, reach) in self.reaches().into_iter().enumerate() {
                let (w, found) = (file[j] * reach, there[j] * reach);
                close(
                    &format!("coefficient {a} {j}, in deviations"),
                    w,
                    found,
                    self.digits() * (w.abs() + self.unit),
                )?;
            }
            let far: f64 = file.iter().zip(&means).map(|(w, mean)| (w * mean).abs()).sum();
            let size = file_b[a].abs() + far + self.unit;
            close(&format!("intercept {a}"), file_b[a], there_b[a], self.digits() * size)?;
        }
        Ok(())
    }

    fn inference(&self) -> Said {
        let (file, there) = (&self.file["inference"], &self.there["inference"]);
        let model = &self.file["model"];
        let of_counts = file["errors"] == "model" && model["degrees_of_freedom"].is_null();
        if model["model"]["kind"] == "softmax" && !of_counts && there.is_null() {
            return Ok(()); // an engine adds up what errors of counts need
        }
        self.same("/inference/errors")?;
        self.same("/inference/test_of_all_features/kind")?;
        self.same("/inference/test_of_all_features/degrees_of_freedom")?;
        let (all, all_there) = self.both("/inference/test_of_all_features");
        let statistic = number(&all["statistic"]);
        let allowed = DIGITS * (1.0 + statistic.abs());
        close("test of all", statistic, number(&all_there["statistic"]), allowed)?;
        let logits = |of: &Value| match of["classes"].as_array() {
            Some(classes) => classes.iter().map(|class| class["estimates"].clone()).collect(),
            None => vec![of["estimates"].clone()],
        };
        let (file, there): (Vec<Value>, Vec<Value>) = (logits(file), logits(there));
        for (file, there) in file.iter().zip(&there) {
            equal("estimates", &file.is_null().into(), &there.is_null().into())?;
            let (file, there) = (file.as_array(), there.as_array());
            for (file, there) in file.into_iter().flatten().zip(there.into_iter().flatten()) {
                estimate(file, there)?;
            }
        }
        Ok(())
    }

    fn evaluations(&self, is_on_an_edge: bool) -> Said {
        if is_on_an_edge {
            return Ok(());
        }
        let (file, there) = self.both("/evaluation");
        let units = if self.unit == 1.0 { 1.0 } else { self.unit.max(self.unit * self.unit) };
        compared("evaluation", file, there, self.digits() * units)
    }
}

fn estimate(file: &Value, there: &Value) -> Said {
    let name = file["name"].as_str().unwrap_or_default();
    equal("name", &file["name"], &there["name"])?;
    let part =
        |part: &str| (number(&file[part]), number(&there[part]), format!("{part} of {name}"));
    let (error, found, words) = part("standard_error");
    close(&words, error, found, DIGITS * error)?;
    let (z, found, words) = part("statistic");
    close(&words, z, found, DIGITS * (1.0 + z.abs()))?;
    let (p, found, words) = part("p_value");
    close(&words, p, found, 10.0 * DIGITS * (1.0 + z * z) * p)
}

/// Equal texts and counts, and close numbers.
fn compared(path: &str, file: &Value, there: &Value, unit: f64) -> Said {
    match (file, there) {
        (Value::Number(a), Value::Number(b)) => {
            let (a, b) = (a.as_f64().unwrap(), b.as_f64().unwrap());
            close(path, a, b, DIGITS * a.abs() + unit)
        }
        (Value::Array(a), Value::Array(b)) if a.len() == b.len() => {
            let mut pairs = a.iter().zip(b).enumerate();
            pairs.try_for_each(|(i, (a, b))| compared(&format!("{path}[{i}]"), a, b, unit))
        }
        (Value::Object(a), Value::Object(_)) => a
            .iter()
            .filter(|(key, _)| !is_left_out(key, there))
            .try_for_each(|(key, a)| compared(&format!("{path}.{key}"), a, &there[key], unit)),
        (a, b) => equal(path, a, b),
    }
}
