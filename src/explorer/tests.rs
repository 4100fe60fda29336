//! The engine as a page asks it, and as whoever breaks a page does.

use super::*;

const BASE: &str = "s/minimal.toml";

fn opened() -> Explorer {
    let mut explorer = Explorer::default();
    let rival = "extends = \"../minimal.toml\"\n[scenario]\nname = \"Short\"\nmonths = 5\n";
    let files = json!({ BASE: include_str!("../../scenarios/minimal.toml"), "s/rivals/short.toml": rival });
    let said = asked(&mut explorer, json!({ "ask": "open", "files": files }));
    assert_eq!(said, json!({}));
    explorer
}

fn asked(explorer: &mut Explorer, question: Json) -> Json {
    explorer.ask(&question.to_string(), &[]).0
}

/// Plays histories of a setting, and has them taken.
fn play(explorer: &mut Explorer, setting: &Json, first: u64, count: u64) -> Json {
    let (said, bytes) =
        explorer.ask(&json!({ "ask": "play", "setting": setting, "first": first, "count": count }).to_string(), &[]);
    assert_eq!(said, json!({}));
    explorer.ask(&json!({ "ask": "take", "setting": setting, "first": first }).to_string(), &bytes).0
}

fn base() -> Json {
    json!({ "scenario": BASE })
}

fn with(path: &str, value: Json) -> Json {
    json!({ "scenario": BASE, "set": [[path, value]] })
}

fn see(setting: &Json, histories: u64, month: u64) -> Json {
    let figures = ["over_time", "forest", "norm", "leaders", "blame", "standing", "votes", "none"];
    json!({ "ask": "see", "setting": setting, "histories": histories, "figures": figures, "indicator": "norm_words", "month": month })
}

#[test]
fn numbers_that_no_page_asks_for_are_told_or_brought_within_reach() {
    let mut explorer = opened();
    let far = 1u64 << 63;
    let resolve = with("target.resolve", 0.25.into());
    for setting in [&base(), &resolve] {
        assert_eq!(
            asked(&mut explorer, see(setting, far, far))["problems"].as_str().map(|said| said.contains("no histories")),
            Some(true)
        );
        assert_eq!(play(&mut explorer, setting, 0, 6), json!({ "histories": 6 }));
        assert_eq!(play(&mut explorer, setting, far, far), json!({ "histories": 6 }));
        assert_eq!(play(&mut explorer, setting, 2, 0), json!({ "histories": 6 }));
    }
    for (histories, month) in [(far, far), (6, 0), (1, 3), (2, u64::MAX >> 1)] {
        let said = asked(&mut explorer, see(&resolve, histories, month));
        assert_eq!(said["histories"], json!(histories.min(6)), "{said}");
        assert!(said["figures"]["standing"].as_str().is_some_and(|figure| figure.contains("<svg")), "{said}");
    }
    assert!(asked(&mut explorer, see(&resolve, 0, 0))["problems"].is_string());
    let told =
        asked(&mut explorer, json!({ "ask": "tell", "setting": resolve, "histories": 6, "replicate": u64::MAX }));
    assert!(told["told"].as_str().is_some_and(|told| told.contains("Replicate 4999")), "{told}");
    for points in [0, far, u64::MAX] {
        for asking in ["doubt", "doubt_part", "doubt_answer"] {
            let mut question = json!({ "ask": asking, "setting": resolve, "points": points });
            question[if asking == "doubt_part" { "part" } else { "lengths" }] =
                if asking == "doubt_part" { u64::MAX.into() } else { json!([]) };
            if asking == "doubt" {
                question.as_object_mut().expect("a table").remove("lengths");
            }
            assert!(asked(&mut explorer, question.clone())["problems"].is_string(), "{question}");
        }
    }
    let lengths = json!({ "ask": "doubt_answer", "setting": resolve, "points": 8, "lengths": [u32::MAX] });
    assert!(asked(&mut explorer, lengths)["problems"].is_string());
}

#[test]
fn histories_with_fewer_numbers_than_the_scenario_has_are_not_taken() {
    let mut explorer = opened();
    let play = json!({ "ask": "play", "setting": base(), "first": 0, "count": 1 });
    let (_, bytes) = explorer.ask(&play.to_string(), &[]);
    // Behind the key and how many histories there are: its replicate, its months, and its lists, each after its length.
    let number = |at: usize| u64::from_le_bytes(bytes[at..at + 8].try_into().expect("eight bytes")) as usize;
    let list = 8 + number(0) + 24;
    let without = [&bytes[..list], &[0; 8], &bytes[list + 8 + 8 * number(list)..]].concat();
    let take = json!({ "ask": "take", "setting": base(), "first": 0 });
    assert!(explorer.ask(&take.to_string(), &without).0["problems"].is_string());
    assert!(asked(&mut explorer, see(&base(), 1, 1))["problems"].is_string());
    assert_eq!(explorer.ask(&take.to_string(), &bytes).0, json!({ "histories": 1 }));
}

#[test]
fn histories_of_another_scenario_are_not_taken_for_this_one() {
    let mut explorer = opened();
    let short = json!({ "scenario": BASE, "theory": "s/rivals/short.toml" });
    for other in [short, with("target.resolve", 0.25.into()), with("scenario.seed", 7.into())] {
        let (_, bytes) =
            explorer.ask(&json!({ "ask": "play", "setting": other, "first": 0, "count": 2 }).to_string(), &[]);
        let (said, _) = explorer.ask(&json!({ "ask": "take", "setting": base(), "first": 0 }).to_string(), &bytes);
        assert!(said["problems"].as_str().is_some_and(|said| said.contains("other bytes")), "{said}");
        let (said, _) = explorer.ask(&json!({ "ask": "take", "setting": other, "first": 1 }).to_string(), &bytes);
        assert!(said["problems"].is_string(), "other replicates than it says: {said}");
    }
}

