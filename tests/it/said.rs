//! What commands say on the terminal: verdicts, answers, notes, commands to paste, and nothing when told to be quiet.

use std::fs;
use std::path::Path;
use std::process::Command;

use crate::support::cases;
use crate::support::desk::{Desk, Said};
use crate::support::runs::{place, rows};
use crate::support::scenarios::{BASELINE, shipped};

const SWEEP: &str =
    "scenario = \"minimal.toml\"\nreplicates = 4\n[vary]\n\"blame.clarity\" = { values = [0.5, 1.0, 1.5] }\n";
const FACTS: &str = "fact,kind,what,measure,value,low,high,unit,part,grade,source\n\
    early,value,need at the start,\"at(need, '2001-01')\",0.2,,,share,fit,assumed,\n";

/// A desk with a second scenario, a sweep and facts.
fn desk() -> Desk {
    let desk = Desk::new();
    desk.put("weak.toml", "extends = \"minimal.toml\"\n[set]\n\"target.resolve\" = 0.1\n");
    desk.put("sweep.toml", SWEEP);
    desk.put("facts.csv", FACTS);
    cases::asked(&desk);
    desk
}

/// Every command that writes a folder of results, with few histories.
const WRITING: [&[&str]; 6] = [
    &["run", "minimal.toml", "--replicates", "4"],
    &["compare", "minimal.toml", "weak.toml", "--replicates", "4"],
    &["sweep", "sweep.toml"],
    &["hindcast", "minimal.toml", "--replicates", "4", "--facts", "facts.csv"],
    &["cases", "crises.toml", "--replicates", "4", "--points", "0"],
    &["precision", "minimal.toml"],
];

#[test]
fn the_closing_line_names_every_table_and_the_workbook() {
    let desk = desk();
    for command in WRITING {
        let out = desk.intsoc(&[command, &["--out", command[0]]].concat()).done();
        let line = out.lines().find(|line| line.starts_with("Results in ")).expect("where they are");
        let (_, named) = line.split_once(": ").expect("names");
        let mut named: Vec<&str> = named.split(", ").collect();
        named.sort_unstable();
        let mut there = desk.names(command[0]);
        there.retain(|name| name.ends_with(".csv") || name.ends_with(".xlsx"));
        assert!(there.contains(&"results.xlsx".into()), "{there:?}");
        assert_eq!(named, there, "{command:?}");
    }
}

#[test]
fn who_asks_for_quiet_gets_it_whatever_comes_of_it() {
    let desk = desk();
    // A sweep twice: the second time its folder holds the whole of it already.
    for command in WRITING.iter().chain([&WRITING[2]]) {
        let said = desk.intsoc(&[*command, &["--out", command[0], "-q"]].concat()).done();
        assert_eq!(said, "", "{command:?}");
    }
    let sharded = |shard: &str, out: &str| {
        assert_eq!(desk.intsoc(&["sweep", "sweep.toml", "--shard", shard, "--out", out, "-q"]).done(), "");
    };
    for _ in 0..2 {
        sharded("1/2", "one");
        sharded("2/2", "two");
    }
    assert_eq!(desk.intsoc(&["merge", "one", "two", "--out", "merged", "-q"]).done(), "");
    // A sweep in the making.
    let mut long = SWEEP.replace("replicates = 4", "replicates = 2000");
    long = long.replace("values = [0.5, 1.0, 1.5]", "from = 0.0, to = 3.0, steps = 300");
    desk.put("long.toml", &long);
    let mut child = Command::new(env!("CARGO_BIN_EXE_intsoc"))
        .args(["sweep", "long.toml", "--out", "long", "-q"])
        .current_dir(desk.folder())
        .spawn()
        .expect("the program starts");
    let so_far = |quiet: &[&str]| desk.intsoc(&[&["sweep", "long.toml", "--out", "long", "--so-far"], quiet].concat());
    while so_far(&[]).code != Some(0) {
        assert!(child.try_wait().expect("a child").is_none(), "it ended before anything was seen of it");
        std::thread::sleep(std::time::Duration::from_millis(50));
    }
    let (loud, quiet) = (so_far(&[]), so_far(&["-q"]));
    child.kill().expect("it can be killed");
    child.wait().expect("it ends");
    assert!(loud.done().contains("of 300 points, in balanced order"));
    assert_eq!(quiet.done(), "");
}

