//! The command line: each documented command, and what each wrong input gets.

use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};

use crate::support::desk::{Desk, Said};
use crate::support::runs::rows;
use crate::support::scenarios::shipped;
use intsoc::scenario::sha256;

const TABLES: [&str; 11] = [
    "actors.csv",
    "ballots.csv",
    "blame.csv",
    "contributions.csv",
    "histories.csv",
    "instruments.csv",
    "leaders.csv",
    "months.csv",
    "summary.csv",
    "votes.csv",
    "votes_by_state.csv",
];

#[test]
fn a_file_alone_is_run_into_results_under_its_name() {
    let desk = Desk::new();
    let out = desk.intsoc(&["minimal.toml"]).done();
    assert!(out.contains("Minimal: 2001-01 to 2003-12, 200 histories, seed 1"), "{out}");
    assert!(out.contains("adequacy") && out.contains("Results in results/minimal: "), "{out}");
    let mut expected: Vec<&str> = TABLES.to_vec();
    expected.extend(["datapackage.json", "manifest.json", "results.xlsx"]);
    expected.sort_unstable();
    assert_eq!(desk.names("results/minimal"), expected);
    // Again into the same folder: the same run may replace itself, with the same bytes.
    let before: Vec<String> = TABLES.iter().map(|name| desk.read(&format!("results/minimal/{name}"))).collect();
    desk.intsoc(&["run", "minimal.toml", "--threads", "1"]).done();
    let after: Vec<String> = TABLES.iter().map(|name| desk.read(&format!("results/minimal/{name}"))).collect();
    assert!(before == after);
}

#[test]
fn every_option_of_a_run_does_what_it_says() {
    let desk = Desk::new();
    let run = |more: &[&str]| {
        let mut arguments = vec!["run", "minimal.toml", "--out", "out", "--force", "--replicates", "5"];
        arguments.extend(more);
        let out = desk.intsoc(&arguments).done();
        let manifest: serde_json::Value = serde_json::from_str(&desk.read("out/manifest.json")).expect("JSON");
        (out, manifest, rows(&desk.read("out/histories.csv")))
    };
    let (_, plain, histories) = run(&[]);
    assert_eq!((histories.len(), &plain["replicates"], &plain["complete"]), (6, &5.into(), &true.into()));
    let (_, other, others) = run(&["--seed", "99"]);
    assert_eq!(other["seed"], 99);
    assert_ne!(histories, others);
    let (out, still, one) = run(&["--no-chance"]);
    assert!(out.contains("one history without chance"), "{out}");
    assert_eq!((one.len(), &still["still"]), (2, &true.into()));
    let (_, changed, _) = run(&["--set", "target.resolve=0.1", "--set", "states.*.leverage={scale=0.5}"]);
    assert_eq!(changed["resolved_scenario"]["target"]["resolve"], 0.1);
    assert_eq!(changed["resolved_scenario"]["states"]["aurelia"]["leverage"], 0.25);
    let (_, off, _) = run(&["--off", "veto", "--off", "court"]);
    assert_eq!(off["resolved_scenario"]["scenario"]["off"], serde_json::json!(["veto", "court"]));
    let (out, _, _) = run(&["--quiet"]);
    assert_eq!(out, "");
    run(&["--detail"]);
    assert!(desk.names("out").contains(&"replicate_months.csv".to_string()));
    assert_eq!(rows(&desk.read("out/replicate_actors.csv")).len(), 1 + 5 * 36 * 4);
    run(&[]);
    assert!(!desk.names("out").contains(&"replicate_months.csv".to_string()), "stale detail is gone");
}

