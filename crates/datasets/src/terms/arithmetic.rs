//! Arithmetic within a function, where `+ - * / ^` are those of numbers.

use super::FormulaError;
use super::calls::function;
use super::expression::{Expression, Operator};
use super::lexer::Word;
use super::parser::Parser;

pub(super) fn sum(parser: &mut Parser) -> Result<Expression, FormulaError> {
    joined(parser, &[('+', Operator::Plus), ('-', Operator::Minus)], product)
}

fn product(parser: &mut Parser) -> Result<Expression, FormulaError> {
    joined(parser, &[('*', Operator::Times), ('/', Operator::Over)], signed)
}

/// From left to right.
fn joined(
    parser: &mut Parser,
    operators: &[(char, Operator)],
    part: fn(&mut Parser) -> Result<Expression, FormulaError>,
) -> Result<Expression, FormulaError> {
    let mut all = part(parser)?;
    while let Some((_, operator)) = operators.iter().find(|(mark, _)| parser.takes(*mark)) {
        all = all.joined(*operator, part(parser)?);
    }
    Ok(all)
}

fn signed(parser: &mut Parser) -> Result<Expression, FormulaError> {
    if !parser.takes('-') {
        return power(parser);
    }
    Ok(match parser.deeper(signed)? {
        Expression::Number(x) => Expression::Number(-x),
        of => Expression::Negative(Box::new(of)),
    })
}

/// From right to left: `2^3^2` is `2^9`.
fn power(parser: &mut Parser) -> Result<Expression, FormulaError> {
    let base = atom(parser)?;
    match parser.takes('^') {
        true => Ok(base.joined(Operator::Power, parser.deeper(signed)?)),
        false => Ok(base),
    }
}

fn atom(parser: &mut Parser) -> Result<Expression, FormulaError> {
    let place = parser.place();
    match parser.peek().cloned() {
        Some(Word::Number(x)) => {
            parser.advance();
            Ok(Expression::Number(x))
        }
        Some(Word::Mark('(')) => {
            parser.advance();
            let within = parser.deeper(sum)?;
            parser.require(')')?;
            Ok(within)
        }
        Some(Word::Name(name, is_quoted)) => {
            parser.advance();
            if is_quoted || !parser.takes('(') {
                return Ok(Expression::Column(name));
            }
            let of = parser.deeper(sum)?;
            parser.require(')')?;
            match (name.as_str(), function(&name)) {
                ("I", _) => Ok(of),
                (_, Some(function)) => Ok(Expression::Call(function, Box::new(of))),
                _ => Err(FormulaError::at(place, format!("\"{name}\" is no function of a number"))),
            }
        }
        _ => Err(parser.wanted("a number or a column")),
    }
}
