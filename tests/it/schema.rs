//! What an editor marks by the schemas: nothing in what is good, and every slip of the pen that a schema can know.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::support::desk::Desk;
use jsonschema::Validator;
use serde_json::Value as Json;

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn json(toml: &str) -> Json {
    let table: toml::Table = toml.parse().unwrap_or_else(|error| panic!("{error}\n{toml}"));
    serde_json::to_value(table).expect("TOML is JSON")
}

/// The schemas that are kept beside the scenarios, by file name.
fn schema(name: &str) -> Validator {
    let kept = fs::read_to_string(root().join("scenarios").join(name)).expect("INTSOC_BLESS=1 writes it");
    let schema: Json = serde_json::from_str(&kept).expect("JSON");
    jsonschema::meta::validate(&schema).expect("a schema of draft 2020-12");
    jsonschema::validator_for(&schema).expect("a schema")
}

/// Whatever an editor would hold against a schema: files below a folder, and the TOML of documents.
fn good_files() -> Vec<(String, String)> {
    fn below(folder: &Path, found: &mut Vec<PathBuf>) {
        for entry in fs::read_dir(folder).expect("a folder of ours").flatten() {
            let path = entry.path();
            if path.is_dir() {
                below(&path, found);
            } else if path.extension().is_some_and(|extension| extension == "toml") {
                found.push(path);
            }
        }
    }
    let mut files = Vec::new();
    below(&root().join("scenarios"), &mut files);
    files.sort();
    let mut good: Vec<(String, String)> = files
        .into_iter()
        .map(|file| {
            let name = file.strip_prefix(root().join("scenarios")).expect("below it").display().to_string();
            (name, fs::read_to_string(file).expect("text"))
        })
        .collect();
    for (document, count) in [("README.md", 2), ("docs/tutorial.md", 1)] {
        let text = fs::read_to_string(root().join(document)).expect("text");
        let blocks: Vec<&str> = text.split("```toml\n").skip(1).filter_map(|rest| rest.split("```").next()).collect();
        assert!(blocks.len() >= count, "{document}");
        good.extend(
            blocks
                .iter()
                .enumerate()
                .map(|(index, block)| (format!("{}-{index}.toml", document.replace('/', "-")), block.to_string())),
        );
    }
    good
}

/// The rows of a table, each as cells by the names of their columns.
fn table(text: &str) -> Vec<BTreeMap<String, String>> {
    let mut reader = csv::ReaderBuilder::new().comment(Some(b'#')).from_reader(text.as_bytes());
    let headers = reader.headers().expect("a table").clone();
    let named =
        |row: csv::StringRecord| headers.iter().zip(&row).map(|(name, cell)| (name.into(), cell.into())).collect();
    reader.records().map(|row| named(row.expect("a row"))).collect()
}

/// What a reader of JSON Table Schemas marks in a file of facts.
fn marks_of_facts(text: &str) -> Vec<String> {
    let kept = fs::read_to_string(root().join("scenarios/facts.schema.json")).expect("INTSOC_BLESS=1 writes it");
    let schema: Json = serde_json::from_str(&kept).expect("JSON");
    let rows = table(text);
    let mut marks = Vec::new();
    for field in schema["fields"].as_array().expect("fields") {
        let name = field["name"].as_str().expect("a name");
        let mut seen = BTreeSet::new();
        for (at, row) in rows.iter().enumerate() {
            let Some(cell) = row.get(name).map(|cell| cell.trim()) else {
                marks.push(format!("no column {name}"));
                break;
            };
            let rules = &field["constraints"];
            let words = rules["enum"].as_array();
            let mut mark = |rule: &str, broken: bool| {
                if broken {
                    marks.push(format!("row {at}: {name} {rule}: {cell}"));
                }
            };
            mark("required", rules["required"] == true && cell.is_empty());
            mark("number", field["type"] == "number" && !cell.is_empty() && cell.parse::<f64>().is_err());
            mark("enum", words.is_some_and(|words| !words.iter().any(|word| word == cell)));
            mark("unique", rules["unique"] == true && !seen.insert(cell));
        }
    }
    marks
}

