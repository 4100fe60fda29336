//! What commands print: it fits the terminal, and is the same in JSON, Markdown and LaTeX. What shells need of the command line.

use serde_json::Value as Json;

use crate::support::desk::{Desk, Said};
use crate::support::runs::{column, place, rows};
use crate::support::{cases, plausible};

/// Every command that prints tables, on small scenarios, with a table that it prints.
const COMMANDS: [(&str, &str); 11] = [
    ("run world.toml --replicates 6", "outcomes"),
    ("compare world.toml need.toml --replicates 6", "effects"),
    ("compare world.toml need.toml --with target.resolve=0.1,off=deflection --replicates 6", "effects"),
    ("patterns asks.toml --replicates 4", "patterns"),
    ("hindcast world.toml --facts facts.csv --replicates 6", "fit"),
    ("robust asked.toml --no-keep", "claims"),
    ("sensitivity swept", "sensitivity"),
    ("cases crises.toml --replicates 4 --points 3 --per-point 2", "scores"),
    ("precision world.toml --set scenario.months=2", "settling"),
    ("sweep asked.toml", "claims"),
    (
        "calibrate world.toml --ranges assumed --facts facts.csv --points 400 --replicates 2 --set scenario.months=30",
        "scores",
    ),
];

fn desk() -> Desk {
    let desk = Desk::new();
    plausible::asked(&desk, 40);
    cases::asked(&desk);
    desk
}

fn asked(desk: &Desk, command: &str, further: &[&str]) -> Said {
    if command.starts_with("sensitivity") {
        desk.intsoc(&["sweep", "asked.toml", "--out", "swept", "-q", "--force"]).done();
    }
    let words: Vec<&str> =
        command.split(' ').chain(["--out", "out", "--force"]).chain(further.iter().copied()).collect();
    let said = desk.intsoc(&words);
    assert_eq!(said.code, Some(0), "{command}: {said:?}");
    said
}

fn width(line: &str) -> usize {
    line.chars().count()
}

#[test]
fn whatever_is_printed_fits_80_columns_and_60() {
    let desk = desk();
    for (command, _) in COMMANDS {
        for columns in ["80", "60"] {
            let said = asked(&desk, command, &["--width", columns]).out;
            let most: usize = columns.parse().expect("a number");
            for line in said.lines() {
                // A command that is to be copied stays in one line.
                let is_whole = line.starts_with("  intsoc ");
                assert!(width(line) <= most || is_whole, "{command}: {} of {columns}: {line}", width(line));
            }
            assert!(said.lines().count() > 5, "{command}: {said}");
        }
    }
}

#[test]
fn as_many_columns_are_used_as_the_environment_says_and_all_where_nothing_says_how_many() {
    let desk = desk();
    let whole = asked(&desk, COMMANDS[0].0, &[]).out;
    assert!(whole.lines().any(|line| width(line) > 100 || line.contains("5 % to 95 % of histories")), "{whole}");
    let mut command = std::process::Command::new(env!("CARGO_BIN_EXE_intsoc"));
    let command = command.args(["run", "minimal.toml", "--replicates", "6", "--out", "narrow"]);
    let narrow = Said::of(&command.current_dir(desk.folder()).env("COLUMNS", "60").output().expect("it starts")).done();
    assert!(narrow.lines().all(|line| width(line) <= 60) && narrow.contains("mean ± half"), "{narrow}");
}

#[test]
fn json_is_all_that_stands_on_standard_output_and_has_what_is_printed() {
    let desk = desk();
    for (command, table) in COMMANDS {
        let said = asked(&desk, command, &["--json"]);
        let json: Json = serde_json::from_str(&said.out).unwrap_or_else(|error| panic!("{command}: {error}: {said:?}"));
        let own = json["tables"][table].as_array().map_or(0, Vec::len);
        assert!(own > 0, "{command}: {}", said.out);
        assert_eq!(json["results"]["folder"], "out", "{command}");
        assert!(json["question"].as_str().is_some_and(|question| question.ends_with('?')), "{command}");
    }
}

