//! A table that a reader pastes: its last column is what to learn, its first two columns of numbers are
//! the axes.

use datasets::{Reading, Table, Target};
use serde::{Deserialize, Serialize};

use crate::Error;

/// More points than this are no drawing any more.
const MOST_ROWS: usize = 2000;

#[derive(Deserialize)]
pub(crate) struct Question {
    text: String,
}

#[derive(Serialize)]
pub(crate) struct Answer {
    names: [String; 2],
    target: String,
    /// What false and true are called.
    classes: [String; 2],
    x: Vec<f64>,
    y: Vec<f64>,
    labels: Vec<bool>,
    /// Rows left out because of gaps.
    dropped: usize,
}

impl Question {
    pub(crate) fn answer(&self) -> Result<Answer, Error> {
        const FILE: &str = "the pasted table";
        let mut table = Table::from_bytes(FILE, self.text.as_bytes(), &Reading::default())?;
        if table.n_rows() > MOST_ROWS {
            return Err(format!(
                "{FILE} has {} rows; here {MOST_ROWS} are the most",
                table.n_rows()
            )
            .into());
        }
        let dropped = table.drop_incomplete();
        if table.n_rows() == 0 {
            return Err(format!("every row of {FILE} has a gap").into());
        }
        let header = table.header();
        let Some((target, others)) = header.split_last() else {
            return Err(format!("{FILE} has no columns").into());
        };
        let axes: Vec<&String> =
            others.iter().filter(|name| table.numbers(name).is_ok()).take(2).collect();
        let [first, second] = axes[..] else {
            return Err(format!("{FILE} needs two columns of numbers before \"{target}\"").into());
        };
        let (labels, classes) = match table.target(target)? {
            Target::Binary(labels) => (labels, ["no".to_owned(), "yes".to_owned()]),
            Target::Classes { labels, names } if names.len() == 2 => (
                labels.iter().map(|class| *class == 1).collect(),
                [names[0].clone(), names[1].clone()],
            ),
            _ => return Err(format!("\"{target}\", the last column, needs two values").into()),
        };
        Ok(Answer {
            x: table.numbers(first)?,
            y: table.numbers(second)?,
            names: [first.clone(), second.clone()],
            target: target.clone(),
            classes,
            labels,
            dropped,
        })
    }
}
