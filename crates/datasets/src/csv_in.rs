use std::path::Path;

use crate::{Dataset, Error, Reading, Table};

/// What [`read_csv`] takes from a file.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct CsvOptions {
    /// The column to learn.
    pub target: String,
    /// The columns to learn from, in this order; `None` takes all others.
    pub features: Option<Vec<String>>,
    /// What to do with gaps in these columns.
    pub missing: Missing,
}

/// What to do with a row in which a cell is empty or `NA`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Missing {
    /// Refuse the file, naming line and column.
    #[default]
    Refuse,
    /// Leave the row out, and count it in [`Loaded::dropped_rows`].
    Drop,
}

/// A table, and how many of its rows were left out because of gaps.
#[derive(Clone, Debug, PartialEq)]
#[must_use = "rows may have been dropped"]
pub struct Loaded {
    /// The complete rows.
    pub dataset: Dataset,
    /// Rows left out.
    pub dropped_rows: usize,
}

/// Reads a data set from a CSV file with a header.
///
/// A target of 0 and 1 is yes or no, one of numbers is numbers, any other text is classes.
///
/// # Errors
/// [`Error::Io`] for a file that cannot be opened, [`Error::TargetIsFeature`], and all errors of
/// [`Table::read`] and [`Table::dataset`], with file, line and column name.
///
/// ```
/// # let file = std::env::temp_dir().join(format!("doc-read-csv-{}.csv", std::process::id()));
/// # std::fs::write(&file, "hours,name,passed\n1,Ann,0\n,Bob,1\n8,Cid,1\n")?;
/// use datasets::{CsvOptions, Missing, read_csv};
///
/// let options = CsvOptions {
///     target: "passed".to_owned(),
///     features: Some(vec!["hours".to_owned()]),
///     missing: Missing::Drop,
/// };
/// let loaded = read_csv(&file, &options)?;
/// assert_eq!(loaded.dataset.feature("hours")?, [1.0, 8.0]);
/// assert_eq!(loaded.dropped_rows, 1);
/// # std::fs::remove_file(&file)?;
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn read_csv(path: impl AsRef<Path>, options: &CsvOptions) -> Result<Loaded, Error> {
    load(&Table::open(path, &Reading::default())?, options)
}

fn load(table: &Table, options: &CsvOptions) -> Result<Loaded, Error> {
    let target = options.target.as_str();
    let header = table.header();
    let mut used: Vec<&str> = match &options.features {
        Some(features) => features.iter().map(String::as_str).collect(),
        None => header.iter().map(String::as_str).filter(|name| *name != target).collect(),
    };
    if used.contains(&target) {
        return Err(Error::TargetIsFeature(target.to_owned()));
    }
    used.push(target);
    let mut table = table.select(&used)?;
    let dropped_rows = match options.missing {
        Missing::Refuse => 0,
        Missing::Drop => table.drop_incomplete(),
    };
    Ok(Loaded { dataset: table.dataset(target)?, dropped_rows })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn options(features: Option<&[&str]>, missing: Missing) -> CsvOptions {
        let features = features.map(|names| names.iter().map(|name| (*name).to_owned()).collect());
        CsvOptions { target: "y".to_owned(), features, missing }
    }

    #[test]
    fn features_are_chosen_and_ordered() {
        let table = Table::read("t.csv", &b"a,note,b,y\n1,hello,2,0\n3,,4,1\n"[..]).unwrap();
        let loaded = load(&table, &options(Some(&["b", "a"]), Missing::Refuse)).unwrap();
        assert_eq!(loaded.dataset.feature_names, ["b", "a"]);
        assert_eq!(loaded.dataset.feature("b").unwrap(), [2.0, 4.0]);
        let error = load(&table, &options(None, Missing::Refuse)).unwrap_err();
        assert!(error.to_string().contains("column \"note\" is \"hello\""));
        let error = load(&table, &options(Some(&["a", "y"]), Missing::Refuse)).unwrap_err();
        assert_eq!(error.to_string(), "\"y\" is the target: it cannot be a feature too");
        let error = load(&table, &options(Some(&["a", "a"]), Missing::Refuse)).unwrap_err();
        assert!(matches!(error, Error::DuplicateName(_)));
    }

    #[test]
    fn gaps_are_refused_or_counted() {
        let table = Table::read("t.csv", &b"a,y\n1,0\nNA,1\n3,\n4,1\n"[..]).unwrap();
        let error = load(&table, &options(None, Missing::Refuse)).unwrap_err();
        assert!(error.to_string().starts_with("t.csv:3: the value of \"a\" is missing"));
        let loaded = load(&table, &options(None, Missing::Drop)).unwrap();
        assert_eq!((loaded.dropped_rows, loaded.dataset.n_samples()), (2, 2));
    }

    #[test]
    fn files_that_are_not_there_and_directories_are_named() {
        let error = read_csv("no/such.csv", &options(None, Missing::Refuse)).unwrap_err();
        assert!(error.to_string().starts_with("cannot read no/such.csv: "));
        let directory = tempfile::tempdir().unwrap();
        let error = read_csv(directory.path(), &options(None, Missing::Refuse)).unwrap_err();
        assert!(matches!(error, Error::Io { action: "read", .. }), "{error}");
    }
}
