//! An interrupt ends what runs; in a file of its own, because nothing starts afterwards.
#![cfg(unix)]
#![allow(clippy::unwrap_used, reason = "a test may stop at the first surprise")]

use std::time::Duration;

use warehouse::{Engine, Error, Query, Shell, ShellOptions, end_programs};

#[test]
fn an_interrupt_ends_what_runs_and_lets_nothing_start() {
    let shell = Shell::open("sleep 600", None, ShellOptions::default()).unwrap();
    let question = Query { text: "SELECT 1".to_owned(), columns: 1 };
    let asked = std::thread::scope(|scope| {
        let asked = scope.spawn(|| shell.select(&question));
        std::thread::sleep(Duration::from_millis(200)); // either way it ends: this one waits in the middle of it
        end_programs();
        asked.join().unwrap()
    });
    assert!(matches!(asked, Err(Error::Engine { .. })), "{asked:?}");
    let again = Shell::open("sleep 600", None, ShellOptions::default());
    assert!(matches!(again.map(|_| ()), Err(Error::Start { .. })));
}
