//! Why it did not act: chronicles say what the records say, and nothing else.

use crate::support::desk::Desk;
use crate::support::runs::{names, place, rows, votes};
use serde_json::Value as Json;

const REPLICATES: usize = 30;

pub fn told(desk: &Desk, arguments: &[&str]) -> Json {
    let all = [&["explain", "minimal.toml"], arguments, &["--json"]].concat();
    serde_json::from_str(&desk.intsoc(&all).done()).expect("JSON")
}

fn texts(told: &Json, about: &str) -> Vec<(String, String)> {
    let entries = told["entries"].as_array().expect("entries").iter().filter(|entry| entry["about"] == about);
    let text = |entry: &Json, key: &str| entry[key].as_str().expect("a text").to_string();
    entries.map(|entry| (text(entry, "month"), text(entry, "text"))).collect()
}

/// A desk with a detailed run of the minimal world.
pub fn desk() -> Desk {
    let desk = Desk::new();
    let replicates = REPLICATES.to_string();
    desk.intsoc(&["run", "minimal.toml", "--replicates", &replicates, "--detail", "--out", "run"]).done();
    desk
}

#[test]
fn every_vote_that_is_told_was_held_and_every_vote_held_is_told() {
    let desk = desk();
    let read = |name: &str| desk.read(&format!("run/{name}"));
    let (votes, names) = (votes(read), names(read));
    let (mut seen, mut whole, mut borne_whole) = (0, 0, 0);
    for replicate in 0..REPLICATES {
        let told = texts(&told(&desk, &["--replicate", &replicate.to_string()]), "vote");
        let of = |row: &&Vec<String>| row[place(&votes, "replicate")] == replicate.to_string();
        let held: Vec<&Vec<String>> = votes[1..].iter().filter(of).collect();
        assert_eq!(told.len(), held.len(), "replicate {replicate}");
        let mut before: Vec<&str> = vec![];
        for ((month, text), row) in told.iter().zip(held) {
            let cell = |column: &str| row[place(&votes, column)].as_str();
            let earlier = before.contains(&cell("instrument"));
            let does = match (cell("passed") == "true", earlier) {
                (true, false) => "adopts",
                (true, true) => "strengthens",
                (false, _) => "rejects",
            };
            assert!(
                text.starts_with(&format!("{} {does} {}", names[cell("body")], names[cell("instrument")])),
                "{text}"
            );
            assert_eq!(text.contains("stays in force"), does == "rejects" && earlier, "{text}");
            if does == "adopts" {
                before.push(cell("instrument"));
            }
            let count = |column: &str| cell(column).split(';').filter(|id| !id.is_empty()).count();
            let seats = count("in_favour") + count("abstaining") + count("against");
            assert!(text.contains(&format!("{} of {seats} in favour", count("in_favour"))), "{text}");
            for (word, column) in [("abstaining", "abstaining"), ("against", "against")] {
                assert_eq!(text.contains(&format!(", {word} ")), count(column) > 0, "{text}");
                let mut of_them = cell(column).split(';').filter(|id| !id.is_empty());
                assert!(of_them.all(|id| text.contains(&names[id])), "{text}");
            }
            let diluted = cell("strength").parse::<f64>().expect("a number") < 1.0;
            assert_eq!(text.contains("; diluted to"), diluted, "{text}");
            // In the council somebody always could have blocked it: why was it not diluted?
            let borne =
                ["aurelia", "borea"].into_iter().filter(|id| !cell("in_favour").split(';').any(|for_it| for_it == *id));
            let why = match borne.map(|id| &*names[id]).collect::<Vec<_>>().join(", ") {
                nobody if nobody.is_empty() => "; not diluted, as nobody who could veto it disliked it".to_string(),
                some => format!("; not diluted, as {some}, who could veto it, disliked it too little to block it"),
            };
            assert_eq!(text.contains(&why), !diluted, "{text}");
            whole += usize::from(!diluted);
            borne_whole += usize::from(!diluted && why.contains("too little"));
            assert_eq!(month, cell("month"));
            seen += 1;
        }
    }
    assert!(seen > 10 && whole > borne_whole && borne_whole > 0, "{seen} {whole} {borne_whole}");
}

