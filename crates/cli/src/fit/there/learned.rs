//! What is learned of a table before anything is fitted: its columns, its classes, and what becomes of them.

use anyhow::{Result, bail, ensure};
use datasets::{Encoder, Note};
use warehouse::{
    Engine, Frame, Holds, Part, Truth, Wanted, check_key, check_weights, classes, holdings,
    truth_of_classes,
};

use crate::fit::args::{FitArgs, Kind};
use crate::lists::Lists;
use crate::model_file::TargetColumn;
use crate::output;
use crate::place::There;
use crate::understood::told;

/// What is learned of a table before anything is fitted.
pub(super) struct Learned {
    pub(super) encoder: Encoder,
    pub(super) target: TargetColumn,
    pub(super) truth: Truth,
    /// Rows of the table, those with gaps as well.
    pub(super) rows: f64,
    /// The columns that have gaps.
    pub(super) gappy: Vec<String>,
}

impl Learned {
    pub(super) fn of(
        args: &FitArgs,
        there: &There<'_>,
        engine: &dyn Engine,
        quiet: bool,
    ) -> Result<Self> {
        let dialect = there.dialect();
        let others: Vec<&String> =
            args.weights.iter().chain(args.offset_columns()).chain(&args.key).collect();
        let named = [&others[..], &[&args.target]].concat();
        let header = there.header(engine, &args.columns, &named)?;
        if let Some(key) = &args.key {
            check_key(engine, dialect, there.table, key)?;
        }
        let features = args.columns.features(&header, Some(&args.target), &others)?;
        let is_number = args.model == Kind::Linear;
        let mut needed = vec![(args.target.as_str(), is_number)];
        needed.extend(
            args.weights.iter().chain(args.offset_columns()).map(|name| (name.as_str(), true)),
        );
        check_numbers(args, there, engine, &needed)?;
        let categories: Vec<&str> = args
            .columns
            .as_category
            .iter()
            .flat_map(|names| names.iter())
            .map(String::as_str)
            .collect();
        let all = Wanted {
            dialect,
            table: there.table,
            features: &features,
            categories: &categories,
            needed: &needed,
            weights: args.weights.as_deref(),
            gaps: args.columns.missing,
        };
        let holdings = all.holdings(engine)?;
        let (rows, known) = all.known(engine, &holdings)?;
        let is_empty = |j: usize| known[j] == 0.0 && !args.columns.features.has(&features[j]);
        let kept: Vec<usize> = (0..features.len()).filter(|j| !is_empty(*j)).collect();
        let empty = (0..features.len()).filter(|j| is_empty(*j)).map(|j| features[j].clone());
        empty.for_each(|column| output::note(quiet, &told(&Note::Empty { column })));
        let known_of_kept = kept.iter().copied().chain(features.len()..known.len());
        let known: Vec<f64> = known_of_kept.map(|j| known[j]).collect();
        let holdings: Vec<Holds> = kept.iter().map(|j| holdings[*j].clone()).collect();
        let features: Vec<String> = kept.iter().map(|j| features[*j].clone()).collect();
        let wanted = Wanted { features: &features, ..all };
        let gappy = wanted.gappy(rows, &known)?;
        let unlearned = wanted.unlearned(&holdings);
        let column = args.target.clone();
        let any = match is_number {
            true => Truth::Number { column },
            false => Truth::Classes { column, classes: Vec::new(), are_numbers: false },
        };
        let of_all = Frame { part: None, ..frame(args, there, &unlearned, &any, false) };
        let (target, truth) = target(args, there, engine, &of_all)?;
        let encoder =
            wanted.learn(engine, &frame(args, there, &unlearned, &any, false), &holdings)?;
        let names: Vec<&str> = features.iter().map(String::as_str).collect();
        args.columns.check_baselines(&names)?;
        let encoder = args.columns.rebased(encoder, there.table)?;
        Ok(Self { encoder, target, truth, rows, gappy })
    }
}

/// Refuses a target, weights or an offset that are no numbers, and weights below 0.
fn check_numbers(
    args: &FitArgs,
    there: &There<'_>,
    engine: &dyn Engine,
    needed: &[(&str, bool)],
) -> Result<()> {
    let numbers: Vec<String> = needed
        .iter()
        .filter(|(_, is_number)| *is_number)
        .map(|(name, _)| (*name).to_owned())
        .collect();
    let found = holdings(engine, there.dialect(), there.table, &numbers)?;
    for (name, holds) in numbers.iter().zip(&found) {
        ensure!(
            *holds == Holds::Numbers,
            "{}: column \"{name}\" holds no numbers, and numbers are needed there",
            there.table
        );
    }
    match &args.weights {
        Some(name) => Ok(check_weights(engine, there.dialect(), there.table, name)?),
        None => Ok(()),
    }
}

/// What is learned, and how it is asked for.
fn target(
    args: &FitArgs,
    there: &There<'_>,
    engine: &dyn Engine,
    rows: &Frame<'_>,
) -> Result<(TargetColumn, Truth)> {
    let name = &args.target;
    if args.model == Kind::Linear {
        let column = name.clone();
        return Ok((
            TargetColumn::Number { name: column.clone(), form: None },
            Truth::Number { column },
        ));
    }
    let holds = holdings(engine, there.dialect(), there.table, std::slice::from_ref(name))?;
    let are_numbers = holds == [Holds::Numbers] && !there.dialect().type_of.is_empty();
    let levels = classes(engine, rows, name, are_numbers)?;
    ensure!(!levels.is_empty(), "{}: column \"{name}\" has no value in any row", there.table);
    let texts = levels.iter().map(|level| level.text.clone()).collect();
    if args.model.is_of_classes() {
        return Ok((
            TargetColumn::of_several(texts, there.table, name)?,
            truth_of_classes(name, &levels, are_numbers),
        ));
    }
    let target = TargetColumn::of_two(texts, there.table, name, args.positive.as_deref())?;
    let TargetColumn::Binary { negative, positive, .. } = &target else {
        bail!("{}: column \"{name}\" could not be read as two classes", there.table)
    };
    let classes = vec![negative.clone(), vec![positive.clone()]];
    let truth = Truth::Classes { column: name.clone(), classes, are_numbers };
    Ok((target, truth))
}

/// The rows that are learned from, or those that are held out.
pub(super) fn frame<'a>(
    args: &'a FitArgs,
    there: &'a There<'_>,
    encoder: &'a Encoder,
    truth: &'a Truth,
    held_out: bool,
) -> Frame<'a> {
    let parts = |(share, key): (f64, &String)| Part::held_out(key, args.seed, share);
    let part = args.test.zip(args.key.as_ref()).map(parts);
    Frame {
        weights: args.weights.as_deref(),
        offset: args.offset_columns().next().map(String::as_str),
        part: part.map(|(test, train)| if held_out { test } else { train }),
        has_intercept: args.has_intercept(),
        ..Frame::of(there.dialect(), there.table, encoder, truth)
    }
}
