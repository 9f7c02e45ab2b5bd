#![doc = include_str!("../README.md")]
//!
//! | what | here |
//! |---|---|
//! | a question, and whatever answers it | [`Query`], [`Engine`], [`Shell`], [`Dialect`] |
//! | what a table holds, and what becomes of it | [`columns`], [`Wanted`], [`Frame`], [`Moments`] |
//! | sums over its rows, at some parameters | [`Sums`], [`Loss`] |
//! | an objective for the solvers of `models` | [`TableLoss`] |
//! | a fit, from the best model without features to errors and separation | [`Fit`], [`Fitted`] |
//! | what rows score, and what that is worth | [`Score`], [`Judge`] |

mod absent;
mod ask;
mod asked;
mod columns;
mod dialect;
mod engine;
mod error;
mod evidence;
mod fit;
mod fitted;
mod frame;
mod judge;
mod learn;
mod levels;
mod loss;
mod moments;
mod objective;
mod remainders;
mod score;
mod search;
mod separation;
mod shell;
mod sums;
mod survey;
mod text;
mod truth;
mod weights;

pub use absent::{Absent, absent};
pub use asked::{Asked, Listener};
pub use columns::{Holds, check_key, columns, holdings};
pub use dialect::{DIALECTS, Dialect};
pub use engine::{Engine, Query};
pub use error::Error;
pub use fit::Fit;
pub use fitted::Fitted;
pub use frame::{Frame, Part};
pub use judge::{Cheapest, ClassSums, Counted, Judge, NumberSums, RankingSums, TwoClassSums};
pub use learn::Wanted;
pub use levels::{Level, classes, levels_of, number_among, truth_of_classes};
pub use loss::Loss;
pub use moments::Moments;
pub use objective::TableLoss;
pub use remainders::only_nearly;
pub use score::{Score, ScoredRow, row_count};
pub use search::Search;
pub use shell::{Shell, ShellOptions, end_programs};
pub use sums::{Second, Sums};
pub use survey::{Apart, Beside, Lone, Range, Spread, Survey, Surveyed, Together};
pub use truth::Truth;
pub use weights::check_weights;