#[test]
fn leaders_consent_and_turning_points_are_those_of_the_months() {
    let desk = desk();
    let (months, actors) = (rows(&desk.read("run/replicate_months.csv")), rows(&desk.read("run/replicate_actors.csv")));
    let names = names(|name| desk.read(&format!("run/{name}")));
    let mut changes_seen = 0;
    for replicate in ["0", "7", "19"] {
        let told = told(&desk, &["--replicate", replicate]);
        let leading = texts(&told, "leadership");
        let mut changes = Vec::new();
        for state in ["aurelia", "borea", "costa", "delta"] {
            let mut led = "0".to_string();
            let own = |row: &&Vec<String>| {
                row[place(&actors, "replicate")] == replicate && row[place(&actors, "state")] == state
            };
            for row in actors[1..].iter().filter(own) {
                if row[place(&actors, "led")] != led {
                    led = row[place(&actors, "led")].clone();
                    let does = if led == "1" { "steps forward to lead" } else { "no longer leads" };
                    changes.push((row[place(&actors, "month")].clone(), format!("{} {does}", names[state])));
                }
            }
        }
        assert_eq!(changes.len(), leading.len());
        for (month, change) in &changes {
            assert!(leading.iter().any(|(told, text)| told == month && text.starts_with(change)), "{month} {change}");
        }
        changes_seen += changes.len();
        let own: Vec<&Vec<String>> =
            months[1..].iter().filter(|row| row[place(&months, "replicate")] == replicate).collect();
        let value = |row: &Vec<String>, name: &str| row[place(&months, name)].parse::<f64>().expect("a number");
        let standing = own.iter().filter(|row| value(row, "consent.force") > 0.0).count();
        assert_eq!(told["concessions"][0]["months"], standing);
        let turn = &told["turning_points"][0];
        let (largest, size) = (1..own.len())
            .map(|index| (index, (value(own[index], "need") - value(own[index - 1], "need")).abs()))
            .fold((0, 0.0), |best, next| if next.1 > best.1 { next } else { best });
        assert_eq!(turn["month"], own[largest][place(&months, "month")].as_str());
        let change = turn["after"].as_f64().expect("a number") - turn["before"].as_f64().expect("a number");
        assert!((change.abs() - size).abs() < 1e-12);
    }
    assert!(changes_seen > 0);
}

/// A table's rows of one replicate as look-ups from column to cell.
pub fn of_replicate<'a>(table: &'a [Vec<String>], replicate: &str) -> Vec<impl Fn(&str) -> &'a str> {
    let own = table[1..].iter().filter(|row| row[place(table, "replicate")] == replicate);
    own.map(|row| |column: &str| row[place(table, column)].as_str()).collect()
}

#[test]
fn what_each_forum_did_is_what_its_votes_and_its_mandates_say() {
    let desk = desk();
    // As it is; where all must agree; where little is borne; where hardly anything is taken up.
    let worlds = [
        &[][..],
        &["--set", "bodies.council.quota=1"],
        &["--set", "forums.tolerance=0.02"],
        &["--set", "forums.agenda_rate=0.01"],
    ];
    let (mut never_taken_up, mut never_adopted, mut held_back) = (0, 0, 0);
    for (index, changes) in worlds.into_iter().enumerate() {
        let folder = format!("world-{index}");
        let replicates = ["--replicates", "12", "--detail", "--out", &folder];
        desk.intsoc(&[&["run", "minimal.toml"], &replicates[..], changes].concat()).done();
        let table = |name: &str| rows(&desk.read(&format!("{folder}/{name}.csv")));
        let (votes, months) = (votes(|name| desk.read(&format!("{folder}/{name}"))), table("replicate_months"));
        for replicate in ["0", "5", "11"] {
            let told = told(&desk, &[changes, &["--replicate", replicate]].concat());
            let months = of_replicate(&months, replicate);
            for docket in told["forums"].as_array().expect("dockets") {
                let instrument = docket["instrument"].as_str().expect("an id");
                let own = of_replicate(&votes, replicate);
                let own: Vec<_> = own.iter().filter(|cell| cell("instrument") == instrument).collect();
                let adopted: Vec<_> = own.iter().filter(|cell| cell("passed") == "true").collect();
                assert_eq!(docket["voted"], own.len());
                assert_eq!(docket["adopted"], adopted.len());
                assert_eq!(docket["first_adopted"].as_str(), adopted.first().map(|cell| cell("month")));
                let end = months.last().expect("months")(&format!("authorised.{instrument}"));
                assert_eq!(docket["strength"].as_f64(), end.parse().ok());
                let number = |key: &str| docket[key].as_u64().expect("a number");
                assert!(number("taken_up") >= number("voted") + number("held_back"), "{docket}");
                // Only who can veto holds back a text of the council.
                match docket["held_back_by"].as_str() {
                    None => assert_eq!(number("held_back"), 0),
                    Some(state) => assert!(["aurelia", "borea"].contains(&state), "{docket}"),
                }
                held_back += number("held_back");
                if let Some(short) = docket["nearest_vote"]["votes"].as_object() {
                    let month = docket["nearest_vote"]["month"].as_str();
                    let failed = own.iter().find(|cell| Some(cell("month")) == month).expect("a vote");
                    assert_eq!(failed("passed"), "false");
                    let favour = failed("in_favour").split(';').filter(|id| !id.is_empty()).count() as u64;
                    assert_eq!(short["needed"].as_u64(), short["lacking"].as_u64().map(|lacking| lacking + favour));
                    never_adopted += u64::from(adopted.is_empty());
                }
                let passed_over = &docket["passed_over"];
                if number("taken_up") == 0 && passed_over.is_object() {
                    let seen = months.iter().find(|cell| cell("month") == passed_over["month"]).expect("the month");
                    assert_eq!(passed_over["attention"].as_f64(), seen("attention").parse().ok());
                    let unwilling = passed_over["unwilling"].as_array().expect("a list").len() as u64;
                    let seats = passed_over["willing"].as_u64().map(|willing| willing + unwilling);
                    assert_eq!(passed_over["seats"].as_u64(), seats);
                    never_taken_up += 1;
                }
            }
        }
    }
    assert!(never_taken_up > 0 && never_adopted > 0 && held_back > 0, "{never_taken_up} {never_adopted} {held_back}");
}

