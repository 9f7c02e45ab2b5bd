use std::collections::HashSet;
use std::path::Path;

use datasets::{Error, nearest};

use crate::input::name_of;

/// The columns that a table has to have for a model.
pub(crate) struct Needs<'a> {
    pub(crate) model: &'a Path,
    pub(crate) table: &'a Path,
    pub(crate) columns: Vec<&'a str>,
}

impl Needs<'_> {
    /// Refuses a table that lacks some of them, and names what may be meant.
    pub(crate) fn check(&self, header: &[String]) -> Result<(), Error> {
        let there: HashSet<&str> = header.iter().map(String::as_str).collect();
        let is_missing = |name: &&&str| !there.contains(**name);
        let missing: Vec<&str> = self.columns.iter().filter(is_missing).copied().collect();
        if missing.is_empty() {
            return Ok(());
        }
        let free = || header.iter().map(String::as_str).filter(|name| !self.columns.contains(name));
        let with_nearest = |name: &&str| match nearest(name, free()) {
            Some(other) => format!("{name} (nearest: {other})"),
            None => (*name).to_owned(),
        };
        let missing: Vec<String> = missing.iter().map(with_nearest).collect();
        Err(Error::MissingColumns {
            file: name_of(self.table),
            model: self.model.display().to_string(),
            needed: some(&self.columns),
            missing: some(&missing),
        })
    }
}

/// The first few of a list.
fn some<S: AsRef<str>>(names: &[S]) -> String {
    const FEW: usize = 8;
    let names: Vec<&str> = names.iter().map(AsRef::as_ref).collect();
    match names.get(FEW) {
        None => names.join(", "),
        Some(_) => format!("{}, … ({} in all)", names[..FEW].join(", "), names.len()),
    }
}
