//! What a fit of a table in an engine has in common with that of the same table in a file.

use linalg_lite::{Cholesky, Mat};
use serde_json::Value;

use super::places::Ended;

/// Nine digits of what a row can notice.
const DIGITS: f64 = 1e-9;
/// What near-singular fits have in common, in predictions.
const FEWER_DIGITS: f64 = 1e-6;
/// More than so much of a coefficient's variance comes from other features: sums lose six digits of it.
const INFLATED: f64 = 1e6;

/// How exactly two fits have to agree.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Condition {
    /// In everything.
    Good,
    /// In what they predict: features replace each other, nearly, or the classes are separated, nearly.
    Poor,
    /// In how they ended: there is no optimum.
    NoOptimum,
}

/// A fit of a file, and one of the same table in an engine.
pub(crate) struct Pair<'a> {
    pub(crate) file: &'a Value,
    pub(crate) there: &'a Value,
    pub(crate) condition: Condition,
    /// What a row can notice: a logit of 1, or the error of a prediction.
    unit: f64,
}

type Said = Result<(), String>;

/// Whether both ended alike, and without a result with the same kind of error.
pub(crate) fn same_end(file: &Ended, there: &Ended) -> Said {
    match file.code == there.code {
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

/// From the fit of the file alone: `design` is that of a line through its row numbers.
pub(crate) fn condition(file: &Ended, design: &Ended) -> Condition {
    if file.code == 3 {
        return Condition::NoOptimum;
    }
    let (own, of_design) = (&file.json["model"]["covariance"], &design.json["model"]["covariance"]);
    let is_unpenalised = !own.is_null();
    let has_copies = |report: &Value| {
        let combinations = report["combinations"].as_array().into_iter().flatten();
        let mut terms = combinations.filter_map(|combination| combination["terms"].as_array());
        terms.any(|terms| !terms.is_empty())
    };
    let is_softmax = file.json["model"]["model"]["kind"] == "softmax";
    let is_penalised =
        !is_unpenalised && !(is_softmax && file.json["inference"]["errors"] == "model");
    if is_penalised && has_copies(&design.json["model"]["model"]["report"]) {
        return Condition::Poor; // a penalty alone, perhaps a small one, decides between them
    }
    match inflation(if is_unpenalised { own } else { of_design }) {
        Some(largest) if largest <= INFLATED => Condition::Good,
        _ => Condition::Poor,
    }
}

/// By how much other features inflate the variance of a coefficient, at most.
fn inflation(covariance: &Value) -> Option<f64> {
    let rows: Vec<Vec<f64>> = covariance.as_array()?.iter().map(numbers).collect();
    let kept: Vec<usize> = (0..rows.len()).filter(|j| rows[*j][*j] > 0.0).collect();
    let deviation = |j: usize| rows[j][j].sqrt();
    let correlation = |i: usize, j: usize| {
        let (i, j) = (kept[i], kept[j]);
        rows[i][j] / (deviation(i) * deviation(j))
    };
    let correlations = Mat::from_fn(kept.len(), kept.len(), correlation);
    let factor = Cholesky::new(correlations.as_ref()).ok()?;
    let of = |j: usize| {
        let unit: Vec<f64> = (0..kept.len()).map(|i| f64::from(u8::from(i == j))).collect();
        Some(factor.solve(&unit).ok()?[j])
    };
    let intercept = rows.len() - 1; // whose variance is large wherever features are far from 0
    let of_features = (0..kept.len()).filter(|j| kept[*j] != intercept).map(of);
    of_features.collect::<Option<Vec<f64>>>().map(|all| all.into_iter().fold(0.0, f64::max))
}

fn numbers(value: &Value) -> Vec<f64> {
    value.as_array().into_iter().flatten().filter_map(Value::as_f64).collect()
}

fn number(value: &Value) -> f64 {
    value.as_f64().unwrap_or(f64::NAN)
}

fn equal(part: &str, file: &Value, there: &Value) -> Said {
    match file == there {
        true => Ok(()),
        false => Err(format!("{part}: {there} for {file}")),
    }
}

fn close(part: &str, file: f64, there: f64, allowed: f64) -> Said {
    match (file - there).abs() <= allowed || file == there || file.is_nan() && there.is_nan() {
        true => Ok(()),
        false => Err(format!("{part}: {there:e} for {file:e}, allowed {allowed:.0e}")),
    }
}

impl<'a> Pair<'a> {
    pub(crate) fn new(file: &'a Ended, there: &'a Ended, condition: Condition) -> Self {
        let error = file.json["evaluation"]["root_mean_squared_error"].as_f64();
        Self { file: &file.json, there: &there.json, condition, unit: error.unwrap_or(1.0) }
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
        for part in ["status", "infinite"] {
            self.same(&format!("/model/model/report/{part}"))?;
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
        pairs.map(|(mean, deviation)| deviation.hypot(far * mean)).collect()
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
                    DIGITS * (w.abs() + self.unit),
                )?;
            }
            let far: f64 = file.iter().zip(&means).map(|(w, mean)| (w * mean).abs()).sum();
            let size = file_b[a].abs() + far + self.unit;
            close(&format!("intercept {a}"), file_b[a], there_b[a], DIGITS * size)?;
        }
        Ok(())
    }

    fn inference(&self) -> Said {
        let (file, there) = (&self.file["inference"], &self.there["inference"]);
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
        compared("evaluation", file, there, DIGITS * units)
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
            .try_for_each(|(key, a)| compared(&format!("{path}.{key}"), a, &there[key], unit)),
        (a, b) => equal(path, a, b),
    }
}