const SCHEMAS: [&str; 4] = ["scenario.schema.json", "sweep.schema.json", "patterns.schema.json", "cases.schema.json"];

/// The schema for a file: by what it is.
fn schema_of(text: &str) -> usize {
    let table = json(text);
    if table.get("cases").is_some() {
        return 3;
    }
    match (table.get("rivals"), ["vary", "point", "ranges"].into_iter().find_map(|key| table.get(key))) {
        (Some(_), _) => 2,
        (_, Some(_)) => 1,
        _ => 0,
    }
}

/// Files with one slip each, by what the slip is.
fn slips() -> Vec<(&'static str, String)> {
    let minimal = fs::read_to_string(root().join("scenarios/minimal.toml")).expect("text");
    let whole = |from: &str, to: &str| {
        assert!(minimal.contains(from), "{from}");
        minimal.replacen(from, to, 1)
    };
    let over = |text: &str| format!("#:schema ./scenario.schema.json\nextends = \"minimal.toml\"\n{text}\n");
    let swept = |text: &str| format!("#:schema ./sweep.schema.json\nscenario = \"minimal.toml\"\n{text}\n");
    let varied = |factor: &str| swept(&format!("[vary]\n\"blame.clarity\" = {factor}"));
    let patterns = fs::read_to_string(root().join("scenarios/patterns.toml")).expect("text");
    let tried = |from: &str, to: &str| {
        assert!(patterns.contains(from), "{from}");
        patterns.replacen(from, to, 1)
    };
    vec![
        ("a key is misspelt", whole("resolve = 0.5", "resolv = 0.5")),
        ("a table is misspelt", whole("[target]", "[targett]")),
        ("a table is missing", whole("[target]                #", "[crises] #")),
        ("the first month is missing", whole("start = \"2001-01\"\n", "")),
        ("a budget is missing", whole("budget = \"aid\", ", "")),
        ("a rule is missing", whole("rule = \"veto\", ", "")),
        ("a cost is missing", whole("word_cost = 0.2\n", "")),
        ("a rule is none", whole("rule = \"veto\"", "rule = \"vetoes\"")),
        ("a month in words", whole("start = \"2001-01\"", "start = \"January 2001\"")),
        ("a thirteenth month", whole("start = \"2001-01\"", "start = \"2001-13\"")),
        ("a month without quotes", whole("start = \"2001-01\"", "start = 2001")),
        ("no months", whole("months = 36", "months = 0")),
        ("half a month", whole("months = 36", "months = 36.5")),
        ("too many months", whole("months = 36", "months = 2401")),
        ("a number as a text", whole("resolve = 0.5", "resolve = \"0.5\"")),
        ("a mechanism that is none", over("[scenario]\noff = [\"vetos\"]")),
        ("no replicates", over("[scenario]\nreplicates = 0")),
        ("a seed below zero", over("[scenario]\nseed = -1")),
        ("a share below zero", over("[target]\nresponsibility = -0.1")),
        ("a share above one", over("[states.aurelia]\nsolidarism = 1.8")),
        ("one of two shares above one", over("[states.aurelia]\nsolidarism = { intervention = 1.8 }")),
        ("an amount below zero", over("[target]\nresolve = -0.1")),
        ("a low below zero", over("[target]\nresolve = { value = 0.5, low = -1 }")),
        ("a grade that is none", over("[target]\nresolve = { value = 0.5, grade = \"guessed\" }")),
        ("a graded number without its value", over("[target]\nresolve = { low = 0.5, high = 0.6 }")),
        ("a misspelt end of a range", over("[target]\nresolve = { value = 0.5, hihg = 0.6 }")),
        ("a misspelt key of a state", over("[states.aurelia]\nsolidarsm = 0.2")),
        ("a misspelt constituency", over("[states.aurelia]\nconstituencies = { nationals = 0.4, socity = 0.6 }")),
        ("a reach above one", over("[movements.never_again]\nreach = { aurelia = 2 }")),
        ("three of four stages of the court", over("[court]\npressure = [0.1, 0.1, 0.1]")),
        ("yes for true", over("[instruments.force]\nconsent = \"yes\"")),
        ("a year for a month", over("[instruments.force]\nfrom = \"2001\"")),
        ("one name for a list", over("drop = \"war\"")),
        ("an event without its month", over("[[events]]\nname = \"a war\"")),
        ("an event in month zero", over("[[events]]\ndate = \"2001-00\"")),
        ("a text set by an event", over("[[events]]\ndate = \"2001-05\"\nset = { \"target.resolve\" = \"low\" }")),
        ("a path that begins with no table", over("[set]\n\"targt.resolve\" = 0.2")),
        ("a key that no sweep has", swept("replicate = 5\n[vary]\n\"blame.clarity\" = { values = [1] }")),
        ("a design that is none", swept("design = \"grip\"\n[vary]\n\"blame.clarity\" = { values = [1] }")),
        ("a sweep that varies nothing", swept("replicates = 5")),
        ("a sweep without replicates", swept("replicates = 0\n[vary]\n\"blame.clarity\" = { values = [1] }")),
        ("a list without values", varied("{ values = [] }")),
        ("a range with one end", varied("{ from = 0.1, steps = 3 }")),
        ("a range in one step", varied("{ from = 0.1, to = 0.5, steps = 1 }")),
        ("a range with a list", varied("{ from = 0.1, to = 0.5, values = [1] }")),
        ("a range from a text", varied("{ from = \"0\", to = 0.5, steps = 2 }")),
        ("a misspelt key of a range", varied("{ from = 0.1, to = 0.5, step = 2 }")),
        ("a list without its key", varied("[0.1, 0.2]")),
        (
            "a weight below zero",
            swept(
                "design = \"sobol\"\npoints = 4\n[vary]\n\"states.aurelia.constituencies\" = { dirichlet = [-1, 1, 1] }",
            ),
        ),
        (
            "two weights for three",
            swept("design = \"sobol\"\npoints = 4\n[vary]\n\"states.aurelia.constituencies\" = { dirichlet = [1, 1] }"),
        ),
        ("a sweep of nothing", "#:schema ./sweep.schema.json\n[vary]\n\"blame.clarity\" = { values = [1] }\n".into()),
        ("patterns without a trunk", tried("\ntrunk =", "\ntrunc =")),
        (
            "a world of a table that is none",
            tried("held = { name = \"Demand held, less violence\", attention =", "held = { atention ="),
        ),
        ("a world that is a number", tried("lead_body = \"counterfactuals/lead-body.toml\"", "lead_body = 3")),
        ("a pattern without its question", tried("\nquestion =", "\nquestoin =")),
        ("perhaps for true", tried("emergent = true", "emergent = \"perhaps\"")),
        ("a bound in words", tried("more_than = 0.0", "more_than = \"0.0\"")),
        ("a group of one name", tried("watching = [\"usa\", \"uk\", \"france\", \"canada\"]", "watching = \"usa\"")),
        ("a varied path that begins with no table", swept("[vary]\n\"blam.clarity\" = { values = [1] }")),
    ]
}

