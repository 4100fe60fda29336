//! `intsoc cases`: what is hand-computed comes out, and what cannot be meant is refused before anything is played.

use std::path::Path;

use intsoc::scenario::{Override, Sources};
use intsoc::study::cases::{Cases, Size};
use intsoc::study::sweep::factor::Sets;

use crate::support::desk::Desk;
use crate::support::runs::{column, place, rows};
use crate::support::scenarios::shipped;

const FACTS: &str = "fact,kind,what,measure,value,low,high,unit,part,grade,source\n";

/// The minimal scenario whose target, and no state, has ranges of its own, and instruments too.
fn ranged(name: &str) -> String {
    let ranged = |value: &str, low: &str, high: &str| {
        format!("{{ value = {value}, low = {low}, high = {high}, grade = \"assumed\" }}")
    };
    shipped("minimal.toml")
        .replace("name = \"Minimal\"", &format!("name = \"{name}\""))
        .replace("resolve = 0.5 ", &format!("resolve = {} ", ranged("0.5", "0.2", "0.8")))
        .replace("gain = 30.0", &format!("gain = {}", ranged("30.0", "10.0", "50.0")))
}

/// Two cases of the minimal scenario, with these facts of each.
fn two(ones: &str, others: &str, more: &str) -> Desk {
    let desk = Desk::new();
    desk.put("one.toml", &ranged("One"));
    desk.put("other.toml", &ranged("Other"));
    desk.put("one.csv", &format!("{FACTS}{ones}"));
    desk.put("other.csv", &format!("{FACTS}{others}"));
    desk.put("all.toml", &listed(more));
    desk
}

fn listed(more: &str) -> String {
    format!(
        "trunk = 'minimal.toml'\n[cases]\none = {{ scenario = 'one.toml', facts = 'one.csv' }}\nother = {{ scenario = 'other.toml', facts = 'other.csv' }}\n{more}"
    )
}

const DEATHS: &str = "deaths,value,deaths,total(violent_deaths),1000,,,people,test,documented,x\n";

fn value(id: &str, value: f64) -> String {
    format!("{id},value,{id},total(violent_deaths),{value},,,people,test,documented,x\n")
}

fn vote(id: &str, of: &str, share: f64) -> String {
    format!("{id},vote,{id},\"withheld({of})\",{share},,,share,test,documented,x\n")
}

fn between(id: &str, what: &str) -> String {
    format!("[[between]]\nid = '{id}'\nclaim = 'so it is'\n{what}\n")
}

fn played(desk: &Desk, more: &[&str]) -> String {
    let asked = ["cases", "all.toml", "--replicates", "4", "--out", "out", "--force"];
    let worlds = if more.contains(&"--points") { &[][..] } else { &["--points", "0"] };
    let said = desk.intsoc(&[&asked[..], worlds, more].concat());
    assert_eq!(said.code, Some(0), "{said:?}");
    said.out + &said.err
}

/// A cell of the row whose first cells are these.
fn cell(desk: &Desk, table: &str, key: &[&str], name: &str) -> String {
    let table = rows(&desk.read(&format!("out/{table}.csv")));
    let row = table.iter().find(|row| row.iter().zip(key).all(|(cell, key)| cell == key));
    row.unwrap_or_else(|| panic!("no {key:?} in {table:?}"))[place(&table, name)].clone()
}

fn number(desk: &Desk, table: &str, key: &[&str], name: &str) -> f64 {
    let cell = cell(desk, table, key, name);
    cell.parse().unwrap_or_else(|_| panic!("{key:?}: {name} = {cell:?}"))
}

