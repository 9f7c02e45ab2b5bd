//! Laws of terms, over random tables and formulas.

use std::collections::BTreeSet;

use datasets::{Declared, Encoder, Formula, Gaps, Table, Unseen, Value};

use super::common::{features, read_texts, stored};
use super::random::Random;

const NAMES: [&str; 5] = ["x", "z", "a", "b", "t"];

/// Two numbers, two categories, and yes or no. Numbers are multiples of 1/8 above 0, so that no shift or unit costs digits.
fn rows(random: &mut Random, n: usize, has_gaps: bool) -> Vec<[String; 5]> {
    let row = |_| {
        let mut row = [
            format!("{}", (1 + random.below(400)) as f64 / 8.0),
            format!("{}", (1 + random.below(40)) as f64 / 8.0),
            random.one_of(&["p", "q", "r"]).to_owned(),
            random.one_of(&["u", "v", "w", "(1)"]).to_owned(),
            random.one_of(&["yes", "no"]).to_owned(),
        ];
        if has_gaps && random.happens(0.1) {
            row[random.below(5)].clear();
        }
        row
    };
    (0..n).map(row).collect()
}

fn csv<'a>(rows: impl Iterator<Item = &'a [String; 5]>) -> String {
    let lines: Vec<String> = rows.map(|row| row.join(",")).collect();
    format!("{}\n{}\n", NAMES.join(","), lines.join("\n"))
}

fn variable(random: &mut Random) -> String {
    let number = random.one_of(&["x", "z"]);
    match random.below(10) {
        0 => number.to_owned(),
        1 => format!("poly({number}, {})", 1 + random.below(4)),
        2 => format!("ns({number}, {})", 1 + random.below(4)),
        3 => format!("bs({number}, {}, degree = 2)", 2 + random.below(3)),
        4 => format!("log({number})"),
        5 => format!("I({number}^{} - 2 * x / (z + 1))", 1 + random.below(3)),
        6 => random.one_of(&["a", "b"]).to_owned(),
        7 => "t".to_owned(),
        8 => "C(b)".to_owned(),
        _ => format!("sqrt(abs(-{number}))"),
    }
}

fn sum(random: &mut Random, depth: usize) -> String {
    let mut text = product(random, depth);
    for _ in 0..random.below(3) {
        text += random.one_of(&[" + ", " + ", " + ", " - "]);
        text += &product(random, depth);
    }
    text
}

fn product(random: &mut Random, depth: usize) -> String {
    let mut text = match random.happens(0.2) && depth > 0 {
        true => {
            let power = random.one_of(&["", "^2"]);
            format!("({}){power}", sum(random, depth - 1))
        }
        false => variable(random),
    };
    while random.happens(0.35) {
        text += random.one_of(&[" * ", ":", " / "]);
        text += &variable(random);
    }
    text
}

/// A formula, read.
fn formula(random: &mut Random) -> Formula {
    let begin = random.one_of(&["", "", "0 + ", "1 + "]);
    let text = format!("{begin}{}", sum(random, 2));
    text.parse().unwrap_or_else(|error| panic!("{text}: {error}"))
}

fn learn(table: &Table, formula: &Formula, gaps: Gaps, weights: Option<&[f64]>) -> Option<Encoder> {
    let names = formula.columns();
    let names: Vec<&str> = names.iter().map(String::as_str).collect();
    let declared = Declared { terms: Some(formula), gaps, ..Default::default() };
    let plain = Declared { gaps, ..Default::default() };
    let all: Vec<usize> = (0..table.n_rows()).collect();
    let known = Encoder::learn(table, &names, &all, weights, &plain).unwrap();
    let usable = known.usable_rows(table).unwrap();
    let rows: Vec<usize> = all.into_iter().filter(|row| usable[*row]).collect();
    let weights: Option<Vec<f64>> =
        weights.map(|weights| rows.iter().map(|row| weights[*row]).collect());
    (!names.is_empty())
        .then(|| Encoder::learn(table, &names, &rows, weights.as_deref(), &declared).ok())
        .flatten()
}

fn values(encoder: &Encoder, table: &Table) -> Vec<Vec<f64>> {
    let rows: Vec<usize> = (0..table.n_rows()).collect();
    let x = encoder.encode(table, &rows, Unseen::Baseline).unwrap().features;
    (0..x.n_features()).map(|j| x.feature(j)).collect()
}

