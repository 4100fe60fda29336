//! Names that have changed: files, results and keys from before keep their meaning.
//!
//! What stands in `tests/kept` was written by a program that knew the first names only, and is never renewed.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use intsoc::model::outcomes::today;
use intsoc::scenario::formerly::first_names;
use intsoc::scenario::kind::FileKind;
use intsoc::scenario::shape::Shape;
use intsoc::scenario::{self, Override};
use intsoc::study;

use crate::support::desk::Desk;
use crate::support::forge;
use crate::support::runs::{place, rows};

const FILES: [&str; 3] = ["crisis.toml", "sweep.toml", "whole.toml"];

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// A desk with what was kept.
fn desk() -> Desk {
    let desk = Desk::new();
    for folder in ["run", "sweep"] {
        fs::create_dir(desk.path(folder)).expect("the desk is ours");
    }
    let results = ["run/manifest.json", "run/histories.csv", "sweep/manifest.json", "sweep/outcomes.csv"];
    for name in FILES.iter().chain(&results) {
        fs::copy(root().join("tests/kept").join(name), desk.path(name)).expect("it is kept");
    }
    desk
}

/// A table has what a kept one has, column by column; outcomes that were added since are in it besides.
fn assert_same(desk: &Desk, table: &str, kept: &str) {
    let (table, kept) = (rows(&desk.read(table)), rows(&desk.read(kept)));
    assert_eq!(table.len(), kept.len());
    let at = |name: &String| place(&table, &today(name));
    let places: Vec<usize> = kept[0].iter().map(at).collect();
    for (row, kept) in table.iter().zip(&kept).skip(1) {
        assert_eq!(places.iter().map(|at| &row[*at]).collect::<Vec<_>>(), kept.iter().collect::<Vec<_>>());
    }
}

fn first_key(table: &str) -> String {
    let row = table.lines().nth(1).expect("a row");
    row.split(',').next().expect("a key").into()
}

#[test]
fn files_under_former_names_give_the_histories_they_gave_and_their_author_is_told_once_per_name() {
    let desk = desk();
    let said = desk.intsoc(&["run", "crisis.toml", "--replicates", "2", "--out", "again", "-q"]);
    assert_eq!(said.err.matches("purse is called budget today").count(), 1, "{said:?}");
    said.noted(&[
        "whole.toml:58: purse is called budget today",
        "intsoc migrate whole.toml",
        "crisis.toml:5: citizenship.blindness is called citizenship.random_goal today",
        "crisis.toml:6: attention.held_demand is called attention.fixed_demand today",
    ]);
    assert_same(&desk, "again/histories.csv", "run/histories.csv");
    desk.intsoc(&["sweep", "sweep.toml", "--out", "swept", "-q"]).noted(&[
        "sweep.toml:5: purse is called budget today",
        "sweep.toml:8: attention.held_demand is called attention.fixed_demand",
        "events.'a blind month'.set.citizenship.blindness is called events.'a blind month'.set.citizenship.random_goal",
    ]);
    assert_same(&desk, "swept/outcomes.csv", "sweep/outcomes.csv");
}

#[test]
fn histories_of_results_under_former_names_are_made_again_by_their_keys() {
    let desk = desk();
    for (folder, table) in [("run", "histories.csv"), ("sweep", "outcomes.csv")] {
        assert!(desk.read(&format!("{folder}/manifest.json")).contains("purse"), "{folder} is from before");
        let key = first_key(&desk.read(&format!("{folder}/{table}")));
        let said = desk.intsoc(&["reproduce", &key, folder, "--out", &format!("{folder}-again")]).done();
        assert!(said.contains("the same in all 24 outcomes"), "{said}");
    }
}

