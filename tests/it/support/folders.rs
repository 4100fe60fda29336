//! Small folders of results of every kind.

use std::fs;
use std::path::Path;

use intsoc::study::sweep::header::Header;

use super::desk::Desk;
use super::{cases, forge};

pub const GRID: &str = r#"
scenario = "minimal.toml"
replicates = 3
[vary]
"target.resolve" = { values = [0.1, 0.5, 0.9] }
"blame.clarity" = { from = 0.0, to = 3.0, steps = 3 }
"#;

const PATTERNS: &str = r#"
trunk = "minimal.toml"
[rivals]
R0 = "minimal.toml"
weak = "weak.toml"
[worlds]
weak = "weak.toml"
[[pattern]]
id = "weak"
question = "Does a weaker target help?"
section = "Who is to Lead?"
emergent = true
used_in_tuning = false
claims = [{ measure = "effect(adequacy | weak)", more_than = 0.0 }]
"#;

const FACTS: &str = "fact,kind,what,measure,value,low,high,unit,part,grade,source\n\
    early,value,need at the start,\"at(need, '2001-01')\",0.2,0.1,0.3,share,fit,documented,a book\n\
    late,value,need later,\"average(need, '2001-07', '2001-12')\",0.5,,,share,test,assumed,\n";

/// Everything that can be asked over plausible numbers.
pub const ROBUST: &str = r#"
scenario = "ranged.toml"
ranges = "assumed"
points = 4
replicates = 2
facts = "facts.csv"
[worlds]
weak = "weaker.toml"
[measures]
need = "mean(at(need, '2001-04'))"
[[claim]]
id = "weak"
measure = "effect(adequacy | weak)"
more_than = 0.0
[levers.weak]
needs = "persuasion"
costs = "nobody"
catch = "it may not be believed"
"#;

/// A world with numbers that have ranges.
pub const RANGED: &str = "extends = \"minimal.toml\"\n[crisis]\nviolence = { value = 0.2, low = 0.1, high = 0.3, grade = \"assumed\" }\n\
    [target]\nresolve = { value = 0.5, low = 0.1, high = 0.9, grade = \"assumed\" }\n";

/// The kinds of folders: names of folders that [`make`] makes.
pub const KINDS: [&str; 14] = [
    "run",
    "detail",
    "compare",
    "sweep",
    "shard",
    "begun",
    "merged",
    "patterns",
    "hindcast",
    "cases",
    "runs",
    "sensitivity",
    "robust",
    "reproduced",
];

/// A desk with the files that every kind is made of.
pub fn desk() -> Desk {
    let desk = Desk::new();
    desk.put("grid.toml", GRID);
    desk.put("weak.toml", "extends = \"minimal.toml\"\n[target]\nresolve = 0.1\n");
    desk.put("patterns.toml", PATTERNS);
    desk.put("facts.csv", FACTS);
    desk.put("robust.toml", ROBUST);
    cases::asked(&desk);
    desk.put("ranged.toml", RANGED);
    desk.put("weaker.toml", "extends = \"ranged.toml\"\n[blame]\nclarity = 2.0\n");
    desk
}

/// Makes a folder of a kind under its name; those that it is made of lie beside it.
pub fn make(desk: &Desk, kind: &str) {
    make_with(desk, kind, &[]);
}

/// The same, with options that every command takes which writes results.
pub fn make_with(desk: &Desk, kind: &str, options: &[&str]) {
    let to = |command: &[&str], out: &str| {
        desk.intsoc(&[command, &["--out", out], options].concat()).done();
    };
    let shards = || {
        for shard in ["1/3", "2/3", "3/3"] {
            to(&["sweep", "grid.toml", "--shard", shard], &format!("part-{}", &shard[..1]));
        }
    };
    match kind {
        "run" => to(&["run", "minimal.toml", "--replicates", "4"], kind),
        "detail" => to(&["run", "minimal.toml", "--replicates", "2", "--detail", "--format", "csv-eu"], kind),
        "compare" => to(&["compare", "minimal.toml", "weak.toml", "--replicates", "4"], kind),
        "sweep" => to(&["sweep", "grid.toml"], kind),
        "shard" => {
            shards();
            fs::rename(desk.path("part-2"), desk.path(kind)).expect("ours");
        }
        "begun" => {
            shards();
            let (header, mut records) = forge::ledger(&desk.path("part-1"));
            records.extend(forge::ledger(&desk.path("part-2")).1);
            fs::create_dir(desk.path(kind)).expect("ours");
            forge::write(&desk.path(kind), &Header { shard: (1, 1), ..header }, &records);
        }
        "merged" => {
            shards();
            to(&["merge", "part-1", "part-2", "part-3"], kind);
        }
        "patterns" => to(&["patterns", "patterns.toml", "--replicates", "4"], kind),
        "hindcast" => to(&["hindcast", "minimal.toml", "--facts", "facts.csv", "--replicates", "4"], kind),
        "cases" => cases::play_with(desk, kind, options),
        "runs" => to(&["precision", "minimal.toml", "--precision", "0.5"], kind),
        "robust" => {
            let command = ["robust", "robust.toml", "--no-keep", "--quiet", "--out", kind];
            desk.intsoc(&[&command, options].concat()).noted(&[]);
        }
        "sensitivity" => {
            to(&["sweep", "grid.toml"], "swept");
            to(&["sensitivity", "swept"], kind);
        }
        "reproduced" => {
            make(desk, "run");
            to(&["reproduce", &key(desk, "run", "histories"), "run"], kind);
        }
        other => panic!("there is no kind {other}"),
    }
}

/// The key of the last history of a table.
pub fn key(desk: &Desk, folder: &str, table: &str) -> String {
    let text = desk.read(&format!("{folder}/{table}.csv"));
    let row = text.lines().skip(1).last().expect("a history");
    row.split([',', ';']).next().expect("a key").to_string()
}

/// Copies the files of a folder; one that was there is gone.
pub fn copy(from: &Path, to: &Path) {
    let _ = fs::remove_dir_all(to);
    fs::create_dir_all(to).expect("ours");
    for entry in fs::read_dir(from).expect("a folder").flatten() {
        fs::copy(entry.path(), to.join(entry.file_name())).expect("ours");
    }
}
