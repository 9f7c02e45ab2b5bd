//! What is added to the logit (or prediction) of each row, and is not fitted: a column or, of several classes, one for
//! each that has one.

use std::borrow::Cow;
use std::convert::Infallible;
use std::str::FromStr;

use anyhow::{Result, bail};
use datasets::{Cells, Table, did_you_mean};
use models::{Problem, Target};
use pictures::shown;
use serde::{Deserialize, Serialize};

/// `COL` or, for several classes, `CLASS=COL`.
#[derive(Clone, Debug)]
pub(crate) struct OffsetArg {
    text: String,
    class_and_column: Option<(String, String)>,
}

impl FromStr for OffsetArg {
    type Err = Infallible;

    fn from_str(text: &str) -> Result<Self, Infallible> {
        let parts = text.rsplit_once('=');
        let class_and_column = parts.map(|(class, column)| (class.to_owned(), column.to_owned()));
        Ok(Self { text: text.to_owned(), class_and_column })
    }
}

impl OffsetArg {
    /// Whether it names a class.
    pub(crate) fn has_class(&self) -> bool {
        self.class_and_column.is_some()
    }

    /// The column, of a class or of all.
    pub(crate) fn column(&self, is_of_class: bool) -> &String {
        match &self.class_and_column {
            Some((_, column)) if is_of_class => column,
            _ => &self.text,
        }
    }
}

/// The columns of a model's offsets.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(untagged)]
pub(crate) enum OffsetColumns {
    /// Of the one logit there is.
    One(String),
    /// Of the logit of each class, if it has one.
    Classes(Vec<Option<String>>),
}

impl OffsetColumns {
    /// Those that were asked for; `classes` are the names of those that have logits of their own.
    pub(crate) fn of(args: &[OffsetArg], classes: Option<&[String]>) -> Result<Option<Self>> {
        let Some(classes) = classes else {
            return Ok(args.first().map(|only| Self::One(only.text.clone())));
        };
        let mut columns = vec![None; classes.len()];
        for arg in args {
            let Some((class, column)) = &arg.class_and_column else { continue };
            let Some(place) = classes.iter().position(|name| name == class) else {
                let hint = did_you_mean(class, classes.iter().map(String::as_str));
                bail!(
                    "--offset \"{}\": there is no class \"{class}\"{hint}; there are: {}",
                    arg.text,
                    classes.join(", ")
                );
            };
            if columns[place].replace(column.clone()).is_some() {
                bail!("--offset names the class \"{class}\" twice: each has one column");
            }
        }
        Ok((!args.is_empty()).then_some(Self::Classes(columns)))
    }

    /// The names of the columns.
    pub(crate) fn names(&self) -> Vec<&str> {
        match self {
            Self::One(name) => vec![name],
            Self::Classes(names) => names.iter().flatten().map(String::as_str).collect(),
        }
    }

    /// The column of the one logit there is.
    pub(crate) fn one(&self) -> Option<&str> {
        match self {
            Self::One(name) => Some(name),
            Self::Classes(_) => None,
        }
    }

    /// For each logit its column.
    pub(crate) fn by_logit(&self) -> Vec<Option<&str>> {
        match self {
            Self::One(name) => vec![Some(name)],
            Self::Classes(names) => names.iter().map(Option::as_deref).collect(),
        }
    }

    /// What it is in a sentence, where classes have these names.
    pub(crate) fn described(&self, classes: &[String]) -> String {
        match self {
            Self::One(name) => format!("the offset o is the column \"{}\"", shown(name)),
            Self::Classes(names) => {
                let of_class = |(class, name): (&String, &Option<String>)| {
                    let name = name.as_ref()?;
                    Some(format!("of {} the column \"{}\"", shown(class), shown(name)))
                };
                let parts: Vec<String> = classes.iter().zip(names).filter_map(of_class).collect();
                format!("the offset o_k is {}", parts.join(", "))
            }
        }
    }
}

/// What is added in some rows.
pub(crate) enum Offset {
    /// To the one logit (or prediction) there is.
    One(Vec<f64>),
    /// To the logit of each class.
    Classes(Vec<Vec<f64>>),
}

impl Offset {
    /// Those of some rows of a table, if there are any.
    pub(crate) fn of(
        table: &Table,
        columns: Option<&OffsetColumns>,
        rows: &[usize],
    ) -> Result<Option<Self>> {
        Self::read(columns, rows, |_| Ok(Cow::Borrowed(table)))
    }

    /// The same of a table that is read column by column.
    pub(crate) fn read<'a>(
        columns: Option<&OffsetColumns>,
        rows: &[usize],
        table: impl Fn(&str) -> Result<Cow<'a, Table>, datasets::Error>,
    ) -> Result<Option<Self>> {
        let Some(columns) = columns else { return Ok(None) };
        let of_column = |name: &Option<String>| match name {
            Some(name) => numbers(&*table(name)?, name, rows),
            None => Ok(vec![0.0; rows.len()]),
        };
        Ok(Some(match columns {
            OffsetColumns::One(name) => Self::One(numbers(&*table(name)?, name, rows)?),
            OffsetColumns::Classes(names) => {
                Self::Classes(names.iter().map(of_column).collect::<Result<_>>()?)
            }
        }))
    }

    pub(crate) fn one(&self) -> Option<&[f64]> {
        match self {
            Self::One(offset) => Some(offset),
            Self::Classes(_) => None,
        }
    }

    pub(crate) fn classes(&self) -> Option<&[Vec<f64>]> {
        match self {
            Self::One(_) => None,
            Self::Classes(offsets) => Some(offsets),
        }
    }

    /// Adds it to the logits (or predictions) of the rows, one list or one for each class.
    pub(crate) fn add(&self, logits: &mut [Vec<f64>]) {
        let offsets = match self {
            Self::One(offset) => std::slice::from_ref(offset),
            Self::Classes(offsets) => offsets,
        };
        for (z, offset) in logits.iter_mut().zip(offsets) {
            z.iter_mut().zip(offset).for_each(|(z, o)| *z += o);
        }
    }
}

/// What an offset is for: numbers and labels have one logit (or prediction), classes may have more.
pub(crate) trait TakesOffset: Target {
    fn beside<'a>(
        problem: Problem<'a, Self>,
        offset: &'a Offset,
    ) -> Result<Problem<'a, Self>, models::Error> {
        offset.one().map_or(Ok(problem), |offset| problem.with_offset(offset))
    }
}

impl TakesOffset for bool {}
impl TakesOffset for f64 {}
impl TakesOffset for usize {
    fn beside<'a>(
        problem: Problem<'a, Self>,
        offset: &'a Offset,
    ) -> Result<Problem<'a, Self>, models::Error> {
        match offset {
            Offset::One(offset) => problem.with_offset(offset),
            Offset::Classes(offsets) => problem.with_class_offsets(offsets),
        }
    }
}

fn numbers(table: &Table, name: &str, rows: &[usize]) -> Result<Vec<f64>> {
    let Cells::Numbers(offsets) = &table.column(name)?.cells else {
        table.numbers(name)?; // for the place of a cell that is none
        bail!("{}: column \"{name}\" could not be read as an offset", table.file());
    };
    Ok(rows.iter().map(|row| offsets[*row]).collect())
}
