//! The doctor for a table in a file.

use std::borrow::Cow;
use std::collections::HashSet;

use anyhow::Result;
use datasets::{Cells, Column, Encoder, Error, Gaps, ReadAs, Table, Unseen};
use pictures::shown;

use super::checkup::Checkup;
use super::finding::{Finding, Kind};
use super::overview::overview;
use super::{DoctorArgs, columns, features, gaps, target};
use crate::columns::ColumnArgs;
use crate::fit;
use crate::input::read_table;
use crate::remedy::Flags;
use crate::understood::notes;
use crate::way;

impl Checkup {
    pub(super) fn of_file(args: &DoctorArgs, quiet: bool) -> Result<Self> {
        let choose = |header: &[String]| read_as(args, header);
        let format = args.format.format(args.columns.na());
        let table = read_table(args.place.path(), format, &choose, quiet)?;
        let features = args.columns.features(&table.header(), args.target.as_ref(), &[])?;
        let features = args.columns.not_empty(table.notes(), features);
        let mut checkup = Self::new(table.file().to_owned(), table.n_rows(), overview(&table));
        checkup.columns_of(&table, features, args)?;
        Ok(checkup)
    }

    fn columns_of(
        &mut self,
        table: &Table,
        features: Vec<String>,
        args: &DoctorArgs,
    ) -> Result<()> {
        let is_read = |name: &str| table.column(name).is_ok_and(|c| c.cells != Cells::Nothing);
        self.findings.extend(
            notes(table.notes(), is_read).map(|note| Finding::new(Kind::Reading, note, "")),
        );
        let all: Vec<usize> = (0..table.n_rows()).collect();
        let errors = match learn(&args.columns, table, &features, &all, Gaps::Drop) {
            Ok(_) => Vec::new(),
            Err(Error::Columns(several)) => several,
            Err(one) if one.column().is_some() => vec![one],
            Err(other) => return Err(other.into()),
        };
        self.findings.extend(errors.iter().map(|error| columns::unusable(error, table.file())));
        self.usable &= errors.is_empty();
        let refused: HashSet<&str> = errors.iter().filter_map(Error::column).collect();
        let usable: Vec<String> =
            features.into_iter().filter(|name| !refused.contains(name.as_str())).collect();
        let used: HashSet<&String> = usable.iter().collect();
        let (of_features, with_target): (Vec<&Column>, Vec<&Column>) = {
            let is_target = |column: &&Column| Some(&column.name) == args.target.as_ref();
            let all = table.columns().iter();
            let of_features: Vec<&Column> = all.filter(|c| used.contains(&c.name)).collect();
            let target = table.columns().iter().filter(is_target);
            (of_features.clone(), of_features.iter().copied().chain(target).collect())
        };
        self.findings.extend(of_features.iter().filter_map(|column| columns::id(column)));
        self.findings.extend(of_features.iter().filter_map(|column| gaps::words(column)));
        self.findings.extend(of_features.iter().filter_map(|column| gaps::sentinel(column)));
        self.findings.extend(of_features.iter().filter_map(|column| columns::total(table, column)));
        let copies = columns::copies(&of_features);
        self.findings.extend(copies.iter().map(|pair| columns::duplicate(*pair)));
        let mut refused_by_fit = errors;
        refused_by_fit.extend(self.gaps_of(table, &with_target, args));
        let odd_target = self.target_with_other_mark(table, args);
        let is_target_odd = odd_target.is_some();
        refused_by_fit.extend(odd_target);
        let names: Vec<&str> = usable.iter().map(String::as_str).collect();
        let flags =
            Flags::of(&refused_by_fit, &|_| Ok(Cow::Borrowed(table)), &args.columns, &names);
        self.usable &= !usable.is_empty();
        let copies: HashSet<&String> = copies.iter().map(|[_, copy]| *copy).collect();
        let features: Vec<String> =
            usable.iter().filter(|name| !copies.contains(name)).cloned().collect();
        match is_target_odd {
            true => self.model = args.model.is_none().then_some("linear"),
            false => self.rows_of(table, &features, args)?,
        }
        if args.target.is_some() && !self.is_hopeless() {
            self.next = way::to_fit(args, flags, &self.about_the_model());
        }
        Ok(())
    }