#[test]
fn a_scenario_of_another_length_is_drawn_beside_its_base() {
    let mut explorer = opened();
    let short = json!({ "scenario": BASE, "theory": "s/rivals/short.toml" });
    for setting in [base(), short.clone(), with("scenario.months", 30.into())] {
        assert_eq!(play(&mut explorer, &base(), 0, 5), json!({ "histories": 5 }));
        assert_eq!(play(&mut explorer, &setting, 0, 5), json!({ "histories": 5 }));
        for month in [0, 4, 29] {
            let said = asked(&mut explorer, see(&setting, 5, month));
            assert!(said["figures"]["over_time"].is_string() && said["figures"]["norm"].is_string(), "{said}");
        }
        assert!(asked(&mut explorer, json!({ "ask": "tell", "setting": setting, "histories": 5, "replicate": null }))["told"].is_string());
        for table in ["run/histories", "run/summary", "compare/effects", "compare/differences"] {
            let table = json!({ "ask": "table", "setting": setting, "histories": 5, "table": table });
            assert!(asked(&mut explorer, table.clone())["csv"].is_string(), "{table}");
        }
    }
}

#[test]
fn scenarios_of_different_luck_are_no_twins() {
    let mut explorer = opened();
    let other = with("scenario.seed", 7.into());
    play(&mut explorer, &base(), 0, 2);
    play(&mut explorer, &other, 0, 2);
    let said = asked(&mut explorer, see(&other, 2, 0));
    assert!(said["problems"].as_str().is_some_and(|said| said.contains("scenario.seed")), "{said}");
}

#[test]
fn fewer_histories_of_one_side_are_summed_up_anew_of_both() {
    let mut explorer = opened();
    let (one, two) = (with("target.resolve", 0.25.into()), with("target.resolve", 0.75.into()));
    for (setting, first, count) in [(&base(), 0, 3), (&base(), 3, 5), (&one, 0, 8)] {
        play(&mut explorer, setting, first, count);
    }
    play(&mut explorer, &two, 0, 3);
    assert_eq!(asked(&mut explorer, see(&one, 8, 0))["histories"], 8);
    let late = asked(&mut explorer, see(&two, 8, 0));
    let mut afresh = opened();
    play(&mut afresh, &base(), 0, 3);
    play(&mut afresh, &two, 0, 3);
    assert_eq!(late, asked(&mut afresh, see(&two, 8, 0)));
    assert_eq!(late["histories"], 3);
}

#[test]
fn parts_that_leave_a_gap_wait_for_what_is_between() {
    let mut explorer = opened();
    assert_eq!(play(&mut explorer, &base(), 3, 2), json!({ "histories": 0 }));
    assert_eq!(play(&mut explorer, &base(), 7, 1), json!({ "histories": 0 }));
    assert_eq!(play(&mut explorer, &base(), 0, 3), json!({ "histories": 5 }));
    assert_eq!(play(&mut explorer, &base(), 5, 2), json!({ "histories": 8 }));
}

#[test]
fn a_file_of_the_readers_own_stands_where_what_it_extends_is_found_or_is_told_with_its_line() {
    let mut explorer = opened();
    let mut own = |name: &str, text: &str| asked(&mut explorer, json!({ "ask": "own", "name": name, "text": text }));
    assert_eq!(
        own("my file<script>.toml", "extends = \"minimal.toml\"\n"),
        json!({ "path": "s/my_file_script_.toml" })
    );
    assert_eq!(own("x.toml", "extends = \"../minimal.toml\"\n"), json!({ "path": "s/rivals/x.toml" }));
    let told = own("bad.toml", "extends = \"minimal.toml\"\n[target]\nresolv = 0.1\n");
    assert!(told["problems"].as_str().is_some_and(|said| said.contains("resolv") && said.contains("^")), "{told}");
    let told = own("large.toml", &"#".repeat(2 << 20));
    assert!(told["problems"].as_str().is_some_and(|said| said.contains("2097152 bytes")), "{told}");
    for name in ["", ".", "..", "/", "../../x"] {
        let said = own(name, "extends = \"minimal.toml\"\n");
        assert!(said["path"].as_str().is_some_and(|path| path.starts_with("s/")), "{name:?}: {said}");
    }
    // A file of the same name takes the place of the one that was there, and of what was made ready of it.
    let resolve = include_str!("../../scenarios/minimal.toml").to_string() + "\n[set]\n\"target.resolve\" = 0.123\n";
    let hash = |explorer: &mut Explorer| {
        asked(explorer, json!({ "ask": "describe", "setting": base(), "levers": true }))["hash"].clone()
    };
    let before = hash(&mut explorer);
    assert_eq!(
        asked(&mut explorer, json!({ "ask": "own", "name": "minimal.toml", "text": resolve })),
        json!({ "path": BASE })
    );
    assert!(hash(&mut explorer) != before);
}

#[test]
fn what_is_no_question_is_told() {
    let mut explorer = Explorer::default();
    for question in ["", "{", "[]", "{\"ask\":\"nothing\"}", "{\"ask\":\"offer\"}", &"[".repeat(10_000)] {
        assert!(explorer.ask(question, &[1, 2, 3]).0["problems"].is_string(), "{question:.20}");
    }
    // Before anything was opened there is nothing.
    for ask in [json!({ "ask": "describe", "setting": base(), "levers": true }), see(&base(), 5, 0)] {
        assert!(asked(&mut explorer, ask)["problems"].is_string());
    }
    assert_eq!(asked(&mut explorer, json!({ "ask": "offer", "scenario": "x" }))["scenarios"], json!([]));
}
