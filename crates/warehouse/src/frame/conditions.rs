//! Which rows are meant, and what is learned from them.

use std::ops::Range;

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

    fn may_be_missing(&self, column: &str) -> bool {
        self.gappy.is_none_or(|gappy| gappy.iter().any(|name| name == column))
    }

    /// What a row counts.
    pub(crate) fn weight(&self) -> String {
        match self.weights {
            Some(name) => self.dialect.number(&self.column(name)),
            None => self.dialect.double(1.0),
        }
    }

    /// What holds of the rows that are meant.
    fn conditions(&self) -> Vec<String> {
        let mut conditions = Vec::new();
        if !matches!(self.encoder.gaps, Gaps::Mean | Gaps::Level) {
            let columns = self.encoder.columns.iter();
            for column in columns.filter(|column| self.may_be_missing(&column.name)) {
                let name = self.column(&column.name);
                let value = match column.encoding {
                    Encoding::Number { .. } => self.dialect.finite(&name),
                    _ => name,
                };
                conditions.push(format!("{value} IS NOT NULL"));
            }
        }
        let truth = self.truth.filter(|truth| self.may_be_missing(truth.column()));
        conditions.extend(truth.map(|truth| format!("{} IS NOT NULL", self.value_of(truth))));
        let others = self.weights.iter().chain(&self.offset);
        for name in others.filter(|name| self.may_be_missing(name)) {
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
        let digits = |share: f64| format!("'{:08x}'", (share * 4_294_967_296.0).round() as u32);
        let of_range = |range: &Range<f64>| {
            let from = (range.start > 0.0).then(|| format!("{hash} >= {}", digits(range.start)));
            let to = (range.end < 1.0).then(|| format!("{hash} < {}", digits(range.end)));
            let all =
                (range.start <= 0.0 && range.end >= 1.0).then(|| format!("{hash} IS NOT NULL"));
            format!("({})", from.into_iter().chain(to).chain(all).collect::<Vec<_>>().join(" AND "))
        };
        let ranges = part.ranges.iter().filter(|range| range.start < range.end).map(of_range);
        format!("({})", ranges.collect::<Vec<_>>().join(" OR "))
    }

    fn value_of(&self, truth: &Truth) -> String {
        match truth {
            Truth::Number { column } if self.may_be_missing(column) => {
                self.dialect.finite(&self.column(column))
            }
            Truth::Number { column } => self.dialect.number(&self.column(column)),
            Truth::Classes { column, .. } => self.column(column),
        }
    }

    /// The target: a number, or the number of a class, NULL for a text that is none.
    pub(super) fn target(&self, truth: &Truth) -> String {
        let Truth::Classes { column, classes, are_numbers } = truth else {
            return self.value_of(truth);
        };
        let cell = self.column(column);
        let text =
            if *are_numbers { self.dialect.as_double(&cell) } else { self.dialect.as_text(&cell) };
        let class = |text: &String| match text.parse() {
            Ok(number) if *are_numbers => self.dialect.double(number),
            _ => self.dialect.string(text),
        };
        let mut cases = String::new();
        for (k, texts) in classes.iter().enumerate() {
            let texts: Vec<String> = texts.iter().map(class).collect();
            let number = self.dialect.double(k as f64);
            cases += &format!(" WHEN {text} IN ({}) THEN {number}", texts.join(", "));
        }
        format!("CASE{cases} END")
    }
}