#[test]
fn json_has_the_numbers_of_the_tables_in_full() {
    let desk = desk();
    let json = |arguments: &[&str]| serde_json::from_str::<Json>(&desk.intsoc(arguments).done()).expect("JSON");
    let run = json(&["run", "minimal.toml", "--replicates", "6", "--out", "out", "--json"]);
    let summary = rows(&desk.read("out/summary.csv"));
    let [names, means] = ["outcome", "mean"].map(|name| column(&summary, name));
    let outcomes = run["tables"]["outcomes"].as_array().expect("rows");
    assert_eq!(outcomes.len(), names.len(), "every outcome is there, not only those that are printed");
    for (name, mean) in names.iter().zip(&means) {
        let row = outcomes.iter().find(|row| row["outcome"] == name.as_str()).unwrap_or_else(|| panic!("{name}"));
        assert_eq!(row["mean"].as_f64(), mean.parse().ok(), "{name}");
        assert!(row["name"].as_str().is_some_and(|words| !words.is_empty()), "{name}");
    }
    let compared =
        json(&["compare", "world.toml", "need.toml", "--with", "off=veto", "--out", "out", "--force", "--json"]);
    let effects = rows(&desk.read("out/effects.csv"));
    let [scenario, outcome, effect] = ["scenario", "outcome", "effect"].map(|name| place(&effects, name));
    let told = compared["tables"]["effects"].as_array().expect("rows");
    assert_eq!(told.len(), effects.len() - 1);
    for row in &effects[1..] {
        let own = told
            .iter()
            .find(|own| own["scenario"] == row[scenario].as_str() && own["outcome"] == row[outcome].as_str());
        let own = own.unwrap_or_else(|| panic!("{row:?}"));
        assert_eq!(own["effect"].as_f64(), row[effect].parse().ok(), "{row:?}");
    }
}

/// What a printed table has in its cells: what no other rule of writing changes.
fn numbers(line: &str) -> Vec<String> {
    line.split(|letter: char| letter.is_whitespace() || letter == '|' || letter == '&')
        .filter(|word| word.contains(|letter: char| letter.is_ascii_digit()))
        .map(|word| word.trim_matches(|letter: char| !letter.is_ascii_alphanumeric() && letter != '-' && letter != '+'))
        .map(str::to_string)
        .collect()
}

#[test]
fn markdown_and_latex_have_the_cells_that_are_printed() {
    let desk = desk();
    for (command, _) in &COMMANDS[..8] {
        let printed = asked(&desk, command, &["--export-markdown", "table.md", "--export-latex", "table.tex"]).out;
        let (markdown, latex) = (desk.read("table.md"), desk.read("table.tex"));
        let rows: Vec<&str> = markdown.lines().filter(|line| line.starts_with('|') && !line.contains("--:")).collect();
        assert!(rows.len() > 2 && latex.contains("\\toprule"), "{command}: {markdown}");
        let unescaped = latex.replace("$-$", "-").replace('\\', "");
        let in_latex: Vec<Vec<String>> = unescaped.lines().filter(|line| line.contains(" & ")).map(numbers).collect();
        let in_print: Vec<Vec<String>> = printed.lines().map(numbers).collect();
        for row in rows {
            let cells = numbers(&row.replace('\\', ""));
            assert!(in_latex.contains(&cells), "{command}: LaTeX lacks {cells:?}\n{latex}");
            assert!(in_print.contains(&cells), "{command}: the terminal lacks {cells:?}\n{printed}");
        }
        assert!(latex.contains("seed") || command.starts_with("cases"), "{command}: {latex}");
        assert_eq!(latex.matches("\\begin{tabular}").count(), latex.matches("\\end{tabular}").count());
        let labels: Vec<&str> = latex.lines().filter(|line| line.contains("\\label{")).collect();
        let once = labels.iter().collect::<std::collections::BTreeSet<_>>();
        assert_eq!(once.len(), labels.len(), "{command}: every label is there once: {labels:?}");
    }
}

