//! Which commands write: these are tried with faults, and the others are seen to write nothing.

use crate::support::desk::Desk;
use crate::support::trials::{commands, each_command, tree};

/// Commands that only say something, each asked in a way in which it says much.
const ONLY_SAY: [&str; 6] = [
    "explain minimal.toml --worst",
    "check minimal.toml --assumed",
    "describe minimal.toml",
    "schema",
    "completions bash",
    "man run",
];

macro_rules! names {
    ([] $($name:ident)*) => { [$(stringify!($name)),*] };
}

#[test]
fn every_command_either_is_tried_with_faults_or_writes_nothing() {
    let desk = Desk::new();
    let help = desk.intsoc(&["help"]).done();
    let listed = help.lines().skip_while(|line| !line.starts_with("Commands:")).skip(1);
    // A name, then what it does; longer texts go on further in.
    let names = listed.take_while(|line| !line.is_empty()).filter(|line| !line.starts_with("   "));
    let mut all: Vec<&str> = names.filter_map(|line| line.split_whitespace().next()).collect();
    assert!(all.len() > 20, "{help}");
    all.retain(|name| *name != "help");
    let tried = commands();
    for name in all {
        let says = ONLY_SAY.iter().find(|line| line.split(' ').next() == Some(name));
        let writes = tried.iter().any(|(_, command)| *command == name);
        assert!(writes != says.is_some(), "{name}: is it tried with faults, or does it only say something?");
        let Some(line) = says else { continue };
        let before = (tree(desk.folder()), desk.names("."));
        let mut command = std::process::Command::new(env!("CARGO_BIN_EXE_intsoc"));
        command.args(line.split(' ')).current_dir(desk.folder());
        // Whatever it might keep for itself would be kept here.
        command.envs(
            ["HOME", "TMPDIR", "XDG_CACHE_HOME", "XDG_CONFIG_HOME", "XDG_DATA_HOME"].map(|home| (home, desk.folder())),
        );
        assert!(command.output().expect("the program starts").status.success(), "{line}");
        assert!((tree(desk.folder()), desk.names(".")) == before, "{line}: writes something");
    }
    let tests = each_command!(names);
    assert_eq!(tried.iter().map(|(name, _)| *name).collect::<Vec<_>>(), tests, "every one of them has its tests");
}
