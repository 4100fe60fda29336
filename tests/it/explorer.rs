//! The page to play with: its engine gives the bits of the program, and the command writes it where it may.

use std::path::Path;

use intsoc::explorer::{Explorer, page};
use serde_json::{Value as Json, json};

use crate::support::desk::Desk;
use crate::support::engine::{Engine, open};

/// Settings that reach all that a page can set: rivals, a counterfactual, numbers, weights, mechanisms, events, another case.
fn settings() -> Vec<Json> {
    let base = |rest: Json| {
        let mut setting = json!({ "scenario": "scenarios/baseline.toml" });
        for (key, value) in rest.as_object().expect("a table") {
            setting[key] = value.clone();
        }
        setting
    };
    let rival = |name: &str| base(json!({ "theory": format!("scenarios/rivals/{name}.toml") }));
    let rivals = ["article", "capacity-only", "collective-action", "norms-only", "random", "veto-only"].map(rival);
    let changed = [
        json!({}),
        json!({ "counterfactual": "scenarios/counterfactuals/no-veto.toml", "set": [["target.resolve", 0.3]] }),
        json!({ "theory": "scenarios/rivals/veto-only.toml", "counterfactual": "scenarios/counterfactuals/like-1994.toml" }),
        json!({
            "switches": { "shopping": false },
            "dropped": ["Iraq war"],
            "set": [
                ["events.'proxy war with Chad'.date", "2005-06"],
                ["profiles.european.constituencies", { "nationals": 0.2, "society": 0.3, "humanity": 0.5 }],
            ],
        }),
    ];
    let case = json!({ "scenario": "scenarios/cases/rwanda-1994.toml", "set": [["target.resolve", 0.25]] });
    rivals.into_iter().chain(changed.map(base)).chain([case]).collect()
}

/// Answers of an engine, and of the program, to the same question.
struct Both {
    engine: Engine,
    program: Explorer,
}

impl Both {
    fn of(engine: &[u8]) -> Self {
        let mut both = Self { engine: Engine::of(engine), program: Explorer::default() };
        both.ask(&open(), &[]);
        both
    }

    /// The answer of both, which is the same: JSON and bytes.
    fn ask(&mut self, question: &Json, attached: &[u8]) -> (Json, Vec<u8>) {
        let answer = self.engine.ask(question, attached);
        // As a page gets it.
        let (json, bytes) = self.program.ask(&question.to_string(), attached);
        let told = |json: &Json| serde_json::to_string(json).expect("JSON");
        assert!(answer.1 == bytes, "other bytes: {question}");
        assert!(told(&answer.0) == told(&json), "other words: {question}\n{}\n{json}", answer.0);
        answer
    }
}

#[test]
fn the_engine_plays_the_bits_of_the_program_in_every_theory_and_setting() {
    let mut both = Both::of(&page::engine());
    for setting in settings() {
        let (said, bytes) = both.ask(&json!({ "ask": "play", "setting": setting, "first": 1, "count": 1 }), &[]);
        assert!(said.get("problems").is_none() && bytes.len() > 1000, "{said}");
    }
}

