//! The sources of scenarios as BibTeX: all of them are there, and other programs read them.

use std::collections::BTreeSet;
use std::path::Path;

use crate::support::desk::Desk;
use intsoc::scenario::Sources;
use intsoc::scenario::inherit;
use intsoc::scenario::literals::literals;
use intsoc::study::hindcast::facts;

fn place(name: &str) -> String {
    format!("{}/scenarios/{name}", env!("CARGO_MANIFEST_DIR"))
}

fn bibtex(scenario: &str) -> String {
    Desk::new().intsoc(&["check", &place(scenario), "--bibtex"]).done()
}

/// An entry: its kind, its key and its fields.
type Entry = (String, String, Vec<(String, String)>);

/// A small reader of BibTeX, which knows values in braces alone.
fn entries(text: &str) -> Vec<Entry> {
    let entry = |text: &str| {
        let (kind, rest) = text.split_once('{').expect("a kind");
        let (key, mut rest) = rest.split_once(',').expect("a key");
        let mut fields = Vec::new();
        while let Some((name, value)) = rest.split_once(" = {") {
            let mut depth = 1;
            let end = value.char_indices().find(|(_, sign)| {
                depth += i32::from(*sign == '{') - i32::from(*sign == '}');
                depth == 0
            });
            let (end, _) = end.unwrap_or_else(|| panic!("an open brace: {value}"));
            fields.push((name.trim_matches([',', '\n', ' ']).to_string(), value[..end].to_string()));
            rest = &value[end + 1..];
        }
        assert_eq!(rest.trim(), "}", "{text}");
        (kind.to_string(), key.to_string(), fields)
    };
    text.split("\n@").skip(1).map(entry).collect()
}

/// A value as LaTeX would print it.
fn printed(value: &str) -> String {
    let named = [("braceleft", "\u{1}"), ("braceright", "\u{2}"), ("asciitilde", "~"), ("asciicircum", "^")];
    let signs =
        named.iter().fold(value.to_string(), |text, (name, sign)| text.replace(&format!("\\text{name}{{}}"), sign));
    signs.replace(['{', '}', '\\'], "").replace('\u{1}', "{").replace('\u{2}', "}")
}

/// Every source that a scenario's numbers and facts name.
fn sources(scenario: &str) -> BTreeSet<String> {
    let written = inherit::load(&Sources::disk(), Path::new(&place(scenario))).expect("a scenario");
    let facts = facts::load_all(&Sources::disk(), &written.facts).expect("facts").0;
    let of_numbers = literals(&written.root).into_iter().filter_map(|literal| literal.number.source);
    of_numbers.chain(facts.into_iter().map(|fact| fact.source)).collect()
}

#[test]
fn every_source_of_the_baseline_is_one_entry_under_a_key_of_its_own() {
    let (text, expected) = (bibtex("baseline.toml"), sources("baseline.toml"));
    let entries = entries(&text);
    let keys: BTreeSet<&String> = entries.iter().map(|(_, key, _)| key).collect();
    assert_eq!(keys.len(), entries.len(), "two entries have one key");
    let field = |name: &str, fields: &[(String, String)]| {
        fields.iter().find(|(of, _)| of == name).map(|(_, value)| value.clone())
    };
    let (articles, others): (Vec<_>, Vec<_>) = entries.iter().partition(|(kind, ..)| kind == "article");
    assert!(articles.len() == 1 && articles[0].1 == "blackwilliams2008", "{articles:?}");
    let titles: BTreeSet<String> =
        others.iter().map(|(_, _, fields)| printed(&field("title", fields).expect("a title"))).collect();
    assert!(
        expected.len() > 100 && titles == expected,
        "{:?}",
        titles.symmetric_difference(&expected).collect::<Vec<_>>()
    );
    let quota = others.iter().find(|(_, key, _)| key.starts_with("treaty-")).expect("the Treaty on European Union");
    assert_eq!(field("annotation", &quota.2).expect("what it is of"), "baseline.toml: bodies.eu\\_council.quota");
    assert_eq!(field("keywords", &quota.2).expect("its grade"), "interpreted");
    assert!(
        text.contains("\n@misc{hansard2004-") && text.contains("facts.csv: displaced\\_2004\\_05"),
        "facts have sources too"
    );
}

#[test]
fn keys_stay_when_another_case_is_read_with_it() {
    let (one, other) = (place("baseline.toml"), place("cases/kosovo-1998.toml"));
    let both = Desk::new().intsoc(&["check", &one, &other, "--bibtex"]).done();
    let title_and_key =
        |(_, key, fields): Entry| (fields.iter().find(|(name, _)| name == "title").expect("a title").1.clone(), key);
    let both: BTreeSet<_> = entries(&both).into_iter().map(title_and_key).collect();
    let alone: BTreeSet<_> = entries(&bibtex("baseline.toml")).into_iter().map(title_and_key).collect();
    assert!(alone.len() < both.len() && alone.is_subset(&both));
}

#[test]
fn a_file_of_facts_has_its_sources_and_a_sweep_is_sent_to_its_scenario() {
    let desk = Desk::new();
    let facts = desk.intsoc(&["check", &place("history/libya-2011.csv"), "--bibtex"]).done();
    assert!(facts.contains("title = {{S/RES/1970, 26 February 2011}},\n  year = {2011}"), "{facts}");
    let sweep = place("sweeps/responsibility.toml");
    desk.intsoc(&["check", &sweep, "--bibtex"])
        .refused(&["--bibtex lists what scenarios write; this is a sweep", "name the scenario"]);
}

/// In another reader. `.ci/tools` installs it into `target/peers/pandas`; after that `cargo test --test it
/// needs_pybtex -- --ignored` runs this.
mod needs_pybtex {
    use std::process::Command;

    use super::*;

    #[test]
    #[ignore = "needs pybtex: see .ci/tools"]
    fn pybtex_reads_as_many_entries() {
        let desk = Desk::new();
        desk.put("sources.bib", &bibtex("baseline.toml"));
        let python = Path::new(env!("CARGO_MANIFEST_DIR")).join("target/peers/pandas/bin/python");
        let script = "import sys, pybtex.database as d\nprint(len(d.parse_file(sys.argv[1]).entries))";
        let output = Command::new(&python).args(["-c", script]).arg(desk.path("sources.bib")).output();
        let output = output.unwrap_or_else(|error| panic!("{}: {error}", python.display()));
        let (said, errors) = (String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
        assert!(output.status.success(), "{errors}");
        assert_eq!(said.trim(), (sources("baseline.toml").len() + 1).to_string());
    }
}