#[test]
fn tables_have_the_columns_that_are_promised() {
    let desk = Desk::new();
    desk.intsoc(&["minimal.toml", "--out", "out", "--detail", "--replicates", "3"]).done();
    for (file, columns) in [
        ("summary.csv", "outcome,unit,mean,sd,ci_low,ci_high,p05,p50,p95,histories"),
        ("months.csv", "t,month,indicator,unit,mean,sd,p05,p50,p95"),
        (
            "actors.csv",
            "actor,kind,name,code,cow_code,action,words,deflection,aspiration,demand,blame,responsibility,solidarism,led",
        ),
        ("leaders.csv", "state,led,sd,ci_low,ci_high,histories"),
        ("contributions.csv", "state,instrument,effort,share"),
        (
            "votes.csv",
            "replicate,t,month,body,instrument,strength,passed,states_in_favour,states_abstaining,states_against,vetoed",
        ),
        ("ballots.csv", "replicate,t,month,body,instrument,state,vote"),
        (
            "votes_by_state.csv",
            "state,body,instrument,votes,in_favour,abstaining,against,adopted,abstaining_adopted,against_adopted,vetoed,against_vetoed",
        ),
        ("instruments.csv", "instrument,name,body,consent,budget"),
        ("blame.csv", "year,sender,receiver,share"),
        (
            "replicate_actors.csv",
            "replicate,t,month,state,action,words,deflection,aspiration,demand,blame,solidarism,led",
        ),
        ("replicate_leadership.csv", "replicate,t,month,state,readiness,step_forward"),
        ("replicate_bodies.csv", "replicate,t,month,body,mandate,blame,shortfall,trust"),
        (
            "replicate_instruments.csv",
            "replicate,t,month,instrument,agenda,willing,seats,taken_up,strength_left,diluted_for,authorised,in_force,resources,deployed,against,consent_chance,withdrawal_chance,shelved,agreed",
        ),
    ] {
        assert_eq!(rows(&desk.read(&format!("out/{file}")))[0].join(","), columns, "{file}");
    }
    assert!(desk.read("out/histories.csv").starts_with("key,replicate,violent_deaths,deprivation_deaths,deaths,"));
    assert!(desk.read("out/replicate_months.csv").starts_with("replicate,t,month,violence,need,displaced,"));
    // The data package names every file and every column.
    let package: serde_json::Value = serde_json::from_str(&desk.read("out/datapackage.json")).expect("JSON");
    let resources = package["resources"].as_array().expect("a list");
    assert_eq!(resources.len(), 16);
    for resource in resources {
        let file = resource["path"].as_str().expect("one file");
        let header = rows(&desk.read(&format!("out/{file}"))).remove(0);
        let fields = resource["schema"]["fields"].as_array().expect("fields");
        let names: Vec<&str> = fields.iter().filter_map(|field| field["name"].as_str()).collect();
        assert_eq!(header, names, "{file}");
        for field in fields {
            assert!(field["description"].as_str().is_some_and(|words| !words.is_empty()), "{file}: {field}");
        }
    }
    // The manifest's checksums are those of the files.
    let manifest: serde_json::Value = serde_json::from_str(&desk.read("out/manifest.json")).expect("JSON");
    for file in manifest["files"].as_array().expect("a list") {
        let name = file["name"].as_str().expect("a name");
        let bytes = desk.bytes(&format!("out/{name}"));
        assert_eq!((&file["bytes"], &file["sha256"]), (&bytes.len().into(), &sha256(&bytes).into()), "{name}");
    }
    let names: Vec<&str> =
        manifest["files"].as_array().into_iter().flatten().filter_map(|f| f["name"].as_str()).collect();
    for name in desk.names("out").iter().filter(|name| *name != "manifest.json") {
        assert!(names.contains(&name.as_str()), "{name} has no checksum: {names:?}");
    }
}

