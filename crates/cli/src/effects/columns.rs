//! The effect of each column: of numbers the mean slope, of a category each level against its baseline.

use anyhow::{Result, anyhow, bail, ensure};
use datasets::{Changeable, EncodedColumn, Encoding, Value, did_you_mean};
use linalg_lite::{Columns, Combination};
use models::effects::Figure;
use models::inference::{Covariance, Estimate};

use super::library::Library;
use super::table::Rows;
use crate::estimable::strays;
use crate::model_file::ModelFile;

/// What is asked about.
pub(super) struct Asked<'a> {
    pub(super) model: &'a ModelFile,
    pub(super) covariance: &'a Covariance,
    pub(super) rows: &'a Rows<'a>,
}

/// What a column does, or why that is not known.
pub(super) struct Effect {
    pub(super) column: String,
    /// Of a category: a level and its baseline.
    pub(super) levels: Option<[String; 2]>,
    /// What a slope is counted per.
    pub(super) unit: &'static str,
    /// Of several classes the one whose probability is meant.
    pub(super) class: Option<String>,
    /// None where the data do not tell it.
    pub(super) value: Option<f64>,
    pub(super) found: Result<Estimate>,
}

/// A figure, and its error, if it has one.
type Found = (f64, Result<Estimate>);

/// Why date parts have no effect.
pub(super) const PARTS: &str = "the parts of a date change together";

fn is_number(column: &EncodedColumn) -> bool {
    matches!(column.encoding, Encoding::Number { .. } | Encoding::Date { .. })
}

