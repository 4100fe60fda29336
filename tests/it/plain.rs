//! A scenario whose numbers are drawn at a point is the one that the same numbers in its files would make, to the last bit.
//!
//! Here the numbers are written out by hand, from their ranges and from where the point lies in them, and the files are
//! read as any others; nothing of what makes the points of a design is used for it.

use std::collections::BTreeMap;
use std::path::Path;

use crate::support::scenarios::{BASELINE, shipped};
use intsoc::scenario::undone::essence;
use intsoc::scenario::{self, Override, Scenario, Sources, hash};
use intsoc::study::sweep::Sweep;
use intsoc::study::sweep::making::Making;
use toml::{Table, Value};

/// Where a point lies, by factor.
type Places = BTreeMap<String, f64>;

/// The name of a number as a path: events go by their names.
fn name(names: &[String]) -> String {
    let plain = |name: &str| name.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"_-".contains(&byte));
    let written = names.iter().enumerate().map(|(at, name)| match at {
        3 if names[0] == "events" => name.clone(),
        _ if plain(name) => name.clone(),
        _ if name.contains('\'') => format!("\"{name}\""),
        _ => format!("'{name}'"),
    });
    written.collect::<Vec<_>>().join(".")
}

/// Writes every number that a point draws, without its range. How many these are is added to the count.
fn written_out(value: &mut Value, names: &mut Vec<String>, places: &Places, count: &mut usize) {
    let mut drawn = None;
    match value {
        Value::Table(table) => {
            let ends = ["low", "high"].map(|key| table.get(key).and_then(number));
            if let ([Some(low), Some(high)], Some(place)) = (ends, places.get(&name(names))) {
                drawn = Some(low + place * (high - low));
            } else {
                for (key, below) in table.iter_mut() {
                    names.push(key.clone());
                    written_out(below, names, places, count);
                    names.pop();
                }
            }
        }
        Value::Array(list) => {
            for (at, below) in list.iter_mut().enumerate() {
                let own = below.get("name").and_then(Value::as_str).filter(|_| names[0] == "events");
                names.push(own.map_or(at.to_string(), str::to_string));
                written_out(below, names, places, count);
                names.pop();
            }
        }
        _ => {}
    }
    if let Some(drawn) = drawn {
        *value = Value::Float(drawn);
        *count += 1;
    }
}

fn number(value: &Value) -> Option<f64> {
    value.as_float().or_else(|| value.as_integer().map(|whole| whole as f64))
}

/// Weights of which one was drawn are parts of their sum.
fn shared_out(file: &mut Table, before: &Table) {
    for holders in ["states", "profiles"] {
        for (id, holder) in file.get_mut(holders).and_then(Value::as_table_mut).into_iter().flatten() {
            let Some(weights) = holder.get_mut("constituencies").and_then(Value::as_table_mut) else { continue };
            if before[holders][id].get("constituencies").and_then(Value::as_table) == Some(&*weights) {
                continue;
            }
            let graded = |weight: &Value| number(weight).or_else(|| number(weight.get("value")?)).expect("a weight");
            let all: Vec<f64> = weights.values().map(graded).collect();
            let sum = all.iter().copied().reduce(|sum, weight| sum + weight).expect("weights");
            weights.iter_mut().zip(all).for_each(|((_, weight), own)| *weight = Value::Float(own / sum));
        }
    }
}

/// A file with the numbers of a point, and how many these are.
fn at_point(text: &str, places: &Places) -> (String, usize) {
    let before: Table = text.parse().expect("it is TOML");
    let (mut file, mut count) = (Value::Table(before.clone()), 0);
    written_out(&mut file, &mut vec![], places, &mut count);
    let mut file = file.as_table().expect("a table").clone();
    shared_out(&mut file, &before);
    // Inline, for the order of keys is a part of the hash.
    (file.iter().map(|(key, value)| format!("{key} = {value}\n")).collect(), count)
}

/// All that decides a history, in full: numbers are written so that each of their bits shows.
fn all_of(scenario: &Scenario) -> String {
    let empty = intsoc::scenario::source::Node::table(&scenario::Place::whole(""));
    format!("{:?}", Scenario { resolved: empty.into(), notes: vec![], ..scenario.clone() })
}

