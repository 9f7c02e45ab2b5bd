//! Random columns, with the number that each row has in them for what follows.

use linalg_lite::{exp, ln};

use super::draw::Draw;
use super::table::{Column, Type};

/// A column, and what it adds to a target: about as much as a normal number would.
pub(crate) struct Drawn {
    pub(crate) column: Column,
    pub(crate) signal: Vec<f64>,
    /// Whether it has to be declared a category.
    pub(crate) is_name: bool,
}

const NAMES: [&str; 12] =
    ["x", "Age", "say \"x\"", "size, in m", "süß", "a b", "select", "t", "b", "y0", "it's", "x1"];
const LEVELS: [&str; 30] = [
    "a",
    "b",
    "it's",
    "Köln, Süd",
    "\"x\"",
    "back\\slash",
    "NA",
    "null",
    "-",
    "?",
    "none",
    "A",
    "B",
    "two  spaces",
    "ß",
    "Ä",
    "ä",
    "007",
    "x;y",
    "{}",
    "a=b",
    "o'o",
    "''",
    "--",
    "z",
    "true story",
    "Ω",
    "x y z",
    "日本",
    "é",
];

impl Drawn {
    fn of(holds: Type, cells: Vec<Option<String>>, signal: Vec<f64>) -> Self {
        Self { column: Column { name: String::new(), holds, cells }, signal, is_name: false }
    }

    fn numbers(holds: Type, numbers: &[f64], signal: Vec<f64>) -> Self {
        Self::of(holds, numbers.iter().map(|x| Some(x.to_string())).collect(), signal)
    }

    /// The next of some columns.
    pub(crate) fn next(draw: &mut Draw, rows: usize, earlier: &[Self]) -> Self {
        let kind = draw.below(20);
        let is_double = |drawn: &&Self| drawn.column.holds == Type::Double;
        let original = earlier.iter().rev().find(is_double);
        let mut drawn = match (kind, original) {
            (0..=5, _) => plain(draw, rows),
            (6 | 7, _) => whole(draw, rows),
            (8 | 9, _) => truths(draw, rows),
            (10..=14, _) => category(draw, rows),
            (15, _) => names(draw, rows),
            (16, _) => constant(draw, rows),
            (17, _) => rare(draw, rows),
            (18 | 19, Some(original)) => copy(draw, original),
            _ => heavy(draw, rows),
        };
        let separator = if draw.chance(0.5) { " " } else { "_" };
        drawn.column.name = format!("{}{separator}{}", draw.pick(&NAMES), earlier.len());
        drawn
    }
}

/// Normal numbers of any size, anywhere.
fn plain(draw: &mut Draw, rows: usize) -> Drawn {
    let signal: Vec<f64> = (0..rows).map(|_| draw.normal()).collect();
    let size = draw.size(-6.0, 6.0);
    let far = if draw.chance(0.4) { draw.size(0.0, 6.0) } else { 0.0 };
    let far = far * draw.pick(&[-1.0, 1.0]);
    let numbers: Vec<f64> = signal.iter().map(|z| size * (far + z)).collect();
    Drawn::numbers(Type::Double, &numbers, signal)
}

fn heavy(draw: &mut Draw, rows: usize) -> Drawn {
    let logarithms: Vec<f64> = (0..rows).map(|_| draw.normal() * 2.0).collect();
    let numbers: Vec<f64> = logarithms.iter().map(|z| exp(*z)).collect();
    Drawn::numbers(Type::Double, &numbers, logarithms)
}

fn whole(draw: &mut Draw, rows: usize) -> Drawn {
    const ENDS: [(f64, f64); 6] =
        [(0.0, 2.0), (0.0, 10.0), (-5.0, 11.0), (1900.0, 120.0), (1.7e9, 1e6), (0.0, 1e12)];
    let (least, range) = draw.pick(&ENDS);
    let numbers: Vec<f64> = (0..rows).map(|_| least + (draw.unit() * range).floor()).collect();
    let signal = numbers.iter().map(|x| (x - least) / range * 3.0 - 1.5).collect();
    let is_name = range <= 11.0 && draw.chance(0.3);
    Drawn { is_name, ..Drawn::numbers(Type::Integer, &numbers, signal) }
}

