//! What the program answers to the mistakes of a first hour, word for word: docs/mistakes.md is made of it.
//! `INTSOC_BLESS=1 cargo test --test it mistakes::` renews it.

use std::fmt::Write;
use std::fs;
use std::path::Path;
use std::process::Command;

use crate::support::desk::Desk;

/// A mistake: in words, and how it is made at a desk; the command that is given.
struct Mistake {
    words: &'static str,
    /// A name and what the file holds.
    file: Option<(&'static str, Vec<u8>)>,
    command: &'static [&'static str],
}

const CHECK: &[&str] = &["check", "mine.toml"];

/// Everything that is tried, in the order of the page.
fn mistakes() -> Vec<(&'static str, Vec<Mistake>)> {
    let minimal = fs::read_to_string(root().join("scenarios/minimal.toml")).expect("text");
    let mine = |words, from: &str, to: &str| {
        assert!(minimal.contains(from), "{from}");
        let text = minimal.replacen(from, to, 1).into_bytes();
        Mistake { words, file: Some(("mine.toml", text)), command: CHECK }
    };
    let whole = |words, text: &str| Mistake { words, file: Some(("mine.toml", text.into())), command: CHECK };
    let given = |words, name, bytes: &[u8], command| Mistake { words, file: Some((name, bytes.to_vec())), command };
    let typed = |words, command| Mistake { words, file: None, command };
    let graded = minimal.replacen("resolve = 0.5", "resolve = { value = 0.5, low = 0.3, high = 0.7 }", 1);
    let csv = b"replicate,month,need\n1,2001-01,0.2\n1,2001-02,0.3\n";
    vec![
        (
            "How TOML is written",
            vec![
                mine("a decimal comma", "resolve = 0.5", "resolve = 0,5"),
                mine(
                    "two decimal commas, each on its line",
                    "exhaustion = 0.05\nviolence_rate = 0.15",
                    "exhaustion = 0,05\nviolence_rate = 0,15",
                ),
                mine("a comma that may stand for thousands", "population = 1_000_000", "population = 1,000"),
                mine("commas between thousands", "population = 1_000_000", "population = 1,000,000"),
                mine("no digit before the point", "resolve = 0.5", "resolve = .5"),
                mine("no digit after the point", "sharpness = 15.0", "sharpness = 15."),
                mine("per cent", "resolve = 0.5", "resolve = 50%"),
                mine("typographic quotes", "start = \"2001-01\"", "start = \u{201c}2001-01\u{201d}"),
                mine("a text without quotes", "rule = \"veto\", quota", "rule = veto, quota"),
                whole("a file name without quotes", "extends = minimal.toml\n"),
                mine("a month without quotes", "start = \"2001-01\"", "start = 2001-01"),
                mine("a quote that is not closed", "name = \"Zamora\"", "name = \"Zamora"),
                mine("a colon for an equals sign", "resolve = 0.5", "resolve: 0.5"),
                mine("backslashes in double quotes", "name = \"Zamora\"", "name = \"C:\\Users\\Zamora\""),
                mine("a key that is given twice", "war_stake = 0.4", "resolve = 0.4"),
                mine("a table that is given twice", "[citizenship]", "[target]"),
                mine("a bracket that is not closed", "[target]", "[target"),
                mine("grammar that nobody can guess, told once", "[crisis]", "= = =\n] ]\n[crisis]"),
            ],
        ),
        (
            "What a scenario says",
            vec![
                mine("a misspelt key", "resolve = 0.5", "resolv = 0.5"),
                mine("a misspelt table", "[target]", "[targett]"),
                mine("a misspelt rule", "rule = \"veto\"", "rule = \"vetto\""),
                mine("a number in quotes", "resolve = 0.5", "resolve = \"0,5\""),
                mine("a number below zero", "resolve = 0.5", "resolve = -0.5"),
                mine("a number beyond what is computed", "resolve = 0.5", "resolve = 1e13"),
                mine("a share above one", "responsibility = 0.4", "responsibility = 40"),
                mine("a month that is none", "start = \"2001-01\"", "start = \"2001-13\""),
                mine("what is required is missing", "word_cost = 0.2\n", ""),
                mine(
                    "a range that leaves its number out",
                    "resolve = 0.5",
                    "resolve = { value = 0.5, low = 0.6, high = 0.7 }",
                ),
                whole(
                    "a mechanism switched off as in a sweep",
                    "extends = \"minimal.toml\"\n[set]\n\"off.vetto\" = true\n",
                ),
                whole(
                    "a misspelt mechanism in a sweep",
                    "scenario = \"minimal.toml\"\n[vary]\n\"off.vetto\" = { values = [false, true] }\n",
                ),
                whole("a misspelt path", "extends = \"minimal.toml\"\n[set]\n\"target.resolv\" = 0.2\n"),
                whole("a file that is extended, and is not there", "extends = \"minmal.toml\"\n"),
            ],
        ),
        (
            "Files of another kind",
            vec![
                given("a table of results", "months.csv", csv, &["check", "months.csv"]),
                given("the same, to be run", "months.csv", csv, &["run", "months.csv"]),
                given("a workbook", "results.xlsx", b"PK\x03\x04\x14\x00\x80", &["run", "results.xlsx"]),
                given(
                    "a workbook of facts",
                    "facts.xlsx",
                    b"PK\x03\x04\x14\x00\x80",
                    &["hindcast", "minimal.toml", "--facts", "facts.xlsx"],
                ),
                given("a PDF", "paper.pdf", b"%PDF-1.7\n", &["check", "paper.pdf"]),
                given("an archive", "results.zip", b"PK\x03\x04\x14\x00\x80", &["check", "results.zip"]),
                given("a page", "report.html", b"<!DOCTYPE html>\n<html></html>\n", &["check", "report.html"]),
                given(
                    "a sweep, to be run",
                    "sweep.toml",
                    b"scenario = \"minimal.toml\"\n[vary]\n\"off.veto\" = { values = [false, true] }\n",
                    &["run", "sweep.toml"],
                ),
            ],
        ),
        (
            "The command line",
            vec![
                typed("a misspelt file", &["run", "minmal.toml"]),
                typed("a file without its ending", &["run", "minimal"]),
                typed("a misspelt command", &["rnu", "minimal.toml"]),
                typed("neither command nor file", &["minimal"]),
                typed("a number below what is allowed", &["run", "minimal.toml", "--replicates", "-5"]),
                typed("a number that is not whole", &["run", "minimal.toml", "--replicates", "1e3"]),
                typed("a decimal comma", &["run", "minimal.toml", "--set", "target.resolve=0,3"]),
                typed("per cent", &["run", "minimal.toml", "--set", "target.resolve=50%"]),
                typed("no digit before the point", &["run", "minimal.toml", "--set", "target.resolve=.3"]),
                given(
                    "a number out of its range, where the scenario gives one",
                    "mine.toml",
                    graded.as_bytes(),
                    &["run", "mine.toml", "--set", "target.resolve=-1"],
                ),
                given(
                    "a word for a number",
                    "mine.toml",
                    graded.as_bytes(),
                    &["run", "mine.toml", "--set", "target.resolve=high"],
                ),
                typed("a misspelt path", &["run", "minimal.toml", "--set", "target.resolv=0.3"]),
            ],
        ),
    ]
}

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

