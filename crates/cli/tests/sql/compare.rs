//! Two fits that should be the same.

use serde_json::Value;

/// What an evaluation has only where the rows are at hand, and not from an engine's sums.
const OF_ROWS: [&str; 18] = [
    "roc_auc_standard_error",
    "roc_auc_interval",
    "calibration_slope",
    "calibration_intercept",
    "calibration_in_the_large",
    "hosmer_lemeshow",
    "brier_score", // of several classes
    "macro_roc_auc",
    "weighted_roc_auc",
    "macro_average_precision",
    "weighted_average_precision",
    "macro_roc_auc_of_pairs",
    "weighted_roc_auc_of_pairs",
    "roc_auc_by_class",
    "average_precision_by_class",
    "median_absolute_error",
    "largest_error",
    "mean_absolute_percentage_error",
];

/// Whether an engine may leave a figure out, and did.
pub(crate) fn is_left_out(key: &str, there: &Value) -> bool {
    OF_ROWS.contains(&key) && there.get(key).is_none()
}

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
        (Value::Object(a), Value::Object(b)) => {
            let mut both = b.iter().filter(|(key, _)| !is_left_out(key, found));
            both.find_map(|(key, b)| {
                difference(a.get(key).unwrap_or(&Value::Null), b, &format!("{path}.{key}"), 0.0)
            })
        }
        (a, b) => (a != b).then(|| format!("{path}: {a} for {b}")),
    }
}
