//! A fit to a table in an engine: what `fit.rs` does with a file, by questions.

pub(super) mod steps;
mod usage;

use anyhow::{Result, bail, ensure};
use datasets::{Encoder, Unseen};
use models::inference::{Evidence, check_likelihood};
use models::{FittedScaler, WeightKind};
use warehouse::{
    Asked, Engine, Fit, Fitted as Found, Frame, Holds, Moments, Part, Query, Shell, Truth, Wanted,
    classes, columns, holdings, truth_of_classes,
};

use self::steps::Steps;
use super::args::{FitArgs, Kind};
use super::estimator::{Estimator, Fitted};
use super::findings::{About, Findings};
use super::{Outcome, judged_on, model_file};
use crate::evaluation::Evaluation;
use crate::model_file::{Model, TargetColumn, Training};
use crate::output::{self, left_out};
use crate::place::There;
use crate::understood::constants;
use crate::weights::WeightKindArg;

/// What is learned of a table before anything is fitted.
struct Learned {
    encoder: Encoder,
    target: TargetColumn,
    truth: Truth,
    /// Rows of the table, those with gaps as well.
    rows: f64,
    /// The columns that have gaps.
    gappy: Vec<String>,
}

pub(super) fn fit(args: &FitArgs, there: There<'_>, quiet: bool) -> Result<Outcome> {
    usage::check(args)?;
    let engine = there.open()?;
    let learned = Learned::of(args, &there, &engine)?;
    let Learned { encoder, target, truth, rows, gappy } = learned;
    let frame_of =
        |held_out| Frame { gappy: Some(&gappy), ..frame(args, &there, &encoder, &truth, held_out) };
    let frame = frame_of(false);
    let moments = Moments::of(&engine, &frame)?;
    let kind = weight_kind(args, &moments)?;
    super::usage::check_weights(args, kind)?;
    let counted = |moments: &Moments| {
        let are_counts = kind == WeightKind::Frequency;
        if are_counts { moments.weight } else { moments.rows }
    };
    let (names, classes) = (encoder.feature_names(), target.class_names());
    let asked = Asked::default();
    let steps = Steps::new(args, &names, &moments.centres);
    let start = steps.start(args)?;
    if let Some(keeper) = steps.keeper(args, quiet) {
        asked.tell(keeper);
    }
    let estimator = Estimator::of(args);
    let fit = Fit {
        engine: &engine,
        frame: &frame,
        penalty: estimator.penalty(),
        standardise: args.standardise,
        moments: &moments,
        start,
        asked: &asked,
    };
    let found = fit.run()?;
    let about = About { args, names: &names, classes: &classes, weight_kind: kind };
    let fitted = fitted(&fit, found, &about, args)?;
    output::note(quiet, &sums_of_an_engine(&engine));

    constants(&encoder).iter().for_each(|note| output::note(quiet, note));
    let held_out = match args.test {
        Some(_) => {
            let frame = frame_of(true);
            let moments = Moments::of(&engine, &frame)?;
            Some((moments, frame))
        }
        None => None,
    };
    let used = moments.rows + held_out.as_ref().map_or(0.0, |(moments, _)| moments.rows);
    if rows > used && args.weights.is_none() {
        output::note(quiet, &left_out((rows - used) as usize, "with missing cells"));
    }
    let training = Training {
        rows: counted(&moments) as usize,
        held_out: held_out.as_ref().map_or(0, |(moments, _)| counted(moments) as usize),
        dropped: (rows - used) as usize,
        fingerprint: format!("{} of {}", there.table, engine.program()),
    };
    let scaler = FittedScaler {
        means: moments.means.clone(),
        deviations: moments.variances.iter().map(|variance| variance.sqrt()).collect(),
    };
    let file = model_file(args, (target, encoder.clone()), &fitted, training, scaler);
    let judged = held_out.as_ref().map_or(&frame, |(_, frame)| frame);
    let evaluation = Evaluation::there(&engine, judged, &file, file.threshold, None)?;
    let of_judged = held_out.as_ref().map_or(&moments, |(moments, _)| moments);
    let aside = match counted(of_judged) == of_judged.rows {
        true if kind != WeightKind::Frequency => ", weighted".to_owned(),
        true => String::new(),
        false => format!(" (given as {} with counts)", of_judged.rows),
    };
    let rows = judged_on(counted(of_judged) as usize, held_out.is_some()) + &aside;
    Ok(Outcome { file, fitted, evaluation, rows })
}

/// What a reader of the digits should know.
fn sums_of_an_engine(engine: &Shell) -> String {
    format!(
        "{} answered {} questions; it adds in any order, so that the last digits may differ from run to run",
        engine.program(),
        engine.queries()
    )
}

