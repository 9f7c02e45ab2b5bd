use linalg_lite::Mat;

use crate::Error;
use crate::did_you_mean;

/// A table to learn from: features and a target, with their names.
///
/// ```
/// use datasets::{Dataset, Target};
///
/// let table = Dataset::new(
///     vec![("hours".to_owned(), vec![1.0, 2.0, 8.0])],
///     "passed".to_owned(),
///     Target::Binary(vec![false, false, true]),
/// )?;
/// assert_eq!((table.n_samples(), table.n_features()), (3, 1));
/// assert_eq!(table.feature("hours")?, [1.0, 2.0, 8.0]);
/// # Ok::<(), datasets::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq)]
pub struct Dataset {
    /// `n_samples x n_features`, column-major, finite.
    pub features: Mat<f64>,
    /// One name per feature.
    pub feature_names: Vec<String>,
    /// One entry per sample.
    pub target: Target,
    /// Name of the target.
    pub target_name: String,
}

/// What is to be learned, one entry per sample.
#[derive(Clone, Debug, PartialEq)]
pub enum Target {
    /// Any finite number.
    Numbers(Vec<f64>),
    /// Yes or no; written as 1 and 0.
    Binary(Vec<bool>),
    /// One of several classes.
    Classes {
        /// For each sample the place of its class in `names`.
        labels: Vec<usize>,
        /// The class names, sorted.
        names: Vec<String>,
    },
}

impl Target {
    /// Number of samples.
    #[must_use]
    #[allow(clippy::len_without_is_empty, reason = "a data set always has rows")]
    pub fn len(&self) -> usize {
        match self {
            Self::Numbers(numbers) => numbers.len(),
            Self::Binary(labels) => labels.len(),
            Self::Classes { labels, .. } => labels.len(),
        }
    }

    /// One class number per sample, if there are classes: of yes and no, 0 and 1.
    #[must_use]
    pub fn class_numbers(&self) -> Option<Vec<usize>> {
        match self {
            Self::Numbers(_) => None,
            Self::Binary(labels) => Some(labels.iter().copied().map(usize::from).collect()),
            Self::Classes { labels, .. } => Some(labels.clone()),
        }
    }

    fn kind(&self) -> &'static str {
        match self {
            Self::Numbers(_) => "a number",
            Self::Binary(_) => "yes or no",
            Self::Classes { .. } => "one of several classes",
        }
    }

    fn select(&self, rows: &[usize]) -> Self {
        match self {
            Self::Numbers(numbers) => Self::Numbers(rows.iter().map(|&i| numbers[i]).collect()),
            Self::Binary(labels) => Self::Binary(rows.iter().map(|&i| labels[i]).collect()),
            Self::Classes { labels, names } => Self::Classes {
                labels: rows.iter().map(|&i| labels[i]).collect(),
                names: names.clone(),
            },
        }
    }
}

impl Dataset {
    /// A table from named feature columns and a target.
    ///
    /// # Errors
    /// [`Error::NoRows`], [`Error::Length`], [`Error::DuplicateName`], [`Error::NotFinite`], or
    /// [`Error::Classes`] for a label without a class.
    pub fn new(
        columns: Vec<(String, Vec<f64>)>,
        target_name: String,
        target: Target,
    ) -> Result<Self, Error> {
        let rows = target.len();
        if rows == 0 {
            return Err(Error::NoRows(format!("the data set of \"{target_name}\"")));
        }
        let (feature_names, columns): (Vec<String>, Vec<Vec<f64>>) = columns.into_iter().unzip();
        let mut names: Vec<&String> = feature_names.iter().chain([&target_name]).collect();
        names.sort_unstable();
        if let Some(pair) = names.windows(2).find(|pair| pair[0] == pair[1]) {
            return Err(Error::DuplicateName(pair[0].clone()));
        }
        for (name, column) in feature_names.iter().zip(&columns) {
            if column.len() != rows {
                let (column, found) = (name.clone(), column.len());
                return Err(Error::Length { column, expected: rows, found });
            }
            check_finite(name, column)?;
        }
        match &target {
            Target::Numbers(numbers) => check_finite(&target_name, numbers)?,
            Target::Binary(_) => {}
            Target::Classes { labels, names } => check_classes(&target_name, labels, names)?,
        }
        let features = Mat::from_fn(rows, columns.len(), |i, j| columns[j][i]);
        Ok(Self { features, feature_names, target, target_name })
    }