#[test]
fn check_lists_what_is_only_assumed_and_reports_every_problem_at_once() {
    let desk = Desk::new();
    desk.put(
        "graded.toml",
        "extends = \"minimal.toml\"\n[target]\nresolve = { value = 0.5, low = 0.2, high = 0.8, grade = \"assumed\" }\n",
    );
    let out = desk.intsoc(&["check", "minimal.toml", "graded.toml", "--assumed"]).done();
    assert!(out.contains("minimal.toml: good") && out.contains("graded.toml: good"), "{out}");
    assert!(out.contains("  assumed:\n    graded.toml:3: target.resolve = 0.5\n"), "{out}");
    let wrong = shipped("minimal.toml")
        .replacen("resolve = 0.5", "resolv = 0.5", 1)
        .replacen("solidarism = 0.8", "solidarism = 1.8", 1)
        .replacen("\"council\", consent", "\"councl\", consent", 1)
        .replacen("nationals = 0.6, society = 0.38", "nationals = 0.7, society = 0.38", 1)
        + "[[events]]\ndate = \"2001-05\"\nset = { \"target.reslve\" = 1 }\n";
    desk.put("wrong.toml", &wrong);
    desk.intsoc(&["check", "wrong.toml", "minimal.toml"]).refused(&[
        "wrong.toml:37: target.resolv\n  `target` has no key `resolv`\n  did you mean `resolve`?",
        "wrong.toml:61: instruments.force.authority = \"councl\"",
        "did you mean `council`?",
        "wrong.toml:72: states.aurelia.solidarism = 1.8\n  allowed: a share from 0 to 1\n  did you mean 0.18?",
        "states.borea.constituencies",
        "events.0.set.\"target.reslve\"",
        "wrong.toml: 5 problems",
    ]);
}

#[test]
fn check_names_what_is_wrong_in_the_order_of_the_file() {
    const HELD_TWICE: [&str; 7] = ["zeal", "amnesty", "visit", "boycott", "summit", "appeal", "embargo"];
    let desk = Desk::new();
    let instruments: String = HELD_TWICE.iter().map(|name| format!("{name} = {{ budget = \"aid\" }}\n")).collect();
    let faction = format!("{{ share = 0.5, holds = {HELD_TWICE:?} }}");
    desk.put(
        "twice.toml",
        &format!(
            "extends = \"minimal.toml\"\n[instruments]\n{instruments}\n[states.aurelia.factions]\nhawks = {faction}\ndoves = {faction}\n"
        ),
    );
    let said = desk.intsoc(&["check", "twice.toml"]);
    let named: Vec<&str> = said
        .err
        .lines()
        .filter(|line| line.contains("factions.doves.holds = "))
        .map(|line| line.rsplit('"').nth(1).expect("a name in quotes"))
        .collect();
    assert_eq!(named, HELD_TWICE, "{said:?}");
}

#[test]
fn schema_prints_the_schemas_that_are_kept_beside_the_scenarios() {
    let kept = Path::new(env!("CARGO_MANIFEST_DIR")).join("scenarios");
    for (arguments, name) in [
        (&["schema"][..], "scenario.schema.json"),
        (&["schema", "sweep"], "sweep.schema.json"),
        (&["schema", "patterns"], "patterns.schema.json"),
        (&["schema", "cases"], "cases.schema.json"),
        (&["schema", "facts"], "facts.schema.json"),
    ] {
        let (out, kept) = (Desk::new().intsoc(arguments).done(), kept.join(name));
        if std::env::var_os("INTSOC_BLESS").is_some() {
            fs::write(&kept, &out).expect("the schema can be written");
        }
        let kept = fs::read_to_string(&kept).expect("INTSOC_BLESS=1 writes it");
        assert!(out == kept, "`intsoc {} > scenarios/{name}` is due", arguments.join(" "));
    }
    assert_eq!(Desk::new().intsoc(&["schema", "scenario"]).done(), Desk::new().intsoc(&["schema"]).done());
}

#[test]
fn help_and_version_are_there() {
    let desk = Desk::new();
    assert!(desk.intsoc(&["--help"]).done().contains("neither prediction nor policy advice"));
    assert!(desk.intsoc(&["--version"]).done().starts_with("intsoc "));
    assert!(desk.intsoc(&["help", "run"]).done().contains("--replicates"));
    desk.intsoc(&[]).refused(&["Usage: intsoc"]);
}

