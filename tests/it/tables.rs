//! Tables that other programs read as they are: names of columns, votes as rows, labels, and what refers to what.

use std::collections::{BTreeMap, BTreeSet};

use intsoc::table::portable::{LONGEST, is_reserved};

use crate::support::desk::Desk;
use crate::support::folders;
use crate::support::runs::{column, place, rows};

/// Every kind of folder that has tables.
const KINDS: [&str; 10] =
    ["run", "detail", "compare", "sweep", "patterns", "hindcast", "cases", "runs", "robust", "sensitivity"];

#[test]
fn every_column_of_every_table_is_called_so_that_r_sql_and_stata_take_it() {
    let desk = folders::desk();
    let (mut seen, mut referred) = (0, 0);
    for kind in KINDS {
        folders::make(&desk, kind);
        let package = desk.json(&format!("{kind}/datapackage.json"));
        let resources = package["resources"].as_array().expect("tables");
        let fields = |name: &str| {
            let of = resources.iter().find(|resource| resource["name"] == name).expect("a table of that name");
            of["schema"]["fields"].as_array().expect("fields").clone()
        };
        for resource in resources {
            let mut names = BTreeSet::new();
            for field in resource["schema"]["fields"].as_array().expect("fields") {
                let name = field["name"].as_str().expect("a name");
                let plain = name.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'_');
                let begins = name.starts_with(|c: char| c.is_ascii_lowercase());
                assert!(plain && begins && name.len() <= LONGEST && !is_reserved(name), "{kind}: {name}");
                assert!(names.insert(name.to_string()), "{kind}: {name} twice");
                // Whoever wonders what a name is short for can look it up.
                assert!(field["standsFor"] != field["name"], "{kind}: {field}");
                seen += 1;
            }
            for key in resource["schema"]["foreignKeys"].as_array().into_iter().flatten() {
                let to = fields(key["reference"]["resource"].as_str().expect("a table"));
                assert!(to.iter().any(|field| field["name"] == key["reference"]["fields"][0]), "{kind}: {key}");
                assert!(names.contains(key["fields"][0].as_str().expect("a column")), "{kind}: {key}");
                referred += 1;
            }
        }
    }
    assert!(seen > 400 && referred > 15, "{seen} columns, {referred} references");
}

#[test]
fn whoever_holds_a_seat_has_a_row_in_every_vote_and_the_counts_are_those_rows() {
    let desk = Desk::new();
    // A council of seats that change, so that somebody is absent.
    let text = desk.read("minimal.toml");
    desk.put("seats.toml", &format!("{text}\n[seats.council]\npermanent = [\"aurelia\", \"borea\"]\n2001 = [\"costa\"]\n2002 = [\"delta\"]\n2003 = [\"costa\"]\n"));
    desk.intsoc(&["run", "seats.toml", "--replicates", "20", "-q", "--out", "run"]).done();
    let [votes, ballots, by_state] =
        ["votes", "ballots", "votes_by_state"].map(|name| rows(&desk.read(&format!("run/{name}.csv"))));
    let at = |name: &str| place(&ballots, name);
    let mut of_votes: BTreeMap<[String; 3], [usize; 3]> = BTreeMap::new();
    let mut of_states: BTreeMap<[String; 2], [usize; 3]> = BTreeMap::new();
    let mut absent = 0;
    for row in &ballots[1..] {
        let word = ["in favour", "abstaining", "against"].iter().position(|word| *word == row[at("vote")]);
        let counts = of_votes.entry(["replicate", "t", "instrument"].map(|name| row[at(name)].clone())).or_default();
        let Some(word) = word else {
            assert_eq!(row[at("vote")], "absent");
            // Costa sits in 2001 and 2003, Delta in 2002.
            let year = &row[at("month")][..4];
            assert_eq!(row[at("state")], if year == "2002" { "costa" } else { "delta" }, "{row:?}");
            absent += 1;
            continue;
        };
        counts[word] += 1;
        of_states.entry(["state", "instrument"].map(|name| row[at(name)].clone())).or_default()[word] += 1;
    }
    assert!(absent > 10, "{absent}");
    assert_eq!(votes.len() - 1, of_votes.len());
    for row in &votes[1..] {
        let own = of_votes[&["replicate", "t", "instrument"].map(|name| row[place(&votes, name)].clone())];
        let told = ["states_in_favour", "states_abstaining", "states_against"];
        assert_eq!(told.map(|name| row[place(&votes, name)].clone()), own.map(|count| count.to_string()), "{row:?}");
    }
    assert_eq!(by_state.len() - 1, of_states.len());
    for row in &by_state[1..] {
        let own = of_states[&["state", "instrument"].map(|name| row[place(&by_state, name)].clone())];
        let all: usize = own.iter().sum();
        assert_eq!(row[place(&by_state, "votes")], all.to_string());
        for (name, count) in ["in_favour", "abstaining", "against"].into_iter().zip(own) {
            let told: f64 = row[place(&by_state, name)].parse().expect("a share");
            assert!((told - count as f64 / all as f64).abs() < 1e-12, "{row:?}");
        }
    }
}

