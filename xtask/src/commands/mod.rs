//! What `cargo xtask` can do, one file a command.

mod accept;
mod bench;
mod exercise;
mod export;
mod fuzz;
mod list;
mod live;
mod run;
mod run_all;

use std::process::Command;

pub use accept::accept;
pub use bench::bench;
pub use exercise::{Task, exercise};
pub use export::export;
pub use fuzz::{Target, fuzz};
pub use list::list;
pub use live::{live, module_file, sources, sources_file};
pub use run::run;
pub use run_all::{Show, page_file, run_all};

/// Cargo, in the workspace.
fn cargo() -> Command {
    let mut cargo = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    cargo.current_dir(crate::workspace_root());
    cargo
}
