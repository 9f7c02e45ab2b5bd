//! Arithmetic over the columns of a table: `log(income + 1)`.

use std::fmt::{Display, Formatter};

use linalg_lite::{exp, ln, ln_1p, log2, log10, pow};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::parser::parse_expression;
use super::piecewise::Piecewise;
use crate::shortest;

/// A number for each row, from its cells.
#[derive(Clone, Debug, PartialEq)]
pub enum Expression {
    /// The same in every row.
    Number(f64),
    /// That of a column.
    Column(String),
    /// 1 where a category has this level, 0 elsewhere.
    Level {
        /// The column.
        column: String,
        /// 0 for its baseline, k for the kth of its other levels.
        code: usize,
    },
    /// 1 where a cell is missing, or where it is not.
    Missing {
        /// The column.
        column: String,
        /// Which of the two.
        is: bool,
    },
    /// With the other sign.
    Negative(Box<Self>),
    /// Of two.
    Binary(Operator, Box<[Self; 2]>),
    /// A function of another.
    Call(Function, Box<Self>),
    /// A polynomial of another, a different one in each interval.
    Piecewise(Piecewise, Box<Self>),
}

/// What joins two numbers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[allow(missing_docs, reason = "they say what they are")]
pub enum Operator {
    Plus,
    Minus,
    Times,
    Over,
    Power,
}

/// A function of one number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Function {
    /// The natural logarithm.
    Log,
    /// The logarithm to base 2.
    Log2,
    /// The logarithm to base 10.
    Log10,
    /// `ln(1 + x)`.
    Log1p,
    /// `e^x`.
    Exp,
    /// The square root.
    Sqrt,
    /// The distance from 0.
    Abs,
}

impl Operator {
    /// The result.
    #[must_use]
    pub fn of(self, [a, b]: [f64; 2]) -> f64 {
        match self {
            Self::Plus => a + b,
            Self::Minus => a - b,
            Self::Times => a * b,
            Self::Over => a / b,
            Self::Power => power(a, b),
        }
    }

    fn symbol(self) -> char {
        match self {
            Self::Plus => '+',
            Self::Minus => '-',
            Self::Times => '*',
            Self::Over => '/',
            Self::Power => '^',
        }
    }

    /// Those of a higher one are worked out first.
    pub(super) fn rank(self) -> u8 {
        match self {
            Self::Plus | Self::Minus => 1,
            Self::Times | Self::Over => 2,
            Self::Power => 4, // (3 is a sign: -x^2 is -(x^2))
        }
    }
}

impl Function {
    /// All of them.
    pub const ALL: [Self; 7] =
        [Self::Log, Self::Log2, Self::Log10, Self::Log1p, Self::Exp, Self::Sqrt, Self::Abs];

    /// The name in a formula.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Log => "log",
            Self::Log2 => "log2",
            Self::Log10 => "log10",
            Self::Log1p => "log1p",
            Self::Exp => "exp",
            Self::Sqrt => "sqrt",
            Self::Abs => "abs",
        }
    }

    /// The result.
    #[must_use]
    pub fn of(self, x: f64) -> f64 {
        match self {
            Self::Log => ln(x),
            Self::Log2 => log2(x),
            Self::Log10 => log10(x),
            Self::Log1p => ln_1p(x),
            Self::Exp => exp(x),
            Self::Sqrt => x.sqrt(),
            Self::Abs => x.abs(),
        }
    }
}

/// Whole powers as products, so that a unit of 2^k stays one to the bit.
fn power(x: f64, y: f64) -> f64 {
    const FEW: f64 = 16.0;
    if y.fract() != 0.0 || y.abs() > FEW {
        return pow(x, y);
    }
    let product = (0..y.abs() as usize).fold(1.0, |product, _| product * x);
    if y < 0.0 { 1.0 / product } else { product }
}