#[test]
fn names_and_codes_are_in_the_table_of_actors_and_change_no_history() {
    let desk = Desk::new();
    let text = desk.read("minimal.toml");
    let bare = text.replace("name = \"Aurelia\", ", "").replace("name = \"peace force\", ", "");
    let told = text.replace(
        "aurelia = { name = \"Aurelia\", ",
        "aurelia = { name = \"Aurelia the Fair\", code = \"AUR\", cow_code = \"7\", ",
    );
    assert!(bare != text && told != text);
    for (name, text) in [("bare", bare), ("told", told)] {
        let file = format!("{name}.toml");
        desk.put(&file, &text);
        desk.intsoc(&["run", &file, "--replicates", "5", "-q", "--out", name]).done();
    }
    for table in ["histories", "months", "ballots", "blame"] {
        let [bare, told] = ["bare", "told"].map(|run| desk.read(&format!("{run}/{table}.csv")));
        assert_eq!(bare, told, "{table}: keys, ids and numbers are the same");
    }
    let actors = ["bare", "told"].map(|run| rows(&desk.read(&format!("{run}/actors.csv"))));
    let first = |table: &Vec<Vec<String>>| {
        ["actor", "name", "code", "cow_code"].map(|name| table[1][place(table, name)].clone())
    };
    assert_eq!(first(&actors[0]), ["aurelia", "aurelia", "", ""]);
    assert_eq!(first(&actors[1]), ["aurelia", "Aurelia the Fair", "AUR", "7"]);
    assert!(column(&actors[1], "name").contains(&"Zamora".to_string()), "the target is an actor");
    let instruments = rows(&desk.read("told/instruments.csv"));
    assert!(column(&instruments, "name").contains(&"peace force".to_string()));
    // Two scenarios that differ in a label do not differ.
    let said = desk.intsoc(&["compare", "bare.toml", "told.toml", "--replicates", "2", "-q", "--out", "both"]);
    assert!(said.err.contains("the same"), "{said:?}");
    assert_eq!(rows(&desk.read("both/differences.csv")).len(), 1);
    desk.put("wrong.toml", &desk.read("told.toml").replace("\"AUR\"", "\"Aurelia\"").replace("\"7\"", "\"1000\""));
    desk.intsoc(&["check", "wrong.toml"]).refused(&[
        "states.aurelia.code = \"Aurelia\"",
        "three capital letters",
        "states.aurelia.cow_code = \"1000\"",
        "1 to 999",
    ]);
}

