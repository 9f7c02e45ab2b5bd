//! Answers the questions on standard input, a line each, to hold beside those of the module in the page.
#![allow(clippy::print_stdout, reason = "an example may speak")]

use std::io::{self, BufRead};

fn main() -> io::Result<()> {
    for question in io::stdin().lock().lines() {
        println!("{}", live::answer(&question?));
    }
    Ok(())
}
