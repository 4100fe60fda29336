//! Scenarios in several files: parts, the order in which things stand, what is dropped, what numbers belong to, and references
//! that a bystander does not move.

use std::path::Path;

use intsoc::scenario::belongs::Belongs;
use intsoc::scenario::literals::literals;
use intsoc::scenario::{self, Scenario, Sources, inherit};
use toml::{Table, Value};

use crate::support::desk::Desk;
use crate::support::runs::{self, Made, column, rows};
use crate::support::scenarios::shipped;
use crate::support::small::{close, each, end};

/// The minimal scenario as a table, with what else can mention a state, an instrument or a body.
fn minimal() -> Table {
    let more = "
        [profiles.small]
        capability = 0.1
        [seats.league]
        permanent = ['costa']
        2001 = ['delta']
        2002 = ['delta']
        2003 = []
        [[events]]
        name = 'delta falls out'
        date = '2001-05'
        set = { 'states.delta.ties' = 0.1, 'target.resolve' = 0.6 }
        [[events]]
        name = 'a truce'
        date = '2002-01'
        set = { 'crisis.peak' = 0.2 }";
    let mut whole: Table = format!("{}\n{more}", shipped("minimal.toml")).parse().expect("TOML");
    let states = whole["states"].as_table_mut().expect("states");
    let aurelia = states["aurelia"].as_table_mut().expect("a state");
    aurelia.insert("reservations".into(), "force = 0.2\nsanctions = 0.1".parse::<Table>().expect("TOML").into());
    let factions = "hawks = { share = 0.5, solidarism = 0.9, holds = ['force', 'sanctions'] }\ndoves = { share = 0.5, solidarism = 0.7 }";
    aurelia.insert("factions".into(), factions.parse::<Table>().expect("TOML").into());
    whole
}

/// The scenario of a file that stands beside others.
fn read(files: &[(&str, String)], file: &str) -> Result<Scenario, String> {
    let sources = Sources::of(files.iter().map(|(name, text)| (*name, text.clone())));
    scenario::load_from(&sources, Path::new(file), &[]).map_err(|problems| problems.to_string())
}

/// A file that extends the minimal scenario.
fn over(text: &str) -> Result<Scenario, String> {
    let own = format!("extends = 'minimal.toml'\n{text}");
    read(&[("minimal.toml", minimal().to_string()), ("over.toml", own)], "over.toml")
}

#[track_caller]
fn refused(text: &str, words: &[&str]) {
    let said = over(text).expect_err(text);
    for word in words {
        assert!(said.contains(word), "no {word:?} in:\n{said}");
    }
}

/// Some sections of a table, which it loses.
fn taken(from: &mut Table, sections: &[&str]) -> Table {
    sections.iter().map(|name| ((*name).to_string(), from.remove(*name).expect("a section"))).collect()
}

fn ids(table: &Table, kind: &str) -> Vec<String> {
    table[kind].as_table().expect("entities").keys().cloned().collect()
}

fn backwards(table: &mut Table, kind: &str) {
    let entities = table[kind].as_table().expect("entities").clone();
    table.insert(kind.into(), entities.into_iter().rev().collect::<Table>().into());
}

#[test]
fn a_scenario_in_three_files_with_its_order_gives_the_bytes_of_one() {
    let whole = minimal();
    let mut case = whole.clone();
    let mut powers = taken(&mut case, &["profiles", "societies", "states", "bodies"]);
    let theory = taken(&mut case, &["instruments", "citizenship", "choice", "attention", "forums", "norm", "blame"]);
    let mut order = Table::new();
    for kind in ["states", "bodies", "societies"] {
        order.insert(kind.into(), ids(&powers, kind).into_iter().map(Value::from).collect::<Vec<_>>().into());
        backwards(&mut powers, kind);
    }
    powers.insert("extends".into(), "theory.toml".into());
    case.insert("extends".into(), "powers.toml".into());
    let parts = |case: &Table| {
        read(
            &[
                ("theory.toml", theory.to_string()),
                ("powers.toml", powers.to_string()),
                ("case.toml", case.to_string()),
            ],
            "case.toml",
        )
        .unwrap_or_else(|said| panic!("{said}"))
    };
    let made = Made { replicates: 3, ..Made::default() };
    // With the same order, since keys go by the schema then, and the hash by keys.
    let mut ordered = whole;
    ordered.insert("order".into(), order.clone().into());
    let one = read(&[("one.toml", ordered.to_string())], "one.toml").unwrap_or_else(|said| panic!("{said}"));
    let without = parts(&case);
    case.insert("order".into(), order.into());
    let with = parts(&case);
    let (parted, alone) = (runs::files(&with, made), runs::files(&one, made));
    assert!(parted.keys().eq(alone.keys()));
    for (name, table) in &alone {
        assert_eq!(&parted[name], table, "{name}");
    }
    assert_eq!(scenario::hash(&with), scenario::hash(&one));
    assert_ne!(without.actors.states, one.actors.states, "without an order the files decide");
}

