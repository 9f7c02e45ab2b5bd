//! `regress`: regression from the shell.

use std::process::ExitCode;

use refused_memory::OrEnd;

#[global_allocator]
static MEMORY: OrEnd = OrEnd;

fn main() -> ExitCode {
    cli::main(std::env::args_os())
}
