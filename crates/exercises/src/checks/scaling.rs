//! A scaled column, beside what `StandardScaler` learns from the rows to train on.

use anyhow::Result;
use datasets::{Source, Stream, generate};
use linalg_lite::matrix_from_columns;
use models::StandardScaler;
use pictures::{Figure, Ink, Point};

use crate::drawing::{steps, within};
use crate::nearness::{are_near, is_near, number};
use crate::{Checked, Exercise, solutions, yours};

pub(super) static EXERCISE: Exercise = Exercise {
    number: 6,
    name: "scaling",
    title: "A scale that knows the test",
    scene: "train",
    minutes: 8,
    symptom: "One student to test on studies longer and longer. What a student to train on is worth should not \
              move at all.",
    hint: "When the model is trained, which rows are there? Nothing that is learned may come from the others, \
           and a mean is learned, too. What was learned is then used on all rows.",
    source: include_str!("../../exercises/6_scaling.rs"),
    solution: include_str!("../../solutions/6_scaling.rs"),
    shipped: 0x5347_7746_af47_ff14,
    yours: |seed| check(yours::scaling::scale, seed),
    solved: |seed| check(solutions::scaling::scale, seed),
};

/// The rows to train on and those to test on, both scaled.
pub type Scale = fn(&[f64], &[f64]) -> [Vec<f64>; 2];

const TABLES: usize = 20;
const ROUNDING: f64 = 1e-12;
const LONGEST: f64 = 100.0;

struct Case {
    train: Vec<f64>,
    test: Vec<f64>,
    other_test: Vec<f64>,
}

/// Judges it on hours of study, each table beside two sets of rows to test on.
///
/// # Errors
/// None that a program could cause.
pub fn check(scale: Scale, seed: u64) -> Result<Checked> {
    let mut stream = Stream::new(Source::ChaCha8, seed)?;
    let mut cases = Vec::new();
    for _ in 0..TABLES {
        cases.push(Case {
            train: hours(30, &mut stream)?,
            test: hours(10, &mut stream)?,
            other_test: hours(10, &mut stream)?,
        });
    }
    let mut faults = Vec::new();
    for case in &cases {
        faults.extend(case.fault(scale)?);
    }
    let found = match faults.first() {
        None => format!("all {TABLES} tables are scaled by what the rows to train on say."),
        Some(first) => format!("{first}."),
    };
    let figure = cases[0].picture(scale)?;
    Ok(Checked { figure, passed: faults.is_empty(), found })
}

fn hours(rows: usize, stream: &mut Stream) -> Result<Vec<f64>> {
    Ok(generate::exam(rows, stream)?.feature("study_hours")?.to_vec())
}

fn first(values: &[f64]) -> f64 {
    values.first().copied().unwrap_or(f64::NAN)
}

impl Case {
    fn fault(&self, scale: Scale) -> Result<Option<String>> {
        let [train, test] = scale(&self.train, &self.test);
        let [beside_others, _] = scale(&self.train, &self.other_test);
        if !are_near(&train, &beside_others, ROUNDING) {
            return Ok(Some(format!(
                "the first training row, {} hours, becomes {} beside one set of test rows and {} beside another",
                number(first(&self.train)),
                number(first(&train)),
                number(first(&beside_others)),
            )));
        }
        let right = self.right()?;
        for (what, yours, right) in [("training", train, &right[0]), ("test", test, &right[1])] {
            if yours.len() != right.len() {
                let (n, of) = (yours.len(), right.len());
                return Ok(Some(format!("of {of} {what} rows, {n} come back")));
            }
            let mut both = yours.iter().zip(right);
            if let Some((yours, right)) =
                both.find(|(yours, right)| !is_near(**yours, **right, ROUNDING))
            {
                let (right, yours) = (number(*right), number(*yours));
                return Ok(Some(format!(
                    "a {what} row should become {right}, and becomes {yours}"
                )));
            }
        }
        Ok(None)
    }

    fn right(&self) -> Result<[Vec<f64>; 2]> {
        let (train, test) =
            (matrix_from_columns(&[&self.train])?, matrix_from_columns(&[&self.test])?);
        let scaler = StandardScaler.fit(train.as_ref())?;
        let column = |scaled: &linalg_lite::Mat<f64>| scaled.col_as_slice(0).to_vec();
        Ok([column(&scaler.transform(train.as_ref())?), column(&scaler.transform(test.as_ref())?)])
    }

    fn picture(&self, scale: Scale) -> Result<Figure> {
        let right = first(&self.right()?[0]);
        let worth = |hours: f64| -> Point {
            let mut test = self.test.clone();
            test[0] = hours;
            (hours, first(&scale(&self.train, &test)[0]))
        };
        let ends = [right - 1.5, right + 1.5];
        let mut figure = Figure::new(
            "A training row, beside one test row",
            "hours of the test row",
            "training row, scaled",
        )
        .ranges([0.0, LONGEST], ends)
        .described("The scaled value of a training row, as a test row moves away.");
        figure.guide(vec![(0.0, right), (LONGEST, right)], "what it should be");
        figure.line(
            within(ends, steps([0.0, LONGEST], 50).map(worth)),
            Ink::Model,
            "what it becomes",
        );
        Ok(figure)
    }
}