#[test]
fn a_file_for_a_table_that_cannot_be_written_is_refused_before_anything_is_played() {
    let desk = Desk::new();
    let command = ["run", "minimal.toml", "--out", "out", "--export-latex"];
    desk.intsoc(&[&command[..], &["no/table.tex"]].concat()).refused(&["--export-latex no/table.tex", "no folder"]);
    desk.intsoc(&[&command[..], &["."]].concat()).refused(&["--export-latex .: is a folder"]);
    assert!(!desk.path("out").exists());
}

#[test]
fn check_says_in_json_what_is_wrong_and_where() {
    let desk = Desk::new();
    desk.put("wrong.toml", &desk.read("minimal.toml").replace("resolve = 0.5", "resolv = 0.5"));
    let said = desk.intsoc(&["check", "minimal.toml", "wrong.toml", "--json"]);
    assert_eq!(said.code, Some(2));
    let json: Json = serde_json::from_str(&said.out).expect("JSON alone");
    assert_eq!((&json["good"], &json["files"][0]["good"]), (&Json::Bool(false), &Json::Bool(true)));
    assert_eq!((&json["files"][0]["id"], &json["files"][0]["kind"]), (&"minimal".into(), &"scenario".into()));
    let problem = &json["files"][1]["problems"][0];
    assert_eq!(problem["path"], "target.resolv");
    assert!(problem["line"].as_u64().is_some_and(|line| line > 1), "{problem}");
    desk.intsoc(&["run", "minimal.toml", "--replicates", "2", "--out", "out", "-q"]).done();
    let json: Json = serde_json::from_str(&desk.intsoc(&["check", "out", "--json"]).done()).expect("JSON");
    assert_eq!((&json["good"], &json["files"][0]["kind"]), (&Json::Bool(true), &"results".into()));
    desk.put("out/summary.csv", "changed");
    let spoilt = desk.intsoc(&["check", "out", "--json"]);
    let json: Json = serde_json::from_str(&spoilt.out).expect("JSON");
    assert!(spoilt.code == Some(1) && json["files"][0]["problems"][0]["file"] == "out/summary.csv", "{json}");
}

#[test]
fn a_twin_without_a_file_is_the_twin_that_a_file_would_be() {
    let desk = Desk::new();
    desk.put("without.toml", "extends = \"minimal.toml\"\n[scenario]\noff = [\"veto\"]\n[target]\nresolve = 0.1\n");
    let few = ["--replicates", "6", "--seed", "4"];
    let with = ["compare", "minimal.toml", "--with", "off=veto,target.resolve=0.1", "--out", "with"];
    desk.intsoc(&[&with[..], &few].concat()).done();
    desk.intsoc(&[&["compare", "minimal.toml", "without.toml", "--out", "file"][..], &few].concat()).done();
    for table in ["effects.csv", "differences.csv"] {
        let of_file = desk.read(&format!("file/{table}")).replace("without", "off=veto,target.resolve=0.1");
        let told = desk
            .read(&format!("with/{table}"))
            .replace("\"off=veto,target.resolve=0.1\"", "off=veto,target.resolve=0.1");
        assert_eq!(told, of_file, "{table}");
    }
    let twins = rows(&desk.read("with/twins.csv"));
    let other = twins.iter().find(|row| row[2] == "off=veto,target.resolve=0.1").expect("its twin");
    desk.intsoc(&["reproduce", &other[0], "with", "--out", "again"]).done();
    desk.intsoc(&["check", "with"]).done();
    let manifest = desk.json("with/manifest.json");
    assert_eq!(manifest["scenarios"][1]["name"], "veto off, target.resolve = 0.1");
    let twice = ["compare", "minimal.toml", "--with", "off=veto", "--with", "off=veto", "--out", "twice"];
    desk.intsoc(&twice).refused(&["off=veto: is given twice"]);
    desk.intsoc(&["compare", "minimal.toml", "--with", "target.resolv=1"]).refused(&["did you mean `resolve`?"]);
    desk.intsoc(&["compare", "minimal.toml"]).refused(&["nothing to compare minimal.toml with", "--with off=veto"]);
}

