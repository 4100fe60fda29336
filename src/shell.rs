//! Commands as a shell takes them when they are pasted.

/// The words of a command, quoted where a POSIX shell would read them otherwise.
pub fn line<'a>(words: impl IntoIterator<Item = &'a str>) -> String {
    // What holds a NUL was no command line; it is shown all the same.
    shlex::Quoter::new().allow_nul(true).join(words).unwrap_or_default()
}

/// A file as the word of a command: one whose name begins with a dash is no option.
pub fn file(name: &str) -> String {
    let prefix = if name.starts_with('-') { "./" } else { "" };
    line([format!("{prefix}{name}").as_str()])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_that_a_shell_would_read_otherwise_are_quoted() {
        for (word, quoted) in [
            ("run", "run"),
            ("results/two_2", "results/two_2"),
            ("", "''"),
            ("my dir/r", "'my dir/r'"),
            ("states.*.x=1", "'states.*.x=1'"),
            ("adequacy ± 0.01", "'adequacy ± 0.01'"),
            ("it's", "\"it's\""),
            ("$HOME", "'$HOME'"),
            ("two\nlines", "'two\nlines'"),
            ("~", "'~'"),
        ] {
            assert_eq!(line([word]), quoted);
        }
        assert_eq!(line(["intsoc", "run", "a b"]), "intsoc run 'a b'");
        assert_eq!((file("-x y.toml"), file("x.toml")), ("'./-x y.toml'".into(), "x.toml".into()));
    }
}
