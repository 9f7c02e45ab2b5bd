//! Flags that do not go together.

use anyhow::{Result, bail};
use models::WeightKind;

use super::args::{FitArgs, Kind, SolverArg};
use crate::exit::Usage;
use crate::weights::WeightKindArg;

/// Refuses them, with the reason.
pub(super) fn check(args: &FitArgs) -> Result<()> {
    let complaints = of_models(args).into_iter().chain(of_errors(args)).chain(of_columns(args));
    for (is_wrong, reason) in complaints {
        if is_wrong {
            bail!(Usage(reason.to_owned()));
        }
    }
    args.check_terms()
}

/// The same, where it depends on what the weights turn out to be.
pub(super) fn check_weights(args: &FitArgs, kind: WeightKind) -> Result<()> {
    if args.profile && kind == WeightKind::Sampling {
        bail!(Usage(NO_LIKELIHOOD.to_owned()));
    }
    Ok(())
}

type Complaint = (bool, &'static str);

/// What is to be fitted, and how.
fn of_models(args: &FitArgs) -> Vec<Complaint> {
    let has_l1 = args.l1.is_some() || args.elastic.is_some() || args.cv.is_some();
    let (is_logistic, is_linear) = (args.model == Kind::Logistic, args.model == Kind::Linear);
    let is_ordered = args.model == Kind::Ordered;
    let has_bounds = !args.nonnegative.is_empty();
    vec![
        (!is_logistic && args.positive.is_some(), "--positive is for --model logistic"),
        (
            (is_linear || is_ordered) && args.firth,
            "--firth is for --model logistic and --model softmax",
        ),
        (!is_logistic && args.threshold.is_some(), "--threshold is for --model logistic"),
        (
            is_linear && (args.class_weight.is_some() || args.stratify),
            "--class-weight and --stratify are for classes, not for --model linear",
        ),
        (
            !args.penalty_factor.is_empty() && (is_ordered || !(has_l1 || args.l2.is_some())),
            "--penalty-factor is for --l1, --l2, --elastic and --cv, of all models but --model ordered",
        ),
        (
            has_bounds && (args.firth || !(is_logistic || is_linear)),
            "--nonnegative is for --model logistic and --model linear, without --firth",
        ),
        (
            has_bounds && args.solver != SolverArg::Auto,
            "--nonnegative has a solver of its own: leave out --solver",
        ),
        (is_ordered && has_l1, "--model ordered has no penalty but --l2"),
        (!is_ordered && !args.order.is_empty(), "--order is for --model ordered"),
        (
            is_ordered && !args.has_intercept(),
            "--model ordered has thresholds, which are intercepts: fit it with them",
        ),
        (
            is_ordered && args.place.there().is_some(),
            "--model ordered is fitted to files: write the table of the engine to one",
        ),
        (
            args.cv_by.is_some_and(|score| !score.is_for(args.model)),
            "--cv-by takes log-loss, brier, accuracy and auc for --model logistic, log-loss and accuracy for --model \
             softmax, squared-error and absolute-error for --model linear",
        ),
        (
            (args.rate.is_some() || args.epochs.is_some()) && args.solver != SolverArg::Gd,
            "--rate and --epochs are for --solver gd",
        ),
        (
            args.solver != SolverArg::Auto && (has_l1 || args.firth),
            "--l1, --elastic, --cv and --firth have a solver of their own: leave out --solver",
        ),
        (
            is_linear && !matches!(args.solver, SolverArg::Auto | SolverArg::Gd),
            "--model linear is solved directly (auto) or by gd",
        ),
        (
            args.firth && args.standardise,
            "--firth needs no --standardise: its fit does not depend on units",
        ),
    ]
}

/// Standard errors and intervals that the model does not have.
fn of_errors(args: &FitArgs) -> Vec<Complaint> {
    let (robust, cluster, profile) = (args.robust.is_some(), args.cluster.is_some(), args.profile);
    let of_elastic = args.elastic.map(|(x, _)| x);
    let penalties = [args.l1, args.l2, of_elastic];
    let is_penalised = args.cv.is_some() || penalties.into_iter().flatten().any(|x| x != 0.0);
    let has_no_likelihood =
        args.class_weight.is_some() || args.weight_kind == Some(WeightKindArg::Survey);
    vec![
        (robust && args.model == Kind::Ordered, "--robust is not for --model ordered"),
        (robust && args.firth, "--robust is not for --firth, whose errors are those of its model"),
        (
            robust && is_penalised,
            "--robust is not for a penalty: penalised coefficients are biased by an unknown amount",
        ),
        (
            robust && profile,
            "--robust and --profile exclude each other: a profile relies on the likelihood, sandwich errors \
             do not",
        ),
        (cluster && robust, "--cluster has sandwich errors of its own: leave out --robust"),
        (cluster && args.model == Kind::Ordered, "--cluster is not for --model ordered"),
        (
            cluster && args.firth,
            "--cluster is not for --firth, whose errors are those of its model",
        ),
        (
            cluster && is_penalised,
            "--cluster is not for a penalty: penalised coefficients are biased by an unknown amount",
        ),
        (
            cluster && profile,
            "--cluster and --profile exclude each other: a profile relies on the likelihood of rows that are \
             independent",
        ),
        (
            profile && !matches!(args.model, Kind::Logistic | Kind::Softmax),
            "--profile is for --model logistic and --model softmax",
        ),
        (
            profile && is_penalised,
            "--profile is not for a penalty: penalised coefficients are biased by an unknown amount",
        ),
        (
            !args.nonnegative.is_empty()
                && (robust || cluster || profile || args.bootstrap.is_some()),
            "--robust, --cluster, --profile and --bootstrap are not for --nonnegative: an estimate near its bound is not \
             normally distributed",
        ),
        (profile && has_no_likelihood, NO_LIKELIHOOD),
        (
            args.bootstrap.is_some() && is_penalised,
            "--bootstrap is not for a penalty: penalised coefficients are biased by an unknown amount, in \
             resamples as in the table",
        ),
        (
            args.bootstrap.is_some() && args.solver == SolverArg::Gd,
            "--bootstrap fits each resample to its optimum: leave out --solver gd",
        ),
    ]
}

const NO_LIKELIHOOD: &str =
    "--profile needs a likelihood, and weights of a survey or of classes have none: use --robust";

/// Columns that cannot have two parts.
fn of_columns(args: &FitArgs) -> Vec<Complaint> {
    let of_target = Some(&args.target);
    let is_offset = |name: &String| args.offset_columns().any(|offset| offset == name);
    let is_feature = args.columns.features.iter().any(|names| names.iter().any(is_offset));
    vec![
        (args.weights.as_ref() == of_target, "--weights and --target name the same column"),
        (args.cluster.as_ref() == of_target, "--cluster and --target name the same column"),
        (
            args.cluster.is_some() && args.cluster == args.weights,
            "--cluster and --weights name the same column",
        ),
        (is_offset(&args.target), "--offset and --target name the same column"),
        (
            args.weights.as_ref().is_some_and(is_offset),
            "--offset and --weights name the same column",
        ),
        (is_feature, "--offset and --features name the same column: an offset is no feature"),
    ]
    .into_iter()
    .chain(of_offsets(args))
    .collect()
}

/// How many, and of which classes.
fn of_offsets(args: &FitArgs) -> [Complaint; 4] {
    let is_softmax = args.model == Kind::Softmax;
    let has_l1 = args.l1.is_some() || args.elastic.is_some() || args.cv.is_some();
    let of_softmax = is_softmax && !args.offset.is_empty();
    [
        (!is_softmax && args.offset.len() > 1, "--offset has one column: add them up in the table"),
        (
            is_softmax && args.offset.iter().any(|offset| !offset.has_class()),
            "--offset of --model softmax names the class as well, --offset CLASS=COL, because one for all classes would \
             change nothing",
        ),
        (
            of_softmax && has_l1,
            "--offset of --model softmax is not for --l1, --elastic and --cv: take --l2",
        ),
        (
            of_softmax && args.place.there().is_some(),
            "--offset of --model softmax is for files: write the table of the engine to one",
        ),
    ]
}