#[test]
fn who_might_have_led_what_forces_had_and_what_was_refused_are_of_months_in_which_it_was_so() {
    let desk = desk();
    let months = rows(&desk.read("run/replicate_months.csv"));
    let mut refused = 0;
    for replicate in ["0", "7", "19", "23"] {
        let told = told(&desk, &["--replicate", replicate]);
        let own = of_replicate(&months, replicate);
        let number = |month: &Json, column: &str| -> f64 {
            let row = own.iter().find(|cell| cell("month") == month).expect("the month");
            row(column).parse().expect("a number")
        };
        let leaderless = own.iter().filter(|cell| cell("leaders") == "0").count();
        assert_eq!((&told["leadership"]["months"], &told["leadership"]["of"]), (&leaderless.into(), &own.len().into()));
        let likeliest = &told["leadership"]["likeliest"];
        assert_eq!(number(&likeliest["month"], "leaders"), 0.0);
        assert_eq!(likeliest["attention"], number(&likeliest["month"], "attention"));
        assert!(likeliest["chance"].as_f64() <= likeliest["attention"].as_f64(), "{likeliest}");
        let force = &told["forces"][0];
        let most = own.iter().map(|cell| cell("deployed.force").parse::<f64>().expect("a number")).fold(0.0, f64::max);
        assert_eq!(force["height"]["deployed"].as_f64().unwrap_or(0.0), most);
        let consented = own.iter().any(|cell| cell("consent.force") == "1");
        assert_eq!(force["consented"], consented);
        assert_eq!(told["concessions"][0]["granted"].is_string(), consented);
        let refusal = &told["concessions"][0]["nearest"];
        if refusal.is_object() {
            assert_eq!(number(&refusal["month"], "consent.force"), 0.0);
            assert!(number(&refusal["month"], "authorised.force") > 0.0);
            assert_eq!(refusal["threat"], number(&refusal["month"], "threat"));
            // More threat than what is given up makes consent likelier than an equal one would.
            let more = refusal["threat"].as_f64() > refusal["against"].as_f64();
            assert_eq!(more, refusal["chance"].as_f64() > refusal["chance_if_equal"].as_f64());
            refused += 1;
        }
    }
    assert!(refused > 0);
    let off = told(&desk, &["--off", "leadership"]);
    assert!(off["leadership"].is_null());
}

/// The numbers in a text.
fn numbers(text: &str) -> Vec<f64> {
    let words = text.split(|letter: char| !letter.is_ascii_digit() && letter != '.');
    words.filter_map(|word| word.trim_matches('.').parse().ok()).collect()
}

