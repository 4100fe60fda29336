//! What the program says: nothing in it steers a terminal, it says the value that was written, and it
//! does not tell on files that are none of its business.

use std::fs;

use crate::support::desk::{Desk, Said};

/// Turns red, ends a title, goes back to the start of the line, turns the line round, and one byte that does as much.
const STEERING: &str = "\u{1b}[31m\u{1b}]0;\u{7}\r\u{202e}\u{9b}2J\u{7f}";

/// The same as TOML writes it.
const WRITTEN: &str = "\\u001b[31m\\u001b]0;\\u0007\\r\\u202e\\u009b2J\\u007f";

fn steers(text: &str) -> bool {
    text.contains(|letter: char| (letter.is_control() && !"\n\t".contains(letter)) || letter == '\u{202e}')
}

fn unsteered(said: &Said) {
    assert!(!steers(&said.out) && !steers(&said.err), "{said:?}");
}

#[test]
fn nothing_that_a_file_or_a_command_line_holds_steers_the_terminal() {
    let desk = Desk::new();
    let text = desk.read("minimal.toml");
    desk.put("events.toml", &format!("{text}[[events]]\ndate = '2001-02'\nname = 'one'\n"));
    for (name, text) in [
        ("key.toml", format!("{text}\"{WRITTEN}\" = {{ bad = 1 }}\n")),
        ("value.toml", text.replace("start = ", &format!("start = \"{WRITTEN}\" #"))),
        ("name.toml", text.replacen("name = ", &format!("name = \"{WRITTEN}\" #"), 1)),
        ("set.toml", format!("extends = 'minimal.toml'\n[set]\n\"states.{WRITTEN}.ties\" = 1\n")),
        ("drop.toml", format!("extends = 'events.toml'\ndrop = [\"{WRITTEN}\"]\n")),
        ("extends.toml", format!("extends = \"{WRITTEN}\"\n")),
        ("sweep.toml", format!("scenario = 'minimal.toml'\n[vary]\n\"{WRITTEN}\" = {{ values = [\"{WRITTEN}\"] }}\n")),
        ("torn.toml", format!("{text}x = {STEERING}\n")),
    ] {
        desk.put(name, &text);
        let said = desk.intsoc(&["check", name]);
        assert_eq!(said.code, Some(2), "{said:?}");
        // It is there, written out.
        assert!(said.err.contains("202e"), "{said:?}");
        unsteered(&said);
    }
    desk.put(
        "facts.csv",
        &format!(
            "fact,kind,what,measure,value,low,high,unit,part,grade,source\n{},{},,,,,,,,,\n",
            "\u{1b}[31m", "\u{9b}2J"
        ),
    );
    let hindcast = desk.intsoc(&["hindcast", "minimal.toml", "--facts", "facts.csv"]);
    assert_eq!(hindcast.code, Some(2));
    unsteered(&hindcast);
    for arguments in [
        &["run", "minimal.toml", "--set", &format!("{STEERING}=1")][..],
        &["run", "minimal.toml", STEERING],
        &["run", "minimal.toml", "--off", STEERING],
        &["run", STEERING],
        &[STEERING],
        &["report", STEERING],
        &["merge", STEERING],
        &["reproduce", STEERING, "x"],
        &["sweep", "minimal.toml", "--shard", STEERING],
    ] {
        let said = desk.intsoc(arguments);
        assert_eq!(said.code, Some(2), "{arguments:?}: {said:?}");
        assert!(said.err.contains("202e"), "{arguments:?}: {said:?}");
        unsteered(&said);
    }
}