#[test]
fn nulls_of_votes_are_what_a_hand_works_out() {
    // The other case knows two votes of Borea and one of Aurelia, and none of Costa.
    let ones = vote("a", "borea, force", 1.0) + &vote("b", "costa, force", 0.5);
    let others =
        vote("a", "borea, force", 0.4) + &vote("c", "borea, sanctions", 0.8) + &vote("d", "aurelia, force", 0.0);
    let desk = two(&ones, &others, "");
    played(&desk, &[]);
    let of = |case: &str, name: &str| number(&desk, "cases", &[case, "model", "luck"], name);
    let near = |found: f64, expected: f64| assert!((found - expected).abs() < 1e-9, "{found} against {expected}");
    assert_eq!((of("one", "votes"), of("other", "votes")), (2.0, 3.0), "all of these are voted on");
    near(of("one", "nobody_vote_error"), (1.0 + 0.5) / 2.0);
    near(of("other", "nobody_vote_error"), (0.4 + 0.8 + 0.0) / 3.0);
    // Borea as there on average, 0.6; Costa as all there, 0.4.
    near(of("one", "others_vote_error"), (0.4 + 0.1) / 2.0);
    // Borea 1; Aurelia as all here, 0.75.
    near(of("other", "others_vote_error"), (0.6 + 0.2 + 0.75) / 3.0);
    near(number(&desk, "case_facts", &["one", "b"], "others"), 0.4);
}

#[test]
fn nearer_counts_shared_facts_whose_median_beats_the_other_cases_mean() {
    // Deaths are some thousands in both: of `far` both medians are nearer than the other record, of `close` none is.
    let ones = value("far", 0.0) + &value("close", 0.0) + &value("alone", 5.0);
    let others = value("far", 1e6) + &value("close", 10.0);
    let desk = two(&ones, &others, "");
    played(&desk, &[]);
    for case in ["one", "other"] {
        let median = number(&desk, "case_facts", &[case, "far"], "median");
        assert!((20.0..5e5).contains(&median), "{median}");
        let of = |name: &str| number(&desk, "cases", &[case, "model", "luck"], name);
        assert_eq!((of("nearer"), of("shared_facts")), (1.0, 2.0), "{case}");
    }
    assert_eq!(number(&desk, "case_facts", &["one", "far"], "others"), 1e6);
    assert_eq!(cell(&desk, "case_facts", &["one", "alone"], "others"), "", "no other case has it");
}

#[test]
fn claims_are_judged_by_measures_of_each_case_and_the_length_of_none() {
    let more = between(
        "up",
        "measures = { one = 'last(attention) * 0', other = 'last(attention) * 0 + 1' }\norder = [['one'], ['other']]",
    ) + &between(
        "down",
        "measures = { one = 'last(attention) * 0', other = 'last(attention) * 0 + 1' }\norder = [['other'], ['one']]",
    ) + &between("same", "measure = 'average(attention)'\nalike = ['one', 'other']\nwithin = 1")
        + &between(
            "apart",
            "measures = { one = 'last(attention) * 0', other = 'last(attention) * 0 + 1' }\nalike = ['one', 'other']\nwithin = 0.5",
        );
    let desk = two(DEATHS, DEATHS, &more);
    desk.put("other.toml", &ranged("Other").replace("months = 36", "months = 12"));
    played(&desk, &[]);
    for (id, verdict) in [("up", "pass"), ("down", "fail"), ("same", "pass"), ("apart", "fail")] {
        assert_eq!(cell(&desk, "between", &["model", id], "verdict"), verdict, "{id}");
    }
    // The page speaks the names of the cases, tables keep their ids, and nothing is hidden until a pointer rests on it.
    desk.intsoc(&["report", "out"]).done();
    let page = desk.read("out/report.html");
    assert!(page.contains("Claimed: Other &lt; One. Found: Other <strong>1.000</strong>"), "{page}");
    assert!(page.contains("<code>last(attention) * 0 + 1</code>") && !page.contains(" title="), "{page}");
    let months = column(&rows(&desk.read("out/case_months.csv")), "case_id");
    let of = |case: &str| months.iter().filter(|known| *known == case).count();
    assert_eq!((of("one"), of("other")), (36, 12), "cases need not last as long as one another");
}