#[test]
fn an_editor_marks_nothing_in_what_is_shipped() {
    let validators = SCHEMAS.map(schema);
    let mut seen = [0; 4];
    for (name, text) in good_files() {
        let kind = schema_of(&text);
        let marks: Vec<String> = validators[kind]
            .iter_errors(&json(&text))
            .map(|error| format!("{}: {error}", error.instance_path()))
            .collect();
        assert!(marks.is_empty(), "{name}: {marks:?}");
        seen[kind] += 1;
    }
    assert!(seen[0] >= 35 && seen[1] >= 3 && seen[2] >= 1 && seen[3] >= 1, "{seen:?}");
}

#[test]
fn an_editor_marks_every_slip_that_a_schema_can_know_and_check_refuses_it_too() {
    let validators = SCHEMAS.map(schema);
    let desk = Desk::new();
    for (slip, text) in slips() {
        let kind = SCHEMAS.iter().position(|name| text.starts_with(&format!("#:schema ./{name}"))).unwrap_or(0);
        assert!(!validators[kind].is_valid(&json(&text)), "not marked: {slip}");
        desk.put("slip.toml", &text);
        let said = desk.intsoc(&["check", "slip.toml"]);
        assert_eq!(said.code, Some(2), "{slip}: {said:?}");
    }
}

