//! From the table to what a model learns from.

use anyhow::{Context, Result, ensure};
use datasets::{
    Encoder, Error, Gaps, ReadAs, Source, Stream, Table, Target, Units, Unseen, split,
    stratified_split,
};
use linalg_lite::Columns;
use models::WeightKind;

use super::args::{FitArgs, Kind};
use crate::fingerprint::fingerprint;
use crate::input::read_table;
use crate::model_file::{TargetColumn, Training};
use crate::offset::offset_of;
use crate::output::left_out;
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
    /// Held-out cells with an unseen level.
    strange: Option<String>,
}

impl TrainingData {
    pub(super) fn read(args: &FitArgs, quiet: bool) -> Result<Self> {
        let choose = |header: &[String]| columns(args, header);
        let table = read_table(&args.data, args.format.format(), &choose, quiet)?;
        let (table, weightless) = leave_out_weightless(table, args.weights.as_deref())?;
        check_counts(args.weight_kind, &table, args.weights.as_deref())?;
        let features = feature_columns(args, &table.header())?;
        let features: Vec<&str> = features.iter().map(String::as_str).collect();
        let gaps = args.missing;
        let rows = usable_rows(&table, args, &features)?;
        let dropped = table.n_rows() - rows.len();
        let target = target(&table, args, &rows)?;
        let weights = weights_of(&table, args.weights.as_deref(), &rows)?;
        let weight_kind = kind_of(args.weight_kind, weights.as_deref());
        let (train, test) = parts(args, &target, &table, Part { weight_kind, rows, weights })?;

        let categories: Vec<&str> = args.as_category.iter().map(String::as_str).collect();
        let encoder = Encoder::learn(
            &table,
            &features,
            &categories,
            &train.rows,
            train.weights.as_deref(),
            gaps,
        )?;
        let offset = args.offset.as_deref();
        let mut strange = None;
        let test = test.map(|test| {
            let known = encoder.encode(&table, &test.rows, Unseen::Refuse);
            let x = match known {
                Err(unseen @ Error::UnseenLevel { .. }) => {
                    strange = Some(unseen.to_string());
                    encoder.encode(&table, &test.rows, Unseen::Baseline)
                }
                other => other,
            };
            Ok::<_, anyhow::Error>(Rows { x: x?, ..Rows::of(&table, &target, offset, test)? })
        });
        let test = test.transpose()?;
        let x = encoder.encode(&table, &train.rows, Unseen::Refuse)?;
        let train = Rows { x, ..Rows::of(&table, &target, offset, train)? };
        Ok(Self { target, encoder, train, test, dropped, weightless, strange })
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
        if let Some(strange) = &self.strange {
            notes
                .push(format!("in the held-out rows, {strange}; such cells count as the baseline"));
        }
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
    let role = |name: &String| {
        if *name == args.target {
            let is_number = args.model == Kind::Linear;
            if is_number { ReadAs::Numbers } else { ReadAs::Text }
        } else if args.weights.as_ref() == Some(name) || args.offset.as_ref() == Some(name) {
            ReadAs::Numbers
        } else if !features.contains(name) {
            ReadAs::Nothing
        } else if args.as_category.contains(name) {
            ReadAs::Text
        } else {
            ReadAs::Either
        }
    };
    Ok(header.iter().map(role).collect())
}

/// The names of the feature columns; every name on the command line must be there.
fn feature_columns(args: &FitArgs, header: &[String]) -> Result<Vec<String>, Error> {
    let features = args.features.iter().flat_map(|names| names.iter());
    let asked = features.chain(args.drop.iter()).chain(args.as_category.iter());
    for name in asked.chain([&args.target]).chain(&args.weights).chain(&args.offset) {
        if !header.contains(name) {
            return Err(Error::unknown_column(name, header));
        }
    }
    let is_free = |name: &&String| {
        let others = [Some(&args.target), args.weights.as_ref(), args.offset.as_ref()];
        !others.contains(&Some(*name)) && !args.drop.contains(name)
    };
    let features = match &args.features {
        Some(features) if features.contains(&args.target) => {
            return Err(Error::TargetIsFeature(args.target.clone()));
        }
        Some(features) => features.to_vec(),
        None => header.iter().filter(is_free).cloned().collect(),
    };
    if features.is_empty() {
        return Err(Error::NoFeatures("the table".to_owned()));
    }
    if let Some(j) = (1..features.len()).find(|j| features[..*j].contains(&features[*j])) {
        return Err(Error::DuplicateName(features[j].clone()));
    }
    Ok(features)
}

/// The rows without gaps that matter.
fn usable_rows(table: &Table, args: &FitArgs, features: &[&str]) -> Result<Vec<usize>> {
    let gaps = args.missing;
    let mut usable = vec![true; table.n_rows()];
    let columns = [args.weights.as_deref(), args.offset.as_deref()];
    let needed = [args.target.as_str()].into_iter().chain(columns.into_iter().flatten());
    let dropping = features.iter().copied().filter(|_| gaps == Gaps::Drop);
    for name in needed.chain(dropping) {
        let cells = &table.column(name)?.cells;
        let missing = (0..table.n_rows()).filter(|row| cells.is_missing(*row));
        for row in missing {
            if gaps == Gaps::Refuse {
                return Err(table.missing_cell(row, name).into());
            }
            usable[row] = false;
        }
    }
    let rows: Vec<usize> = (0..usable.len()).filter(|row| usable[*row]).collect();
    ensure!(!rows.is_empty(), "{}: every row has a missing cell", table.file());
    Ok(rows)
}

fn target(table: &Table, args: &FitArgs, rows: &[usize]) -> Result<TargetColumn> {
    match args.model {
        Kind::Linear => Ok(TargetColumn::Number { name: args.target.clone() }),
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
