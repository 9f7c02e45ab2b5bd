//! A fit to a table in an engine: what `fit.rs` does with a file, by questions.
use anyhow::Result;

use super::Outcome;
use super::args::FitArgs;
use crate::place::There;

pub(super) fn fit(_args: &FitArgs, _there: There<'_>, _quiet: bool) -> Result<Outcome> {
    anyhow::bail!("not yet")
}