#[test]
fn files_of_facts_fit_their_schema_and_slips_in_them_do_not_and_are_refused_too() {
    let folder = root().join("scenarios/history");
    let mut seen = 0;
    for entry in fs::read_dir(&folder).expect("a folder of ours").flatten() {
        let text = fs::read_to_string(entry.path()).expect("text");
        if text.lines().any(|line| line.starts_with("fact,kind,")) {
            assert_eq!(marks_of_facts(&text), Vec::<String>::new(), "{:?}", entry.path());
            seen += 1;
        }
    }
    assert!(seen >= 6, "{seen} files of facts");
    let head = "fact,kind,what,measure,value,low,high,unit,part,grade,source\n";
    let row = "early,value,need,\"at(need, '2001-01')\",0.2,,,share,fit,assumed,\n";
    assert!(marks_of_facts(&format!("{head}{row}")).is_empty());
    let desk = Desk::new();
    for (from, to, rule) in [
        ("value,need", "number,need", "enum"),
        (",0.2,", ",\"0,2\",", "number"),
        (",0.2,", ",,", "required"),
        ("early", "", "required"),
        (",fit,", ",fitted,", "enum"),
        (",assumed,", ",guessed,", "enum"),
        ("assumed,\n", "assumed,\nearly,value,need,peak(need),0.2,,,share,fit,assumed,\n", "unique"),
        ("fact,kind", "fakt,kind", "no column"),
    ] {
        let text = format!("{head}{row}").replacen(from, to, 1);
        assert!(marks_of_facts(&text).iter().any(|mark| mark.contains(rule)), "{to}: {:?}", marks_of_facts(&text));
        desk.put("facts.csv", &text);
        assert_eq!(desk.intsoc(&["hindcast", "minimal.toml", "--facts", "facts.csv"]).code, Some(2), "{to}");
    }
}

/// The schema of a kind of file that knows the baseline.
fn named(kind: &str) -> Json {
    let baseline = root().join("scenarios/baseline.toml").display().to_string();
    let printed = Desk::new().intsoc(&["schema", kind, "--for", &baseline]).done();
    serde_json::from_str(&printed).expect("JSON")
}

const KINDS: [&str; 4] = ["scenario", "sweep", "patterns", "cases"];

#[test]
fn a_schema_for_a_scenario_offers_its_ids_with_their_names_and_its_paths_with_what_they_are() {
    let (scenario, sweep) = (named("scenario"), named("sweep"));
    let at = |schema: &Json, place: &str| schema.pointer(place).unwrap_or_else(|| panic!("{place}")).clone();
    assert_eq!(at(&scenario, "/properties/states/properties/south_africa/title"), "South Africa");
    let vetoes = at(&scenario, "/$defs/Body/properties/veto/items/anyOf");
    let china = serde_json::json!({ "const": "china", "title": "China", "description": "China" });
    assert!(vetoes.as_array().expect("a list").contains(&china), "{vetoes}");
    assert_eq!(at(&scenario, "/$defs/Movement/properties/reach/properties/egypt/title"), "Egypt");
    let resolve = at(&sweep, "/properties/vary/properties/target.resolve");
    assert_eq!(resolve["title"], "Resolve against pressure.");
    let says = resolve["description"].as_str().expect("a text");
    assert!(says.contains("Here ") && says.contains(", from ") && resolve.get("$ref").is_some(), "{resolve}");
    assert_eq!(at(&sweep, "/properties/vary/properties/off.veto/title"), "Whether the mechanism veto is off.");
    let groups = at(&named("patterns"), "/properties/groups/additionalProperties/items/anyOf/0/title");
    assert!(groups.as_str().is_some_and(|name| name.starts_with(char::is_uppercase)), "{groups}");
    Desk::new().intsoc(&["schema", "facts", "--for", "minimal.toml"]).refused(&["refer to no ids", "leave it out"]);
    Desk::new().intsoc(&["schema", "--for", "minmal.toml"]).refused(&["did you mean `minimal.toml`?"]);
}

