//! A logit for each class.

use models::{LogisticRegression, OneVsRest, Penalty, SoftmaxRegression};

use crate::same::{Apart, ROUNDING, has_optimum};
use crate::tables::{TABLES, draw};

#[test]
fn softmax() {
    let mut apart = Apart::default();
    for seed in TABLES {
        let table = draw(seed);
        if table.dense.ncols() > 60 {
            continue; // several classes of hundreds of features take their time
        }
        for (l2, standardise) in [(0.0, false), (0.05, false), (0.05, true)] {
            let what = format!("l2 {l2}, {standardise}");
            let config = SoftmaxRegression { l2, standardise, ..Default::default() };
            let ends = table.classes_of_both().map(|problem| config.fit_problem(&problem, 3));
            let Some([codes, dense]) = apart.ends(&what, seed, ends) else { continue };
            apart.reports(&what, seed, &codes.report, &dense.report);
            if !has_optimum(&codes.report) {
                continue;
            }
            let of = [&codes, &dense]
                .map(|fit| [fit.coefficients.concat(), fit.intercepts.clone()].concat());
            apart.numbers(&what, seed, &of[0], &of[1]);
            let [p, q] =
                [codes.probabilities(&table.columns), dense.probabilities(table.dense.as_ref())];
            let what = format!("{what}: probabilities");
            apart.numbers(&what, seed, &p.unwrap().concat(), &q.unwrap().concat());
            if l2 > 0.0 {
                continue;
            }
            let [one, two] = table.classes_of_both();
            let ends = [codes.inference_of(&one), dense.inference_of(&two)];
            let Some([one, two]) = apart.ends("inference", seed, ends) else { continue };
            one.estimates.iter().zip(&two.estimates).for_each(|(one, two)| {
                apart.estimates("inference", seed, one, two);
            });
            apart.likelihoods("likelihood", seed, &one.likelihood, &two.likelihood);
        }
    }
    apart.are_within(ROUNDING);
}

#[test]
fn one_against_the_rest() {
    let mut apart = Apart::default();
    for seed in TABLES.step_by(3) {
        let table = draw(seed);
        if table.dense.ncols() > 60 {
            continue; // several classes of hundreds of features take their time
        }
        for penalty in [Penalty::default(), Penalty::l2(0.05)] {
            let what = format!("l2 {}", penalty.l2);
            let binary = LogisticRegression { penalty, ..Default::default() };
            let ends = table
                .classes_of_both()
                .map(|problem| OneVsRest { binary }.fit_problem(&problem, 3));
            let Some([codes, dense]) = apart.ends(&what, seed, ends) else { continue };
            let mut are_there = true;
            for (one, two) in codes.models.iter().zip(&dense.models) {
                apart.logistic(&what, seed, one, two);
                are_there &= has_optimum(&one.report);
            }
            if are_there {
                let p = codes.probabilities(&table.columns).unwrap().concat();
                let q = dense.probabilities(table.dense.as_ref()).unwrap().concat();
                apart.numbers(&format!("{what}: probabilities"), seed, &p, &q);
            }
        }
    }
    apart.are_within(ROUNDING);
}