#[test]
fn results_of_changes_go_to_folders_of_their_own() {
    let desk = Desk::new();
    let few = ["--replicates", "2", "-q"];
    for changes in [
        &[][..],
        &["--set", "target.resolve = 0.1"],
        &["--off", "veto"],
        &["--seed", "7"],
        &["--set", "states.*.openness=0.5"],
    ] {
        desk.intsoc(&[&["minimal.toml"][..], changes, &few].concat()).done();
    }
    desk.intsoc(&[&["compare", "minimal.toml", "--with", "off=veto"][..], &few].concat()).done();
    let names = desk.names("results");
    let expected = ["minimal", "minimal,off=veto", "minimal,seed=7"];
    assert_eq!(names[..3], expected, "{names:?}");
    assert!(names[3].starts_with("minimal,states._.openness=0.5~"), "{names:?}");
    assert_eq!(names[4..], ["minimal,target.resolve=0.1", "minimal-compared+off=veto"], "{names:?}");
}

#[test]
fn shells_complete_every_command_and_every_command_has_a_manual_page() {
    let desk = Desk::new();
    let help = desk.intsoc(&["--help"]).done();
    let commands = help.split("Commands:").nth(1).and_then(|rest| rest.split("Options:").next()).expect("a list");
    let commands: Vec<&str> = commands
        .lines()
        .filter(|line| line.starts_with("  ") && !line.starts_with("   "))
        .filter_map(|line| line.split_whitespace().next())
        .filter(|command| *command != "help")
        .collect();
    assert!(commands.len() >= 20, "{commands:?}");
    for shell in ["bash", "zsh", "fish", "powershell", "elvish"] {
        let script = desk.intsoc(&["completions", shell]).done();
        for command in &commands {
            assert!(script.contains(command), "{shell}: {command}");
        }
        assert!(script.contains("export-latex") && script.contains("deflection"), "{shell} knows options and values");
    }
    let whole = desk.intsoc(&["man"]).done();
    assert!(whole.contains(".SH EXIT CODES") && whole.contains("130"), "{whole}");
    for command in commands {
        assert!(whole.contains(&format!("intsoc\\-{command}(1)")), "{command}");
        let page = desk.intsoc(&["man", command]).done();
        assert!(page.contains(".SH EXAMPLES") && page.contains(".SH OPTIONS"), "{page}");
    }
    desk.intsoc(&["man", "compar"]).refused(&["man compar", "did you mean `compare`?"]);
}

#[test]
fn examples_of_the_help_do_what_they_say() {
    let desk = Desk::new();
    let shipped = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("scenarios/minimal.toml");
    std::fs::create_dir(desk.path("scenarios")).expect("the desk is ours");
    std::fs::copy(shipped, desk.path("scenarios/minimal.toml")).expect("the desk is ours");
    let mut ran = 0;
    let quick = ["run", "compare", "explain", "report", "check", "describe", "migrate", "schema", "completions", "man"];
    for command in quick {
        let help = desk.intsoc(&[command, "--help"]).done();
        let (_, examples) = help.split_once("Examples:\n").unwrap_or_else(|| panic!("{command}: {help}"));
        for example in examples.lines().filter(|line| !line.contains("baseline")) {
            let words: Vec<&str> = example.trim().split(' ').skip(1).collect();
            let said = desk.intsoc(&words);
            assert_eq!(said.code, Some(0), "{example}: {said:?}");
            ran += 1;
        }
    }
    assert!(ran >= 14, "{ran}");
}
