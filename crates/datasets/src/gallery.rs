//! Twelve tiny tables that make fits fail, or look as if they should: a library is worth what it says
//! about them.
//!
//! | table | what is the matter | what a fit without a penalty has to say |
//! |---|---|---|
//! | `separated` | all who studied five hours or more passed, and nobody else | completely separated by hours |
//! | `quasi-separated` | the same, but for a tie at one value | quasi-completely separated by marks |
//! | `separated-together` | two columns that overlap, each alone, and a third of no use | completely separated by income, spending |
//! | `duplicate-column` | one measure in two units | weight_lb = 2.20462 * weight_kg |
//! | `linear-combination` | two marks and their total | total = maths + english |
//! | `scales-apart` | columns of nanometres and of metres in the millions: nothing is wrong | nothing |
//! | `one-class` | nobody failed | all 6 labels are true: a classifier needs samples of both classes to learn from |
//! | `outlier` | one row a hundred times as large as the others, on the wrong side | row 10 determines a parameter almost alone (leverage 1.00) |
//! | `fewer-rows` | four rows, five columns | completely separated by a; d = -1.5 * a + 1.5 * b + c - 1; e = 2 * a + 3 * b - c + 1 |
//! | `constant-column` | a sensor that always reads the same | sensor = 21.5 |
//! | `ties` | few values, many equal rows with either label: nothing is wrong | nothing |
//! | `rare-class` | two positives among two hundred | the rarer class has only 2 samples for 2 parameters |
//!
//! ```
//! let twin = datasets::gallery::specimen("duplicate-column")?;
//! assert_eq!(twin.table()?.n_features(), 2);
//! assert_eq!(twin.diagnosis, "weight_lb = 2.20462 * weight_kg");
//! # Ok::<(), datasets::Error>(())
//! ```

mod tables;

use crate::did_you_mean;
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
    GALLERY.iter().find(|specimen| specimen.name == name).ok_or_else(|| Error::UnknownDataset {
        name: name.to_owned(),
        hint: did_you_mean(name, names()),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_table_can_be_made_and_found() {
        for entry in &GALLERY {
            let table = specimen(entry.name).unwrap().table().unwrap();
            let row = format!(
                "//! | `{}` | {} | {} |",
                entry.name,
                entry.about,
                if entry.diagnosis.is_empty() { "nothing" } else { entry.diagnosis },
            );
            assert!(include_str!("gallery.rs").contains(&row), "{row}");
            assert!(table.n_samples() <= 200 && table.n_features() >= 1, "{}", entry.name);
        }
        assert!(specimen("seperated").unwrap_err().to_string().contains("\"separated\""));
    }
}
