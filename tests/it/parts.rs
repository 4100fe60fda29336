//! Scenarios in parts, what a file leaves out of another, and cases beside one another.

use std::path::Path;

use crate::support::desk::Desk;
use crate::support::runs::{place, rows};
use crate::support::scenarios::{scenario, shipped};
use intsoc::model::History;
use intsoc::model::chance::Streams;
use intsoc::scenario::belongs::Belongs;
use intsoc::scenario::literals::literals;
use intsoc::scenario::{Sources, inherit};

const HEADER: &str = "fact,kind,what,measure,value,low,high,unit,part,grade,source\n";

/// The minimal world in two files: its states, in another order, apart from all else.
fn parted() -> Desk {
    let desk = Desk::new();
    let text = desk.read("minimal.toml");
    let (first, states) = text.split_once("[states]").expect("its states stand last");
    let (head, states) = states.split_once('\n').expect("a line");
    assert!(head.contains("Aurelia"), "{head}");
    let mut lines: Vec<&str> = states.lines().filter(|line| line.contains(" = {")).collect();
    assert_eq!(lines.len(), 4, "{states}");
    lines.reverse();
    let run = first.find("[scenario]").expect("a run");
    let end = first.find("[crisis]").expect("a crisis");
    let (run, rest) = (&first[run..end], format!("{}{}", &first[..run], &first[end..]));
    // A part has neither a run nor a target's name; the name of the target is the case's.
    let rest = rest.replace("name = \"Zamora\"\n", "");
    desk.put("part.toml", &format!("{rest}\n[states]\n{}\n", lines.join("\n")));
    let order = "[order]\nstates = [\"aurelia\", \"borea\", \"costa\", \"delta\"]\n";
    desk.put("whole.toml", &format!("extends = \"part.toml\"\n{order}{run}\n[target]\nname = \"Zamora\"\n"));
    desk.put("unordered.toml", &format!("extends = \"part.toml\"\n{run}\n[target]\nname = \"Zamora\"\n"));
    desk
}

#[test]
fn a_scenario_in_parts_gives_the_bytes_of_one_file_if_it_says_the_order() {
    let desk = parted();
    for file in ["minimal", "whole", "unordered"] {
        let name = format!("{file}.toml");
        desk.intsoc(&["run", &name, "--replicates", "3", "--detail", "--out", file, "-q"]).done();
    }
    for table in ["histories.csv", "actors.csv", "replicate_months.csv", "ballots.csv"] {
        let [one, parts, other] = ["minimal", "whole", "unordered"].map(|file| desk.read(&format!("{file}/{table}")));
        // The key of a history names the hash, which goes by the order of keys.
        let plain = |text: &str| {
            text.lines().map(|line| line.split_once(',').map_or(line, |(_, rest)| rest).to_string()).collect::<Vec<_>>()
        };
        assert_eq!(plain(&one), plain(&parts), "{table}");
        assert_ne!(plain(&one), plain(&other), "{table}: the order is part of the luck");
    }
}

#[test]
fn a_part_is_checked_as_a_part_and_run_by_nobody() {
    let desk = parted();
    let told = desk.intsoc(&["check", "part.toml"]).done();
    assert!(told.starts_with("a part of a scenario") && told.ends_with("part.toml: good\n"), "{told}");
    desk.intsoc(&["run", "part.toml"]).refused(&[
        "part.toml",
        "is a part of a scenario",
        "name a scenario that extends it",
    ]);
    for command in ["cases", "compare", "hindcast"] {
        let more = if command == "compare" { vec!["minimal.toml"] } else { vec![] };
        desk.intsoc(&[vec![command, "part.toml"], more].concat()).refused(&["is a part of a scenario"]);
    }
    // A case that extends nothing lacks nearly all: that is said once.
    let case = "[scenario]\nname = \"A case\"\nstart = \"2001-01\"\nmonths = 3\n[target]\nname = \"Zamora\"\n[states]\nusa = { ties = 0.1 }\n";
    desk.put("case.toml", case);
    desk.intsoc(&["check", "case.toml"]).refused(&[
        "case.toml: extends",
        "is a case without a theory",
        "case.toml: 1 problem",
    ]);
    desk.put("wrong.toml", "[choice]\nburden = \"much\"\n[instruments.relief]\ncots = 1\n");
    desk.intsoc(&["check", "wrong.toml"]).refused(&["choice.burden", "instruments.relief.cots", "cost"]);
}