    /// Number of samples.
    #[must_use]
    pub fn n_samples(&self) -> usize {
        self.features.nrows()
    }

    /// Number of features.
    #[must_use]
    pub fn n_features(&self) -> usize {
        self.features.ncols()
    }

    /// The values of the feature `name`, one per sample.
    ///
    /// # Errors
    /// [`Error::UnknownColumn`].
    pub fn feature(&self, name: &str) -> Result<&[f64], Error> {
        let j = self.position(name)?;
        Ok(self.features.col(j).try_as_col_major().map_or(&[], |column| column.as_slice()))
    }

    fn position(&self, name: &str) -> Result<usize, Error> {
        self.feature_names
            .iter()
            .position(|feature| feature == name)
            .ok_or_else(|| Error::unknown_column(name, &self.feature_names))
    }

    /// The same table with only the features named, in that order.
    ///
    /// # Errors
    /// [`Error::UnknownColumn`] or [`Error::DuplicateName`].
    pub fn select_features(&self, names: &[&str]) -> Result<Self, Error> {
        let columns = names
            .iter()
            .map(|name| Ok(((*name).to_owned(), self.feature(name)?.to_vec())))
            .collect::<Result<_, Error>>()?;
        Self::new(columns, self.target_name.clone(), self.target.clone())
    }

    /// The rows numbered in `rows`, in that order; a row may be taken more than once.
    ///
    /// # Errors
    /// [`Error::UnknownRow`], or [`Error::NoRows`] for an empty selection.
    pub fn select_rows(&self, rows: &[usize]) -> Result<Self, Error> {
        let n_samples = self.n_samples();
        if rows.is_empty() {
            return Err(Error::NoRows("the selection".to_owned()));
        }
        if let Some(&row) = rows.iter().find(|&&row| row >= n_samples) {
            return Err(Error::UnknownRow { row, rows: n_samples });
        }
        Ok(Self {
            features: Mat::from_fn(rows.len(), self.n_features(), |i, j| {
                self.features[(rows[i], j)]
            }),
            feature_names: self.feature_names.clone(),
            target: self.target.select(rows),
            target_name: self.target_name.clone(),
        })
    }

    /// The labels of a yes-or-no target.
    ///
    /// # Errors
    /// [`Error::TargetKind`] for any other target.
    pub fn labels(&self) -> Result<&[bool], Error> {
        match &self.target {
            Target::Binary(labels) => Ok(labels),
            _ => Err(self.wrong_kind("yes or no")),
        }
    }

    /// The classes of a target with several: for each sample its number, and the names.
    ///
    /// # Errors
    /// [`Error::TargetKind`] for any other target.
    pub fn classes(&self) -> Result<(&[usize], &[String]), Error> {
        match &self.target {
            Target::Classes { labels, names } => Ok((labels, names)),
            _ => Err(self.wrong_kind("one of several classes")),
        }
    }

    /// Whether each sample belongs to the class `name`: one class against the rest.
    ///
    /// # Errors
    /// [`Error::TargetKind`] or [`Error::UnknownClass`].
    pub fn is_class(&self, name: &str) -> Result<Vec<bool>, Error> {
        let (labels, names) = self.classes()?;
        let class =
            names.iter().position(|class| class == name).ok_or_else(|| Error::UnknownClass {
                name: name.to_owned(),
                hint: did_you_mean(name, names.iter().map(String::as_str)),
                available: names.join(", "),
            })?;
        Ok(labels.iter().map(|&label| label == class).collect())
    }

    /// The target as numbers: a number as it is, yes and no as 1 and 0.
    ///
    /// # Errors
    /// [`Error::TargetKind`] for several classes, which have no order.
    pub fn target_numbers(&self) -> Result<Vec<f64>, Error> {
        match &self.target {
            Target::Numbers(numbers) => Ok(numbers.clone()),
            Target::Binary(labels) => Ok(labels.iter().map(|&l| f64::from(u8::from(l))).collect()),
            Target::Classes { .. } => Err(self.wrong_kind("a number")),
        }
    }

    fn wrong_kind(&self, wanted: &'static str) -> Error {
        Error::TargetKind { target: self.target_name.clone(), wanted, found: self.target.kind() }
    }
}

