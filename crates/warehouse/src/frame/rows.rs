//! Rows with their features and logits, from which all sums are taken.

use datasets::Unseen;

use super::{Category, Frame, Item, Logits};
use crate::Error;
use crate::text::sum;

/// A SELECT in the making.
struct Rows {
    selected: Vec<String>,
    joined: String,
    /// What each logit is the sum of.
    terms: Vec<Vec<String>>,
}

impl Frame<'_> {
    /// A SELECT with a row for each row: the target `y`, 0 without one and less the offset where it is centred, the weight `w`, numbers `x0, x1, ...` that count from
    /// `centres`, codes `k0, k1, ...` of categories, and the logits `z0, z1, ...`.
    pub(crate) fn rows(&self, centres: &[f64], logits: &Logits<'_>) -> Result<String, Error> {
        let Rows { selected, joined, terms } = self.columns_of(centres, logits)?;
        let (table, filter, fence) = (self.table, self.filter(), self.dialect.fence);
        let base =
            format!("SELECT {} FROM {table} AS t{joined}{filter}{fence}", selected.join(", "));
        let logits: Vec<String> =
            terms.iter().enumerate().map(|(a, terms)| format!("{} AS z{a}", sum(terms))).collect();
        Ok(if logits.is_empty() { base } else { with(&base, &logits, fence) })
    }

    fn columns_of(&self, centres: &[f64], logits: &Logits<'_>) -> Result<Rows, Error> {
        let dialect = self.dialect;
        let terms = logits.intercepts.iter().map(|b| vec![dialect.double(*b)]).collect();
        let mut rows = Rows { selected: Vec::new(), joined: String::new(), terms };
        let y = self.truth.map_or_else(|| dialect.double(0.0), |truth| self.target(truth));
        let offset = self.offset.map(|offset| dialect.number(&self.column(offset)));
        let weight = |w: &str| format!("{} AS w", dialect.number(&self.column(w)));
        let y = match (self.target_centre, &offset) {
            (None, _) => y,
            (Some(centre), None) => format!("({y}) - {}", dialect.double(centre)),
            (Some(centre), Some(o)) => format!("({y}) - ({o}) - {}", dialect.double(centre)),
        };
        rows.selected.push(format!("{y} AS y"));
        rows.selected.extend(self.weights.map(weight));
        if let Some(offset) = &offset {
            rows.selected.push(format!("{offset} AS o"));
            if self.target_centre.is_none() {
                rows.terms.iter_mut().for_each(|terms| terms.push("b.o".to_owned()));
            }
        }
        let (mut x, mut k) = (0, 0);
        for item in &self.items()? {
            match item {
                Item::Number { feature, sql } => {
                    self.add_number(&mut rows, x, (*feature, sql), centres, logits);
                    x += 1;
                }
                Item::Category(category) => {
                    self.add_category(&mut rows, k, category, logits);
                    k += 1;
                }
            }
        }
        Ok(rows)
    }

    fn add_number(
        &self,
        rows: &mut Rows,
        x: usize,
        (feature, sql): (usize, &str),
        centres: &[f64],
        logits: &Logits<'_>,
    ) {
        let moved = match centres.get(feature).copied().unwrap_or(0.0) {
            0.0 => sql.to_owned(),
            centre => format!("({sql}) - {}", self.dialect.double(centre)),
        };
        rows.selected.push(format!("{moved} AS x{x}"));
        for (terms, coefficients) in rows.terms.iter_mut().zip(&logits.coefficients) {
            if coefficients[feature] != 0.0 {
                terms.push(format!("b.x{x} * {}", self.dialect.double(coefficients[feature])));
            }
        }
    }

    /// Levels are joined, with their codes and their coefficients in each logit; an unknown level has neither.
    fn add_category(
        &self,
        rows: &mut Rows,
        k: usize,
        category: &Category<'_>,
        logits: &Logits<'_>,
    ) {
        let column = self.column(category.column);
        let of_code = |code: usize| {
            let of = |coefficients: &&[f64]| {
                self.dialect.double(category.coefficient(code, coefficients))
            };
            logits.coefficients.iter().map(of).collect::<Vec<String>>()
        };
        let level = |(place, level): (usize, &&str)| {
            let code = place + 1;
            let row = [vec![self.dialect.string(level), code.to_string()], of_code(code)].concat();
            format!("({})", row.join(", "))
        };
        let levels: Vec<String> = category.levels.iter().enumerate().map(level).collect();
        let names: Vec<String> =
            (0..logits.coefficients.len()).map(|a| format!(", v{a}")).collect();
        let table =
            self.dialect.table_of(&levels, &format!("l{k}"), &format!("s, k{}", names.concat()));
        rows.joined += &format!(" LEFT JOIN {table} ON l{k}.s = {}", self.dialect.as_text(&column));

        let or_missing = |known: String, baseline: String, missing: Option<String>| {
            let known = match self.unseen {
                Unseen::Refuse => known,
                Unseen::Baseline => format!("COALESCE({known}, {baseline})"),
            };
            match missing {
                Some(missing) => {
                    format!("CASE WHEN {column} IS NULL THEN {missing} ELSE {known} END")
                }
                None => known,
            }
        };
        let code = category.missing.map(|code| code.to_string());
        let known = or_missing(format!("l{k}.k"), "1".to_owned(), code);
        rows.selected.push(format!("{known} AS k{k}"));
        for (a, terms) in rows.terms.iter_mut().enumerate() {
            let missing = category.missing.map(|code| of_code(code)[a].clone());
            let value = or_missing(format!("l{k}.v{a}"), self.dialect.double(0.0), missing);
            rows.selected.push(format!("{value} AS v{k}_{a}"));
            terms.push(format!("b.v{k}_{a}"));
        }
    }
}

/// The rows of a query with more columns.
pub(crate) fn with(rows: &str, columns: &[String], fence: &str) -> String {
    format!("SELECT b.*, {} FROM ({rows}) AS b{fence}", columns.join(", "))
}