#[test]
fn every_sentence_names_columns_that_a_detailed_run_has() {
    let desk = desk();
    let mut columns: Vec<String> = vec!["events".into(), "votes".into()];
    for name in desk.names("run").iter().filter(|name| name.ends_with(".csv")) {
        columns.extend(rows(&desk.read(&format!("run/{name}")))[0].clone());
    }
    let mut seen = 0;
    for replicate in 0..REPLICATES {
        let told = desk.intsoc(&["explain", "minimal.toml", "--replicate", &replicate.to_string()]).done();
        for line in told.lines().filter(|line| line.ends_with(']')) {
            let (said, record) = line.rsplit_once(" [").expect("a record in brackets");
            // What is said speaks names, and begins as sentences do; records keep ids.
            let said =
                said.trim_start_matches(|letter: char| letter.is_ascii_digit() || letter == '-' || letter == ' ');
            assert!(said.starts_with(char::is_uppercase), "{line}");
            let mut words = said.split(|letter: char| !letter.is_alphanumeric());
            assert!(
                !words.any(|word| ["aurelia", "borea", "costa", "delta", "council", "league"].contains(&word)),
                "{line}"
            );
            for part in record.trim_end_matches(']').split(';') {
                let named = part.rsplit_once(" of ").map_or(part, |(columns, _)| columns);
                for name in named.split(',').map(str::trim).filter(|name| !name.starts_with("20")) {
                    assert!(columns.iter().any(|column| column == name), "{name:?} in {line}");
                    seen += 1;
                }
            }
        }
    }
    assert!(seen > 500);
}

#[test]
fn what_is_behind_a_decision_is_in_the_tables_of_its_month() {
    let desk = desk();
    let instruments = rows(&desk.read("run/replicate_instruments.csv"));
    let (states, bodies) =
        (rows(&desk.read("run/replicate_leadership.csv")), rows(&desk.read("run/replicate_bodies.csv")));
    let names = names(|name| desk.read(&format!("run/{name}")));
    let (mut consents, mut leaders, mut blamed) = (0, 0, 0);
    for replicate in 0..REPLICATES {
        let replicate = replicate.to_string();
        let told = told(&desk, &["--replicate", &replicate]);
        let cell = |table: &[Vec<String>], id: &str, month: &str, column: &str| -> f64 {
            let key = [replicate.as_str(), month, id];
            let row =
                table.iter().find(|row| [&row[0], &row[2], &row[3]] == key).unwrap_or_else(|| panic!("no {key:?}"));
            row[place(table, column)].parse().expect("a number")
        };
        let close = |one: f64, two: f64| (one - two).abs() <= 0.00500001;
        for (month, text) in texts(&told, "target").iter().filter(|(_, text)| text.contains("consent")) {
            let column = if text.contains("withdraws") { "withdrawal_chance" } else { "consent_chance" };
            let [chance, _, against] = numbers(text)[..] else { panic!("{text}") };
            assert!((chance - cell(&instruments, "force", month, column)).abs() < 0.00051, "{text}");
            assert!(close(against, cell(&instruments, "force", month, "against")), "{text}");
            consents += 1;
        }
        for (month, text) in texts(&told, "leadership").iter().filter(|(_, text)| text.contains("steps forward")) {
            let name = text.split(' ').next().expect("a name");
            let (state, _) = names.iter().find(|(_, known)| *known == name).expect("a state");
            let chance = numbers(text)[0];
            assert!((chance - cell(&states, state, month, "step_forward")).abs() < 0.00051, "{text}");
            leaders += 1;
        }
        for (month, text) in texts(&told, "blame").iter().filter(|(_, text)| text.starts_with(&names["council"])) {
            assert!(close(numbers(text)[0], cell(&bodies, "council", month, "blame")), "{text}");
            blamed += 1;
        }
    }
    assert!(consents > 3 && leaders > 3 && blamed > 3, "{consents} {leaders} {blamed}");
}