    /// The error about a missing cell, if a fit refuses any.
    fn gaps_of(&mut self, table: &Table, used: &[&Column], args: &DoctorArgs) -> Option<Error> {
        self.findings.push(gaps::gaps(table, used, args.columns.missing)?);
        if args.columns.missing != Gaps::Refuse {
            return None;
        }
        self.usable = false;
        let gap = used.iter().find(|column| column.cells.has_missing())?;
        Some(table.missing_cell(0, &gap.name))
    }

    /// The error about a target whose numbers have the other decimal mark: as classes it would tell nothing.
    fn target_with_other_mark(&mut self, table: &Table, args: &DoctorArgs) -> Option<Error> {
        let are_classes = args.model.is_some_and(|model| model != fit::Kind::Linear);
        let target = args.target.as_ref().filter(|_| !are_classes)?;
        let error = table.other_decimal_mark(target)?;
        self.findings.push(columns::unusable(&error, table.file()));
        self.usable = false;
        Some(error)
    }

    /// Features and target, in the rows that a fit would see.
    fn rows_of(&mut self, table: &Table, features: &[String], args: &DoctorArgs) -> Result<()> {
        let known = complete_rows(table, &[], args.target.as_ref());
        let complete = complete_rows(table, features, args.target.as_ref());
        let is_filled = matches!(args.columns.missing, Gaps::Mean | Gaps::Level);
        let (rows, gaps) = match is_filled || complete.is_empty() {
            true => (known, Gaps::Mean),
            false => (complete, Gaps::Drop),
        };
        self.tell_rows(rows.len(), gaps == Gaps::Mean && !is_filled);
        if rows.is_empty() {
            return Ok(());
        }
        let encoder = match learn(&args.columns, table, features, &rows, gaps) {
            Ok(encoder) => encoder,
            Err(error) => {
                self.findings.push(columns::unusable(&error, table.file()));
                self.usable = false;
                return Ok(());
            }
        };
        self.findings.extend(columns::constants(&encoder));
        let x = encoder.encode(table, &rows, Unseen::Refuse)?.features;
        let names: Vec<String> = encoder.feature_names().iter().map(|name| shown(name)).collect();
        if x.n_features() > 0 {
            let (found, figures) = features::findings(&x, &names)?;
            self.findings.extend(found);
            self.features = Some(figures);
        }
        if let Some(name) = &args.target {
            let examined = target::Examined { table, name, rows: &rows, model: args.model };
            self.add_target(examined.findings(&x, &names)?);
            self.model = examined.flag()?;
        }
        Ok(())
    }
}

fn learn(
    columns: &ColumnArgs,
    table: &Table,
    features: &[String],
    rows: &[usize],
    gaps: Gaps,
) -> Result<Encoder, Error> {
    let names: Vec<&str> = features.iter().map(String::as_str).collect();
    columns.declare(None, |declared| {
        let declared = datasets::Declared { gaps, ..*declared };
        Encoder::learn(table, &names, rows, None, &declared)
    })
}

/// What to read each column as.
fn read_as(args: &DoctorArgs, header: &[String]) -> Result<Vec<ReadAs>, Error> {
    let features = args.columns.features(header, args.target.as_ref(), &[])?;
    let features: HashSet<&String> = features.iter().collect();
    let are_classes = args.model.is_some_and(|model| model != fit::Kind::Linear);
    let read = |name: &String| match Some(name) == args.target.as_ref() {
        true if are_classes => ReadAs::Text,
        true => ReadAs::Either,
        false if features.contains(name) => args.columns.read_as(name),
        false => ReadAs::Nothing,
    };
    Ok(header.iter().map(read).collect())
}

fn complete_rows(table: &Table, features: &[String], target: Option<&String>) -> Vec<usize> {
    let used: HashSet<&String> = features.iter().chain(target).collect();
    let columns: Vec<_> =
        table.columns().iter().filter(|column| used.contains(&column.name)).collect();
    (0..table.n_rows())
        .filter(|row| columns.iter().all(|column| !column.cells.is_missing(*row)))
        .collect()
}
