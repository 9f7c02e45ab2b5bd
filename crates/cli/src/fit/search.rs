//! What cross-validation found, and which penalty is taken.

use models::paths::{CrossValidation, NestedCrossValidation, Penalties, PenaltyPath};
use models::{Error, Penalty};
use pictures::TextTable;
use pictures::numbers::significant;
use serde_json::{Value, json};

use super::args::FitArgs;
use super::score::ScoreArg;
use crate::words::Words;

/// The penalties that --cv tries.
pub(super) struct Tried {
    l1_ratio: f64,
    /// From the largest to the smallest, where they were given.
    own: Vec<Penalty>,
}

impl Tried {
    pub(super) fn of(args: &FitArgs) -> Option<Self> {
        let l1_ratio = args.cv?;
        let mut own = args.penalties.clone();
        own.sort_by(|a, b| b.total_cmp(a));
        own.dedup();
        let own = own.into_iter().map(|x| Penalty { l1: x * l1_ratio, l2: x * (1.0 - l1_ratio) });
        Some(Self { l1_ratio, own: own.collect() })
    }

    pub(super) fn score(args: &FitArgs) -> ScoreArg {
        args.cv_by.unwrap_or(ScoreArg::usual(args.model))
    }

    pub(super) fn penalties(&self) -> Penalties<'_> {
        match &*self.own {
            [] => (&PenaltyPath { l1_ratio: self.l1_ratio, ..Default::default() }).into(),
            own => own.into(),
        }
    }
}

pub(super) struct Search {
    found: CrossValidation,
    folds: usize,
    score: ScoreArg,
    takes_simplest: bool,
    /// Whether the penalties were given.
    are_own: bool,
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
    pub(super) fn of(found: CrossValidation, folds: usize, args: &FitArgs) -> Self {
        Self {
            found,
            folds,
            score: Tried::score(args),
            takes_simplest: args.simplest,
            are_own: !args.penalties.is_empty(),
            nested: None,
        }
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
        let Self { found, folds, score, .. } = self;
        let name = score.name();
        let of = |place: usize| {
            let Penalty { l1, l2 } = found.penalties[place];
            let mean = significant(score.of_loss(found.losses[place]));
            let error = significant(found.standard_errors[place]);
            let (l1, l2) = (penalty(l1), penalty(l2));
            format!("l1 {l1}, l2 {l2}: {name} {mean} (standard error {error})")
        };
        let end = match (found.is_best_at_the_end(), self.are_own) {
            (true, false) => {
                "; the best is the smallest that was tried, and a smaller one would hardly do better"
            }
            (true, true) if !found.penalties[found.best].is_none() => {
                "; the best is the smallest of the list: a smaller one may do better"
            }
            _ => "",
        };
        let taken = if self.takes_simplest { "simplest" } else { "best" };
        let number = found.penalties.len();
        let penalties = if number == 1 { "penalty" } else { "penalties" };
        format!(
            "cross-validation in {folds} folds over {number} {penalties}\n  best      {}\n  simplest  {} (within \
             one standard error)\nthe {taken} is taken{end}{}\n\n{}",
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
            self.score.name(),
            significant(self.score.of_loss(nested.loss())),
            significant(nested.standard_error()),
        )
    }

    /// The scores of some penalties from the largest to the smallest, those of the two that are named among them.
    fn curve(&self) -> String {
        const SHOWN: usize = 10;
        let Self { found, score, .. } = self;
        let last = found.penalties.len() - 1;
        let mut places: Vec<usize> = (0..SHOWN).map(|k| k * last / (SHOWN - 1)).collect();
        places.extend([found.best, found.within_one_standard_error]);
        places.sort_unstable();
        places.dedup();
        let mut table = TextTable::new(["l1", "l2", score.name(), "std. error", ""]);
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
                significant(score.of_loss(found.losses[place])),
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
        let scores = |losses: &[f64]| {
            Words(losses.iter().map(|loss| self.score.of_loss(*loss)).collect::<Vec<f64>>())
        };
        let (all, one) =
            if self.score.is_of_gain() { ("scores", "score") } else { ("losses", "loss") };
        let nested = self.nested.as_ref().map(|nested| {
            json!({
                all: scores(&nested.losses),
                one: Words(self.score.of_loss(nested.loss())),
                "standard_error": Words(nested.standard_error()),
                "l1": nested.penalties.iter().map(|penalty| Words(penalty.l1)).collect::<Vec<_>>(),
                "l2": nested.penalties.iter().map(|penalty| Words(penalty.l2)).collect::<Vec<_>>(),
            })
        });
        json!({
            "folds": self.folds,
            "by": self.score.name(),
            "l1": of(|penalty| penalty.l1),
            "l2": of(|penalty| penalty.l2),
            all: scores(&found.losses),
            "standard_errors": Words(found.standard_errors.clone()),
            "best": found.best,
            "simplest": found.within_one_standard_error,
            "taken": self.place(),
            "nested": nested,
        })
    }
}
