//! Terms as nodes of a graph: from the features of columns to those of terms.

use std::ops::Range;

use datasets::{EncodedColumn, Encoder, Encoding, Expression, Function, Operator, Piecewise};

use super::{indices, node, node_with, tensor};
use crate::export::protobuf::Message;

const COLUMNS: i64 = 1;

/// Nodes and constants in the making.
struct Terms<'a> {
    encoder: &'a Encoder,
    nodes: Vec<Message>,
    constants: Vec<Message>,
}

/// The nodes that make `terms` of `features`, and their constants.
pub(super) fn nodes(encoder: &Encoder, expressions: &[Expression]) -> (Vec<Message>, Vec<Message>) {
    let mut terms = Terms { encoder, nodes: Vec::new(), constants: Vec::new() };
    let columns: Vec<String> = expressions.iter().map(|of| terms.column(of)).collect();
    let columns: Vec<&str> = columns.iter().map(String::as_str).collect();
    terms.nodes.push(node_with("Concat", &columns, "terms", COLUMNS));
    (terms.nodes, terms.constants)
}

impl Terms<'_> {
    /// The name of a column with a value in each row, which a number alone has not.
    fn column(&mut self, of: &Expression) -> String {
        let Expression::Number(x) = of else { return self.value(of) };
        let (zeros, number) = (self.zeros(), self.number(*x));
        self.add("Add", &[&zeros, &number])
    }

    fn zeros(&mut self) -> String {
        let (first, zero) = (self.feature(0), self.number(0.0));
        self.add("Mul", &[&first, &zero])
    }

    fn value(&mut self, of: &Expression) -> String {
        match of {
            Expression::Number(x) => self.number(*x),
            Expression::Column(name) => {
                let place = self.place(name);
                self.feature(place)
            }
            Expression::Level { column, code } => self.level(column, *code),
            Expression::Missing { column, is } => {
                let last = self.range(column).map_or(0, |(_, range)| range.end - 1);
                let missing = self.feature(last);
                if *is { missing } else { self.one_less(&missing) }
            }
            Expression::Negative(of) => self.of_one("Neg", of),
            Expression::Call(function, of) => self.call(*function, of),
            Expression::Piecewise(polynomials, of) => {
                let x = self.value(of);
                self.piecewise(polynomials, &x)
            }
            Expression::Binary(operator, of) => {
                let operator = match operator {
                    Operator::Plus => "Add",
                    Operator::Minus => "Sub",
                    Operator::Times => "Mul",
                    Operator::Over => "Div",
                    Operator::Power => "Pow",
                };
                let [left, right] = [self.value(&of[0]), self.value(&of[1])];
                self.add(operator, &[&left, &right])
            }
        }
    }

    fn call(&mut self, function: Function, of: &Expression) -> String {
        match function {
            Function::Log => self.of_one("Log", of),
            Function::Log2 | Function::Log10 => {
                let base = if function == Function::Log2 { 2.0 } else { 10.0 };
                let (natural, base) = (self.of_one("Log", of), self.number(linalg_lite::ln(base)));
                self.add("Div", &[&natural, &base])
            }
            Function::Log1p => {
                let (x, one) = (self.value(of), self.number(1.0));
                let sum = self.add("Add", &[&x, &one]);
                self.add("Log", &[&sum])
            }
            Function::Exp => self.of_one("Exp", of),
            Function::Sqrt => self.of_one("Sqrt", of),
            Function::Abs => self.of_one("Abs", of),
        }
    }

    /// The last interval first; each before it takes its place where x is below the end of that.
    fn piecewise(&mut self, polynomials: &Piecewise, x: &str) -> String {
        let mut value: Option<String> = None;
        for (interval, coefficients) in polynomials.coefficients.iter().enumerate().rev() {
            let own = self.polynomial(coefficients, x, polynomials.begin(interval));
            value = Some(match (value, polynomials.breaks.get(interval)) {
                (Some(behind), Some(end)) => {
                    let end = self.number(*end);
                    let is_below = self.add("Less", &[x, &end]);
                    self.add("Where", &[&is_below, &own, &behind])
                }
                _ => own,
            });
        }
        value.unwrap_or_else(|| self.zeros())
    }

    fn polynomial(&mut self, coefficients: &[f64], x: &str, begin: f64) -> String {
        let begin = self.number(begin);
        let u = self.add("Sub", &[x, &begin]);
        let mut value = self.number(0.0);
        for c in coefficients.iter().rev() {
            let (times, c) = (self.add("Mul", &[&value, &u]), self.number(*c));
            value = self.add("Add", &[&times, &c]);
        }
        value
    }

    /// 1 at a level, 0 elsewhere.
    fn level(&mut self, column: &str, code: usize) -> String {
        let Some((found, range)) = self.range(column) else { return self.number(0.0) };
        if !matches!(found.encoding, Encoding::Category { .. }) {
            let (x, half) = (self.feature(range.start), self.number(0.5));
            let is_yes = self.add("Greater", &[&x, &half]);
            let [then, otherwise] = [code == 1, code != 1].map(|is| f64::from(u8::from(is)));
            let (then, otherwise) = (self.number(then), self.number(otherwise));
            return self.add("Where", &[&is_yes, &then, &otherwise]);
        }
        if code > 0 {
            return self.feature(range.start + code - 1);
        }
        let levels: Vec<String> = range.map(|feature| self.feature(feature)).collect();
        let levels: Vec<&str> = levels.iter().map(String::as_str).collect();
        let others = if levels.is_empty() { self.zeros() } else { self.add("Sum", &levels) };
        self.one_less(&others)
    }

    fn one_less(&mut self, x: &str) -> String {
        let one = self.number(1.0);
        self.add("Sub", &[&one, x])
    }

    fn of_one(&mut self, operator: &str, of: &Expression) -> String {
        let x = self.value(of);
        self.add(operator, &[&x])
    }

    fn add(&mut self, operator: &str, inputs: &[&str]) -> String {
        let output = format!("t{}", self.nodes.len());
        self.nodes.push(node(operator, inputs, &output));
        output
    }

    fn number(&mut self, x: f64) -> String {
        let name = format!("c{}", self.constants.len());
        self.constants.push(tensor(&name, &[1], &[x]));
        name
    }

    fn feature(&mut self, place: usize) -> String {
        let name = format!("c{}", self.constants.len());
        self.constants.push(indices(&name, &[place as i64]));
        let output = format!("t{}", self.nodes.len());
        self.nodes.push(node_with("Gather", &["features", &name], &output, COLUMNS));
        output
    }

    /// The place of the feature of a column, or of a part of it.
    fn place(&self, name: &str) -> usize {
        let of_column = self.range(name).map(|(_, range)| range.start);
        let mut names = self.encoder.columns.iter().flat_map(EncodedColumn::feature_names);
        of_column.or_else(|| names.position(|of_feature| of_feature == name)).unwrap_or(0)
    }

    /// A column, and which features are its own.
    fn range(&self, name: &str) -> Option<(&EncodedColumn, Range<usize>)> {
        let mut end = 0;
        self.encoder.columns.iter().find_map(|column| {
            let begin = end;
            end += column.feature_names().len();
            (column.name == name).then_some((column, begin..end))
        })
    }
}
