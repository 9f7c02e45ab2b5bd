use serde::Serialize;

/// Something to know before a fit, and what to do about it.
#[derive(Debug, Serialize)]
pub(super) struct Finding {
    /// Findings of a kind are told together.
    pub(super) kind: Kind,
    pub(super) what: String,
    pub(super) remedy: String,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Kind {
    /// A column that a fit refuses.
    Unusable,
    /// How a column was read.
    Reading,
    Gaps,
    /// Words or numbers that may stand for missing cells.
    MaybeMissing,
    Id,
    Total,
    Constant,
    Duplicate,
    Combination,
    Collinear,
    Units,
    Size,
    Target,
    /// A column that tells the target.
    GivesAway,
    Separation,
    Fit,
}

impl Finding {
    pub(super) fn new(kind: Kind, what: impl Into<String>, remedy: impl Into<String>) -> Self {
        Self { kind, what: what.into(), remedy: remedy.into() }
    }
}
