//! From the table to what a model learns from.

use std::collections::HashSet;

use anyhow::{Context, Result};
use datasets::{
    Declared, Encoder, Error, Formula, Held, LongTable, ReadAs, Source, Stream, Substitutes,
    Target, Units, Unseen, split, stratified_split,
};
use models::WeightKind;

use super::args::{FitArgs, Kind};
use super::usable_rows::usable_rows;
use crate::clusters::clusters_of;
use crate::fingerprint::fingerprint;
use crate::input::read_long_table;
use crate::memory::memory;
use crate::model_file::{TargetColumn, Training};
use crate::offset::{Offset, OffsetColumns};
use crate::output::{self, left_out};
use crate::remedy::Unusable;
use crate::understood::{constants, understood};
use crate::weights::{
    check_counts, kind_of, rows_counted, rows_with_weight, taken_as_counts, weights_of,
};

/// Some rows: features, truth, and how often each counts.
pub(super) struct Rows {
    pub(super) x: Held,
    pub(super) truth: Target,
    pub(super) weights: Option<Vec<f64>>,
    pub(super) weight_kind: WeightKind,
    pub(super) offset: Option<Offset>,
    /// The number of each row's cluster.
    pub(super) clusters: Option<Vec<usize>>,
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
        let memory = memory(args.memory, bytes_of_row(args));
        let table = read_long_table(args.place.path(), format, &choose, &memory, quiet)?;
        let features = args.features(&table.header())?;
        for note in understood(&table)? {
            output::note(quiet, &note);
        }
        let (table, weightless) = with_weight(table, args)?;
        let features = args.columns.not_empty(table.notes(), features);
        let formula = args.formula(&features)?;
        let features: Vec<&str> = features.iter().map(String::as_str).collect();
        args.columns.check_baselines(&features)?;
        let (rows, gaps) = usable_rows(&table, args, &features)?;
        let learn = |rows: &[usize], weights: Option<&[f64]>| {
            args.columns.declare(formula.as_ref(), |declared| {
                let kind = kind_of(args.weight_kind, weights);
                let only_ratios = kind != WeightKind::Frequency;
                let declared = Declared { only_ratios, ..*declared };
                Encoder::learn_long(&table, &features, rows, weights, &declared)
            })
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
        let weights = match &args.weights {
            Some(name) => weights_of(&*table.with(name)?, Some(name), &rows)?,
            None => None,
        };
        let weight_kind = kind_of(args.weight_kind, weights.as_deref());
        let (train, test) = parts(args, &target, &table, Part { weight_kind, rows, weights })?;
        let encoder = learn(&train.rows, train.weights.as_deref()).map_err(unusable)?;

        let offset = args.offset_of(&target)?;
        let offset = offset.as_ref();
        let mut notes = constants(&encoder);
        notes.extend(taken_as_counts(args.weight_kind, train.weights.as_deref()));
        let test = test.map(|test| {
            let (x, substitutes) = encoder.encode_long(&table, &test.rows, Unseen::Baseline)?;
            let told = substitutes.iter().flat_map(Substitutes::describe);
            notes.extend(told.map(|text| format!("in the held-out rows, {text}")));
            Rows::of(x, &table, &target, (offset, None), test)
        });
        let test = test.transpose()?;
        let (x, substitutes) = encoder.encode_long(&table, &train.rows, Unseen::Refuse)?;
        notes.extend(substitutes.iter().flat_map(Substitutes::describe));
        let train = Rows::of(x, &table, &target, (offset, args.cluster.as_deref()), train)?;
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

    pub(super) fn training(&self) -> Result<Training> {
        Ok(Training {
            rows: self.train.counted(),
            held_out: self.test.as_ref().map_or(0, Rows::counted),
            dropped: self.dropped,
            fingerprint: fingerprint(&self.train.x, &self.train.truth)?,
        })
    }
}

impl Rows {
    fn of(
        x: Held,
        table: &LongTable,
        target: &TargetColumn,
        (offset, cluster): (Option<&OffsetColumns>, Option<&str>),
        part: Part,
    ) -> Result<Self> {
        let truth = target.truth(&*table.with(target.name())?, &part.rows)?;
        let offset = Offset::read(offset, &part.rows, |name| table.with(name))?;
        let clusters = match cluster {
            Some(name) => Some(clusters_of(&*table.with(name)?, name, &part.rows)?),
            None => None,
        };
        let Part { weights, weight_kind, .. } = part;
        Ok(Self { x, truth, weights, weight_kind, offset, clusters })
    }

