//! What chronicles say of rules that are off unless a scenario says otherwise: texts shelved, vetoed and watered down,
//! consent that comes first, and what was there at the start.

use serde_json::Value as Json;

use crate::support::desk::Desk;
use crate::support::runs::{names, place, rows, votes};

const REPLICATES: usize = 16;

/// The minimal world with a council that counts, shelves and defies vetoes, and a target that may agree beforehand.
const RULES: &str = r#"extends = "minimal.toml"
[set]
"forums.assessment" = 1.0
"forums.assent" = 1.0
"forums.count" = 1
"forums.ratchet" = 0.0
"forums.worth" = 0.3
"forums.showdown" = 2.0
"forums.tolerance" = 0.05
"forums.vote_noise" = 0.15
"target.prior" = 0.3
"target.resolve" = 0.2
"#;

/// A desk with a detailed run of that world.
fn desk() -> Desk {
    let desk = Desk::new();
    desk.put("rules.toml", RULES);
    let replicates = REPLICATES.to_string();
    desk.intsoc(&["run", "rules.toml", "--replicates", &replicates, "--detail", "--out", "run"]).done();
    desk
}

fn told(desk: &Desk, arguments: &[&str]) -> Json {
    serde_json::from_str(&desk.intsoc(&[&["explain"], arguments, &["--json"]].concat()).done()).expect("JSON")
}

/// Month and text of the entries about something.
fn texts<'a>(told: &'a Json, about: &str) -> Vec<(&'a str, &'a str)> {
    let entries = told["entries"].as_array().expect("entries").iter().filter(|entry| entry["about"] == about);
    entries.map(|entry| (entry["month"].as_str().expect("a month"), entry["text"].as_str().expect("a text"))).collect()
}

#[test]
fn what_was_vetoed_shelved_watered_down_and_agreed_is_told_as_the_tables_have_it() {
    let desk = desk();
    let (votes, instruments) =
        (votes(|name| desk.read(&format!("run/{name}"))), rows(&desk.read("run/replicate_instruments.csv")));
    let names = names(|name| desk.read(&format!("run/{name}")));
    let (mut vetoed, mut shelved, mut won, mut agreed, mut came_with_the_text) = (0, 0, 0, 0, 0);
    for replicate in (0..REPLICATES).map(|replicate| replicate.to_string()) {
        let told = told(&desk, &["rules.toml", "--replicate", &replicate]);
        let of = |row: &&Vec<String>| row[0] == replicate;
        let held: Vec<&Vec<String>> = votes[1..].iter().filter(of).collect();
        let entries = texts(&told, "vote");
        assert_eq!(entries.len(), held.len());
        for ((_, text), row) in entries.into_iter().zip(held) {
            let cell = |column: &str| row[place(&votes, column)].as_str();
            let veto = cell("vetoed") == "true";
            assert_eq!(text.contains("at full strength all the same"), veto, "{text}");
            if veto {
                assert_eq!((cell("strength"), cell("passed"), cell("abstaining")), ("1", "false", ""));
                let blockers: Vec<&str> = cell("against")
                    .split(';')
                    .filter(|id| ["aurelia", "borea"].contains(id))
                    .map(|id| &*names[id])
                    .collect();
                let does = if blockers.len() == 1 { "vetoes" } else { "veto" };
                assert!(text.contains(&format!(", and {} {does} it, ", blockers.join(" and "))), "{text}");
                assert!(text.contains(" is the least that sponsors think worth a vote"), "{text}");
                vetoed += 1;
            }
            if let Some((_, those)) = text.split_once("; this won ") {
                let those = those.split(';').next().expect("names").replace(" and ", ", ");
                let favour: Vec<&str> = cell("in_favour").split(';').map(|id| &*names[id]).collect();
                assert!(those.split(", ").all(|name| favour.contains(&name)), "{text}");
                assert!(text.contains("; diluted to "), "{text}");
                won += 1;
            }
        }
        let mut entries = texts(&told, "shelved").into_iter();
        let months: Vec<&Vec<String>> = instruments[1..].iter().filter(of).collect();
        for row in &months {
            let cell = |column: &str| row[place(&instruments, column)].as_str();
            if cell("shelved") == "true" {
                let (month, text) = entries.next().expect("an entry");
                assert_eq!(month, cell("month"));
                let borne: f64 = cell("strength_left").parse().expect("a number");
                let [text_of, blocker] = ["instrument", "diluted_for"].map(|column| &names[cell(column)]);
                let words = format!("{} shelves {text_of}: {blocker} would", names["council"]);
                assert!(text.starts_with(&words), "{text}");
                assert!(borne > 0.29 || text.contains(&format!(" have borne {borne:.2} of its strength, ")), "{text}");
                assert!(borne < 0.3, "{borne}");
                shelved += 1;
            }
        }
        assert_eq!(entries.next(), None);
        for docket in told["forums"].as_array().expect("dockets") {
            let own = months
                .iter()
                .filter(|row| row[place(&instruments, "instrument")] == docket["instrument"].as_str().expect("an id"));
            let of_it = own.filter(|row| row[place(&instruments, "shelved")] == "true").count();
            assert_eq!(docket["shelved"], of_it);
            assert_eq!(docket["nearest_shelved"].is_object(), of_it > 0);
        }
        // The force alone needs consent.
        let first = months.iter().find(|row| row[place(&instruments, "agreed")] == "true");
        let concession = &told["concessions"][0];
        assert_eq!(concession["agreed"].as_str(), first.map(|row| row[place(&instruments, "month")].as_str()));
        let target = texts(&told, "target");
        assert_eq!(
            target.iter().any(|(_, text)| text.contains(" agrees in principle to peace force")),
            first.is_some()
        );
        agreed += usize::from(first.is_some());
        if concession["as_agreed"] == true {
            let since = first.expect("an agreement")[place(&instruments, "month")].as_str();
            let consent = target.iter().find(|(_, text)| text.starts_with("Zamora consents to peace force"));
            let (month, text) = consent.expect("consent");
            assert!(
                text.ends_with(&format!(", as it agreed in principle in {since}, before there was a text")),
                "{text}"
            );
            let adopted =
                told["forums"].as_array().expect("dockets").iter().find(|docket| docket["instrument"] == "force");
            assert_eq!(adopted.expect("a docket")["first_adopted"], *month);
            came_with_the_text += 1;
        }
    }
    let seen = [vetoed, shelved, won, agreed, came_with_the_text];
    assert!(seen.iter().all(|seen| *seen > 0), "{seen:?}");
}

