//! What is said of a command line that cannot be understood.

use std::borrow::Cow;
use std::ffi::OsString;
use std::ops::RangeInclusive;
use std::path::Path;

use clap::Command;
use clap::error::{ContextKind, ContextValue, ErrorKind};

use super::say::say;
use crate::scenario::foreign::nearest_file;
use crate::scenario::problem::nearest;
use crate::scenario::text::{self, safe};

/// An option that takes a number takes one below zero too, and says itself what is allowed.
pub fn numbers_may_be_negative(command: Command) -> Command {
    command.mut_args(|argument| match argument.get_action().takes_values() {
        true => argument.allow_negative_numbers(true),
        false => argument,
    })
}

/// Reads a whole number, and says what is allowed in its place.
pub fn whole<N: TryFrom<u64>>(allowed: RangeInclusive<u64>) -> impl Fn(&str) -> Result<N, String> + Clone {
    move |text| {
        let (least, most) = (*allowed.start(), *allowed.end());
        match text.trim().parse::<i128>() {
            Ok(number) if number < i128::from(least) => Err(format!("must be {least} or more")),
            Ok(number) if number > i128::from(most) => Err(format!("must be {most} or less")),
            Ok(number) => {
                u64::try_from(number).ok().and_then(|number| N::try_from(number).ok()).ok_or_else(String::new)
            }
            Err(_) => Err(format!("must be a whole number from {least} to {most}, in digits alone")),
        }
    }
}

/// Ends the program with help, or with what is wrong with the command line.
pub fn not_understood(error: &clap::Error, arguments: &[OsString], commands: &Command) -> ! {
    let why = of_other_commands(error, arguments, commands).or_else(|| no_command(error, commands));
    if let Some(why) = why {
        say(&why);
        std::process::exit(error.exit_code());
    }
    let plain = error.to_string();
    if let Cow::Owned(safe) = safe(&plain) {
        // In colours only where nothing given could colour it.
        say(safe.trim_end());
        std::process::exit(error.exit_code());
    }
    error.exit()
}

/// What to say of an option that the command does not have, and others have.
fn of_other_commands(error: &clap::Error, arguments: &[OsString], commands: &Command) -> Option<String> {
    let option = error.get(ContextKind::InvalidArg).filter(|_| error.kind() == ErrorKind::UnknownArgument);
    let Some(ContextValue::String(option)) = option else { return None };
    let name = option.strip_prefix("--")?.split('=').next()?;
    let asked = commands.find_subcommand(arguments.get(1)?)?.get_name();
    let has = |argument: &clap::Arg| {
        argument.get_long() == Some(name) || argument.get_all_aliases().is_some_and(|former| former.contains(&name))
    };
    let owners = commands.get_subcommands().filter(|command| command.get_arguments().any(has));
    let owners: Vec<&str> = owners.map(Command::get_name).collect();
    (!owners.is_empty()).then(|| {
        let owners = owners.join(", ");
        format!("{asked}: has no --{name}, which is for {owners}\n  leave it out; `intsoc {asked} --help` says what else there is")
    })
}

/// What to say of a word that is neither a command nor a file.
fn no_command(error: &clap::Error, commands: &Command) -> Option<String> {
    let word = error.get(ContextKind::InvalidSubcommand).filter(|_| error.kind() == ErrorKind::InvalidSubcommand);
    let Some(ContextValue::String(word)) = word else { return None };
    let command = nearest(word, commands.get_subcommands().map(Command::get_name)).map(str::to_string);
    let meant = command.or_else(|| nearest_file(Path::new(word)).map(|file| text::name(&file.display().to_string())));
    let meant = meant.map_or(String::new(), |meant| format!("\n  did you mean `{meant}`?"));
    Some(format!("no command or file `{}`{meant}\n  `intsoc --help` lists the commands", text::name(word)))
}
