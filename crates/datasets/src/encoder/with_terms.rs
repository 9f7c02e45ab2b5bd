//! Features that are terms of a formula.

use std::borrow::Cow;
use std::ops::Range;

use super::{Declared, Encoded, Encoder, Substitutes, Unseen, WeightedRows};
use crate::terms::{Learning, Term, Undefined, levels};
use crate::{Error, Expression, Table, TermError, shortest};

/// The table that has some columns.
type TableWith<'t> = dyn Fn(&[&str]) -> Result<Cow<'t, Table>, Error> + Sync + 't;

impl Encoder {
    /// The terms, each with the numbers of its features; none where the columns are features as they are.
    #[must_use]
    pub fn features_of_terms(&self) -> Vec<(&Term, Range<usize>)> {
        let mut end = 0;
        let range = |term| {
            let begin = end;
            end += Term::feature_names(term, &self.columns).len();
            (term, begin..end)
        };
        self.terms.iter().flat_map(|terms| &terms.terms).map(range).collect()
    }

    /// The features as arithmetic over the columns, where there are terms.
    #[must_use]
    pub fn expressions(&self) -> Option<Vec<Expression>> {
        Some(self.terms.as_ref()?.expressions(&self.columns))
    }

    /// Whether its terms fit its columns, as they do unless a file was edited.
    #[must_use]
    pub fn is_whole(&self) -> bool {
        self.terms.as_ref().is_none_or(|terms| terms.is_whole(&self.columns))
    }

    /// With terms that are learned from some rows of the tables that have the columns asked for.
    pub(super) fn with_terms<'t>(
        self,
        declared: &Declared<'_>,
        table: &TableWith<'t>,
        rows: &WeightedRows<'_>,
    ) -> Result<Self, Error> {
        let Some(formula) = declared.terms else { return Ok(self) };
        let (rows, mut weights): (Vec<usize>, Vec<f64>) = rows.iter().unzip();
        if declared.only_ratios {
            let mean = linalg_lite::mean(&weights);
            weights.iter_mut().for_each(|weight| *weight /= mean);
        }
        let names: Vec<&str> = self.columns.iter().map(|column| column.name.as_str()).collect();
        let columns = |names: &[&str]| {
            let is_named = |name: &str| names.contains(&name);
            let some = self.columns.iter().filter(|column| is_named(&column.name));
            let some = Self { gaps: self.gaps, columns: some.cloned().collect(), terms: None };
            Ok(some.encode(&*table(names)?, &rows, Unseen::Refuse)?.features)
        };
        let undefined = |row: usize, of: &Expression| match table(&of.columns()) {
            Ok(table) => no_value(&table, row, &of.to_string(), &of.columns()),
            Err(error) => error,
        };
        let file = table(names.get(..1).unwrap_or_default())?.file().to_owned();
        let learning = Learning {
            formula,
            encoded: &self.columns,
            rows: &rows,
            weights: &weights,
            file: &file,
            columns: &columns,
            undefined: &undefined,
        };
        let terms = Some(learning.terms()?);
        Ok(Self { terms, ..self })
    }

    /// Puts terms in place of columns, if there are any.
    pub(super) fn of_terms(
        &self,
        encoded: Encoded,
        table: &Table,
        rows: &[usize],
        unseen: Unseen,
    ) -> Result<Encoded, Error> {
        let Some(terms) = &self.terms else { return Ok(encoded) };
        let Encoded { features, mut substitutes } = encoded;
        let found =
            terms.features(&self.columns, &features)?.map_err(|Undefined { term, row }| {
                no_value(table, rows[row], &term.name, &term.needs())
            })?;
        for (term, unknown) in terms.terms.iter().zip(found.unknown) {
            match unknown.first() {
                Some(row) if unseen == Unseen::Refuse => {
                    return Err(self.strange_cell(table, rows[*row], term));
                }
                _ => substitutes.push(Substitutes {
                    column: term.name.clone(),
                    unseen: unknown.len(),
                    ..Substitutes::default()
                }),
            }
        }
        Ok(Encoded { features: found.features, substitutes })
    }

    /// The error about levels that never came together.
    fn strange_cell(&self, table: &Table, row: usize, term: &Term) -> Error {
        let of_column = |name: &str| {
            let is_category = !levels(name, &self.columns).is_empty();
            is_category.then(|| format!("{name} = {}", table.text(row, name)))
        };
        let together: Vec<String> = term.needs().into_iter().filter_map(of_column).collect();
        let problem = format!("no row of the training had {} together", together.join(" and "));
        TermError { place: table.place(row), term: term.name.clone(), problem }.into()
    }
}

/// The error about a row in which a term has no value.
fn no_value(table: &Table, row: usize, term: &str, columns: &[&str]) -> Error {
    let cell = |name: &&str| Some(format!("{name} is {}", shortest(table.number(row, name)?)));
    let cells: Vec<String> = columns.iter().filter_map(cell).collect();
    let problem = format!("it has no value where {}", cells.join(" and "));
    TermError { place: table.place(row), term: term.to_owned(), problem }.into()
}
