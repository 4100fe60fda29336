//! Why it did not act: chronicles say what the records say, and nothing else.

#[path = "support/desk.rs"]
mod desk;
#[path = "support/runs.rs"]
mod runs;

use desk::Desk;
use runs::rows;
use serde_json::Value as Json;

const REPLICATES: usize = 30;

fn told(desk: &Desk, arguments: &[&str]) -> Json {
    let all = [&["explain", "minimal.toml"], arguments, &["--json"]].concat();
    serde_json::from_str(&desk.intsoc(&all).done()).expect("JSON")
}

fn texts(told: &Json, about: &str) -> Vec<(String, String)> {
    let entries = told["entries"].as_array().expect("entries").iter().filter(|entry| entry["about"] == about);
    let text = |entry: &Json, key: &str| entry[key].as_str().expect("a text").to_string();
    entries.map(|entry| (text(entry, "month"), text(entry, "text"))).collect()
}

/// A desk with a detailed run of the minimal world.
fn desk() -> Desk {
    let desk = Desk::new();
    let replicates = REPLICATES.to_string();
    desk.intsoc(&["run", "minimal.toml", "--replicates", &replicates, "--detail", "--out", "run"]).done();
    desk
}

fn at(table: &[Vec<String>], column: &str) -> usize {
    table[0].iter().position(|name| name == column).unwrap_or_else(|| panic!("no {column}"))
}

#[test]
fn every_vote_that_is_told_was_held_and_every_vote_held_is_told() {
    let desk = desk();
    let votes = rows(&desk.read("run/votes.csv"));
    let mut seen = 0;
    for replicate in 0..REPLICATES {
        let told = texts(&told(&desk, &["--replicate", &replicate.to_string()]), "vote");
        let of = |row: &&Vec<String>| row[at(&votes, "replicate")] == replicate.to_string();
        let held: Vec<&Vec<String>> = votes[1..].iter().filter(of).collect();
        assert_eq!(told.len(), held.len(), "replicate {replicate}");
        for ((month, text), row) in told.iter().zip(held) {
            let cell = |column: &str| row[at(&votes, column)].as_str();
            let does = if cell("passed") == "true" { "adopts" } else { "rejects" };
            assert!(text.starts_with(&format!("{} {does} {}", cell("body"), cell("instrument"))), "{text}");
            let count = |column: &str| cell(column).split(';').filter(|id| !id.is_empty()).count();
            let seats = count("in_favour") + count("abstaining") + count("against");
            assert!(text.contains(&format!("{} of {seats} in favour", count("in_favour"))), "{text}");
            for (word, column) in [("abstaining", "abstaining"), ("against", "against")] {
                assert_eq!(text.contains(&format!(", {word} ")), count(column) > 0, "{text}");
                assert!(cell(column).split(';').all(|id| text.contains(id)), "{text}");
            }
            let diluted = cell("strength").parse::<f64>().expect("a number") < 1.0;
            assert_eq!(text.contains("; diluted to"), diluted, "{text}");
            assert_eq!(month, cell("month"));
            seen += 1;
        }
    }
    assert!(seen > 10);
}

#[test]
fn leaders_consent_and_turning_points_are_those_of_the_months() {
    let desk = desk();
    let (months, actors) = (rows(&desk.read("run/replicate_months.csv")), rows(&desk.read("run/replicate_actors.csv")));
    let mut changes_seen = 0;
    for replicate in ["0", "7", "19"] {
        let told = told(&desk, &["--replicate", replicate]);
        let leading = texts(&told, "leadership");
        let mut changes = Vec::new();
        for state in ["aurelia", "borea", "costa", "delta"] {
            let mut led = "0".to_string();
            let own =
                |row: &&Vec<String>| row[at(&actors, "replicate")] == replicate && row[at(&actors, "state")] == state;
            for row in actors[1..].iter().filter(own) {
                if row[at(&actors, "led")] != led {
                    led = row[at(&actors, "led")].clone();
                    let does = if led == "1" { "steps forward to lead" } else { "no longer leads" };
                    changes.push((row[at(&actors, "month")].clone(), format!("{state} {does}")));
                }
            }
        }
        assert_eq!(changes.len(), leading.len());
        for (month, change) in &changes {
            assert!(leading.iter().any(|(told, text)| told == month && text.starts_with(change)), "{month} {change}");
        }
        changes_seen += changes.len();
        let own: Vec<&Vec<String>> =
            months[1..].iter().filter(|row| row[at(&months, "replicate")] == replicate).collect();
        let value = |row: &Vec<String>, name: &str| row[at(&months, name)].parse::<f64>().expect("a number");
        let standing = own.iter().filter(|row| value(row, "consent.force") > 0.0).count();
        assert_eq!(told["concessions"][0]["months"], standing);
        let turn = &told["turning_points"][0];
        let (largest, size) = (1..own.len())
            .map(|index| (index, (value(own[index], "need") - value(own[index - 1], "need")).abs()))
            .fold((0, 0.0), |best, next| if next.1 > best.1 { next } else { best });
        assert_eq!(turn["month"], own[largest][at(&months, "month")].as_str());
        let change = turn["after"].as_f64().expect("a number") - turn["before"].as_f64().expect("a number");
        assert!((change.abs() - size).abs() < 1e-12);
    }
    assert!(changes_seen > 0);
}

