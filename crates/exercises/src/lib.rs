//! Eight short programs whose mathematics is wrong, for a learner to mend, and what judges them.
//!
//! | to see | look at |
//! |---|---|
//! | what a learner edits, one file each | `exercises/`, compiled as [`yours`] |
//! | the same files mended | `solutions/`, compiled as [`solutions`] |
//! | how each is judged, its symptom and its hint | [`checks`] |
//! | what an exercise is | [`Exercise`], [`Checked`] |
//! | what a terminal shows of it | [`show`] |
//!
//! A check draws its numbers from a seed, which is a digest of the learner's file: after every edit they are
//! new ones, so that no constant passes.
//!
//! ```
//! let gradient = exercises::find(3)?;
//! assert_eq!(gradient.file(), "crates/exercises/exercises/3_gradient.rs");
//! assert!((gradient.solved)(7)?.passed);
//! # Ok::<(), anyhow::Error>(())
//! ```

pub mod checks;
mod drawing;
mod exercise;
mod nearness;
pub mod show;
pub mod solutions;
pub mod yours;

pub use checks::{EXERCISES, find};
pub use exercise::{Checked, Exercise};