    pub(super) fn features(&self) -> &dyn linalg_lite::Source {
        &self.x
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
    let features = args.features(header)?;
    let categories = args.terms.as_ref().map(Formula::categories).unwrap_or_default();
    let features: HashSet<&String> = features.iter().collect();
    let role = |name: &String| {
        if *name == args.target {
            if args.model == Kind::Linear { ReadAs::Either } else { ReadAs::Text }
        } else if args.weights.as_ref() == Some(name) {
            ReadAs::Either
        } else if args.offset_columns().any(|offset| offset == name) {
            ReadAs::Numbers(None) // as later tables are read
        } else if categories.contains(name) {
            ReadAs::Text
        } else if features.contains(name) {
            args.columns.read_as(name)
        } else if args.cluster.as_ref() == Some(name) {
            ReadAs::Either
        } else {
            ReadAs::Nothing
        }
    };
    Ok(header.iter().map(role).collect())
}

/// What is kept of each row besides its features, at most: numbers that say what it is, what it counts, what was
/// predicted, and where that stands among all predictions.
fn bytes_of_row(args: &FitArgs) -> u64 {
    const NUMBER: u64 = 8;
    let of_classes = if args.model.is_of_classes() { 3 } else { 0 };
    let of_folds = if args.cv.is_some() { 12 } else { 0 }; // of each what it counts and what the others count
    let others = [&args.weights, &args.class_weight, &args.cluster];
    let others = others.into_iter().filter(|column| column.is_some()).count();
    let of_columns = (others + args.offset.len()) as u64;
    NUMBER * (5 + of_classes + of_folds + of_columns)
}

/// The table without rows of weight 0, and how many these were.
fn with_weight(table: LongTable, args: &FitArgs) -> Result<(LongTable, usize)> {
    let Some(name) = &args.weights else { return Ok((table, 0)) };
    let all = table.n_rows();
    let table = match rows_with_weight(&*table.with(name)?, Some(name))? {
        Some(rows) => table.select_rows(rows),
        None => table,
    };
    check_counts(args.weight_kind, &*table.with(name)?, Some(name))?;
    let weightless = all - table.n_rows();
    Ok((table, weightless))
}

impl FitArgs {
    /// The columns of the offsets, of a target with its classes.
    pub(super) fn offset_of(&self, target: &TargetColumn) -> Result<Option<OffsetColumns>> {
        let classes = (self.model == Kind::Softmax).then(|| target.class_names());
        OffsetColumns::of(&self.offset, classes.as_deref())
    }
}

fn target(table: &LongTable, args: &FitArgs, rows: &[usize]) -> Result<TargetColumn> {
    let (name, table) = (&args.target, table.with(&args.target)?);
    match args.model {
        Kind::Linear => TargetColumn::number(&table, name),
        Kind::Softmax => TargetColumn::classes(&table, name, rows),
        Kind::Ordered => TargetColumn::ordered(&table, name, rows, &args.order()),
        Kind::Logistic => TargetColumn::binary(&table, name, rows, args.positive.as_deref()),
    }
}

/// Training rows and, when asked for, test rows. Where weights are counts, the units of each row are dealt
/// out, so that it may be in both.
fn parts(
    args: &FitArgs,
    target: &TargetColumn,
    table: &LongTable,
    all: Part,
) -> Result<(Part, Option<Part>)> {
    let Some(test) = args.test else { return Ok((all, None)) };
    let mut stream = Stream::new(Source::ChaCha8, args.seed)?;
    let weight_kind = all.weight_kind;
    let counts = all.weights.as_deref().filter(|_| weight_kind == WeightKind::Frequency);
    let units = counts.map(Units::of).transpose()?.flatten();
    let classes = match args.stratify {
        true => target.truth(&*table.with(target.name())?, &all.rows)?.class_numbers(),
        false => None,
    };
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