#[test]
fn what_the_command_line_changed_stands_below_the_heading() {
    let desk = desk();
    let changes = ["--off", "veto", "--set", "blame.clarity=0.3"];
    let explain: [&[&str]; 2] =
        [&["explain", "minimal.toml", "--no-chance"], &["explain", "minimal.toml", "weak.toml", "--no-chance"]];
    for command in WRITING.iter().chain(&explain).filter(|command| command[0] != "sweep") {
        let out = if command[0] == "explain" { vec![] } else { vec!["--out", command[0], "--force"] };
        let changed = desk.intsoc(&[*command, &changes, &out].concat()).done();
        let line = "changed on the command line: veto off, blame.clarity=0.3";
        assert!(changed.lines().take(3).any(|told| told == line), "{command:?}: {changed}");
        if command[0] == "precision" {
            continue;
        }
        let plain = desk.intsoc(&[*command, &out].concat()).done();
        assert!(!plain.contains("changed on the command line"), "{command:?}: {plain}");
    }
}

/// The text of a page's element after a mark.
fn shown_in_page(page: &str, after: &str) -> String {
    let rest = page.split(after).nth(1).expect("it is there");
    let code = rest.split("<code>").nth(1).and_then(|rest| rest.split("</code>").next()).expect("a command");
    code.replace("&lt;", "<").replace("&gt;", ">").replace("&quot;", "\"").replace("&amp;", "&")
}

#[cfg(unix)]
#[test]
fn a_command_that_is_shown_makes_the_folder_again_when_it_is_pasted() {
    let desk = desk();
    fs::create_dir(desk.path("my dir")).expect("the desk is ours");
    let out = "my dir/it's $HOME";
    let odd = ["--set", "states.*.leverage={ scale = 0.5 }", "--replicates", "3", "--out", out, "-q"];
    desk.intsoc(&[&["run", "minimal.toml"], &odd[..]].concat()).done();
    let again = |command: &str| {
        fs::remove_dir_all(desk.path(out)).expect("it is there");
        // The command is told as one types it where the program is installed.
        let program = Path::new(env!("CARGO_BIN_EXE_intsoc")).parent().expect("a folder").display();
        let paths = format!("{program}:{}", std::env::var("PATH").unwrap_or_default());
        let mut shell = Command::new("sh");
        let shell =
            shell.args(["-c", command]).env("PATH", paths).current_dir(desk.folder()).output().expect("a shell");
        assert_eq!(Said::of(&shell).done(), "", "{command}");
    };
    let histories = desk.read(&format!("{out}/histories.csv"));
    // On the page.
    desk.intsoc(&["report", out]).done();
    again(&shown_in_page(&desk.read(&format!("{out}/report.html")), "Command"));
    assert_eq!(desk.read(&format!("{out}/histories.csv")), histories);
    // In an answer.
    desk.put(&format!("{out}/months.csv"), "garbage");
    let said = desk.intsoc(&["report", out]);
    let command = said.err.split("made the folder: ").nth(1).expect("the command").trim_end();
    again(command);
    assert_eq!(desk.read(&format!("{out}/histories.csv")), histories);
    // Of a file whose name a command would take for an option, or for several words.
    let mine = "-m x.toml";
    desk.put(mine, SWEEP);
    let said = desk.intsoc(&["run", "--", mine]);
    let command = said.err.split("it is for: ").nth(1).expect("a command").trim_end();
    assert_eq!(command, "intsoc sweep './-m x.toml'");
    assert!(Path::new(env!("CARGO_BIN_EXE_intsoc")).exists());
    let pasted = command.replacen("intsoc", env!("CARGO_BIN_EXE_intsoc"), 1) + " -q";
    let shell = Command::new("sh").args(["-c", &pasted]).current_dir(desk.folder()).output().expect("a shell");
    assert_eq!(Said::of(&shell).done(), "");
}

