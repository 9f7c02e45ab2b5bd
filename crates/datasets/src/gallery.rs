//! Twelve tiny tables that make fits fail, or look as if they should: what a library says about them is
//! what it is worth.
//!
//! ```
//! let twin = datasets::gallery::specimen("duplicate-column")?;
//! assert_eq!(twin.table()?.n_features(), 2);
//! assert_eq!(twin.diagnosis, "weight_lb = 2.20462 * weight_kg");
//! # Ok::<(), datasets::Error>(())
//! ```

mod tables;

use crate::nearest::hint;
use crate::{Dataset, Error, Target};

pub use tables::GALLERY;

/// Named columns, and a label for each row.
type Columns = (Vec<(&'static str, Vec<f64>)>, Vec<bool>);

/// One of the tables.
#[derive(Clone, Copy, Debug)]
pub struct Specimen {
    /// Its name.
    pub name: &'static str,
    /// What is the matter with it, or seems to be.
    pub about: &'static str,
    /// What a logistic regression without a penalty has to find: nothing, if all is well.
    pub diagnosis: &'static str,
    columns: fn() -> Columns,
    target: &'static str,
}

impl Specimen {
    /// The table.
    ///
    /// # Errors
    /// None in practice: a test makes each of them.
    pub fn table(&self) -> Result<Dataset, Error> {
        let (columns, labels) = (self.columns)();
        let columns = columns.into_iter().map(|(name, values)| (name.to_owned(), values)).collect();
        Dataset::new(columns, self.target.to_owned(), Target::Binary(labels))
    }
}

/// The table of that name.
///
/// # Errors
/// [`Error::UnknownDataset`] with the nearest name.
pub fn specimen(name: &str) -> Result<&'static Specimen, Error> {
    let names = || GALLERY.iter().map(|specimen| specimen.name);
    GALLERY
        .iter()
        .find(|specimen| specimen.name == name)
        .ok_or_else(|| Error::UnknownDataset { name: name.to_owned(), hint: hint(name, names()) })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_table_can_be_made_and_found() {
        for entry in &GALLERY {
            let table = specimen(entry.name).unwrap().table().unwrap();
            assert!(table.n_samples() <= 200 && table.n_features() >= 1, "{}", entry.name);
        }
        assert!(specimen("seperated").unwrap_err().to_string().contains("\"separated\""));
    }
}
