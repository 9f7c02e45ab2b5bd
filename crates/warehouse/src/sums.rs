//! What an objective needs of all rows, as sums: one question for numbers, one for levels, one for pairs of levels.

mod levels;
mod numbers;

use std::ops::Range;

use linalg_lite::Arrow;

use crate::frame::rows::with;
use crate::frame::{Category, Item, Logits};
use crate::{Engine, Error, Frame, Loss};

/// Sums over the rows of a [`Frame`], at some parameters: for each logit the coefficients, then the intercept if there
/// is one.
#[derive(Clone, Debug)]
pub struct Sums {
    /// How many rows there are.
    pub rows: f64,
    /// Their weights.
    pub weight: f64,
    /// `sum w l`.
    pub loss: f64,
    /// `X' r`, with `r = w dl/dz`.
    pub gradient: Vec<f64>,
    /// `X' diag(s) X`, with `s = w d2l/dz2`, or with the squared scores in place of s.
    pub hessian: Option<Arrow>,
    /// How many questions it took.
    pub questions: usize,
}

/// What of the second order is asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Second {
    /// Nothing.
    None,
    /// The Hessian.
    Hessian,
    /// The filling of a sandwich; a row of weight w is so many rows if weights are counts.
    Scores {
        /// Whether they are.
        counts: bool,
    },
}

/// Where a sum of the answer belongs.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Place {
    Weight,
    Loss,
    Gradient(usize),
    Hessian(usize, usize),
}

/// Everything that the questions at some parameters have in common.
struct Asking<'a> {
    engine: &'a dyn Engine,
    frame: &'a Frame<'a>,
    loss: Loss,
    second: Second,
    /// The features that are numbers.
    numbers: Vec<usize>,
    categories: Vec<Category<'a>>,
    /// Rows with their losses and derivatives.
    rows: String,
    /// Coefficients and intercept of a logit.
    group: usize,
}

impl Sums {
    /// Asks `engine` for the sums at the parameters `w` of features that count from `centres`, the levels of a category
    /// that are `wide` kept apart.
    ///
    /// # Errors
    /// Those of the engine; [`Error::Table`] where rows come, go or hold what the model does not know.
    pub fn at(
        engine: &dyn Engine,
        frame: &Frame<'_>,
        loss: Loss,
        centres: &[f64],
        w: &[f64],
        second: Second,
        wide: Range<usize>,
    ) -> Result<Self, Error> {
        let features = frame.n_features();
        let group = features + usize::from(frame.has_intercept);
        let logits = Logits {
            coefficients: (0..loss.logits()).map(|a| &w[a * group..a * group + features]).collect(),
            intercepts: (0..loss.logits())
                .map(|a| if frame.has_intercept { w[a * group + features] } else { 0.0 })
                .collect(),
        };
        let asking = Asking::about(engine, frame, loss, second, &frame.rows(centres, &logits)?)?;
        let dim = loss.logits() * group;
        let mut sums = Self {
            rows: 0.0,
            weight: 0.0,
            loss: 0.0,
            gradient: vec![0.0; dim],
            hessian: (second != Second::None).then(|| Arrow::zeros(dim, wide)),
            questions: 0,
        };
        asking.add_numbers(&mut sums)?;
        asking.add_levels(&mut sums)?;
        asking.add_pairs(&mut sums)?;
        if frame.weights.is_none() {
            sums.weight = sums.rows;
        }
        Ok(sums)
    }

    fn add(&mut self, place: Place, value: f64) {
        match place {
            Place::Weight => self.weight = value,
            Place::Loss => self.loss = value,
            Place::Gradient(i) => self.gradient[i] = value,
            Place::Hessian(i, j) => {
                if let Some(hessian) = &mut self.hessian {
                    set(hessian, i, j, value);
                }
            }
        }
    }
}

impl<'a> Asking<'a> {
    fn about(
        engine: &'a dyn Engine,
        frame: &'a Frame<'a>,
        loss: Loss,
        second: Second,
        rows: &str,
    ) -> Result<Self, Error> {
        let (mut numbers, mut categories) = (Vec::new(), Vec::new());
        for item in frame.items()? {
            match item {
                Item::Number { feature, .. } => numbers.push(feature),
                Item::Category(category) => categories.push(category),
            }
        }
        let group = frame.n_features() + usize::from(frame.has_intercept);
        let mut steps = loss.steps(frame.dialect, frame.weights.is_some());
        if let Second::Scores { counts } = second {
            let weight = if counts && frame.weights.is_some() { " / b.w" } else { "" };
            let square = |(c, (a, b))| format!("b.r{a} * b.r{b}{weight} AS q{c}");
            steps.push(loss.pairs().into_iter().enumerate().map(square).collect());
        }
        let mut asking =
            Self { engine, frame, loss, second, numbers, categories, rows: String::new(), group };
        if second != Second::None && !asking.numbers.is_empty() {
            steps.push(asking.products());
        }
        asking.rows =
            steps.iter().fold(rows.to_owned(), |rows, step| with(&rows, step, frame.dialect.fence));
        Ok(asking)
    }

    /// The curvature of a pair of logits.
    fn curvature(&self, c: usize) -> String {
        let name = if matches!(self.second, Second::Scores { .. }) { "q" } else { "s" };
        format!("b.{name}{c}")
    }

    /// Curvatures times numbers, of which all second sums are made.
    fn products(&self) -> Vec<String> {
        let of_pair = |c| (0..self.numbers.len()).map(move |x| (c, x));
        let product = |(c, x)| format!("{} * b.x{x} AS u{c}_{x}", self.curvature(c));
        (0..self.loss.pairs().len()).flat_map(of_pair).map(product).collect()
    }

    /// The parameter of a feature in a logit.
    fn parameter(&self, logit: usize, feature: usize) -> usize {
        logit * self.group + feature
    }

    /// The parameter that is the intercept of a logit, if there is one.
    fn intercept(&self, logit: usize) -> Option<usize> {
        self.frame.has_intercept.then(|| (logit + 1) * self.group - 1)
    }

    /// Pairs of logits with their number, if the second order is asked for.
    fn pairs(&self) -> Vec<(usize, (usize, usize))> {
        match self.second {
            Second::None => Vec::new(),
            _ => self.loss.pairs().into_iter().enumerate().collect(),
        }
    }
}

/// An entry, and the one opposite.
fn set(hessian: &mut Arrow, i: usize, j: usize, value: f64) {
    let (start, wide) = (hessian.wide.start, hessian.wide.clone());
    match (wide.contains(&i), wide.contains(&j)) {
        (true, true) => hessian.diagonal[i - start] = value, // of different levels it stays 0
        (true, false) => set(hessian, j, i, value),
        (false, true) => {
            let place = hessian.place(i);
            hessian.border[(place, j - start)] = value;
        }
        (false, false) => {
            let (i, j) = (hessian.place(i), hessian.place(j));
            (hessian.corner[(i, j)], hessian.corner[(j, i)]) = (value, value);
        }
    }
}

/// A number of an answer; NULL is the sum of nothing.
pub(crate) fn number(field: &str) -> Result<f64, Error> {
    if field.is_empty() {
        return Ok(0.0);
    }
    field.parse().map_err(|_| Error::Answer {
        engine: "the engine".to_owned(),
        problem: format!("\"{field}\" where a number was asked for"),
    })
}
