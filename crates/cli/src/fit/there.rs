//! A fit to a table in an engine: what `fit.rs` does with a file, by questions.

mod held_out;
mod learned;
mod search;
pub(super) mod steps;
mod usage;

use anyhow::{Result, bail, ensure};
use models::inference::{Evidence, check_likelihood};
use models::{FittedScaler, WeightKind};
use warehouse::{
    Absent, Asked, Engine, Fit, Fitted as Found, Frame, Moments, Shell, Truth, absent,
};

use self::held_out::HeldOut;
use self::learned::{Learned, frame};
use self::search::with_best_penalty;
use self::steps::Steps;
use super::args::{FitArgs, Kind, RobustArg};
use super::estimator::{Estimator, Fitted};
use super::findings::{About, Findings};
use super::{Outcome, judged_on, model_file};
use crate::evaluation::Evaluation;
use crate::model_file::{Model, TargetColumn, Training};
use crate::output::{self, left_out};
use crate::place::There;
use crate::understood::constants;
use crate::weights::WeightKindArg;

pub(super) fn fit(args: &FitArgs, there: There<'_>, quiet: bool) -> Result<Outcome> {
    usage::check(args)?;
    let engine = there.open()?;
    let learned = Learned::of(args, &there, &engine, quiet)?;
    let Learned { encoder, target, truth, rows, gappy } = learned;
    let frame_of =
        |held_out| Frame { gappy: Some(&gappy), ..frame(args, &there, &encoder, &truth, held_out) };
    let frame = centred(&engine, frame_of(false))?;
    let held_out = args.test.map(|_| HeldOut::of(args, &engine, frame_of(true))).transpose()?;
    let moments = Moments::of(&engine, &frame)?;
    check_classes(&target, &moments)?;
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
    let fit = Fit {
        engine: &engine,
        frame: &frame,
        penalty: Estimator::of(args, quiet).penalty(),
        standardise: args.standardise,
        is_softmax: args.model == Kind::Softmax,
        moments: &moments,
        start,
        asked: &asked,
    };
    let (fit, search) = with_best_penalty(args, fit)?;
    let found = fit.run()?;
    let about = About { args, names: &names, classes: &classes, weight_kind: kind, clusters: None };
    let fitted = Fitted { search, ..fitted(&fit, found, &about, args)? };
    output::note(quiet, &sums_of_an_engine(&engine));

    constants(&encoder).iter().for_each(|note| output::note(quiet, note));
    let of_held_out = held_out.as_ref().map(|held_out| &held_out.moments);
    let used = moments.rows + of_held_out.map_or(0.0, |moments| moments.rows);
    let dropped = note_left_out(args, &engine, &frame, (rows, used), quiet)?;
    let training = Training {
        rows: counted(&moments) as usize,
        held_out: of_held_out.map_or(0, |moments| counted(moments) as usize),
        dropped,
        fingerprint: format!("{} of {}", there.table, engine.program()),
    };
    let scaler = FittedScaler {
        means: moments.means.clone(),
        deviations: moments.variances.iter().map(|variance| variance.sqrt()).collect(),
    };
    let file = model_file(args, (target, encoder.clone()), &fitted, training, scaler)?;
    if let Some(held_out) = &held_out {
        held_out.note_unknown(&engine, &file.model, quiet)?;
    }
    let judged = held_out.as_ref().map_or(&frame, |held_out| &held_out.frame);
    let evaluation = Evaluation::there(&engine, judged, &file, file.threshold, None)?;
    let of_judged = of_held_out.unwrap_or(&moments);
    let rows = judged_on(counted(of_judged) as usize, held_out.is_some());
    let rows = rows + &aside(kind, counted(of_judged), of_judged.rows);
    Ok(Outcome { file, fitted, evaluation, rows })
}

/// The rows of a line count from near its mean.
fn centred<'a>(engine: &dyn Engine, frame: Frame<'a>) -> Result<Frame<'a>> {
    let target_centre = match frame.truth {
        Some(Truth::Number { .. }) => Some(Moments::centre_of_target(engine, &frame)?),
        _ => None,
    };
    Ok(Frame { target_centre, ..frame })
}

