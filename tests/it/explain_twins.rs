//! Where the decisions of twins part: what is told of both, and what led there.

use crate::explain::{desk, of_replicate, told};
use crate::support::desk::Desk;
use crate::support::runs::rows;
use serde_json::Value as Json;

#[test]
fn twins_part_where_their_first_decision_differs() {
    let desk = desk();
    desk.put("same.toml", "extends = \"minimal.toml\"\n");
    desk.put(
        "need.toml",
        "extends = \"minimal.toml\"\n[set]\n\"states.aurelia.constituencies\" = { nationals = 0.1, society = 0.1, humanity = 0.8 }\n",
    );
    let same = desk
        .intsoc(&["explain", "minimal.toml", "same.toml", "--replicate", "3"])
        .noted(&["same.toml: is the same scenario"]);
    assert!(same.contains("They decide the same in every month"), "{same}");
    let twins = told(&desk, &["need.toml", "--replicate", "3"]);
    let month = twins["parting"]["month"].as_str().expect("they part").to_string();
    let before = |told: &Json| -> Vec<Json> {
        let entries = told["entries"].as_array().expect("entries").iter();
        entries
            .filter(|entry| entry["month"].as_str() < Some(month.as_str()))
            .map(|entry| entry["decision"].clone())
            .collect()
    };
    assert_eq!(before(&twins["base"]), before(&twins["other"]));
    assert!(twins["parting"]["base"] != twins["parting"]["other"]);
    let words = desk.intsoc(&["explain", "minimal.toml", "need.toml", "--replicate", "3"]).done();
    assert!(words.contains(&format!("They first decide differently in {month}")), "{words}");
}

#[test]
fn twins_that_differ_in_names_alone_decide_the_same_and_are_told_by_the_names_of_the_first() {
    let desk = Desk::new();
    let set = ["states.aurelia.name", "states.borea.name", "bodies.council.name", "instruments.sanctions.name"];
    let set: String = set.iter().map(|path| format!("\"{path}\" = \"Somebody else\"\n")).collect();
    desk.put("renamed.toml", &format!("extends = \"minimal.toml\"\n[target]\nname = \"Elsewhere\"\n[set]\n{set}"));
    let twins = ["explain", "minimal.toml", "renamed.toml", "--replicate", "2"];
    let words = desk.intsoc(&twins).done();
    assert!(words.contains("They decide the same in every month"), "{words}");
    let alone = desk.intsoc(&["explain", "renamed.toml", "--replicate", "2"]).done();
    assert!(
        alone.contains("  Somebody else adopts Somebody else, ") && alone.contains("  Elsewhere turns to "),
        "{alone}"
    );
}

/// Numbers by month and by what they are, of one replicate of a detailed run.
fn numbers_of(desk: &Desk, folder: &str, replicate: &str) -> Vec<(String, String, f64)> {
    let (months, actors) = (
        rows(&desk.read(&format!("{folder}/replicate_months.csv"))),
        rows(&desk.read(&format!("{folder}/replicate_actors.csv"))),
    );
    let mut numbers = Vec::new();
    let number = |text: &str| text.parse().expect("a number");
    for cell in of_replicate(&months, replicate) {
        for name in ["violence", "need", "attention", "threat", "norm_words"] {
            numbers.push((cell("month").to_string(), name.to_string(), number(cell(name))));
        }
    }
    for cell in of_replicate(&actors, replicate) {
        for name in ["aspiration", "action", "words", "deflection"] {
            numbers.push((cell("month").to_string(), format!("{name} of {}", cell("state")), number(cell(name))));
        }
    }
    numbers.sort_by(|a, b| (&a.0, &a.1).cmp(&(&b.0, &b.1)));
    numbers
}

