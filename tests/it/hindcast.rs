//! The record beside the ensemble, and how many histories are enough.

use crate::support::desk::Desk;
use crate::support::runs::{place, rows, votes};

const HEADER: &str = "fact,kind,what,measure,value,low,high,unit,part,grade,source\n";
const FACTS: &str = "early,value,need at the start,\"at(need, '2001-01')\",0.2,0.1,0.3,share,fit,documented,a book\n\
    late,value,need later,\"average(need, '2001-07', '2001-12')\",0.5,,,share,test,assumed,\n\
    first,event,first leader,when(leaders > 0),2,,,months,fit,interpreted,a book\n\
    second,event,sanctions,when(authorised.sanctions > 0),5,,,months,fit,interpreted,a book\n\
    third,event,\"force, with consent\",when(consent.force > 0),9,,,months,test,interpreted,a book\n\
    vote,vote,borea withheld,\"withheld(borea, sanctions)\",1,,,share,fit,documented,a book\n";

fn desk() -> Desk {
    let desk = Desk::new();
    let text = desk.read("minimal.toml");
    // The names that the facts use are the minimal world's.
    for name in ["borea", "sanctions", "force"] {
        assert!(text.contains(name), "{name}");
    }
    desk.put("facts.csv", &format!("{HEADER}{FACTS}"));
    desk
}

#[test]
fn a_fact_stands_beside_the_histories_it_is_about() {
    let desk = desk();
    let hindcast = ["hindcast", "minimal.toml", "--facts", "facts.csv", "--replicates", "40"];
    let told = desk.intsoc(&[&hindcast[..], &["--out", "out"]].concat()).done();
    assert!(told.contains("facts that test it") && told.contains("Kendall's tau"), "{told}");
    let table = rows(&desk.read("out/hindcast.csv"));
    let at = |name: &str| place(&table, name);
    let number = |row: usize, name: &str| table[row][at(name)].parse::<f64>().ok();
    // The same histories, month by month.
    desk.intsoc(&["run", "minimal.toml", "--replicates", "40", "--detail", "--out", "run"]).done();
    let months = rows(&desk.read("run/replicate_months.csv"));
    let column = |name: &str| place(&months, name);
    let value = |row: &Vec<String>, name: &str| row[column(name)].parse::<f64>().expect("a number");
    let start = months[1][column("month")].clone();
    let first: Vec<f64> =
        months[1..].iter().filter(|row| row[column("month")] == start).map(|row| value(row, "need")).collect();
    let mean = first.iter().sum::<f64>() / first.len() as f64;
    assert!(first.len() == 40 && (number(1, "mean").expect("a mean") - mean).abs() < 1e-12);
    let below = first.iter().filter(|need| **need < 0.2).count() as f64 / 40.0;
    assert_eq!(number(1, "percentile"), Some(below));
    // Time of the first leader, history by history.
    let mut times = vec![None; 40];
    for row in &months[1..] {
        let replicate = value(row, "replicate") as usize;
        let month = months[1..].iter().filter(|other| other[column("replicate")] == row[column("replicate")]);
        if value(row, "leaders") > 0.0 && times[replicate].is_none() {
            times[replicate] = month.clone().position(|other| other[column("month")] == row[column("month")]);
        }
    }
    let known: Vec<f64> = times.iter().flatten().map(|month| *month as f64).collect();
    let mean = known.iter().sum::<f64>() / known.len() as f64;
    assert!((number(3, "mean").expect("a mean") - mean).abs() < 1e-9);
    assert_eq!(table[6][at("within_50")], "", "votes have no coverage");
    let scores = rows(&desk.read("out/scores.csv"));
    assert_eq!((scores[1][1].as_str(), scores[2][1].as_str(), scores[1][4].as_str()), ("3", "2", "1"));
    desk.intsoc(&[&hindcast[..], &["--threads", "1", "--out", "one"]].concat()).done();
    assert!(desk.read("out/hindcast.csv") == desk.read("one/hindcast.csv"));
    assert!(desk.read("out/order.csv") == desk.read("one/order.csv"));
}

