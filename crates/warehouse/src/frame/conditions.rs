//! Which rows are meant, and what is learned from them.

use datasets::{Encoding, Gaps};

use super::{Frame, Part};
use crate::Truth;

impl Frame<'_> {
    /// The rows that are meant, after a SELECT of their columns.
    pub(crate) fn from(&self) -> String {
        format!("FROM {} AS t{}", self.table, self.filter())
    }

    /// `WHERE` and what holds of them, if anything does.
    pub(super) fn filter(&self) -> String {
        match self.conditions().join(" AND ") {
            none if none.is_empty() => none,
            some => format!(" WHERE {some}"),
        }
    }

    /// What a row counts.
    pub(crate) fn weight(&self) -> String {
        match self.weights {
            Some(name) => self.dialect.as_double(&self.column(name)),
            None => self.dialect.double(1.0),
        }
    }

    /// What holds of the rows that are meant.
    fn conditions(&self) -> Vec<String> {
        let mut conditions = Vec::new();
        if !matches!(self.encoder.gaps, Gaps::Mean | Gaps::Level) {
            for column in &self.encoder.columns {
                let name = self.column(&column.name);
                let value = match column.encoding {
                    Encoding::Number { .. } => self.dialect.finite(&name),
                    _ => name,
                };
                conditions.push(format!("{value} IS NOT NULL"));
            }
        }
        conditions.extend(self.truth.map(|truth| format!("{} IS NOT NULL", self.value_of(truth))));
        for name in self.weights.iter().chain(&self.offset) {
            conditions.push(format!("{} IS NOT NULL", self.dialect.finite(&self.column(name))));
        }
        let zero = self.dialect.double(0.0);
        conditions.extend(self.weights.map(|name| format!("{} > {zero}", self.column(name))));
        conditions.extend(self.part.as_ref().map(|part| self.belongs_to(part)));
        conditions
    }

    fn belongs_to(&self, part: &Part) -> String {
        let key = self.dialect.as_text(&self.column(&part.key));
        let salted = match self.dialect.hash.contains("INTEGER") {
            true => self.column(&part.key),
            false => format!("'{}:' || {key}", part.seed),
        };
        let hash = self.dialect.hash.replace("{}", &salted);
        let share = (part.share * 4_294_967_296.0).round().min(4_294_967_295.0) as u64;
        let relation = if part.held_out { "<" } else { ">=" };
        format!("{hash} {relation} '{share:08x}'")
    }

    fn value_of(&self, truth: &Truth) -> String {
        match truth {
            Truth::Number { column } => self.dialect.finite(&self.column(column)),
            Truth::Classes { column, .. } => self.column(column),
        }
    }

    /// The target: a number, or the number of a class, NULL for a text that is none.
    pub(super) fn target(&self, truth: &Truth) -> String {
        let Truth::Classes { column, classes } = truth else { return self.value_of(truth) };
        let text = self.dialect.as_text(&self.column(column));
        let mut cases = String::new();
        for (k, texts) in classes.iter().enumerate() {
            let texts: Vec<String> = texts.iter().map(|text| self.dialect.string(text)).collect();
            let number = self.dialect.double(k as f64);
            cases += &format!(" WHEN {text} IN ({}) THEN {number}", texts.join(", "));
        }
        format!("CASE{cases} END")
    }
}
