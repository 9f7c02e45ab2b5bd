use std::fmt;

/// What is wrong with the decimal mark of a number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OddMark {
    /// A comma where a point is expected.
    Comma,
    /// A point where a comma is expected.
    Point,
    /// A mark that may be before decimals or between thousands.
    Either,
}

impl fmt::Display for OddMark {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Comma => "numbers have a decimal point here, unless told otherwise",
            Self::Point => "a point is no decimal mark where a comma is one",
            Self::Either => "this may be a decimal mark, or stand between thousands",
        })
    }
}