/// Fails with the place where two texts part.
#[track_caller]
fn alike(one: &str, two: &str, what: &str) {
    if let Some(at) = one.bytes().zip(two.bytes()).position(|(one, two)| one != two) {
        let around = |text: &str| text[at.saturating_sub(200)..(at + 60).min(text.len())].to_string();
        panic!("{what}:\n{}\nagainst\n{}", around(one), around(two));
    }
    assert_eq!(one.len(), two.len(), "{what}");
}

/// Holds points of a sweep against scenarios that are read from files with their numbers.
fn the_same(files: &BTreeMap<String, String>, sweep: &str, points: &[u64], worlds: &[(&str, Vec<&str>)]) -> usize {
    let sources = Sources::of(files.clone());
    let sweep = Sweep::load_text(&sources, Path::new("sweep.toml"), sweep.into(), &[]);
    let sweep = sweep.unwrap_or_else(|problems| panic!("{problems}"));
    let making = Making::of(&sweep).unwrap_or_else(|problems| panic!("{problems}"));
    let mut compared = 0;
    for number in points {
        let point = sweep.point(*number);
        let drawn = sweep
            .factors
            .iter()
            .zip(&point.values)
            .filter_map(|(factor, value)| Some((factor.name.clone(), value.as_number()?)));
        let places: Places = drawn.collect();
        let base = &sweep.bases[sweep.base(&point)].0;
        let mut most = 0;
        let plain = files.iter().map(|(name, text)| {
            let (text, count) = at_point(text, &places);
            most = most.max(count);
            (name.clone(), text)
        });
        let plain: Vec<(String, String)> = plain.collect();
        assert!(most > 0, "numbers are drawn");
        let plain = Sources::of(plain);
        let made = making.at(&point).unwrap_or_else(|problems| panic!("{problems}"));
        for (ready, (world, file)) in made.iter().zip(worlds) {
            let file = if file.is_empty() { base.as_str() } else { file[0] };
            let own = scenario::load_from(&plain, Path::new(file), &[]).unwrap_or_else(|problems| panic!("{problems}"));
            let own = own.with_seed(ready.scenario.seed);
            alike(&all_of(&ready.scenario), &all_of(&own), &format!("point {number}, {base}, {world}"));
            assert_eq!(ready.hash(), hash(&own), "point {number}, {base}, {world}");
            compared += 1;
        }
    }
    compared
}

fn scenarios() -> BTreeMap<String, String> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("scenarios");
    let mut files: BTreeMap<String, String> = BASELINE.map(|name| (name.to_string(), shipped(name))).into();
    for kind in ["counterfactuals", "rivals"] {
        for entry in std::fs::read_dir(folder.join(kind)).expect("a folder").flatten() {
            let name = format!("{kind}/{}", entry.file_name().to_string_lossy());
            files.insert(name.clone(), shipped(&name));
        }
    }
    files
}

#[test]
fn every_shipped_world_at_a_point_is_what_its_numbers_would_make_in_files() {
    let files = scenarios();
    let counterfactuals: Vec<&str> =
        files.keys().map(String::as_str).filter(|name| name.starts_with("counter")).collect();
    let name = |file: &str| file["counterfactuals/".len()..].trim_end_matches(".toml").replace('-', "_");
    let mut sweep =
        "scenario = \"baseline.toml\"\nranges = \"all\"\ntogether = []\npoints = 9\nreplicates = 1\n[worlds]\n"
            .to_string();
    let mut worlds = vec![("trunk", vec![])];
    for file in &counterfactuals {
        sweep.push_str(&format!("{} = {file:?}\n", name(file)));
        worlds.push((*file, vec![*file]));
    }
    assert!(worlds.len() > 20);
    assert_eq!(the_same(&files, &sweep, &[3], &worlds), worlds.len());
    // Points of the scenario alone.
    let alone = sweep.split("[worlds]").next().expect("its head");
    assert_eq!(the_same(&files, alone, &[0, 5, 8], &[("trunk", vec![])]), 3);
}