fn assert_near(found: &[Vec<f64>], expected: &[Vec<f64>], tolerance: f64, about: &str) {
    assert_eq!(found.len(), expected.len(), "{about}");
    for (found, expected) in found.iter().zip(expected) {
        let size = expected.iter().fold(0.0, |size: f64, x| size.max(x.abs()));
        let near =
            |(f, e): (&f64, &f64)| (f - e).abs() <= tolerance * size || f.is_nan() && e.is_nan();
        assert!(found.iter().zip(expected).all(near), "{about}");
    }
}

#[test]
fn a_formula_is_the_sum_of_its_terms() {
    for seed in 0..500 {
        let mut random = Random::new(seed);
        let formula = formula(&mut random);
        let terms = formula.terms();
        if terms.is_empty() {
            continue;
        }
        let begin = if formula.has_intercept() { "" } else { "0 + " };
        let again: Formula = format!("{begin}{}", terms.join(" + ")).parse().unwrap();
        let factors = |terms: Vec<String>| -> Vec<BTreeSet<String>> {
            terms.iter().map(|term| term.split(':').map(str::to_owned).collect()).collect()
        };
        assert_eq!(factors(again.terms()), factors(terms), "{}", formula.text());
        assert_eq!(again.has_intercept(), formula.has_intercept());
        assert_eq!(again.columns().len(), formula.columns().len());
    }
}

#[test]
fn what_was_learned_comes_back_from_a_file_to_the_bit() {
    let mut learned = 0;
    for seed in 0..150 {
        let mut random = Random::new(seed);
        let gaps = random.one_of(&[Gaps::Drop, Gaps::Mean, Gaps::Level]);
        let table = read_texts(&csv(rows(&mut random, 60, true).iter()), &["a", "b", "t"]);
        let formula = formula(&mut random);
        let Some(encoder) = learn(&table, &formula, gaps, None) else { continue };
        learned += 1;
        let usable = encoder.usable_rows(&table).unwrap();
        let rows: Vec<usize> = (0..table.n_rows()).filter(|row| usable[*row]).collect();
        let table = table.select_rows(&rows);
        let back = stored(&encoder);
        assert_eq!(
            features(&encoder, &table, Unseen::Refuse),
            features(&back, &table, Unseen::Refuse),
            "{}",
            formula.text()
        );
        let ranges = encoder.features_of_terms();
        assert_eq!(ranges.last().unwrap().1.end, encoder.feature_names().len());
        assert_eq!(encoder.expressions().unwrap().len(), encoder.feature_names().len());
        let x = encoder.encode(&table, &[0], Unseen::Refuse).unwrap().features;
        assert_eq!(x.n_features(), encoder.feature_names().len(), "{}", formula.text());
    }
    assert!(learned > 100, "{learned}");
}

#[test]
fn a_weight_is_a_repeated_row() {
    for seed in 0..150 {
        let mut random = Random::new(seed);
        let rows = rows(&mut random, 40, false);
        let counts: Vec<usize> = rows.iter().map(|_| random.below(4)).collect();
        let table = read_texts(&csv(rows.iter()), &["a", "b", "t"]);
        let repeated = rows.iter().zip(&counts).flat_map(|(row, n)| std::iter::repeat_n(row, *n));
        let repeated = read_texts(&csv(repeated), &["a", "b", "t"]);
        let formula = formula(&mut random);
        let weights: Vec<f64> = counts.iter().map(|count| *count as f64).collect();
        let of_weights = learn(&table, &formula, Gaps::Refuse, Some(&weights));
        let of_rows = learn(&repeated, &formula, Gaps::Refuse, None);
        assert_eq!(of_weights.is_some(), of_rows.is_some(), "{}", formula.text());
        let (Some(of_weights), Some(of_rows)) = (of_weights, of_rows) else { continue };
        assert_eq!(of_weights.feature_names(), of_rows.feature_names());
        let [found, expected] = [of_weights, of_rows].map(|encoder| values(&encoder, &table));
        assert_near(&found, &expected, 1e-10, formula.text());
    }
}

