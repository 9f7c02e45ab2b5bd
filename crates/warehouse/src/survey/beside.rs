use super::Survey;
use crate::ask::numbers;
use crate::{Engine, Error};

/// A number that may stand for none, and those beside it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Beside {
    /// In how many rows it stands.
    pub often: f64,
    /// How many rows have another number.
    pub others: f64,
    /// The least of these.
    pub low: f64,
    /// The greatest.
    pub high: f64,
}

impl Survey<'_> {
    /// For columns, each with a number, what stands beside it: one question.
    ///
    /// # Errors
    /// Those of the engine.
    pub fn beside(&self, engine: &dyn Engine, codes: &[(&str, f64)]) -> Result<Vec<Beside>, Error> {
        const SUMS: usize = 4;
        let mut found = Vec::new();
        for some in codes.chunks(self.dialect.sums / SUMS) {
            let sums = some.iter().flat_map(|(name, code)| {
                let x = self.dialect.finite(&format!("t.{}", self.dialect.name(name)));
                let code = self.dialect.double(*code);
                let other = format!("CASE WHEN {x} <> {code} THEN {x} END");
                let often = format!("COUNT(CASE WHEN {x} = {code} THEN 1 END)");
                let ends = ["MIN", "MAX"].map(|end| self.dialect.shown(&format!("{end}({other})")));
                let [low, high] = ends;
                [often, format!("COUNT({other})"), low, high]
            });
            let selected: Vec<String> = sums.collect();
            let text = format!("SELECT {} FROM {} AS t", selected.join(", "), self.table);
            let answer = numbers(engine, text, selected.len())?;
            found.extend(answer.chunks(SUMS).filter_map(|sums| match sums {
                [often, others, low, high] => {
                    Some(Beside { often: *often, others: *others, low: *low, high: *high })
                }
                _ => None,
            }));
        }
        Ok(found)
    }
}
