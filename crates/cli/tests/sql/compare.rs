//! Two fits that should be the same.

use serde_json::Value;

/// Coefficients, errors, likelihood, counts and evaluation.
#[track_caller]
pub(crate) fn same_fit(found: &Value, expected: &Value, name: &str) {
    for part in ["features", "scaler"] {
        same(&found["model"][part], &expected["model"][part], name);
    }
    for part in ["coefficients", "intercept", "intercepts"] {
        same(&found["model"]["model"][part], &expected["model"]["model"][part], name);
    }
    let objective = |fit: &Value| fit["model"]["model"]["report"]["objective"].clone();
    same(&objective(found), &objective(expected), name);
    let rows = |fit: &Value| fit["model"]["training"]["rows"].clone();
    same(&rows(found), &rows(expected), name);
    same(&found["inference"], &expected["inference"], name);
    same(&found["evaluation"], &expected["evaluation"], name);
}

/// Equal texts, and numbers equal to ten digits of the largest beside them.
#[track_caller]
pub(crate) fn same(found: &Value, expected: &Value, name: &str) {
    if let Some(difference) = difference(found, expected, "", 0.0) {
        panic!("{name}: {difference}");
    }
}

fn difference(found: &Value, expected: &Value, path: &str, size: f64) -> Option<String> {
    const DIGITS: f64 = 1e-10;
    match (found, expected) {
        (Value::Number(a), Value::Number(b)) => {
            let (a, b) = (a.as_f64().unwrap(), b.as_f64().unwrap());
            let size = size.max(b.abs());
            let is_p = path.ends_with("p_value"); // whose digits are those of the statistic, many times over
            // parts of one; and predictions of columns far from zero, whose digits both have lost
            let parts = ["brier", "calibration", "r_squared", "residual"];
            let is_score = parts.iter().any(|part| path.contains(part));
            let size = if is_score { 10.0_f64.max(size) } else { size };
            let allowed = if is_p { 1e-7 * b.abs() } else { DIGITS * size };
            ((a - b).abs() > allowed).then(|| format!("{path}: {a} for {b}"))
        }
        (Value::Array(a), Value::Array(b)) if a.len() == b.len() => {
            let size =
                b.iter().filter_map(Value::as_f64).fold(0.0, |size: f64, x| size.max(x.abs()));
            let pairs = a.iter().zip(b).enumerate();
            pairs
                .into_iter()
                .find_map(|(i, (a, b))| difference(a, b, &format!("{path}[{i}]"), size))
        }
        (Value::Object(a), Value::Object(b)) => b.iter().find_map(|(key, b)| {
            difference(a.get(key).unwrap_or(&Value::Null), b, &format!("{path}.{key}"), 0.0)
        }),
        (a, b) => (a != b).then(|| format!("{path}: {a} for {b}")),
    }
}