fn check_finite(column: &str, values: &[f64]) -> Result<(), Error> {
    match values.iter().position(|value| !value.is_finite()) {
        None => Ok(()),
        Some(row) => Err(Error::NotFinite { column: column.to_owned(), row, value: values[row] }),
    }
}

fn check_classes(target: &str, labels: &[usize], names: &[String]) -> Result<(), Error> {
    let problem = if let Some(label) = labels.iter().find(|&&label| label >= names.len()) {
        format!("label {label} belongs to no class: there are {}", names.len())
    } else if names.iter().any(String::is_empty) {
        "a class has an empty name".to_owned()
    } else if names.windows(2).any(|pair| pair[0] >= pair[1]) {
        "class names must be sorted and different".to_owned()
    } else {
        return Ok(());
    };
    Err(Error::Classes(target.to_owned(), problem))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn named(name: &str, values: &[f64]) -> (String, Vec<f64>) {
        (name.to_owned(), values.to_vec())
    }

    fn pets() -> Dataset {
        let names = ["cat", "dog", "emu"].map(str::to_owned).to_vec();
        Dataset::new(
            vec![named("weight", &[4.0, 20.0, 36.0, 5.0]), named("legs", &[4.0, 4.0, 2.0, 4.0])],
            "pet".to_owned(),
            Target::Classes { labels: vec![0, 1, 2, 0], names },
        )
        .unwrap()
    }

    #[test]
    fn rows_and_columns_are_selected() {
        let some = pets().select_rows(&[2, 0, 0]).unwrap();
        assert_eq!(some.feature("weight").unwrap(), [36.0, 4.0, 4.0]);
        assert_eq!(some.classes().unwrap().0, [2, 0, 0]);
        let legs = pets().select_features(&["legs"]).unwrap();
        assert_eq!((legs.n_features(), legs.feature("legs").unwrap()[2]), (1, 2.0));
        assert_eq!(pets().is_class("cat").unwrap(), [true, false, false, true]);
    }

    #[test]
    fn what_is_not_there_is_named_with_the_nearest() {
        let message = |error: Error| error.to_string();
        assert_eq!(
            message(pets().feature("wieght").unwrap_err()),
            "there is no column \"wieght\" (did you mean \"weight\"?); there are: weight, legs"
        );
        assert_eq!(
            message(pets().is_class("dgo").unwrap_err()),
            "there is no class \"dgo\" (did you mean \"dog\"?); there are: cat, dog, emu"
        );
        assert_eq!(
            message(pets().select_rows(&[4]).unwrap_err()),
            "there is no row 4: the table has 4 rows, counted from 0"
        );
        assert!(matches!(pets().select_rows(&[]), Err(Error::NoRows(_))));
        assert_eq!(
            message(pets().labels().unwrap_err()),
            "target \"pet\" is not yes or no: it is one of several classes"
        );
        assert!(matches!(pets().target_numbers(), Err(Error::TargetKind { .. })));
    }

    #[test]
    fn bad_tables_are_refused() {
        let make = |columns, target| Dataset::new(columns, "y".to_owned(), target);
        let yes = || Target::Binary(vec![true]);
        assert!(matches!(make(vec![], Target::Binary(vec![])), Err(Error::NoRows(_))));
        let error = make(vec![named("a", &[1.0, 2.0])], yes()).unwrap_err();
        assert_eq!(error.to_string(), "column \"a\" has length 2, but 1 was expected");
        for names in [["a", "a"], ["a", "y"]] {
            let columns = names.map(|name| named(name, &[1.0])).to_vec();
            assert!(matches!(make(columns, yes()), Err(Error::DuplicateName(_))));
        }
        let error = make(vec![named("a", &[f64::NAN])], yes()).unwrap_err();
        assert_eq!(error.to_string(), "column \"a\" is NaN in row 0: values must be finite");
        let error = make(vec![], Target::Numbers(vec![1.0, f64::INFINITY])).unwrap_err();
        assert!(matches!(error, Error::NotFinite { row: 1, .. }));
        for (labels, names) in
            [(vec![1], vec!["a"]), (vec![0], vec![""]), (vec![0], vec!["b", "a"])]
        {
            let names = names.into_iter().map(str::to_owned).collect();
            let error = make(vec![], Target::Classes { labels, names }).unwrap_err();
            assert!(matches!(error, Error::Classes(..)));
        }
    }
}