/// Predictions by the number of the row: the last columns of both.
pub(crate) struct Predictions(Vec<(usize, Vec<String>)>);

impl Predictions {
    pub(crate) fn of(csv: &str, columns: usize) -> Self {
        let mut reader = csv::Reader::from_reader(csv.as_bytes());
        let header = reader.headers().unwrap().clone();
        let at = header.iter().position(|name| name == "row").unwrap();
        let row = |record: csv::StringRecord| {
            let cells = record.iter().skip(columns).map(str::to_owned).collect();
            (record[at].parse().unwrap(), cells)
        };
        let mut rows: Vec<(usize, Vec<String>)> =
            reader.records().map(|record| row(record.unwrap())).collect();
        rows.sort();
        Self(rows)
    }

    fn numbers(&self) -> impl Iterator<Item = f64> {
        self.0.iter().flat_map(|(_, cells)| cells.iter().filter_map(|cell| cell.parse().ok()))
    }

    /// Whether a probability lies where counts change.
    pub(crate) fn are_on_an_edge(&self) -> bool {
        self.numbers().any(|p| (10.0 * p - (10.0 * p).round()).abs() < 1e-7 && p > 0.01 && p < 0.99)
    }

    pub(crate) fn agree(&self, there: &Self, pair: &Pair<'_>) -> Said {
        let digits = match pair.condition {
            Condition::Good => DIGITS,
            Condition::Poor => FEWER_DIGITS,
            Condition::NoOptimum => return Ok(()),
        };
        equal("rows predicted", &self.0.len().into(), &there.0.len().into())?;
        for ((row, file), (_, there)) in self.0.iter().zip(&there.0) {
            for (file, there) in file.iter().zip(there) {
                match (file.parse::<f64>(), there.parse::<f64>()) {
                    (Ok(a), Ok(b)) => {
                        close(
                            &format!("prediction of row {row}"),
                            a,
                            b,
                            digits * (a.abs() + pair.unit),
                        )?;
                    }
                    _ if self.are_on_an_edge() => (),
                    _ => equal(
                        &format!("class of row {row}"),
                        &file.clone().into(),
                        &there.clone().into(),
                    )?,
                }
            }
        }
        Ok(())
    }
}
