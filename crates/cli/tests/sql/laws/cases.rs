//! A random table with its flags.

use super::columns::Drawn;
use super::draw::Draw;
use super::flags::{Parts, flags, quoted};
use super::places::Place;
use super::table::{Column, Table, Type};
use super::targets::{Target, offset, weights};

pub(crate) struct Case {
    seed: u64,
    pub(crate) table: Table,
    /// How it is fitted.
    pub(crate) flags: Vec<String>,
    /// How it is examined.
    pub(crate) to_examine: Vec<String>,
}

impl Case {
    pub(crate) fn of(seed: u64) -> Self {
        let draw = &mut Draw::new(seed);
        let rows = 20 + (380.0 * draw.unit() * draw.unit()) as usize;
        let mut drawn: Vec<Drawn> = Vec::new();
        for _ in 0..=draw.below(6) {
            let next = Drawn::next(draw, rows, &drawn);
            drawn.push(next);
        }
        let mut target = Target::of(draw, rows, &drawn);
        let mut weights = draw.chance(0.4).then(|| weights(draw, rows));
        let has_gaps = draw.chance(0.35);
        if has_gaps {
            for of in &mut drawn {
                let share = draw.pick(&[0.0, 0.02, 0.2]);
                gaps(draw, &mut of.column, share);
            }
            let others = weights.iter_mut().chain([&mut target.column]);
            others.for_each(|column| {
                let share = draw.pick(&[0.0, 0.0, 0.0, 0.0, 0.05]);
                gaps(draw, column, share);
            });
        }
        let offset = draw.chance(0.15).then(|| offset(draw, rows));
        let names = drawn.iter().filter(|of| of.is_name).map(|of| of.column.name.clone()).collect();
        let mut columns: Vec<Column> = drawn.into_iter().map(|of| of.column).collect();
        if draw.chance(0.03) {
            let name = "nothing".to_owned();
            columns.push(Column { name, holds: Type::Double, cells: vec![None; rows] });
        }
        let parts = Parts {
            target: &target,
            features: columns.iter().map(|of| of.name.clone()).collect(),
            names,
            has_weights: weights.is_some(),
            has_offset: offset.is_some(),
            has_gaps,
        };
        let (flags, to_examine) = flags(draw, &parts);
        let number = (0..rows).map(|row| Some(row.to_string())).collect();
        columns.push(Column { name: "row".to_owned(), holds: Type::Integer, cells: number });
        columns.extend(weights.into_iter().chain(offset));
        columns.push(target.column);
        Self { seed, table: Table { columns }, flags, to_examine }
    }

    /// Of its table.
    pub(crate) fn name(&self) -> String {
        format!("t{}", self.seed)
    }

    /// And how it is fitted, to be tried again.
    pub(crate) fn told(&self) -> String {
        let flags: Vec<String> = self.flags.iter().map(|flag| format!("'{flag}'")).collect();
        format!("{} {}", self.name(), flags.join(" "))
    }

    /// The file of its model in a place.
    pub(crate) fn model(&self, engine: Option<&Place>) -> String {
        let place = engine.map_or("file", Place::told);
        let letters = place.chars().filter(char::is_ascii_alphanumeric);
        format!("{}-{}.json", self.name(), letters.collect::<String>())
    }

    /// A line through the numbers of the rows, on the same features.
    pub(crate) fn design(&self) -> Vec<String> {
        let mut flags = self.to_examine.clone();
        let target = std::mem::replace(&mut flags[1], "row".to_owned());
        if flags[2] == "--drop" {
            flags[3] = quoted(&[target]);
        }
        for pair in self.flags.windows(2) {
            match pair[0].as_str() {
                "--offset" | "--weights" => flags.extend(pair.iter().cloned()),
                "--no-intercept" => flags.push(pair[0].clone()),
                _ => (),
            }
        }
        if flags.iter().any(|flag| flag == "--weights") {
            flags.extend(["--weight-kind", "precision"].map(str::to_owned));
        }
        flags.extend(["--model", "linear"].map(str::to_owned));
        flags
    }
}

fn gaps(draw: &mut Draw, column: &mut Column, share: f64) {
    column.cells.iter_mut().filter(|_| draw.chance(share)).for_each(|cell| *cell = None);
}
