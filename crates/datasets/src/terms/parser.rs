//! From the text of a formula to its tree.
//!
//! ```text
//! sum          product, then + or - and a product, any number of times
//! product      interaction, then * or / and an interaction
//! interaction  power, then : and a power
//! power        atom, then ^ and a whole number
//! atom         1, 0, ., a column, a function of columns, or a sum in parentheses
//! ```

use super::FormulaError;
use super::arithmetic;
use super::calls;
use super::expression::Expression;
use super::lexer::{Token, Word, tokens};
use super::variable::Variable;

/// A formula as it is put together.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Node {
    /// 1, the intercept.
    One,
    /// 0, none.
    Zero,
    /// Every column that has no other part to play.
    Everything,
    Variable(Variable),
    /// What is added, and what is taken off.
    Sum(Vec<(Sign, Node)>),
    /// `a * b`: both, and their product.
    Cross(Box<[Node; 2]>),
    /// `a / b`: a, and b within each a.
    Nest(Box<[Node; 2]>),
    /// `a : b`.
    Interaction(Box<[Node; 2]>),
    /// `(a + b)^2`: products of up to so many.
    Power(Box<Node>, usize),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Sign {
    Plus,
    Minus,
}

/// Deeper than anybody nests, and shallower than the stack.
const DEEPEST: usize = 50;

/// The words that are left.
pub(super) struct Parser {
    tokens: Vec<Token>,
    next: usize,
    depth: usize,
    /// The place behind the last word.
    end: usize,
}

/// The tree of the right side of a formula.
pub(super) fn parse_formula(text: &str) -> Result<Node, FormulaError> {
    let mut parser = Parser::new(text)?;
    if let Some(tilde) = parser.tokens.iter().position(|token| token.word == Word::Mark('~')) {
        if tilde > 0 {
            let place = parser.tokens[tilde].place;
            let problem = "the target has its own place: write what comes after \"~\" alone";
            return Err(FormulaError::at(place, problem.to_owned()));
        }
        parser.next = 1;
    }
    let node = parser.sum()?;
    parser.finished("\"+\", \"-\", \"*\" or \":\"")?;
    Ok(node)
}

/// An expression by itself.
pub(super) fn parse_expression(text: &str) -> Result<Expression, FormulaError> {
    let mut parser = Parser::new(text)?;
    let expression = arithmetic::sum(&mut parser)?;
    parser.finished("the end")?;
    Ok(expression)
}

impl Parser {
    fn new(text: &str) -> Result<Self, FormulaError> {
        let end = text.chars().count() + 1;
        Ok(Self { tokens: tokens(text)?, next: 0, depth: 0, end })
    }

    pub(super) fn peek(&self) -> Option<&Word> {
        self.tokens.get(self.next).map(|token| &token.word)
    }

    pub(super) fn advance(&mut self) -> Option<Word> {
        let word = self.peek().cloned();
        self.next += 1;
        word
    }

    /// Where the next word begins.
    pub(super) fn place(&self) -> usize {
        self.tokens.get(self.next).map_or(self.end, |token| token.place)
    }

    /// Takes the mark if it is next.
    pub(super) fn takes(&mut self, mark: char) -> bool {
        let is_next = self.peek() == Some(&Word::Mark(mark));
        self.next += usize::from(is_next);
        is_next
    }

    pub(super) fn require(&mut self, mark: char) -> Result<(), FormulaError> {
        if self.takes(mark) { Ok(()) } else { Err(self.wanted(&format!("\"{mark}\""))) }
    }

    /// That something else was needed here.
    pub(super) fn wanted(&self, what: &str) -> FormulaError {
        let found = self
            .peek()
            .map_or("the formula ends".to_owned(), |word| format!("{} stands", word.text()));
        FormulaError::at(self.place(), format!("{found} where {what} is needed"))
    }

    fn finished(&self, else_wanted: &str) -> Result<(), FormulaError> {
        if self.peek().is_none() { Ok(()) } else { Err(self.wanted(else_wanted)) }
    }

    /// What stands in parentheses, or behind a sign.
    pub(super) fn deeper<T>(
        &mut self,
        parse: impl FnOnce(&mut Self) -> Result<T, FormulaError>,
    ) -> Result<T, FormulaError> {
        if self.depth == DEEPEST {
            let problem = format!("more than {DEEPEST} parentheses or signs within each other");
            return Err(FormulaError::at(self.place(), problem));
        }
        self.depth += 1;
        let found = parse(self)?;
        self.depth -= 1;
        Ok(found)
    }

    fn sum(&mut self) -> Result<Node, FormulaError> {
        let sign = if self.takes('-') { Sign::Minus } else { Sign::Plus };
        if sign == Sign::Plus {
            self.takes('+');
        }
        let mut parts = vec![(sign, self.product()?)];
        loop {
            let sign = match self.peek() {
                Some(Word::Mark('+')) => Sign::Plus,
                Some(Word::Mark('-')) => Sign::Minus,
                _ => return Ok(Node::Sum(parts)),
            };
            self.next += 1;
            parts.push((sign, self.product()?));
        }
    }

    fn product(&mut self) -> Result<Node, FormulaError> {
        let mut node = self.interaction()?;
        loop {
            if self.takes('*') {
                node = Node::Cross(Box::new([node, self.interaction()?]));
            } else if self.takes('/') {
                node = Node::Nest(Box::new([node, self.interaction()?]));
            } else {
                return Ok(node);
            }
        }
    }

    fn interaction(&mut self) -> Result<Node, FormulaError> {
        let mut node = self.power()?;
        while self.takes(':') {
            node = Node::Interaction(Box::new([node, self.power()?]));
        }
        Ok(node)
    }

    fn power(&mut self) -> Result<Node, FormulaError> {
        const MOST: f64 = 10.0;
        let node = self.atom()?;
        if !self.takes('^') {
            return Ok(node);
        }
        let place = self.place();
        match self.advance() {
            Some(Word::Number(x)) if x.fract() == 0.0 && (1.0..=MOST).contains(&x) => {
                Ok(Node::Power(Box::new(node), x as usize))
            }
            _ => {
                let problem = "a whole number from 1 to 10 is needed after \"^\"; the square of a \
                               column is I(x^2)";
                Err(FormulaError::at(place, problem.to_owned()))
            }
        }
    }

    fn atom(&mut self) -> Result<Node, FormulaError> {
        const WANTED: &str = "a column or a function of columns";
        match self.peek() {
            Some(Word::Mark('(')) => {
                self.next += 1;
                let node = self.deeper(Self::sum)?;
                self.require(')')?;
                Ok(node)
            }
            Some(Word::Mark('.')) => {
                self.next += 1;
                Ok(Node::Everything)
            }
            Some(Word::Number(x)) if *x == 0.0 || *x == 1.0 => {
                let node = if *x == 1.0 { Node::One } else { Node::Zero };
                self.next += 1;
                Ok(node)
            }
            Some(Word::Name(name, is_quoted)) => {
                let (name, is_quoted, place) = (name.clone(), *is_quoted, self.place());
                self.next += 1;
                let is_call = !is_quoted && self.takes('(');
                Ok(Node::Variable(match is_call {
                    true => self.deeper(|parser| calls::variable(parser, &name, place))?,
                    false => Variable::Column(name),
                }))
            }
            _ => Err(self.wanted(WANTED)),
        }
    }
}
