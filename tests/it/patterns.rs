//! The argument on trial: patterns, rivals, knock-outs.

use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::AtomicBool;

use crate::support::desk::Desk;
use crate::support::many::many;
use crate::support::runs::{place, rows};
use intsoc::ensemble::engine::Engine;
use intsoc::measure::expression;
use intsoc::measure::statistic::Needs;
use intsoc::scenario::written::Sections;
use intsoc::scenario::{self, Mechanism, Parameters, Scenario, Switches};
use intsoc::study::patterns::trial::{Judgement, Patterns, Theory, Trial, Verdict};

const SMALL: &str = r#"
trunk = "minimal.toml"
[rivals]
R0 = "minimal.toml"
random = "random.toml"
[groups]
both = ["aurelia", "borea"]
[quantities]
gap = "average(words) - average(action)"
[worlds]
need = "need.toml"
no_veto.scenario = { off = ["veto"] }
both_changes = ["need.toml", "no-veto.toml"]
[[pattern]]
id = "need"
question = "Does answering to need help?"
section = "Who is to Lead?"
emergent = true
used_in_tuning = false
claims = [
  { measure = "effect(adequacy | need)", more_than = 0.0 },
  { measure = "mean(gap)" },
  { measure = "relative(average(words.both) | both_changes, need)" },
  { measure = "share(peak(led.aurelia) > 0)", more_than = 0.99, less_than = 1.5 },
]
[[not_expressed]]
id = "other"
question = "What else?"
reason = "it is not in the model"
"#;

fn desk() -> Desk {
    let desk = Desk::new();
    desk.put(
        "need.toml",
        "extends = \"minimal.toml\"\n[set]\n\"states.aurelia.constituencies\" = { nationals = 0.1, society = 0.1, humanity = 0.8 }\n",
    );
    desk.put("no-veto.toml", "extends = \"minimal.toml\"\n[scenario]\noff = [\"veto\"]\n");
    desk.put(
        "random.toml",
        "extends = \"minimal.toml\"\n[scenario]\noff = [\"court\"]\n[citizenship]\nrandom_goal = 1.0\n",
    );
    desk.put("patterns.toml", SMALL);
    desk
}

fn shipped() -> Patterns {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("scenarios/patterns.toml");
    Patterns::load(&file).unwrap_or_else(|problems| panic!("{problems}"))
}

fn pool() -> rayon::ThreadPool {
    rayon::ThreadPoolBuilder::new().build().expect("threads")
}

fn judged(patterns: &Patterns, worlds: &[Scenario], replicates: u64) -> Vec<Judgement> {
    let trial = Trial { patterns, overrides: &[], replicates, seed: 2003 };
    let judged = trial.run(worlds, &Engine { pool: Some(&pool()), stop: &AtomicBool::new(false), progress: &|_| {} });
    judged.unwrap_or_else(|problems| panic!("{problems}")).expect("nobody stops it")
}

fn worlds(patterns: &Patterns, rival: usize) -> Vec<Scenario> {
    let (name, scenario) = patterns.rivals[rival].clone();
    let trial = Trial { patterns, overrides: &[], replicates: 1, seed: 2003 };
    trial
        .worlds(&Theory { name, scenario, off: vec![], without: vec![] })
        .unwrap_or_else(|problems| panic!("{problems}"))
}

#[test]
fn the_argument_is_tried_by_all_the_questions_it_raises() {
    let patterns = shipped();
    assert!(patterns.rivals.len() == 6 && patterns.patterns.len() >= 45);
    assert_eq!(patterns.patterns[0].id, "X01", "the critical experiment stands first");
    let ids: Vec<&str> = patterns
        .patterns
        .iter()
        .map(|pattern| pattern.id.as_str())
        .chain(patterns.not_expressed.iter().map(|other| other.id.as_str()))
        .collect();
    let observed = (1..=30).map(|number| format!("P{number:02}")).chain(["P05b".into(), "P18b".into()]);
    for id in observed.chain((1..=20).map(|number| format!("C{number:02}"))) {
        assert!(ids.contains(&id.as_str()), "{id} is neither tried nor said to be beyond the model");
    }
    assert!(patterns.patterns.iter().all(|pattern| !pattern.used_in_tuning));
}

#[test]
fn the_article_s_own_scenario_is_the_baseline() {
    let patterns = shipped();
    let worlds = worlds(&patterns, 0);
    let load = |name: &str| {
        let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("scenarios").join(name);
        scenario::hash(&scenario::load(&file, &[]).unwrap_or_else(|problems| panic!("{problems}")))
    };
    assert_eq!(scenario::hash(&worlds[0]), load("baseline.toml"));
    let at = patterns.needs.worlds.iter().position(|name| name == "need").expect("a world");
    assert_eq!(scenario::hash(&worlds[at]), load("counterfactuals/need-benchmarked.toml"));
}