#[test]
fn an_order_of_what_is_not_there_is_refused_with_the_nearest_name() {
    let desk = Desk::new();
    let ordered = |order: &str| {
        desk.put("ordered.toml", &format!("extends = \"minimal.toml\"\n[order]\n{order}\n"));
        desk.intsoc(&["check", "ordered.toml"])
    };
    ordered("states = [\"borea\", \"aurela\"]").refused(&["ordered.toml:3", "order.states", "`aurelia`"]);
    ordered("states = [\"borea\", \"borea\"]").refused(&["stands twice"]);
    ordered("sates = [\"borea\"]").refused(&["order.sates", "`states`"]);
    ordered("states = \"borea\"").refused(&["list"]);
}

#[test]
fn what_is_dropped_is_gone_with_what_mentions_it() {
    let desk = Desk::new();
    desk.put(
        "more.toml",
        "extends = \"minimal.toml\"\n[profiles.idle]\nties = 0.1\n[states.aurelia.reservations]\nforce = 0.1\n[[events]]\ndate = \"2001-05\"\nname = \"a quarrel\"\nset = { \"states.costa.ties\" = 0.9, \"states.delta.ties\" = 0.9 }\n",
    );
    let drop = |what: &str| {
        desk.put("less.toml", &format!("extends = \"more.toml\"\ndrop = {what}\n"));
        desk.intsoc(&["check", "less.toml"])
    };
    let cast = |told: String| told.lines().nth(1).unwrap_or_default().trim().to_string();
    let all = cast(drop("[]").done());
    assert!(all.starts_with("4 states, 2 bodies, 3 instruments, 1 movements, 2 societies, 1 events"), "{all}");
    assert!(cast(drop("[\"states.costa\"]").done()).starts_with("3 states"));
    assert!(
        drop("[\"states.costa\"]")
            .done()
            .contains("less.toml:2: to drop states.costa changes the event \"a quarrel\" too")
    );
    assert!(drop("[\"states.borea\"]").done().contains("to drop states.borea changes bodies.council.veto too"));
    assert!(drop("[\"movements.*\"]").done().contains("0 movements"));
    // The society goes out of every state's memberships; the body that it sits in has no members then.
    drop("[\"societies.south\"]").refused(&["bodies.league.society"]);
    assert!(drop("[\"societies.south\", \"bodies.league\"]").done().contains("1 bodies"));
    assert!(drop("[\"instruments.force\"]").done().contains("2 instruments"));
    assert!(
        drop("[\"a quarrel\"]").done().contains("0 events")
            && drop("[\"events.'a quarrel'\"]").done().contains("0 events")
    );
    drop("[\"states.costta\"]").refused(&[
        "less.toml:2",
        "no inherited entry of `states` has this id",
        "`states.costa`",
    ]);
    drop("[\"bodies.council\"]").refused(&["instruments.sanctions.authority"]);
    desk.put("alone.toml", &format!("drop = [\"states.costa\"]\n{}", desk.read("minimal.toml")));
    desk.intsoc(&["check", "alone.toml"]).refused(&["alone.toml:1", "there is nothing to drop from"]);
}

/// Pressure and the strength of a force, month by month, of one still history.
fn pressed(changes: &[&str], bystander: bool) -> Vec<[f64; 2]> {
    let mut text = shipped("minimal.toml");
    if bystander {
        // It watches nobody and nobody watches it; it does nothing, but for what shares are shares of.
        text.push_str("\nidle = { capability = 0.9, leverage = 3.0, constituencies = { nationals = 1.0 } }\n");
    }
    let scenario = scenario(&text, changes);
    let streams = Streams::of(&scenario);
    let mut history = History::new(&scenario, &streams, true);
    history.begin(0);
    let mut all = Vec::new();
    for _ in 0..3 {
        assert!(history.step());
        let (world, _) = history.now();
        all.push([world.pressure, world.resources[0]]);
    }
    all
}

#[test]
fn a_bystander_moves_neither_pressure_nor_resources_where_what_they_are_relative_to_is_given() {
    let given = ["pressure.reference=2", "delivery.reference=2"];
    let (with, without) = (pressed(&given, true), pressed(&given, false));
    // In the first month nobody has answered to anything that the bystander changes.
    assert!(without[0][0] > 0.0 && without[0][1] > 0.0, "{without:?}");
    assert_eq!(with[0], without[0]);
    assert_ne!(pressed(&[], true)[0], pressed(&[], false)[0]);
    // What is given as the file's own sum is as if it were not given.
    let all = scenario(&shipped("minimal.toml"), &[]).epochs[0].parameters.states.leverage.iter().sum::<f64>();
    assert_eq!(pressed(&[&format!("pressure.reference={all:?}")], false), pressed(&[], false));
}

