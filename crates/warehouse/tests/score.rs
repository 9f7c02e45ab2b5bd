//! Scores as expressions give what the rows score here.

#![allow(clippy::unwrap_used, reason = "a test may stop at the first surprise")]
#![allow(clippy::panic, reason = "a test says what differs")]

mod common;

use common::{Cell, engines, numbers, stream, table};
use datasets::{EncodedColumn, Encoder, Encoding, Gaps, Stream, Unseen};
use linalg_lite::sigmoids;
use models::loss::OrderedCrossEntropy;
use warehouse::{Dialect, Score, Shell};

const LEVELS: [&str; 6] = ["plain", "it's", "süß \"x\"", "a\\b; --{}", "日本 %s", " "];
const HEADER: [&str; 4] = ["size, in m", "say \"x\"", "order", "z0"];

fn encoder(gaps: Gaps, is_wild: bool) -> Encoder {
    let gap_feature = gaps == Gaps::Level;
    let number = |mean| Encoding::Number { mean, form: None };
    let boolean = Encoding::Boolean { no: "no".to_owned(), yes: "yes".to_owned(), mean: 0.25 };
    let levels = LEVELS[1..5].iter().map(|level| (*level).to_owned()).collect();
    let usual = Some(LEVELS[2].to_owned());
    let category = Encoding::Category { baseline: LEVELS[0].to_owned(), levels, usual };
    let first = if is_wild { 0.0 } else { 1.5 }; // nothing else is a mean of such numbers
    let encodings = [number(first), boolean, category, number(-3.0)];
    let column = |(name, encoding): (&str, Encoding)| EncodedColumn {
        name: name.to_owned(),
        encoding,
        gap_feature,
    };
    Encoder { gaps, columns: HEADER.into_iter().zip(encodings).map(column).collect(), terms: None }
}

/// The features of a row; None where one cannot be known.
fn features(encoder: &Encoder, unseen: Unseen, row: &[Cell]) -> Option<Vec<f64>> {
    let mut features = Vec::new();
    let lenient = unseen == Unseen::Baseline;
    for (column, cell) in encoder.columns.iter().zip(row) {
        let is_filled = encoder.gaps == Gaps::Mean || column.gap_feature;
        let is_missing = matches!(cell, Cell::Missing);
        match (&column.encoding, cell) {
            (_, Cell::Missing) if !is_filled => return None,
            (Encoding::Number { .. }, Cell::Number(number)) => features.push(*number),
            (Encoding::Number { mean, .. } | Encoding::Boolean { mean, .. }, Cell::Missing) => {
                features.push(*mean);
            }
            (Encoding::Boolean { .. }, Cell::Text(text)) => match *text {
                "Yes" | "T" => features.push(1.0),
                "no" | "0" => features.push(0.0),
                _ if lenient => features.push(0.0),
                _ => return None,
            },
            (Encoding::Category { levels, .. }, cell) => {
                let text = match cell {
                    Cell::Text(text) => text,
                    _ if encoder.gaps == Gaps::Mean => LEVELS[2],
                    _ => "",
                };
                let is_known = is_missing || text == LEVELS[0] || levels.iter().any(|l| l == text);
                if !is_known && !lenient {
                    return None;
                }
                features.extend(levels.iter().map(|level| f64::from(u8::from(level == text))));
            }
            _ => panic!("a cell of another kind"),
        }
        features.extend(column.gap_feature.then_some(f64::from(u8::from(is_missing))));
    }
    Some(features)
}

/// Of ordinary size, or of any.
fn number(stream: &mut Stream, is_wild: bool) -> f64 {
    let number = stream.uniform(-4.0, 4.0);
    if is_wild { number * linalg_lite::exp(stream.uniform(-345.0, 345.0)) } else { number }
}

fn rows(stream: &mut Stream, n: usize, is_wild: bool) -> Vec<Vec<Cell>> {
    let pick = |texts: &[&'static str], stream: &mut Stream| {
        let place = stream.uniform(0.0, texts.len() as f64 + 0.7) as usize;
        texts.get(place).map_or(Cell::Missing, |text| Cell::Text(text))
    };
    let mut row = || {
        let truth = pick(&["Yes", "no", "T", "0", "perhaps"], stream);
        let level = pick(&LEVELS, stream);
        let gap = stream.uniform(0.0, 1.0) < 0.1;
        let first = if gap { Cell::Missing } else { Cell::Number(number(stream, is_wild)) };
        vec![first, truth, level, Cell::Number(number(stream, false))]
    };
    // The first row tells the types of all columns.
    let first = vec![Cell::Number(1.0), Cell::Text("no"), Cell::Text("plain"), Cell::Number(2.0)];
    std::iter::once(first).chain((1..n).map(|_| row())).collect()
}

