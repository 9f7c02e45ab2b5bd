//! The commands of `cargo xtask`: they run the lesson, hold it against what is stored, and time the fits.

pub mod commands;
pub mod data_files;
pub mod snapshots;

use std::path::{Path, PathBuf};

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
