//! A formula as words.

use super::FormulaError;

/// A word, and where it begins, in characters counted from 1.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Token {
    pub(super) word: Word,
    pub(super) place: usize,
}

#[derive(Clone, Debug, PartialEq)]
pub(super) enum Word {
    Number(f64),
    /// A name, and whether it stood in backticks.
    Name(String, bool),
    /// `+ - * / : ^ ( ) , = ~ .`; `**` is `^`.
    Mark(char),
}

impl Word {
    /// As it may be shown.
    pub(super) fn text(&self) -> String {
        match self {
            Self::Number(x) => format!("\"{x}\""),
            Self::Name(name, _) => format!("\"{name}\""),
            Self::Mark(mark) => format!("\"{mark}\""),
        }
    }
}

pub(super) fn tokens(text: &str) -> Result<Vec<Token>, FormulaError> {
    let characters: Vec<char> = text.chars().collect();
    let mut tokens = Vec::new();
    let mut at = 0;
    while let Some(first) = characters.get(at) {
        let rest = &characters[at..];
        let (word, length) = match first {
            c if c.is_whitespace() => {
                at += 1;
                continue;
            }
            '`' => backticks(rest, at)?,
            '*' if rest.get(1) == Some(&'*') => (Word::Mark('^'), 2),
            '.' if !rest.get(1).is_some_and(char::is_ascii_digit) => (Word::Mark('.'), 1),
            '+' | '-' | '*' | '/' | ':' | '^' | '(' | ')' | ',' | '=' | '~' => {
                (Word::Mark(*first), 1)
            }
            c if c.is_ascii_digit() || *c == '.' => number(rest, at)?,
            c if c.is_alphabetic() || *c == '_' => name(rest),
            c => return Err(FormulaError::at(at + 1, format!("\"{c}\" means nothing here"))),
        };
        tokens.push(Token { word, place: at + 1 });
        at += length;
    }
    Ok(tokens)
}

/// A name up to the next backtick; two of them are one in the name.
fn backticks(rest: &[char], at: usize) -> Result<(Word, usize), FormulaError> {
    let (mut name, mut i) = (String::new(), 1);
    loop {
        match (rest.get(i), rest.get(i + 1)) {
            (Some('`'), Some('`')) => i += 1,
            (Some('`'), _) if !name.is_empty() => return Ok((Word::Name(name, true), i + 1)),
            (None | Some('`'), _) => {
                let problem = "a name between two backticks is needed".to_owned();
                return Err(FormulaError::at(at + 1, problem));
            }
            _ => {}
        }
        name.extend(rest.get(i));
        i += 1;
    }
}

fn name(rest: &[char]) -> (Word, usize) {
    let is_part = |c: &&char| c.is_alphanumeric() || matches!(c, '_' | '.');
    let name: String = rest.iter().take_while(is_part).collect();
    let length = name.chars().count();
    (Word::Name(name, false), length)
}

/// Digits, a point, and an exponent.
fn number(rest: &[char], at: usize) -> Result<(Word, usize), FormulaError> {
    let digits = |from: usize| rest[from..].iter().take_while(|c| c.is_ascii_digit()).count();
    let mut end = digits(0);
    if rest.get(end) == Some(&'.') {
        end += 1;
        end += digits(end);
    }
    if matches!(rest.get(end), Some('e' | 'E')) {
        let sign = usize::from(matches!(rest.get(end + 1), Some('+' | '-')));
        let from = end + 1 + sign;
        if rest.get(from).is_some_and(char::is_ascii_digit) {
            end = from + digits(from);
        }
    }
    let text: String = rest[..end].iter().collect();
    let next = rest.get(end).filter(|c| c.is_alphanumeric() || matches!(c, '_' | '.'));
    match (text.parse::<f64>(), next) {
        (Ok(x), None) if x.is_finite() => Ok((Word::Number(x), end)),
        _ => {
            let text: String = rest.iter().take_while(|c| !c.is_whitespace()).collect();
            let problem = format!("\"{text}\" is no number; a name like this needs backticks");
            Err(FormulaError::at(at + 1, problem))
        }
    }
}
