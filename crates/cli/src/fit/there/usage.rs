//! Flags that a table in an engine does not take.

use anyhow::{Result, bail};

use crate::exit::Usage;
use crate::fit::args::{FitArgs, SolverArg};

/// Refuses them, with the reason.
pub(super) fn check(args: &FitArgs) -> Result<()> {
    let columns = &args.columns;
    let complaints = [
        (args.firth, "--firth needs the rows, and an engine only adds them up: fit a file"),
        (
            args.profile,
            "--profile needs a fit for each end of an interval: fit a file, or leave it out",
        ),
        (
            args.cv.is_some(),
            "--cv is for files: hold rows out with --test and --key, and compare penalties",
        ),
        (args.class_weight.is_some(), "--class-weight is for files: use a column of weights"),
        (args.stratify, "--stratify is for files: rows are held out by the hash of --key"),
        (
            args.solver != SolverArg::Auto,
            "--solver is for files: an engine is asked by Newton's method or L-BFGS",
        ),
        (args.memory.is_some(), "--memory is for files: the rows stay in the engine"),
        (
            !(columns.as_date.is_empty() && columns.date_parts.is_empty())
                || columns.date_order.is_some(),
            "--as-date, --date-parts and --date-order are for files: make numbers of dates in SQL, in a subquery \
             behind --table",
        ),
        (!columns.na.is_empty(), "--na is for files: in an engine a missing cell is NULL"),
        (
            args.test.is_some() && args.key.is_none(),
            "--test needs --key: the column whose hash decides which rows are held out",
        ),
    ];
    for (is_wrong, reason) in complaints {
        if is_wrong {
            bail!(Usage(reason.to_owned()));
        }
    }
    Ok(())
}
