use super::{Asking, Place, Sums, number};
use crate::{Error, Query};

impl Asking<'_> {
    /// The sums over all rows, in as many questions as the engine wants.
    pub(super) fn add_numbers(&self, sums: &mut Sums) -> Result<(), Error> {
        let dialect = self.frame.dialect;
        let all = self.of_all_rows();
        let (first, rest) = all.split_at(all.len().min(dialect.sums));
        for (k, entries) in std::iter::once(first).chain(rest.chunks(dialect.sums)).enumerate() {
            let mut selected = vec!["COUNT(*)".to_owned(), "COUNT(b.l)".to_owned()];
            selected.extend(entries.iter().map(|(sql, _)| dialect.shown(&format!("SUM({sql})"))));
            let text = format!("SELECT {} FROM ({}) AS b", selected.join(", "), self.rows);
            let rows = self.engine.select(&Query { text, columns: selected.len() })?;
            sums.questions += 1;
            let [row] = rows.as_slice() else { return Err(one_row(rows.len())) };
            let values =
                row.iter().map(|field| number(field)).collect::<Result<Vec<f64>, Error>>()?;
            let [all, complete, values @ ..] = values.as_slice() else { return Err(one_row(0)) };
            if k == 0 {
                sums.rows = *all;
            }
            self.check_rows(sums.rows, *all, *complete)?;
            entries.iter().zip(values).for_each(|((_, places), value)| {
                places.iter().for_each(|place| sums.add(*place, *value));
            });
        }
        Ok(())
    }

    fn of_all_rows(&self) -> Vec<(String, Vec<Place>)> {
        let mut all = vec![("b.l".to_owned(), vec![Place::Loss])];
        all.extend(self.frame.weights.map(|_| ("b.w".to_owned(), vec![Place::Weight])));
        for a in 0..self.loss.logits() {
            all.extend(self.intercept(a).map(|i| (format!("b.r{a}"), vec![Place::Gradient(i)])));
            for (x, feature) in self.numbers.iter().enumerate() {
                let place = Place::Gradient(self.parameter(a, *feature));
                all.push((format!("b.r{a} * b.x{x}"), vec![place]));
            }
        }
        for (c, (a, b)) in self.pairs() {
            let ones = self.intercept(a).zip(self.intercept(b));
            all.extend(ones.map(|(i, j)| (self.curvature(c), vec![Place::Hessian(i, j)])));
            for (x, feature) in self.numbers.iter().enumerate() {
                let (of_a, of_b) = (self.parameter(a, *feature), self.parameter(b, *feature));
                if let Some((one_a, one_b)) = ones {
                    let places = vec![Place::Hessian(of_a, one_b), Place::Hessian(one_a, of_b)];
                    all.push((format!("b.u{c}_{x}"), places));
                }
                for (other, feature) in self.numbers[..=x].iter().enumerate() {
                    let (other_a, other_b) =
                        (self.parameter(a, *feature), self.parameter(b, *feature));
                    let places = vec![Place::Hessian(of_a, other_b), Place::Hessian(other_a, of_b)];
                    all.push((format!("b.u{c}_{x} * b.x{other}"), places));
                }
            }
        }
        all
    }

    /// Refuses rows that have come or gone, and rows whose loss is NULL.
    pub(super) fn check_rows(&self, expected: f64, all: f64, complete: f64) -> Result<(), Error> {
        let table = self.frame.table;
        if all != expected {
            return Err(Error::Table(format!(
                "{table} had {expected} rows, and now {all}: it changes, or two rows have the same level; \
                 ask of a table that stays as it is"
            )));
        }
        if complete != all {
            return Err(Error::Table(format!(
                "{table}: {} of {all} rows have a class, a level or a gap that was not there before",
                all - complete
            )));
        }
        Ok(())
    }
}

fn one_row(rows: usize) -> Error {
    Error::Answer {
        engine: "the engine".to_owned(),
        problem: format!("{rows} rows where one was asked for"),
    }
}
