//! What must stay the same when something that should not matter is changed.

use std::collections::BTreeMap;

use crate::support::desk::Desk;
use crate::support::runs::{Made, difference, files, rows};
use crate::support::scenarios::{scenario, shipped};
use intsoc::model::History;
use intsoc::model::chance::Streams;
use intsoc::scenario::Mechanism;
use intsoc::scenario::node::Node;

/// A bystander: no capability, no leverage, no society.
const BYSTANDER: &str = "[states.bystander]\nconstituencies = { nationals = 0.5, society = 0.3, humanity = 0.2 }\n";

type Tables = BTreeMap<String, String>;

#[test]
fn one_two_and_eight_threads_write_the_same_bytes() {
    let baseline = scenario(&shipped("baseline.toml"), &[]);
    let made = Made { replicates: 23, ..Made::default() };
    let one = files(&baseline, Made { threads: 1, ..made });
    for threads in [2, 8] {
        let more = files(&baseline, Made { threads, ..made });
        assert!(one == more, "{threads} threads write other bytes than one");
    }
}

#[test]
fn detail_adds_files_and_changes_none() {
    let baseline = scenario(&shipped("baseline.toml"), &[]);
    let with = files(&baseline, Made { detail: true, ..Made::default() });
    let without = files(&baseline, Made { detail: false, ..Made::default() });
    assert_eq!(with.len(), without.len() + 5);
    for (name, text) in &without {
        assert!(with[name] == *text, "{name} differs with detail");
    }
}

#[test]
fn more_replicates_leave_the_first_as_they_were() {
    let baseline = scenario(&shipped("baseline.toml"), &[]);
    let few = files(&baseline, Made { replicates: 5, ..Made::default() });
    let many = files(&baseline, Made { replicates: 11, ..Made::default() });
    let of_each = |name: &&String| {
        *name == "histories.csv"
            || ["votes.csv", "ballots.csv"].contains(&name.as_str())
            || name.starts_with("replicate_")
    };
    assert_eq!(few.keys().filter(of_each).count(), 8, "{:?}", few.keys());
    for name in few.keys().filter(of_each) {
        assert!(many[name].starts_with(&few[name]), "{name} of 5 replicates is not how that of 11 begins");
    }
}

/// Every table without what must differ where a state is added: the rows of that state, the
/// key (which holds the scenario's hash) and `breadth`, the share of all states that act.
fn of_the_others(tables: &Tables) -> Tables {
    let mut kept = Tables::new();
    for (name, text) in tables {
        let table = rows(text);
        let unwanted = |column: &String| column == "key" || column == "breadth";
        let drop: Vec<bool> = table[0].iter().map(unwanted).collect();
        let lines = table
            .iter()
            .filter(|row| !row.iter().any(|cell| cell == "bystander" || cell == "breadth" && name == "summary.csv"));
        let lines = lines.map(|row| {
            let cells = row.iter().zip(&drop).filter(|(_, drop)| !**drop).map(|(cell, _)| cell.as_str());
            cells.collect::<Vec<_>>().join(",")
        });
        kept.insert(name.clone(), lines.collect::<Vec<_>>().join("\n"));
    }
    kept
}

#[test]
fn a_state_without_capability_leverage_or_society_changes_nobody_elses_line() {
    let text = shipped("baseline.toml");
    let before = of_the_others(&files(&scenario(&text, &[]), Made::default()));
    let last = text.replacen("[seats.unsc]\n", &format!("{BYSTANDER}[seats.unsc]\n"), 1);
    let first = last.replacen("\nstates = [", "\nstates = [\n  \"bystander\",", 1);
    assert_ne!(first, last, "the order is as it was");
    for (place, changed) in [("first", first), ("last", last)] {
        assert_ne!(changed, text, "nothing was added");
        let after = of_the_others(&files(&scenario(&changed, &[]), Made::default()));
        for (name, text) in &before {
            let differs = text.lines().zip(after[name].lines()).find(|(a, b)| a != b);
            assert!(after[name] == *text, "a bystander put {place} changes {name}: {differs:?}");
        }
    }
}

/// Reverses the lines of a table of one-line entries.
fn reversed(text: &str, table: &str) -> String {
    let header = text.find(&format!("\n[{table}]")).expect("the table is there") + 1;
    let start = header + text[header..].find('\n').expect("a line end") + 1;
    let end = text[start..].find("\n[").map_or(text.len(), |at| start + at + 1);
    let (comments, mut lines): (Vec<&str>, Vec<&str>) =
        text[start..end].lines().partition(|line| line.trim().is_empty() || line.starts_with('#'));
    assert!(comments.len() + lines.len() > 2);
    lines.reverse();
    format!("{}{}\n{}", &text[..start], lines.join("\n"), &text[end..])
}