#[test]
fn votes_withheld_are_those_of_the_list_of_votes() {
    let desk = desk();
    desk.intsoc(&["hindcast", "minimal.toml", "--facts", "facts.csv", "--replicates", "60", "--out", "out"]).done();
    desk.intsoc(&["run", "minimal.toml", "--replicates", "60", "--out", "run"]).done();
    let votes = votes(|name| desk.read(&format!("run/{name}")));
    let at = |name: &str| place(&votes, name);
    let mut shares: std::collections::BTreeMap<&str, (f64, f64)> = std::collections::BTreeMap::new();
    for vote in votes[1..].iter().filter(|vote| vote[at("instrument")] == "sanctions" && vote[at("passed")] == "true") {
        let names = |column: &str| vote[at(column)].split(';').any(|name| name == "borea");
        let withheld = names("abstaining") || names("against");
        assert!(withheld || names("in_favour"), "borea sits there");
        let share = shares.entry(&vote[at("replicate")]).or_default();
        share.0 += f64::from(withheld);
        share.1 += 1.0;
    }
    assert!(!shares.is_empty(), "some history authorises sanctions");
    let mean = shares.values().map(|(withheld, all)| withheld / all).sum::<f64>() / shares.len() as f64;
    let table = rows(&desk.read("out/hindcast.csv"));
    let told = |name: &str| table[6][place(&table, name)].parse::<f64>().expect("a number");
    assert_eq!(told("histories"), shares.len() as f64);
    assert!((told("mean") - mean).abs() < 1e-12);
}

#[test]
fn what_is_wrong_with_the_record_is_said_with_its_line() {
    let desk = desk();
    let wrong = |from: &str, to: &str, words: &[&str]| {
        let text = format!("{HEADER}{FACTS}");
        assert!(text.contains(from), "{from}");
        desk.put("wrong.csv", &text.replacen(from, to, 1));
        desk.intsoc(&["hindcast", "minimal.toml", "--facts", "wrong.csv", "--out", "no"]).refused(words);
        assert!(!desk.path("no").exists());
    };
    wrong("part,", "prat,", &["wrong.csv: part", "this column is missing"]);
    wrong("0.5,,", "much,,", &["wrong.csv:3: late.value = \"much\"", "is not a number"]);
    wrong("late,value", "late,valeu", &["wrong.csv:3", "allowed: value, event, vote", "did you mean `value`?"]);
    wrong("test,assumed", "testing,guessed", &["allowed: fit, test", "allowed: documented"]);
    wrong("late,", "early,", &["wrong.csv:3: early", "this id is given twice"]);
    wrong(
        "when(leaders > 0)",
        "when(leader > 0)",
        &["wrong.csv:4", "no indicator is called `leader`", "did you mean `leaders`?"],
    );
    wrong("when(leaders > 0)", "when(leaders > 0", &["wrong.csv:4", "is no measure"]);
    wrong("2001-01", "2000-12", &["wrong.csv:2", "is not in the run", "it runs from 2001-01"]);
    wrong("withheld(borea,", "withheld(boreea,", &["no state is called `boreea`", "did you mean `borea`?"]);
    wrong("a book\n", "\"a book\n", &["wrong.csv:2", "quotes in pairs"]);
    wrong("need later", "\"need\nlater\"", &["wrong.csv:3", "is a quote not closed?"]);
    wrong(",a book\n", "\n", &["wrong.csv", "as many cells in every row"]);
    desk.put("empty.csv", HEADER);
    desk.intsoc(&["hindcast", "minimal.toml", "--facts", "empty.csv"]).refused(&["holds no fact"]);
    desk.intsoc(&["hindcast", "minimal.toml", "--facts", "none.csv"]).refused(&["none.csv", "cannot be read"]);
}