#[test]
fn the_verdict_of_check_stands_last_and_lists_come_on_request() {
    let desk = desk();
    for file in ["minimal.toml", "weak.toml", "sweep.toml"] {
        let told = desk.intsoc(&["check", file]).done();
        assert_eq!(told.lines().last(), Some(format!("{file}: good").as_str()), "{told}");
        assert!(told.lines().count() < 11, "{told}");
        let quiet = desk.intsoc(&["check", file, "--quiet"]).done();
        assert!(!quiet.contains("--assumed") && quiet.ends_with(&format!("{file}: good\n")), "{quiet}");
    }
    assert!(desk.intsoc(&["check", "minimal.toml"]).done().contains("--assumed lists"));
    let listed = desk.intsoc(&["check", "weak.toml", "--assumed"]).done();
    assert!(listed.contains("    weak.toml:3: target.resolve = 0.1\n"), "{listed}");
    // Nobody in the minimal world has commitments elsewhere, and it has no talks.
    assert!(listed.contains("    states.*.overstretch (4 of 4)\n") && listed.contains("    crisis.talks_rate\n"));
    assert!(!listed.contains("states.*.capability (") && !listed.contains("solidarism ("), "{listed}");
    assert_eq!(listed.lines().last(), Some("weak.toml: good"));
    desk.intsoc(&["check", "weak.toml", "--assumed", "--quiet"]).refused(&["cannot be used with"]);
}

#[test]
fn check_says_in_a_line_of_its_own_which_rules_are_on_and_lists_none_of_them_as_a_0() {
    let desk = desk();
    let minimal = desk.intsoc(&["check", "minimal.toml", "--assumed"]).done();
    assert!(
        minimal.contains("\n  the 16 rules that are off unless a scenario says otherwise are all off\n"),
        "{minimal}"
    );
    assert!(
        !minimal.contains("forums.ratchet") && !minimal.contains("states.*.stake") && !minimal.contains("initial.")
    );
    let set = "\"forums.ratchet\" = 0.0\n\"states.borea.stake\" = 0.3\n\"forums.assent\" = 0.0\n";
    desk.put("rules.toml", &format!("extends = \"minimal.toml\"\n[set]\n{set}"));
    let rules = desk.intsoc(&["check", "rules.toml"]).done();
    let line = rules.lines().find(|line| line.contains("of the 16 rules")).expect("a line");
    let (on, off) = line.split_once("; off: ").expect("some are off");
    assert!(on.ends_with(", on at the start: forums.ratchet = 0, states.*.stake"), "{line}");
    assert!(off.contains("forums.assent, ") && off.split(", ").count() == 14, "{line}");
}

/// How many numbers `check` counts: all, documented, interpreted, assumed, without a grade.
fn counted(told: &str) -> Vec<u64> {
    let line = told.lines().find(|line| line.contains(" numbers: ")).expect("a count");
    let (counts, _) = line.split_once(';').expect("what is not given comes after");
    counts.split(|letter: char| !letter.is_ascii_digit()).filter_map(|word| word.parse().ok()).collect()
}

#[test]
fn numbers_are_counted_as_often_as_a_file_writes_them() {
    let desk = Desk::new();
    let baseline = BASELINE.map(|name| {
        let text = shipped(name);
        desk.put(name, &text);
        text
    });
    let baseline = baseline.concat();
    let counts = counted(&desk.intsoc(&["check", "baseline.toml"]).done());
    let graded = |grade: &str| baseline.matches(&format!("grade = \"{grade}\" }}")).count() as u64;
    let [documented, interpreted, assumed] = ["documented", "interpreted", "assumed"].map(graded);
    assert_eq!(counts, [documented + interpreted + assumed, documented, interpreted, assumed, 0]);
    // What a profile says for two states, and what `*` lays at all four.
    desk.put(
        "profiled.toml",
        "extends = \"minimal.toml\"\n[profiles.onlooker]\noverstretch = 0.4\n[states]\ncosta = { profile = \"onlooker\" }\ndelta = { profile = \"onlooker\" }\n[set]\n\"states.*.interference\" = 0.25\n",
    );
    let [before, after] =
        ["minimal.toml", "profiled.toml"].map(|file| counted(&desk.intsoc(&["check", file]).done())[0]);
    assert_eq!(after, before + 2);
    let listed = desk.intsoc(&["check", "profiled.toml", "--assumed"]).done();
    assert!(listed.contains("    profiled.toml:3: profiles.onlooker.overstretch = 0.4\n"), "{listed}");
    assert!(listed.contains("    profiled.toml:8: states.*.interference = 0.25\n"), "{listed}");
}