#[test]
fn results_from_before_an_outcome_was_added_are_made_again_in_those_that_they_have() {
    let desk = desk();
    let cut: String =
        rows(&desk.read("run/histories.csv")).iter().map(|row| row[..row.len() - 1].join(",") + "\r\n").collect();
    desk.put("run/histories.csv", &cut);
    forge::listed(&desk.path("run"), "histories.csv");
    let said = desk.intsoc(&["reproduce", &first_key(&cut), "run", "--out", "again"]).done();
    assert!(said.contains("the same in all 23 outcomes"), "{said}");
}

#[test]
fn the_model_is_told_in_the_names_of_today() {
    let renames = fs::read_to_string(root().join("docs/renames.csv")).expect("it is there");
    let odd = fs::read_to_string(root().join("docs/ODD.md")).expect("it is there");
    let former: Vec<&str> =
        renames.lines().filter_map(|row| Some(row.strip_prefix("key,")?.split_once(',')?.0)).collect();
    assert!(former.contains(&"attention.held_demand"), "{former:?}");
    for name in former {
        assert!(!odd.contains(&format!("`{name}`")), "docs/ODD.md says {name}");
    }
}

#[test]
fn migrate_rewrites_former_names_and_no_other_byte() {
    let desk = desk();
    let before = FILES.map(|name| desk.read(name));
    let look = [&["migrate", "--check"][..], &FILES].concat();
    desk.intsoc(&look).ended(1, &["3 files say former names"]);
    assert_eq!(FILES.map(|name| desk.read(name)), before);
    let said = desk.intsoc(&[&["migrate"][..], &FILES].concat()).done();
    assert!(said.contains("crisis.toml:11: citizenship.blindness -> citizenship.random_goal\n"), "{said}");
    let renames = fs::read_to_string(root().join("docs/renames.csv")).expect("it is there");
    let last = |path: &str| path.rsplit('.').next().unwrap_or_default().to_string();
    let rows = || renames.lines().filter_map(|row| row.strip_prefix("key,")?.split_once(','));
    let renamed = before.map(|text| rows().fold(text, |text, (old, new)| text.replace(&last(old), &last(new))));
    assert_eq!(FILES.map(|name| desk.read(name)), renamed);
    desk.intsoc(&look).done();
    desk.intsoc(&["run", "crisis.toml", "--replicates", "2", "--out", "again", "-q"]).done();
    assert_same(&desk, "again/histories.csv", "run/histories.csv");
}

#[test]
fn migrate_keeps_odd_line_ends_and_orders_and_leaves_alone_what_it_cannot_read() {
    let desk = Desk::new();
    let odd = "extends = 'minimal.toml' # first\r\nattention.held_demand=0.25\r\ncitizenship.noise = 0.1\r\nattention.base = 0.5\r\n[ instruments . 'relief' ]\r\n\t\"purse\"   =   \"aid\"\r\n";
    desk.put("odd.toml", odd);
    desk.intsoc(&["migrate", "odd.toml"]).done();
    let new = odd.replace("held_demand", "fixed_demand").replace("purse", "budget");
    assert_eq!(desk.read("odd.toml"), new);
    desk.intsoc(&["check", "odd.toml"]).done();
    desk.put("torn.toml", "extends = 'minimal.toml'\n[instruments.relief\npurse = 'aid'\n");
    desk.put("twice.toml", "extends = 'minimal.toml'\n[instruments.relief]\npurse = 'aid'\nbudget = 'aid'\n");
    desk.put("other.toml", "[package]\nname = 'other'\n");
    for (name, words) in
        [("torn.toml", "torn.toml:2"), ("twice.toml", "twice.toml:4"), ("other.toml", "is neither a scenario")]
    {
        let text = desk.read(name);
        desk.intsoc(&["migrate", name]).refused(&[words]);
        assert_eq!(desk.read(name), text);
    }
}

