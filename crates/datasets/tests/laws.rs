//! Laws of reading, over random tables.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test may stop at the first surprise")]

mod laws {
    pub(crate) mod common;
    mod dates;
    mod far;
    mod forms;
    mod gaps;
    mod levels;
    mod lines;
    mod long;
    pub(crate) mod random;
    mod terms;
}