#[test]
fn an_order_may_name_some_and_the_others_keep_theirs_behind_them() {
    let scenario = over("[order]\nstates = ['delta', 'borea']").unwrap_or_else(|said| panic!("{said}"));
    assert_eq!(scenario.actors.states, ["delta", "borea", "aurelia", "costa"]);
}

#[test]
fn an_order_that_cannot_be_meant_is_refused_by_its_line() {
    refused("[order]\nstate = ['borea']", &["over.toml:3: order.state", "did you mean `states`?"]);
    refused("[order]\nstates = ['borae']", &["over.toml:3: order.states = \"borae\"", "did you mean `borea`?"]);
    refused("[order]\nstates = ['borea', 'borea']", &["over.toml:3: order.states = \"borea\"", "stands twice"]);
    refused("[order]\nstates = 'borea'", &["over.toml:3: order.states = \"borea\"", "is not a list of names"]);
    refused("order = ['borea']", &["over.toml:2: order = [\"borea\"]", "write [order] and below it"]);
    refused("[order]\nseats = ['league']", &["over.toml:3: order.seats", "is nothing that has an order", "states"]);
    refused("drop = ['states.delta']\n[order]\nstates = ['delta']", &["order.states = \"delta\"", "known: aurelia"]);
}

/// What the resolved scenario says, with events.
fn resolved(scenario: &Scenario) -> String {
    scenario.resolved.to_json().to_string()
}

#[test]
fn whatever_mentions_what_is_dropped_loses_it_too() {
    let before = resolved(&over("").unwrap_or_else(|said| panic!("{said}")));
    for (dropped, id, mentions) in [
        ("states.delta", "delta", 4),
        ("states.aurelia", "aurelia", 3),
        ("states.borea", "borea", 2),
        ("instruments.force", "force", 3),
        ("movements.never_again", "never_again", 1),
        ("profiles.small", "small", 1),
    ] {
        let quoted = format!("\"{id}\"");
        assert!(before.contains(&quoted) || id == "small", "{dropped}: {before}");
        let scenario = over(&format!("drop = ['{dropped}']")).unwrap_or_else(|said| panic!("{dropped}: {said}"));
        let after = resolved(&scenario);
        assert!(!after.contains(&quoted) && !after.contains(&format!("{dropped}.")), "{dropped}, {mentions}: {after}");
    }
}

#[test]
fn what_changes_with_a_dropped_state_in_seats_vetoes_and_events_is_said() {
    let notes = |text: &str| over(text).unwrap_or_else(|said| panic!("{said}")).notes.join("\n");
    let delta = notes("drop = ['states.delta']");
    assert!(delta.contains("over.toml:2: to drop states.delta changes seats.league"), "{delta}");
    assert!(delta.contains("the event \"delta falls out\""), "{delta}");
    let aurelia = notes("drop = ['states.aurelia']");
    assert!(aurelia.contains("to drop states.aurelia changes bodies.council.veto too"), "{aurelia}");
    assert_eq!(notes("drop = ['movements.never_again']"), notes(""));
}

#[test]
fn all_of_a_kind_are_dropped_by_a_star_and_an_event_by_its_name() {
    let scenario = over("drop = ['movements.*', 'a truce']").unwrap_or_else(|said| panic!("{said}"));
    assert_eq!(scenario.actors.movements, Vec::<String>::new());
    assert!(!resolved(&scenario).contains("a truce") && resolved(&scenario).contains("delta falls out"));
    refused("drop = ['states.*']", &["at least one of its states"]);
}

#[test]
fn a_file_may_write_anew_what_it_drops() {
    let delta = "[states.delta]\ncapability = 0.3\nconstituencies = { nationals = 1.0 }";
    let scenario = over(&format!("drop = ['states.delta']\n{delta}")).unwrap_or_else(|said| panic!("{said}"));
    let delta = scenario.resolved.at(["states", "delta"]).expect("it is there").to_json().to_string();
    assert!(delta.contains("capability") && !delta.contains("leverage"), "{delta}");
}