#[test]
fn a_rival_keeps_off_what_it_has_off() {
    let patterns = shipped();
    let at = patterns.needs.worlds.iter().position(|name| name == "no_veto").expect("a world");
    let worlds = worlds(&patterns, 1);
    for mechanism in [Mechanism::Peers, Mechanism::Deflection, Mechanism::Shopping, Mechanism::Veto] {
        assert!(!worlds[at].off.on(mechanism), "{}", mechanism.name());
    }
    assert!(worlds[0].off.on(Mechanism::Veto) && worlds[at].off.on(Mechanism::Patronage));
}

/// Turns the sign of what a mechanism does, past the checks that scenarios go through.
fn turned(scenario: &mut Scenario, mechanism: Mechanism) {
    if [Mechanism::Veto, Mechanism::Deflection].contains(&mechanism) {
        // To block, and an effect that counts by its square, have no sign: what was there goes, what was not comes.
        let is_off = |other: &Mechanism| scenario.off.on(*other) == (*other == mechanism);
        scenario.off = Switches::off(&Mechanism::ALL.into_iter().filter(is_off).collect::<Vec<_>>());
    }
    for epoch in &mut scenario.epochs {
        let Parameters { sections, court, states, .. } = &mut epoch.parameters;
        let states = Arc::make_mut(states);
        match mechanism {
            Mechanism::Veto | Mechanism::Deflection => {}
            Mechanism::Peers => states.society.iter_mut().for_each(|weight| *weight = -*weight),
            Mechanism::Movements => states.openness.iter_mut().for_each(|openness| *openness = -*openness),
            Mechanism::Court => {
                court.pressure.iter_mut().chain(&mut court.entrenchment).for_each(|value| *value = minus(*value));
            }
            // A chance has no sign either: what comes of leading and of shopping is turned, not how often.
            Mechanism::Leadership => {
                turn(sections, &["leadership.followership", "leadership.discord", "leadership.cost"]);
            }
            Mechanism::Shopping => turn(sections, &["target.mandate_shift"]),
            _ => turn(sections, mechanism.idle()),
        }
    }
}

/// The number with the other sign; a type of a file takes it when it is read, and the checks are not asked.
fn minus<T: serde::Serialize + serde::de::DeserializeOwned>(value: T) -> T {
    let number = serde_json::to_value(value).ok().and_then(|value| value.as_f64()).expect("a number");
    serde_json::from_value((-number).into()).expect("a number")
}

/// Turns the sign of the numbers at some paths, each alone or as a change of it.
fn turn(sections: &mut Sections, paths: &[&str]) {
    let mut json = serde_json::to_value(&*sections).expect("sections");
    for path in paths {
        let path = path.split('=').next().unwrap_or(path);
        let number = json.pointer_mut(&format!("/{}", path.replace('.', "/"))).expect("a number of a section");
        *number = minus(number.take());
    }
    *sections = serde_json::from_value(json).expect("sections");
}

#[test]
fn the_effects_of_patterns_are_those_of_twins() {
    let desk = desk();
    let told = desk.intsoc(&["patterns", "patterns.toml", "--replicates", "25", "--out", "out"]).done();
    assert!(told.contains("1 patterns under 2 theories") && told.contains("Not expressed by the model"), "{told}");
    assert_eq!(
        desk.names("out"),
        ["datapackage.json", "manifest.json", "not_expressed.csv", "patterns.csv", "results.xlsx"].map(String::from)
    );
    let table = rows(&desk.read("out/patterns.csv"));
    assert_eq!(table.len(), 1 + 2 * 4);
    let at = |name: &str| place(&table, name);
    let number = |row: usize, name: &str| table[row][at(name)].parse::<f64>().expect("a number");
    desk.intsoc(&["compare", "minimal.toml", "need.toml", "--replicates", "25", "--out", "compared"]).done();
    let effects = rows(&desk.read("compared/effects.csv"));
    let adequacy = effects.iter().find(|row| row[1] == "adequacy").expect("the outcome");
    for (column, compared) in [("estimate", 4), ("ci_low", 5), ("ci_high", 6)] {
        let twins: f64 = adequacy[compared].parse().expect("a number");
        assert!((number(1, column) - twins).abs() < 1e-9, "{column}: {} and {twins}", number(1, column));
    }
    assert_eq!(table[1][at("claim_verdict")], "pass");
    assert_eq!((table[2][at("claim_verdict")].as_str(), table[2][at("more_than")].as_str()), ("open", ""));
}