impl Asked<'_> {
    /// Of some columns, or of all, in rows where others have the values that are said.
    pub(super) fn effects(&self, of: &[String], at: &[(String, String)]) -> Result<Vec<Effect>> {
        for name in of.iter().chain(at.iter().map(|(name, _)| name)) {
            self.column(name)?;
        }
        let mut rows = self.rows.rows.clone();
        for (place, (name, value)) in at.iter().enumerate() {
            ensure!(
                at[..place].iter().all(|(other, _)| other != name),
                "--at gives \"{name}\" two values"
            );
            ensure!(
                !of.contains(name) || self.is_number(name)?,
                "\"{name}\" has one value in all rows: its effect is not asked for"
            );
            rows = rows.with(name, self.value(name, value)?)?;
        }
        // (Numbers have a slope where they are.)
        let is_fixed = |name: &String| at.iter().any(|(fixed, _)| fixed == name);
        let columns = self.model.encoder.columns.iter();
        let asked = columns.filter(|column| match of.is_empty() {
            true => !is_fixed(&column.name) || is_number(column),
            false => of.contains(&column.name),
        });
        let mut effects = Vec::new();
        for column in asked {
            effects.extend(self.of_column(&rows, column));
        }
        Ok(effects)
    }

    fn of_column(&self, rows: &Changeable<'_>, column: &EncodedColumn) -> Vec<Effect> {
        let name = &column.name;
        match &column.encoding {
            Encoding::Number { .. } | Encoding::Date { .. } => {
                self.told(column, None, self.slopes(rows, name))
            }
            Encoding::DateParts { .. } => self.told(column, None, Err(anyhow!("{PARTS}"))),
            Encoding::Category { .. } | Encoding::Boolean { .. } => {
                let levels = self.model.encoder.levels_of(name);
                let baseline = self.means(rows, name, Value::Level(0));
                let effects = |(code, level): (usize, &String)| {
                    let found = match &baseline {
                        Ok(baseline) => self.differences(rows, name, code, baseline),
                        Err(reason) => Err(anyhow!("{reason}")),
                    };
                    self.told(column, Some([level, &levels[0]]), found)
                };
                levels.iter().enumerate().skip(1).flat_map(effects).collect()
            }
        }
    }

    /// What was found of a column, for each class, or the one reason why nothing is.
    fn told(
        &self,
        column: &EncodedColumn,
        levels: Option<[&str; 2]>,
        found: Result<Vec<Found>>,
    ) -> Vec<Effect> {
        let effect = |class, value, found| Effect {
            column: column.name.clone(),
            levels: levels.map(|levels| levels.map(str::to_owned)),
            unit: unit(column),
            class,
            value,
            found,
        };
        let found = match found {
            Err(reason) => return vec![effect(None, None, Err(reason))],
            Ok(found) => found,
        };
        let classes = match found.len() {
            1 => vec![None],
            _ => self.model.target.class_names().into_iter().map(Some).collect(),
        };
        let of_classes = found.into_iter().zip(classes);
        of_classes.map(|((value, found), class)| effect(class, Some(value), found)).collect()
    }

    fn slopes(&self, rows: &Changeable<'_>, name: &str) -> Result<Vec<Found>> {
        let (features, slopes) = (rows.features()?, rows.slopes(name)?);
        let library = self.library();
        let found = library.mean_slopes(&features, &slopes, self.rows)?;
        self.check_estimable(&slopes, 0.0)?;
        Ok(found.iter().map(|slope| (slope.value, library.estimate(slope))).collect())
    }

    fn differences(
        &self,
        rows: &Changeable<'_>,
        name: &str,
        code: usize,
        baseline: &[Figure],
    ) -> Result<Vec<Found>> {
        let (library, means) = (self.library(), self.means(rows, name, Value::Level(code))?);
        let differences = means.iter().zip(baseline).map(|(mean, baseline)| mean.less(baseline));
        Ok(differences.map(|figure| (figure.value, library.estimate(&figure))).collect())
    }

    /// The mean predictions where a column has one value.
    pub(super) fn means(
        &self,
        rows: &Changeable<'_>,
        name: &str,
        value: Value,
    ) -> Result<Vec<Figure>> {
        let features = rows.with(name, value)?.features()?;
        self.check_estimable(&features, 1.0)?;
        self.library().mean_predictions(&features, self.rows)
    }

    /// Refuses rows that depend on a coefficient that is not known, as [`strays`] does.
    fn check_estimable(&self, features: &Columns, constant: f64) -> Result<()> {
        let combinations = &self.model.model.report().combinations;
        let is_unknown = |c: &&Combination| strays(c, features, constant).contains(&true);
        match combinations.iter().find(is_unknown) {
            None => Ok(()),
            Some(Combination { feature, .. }) => bail!(
                "it is not estimable: no row of the training tells the coefficient of {}",
                self.model.features[*feature]
            ),
        }
    }

    pub(super) fn library(&self) -> Library<'_> {
        Library::of(self.model, self.covariance)
    }

    fn is_number(&self, name: &str) -> Result<bool> {
        Ok(is_number(self.column(name)?))
    }

    pub(super) fn column(&self, name: &str) -> Result<&EncodedColumn> {
        let columns = || self.model.encoder.columns.iter();
        columns().find(|column| column.name == name).ok_or_else(|| {
            let names: Vec<&str> = columns().map(|column| column.name.as_str()).collect();
            let hint = did_you_mean(name, names.iter().copied());
            anyhow!("the model has no column \"{name}\"{hint}; it has: {}", names.join(", "))
        })
    }

    /// What was said of a column as what it holds.
    fn value(&self, name: &str, value: &str) -> Result<Value> {
        let encoder = &self.model.encoder;
        encoder.value_of(name, value).map_or_else(|| Err(self.no_value(name, value)?), Ok)
    }

    /// Why a text is no value of a column.
    fn no_value(&self, name: &str, value: &str) -> Result<anyhow::Error> {
        let levels = self.model.encoder.levels_of(name);
        if let Some(format) = self.column(name)?.encoding.date_format() {
            let example = format.example();
            return Ok(anyhow!("\"{name}\" holds dates written as {example}, not as \"{value}\""));
        }
        if levels.is_empty() {
            return Ok(anyhow!("\"{name}\" holds numbers, and \"{value}\" is none"));
        }
        let hint = did_you_mean(value, levels.iter().map(String::as_str));
        let all = levels.join(", ");
        Ok(anyhow!("\"{value}\" is no level of \"{name}\"{hint}; there are: {all}"))
    }
}

/// What a slope is counted per.
pub(super) fn unit(column: &EncodedColumn) -> &'static str {
    match &column.encoding {
        Encoding::Date { origin: Some(_), .. } => "day",
        Encoding::Date { origin: None, .. } => "hour",
        _ => "unit",
    }
}
