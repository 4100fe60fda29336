//! `intsoc`: see the README.

use std::process::ExitCode;

fn main() -> ExitCode {
    let failure = match intsoc::cli::main() {
        Ok(()) => return ExitCode::SUCCESS,
        Err(failure) => failure,
    };
    intsoc::cli::say(&failure.to_string());
    failure.exit_code()
}