#[test]
fn numbers_are_printed_as_one_table_of_all_scenarios_that_are_named() {
    let desk = desk();
    desk.put(
        "profiled.toml",
        "extends = \"minimal.toml\"\n[profiles.onlooker]\noverstretch = { value = 0.4, low = 0.2, high = 0.6, source = \"=1+1, she said\", grade = \"interpreted\" }\n[profiles.nobodys]\nties = 0.1\n[states]\ncosta = { profile = \"onlooker\" }\ndelta = { profile = \"onlooker\" }\n[[events]]\ndate = \"2001-05\"\nname = \"a war\"\nset = { \"states.costa.overstretch\" = 0.5 }\n",
    );
    let table = rows(&desk.intsoc(&["check", "--numbers", "minimal.toml", "profiled.toml"]).done());
    let columns = [
        "scenario",
        "path",
        "value",
        "low",
        "high",
        "unit",
        "grade",
        "source",
        "file",
        "line",
        "places",
        "inherited_by",
        "belongs",
    ];
    assert_eq!(table[0], columns);
    let row = |scenario: &str, path: &str| {
        let found: Vec<_> = table.iter().filter(|row| row[0] == scenario && row[1] == path).collect();
        assert_eq!(found.len(), 1, "{path}");
        found[0][2..].to_vec()
    };
    let overstretch = row("profiled.toml", "profiles.onlooker.overstretch");
    assert_eq!(
        overstretch,
        ["0.4", "0.2", "0.6", "share", "interpreted", "'=1+1, she said", "profiled.toml", "3", "1", "2", "case"]
    );
    let war = row("profiled.toml", "events.'a war'.set.states.costa.overstretch");
    assert_eq!(war, ["0.5", "", "", "share", "", "", "profiled.toml", "12", "1", "0", "case"]);
    assert_eq!(row("profiled.toml", "target.resolve"), row("minimal.toml", "target.resolve"));
    let told = desk.intsoc(&["check", "profiled.toml"]).done();
    assert_eq!(counted(&told)[0] as usize, table.iter().filter(|row| row[0] == "profiled.toml").count());
    assert!(
        told.contains("\n  2 of them stand in profiles, from which 2 states inherit; no state inherits 1 of these\n")
    );
    assert!(!desk.intsoc(&["check", "minimal.toml"]).done().contains("profiles"));
    let refused = desk.intsoc(&["check", "--numbers", "minimal.toml", "sweep.toml"]);
    refused.refused(&["sweep.toml:\n  --numbers lists what scenarios write; this is a sweep\n  name the scenario"]);
}

#[test]
fn scenarios_of_another_length_or_start_are_compared_with_a_word_about_it() {
    let desk = desk();
    desk.put("short.toml", "extends = \"minimal.toml\"\n[scenario]\nmonths = 9\n");
    desk.put("later.toml", "extends = \"minimal.toml\"\n[scenario]\nstart = \"2004-06\"\n");
    let compared = |others: &[&str]| {
        let options = ["--replicates", "3", "--out", "out", "--force"];
        let said = desk.intsoc(&[&["compare", "minimal.toml"], others, &options].concat());
        assert_eq!(said.code, Some(0), "{said:?}");
        let told = said.err;
        let notes = desk.json("out/manifest.json")["notes"].as_array().expect("a list").len();
        (told, notes)
    };
    let (told, notes) = compared(&["short.toml", "weak.toml", "later.toml"]);
    assert!(told.contains("note: short is of 9 months from 2001-01, minimal of 36 from 2001-01: "), "{told}");
    assert!(told.contains("note: later is of 36 months from 2004-06, minimal of 36 from 2001-01: "), "{told}");
    // Nothing happens in the other time either: that of one of them nothing comes is a note of its own.
    assert!(told.contains("note: later: differs from minimal in what it says, and no outcome differs in any twin"));
    assert_eq!((told.matches("note: ").count(), notes), (3, 2));
    desk.intsoc(&["report", "out"]).done();
    assert!(desk.read("out/report.html").contains("short is of 9 months from 2001-01"));
    let (told, notes) = compared(&["weak.toml"]);
    assert!(!told.contains("note: ") && notes == 0, "{told}");
}

