//! What two models say of the same rows.

use super::agreement::{Pair, Said, close, equal};
use super::condition::Condition;

/// Predictions by the number of the row: the last columns of both.
pub(crate) struct Predictions(Vec<(usize, Vec<String>)>);

impl Predictions {
    pub(crate) fn of(csv: &str, columns: usize) -> Self {
        let mut reader = csv::Reader::from_reader(csv.as_bytes());
        let header = reader.headers().unwrap().clone();
        let at = header.iter().position(|name| name == "row").unwrap();
        let row = |record: csv::StringRecord| {
            let cells = record.iter().skip(columns).map(str::to_owned).collect();
            (record[at].parse().unwrap(), cells)
        };
        let mut rows: Vec<(usize, Vec<String>)> =
            reader.records().map(|record| row(record.unwrap())).collect();
        rows.sort();
        Self(rows)
    }

    fn numbers(&self) -> impl Iterator<Item = f64> {
        self.0.iter().flat_map(|(_, cells)| cells.iter().filter_map(|cell| cell.parse().ok()))
    }

    /// Whether a probability lies where counts change: at a tenth, or where two classes are as likely.
    pub(crate) fn are_on_an_edge(&self) -> bool {
        const NEAR: f64 = 1e-7;
        let is_edge = |p: f64| (10.0 * p - (10.0 * p).round()).abs() < NEAR && p > 0.01 && p < 0.99;
        let is_tie = |(_, cells): &(usize, Vec<String>)| {
            let mut all: Vec<f64> =
                cells[1..].iter().filter_map(|cell| cell.parse().ok()).collect();
            all.sort_by(f64::total_cmp);
            all.windows(2).next_back().is_some_and(|pair| pair[1] - pair[0] < NEAR)
        };
        self.numbers().any(is_edge) || self.0.iter().any(is_tie)
    }

    pub(crate) fn agree(&self, there: &Self, pair: &Pair<'_>) -> Said {
        if pair.condition == Condition::NoOptimum {
            return Ok(());
        }
        equal("rows predicted", &self.0.len().into(), &there.0.len().into())?;
        for ((row, file), (_, there)) in self.0.iter().zip(&there.0) {
            for (file, there) in file.iter().zip(there) {
                match (file.parse::<f64>(), there.parse::<f64>()) {
                    (Ok(a), Ok(b)) => {
                        close(
                            &format!("prediction of row {row}"),
                            a,
                            b,
                            pair.digits() * (a.abs() + pair.unit),
                        )?;
                    }
                    _ if self.are_on_an_edge() => (),
                    _ => equal(
                        &format!("class of row {row}"),
                        &file.clone().into(),
                        &there.clone().into(),
                    )?,
                }
            }
        }
        Ok(())
    }
}