#[cfg(unix)]
#[test]
fn a_folder_or_file_whose_name_steers_leaves_terminal_page_and_pictures_as_they_are() {
    let desk = Desk::new();
    let other = format!("{STEERING}.toml");
    fs::copy(desk.path("minimal.toml"), desk.path(&other)).expect("such names are allowed");
    let run = desk.intsoc(&["run", &other, "--replicates", "2", "--out", STEERING]);
    assert_eq!(run.code, Some(0), "{run:?}");
    unsteered(&run);
    for command in ["describe", "explain", "check"] {
        let said = desk.intsoc(&[command, &other]);
        assert_eq!(said.code, Some(0), "{said:?}");
        unsteered(&said);
    }
    let compare = desk.intsoc(&["compare", "minimal.toml", &other, "--replicates", "4", "--out", "c"]);
    assert_eq!(compare.code, Some(0), "{compare:?}");
    unsteered(&compare);
    let report = desk.intsoc(&["report", "c", "--pictures", "pictures"]);
    assert_eq!(report.code, Some(0), "{report:?}");
    unsteered(&report);
    assert!(!steers(&desk.read("c/report.html")), "the page");
    let pictures = desk.names("pictures");
    assert!(!pictures.is_empty());
    for picture in pictures {
        let text = desk.read(&format!("pictures/{picture}"));
        assert!(!steers(&text) && text.contains("\\u001b"), "{picture}: {text}");
    }
}

#[test]
fn a_whole_number_is_shown_as_it_was_written() {
    let desk = Desk::new();
    let text = desk.read("minimal.toml");
    let put = |key: &str, value: &str| {
        desk.put("number.toml", &text.replace(&format!("{key} = "), &format!("{key} = {value} #")));
        desk.intsoc(&["check", "number.toml"])
    };
    put("months", "9223372036854775807").refused(&["months = 9223372036854775807\n", "from 1 to 2400"]);
    put("months", "9007199254740993").refused(&["months = 9007199254740993\n"]);
    put("seed", "-9223372036854775808").refused(&["seed = -9223372036854775808\n"]);
    put("resolve", "9007199254740993").refused(&["resolve = 9007199254740993\n"]);
    // Beyond 64 bits there is one message, of the value that is there.
    for value in
        ["99999999999999999999", "-9223372036854775809", "0xffff_ffff_ffff_ffff", "{ value = 18446744073709551616 }"]
    {
        let said = put("months", value);
        let shown = value.trim_start_matches("{ value = ").trim_end_matches(" }");
        assert!(said.err.contains(&format!(" = {shown}\n  is outside the range of 64-bit integers")), "{said:?}");
        assert!(said.err.contains("number.toml: 1 problem\n"), "{said:?}");
        said.refused(&["scenario.months"]);
    }
    desk.intsoc(&["run", "minimal.toml", "--set", "scenario.months=99999999999999999999"])
        .refused(&["= 99999999999999999999", "64-bit"]);
    desk.put(
        "event.toml",
        &format!("{text}[[events]]\ndate = '2001-02'\nset = {{ 'states.nobody.ties' = 9007199254740993 }}\n"),
    );
    desk.intsoc(&["check", "event.toml"]).refused(&["= 9007199254740993\n"]);
}

#[test]
fn a_month_without_quotes_is_answered_with_the_month_in_quotes() {
    let desk = Desk::new();
    let text = desk.read("minimal.toml");
    for (written, words) in
        [("2001-01-01", "is a date"), ("2001-01", "a month stands"), ("2001-01-01T00:00:00Z", "is a date")]
    {
        desk.put("month.toml", &text.replace("start = ", &format!("start = {written} #")));
        desk.intsoc(&["check", "month.toml"]).refused(&["month.toml:18:", words, "in quotes", "\"2001-01\""]);
    }
    desk.put("event.toml", &format!("{text}[[events]]\ndate = 2001-02-01\n"));
    desk.intsoc(&["check", "event.toml"]).refused(&["events.0.date = 2001-02-01", "YYYY-MM: \"2001-02\""]);
    // What is no month is not called one.
    desk.put("time.toml", &text.replace("start = ", "start = 07:32:00 #"));
    let said = desk.intsoc(&["check", "time.toml"]);
    assert!(!said.err.contains("YYYY-MM"), "{said:?}");
    said.refused(&["write it in quotes"]);
}

