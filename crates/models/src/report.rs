//! What a fit says about itself.

mod certificate;
mod method;
mod status;

use std::fmt;
use std::ops::Range;

use serde::{Deserialize, Serialize};

use linalg_lite::{Combination, Features, ReplacedSet, combination_name, names_with_sets};

pub use certificate::{Bound, Certificate};
pub use method::Method;
pub use status::{Separation, Status};

/// How a fit ended, how it got there, and how far from the optimum it may be.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
#[must_use = "a fit may have ended anywhere: check its status"]
pub struct Report {
    /// How it ended.
    pub status: Status,
    /// The method by which it got there.
    pub method: Method,
    /// Why that method, where [`Solver::Auto`](crate::solver::Solver::Auto) had the choice.
    pub reason: Option<String>,
    /// Steps taken: epochs of gradient descent, iterations of Newton, 1 for a direct solution.
    pub iterations: usize,
    /// How often the data were read: once for each evaluation of the objective, or as often as
    /// least squares does. Sweeps over a subsample at the beginning are not counted.
    pub sweeps: usize,
    /// The objective at the parameters returned, in nats (or half squared target units) per sample.
    pub objective: f64,
    /// The largest absolute entry of the gradient at the parameters returned.
    pub gradient_norm: f64,
    /// How far above its minimum the objective may be; none when it has no minimum, or no curvature
    /// was available.
    pub certificate: Option<Certificate>,
    /// Aliased features, each with the combination of others that replaces it.
    pub combinations: Vec<Combination>,
    /// Features that together separate the classes, when the status is `Separated`.
    pub separating: Vec<usize>,
    /// All parameters whose best value is then infinite: coefficients by feature, and last the intercept;
    /// for several classes, those that are infinite for any of them.
    #[serde(default)]
    pub infinite: Vec<usize>,
    /// The features of each category, where so many levels are aliased or infinite that a category is named instead.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub categories: Vec<Range<usize>>,
    /// Why it could not be decided whether the classes are separated, if it could not.
    #[serde(default)]
    pub undecided: Option<String>,
    /// Whether some coefficients were not allowed to be negative.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub has_bounds: bool,
    /// When the status is `Diverged`: what happened and what would have worked.
    pub divergence: Option<Divergence>,
    /// The steps, first to last.
    pub trace: Vec<Iteration>,
}

/// One step of a solver.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Iteration {
    /// The objective before the step.
    pub objective: f64,
    /// The largest absolute entry of the gradient before the step.
    pub gradient_norm: f64,
    /// The largest change of a parameter.
    pub step: f64,
}

/// How gradient descent went astray.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Divergence {
    /// The first epoch after which the objective was above its value at the start.
    pub epoch: usize,
    /// A rate at which every step lowers the objective, `1 / L`, when the largest curvature `L` is
    /// known.
    pub safe_rate: Option<f64>,
}

impl Report {
    /// A report on parameters where the objective is `objective` and the largest entry of the gradient
    /// `gradient_norm`, with no more findings than its status.
    pub(crate) fn new(
        status: Status,
        method: Method,
        sweeps: usize,
        objective: f64,
        gradient_norm: f64,
        trace: Vec<Iteration>,
    ) -> Self {
        Self {
            status,
            method,
            reason: None,
            iterations: trace.len(),
            sweeps,
            objective,
            gradient_norm,
            certificate: None,
            combinations: Vec::new(),
            separating: Vec::new(),
            infinite: Vec::new(),
            categories: Vec::new(),
            undecided: None,
            has_bounds: false,
            divergence: None,
            trace,
        }
    }

    /// Whoever looked for directions of separation found none: a fit that seemed to have no finite optimum was kept from it
    /// by rounding, and nothing tells how far it is.
    pub fn found_no_separation(&mut self) {
        if self.status == Status::NoFiniteOptimum {
            self.status = Status::Stalled;
            self.certificate = None;
        }
    }

