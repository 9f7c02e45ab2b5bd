use std::borrow::Cow;
use std::collections::HashSet;
use std::fmt::{self, Display};

use anyhow::Result;
use datasets::{Cells, Column, Encoder, Error, Gaps, ReadAs, Table, Unseen};
use pictures::numbers::count;
use pictures::visible;
use serde::Serialize;

use super::finding::{Finding, Kind};
use super::overview::{self, Line, overview};
use super::{DoctorArgs, columns, features, gaps, target};
use crate::columns::ColumnArgs;
use crate::fit;
use crate::input::read_table;
use crate::remedy::Flags;
use crate::understood::notes;
use crate::way;

/// All that was found.
#[derive(Debug, Serialize)]
pub(super) struct Checkup {
    file: String,
    rows: usize,
    columns: Vec<Line>,
    /// What the target is, in words.
    target: Option<String>,
    /// How many features there are, and how far they are from determining each other.
    features: Option<String>,
    /// What the figures are about, if not all rows.
    about: Option<String>,
    findings: Vec<Finding>,
    /// The flag that fits what the target is.
    #[serde(skip)]
    model: Option<&'static str>,
    /// The command that fits.
    next: Option<String>,
    usable: bool,
}

impl Checkup {
    pub(super) fn of(args: &DoctorArgs, quiet: bool) -> Result<Self> {
        let choose = |header: &[String]| read_as(args, header);
        let format = args.format.format(args.columns.na());
        let table = read_table(args.place.path(), format, &choose, quiet)?;
        let features = args.columns.features(&table.header(), args.target.as_ref(), &[])?;
        let features = args.columns.not_empty(table.notes(), features);
        let mut checkup = Self {
            file: table.file().to_owned(),
            rows: table.n_rows(),
            columns: overview(&table),
            target: None,
            features: None,
            about: None,
            findings: Vec::new(),
            model: None,
            next: None,
            usable: true,
        };
        checkup.columns_of(&table, features, args)?;
        Ok(checkup)
    }

    pub(super) fn is_usable(&self) -> bool {
        self.usable
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
        let copies: Vec<&String> = copies.iter().map(|[_, copy]| *copy).collect();
        let features: Vec<String> =
            usable.iter().filter(|name| !copies.contains(name)).cloned().collect();
        match is_target_odd {
            true => self.model = args.model.is_none().then_some("linear"),
            false => self.rows_of(table, &features, args)?,
        }
        let is_hopeless = self.findings.iter().any(|found| found.kind == Kind::Target);
        if args.target.is_some() && !is_hopeless {
            self.next = way::to_fit(args, flags, self.model);
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
        let are_classes = matches!(args.model, Some(fit::Kind::Logistic | fit::Kind::Softmax));
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
        if rows.len() < table.n_rows() {
            let rows = count(rows.len(), "row");
            self.about = Some(format!("what follows is about the {rows} without a missing cell"));
        } else if gaps == Gaps::Mean && !is_filled {
            self.about = Some("what follows is about all rows, with gaps filled in".to_owned());
        }
        if rows.is_empty() {
            let what = "no row has a value of the target";
            self.findings.push(Finding::new(Kind::Target, what, "there is nothing to learn"));
            self.usable = false;
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
        let names = encoder.feature_names();
        if x.n_features() > 0 {
            let (found, figures) = features::findings(&x, &names)?;
            self.findings.extend(found);
            self.features = Some(figures);
        }
        if let Some(name) = &args.target {
            let examined = target::Examined { table, name, rows: &rows, model: args.model };
            let (told, found) = examined.findings(&x, &names)?;
            self.model = examined.flag()?;
            self.usable &= !found.iter().any(|finding| finding.kind == Kind::Target);
            self.target = told;
            self.findings.extend(found);
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
    columns.declare(|declared| {
        let declared = datasets::Declared { gaps, ..*declared };
        Encoder::learn(table, &names, rows, None, &declared)
    })
}

/// What to read each column as.
fn read_as(args: &DoctorArgs, header: &[String]) -> Result<Vec<ReadAs>, Error> {
    let features = args.columns.features(header, args.target.as_ref(), &[])?;
    let features: HashSet<&String> = features.iter().collect();
    let are_classes = matches!(args.model, Some(fit::Kind::Logistic | fit::Kind::Softmax));
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

impl Display for Checkup {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (rows, columns) = (count(self.rows, "row"), count(self.columns.len(), "column"));
        writeln!(f, "{}: {rows}, {columns}\n\n{}", self.file, overview::shown(&self.columns))?;
        for told in [&self.about, &self.target, &self.features].into_iter().flatten() {
            writeln!(f, "{}\n", visible(told))?;
        }
        if self.findings.is_empty() {
            writeln!(f, "found nothing that stands in the way of a fit")?;
        }
        let of_a_kind = self.findings.chunk_by(|a, b| a.kind == b.kind);
        for findings in of_a_kind {
            const SHOWN: usize = 20;
            for Finding { what, remedy, .. } in findings.iter().take(SHOWN) {
                writeln!(f, "- {}", visible(what))?;
                if !remedy.is_empty() {
                    writeln!(f, "  {}", visible(remedy))?;
                }
            }
            if findings.len() > SHOWN {
                writeln!(f, "- and {} more of this kind (--json has all)", findings.len() - SHOWN)?;
            }
        }
        match &self.next {
            Some(command) => writeln!(f, "\nto fit: {}", visible(command)),
            None => Ok(()),
        }
    }
}