#[test]
fn what_restates_a_pattern_whose_result_had_been_seen_says_so() {
    let desk = desk();
    let again = "[[pattern]]\nid = \"again\"\nquestion = \"Does it after all?\"\nsection = \"Who is to Lead?\"\nemergent = true\n\
                 used_in_tuning = false\nrestates = \"need\"\nclaims = [{ measure = \"mean(gap)\", less_than = 9.0 }]\n";
    desk.put("patterns.toml", &format!("{SMALL}{again}"));
    let told = desk.intsoc(&["patterns", "patterns.toml", "--replicates", "4", "--out", "out"]).done();
    let marked: Vec<&str> =
        told.lines().filter(|line| line.ends_with("[restates need, whose result had been seen]")).collect();
    assert!(matches!(marked[..], [line] if line.starts_with("again ")), "{told}");
    let table = rows(&desk.read("out/patterns.csv"));
    let (pattern, restates) = (place(&table, "pattern"), place(&table, "restates"));
    assert!(table[1..].iter().any(|row| row[pattern] == "again"));
    assert!(table[1..].iter().all(|row| row[restates] == if row[pattern] == "again" { "need" } else { "" }));
    desk.intsoc(&["report", "out"]).done();
    let page = desk.read("out/report.html");
    assert_eq!(page.matches("(restates need, whose result had been seen)").count(), 1);
    assert!(page.contains("</strong> restate another pattern whose result had been seen"), "it passes: {told}");
}

#[test]
fn shipped_patterns_that_restate_others_stand_below_what_failed() {
    let patterns = shipped().patterns;
    let place_of = |id: &str| patterns.iter().position(|pattern| pattern.id == id).expect("it stays");
    let restated: Vec<(&str, &str)> =
        patterns.iter().filter_map(|pattern| Some((pattern.id.as_str(), pattern.restates.as_deref()?))).collect();
    assert_eq!(restated, [("P02b", "P02"), ("P02c", "P02"), ("P10b", "P10"), ("P10c", "P10"), ("P12b", "P12")]);
    assert!(restated.iter().all(|(id, other)| place_of(other) < place_of(id)));
}

/// The world of a name under the first theory.
fn world(name: &str) -> Scenario {
    let patterns = shipped();
    let at = patterns.needs.worlds.iter().position(|world| world == name).expect("a world");
    worlds(&patterns, 0).swap_remove(at)
}

#[test]
fn who_could_lead_are_alike_and_differ_in_number_alone() {
    let [two, six, weaker] = ["two_alike", "six_alike", "two_alike_weaker"].map(world);
    let place_of = |id: &str| two.actors.states.iter().position(|state| state == id).expect("a state");
    let alike = ["germany", "netherlands", "italy", "spain", "denmark", "belgium"].map(place_of);
    let capable = |scenario: &Scenario| {
        let own = |state: &usize| scenario.epochs[0].parameters.states.capability[*state];
        let able: Vec<usize> = (0..scenario.actors.states.len()).filter(|state| own(state) > 0.01).collect();
        (able.clone(), able.iter().map(own).sum::<f64>())
    };
    assert_eq!(capable(&six).0.len(), 6);
    assert_eq!(capable(&two).0, capable(&weaker).0);
    assert!(
        (capable(&two).1 - capable(&six).1).abs() < 1e-12 && (3.0 * capable(&weaker).1 - capable(&six).1).abs() < 1e-12
    );
    for epoch in six.epochs.iter().chain(&two.epochs) {
        let states = &epoch.parameters.states;
        for of_all in [
            &states.nationals,
            &states.society,
            &states.humanity,
            &states.openness,
            &states.ties,
            &states.overstretch,
            &states.leverage,
            &states.solidarism[0],
            &states.solidarism[1],
        ] {
            assert!(alike.iter().all(|state| of_all[*state] == of_all[alike[0]]));
        }
    }
}

#[test]
fn blame_that_can_be_moved_at_first_is_moved_in_the_first_twelve_months_alone() {
    let scenario = world("deflection_at_first");
    let moves = |month: usize| {
        let epoch = scenario.epochs.iter().rfind(|epoch| epoch.month <= month).expect("an epoch");
        let Sections { citizenship, blame, target, .. } = &epoch.parameters.sections;
        [*citizenship.deflection_effect, *blame.body_deflection, *target.deflection].map(|share| share > 0.0)
    };
    assert!((0..12).all(|month| moves(month) == [true; 3]));
    assert!((12..scenario.months).all(|month| moves(month) == [false; 3]));
}