/// Refuses rows to learn from that lack a class.
fn check_classes(target: &TargetColumn, moments: &Moments) -> Result<()> {
    let names = target.class_names();
    let missing = names.iter().zip(&moments.of_target).find(|(_, weight)| **weight == 0.0);
    match missing {
        Some((name, _)) => bail!(
            "no training row has the class \"{name}\": hold out fewer rows, or others by another --seed"
        ),
        None => Ok(()),
    }
}

/// Says which of the rows of a table are not used, and how many have gaps; refuses a table that has got or lost some
/// since they were counted.
fn note_left_out(
    args: &FitArgs,
    engine: &dyn Engine,
    frame: &Frame<'_>,
    (rows, used): (f64, f64),
    quiet: bool,
) -> Result<usize> {
    let are_all_there = frame.gappy.is_some_and(<[String]>::is_empty) && args.weights.is_none();
    let gone = match are_all_there {
        true => Absent { weightless: 0.0, incomplete: 0.0 },
        false => absent(engine, &Frame { part: None, ..frame.clone() })?,
    };
    let usable = rows - gone.incomplete; // of those with a weight
    ensure!(
        usable == used || usable > used && args.key.is_some(),
        "{} had {usable} rows, and now {used}: it changes; ask of a table that stays as it is",
        frame.table
    );
    let all = [
        (gone.weightless, "of weight 0"),
        (gone.incomplete, "with missing cells"),
        (usable - used, "without a key"),
    ];
    for (rows, which) in all.into_iter().filter(|(rows, _)| *rows > 0.0) {
        output::note(quiet, &left_out(rows as usize, which));
    }
    Ok(gone.incomplete as usize)
}

/// What the reader should know of the number of rows.
fn aside(kind: WeightKind, counted: f64, rows: f64) -> String {
    match counted == rows {
        true if kind != WeightKind::Frequency => ", weighted".to_owned(),
        true => String::new(),
        false => format!(" (given as {rows} with counts)"),
    }
}

/// What a reader of the digits should know.
fn sums_of_an_engine(engine: &Shell) -> String {
    format!(
        "{} answered {} questions; it adds in any order, so that the last digits may differ from run to run",
        engine.program(),
        engine.queries()
    )
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
    let evidence = evidence(fit, &found, about.weight_kind, args.robust)?;
    let is_robust = args.robust.is_some();
    let (model, findings): (Model, Findings) = match args.model {
        Kind::Logistic => {
            let model = found.into_logistic();
            let found = evidence.and_then(|evidence| model.inference_from(&evidence));
            let found = found.and_then(|f| if is_robust { f.with_robust_errors() } else { Ok(f) });
            (Model::Logistic(model), found.and_then(|found| about.logistic(found, None)))
        }
        Kind::Linear => {
            let model = found.into_linear();
            let found = evidence.and_then(|evidence| model.inference_from(&evidence));
            let found = found.and_then(|f| if is_robust { f.with_robust_errors() } else { Ok(f) });
            (Model::Linear(model), found.and_then(|found| about.linear(found)))
        }
        Kind::Softmax | Kind::Ordered => {
            let model = found.into_softmax();
            let found = evidence.and_then(|evidence| model.inference_from(&evidence));
            (Model::Softmax(model), found.and_then(|found| about.softmax(found, Vec::new())))
        }
    };
    Ok(Fitted::of(model, about.names, about.classes, findings))
}

/// What inference needs, or why there is none.
fn evidence(
    fit: &Fit<'_>,
    found: &Found,
    kind: WeightKind,
    robust: Option<RobustArg>,
) -> Result<Result<Evidence, models::Error>> {
    if let Err(error) = check_likelihood(&found.report, found.penalty.0) {
        return Ok(Err(error));
    }
    match fit.evidence(found, kind, robust.is_some()) {
        Err(warehouse::Error::Model(error @ models::Error::NoInference(_))) => Ok(Err(error)),
        other if robust == Some(RobustArg::Hc1) => {
            Ok(other?.with_small_sample_scores(found.report.combinations.len()))
        }
        other => Ok(Ok(other?)),
    }
}
