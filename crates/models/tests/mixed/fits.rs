//! One logit, or one number, a sample.

use models::{LinearRegression, LogisticRegression, Penalty};

use crate::common::tables::PENALTIES;
use crate::same::{Apart, ROUNDING, has_optimum};
use crate::tables::{Mixed, TABLES, draw};

/// The ways to penalise, each with its name.
fn penalised() -> impl Iterator<Item = (Penalty, bool, String)> {
    PENALTIES.into_iter().flat_map(|penalty| {
        [false, true].map(|standardise| {
            let unit = if standardise { "deviations" } else { "units" };
            let Penalty { l1, l2 } = penalty;
            (penalty, standardise, format!("l1 {l1}, l2 {l2}, in {unit}"))
        })
    })
}

fn logits_of(apart: &mut Apart, seed: u64, table: &Mixed) {
    for (penalty, standardise, what) in penalised() {
        let config = LogisticRegression { penalty, standardise, ..Default::default() };
        let ends = table.both(&table.labels).map(|problem| config.fit_problem(&problem));
        let Some([codes, dense]) = apart.ends(&what, seed, ends) else { continue };
        apart.reports(&what, seed, &codes.report, &dense.report);
        if !has_optimum(&codes.report) {
            continue;
        }
        if penalty.l1 == 0.0 || !table.is_aliased {
            let of = [&codes, &dense].map(|fit| [&fit.coefficients[..], &[fit.intercept]].concat());
            apart.numbers(&what, seed, &of[0], &of[1]);
        }
        let [p, q] =
            [codes.probabilities(&table.columns), dense.probabilities(table.dense.as_ref())];
        apart.numbers(&format!("{what}: probabilities"), seed, &p.unwrap(), &q.unwrap());
    }
}

fn lines_of(apart: &mut Apart, seed: u64, table: &Mixed) {
    for (penalty, standardise, what) in penalised() {
        let config = LinearRegression { penalty, standardise, ..Default::default() };
        let ends = table.both(&table.numbers).map(|problem| config.fit_problem(&problem));
        let Some([codes, dense]) = apart.ends(&what, seed, ends) else { continue };
        apart.reports(&what, seed, &codes.report, &dense.report);
        if penalty.l1 == 0.0 || !table.is_aliased {
            let of = [&codes, &dense].map(|fit| [&fit.coefficients[..], &[fit.intercept]].concat());
            apart.numbers(&what, seed, &of[0], &of[1]);
        }
        let [p, q] = [codes.predictions(&table.columns), dense.predictions(table.dense.as_ref())];
        apart.numbers(&format!("{what}: predictions"), seed, &p.unwrap(), &q.unwrap());
    }
}

fn all_logits(seeds: impl Iterator<Item = u64>) {
    let mut apart = Apart::default();
    seeds.for_each(|seed| logits_of(&mut apart, seed, &draw(seed)));
    apart.are_within(ROUNDING);
}

fn all_lines(seeds: impl Iterator<Item = u64>) {
    let mut apart = Apart::default();
    seeds.for_each(|seed| lines_of(&mut apart, seed, &draw(seed)));
    apart.are_within(ROUNDING);
}

#[test]
fn logits() {
    all_logits(TABLES);
}

#[test]
fn lines() {
    all_lines(TABLES);
}

#[test]
#[ignore = "two minutes"]
fn many_more() {
    all_lines(300..3_000);
    all_logits(300..3_000);
}
