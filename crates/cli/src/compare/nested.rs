//! Whether one model is a special case of another: all of its features are combinations of those of the other.

use anyhow::Result;
use linalg_lite::{Column, Design, least_squares};
use models::inference::TestResult;

use super::candidate::Candidate;

/// The test of the smaller of two models against the larger, or why there is none.
pub(super) fn test(smaller: &Candidate<'_>, larger: &Candidate<'_>) -> Result<TestResult> {
    let (small, large) = (smaller.likelihood()?, larger.likelihood()?);
    let found = match (&smaller.line, &larger.line) {
        (Some(small), Some(large)) => large.f_test(small),
        _ => large.ratio_test(small),
    };
    Ok(found?)
}

/// The part of a feature's variance that may be left where it is a combination of others: that of their rounding.
const NOTHING_LEFT: f64 = 1e-18;

/// Whether all features of one are combinations of those of the other and, if it has one, the intercept.
pub(super) fn is_nested(smaller: &Candidate<'_>, larger: &Candidate<'_>) -> Result<bool> {
    let are_ordered = |of: &Candidate<'_>| !of.model.model.thresholds().is_empty();
    let has_intercept = larger.model.model.has_intercept() || are_ordered(larger);
    let beyond_intercept = smaller.model.model.has_intercept() && !has_intercept;
    let is_of_its_kind = match (are_ordered(smaller), are_ordered(larger)) {
        (true, true) => smaller.model.target.class_names() == larger.model.target.class_names(),
        (one, other) => one == other,
    };
    if beyond_intercept || !is_of_its_kind || smaller.model.offset != larger.model.offset {
        return Ok(false);
    }
    let all = larger.judged.x.columns();
    let is_known = |column: &Column<'_>| {
        all.iter().any(|other| other.kind() == column.kind() && other.bytes() == column.bytes())
    };
    let design = Design::new(&larger.judged.x, has_intercept)?;
    let mut end = 0;
    for column in smaller.judged.x.columns() {
        let begin = end;
        end += column.kind().n_features();
        if is_known(&column) {
            continue;
        }
        for feature in begin..end {
            let values = smaller.judged.x.feature(feature);
            let left = least_squares(design, &values, larger.judged.weights.as_deref(), &[])?;
            if left.objective > NOTHING_LEFT * left.unit {
                return Ok(false);
            }
        }
    }
    Ok(true)
}