#[test]
fn what_led_to_the_first_decision_that_differs_is_told_before_it() {
    let desk = Desk::new();
    desk.put(
        "need.toml",
        "extends = \"minimal.toml\"\n[scenario]\nname = \"Need\"\n[set]\n\"states.aurelia.constituencies\" = { nationals = 0.1, society = 0.1, humanity = 0.8 }\n",
    );
    for scenario in ["minimal", "need"] {
        let file = format!("{scenario}.toml");
        desk.intsoc(&["run", &file, "--replicates", "4", "--detail", "--out", scenario]).done();
    }
    let (base, other) = (numbers_of(&desk, "minimal", "3"), numbers_of(&desk, "need", "3"));
    let distances: Vec<(&str, &str, f64)> = base
        .iter()
        .zip(&other)
        .inspect(|(one, two)| assert_eq!((&one.0, &one.1), (&two.0, &two.1)))
        .map(|(one, two)| (one.0.as_str(), one.1.as_str(), (one.2 - two.2).abs()))
        .collect();
    let first = distances.iter().find(|(.., distance)| *distance >= 0.001).expect("they differ").0;
    let farthest = |month: &str| {
        let of_month = distances.iter().filter(|(of, ..)| *of == month);
        *of_month.max_by(|a, b| a.2.total_cmp(&b.2)).expect("a number")
    };
    let twins = told(&desk, &["need.toml", "--replicate", "3"]);
    let parted = twins["parting"]["month"].as_str().expect("they part");
    assert!(first < parted, "{first} {parted}");
    for (index, month) in [first, parted].into_iter().enumerate() {
        let apart = &twins["numbers_apart"][index];
        let measure = &apart["measures"][0];
        let (_, record, distance) = farthest(month);
        assert_eq!((&apart["month"], &measure["record"]), (&month.into(), &record.into()));
        let told = measure["first"].as_f64().expect("a number") - measure["second"].as_f64().expect("a number");
        assert!((told.abs() - distance).abs() < 1e-12);
    }
    let words = desk.intsoc(&["explain", "minimal.toml", "need.toml", "--replicate", "3"]).done();
    let at_line = |words: &str, text: &str| text.find(words).unwrap_or_else(|| panic!("no {words:?} in {text}"));
    let cause = at_line(&format!("differ, by a thousandth or more, in {first}"), &words);
    assert!(cause < at_line(&format!("They first decide differently in {parted}"), &words));
    assert!(words.contains(" of aurelia]"), "{words}");
}

#[test]
fn what_is_given_to_one_twin_is_no_decision_and_months_that_one_lacks_are_left_out() {
    let desk = Desk::new();
    desk.put("war.toml", "extends = \"minimal.toml\"\n[[events]]\ndate = \"2001-02\"\nname = \"a war elsewhere\"\nset = { \"target.resolve\" = 0.5 }\n");
    let words = desk.intsoc(&["explain", "minimal.toml", "war.toml", "--replicate", "3"]).done();
    // The event sets what was so already: nothing is decided otherwise.
    assert!(words.contains("alone: 2001-02  A war elsewhere. [events]"), "{words}");
    assert!(words.contains("They decide the same in every month"), "{words}");
    desk.put("short.toml", "extends = \"minimal.toml\"\n[scenario]\nmonths = 10\nname = \"Short\"\n");
    let words = desk.intsoc(&["explain", "minimal.toml", "short.toml", "--replicate", "3"]).done();
    assert!(words.contains("all that is told is of 2001-01 to 2001-10"), "{words}");
    assert!(words.contains("They decide the same in every month"), "{words}");
    // What came of it, too, is of those months.
    let twins = told(&desk, &["short.toml", "--replicate", "3"]);
    assert_eq!(twins["base"]["outcomes"], twins["other"]["outcomes"]);
    assert_eq!(twins["base"]["leadership"]["of"], 10);
    desk.put("later.toml", "extends = \"minimal.toml\"\n[scenario]\nstart = \"2011-01\"\n");
    desk.intsoc(&["explain", "minimal.toml", "later.toml"]).refused(&["start together", "2011-01", "the same start"]);
}
