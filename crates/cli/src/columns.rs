//! Which columns a model learns from, and as what.

use datasets::{BaselineError, DateOrder, Declared, Encoder, Error, Formula, Gaps, Note, ReadAs};

use crate::exit::Usage;
use crate::flags;
use crate::input::{Names, names};
use crate::lists::Lists;

#[derive(Debug, clap::Args)]
#[command(next_help_heading = "Columns")]
pub(crate) struct ColumnArgs {
    /// A column to learn from, or several (default: all but the target), for example: --features age,income
    #[arg(long, value_name = "A,B,…", value_parser = names, allow_hyphen_values = true)]
    pub(crate) features: Vec<Names>,
    /// Columns to leave out, for example: --drop id,name
    #[arg(long, value_name = "A,B,…", value_parser = names, allow_hyphen_values = true)]
    pub(crate) drop: Vec<Names>,
    /// Columns whose numbers are only names, for example: --as-category zip
    #[arg(long, value_name = "A,B,…", value_parser = names, allow_hyphen_values = true)]
    pub(crate) as_category: Vec<Names>,
    /// The level that the others of a category are compared with (default: the most frequent one; given once for each
    /// column), for example: --baseline sex=female
    #[arg(long, value_name = "COL=LEVEL", value_parser = flags::assignment, allow_hyphen_values = true)]
    pub(crate) baseline: Vec<(String, String)>,
    /// Columns of dates that become days since the earliest, or of times of day that become hours, for example:
    /// --as-date admitted
    #[arg(long, value_name = "A,B,…", value_parser = names, allow_hyphen_values = true)]
    pub(crate) as_date: Vec<Names>,
    /// Columns of dates that become year, month, weekday and hour, for example: --date-parts sold
    #[arg(long, value_name = "A,B,…", value_parser = names, allow_hyphen_values = true)]
    pub(crate) date_parts: Vec<Names>,
    /// What comes first in dates such as 1/2/2024, for example: --date-order dmy
    #[arg(long, value_name = "ORDER", value_parser = flags::date_order(), overrides_with = "date_order")]
    pub(crate) date_order: Option<DateOrder>,
    /// What to do with missing cells, for example: --missing drop
    #[arg(
        long, value_name = "HOW", value_parser = flags::gaps(), default_value = "error",
        overrides_with = "missing"
    )]
    pub(crate) missing: Gaps,
    /// More words for missing cells; '' takes none but empty ones, not even NA, NaN and the usual marks among
    /// numbers, for example: --na '?,-999'
    #[arg(long, value_name = "A,B,…", value_parser = flags::words, allow_hyphen_values = true)]
    pub(crate) na: Vec<Names>,
}

impl ColumnArgs {
    /// The names of the columns to learn from; every name that is said must be there. `others` have other parts to
    /// play.
    pub(crate) fn features(
        &self,
        header: &[String],
        target: Option<&String>,
        others: &[&String],
    ) -> Result<Vec<String>, Error> {
        let lists =
            [&self.features, &self.drop, &self.as_category, &self.as_date, &self.date_parts];
        let asked = lists.into_iter().flat_map(|list| list.all()).chain(self.with_baseline());
        for name in asked.chain(target).chain(others.iter().copied()) {
            if !header.contains(name) {
                return Err(Error::unknown_column(name, header));
            }
        }
        if let Some(target) = target.filter(|target| self.features.has(target)) {
            return Err(Error::TargetIsFeature(target.clone()));
        }
        let is_free = |name: &&String| Some(*name) != target && !others.contains(name);
        let all: Vec<&String> = match self.features.is_empty() {
            true => header.iter().filter(is_free).collect(),
            false => self.features.all().collect(),
        };
        if let Some(j) =
            (1..all.len()).find(|j| !self.features.is_empty() && all[..*j].contains(&all[*j]))
        {
            return Err(Error::DuplicateName(all[j].clone()));
        }
        let features: Vec<String> =
            all.into_iter().filter(|name| !self.drop.has(name)).cloned().collect();
        if features.is_empty() {
            Err(Error::NoFeatures("the table".to_owned()))
        } else {
            Ok(features)
        }
    }

    /// Those of the features that have a value in some row, unless they were asked for.
    pub(crate) fn not_empty(&self, notes: &[Note], features: Vec<String>) -> Vec<String> {
        let empty: Vec<&str> = notes
            .iter()
            .filter(|note| matches!(note, Note::Empty { .. }))
            .filter_map(Note::column)
            .collect();
        let is_kept = |name: &String| !empty.contains(&name.as_str()) || self.features.has(name);
        features.into_iter().filter(is_kept).collect()
    }

    /// What to read a feature as.
    pub(crate) fn read_as(&self, name: &str) -> ReadAs {
        let as_text = [&self.as_category, &self.as_date, &self.date_parts];
        match as_text.into_iter().any(|list| list.has(name)) {
            true => ReadAs::Text,
            false => ReadAs::Either,
        }
    }

    /// The words for missing cells, if any are said.
    pub(crate) fn na(&self) -> Option<Vec<String>> {
        (!self.na.is_empty()).then(|| self.na.all().cloned().collect())
    }

    /// What was learned of the columns of a table in an engine, with the baselines that were asked for.
    pub(crate) fn rebased(&self, mut encoder: Encoder, table: &str) -> Result<Encoder, Error> {
        for column in &mut encoder.columns {
            let asked = self.baseline.iter().find(|(name, _)| *name == column.name);
            let Some((name, level)) = asked else { continue };
            let found = column.encoding.clone().with_baseline(level);
            column.encoding = found.map_err(|problem| -> Error {
                let (file, column) = (table.to_owned(), name.clone());
                BaselineError { file, column, problem }.into()
            })?;
        }
        Ok(encoder)
    }

    /// Refuses baselines of columns that are no features, and two of one.
    pub(crate) fn check_baselines(&self, features: &[&str]) -> Result<(), Usage> {
        for (place, (name, _)) in self.baseline.iter().enumerate() {
            if !features.contains(&name.as_str()) {
                return Err(Usage(format!(
                    "--baseline: \"{name}\" is no feature column of this model"
                )));
            }
            if self.baseline[..place].iter().any(|(other, _)| other == name) {
                return Err(Usage(format!("--baseline gives \"{name}\" two levels")));
            }
        }
        Ok(())
    }

    /// The columns of which a baseline is asked for.
    fn with_baseline(&self) -> impl Iterator<Item = &String> {
        self.baseline.iter().map(|(name, _)| name)
    }

    /// Hands over what is said of the columns that become features, and of the terms that they become.
    pub(crate) fn declare<R>(
        &self,
        terms: Option<&Formula>,
        work: impl FnOnce(&Declared<'_>) -> R,
    ) -> R {
        let list = |names: &'_ [Names]| -> Vec<String> { names.all().cloned().collect() };
        let mut lists = [list(&self.as_category), list(&self.as_date), list(&self.date_parts)];
        lists[0].extend(terms.map(Formula::categories).unwrap_or_default());
        let [categories, dates, date_parts] =
            lists.each_ref().map(|list| list.iter().map(String::as_str).collect::<Vec<&str>>());
        work(&Declared {
            categories: &categories,
            dates: &dates,
            date_parts: &date_parts,
            date_order: self.date_order,
            baselines: &self.baseline,
            gaps: self.missing,
            only_ratios: false,
            terms,
        })
    }
}
