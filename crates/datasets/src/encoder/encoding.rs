//! What the cells of a column become.

use super::{DateFormat, DatePart, Encoding};
use crate::{Error, Table, did_you_mean};

impl Encoding {
    /// Those of a column of that name, but for the feature that says where it is missing.
    pub(crate) fn feature_names(&self, name: &str) -> Vec<String> {
        match self {
            Self::Number { .. } | Self::Date { .. } => vec![name.to_owned()],
            Self::Boolean { yes, .. } => vec![format!("{name}={yes}")],
            Self::Category { levels, .. } => {
                levels.iter().map(|level| format!("{name}={level}")).collect()
            }
            Self::DateParts { parts, .. } => {
                parts.iter().flat_map(|part| part.feature_names(name)).collect()
            }
        }
    }

    /// The same category with another level as its baseline; why not, where it is none, or does not have that level.
    ///
    /// # Errors
    /// The reason, to stand behind the name of the column.
    pub fn with_baseline(self, level: &str) -> Result<Self, String> {
        let Self::Category { baseline, mut levels, usual } = self else {
            return Err("is no category, so that no level is its baseline".to_owned());
        };
        let usual = usual.unwrap_or_else(|| baseline.clone());
        levels.push(baseline);
        levels.sort_unstable();
        match levels.iter().position(|other| other == level) {
            Some(place) => {
                let usual = (usual != level).then_some(usual);
                Ok(Self::Category { baseline: levels.remove(place), levels, usual })
            }
            None => {
                let hint = did_you_mean(level, levels.iter().map(String::as_str));
                Err(format!("has no level \"{level}\"{hint}; there are: {}", levels.join(", ")))
            }
        }
    }

    /// How its dates are written, if it holds dates.
    #[must_use]
    pub fn date_format(&self) -> Option<&DateFormat> {
        match self {
            Self::Date { format, .. } | Self::DateParts { format, .. } => Some(format),
            Self::Number { .. } | Self::Boolean { .. } | Self::Category { .. } => None,
        }
    }

    /// The values of a text, one for each feature, and whether it is no unseen level; `None` where it is not what the
    /// column holds. (Not of categories, of which there may be many.)
    pub(super) fn values(&self, text: &str) -> Option<(Vec<f64>, bool)> {
        match self {
            Self::Number { .. } | Self::Category { .. } => None,
            Self::Boolean { .. } => {
                let truth = truth(text);
                Some((vec![f64::from(u8::from(truth == Some(true)))], truth.is_some()))
            }
            Self::Date { format, origin, .. } => {
                Some((vec![format.moment(text)?.since(origin.as_deref())], true))
            }
            Self::DateParts { format, parts } => {
                let moment = format.moment(text)?;
                let values = parts.iter().map(|part| part.values(moment));
                let (values, are_known): (Vec<Vec<f64>>, Vec<bool>) =
                    values.collect::<Option<Vec<(Vec<f64>, bool)>>>()?.into_iter().unzip();
                Some((values.concat(), are_known.iter().all(|is_known| *is_known)))
            }
        }
    }

    /// The mean of the rows learned from, of a column that became one feature of numbers.
    #[must_use]
    pub fn mean(&self) -> Option<f64> {
        match self {
            Self::Number { mean, .. } | Self::Boolean { mean, .. } | Self::Date { mean, .. } => {
                Some(*mean)
            }
            Self::Category { .. } | Self::DateParts { .. } => None,
        }
    }

    /// The number of the level that stands for a missing cell, counted from the baseline.
    #[must_use]
    pub fn usual_level(&self) -> usize {
        let Self::Category { levels, usual: Some(usual), .. } = self else { return 0 };
        levels.iter().position(|level| level == usual).map_or(0, |place| place + 1)
    }

    /// What stands for a missing cell, one value for each feature of numbers.
    pub(crate) fn fill(&self) -> Vec<f64> {
        match self {
            Self::Number { mean, .. } | Self::Boolean { mean, .. } | Self::Date { mean, .. } => {
                vec![*mean]
            }
            Self::Category { levels, .. } => vec![0.0; levels.len()],
            Self::DateParts { parts, .. } => parts.iter().flat_map(DatePart::fill).collect(),
        }
    }

    /// The error about a text that was not learned.
    pub(super) fn strange_cell(&self, table: &Table, row: usize, name: &str) -> Error {
        let known: Vec<&str> = match self {
            Self::Boolean { no, yes, .. } => vec![no, yes],
            Self::Category { baseline, levels, .. } => {
                std::iter::once(baseline).chain(levels).map(String::as_str).collect()
            }
            Self::DateParts { parts, .. } => parts.iter().flat_map(DatePart::levels).collect(),
            Self::Number { .. } | Self::Date { .. } => Vec::new(),
        };
        table.unknown_level(row, name, &known)
    }
}

/// Whether a text is a word, in capitals or not.
pub(super) fn is_said_as(text: &str, word: &str) -> bool {
    text.to_lowercase() == word
}

/// Whether a text says yes or no.
pub(super) fn truth(text: &str) -> Option<bool> {
    match text.to_lowercase().as_str() {
        "yes" | "true" | "y" | "t" | "1" | "1.0" => Some(true),
        "no" | "false" | "n" | "f" | "0" | "0.0" => Some(false),
        _ => None,
    }
}