#[test]
fn a_schema_for_a_scenario_marks_what_the_plain_one_marks_and_nothing_else() {
    let validators = KINDS.map(|kind| jsonschema::validator_for(&named(kind)).expect("a schema"));
    for (name, text) in good_files() {
        assert!(validators[schema_of(&text)].is_valid(&json(&text)), "{name}");
    }
    for (slip, text) in slips() {
        let kind = SCHEMAS.iter().position(|name| text.starts_with(&format!("#:schema ./{name}"))).unwrap_or(0);
        assert!(!validators[kind].is_valid(&json(&text)), "not marked: {slip}");
    }
}

mod needs_editors {
    use super::*;

    /// `pip install tombi` and `npm install --global @taplo/cli` bring them.
    #[test]
    #[ignore = "needs tombi and taplo"]
    fn the_tools_of_editors_mark_every_slip_and_nothing_else() {
        let desk = Desk::new();
        for plain in [true, false] {
            for (name, kind) in SCHEMAS.iter().zip(KINDS) {
                let kept = || fs::read_to_string(root().join("scenarios").join(name)).expect("text");
                desk.put(name, &if plain { kept() } else { named(kind).to_string() });
            }
            marked_by_the_tools(&desk);
        }
    }

    fn marked_by_the_tools(desk: &Desk) {
        let put = |name: String, text: String| {
            desk.put(&name, &text);
            name
        };
        let good: Vec<(String, String)> = good_files()
            .into_iter()
            .enumerate()
            .map(|(index, (name, text))| {
                let lines = text.lines().filter(|line| !line.starts_with("#:schema")).collect::<Vec<_>>().join("\n");
                let directive = format!("#:schema ./{}\n", SCHEMAS[schema_of(&text)]);
                (put(format!("good-{index}.toml"), format!("{directive}{lines}\n")), name)
            })
            .collect();
        let wrong: Vec<(String, &str)> = slips()
            .into_iter()
            .enumerate()
            .map(|(index, (slip, text))| (put(format!("slip-{index}.toml"), text), slip))
            .collect();
        let fixed_instruments: [(&str, &[&str]); 2] =
            [("tombi", &["lint", "--offline", "--error-on-warnings"]), ("taplo", &["lint"])];
        for (tool, options) in fixed_instruments {
            let lint = |files: Vec<&str>| {
                let run = Command::new(tool).args(options).args(files).current_dir(desk.folder()).output();
                let run = run.unwrap_or_else(|error| panic!("{tool}: {error}"));
                let said = String::from_utf8_lossy(&run.stdout).into_owned() + &String::from_utf8_lossy(&run.stderr);
                (run.status.success(), said)
            };
            let (clean, said) = lint(good.iter().map(|(file, _)| file.as_str()).collect());
            let marked: Vec<&String> =
                good.iter().filter(|(file, _)| said.contains(file)).map(|(_, name)| name).collect();
            assert!(clean && marked.is_empty(), "{tool} marks {marked:?}:\n{said}");
            let (clean, said) = lint(wrong.iter().map(|(file, _)| file.as_str()).collect());
            let missed: Vec<&str> =
                wrong.iter().filter(|(file, _)| !said.contains(file.as_str())).map(|(_, slip)| *slip).collect();
            assert!(!clean && missed.is_empty(), "{tool} does not mark: {missed:?}");
        }
    }
}