#[test]
fn cases_are_the_same_bytes_on_any_number_of_threads() {
    let desk =
        two(DEATHS, DEATHS, &between("same", "measure = 'average(attention)'\nalike = ['one', 'other']\nwithin = 1"));
    let all = |threads: &str| {
        played(&desk, &["--points", "3", "--per-point", "2", "--threads", threads]);
        let names = desk.names("out").into_iter().filter(|name| name.ends_with(".csv"));
        names.map(|name| desk.read(&format!("out/{name}"))).collect::<Vec<_>>()
    };
    let one = all("1");
    assert_eq!(one.len(), 5);
    assert!(one.iter().any(|table| table.contains("plausible numbers")));
    assert_eq!(one, all("4"));
}

fn loaded(desk: &Desk) -> Cases {
    let file = desk.path("all.toml");
    Cases::load(&Sources::disk(), &file, &[]).unwrap_or_else(|problems| panic!("{problems}"))
}

#[test]
fn plausible_numbers_of_the_theory_are_shared_and_those_of_a_case_its_own() {
    let desk = two(DEATHS, DEATHS, "");
    let cases = loaded(&desk);
    let size = Size { replicates: 2, points: 4, per_point: 1 };
    let sweep = cases.plausible(size, &[]).unwrap_or_else(|problems| panic!("{problems}"));
    let mut found: Vec<(String, Vec<usize>)> = Vec::new();
    for factor in &sweep.factors {
        if let Sets::Ranges(by_case) = &factor.sets {
            found.push((factor.name.clone(), by_case.iter().map(Vec::len).collect()));
        }
    }
    found.sort();
    let names: Vec<(&str, &[usize])> = found.iter().map(|(name, counts)| (name.as_str(), counts.as_slice())).collect();
    assert_eq!(
        names,
        [("one: target.resolve", &[1, 0][..]), ("other: target.resolve", &[0, 1]), ("pressure.gain", &[1, 1])]
    );
}

#[test]
fn what_the_command_line_sets_is_set_in_plausible_worlds_too() {
    let desk = two(DEATHS, DEATHS, "");
    played(&desk, &["--points", "3", "--per-point", "1", "--set", "crisis.violent_death_rate=0"]);
    assert_eq!(number(&desk, "case_facts", &["one", "deaths"], "p95"), 0.0, "by luck");
    assert_eq!(number(&desk, "case_facts", &["one", "deaths"], "plausible_p95"), 0.0, "over plausible numbers");
    let cases = loaded(&desk);
    let size = Size { replicates: 2, points: 4, per_point: 1 };
    let change = Override::parse("pressure.gain=1").unwrap_or_else(|problem| panic!("{problem}"));
    let sweep = cases.plausible(size, &[change]).unwrap_or_else(|problems| panic!("{problems}"));
    assert!(sweep.factors.iter().all(|factor| factor.name != "pressure.gain"), "a number that is set takes no range");
}

#[test]
fn cases_without_ranges_are_answered_with_what_to_do() {
    let desk = two(DEATHS, DEATHS, "");
    desk.put("one.toml", &shipped("minimal.toml"));
    desk.put("other.toml", &shipped("minimal.toml"));
    desk.intsoc(&["cases", "all.toml"]).refused(&["all.toml:", "no plausible worlds", "low and high", "--points 0"]);
    played(&desk, &[]);
}

#[test]
fn a_rival_that_makes_no_scenario_of_a_case_is_said_and_has_no_row_there() {
    let desk = two(DEATHS, DEATHS, "[rivals]\nstingy = 'stingy.toml'\n");
    // It changes a state by a key: where there is no such state, half a state would stand there.
    desk.put("stingy.toml", "extends = 'minimal.toml'\n[states.delta]\nties = 0.1\n");
    desk.put("other.toml", "extends = 'one.toml'\ndrop = ['states.delta']\n");
    let said = played(&desk, &[]);
    assert!(said.contains("stingy makes no scenario of other") && said.contains("delta"), "{said}");
    let table = rows(&desk.read("out/cases.csv"));
    let told: Vec<(String, String)> = column(&table, "case_id").into_iter().zip(column(&table, "theory")).collect();
    let told: Vec<(&str, &str)> = told.iter().map(|(case, theory)| (case.as_str(), theory.as_str())).collect();
    assert_eq!(told, [("one", "model"), ("other", "model"), ("one", "stingy")]);
}