impl Expression {
    /// The names of its columns, in the order in which they come.
    #[must_use]
    pub fn columns(&self) -> Vec<&str> {
        match self {
            Self::Number(_) => Vec::new(),
            Self::Column(name)
            | Self::Level { column: name, .. }
            | Self::Missing { column: name, .. } => vec![name],
            Self::Negative(of) | Self::Call(_, of) | Self::Piecewise(_, of) => of.columns(),
            Self::Binary(_, of) => of.iter().flat_map(Self::columns).collect(),
        }
    }

    /// One number for each row: `leaf` gives those of a column or a level.
    pub(super) fn values(&self, rows: usize, leaf: &impl Fn(&Self) -> Vec<f64>) -> Vec<f64> {
        let values = |of: &Self| of.values(rows, leaf);
        let each = |of: &Self, f: &dyn Fn(f64) -> f64| {
            let mut values = values(of);
            values.iter_mut().for_each(|x| *x = f(*x));
            values
        };
        match self {
            Self::Number(x) => vec![*x; rows],
            Self::Column(_) | Self::Level { .. } | Self::Missing { .. } => leaf(self),
            Self::Negative(of) => each(of, &|x| -x),
            Self::Call(function, of) => each(of, &|x| function.of(x)),
            Self::Piecewise(polynomials, of) => each(of, &|x| polynomials.at(x)),
            Self::Binary(operator, of) => {
                let [mut left, right] = of.each_ref().map(values);
                left.iter_mut().zip(right).for_each(|(x, y)| *x = operator.of([*x, y]));
                left
            }
        }
    }

    /// Two of them joined.
    #[must_use]
    pub fn joined(self, operator: Operator, other: Self) -> Self {
        Self::Binary(operator, Box::new([self, other]))
    }

    fn rank(&self) -> u8 {
        const SIGN: u8 = 3;
        match self {
            Self::Binary(operator, _) => operator.rank(),
            Self::Negative(_) => SIGN,
            Self::Number(x) if x.is_sign_negative() => SIGN,
            _ => u8::MAX,
        }
    }

    fn within(&self, least: u8, f: &mut Formatter<'_>) -> std::fmt::Result {
        if self.rank() < least { write!(f, "({self})") } else { write!(f, "{self}") }
    }
}

/// As in a formula, with no more parentheses than it needs.
impl Display for Expression {
    fn fmt(&self, f: &mut Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Number(x) => write!(f, "{}", shortest(*x)),
            Self::Column(name) => write!(f, "{}", quoted(name)),
            Self::Level { column, code } => write!(f, "{}[{code}]", quoted(column)),
            Self::Missing { column, is: true } => write!(f, "{}[missing]", quoted(column)),
            Self::Missing { column, .. } => write!(f, "{}[there]", quoted(column)),
            Self::Negative(of) => {
                write!(f, "-")?;
                of.within(Operator::Power.rank(), f)
            }
            Self::Call(function, of) => write!(f, "{}({of})", function.name()),
            Self::Piecewise(_, of) => write!(f, "piecewise({of})"),
            Self::Binary(operator, of) => {
                let [left, right] = of.as_ref();
                // a - (b - c), but a - b - c; and (a^b)^c, but a^b^c, which is a^(b^c).
                let rank = operator.rank();
                let is_power = *operator == Operator::Power;
                left.within(if is_power { rank + 1 } else { rank }, f)?;
                match is_power {
                    true => write!(f, "^")?,
                    false => write!(f, " {} ", operator.symbol())?,
                }
                right.within(if is_power { rank } else { rank + 1 }, f)
            }
        }
    }
}

/// A name as a formula needs it: in backticks where it could be taken for something else, its own written twice.
pub(super) fn quoted(name: &str) -> String {
    let is_plain = |c: char| c.is_alphanumeric() || matches!(c, '_' | '.');
    let begins = name.starts_with(|c: char| c.is_alphabetic() || c == '_');
    if begins && name.chars().all(is_plain) {
        name.to_owned()
    } else {
        format!("`{}`", name.replace('`', "``"))
    }
}

impl Serialize for Expression {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.to_string())
    }
}

impl<'de> Deserialize<'de> for Expression {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        parse_expression(&text).map_err(serde::de::Error::custom)
    }
}