impl Learned {
    fn of(args: &FitArgs, there: &There<'_>, engine: &dyn Engine) -> Result<Self> {
        let dialect = there.dialect();
        let header = header(args, there, engine)?;
        let others: Vec<&String> =
            args.weights.iter().chain(&args.offset).chain(&args.key).collect();
        let features = args.columns.features(&header, Some(&args.target), &others)?;
        let is_number = args.model == Kind::Linear;
        let mut needed = vec![(args.target.as_str(), is_number)];
        needed.extend(args.weights.iter().chain(&args.offset).map(|name| (name.as_str(), true)));
        check_numbers(args, there, engine, &needed)?;
        let categories: Vec<&str> = args
            .columns
            .as_category
            .iter()
            .flat_map(|names| names.iter())
            .map(String::as_str)
            .collect();
        let wanted = Wanted {
            dialect,
            table: there.table,
            features: &features,
            categories: &categories,
            needed: &needed,
            gaps: args.columns.missing,
        };
        let holdings = wanted.holdings(engine)?;
        let (rows, gappy) = wanted.rows(engine, &holdings)?;
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
        Ok(Self { encoder, target, truth, rows, gappy })
    }
}

/// The columns of the table; where they cannot be asked for, those that are named.
fn header(args: &FitArgs, there: &There<'_>, engine: &dyn Engine) -> Result<Vec<String>> {
    if !there.dialect().columns.is_empty() {
        return Ok(columns(engine, there.dialect(), there.table)?);
    }
    ensure!(
        !args.columns.features.is_empty(),
        "the columns of a table cannot be asked for in the dialect \"{}\": name them with --features",
        there.dialect().name
    );
    let named = args.columns.features.iter().flat_map(|names| names.iter());
    let others = args.weights.iter().chain(&args.offset).chain(&args.key).chain([&args.target]);
    Ok(named.chain(others).cloned().collect())
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
    let Some(name) = &args.weights else { return Ok(()) };
    let weight = format!("t.{}", there.dialect().name(name));
    let text = format!("SELECT MIN({weight}) FROM {} AS t", there.table);
    let answer = engine.select(&Query { text, columns: 1 })?;
    let least =
        answer.first().and_then(|row| row.first()).and_then(|field| field.parse::<f64>().ok());
    if let Some(least) = least.filter(|least| *least < 0.0) {
        bail!(
            "{}: column \"{name}\" is {least} somewhere: a weight must be zero or a positive number",
            there.table
        );
    }
    Ok(())
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
    let levels = classes(engine, rows, name)?;
    ensure!(!levels.is_empty(), "{}: column \"{name}\" has no value in any row", there.table);
    let texts = levels.iter().map(|level| level.text.clone()).collect();
    if args.model == Kind::Softmax {
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
fn frame<'a>(
    args: &'a FitArgs,
    there: &'a There<'_>,
    encoder: &'a Encoder,
    truth: &'a Truth,
    held_out: bool,
) -> Frame<'a> {
    let part = args.test.zip(args.key.clone());
    Frame {
        dialect: there.dialect(),
        table: there.table,
        encoder,
        truth: Some(truth),
        weights: args.weights.as_deref(),
        offset: args.offset.as_deref(),
        part: part.map(|(share, key)| Part { key, seed: args.seed, share, held_out }),
        has_intercept: !args.no_intercept,
        without_features: false,
        gappy: None,
        unseen: Unseen::Refuse,
    }
}

fn weight_kind(args: &FitArgs, moments: &Moments) -> Result<WeightKind> {
    let asked = args.weight_kind;
    if asked == Some(WeightKindArg::Count) && !moments.are_counts {
        let name = args.weights.as_deref().unwrap_or_default();
        bail!(
            "column \"{name}\" has weights that are no counts: use --weight-kind precision or survey"
        );
    }
    Ok(match asked {
        Some(WeightKindArg::Precision) => WeightKind::Analytic,
        Some(WeightKindArg::Survey) => WeightKind::Sampling,
        Some(WeightKindArg::Count) => WeightKind::Frequency,
        None if moments.are_counts => WeightKind::Frequency,
        None => WeightKind::Sampling,
    })
}

/// The model, and what the rows say about it.
fn fitted(fit: &Fit<'_>, found: Found, about: &About<'_>, args: &FitArgs) -> Result<Fitted> {
    let evidence = evidence(fit, &found, about.weight_kind)?;
    let (model, findings): (Model, Findings) = match args.model {
        Kind::Logistic => {
            let model = found.into_logistic();
            let found = evidence.and_then(|evidence| model.inference_from(&evidence));
            (Model::Logistic(model), found.and_then(|found| about.logistic(found, None)))
        }
        Kind::Linear => {
            let model = found.into_linear();
            let found = evidence.and_then(|evidence| model.inference_from(&evidence));
            (Model::Linear(model), found.and_then(|found| about.linear(found)))
        }
        Kind::Softmax => {
            let model = found.into_softmax();
            let found = evidence.and_then(|evidence| model.inference_from(&evidence));
            (Model::Softmax(model), found.and_then(|found| about.softmax(found)))
        }
    };
    Ok(Fitted::of(model, about.names, about.classes, findings))
}

/// What inference needs, or why there is none.
fn evidence(
    fit: &Fit<'_>,
    found: &Found,
    kind: WeightKind,
) -> Result<Result<Evidence, models::Error>> {
    if let Err(error) = check_likelihood(&found.report, found.penalty.0) {
        return Ok(Err(error));
    }
    match fit.evidence(found, kind) {
        Err(warehouse::Error::Model(error @ models::Error::NoInference(_))) => Ok(Err(error)),
        other => Ok(Ok(other?)),
    }
}
