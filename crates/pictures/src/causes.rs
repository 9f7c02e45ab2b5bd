use std::error::Error;
use std::io::{self, ErrorKind};
use std::iter::successors;

/// An error and its causes in one line; a cause that the line ends with already is not said twice.
///
/// ```
/// let error = anyhow::anyhow!("no such file").context("cannot read a.csv: no such file");
/// assert_eq!(pictures::causes(&*error), "cannot read a.csv: no such file");
/// let error = error.context("--test");
/// assert_eq!(pictures::causes(&*error), "--test: cannot read a.csv: no such file");
/// ```
#[must_use]
pub fn causes(error: &(dyn Error + 'static)) -> String {
    let mut line = String::new();
    for cause in chain(error).map(ToString::to_string) {
        if line.is_empty() {
            line = cause;
        } else if !line.ends_with(&cause) {
            line = format!("{line}: {cause}");
        }
    }
    line
}

/// Whether whoever read the output has had enough (`| head`), which is no error.
#[must_use]
pub fn is_closed_pipe(error: &(dyn Error + 'static)) -> bool {
    let is_closed = |cause: &(dyn Error + 'static)| {
        cause.downcast_ref::<io::Error>().is_some_and(|e| e.kind() == ErrorKind::BrokenPipe)
    };
    chain(error).any(is_closed)
}

fn chain<'a>(error: &'a (dyn Error + 'static)) -> impl Iterator<Item = &'a (dyn Error + 'static)> {
    successors(Some(error), |error| (*error).source())
}
