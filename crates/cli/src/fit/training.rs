//! From the table to what a model learns from.

use std::collections::HashSet;

use anyhow::{Context, Result};
use datasets::{
    Encoder, Error, ReadAs, Source, Stream, Substitutes, Table, Target, Units, Unseen, split,
    stratified_split,
};
use linalg_lite::Columns;
use models::WeightKind;

use super::args::{FitArgs, Kind};
use super::usable_rows::usable_rows;
use crate::fingerprint::fingerprint;
use crate::input::read_table;
use crate::model_file::{TargetColumn, Training};
use crate::offset::offset_of;
use crate::output::{self, left_out};
use crate::remedy::Unusable;
use crate::understood::{constants, understood};
use crate::weights::{check_counts, kind_of, leave_out_weightless, rows_counted, weights_of};

/// Some rows: features, truth, and how often each counts.
pub(super) struct Rows {
    pub(super) x: Columns,
    pub(super) truth: Target,
    pub(super) weights: Option<Vec<f64>>,
    pub(super) weight_kind: WeightKind,
    pub(super) offset: Option<Vec<f64>>,
}

pub(super) struct TrainingData {
    pub(super) target: TargetColumn,
    pub(super) encoder: Encoder,
    pub(super) train: Rows,
    pub(super) test: Option<Rows>,
    /// Rows left out because of gaps.
    dropped: usize,
    /// Rows left out because they have no weight.
    weightless: usize,
    /// What became of cells that do not count as they stand.
    notes: Vec<String>,
}

impl TrainingData {
    pub(super) fn read(args: &FitArgs, quiet: bool) -> Result<Self> {
        let choose = |header: &[String]| columns(args, header);
        let format = args.format.format(args.columns.na());
        let table = read_table(&args.data, format, &choose, quiet)?;
        let features = feature_columns(args, &table.header())?;
        for note in understood(&table) {
            output::note(quiet, &note);
        }
        let (table, weightless) = leave_out_weightless(table, args.weights.as_deref())?;
        check_counts(args.weight_kind, &table, args.weights.as_deref())?;
        let features = args.columns.not_empty(&table, features);
        let features: Vec<&str> = features.iter().map(String::as_str).collect();
        let (rows, gaps) = usable_rows(&table, args, &features)?;
        let learn = |rows: &[usize], weights: Option<&[f64]>| {
            args.columns
                .declare(|declared| Encoder::learn(&table, &features, rows, weights, declared))
        };
        if !gaps.is_empty() {
            let others = learn(&rows, None).err();
            return Err(Unusable::of(gaps, others, &table, &args.columns, &features).into());
        }
        let dropped = table.n_rows() - rows.len();
        let unusable =
            |error: Error| Unusable::of(Vec::new(), Some(error), &table, &args.columns, &features);
        let target = target(&table, args, &rows).map_err(|error| match error.downcast() {
            Ok(error @ Error::Cell { .. }) => unusable(error).into(),
            Ok(other) => other.into(),
            Err(other) => other,
        })?;
        let weights = weights_of(&table, args.weights.as_deref(), &rows)?;
        let weight_kind = kind_of(args.weight_kind, weights.as_deref());
        let (train, test) = parts(args, &target, &table, Part { weight_kind, rows, weights })?;
        let encoder = learn(&train.rows, train.weights.as_deref()).map_err(unusable)?;

        let offset = args.offset.as_deref();
        let mut notes = constants(&encoder);
        let test = test.map(|test| {
            let encoded = encoder.encode(&table, &test.rows, Unseen::Baseline)?;
            let told = encoded.substitutes.iter().flat_map(Substitutes::describe);
            notes.extend(told.map(|text| format!("in the held-out rows, {text}")));
            Ok::<_, anyhow::Error>(Rows {
                x: encoded.features,
                ..Rows::of(&table, &target, offset, test)?
            })
        });
        let test = test.transpose()?;
        let encoded = encoder.encode(&table, &train.rows, Unseen::Refuse)?;
        notes.extend(encoded.substitutes.iter().flat_map(Substitutes::describe));
        let train = Rows { x: encoded.features, ..Rows::of(&table, &target, offset, train)? };
        Ok(Self { target, encoder, train, test, dropped, weightless, notes })
    }

    /// What the reader should know about the rows.
    pub(super) fn notes(&self) -> Vec<String> {
        let mut notes = Vec::new();
        if self.weightless > 0 {
            notes.push(left_out(self.weightless, "of weight 0"));
        }
        if self.dropped > 0 {
            notes.push(left_out(self.dropped, "with missing cells"));
        }
        if self.train.weight_kind == WeightKind::Sampling {
            notes.push(
                "the weights are not counts: standard errors come from a sandwich (if they are inverse variances, \
                 use --weight-kind precision)"
                    .to_owned(),
            );
        }
        notes.extend(self.notes.iter().cloned());
        notes
    }