#[test]
fn what_a_sweep_varies_is_explained_with_its_path_unit_and_ends() {
    let desk = Desk::new();
    desk.put(
        "sweep.toml",
        "scenario = \"minimal.toml\"\nreplicates = 1\n[vary]\n\"states.aurelia.ties\" = { from = 0.1, to = 0.3, steps = 3 }\n\"states.borea.ties\" = { values = [0.8, 0.2] }\n\"off.veto\" = { values = [true, false] }\n",
    );
    desk.intsoc(&["sweep", "sweep.toml", "-q", "--out", "out"]).done();
    let points = rows(&desk.read("out/points.csv"));
    assert_eq!(points[0].join(","), "point,aurelia_ties,borea_ties,off_veto");
    let parameters = rows(&desk.read("out/parameters.csv"));
    assert_eq!(parameters[0].join(","), "column_name,path,unit,meaning,low,high,levels");
    assert_eq!(parameters[1].join(","), "aurelia_ties,states.aurelia.ties,share,Ties to the target,0.1,0.3,3");
    assert_eq!(parameters[2].join(","), "borea_ties,states.borea.ties,share,Ties to the target,0.2,0.8,2");
    assert_eq!(parameters[3].join(","), "off_veto,off.veto,,the mechanism veto is off,,,2");
    let package = desk.json("out/datapackage.json");
    let resources = package["resources"].as_array().expect("tables");
    let summary = resources.iter().find(|resource| resource["name"] == "summary").expect("a table");
    let field = |name: &str| {
        let fields = summary["schema"]["fields"].as_array().expect("fields");
        fields.iter().find(|field| field["name"] == name).unwrap_or_else(|| panic!("no {name}")).clone()
    };
    assert_eq!(
        (&field("off_veto")["type"], &field("borea_ties")["standsFor"]),
        (&"boolean".into(), &"states.borea.ties".into())
    );
    for (key, what) in [("licenses", "CC0-1.0"), ("sources", "scenario minimal.toml"), ("keywords", "sweep")] {
        assert!(package[key].to_string().contains(what), "{key}: {}", package[key]);
    }
}

#[test]
fn ballots_end_with_a_whole_history_within_a_million_rows_and_shares_count_them_all() {
    const REPLICATES: u64 = 6000;
    let desk = Desk::new();
    // Sixty more seats, all willing: some 170 ballots in a history.
    let member = |number: u32| {
        format!(
            "[states.member{number}]\ncapability = 0.01\nsocieties = [\"world\"]\nsolidarism = 0.9\nconstituencies = {{ nationals = 0.5, society = 0.4, humanity = 0.1 }}\n"
        )
    };
    desk.put("many.toml", &format!("{}{}", desk.read("minimal.toml"), (0..60).map(member).collect::<String>()));
    let said = desk.intsoc(&["run", "many.toml", "--replicates", &REPLICATES.to_string(), "-q", "--out", "out"]);
    said.noted(&["ballots.csv ends after the first", "within its 1,000,000 rows", "votes_by_state.csv counts"]);
    let told = desk.json("out/manifest.json")["ballots_of"].as_u64().expect("it is cut");
    let ballots = desk.read("out/ballots.csv");
    let rows_of = ballots.lines().count() - 1;
    assert!((900_000..=1_000_000).contains(&rows_of), "{rows_of} rows");
    let last = ballots.lines().last().and_then(|row| row.split(',').next()).expect("a replicate");
    let votes = rows(&desk.read("out/votes.csv"));
    let of = |row: &Vec<String>| row[place(&votes, "replicate")].parse::<u64>().expect("a number");
    let whole = votes[1..].iter().map(of).filter(|replicate| *replicate < told).max().expect("a vote");
    assert_eq!(last.parse::<u64>().expect("a number"), whole, "the last history that is told has all its votes");
    let seats = 64;
    assert_eq!(votes[1..].iter().filter(|row| of(row) < told).count() * seats, rows_of);
    assert!(told < REPLICATES);
    let by_state = rows(&desk.read("out/votes_by_state.csv"));
    let counted: usize = column(&by_state, "votes").iter().map(|votes| votes.parse::<usize>().expect("a number")).sum();
    assert_eq!(counted, (votes.len() - 1) * seats, "shares are over all histories");
}