#[test]
fn what_another_file_says_is_not_told() {
    let desk = Desk::new();
    for (name, secret) in [
        ("passwd", "root:x:0:0:hidden:/root:/bin/bash\nhidden = \"quoted\"\n"),
        ("shadow.txt", "hidden = 1\nalso_hidden = 2\n"),
        ("key.pem", "-----BEGIN hidden KEY-----\nhidden\n"),
        ("rows.csv", "hidden,b\n1,2\n"),
    ] {
        desk.put(name, secret);
        for (file, text) in [
            ("extends.toml", format!("extends = '{name}'\n")),
            ("sweep.toml", format!("scenario = '{name}'\n[vary]\n'target.resolve' = {{ values = [0.1] }}\n")),
            (
                "patterns.toml",
                format!(
                    "trunk = '{name}'\n[rivals]\na = '{name}'\n[[pattern]]\nid = 'P1'\nquestion = 'q'\nsection = '1'\n\
                     emergent = true\nused_in_tuning = false\nclaims = [{{ measure = 'mean(adequacy)', more_than = 0.0 }}]\n"
                ),
            ),
        ] {
            desk.put(file, &text);
            let said = desk.intsoc(&["check", file]);
            assert!(!said.err.contains("hidden"), "{said:?}");
            said.refused(&[name, "is not a scenario"]);
        }
    }
    // A scenario with a mistake is told of line by line, whatever it is called.
    desk.put("base.txt", &format!("{}\nbroken = = 1\n", desk.read("minimal.toml")));
    desk.put("extends.toml", "extends = 'base.txt'\n");
    desk.intsoc(&["check", "extends.toml"]).refused(&["base.txt:", "not TOML"]);
}

#[test]
fn an_id_that_statistics_programs_do_not_read_as_a_word_is_noted() {
    let desk = Desk::new();
    let state = "capability = 0.1\nconstituencies = { nationals = 1 }\n";
    let text = format!(
        "{}[states.NA]\n{state}[states.nan]\n{state}[societies.Null]\nthickness = 0\n",
        desk.read("minimal.toml")
    );
    // A comparison names scenarios by their files.
    desk.put("none.toml", &text);
    for quiet in [&["check", "none.toml"][..], &["check", "-q", "none.toml"]] {
        let said = desk.intsoc(quiet).done();
        for id in ["NA", "nan", "Null", "none"] {
            assert!(
                said.contains(&format!("note: statistics programs read the id {id} in a table as missing")),
                "{said}"
            );
        }
    }
    assert!(!desk.intsoc(&["check", "minimal.toml"]).done().contains("note:"));
}

#[test]
fn a_rule_out_of_range_is_answered_with_what_is_allowed_and_what_switches_it_off() {
    let desk = Desk::new();
    let text = "extends = \"minimal.toml\"\n[set]\n";
    for (written, words) in [
        (
            "\"forums.count\" = 0.5",
            &["rule.toml:3: forums.count = 0.5", "allowed: 0 or 1", "0 switches the rule off"][..],
        ),
        (
            "\"attention.focus\" = 0",
            &["rule.toml:3: attention.focus = 0", "a number above 0", "1 switches the rule off"],
        ),
        ("\"forums.ratchet\" = -0.5", &["forums.ratchet = -0.5", "a share from 0 to 1", "1 switches the rule off"]),
        ("\"states.*.stake\" = -1", &["rule.toml:3: states.aurelia.stake = -1", "0 switches the rule off"]),
        ("\"forums.worth\" = 1.4", &["forums.worth = 1.4", "a share from 0 to 1", "did you mean 0.14?"]),
    ] {
        desk.put("rule.toml", &format!("{text}{written}\n"));
        desk.intsoc(&["check", "rule.toml"]).refused(words);
    }
    let event = |date: &str, set: &str| {
        desk.put(
            "event.toml",
            &format!("extends = \"minimal.toml\"\n[[events]]\ndate = \"{date}\"\nname = \"e\"\nset = {{ {set} }}\n"),
        );
        desk.intsoc(&["check", "event.toml"])
    };
    event("2001-05", "\"forums.count\" = 0.5").refused(&["event.toml:5: forums.count = 0.5", "allowed: 0 or 1"]);
    event("2000-05", "\"forums.assent\" = 1").refused(&["event.toml:3: events.0.date", "does not precede the start"]);
    assert!(event("2009-05", "\"forums.assent\" = 1").done().contains("after the last month and is never reached"));
}