#[test]
fn the_engine_draws_tells_and_doubts_as_the_program_does() {
    let mut both = Both::of(&page::engine());
    // A reader's own file, in which numbers have ranges.
    let text = "extends = \"minimal.toml\"\n[norm]\nwords = { value = 0.3, low = 0.1, high = 0.6 }\n";
    let (own, _) = both.ask(&json!({ "ask": "own", "name": "mine.toml", "text": text }), &[]);
    let base = json!({ "scenario": own["path"] });
    let setting = json!({ "scenario": own["path"], "set": [["target.resolve", 0.1]] });
    for side in [&base, &setting] {
        for first in [0, 4] {
            let (_, part) = both.ask(&json!({ "ask": "play", "setting": side, "first": first, "count": 4 }), &[]);
            both.ask(&json!({ "ask": "take", "setting": side, "first": first }), &part);
        }
    }
    let figures = ["over_time", "forest", "standing", "votes", "leaders", "blame", "norm"];
    let seen = json!({ "ask": "see", "setting": setting, "histories": 8, "figures": figures, "indicator": "need", "month": 3 });
    let (drawn, _) = both.ask(&seen, &[]);
    assert!(drawn["figures"].as_object().expect("figures").len() >= 5 && drawn["histories"] == 8, "{drawn}");
    both.ask(&json!({ "ask": "tell", "setting": setting, "histories": 8, "replicate": 2 }), &[]);
    let (table, _) =
        both.ask(&json!({ "ask": "table", "setting": setting, "histories": 8, "table": "compare/months" }), &[]);
    assert!(table["csv"].as_str().expect("a table").lines().count() > 10);
    let (asked, _) = both.ask(&json!({ "ask": "doubt", "setting": setting, "points": 20 }), &[]);
    let parts: Vec<Vec<u8>> = (0..asked["parts"].as_u64().expect("parts"))
        .map(|part| both.ask(&json!({ "ask": "doubt_part", "setting": setting, "points": 20, "part": part }), &[]).1)
        .collect();
    let lengths: Vec<usize> = parts.iter().map(Vec::len).collect();
    let question = json!({ "ask": "doubt_answer", "setting": setting, "points": 20, "lengths": lengths });
    let (told, _) = both.ask(&question, &parts.concat());
    assert!(told["told"].as_str().expect("words").contains("20 plausible worlds"), "{told}");
}

#[test]
fn an_engine_that_was_built_just_now_plays_the_same_bits() {
    // `.ci/core` leaves it there, where it can be built.
    let Ok(fresh) = std::env::var("INTSOC_FRESH_ENGINE") else { return };
    let mut both = Both::of(&std::fs::read(fresh).expect("the engine that was built"));
    let setting = json!({ "scenario": "scenarios/minimal.toml", "set": [["target.resolve", 0.1]] });
    let (_, bytes) = both.ask(&json!({ "ask": "play", "setting": setting, "first": 0, "count": 2 }), &[]);
    assert!(bytes.len() > 1000);
}

#[test]
fn the_engine_is_of_these_sources() {
    let stale = page::stale(Path::new(env!("CARGO_MANIFEST_DIR")));
    let told = format!("the engine was built before {}\n  src/explorer/build builds it anew", stale.join(", "));
    // Whoever changes a rule needs no WebAssembly to go on; what is published has the engine of its own sources.
    let is_ci = std::env::var("CI").is_ok_and(|ci| !ci.is_empty());
    assert!(stale.is_empty() || !is_ci, "{told}");
}

#[test]
fn the_page_is_one_file_that_asks_nobody_for_anything() {
    let desk = Desk::new();
    let said = desk.intsoc(&["explore", "minimal.toml", "--no-open"]).done();
    assert!(said.contains("explore.html") && said.contains("MB"), "{said}");
    let page = desk.read("explore.html");
    assert!(page.len() < 2_500_000, "{} bytes", page.len());
    assert!(page.contains("default-src 'none'") && !page.contains("unsafe-inline"));
    for outside in ["src=\"http", "href=\"http", "url(", "@import", "fetch(", "XMLHttpRequest", "WebSocket"] {
        assert!(!page.contains(outside), "{outside}");
    }
    // Again: it replaces its own. A folder that is not there yet is made.
    desk.intsoc(&["explore", "minimal.toml", "--no-open"]).done();
    desk.intsoc(&["explore", "minimal.toml", "--no-open", "--out", "docs/site/index.html"]).done();
    assert!(desk.read("docs/site/index.html") == page);
}

