//! The module in the page was made from the crates as they are.

#![allow(clippy::unwrap_used, reason = "a test may stop at the first surprise")]

use xtask::commands::{sources, sources_file};

#[test]
fn the_module_is_up_to_date() {
    let stored = std::fs::read_to_string(sources_file()).unwrap();
    assert!(
        stored.trim() == sources().unwrap(),
        "the crates have changed since the page's module was made: `rustup target add \
         wasm32-unknown-unknown`, then `cargo xtask live`"
    );
}
