/// An error and its causes in one line; a cause that the line ends with already is not said twice.
///
/// ```
/// let error = anyhow::anyhow!("no such file").context("cannot read a.csv: no such file");
/// assert_eq!(cli::causes(&error), "cannot read a.csv: no such file");
/// assert_eq!(cli::causes(&error.context("--test")), "--test: cannot read a.csv: no such file");
/// ```
#[must_use]
pub fn causes(error: &anyhow::Error) -> String {
    let mut line = String::new();
    for cause in error.chain().map(ToString::to_string) {
        if line.is_empty() {
            line = cause;
        } else if !line.ends_with(&cause) {
            line = format!("{line}: {cause}");
        }
    }
    line
}
