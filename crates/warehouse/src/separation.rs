//! Whether the classes are separated, where a fit found no optimum: the exact search of `models`, on the rows that
//! matter to it.

use linalg_lite::Columns;
use models::separation::{SeparatingDirection, find_separation_of_classes};
use models::{Error as ModelError, Problem, Report, Status};

use crate::fit::Fit;
use crate::frame::rows::with;
use crate::frame::{Category, Item, Logits};
use crate::sums::number;
use crate::text::sum;
use crate::{Error, Loss, Query};

/// So many rows are looked at as they are.
const ALL: f64 = 20_000.0;
/// So many rows enter at a time, of more.
const SOME: usize = 2_000;
/// A margin is 0 below this part of the terms it is the sum of.
const ROUNDING: f64 = 1e-9;
/// So often other rows enter.
const ROUNDS: usize = 50;

/// Some rows: all of them as the table has them, so that what is infinite is what a file would name, or those that
/// matter in the coordinates of the fit.
#[derive(Default)]
struct Fetched {
    classes: Vec<usize>,
    /// For each item of the frame a value of each row.
    items: Vec<Vec<f64>>,
}

impl Fit<'_> {
    /// Says in the report of a fit without an optimum what separates the classes, if something does: rows of the table
    /// enter the search when a direction that separates those before puts them on the wrong side.
    ///
    /// # Errors
    /// Those of the engine and of the search.
    pub(crate) fn explain_end(
        &self,
        report: &mut Report,
        w: &[f64],
        loss: Loss,
    ) -> Result<(), Error> {
        let mut rows = Fetched::default();
        let is_small = self.moments.rows <= ALL;
        if is_small {
            self.fetch_all(&mut rows)?;
        } else {
            for class in 0..=loss.logits() {
                let of_class = format!("WHERE b.y = {}", self.frame.dialect.double(class as f64));
                self.fetch(&mut rows, w, loss, &of_class, SOME)?;
            }
        }
        let is_wrong = format!("WHERE b.m < -({} * b.size)", self.frame.dialect.double(ROUNDING));
        for _ in 0..ROUNDS {
            let found = match self.search(&rows, loss) {
                Ok(found) => found,
                Err(Error::Model(ModelError::Undecided(reason))) => {
                    report.undecided = Some(reason);
                    return Ok(());
                }
                Err(other) => return Err(other),
            };
            let Some(found) = found else {
                report.found_no_separation();
                return Ok(());
            };
            if is_small || self.fetch(&mut rows, &found.weights, loss, &is_wrong, SOME)? == 0 {
                self.name(report, found, is_small);
                return Ok(());
            }
        }
        report.undecided = Some(format!("{ROUNDS} searches among more and more rows did not end"));
        Ok(())
    }

    fn name(&self, report: &mut Report, found: SeparatingDirection, are_all_rows: bool) {
        let group = self.frame.n_features() + usize::from(self.frame.has_intercept);
        let moved = (0..found.weights.len()).filter(|j| found.weights[*j] != 0.0);
        let infinite = if are_all_rows { found.infinite } else { moved.collect() };
        let mut infinite: Vec<usize> = infinite.iter().map(|j| j % group).collect();
        infinite.sort_unstable();
        infinite.dedup();
        report.status = Status::Separated(found.separation);
        report.separating = found.features;
        report.infinite = infinite;
        report.certificate = None;
    }

    fn search(&self, rows: &Fetched, loss: Loss) -> Result<Option<SeparatingDirection>, Error> {
        let mut columns = Columns::new(rows.classes.len());
        for (item, values) in self.frame.items()?.iter().zip(&rows.items) {
            match item {
                Item::Number { .. } => columns.push_numbers(values.clone())?,
                Item::Category(Category { codes, .. }) => {
                    let of_rows: Vec<u32> = values.iter().map(|code| *code as u32 - 1).collect();
                    columns.push_category(&of_rows, codes - 1)?;
                }
            }
        }
        let mut seen = vec![false; loss.logits() + 1];
        rows.classes.iter().for_each(|class| seen[*class] = true);
        if seen.contains(&false) {
            return Err(ModelError::Undecided(
                "a class has no row among those looked at".to_owned(),
            )
            .into());
        }
        let problem = Problem::new(&columns, &rows.classes)?;
        let problem = if self.frame.has_intercept { problem } else { problem.without_intercept() };
        Ok(find_separation_of_classes(&problem, loss.logits() + 1)?)
    }

    fn fetch_all(&self, rows: &mut Fetched) -> Result<(), Error> {
        let none = Logits { coefficients: Vec::new(), intercepts: Vec::new() };
        let (names, _) = self.names_and_size(&none)?;
        self.add(rows, names, &format!("({}) AS b", self.frame.rows(&[], &none)?)).map(drop)
    }

    /// Adds rows with the smallest margins along a direction, of those that a filter leaves: how many.
    fn fetch(
        &self,
        rows: &mut Fetched,
        direction: &[f64],
        loss: Loss,
        filter: &str,
        most: usize,
    ) -> Result<usize, Error> {
        let frame = self.frame;
        let features = frame.n_features();
        let group = features + usize::from(frame.has_intercept);
        let logits: Vec<&[f64]> = direction.chunks(group.max(1)).collect();
        let logits = Logits {
            coefficients: logits.iter().map(|w| &w[..features]).collect(),
            intercepts: logits.iter().map(|w| w.get(features).copied().unwrap_or(0.0)).collect(),
        };
        let base = frame.rows(&self.moments.centres, &logits)?;
        let (names, size) = self.names_and_size(&logits)?;
        let columns = [format!("{} AS m", margin(frame.dialect, loss)), format!("{size} AS size")];
        let base = with(&base, &columns, frame.dialect.fence);
        self.add(rows, names, &format!("({base}) AS b {filter} ORDER BY b.m LIMIT {most}"))
    }

    /// Asks for the columns of the items, and adds the rows that come: how many.
    fn add(&self, rows: &mut Fetched, names: Vec<String>, from: &str) -> Result<usize, Error> {
        let selected = std::iter::once("b.y".to_owned()).chain(names);
        let selected: Vec<String> = selected.map(|sql| self.frame.dialect.shown(&sql)).collect();
        let text = format!("SELECT {} FROM {from}", selected.join(", "));
        let answer = self.engine.select(&Query { text, columns: selected.len() })?;
        self.asked.add(1);
        rows.items.resize(selected.len() - 1, Vec::new());
        for row in &answer {
            let values =
                row.iter().map(|field| number(field)).collect::<Result<Vec<f64>, Error>>()?;
            rows.classes.push(values[0] as usize);
            rows.items.iter_mut().zip(&values[1..]).for_each(|(item, value)| item.push(*value));
        }
        Ok(answer.len())
    }

    /// The columns of the items, and the sum of the sizes of a logit's terms.
    fn names_and_size(&self, logits: &Logits<'_>) -> Result<(Vec<String>, String), Error> {
        let dialect = self.frame.dialect;
        let (mut names, mut sizes) = (Vec::new(), Vec::new());
        let (mut x, mut k) = (0, 0);
        for item in self.frame.items()? {
            match item {
                Item::Number { feature, .. } => {
                    let largest =
                        logits.coefficients.iter().map(|c| c[feature].abs()).fold(0.0, f64::max);
                    names.push(format!("b.x{x}"));
                    sizes.push(format!("ABS(b.x{x}) * {}", dialect.double(largest)));
                    x += 1;
                }
                Item::Category(_) => {
                    names.push(format!("b.k{k}"));
                    sizes
                        .extend((0..logits.coefficients.len()).map(|a| format!("ABS(b.v{k}_{a})")));
                    k += 1;
                }
            }
        }
        let intercept = logits.intercepts.iter().map(|b| b.abs()).fold(0.0, f64::max);
        sizes.push(dialect.double(intercept));
        Ok((names, sum(&sizes)))
    }
}

/// By how much the logit of a row's class exceeds those of the others, at least.
fn margin(dialect: &crate::Dialect, loss: Loss) -> String {
    let (zero, half) = (dialect.double(0.0), dialect.double(0.5));
    if loss.logits() == 1 {
        return format!("CASE WHEN b.y > {half} THEN b.z0 ELSE -b.z0 END");
    }
    let logit = |class: usize| match class {
        0 => zero.clone(),
        _ => format!("b.z{}", class - 1),
    };
    let classes = loss.logits() + 1;
    let of_class = |class: usize| {
        let others = (0..classes).filter(|other| *other != class);
        let margins: Vec<String> =
            others.map(|other| format!("{} - {}", logit(class), logit(other))).collect();
        let y = dialect.double(class as f64);
        format!(" WHEN b.y = {y} THEN {}({})", dialect.least, margins.join(", "))
    };
    let cases: Vec<String> = (0..classes).map(of_class).collect();
    format!("CASE{} END", cases.concat())
}
