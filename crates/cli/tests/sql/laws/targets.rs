//! Random targets, weights and offsets.

use linalg_lite::ln;

use super::columns::Drawn;
use super::draw::Draw;
use super::table::{Column, Type};

/// What a target is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    Number,
    Two,
    Three,
}

pub(crate) struct Target {
    pub(crate) kind: Kind,
    pub(crate) column: Column,
    /// In order; none of a number.
    pub(crate) classes: &'static [&'static str],
}

type Classes = (Type, &'static [&'static str]);

const TWO: [Classes; 8] = [
    (Type::Integer, &["0", "1"]),
    (Type::Integer, &["1", "2"]),
    (Type::Boolean, &["false", "true"]),
    (Type::Text, &["no", "yes"]),
    (Type::Text, &["it's", "Köln, Süd"]),
    (Type::Text, &["Yes", "no"]),
    (Type::Double, &["0", "1"]),
    (Type::Double, &["0.5", "2"]),
];
const THREE: [Classes; 5] = [
    (Type::Integer, &["1", "2", "3"]),
    (Type::Text, &["a", "\"b\"", "ü"]),
    (Type::Text, &["x2", "x10", "a"]),
    (Type::Integer, &["9", "10", "11"]),
    (Type::Double, &["-1", "0", "1.5"]),
];

impl Target {
    /// One that depends on columns not at all, as usual, or altogether: then they separate its classes.
    pub(crate) fn of(draw: &mut Draw, rows: usize, drawn: &[Drawn]) -> Self {
        let kind = draw.pick(&[Kind::Number, Kind::Two, Kind::Two, Kind::Three]);
        let name = draw.pick(&["y", "the \"target\"", "größe", "z0"]).to_owned();
        let strength: f64 = draw.pick(&[0.0, 0.5, 0.5, 1.0, 3.0, 1e9]);
        let effects: Vec<f64> = drawn.iter().map(|_| strength * draw.normal()).collect();
        let of_row = |row: usize| -> f64 {
            drawn.iter().zip(&effects).map(|(of, effect)| of.signal[row] * effect).sum()
        };
        let signals: Vec<f64> = (0..rows).map(of_row).collect();
        let (classes, (holds, cells)) = match kind {
            Kind::Number => (&[][..], numbers(draw, &signals, strength)),
            Kind::Two | Kind::Three => {
                let (holds, classes) = draw.pick(if kind == Kind::Two { &TWO[..] } else { &THREE });
                (classes, (holds, of_classes(draw, &signals, classes)))
            }
        };
        Self { kind, column: Column { name, holds, cells }, classes }
    }
}

type Cells = Vec<Option<String>>;

fn numbers(draw: &mut Draw, signals: &[f64], strength: f64) -> (Type, Cells) {
    const MOST: f64 = 10.0;
    let size = draw.size(-4.0, 4.0);
    let far = if draw.chance(0.3) { draw.size(0.0, 5.0) } else { 0.0 };
    let is_whole = draw.chance(0.2);
    let weaker = MOST.min(strength) / strength.max(1e-9);
    let number = |signal: &f64| {
        let y = far + weaker * signal + draw.normal();
        Some(if is_whole { (MOST * y).round() } else { size * y }.to_string())
    };
    let holds = if is_whole { Type::Integer } else { Type::Double };
    (holds, signals.iter().map(number).collect())
}

fn of_classes(draw: &mut Draw, signals: &[f64], classes: &[&str]) -> Cells {
    let rarity = draw.pick(&[0.0, 0.0, 0.0, 1.5, 3.0]);
    let class = |signal: &f64| {
        let z = signal + rarity + ln(1.0 / draw.between(1e-9, 1.0) - 1.0);
        let at = match classes.len() {
            2 => usize::from(z < 0.0),
            _ => usize::from(z < 1.0) + usize::from(z < -1.0),
        };
        Some(classes[at].to_owned())
    };
    signals.iter().map(class).collect()
}

/// Counts, some of them 0, or numbers of any kind.
pub(crate) fn weights(draw: &mut Draw, rows: usize) -> Column {
    let kind = draw.below(4);
    let weight = |draw: &mut Draw| match kind {
        0 => (draw.unit() * 5.0).floor().to_string(),
        1 => (1.0 + (draw.unit() * 40.0).floor()).to_string(),
        2 => (0.1 * (1.0 + (draw.unit() * 20.0).floor())).to_string(),
        _ => draw.size(-2.0, 2.0).to_string(),
    };
    let cells = (0..rows).map(|_| Some(weight(draw))).collect();
    let holds = if kind < 2 { Type::Integer } else { Type::Double };
    Column { name: "how often".to_owned(), holds, cells }
}

pub(crate) fn offset(draw: &mut Draw, rows: usize) -> Column {
    let cells = (0..rows).map(|_| Some((0.5 * draw.normal()).to_string())).collect();
    Column { name: "o".to_owned(), holds: Type::Double, cells }
}
