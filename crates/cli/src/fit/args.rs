use std::path::PathBuf;

use clap::ValueEnum;
use datasets::Formula;

use super::score::ScoreArg;
use crate::columns::ColumnArgs;
use crate::flags;
use crate::format::FormatArgs;
use crate::input::{Names, names};
use crate::lists::Lists;
use crate::memory;
use crate::offset::OffsetArg;
use crate::place::Place;
use crate::weights::WeightKindArg;

#[derive(Debug, clap::Args)]
pub(crate) struct FitArgs {
    #[command(flatten)]
    pub(crate) place: Place,

    /// The column to learn, for example: --target passed
    #[arg(short, long, value_name = "COL", help_heading = "Columns", allow_hyphen_values = true)]
    pub(crate) target: String,
    /// A column that says how often each row counts, for example: --weights count
    #[arg(long, value_name = "COL", help_heading = "Columns", allow_hyphen_values = true)]
    pub(crate) weights: Option<String>,
    /// What the weights are (default: count if all are whole numbers, else survey), for example:
    /// --weight-kind precision
    #[arg(long, value_name = "KIND", help_heading = "Columns", requires = "weights")]
    pub(crate) weight_kind: Option<WeightKindArg>,
    /// A column that is added to the logit (or prediction) as it is, with no coefficient of its own; for --model softmax
    /// CLASS=COL, once for each class that has one, for example: --offset log_exposure
    #[arg(long, value_name = "COL", help_heading = "Columns", allow_hyphen_values = true)]
    pub(crate) offset: Vec<OffsetArg>,

