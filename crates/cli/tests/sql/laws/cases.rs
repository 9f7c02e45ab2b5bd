//! A random table with its flags.

use super::columns::{Drawn, column};
use super::draw::Draw;
use super::flags::{Parts, flags};
use super::table::{Column, Table, Type};

pub(crate) struct Case {
    pub(crate) seed: u64,
    pub(crate) table: Table,
    /// How it is fitted.
    pub(crate) flags: Vec<String>,
    /// How it is examined.
    pub(crate) to_examine: Vec<String>,
    /// Whether others replace some column, all but.
    pub(crate) has_copies: bool,
}

/// What a target is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Target {
    Number,
    Two,
    Three,
}

impl Case {
    /// Of its table.
    pub(crate) fn name(&self) -> String {
        format!("t{}", self.seed)
    }

    /// A line through the numbers of the rows, on the same features.
    pub(crate) fn design(&self) -> Vec<String> {
        let mut flags = self.to_examine.clone();
        flags[1] = "row".to_owned();
        if let Some(at) = flags.iter().position(|flag| flag == "--drop") {
            flags[at + 1] = format!("\"{}\"", self.flags[1].replace('"', "\"\""));
        }
        if self.flags.contains(&"--weights".to_owned()) {
            flags.extend(
                ["--weights", "how often", "--weight-kind", "precision"].map(str::to_owned),
            );
        }
        for pair in self.flags.windows(2) {
            match pair[0].as_str() {
                "--offset" => flags.extend(pair.iter().cloned()),
                "--no-intercept" => flags.push(pair[0].clone()),
                _ => (),
            }
        }
        flags.extend(["--model", "linear"].map(str::to_owned));
        flags
    }

    pub(crate) fn of(seed: u64) -> Self {
        let draw = &mut Draw::new(seed);
        let rows = 20 + (380.0 * draw.unit() * draw.unit()) as usize;
        let mut drawn: Vec<Drawn> = Vec::new();
        for j in 0..1 + draw.below(6) {
            let next = column(draw, rows, j, &drawn);
            drawn.push(next);
        }
        let kind = draw.pick(&[Target::Number, Target::Two, Target::Two, Target::Three]);
        let (mut target, classes) = target(draw, kind, rows, &drawn);
        let has_gaps = draw.chance(0.35);
        if has_gaps {
            for of in &mut drawn {
                let share = draw.pick(&[0.0, 0.02, 0.2]);
                gaps(draw, &mut of.column, share);
            }
            if draw.chance(0.2) {
                gaps(draw, &mut target, 0.05);
            }
        }
        let has_copies = drawn.iter().any(|of| of.is_copy);
        let names = drawn.iter().filter(|of| of.is_name).map(|of| of.column.name.clone()).collect();
        let mut columns: Vec<Column> = drawn.into_iter().map(|of| of.column).collect();
        if draw.chance(0.03) {
            let name = "nothing".to_owned();
            columns.push(Column { name, holds: Type::Double, cells: vec![None; rows] });
        }
        let features: Vec<String> = columns.iter().map(|of| of.name.clone()).collect();
        let weights = draw.chance(0.4).then(|| weights(draw, rows, has_gaps));
        let offset = draw.chance(0.15).then(|| offset(draw, rows));
        let number = (0..rows).map(|row| Some(row.to_string())).collect();
        columns.push(Column { name: "row".to_owned(), holds: Type::Integer, cells: number });
        let parts = Parts {
            target: (kind, target.name.clone()),
            classes,
            features,
            names,
            has_weights: weights.is_some(),
            has_offset: offset.is_some(),
            has_gaps,
        };
        let (flags, to_examine) = flags(draw, &parts);
        columns.extend(weights.into_iter().chain(offset));
        columns.push(target);
        Self { seed, table: Table { columns }, flags, to_examine, has_copies }
    }
}

fn gaps(draw: &mut Draw, column: &mut Column, share: f64) {
    column.cells.iter_mut().filter(|_| draw.chance(share)).for_each(|cell| *cell = None);
}