#[test]
fn a_veto_in_place_of_a_shelving_is_where_twins_part() {
    let desk = Desk::new();
    desk.put("rules.toml", RULES);
    desk.put("hidden.toml", "extends = \"rules.toml\"\n[set]\n\"forums.showdown\" = 0.0\n");
    let mut seen = 0;
    for replicate in ["0", "1", "2", "3", "4", "5", "6", "7"] {
        let twins = told(&desk, &["rules.toml", "hidden.toml", "--replicate", replicate]);
        let parting = &twins["parting"];
        if parting.is_null() {
            continue;
        }
        let decisions = |side: &str| parting[side].as_array().expect("a list").clone();
        let (open, hidden) = (decisions("base"), decisions("other"));
        assert!(
            open.iter().any(|entry| entry["text"].as_str().is_some_and(|text| text.contains(" all the same, and ")))
        );
        assert!(hidden.iter().any(|entry| entry["about"] == "shelved"), "{hidden:?}");
        seen += 1;
    }
    assert!(seen > 0);
}

#[test]
fn what_is_there_at_the_start_is_told_as_given_and_not_as_decided() {
    let desk = Desk::new();
    desk.put(
        "mission.toml",
        "extends = \"minimal.toml\"\n[set]\n\"instruments.force.initial\" = { authorised = 0.5, consent = true, deployed = 0.3 }\n",
    );
    let words = desk.intsoc(&["explain", "mission.toml", "--replicate", "0"]).done();
    for said in [
        "2001-01  Peace force is there at the start: authorised at 0.50 of its full strength, with the consent of Zamora, 0.30 of its full effect deployed. [instruments.force.initial]",
        "World Council on peace force: authorised at 0.50 from the start; ",
        "Peace force: consent from the start; it stood in ",
    ] {
        assert!(words.contains(said), "no {said:?} in {words}");
    }
    assert!(!words.contains("eace force deploys") && !words.contains("Zamora consents to peace force, "), "{words}");
    let twins = desk.intsoc(&["explain", "minimal.toml", "mission.toml", "--replicate", "0"]).done();
    assert!(twins.contains("alone: 2001-01  Peace force is there at the start: "), "{twins}");
    assert!(!twins.contains("differently in 2001-01"), "{twins}");
}

#[test]
fn the_page_of_a_run_shows_vetoes_where_there_are_any() {
    let desk = desk();
    desk.intsoc(&["run", "minimal.toml", "--replicates", "4", "--out", "plain"]).done();
    let page = |folder: &str| {
        desk.intsoc(&["report", folder]).done();
        desk.read(&format!("{folder}/report.html"))
    };
    let (rules, plain) = (page("run"), page("plain"));
    for shown in ["Votes against what was vetoed", "</strong> vetoed, the target turned from one forum"] {
        assert!(rules.contains(shown) && !plain.contains(shown), "{shown}");
    }
    // Who vetoes is always against, which of what was adopted it never is.
    let (_, vetoes) = rules.split_once("<caption>Votes against what was vetoed").expect("a table");
    let (vetoes, _) = vetoes.split_once("</table>").expect("its end");
    assert!(vetoes.contains("<th scope=\"row\">Borea</th><td>1.000</td><td>1.000</td>"), "{vetoes}");
}