#[test]
fn what_cannot_be_there_at_the_start_is_refused_with_its_reason() {
    let desk = Desk::new();
    let check = |set: &str| {
        desk.put("start.toml", &format!("extends = \"minimal.toml\"\n[set]\n{set}\n"));
        desk.intsoc(&["check", "start.toml"])
    };
    let (force, relief) = ("\"instruments.force.initial\" = ", "\"instruments.relief.initial\" = ");
    for (set, words) in [
        (
            format!("{force}{{ consent = true }}"),
            &[
                "start.toml:3: instruments.force.initial.consent = true",
                "only to what is authorised",
                "a value above 0",
            ][..],
        ),
        (format!("{relief}{{ authorised = 0.5 }}"), &["initial.authorised = 0.5", "give the instrument an authority"]),
        (format!("{relief}{{ consent = true }}"), &["initial.consent = true", "needs the target's consent"]),
        (format!("{relief}{{ deployed = 0.2 }}"), &["initial.deployed = 0.2", "give the instrument a protection"]),
        (
            format!("{force}{{ deployed = 0.2 }}\n\"instruments.force.from\" = \"2001-06\""),
            &["initial.deployed = 0.2", "comes into being later", "remove it, or `from`, which is 2001-06"],
        ),
        (format!("{force}{{ deployd = 0.2 }}"), &["initial.deployd", "did you mean `deployed`?"]),
    ] {
        check(&set).refused(words);
    }
    // What is given is shown, also where it is of a kind that no event takes.
    for (path, value) in
        [("initial.authorised", "0.25"), ("initial.consent", "true"), ("initial", "{ authorised = 0.25 }")]
    {
        let text = format!(
            "extends = \"minimal.toml\"\n[[events]]\ndate = \"2001-05\"\nset = {{ \"instruments.force.{path}\" = {value} }}\n"
        );
        desk.put("event.toml", &text);
        let said = desk.intsoc(&["check", "event.toml"]);
        let about = format!("event.toml:4: events.0.set.\"instruments.force.{path}\" = {value}\n");
        assert!(!said.err.contains("= 0.5"), "{said:?}");
        said.refused(&[&about, "is a value at the start; an event comes later", "write it into the scenario itself"]);
    }
}

#[test]
fn a_point_of_a_design_at_which_something_cannot_be_there_at_the_start_is_refused() {
    let desk = Desk::new();
    desk.put(
        "mission.toml",
        "extends = \"minimal.toml\"\n[set]\n\"instruments.force.initial\" = { authorised = 0.5, consent = true, deployed = 0.1 }\n",
    );
    for (vary, words) in [
        ("\"instruments.force.initial.authorised\" = { values = [0.0, 0.5] }", "only to what is authorised"),
        (
            "\"instruments.force.initial.authorised\" = { from = 0.0, to = 0.5, steps = 3 }",
            "only to what is authorised",
        ),
        ("\"instruments.force.protection\" = { values = [0.0, 0.5] }", "only what protects deploys"),
        ("\"forums.count\" = { from = 0.0, to = 1.0, steps = 3 }", "allowed: 0 or 1"),
    ] {
        desk.put("sweep.toml", &format!("scenario = \"mission.toml\"\nreplicates = 2\n[vary]\n{vary}\n"));
        for command in [&["check", "sweep.toml"][..], &["sweep", "sweep.toml", "--out", "out"]] {
            desk.intsoc(command).refused(&[words]);
        }
        assert!(!desk.path("out").exists());
    }
}