#[test]
fn every_rival_theory_at_a_point_is_what_its_numbers_would_make_in_files() {
    let files = scenarios();
    let rivals: Vec<&String> = files.keys().filter(|name| name.starts_with("rivals")).collect();
    let sweep = format!(
        "ranges = \"all\"\ntogether = []\npoints = 2\nreplicates = 1\n[vary]\nscenario = {{ values = {rivals:?} }}\n"
    );
    let points: Vec<u64> = (0..rivals.len() as u64).collect();
    assert_eq!(the_same(&files, &sweep, &points, &[("trunk", vec![])]), rivals.len());
}

/// A world in which a profile has weights with ranges, and a state numbers of both kinds.
const SMALL: &str = r#"
extends = "minimal.toml"
[profiles.small]
constituencies = { nationals = { value = 0.6, low = 0.3, high = 0.8 }, society = 0.3, humanity = { value = 0.1, low = 0.0, high = 0.4 } }
[states.eastland]
profile = "small"
capability = { value = 0.1, low = 0.05, high = 0.2 }
[states.westland]
profile = "small"
capability = 0.1
constituencies = { nationals = 0.5, society = 0.4, humanity = 0.1 }
[[events]]
name = "a war"
date = "2001-03"
set = { "states.*.overstretch" = { value = 0.6, low = 0.3, high = 0.9 }, "states.eastland.ties" = 0.7 }
"#;

#[test]
fn changes_of_numbers_at_a_point_are_those_of_a_command_line() {
    let files =
        BTreeMap::from([("minimal.toml".to_string(), shipped("minimal.toml")), ("small.toml".into(), SMALL.into())]);
    let vary = [
        ("states.*.openness", "{ scale = [0.5, 1.2], clamp = true }", "{ scale = X, clamp = true }"),
        ("citizenship.action_cost", "{ add = [-0.2, 0.3], clamp = [0.4, 0.6] }", "{ add = X, clamp = [0.4, 0.6] }"),
        ("states.aurelia.constituencies.humanity", "{ share = [0.0, 0.6] }", "{ share = X }"),
        ("blame.clarity", "{ from = 0.2, to = 1.8 }", "X"),
        ("states.costa.constituencies", "{ dirichlet = [2, 1, 1] }", "X"),
        ("events.'a war'.set.states.eastland.ties", "{ scale = [0.1, 1.3] }", "{ scale = X }"),
    ];
    let lines: String = vary.iter().map(|(path, what, _)| format!("{path:?} = {what}\n")).collect();
    let sweep =
        format!("scenario = \"small.toml\"\ndesign = \"latin-hypercube\"\npoints = 8\nreplicates = 1\n[vary]\n{lines}");
    let sources = Sources::of(files.clone());
    let sweep = Sweep::load_text(&sources, Path::new("sweep.toml"), sweep, &[]).unwrap_or_else(|why| panic!("{why}"));
    let making = Making::of(&sweep).unwrap_or_else(|why| panic!("{why}"));
    for number in 0..8 {
        let point = sweep.point(number);
        let changes = vary.iter().zip(&point.values).map(|((path, _, change), value)| {
            let change = format!("{path}={}", change.replace('X', &value.shown()));
            Override::parse(&change).unwrap_or_else(|why| panic!("{why}"))
        });
        let changes: Vec<Override> = changes.collect();
        let own =
            scenario::load_from(&sources, Path::new("small.toml"), &changes).unwrap_or_else(|why| panic!("{why}"));
        let ready = &making.at(&point).unwrap_or_else(|why| panic!("{why}"))[0];
        assert_eq!(ready.hash(), hash(&own), "point {number}");
        assert_eq!(all_of(&ready.scenario), all_of(&own.with_seed(ready.scenario.seed)), "point {number}");
    }
}

