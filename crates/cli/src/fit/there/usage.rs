//! Flags that a table in an engine does not take.

use anyhow::Result;

use crate::fit::args::{FitArgs, Kind, RobustArg, SolverArg};
use crate::fit::score::ScoreArg;
use crate::place;

/// Refuses them, with the reason.
pub(super) fn check(args: &FitArgs) -> Result<()> {
    let complaints = [
        (
            args.terms.is_some(),
            "--terms is for files: a model of a file scores the rows of an engine, or make the columns in a subquery \
             behind --table",
        ),
        (args.firth, "--firth needs the rows, and an engine only adds them up: fit a file"),
        (
            args.profile,
            "--profile needs a fit for each end of an interval: fit a file, or leave it out",
        ),
        (
            matches!(args.robust, Some(RobustArg::Hc2 | RobustArg::Hc3)),
            "--robust=hc2 and hc3 need the leverage of each row, and an engine only adds rows up: take hc1, or fit a file",
        ),
        (
            args.robust.is_some() && args.model == Kind::Softmax,
            "--robust is for --model logistic and --model linear in an engine: fit a file",
        ),
        (
            args.cluster.is_some(),
            "--cluster needs the rows of each cluster, and an engine only adds up those of all: fit a file",
        ),
        (
            args.bootstrap.is_some(),
            "--bootstrap draws rows again and again, which takes a file: export the table, or a part of it",
        ),
        (args.class_weight.is_some(), "--class-weight is for files: use a column of weights"),
        (args.stratify, "--stratify is for files: rows are held out by the hash of --key"),
        (
            args.solver != SolverArg::Auto,
            "--solver is for files: an engine is asked by Newton's method or L-BFGS",
        ),
        (args.memory.is_some(), "--memory is for files: the rows stay in the engine"),
        (
            args.test.is_some() && args.key.is_none(),
            "--test needs --key: the column whose hash decides which rows are held out",
        ),
        (
            args.cv.is_some() && args.key.is_none(),
            "--cv needs --key: the column whose hash decides in which fold a row is",
        ),
        (
            args.key.as_ref() == Some(&args.target),
            "--key is the target, by which all rows of a class would be held out: take another column",
        ),
        (
            args.key.is_some() && args.test.is_none() && args.cv.is_none(),
            "--key is for --test and --cv: leave it out",
        ),
    ];
    let columns = place::only_for_files(&args.columns, &args.format);
    place::refuse(complaints.into_iter().chain(of_penalties(args)).chain(columns))
}

/// What a penalty is searched by, and where it is not the same for all features.
fn of_penalties(args: &FitArgs) -> Vec<(bool, &'static str)> {
    let has_l1 = args.l1.is_some() || args.elastic.is_some() || args.cv.is_some();
    vec![
        (
            args.penalties.contains(&0.0),
            "--penalties of 0 are for files: an engine's folds are fitted with a penalty",
        ),
        (
            args.cv_by.is_some_and(|score| score != ScoreArg::usual(args.model)),
            "--cv-by needs the rows, and an engine only adds them up: fit a file, or go by what the fit minimises",
        ),
        (
            !args.penalty_factor.is_empty(),
            "--penalty-factor is for files: an engine's features have one penalty",
        ),
        (!args.nonnegative.is_empty(), "--nonnegative is for files: fit a file"),
        (args.nested, "--nested needs a search for each fold: fit a file"),
        (
            args.model == Kind::Softmax && has_l1,
            "--l1, --elastic and --cv of --model softmax need the rows: take --l2, or fit a file",
        ),
    ]
}
