//! Features that tell classes apart together.

use linalg_lite::{Columns, Features, names_with_sets};

use super::finding::{Finding, Kind};

/// Features that tell classes apart.
pub(super) struct Separated<'a> {
    pub(super) features: &'a [usize],
    pub(super) infinite: &'a [usize],
    /// What they tell apart.
    pub(super) told: &'a str,
}

impl Separated<'_> {
    pub(super) fn finding(&self, x: &Columns, names: &[String], remedy: &str) -> Finding {
        let Self { features, infinite, told } = *self;
        let categories: Vec<_> = Features::from(x).categories().collect();
        let names = [names, &["the intercept".to_owned()]].concat();
        let named = |of: &[usize]| names_with_sets(of, &names, &categories).join(", ");
        let others = infinite.iter().any(|j| !features.contains(j));
        let all = if others { format!(" (infinite: {})", named(infinite)) } else { String::new() };
        separation(&named(features), features.len() == 1, told, &all, remedy)
    }
}

pub(super) const ALL: &str = "the classes apart without a mistake";
pub(super) const BUT_TIES: &str =
    "the classes apart without a mistake, except for rows on the boundary";
pub(super) const SOME: &str =
    "some of the classes apart without a mistake, except for rows on the boundary";

/// What makes coefficients finite that would be infinite: of a file, and of a table in an engine.
pub(super) const HERE: &str =
    "--l2 or --firth makes them finite; ask whether a column gives the answer away";
pub(super) const THERE: &str = "--l2 makes them finite; ask whether a column gives the answer away";

/// Names, whether they are one, and what they tell apart.
pub(super) fn separation(
    names: &str,
    is_one: bool,
    told: &str,
    infinite: &str,
    remedy: &str,
) -> Finding {
    let verb = if is_one { "tells" } else { "together tell" };
    let what = format!("{names} {verb} {told}: no finite coefficients are best{infinite}");
    Finding::new(Kind::Separation, what, remedy)
}
