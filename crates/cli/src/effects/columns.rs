//! The effect of each column: of numbers the mean slope, of a category each level against its baseline.

use anyhow::{Result, anyhow, bail, ensure};
use datasets::{Changeable, EncodedColumn, Encoding, Value, did_you_mean};
use linalg_lite::Columns;
use models::effects::{Effects, Figure};
use models::inference::{Covariance, Distribution, Estimate};

use super::table::Rows;
use crate::model_file::{Model, ModelFile};

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
    pub(super) found: Result<Estimate>,
}

impl Asked<'_> {
    /// Of some columns, or of all, in rows where others have the values that are said.
    pub(super) fn effects(&self, of: &[String], at: &[(String, String)]) -> Result<Vec<Effect>> {
        for name in of.iter().chain(at.iter().map(|(name, _)| name)) {
            self.column(name)?;
        }
        let mut rows = self.rows.rows.clone();
        for (name, value) in at {
            ensure!(
                !of.contains(name),
                "\"{name}\" has one value in all rows: its effect is not asked for"
            );
            rows = rows.with(name, self.value(name, value)?)?;
        }
        let is_fixed = |name: &String| at.iter().any(|(fixed, _)| fixed == name);
        let columns = self.model.encoder.columns.iter();
        let asked = columns.filter(|column| match of.is_empty() {
            true => !is_fixed(&column.name),
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
                let found = self.slope(rows, name);
                vec![Effect { column: name.clone(), levels: None, found }]
            }
            Encoding::DateParts { .. } => {
                let found = Err(anyhow!("the parts of a date change together"));
                vec![Effect { column: name.clone(), levels: None, found }]
            }
            Encoding::Category { .. } | Encoding::Boolean { .. } => {
                let levels = self.model.encoder.levels_of(name);
                let baseline = self.mean(rows, name, 0);
                let effect = |(code, level): (usize, &String)| {
                    let found = match &baseline {
                        Ok(baseline) => self.difference(rows, name, code, baseline),
                        Err(reason) => Err(anyhow!("{reason}")),
                    };
                    let levels = Some([level.clone(), levels[0].clone()]);
                    Effect { column: name.clone(), levels, found }
                };
                levels.iter().enumerate().skip(1).map(effect).collect()
            }
        }
    }

    fn slope(&self, rows: &Changeable<'_>, name: &str) -> Result<Estimate> {
        let (features, slopes) = (rows.features()?, rows.slopes(name)?);
        let (weights, offset) = (self.rows.weights.as_deref(), self.rows.offset.as_deref());
        let effects = self.library()?;
        let slope = effects.mean_slope(&features, &slopes, weights, offset)?;
        self.check_estimable(&slopes, 0.0)?;
        Ok(effects.estimate(&slope)?)
    }

    fn difference(
        &self,
        rows: &Changeable<'_>,
        name: &str,
        code: usize,
        baseline: &Figure,
    ) -> Result<Estimate> {
        Ok(self.library()?.estimate(&self.mean(rows, name, code)?.less(baseline))?)
    }

    /// The mean prediction where a column has one level.
    fn mean(&self, rows: &Changeable<'_>, name: &str, code: usize) -> Result<Figure> {
        let features = rows.with(name, Value::Level(code))?.features()?;
        self.check_estimable(&features, 1.0)?;
        let (weights, offset) = (self.rows.weights.as_deref(), self.rows.offset.as_deref());
        Ok(self.library()?.mean_prediction(&features, weights, offset)?)
    }

    /// Refuses rows in which a feature that others replaced in training is not what they say: its coefficient is not known.
    /// Slopes, which know no constant, are told by a `constant` of 0, features by one of 1.
    fn check_estimable(&self, features: &Columns, constant: f64) -> Result<()> {
        const ROUNDING: f64 = 1e-9;
        for combination in &self.model.model.report().combinations {
            let constant = constant * combination.constant;
            let own = features.feature(combination.feature);
            let mut left: Vec<f64> = own.iter().map(|x| x - constant).collect();
            let mut sizes: Vec<f64> = own.iter().map(|x| x.abs() + constant.abs()).collect();
            for (other, factor) in &combination.terms {
                for (i, x) in features.feature(*other).iter().enumerate() {
                    left[i] -= factor * x;
                    sizes[i] += (factor * x).abs();
                }
            }
            if left.iter().zip(&sizes).any(|(left, size)| left.abs() > ROUNDING * size) {
                let name = &self.model.features[combination.feature];
                bail!(
                    "it is not estimable: no row of the training tells the coefficient of {name}"
                );
            }
        }
        Ok(())
    }

    fn library(&self) -> Result<Effects<'_>> {
        let distribution =
            self.model.degrees_of_freedom.map_or(Distribution::Normal, Distribution::Student);
        match &self.model.model {
            Model::Logistic(fit) => Ok(Effects::of_logistic(fit, self.covariance, distribution)),
            Model::Linear(fit) => Ok(Effects::of_linear(fit, self.covariance, distribution)),
            _ => bail!(
                "effects are told of models of two classes without Firth's correction, and of numbers"
            ),
        }
    }

    fn column(&self, name: &str) -> Result<&EncodedColumn> {
        let columns = || self.model.encoder.columns.iter();
        columns().find(|column| column.name == name).ok_or_else(|| {
            let names: Vec<&str> = columns().map(|column| column.name.as_str()).collect();
            let hint = did_you_mean(name, names.iter().copied());
            anyhow!("the model has no column \"{name}\"{hint}; it has: {}", names.join(", "))
        })
    }

    /// What was said of a column as what it holds.
    fn value(&self, name: &str, value: &str) -> Result<Value> {
        let levels = self.model.encoder.levels_of(name);
        if levels.is_empty() {
            let number = value.parse::<f64>().ok().filter(|x| x.is_finite());
            return number
                .map(Value::Number)
                .ok_or_else(|| anyhow!("\"{name}\" holds numbers, and \"{value}\" is none"));
        }
        let code = levels.iter().position(|level| level == value);
        code.map(Value::Level).ok_or_else(|| {
            let hint = did_you_mean(value, levels.iter().map(String::as_str));
            anyhow!("\"{value}\" is no level of \"{name}\"{hint}; there are: {}", levels.join(", "))
        })
    }
}