#[test]
fn two_names_of_one_key_at_once_are_refused() {
    let desk = Desk::new();
    desk.put("twice.toml", "extends = \"minimal.toml\"\n[citizenship]\nblindness = 0.1\nrandom_goal = 0.1\n");
    desk.intsoc(&["run", "twice.toml"]).refused(&[
        "twice.toml:4: citizenship.random_goal = 0.1",
        "random_goal is given twice, once under a former name",
        "leave one of the two out",
    ]);
    // One in the file that is extended is as good as any other.
    desk.put("base.toml", "extends = \"minimal.toml\"\n[citizenship]\nblindness = 0.1\n");
    desk.put("over.toml", "extends = \"base.toml\"\n[citizenship]\nrandom_goal = 0.2\n");
    let set = ["run", "over.toml", "--replicates", "1", "-q", "--set", "citizenship.blindness=0.3", "--out", "out"];
    desk.intsoc(&set).noted(&["base.toml:3: blindness is called random_goal", "write citizenship.random_goal"]);
    assert_eq!(desk.json("out/manifest.json")["resolved_scenario"]["citizenship"]["random_goal"], 0.3);
}

#[test]
fn patterns_and_their_worlds_may_say_former_names() {
    let desk = Desk::new();
    desk.put("blind.toml", "extends = \"minimal.toml\"\n[citizenship]\nblindness = 1.0\n");
    desk.put(
        "patterns.toml",
        "trunk = \"minimal.toml\"\nrivals = { R0 = \"minimal.toml\" }\n[worlds]\nblind = \"blind.toml\"\nheld.attention = { held_demand = 0.1 }\nset.set = { \"*.*.purse\" = \"one\" }\n[[pattern]]\nid = \"P1\"\nquestion = \"Is it?\"\nsection = \"One\"\nemergent = true\nused_in_tuning = false\nclaims = [{ measure = \"mean(adequacy | held)\" }]\n",
    );
    let said = desk.intsoc(&["check", "patterns.toml"]).done();
    assert!(said.contains("patterns.toml:5: held_demand is called fixed_demand"), "{said}");
    assert!(said.contains("patterns.toml:6: *.*.purse is called *.*.budget"), "{said}");
    desk.intsoc(&["patterns", "patterns.toml", "--replicates", "2", "--out", "out", "-q"])
        .noted(&["patterns.toml:5: held_demand", "blind.toml:3: blindness is called random_goal"]);
    desk.intsoc(&["migrate", "patterns.toml", "blind.toml"]).done();
    let said = desk.intsoc(&["patterns", "patterns.toml", "--replicates", "2", "--out", "out", "-q"]);
    assert!(!said.err.contains("today"), "{said:?}");
    // The results are the same, and so not those of another run.
    said.noted(&[]);
}

/// Every property and choice of a schema: its place, its own former names, and the names beside it.
fn former(shape: Shape<'static>, path: &str, found: &mut Vec<[String; 3]>) {
    let join = |name: &str| if path.is_empty() { name.to_string() } else { format!("{path}.{name}") };
    let mut names = BTreeSet::new();
    for (name, below) in shape.properties() {
        for known in std::iter::once(name).chain(below.former_names()) {
            assert!(names.insert(known), "{path}: {known} names two keys");
        }
        found.extend(below.former_names().map(|old| ["key".into(), join(old), join(name)]));
        former(below, &join(name), found);
    }
    let several = shape.entries().into_iter().chain(shape.elements().map(|(element, _)| element));
    several.for_each(|below| former(below, &join("*"), found));
    shape.alternatives().for_each(|below| former(below, path, found));
}

#[test]
fn the_list_of_renames_is_that_of_the_schemas_and_no_name_means_two_things() {
    let mut found = Vec::new();
    for kind in [FileKind::Scenario, FileKind::Sweep, FileKind::Patterns] {
        former(study::shape(kind), "", &mut found);
    }
    // What a profile has every state has.
    found.retain(|[_, _, new]| !new.starts_with("profiles."));
    found.sort();
    let text = fs::read_to_string(root().join("docs/renames.csv")).expect("it is there");
    let mut rows = text.lines().map(|line| line.split(',').map(str::to_string).collect::<Vec<_>>());
    assert_eq!(rows.next().expect("a header"), ["kind", "old", "new"]);
    let mut listed: Vec<[String; 3]> = rows.map(|row| row.try_into().expect("three cells")).collect();
    listed.retain(|[kind, ..]| kind == "key");
    listed.sort();
    assert!(found.len() >= 3);
    assert_eq!(found, listed);
}

