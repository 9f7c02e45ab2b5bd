//! `regress`: regression from the shell.

use std::process::ExitCode;

use refused_memory::OrEnd;

#[global_allocator]
static MEMORY: OrEnd = OrEnd {
    hint: "end other programs, set RAYON_NUM_THREADS=1, ask about fewer rows or columns, or keep less there with `fit \
           --memory`",
};

fn main() -> ExitCode {
    cli::main(std::env::args_os())
}