#[test]
fn every_number_of_every_case_belongs_to_theory_character_or_case() {
    let scenarios = Path::new(env!("CARGO_MANIFEST_DIR")).join("scenarios");
    for name in ["baseline.toml", "cases/libya-2011.toml", "minimal.toml"] {
        let root = inherit::load(&Sources::disk(), &scenarios.join(name)).expect("it is shipped").root;
        let all = literals(&root);
        let lost: Vec<&str> = all.iter().filter(|one| one.belongs().is_none()).map(|one| one.path.as_str()).collect();
        assert!(lost.is_empty(), "{name}: {lost:?}");
        for belongs in Belongs::ALL {
            assert!(all.iter().any(|one| one.belongs() == Some(belongs)), "{name}: {}", belongs.word());
        }
    }
    let of = |path: &str| Belongs::of(&path.split('.').map(str::to_string).collect::<Vec<_>>());
    assert_eq!(of("crisis.peak"), Some(Belongs::Case));
    assert_eq!(of("crisis.haste"), Some(Belongs::Theory));
    assert_eq!(of("states.usa.ties"), Some(Belongs::Case));
    assert_eq!(of("states.usa.openness"), Some(Belongs::Character));
    assert_eq!(of("profiles.arab.leverage"), Some(Belongs::Case));
    assert_eq!(of("states.usa.factions.congress.share"), Some(Belongs::Character));
    assert_eq!(of("instruments.relief.cost"), Some(Belongs::Theory));
    assert_eq!(of("instruments.force.initial.deployed"), Some(Belongs::Case));
}

/// Two small cases, of which one names its facts, and what is claimed between them.
fn two() -> Desk {
    let desk = Desk::new();
    desk.put("one.csv", &format!("{HEADER}deaths,value,killed,total(violent_deaths),5000,,,persons,test,assumed,\nforce,event,a force,when(authorised.force > 0),9,,,months,test,assumed,\nborea,vote,Borea,\"withheld(borea, sanctions)\",1,,,share,test,assumed,\ncosta,vote,Costa,\"withheld(costa, sanctions)\",0,,,share,test,assumed,\n"));
    desk.put("two.csv", &format!("{HEADER}deaths,value,killed,total(violent_deaths),1000,,,persons,test,assumed,\nborea,vote,Borea,\"withheld(borea, sanctions)\",0.5,,,share,test,assumed,\n"));
    desk.put("mild.toml", "extends = \"minimal.toml\"\nfacts = \"two.csv\"\n[scenario]\nmonths = 20\n[crisis]\npeak = { value = 0.3, low = 0.2, high = 0.4, grade = \"assumed\" }\n[choice]\nburden = { value = 1.0, low = 0.5, high = 1.5, grade = \"assumed\" }\n");
    desk.put("harsh.toml", "extends = \"minimal.toml\"\n[crisis]\npeak = { value = 0.9, low = 0.8, high = 1.0, grade = \"assumed\" }\n[choice]\nburden = { value = 1.0, low = 0.5, high = 1.5, grade = \"assumed\" }\n");
    desk.put("cases.toml", CASES);
    desk
}

const CASES: &str = "[cases]\nharsh = { scenario = \"harsh.toml\", facts = \"one.csv\" }\nmild = { scenario = \"mild.toml\" }\n\
[[between]]\nid = \"A\"\nclaim = \"less violence where the war is milder\"\nmeasure = \"average(violence)\"\norder = [[\"mild\"], [\"harsh\"]]\n\
[[between]]\nid = \"B\"\nclaim = \"the other way round\"\nmeasure = \"average(violence)\"\norder = [[\"harsh\"], [\"mild\"]]\n\
[[between]]\nid = \"C\"\nclaim = \"about alike\"\nmeasures = { harsh = \"average(violence)\", mild = \"average(violence)\" }\nalike = [\"mild\", \"harsh\"]\nwithin = 0.9\n";

