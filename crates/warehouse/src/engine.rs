use crate::Error;

/// A SELECT, and how many columns its answer has. Each is a number or a text in hexadecimal digits, so that no
/// separator, quote or line break can occur in it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Query {
    /// The statement, without a semicolon.
    pub text: String,
    /// How many columns it answers with.
    pub columns: usize,
}

/// Whatever answers a SELECT: a program that reads SQL and prints rows ([`Shell`](crate::Shell)), or a driver of
/// yours, in one method.
///
/// ```
/// use warehouse::{Engine, Error, Query};
///
/// struct Fixed; // answers all questions alike
/// impl Engine for Fixed {
///     fn select(&self, query: &Query) -> Result<Vec<Vec<String>>, Error> {
///         Ok(vec![vec!["1.5".to_owned(); query.columns]])
///     }
/// }
/// let rows = Fixed.select(&Query { text: "SELECT 1.5".to_owned(), columns: 1 })?;
/// assert_eq!(rows, [["1.5"]]);
/// # Ok::<(), Error>(())
/// ```
pub trait Engine {
    /// The rows of the answer, all of them, in any order; a NULL is an empty field.
    ///
    /// # Errors
    /// [`Error::Engine`] in the engine's own words, [`Error::Deadline`], and whatever else keeps it from a complete
    /// answer: part of one is none.
    fn select(&self, query: &Query) -> Result<Vec<Vec<String>>, Error>;
}
