//! What is said to a person: on standard output what was asked for, on standard error what is to be known besides.

use crate::scenario::text::safe;

/// Writes to standard output; a reader that has gone away, as `head` does, is no failure. What a text of
/// others could do to a terminal is written out.
pub fn print(text: &str) {
    use std::io::Write;
    let mut out = std::io::stdout().lock();
    match out.write_all(safe(text).as_bytes()).and_then(|()| out.flush()) {
        Err(error) if error.kind() != std::io::ErrorKind::BrokenPipe => {
            say(&format!("standard output: cannot be written: {error}"));
            std::process::exit(1);
        }
        _ => {}
    }
}

/// Writes a line to standard error, with what could steer a terminal written out. Where that cannot be written there is nobody to tell: the exit
/// code says what matters, and what was asked for goes on.
pub fn say(text: &str) {
    use std::io::Write;
    let _ = writeln!(std::io::stderr().lock(), "{}", safe(text));
}

/// Writes to standard error what is fit for a terminal already, in colours where these are wanted, as clap decides it.
pub fn shown(text: &str) {
    use std::io::Write;
    let _ = writeln!(anstream::stderr().lock(), "{text}");
}

/// Says what is no mistake, but may not be what was meant.
pub fn say_notes(notes: &[String]) {
    for note in notes {
        say(&format!("note: {note}"));
    }
}