#[test]
fn the_worst_is_the_least_adequate_and_the_typical_is_near_the_middle() {
    let desk = desk();
    let histories = rows(&desk.read("run/histories.csv"));
    let adequacy: Vec<f64> =
        histories[1..].iter().map(|row| row[at(&histories, "adequacy")].parse().expect("a number")).collect();
    let least = (0..REPLICATES).min_by(|a, b| adequacy[*a].total_cmp(&adequacy[*b])).expect("some");
    let only = ["--set", "scenario.replicates=30"];
    assert_eq!(told(&desk, &[&only[..], &["--worst"]].concat())["replicate"], least);
    let typical = told(&desk, &only)["replicate"].as_u64().expect("a number") as usize;
    let mut sorted = adequacy.clone();
    sorted.sort_by(f64::total_cmp);
    assert!((sorted[3]..=sorted[26]).contains(&adequacy[typical]));
    let words = desk.intsoc(&["explain", "minimal.toml"]).done();
    assert!(words.contains("the most typical of 200") && words.contains("Turning points"), "{words}");
    let still = desk.intsoc(&["explain", "minimal.toml", "--still"]).done();
    assert!(still.contains("without chance") && still == desk.intsoc(&["explain", "minimal.toml", "--still"]).done());
}

#[test]
fn twins_part_where_their_first_decision_differs() {
    let desk = desk();
    desk.put("same.toml", "extends = \"minimal.toml\"\n");
    desk.put(
        "need.toml",
        "extends = \"minimal.toml\"\n[set]\n\"states.aurelia.constituencies\" = { nationals = 0.1, society = 0.1, humanity = 0.8 }\n",
    );
    let same = desk.intsoc(&["explain", "minimal.toml", "same.toml", "--replicate", "3"]).done();
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
fn what_is_given_to_one_twin_is_no_decision_and_months_that_one_lacks_are_left_out() {
    let desk = Desk::new();
    desk.put("war.toml", "extends = \"minimal.toml\"\n[[events]]\ndate = \"2001-02\"\nname = \"a war elsewhere\"\nset = { \"target.resolve\" = 0.5 }\n");
    let words = desk.intsoc(&["explain", "minimal.toml", "war.toml", "--replicate", "3"]).done();
    // The event sets what was so already: nothing is decided otherwise.
    assert!(words.contains("alone: 2001-02  a war elsewhere. [events]"), "{words}");
    assert!(words.contains("They decide the same in every month"), "{words}");
    desk.put("short.toml", "extends = \"minimal.toml\"\n[scenario]\nmonths = 10\nname = \"Short\"\n");
    let words = desk.intsoc(&["explain", "minimal.toml", "short.toml", "--replicate", "3"]).done();
    assert!(words.contains("covers 2001-01 to 2001-10: what is told is of the months that both cover"), "{words}");
    assert!(words.contains("They decide the same in every month"), "{words}");
    desk.put("later.toml", "extends = \"minimal.toml\"\n[scenario]\nstart = \"2011-01\"\n");
    desk.intsoc(&["explain", "minimal.toml", "later.toml"]).refused(&["no month in common", "2011-01"]);
}

#[test]
fn what_cannot_be_told_is_refused() {
    let desk = Desk::new();
    desk.intsoc(&["explain", "minimal.toml", "--replicate", "200"]).refused(&["replicates 0 to 199"]);
    desk.intsoc(&["explain", "none.toml"]).refused(&["none.toml"]);
    desk.intsoc(&["explain", "minimal.toml", "--worst", "--typical"]).refused(&["cannot be used with"]);
    desk.intsoc(&["explain", "minimal.toml", "--set", "target.resolv=1"]).refused(&["did you mean"]);
}
