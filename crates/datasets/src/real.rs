//! Real tables, compiled in. Where each comes from stands in `data/real/README.md`.
//!
//! Rows with a gap in any column of the file are left out, and counted.
//!
//! ```
//! let penguins = datasets::real::penguins()?;
//! assert_eq!((penguins.dataset.n_samples(), penguins.dropped_rows), (333, 11));
//! # Ok::<(), datasets::Error>(())
//! ```

use crate::{Dataset, Error, Table};

/// A table, and how many of its rows were left out because of gaps.
#[derive(Clone, Debug, PartialEq)]
#[must_use = "rows may have been dropped"]
pub struct Loaded {
    /// The complete rows.
    pub dataset: Dataset,
    /// Rows left out.
    pub dropped_rows: usize,
}

macro_rules! file {
    ($name:literal) => {
        ($name, &include_bytes!(concat!("real/", $name))[..])
    };
}

/// Reads a compiled-in file; `columns` are the ones wanted, the target last.
fn load((file, bytes): (&str, &[u8]), columns: Option<&[&str]>) -> Result<Loaded, Error> {
    let mut table = Table::read(file, bytes)?;
    let dropped_rows = table.drop_incomplete();
    let table = match columns {
        Some(columns) => table.select(columns)?,
        None => table,
    };
    let target = table.header().last().cloned().unwrap_or_default();
    Ok(Loaded { dataset: table.dataset(&target)?, dropped_rows })
}

/// 150 irises of three species: length and width of sepal and petal in cm; target `species`.
///
/// # Errors
/// None in practice: the file is compiled in, and a test reads it.
pub fn iris() -> Result<Loaded, Error> {
    load(file!("iris.csv"), None)
}

/// 333 penguins of three species (11 more have gaps): bill length and depth, flipper length in
/// mm, body mass in g; target `species`.
///
/// # Errors
/// As [`iris`].
pub fn penguins() -> Result<Loaded, Error> {
    let columns =
        ["bill_length_mm", "bill_depth_mm", "flipper_length_mm", "body_mass_g", "species"];
    load(file!("penguins.csv"), Some(&columns))
}

/// 569 breast tumours (Wisconsin, diagnostic): mean, standard error and worst value of ten
/// measures of the cell nuclei; target `malignant`.
///
/// # Errors
/// As [`iris`].
pub fn breast_cancer() -> Result<Loaded, Error> {
    load(file!("breast_cancer_wdbc.csv"), None)
}

/// 23 flights of the space shuttle before the Challenger accident (of one more the rockets were
/// lost): temperature in F, test pressure in psi; target `any_failure` of an O-ring.
///
/// # Errors
/// As [`iris`].
pub fn challenger() -> Result<Loaded, Error> {
    load(file!("challenger.csv"), Some(&["temperature_f", "pressure_psi", "any_failure"]))
}

/// 4601 e-mails: 48 word and 6 character frequencies in percent, three measures of runs of
/// capitals; target `spam`.
///
/// # Errors
/// As [`iris`].
pub fn spambase() -> Result<Loaded, Error> {
    load(file!("spambase.csv"), None)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_table_has_its_published_size() {
        let shape = |loaded: Loaded| {
            (loaded.dataset.n_samples(), loaded.dataset.n_features(), loaded.dropped_rows)
        };
        assert_eq!(shape(iris().unwrap()), (150, 4, 0));
        assert_eq!(shape(penguins().unwrap()), (333, 4, 11));
        assert_eq!(shape(breast_cancer().unwrap()), (569, 30, 0));
        assert_eq!(shape(challenger().unwrap()), (23, 2, 1));
        assert_eq!(shape(spambase().unwrap()), (4601, 57, 0));
    }

    #[test]
    fn every_target_has_its_published_counts() {
        let positives = |loaded: Loaded| {
            loaded.dataset.labels().unwrap().iter().filter(|label| **label).count()
        };
        assert_eq!(positives(breast_cancer().unwrap()), 212);
        assert_eq!(positives(challenger().unwrap()), 7);
        assert_eq!(positives(spambase().unwrap()), 1813);
        let counts = |loaded: Loaded| {
            let (labels, names) = loaded.dataset.classes().unwrap();
            (0..names.len()).map(|k| labels.iter().filter(|label| **label == k).count()).collect()
        };
        let iris: Vec<usize> = counts(iris().unwrap());
        assert_eq!(iris, [50, 50, 50]);
        let penguins: Vec<usize> = counts(penguins().unwrap());
        assert_eq!(penguins, [146, 68, 119]);
    }
}
