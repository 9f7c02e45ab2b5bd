//! From a formula and the rows that are learned from to terms.

use linalg_lite::Columns;

use super::base::Base;
use super::cells::Cells;
use super::expression::Expression;
use super::factor::{Factor, FactorColumns, check_numbers};
use super::formula::name;
use super::polynomial::Polynomial;
use super::spline::Spline;
use super::term::{NamedFactor, Term};
use super::variable::Variable;
use super::{Formula, Terms};
use crate::{EncodedColumn, Encoding, Error, TermError};

/// What terms are learned from.
pub(crate) struct Learning<'a> {
    pub(crate) formula: &'a Formula,
    pub(crate) encoded: &'a [EncodedColumn],
    /// The rows that count.
    pub(crate) rows: &'a [usize],
    /// And what each counts.
    pub(crate) weights: &'a [f64],
    pub(crate) file: &'a str,
    /// Some of the columns, in those rows.
    pub(crate) columns: &'a (dyn Fn(&[&str]) -> Result<Columns, Error> + Sync),
    /// The error about a row in which an expression has no value.
    pub(crate) undefined: &'a (dyn Fn(usize, &Expression) -> Error + Sync),
}

impl Learning<'_> {
    pub(crate) fn terms(&self) -> Result<Terms, Error> {
        let model = self.formula.model();
        let mut terms = Vec::new();
        for product in &model.products {
            terms.push(self.term(product)?);
        }
        for column in self.encoded {
            if column.gap_feature && !matches!(column.encoding, Encoding::Category { .. }) {
                let (name, column) = (format!("{}=(missing)", column.name), column.name.clone());
                let factor = NamedFactor { name: name.clone(), factor: Factor::Missing { column } };
                terms.push(Term { name, factors: vec![factor], cells: None });
            }
        }
        Ok(Terms { formula: self.formula.text().to_owned(), terms })
    }

    fn term(&self, product: &[usize]) -> Result<Term, Error> {
        let model = self.formula.model();
        let name = name(&model.variables, product);
        let mut factors = Vec::new();
        for v in product {
            let factor = self.factor(product, *v)?;
            factors.push(NamedFactor { name: model.variables[*v].to_string(), factor });
        }
        let mut term = Term { name, factors, cells: None };
        let categories: Vec<&Factor> =
            term.factors.iter().map(|named| &named.factor).filter(|f| f.is_categorical()).collect();
        if categories.len() > 1 {
            let cells = self.cells(&categories, categories.len() == term.factors.len())?;
            if cells.features.is_empty() {
                return Err(self.problem(&term.name, "its levels never come together".to_owned()));
            }
            term.cells = Some(cells);
        } else if categories.len() == 1 && term.feature_names(self.encoded).is_empty() {
            let problem = "its column is the same in every row".to_owned();
            return Err(self.problem(&term.name, problem));
        }
        Ok(term)
    }

    fn cells(&self, categories: &[&Factor], are_all: bool) -> Result<Cells, Error> {
        let names: Vec<&str> = categories.iter().flat_map(|factor| factor.needs()).collect();
        let (columns, encoded) = self.of(&names)?;
        let base = Base::new(&encoded, &columns);
        let codes = categories.iter().filter_map(|factor| match factor.columns_of(&base) {
            FactorColumns::Codes(codes) => Some(codes),
            FactorColumns::Numbers(_) => None,
        });
        let codes: Vec<Vec<u32>> = codes.collect();
        let has_baseline: Vec<bool> = categories.iter().map(|f| f.has_baseline()).collect();
        let has_intercept = self.formula.has_intercept() && are_all;
        Ok(Cells::learn(&codes, self.weights, &has_baseline, has_intercept))
    }

    /// A variable of a product.
    fn factor(&self, product: &[usize], v: usize) -> Result<Factor, Error> {
        let variable = &self.formula.model().variables[v];
        Ok(match variable {
            Variable::Column(name) | Variable::Category(name) => {
                let column = name.clone();
                let all = self.has_baseline(product, v);
                match &self.encoded(name)?.encoding {
                    Encoding::Category { .. } => Factor::Levels { column, all },
                    // (by themselves, yes and no are numbers, of which a gap may be a part)
                    Encoding::Boolean { .. } if all || product.len() > 1 => {
                        Factor::Levels { column, all }
                    }
                    _ => Factor::Numbers { column },
                }
            }
            Variable::Expression(of) => {
                self.values(of)?;
                Factor::Expression { of: of.clone() }
            }
            Variable::Polynomial { of, degree } => {
                let learned = Polynomial::learn(&self.values(of)?, self.weights, *degree);
                let learned = learned.ok_or_else(|| {
                    let problem = format!("it needs more than {degree} different values");
                    self.problem(&variable.to_string(), problem)
                })?;
                Factor::Polynomial { of: of.clone(), learned }
            }
            Variable::Spline { of, kind, knots } => {
                let rows = self.values(of)?.into_iter().zip(self.weights.iter().copied());
                let learned = Spline::learn(rows.collect(), *kind, knots)
                    .map_err(|problem| self.problem(&variable.to_string(), problem))?;
                Factor::Spline { of: of.clone(), learned }
            }
        })
    }

    /// Whether the baseline of a category has a feature in a product: it has one where the product without the category
    /// is no term of its own, as in R. Without an intercept, so has the first category.
    fn has_baseline(&self, product: &[usize], v: usize) -> bool {
        let model = self.formula.model();
        let rest: Vec<usize> = product.iter().copied().filter(|other| *other != v).collect();
        if !rest.is_empty() {
            return !model.products.contains(&rest);
        }
        let is_category =
            |product: &&Vec<usize>| match (&model.variables[product[0]], product.len()) {
                (Variable::Column(name) | Variable::Category(name), 1) => {
                    let encoded = self.encoded(name);
                    encoded.is_ok_and(|of| {
                        matches!(of.encoding, Encoding::Category { .. } | Encoding::Boolean { .. })
                    })
                }
                _ => false,
            };
        let first = model.products.iter().find(is_category);
        !model.has_intercept && first.is_some_and(|first| first == product)
    }

    /// The values of an expression in the rows that are learned from.
    fn values(&self, of: &Expression) -> Result<Vec<f64>, Error> {
        for name in of.columns() {
            let found = self.encoded(name)?;
            check_numbers(found).map_err(|why| {
                self.problem(&of.to_string(), format!("\"{name}\" {why}, and no number"))
            })?;
        }
        let (columns, encoded) = self.of(&of.columns())?;
        let base = Base::new(&encoded, &columns);
        let values = base.values(of);
        match values.iter().position(|x| !x.is_finite()) {
            Some(place) => Err((self.undefined)(self.rows[place], of)),
            None => Ok(values),
        }
    }

    /// Some of the columns, each once.
    fn of(&self, names: &[&str]) -> Result<(Columns, Vec<EncodedColumn>), Error> {
        let is_named = |column: &&EncodedColumn| names.contains(&column.name.as_str());
        let encoded: Vec<EncodedColumn> = self.encoded.iter().filter(is_named).cloned().collect();
        let names: Vec<&str> = encoded.iter().map(|column| column.name.as_str()).collect();
        Ok(((self.columns)(&names)?, encoded))
    }

    fn encoded(&self, name: &str) -> Result<&EncodedColumn, Error> {
        self.encoded.iter().find(|column| column.name == name).ok_or_else(|| {
            let names: Vec<String> = self.encoded.iter().map(|of| of.name.clone()).collect();
            Error::unknown_column(name, &names)
        })
    }

    fn problem(&self, term: &str, problem: String) -> Error {
        TermError { place: self.file.to_owned(), term: term.to_owned(), problem }.into()
    }
}
