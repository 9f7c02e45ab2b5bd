//! What `cargo xtask` can do, one file a command.

mod accept;
mod bench;
mod export;
mod list;
mod run;
mod run_all;

pub use accept::accept;
pub use bench::{Bench, bench, bench_in_release};
pub use export::export;
pub use list::list;
pub use run::run;
pub use run_all::{Show, page_file, run_all};
