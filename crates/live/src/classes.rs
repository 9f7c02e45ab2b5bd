//! Penguins of three species by two measures of the bill: three models against the rest, or one.

use datasets::real;
use linalg_lite::{Mat, MatRef, sigmoid};
use models::{LogisticRegression, OneVsRest, Penalty, SoftmaxRegression};
use serde::{Deserialize, Serialize};

use crate::Error;
use crate::exam::columns;
use crate::window::Window;

#[derive(Deserialize)]
pub(crate) struct Question {
    /// Length and depth of a bill in mm.
    bill: [f64; 2],
    /// A species that is left out, by its number.
    without: Option<usize>,
    /// Where the likeliest species are asked for.
    window: Option<Window>,
}

/// The number of a class for each place, as a model gives it.
type Classes = Result<Vec<usize>, models::Error>;

#[derive(Serialize)]
pub(crate) struct Answer {
    bills: Vec<Vec<f64>>,
    species: Vec<usize>,
    names: Vec<String>,
    /// Of each model against the rest, and their sum.
    against_the_rest: Vec<f64>,
    sum: f64,
    /// Of the one model; their sum is 1.
    softmax: Vec<f64>,
    softmax_sum: f64,
    logits: Vec<f64>,
    /// With two species: the sigmoid of the difference of their logits.
    sigmoid: Option<f64>,
    /// The likeliest species at the places of the window, by the one model.
    map: Vec<usize>,
    /// The same by the models against the rest.
    map_against_the_rest: Vec<usize>,
}

impl Question {
    pub(crate) fn answer(&self) -> Result<Answer, Error> {
        let penguins = real::penguins()?.dataset;
        let penguins = penguins.select_features(&["bill_length_mm", "bill_depth_mm"])?;
        let all = penguins.classes()?.0;
        let kept = |i: &usize| Some(all[*i]) != self.without;
        let rows: Vec<usize> = (0..all.len()).filter(kept).collect();
        let penguins = penguins.select_rows(&rows)?;
        let names: Vec<String> = penguins
            .classes()?
            .1
            .iter()
            .enumerate()
            .filter(|(k, _)| Some(*k) != self.without)
            .map(|(_, name)| name.clone())
            .collect();
        let closed_up =
            |class: &usize| class - usize::from(self.without.is_some_and(|k| k < *class));
        let species: Vec<usize> = penguins.classes()?.0.iter().map(closed_up).collect();

        let x = penguins.features.as_ref();
        let l2 = 1.0 / rows.len() as f64;
        let binary = LogisticRegression { penalty: Penalty::l2(l2), ..Default::default() };
        let rest = OneVsRest { binary }.fit(x, &species, names.len())?;
        let softmax = SoftmaxRegression { l2, ..Default::default() };
        let softmax = softmax.fit(x, &species, names.len())?;

        let bill = Mat::from_fn(1, 2, |_, j| self.bill[j]);
        let of_one = |of_all: Vec<Vec<f64>>| -> Vec<f64> { of_all.iter().map(|k| k[0]).collect() };
        let against_the_rest = of_one(rest.probabilities(bill.as_ref())?);
        let probabilities = of_one(softmax.probabilities(bill.as_ref())?);
        let logits = of_one(softmax.logits(bill.as_ref())?);
        let grid = self.window.map(|window| window.grid());
        let likeliest = |of: &dyn Fn(MatRef<'_, f64>) -> Classes| {
            grid.as_ref().map_or(Ok(Vec::new()), |grid| of(grid.as_ref()))
        };
        Ok(Answer {
            bills: columns(&penguins),
            species,
            names,
            sum: against_the_rest.iter().sum(),
            against_the_rest,
            softmax_sum: probabilities.iter().sum(),
            softmax: probabilities,
            sigmoid: (logits.len() == 2).then(|| sigmoid(logits[1] - logits[0])),
            logits,
            map: likeliest(&|x| softmax.classes(x))?,
            map_against_the_rest: likeliest(&|x| rest.classes(x))?,
        })
    }
}