#[test]
fn the_order_of_states_in_the_file_permutes_results() {
    for (text, changes) in [(shipped("minimal.toml"), Vec::new()), (splintering(), rules(At::Work))] {
        let changes: Vec<&str> = changes.iter().map(String::as_str).collect();
        let other = reversed(&text, "states");
        assert_ne!(text, other);
        let before = sorted(files(&scenario(&text, &changes), Made::default()));
        let after = sorted(files(&scenario(&other, &changes), Made::default()));
        for (name, table) in before {
            // Rows of histories and of votes lead with numbers, which sort as they are.
            assert_eq!(difference(&table, &after[&name], 1e-9), None, "{name}");
        }
    }
}

/// Tables with their rows, and the ids in their cells, in an order that the file does not set.
fn sorted(tables: Tables) -> BTreeMap<String, Vec<Vec<String>>> {
    let sort = |(name, text): (String, String)| {
        let mut table = rows(&text);
        for row in &mut table {
            // The key holds the hash of the scenario as written; votes join ids in the order of the file.
            if name == "histories.csv" {
                row.remove(0);
            }
            for cell in row.iter_mut().filter(|cell| cell.contains(';')) {
                let mut ids: Vec<&str> = cell.split(';').collect();
                ids.sort_unstable();
                *cell = ids.join(";");
            }
        }
        // Rows of ballots go by vote, and within one by state.
        let leading = if name == "ballots.csv" { 7 } else { 4 };
        table[1..].sort_by(|a, b| a.iter().take(leading).cmp(b.iter().take(leading)));
        (name, table)
    };
    tables.into_iter().map(sort).collect()
}

#[test]
fn without_chance_another_name_for_a_state_changes_only_its_name() {
    let text = shipped("minimal.toml");
    let renamed = text.replace("delta", "zeta");
    let made = Made { still: true, ..Made::default() };
    let before = files(&scenario(&text, &[]), made);
    let after = files(&scenario(&renamed, &[]), made);
    for (name, text) in before.iter().filter(|(name, _)| *name != "histories.csv") {
        assert_eq!(text.replace("delta", "zeta"), after[name], "{name}");
    }
}

/// All draws of some histories: of each state by its name, and of the rest under no name.
fn luck(text: &str, changes: &[&str]) -> BTreeMap<String, Vec<f64>> {
    let scenario = scenario(text, changes);
    let (actors, streams) = (&scenario.actors, Streams::of(&scenario));
    let mut history = History::new(&scenario, &streams, false);
    let mut draws: BTreeMap<String, Vec<f64>> = BTreeMap::new();
    for replicate in [0, 7] {
        history.begin(replicate);
        while history.step() {
            let (_, context) = history.now();
            let chance = context.chance;
            let shared = draws.entry(String::new()).or_default();
            shared.extend([chance.shopping(), chance.violence(), chance.court(), chance.split()]);
            for instrument in 0..actors.instruments.len() {
                shared.extend([chance.agenda(instrument), chance.showdown(instrument)]);
                shared.extend([chance.granted(instrument), chance.withdrawn(instrument), chance.agreed(instrument)]);
            }
            for (state, name) in actors.states.iter().enumerate() {
                let own = draws.entry(name.clone()).or_default();
                own.extend([chance.aspiration(state), chance.leadership(state)]);
                let votes = actors.fixed_instruments.iter().enumerate().filter(|(_, tool)| {
                    tool.authority.is_some_and(|body| actors.seated(body, context.month).contains(&state))
                });
                own.extend(votes.map(|(instrument, _)| chance.vote(&streams, state, instrument, context.month)));
            }
        }
    }
    draws
}

#[test]
fn another_name_for_a_state_changes_its_luck_and_nobody_else_s() {
    let text = shipped("minimal.toml");
    let (mut before, mut after) = (luck(&text, &[]), luck(&text.replace("delta", "zeta"), &[]));
    let (delta, zeta) = (before.remove("delta").expect("its draws"), after.remove("zeta").expect("its draws"));
    assert!(delta.len() == zeta.len() && delta.iter().zip(&zeta).all(|(old, new)| old != new));
    assert!(before.len() == 4 && before == after);
}

