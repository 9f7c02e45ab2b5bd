//! What becomes of a row's cells by the terms of a formula, in SQL. What has no value is NULL.

use datasets::{EncodedColumn, Encoding, Expression, Function, Operator, Piecewise, Term, Unseen};

use super::{Category, Cells, Item};
use crate::Error;

impl<'a> Cells<'a> {
    /// The items of some terms: a category by itself as one, all others as numbers.
    pub(super) fn of_terms(&self, terms: &'a [Term]) -> Result<Vec<Item<'a>>, Error> {
        let mut items = Vec::new();
        let mut next = 0;
        for term in terms {
            if let Some(category) = self.category(term, next) {
                next += category.codes - 1;
                items.push(Item::Category(category));
                continue;
            }
            for (k, expression) in term.expressions(&self.encoder.columns).iter().enumerate() {
                let sql = self.sql(expression)?;
                let sql = if k == 0 { self.where_known(term, sql)? } else { sql };
                items.push(Item::Number { feature: next, sql });
                next += 1;
            }
        }
        Ok(items)
    }

    /// A term that is a category without its baseline.
    fn category(&self, term: &Term, first: usize) -> Option<Category<'a>> {
        let column = self.encoded(term.category_alone()?).ok()?;
        let is_category = matches!(column.encoding, Encoding::Category { .. });
        is_category.then(|| Category::of(column, first, self.filling(column)))
    }

    /// The same where the levels of the row came together in training, else NULL.
    fn where_known(&self, term: &Term, sql: String) -> Result<String, Error> {
        let Some(cells) = term.cells.as_ref().filter(|_| self.unseen == Unseen::Refuse) else {
            return Ok(sql);
        };
        let levels = |cell: &Vec<Expression>| {
            let all = cell.iter().map(|level| Ok(format!("{} = 1", self.sql(level)?)));
            Ok(format!("({})", all.collect::<Result<Vec<String>, Error>>()?.join(" AND ")))
        };
        let known =
            term.known_cells(cells).iter().map(levels).collect::<Result<Vec<_>, Error>>()?;
        Ok(format!("CASE WHEN {} THEN {sql} END", known.join(" OR ")))
    }

    fn sql(&self, expression: &Expression) -> Result<String, Error> {
        let double = |x: f64| self.dialect.double(x);
        Ok(match expression {
            Expression::Number(x) => double(*x),
            Expression::Column(name) => format!("({})", self.number_of(self.encoded(name)?)?),
            Expression::Level { column, code } => self.level(self.encoded(column)?, *code)?,
            Expression::Missing { column, is } => {
                let missing = self.is_missing(self.encoded(column)?);
                if *is { missing } else { format!("(1 - {missing})") }
            }
            Expression::Negative(of) => format!("(-{})", self.sql(of)?),
            Expression::Call(function, of) => self.call(*function, &self.sql(of)?),
            Expression::Piecewise(polynomials, of) => self.piecewise(polynomials, &self.sql(of)?),
            Expression::Binary(operator, of) => {
                let [left, right] = of.as_ref();
                match (operator, right) {
                    (Operator::Power, Expression::Number(y)) => self.power(&self.sql(left)?, *y),
                    _ => self.binary(*operator, &self.sql(left)?, &self.sql(right)?),
                }
            }
        })
    }

    fn binary(&self, operator: Operator, left: &str, right: &str) -> String {
        match operator {
            Operator::Plus => format!("({left} + {right})"),
            Operator::Minus => format!("({left} - {right})"),
            Operator::Times => format!("({left} * {right})"),
            Operator::Over => format!("({left} / NULLIF({right}, {}))", self.dialect.double(0.0)),
            Operator::Power => format!("CASE WHEN {left} > 0 THEN POWER({left}, {right}) END"),
        }
    }