#[test]
fn files_that_cannot_be_read_are_named() {
    let desk = Desk::new();
    desk.intsoc(&["nowhere.toml"]).refused(&["nowhere.toml", "cannot be read"]);
    fs::create_dir(desk.path("folder")).expect("a folder");
    desk.intsoc(&["folder"]).refused(&["folder", "is not a file"]);
    fs::write(desk.path("binary.toml"), [0xff, 0xfe, 0x00, 0x41]).expect("a file");
    desk.intsoc(&["binary.toml"]).refused(&["binary.toml", "UTF-8"]);
    desk.put("torn.toml", "[scenario\nname = 1\n");
    desk.intsoc(&["torn.toml"]).refused(&["torn.toml:1", "not TOML"]);
    desk.put("circle.toml", "extends = \"circle.toml\"\n");
    desk.intsoc(&["circle.toml"]).refused(&["circle.toml:1: extends", "goes in a circle"]);
    desk.put("child.toml", "extends = \"nobody.toml\"\n");
    desk.intsoc(&["child.toml"]).refused(&["child.toml:1: extends", "nobody.toml"]);
    desk.put("empty.toml", "");
    desk.intsoc(&["empty.toml"]).refused(&["empty.toml", "states", "is missing"]);
    assert!(!desk.path("results").exists(), "nothing was written");
}

#[test]
fn wrong_usage_says_what_is_allowed() {
    let desk = Desk::new();
    desk.intsoc(&["minimal.toml", "--off", "vito"]).refused(&["vito", "veto"]);
    desk.intsoc(&["minimal.toml", "--set", "target.resolv=0.2"]).refused(&["target.resolv", "did you mean `resolve`?"]);
    desk.intsoc(&["minimal.toml", "--set", "target.resolve"]).refused(&["is not PATH=VALUE"]);
    desk.intsoc(&["minimal.toml", "--set", "target.resolve=-1"]).refused(&["--set: target.resolve = -1"]);
    desk.intsoc(&["minimal.toml", "--replicates", "0"]).refused(&["--replicates", "must be 1 or more"]);
    desk.intsoc(&["minimal.toml", "--threads", "many"]).refused(&["--threads", "invalid value 'many'"]);
    desk.intsoc(&["minimal.toml", "--sede", "1"]).refused(&["--sede", "--seed"]);
    assert!(!desk.path("results").exists(), "nothing was written");
}

#[test]
fn a_folder_that_holds_something_else_is_left_alone() {
    let desk = Desk::new();
    fs::create_dir(desk.path("letters")).expect("a folder");
    desk.put("letters/letter.txt", "dear");
    desk.intsoc(&["minimal.toml", "--out", "letters"]).refused(&[
        "letters",
        "holds something else",
        "letter.txt",
        "--out",
    ]);
    desk.intsoc(&["minimal.toml", "--out", "letters", "--force"]).refused(&["letters", "holds something else"]);
    assert_eq!((desk.names("letters"), desk.read("letters/letter.txt")), (vec!["letter.txt".into()], "dear".into()));
    desk.put("note", "dear");
    desk.intsoc(&["minimal.toml", "--out", "note"]).refused(&["note", "is a file, not a folder"]);
    desk.intsoc(&["minimal.toml", "--out", "note/below"]).refused(&["note", "cannot be written"]);
}

#[test]
fn results_of_another_run_are_replaced_only_on_request() {
    let desk = Desk::new();
    desk.intsoc(&["minimal.toml", "--out", "out", "--replicates", "3"]).done();
    let before = desk.read("out/manifest.json");
    let other = ["minimal.toml", "--out", "out", "--replicates", "3", "--seed", "2"];
    desk.intsoc(&other).refused(&["out: holds the results of another run", "--force"]);
    assert_eq!(desk.read("out/manifest.json"), before);
    desk.intsoc(&[&other[..], &["--force"]].concat()).done();
    assert_ne!(desk.read("out/manifest.json"), before);
}

