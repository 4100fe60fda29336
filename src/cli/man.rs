//! `intsoc man`: the manual page of the program, or of one of its commands.

use clap::builder::StyledStr;
use clap::{Args, Command};
use clap_mangen::Man;

use super::failure::Failure;
use super::say::print;
use crate::program::VERSION;
use crate::scenario::problem::did_you_mean;

/// What `intsoc man` can be told.
#[derive(Debug, Args)]
pub struct ManArgs {
    /// A command; without one, the page of the whole
    command: Option<String>,
}

/// Prints a manual page, to be read with `man -l -`.
///
/// # Errors
/// When there is no such command.
pub fn man(args: &ManArgs, commands: Command) -> Result<(), Failure> {
    let page = match &args.command {
        None => commands,
        Some(name) => of(name, &commands)?,
    };
    print(&rendered(page).map_err(|error| Failure::Failed(format!("the page cannot be made: {error}")))?);
    Ok(())
}

/// The page of a command, in the language of manual pages.
fn rendered(mut page: Command) -> std::io::Result<String> {
    let title = page.get_display_name().unwrap_or("intsoc").to_string();
    let further = page.get_after_help().map(further).unwrap_or_default();
    page.build();
    // Without a day, which would be another on each machine: the version says how old it is.
    let whole = page.has_subcommands();
    let man = Man::new(page).title(title).date("").source(format!("intsoc {VERSION}")).manual("intsoc");
    let mut text = Vec::new();
    man.render_title(&mut text)?;
    man.render_name_section(&mut text)?;
    man.render_synopsis_section(&mut text)?;
    man.render_description_section(&mut text)?;
    man.render_options_section(&mut text)?;
    if whole {
        man.render_subcommands_section(&mut text)?;
    }
    Ok(String::from_utf8_lossy(&text).into_owned() + &further)
}

/// What ends the help of a command, a section for each of its headings, with its lines as they are.
fn further(help: &StyledStr) -> String {
    let mut text = String::new();
    for line in help.to_string().lines() {
        let line = line.replace('\\', "\\e").replace('-', "\\-");
        match line.strip_suffix(':').filter(|heading| !heading.starts_with(' ')) {
            Some(heading) => text += &format!(".fi\n.SH {}\n.nf\n", heading.to_uppercase()),
            None => text += &format!("{line}\n"),
        }
    }
    // What stands before the first heading is a paragraph of its own.
    let text = text.strip_prefix(".fi\n").map_or_else(|| format!(".PP\n.nf\n{text}"), str::to_string);
    format!("{text}.fi\n")
}

/// A command, called as its page is.
fn of(name: &str, commands: &Command) -> Result<Command, Failure> {
    let Some(found) = commands.find_subcommand(name) else {
        let known: Vec<&str> = commands.get_subcommands().map(Command::get_name).collect();
        return Err(Failure::Input(format!("man {name}: there is no such command\n  {}", did_you_mean(name, known))));
    };
    let own = found.get_name();
    Ok(found.clone().display_name(format!("intsoc-{own}")).bin_name(format!("intsoc {own}")))
}
