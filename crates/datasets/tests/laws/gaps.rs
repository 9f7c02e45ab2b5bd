//! What stands for missing cells, and how it is counted.

use datasets::{CsvFormat, Declared, Encoder, Gaps, Substitutes, Unseen};

use super::common::{features, learn, read, read_later, stored};
use super::random::Random;

const PETS: [&str; 5] = ["cat", "dog", "emu", "fox", ""];
const TAMES: [&str; 5] = ["yes", "no", "No", "YES", ""];

/// A number, a level, yes or no, each perhaps missing. Sums of eighths are exact in any order.
fn rows(r: &mut Random, n: usize) -> Vec<[String; 3]> {
    let row = |_| {
        let number = (r.below(800) as f64 / 8.0 - 40.0).to_string();
        let number = if r.happens(0.2) { r.one_of(&["", "NA", "?"]).to_owned() } else { number };
        [number, r.one_of(&PETS).to_owned(), r.one_of(&TAMES).to_owned()]
    };
    (0..n).map(row).collect()
}

fn csv(rows: &[[String; 3]]) -> String {
    let lines: String = rows.iter().map(|row| row.join(",") + ",0\n").collect();
    "kg,pet,tame,y\n".to_owned() + &lines
}

/// Learns from random rows; `None` where a column has no value.
fn learned(rows: &[[String; 3]], gaps: Gaps) -> Option<Encoder> {
    let table = read(csv(rows).as_bytes(), &CsvFormat::default()).unwrap();
    Some(stored(&learn(&table, &Declared { gaps, ..Declared::default() }).ok()?))
}

fn encoded(encoder: &Encoder, rows: &[[String; 3]], unseen: Unseen) -> Vec<Vec<u64>> {
    let table = read_later(csv(rows).as_bytes(), &CsvFormat::default(), encoder).unwrap();
    features(encoder, &table, unseen)
}

fn is_missing(cell: &str) -> bool {
    ["", "NA", "?"].contains(&cell)
}

#[test]
fn a_missing_number_is_the_mean_and_says_so() {
    let mut r = Random::new(5);
    let mut compared = 0;
    for _ in 0..400 {
        let n = 3 + r.below(30);
        let rows = rows(&mut r, n);
        let Some(encoder) = learned(&rows, Gaps::Level) else { continue };
        let known: Vec<f64> = rows.iter().filter_map(|row| row[0].parse().ok()).collect();
        if known.is_empty() {
            continue; // marks alone are text
        }
        let mean = known.iter().sum::<f64>() / known.len() as f64;
        let names = encoder.feature_names();
        let x = encoded(&encoder, &rows, Unseen::Refuse);
        let column = |name: &str| -> Option<Vec<f64>> {
            let j = names.iter().position(|other| other == name)?;
            Some(x.iter().map(|row| f64::from_bits(row[j])).collect())
        };
        let is = |j: usize, is: &dyn Fn(&str) -> bool| -> Vec<f64> {
            rows.iter().map(|row| f64::from(u8::from(is(&row[j])))).collect()
        };
        let filled: Vec<f64> = rows.iter().map(|row| row[0].parse().unwrap_or(mean)).collect();
        assert_eq!(column("kg"), Some(filled));
        for (j, name) in ["kg", "pet", "tame"].into_iter().enumerate() {
            let told = Some(is(j, &is_missing)).filter(|told| told.contains(&1.0));
            assert_eq!(column(&format!("{name}=(missing)")), told);
        }
        for pet in PETS {
            if let Some(found) = column(&format!("pet={pet}")) {
                assert_eq!(found, is(1, &|cell| cell == pet));
            }
        }
        compared += 1;
    }
    assert!(compared > 200, "{compared}");
}

#[test]
fn rows_in_another_order_have_the_same_features() {
    let mut r = Random::new(6);
    let mut compared = 0;
    for _ in 0..400 {
        let n = 3 + r.below(30);
        let rows = rows(&mut r, n);
        let gaps = r.one_of(&[Gaps::Mean, Gaps::Level]);
        let order = r.0.permutation(n);
        let others: Vec<[String; 3]> = order.iter().map(|row| rows[*row].clone()).collect();
        let (Some(one), Some(other)) = (learned(&rows, gaps), learned(&others, gaps)) else {
            continue;
        };
        assert_eq!(one, other);
        let [one, other] = [(&one, &rows), (&other, &others)]
            .map(|(encoder, rows)| encoded(encoder, rows, Unseen::Refuse));
        assert!(order.iter().zip(&other).all(|(row, x)| one[*row] == *x), "{rows:?}");
        compared += 1;
    }
    assert!(compared > 200, "{compared}");
}

#[test]
fn what_is_substituted_is_counted() {
    let mut r = Random::new(7);
    let mut compared = 0;
    for _ in 0..400 {
        let gaps = r.one_of(&[Gaps::Mean, Gaps::Level]);
        let before = rows(&mut r, 20);
        let Some(encoder) = learned(&before, gaps) else { continue };
        let mut later = rows(&mut r, 30);
        for row in &mut later {
            row[1] = if r.happens(0.2) { "ant".to_owned() } else { row[1].clone() };
            row[2] = if r.happens(0.3) {
                r.one_of(&["1", "f", "TRUE", "perhaps"]).to_owned()
            } else {
                row[2].clone()
            };
        }
        let table = read_later(csv(&later).as_bytes(), &CsvFormat::default(), &encoder).unwrap();
        let some: Vec<usize> = (0..30).filter(|_| r.happens(0.8)).collect();
        let found = encoder.encode(&table, &some, Unseen::Baseline).unwrap().substitutes;
        let count = |j: usize, is: &dyn Fn(&str) -> bool| {
            some.iter().filter(|row| is(&later[**row][j])).count()
        };
        let was = |j: usize, cell: &str| before.iter().any(|row| row[j] == cell);
        let fills = |j: usize| gaps == Gaps::Mean || !before.iter().any(|row| is_missing(&row[j]));
        let of = |j: usize, column: &str| Substitutes {
            column: column.to_owned(),
            unseen: count(j, &|cell| match j {
                1 => !cell.is_empty() && !was(1, cell),
                _ => j == 2 && cell == "perhaps",
            }),
            filled: if fills(j) { count(j, &is_missing) } else { 0 },
            reworded: if j == 2 { count(2, &|cell| ["1", "f", "TRUE"].contains(&cell)) } else { 0 },
        };
        assert_eq!(found[..3], [of(0, "kg"), of(1, "pet"), of(2, "tame")]);
        compared += 1;
    }
    assert!(compared > 200, "{compared}");
}