/// As on a full disk: no file may grow beyond some blocks of half a KiB.
#[cfg(unix)]
#[test]
fn a_full_disk_gives_the_reason_and_leaves_nothing_that_looks_whole() {
    let desk = Desk::new();
    for blocks in ["0", "8", "64"] {
        let script = format!(
            "trap '' XFSZ; ulimit -f {blocks}; exec {} minimal.toml --out out --detail --replicates 40",
            env!("CARGO_BIN_EXE_intsoc")
        );
        let output = Command::new("bash").args(["-c", &script]).current_dir(desk.folder()).output().expect("bash");
        Said::of(&output).ended(1, &["cannot be written"]);
        assert!(!desk.path("out").exists(), "{blocks}: {:?}", desk.names("out"));
    }
}

/// Ctrl-C ends a run with what is complete: the first histories, as a run to the end has them.
#[cfg(unix)]
#[test]
fn an_interrupted_run_keeps_the_histories_that_are_complete() {
    let desk = Desk::new();
    let mut child = Command::new(env!("CARGO_BIN_EXE_intsoc"))
        .args(["minimal.toml", "--out", "out", "--replicates", "100000000", "--threads", "2"])
        .current_dir(desk.folder())
        .stdout(Stdio::null())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the program starts");
    // Until some histories are on the disk.
    let partial = desk.path("out/histories.csv.partial");
    while fs::metadata(&partial).map_or(0, |data| data.len()) < 20_000 {
        assert!(child.try_wait().expect("a child").is_none(), "it ended before it could be interrupted");
        std::thread::sleep(std::time::Duration::from_millis(5));
    }
    let interrupt = Command::new("bash").args(["-c", &format!("kill -INT {}", child.id())]).status().expect("bash");
    assert!(interrupt.success());
    Said::of(&child.wait_with_output().expect("it ends")).ended(130, &["interrupted: out holds the", "of 100000000"]);
    let manifest: serde_json::Value = serde_json::from_str(&desk.read("out/manifest.json")).expect("JSON");
    let complete = manifest["histories"].as_u64().expect("a count");
    assert_eq!(manifest["complete"], false);
    let kept = desk.read("out/histories.csv");
    assert_eq!(rows(&kept).len() as u64, complete + 1);
    desk.intsoc(&["minimal.toml", "--out", "whole", "--replicates", "40"]).done();
    assert!(complete >= 40, "only {complete}");
    // The keys hold no number of replicates: a history is the same in any run.
    assert!(kept.starts_with(&desk.read("whole/histories.csv")));
}

#[test]
fn two_runs_do_not_write_into_one_folder() {
    let desk = Desk::new();
    let mut first = Command::new(env!("CARGO_BIN_EXE_intsoc"))
        .args(["minimal.toml", "--out", "out", "--replicates", "100000000", "--quiet"])
        .current_dir(desk.folder())
        .spawn()
        .expect("the program starts");
    while !desk.path("out/histories.csv.partial").exists() {
        std::thread::sleep(std::time::Duration::from_millis(5));
    }
    desk.intsoc(&["minimal.toml", "--out", "out"]).refused(&["out: another intsoc writes here now"]);
    first.kill().expect("it can be killed");
    first.wait().expect("it ends");
    // What a killed run leaves does not look whole, and does not stand in the way.
    assert!(
        desk.names("out").iter().all(|name| name.ends_with(".partial") || name.starts_with('.')),
        "{:?}",
        desk.names("out")
    );
    desk.intsoc(&["minimal.toml", "--out", "out"]).done();
    assert!(desk.names("out").iter().all(|name| !name.ends_with(".partial")), "{:?}", desk.names("out"));
}

