//! The lesson: eighteen experiments, from a straight line that fails as a classifier to a model of
//! several classes. Each is one function that returns a [`Report`]; `cargo xtask run-all`, the
//! snapshot tests and the comparison with NumPy all call that function.
//!
//! | to see | look at |
//! |---|---|
//! | the experiments, in order | [`experiments::EXPERIMENTS`] |
//! | what a report is | [`Report`] |
//! | how figures are held against NumPy's | [`agreement`] |
//! | what the commands do | [`commands`] |
//!
//! ```
//! use xtask::{Inputs, experiments};
//!
//! let report = (experiments::find("spam-line")?.run)(&Inputs::default())?;
//! assert!(report.to_string().contains("3.989"));
//! # Ok::<(), anyhow::Error>(())
//! ```

pub mod agreement;
pub mod commands;
pub mod data_files;
pub mod experiments;
mod lesson;
pub mod page;
mod pictures;
mod report;
pub mod snapshots;
pub mod text;

use std::path::{Path, PathBuf};

pub use cli::{Figure, TextTable as Table};
pub use report::{Inputs, Part, Report, SnapshotInfo};

/// The folder that holds `crates`, `data` and this crate.
#[must_use]
pub fn workspace_root() -> PathBuf {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    here.parent().unwrap_or(here).to_owned()
}

/// The README's code runs as it stands.
#[cfg(doctest)]
#[doc = include_str!("../../README.md")]
pub struct Readme;