/// A polynomial or a spline of a column in other units is the same, to the bit where the unit is a power of 2, and so it
/// is of a column that counts from elsewhere.
#[test]
fn units_and_shifts_change_no_polynomial_and_no_spline() {
    for seed in 0..60 {
        let mut random = Random::new(seed);
        let rows = rows(&mut random, 50, false);
        let text =
            random.one_of(&["poly(x, 3)", "ns(x, 4)", "bs(x, 5)", "a * poly(x, 2) + ns(x, 2):b"]);
        let formula: Formula = text.parse().unwrap();
        let with = |change: &dyn Fn(f64) -> f64| {
            let changed: Vec<[String; 5]> = rows
                .iter()
                .map(|row| {
                    let mut row = row.clone();
                    row[0] = format!("{:e}", change(row[0].parse().unwrap()));
                    row
                })
                .collect();
            let table = read_texts(&csv(changed.iter()), &["a", "b", "t"]);
            values(&learn(&table, &formula, Gaps::Refuse, None).unwrap(), &table)
        };
        let plain = with(&|x| x);
        for power in [-300, -40, 3, 200] {
            let unit = linalg_lite::pow(2.0, f64::from(power));
            assert_eq!(with(&|x| x * unit), plain, "{text}, 2^{power}");
        }
        assert_near(&with(&|x| x + 4096.0), &plain, 1e-10, text);
        assert_near(&with(&|x| x - 1e9), &plain, 1e-6, text);
    }
}

/// Slopes are those of finite differences, away from the knots of splines of low degree.
#[test]
fn slopes_are_finite_differences() {
    const STEP: f64 = 1e-4;
    let mut compared = 0;
    for seed in 0..150 {
        let mut random = Random::new(seed);
        let table = read_texts(&csv(rows(&mut random, 40, false).iter()), &["a", "b", "t"]);
        let formula = formula(&mut random);
        let Some(encoder) = learn(&table, &formula, Gaps::Refuse, None) else { continue };
        let all: Vec<usize> = (0..table.n_rows()).collect();
        for column in ["x", "z"] {
            let is_there = encoder.columns.iter().any(|of| of.name == column);
            if !is_there {
                continue;
            }
            let rows = encoder.changeable(&table, &all).unwrap();
            let at = 1.237 + random.below(3) as f64;
            let features = |x: f64| -> Vec<Vec<f64>> {
                let changed = rows.with(column, Value::Number(x)).unwrap().features().unwrap();
                (0..changed.n_features()).map(|j| changed.feature(j)).collect()
            };
            let (low, high) = (features(at - STEP), features(at + STEP));
            let slopes = rows.with(column, Value::Number(at)).unwrap().slopes(column).unwrap();
            for j in 0..low.len() {
                let slope = slopes.feature(j);
                for i in 0..slope.len() {
                    let expected = (high[j][i] - low[j][i]) / (2.0 * STEP);
                    let size = slope[i].abs() + high[j][i].abs() + 1.0;
                    let about = format!("{}: {column}, feature {j}", formula.text());
                    assert!(
                        (slope[i] - expected).abs() <= 1e-4 * size,
                        "{about}: {} {expected}",
                        slope[i]
                    );
                    compared += 1;
                }
            }
        }
    }
    assert!(compared > 10_000, "{compared}");
}

/// Weights that are no counts have no unit: ten times as large, they teach the same.
#[test]
fn only_ratios_of_weights_that_are_no_counts_matter() {
    for seed in 0..200 {
        let mut random = Random::new(seed);
        let n = 10 + seed as usize % 20;
        let rows: String = (0..n).map(|_| format!("{}\n", random.0.uniform(-3.0, 9.0))).collect();
        let table = Table::read("x.csv", format!("x\n{rows}").as_bytes()).unwrap();
        let weights: Vec<f64> = (0..n).map(|_| random.0.uniform(0.0, 5.0).ceil()).collect();
        let formula: Formula = "poly(x, 3) + ns(x, 3)".parse().unwrap();
        let declared = Declared { terms: Some(&formula), only_ratios: true, ..Default::default() };
        let all: Vec<usize> = (0..n).collect();
        let of = |factor: f64| {
            let weights: Vec<f64> = weights.iter().map(|weight| factor * weight).collect();
            Encoder::learn(&table, &["x"], &all, Some(&weights), &declared).unwrap()
        };
        let one = values(&of(1.0), &table);
        assert_near(&values(&of(10.0), &table), &one, 1e-12, &format!("seed {seed}"));
        assert_near(&values(&of(0.1), &table), &one, 1e-12, &format!("seed {seed}"));
    }
}