#[test]
fn a_rule_that_is_on_is_knocked_out_as_mechanisms_are() {
    let desk = desk();
    let rules = ["--set", "forums.assent=0.7", "--set", "states.borea.stake=0.9", "--set", "attention.focus=1.5"];
    let run = |more: &[&str], out: &str| {
        let few = ["patterns", "patterns.toml", "--replicates", "4", "--out", out];
        desk.intsoc(&[&few[..], more].concat()).done()
    };
    let words = run(&[&rules[..], &["--knock-outs"]].concat(), "on");
    let knocked = rows(&desk.read("on/knockouts.csv"));
    let theories: std::collections::BTreeSet<&str> = knocked[1..].iter().map(|row| row[0].as_str()).collect();
    assert_eq!(theories.len(), 2 + 2 * Mechanism::ALL.len() + 3);
    let of = |table: &[Vec<String>], theory: &str| -> Vec<Vec<String>> {
        let own = table[1..].iter().filter(|row| row[0] == theory);
        own.map(|row| [&row[1..3], &row[place(table, "estimate")..=place(table, "ci_high")]].concat()).collect()
    };
    for (path, rest) in [
        ("forums.assent", [&rules[2..], &[]].concat()),
        ("states.*.stake", [&rules[..2], &rules[4..]].concat()),
        ("attention.focus", rules[..4].to_vec()),
    ] {
        // Knocked out, it is as if it had never been switched on.
        run(&rest, path.split('.').next_back().expect("a key"));
        let without = rows(&desk.read(&format!("{}/patterns.csv", path.split('.').next_back().expect("a key"))));
        let name = format!("without {path}");
        assert_eq!(of(&knocked, &name), of(&without, "R0"), "{path}");
        assert!(of(&knocked, &name) != of(&knocked, "R0 whole"), "{path} does nothing here");
        assert!(words.contains(&format!("  {path:12} lost without it: ")), "{words}");
    }
}

#[test]
fn the_same_bytes_on_any_number_of_threads_and_never_over_another_s() {
    let desk = desk();
    let run = |threads: &str, out: &str| {
        desk.intsoc(&[
            "patterns",
            "patterns.toml",
            "--replicates",
            "9",
            "--knock-outs",
            "--threads",
            threads,
            "--out",
            out,
        ])
        .done();
        [desk.read(&format!("{out}/patterns.csv")), desk.read(&format!("{out}/knockouts.csv"))]
    };
    assert!(run("1", "one") == run("3", "three"));
    let again = ["patterns", "patterns.toml", "--replicates", "8", "--out", "one"];
    desk.intsoc(&again).refused(&["holds the results of another run", "--force"]);
    let knocked = rows(&desk.read("one/knockouts.csv"));
    let theories: std::collections::BTreeSet<&str> = knocked[1..].iter().map(|row| row[0].as_str()).collect();
    assert!(
        theories.len() == 2 + 2 * Mechanism::ALL.len()
            && theories.contains("without veto")
            && theories.contains("veto alone")
    );
    assert!(desk.read("one/manifest.json").contains("smallest_set_of_mechanisms"));
}

