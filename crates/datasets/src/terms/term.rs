//! A term of a model, learned.

#[cfg(feature = "files")]
use linalg_lite::Kind;
use serde::{Deserialize, Serialize};

use super::base::Base;
use super::cells::{Cells, Placed};
use super::expression::{Expression, Operator};
use super::factor::{Factor, FactorColumns};
use crate::EncodedColumn;

/// A product of factors: its categories together are one, which multiplies each product of its numbers.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Term {
    /// As a formula has it.
    pub name: String,
    /// Each with its own name.
    pub factors: Vec<NamedFactor>,
    /// The combinations of its categories, where there are several of these.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cells: Option<Cells>,
}

/// A factor, and what it is called.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct NamedFactor {
    /// As a formula has it.
    pub name: String,
    /// What it is.
    #[serde(flatten)]
    pub factor: Factor,
}

/// The features of a term in some rows.
pub(super) struct TermColumns {
    pub(super) columns: Vec<Entries>,
    /// Rows with a combination of levels that was not learned.
    pub(super) unknown: Vec<usize>,
}

/// A column of features.
pub(super) enum Entries {
    Numbers(Vec<f64>),
    Codes(Vec<u32>, usize),
}

impl Term {
    /// The column of a category without its baseline, where that is all of the term.
    #[must_use]
    pub fn category_alone(&self) -> Option<&str> {
        match self.factors.as_slice() {
            [NamedFactor { factor: Factor::Levels { column, all: false }, .. }] => Some(column),
            _ => None,
        }
    }

    /// Whether another term is a product of this one and more, so that its features say less without that.
    #[must_use]
    pub fn is_part_of(&self, other: &Self) -> bool {
        let has = |named: &NamedFactor| other.factors.iter().any(|of| of.name == named.name);
        other.factors.len() > self.factors.len() && self.factors.iter().all(has)
    }

    /// The column whose numbers are all of the term.
    #[must_use]
    pub fn column_alone(&self) -> Option<&str> {
        match self.factors.as_slice() {
            [NamedFactor { factor: Factor::Numbers { column }, .. }] => Some(column),
            _ => None,
        }
    }

    /// The levels of the columns whose combinations are known: those with a feature, those that count as the baseline.
    #[must_use]
    pub fn known_cells(&self, cells: &Cells) -> Vec<Vec<Expression>> {
        let level = |(factor, code): (&Factor, u32)| {
            let column = factor.needs().first().copied().unwrap_or_default().to_owned();
            Expression::Level { column, code: code as usize }
        };
        let of_cell = |cell: &Vec<u32>| {
            self.categories().zip(cell.iter().copied()).map(level).collect::<Vec<Expression>>()
        };
        let baselines = self.categories().filter(|factor| !factor.has_baseline());
        let at_baseline = baselines.map(|factor| vec![level((factor, 0))]);
        cells.features.iter().chain(&cells.baseline).map(of_cell).chain(at_baseline).collect()
    }

    pub(super) fn is_whole(&self, encoded: &[EncodedColumn]) -> bool {
        let counts: Vec<usize> = self.categories().map(|factor| factor.levels(encoded)).collect();
        let fits = |cell: &Vec<u32>| {
            let codes = cell.iter().zip(&counts);
            cell.len() == counts.len() && codes.clone().all(|(code, n)| (*code as usize) < *n)
        };
        let cells =
            self.cells.iter().flat_map(|cells| cells.features.iter().chain(&cells.baseline));
        let has_cells = self.cells.is_some() == (counts.len() > 1);
        let are_whole = self.factors.iter().all(|named| named.factor.is_whole(encoded));
        are_whole && has_cells && cells.into_iter().all(fits)
    }

    fn categories(&self) -> impl Iterator<Item = &Factor> {
        self.factors.iter().map(|named| &named.factor).filter(|factor| factor.is_categorical())
    }

    /// The columns of the table that it needs.
    #[must_use]
    pub fn needs(&self) -> Vec<&str> {
        self.factors.iter().flat_map(|named| named.factor.needs()).collect()
    }

    pub(super) fn is_categorical(&self) -> bool {
        self.factors.iter().all(|named| named.factor.is_categorical())
    }

    fn has_baseline(&self) -> Vec<bool> {
        self.categories().map(Factor::has_baseline).collect()
    }

    /// The combinations of its categories that are features; none without a category.
    fn cells(&self, encoded: &[EncodedColumn]) -> Option<Cells> {
        let mut categories = self.categories();
        match (&self.cells, categories.next()) {
            (Some(cells), _) => Some(cells.clone()),
            (None, Some(factor)) => {
                Some(Cells::of_levels(factor.levels(encoded), factor.has_baseline()))
            }
            (None, None) => None,
        }
    }

