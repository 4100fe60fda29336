//! `intsoc`: see the README.

use std::process::ExitCode;

fn main() -> ExitCode {
    let failure = match intsoc::cli::main() {
        Ok(()) => return ExitCode::SUCCESS,
        Err(failure) => failure,
    };
    failure.say();
    failure.exit_code()
}
