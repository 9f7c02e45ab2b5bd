use thiserror::Error;

/// What can be wrong with data, settings or a fit.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum Error {
    /// Shapes, or values that are not finite.
    #[error(transparent)]
    Numbers(#[from] linalg_lite::Error),
    /// All labels are the same, so that there is nothing to tell apart.
    #[error(
        "all {samples} labels are {label}: a classifier needs samples of both classes to learn from"
    )]
    OneClass {
        /// Number of samples.
        samples: usize,
        /// The label they share.
        label: bool,
    },
    /// A class has no sample, or a label belongs to no class.
    #[error("class {class} of {classes} {problem}")]
    Class {
        /// The class, counted from 0.
        class: usize,
        /// Number of classes.
        classes: usize,
        /// What is wrong with it.
        problem: &'static str,
    },
    /// The penalty is negative, infinite or NaN.
    #[error("{what} is {value}: a penalty must be zero or a positive number")]
    Penalty {
        /// l1 or l2.
        what: &'static str,
        /// Its value.
        value: f64,
    },
    /// A list of penalties that does not fall.
    #[error(
        "penalty {place} of the list (counted from 0) is not smaller than the one before it: give them from the largest \
         to the smallest, each once"
    )]
    PenaltyOrder {
        /// The first that does not, counted from 0.
        place: usize,
    },
    /// A category of which the penalty is for some levels alone.
    #[error(
        "some levels of the category that begins at feature {feature} have a penalty factor of 0 and others not: give all \
         of them 0, or none"
    )]
    FactorsOfLevels {
        /// Its first feature, counted from 0.
        feature: usize,
    },
    /// Features without a penalty beside a penalty on absolute values of several classes.
    #[error("softmax regression with l1 takes no penalty factor of 0: take a small one, or l2")]
    FreeBesideL1,
    /// A share that does not lie between 0 and 1.
    #[error("{what} is {share}: it must be from 0 to 1")]
    Share {
        /// What it is a part of.
        what: &'static str,
        /// The part.
        share: f64,
    },
    /// Folds that leave nothing to fit to or to evaluate on.
    #[error(
        "fold {fold} of {folds} has no sample: at least two folds are needed, none of them empty"
    )]
    Folds {
        /// Number of folds.
        folds: usize,
        /// The empty one, counted from 0.
        fold: usize,
    },
    /// Nothing by which to choose a penalty.
    #[error(
        "no penalty has a finite loss on the samples held out: sums are beyond all numbers, or the loss does not exist, \
         as an area where a fold has one class alone"
    )]
    NoFiniteLoss,
    /// A fit of cross-validation that went wrong.
    #[error("the fit without fold {fold} (folds are counted from 0): {source}")]
    WithoutFold {
        /// The fold held out, counted from 0.
        fold: usize,
        /// What went wrong.
        source: Box<Error>,
    },
    /// A solver that cannot deal with a penalty on absolute values.
    #[error("l1 is {l1}, which {solver} cannot minimise: use Solver::Auto")]
    NotSmooth {
        /// The penalty.
        l1: f64,
        /// The solver.
        solver: &'static str,
    },
    /// A solver that cannot deal with coefficients that may not be negative.
    #[error("{solver} takes no coefficients that may not be negative: use Solver::Auto")]
    NotNegative {
        /// The solver.
        solver: &'static str,
    },
    /// Bounds of a model that takes none.
    #[error(
        "coefficients that may not be negative are for linear and logistic regression: leave the bounds out"
    )]
    Bounds,
    /// A count of samples that is not a whole number.
    #[error(
        "the weight of row {row} is {count}, which is not a number of samples: weights that are not counts \
         are analytic or sampling weights"
    )]
    FractionalCount {
        /// Row, counted from 0.
        row: usize,
        /// Its weight.
        count: f64,
    },
    /// An offset for a model that has one logit per class.
    #[error(
        "a model of several classes takes no offset for all classes alike: softmax regression takes one per class"
    )]
    Offset,
    /// Offsets of classes and a penalty on absolute values.
    #[error("softmax regression with l1 takes no offsets: leave them out, or take l2")]
    OffsetsBesideL1,
    /// Ordered classes without thresholds between them.
    #[error(
        "ordered classes are told apart by thresholds, which are intercepts: fit them with an intercept"
    )]
    NoThresholds,
    /// More epochs than a trace can keep.
    #[error("{epochs} epochs are too many: at most {most}")]
    Epochs {
        /// How many were asked for.
        epochs: usize,
        /// How many there may be.
        most: usize,
    },
    /// Sums over the samples, or parameters, beyond the largest `f64`.
    #[error(
        "a sum or a parameter exceeds the largest number there is: a value, a weight, a penalty or a rate is \
         too large, or all values of a column are too small"
    )]
    Overflow,
    /// A column that makes sums over the samples overflow.
    #[error(
        "{} reaches {largest:e}, so that sums over the samples overflow: divide it by a power of ten",
        column_name(.feature)
    )]
    TooLarge {
        /// The feature, counted from 0; none for the target (or an offset).
        feature: Option<usize>,
        /// Its largest magnitude.
        largest: f64,
    },
    /// A learning rate, tolerance or step that is not a positive number.
    #[error("{what} is {value}: it must be a positive number")]
    NotPositive {
        /// The setting.
        what: &'static str,
        /// Its value.
        value: f64,
    },
    /// A threshold outside [0, 1].
    #[error("the threshold is {0}: it must lie in [0, 1]")]
    Threshold(f64),
    /// Thousands of features, fewer samples, and no penalty that would choose between all that fit them exactly.
    #[error(
        "{samples} samples cannot tell {features} features apart: a penalty on squares (l2) or on sizes (l1) chooses \
         between the lines that meet them all"
    )]
    TooFewSamples {
        /// Those that count.
        samples: usize,
        /// How many there are.
        features: usize,
    },
    /// Products of too many features, of which a path of lines keeps several times all pairs.
    #[error(
        "a path or a cross-validation of lines, and an l1 beside more samples than features, keep the products of all \
         pairs of features: {features} are too many, and {most} the most; leave some out"
    )]
    TooManyFeatures {
        /// How many there are.
        features: usize,
        /// How many there may be.
        most: usize,
    },
    /// A feature that is the same in every sample cannot be scaled to standard deviation 1.
    #[error(
        "feature {column} is {value} in every sample: drop it, as it cannot tell samples apart"
    )]
    ConstantFeature {
        /// Column, counted from 0.
        column: usize,
        /// The value it always has.
        value: f64,
    },
    /// Newton's Hessian is nearly singular from the start: features are collinear, or nearly so. The
    /// regressions deal with that; a solver by itself stops.
    #[error(
        "the Hessian is nearly singular from the start: columns are collinear, or nearly so: leave some out"
    )]
    NearlyCollinear,
    /// Aliased features, for a model that takes none.
    #[error(
        "the features {features:?} are combinations of others (or constant, alongside an intercept): drop them"
    )]
    Aliased {
        /// The features, counted from 0.
        features: Vec<usize>,
    },
    /// The boundary does not depend on the feature it was to be solved for.
    #[error("the boundary does not depend on feature {feature}: its coefficient is 0")]
    NoBoundary {
        /// The feature, counted from 0.
        feature: usize,
    },
    /// An index beyond the features.
    #[error("there is no feature {feature}: the model has {features}, counted from 0")]
    UnknownFeature {
        /// The feature asked for.
        feature: usize,
        /// Number of features.
        features: usize,
    },
    /// A fit whose predictions mean nothing, because they depend on where the solver stopped.
    #[error("it has no optimum: {0}")]
    NoOptimum(crate::report::Status),
    /// Standard errors and tests would be invalid.
    #[error("no standard errors can be given: {0}")]
    NoInference(&'static str),
    /// The formulas for the influence of rows do not hold.
    #[error("what single rows do to this fit cannot be told: {0}")]
    NoInfluence(&'static str),
    /// A level outside (0, 1).
    #[error("the level is {0}: it must lie between 0 and 1, such as 0.95")]
    Level(f64),
    /// Whether the classes are separated is hidden by rounding, or by a search that did not finish.
    #[error("whether the classes are separated could not be decided: {0}")]
    Undecided(String),
    /// An objective that lives elsewhere could not be evaluated.
    #[error("the objective could not be evaluated: {0}")]
    Objective(#[source] Box<dyn std::error::Error + Send + Sync>),
}

fn column_name(feature: &Option<usize>) -> String {
    feature.map_or_else(|| "the target".to_owned(), |feature| format!("feature {feature}"))
}

pub(crate) fn check_penalty(what: &'static str, value: f64) -> Result<(), Error> {
    if value >= 0.0 && value.is_finite() { Ok(()) } else { Err(Error::Penalty { what, value }) }
}

/// Refuses sums that have overflowed.
pub(crate) fn check_overflow(numbers: &[f64]) -> Result<(), Error> {
    if numbers.iter().all(|x| x.is_finite()) { Ok(()) } else { Err(Error::Overflow) }
}

pub(crate) fn check_positive(what: &'static str, value: f64) -> Result<(), Error> {
    if value > 0.0 && value.is_finite() { Ok(()) } else { Err(Error::NotPositive { what, value }) }
}