/// What is said of the two cases with something more in their file.
fn refused(more: &str, words: &[&str]) {
    two(DEATHS, DEATHS, more).intsoc(&["check", "all.toml"]).refused(words);
}

#[test]
fn rivals_that_cannot_be_laid_on_the_trunk_are_refused_before_anything_is_played() {
    refused("[rivals]\nx = 'nowhere.toml'", &["nowhere.toml", "cannot be read"]);
    refused("[rivals]\nx = 'one.toml'", &["one.toml: extends", "does not extend", "minimal.toml"]);
    refused("[rivals]\nmodel = 'minimal.toml'", &["all.toml:6: rivals.model", "give the rival another id"]);
    let desk = two(DEATHS, DEATHS, "[rivals]\nx = 'minimal.toml'");
    desk.put("all.toml", &desk.read("all.toml").replace("trunk = 'minimal.toml'", ""));
    desk.intsoc(&["check", "all.toml"]).refused(&["rivals", "not named", "write trunk = \"FILE\""]);
}

#[test]
fn a_claim_that_cannot_be_meant_is_refused_by_its_line() {
    let measure = "measure = 'average(attention)'\n";
    let claim = |what: &str| between("x", &format!("{measure}{what}"));
    refused(&claim("order = [['one'], ['othre']]"), &["all.toml:5: between.x", "`othre`", "did you mean `other`?"]);
    refused(&claim("order = [['one', 'other']]"), &["between.x", "neither an order", "write order ="]);
    refused(&claim(""), &["between.x", "neither an order", "write order ="]);
    refused(&claim("order = [['one'], []]"), &["between.x", "a group without a case"]);
    refused(&claim("order = [['one'], ['other', 'one']]"), &["between.x", "names `one` twice"]);
    refused(&claim("alike = ['one', 'one']\nwithin = 1"), &["between.x", "names `one` twice"]);
    refused(&claim("alike = ['one', 'other']"), &["between.x", "how far apart", "write within = NUMBER"]);
    refused(&claim("order = [['one'], ['other']]\nwithin = 1"), &["between.x", "`within`"]);
    refused(
        &claim("order = [['one'], ['other']]\nalike = ['one', 'other']\nwithin = 1"),
        &["between.x", "both an order"],
    );
    let twice = claim("order = [['one'], ['other']]");
    refused(&format!("{twice}{twice}"), &["all.toml:10: between.x", "given twice"]);
}

#[test]
fn a_measure_that_a_claim_lacks_or_a_case_does_not_know_is_refused() {
    let order = "order = [['one'], ['other']]";
    refused(
        &between("x", &format!("measures = {{ one = 'average(words)' }}\n{order}")),
        &["between.x", "no measure for `other`", "measures with one for each case"],
    );
    refused(
        &between("x", &format!("measure = 'average(wrods)'\n{order}")),
        &["all.toml:5: between.x.one = average(wrods)", "did you mean `words`?"],
    );
    let three = "third = { scenario = 'one.toml', facts = 'one.csv' }\n";
    let unused = between("x", &format!("measure = 'average(words)'\nmeasures = {{ third = 'last(words)' }}\n{order}"));
    refused(&format!("{three}{unused}"), &["between.x", "measures `third`, which it does not compare"]);
}