struct Case {
    encoder: Encoder,
    logits: Vec<(Vec<f64>, f64)>,
    rows: Vec<Vec<Cell>>,
    unseen: Unseen,
    is_wild: bool,
}

impl Case {
    fn random(seed: u64) -> Self {
        let mut stream = stream(seed);
        let gaps = [Gaps::Drop, Gaps::Mean, Gaps::Level][seed as usize % 3];
        let unseen = if seed.is_multiple_of(2) { Unseen::Refuse } else { Unseen::Baseline };
        let is_wild = seed.is_multiple_of(5);
        let encoder = encoder(gaps, is_wild);
        let rows = rows(&mut stream, 40, is_wild);
        let scale = [0.1, 1.0, 10.0, 100.0][seed as usize % 4];
        let mut logit = || {
            let width = encoder.feature_names().len();
            let mut weights: Vec<f64> =
                (0..width).map(|_| number(&mut stream, false) * scale).collect();
            if is_wild {
                weights[0] = number(&mut stream, true);
            }
            (weights, number(&mut stream, false))
        };
        let logits = (0..3).map(|_| logit()).collect();
        Self { encoder, logits, rows, unseen, is_wild }
    }

    /// The logits of a row, and how large the numbers are that they are made of: from means of a few units.
    fn logits(&self, row: &[Cell]) -> Option<(Vec<f64>, f64)> {
        let x = features(&self.encoder, self.unseen, row)?;
        let mut size = 0.0_f64;
        let mut logit = |(weights, intercept): &(Vec<f64>, f64)| {
            let terms: Vec<f64> = x.iter().zip(weights).map(|(x, w)| x * w).collect();
            let from = usize::from(self.is_wild); // whose mean is 0
            let of_means: f64 = weights.iter().skip(from).map(|w| 3.0 * w.abs()).sum();
            let of_terms = terms.iter().map(|t| t.abs()).sum::<f64>();
            size = size.max(of_terms + intercept.abs() + of_means);
            terms.iter().sum::<f64>() + intercept
        };
        let logits = self.logits.iter().map(&mut logit).collect();
        Some((logits, size))
    }

    fn check(&self, engine: &Shell) {
        let dialect = engine.dialect();
        let logits = self.logits.iter().map(|(w, b)| (&w[..], *b)).collect();
        let score = Score {
            dialect,
            encoder: &self.encoder,
            logits,
            offsets: Vec::new(),
            unseen: self.unseen,
        };
        let mut expressions = vec![score.prediction().unwrap(), score.probability().unwrap()];
        expressions.extend(score.probabilities().unwrap());
        expressions.extend(score.probabilities_between(&THRESHOLDS).unwrap());
        let named = expressions.iter().enumerate().map(|(k, sql)| format!(", {sql} AS s{k}"));
        let scored = format!(
            "SELECT i{} FROM {} AS t",
            named.collect::<String>(),
            table(dialect, &HEADER, &self.rows)
        );
        let shown: Vec<String> =
            (0..expressions.len()).map(|k| shown(dialect, &format!("s.s{k}"))).collect();
        let text = format!("SELECT s.i, {} FROM ({scored}) AS s", shown.join(", "));
        let answer = numbers(engine, text, expressions.len() + 1);
        assert_eq!(answer.len(), self.rows.len());
        for scores in &answer {
            let row = &self.rows[scores[0] as usize];
            let Some((z, size)) = self.logits(row) else {
                assert!(scores[1..].iter().all(|score| score.is_nan()), "{row:?} {scores:?}");
                continue;
            };
            let mut p = vec![z[0]];
            sigmoids(&mut p);
            let of_class =
                |k: usize| 1.0 / z.iter().map(|other| linalg_lite::exp(other - z[k])).sum::<f64>();
            p.extend((0..3).map(of_class));
            let ends = [&[f64::NEG_INFINITY][..], &THRESHOLDS, &[f64::INFINITY]].concat();
            let between = |ends: &[f64]| OrderedCrossEntropy::probability(ends[0], ends[1], z[0]);
            p.extend(ends.windows(2).map(between));
            assert!(
                (scores[1] - z[0]).abs() <= 1e-14 * size,
                "{} {row:?} {scores:?} {z:?}",
                dialect.name
            );
            for (found, p) in scores[2..].iter().zip(&p) {
                let least = 1e-303; // of engines that would make an error of less
                let off = (found - p).abs() / p.max(least);
                assert!(
                    off <= 1e-12 + 1e-14 * size || found.max(*p) <= least,
                    "{} {found:e} {p:e} {z:?}",
                    dialect.name
                );
            }
        }
    }
}

/// Between four ordered classes.
const THRESHOLDS: [f64; 3] = [-1.5, -1.4, 3.0];