    /// The kinds of its columns.
    #[cfg(feature = "files")]
    pub(super) fn kinds(&self, encoded: &[EncodedColumn]) -> Vec<Kind> {
        let features = self.feature_names(encoded).len();
        match self.is_categorical() {
            true => vec![Kind::Category { features }],
            false => vec![Kind::Numbers; features],
        }
    }

    /// The names of its features.
    #[must_use]
    pub fn feature_names(&self, encoded: &[EncodedColumn]) -> Vec<String> {
        let names: Vec<Vec<String>> =
            self.factors.iter().map(|named| named.factor.names(&named.name, encoded)).collect();
        let choose = |choice: Vec<usize>| {
            let parts = names.iter().zip(choice).map(|(names, k)| names[k].as_str());
            parts.collect::<Vec<&str>>().join(":")
        };
        self.choices(encoded).into_iter().map(choose).collect()
    }

    /// Its features as expressions.
    /// Those are of what columns alone become.
    #[must_use]
    pub fn expressions(&self, encoded: &[EncodedColumn]) -> Vec<Expression> {
        let all: Vec<Vec<Expression>> =
            self.factors.iter().map(|named| named.factor.expressions(encoded)).collect();
        let choose = |choice: Vec<usize>| {
            let parts = all.iter().zip(choice).map(|(of_factor, k)| of_factor[k].clone());
            let product = parts.reduce(|a, b| a.joined(Operator::Times, b));
            product.unwrap_or(Expression::Number(1.0))
        };
        self.choices(encoded).into_iter().map(choose).collect()
    }

    /// For each feature, which column of each factor it is a product of: all cells for the first product of numbers,
    /// then for the next.
    fn choices(&self, encoded: &[EncodedColumn]) -> Vec<Vec<usize>> {
        let cells = self.cells(encoded).map_or_else(|| vec![Vec::new()], |cells| cells.features);
        let mut all = Vec::new();
        for numbers in combinations(&self.numbers_of_factors(encoded)) {
            for cell in &cells {
                let (mut codes, mut numbers) = (cell.iter(), numbers.iter());
                let of_factor = |named: &NamedFactor| match named.factor.is_categorical() {
                    true => codes.next().map_or(0, |code| *code as usize),
                    false => numbers.next().copied().unwrap_or(0),
                };
                all.push(self.factors.iter().map(of_factor).collect());
            }
        }
        all
    }

    /// How many columns each factor of numbers has.
    fn numbers_of_factors(&self, encoded: &[EncodedColumn]) -> Vec<usize> {
        let numbers = self.factors.iter().filter(|named| !named.factor.is_categorical());
        numbers.map(|named| named.factor.names(&named.name, encoded).len()).collect()
    }

    /// Its features in some rows.
    pub(super) fn columns(&self, base: &Base<'_>, encoded: &[EncodedColumn]) -> TermColumns {
        let (mut numbers, mut codes) = (Vec::new(), Vec::new());
        for named in &self.factors {
            match named.factor.columns_of(base) {
                FactorColumns::Numbers(columns) => numbers.push(columns),
                FactorColumns::Codes(of_category) => codes.push(of_category),
            }
        }
        let cells = self.cells(encoded);
        let placed = match &cells {
            Some(cells) => cells.place(&codes, base.rows, &self.has_baseline()),
            None => Placed { codes: Vec::new(), unknown: Vec::new() },
        };
        let features = cells.map_or(0, |cells| cells.features.len());
        if self.is_categorical() {
            let columns = vec![Entries::Codes(placed.codes, features)];
            return TermColumns { columns, unknown: placed.unknown };
        }
        let counts: Vec<usize> = numbers.iter().map(Vec::len).collect();
        let mut columns = Vec::new();
        for choice in combinations(&counts) {
            let chosen: Vec<&[f64]> =
                numbers.iter().zip(choice).map(|(all, k)| all[k].as_slice()).collect();
            let product = product(&chosen);
            match features {
                0 if codes.is_empty() => columns.push(Entries::Numbers(product)),
                _ => columns.extend((1..=features as u32).map(|cell| {
                    let rows = product.iter().zip(&placed.codes);
                    let there = |(x, code): (&f64, &u32)| if *code == cell { *x } else { 0.0 };
                    Entries::Numbers(rows.map(there).collect())
                })),
            }
        }
        TermColumns { columns, unknown: placed.unknown }
    }
}

fn product(columns: &[&[f64]]) -> Vec<f64> {
    let Some((first, rest)) = columns.split_first() else { return Vec::new() };
    let mut product = first.to_vec();
    for column in rest {
        product.iter_mut().zip(*column).for_each(|(x, y)| *x *= y);
    }
    product
}

/// A number below each count, in all ways, the first number fastest.
fn combinations(counts: &[usize]) -> Vec<Vec<usize>> {
    let mut all = vec![Vec::new()];
    for count in counts {
        let longer =
            |k: usize| all.iter().map(move |shorter: &Vec<usize>| [shorter, &[k][..]].concat());
        all = (0..*count).flat_map(longer).collect();
    }
    all
}