    pub(super) fn training(&self) -> Training {
        Training {
            rows: self.train.counted(),
            held_out: self.test.as_ref().map_or(0, Rows::counted),
            dropped: self.dropped,
            fingerprint: fingerprint(&self.train.x, &self.train.truth),
        }
    }
}

impl Rows {
    /// Without features.
    fn of(table: &Table, target: &TargetColumn, offset: Option<&str>, part: Part) -> Result<Self> {
        let truth = target.truth(table, &part.rows)?;
        let offset = offset_of(table, offset, &part.rows)?;
        let Part { weights, weight_kind, .. } = part;
        Ok(Self { x: Columns::default(), truth, weights, weight_kind, offset })
    }

    /// The weights, if they are counts.
    pub(super) fn counts(&self) -> Option<&[f64]> {
        self.weights.as_deref().filter(|_| self.weight_kind == WeightKind::Frequency)
    }

    /// How many there are, those with counts repeated.
    pub(super) fn counted(&self) -> usize {
        rows_counted(self.truth.len(), self.counts())
    }
}

/// The numbers of some rows, and how often each counts.
struct Part {
    rows: Vec<usize>,
    weights: Option<Vec<f64>>,
    weight_kind: WeightKind,
}

/// What to read each column as, from the header.
fn columns(args: &FitArgs, header: &[String]) -> Result<Vec<ReadAs>, Error> {
    let features = feature_columns(args, header)?;
    let features: HashSet<&String> = features.iter().collect();
    let role = |name: &String| {
        if *name == args.target {
            if args.model == Kind::Linear { ReadAs::Either } else { ReadAs::Text }
        } else if args.weights.as_ref() == Some(name) {
            ReadAs::Either
        } else if args.offset.as_ref() == Some(name) {
            ReadAs::Numbers(None) // as later tables are read
        } else if features.contains(name) {
            args.columns.read_as(name)
        } else {
            ReadAs::Nothing
        }
    };
    Ok(header.iter().map(role).collect())
}

fn feature_columns(args: &FitArgs, header: &[String]) -> Result<Vec<String>, Error> {
    let others: Vec<&String> = args.weights.iter().chain(&args.offset).collect();
    args.columns.features(header, Some(&args.target), &others)
}

fn target(table: &Table, args: &FitArgs, rows: &[usize]) -> Result<TargetColumn> {
    match args.model {
        Kind::Linear => TargetColumn::number(table, &args.target),
        Kind::Softmax => TargetColumn::classes(table, &args.target, rows),
        Kind::Logistic => TargetColumn::binary(table, &args.target, rows, args.positive.as_deref()),
    }
}

/// Training rows and, when asked for, test rows. Where weights are counts, the units of each row are dealt
/// out, so that it may be in both.
fn parts(
    args: &FitArgs,
    target: &TargetColumn,
    table: &Table,
    all: Part,
) -> Result<(Part, Option<Part>)> {
    let Some(test) = args.test else { return Ok((all, None)) };
    let mut stream = Stream::new(Source::ChaCha8, args.seed)?;
    let weight_kind = all.weight_kind;
    let counts = all.weights.as_deref().filter(|_| weight_kind == WeightKind::Frequency);
    let units = counts.map(Units::of).transpose()?.flatten();
    let classes =
        if args.stratify { target.truth(table, &all.rows)?.class_numbers() } else { None };
    let spread = |classes: Vec<usize>| match &units {
        Some(units) => units.spread(&classes),
        None => classes,
    };
    let parts = match classes.map(spread) {
        Some(classes) => stratified_split(&classes, 1.0 - test, &mut stream),
        None => {
            let n = units.as_ref().map_or(all.rows.len(), Units::len);
            split(n, 1.0 - test, &mut stream)
        }
    };
    let parts = parts.with_context(|| format!("--test {test}"))?;
    let part = |mut dealt: Vec<usize>| {
        dealt.sort_unstable(); // as the units of a row are, however many it stands for
        let (places, counts) = match &units {
            Some(units) => {
                let (places, counts) = units.gather(&dealt);
                (places, Some(counts))
            }
            None => (dealt, None),
        };
        let weights = all.weights.as_ref();
        let weights = weights.map(|weights| places.iter().map(|place| weights[*place]).collect());
        Part {
            rows: places.iter().map(|place| all.rows[*place]).collect(),
            weights: counts.or(weights),
            weight_kind,
        }
    };
    Ok((part(parts.train), Some(part(parts.test))))
}
