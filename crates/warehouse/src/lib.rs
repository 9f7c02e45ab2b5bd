//! The same fits where the data are: an engine that speaks SQL sums over rows, and all else is as in `models`.

mod dialect;
mod engine;
mod error;

pub use dialect::{DIALECTS, Dialect};
pub use engine::{Engine, Query};
pub use error::Error;
