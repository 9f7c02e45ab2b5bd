//! The same fits where the data are: an engine that speaks SQL sums over rows, and all else is as in `models`.

mod ask;
mod columns;
mod dialect;
mod engine;
mod error;
mod evidence;
mod fit;
mod fitted;
mod frame;
mod learn;
mod levels;
mod loss;
mod moments;
mod objective;
mod separation;
mod shell;
mod sums;
mod text;
mod truth;

pub use columns::{Holds, columns, holdings};
pub use dialect::{DIALECTS, Dialect};
pub use engine::{Engine, Query};
pub use error::Error;
pub use fit::Fit;
pub use fitted::Fitted;
pub use frame::{Frame, Part};
pub use learn::Wanted;
pub use levels::{Level, classes, levels_of, truth_of_classes};
pub use loss::Loss;
pub use moments::Moments;
pub use objective::{Asked, Listener, TableLoss};
pub use shell::{Shell, ShellOptions, end_programs};
pub use sums::{Second, Sums};
pub use truth::Truth;