#[test]
fn facts_that_are_missing_twice_or_beyond_the_model_are_refused_by_file_and_line() {
    let said = |ones: &str, words: &[&str]| two(ones, DEATHS, "").intsoc(&["check", "all.toml"]).refused(words);
    said(&vote("v", "aurelai, force", 0.5), &["one.csv:2: v = withheld(aurelai, force)", "did you mean `aurelia`?"]);
    said(
        "d,value,d,total(deathz),1,,,people,test,documented,x\n",
        &["one.csv:2: d = total(deathz)", "known: violence"],
    );
    said(&(value("a", 1.0) + &value("a", 2.0)), &["one.csv:3: a", "given twice"]);
    said("", &["one.csv", "holds no fact"]);
    let desk = two(DEATHS, DEATHS, "");
    desk.put("all.toml", "[cases]\none = { scenario = 'minimal.toml' }\n");
    desk.intsoc(&["check", "all.toml"]).refused(&[
        "minimal.toml: facts",
        "no file says what happened",
        "facts = \"FILE.csv\"",
    ]);
    desk.intsoc(&["cases", "minimal.toml"]).refused(&["minimal.toml: facts", "--facts minimal=FILE.csv"]);
    desk.put("all.toml", "[cases]\none = { scenario = 'one.toml', facts = ['one.csv', 'one.csv'] }\n");
    desk.intsoc(&["check", "all.toml"]).refused(&["one.csv:2: deaths", "another of the files of facts"]);
}

#[test]
fn a_file_that_is_no_file_of_cases_or_has_none_is_told_so() {
    let desk = two(DEATHS, DEATHS, "");
    desk.put("all.toml", "[cases]\n");
    desk.intsoc(&["cases", "all.toml"]).refused(&["all.toml:1: cases", "there is no case", "NAME = { scenario"]);
    desk.put("sweep.toml", "scenario = 'minimal.toml'\n[vary]\n'target.resolve' = { values = [0, 1] }\n");
    desk.intsoc(&["cases", "sweep.toml"]).refused(&[
        "is a sweep",
        "a file of cases is wanted",
        "intsoc sweep sweep.toml",
    ]);
    desk.intsoc(&["run", "all.toml"]).refused(&["is a file of cases", "intsoc cases all.toml"]);
    for (entry, words) in [
        ("one = 'one.toml'", &["all.toml:2: cases.one = \"one.toml\"", "a table with scenario, facts"][..]),
        ("one = { scenario = '' }", &["all.toml:2: cases.one.scenario", "is empty", "name a scenario file"]),
        ("one = { scenario = 'nowhere.toml' }", &["nowhere.toml", "cannot be read"]),
        ("one = { scenario = 'one.toml' }\none = { scenario = 'other.toml' }", &["all.toml:3:", "duplicate key"]),
    ] {
        desk.put("all.toml", &format!("[cases]\n{entry}\n"));
        let said = desk.intsoc(&["check", "all.toml"]);
        assert!(said.err.ends_with("all.toml: 1 problem\n"), "{entry}: {}", said.err);
        said.refused(words);
    }
}

#[test]
fn facts_on_the_command_line_go_to_a_case_that_is_there() {
    let desk = two(DEATHS, DEATHS, "");
    let asked = |more: &[&str]| desk.intsoc(&[&["cases"], more].concat());
    asked(&["all.toml", "--facts", "one=one.csv"]).refused(&["all.toml names the facts of its cases itself"]);
    asked(&["one.toml", "--facts", "two=one.csv"]).refused(&[
        "--facts two=...",
        "no case is called that",
        "known: one",
    ]);
    asked(&["one.toml", "--facts", "one.csv"]).refused(&["is not CASE=FILE"]);
    std::fs::create_dir(desk.path("far")).expect("ours");
    desk.put("far/one.toml", &ranged("One"));
    asked(&["one.toml", "far/one.toml"]).refused(&["another case is called one too", "names of their own"]);
    let done = asked(&["one.toml", "--facts", "one=one.csv", "--points", "0", "--replicates", "2", "--out", "out"]);
    assert!(done.done().contains("1 cases of one.toml"));
    assert!(Path::new(&desk.path("out/case_facts.csv")).exists());
}