const HEAD: &str = "# Mistakes, and what the program answers

Everybody makes these. Each answer begins with the file and the line, so that it can be searched for and an editor can follow it; then
come what is wrong, what to do, and the line with a mark below what is meant. On a terminal they are in colours unless `NO_COLOR` is set. The command
ends with 2, and nothing is written. `mine.toml` is a copy of [scenarios/minimal.toml](../scenarios/minimal.toml) with the mistake in it.

A mistake that is not here, and an answer that did not help you, are worth a report.
";

#[test]
fn mistakes_are_answered_with_what_to_write_in_its_place() {
    let mut page = HEAD.to_string();
    for (heading, mistakes) in mistakes() {
        let _ = write!(page, "\n## {heading}\n");
        for Mistake { words, file, command } in mistakes {
            let desk = Desk::new();
            if let Some((name, bytes)) = file {
                fs::write(desk.path(name), bytes).expect("the desk is ours");
            }
            let said = desk.intsoc(command);
            assert!(said.code == Some(2) && said.out.is_empty(), "{words}: {said:?}");
            assert_eq!(desk.names(".").iter().filter(|name| *name == "results").count(), 0, "{words}");
            let title = words[..1].to_uppercase() + &words[1..];
            let _ = write!(page, "\n{title}:\n\n```text\n$ intsoc {}\n{}```\n", command.join(" "), said.err);
        }
    }
    let kept = root().join("docs/mistakes.md");
    if std::env::var_os("INTSOC_BLESS").is_some() {
        fs::write(&kept, &page).expect("the repository can be written");
    }
    let shown = fs::read_to_string(&kept).expect("INTSOC_BLESS=1 writes it");
    let differ = page.lines().zip(shown.lines()).find(|(said, shown)| said != shown);
    assert!(page == shown, "INTSOC_BLESS=1 cargo test --test it mistakes:: renews docs/mistakes.md; {differ:#?}");
}

