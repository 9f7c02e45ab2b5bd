//! Every data set by its name: what can be generated, and what is built in.
//!
//! ```
//! use datasets::{Source, Stream, catalog};
//!
//! let exam = catalog::generator("exam")?;
//! let mut stream = Stream::new(Source::ChaCha8, 42)?;
//! assert_eq!((exam.generate)(exam.rows, &mut stream)?.n_samples(), 200);
//! assert!(catalog::generator("exma").unwrap_err().to_string().contains("\"exam\""));
//! # Ok::<(), datasets::Error>(())
//! ```

use crate::did_you_mean;
use crate::gallery::GALLERY;
use crate::real::{self, Loaded};
use crate::{Dataset, Error, Stream};

pub use crate::generate::GENERATORS;

/// A data set that is drawn.
#[derive(Clone, Copy, Debug)]
pub struct Generator {
    /// Its name on command lines and in file names.
    pub name: &'static str,
    /// How many rows the lesson takes.
    pub rows: usize,
    /// What it is, in one line.
    pub about: &'static str,
    /// Draws so many rows.
    pub generate: fn(usize, &mut Stream) -> Result<Dataset, Error>,
}

/// A data set that is compiled in.
#[derive(Clone, Copy, Debug)]
pub struct RealTable {
    /// Its name on command lines.
    pub name: &'static str,
    /// What it is, in one line.
    pub about: &'static str,
    /// Reads it.
    pub load: fn() -> Result<Loaded, Error>,
}

/// All that is built in.
pub const REAL_TABLES: [RealTable; 5] = [
    RealTable { name: "iris", about: "irises by sepal and petal: 3 species", load: real::iris },
    RealTable {
        name: "penguins",
        about: "penguins by bill, flipper and mass: 3 species",
        load: real::penguins,
    },
    RealTable {
        name: "breast-cancer",
        about: "tumours by 30 measurements of their cells: malignant or not",
        load: real::breast_cancer,
    },
    RealTable {
        name: "challenger",
        about: "shuttle flights by temperature and pressure: O-ring failure or not",
        load: real::challenger,
    },
    RealTable {
        name: "spambase",
        about: "e-mails by 57 word and character counts: spam or not",
        load: real::spambase,
    },
];

/// The generator of that name.
///
/// # Errors
/// [`Error::UnknownDataset`], with the nearest name of all data sets.
pub fn generator(name: &str) -> Result<&'static Generator, Error> {
    GENERATORS.iter().find(|generator| generator.name == name).ok_or_else(|| unknown(name))
}

/// The real table of that name.
///
/// # Errors
/// [`Error::UnknownDataset`], with the nearest name of all data sets.
pub fn real_table(name: &str) -> Result<&'static RealTable, Error> {
    REAL_TABLES.iter().find(|table| table.name == name).ok_or_else(|| unknown(name))
}

fn unknown(name: &str) -> Error {
    let generated = GENERATORS.iter().map(|generator| generator.name);
    let built_in = REAL_TABLES.iter().map(|table| table.name);
    let failures = GALLERY.iter().map(|specimen| specimen.name);
    let names = generated.chain(built_in).chain(failures);
    Error::UnknownDataset { name: name.to_owned(), hint: did_you_mean(name, names) }
}
