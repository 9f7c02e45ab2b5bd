//! What is the same in other words, and what separates.

use datasets::{Source, Stream};
use linalg_lite::{Columns, Design, Features, collinearity, dependencies};
use models::separation::{SeparatingDirection, find_separation, find_separation_of_classes};
use models::{LogisticRegression, SoftmaxRegression, StandardScaler};

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

/// Where the parameters of all classes are too many for a Hessian, the same levels are left out as for two.
#[test]
fn classes_name_the_levels_that_others_replace_as_logits_do() {
    const ROWS: usize = 20_800;
    for groups in [4, 8, 13] {
        let mut stream = Stream::new(Source::ChaCha8, groups as u64).unwrap();
        let mut below = |n: usize| stream.uniform(0.0, n as f64) as usize;
        let level = |i: usize| i % 520;
        let mut columns = Columns::new(ROWS);
        for (levels, code) in [(520, 520), (groups, groups)] {
            let codes: Vec<u32> = (0..ROWS).map(|i| (level(i) % code) as u32).collect();
            columns.push_category(&codes, levels - 1).unwrap();
        }
        let classes: Vec<usize> = (0..ROWS)
            .map(|i| if below(3) == 0 { below(5) } else { (i / 520 + 3 * level(i)) % 5 })
            .collect();
        let labels: Vec<bool> = classes.iter().map(|class| *class == 0).collect();
        let two = LogisticRegression::default().fit(&columns, &labels).unwrap();
        let five = SoftmaxRegression::default().fit(&columns, &classes, 5).unwrap();
        assert_eq!(two.report.combinations.len(), groups - 1, "{}", two.report);
        assert_eq!(five.report.combinations, two.report.combinations, "{}", five.report);
        assert_eq!(five.report.status, two.report.status, "{}", five.report);
    }
}