    /// Terms as R writes them, in place of a feature for each column: a*b, a:b, poly(a, 3), ns(a, 4), log(a), I(a^2),
    /// C(a), and . for all columns, for example: --terms 'study * sleep + ns(age, 4)'
    #[arg(
        long,
        value_name = "FORMULA",
        help_heading = "Columns",
        allow_hyphen_values = true,
        conflicts_with = "features"
    )]
    pub(crate) terms: Option<Formula>,
    #[command(flatten)]
    pub(crate) columns: ColumnArgs,
    #[command(flatten)]
    pub(crate) format: FormatArgs,
    /// What to fit, for example: --model linear
    #[arg(short, long, value_name = "MODEL", help_heading = "Model", default_value = "logistic")]
    pub(crate) model: Kind,
    /// Of two classes, the one whose probability is given (default: the last in alphabetical order); of
    /// more, the one to tell from all others, for example: --positive yes
    #[arg(long, value_name = "CLASS", help_heading = "Model", allow_hyphen_values = true)]
    pub(crate) positive: Option<String>,
    /// For --model ordered, the classes from the lowest to the highest (default: as numbers, if they are), for
    /// example: --order low,medium,high
    #[arg(long, value_name = "A,B,…", help_heading = "Model", value_parser = names, allow_hyphen_values = true)]
    pub(crate) order: Vec<Names>,
    /// Call a row positive from this probability upwards, here and in all later predictions (default: 0.5),
    /// for example: --threshold 0.3
    #[arg(long, value_name = "T", help_heading = "Model", value_parser = flags::from_0_to_1, allow_negative_numbers = true)]
    pub(crate) threshold: Option<f64>,
    /// Make all classes count equally, for example: --class-weight balanced
    #[arg(long, value_name = "HOW", help_heading = "Model", value_parser = ["balanced"])]
    pub(crate) class_weight: Option<String>,
    /// Firth's correction: finite and less biased where classes are separated or rows are few, for
    /// example: --firth
    #[arg(long, help_heading = "Model", conflicts_with = "penalty")]
    pub(crate) firth: bool,
    /// Fit no intercept, so that the logit (or prediction) is 0 where all features are, for example:
    /// --no-intercept
    #[arg(long, help_heading = "Model")]
    pub(crate) no_intercept: bool,

    /// Sandwich (Huber-White) standard errors, which hold even where the model does not describe how the
    /// target varies (default: hc0; hc3 is the safest of few rows), for example: --robust=hc3
    #[arg(
        long, value_name = "KIND", help_heading = "Standard errors",
        num_args = 0..=1, require_equals = true, default_missing_value = "hc0"
    )]
    pub(crate) robust: Option<RobustArg>,
    /// Sandwich standard errors of rows that belong together, such as those of one school, which need not be independent of
    /// each other; the column is a feature only if --features names it, for example: --cluster school
    #[arg(long, value_name = "COL", help_heading = "Standard errors", allow_hyphen_values = true)]
    pub(crate) cluster: Option<String>,
    /// Profile-likelihood intervals for the coefficients, which need not be symmetric and are better
    /// where rows are few, for example: --profile
    #[arg(long, help_heading = "Standard errors")]
    pub(crate) profile: bool,
    /// Fit so many resamples of the rows, or of the clusters, and say how much each coefficient varies between them, for
    /// example: --bootstrap 1000
    #[arg(long, value_name = "N", help_heading = "Standard errors", value_parser = flags::resamples(), allow_negative_numbers = true)]
    pub(crate) bootstrap: Option<u32>,

    /// X/2 times the sum of the squared coefficients, for example: --l2 0.01
    #[arg(long, value_name = "X", help_heading = "Penalty", group = "penalty", value_parser = flags::penalty, allow_negative_numbers = true)]
    pub(crate) l2: Option<f64>,
    /// X times the sum of their absolute values, for example: --l1 0.01
    #[arg(long, value_name = "X", help_heading = "Penalty", group = "penalty", value_parser = flags::penalty, allow_negative_numbers = true)]
    pub(crate) l1: Option<f64>,
    /// Both: X times RATIO as l1, the rest as l2, for example: --elastic 0.01:0.5
    #[arg(long, value_name = "X:RATIO", help_heading = "Penalty", group = "penalty", value_parser = flags::elastic, allow_hyphen_values = true)]
    pub(crate) elastic: Option<(f64, f64)>,
    /// Find the penalty by cross-validation in five folds; RATIO is the share of l1 (default: 1), for
    /// example: --cv 0.5
    #[arg(
        long, value_name = "RATIO", help_heading = "Penalty", group = "penalty", value_parser = flags::from_0_to_1,
        num_args = 0..=1, require_equals = true, default_missing_value = "1"
    )]
    pub(crate) cv: Option<f64>,
    /// Have --cv try these penalties, each X of --elastic X:RATIO, in place of those that it finds by itself, for
    /// example: --cv --penalties 1,0.1,0.01
    #[arg(
        long, value_name = "X,…", help_heading = "Penalty", requires = "cv", value_parser = flags::penalty,
        value_delimiter = ',', allow_hyphen_values = true
    )]
    pub(crate) penalties: Vec<f64>,
    /// What --cv goes by (default: what the fit minimises), for example: --cv --cv-by auc
    #[arg(long, value_name = "SCORE", help_heading = "Penalty", requires = "cv")]
    pub(crate) cv_by: Option<ScoreArg>,
    /// Of the penalties that --cv tries, take the largest that is within one standard error of the best, for example:
    /// --cv --simplest
    #[arg(long, help_heading = "Penalty", requires = "cv")]
    pub(crate) simplest: bool,
    /// Say what the whole search of --cv is worth: each fold is held out of a search among the others, for example:
    /// --cv --nested
    #[arg(long, help_heading = "Penalty", requires = "cv")]
    pub(crate) nested: bool,
    /// Multiply the penalty of a column's coefficients by X, where 0 takes it away (given once for each column, or term), for
    /// example: --l1 0.01 --penalty-factor age=0
    #[arg(long, value_name = "COL=X", help_heading = "Penalty", value_parser = flags::factor, allow_hyphen_values = true)]
    pub(crate) penalty_factor: Vec<(String, f64)>,
    /// Coefficients that may not be negative: of all columns, or of these (or terms), for example: --nonnegative=age,dose
    #[arg(
        long, value_name = "COL,…", help_heading = "Penalty", value_parser = flags::words,
        num_args = 0..=1, require_equals = true, default_missing_value = ""
    )]
    pub(crate) nonnegative: Vec<Names>,
    /// Fit on features of mean 0 and standard deviation 1, so that penalties treat all alike; coefficients
    /// are still given per unit, for example: --standardise --l2 0.01
    #[arg(long, help_heading = "Penalty", alias = "standardize")]
    pub(crate) standardise: bool,

    /// How to find the optimum, for example: --solver gd
    #[arg(long, value_name = "SOLVER", help_heading = "Solver", default_value = "auto")]
    pub(crate) solver: SolverArg,
    /// Step length of gradient descent (default: 0.1), for example: --rate 0.5
    #[arg(long, value_name = "X", help_heading = "Solver", value_parser = flags::positive, allow_negative_numbers = true)]
    pub(crate) rate: Option<f64>,
    /// Steps of gradient descent (default: 1000), for example: --epochs 5000
    #[arg(long, value_name = "N", help_heading = "Solver", value_parser = flags::epochs(), allow_negative_numbers = true)]
    pub(crate) epochs: Option<u64>,

    /// How much memory to take (default: half of what is free); beyond that the table goes to a temporary file, in
    /// the folder that TMPDIR names (on Windows TMP), for example: --memory 2GB
    #[arg(long, value_name = "SIZE", help_heading = "Memory", value_parser = memory::size, allow_hyphen_values = true)]
    pub(crate) memory: Option<u64>,

    /// The share of rows to hold out and evaluate on, for example: --test 0.2
    #[arg(long, value_name = "SHARE", help_heading = "Evaluation", value_parser = flags::share, allow_negative_numbers = true)]
    pub(crate) test: Option<f64>,
    /// In an engine, the column whose hash decides which rows are held out and in which fold a row is, the same
    /// wherever the table is, for example: --test 0.2 --key customer_id
    #[arg(
        long,
        value_name = "COL",
        help_heading = "Evaluation",
        requires = "sql",
        allow_hyphen_values = true
    )]
    pub(crate) key: Option<String>,
    /// Hold out the same share of every class, for example: --test 0.2 --stratify
    #[arg(long, help_heading = "Evaluation", requires = "test")]
    pub(crate) stratify: bool,
    /// The seed of the random split, folds and resamples, for example: --seed 7
    #[arg(long, value_name = "S", help_heading = "Evaluation", value_parser = flags::seed(), default_value_t = 42, allow_negative_numbers = true)]
    pub(crate) seed: u64,

    /// Write the model to this file, whole or not at all (-: to standard output, and the report to standard
    /// error), for example: -o model.json
    #[arg(short, long, value_name = "FILE", help_heading = "Output")]
    pub(crate) output: Option<PathBuf>,
    /// In an engine, go on from the last step of a fit that was ended: it is kept beside the model file, for
    /// example: -o model.json --resume
    #[arg(long, help_heading = "Output", requires = "output", requires = "sql")]
    pub(crate) resume: bool,
    /// Print model and evaluation as JSON, for example: --json
    #[arg(long, help_heading = "Output")]
    pub(crate) json: bool,
}

/// What a sandwich is filled with.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum RobustArg {
    /// Squared residuals
    Hc0,
    /// The same times n / (n - k)
    Hc1,
    /// Squared residuals divided by what leverage leaves of them
    Hc2,
    /// The same divided twice, nearly the jackknife
    Hc3,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Kind {
    /// Probabilities of two classes
    Logistic,
    /// A number
    Linear,
    /// Probabilities of several classes
    Softmax,
    /// Probabilities of classes that have an order (proportional odds)
    Ordered,
}

impl Kind {
    /// Whether it tells any number of classes apart.
    pub(crate) fn is_of_classes(self) -> bool {
        matches!(self, Self::Softmax | Self::Ordered)
    }
}

impl FitArgs {
    /// The columns of the offsets.
    pub(crate) fn offset_columns(&self) -> impl Iterator<Item = &String> {
        self.offset.iter().map(|offset| offset.column(self.model == Kind::Softmax))
    }

    /// The order of the classes, where it was said.
    pub(super) fn order(&self) -> Vec<String> {
        self.order.all().cloned().collect()
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum SolverArg {
    /// Whatever is fastest for the table
    Auto,
    Newton,
    Lbfgs,
    /// Gradient descent
    Gd,
}