fn target(draw: &mut Draw, kind: Target, rows: usize, drawn: &[Drawn]) -> (Column, Vec<String>) {
    let strength: f64 = draw.pick(&[0.0, 0.5, 0.5, 1.0, 3.0, 1e9]);
    let effects: Vec<f64> = drawn.iter().map(|_| draw.normal()).collect();
    let signal = |row: usize| -> f64 {
        drawn.iter().zip(&effects).map(|(of, effect)| of.signal[row] * effect).sum()
    };
    let name = draw.pick(&["y", "the \"target\"", "größe", "z0"]).to_owned();
    if kind == Target::Number {
        let (size, far) =
            (draw.size(-4.0, 4.0), if draw.chance(0.3) { draw.size(0.0, 5.0) } else { 0.0 });
        let is_whole = draw.chance(0.2);
        let number = |draw: &mut Draw, row| {
            let y = far + strength.min(10.0) * signal(row) + draw.normal();
            if is_whole { (10.0 * y).round() } else { size * y }
        };
        let cells = (0..rows).map(|row| Some(number(draw, row).to_string())).collect();
        let holds = if is_whole { Type::Integer } else { Type::Double };
        return (Column { name, holds, cells }, Vec::new());
    }
    let (holds, classes): (Type, &[&str]) = match kind {
        Target::Two => draw.pick(&[
            (Type::Integer, &["0", "1"][..]),
            (Type::Integer, &["1", "2"]),
            (Type::Boolean, &["false", "true"]),
            (Type::Text, &["no", "yes"]),
            (Type::Text, &["it's", "Köln, Süd"]),
            (Type::Text, &["Yes", "no"]),
            (Type::Double, &["0", "1"]),
            (Type::Double, &["0.5", "2"]),
        ]),
        _ => draw.pick(&[
            (Type::Integer, &["1", "2", "3"][..]),
            (Type::Text, &["a", "\"b\"", "ü"]),
            (Type::Text, &["x2", "x10", "a"]),
            (Type::Integer, &["9", "10", "11"]),
            (Type::Double, &["-1", "0", "1.5"]),
        ]),
    };
    let rarity = draw.pick(&[0.0, 0.0, 0.0, 1.5, 3.0]);
    let class = |draw: &mut Draw, row: usize| {
        let noise = (1.0 / draw.between(1e-9, 1.0) - 1.0).ln();
        let z = strength * signal(row) + noise + rarity;
        match (classes.len(), z) {
            (2, z) => usize::from(z < 0.0),
            (_, z) if z > 1.0 => 0,
            (_, z) => 1 + usize::from(z < -1.0),
        }
    };
    let cells = (0..rows).map(|row| Some(classes[class(draw, row)].to_owned())).collect();
    (Column { name, holds, cells }, classes.iter().map(|class| (*class).to_owned()).collect())
}

fn weights(draw: &mut Draw, rows: usize, has_gaps: bool) -> Column {
    let kind = draw.below(4);
    let weight = |draw: &mut Draw| match kind {
        0 => (draw.unit() * 5.0).floor().to_string(),
        1 => (1.0 + (draw.unit() * 40.0).floor()).to_string(),
        2 => (0.1 * (1.0 + (draw.unit() * 20.0).floor())).to_string(),
        _ => draw.size(-2.0, 2.0).to_string(),
    };
    let cells = (0..rows).map(|_| Some(weight(draw))).collect();
    let holds = if kind < 2 { Type::Integer } else { Type::Double };
    let mut column = Column { name: "how often".to_owned(), holds, cells };
    if has_gaps && draw.chance(0.1) {
        gaps(draw, &mut column, 0.03);
    }
    column
}

fn offset(draw: &mut Draw, rows: usize) -> Column {
    let cells = (0..rows).map(|_| Some((0.5 * draw.normal()).to_string())).collect();
    Column { name: "o".to_owned(), holds: Type::Double, cells }
}
