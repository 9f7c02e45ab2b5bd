//! What is the same in other words, and what separates.

use linalg_lite::{Design, Features, collinearity, dependencies};
use models::separation::{SeparatingDirection, find_separation, find_separation_of_classes};
use models::{LogisticRegression, StandardScaler};

use crate::same::{Apart, ROUNDING};
use crate::tables::{Mixed, TABLES, draw};

fn designs(table: &Mixed) -> [Design<'_>; 2] {
    let forms: [Features<'_>; 2] = [(&table.columns).into(), table.dense.as_ref().into()];
    forms.map(|features| Design::new(features, table.has_intercept).unwrap())
}

#[test]
fn dependencies_and_collinearity() {
    let mut apart = Apart::default();
    for seed in TABLES {
        let table = draw(seed);
        for weights in [None, table.weight_values()] {
            let ends = designs(&table).map(|design| dependencies(design, weights));
            if let Some([one, two]) = apart.ends("dependencies", seed, ends) {
                apart.combinations("dependencies", seed, &one.combinations, &two.combinations);
            }
            let ends = designs(&table).map(|design| collinearity(design, weights));
            let Some([one, two]) = apart.ends("collinearity", seed, ends) else { continue };
            let of = [&one, &two].map(|found| format!("{:?} {:?}", found.features, found.aliased));
            apart.words("collinearity", seed, &of[0], &of[1]);
            apart.numbers("inflation", seed, &one.inflation, &two.inflation);
            apart.numbers("condition", seed, &one.condition_indexes, &two.condition_indexes);
        }
    }
    apart.are_within(ROUNDING);
}

#[test]
fn scaled_features() {
    let mut apart = Apart::default();
    for seed in TABLES {
        let table = draw(seed);
        let ends = [StandardScaler.fit(&table.columns), StandardScaler.fit(table.dense.as_ref())];
        let Some([one, two]) = apart.ends("scaler", seed, ends) else { continue };
        apart.numbers("means", seed, &one.means, &two.means);
        apart.numbers("deviations", seed, &one.deviations, &two.deviations);
        let [scaled, of_dense] =
            [one.transform(&table.columns), two.transform(table.dense.as_ref())]
                .map(Result::unwrap);
        let columns =
            |j: usize| [&scaled, &of_dense].map(|x| x.col(j).iter().copied().collect::<Vec<f64>>());
        for [one, two] in (0..scaled.ncols()).map(columns) {
            apart.numbers("scaled", seed, &one, &two);
        }
    }
    apart.are_within(ROUNDING);
}

fn directions(
    apart: &mut Apart,
    what: &str,
    seed: u64,
    ends: [Result<Option<SeparatingDirection>, models::Error>; 2],
) {
    let Some([one, two]) = apart.ends(what, seed, ends) else { return };
    let of = |found: &Option<SeparatingDirection>| {
        let of = |d: &SeparatingDirection| {
            let features = if d.weights.len() <= FEW { &d.features[..] } else { &[] };
            format!("{:?} {features:?} {:?}", d.separation, d.infinite)
        };
        found.as_ref().map_or("none".to_owned(), of)
    };
    apart.words(what, seed, &of(&one), &of(&two));
    if let (Some(one), Some(two)) = (one, two)
        && one.weights.len() <= FEW
    {
        apart.numbers(what, seed, &one.weights, &two.weights);
    }
}

/// Beyond so many weights levels of one class leave before the search, and it may choose other features.
const FEW: usize = 100;

#[test]
fn separation() {
    let mut apart = Apart::default();
    for seed in TABLES {
        let table = draw(seed);
        directions(
            &mut apart,
            "as drawn",
            seed,
            table.both(&table.labels).map(|p| find_separation(&p)),
        );
        // Without noise, on some features alone: separated where they vary.
        let some: Vec<usize> = (0..table.dense.ncols()).step_by(2).take(4).collect();
        let score = |i: usize| some.iter().map(|j| table.dense[(i, *j)] - 0.3).sum::<f64>();
        let split: Vec<bool> = (0..table.labels.len()).map(|i| score(i) > 0.0).collect();
        directions(&mut apart, "split", seed, table.both(&split).map(|p| find_separation(&p)));
        let config = LogisticRegression::default();
        let ends = table.both(&split).map(|problem| config.fit_problem(&problem));
        if let Some([one, two]) = apart.ends("fit of the split", seed, ends) {
            apart.reports("fit of the split", seed, &one.report, &two.report);
        }
        if table.dense.ncols() <= 40 {
            let ends = table.classes_of_both().map(|p| find_separation_of_classes(&p, 3));
            directions(&mut apart, "classes", seed, ends);
        }
    }
    apart.are_within(ROUNDING);
}