#[test]
fn a_line_of_the_record_is_the_one_that_an_editor_shows() {
    let desk = desk();
    let good = desk.read("facts.csv");
    let wrong = good.replace("0.5,,", "much,,");
    let cut = good.replace("late,value,", "late,");
    for (name, text, line) in [
        ("lf", wrong.clone(), 3),
        ("crlf", wrong.replace('\n', "\r\n"), 3),
        ("cr", wrong.replace('\n', "\r"), 3),
        ("bom", format!("\u{feff}{wrong}"), 3),
        ("bom-crlf", format!("\u{feff}{}", wrong.replace('\n', "\r\n")), 3),
        ("blank-first", format!("\n\n{wrong}"), 5),
        ("blank-between", wrong.replace("late,", "\n\r\n\nlate,"), 6),
        ("blank-crlf", wrong.replace('\n', "\r\n\r\n"), 5),
        (
            "quoted",
            wrong.replace(",source\n", ",\"source\"\n").replace("need at the start", "\"need\r\nat the\nstart\""),
            5,
        ),
    ] {
        desk.put("wrong.csv", &text);
        let said = desk.intsoc(&["hindcast", "minimal.toml", "--facts", "wrong.csv"]);
        assert!(said.err.contains(&format!("wrong.csv:{line}: late.value = \"much\"")), "{name}: {}", said.err);
    }
    for (text, line) in [(cut.clone(), 3), (cut.replace('\n', "\r\n"), 3), (cut.replace("late,", "\n\nlate,"), 5)] {
        desk.put("wrong.csv", &text);
        desk.intsoc(&["hindcast", "minimal.toml", "--facts", "wrong.csv"])
            .refused(&[&format!("wrong.csv:{line}:"), "10 cells in this row, 11 in the first"]);
    }
    // The same record with any ends of lines, and with blank ones, is the same record.
    let told = |text: String| {
        desk.put("facts.csv", &text);
        desk.intsoc(&[
            "hindcast",
            "minimal.toml",
            "--facts",
            "facts.csv",
            "--replicates",
            "4",
            "--out",
            "out",
            "--force",
        ])
        .done();
        desk.read("out/hindcast.csv")
    };
    assert_eq!(told(format!("\u{feff}{}", good.replace('\n', "\r\n\r\n"))), told(good));
}

#[test]
fn enough_histories_are_named_for_every_outcome() {
    let desk = desk();
    desk.put("wilder.toml", "extends = \"minimal.toml\"\n[set]\n\"citizenship.noise\" = 0.5\n");
    let told = desk.intsoc(&["precision", "minimal.toml", "wilder.toml", "--out", "out"]).done();
    assert!(
        told.contains("Enough histories\n  for adequacy alone: ") && told.contains("wilder: coefficient"),
        "{told}"
    );
    let (steps, enough) = (rows(&desk.read("out/runs.csv")), rows(&desk.read("out/enough.csv")));
    let outcomes = enough.iter().filter(|row| row[0] == "minimal").count();
    assert_eq!((enough.len(), steps.len()), (1 + 2 * outcomes, 1 + 2 * outcomes * 8));
    // After 200 histories it is what a run of 200 says.
    desk.intsoc(&["run", "minimal.toml", "--replicates", "200", "--out", "run"]).done();
    let summary = rows(&desk.read("run/summary.csv"));
    let of = |table: &[Vec<String>], row: &dyn Fn(&Vec<String>) -> bool, column: &str| {
        let at = place(table, column);
        table.iter().find(|cells| row(cells)).expect("a row")[at].parse::<f64>().expect("a number")
    };
    let ours = |row: &Vec<String>| row[0] == "minimal" && row[1] == "adequacy" && row[3] == "200";
    let theirs = |row: &Vec<String>| row[0] == "adequacy";
    assert!((of(&steps, &ours, "mean") - of(&summary, &theirs, "mean")).abs() < 1e-12);
    assert!((of(&steps, &ours, "sd") - of(&summary, &theirs, "sd")).abs() < 1e-12);
    desk.intsoc(&["precision", "minimal.toml", "--replicates", "5"]).refused(&["precision: has no --replicates"]);
    desk.intsoc(&["precision", "minimal.toml", "--precision", "0"]).refused(&["from 0.0001 to 1"]);
}