#[test]
fn cells_cannot_become_formulas() {
    let desk = Desk::new();
    desk.put("=f.toml", "extends = \"minimal.toml\"\n[scenario]\nname = \"=1+1\"\n[target]\nresolve = 0.1\n");
    desk.put(
        "sweep.toml",
        "replicates = 2\n[[point]]\nscenario = \"=f.toml\"\n[[point]]\nscenario = \"minimal.toml\"\n",
    );
    desk.put("asks.toml", "trunk = \"minimal.toml\"\n[rivals]\nR0 = \"=f.toml\"\n[[pattern]]\nid = \"N\"\nquestion = \"+1?\"\nsection = \"@x\"\nemergent = true\nused_in_tuning = false\nclaims = [{ measure = \"mean(adequacy)\" }]\n[[not_expressed]]\nid = \"o\"\nquestion = \"-x\"\nreason = \"=y\"\n");
    desk.put(
        "facts.csv",
        "fact,kind,what,measure,value,low,high,unit,part,grade,source\ncamps,value,=1+1,\"at(displaced, '2001-06')\",0.15,,,,fit,documented,+a count\n",
    );
    // How many cells begin with a sign and a text of the author's, which a quote mark guards.
    for (command, guarded) in [
        (&["run", "=f.toml", "--replicates", "2"][..], 0),
        (&["compare", "minimal.toml", "=f.toml", "--replicates", "2"], 1),
        (&["sweep", "sweep.toml"], 2),
        (&["patterns", "asks.toml", "--replicates", "2"], 4),
        (&["hindcast", "minimal.toml", "--facts", "facts.csv", "--replicates", "2"], 2),
        (&["precision", "minimal.toml", "=f.toml"], 2),
    ] {
        let out = command[0];
        desk.intsoc(&[command, &["--quiet", "--out", out]].concat()).done();
        let mut seen = 0;
        for table in desk.names(out).iter().filter(|name| name.ends_with(".csv")) {
            for cell in rows(&desk.read(&format!("{out}/{table}"))).iter().flatten() {
                let formula = |text: &str| {
                    text.starts_with(['=', '+', '@', '\t', '\r'])
                        || text.starts_with('-') && text.parse::<f64>().is_err()
                };
                assert!(!formula(cell), "{out}/{table}: {cell}");
                seen += usize::from(cell.strip_prefix('\'').is_some_and(formula));
            }
        }
        assert!(seen >= guarded, "{out}: only {seen} cells are guarded");
    }
    desk.put("id.toml", &shipped("minimal.toml").replacen("\ndelta = {", "\n\"=delta\" = {", 1));
    desk.intsoc(&["id.toml"]).refused(&["an id is a letter"]);
}

#[cfg(target_os = "linux")]
#[test]
fn a_full_disk_behind_standard_output_is_a_failure() {
    let full = std::fs::OpenOptions::new().write(true).open("/dev/full").expect("Linux has one");
    let output = std::process::Command::new(env!("CARGO_BIN_EXE_intsoc")).arg("schema").stdout(full).output();
    let output = output.expect("the program starts");
    assert_eq!(output.status.code(), Some(1));
    assert!(String::from_utf8_lossy(&output.stderr).contains("standard output: cannot be written"));
}

#[test]
fn a_file_of_another_kind_is_answered_with_the_command_it_is_for() {
    let desk = Desk::new();
    desk.put(
        "grid.toml",
        "scenario = \"minimal.toml\"\nreplicates = 2\n[vary]\n\"blame.clarity\" = { values = [0.5, 1.0] }\n",
    );
    desk.put("asks.toml", "trunk = \"minimal.toml\"\n[rivals]\nR0 = \"minimal.toml\"\n[[pattern]]\nid = \"N\"\nquestion = \"?\"\nsection = \"\"\nemergent = true\nused_in_tuning = false\nclaims = [{ measure = \"mean(adequacy)\" }]\n");
    for (command, file, words) in [
        ("run", "grid.toml", "is a sweep, where a scenario is wanted"),
        ("explain", "asks.toml", "is a file of patterns, where a scenario is wanted"),
        ("sweep", "minimal.toml", "is a scenario, where a sweep is wanted"),
        ("patterns", "minimal.toml", "is a scenario, where a file of patterns is wanted"),
    ] {
        let said = desk.intsoc(&[command, file]);
        assert_eq!(said.err.lines().count(), 3, "{}", said.err);
        said.refused(&[file, words, "it is for: intsoc "]);
    }
    assert!(desk.intsoc(&["asks.toml", "--replicates", "5"]).done().contains("1 patterns under one theory"));
    desk.put(
        "facts.csv",
        "fact,kind,what,measure,value,low,high,unit,part,grade,source\na,value,a,\"at(need, '1990-01')\",1,,,,fit,assumed,\nb,value,b,\"at(need, '1991-01')\",1,,,,fit,assumed,\n",
    );
    desk.intsoc(&["hindcast", "minimal.toml", "--facts", "facts.csv"]).refused(&[
        "none of its 2 facts is about Minimal: of the first, '1990-01' is not in the run",
        "name a file of facts of its own with --facts FILE",
    ]);
}

