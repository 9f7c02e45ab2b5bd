//! How good a fitted model is on the rows of a table: sums that an engine takes, from which all figures follow.

mod classes;
mod numbers;
mod ranking;
mod two;

pub use classes::ClassSums;
pub use numbers::NumberSums;
pub use ranking::{Cheapest, RankingSums};
pub use two::TwoClassSums;

use datasets::Unseen;

use crate::ask::numbers;
use crate::frame::Logits;
use crate::frame::rows::with;
use crate::moments::{intercept_from_means, near_means};
use crate::weights::{are_counts, check_countable};
use crate::{Engine, Error, Frame, Truth};

/// A fitted model and the rows that it is judged by. Levels are joined with their coefficients, not compared one after
/// the other.
#[derive(Clone)]
pub struct Judge<'a> {
    /// Who is asked.
    pub engine: &'a dyn Engine,
    /// About which rows, whose truth it knows.
    pub frame: &'a Frame<'a>,
    /// Coefficients and intercept: of a line or a logit one pair, of several classes one each.
    pub logits: Vec<(&'a [f64], f64)>,
}

/// How many rows there are, and how often they count.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Counted {
    /// Rows.
    pub rows: f64,
    /// Their weights.
    pub weight: f64,
    /// Whether all weights are whole numbers.
    pub are_counts: bool,
}

impl Judge<'_> {
    /// How many rows there are to judge by.
    ///
    /// # Errors
    /// As [`two_classes`](Self::two_classes).
    pub fn counted(&self) -> Result<Counted, Error> {
        Ok(self.sums(&self.rows_of_one(&[])?, &[])?.0)
    }

    /// How many rows have a level or a gap that the model does not know.
    ///
    /// # Errors
    /// Those of the engine.
    pub fn unknown(&self) -> Result<f64, Error> {
        let [rows, with_score] = self.scored()?;
        Ok(rows - with_score)
    }

    /// Refuses such rows.
    ///
    /// # Errors
    /// Those of the engine; [`Error::Table`] where there are some.
    pub fn refuse_unknown(&self) -> Result<(), Error> {
        let [rows, with_score] = self.scored()?;
        self.check_known(rows, with_score)
    }

    /// How many rows there are, and how many of them the model can score.
    fn scored(&self) -> Result<[f64; 2], Error> {
        let frame = Frame { unseen: Unseen::Refuse, ..self.frame.clone() };
        let rows = Judge { frame: &frame, ..self.clone() }.rows_of_one(&[])?;
        let answer =
            numbers(self.engine, format!("SELECT COUNT(*), COUNT(b.z0) FROM ({rows}) AS b"), 2)?;
        Ok([answer[0], answer[1]])
    }

    /// The rows with their truth `y`, their weight `w` and their logits `z0, z1, ...`, and what is added to them step by
    /// step.
    fn rows(
        &self,
        coefficients: &[Vec<f64>],
        intercepts: Vec<f64>,
        steps: &[Vec<String>],
    ) -> Result<String, Error> {
        let frame = Frame { target_centre: None, ..self.frame.clone() };
        let means = near_means(frame.encoder);
        let of_logit = |(w, b): (&Vec<f64>, f64)| intercept_from_means(&means, w, b);
        let intercepts = coefficients.iter().zip(intercepts).map(of_logit).collect();
        let coefficients = coefficients.iter().map(Vec::as_slice).collect();
        let rows = frame.rows(&means, &Logits { coefficients, intercepts })?;
        let fence = self.frame.dialect.fence;
        Ok(steps.iter().fold(rows, |rows, step| with(&rows, step, fence)))
    }

    /// The rows of a model with one logit.
    fn rows_of_one(&self, steps: &[Vec<String>]) -> Result<String, Error> {
        let (coefficients, intercept) = self.logits.first().copied().unwrap_or_default();
        self.rows(&[coefficients.to_vec()], vec![intercept], steps)
    }

    /// What a row counts.
    fn weight(&self) -> String {
        match self.frame.weights {
            Some(_) => "b.w".to_owned(),
            None => self.frame.dialect.double(1.0),
        }
    }

    /// Sums over rows, after the counts that each question begins with.
    fn sums(&self, rows: &str, sums: &[String]) -> Result<(Counted, Vec<f64>), Error> {
        let (dialect, w) = (self.frame.dialect, self.weight());
        let (zero, one) = (dialect.double(0.0), dialect.double(1.0));
        let part = format!("SUM(CASE WHEN {w} = FLOOR({w}) THEN {zero} ELSE {one} END)");
        let mut selected = vec!["COUNT(*)".to_owned(), "COUNT(b.y)".to_owned()];
        selected.push("COUNT(b.z0)".to_owned());
        let shown = [format!("SUM({w})"), part].into_iter().chain(sums.iter().cloned());
        selected.extend(shown.map(|sql| dialect.shown(&sql)));
        let text = format!("SELECT {} FROM ({rows}) AS b", selected.join(", "));
        let answer = numbers(self.engine, text, selected.len())?;
        check_countable(self.frame.table, answer[0])?;
        self.check(answer[0], answer[1], answer[2])?;
        let counted = Counted {
            rows: answer[0],
            weight: answer[3],
            are_counts: are_counts(answer[3], answer[4]),
        };
        Ok((counted, answer[5..].to_vec()))
    }

    /// Refuses rows whose class or score is not known.
    fn check(&self, rows: f64, with_truth: f64, with_score: f64) -> Result<(), Error> {
        let table = self.frame.table;
        let target = self.frame.truth.map_or("", |truth| truth.column());
        let problem = if rows == 0.0 {
            "every row lacks something that the model needs".to_owned()
        } else if with_truth < rows {
            let strange = rows - with_truth;
            format!(
                "in {strange} of {rows} rows \"{target}\" is no class that the model knows: there are {}",
                self.classes_by_name()
            )
        } else {
            return self.check_known(rows, with_score);
        };
        Err(Error::Table(format!("{table}: {problem}")))
    }

    /// Refuses rows that have no score, though they have all columns.
    fn check_known(&self, rows: f64, with_score: f64) -> Result<(), Error> {
        match rows - with_score {
            0.0 => Ok(()),
            unknown => Err(Error::Table(format!(
                "{}: {unknown} of {rows} rows have a level or a gap that the model does not know: --unseen baseline takes \
                 the baseline in its place",
                self.frame.table
            ))),
        }
    }

    /// The first few, each by its first text.
    fn classes_by_name(&self) -> String {
        const FEW: usize = 8;
        let Some(Truth::Classes { classes, .. }) = self.frame.truth else { return String::new() };
        let mut names: Vec<&str> =
            classes.iter().filter_map(|texts| texts.first()).map(String::as_str).collect();
        if names.len() > FEW {
            names.truncate(FEW);
            names.push("…");
        }
        names.join(", ")
    }
}
