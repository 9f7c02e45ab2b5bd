use clap::{ArgAction, Parser, Subcommand};

use crate::compare::CompareArgs;
use crate::contrast::ContrastArgs;
use crate::doctor::DoctorArgs;
use crate::effects::EffectsArgs;
use crate::evaluate::EvaluateArgs;
use crate::explain::ExplainArgs;
use crate::export::ExportArgs;
use crate::fit::FitArgs;
use crate::generate::GenerateArgs;
use crate::influence::InfluenceArgs;
use crate::list::ListArgs;
use crate::manual::{CompletionsArgs, ManArgs};
use crate::plot::PlotArgs;
use crate::predict::PredictArgs;

const GENERAL: &str = "General";
const LAST: usize = 1000;

/// Linear and logistic regression on a CSV file: fit, evaluate, predict, explain.
#[derive(Debug, Parser)]
#[command(
    name = "regress",
    version,
    max_term_width = 100,
    disable_help_flag = true,
    disable_version_flag = true,
    after_help = "Example: regress fit passes.csv --target passed --test 0.2 -o model.json\n\n\
                  Exit codes: 0 done, 1 an error, 2 wrong usage, 3 fitted, but not to be trusted.\n\
                  Results go to standard output, everything else to standard error."
)]
pub(crate) struct Args {
    #[command(subcommand)]
    pub(crate) command: Command,
    /// Print this help: in short with -h
    #[arg(short, long, global = true, help_heading = GENERAL, action = ArgAction::Help)]
    help: Option<bool>,
    /// Print the version
    #[arg(short = 'V', long, help_heading = GENERAL, action = ArgAction::Version)]
    version: Option<bool>,
    /// Print only results and errors
    #[arg(short, long, global = true, help_heading = GENERAL, display_order = LAST)]
    pub(crate) quiet: bool,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Examine a CSV file before anything is fitted.
    ///
    /// Reports types, missing values, constant, duplicate and collinear columns, very different units, the
    /// balance of classes, and columns that give the target away, each with a remedy.
    #[command(after_help = "Example:\n  regress doctor penguins.csv --target sex")]
    Doctor(DoctorArgs),
    /// Fit a model to a CSV file, evaluate it, and save it.
    ///
    /// Prints how the fit ended and how near the optimum it is, the coefficients with their standard
    /// errors, and how well it does on held-out rows. Text becomes categories, yes and no become 1 and 0.
    #[command(after_help = "Examples:\n  \
        regress fit penguins.csv --target sex --missing drop -o model.json\n  \
        regress fit houses.csv --target price --model linear --drop id --test 0.2\n  \
        regress fit spam.csv --target spam --standardise --cv --test 0.2 --stratify -o model.json")]
    Fit(Box<FitArgs>),
    /// Write a CSV file with the model's prediction appended to each row.
    ///
    /// Columns are found by their names, in any order. Memory does not grow with a file. A table in an engine is
    /// fetched as a whole, up to 20 million cells, in whatever order its rows come; for more, let the engine write the
    /// predictions, by the expression of `regress export --sql`.
    #[command(after_help = "Examples:\n  \
        regress predict model.json new.csv -o answers.csv\n  \
        regress predict model.json --sql \"duckdb shop.db\" --table orders -o answers.csv\n  \
        gunzip -c big.csv.gz | regress predict model.json - --proba --threshold 0.3 > answers.csv")]
    Predict(PredictArgs),
    /// Evaluate a model on a table that has the target.
    ///
    /// For two classes: the confusion table, all rates, a sweep of thresholds with what acting from each is
    /// worth, ROC AUC with its interval, log loss, Brier score, whether the probabilities are calibrated, and the
    /// cheapest threshold. For several: rates and areas of each class, and their means. For numbers: errors and
    /// residuals.
    #[command(after_help = "Examples:\n  \
        regress evaluate model.json test.csv --cost 1:10 --save\n  \
        regress evaluate model.json test.csv --json | jq .roc_auc\n  \
        regress evaluate model.json --sql \"duckdb shop.db\" --table orders")]
    Evaluate(EvaluateArgs),
    /// Say which rows decide what a model of two classes or of a number says.
    ///
    /// Needs the table that it was fitted to. Shows the twenty rows with the largest Cook's distance: their line in the
    /// file, leverage, residuals, and the coefficient that each moves most, by how many standard errors.
    #[command(after_help = "Examples:\n  \
        regress influence model.json train.csv\n  \
        regress influence model.json train.csv --refit --svg influence.svg\n  \
        regress influence model.json train.csv -o rows.csv")]
    Influence(InfluenceArgs),
    /// Say what each column does to the prediction, in its own unit.
    ///
    /// On the average of the rows of a table: of numbers the slope, of categories each level against the baseline, with
    /// standard errors; of two classes in probabilities. Terms are followed through: a column that stands in several has
    /// one effect.
    #[command(after_help = "Examples:\n  \
        regress effects model.json data.csv\n  \
        regress effects model.json data.csv --of age --at sex=female")]
    Effects(EffectsArgs),
    /// Compare models that were fitted to the same rows.
    ///
    /// Of two models, one of which is the other with fewer parameters: the test of what the others explain. Of all: AIC,
    /// AICc, BIC, and what they lose on rows that they have not seen, in the same ten folds, with the standard error of
    /// the difference.
    #[command(after_help = "Example:\n  \
        regress fit penguins.csv -t sex --missing drop --terms 'species + body_mass_g' -o a.json\n  \
        regress fit penguins.csv -t sex --missing drop --terms 'species * body_mass_g' -o b.json\n  \
        regress compare a.json b.json penguins.csv")]
    Compare(CompareArgs),
    /// Say what sums of coefficients are, and whether hypotheses about them may hold.
    ///
    /// Each sum with its standard error and its test against the number behind `=`, or 0; several together by Wald's test.
    /// What the data do not tell is not estimable, and has no number.
    #[command(after_help = "Example:\n  \
        regress contrast model.json 'species=Gentoo - species=Chinstrap' 'bill_depth_mm = 1.5'")]
    Contrast(ContrastArgs),
    /// Say what a model minimised and what it found.
    ///
    /// Prints the objective as a formula and as the calls by which other systems minimise the same, the
    /// coefficients per unit and per standard deviation, odds ratios with their intervals, and the
    /// decision boundary.
    #[command(
        after_help = "Example:\n  regress explain model.json\n  regress explain model.json --json | jq .features"
    )]
    Explain(ExplainArgs),
    /// Draw a model, in the terminal or as SVG.
    ///
    /// All but coefficients and loss need a table with the target.
    #[command(after_help = "Examples:\n  \
        regress plot roc model.json test.csv\n  \
        regress plot boundary model.json test.csv --x age --y income -o boundary.svg\n  \
        regress plot coefficients model.json")]
    Plot(PlotArgs),
    /// Write a model for other programs.
    #[command(after_help = "Examples:\n  \
        regress export model.json --onnx model.onnx\n  \
        regress export model.json --sql duckdb -o score.sql")]
    Export(ExportArgs),
    /// List the data sets that can be generated and those built in.
    ///
    /// Example: regress list
    List(ListArgs),
    /// Write a data set as a CSV file.
    ///
    /// The same name, rows, seed and stream give the same bytes on every machine.
    ///
    /// Example: regress generate medical --rows 1000 --seed 7 -o medical.csv
    Generate(GenerateArgs),
    /// Print completions for a shell.
    ///
    /// Example: regress completions bash > ~/.local/share/bash-completion/completions/regress
    Completions(CompletionsArgs),
    /// Write manual pages for `man`.
    ///
    /// Example: regress man --out ~/.local/share/man/man1
    Man(ManArgs),
}