#[test]
fn cases_stand_beside_their_records_and_two_nulls_that_know_no_theory() {
    let desk = two();
    let run = |out: &str, threads: &str| {
        let arguments = [
            "cases",
            "cases.toml",
            "--replicates",
            "8",
            "--points",
            "6",
            "--per-point",
            "2",
            "--out",
            out,
            "--threads",
            threads,
        ];
        desk.intsoc(&arguments).noted(&["numbers have no range"])
    };
    let told = run("out", "1");
    run("again", "4");
    for table in ["cases.csv", "case_facts.csv", "between.csv", "between_cases.csv", "case_months.csv"] {
        assert_eq!(desk.bytes(&format!("out/{table}")), desk.bytes(&format!("again/{table}")), "{table}");
    }
    assert!(told.contains("null: nobody withholds") && told.contains("about alike"), "{told}");
    let table = rows(&desk.read("out/cases.csv"));
    let cell = |row: usize, name: &str| table[row][place(&table, name)].clone();
    // By luck, then over plausible numbers.
    assert_eq!(
        [1, 2, 3, 4].map(|row| (cell(row, "case_id"), cell(row, "over"))).map(|(case, over)| format!("{case} {over}")),
        ["harsh luck", "mild luck", "harsh plausible numbers", "mild plausible numbers"]
    );
    assert_eq!((cell(1, "votes").as_str(), cell(1, "nobody_vote_error").as_str()), ("2", "0.5"));
    // Borea withheld half of its votes in the other case, where Costa had none: of it they say the same.
    assert_eq!(cell(1, "others_vote_error"), "0.5");
    // In the other: Borea, who withheld all of them here.
    assert_eq!(cell(2, "others_vote_error"), "0.5");
    let facts = rows(&desk.read("out/case_facts.csv"));
    let deaths = facts.iter().find(|row| row[0] == "harsh" && row[1] == "deaths").expect("a row");
    assert_eq!(deaths[place(&facts, "others")], "1000");
    let verdicts = rows(&desk.read("out/between.csv"));
    let of = |pattern: &str| {
        let row = verdicts.iter().find(|row| row[1] == pattern).expect("a row");
        (row[2].clone(), row[3].clone(), row[4].clone())
    };
    let told = |verdict: &str, share: &str| (verdict.to_string(), share.to_string(), "6".to_string());
    assert_eq!([of("A"), of("B"), of("C")], [told("pass", "1"), told("fail", "0"), told("pass", "1")]);
    let months = rows(&desk.read("out/case_months.csv"));
    assert_eq!(months.len(), 1 + 36 + 20);
}

#[test]
fn what_is_wrong_with_cases_is_told_where_it_stands() {
    let desk = two();
    let wrong = |from: &str, to: &str| {
        assert!(CASES.contains(from), "{from}");
        desk.put("wrong.toml", &CASES.replacen(from, to, 1));
        desk.intsoc(&["cases", "wrong.toml"])
    };
    wrong(", facts = \"one.csv\"", "").refused(&["harsh.toml", "no file says what happened"]);
    wrong("\"one.csv\"", "[\"one.csv\", \"two.csv\"]").refused(&["two.csv:2", "deaths", "another of the files"]);
    wrong("[[\"mild\"], [\"harsh\"]]", "[[\"mid\"], [\"harsh\"]]").refused(&["between.A", "`mild`"]);
    wrong("measure = \"average(violence)\"\n", "").refused(&["between.A", "has no measure for"]);
    wrong("average(violence)", "average(violense)").refused(&["between.A.", "violence"]);
    wrong("id = \"B\"", "id = \"A\"").refused(&["given twice"]);
    wrong("order = [[\"mild\"], [\"harsh\"]]", "order = [[\"mild\"]]").refused(&["neither an order of two groups"]);
    wrong("[cases]\nharsh", "[cases]\nharshh").refused(&["between.A", "no case is called"]);
    desk.put("one.csv", &desk.read("one.csv").replace("total(violent_deaths)", "total(violnt_deaths)"));
    desk.intsoc(&["cases", "cases.toml"]).refused(&["one.csv:2", "deaths", "violent_deaths"]);
    desk.intsoc(&["cases", "mild.toml", "--facts", "mils=two.csv"]).refused(&["--facts mils", "mild"]);
    desk.intsoc(&["run", "cases.toml"]).refused(&["is a file of cases", "intsoc cases cases.toml"]);
    let told = desk.intsoc(&["check", "mild.toml"]).done();
    assert!(told.contains("of the case:"), "{told}");
}