fn truths(draw: &mut Draw, rows: usize) -> Drawn {
    let share = draw.between(0.05, 0.95);
    let (holds, no, yes) = draw.pick(&[
        (Type::Boolean, "false", "true"),
        (Type::Text, "no", "yes"),
        (Type::Text, "No", "Yes"),
        (Type::Text, "FALSE", "TRUE"),
        (Type::Text, "0", "yes"),
        (Type::Text, "f", "m"),
        (Type::Text, "n", "y"),
    ]);
    let is_yes: Vec<bool> = (0..rows).map(|_| draw.chance(share)).collect();
    let cells = is_yes.iter().map(|is| Some(if *is { yes } else { no }.to_owned())).collect();
    Drawn::of(holds, cells, is_yes.iter().map(|is| if *is { 1.0 } else { -1.0 }).collect())
}

fn category(draw: &mut Draw, rows: usize) -> Drawn {
    let most = if draw.chance(0.5) { 5 } else { LEVELS.len() };
    let levels = 2 + draw.below(most - 1);
    let places = draw.shuffled(LEVELS.len());
    let names: Vec<String> = places.iter().take(levels).map(|at| LEVELS[*at].to_owned()).collect();
    of_levels(draw, rows, &names)
}

/// Numbers that are only names, zeros before them.
fn names(draw: &mut Draw, rows: usize) -> Drawn {
    let names: Vec<String> = (0..2 + draw.below(8)).map(|k| format!("{:03}", k * 7)).collect();
    Drawn { is_name: true, ..of_levels(draw, rows, &names) }
}

fn of_levels(draw: &mut Draw, rows: usize, names: &[String]) -> Drawn {
    let skew = draw.between(1.0, 3.0);
    let effects: Vec<f64> = names.iter().map(|_| draw.normal()).collect();
    let share = |draw: &mut Draw| exp(skew * ln(draw.between(1e-9, 1.0)));
    let place =
        |draw: &mut Draw| ((share(draw) * names.len() as f64) as usize).min(names.len() - 1);
    let codes: Vec<usize> = (0..rows).map(|_| place(draw)).collect();
    let cells = codes.iter().map(|code| Some(names[*code].clone())).collect();
    Drawn::of(Type::Text, cells, codes.iter().map(|code| effects[*code]).collect())
}

fn constant(draw: &mut Draw, rows: usize) -> Drawn {
    let (holds, cell) = draw.pick(&[
        (Type::Double, "3.7"),
        (Type::Integer, "0"),
        (Type::Text, "same"),
        (Type::Text, "yes"),
        (Type::Boolean, "true"),
        (Type::Double, "1234567.1"),
    ]);
    Drawn::of(holds, vec![Some(cell.to_owned()); rows], vec![0.0; rows])
}

/// Another column in other units, or nearly.
fn copy(draw: &mut Draw, of: &Drawn) -> Drawn {
    let (factor, shift) = draw.pick(&[(1.0, 0.0), (2.0, 1.0), (-0.1, 0.0), (1.0, 1000.0)]);
    let noise = draw.pick(&[0.0, 0.0, 0.01, 1e-3]) * spread(&of.column.cells);
    let mut moved = |cell: &Option<String>| {
        let x: f64 = cell.as_ref()?.parse().unwrap();
        Some((factor * x + shift + noise * draw.normal()).to_string())
    };
    let cells = of.column.cells.iter().map(&mut moved).collect();
    Drawn::of(Type::Double, cells, of.signal.clone())
}

fn spread(cells: &[Option<String>]) -> f64 {
    let numbers: Vec<f64> = cells.iter().flatten().map(|cell| cell.parse().unwrap()).collect();
    let low = numbers.iter().copied().fold(f64::INFINITY, f64::min);
    let high = numbers.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    if numbers.is_empty() { 0.0 } else { high - low }
}

/// Nearly always 0.
fn rare(draw: &mut Draw, rows: usize) -> Drawn {
    let numbers: Vec<f64> = (0..rows).map(|_| if draw.chance(0.03) { 1.0 } else { 0.0 }).collect();
    Drawn::numbers(Type::Integer, &numbers, numbers.clone())
}