#[test]
fn a_year_later_everything_happens_a_year_later() {
    for (text, changes) in [(shipped("baseline.toml"), Vec::new()), (splintering(), rules(At::Work))] {
        let changes: Vec<&str> = changes.iter().map(String::as_str).collect();
        // Every calendar year of the file a year on, from the last: dates, seats, `from`.
        let mut later = text.clone();
        for year in (2001..=2008).rev() {
            for (old, new) in [
                (format!("\"{year}-"), format!("\"{}-", year + 1)),
                (format!("\n{year} = ["), format!("\n{} = [", year + 1)),
            ] {
                later = later.replace(&old, &new);
            }
        }
        assert_ne!(text, later);
        let before = files(&scenario(&text, &changes), Made::default());
        let after = files(&scenario(&later, &changes), Made::default());
        for name in [
            "months.csv",
            "votes.csv",
            "replicate_months.csv",
            "replicate_actors.csv",
            "replicate_leadership.csv",
            "replicate_bodies.csv",
            "replicate_instruments.csv",
            "blame.csv",
            "summary.csv",
            "actors.csv",
            "contributions.csv",
        ] {
            let mut shifted = before[name].clone();
            for year in (2001..=2008).rev() {
                shifted = shifted.replace(&format!("{year}-"), &format!("{}-", year + 1));
                shifted = shifted.replace(&format!("\n{year},"), &format!("\n{},", year + 1));
            }
            let differs = shifted.lines().zip(after[name].lines()).find(|(a, b)| a != b);
            assert!(shifted == after[name], "{name}: {differs:?}");
        }
    }
}

#[test]
fn some_months_and_then_the_rest_are_all_months_at_once() {
    let baseline = scenario(&shipped("baseline.toml"), &[]);
    let streams = Streams::of(&baseline);
    let mut history = History::new(&baseline, &streams, false);
    history.begin(3);
    let mut halves = Vec::new();
    while history.step() {
        if history.months_run().is_multiple_of(17) {
            halves.push(history.clone());
        }
    }
    let whole = format!("{:?}", history.world());
    for mut half in halves {
        let months = half.months_run();
        while half.step() {}
        assert!(format!("{:?}", half.world()) == whole, "stopped after {months} months");
    }
}

#[test]
fn a_history_does_not_remember_the_one_before_it() {
    let baseline = scenario(&shipped("baseline.toml"), &[]);
    let streams = Streams::of(&baseline);
    let mut used = History::new(&baseline, &streams, false);
    for replicate in [4, 1, 4] {
        used.begin(replicate);
        while used.step() {}
    }
    let mut fresh = History::new(&baseline, &streams, false);
    fresh.begin(4);
    while fresh.step() {}
    assert!(format!("{:?}", used.world()) == format!("{:?}", fresh.world()));
}

/// A world in which every mechanism matters: the minimal one with a court, a norm that
/// lends legitimacy, learning, and words that wear off.
const ALL_AT_WORK: [&str; 8] = [
    "court={instrument=\"sanctions\",inquiry_rate=0.3,leader_rate=0.3,funding=0.5,split=0.5,pressure=[0,0.1,0.2,0.3],entrenchment=[0,0.1,0.1,0.2]}",
    "norm={words=0.5,deeds=0.1,rate=0.03,council_discretion=0.3,socialisation=0.02,backlash=0.02,anchoring=0.02}",
    "citizenship.credibility_rate=0.05",
    "blame.body_deflection=0.5",
    "blame.scapegoat=1",
    "bodies.league.rule=\"majority\"",
    "leadership.followership=0.3",
    "scenario.replicates=12",
];

fn at_work(more: &[&str]) -> Tables {
    let text = shipped("minimal.toml");
    let start = scenario(&text, &ALL_AT_WORK);
    // What a mechanism acts through and nobody has set is 0: it is given something to act on, so that each matters.
    let unset: Vec<String> = Mechanism::ALL
        .iter()
        .flat_map(|mechanism| mechanism.idle())
        .filter_map(|change| change.strip_suffix("=0").filter(|path| !path.contains('*')))
        .filter(|path| start.resolved.at(path.split('.')).and_then(Node::as_number).unwrap_or(0.0) == 0.0)
        .map(|path| format!("{path}=0.1"))
        .collect();
    let changes: Vec<&str> =
        ALL_AT_WORK.iter().copied().chain(unset.iter().map(String::as_str)).chain(more.iter().copied()).collect();
    let mut tables = files(&scenario(&text, &changes), Made { replicates: 12, ..Made::default() });
    // Its key holds the hash of the scenario.
    tables.remove("histories.csv");
    tables
}