#[test]
fn points_with_flags_ids_and_whole_numbers_are_from_templates_what_they_are_from_their_trees() {
    let files =
        BTreeMap::from([("minimal.toml".to_string(), shipped("minimal.toml")), ("small.toml".into(), SMALL.into())]);
    let sweep = r#"
scenario = "small.toml"
replicates = 1
[vary]
"off.peers" = { values = [false, true] }
"scenario.months" = { values = [8, 12] }
"blame.clarity" = { values = [1, 0.5, 0.7] }
"target.resolve" = { from = 0.2, to = 0.8, steps = 3 }
"#;
    let sources = Sources::of(files);
    let sweep = Sweep::load_text(&sources, Path::new("sweep.toml"), sweep.into(), &[]);
    let sweep = sweep.unwrap_or_else(|why| panic!("{why}"));
    let making = Making::of(&sweep).unwrap_or_else(|why| panic!("{why}"));
    let mut from_templates = 0;
    for number in (0..sweep.design.points()).chain(0..sweep.design.points()) {
        let point = sweep.point(number);
        let own = sweep.scenario(&point).unwrap_or_else(|why| panic!("{why}"));
        let ready = &making.at(&point).unwrap_or_else(|why| panic!("{why}"))[0];
        assert_eq!(ready.hash(), hash(&own), "point {number}");
        assert_eq!(all_of(&ready.scenario), all_of(&own), "point {number}");
        assert_eq!(making.essence(&point).ok(), Some(essence(&own.resolved)), "point {number}");
        // A template's scenario has no tree.
        from_templates += usize::from(ready.scenario.resolved.as_table().is_some_and(|table| table.is_empty()));
    }
    // 36 points twice, less each combination of flags and whole numbers when it came first.
    assert_eq!(from_templates, 2 * 36 - 8);
}

#[test]
fn a_number_of_an_event_alone_reaches_all_that_the_event_sets() {
    let files =
        BTreeMap::from([("minimal.toml".to_string(), shipped("minimal.toml")), ("small.toml".into(), SMALL.into())]);
    let sources = Sources::of(files);
    for varied in ["events.'a war'.set.states.*.overstretch", "events.'a war'.set.states.eastland.ties"] {
        let sweep = format!(
            "scenario = \"small.toml\"\nreplicates = 1\n[vary]\n{varied:?} = {{ values = [0.25, 0.5, 0.75] }}\n"
        );
        let sweep = Sweep::load_text(&sources, Path::new("sweep.toml"), sweep, &[]);
        let sweep = sweep.unwrap_or_else(|why| panic!("{why}"));
        let making = Making::of(&sweep).unwrap_or_else(|why| panic!("{why}"));
        let mut made = vec![];
        for point in (0..3).map(|number| sweep.point(number)) {
            let own = sweep.scenario(&point).unwrap_or_else(|why| panic!("{why}"));
            let ready = &making.at(&point).unwrap_or_else(|why| panic!("{why}"))[0];
            assert_eq!(all_of(&ready.scenario), all_of(&own), "{varied}, point {}", point.number);
            made.push(all_of(&own));
        }
        assert!(made[0] != made[1] && made[1] != made[2], "{varied}");
    }
}

#[test]
fn weights_of_profiles_and_what_an_event_says_of_all_are_drawn_as_they_are_written() {
    let files =
        BTreeMap::from([("minimal.toml".to_string(), shipped("minimal.toml")), ("small.toml".into(), SMALL.into())]);
    let held = "hold = [\"attention\"]\n";
    let sweep = "scenario = \"small.toml\"\nranges = \"all\"\ntogether = []\npoints = 6\nreplicates = 1\n";
    let refused = Sweep::load_text(&Sources::of(files.clone()), Path::new("sweep.toml"), format!("{sweep}{held}"), &[]);
    assert!(refused.is_err_and(|why| why.to_string().contains("have no range")), "numbers without a range are told");
    // Numbers without a grade are of no grade but all: those of the small world alone have one then.
    let graded = SMALL
        .replace(" }, society", ", grade = \"assumed\" }, society")
        .replace("0.4 } }", "0.4, grade = \"assumed\" } }");
    let graded = graded
        .replace("high = 0.2 }", "high = 0.2, grade = \"assumed\" }")
        .replace("high = 0.9 }", "high = 0.9, grade = \"assumed\" }");
    assert_eq!(graded.matches("assumed").count(), 4);
    let files = BTreeMap::from([files.into_iter().next().expect("minimal"), ("small.toml".to_string(), graded)]);
    let sweep = sweep.replace("\"all\"", "\"assumed\"");
    assert_eq!(the_same(&files, &sweep, &[0, 1, 2, 3, 4, 5], &[("trunk", vec![])]), 6);
}
