//! The doctor for a table in an engine: what it says of a file, as far as a few questions tell.

mod columns;
mod rows;
mod target;

use anyhow::Result;
use datasets::{Encoder, Gaps, Unseen};
use warehouse::{Frame, Holds, Shell, Survey, Surveyed, Truth, Wanted};

use super::DoctorArgs;
use super::checkup::Checkup;
use super::finding::{Finding, Kind};
use crate::fit;
use crate::lists::Lists;
use crate::place::{There, only_for_files, refuse};
use crate::remedy::Flags;
use crate::way;

/// A table, and what each of the columns in use holds.
struct Examined<'a> {
    args: &'a DoctorArgs,
    there: &'a There<'a>,
    engine: &'a Shell,
    rows: f64,
    columns: Vec<Surveyed>,
    /// Those that lack a value somewhere.
    gappy: Vec<String>,
    survey: Survey<'a>,
}

pub(super) fn checkup(args: &DoctorArgs, there: &There<'_>) -> Result<Checkup> {
    refuse(only_for_files(&args.columns, &args.format))?;
    let engine = there.open()?;
    let target = args.target.as_ref();
    let named: Vec<&String> = target.into_iter().collect();
    let header = there.header(&engine, &args.columns, &named)?;
    let features = args.columns.features(&header, target, &[])?;
    let is_used = |name: &&String| features.contains(*name) || Some(*name) == target;
    let used: Vec<String> = header.iter().filter(is_used).cloned().collect();
    let are_classes = args.model.is_some_and(|model| model != fit::Kind::Linear);
    let categories = args.columns.as_category.all().chain(target.filter(|_| are_classes));
    let categories: Vec<&str> = categories.map(String::as_str).collect();
    let dialect = there.dialect();
    let survey = Survey { dialect, table: there.table, columns: &used, categories: &categories };
    let (rows, columns) = survey.of_columns(&engine)?;
    let lines = columns.iter().map(|column| columns::line(column, rows)).collect();
    let mut checkup = Checkup::new(there.table.to_owned(), rows as usize, lines);
    let has_gaps = |column: &&Surveyed| column.known < rows;
    let gappy = columns.iter().filter(has_gaps).map(|column| column.name.clone()).collect();
    let is_empty = |name: &String| columns.iter().any(|of| of.name == *name && of.known == 0.0);
    let (empty, features): (Vec<String>, Vec<String>) =
        features.into_iter().partition(|name| is_empty(name) && !args.columns.features.has(name));
    checkup.findings.extend(empty.into_iter().map(columns::empty));
    let examined = Examined { args, there, engine: &engine, rows, columns, gappy, survey };
    examined.add_to(&mut checkup, &features)?;
    Ok(checkup)
}

impl Examined<'_> {
    fn add_to(&self, checkup: &mut Checkup, features: &[String]) -> Result<()> {
        let (mut usable, mut drop) = (Vec::new(), Vec::new());
        for name in features {
            let is_category = self.survey.categories.contains(&name.as_str());
            match columns::unusable(self.column(name)?, self.there.table, is_category) {
                Some(finding) => {
                    checkup.findings.push(finding);
                    drop.push(name.clone());
                }
                None => usable.push(name.clone()),
            }
        }
        checkup.usable &= drop.is_empty() && !usable.is_empty();
        let used: Vec<&Surveyed> =
            usable.iter().map(|name| self.column(name)).collect::<Result<_>>()?;
        checkup.findings.extend(used.iter().filter_map(|column| columns::id(column, self.rows)));
        checkup.findings.extend(used.iter().filter_map(|column| columns::words(column)));
        checkup.findings.extend(columns::sentinels(&used, &self.survey, self.engine)?);
        let hopeless = self.unusable_target()?;
        let missing = match hopeless {
            Some(finding) => {
                checkup.findings.push(finding);
                checkup.usable = false;
                None
            }
            None => self.rows_of(checkup, &usable)?,
        };
        if self.args.target.is_some() && !checkup.is_hopeless() {
            let flags = Flags::there(drop, usable.is_empty(), missing);
            let command = way::to_fit(self.args, flags, &checkup.about_the_model());
            checkup.next = command.map(|command| self.engine.without_secrets(&command));
        }
        Ok(())
    }

    fn column(&self, name: &str) -> Result<&Surveyed> {
        let found = self.columns.iter().find(|column| column.name == name);
        Ok(found.ok_or_else(|| datasets::Error::unknown_column(name, &self.names()))?)
    }

    fn names(&self) -> Vec<String> {
        self.columns.iter().map(|column| column.name.clone()).collect()
    }

    /// The target, if there is one.
    fn target(&self) -> Result<Option<&Surveyed>> {
        self.args.target.as_ref().map(|name| self.column(name)).transpose()
    }

    /// Why the target is none.
    fn unusable_target(&self) -> Result<Option<Finding>> {
        let Some(target) = self.target()? else { return Ok(None) };
        let name = &target.name;
        let (what, remedy) = match &target.holds {
            _ if target.known == 0.0 => {
                ("no row has a value of the target".to_owned(), "there is nothing to learn")
            }
            Holds::Other(type_name) => (
                format!("\"{name}\" is of type {type_name}"),
                "make numbers or texts of it in a subquery behind --table",
            ),
            Holds::Texts | Holds::Truths if self.args.model == Some(fit::Kind::Linear) => (
                format!("\"{name}\" holds no numbers, and numbers are needed there"),
                "leave out --model linear, or make numbers of it in a subquery behind --table",
            ),
            _ => return Ok(None),
        };
        Ok(Some(Finding::new(Kind::Target, what, remedy)))
    }

    fn wanted<'b>(&'b self, features: &'b [String], gaps: Gaps) -> Wanted<'b> {
        Wanted {
            dialect: self.there.dialect(),
            table: self.there.table,
            features,
            categories: self.survey.categories,
            needed: &[],
            weights: None,
            gaps,
        }
    }

    /// What the columns hold.
    fn holdings(&self, features: &[String]) -> Result<Vec<Holds>> {
        features.iter().map(|name| Ok(self.column(name)?.holds.clone())).collect()
    }

    fn frame<'b>(&'b self, encoder: &'b Encoder, truth: Option<&'b Truth>) -> Frame<'b> {
        Frame {
            dialect: self.there.dialect(),
            table: self.there.table,
            encoder,
            truth,
            weights: None,
            offset: None,
            target_centre: None,
            part: None,
            has_intercept: true,
            without_features: false,
            gappy: Some(&self.gappy),
            unseen: Unseen::Refuse,
        }
    }
}