#[test]
fn a_mechanism_with_nothing_to_act_on_may_as_well_be_off() {
    for mechanism in Mechanism::ALL {
        let idle = mechanism.idle();
        let off = format!("scenario.off=[\"{}\"]", mechanism.name());
        let idle_and_off: Vec<&str> = idle.iter().copied().chain([off.as_str()]).collect();
        let (on, off) = (at_work(idle), at_work(&idle_and_off));
        for (name, text) in &on {
            let differs = text.lines().zip(off[name].lines()).find(|(a, b)| a != b);
            assert!(off[name] == *text, "{} off changes {name}: {differs:?}", mechanism.name());
        }
    }
}

#[test]
fn a_mechanism_with_something_to_act_on_changes_results() {
    let on = at_work(&[]);
    for mechanism in Mechanism::ALL {
        let off = format!("scenario.off=[\"{}\"]", mechanism.name());
        assert!(at_work(&[&off]) != on, "{} off changes nothing", mechanism.name());
    }
}

#[test]
fn a_mechanism_that_is_off_changes_no_other_draw() {
    let text = shipped("baseline.toml");
    let draws = |changes: &[&str]| {
        let scenario = scenario(&text, changes);
        let streams = Streams::of(&scenario);
        let mut history = History::new(&scenario, &streams, false);
        history.begin(7);
        let mut draws = Vec::new();
        while history.step() {
            let (_, context) = history.now();
            let chance = context.chance;
            draws.extend([chance.shopping(), chance.violence(), chance.court(), chance.split()]);
            for state in 0..scenario.actors.states.len() {
                draws.extend([chance.aspiration(state), chance.leadership(state)]);
            }
            for (instrument, tool) in scenario.actors.fixed_instruments.iter().enumerate() {
                draws.extend([chance.agenda(instrument), chance.granted(instrument), chance.withdrawn(instrument)]);
                for state in tool.authority.map_or(&[][..], |body| scenario.actors.seated(body, context.month)) {
                    draws.push(chance.vote(&streams, *state, instrument, context.month));
                }
            }
        }
        draws
    };
    let all = draws(&[]);
    for mechanism in Mechanism::ALL {
        let off = format!("scenario.off=[\"{}\"]", mechanism.name());
        assert!(draws(&[&off]) == all, "{}", mechanism.name());
    }
}

/// The rules that came later: where each is written, with what it is off, and with what it is at work.
const RULES: [(&str, &str, &str); 17] = [
    ("forums.assessment", "0", "0.5"),
    ("forums.ratchet", "1", "0.2"),
    ("forums.assent", "0", "0.8"),
    ("forums.count", "0", "1"),
    ("forums.worth", "0", "0.5"),
    ("forums.showdown", "0", "50"),
    ("target.prior", "0", "0.4"),
    ("attention.focus", "1", "1.3"),
    ("states.costa.stake", "0", "0.4"),
    ("citizenship.routine", "0", "0.3"),
    ("choice.shelter", "0", "0.7"),
    ("choice.exposure", "0", "0.5"),
    ("choice.donor", "0", "0.6"),
    ("leadership.waiting", "0", "0.5"),
    ("norm.wear", "0", "0.1"),
    ("crisis.rearm", "0", "0.8"),
    (
        "instruments.force.initial",
        "{authorised=0,consent=false,deployed=0}",
        "{authorised=0.2,consent=true,deployed=0.3}",
    ),
];

/// What a rule is set to.
#[derive(Clone, Copy)]
enum At {
    Off,
    Work,
}

/// The changes that set every rule.
fn rules(to: At) -> Vec<String> {
    RULES.iter().map(|rule| set(rule, to)).collect()
}

fn set((path, off, work): &(&str, &str, &str), to: At) -> String {
    format!("{path}={}", if let At::Off = to { off } else { work })
}