#[test]
fn of_many_problems_the_first_are_shown_with_their_lines_and_a_long_line_is_cut() {
    let desk = Desk::new();
    let sets: String = (0..30).map(|index| format!("\"states.x{index}.ties\" = 0\n")).collect();
    desk.put("many.toml", &format!("extends = \"minimal.toml\"\n[set]\n{sets}"));
    let said = desk.intsoc(&["check", "many.toml"]);
    assert_eq!((said.err.matches(" ^^").count(), said.err.matches("many.toml:").count()), (10, 31), "{said:?}");
    let long = "x".repeat(5_000);
    desk.put("long.toml", &format!("extends = \"minimal.toml\" # {long}\nkey = '{long}'\nother = 0,5 # {long}\n"));
    let said = desk.intsoc(&["check", "long.toml"]);
    assert!(said.err.contains("other = 0,5") && said.err.lines().all(|line| line.len() < 120), "{said:?}");
}

/// A pseudo-terminal is what `script` of util-linux gives; elsewhere it has other options.
#[cfg(target_os = "linux")]
#[test]
fn answers_are_in_colours_on_a_terminal_unless_these_are_not_wanted() {
    let desk = Desk::new();
    desk.put("mine.toml", &desk.read("minimal.toml").replace("resolve = 0.5", "resolve = 0,5"));
    let check = format!("{} check mine.toml", env!("CARGO_BIN_EXE_intsoc"));
    let on_terminal = |variable: (&str, &str)| {
        let mut script = Command::new("script");
        let script = script.args(["-qec", &check, "/dev/null"]).env("TERM", "xterm").env_remove("NO_COLOR");
        let run = script.env(variable.0, variable.1).current_dir(desk.folder()).output();
        let run = run.expect("script of util-linux");
        assert_eq!(run.status.code(), Some(2));
        String::from_utf8(run.stdout).expect("UTF-8")
    };
    assert!(on_terminal(("LANG", "C")).contains("\u{1b}[1mmine.toml:37:\u{1b}[0m resolve = 0,5"));
    assert!(!on_terminal(("NO_COLOR", "1")).contains('\u{1b}'));
    assert!(!desk.intsoc(&["check", "mine.toml"]).err.contains('\u{1b}'));
}

#[test]
fn what_the_line_of_a_file_holds_does_not_steer_the_terminal() {
    let desk = Desk::new();
    desk.put("mine.toml", "extends = \"minimal.toml\"\nname = 0,5 # \u{202e}\u{9b}2J\n");
    let said = desk.intsoc(&["check", "mine.toml"]);
    assert!(said.err.contains("# \\u202e\\u009b2J") && said.err.contains("^^^"), "{said:?}");
    assert!(!said.err.contains(['\u{202e}', '\u{9b}']), "{said:?}");
}
