//! The same fits where the data are: an engine that speaks SQL sums over rows, and all else is as in `models`.

mod ask;
mod columns;
mod dialect;
mod engine;
mod error;
mod fit;
mod frame;
mod learn;
mod loss;
mod moments;
mod objective;
mod shell;
mod sums;
mod text;
mod truth;

pub use columns::{Holds, columns, holdings};
pub use dialect::{DIALECTS, Dialect};
pub use engine::{Engine, Query};
pub use error::Error;
pub use fit::{Fit, Fitted};
pub use frame::{Frame, Part};
pub use learn::{Level, Wanted, classes, levels_of, truth_of_classes};
pub use loss::Loss;
pub use moments::Moments;
pub use objective::{Asked, Listener, TableLoss};
pub use shell::{Shell, ShellOptions, end_programs};
pub use sums::{Second, Sums};
pub use truth::Truth;