/// The minimal world with what those rules act on beside: a mission of the league, whose donors are outside it, an assembly
/// that may fall short of its quota, and rebels who splinter.
fn splintering() -> String {
    let instruments = r#"
monitors = { budget = "army", benefit = 0.8, cost = 0.3, risk = 0.5, protection = 0.3, intrusiveness = 0.2, visibility = 0.5, requirement = 0.05, authority = "league", consent = true }
appeal = { budget = "policy", benefit = 0.3, pressure = 0.2, intrusiveness = 0.2, visibility = 0.5, requirement = 0.1, authority = "assembly" }"#;
    let assembly =
        "\nassembly = { mandate = 0.2, rule = \"majority\", quota = 0.75, deference = 0.5, society = \"world\" }";
    let mut text = shipped("minimal.toml");
    for (before, more) in [("\nrelief = {", instruments), ("\nleague = {", assembly)] {
        let with = text.replacen(before, &format!("{more}{before}"), 1);
        assert_ne!(with, text);
        text = with;
    }
    format!("{text}\n[[events]]\ndate = \"2002-01\"\nset = {{ \"crisis.fragmentation\" = 0.6 }}\n")
}

fn ruled(changes: &[String]) -> Tables {
    let changes: Vec<&str> = changes.iter().map(String::as_str).collect();
    let made = Made { replicates: 6, ..Made::default() };
    let mut tables = files(&scenario(&splintering(), &changes), made);
    // Its key holds the hash of the scenario.
    tables.remove("histories.csv");
    tables
}

#[test]
fn a_rule_that_is_off_may_as_well_not_be_written() {
    let same = |written: &Tables, absent: &Tables, what: &str| {
        for (name, text) in absent {
            let differs = text.lines().zip(written[name].lines()).find(|(a, b)| a != b);
            assert!(written[name] == *text, "{what} off changes {name}: {differs:?}");
        }
    };
    same(&ruled(&rules(At::Off)), &ruled(&[]), "every rule");
    let all = ruled(&rules(At::Work));
    for rule in &RULES {
        // Among all others at work.
        let others: Vec<String> =
            RULES.iter().filter(|other| other.0 != rule.0).map(|other| set(other, At::Work)).collect();
        let absent = ruled(&others);
        same(&ruled(&[others, vec![set(rule, At::Off)]].concat()), &absent, rule.0);
        assert!(absent != all, "{} at work changes nothing", rule.0);
    }
}

#[test]
fn a_rule_at_work_changes_no_other_draw() {
    let text = splintering();
    let before = luck(&text, &[]);
    for rule in &RULES {
        assert!(luck(&text, &[&set(rule, At::Work)]) == before, "{}", rule.0);
    }
}

#[test]
fn a_state_without_capability_leverage_or_society_changes_nobody_elses_line_under_any_rule() {
    // Also not through `waiting`: n counts who could lead as well, as far as its capability goes. An onlooker of some
    // capability would be waited for.
    let changes = rules(At::Work);
    let changes: Vec<&str> = changes.iter().map(String::as_str).collect();
    let text = splintering();
    let onlooker = "bystander = { constituencies = { nationals = 0.5, society = 0.3, humanity = 0.2 } }";
    let changed = text.replacen("\naurelia = {", &format!("\n{onlooker}\naurelia = {{"), 1);
    assert_ne!(changed, text, "nothing was added");
    let before = of_the_others(&files(&scenario(&text, &changes), Made::default()));
    let after = of_the_others(&files(&scenario(&changed, &changes), Made::default()));
    for (name, text) in &before {
        let differs = text.lines().zip(after[name].lines()).find(|(a, b)| a != b);
        assert!(after[name] == *text, "a bystander changes {name}: {differs:?}");
    }
}

#[test]
fn tables_of_months_are_written_as_they_are_asked_for_and_are_the_same() {
    let desk = Desk::new();
    let run = |detail: &str, out: &str| {
        desk.intsoc(&["run", "minimal.toml", "--replicates", "3", detail, "--out", out, "-q"])
    };
    run("--detail", "all").done();
    run("--detail=leadership,months", "some").done();
    let of_months = |folder: &str| {
        let names = desk.names(folder).into_iter();
        names.filter(|name| name.starts_with("replicate_")).collect::<Vec<String>>()
    };
    assert_eq!(of_months("all").len(), 5);
    assert_eq!(of_months("some"), ["replicate_leadership.csv", "replicate_months.csv"]);
    for name in of_months("some") {
        assert_eq!(desk.read(&format!("some/{name}")), desk.read(&format!("all/{name}")), "{name}");
    }
    desk.intsoc(&["check", "some", "all"]).done();
    run("--detail=month", "none").refused(&[
        "--detail",
        "\"month\"",
        "months, actors, leadership, bodies, instruments",
    ]);
}