/// A NULL stays one.
fn shown(dialect: &Dialect, sql: &str) -> String {
    format!("CASE WHEN {sql} IS NOT NULL THEN {} END", dialect.shown.replace("{}", sql))
}

#[test]
fn expressions_score_as_rows_do_here() {
    for engine in engines() {
        for seed in 0..60 {
            Case::random(seed).check(&engine);
        }
    }
}

#[test]
fn ends_of_the_scale_are_reached_without_an_error() {
    let encoding = Encoding::Number { mean: 0.0, form: None };
    let column = EncodedColumn { name: "x".to_owned(), encoding, gap_feature: false };
    let encoder = Encoder { gaps: Gaps::Drop, columns: vec![column], terms: None };
    let x = [0.0, 690.0, -690.0, 800.0, -800.0, 1e300, -1e300, -40.0, 1e-300];
    let rows: Vec<Vec<Cell>> = x.iter().map(|x| vec![Cell::Number(*x)]).collect();
    for engine in engines() {
        let dialect = engine.dialect();
        let logits = vec![(&[1.0][..], 0.0)];
        let score = Score {
            dialect,
            encoder: &encoder,
            logits,
            offsets: Vec::new(),
            unseen: Unseen::Refuse,
        };
        let table = table(dialect, &["x"], &rows);
        let scored = format!("SELECT i, {} AS p FROM {table} AS t", score.probability().unwrap());
        let text = format!("SELECT s.i, {} FROM ({scored}) AS s", shown(dialect, "s.p"));
        for row in numbers(&engine, text, 2) {
            let mut p = [x[row[0] as usize]];
            sigmoids(&mut p);
            let off = (row[1] - p[0]).abs();
            assert!(off <= 1e-12 * p[0] || off < 1e-303, "{} {row:?} {p:?}", dialect.name);
        }
    }
}

#[test]
fn ten_thousand_levels_are_one_expression() {
    let levels: Vec<String> = (1..10_000).map(|k| format!("level {k}")).collect();
    let weights: Vec<f64> = (1..10_000).map(|k| f64::from(k) / 1e4).collect();
    let encoding = Encoding::Category { baseline: "level 0".to_owned(), levels, usual: None };
    let column = EncodedColumn { name: "level".to_owned(), encoding, gap_feature: false };
    let encoder = Encoder { gaps: Gaps::Drop, columns: vec![column], terms: None };
    let rows = ["level 0", "level 9999", "level 5000", "other"].map(|text| vec![Cell::Text(text)]);
    for engine in engines() {
        let dialect = engine.dialect();
        let logits = vec![(&weights[..], 1.0)];
        let score = Score {
            dialect,
            encoder: &encoder,
            logits,
            offsets: Vec::new(),
            unseen: Unseen::Refuse,
        };
        let table = table(dialect, &["level"], &rows);
        let scored = format!("SELECT i, {} AS z FROM {table} AS t", score.prediction().unwrap());
        let text =
            format!("SELECT s.i, {} FROM ({scored}) AS s ORDER BY s.i", shown(dialect, "s.z"));
        let found: Vec<f64> = numbers(&engine, text, 2).iter().map(|row| row[1]).collect();
        assert_eq!(found[..3], [1.0, 1.9999, 1.5], "{}", dialect.name);
        assert!(found[3].is_nan(), "{}", dialect.name);
    }
}

#[test]
fn a_text_among_numbers_is_no_zero() {
    let encoding = Encoding::Number { mean: 0.0, form: None };
    let column = EncodedColumn { name: "x".to_owned(), encoding, gap_feature: false };
    let encoder = Encoder { gaps: Gaps::Drop, columns: vec![column], terms: None };
    let rows = ["1.5", "-2e1", "abc", "", "12 apples"].map(|text| vec![Cell::Text(text)]);
    for engine in engines().iter().filter(|engine| engine.dialect().name == "sqlite") {
        let dialect = engine.dialect();
        let logits = vec![(&[1.0][..], 0.0)];
        let score = Score {
            dialect,
            encoder: &encoder,
            logits,
            offsets: Vec::new(),
            unseen: Unseen::Refuse,
        };
        let table = table(dialect, &["x"], &rows);
        let scored = format!("SELECT i, {} AS z FROM {table} AS t", score.prediction().unwrap());
        let text =
            format!("SELECT s.i, {} FROM ({scored}) AS s ORDER BY s.i", shown(dialect, "s.z"));
        let found: Vec<f64> = numbers(engine, text, 2).iter().map(|row| row[1]).collect();
        assert_eq!(found[..2], [1.5, -20.0]);
        assert!(found[2..].iter().all(|z| z.is_nan()), "{found:?}");
    }
}
