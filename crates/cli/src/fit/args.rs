use std::path::PathBuf;

use clap::ValueEnum;
use datasets::Gaps;

use crate::input::{FormatArgs, Names, names};
use crate::weights::WeightKindArg;

#[derive(Debug, clap::Args)]
pub(crate) struct FitArgs {
    /// The table, with a header; - for standard input
    pub(crate) data: PathBuf,
    /// The column to learn, for example: --target passed
    #[arg(short, long, value_name = "COL")]
    pub(crate) target: String,
    /// Of two classes, the one whose probability is given (default: the last in alphabetical order); of
    /// more, the one to tell from all others, for example: --positive yes
    #[arg(long, value_name = "CLASS")]
    pub(crate) positive: Option<String>,
    /// logistic for two classes, linear for numbers, softmax for several classes, for example:
    /// --model linear
    #[arg(
        short,
        long,
        value_name = "MODEL",
        default_value = "logistic",
        hide_default_value = true
    )]
    pub(crate) model: Kind,
    /// The columns to learn from (default: all but the target), for example: --features age,income
    #[arg(long, value_name = "A,B,…", value_parser = names, conflicts_with = "drop")]
    pub(crate) features: Option<Names>,
    /// Columns to leave out, for example: --drop id,name
    #[arg(long, value_name = "A,B,…", value_parser = names, default_value = "", hide_default_value = true)]
    pub(crate) drop: Names,
    /// Columns whose numbers are only names, for example: --as-category zip
    #[arg(long, value_name = "A,B,…", value_parser = names, default_value = "", hide_default_value = true)]
    pub(crate) as_category: Names,
    /// What to do with empty cells and NA: error (default), drop the row, or put the mean in their
    /// place (for categories the most frequent level), for example: --missing drop
    #[arg(
        long,
        value_name = "error|drop|mean",
        default_value = "error",
        hide_default_value = true
    )]
    pub(crate) missing: Gaps,
    #[command(flatten)]
    pub(crate) format: FormatArgs,

    /// How to find the optimum: auto (default), newton, lbfgs, or gd for gradient descent, for example:
    /// --solver gd
    #[arg(long, value_name = "SOLVER", default_value = "auto", hide_default_value = true)]
    pub(crate) solver: SolverArg,
    /// Step length of gradient descent (default: 0.1), for example: --rate 0.5
    #[arg(long, value_name = "X", allow_negative_numbers = true)]
    pub(crate) rate: Option<f64>,
    /// Steps of gradient descent (default: 1000), for example: --epochs 5000
    #[arg(long, value_name = "N")]
    pub(crate) epochs: Option<usize>,
    /// Fit on features of mean 0 and standard deviation 1, so that penalties treat all alike; coefficients
    /// are still given per unit, for example: --standardise --l2 0.01
    #[arg(long, alias = "standardize")]
    pub(crate) standardise: bool,
    /// Penalty of X/2 times the sum of the squared coefficients, for example: --l2 0.01
    #[arg(long, value_name = "X", group = "penalty", allow_negative_numbers = true)]
    pub(crate) l2: Option<f64>,
    /// Penalty of X times the sum of their absolute values, for example: --l1 0.01
    #[arg(long, value_name = "X", group = "penalty", allow_negative_numbers = true)]
    pub(crate) l1: Option<f64>,
    /// Both: X times RATIO as l1, the rest as l2, for example: --elastic 0.01:0.5
    #[arg(long, value_name = "X:RATIO", group = "penalty", value_parser = pair)]
    pub(crate) elastic: Option<(f64, f64)>,
    /// Find the penalty by cross-validation in five folds; RATIO is the share of l1 (default: 1), for
    /// example: --cv=0.5
    #[arg(
        long, value_name = "RATIO", group = "penalty", num_args = 0..=1, require_equals = true,
        default_missing_value = "1"
    )]
    pub(crate) cv: Option<f64>,
    /// A column that says how often each row counts, for example: --weights count
    #[arg(long, value_name = "COL")]
    pub(crate) weights: Option<String>,
    /// What the weights are: count (how often a row was observed), precision (the inverse of its variance)
    /// or survey (how many units it stands for); default: count if all are whole numbers, else survey, for
    /// example: --weight-kind precision
    #[arg(long, value_name = "KIND", requires = "weights")]
    pub(crate) weight_kind: Option<WeightKindArg>,
    /// Make all classes count equally, for example: --class-weight balanced
    #[arg(long, value_name = "balanced", value_parser = ["balanced"])]
    pub(crate) class_weight: Option<String>,
    /// Firth's correction: finite and less biased where classes are separated or rows are few, for
    /// example: --firth
    #[arg(long, conflicts_with = "penalty")]
    pub(crate) firth: bool,
    /// Fit no intercept, so that the logit (or prediction) is 0 where all features are, for example:
    /// --no-intercept
    #[arg(long)]
    pub(crate) no_intercept: bool,
    /// A column that is added to the logit (or prediction) as it is, with no coefficient of its own, for
    /// example: --offset log_exposure
    #[arg(long, value_name = "COL")]
    pub(crate) offset: Option<String>,
    /// Sandwich (Huber-White) standard errors, which hold even where the model does not describe how the
    /// target varies, for example: --robust
    #[arg(long)]
    pub(crate) robust: bool,
    /// Profile-likelihood intervals for the coefficients, which need not be symmetric and are better
    /// where rows are few, for example: --profile
    #[arg(long)]
    pub(crate) profile: bool,

    /// The share of rows to hold out and evaluate on, for example: --test 0.2
    #[arg(long, value_name = "SHARE", allow_negative_numbers = true)]
    pub(crate) test: Option<f64>,
    /// Hold out the same share of every class, for example: --test 0.2 --stratify
    #[arg(long, requires = "test")]
    pub(crate) stratify: bool,
    /// The seed of the random split and folds (default: 42), for example: --seed 7
    #[arg(long, value_name = "S", default_value_t = 42, hide_default_value = true)]
    pub(crate) seed: u64,
    /// Write the model to this file, whole or not at all, for example: -o model.json
    #[arg(short, long, value_name = "FILE")]
    pub(crate) output: Option<PathBuf>,
    /// Print model and evaluation as JSON, for example: --json
    #[arg(long)]
    pub(crate) json: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Kind {
    Logistic,
    Linear,
    Softmax,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum SolverArg {
    Auto,
    Newton,
    Lbfgs,
    Gd,
}

/// `0.01:0.5`.
fn pair(text: &str) -> Result<(f64, f64), String> {
    let wanted = || "a penalty and a ratio are needed, as in 0.01:0.5".to_owned();
    let (x, ratio) = text.split_once(':').ok_or_else(wanted)?;
    match (x.parse(), ratio.parse()) {
        (Ok(x), Ok(ratio)) if (0.0..=1.0).contains(&ratio) => Ok((x, ratio)),
        _ => Err(wanted()),
    }
}