    /// A few whole powers as products, as in memory.
    fn power(&self, x: &str, y: f64) -> String {
        const FEW: f64 = 16.0;
        if y.fract() != 0.0 || y.abs() > FEW {
            return format!("CASE WHEN {x} > 0 THEN POWER({x}, {}) END", self.dialect.double(y));
        }
        let one = self.dialect.double(1.0);
        let product = vec![x; y.abs() as usize].join(" * ");
        match y {
            0.0 => one,
            _ if y < 0.0 => format!("({one} / NULLIF({product}, {}))", self.dialect.double(0.0)),
            _ => format!("({product})"),
        }
    }

    fn call(&self, function: Function, x: &str) -> String {
        let over = |base: f64| {
            let base = self.dialect.double(linalg_lite::ln(base));
            format!("CASE WHEN {x} > 0 THEN LN({x}) / {base} END")
        };
        match function {
            Function::Log => format!("CASE WHEN {x} > 0 THEN LN({x}) END"),
            Function::Log2 => over(2.0),
            Function::Log10 => over(10.0),
            Function::Log1p => format!("CASE WHEN {x} > -1 THEN LN(1 + {x}) END"),
            Function::Exp => {
                let largest = self.dialect.largest_exponent;
                format!("CASE WHEN ABS({x}) <= {largest} THEN EXP({x}) END")
            }
            Function::Sqrt => format!("CASE WHEN {x} >= 0 THEN SQRT({x}) END"),
            Function::Abs => format!("ABS({x})"),
        }
    }

    fn piecewise(&self, polynomials: &Piecewise, x: &str) -> String {
        let double = |x: f64| self.dialect.double(x);
        let value = |(interval, coefficients): (usize, &Vec<f64>)| {
            let u = format!("({x} - {})", double(polynomials.begin(interval)));
            let mut powers = coefficients.iter().rev().map(|c| double(*c));
            let highest = powers.next().unwrap_or_else(|| double(0.0));
            powers.fold(highest, |value, c| format!("({value} * {u} + {c})"))
        };
        let values: Vec<String> = polynomials.coefficients.iter().enumerate().map(value).collect();
        let cases = polynomials.breaks.iter().zip(&values);
        let cases: Vec<String> =
            cases.map(|(end, value)| format!("WHEN {x} < {} THEN {value}", double(*end))).collect();
        let last = values.last().cloned().unwrap_or_else(|| double(0.0));
        format!("CASE {} ELSE {last} END", cases.join(" "))
    }

    /// 1 at a level, 0 at the others; NULL at one that is not known, unless that counts as the baseline.
    fn level(&self, column: &EncodedColumn, code: usize) -> Result<String, Error> {
        let [zero, one] = [0.0, 1.0].map(|x| self.dialect.double(x));
        if !matches!(column.encoding, Encoding::Category { .. }) {
            let number = format!("({})", self.number_of(column)?);
            let [yes, no] = if code == 1 { [one, zero] } else { [zero, one] };
            return Ok(format!(
                "CASE WHEN {number} > 0.5 THEN {yes} WHEN {number} <= 0.5 THEN {no} END"
            ));
        }
        let category = Category::of(column, 0, self.filling(column));
        let cell = self.column(&column.name);
        let text = self.dialect.as_text(&cell);
        let of_code = |at: usize| if at == code + 1 { &one } else { &zero };
        let levels: Vec<String> = category.levels.iter().map(|l| self.dialect.string(l)).collect();
        let own = levels.get(code).map(|level| format!("WHEN {text} = {level} THEN {one} "));
        let others = format!("WHEN {text} IN ({}) THEN {zero}", levels.join(", "));
        let missing = category.missing;
        let missing = missing.map(|at| format!("WHEN {cell} IS NULL THEN {} ", of_code(at)));
        let unseen = match self.unseen {
            Unseen::Refuse => String::new(),
            Unseen::Baseline => format!(" WHEN {cell} IS NOT NULL THEN {}", of_code(1)),
        };
        let [missing, own] = [missing, own].map(Option::unwrap_or_default);
        Ok(format!("CASE {missing}{own}{others}{unseen} END"))
    }

    fn encoded(&self, name: &str) -> Result<&'a EncodedColumn, Error> {
        let found = self.encoder.columns.iter().find(|column| column.name == name);
        found.ok_or_else(|| Error::Table(format!("the model has no column \"{name}\"")))
    }
}
