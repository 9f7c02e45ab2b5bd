//! What a target is, in words, and whether it can be learned at all.

use models::Finding as FitFinding;

use super::finding::{Finding, Kind};
use crate::fit;

/// The classes of a target.
pub(super) struct Classes<'a> {
    pub(super) target: &'a str,
    pub(super) names: &'a [String],
    /// The rows of each.
    pub(super) sizes: &'a [usize],
}

impl Classes<'_> {
    pub(super) fn told(&self) -> String {
        const SHOWN: usize = 20;
        let rows: usize = self.sizes.iter().sum();
        let share = |size: usize| 100.0 * size as f64 / rows as f64;
        let shown = self.names.iter().zip(self.sizes).take(SHOWN);
        let shown: Vec<String> =
            shown.map(|(name, size)| format!("{name} {size} ({:.1}%)", share(*size))).collect();
        let more = if self.names.len() > shown.len() { ", …" } else { "" };
        format!("target \"{}\": {}{more}", self.target, shown.join(", "))
    }
}

/// Why no fit can tell so many classes apart.
pub(super) fn hopeless(target: &str, classes: usize, model: Option<fit::Kind>) -> Option<Finding> {
    let remedy = match classes {
        3.. if model == Some(fit::Kind::Logistic) => {
            "--positive tells one of them from all others, --model softmax tells all apart"
        }
        MANY.. => "is it the right column? --model linear if these are numbers",
        _ => return None,
    };
    let what = format!("\"{target}\" has {classes} classes");
    Some(Finding::new(Kind::Target, what, remedy))
}

/// Of so many classes nobody speaks.
const MANY: usize = 101;

pub(super) fn one_class(target: &str, only: &str) -> Finding {
    let what = format!("\"{target}\" is \"{only}\" in every row");
    Finding::new(Kind::Target, what, "there is nothing to learn")
}

/// A target of numbers, so many of them different.
pub(super) fn numbers(target: &str, different: usize, model: Option<fit::Kind>) -> String {
    let else_classes = match model {
        None => ", taken as numbers; --model softmax takes them as classes",
        Some(_) => "",
    };
    format!("target \"{target}\": {different} different numbers{else_classes}")
}

/// A rare class, for so many parameters, and what helps.
pub(super) fn few_events(found: &FitFinding, remedy: &str) -> Finding {
    Finding::new(Kind::Fit, found.describe(&[]), remedy)
}
