//! Completions for shells, and pages for `man`.

use std::io::{Write, stdout};
use std::path::PathBuf;

use anyhow::Result;
use clap::CommandFactory;
use clap_complete::Shell;
use clap_mangen::Man;

use crate::args::Args;
use crate::output;

#[derive(Debug, clap::Args)]
pub(crate) struct CompletionsArgs {
    /// The shell
    pub(crate) shell: Shell,
}

#[derive(Debug, clap::Args)]
pub(crate) struct ManArgs {
    /// Where to write the pages, for example: --out ~/.local/share/man/man1
    #[arg(long, value_name = "DIR", help_heading = "Output")]
    pub(crate) out: PathBuf,
}

pub(crate) fn completions(args: &CompletionsArgs) -> Result<()> {
    let mut script = Vec::new(); // clap_complete takes a closed pipe for a fault of its own
    clap_complete::generate(args.shell, &mut Args::command(), "regress", &mut script);
    Ok(stdout().lock().write_all(&script)?)
}

/// One page for the program and one for each of its commands.
pub(crate) fn pages(args: &ManArgs) -> Result<()> {
    let mut program = Args::command();
    program.build();
    let commands = program.get_subcommands().filter(|command| command.get_name() != "help");
    for command in [&program].into_iter().chain(commands) {
        let name = command.get_display_name().unwrap_or_else(|| command.get_name()).to_owned();
        let mut page = Vec::new();
        Man::new(command.clone()).render(&mut page)?;
        output::write(&args.out.join(format!("{name}.1")), &page)?;
    }
    Ok(())
}