#[cfg(unix)]
#[test]
fn a_name_that_is_not_utf_8_is_a_name_like_any_other() {
    use std::ffi::OsStr;
    use std::os::unix::ffi::OsStrExt;
    let desk = Desk::new();
    let name = |bytes: &'static [u8]| OsStr::from_bytes(bytes);
    fs::copy(desk.path("minimal.toml"), desk.folder().join(name(b"caf\xe9.toml"))).expect("the desk is ours");
    let intsoc = |arguments: &[&OsStr]| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_intsoc"));
        Said::of(&command.args(arguments).current_dir(desk.folder()).output().expect("the program starts"))
    };
    let [replicates, two, out, quiet] = ["--replicates", "2", "--out", "-q"].map(OsStr::new);
    for (command, folder) in [("run", name(b"r\xe9s")), ("hindcast", name(b"h\xe9"))] {
        let said = intsoc(&[OsStr::new(command), name(b"caf\xe9.toml"), replicates, two, out, folder, quiet]);
        match command {
            "hindcast" => said.refused(&["facts.csv"]),
            _ => assert_eq!(said.done(), ""),
        }
    }
    let said = intsoc(&[
        OsStr::new("compare"),
        OsStr::new("minimal.toml"),
        name(b"caf\xe9.toml"),
        replicates,
        two,
        out,
        name(b"c\xe9"),
        quiet,
    ]);
    said.noted(&["is the same scenario as minimal"]);
    assert!(desk.folder().join(name(b"r\xe9s")).join("summary.csv").exists());
}

#[cfg(target_os = "linux")]
#[test]
fn a_standard_error_that_cannot_be_written_changes_no_exit_code() {
    let desk = Desk::new();
    let full = || fs::OpenOptions::new().write(true).open("/dev/full").expect("the kernel has it");
    let code = |arguments: &[&str]| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_intsoc"));
        let status = command.args(arguments).current_dir(desk.folder()).stdout(Stdio::null()).stderr(full()).status();
        status.expect("the program starts").code()
    };
    assert_eq!(code(&["check", "nosuch.toml"]), Some(2));
    assert_eq!(code(&["frobnicate"]), Some(2));
    // A note is said before anything is run.
    desk.put(
        "noted.toml",
        "scenario = \"minimal.toml\"\nreplicates = 2\ndesign = \"sobol\"\npoints = 3\n[vary]\n\"blame.clarity\" = { from = 0.0, to = 3.0 }\n",
    );
    assert!(desk.intsoc(&["sweep", "noted.toml", "--out", "noted"]).err.contains("note: "));
    assert_eq!(code(&["sweep", "noted.toml", "--out", "again"]), Some(0));
}

#[test]
fn an_option_of_other_commands_and_a_misspelt_command_are_answered_with_what_there_is() {
    let desk = Desk::new();
    desk.intsoc(&["precision", "minimal.toml", "--replicates", "5"])
        .refused(&["precision: has no --replicates, which is for run, compare", "intsoc precision --help"]);
    // Under its former name, too.
    desk.intsoc(&["patterns", "--still"]).refused(&["patterns: has no --still, which is for run, compare, explain"]);
    desk.intsoc(&["runz", "minimal.toml"]).refused(&["no command or file `runz`", "did you mean `run`?"]);
    desk.intsoc(&["none.toml"]).refused(&["none.toml", "cannot be read"]);
}
