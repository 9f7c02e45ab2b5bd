//! What cross-validation found, and which penalty is taken.

use models::paths::{CrossValidation, NestedCrossValidation};
use models::{Error, Penalty};
use pictures::TextTable;
use pictures::numbers::significant;
use serde_json::{Value, json};

use super::args::FitArgs;
use crate::words::Words;

pub(super) struct Search {
    found: CrossValidation,
    folds: usize,
    loss: &'static str,
    takes_simplest: bool,
    /// What the search is worth, where that was asked.
    nested: Option<NestedCrossValidation>,
}

/// How a search ends in a penalty.
pub(super) type Choice = dyn Fn(&CrossValidation) -> Penalty + Sync;

fn place(found: &CrossValidation, takes_simplest: bool) -> usize {
    if takes_simplest { found.within_one_standard_error } else { found.best }
}

/// Four digits, or 0.
fn penalty(x: f64) -> String {
    if x == 0.0 { "0".to_owned() } else { format!("{x:.3e}") }
}

impl Search {
    pub(super) fn of(
        found: CrossValidation,
        folds: usize,
        loss: &'static str,
        args: &FitArgs,
    ) -> Self {
        Self { found, folds, loss, takes_simplest: args.simplest, nested: None }
    }

    /// The same with what the search is worth, if that was asked.
    pub(super) fn nested(
        self,
        args: &FitArgs,
        search: impl FnOnce(&Choice) -> Result<NestedCrossValidation, Error>,
    ) -> Result<Self, Error> {
        let simplest = args.simplest;
        let choose: &Choice = &move |found| found.penalties[place(found, simplest)];
        let nested = args.nested.then(|| search(choose)).transpose()?;
        Ok(Self { nested, ..self })
    }

    /// The penalty that is taken.
    pub(super) fn penalty(&self) -> Penalty {
        self.found.penalties[self.place()]
    }

    fn place(&self) -> usize {
        place(&self.found, self.takes_simplest)
    }

    pub(super) fn text(&self) -> String {
        let Self { found, folds, loss, .. } = self;
        let of = |place: usize| {
            let Penalty { l1, l2 } = found.penalties[place];
            let (mean, error) = (found.losses[place], found.standard_errors[place]);
            let (mean, error) = (significant(mean), significant(error));
            let (l1, l2) = (penalty(l1), penalty(l2));
            format!("l1 {l1}, l2 {l2}: {loss} {mean} (standard error {error})")
        };
        let end = if found.is_best_at_the_end() {
            "; the best is the smallest that was tried, and a smaller one would hardly do better"
        } else {
            ""
        };
        let taken = if self.takes_simplest { "simplest" } else { "best" };
        format!(
            "cross-validation in {folds} folds over {} penalties\n  best      {}\n  simplest  {} (within \
             one standard error)\nthe {taken} is taken{end}{}\n\n{}",
            found.penalties.len(),
            of(found.best),
            of(found.within_one_standard_error),
            self.worth(),
            self.curve(),
        )
    }

    fn worth(&self) -> String {
        let Some(nested) = &self.nested else { return String::new() };
        format!(
            "\non folds that a search among the others has not seen: {} {} (standard error {})",
            self.loss,
            significant(nested.loss()),
            significant(nested.standard_error()),
        )
    }

    /// The losses of some penalties from the largest to the smallest, those of the two that are named among them.
    fn curve(&self) -> String {
        const SHOWN: usize = 10;
        let Self { found, loss, .. } = self;
        let last = found.penalties.len() - 1;
        let mut places: Vec<usize> = (0..SHOWN).map(|k| k * last / (SHOWN - 1)).collect();
        places.extend([found.best, found.within_one_standard_error]);
        places.sort_unstable();
        places.dedup();
        let mut table = TextTable::new(["l1", "l2", loss, "std. error", ""]);
        for place in places {
            let Penalty { l1, l2 } = found.penalties[place];
            let name = match place {
                _ if place == found.best => "best",
                _ if place == found.within_one_standard_error => "simplest",
                _ => "",
            };
            table.row([
                penalty(l1),
                penalty(l2),
                significant(found.losses[place]),
                significant(found.standard_errors[place]),
                name.to_owned(),
            ]);
        }
        table.to_string().lines().map(str::trim_end).collect::<Vec<&str>>().join("\n")
    }

    pub(super) fn to_json(&self) -> Value {
        let found = &self.found;
        let of = |part: fn(&Penalty) -> f64| {
            found.penalties.iter().map(|penalty| Words(part(penalty))).collect::<Vec<_>>()
        };
        json!({
            "folds": self.folds,
            "l1": of(|penalty| penalty.l1),
            "l2": of(|penalty| penalty.l2),
            "losses": Words(found.losses.clone()),
            "standard_errors": Words(found.standard_errors.clone()),
            "best": found.best,
            "simplest": found.within_one_standard_error,
            "taken": self.place(),
            "nested": self.nested.as_ref().map(|nested| json!({
                "losses": Words(nested.losses.clone()),
                "loss": Words(nested.loss()),
                "standard_error": Words(nested.standard_error()),
                "l1": nested.penalties.iter().map(|penalty| Words(penalty.l1)).collect::<Vec<_>>(),
                "l2": nested.penalties.iter().map(|penalty| Words(penalty.l2)).collect::<Vec<_>>(),
            })),
        })
    }
}
