//! From the table to what a model learns from.

use anyhow::{Context, Result, ensure};
use datasets::{
    Cells, Encoder, Error, Gaps, ReadAs, Source, Stream, Table, Unknown, split, stratified_split,
};
use linalg_lite::Columns;
use models::balanced_weights;

use super::args::{FitArgs, Kind};
use crate::fingerprint::fingerprint;
use crate::input::read_table;
use crate::model_file::{Target, Training, Truth};

/// Some rows: features, truth, and how often each counts.
pub(super) struct Rows {
    pub(super) x: Columns,
    pub(super) truth: Truth,
    pub(super) weights: Option<Vec<f64>>,
}

pub(super) struct TrainingData {
    pub(super) target: Target,
    pub(super) encoder: Encoder,
    pub(super) train: Rows,
    pub(super) test: Option<Rows>,
    /// Rows left out because of gaps.
    dropped: usize,
    /// Held-out cells with a level that was not there to learn from.
    strange: Option<String>,
}

impl TrainingData {
    pub(super) fn read(args: &FitArgs, quiet: bool) -> Result<Self> {
        let choose = |header: &[String]| columns(args, header);
        let table = read_table(&args.data, args.format.format(), &choose, quiet)?;
        let features = feature_columns(args, &table.header())?;
        let features: Vec<&str> = features.iter().map(String::as_str).collect();
        let gaps = args.missing.gaps();
        let rows = usable_rows(&table, args, &features)?;
        let dropped = table.n_rows() - rows.len();
        let target = target(&table, args)?;
        let (train, test) = parts(args, &target, &table, rows)?;

        let categories: Vec<&str> = args.as_category.iter().map(String::as_str).collect();
        let encoder = Encoder::learn(&table, &features, &categories, &train, gaps)?;
        let mut strange = None;
        let test = test.map(|test| {
            let known = encoder.encode(&table, &test, Unknown::Refuse);
            let x = match known {
                Err(unknown @ Error::UnknownLevel { .. }) => {
                    strange = Some(unknown.to_string());
                    encoder.encode(&table, &test, Unknown::Baseline)
                }
                other => other,
            };
            Ok::<_, anyhow::Error>(Rows { x: x?, ..Rows::of(&table, args, &target, &test)? })
        });
        let test = test.transpose()?;
        let x = encoder.encode(&table, &train, Unknown::Refuse)?;
        let train = Rows { x, ..Rows::of(&table, args, &target, &train)? };
        Ok(Self { target, encoder, train, test, dropped, strange })
    }

    /// What the reader should know about the rows.
    pub(super) fn notes(&self) -> Vec<String> {
        let mut notes = Vec::new();
        if self.dropped > 0 {
            notes.push(format!("{} rows with missing cells were left out", self.dropped));
        }
        if let Some(strange) = &self.strange {
            notes.push(format!("held out: {strange}; such cells count as the baseline"));
        }
        notes
    }

    /// Weights of the training rows: those of the column times those of the classes.
    pub(super) fn weights(&self, args: &FitArgs) -> Option<Vec<f64>> {
        if args.class_weight.is_none() {
            return self.train.weights.clone();
        }
        let of_classes = match &self.train.truth {
            Truth::Binary(labels) => balanced_weights(labels),
            Truth::Classes(classes) => balanced_by_class(classes),
            Truth::Numbers(numbers) => vec![1.0; numbers.len()],
        };
        let column = self.train.weights.as_ref();
        let weight = |(i, of_class)| column.map_or(1.0, |column| column[i]) * of_class;
        Some(of_classes.into_iter().enumerate().map(weight).collect())
    }

    pub(super) fn training(&self) -> Training {
        Training {
            rows: self.train.truth.len(),
            held_out: self.test.as_ref().map_or(0, |test| test.truth.len()),
            dropped: self.dropped,
            fingerprint: fingerprint(&self.train.x, &self.train.truth),
        }
    }
}

impl Rows {
    /// Without features.
    fn of(table: &Table, args: &FitArgs, target: &Target, rows: &[usize]) -> Result<Self> {
        let weights = args.weights.as_ref().map(|name| match &table.column(name)?.cells {
            Cells::Numbers(numbers) => Ok(rows.iter().map(|row| numbers[*row]).collect()),
            _ => Ok::<_, Error>(Vec::new()),
        });
        let truth = target.truth(table, rows)?;
        Ok(Self { x: Columns::default(), truth, weights: weights.transpose()? })
    }
}

/// What to read each column as, from the header.
fn columns(args: &FitArgs, header: &[String]) -> Result<Vec<ReadAs>, Error> {
    let features = feature_columns(args, header)?;
    let role = |name: &String| {
        if *name == args.target {
            let is_number = args.model == Kind::Linear;
            if is_number { ReadAs::Numbers } else { ReadAs::Text }
        } else if args.weights.as_ref() == Some(name) {
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
    for name in asked.chain([&args.target]).chain(&args.weights) {
        if !header.contains(name) {
            return Err(Error::unknown_column(name, header));
        }
    }
    let is_free = |name: &&String| {
        **name != args.target && Some(*name) != args.weights.as_ref() && !args.drop.contains(name)
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
    let gaps = args.missing.gaps();
    let mut usable = vec![true; table.n_rows()];
    let needed = [args.target.as_str()].into_iter().chain(args.weights.as_deref());
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

fn target(table: &Table, args: &FitArgs) -> Result<Target> {
    match args.model {
        Kind::Linear => Ok(Target::Number { name: args.target.clone() }),
        Kind::Softmax => Target::classes(table, &args.target),
        Kind::Logistic => Target::binary(table, &args.target, args.positive.as_deref()),
    }
}

/// Training rows and, when asked for, test rows.
fn parts(
    args: &FitArgs,
    target: &Target,
    table: &Table,
    rows: Vec<usize>,
) -> Result<(Vec<usize>, Option<Vec<usize>>)> {
    let Some(test) = args.test else { return Ok((rows, None)) };
    let mut stream = Stream::new(Source::ChaCha8, args.seed)?;
    let classes = match target.truth(table, &rows)? {
        Truth::Binary(labels) if args.stratify => {
            Some(labels.into_iter().map(usize::from).collect::<Vec<_>>())
        }
        Truth::Classes(classes) if args.stratify => Some(classes),
        _ => None,
    };
    let parts = match classes {
        Some(classes) => stratified_split(&classes, 1.0 - test, &mut stream),
        None => split(rows.len(), 1.0 - test, &mut stream),
    };
    let parts = parts.with_context(|| format!("--test {test}"))?;
    let select = |places: Vec<usize>| places.into_iter().map(|place| rows[place]).collect();
    Ok((select(parts.train), Some(select(parts.test))))
}

/// `n / (K n_class)` for each sample of a class.
fn balanced_by_class(classes: &[usize]) -> Vec<f64> {
    let mut counts = vec![0.0; classes.iter().max().map_or(0, |class| class + 1)];
    classes.iter().for_each(|class| counts[*class] += 1.0);
    let present = counts.iter().filter(|count| **count > 0.0).count() as f64;
    classes.iter().map(|class| classes.len() as f64 / (present * counts[*class])).collect()
}
