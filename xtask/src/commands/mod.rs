//! What `cargo xtask` can do, one file a command.

mod accept;
mod export;
mod list;
mod run;
mod run_all;

pub use accept::accept;
pub use export::export;
pub use list::list;
pub use run::run;
pub use run_all::run_all;