#[test]
fn what_is_wrong_with_a_file_of_patterns_is_said_with_its_place() {
    let desk = desk();
    let wrong = |from: &str, to: &str, words: &[&str]| {
        assert!(SMALL.contains(from), "{from}");
        desk.put("wrong.toml", &SMALL.replacen(from, to, 1));
        desk.intsoc(&["patterns", "wrong.toml", "--out", "no"]).refused(words);
        assert!(!desk.path("no").exists());
    };
    wrong(
        "adequacy | need",
        "adequacey | need",
        &["wrong.toml:21", "no outcome is called `adequacey`", "did you mean `adequacy`?"],
    );
    wrong("adequacy | need", "adequacy | ned", &["pattern need", "no world is called `ned`", "did you mean `need`?"]);
    wrong("effect(adequacy", "efect(adequacy", &["no function over histories", "did you mean `effect`?"]);
    wrong("effect(adequacy", "effect((adequacy", &["is no measure: expected `)` at `| need)`"]);
    wrong("mean(gap)", "mean(action)", &["`action` has a value every month", "average(action)"]);
    wrong(
        "gap = \"",
        "wide = \"1.0\"\ngap = \"wide + ",
        &["`wide` is itself a name for a quantity", "write out in its place what `wide` stands for"],
    );
    wrong("words.both", "words.bth", &["no state or group is called `bth`", "did you mean `both`?"]);
    wrong("\"borea\"", "\"boreas\"", &["the group `both` names `boreas`, which is no state", "did you mean `borea`?"]);
    wrong("more_than = 0.99, less_than = 1.5", "more_than = 2, less_than = 1.5", &["exchange the bounds"]);
    wrong(
        "emergent = true",
        "emergant = true",
        &["wrong.toml:", "`pattern.0` has no key `emergant`", "did you mean `emergent`?"],
    );
    wrong("\"need.toml\"\nno_veto", "\"nee.toml\"\nno_veto", &["worlds.need", "nee.toml"]);
    wrong("off = [\"veto\"]", "off = [\"vetoes\"]", &["worlds.no_veto", "vetoes"]);
    wrong("id = \"other\"", "id = \"need\"", &["this id is given twice"]);
    for restated in ["ned", "need"] {
        let more = format!("used_in_tuning = false\nrestates = \"{restated}\"");
        let words = format!("no other pattern of this file is called `{restated}`");
        wrong("used_in_tuning = false", &more, &["wrong.toml:20", "pattern need", &words, "keep the pattern"]);
    }
    wrong("random = \"random.toml\"", "random = \"none.toml\"", &["rivals.random", "none.toml"]);
    wrong("trunk = \"minimal.toml\"", "", &["trunk", "is missing"]);
    // A world that stands alone cannot be laid on a rival.
    desk.put("alone.toml", &desk.read("minimal.toml"));
    wrong("\"need.toml\"\nno_veto", "\"alone.toml\"\nno_veto", &["does not extend", "minimal.toml"]);
    desk.intsoc(&["patterns", "none.toml"]).refused(&["none.toml", "cannot be read"]);
    desk.intsoc(&["patterns", "patterns.toml", "--no-chance"]).refused(&["patterns: has no --no-chance"]);
}

/// The patterns that passed alone, and the worlds that they ask about: others need not be played again.
fn passed(patterns: &Patterns, worlds: &[Scenario], judged: &[Judgement]) -> (Patterns, Vec<Scenario>) {
    let mut kept = patterns.clone();
    let mut verdicts = judged.iter().map(|judged| judged.verdict);
    kept.patterns.retain(|_| verdicts.next() == Some(Verdict::Pass));
    let ask = |kept: &mut Patterns, names: Vec<String>| {
        kept.needs = Needs::of(names);
        for claim in kept.patterns.iter_mut().flat_map(|pattern| &mut pattern.claims) {
            let measure = expression::parse(&claim.measure).expect("it was read before");
            claim.statistic = kept.needs.understand(&measure).expect("and understood");
        }
    };
    ask(&mut kept, patterns.needs.worlds[1..].to_vec());
    let is_asked: Vec<bool> = kept.needs.quantities.iter().map(|wanted| !wanted.is_empty()).collect();
    assert!(is_asked[0], "the trunk stands first whether it is asked about or not");
    let asked = |index: &usize| is_asked[*index];
    let all = 0..worlds.len();
    ask(&mut kept, all.clone().skip(1).filter(asked).map(|index| patterns.needs.worlds[index].clone()).collect());
    (kept, all.filter(asked).map(|index| worlds[index].clone()).collect())
}

mod slow {
    use super::*;

    #[test]
    fn a_mechanism_turned_round_makes_some_pattern_fail_but_for_two() {
        let patterns = shipped();
        let replicates = many("INTSOC_REPLICATES", 40);
        let own = worlds(&patterns, 0);
        let straight = judged(&patterns, &own, replicates);
        let (patterns, own) = passed(&patterns, &own, &straight);
        assert!(patterns.patterns.len() > 10, "only {} patterns pass", patterns.patterns.len());
        let mut unnoticed = Vec::new();
        for mechanism in Mechanism::ALL {
            let mut worlds = own.clone();
            worlds.iter_mut().for_each(|world| turned(world, mechanism));
            let judged = judged(&patterns, &worlds, replicates);
            let pairs = patterns.patterns.iter().zip(&judged);
            let failed = pairs.filter(|(_, judged)| judged.verdict == Verdict::Fail);
            let failed: Vec<&str> = failed.map(|(pattern, _)| pattern.id.as_str()).collect();
            println!("{}: {}", mechanism.name(), failed.join(" "));
            if failed.is_empty() {
                unnoticed.push(mechanism.name());
            }
        }
        // Known, and said in TRACE: of the patterns that pass, none tells which way these two work, since routine goes on without
        // either. Whoever adds one that does shortens this list.
        assert_eq!(unnoticed, ["movements", "credibility"], "no pattern fails where these are turned round");
    }
}