#[test]
fn to_drop_what_is_not_there_is_answered_with_what_is_near() {
    refused("drop = ['states.dleta']", &["over.toml:2: drop = \"states.dleta\"", "did you mean `states.delta`?"]);
    refused("drop = ['state.delta']", &["drop = \"state.delta\"", "did you mean `states.delta`?"]);
    refused("drop = ['delta']", &["drop = \"delta\"", "did you mean `states.delta`?"]);
    refused("drop = ['a trcue']", &["drop = \"a trcue\"", "did you mean `a truce`?"]);
    refused("drop = ['xyz']", &["drop = \"xyz\"", "a path such as \"states.NAME\"", "movements"]);
    refused("drop = [3]", &["over.toml:2: drop = 3"]);
    refused("drop = 'a truce'", &["is not a list of names", "write drop = [\"NAME\"]"]);
    for twice in ["'states.delta', 'states.delta'", "'a truce', 'a truce'", "'states.*', 'states.borea'"] {
        refused(&format!("drop = [{twice}]"), &["is dropped by this list already", "name it once"]);
    }
    let alone = read(&[("alone.toml", format!("drop = ['states.delta']\n{}", minimal()))], "alone.toml");
    let said = alone.expect_err("it extends nothing");
    assert!(said.contains("alone.toml:1: drop") && said.contains("the file extends no other"), "{said}");
}

#[test]
fn what_cannot_do_without_what_is_dropped_is_told_beside_the_line_that_drops_it() {
    let words =
        ["over.toml:2: drop = \"bodies.council\"", "instruments.sanctions.authority", "instruments.force.authority"];
    refused("drop = ['bodies.council']", &words);
    refused("drop = ['societies.south']", &["over.toml:2: drop = \"societies.south\"", "bodies.league.society"]);
    let moved = "drop = ['bodies.council']\n[instruments]\nsanctions = { authority = 'league' }\nforce = { authority = 'league' }";
    over(moved).unwrap_or_else(|said| panic!("who names another may drop it: {said}"));
}

#[test]
fn files_of_facts_are_those_of_the_nearest_file_that_names_any() {
    let files = [
        ("far/base.toml", "facts = 'base.csv'\n".to_string()),
        ("near.toml", "extends = 'far/base.toml'\n".to_string()),
        ("own.toml", "extends = 'near.toml'\nfacts = ['a.csv', 'b.csv']\n".to_string()),
        ("wrong.toml", "extends = 'near.toml'\nfacts = 3\n".to_string()),
    ];
    let sources = Sources::of(files);
    let load = |file: &str| inherit::load(&sources, Path::new(file)).unwrap_or_else(|problems| panic!("{problems}"));
    assert_eq!(load("near.toml").facts, [Path::new("far/base.csv")]);
    assert_eq!(load("own.toml").facts, [Path::new("a.csv"), Path::new("b.csv")]);
    let wrong = load("wrong.toml").problems;
    let said = wrong.first().expect("it is told").to_string();
    assert!(said.contains("wrong.toml:2: facts = 3") && said.contains("write facts = \"NAME.csv\""), "{said}");
}

#[test]
fn a_check_says_which_of_the_facts_of_a_scenario_it_cannot_simulate() {
    let desk = Desk::new();
    desk.put("over.toml", "extends = 'minimal.toml'\nfacts = 'facts.csv'\n");
    let note = |desk: &Desk| desk.intsoc(&["check", "over.toml", "-q"]).done();
    assert!(note(&desk).contains("note: of its facts: facts.csv"), "there is no such file");
    let fact = |measure: &str| {
        format!(
            "fact,kind,what,measure,value,low,high,unit,part,grade,source\nd,value,dead,{measure},1,,,people,test,documented,x\n"
        )
    };
    desk.put("facts.csv", &fact("total(violent_deths)"));
    let said = note(&desk);
    assert!(said.contains("facts.csv:2: d = total(violent_deths)"), "{said}");
    assert!(said.contains("did you mean `violent_deaths`?") && said.ends_with("over.toml: good\n"), "{said}");
    desk.put("facts.csv", &fact("total(violent_deaths)"));
    assert!(!note(&desk).contains("note"), "nothing is wrong now");
}

#[test]
fn every_number_of_every_shipped_scenario_belongs_to_something() {
    let scenarios = Path::new(env!("CARGO_MANIFEST_DIR")).join("scenarios");
    let mut found = [0; 3];
    for folder in ["", "cases", "variants", "counterfactuals", "rivals"] {
        for entry in std::fs::read_dir(scenarios.join(folder)).expect("it is there").flatten() {
            let file = entry.path();
            let name = file.file_name().expect("a name").to_string_lossy().into_owned();
            if !name.ends_with(".toml") || ["patterns.toml", "cases.toml"].contains(&name.as_str()) {
                continue;
            }
            let tree = inherit::load(&Sources::disk(), &file).unwrap_or_else(|problems| panic!("{problems}")).root;
            for literal in literals(&tree) {
                let belongs =
                    literal.belongs().unwrap_or_else(|| panic!("{name}: {} belongs to nothing", literal.path));
                found[Belongs::ALL.iter().position(|known| *known == belongs).expect("one of all")] += 1;
            }
        }
    }
    assert!(found.iter().all(|count| *count > 1000), "{found:?}");
}