#[test]
fn a_hash_counts_every_key_under_its_first_name() {
    let file = |name: &str| -> PathBuf { root().join("tests/kept").join(name) };
    let two = Override::parse("scenario.replicates=2").expect("a change");
    let old = scenario::load(&file("crisis.toml"), &[two]).expect("a scenario");
    let manifest: serde_json::Value =
        serde_json::from_str(&fs::read_to_string(file("run/manifest.json")).expect("text")).expect("JSON");
    assert_eq!(scenario::hash(&old), manifest["scenario_hash"]);
    let first = first_names(&old.resolved, Shape::root()).to_json_graded();
    assert_eq!(first, manifest["resolved_scenario"]);
    assert!(first.to_string().contains("purse") && !first.to_string().contains("budget"));
}

#[test]
fn former_words_of_the_command_line_are_understood_and_not_offered() {
    let desk = Desk::new();
    desk.put(
        "facts.csv",
        "fact,kind,what,measure,value,low,high,unit,part,grade,source\nf,value,f,adequacy,1,,,share,fit,assumed,\n",
    );
    let run = |words: &str| desk.intsoc(&words.split(' ').collect::<Vec<_>>());
    for (old, new) in [
        ("run minimal.toml --still -q --out O", "run minimal.toml --no-chance -q --out O"),
        ("explain minimal.toml --still", "explain minimal.toml --no-chance"),
        (
            "run minimal.toml --replicates 2 --csv-locale eu -q --out O",
            "run minimal.toml --replicates 2 --format csv-eu -q --out O",
        ),
        (
            "run minimal.toml --replicates 2 --csv-locale en -q --out O",
            "run minimal.toml --replicates 2 --format csv -q --out O",
        ),
        (
            "hindcast minimal.toml --replicates 4 --history facts.csv -q --out O",
            "hindcast minimal.toml --replicates 4 --facts facts.csv -q --out O",
        ),
        ("runs minimal.toml -q --out O", "precision minimal.toml -q --out O"),
    ] {
        assert_eq!(run(&old.replace('O', "old")).done(), run(&new.replace('O', "new")).done(), "{old}");
        for name in ["summary.csv", "enough.csv", "hindcast.csv"] {
            if new.contains("--out O") && desk.path("new").join(name).exists() {
                assert_eq!(desk.read(&format!("old/{name}")), desk.read(&format!("new/{name}")), "{old}: {name}");
            }
        }
        let _ = (fs::remove_dir_all(desk.path("old")), fs::remove_dir_all(desk.path("new")));
    }
    let renames = fs::read_to_string(root().join("docs/renames.csv")).expect("it is there");
    let offered = ["", "run ", "compare ", "hindcast ", "explain ", "report "]
        .map(|command| run(&format!("{command}--help")).done());
    let words = renames.lines().filter(|row| row.starts_with("option,") || row.starts_with("command,"));
    let mut count = 0;
    for row in words {
        let cells: Vec<&str> = row.split(',').collect();
        // A command or an option begins its line of the help.
        let begins = |line: &str, word: &str| {
            line.split([' ', ',']).filter(|part| !part.is_empty()).take(2).any(|part| part == word)
        };
        let offers = |word: &str| {
            offered.iter().any(|help| help.lines().any(|line| line.starts_with("  ") && begins(line, word)))
        };
        assert!(offers(cells[2]) && !offers(cells[1]), "{row}");
        count += 1;
    }
    assert!(count >= 4);
}
