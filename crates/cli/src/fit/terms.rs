//! The terms of `--terms`, and the columns that they need.

use anyhow::{Result, bail, ensure};
use datasets::{Error, Formula};

use super::args::FitArgs;
use crate::exit::Usage;
use crate::lists::Lists;

impl FitArgs {
    /// Whether an intercept is fitted.
    pub(crate) fn has_intercept(&self) -> bool {
        !self.no_intercept && self.terms.as_ref().is_none_or(Formula::has_intercept)
    }

    /// The columns to learn from, of a table with this header.
    pub(super) fn features(&self, header: &[String]) -> Result<Vec<String>, Error> {
        let others: Vec<&String> =
            self.weights.iter().chain(self.offset_columns()).chain(&self.cluster).collect();
        let all = self.columns.features(header, Some(&self.target), &others)?;
        let Some(formula) = self.formula(&all)? else { return Ok(all) };
        let needed = formula.columns();
        for name in &needed {
            if !header.contains(name) {
                return Err(Error::unknown_column(name, header));
            }
            if *name == self.target {
                return Err(Error::TargetIsFeature(name.clone()));
            }
        }
        Ok(needed)
    }

    /// The terms, with these columns in place of `.`.
    pub(super) fn formula(&self, everything: &[String]) -> Result<Option<Formula>, Error> {
        let formula = self.terms.clone();
        Ok(formula.map(|formula| formula.with_everything(everything)).transpose()?)
    }

    /// Refuses flags that contradict the terms.
    pub(super) fn check_terms(&self) -> Result<()> {
        let Some(formula) = &self.terms else { return Ok(()) };
        let columns = formula.columns();
        if let Some(name) = columns.iter().find(|name| self.columns.drop.has(name)) {
            bail!(Usage(format!("--terms names \"{name}\", and --drop leaves it out")));
        }
        let mut others = self.weights.iter().chain(self.offset_columns());
        if let Some(name) = others.find(|name| columns.contains(name)) {
            bail!(Usage(format!(
                "\"{name}\" is the weight or offset: it cannot be a term as well"
            )));
        }
        ensure!(
            !columns.is_empty()
                || self.has_intercept()
                || *formula != formula.clone().with_everything(&["x".to_owned()])?,
            Usage(
                "--terms has neither a column nor an intercept: name a column, or . for all"
                    .to_owned()
            )
        );
        Ok(())
    }
}