    /// The status of a fit that ended by itself, but not at the optimum.
    pub(crate) fn not_converged(&self) -> Status {
        if self.method == Method::GradientDescent {
            Status::IterationLimit
        } else {
            Status::Stalled
        }
    }

    /// Remembers the categories, if there is so much to say of their levels.
    pub(crate) fn name_sets(&mut self, features: Features<'_>) {
        let terms = self.combinations.iter().map(|combination| combination.terms.len());
        let most = terms.chain([self.combinations.len(), self.infinite.len()]).max();
        if most > Some(ReplacedSet::MANY) {
            self.categories = features.categories().collect();
        }
    }

    /// The objective before each step.
    #[must_use]
    pub fn objectives(&self) -> Vec<f64> {
        self.trace.iter().map(|iteration| iteration.objective).collect()
    }

    /// Whether the parameters are the optimum, or one of many.
    #[must_use]
    pub fn is_optimum(&self) -> bool {
        matches!(self.status, Status::Converged | Status::RankDeficient { .. })
    }

    /// The report in words, with the names of the features.
    #[must_use]
    pub fn describe(&self, names: &[String]) -> String {
        let mut lines = vec![format!(
            "{} ({}, {} {}, {} {} over the data)",
            self.status,
            self.method,
            self.iterations,
            plural(self.iterations, "iteration"),
            self.sweeps,
            plural(self.sweeps, "sweep"),
        )];
        let certificate = self.certificate.map_or(String::new(), |c| format!(", {c}"));
        lines.push(format!("objective {}{certificate}", nine_digits(self.objective)));
        if !self.separating.is_empty() {
            let names = names_of_parameters(names, &self.infinite);
            let sets = |parameters: &[usize]| names_with_sets(parameters, &names, &self.categories);
            lines.push(format!("separated by {}", sets(&self.separating).join(", ")));
            let others = self.infinite.iter().any(|j| !self.separating.contains(j));
            if others {
                lines.push(format!("infinite: {}", sets(&self.infinite).join(", ")));
            }
            lines.push(
                "remedies: a penalty (l2 > 0), Firth's correction (not of ordered classes), or other features"
                    .to_owned(),
            );
        }
        if let Some(reason) = &self.undecided {
            lines.push(format!("whether the classes are separated could not be decided: {reason}"));
        }
        let (sets, single) = ReplacedSet::of(&self.combinations, &self.categories);
        let of_set = |set: &ReplacedSet| set.describe(names, &self.categories);
        lines.extend(sets.iter().map(|set| format!("aliased: {}", of_set(set))));
        let of_one = |c: &Combination| combination_name(c, names, &self.categories);
        lines.extend(single.iter().map(|c| format!("aliased: {}", of_one(c))));
        if let Some(Divergence { epoch, safe_rate }) = self.divergence {
            let safe = safe_rate.map_or(String::new(), |rate| {
                format!("; a learning rate of {rate:.2e} is small enough")
            });
            lines.push(format!(
                "the objective first rose above its initial value at epoch {epoch}{safe}"
            ));
        }
        lines.join("\n")
    }
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.describe(&[]))
    }
}

/// The features, with the intercept last; numbers, where nobody has named them.
fn names_of_parameters(names: &[String], asked: &[usize]) -> Vec<String> {
    let dim = asked.iter().max().map_or(0, |last| last + 1);
    match names {
        [] => (0..dim).map(|j| format!("parameter {j}")).collect(),
        _ => [names, &["intercept".to_owned()]].concat(),
    }
}

/// Nine digits after the point, or nine significant ones where that would be none or too many.
fn nine_digits(x: f64) -> String {
    if x == 0.0 {
        "0".to_owned()
    } else if (1e-3..1e6).contains(&x.abs()) {
        format!("{x:.9}")
    } else {
        format!("{x:.8e}")
    }
}

fn plural(count: usize, word: &str) -> String {
    if count == 1 { word.to_owned() } else { format!("{word}s") }
}
