//! The lesson: from a straight line that fails as a classifier to a model of several classes, and to the
//! question of whether a fit can be trusted. Each experiment is one function that returns a [`Report`].
//!
//! | to see | look at |
//! |---|---|
//! | the experiments, in order | [`EXPERIMENTS`] |
//! | what an experiment is, and its report | [`Experiment`], [`Report`] |
//! | the chapters | [`Chapter`] |
//! | how the numbers are compared with NumPy's | [`agreement`] |
//! | the page | [`page`] |
//!
//! ```
//! use lesson::{Inputs, experiments};
//!
//! let report = (experiments::find("spam-line")?.run)(&Inputs::default())?;
//! assert!(report.to_string().contains("3.989"));
//! # Ok::<(), anyhow::Error>(())
//! ```

pub mod agreement;
mod chapter;
mod drawing;
mod excerpt;
pub mod experiments;
mod inputs;
pub mod page;
mod report;
mod training;

pub use chapter::{Block, Chapter};
pub use excerpt::Excerpt;
pub use experiments::{EXPERIMENTS, Experiment};
pub use inputs::Inputs;
pub use report::{Part, Report};

pub(crate) use excerpt::excerpt;
