//! Random columns, with the number that each row has in them for what follows.

use super::draw::Draw;
use super::table::{Column, Type};

/// A column, and what it adds to a target: about as much as a normal number would.
pub(crate) struct Drawn {
    pub(crate) column: Column,
    pub(crate) signal: Vec<f64>,
    /// Whether others can replace it, all but.
    pub(crate) is_copy: bool,
    /// Whether it has to be declared a category.
    pub(crate) is_name: bool,
}

const NAMES: [&str; 12] =
    ["x", "Age", "say \"x\"", "size, in m", "süß", "a b", "select", "t", "b", "y0", "it's", "x1"];
const LEVELS: [&str; 31] = [
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
    "long one, with words",
    "日本",
    "é",
];

pub(crate) fn column(draw: &mut Draw, rows: usize, j: usize, earlier: &[Drawn]) -> Drawn {
    let numbers: Vec<&Drawn> =
        earlier.iter().filter(|drawn| drawn.column.holds == Type::Double).collect();
    let kind = draw.below(20);
    let (holds, cells, signal, is_copy, is_name) = match kind {
        0..=5 => plain(draw, rows),
        6 | 7 => whole(draw, rows),
        8 | 9 => truths(draw, rows),
        10..=14 => category(draw, rows),
        15 => names(draw, rows),
        16 => constant(draw, rows),
        17 | 18 if !numbers.is_empty() => copy(draw, numbers[draw_below(rows, numbers.len())]),
        19 => rare(draw, rows),
        _ => heavy(draw, rows),
    };
    let name = format!(
        "{}{}",
        draw.pick(&NAMES),
        if draw.chance(0.5) { format!(" {j}") } else { format!("_{j}") }
    );
    Drawn { column: Column { name, holds, cells }, signal, is_copy, is_name }
}

type Cells = (Type, Vec<Option<String>>, Vec<f64>, bool, bool);

fn draw_below(rows: usize, n: usize) -> usize {
    rows % n
}

fn shown(numbers: &[f64]) -> Vec<Option<String>> {
    numbers.iter().map(|x| Some(x.to_string())).collect()
}

/// Normal numbers of any size, anywhere.
fn plain(draw: &mut Draw, rows: usize) -> Cells {
    let signal: Vec<f64> = (0..rows).map(|_| draw.normal()).collect();
    let size = draw.size(-6.0, 6.0);
    let far = if draw.chance(0.4) {
        draw.size(0.0, 6.0) * if draw.chance(0.5) { -1.0 } else { 1.0 }
    } else {
        0.0
    };
    let numbers: Vec<f64> = signal.iter().map(|z| size * (far + z)).collect();
    (Type::Double, shown(&numbers), signal, false, false)
}

fn heavy(draw: &mut Draw, rows: usize) -> Cells {
    let logarithms: Vec<f64> = (0..rows).map(|_| draw.normal() * 2.0).collect();
    let numbers: Vec<f64> = logarithms.iter().map(|z| z.exp()).collect();
    (Type::Double, shown(&numbers), logarithms, false, false)
}

fn whole(draw: &mut Draw, rows: usize) -> Cells {
    let (least, range) = draw.pick(&[
        (0.0, 2.0),
        (0.0, 10.0),
        (-5.0, 11.0),
        (1900.0, 120.0),
        (1.7e9, 1e6),
        (0.0, 1e12),
    ]);
    let numbers: Vec<f64> = (0..rows).map(|_| least + (draw.unit() * range).floor()).collect();
    let signal = numbers.iter().map(|x| (x - least) / range * 3.0 - 1.5).collect();
    let is_name = range <= 11.0 && draw.chance(0.3);
    (Type::Integer, shown(&numbers), signal, false, is_name)
}

fn truths(draw: &mut Draw, rows: usize) -> Cells {
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
    let signal = is_yes.iter().map(|is| f64::from(u8::from(*is)) * 2.0 - 1.0).collect();
    (holds, cells, signal, false, false)
}

fn category(draw: &mut Draw, rows: usize) -> Cells {
    let most = if draw.chance(0.5) { 5 } else { 30 };
    let levels = 2 + draw.below(most - 1);
    let places = draw.shuffled(LEVELS.len());
    let names: Vec<String> = places.iter().take(levels).map(|at| LEVELS[*at].to_owned()).collect();
    of_levels(draw, rows, &names, false)
}

/// Numbers that are only names, zeros before them.
fn names(draw: &mut Draw, rows: usize) -> Cells {
    let names: Vec<String> = (0..2 + draw.below(8)).map(|k| format!("{:03}", k * 7)).collect();
    of_levels(draw, rows, &names, true)
}

fn of_levels(draw: &mut Draw, rows: usize, names: &[String], is_name: bool) -> Cells {
    let skew = draw.between(1.0, 3.0);
    let effects: Vec<f64> = names.iter().map(|_| draw.normal()).collect();
    let place = |draw: &mut Draw| {
        ((draw.unit().powf(skew) * names.len() as f64) as usize).min(names.len() - 1)
    };
    let codes: Vec<usize> = (0..rows).map(|_| place(draw)).collect();
    let cells = codes.iter().map(|code| Some(names[*code].clone())).collect();
    (Type::Text, cells, codes.iter().map(|code| effects[*code]).collect(), false, is_name)
}

fn constant(draw: &mut Draw, rows: usize) -> Cells {
    let (holds, cell) = draw.pick(&[
        (Type::Double, "3.7"),
        (Type::Integer, "0"),
        (Type::Text, "same"),
        (Type::Text, "yes"),
        (Type::Boolean, "true"),
        (Type::Double, "1234567.1"),
    ]);
    (holds, vec![Some(cell.to_owned()); rows], vec![0.0; rows], true, false)
}

/// Another column in other units, or nearly.
fn copy(draw: &mut Draw, of: &Drawn) -> Cells {
    let (factor, shift) = draw.pick(&[(1.0, 0.0), (2.0, 1.0), (-0.1, 0.0), (1.0, 1000.0)]);
    let noise = draw.pick(&[0.0, 0.0, 0.01, 1e-3]);
    let size = spread(&of.column.cells);
    let moved = |cell: &Option<String>, draw: &mut Draw| {
        let x: f64 = cell.as_ref()?.parse().unwrap();
        Some((factor * x + shift + noise * size * draw.normal()).to_string())
    };
    let cells = of.column.cells.iter().map(|cell| moved(cell, draw)).collect();
    (Type::Double, cells, of.signal.clone(), true, false)
}

fn spread(cells: &[Option<String>]) -> f64 {
    let numbers: Vec<f64> = cells.iter().flatten().map(|cell| cell.parse().unwrap()).collect();
    let low = numbers.iter().copied().fold(f64::INFINITY, f64::min);
    let high = numbers.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    if numbers.is_empty() { 0.0 } else { high - low }
}

/// Nearly always 0.
fn rare(draw: &mut Draw, rows: usize) -> Cells {
    let numbers: Vec<f64> = (0..rows).map(|_| f64::from(u8::from(draw.chance(0.03)))).collect();
    (Type::Integer, shown(&numbers), numbers, false, false)
}