#[test]
fn an_effect_that_is_the_same_in_few_twins_says_in_how_few() {
    let desk = desk();
    // Leaders come in some histories only, and nothing differs.
    desk.put(
        "rare.toml",
        "extends = \"minimal.toml\"\n[set]\n\"leadership.initial\" = 0.0\n\"leadership.step_forward\" = 0.02\n",
    );
    desk.put("same.toml", "extends = \"rare.toml\"\n");
    let told = desk.intsoc(&["compare", "rare.toml", "same.toml", "--replicates", "60", "--out", "out"]);
    let told = told.noted(&["same: is the same scenario as rare"]);
    let twins = rows(&desk.read("out/twins.csv"));
    let at = place(&twins, "months_to_leader");
    let seen = twins[1..].iter().filter(|row| row[2] == "rare" && !row[at].is_empty()).count();
    assert!((1..60).contains(&seen), "{seen}");
    let line = told.lines().find(|line| line.starts_with("months to the first leader")).expect("a line");
    assert!(line.ends_with(&format!("the same in the {seen} of 60 twins in which it came about")), "{line}");
}

#[test]
fn of_what_never_came_about_no_number_of_histories_is_enough() {
    let desk = desk();
    desk.put(
        "never.toml",
        "extends = \"minimal.toml\"\n[set]\n\"leadership.initial\" = 0.0\n\"leadership.step_forward\" = 0.0\n",
    );
    let told = desk.intsoc(&["precision", "never.toml", "--out", "out"]).done();
    let enough = rows(&desk.read("out/enough.csv"));
    let row = enough.iter().find(|row| row[1] == "months_to_leader").expect("a row");
    assert_eq!(row[3..], ["", "", ""]);
    let steps = rows(&desk.read("out/runs.csv"));
    let last = steps.iter().rfind(|row| row[1] == "months_to_leader").expect("a row");
    assert_eq!(last[3..5], ["2000", "0"]);
    let lines: Vec<&str> = told.lines().collect();
    let answer = lines.iter().position(|line| *line == "Enough histories").expect("the answer");
    assert!(lines[answer + 1].starts_with("  for adequacy alone: "), "{told}");
    assert!(lines[answer + 2].starts_with("  for all of these outcomes that settle: "), "{told}");
    let never = "  came about in none of 2,000, so that nothing can be said: months to the first leader (never)";
    assert_eq!(lines.last(), Some(&never), "{told}");
    assert!(!told.contains("not stable after 2,000: months to the first leader"), "{told}");
    // What needs most of all is the largest number of the table.
    let most = enough[1..].iter().filter(|row| runs_shows(&row[1])).filter_map(|row| row[5].parse::<u64>().ok()).max();
    let needed = lines[answer + 2].replace(',', "");
    assert!(needed.contains(&format!(": {} as ", most.expect("a number"))), "{needed}");
}

/// Outcomes that the table on the terminal shows.
fn runs_shows(outcome: &str) -> bool {
    [
        "adequacy",
        "protection",
        "relief",
        "words_deeds_gap",
        "breadth",
        "months_to_leader",
        "leaderless_months",
        "votes_passed",
        "forum_shopping_months",
        "blame_hhi",
        "norm_words_end",
        "norm_deeds_end",
        "displaced_end",
        "deaths",
    ]
    .contains(&outcome)
}