#[test]
fn a_file_that_is_no_page_of_intsoc_is_not_replaced_and_a_wrong_scenario_makes_no_page() {
    let desk = Desk::new();
    desk.put("mine.html", "<p>mine</p>");
    desk.intsoc(&["explore", "minimal.toml", "--no-open", "--out", "mine.html"])
        .refused(&["no page or picture of intsoc"]);
    assert_eq!(desk.read("mine.html"), "<p>mine</p>");
    desk.put("wrong.toml", "extends = \"minimal.toml\"\n[target]\nresolv = 0.1\n");
    desk.intsoc(&["explore", "wrong.toml", "--no-open"]).refused(&["wrong.toml:3", "did you mean"]);
    assert!(!desk.path("explore.html").exists());
    desk.intsoc(&["explore", "none.toml", "--no-open"]).refused(&["there is no such file"]);
}

#[test]
fn a_file_beside_the_scenario_that_cannot_be_played_is_left_out_and_the_note_says_what_is_wrong_where() {
    let desk = Desk::new();
    std::fs::create_dir(desk.path("variants")).expect("the desk is ours");
    desk.put("variants/wrong.toml", "extends = \"../minimal.toml\"\n[target]\nresolv = 0.1\n");
    let said = desk.intsoc(&["explore", "minimal.toml", "--no-open"]);
    assert_eq!(said.code, Some(0), "{said:?}");
    let lines: Vec<&str> = said.err.lines().collect();
    assert!(lines[0].starts_with("note: the page does not offer ") && lines[0].ends_with("wrong.toml"), "{lines:?}");
    assert!(lines[1].starts_with("  ") && lines[1].contains("wrong.toml:3: target.resolv"), "{lines:?}");
    assert!(lines[3].starts_with("    ") && lines[3].contains("did you mean"), "{lines:?}");
    assert!(!desk.read("explore.html").contains("resolv = 0.1"), "it is left out");
}

#[test]
fn names_with_markup_in_a_scenario_stay_names_on_the_page() {
    let desk = Desk::new();
    desk.put("odd.toml", "extends = \"minimal.toml\"\n[scenario]\nname = \"</script><script>alert(1)</script>\"\n");
    desk.intsoc(&["explore", "odd.toml", "--no-open"]).done();
    let page = desk.read("explore.html");
    assert!(!page.contains("<script>alert") && page.contains("\\u003c/script>\\u003cscript>alert"));
}

#[test]
fn the_base_stays_however_many_settings_follow_each_other_before_one_is_drawn() {
    let mut program = Explorer::default();
    let mut ask = |question: Json, bytes: &[u8]| program.ask(&question.to_string(), bytes);
    ask(open(), &[]);
    let mut take = |setting: &Json| {
        let (_, bytes) = ask(json!({ "ask": "play", "setting": setting, "first": 0, "count": 1 }), &[]);
        ask(json!({ "ask": "take", "setting": setting, "first": 0 }), &bytes);
    };
    let base = json!({ "scenario": "scenarios/baseline.toml" });
    let moved = |resolve: f64| json!({ "scenario": "scenarios/baseline.toml", "set": [["target.resolve", resolve]] });
    take(&base);
    for step in 0..6 {
        take(&moved(f64::from(35 + step) / 100.0));
    }
    let see =
        json!({ "ask": "see", "setting": moved(0.40), "histories": 1, "figures": [], "indicator": "need", "month": 0 });
    let (seen, _) = ask(see, &[]);
    assert_eq!(seen["histories"], 1, "{seen}");
}

#[test]
fn an_event_that_is_dropped_takes_what_was_set_in_it_along() {
    let mut program = Explorer::default();
    program.ask(&open().to_string(), &[]);
    let event = "World Summit: endorsed and watered down";
    let setting = json!({
        "scenario": "scenarios/baseline.toml",
        "dropped": [event],
        "set": [[format!("events.'{event}'.set.norm.words"), 0.6], ["target.resolve", 0.4]],
    });
    let (said, _) = program.ask(&json!({ "ask": "describe", "setting": setting, "levers": false }).to_string(), &[]);
    let text = said["file"]["text"].as_str().unwrap_or_else(|| panic!("{said}"));
    assert!(text.contains("target.resolve") && !text.contains("norm.words"), "{text}");
}
