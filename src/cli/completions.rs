//! `intsoc completions SHELL`: what a shell needs to complete commands, options and values.

use clap::{Args, Command};
use clap_complete::{Shell, generate};

use super::say::print;

/// What `intsoc completions` can be told.
#[derive(Debug, Args)]
pub struct CompletionsArgs {
    /// The shell
    shell: Shell,
}

/// Prints a script of completions of all commands.
pub fn completions(args: &CompletionsArgs, mut commands: Command) {
    let mut script = Vec::new();
    generate(args.shell, &mut commands, "intsoc", &mut script);
    print(&String::from_utf8_lossy(&script));
}
