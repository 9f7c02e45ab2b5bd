//! Functions of columns: `C(zip)`, `I(x^2)`, `poly(age, 3)`, `ns(hours, 4)`.

use super::FormulaError;
use super::arithmetic;
use super::expression::{Expression, Function};
use super::lexer::Word;
use super::parser::Parser;
use super::variable::{Knots, SplineKind, Variable};
use crate::did_you_mean;

/// What may stand before parentheses, besides functions of a number.
const NAMES: [&str; 6] = ["C", "I", "poly", "ns", "bs", "spline"];

pub(super) fn function(name: &str) -> Option<Function> {
    Function::ALL.into_iter().find(|function| function.name() == name)
}

/// The variable of a function whose name, at that place, and opening parenthesis were read.
pub(super) fn variable(
    parser: &mut Parser,
    name: &str,
    place: usize,
) -> Result<Variable, FormulaError> {
    let variable = match (name, function(name)) {
        (_, Some(function)) => {
            Variable::Expression(Expression::Call(function, Box::new(arithmetic::sum(parser)?)))
        }
        ("I", _) => match arithmetic::sum(parser)? {
            Expression::Column(name) => Variable::Column(name),
            of => Variable::Expression(of),
        },
        ("C", _) => match parser.advance() {
            Some(Word::Name(column, _)) => Variable::Category(column),
            _ => {
                return Err(FormulaError::at(place, "C() takes the name of one column".to_owned()));
            }
        },
        ("poly", _) => {
            let of = arithmetic::sum(parser)?;
            Variable::Polynomial { of, degree: degree(parser)? }
        }
        // (A spline without further words is a natural one.)
        ("ns" | "spline", _) => spline(parser, name, SplineKind::Natural)?,
        ("bs", _) => spline(parser, name, SplineKind::Plain { degree: 3 })?,
        _ => return Err(unknown(name, place)),
    };
    parser.require(')')?;
    Ok(variable)
}

fn unknown(name: &str, place: usize) -> FormulaError {
    let names = || NAMES.into_iter().chain(Function::ALL.map(Function::name));
    let hint = match name {
        "factor" | "as.factor" => " (did you mean \"C\"?)".to_owned(),
        "Q" => "; a name stands in backticks".to_owned(),
        _ => did_you_mean(name, names()),
    };
    let known: Vec<&str> = names().collect();
    let known = known.join(", ");
    FormulaError::at(place, format!("there is no function \"{name}\"{hint}; there are: {known}"))
}

/// Of a polynomial: behind a comma, with its name or without.
fn degree(parser: &mut Parser) -> Result<usize, FormulaError> {
    const MOST: usize = 20;
    parser.require(',')?;
    match argument(parser)? {
        (None | Some("degree"), place) => whole(parser, 1..=MOST, place),
        (Some(_), place) => {
            Err(FormulaError::at(place, "poly() takes an expression and its degree".to_owned()))
        }
    }
}

/// `4`, `df = 4` or `knots = c(1, 2)`, and perhaps `degree = 2`.
fn spline(parser: &mut Parser, name: &str, mut kind: SplineKind) -> Result<Variable, FormulaError> {
    const MOST: usize = 100;
    const MOST_DEGREE: usize = 5;
    let of = arithmetic::sum(parser)?;
    let (mut knots, begin) = (None, parser.place());
    while parser.takes(',') {
        let (argument, place) = argument(parser)?;
        match (argument, &mut kind) {
            (None | Some("df"), _) if knots.is_none() => {
                knots = Some(Knots::OfFeatures(whole(parser, 1..=MOST, place)?));
            }
            (Some("knots"), _) if knots.is_none() => knots = Some(Knots::At(places(parser)?)),
            (Some("degree"), SplineKind::Plain { degree }) => {
                *degree = whole(parser, 1..=MOST_DEGREE, place)?;
            }
            _ => {
                let problem = match kind {
                    SplineKind::Natural => {
                        format!("{name}() takes an expression, then df or knots: {name}(x, 4)")
                    }
                    SplineKind::Plain { .. } => {
                        "bs() takes an expression, then df or knots, and degree: bs(x, 5, degree = 2)"
                            .to_owned()
                    }
                };
                return Err(FormulaError::at(place, problem));
            }
        }
    }
    let knots = knots.ok_or_else(|| {
        let problem = format!("{name}() needs the number of its features: {name}(x, 4)");
        FormulaError::at(begin, problem)
    })?;
    match (kind, &knots) {
        (SplineKind::Plain { degree }, Knots::OfFeatures(count)) if *count < degree => {
            let problem =
                format!("a spline of degree {degree} has at least {degree} features, not {count}");
            Err(FormulaError::at(begin, problem))
        }
        _ => Ok(Variable::Spline { of, kind, knots }),
    }
}

/// The name of what comes next, if it has one, and its place.
fn argument(parser: &mut Parser) -> Result<(Option<&'static str>, usize), FormulaError> {
    const KNOWN: [&str; 3] = ["df", "knots", "degree"];
    let place = parser.place();
    let Some(Word::Name(name, false)) = parser.peek().cloned() else { return Ok((None, place)) };
    parser.advance();
    parser.require('=')?;
    match KNOWN.into_iter().find(|known| **known == name) {
        Some(known) => Ok((Some(known), place)),
        None => {
            let problem = format!("\"{name}\" is none of df, knots and degree");
            Err(FormulaError::at(place, problem))
        }
    }
}

fn whole(
    parser: &mut Parser,
    range: std::ops::RangeInclusive<usize>,
    place: usize,
) -> Result<usize, FormulaError> {
    match parser.advance() {
        Some(Word::Number(x)) if x.fract() == 0.0 && range.contains(&(x as usize)) => {
            Ok(x as usize)
        }
        _ => {
            let (least, most) = (range.start(), range.end());
            let problem = format!("a whole number from {least} to {most} is needed");
            Err(FormulaError::at(place, problem))
        }
    }
}

/// `c(1, 2.5)`, or one number.
fn places(parser: &mut Parser) -> Result<Vec<f64>, FormulaError> {
    const MOST: usize = 100;
    let place = parser.place();
    let is_list = matches!(parser.peek(), Some(Word::Name(name, false)) if name == "c");
    if !is_list {
        return Ok(vec![number(parser)?]);
    }
    parser.advance();
    parser.require('(')?;
    let mut places = vec![number(parser)?];
    while parser.takes(',') {
        places.push(number(parser)?);
    }
    parser.require(')')?;
    let ascend = places.windows(2).all(|pair| pair[0] < pair[1]);
    match ascend && places.len() <= MOST {
        true => Ok(places),
        false => {
            let problem = format!("up to {MOST} different knots are needed, in ascending order");
            Err(FormulaError::at(place, problem))
        }
    }
}

fn number(parser: &mut Parser) -> Result<f64, FormulaError> {
    let sign = if parser.takes('-') { -1.0 } else { 1.0 };
    match parser.advance() {
        Some(Word::Number(x)) => Ok(sign * x),
        _ => {
            let problem = "numbers are needed, as in knots = c(1, 2.5)".to_owned();
            Err(FormulaError::at(parser.place(), problem))
        }
    }
}