#[test]
fn a_reference_that_a_shipped_case_gives_is_the_sum_of_darfurs_file() {
    let scenarios = Path::new(env!("CARGO_MANIFEST_DIR")).join("scenarios");
    let load = |name: &str| scenario::load(&scenarios.join(name), &[]).unwrap_or_else(|problems| panic!("{problems}"));
    let darfur = load("baseline.toml").resolved;
    let number = |state: &str, key: &str| {
        let node = darfur.at(["states", state, key]);
        node.map_or(0.0, |node| node.to_json().as_f64().or_else(|| node.to_json()["value"].as_f64()).expect("a number"))
    };
    let states = darfur.child("states").and_then(|states| states.as_table()).expect("states");
    let mut given = 0;
    for entry in std::fs::read_dir(scenarios.join("cases")).expect("it is there").flatten() {
        let case = load(&format!("cases/{}", entry.file_name().to_string_lossy())).resolved;
        for (section, of) in [("pressure", "leverage"), ("delivery", "capability")] {
            let Some(node) = case.at([section, "reference"]) else { continue };
            let json = node.to_json();
            let reference = json.as_f64().or_else(|| json["value"].as_f64()).expect("a number");
            let sum: f64 = states.keys().map(|state| number(state, of)).sum();
            assert!((reference - sum).abs() < 1e-9, "{}: {section}: {reference} against {sum}", entry.path().display());
            given += 1;
        }
    }
    assert!(given >= 2, "no case gives a reference");
}

/// Pressure, patronage and resources of a month in which `a` presses and acts, beside a bystander who has means and does nothing.
fn beside(bystander: bool, leverage: &str, capability: &str) -> [f64; 3] {
    let other = "[states.c]\ncapability = 1.0\nleverage = 5.0\nconstituencies = { humanity = 1.0 }\nreservations = { talk = -9.0, act = -9.0 }";
    let month = end(&format!(
        "[attention]
        fixed_demand = 0.5
        [choice]
        sharpness = 50.0
        [pressure]
        gain = 2.0
        patronage = 0.8
        {leverage}
        [delivery]
        {capability}
        [instruments]
        talk = {{ budget = 'p', pressure = 0.3, requirement = 1e6 }}
        act = {{ budget = 'q', protection = 0.5, requirement = 0.8 }}
        [states.a]
        leverage = 0.5
        ties = 0.4
        {}",
        if bystander { other } else { "" }
    ));
    [month.value("pressure"), month.value("patronage"), month.resources("act")]
}

#[test]
fn a_bystander_moves_nothing_where_references_are_given_and_dilutes_all_where_they_are_not() {
    let alone = beside(false, "", "");
    assert!(alone.iter().all(|value| *value > 1e-5 && *value < 1.0), "{alone:?}");
    // References are what the sums are without it: a's own leverage and capability.
    for bystander in [false, true] {
        for (value, expected) in each(&beside(bystander, "reference = 0.5", "reference = 1.0"), alone) {
            close(*value, expected);
        }
    }
    let shares = [0.5 / 5.5, 0.5 / 5.5, 0.5];
    for ((value, expected), share) in each(&beside(true, "", ""), alone).zip(shares) {
        close(*value, expected * share);
    }
}

#[test]
fn the_program_says_to_what_each_number_belongs_and_which_file_says_it() {
    let desk = Desk::new();
    desk.put("over.toml", "extends = 'minimal.toml'\n[target]\nresolve = 0.7\n");
    let table = rows(&desk.intsoc(&["check", "over.toml", "--numbers"]).done());
    let of = |path: &str| {
        let at = column(&table, "path").iter().position(|known| known == path).unwrap_or_else(|| panic!("no {path}"));
        (column(&table, "belongs")[at].clone(), column(&table, "file")[at].clone())
    };
    assert_eq!(of("target.resolve"), ("case".into(), "over.toml".into()));
    assert_eq!(of("states.aurelia.capability"), ("character".into(), "minimal.toml".into()));
    assert_eq!(of("pressure.gain"), ("theory".into(), "minimal.toml".into()));
}