#[test]
fn consent_that_comes_and_goes_and_a_force_that_leaves_are_told_so() {
    let desk = Desk::new();
    // A target that is pressed to give in, and then is not.
    desk.put(
        "drawdown.toml",
        "extends = \"minimal.toml\"\n[scenario]\nmonths = 60\n[set]\n\"target.resolve\" = 0\n\"delivery.ramp\" = 0.5\n\"delivery.withdrawal\" = 0.5\n\"instruments.force.capacity\" = 1\n\"forums.agenda_rate\" = 1\n\"target.concession_rate\" = 1\n\"target.renege_rate\" = 1\n\"target.shopping_rate\" = 0\n\"bodies.council.quota\" = 0\n\"forums.tolerance\" = 10\n[[events]]\ndate = \"2003-06\"\nname = \"it hardens\"\nset = { \"target.resolve\" = 9 }\n[[events]]\ndate = \"2004-06\"\nname = \"it softens\"\nset = { \"target.resolve\" = 0 }\n",
    );
    desk.intsoc(&["run", "drawdown.toml", "--replicates", "1", "--detail", "--out", "run"]).done();
    let months = rows(&desk.read("run/replicate_months.csv"));
    let consent: Vec<bool> = months[1..].iter().map(|row| row[place(&months, "consent.force")] == "1").collect();
    let withdrawn = consent.windows(2).filter(|pair| pair[0] && !pair[1]).count();
    let first = consent.iter().position(|stands| *stands).expect("it consents");
    let stood = consent.iter().filter(|stands| **stands).count();
    let told = desk.intsoc(&["explain", "drawdown.toml", "--replicate", "0"]).done();
    assert!(
        withdrawn > 0 && told.contains(&format!("it stood in {stood} of {} months, withdrawn", consent.len() - first)),
        "{told}"
    );
    let deployed: Vec<f64> =
        months[1..].iter().map(|row| row[place(&months, "deployed.force")].parse().expect("a number")).collect();
    assert!(deployed.windows(2).any(|pair| pair[1] < 0.4 && pair[0] >= 0.4), "{deployed:?}");
    let at_line = |words: &str| told.find(words).unwrap_or_else(|| panic!("no {words:?} in {told}"));
    assert!(
        at_line("Peace force reaches half its strength") < at_line("Peace force falls below half its strength"),
        "{told}"
    );
}

#[test]
fn a_text_is_diluted_for_who_bears_least_of_it_and_who_then_abstains() {
    // Among two who can veto, the one with the larger reservation.
    let desk = Desk::new();
    let changes =
        ["states.borea.reservations.sanctions=3", "states.aurelia.reservations.sanctions=1", "forums.vote_noise=0"];
    let set: Vec<&str> = changes.iter().flat_map(|change| ["--set", change]).collect();
    let replicates =
        ["--set", "forums.agenda_rate=1", "--set", "bodies.council.quota=0", "--set", "forums.min_strength=0"];
    let told = desk.intsoc(
        &[&["explain", "minimal.toml", "--replicate", "3", "--set", "forums.step=0.001"], &set[..], &replicates]
            .concat(),
    );
    let told = told.done();
    let texts: Vec<&str> = told.lines().filter(|line| line.contains("adopts targeted sanctions")).collect();
    assert!(!texts.is_empty(), "{told}");
    for text in texts {
        assert!(text.contains("of its strength for Borea, who could veto it"), "{text}");
        let abstaining = text.split("abstaining ").nth(1).expect("somebody abstains");
        assert!(abstaining.split(';').next().expect("names").contains("Borea"), "{text}");
    }
}

#[test]
fn the_worst_is_the_least_adequate_and_the_typical_is_near_the_middle() {
    let desk = desk();
    let histories = rows(&desk.read("run/histories.csv"));
    let adequacy: Vec<f64> =
        histories[1..].iter().map(|row| row[place(&histories, "adequacy")].parse().expect("a number")).collect();
    let least = (0..REPLICATES).min_by(|a, b| adequacy[*a].total_cmp(&adequacy[*b])).expect("some");
    let only = ["--set", "scenario.replicates=30"];
    assert_eq!(told(&desk, &[&only[..], &["--worst"]].concat())["replicate"], least);
    let typical = told(&desk, &only)["replicate"].as_u64().expect("a number") as usize;
    let mut sorted = adequacy.clone();
    sorted.sort_by(f64::total_cmp);
    assert!((sorted[3]..=sorted[26]).contains(&adequacy[typical]));
    let words = desk.intsoc(&["explain", "minimal.toml"]).done();
    assert!(words.contains("the most typical of 200") && words.contains("Turning points"), "{words}");
    let still = desk.intsoc(&["explain", "minimal.toml", "--no-chance"]).done();
    assert!(
        still.contains("without chance") && still == desk.intsoc(&["explain", "minimal.toml", "--no-chance"]).done()
    );
}

#[test]
fn what_cannot_be_told_is_refused() {
    let desk = Desk::new();
    desk.intsoc(&["explain", "minimal.toml", "--replicate", "200"]).refused(&["replicates 0 to 199"]);
    desk.intsoc(&["explain", "none.toml"]).refused(&["none.toml", "cannot be read"]);
    desk.intsoc(&["explain", "minimal.toml", "--worst", "--typical"]).refused(&["cannot be used with"]);
    desk.intsoc(&["explain", "minimal.toml", "--set", "target.resolv=1"]).refused(&["did you mean"]);
}
