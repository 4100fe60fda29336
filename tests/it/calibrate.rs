//! What the record says of the numbers, on a world of two numbers: the same bytes however it is played, and honest where it
//! cannot say anything.

use intsoc::statistics::history_matching::uniform;
use intsoc::statistics::resampling::Draws;
use intsoc::statistics::sequential::Population;
use intsoc::statistics::weighted::mean_and_sd;

use crate::support::desk::Desk;
use crate::support::runs::{place, rows};

const HEADER: &str = "fact,kind,what,measure,value,low,high,unit,part,grade,source\n";
const FACTS: &str = "early,value,need at the start,\"at(need, '2001-01')\",0.2,0.1,0.3,share,test,documented,a book\n\
    camps,value,displaced in June,\"at(displaced, '2001-06')\",0.15,,,share,fit,documented,a count\n\
    later,value,displaced in December,\"at(displaced, '2001-12')\",0.25,,,share,fit,interpreted,a count\n\
    first,event,first leader,when(leaders > 0),2,,,months,fit,interpreted,a book\n\
    far,value,displaced in March,\"at(displaced, '2001-03') * 100\",9000,,,persons,fit,documented,a wrong book\n";
const RANGED: &str = "extends = \"minimal.toml\"\n[set]\n\
    \"crisis.displacement_rate\" = { value = 0.05, low = 0.01, high = 0.2, grade = \"assumed\" }\n\
    \"blame.clarity\" = { value = 1.0, low = 0.5, high = 1.5, grade = \"assumed\" }\n";

const ASKED: [&str; 10] =
    ["calibrate", "ranged.toml", "--ranges", "assumed", "--facts", "facts.csv", "--points", "400", "--replicates", "2"];

fn desk() -> Desk {
    let desk = Desk::new();
    desk.put("ranged.toml", RANGED);
    desk.put("facts.csv", &format!("{HEADER}{FACTS}"));
    desk
}

fn tables(desk: &Desk, folder: &str) -> Vec<(String, Vec<u8>)> {
    let names = desk.names(folder).into_iter().filter(|name| name.ends_with(".csv"));
    let tables: Vec<_> = names.map(|name| (name.clone(), desk.bytes(&format!("{folder}/{name}")))).collect();
    assert_eq!(tables.len(), 6, "{folder}");
    tables
}

#[test]
fn the_record_moves_what_it_is_about_and_says_what_no_world_reaches() {
    let desk = desk();
    let told = desk.intsoc(&[&ASKED[..], &["--out", "out"]].concat()).done();
    for words in [
        "no world reaches displaced in March (Minimal)",
        "of 2 factors the record moves",
        "records drawn from the plausible numbers",
    ] {
        assert!(told.contains(words), "no {words:?} in:\n{told}");
    }
    let table = rows(&desk.read("out/posterior.csv"));
    let row = |name: &str| table.iter().find(|row| row[0] == name).expect("a row of this factor");
    let (moved, contraction) = (place(&table, "moved"), place(&table, "contraction"));
    assert_eq!(row("crisis.displacement_rate")[moved], "true");
    assert!(row("crisis.displacement_rate")[contraction].parse::<f64>().expect("a number") > 0.5, "{table:?}");
    assert_eq!(row("blame.clarity")[moved], "false");
    let facts = rows(&desk.read("out/predictive.csv"));
    let (counts, fact) = (place(&facts, "counts"), place(&facts, "fact"));
    let counted: Vec<&str> = facts[1..].iter().filter(|row| row[counts] == "true").map(|row| &*row[fact]).collect();
    assert_eq!(counted, ["camps", "later", "first"], "what is a test, or out of reach, does not count");
    assert!(desk.intsoc(&["check", "out"]).done().contains("good") && desk.intsoc(&["report", "out"]).code == Some(0));
    // What columns mean stands below each table, for whoever has no pointer.
    let page = desk.read("out/report.html");
    assert!(page.contains("What the columns of this table mean") && !page.contains(" title="), "{page}");
    // A folder that holds the whole is not played again.
    let again = desk.intsoc(&[&ASKED[..], &["--out", "out"]].concat()).done();
    assert!(again.contains("holds the whole of it already"), "{again}");
}

#[test]
fn on_any_threads_and_in_parts_it_is_the_same_bytes() {
    let desk = desk();
    desk.intsoc(&[&ASKED[..], &["--threads", "1", "--out", "whole"]].concat()).done();
    let whole = tables(&desk, "whole");
    desk.intsoc(&[&ASKED[..], &["--threads", "3", "--out", "threads"]].concat()).done();
    assert!(tables(&desk, "threads") == whole, "on three threads");
    let part = |part: &str| desk.intsoc(&[&ASKED[..], &["--shard", part, "--out", "parts"]].concat());
    let mut waited = 0;
    for turn in 0.. {
        let said = part(["1/3", "2/3", "3/3"][turn % 3]);
        match said.code {
            Some(0) => break,
            Some(1) => assert!(said.err.contains("waits for others: part"), "{said:?}"),
            _ => panic!("{said:?}"),
        }
        waited += 1;
        assert!(turn < 100, "it comes to no end");
    }
    assert!(waited > 3, "there are several stages");
    assert!(tables(&desk, "parts") == whole, "in three parts");
    assert!(!desk.names("parts").iter().any(|name| name.contains("stages")), "{:?}", desk.names("parts"));
    assert!(part("1/3").done().contains("holds the whole of it already"));
}

#[test]
fn several_cases_are_fitted_at_once_and_one_that_is_left_out_only_judges() {
    let desk = desk();
    desk.put("other.toml", &RANGED.replace("value = 0.05", "value = 0.06"));
    desk.put(
        "other.csv",
        &format!("{HEADER}camps,value,displaced,\"at(displaced, '2001-06')\",0.35,,,share,fit,documented,a count\n"),
    );
    desk.put(
        "cases.toml",
        "[cases]\none = { scenario = \"ranged.toml\", facts = \"facts.csv\" }\nother = { scenario = \"other.toml\", facts = \"other.csv\" }\n",
    );
    let asked = ["calibrate", "cases.toml", "--ranges", "assumed", "--points", "400", "--replicates", "2"];
    let run = |more: &[&str], out: &str| desk.intsoc(&[&asked[..], more, &["--out", out]].concat()).done();
    let told = run(&["--leave-out", "other"], "one");
    assert!(told.contains("other, fit, left out (1 facts)"), "{told}");
    let facts = |out: &str| {
        let facts = rows(&desk.read(&format!("{out}/predictive.csv")));
        let at = |name: &str| place(&facts, name);
        let (case, fact, counts) = (at("case_id"), at("fact"), at("counts"));
        let counted = facts[1..].iter().filter(|row| row[counts] == "true");
        counted.map(|row| format!("{}/{}", row[case], row[fact])).collect::<Vec<_>>()
    };
    assert_eq!(facts("one"), ["one/camps", "one/later", "one/first"]);
    // What they share is one factor; what the record of one says of it and what that of the other says have to be brought together.
    run(&[], "both");
    assert_eq!(facts("both"), ["one/camps", "one/later", "one/first", "other/camps"]);
    let mean = |out: &str| {
        let table = rows(&desk.read(&format!("{out}/posterior.csv")));
        let row = table.iter().find(|row| row[0].ends_with("displacement_rate")).expect("this factor").clone();
        row[place(&table, "mean")].parse::<f64>().expect("a number")
    };
    assert!(mean("both") > mean("one"), "{} {}", mean("both"), mean("one"));
    desk.intsoc(&[&asked[..], &["--leave-out", "another"]].concat()).refused(&["--leave-out another", "other"]);
    desk.intsoc(&[&asked[..], &["--facts", "facts.csv"]].concat()).refused(&["names the facts of its cases itself"]);
}

#[test]
fn what_cannot_be_asked_is_refused_in_words() {
    let desk = desk();
    let refused =
        |more: &[&str], words: &[&str]| desk.intsoc(&[&ASKED[..], &["--out", "out"], more].concat()).refused(words);
    refused(&["--leave-out", "kosovo"], &["--leave-out kosovo: is no case here", "ranged"]);
    refused(&["--leave-out", "ranged"], &["no fact may be fitted"]);
    refused(&["--shard", "1/50"], &["at most", "take fewer parts"]);
    refused(&["--facts", "facts.csv"], &["facts.csv:2", "early", "in another of the files of facts too"]);
    desk.put("nothing.csv", &format!("{HEADER}one,value,it,average(nothing),1,,,share,fit,assumed,\n"));
    let nobody = ["calibrate", "ranged.toml", "--ranges", "assumed", "--facts", "nothing.csv", "--out", "out"];
    desk.intsoc(&nobody).refused(&["nothing.csv:2", "nothing"]);
    assert!(!desk.path("out").exists(), "nothing was written");
    // A folder with what another calibration began is not taken over.
    assert_eq!(desk.intsoc(&[&ASKED[..], &["--shard", "1/2", "--out", "begun"]].concat()).code, Some(1));
    let other = [&ASKED[..], &["--shard", "1/2", "--seed", "7", "--out", "begun"]].concat();
    desk.intsoc(&other).refused(&["belongs to another", "--force"]);
    assert_eq!(desk.intsoc(&[&other[..], &["--force"]].concat()).code, Some(1));
}

/// Another program's posterior of the same problem: `tests/peers/pyabc_posterior.py` says which, and writes the file.
const OF_PYABC: &str = include_str!("../peers/pyabc_posterior.csv");

/// Means and standard deviations of a and b, as the crate finds them within the same tolerance.
fn posterior(seed: u64) -> [f64; 4] {
    let mut draws = Draws::new(seed);
    let simulate = |place: &Vec<f64>, draws: &mut Draws| {
        let (x, y) = (place[0] + 0.1 * draws.normal(), place[0] * place[1] + 0.1 * draws.normal());
        (((x - 0.6) * (x - 0.6) + (y - 0.2) * (y - 0.2)) / 2.0).sqrt()
    };
    let places: Vec<Vec<f64>> = (0..2000).map(|_| uniform(2, &mut draws)).collect();
    let distances = places.iter().map(|place| simulate(place, &mut draws)).collect();
    let (mut population, _) = Population::of(places, vec![1.0; 2000], distances, 200, 0.0);
    while population.tolerance() > 0.06 {
        let (places, weights) = population.draw(200, &mut draws);
        let distances = places.iter().map(|place| simulate(place, &mut draws)).collect();
        population.take(places, weights, distances);
    }
    let weights = population.kept_weights();
    let [a, b] = [0, 1].map(|factor| mean_and_sd(&population.kept_places(factor), &weights).expect("weights"));
    [a.0, a.1, b.0, b.1]
}

#[test]
fn pyabc_finds_the_same_posterior_of_a_small_problem() {
    let lines = OF_PYABC.lines().filter(|line| !line.starts_with(['#', 's']));
    let theirs: Vec<Vec<f64>> =
        lines.map(|line| line.split(',').skip(1).map(|cell| cell.parse().expect("a number")).collect()).collect();
    let ours: Vec<[f64; 4]> = (1..=5).map(posterior).collect();
    assert_eq!(theirs.len(), 5, "five seeds");
    for at in 0..4 {
        let moments = |values: Vec<f64>| {
            let mean = values.iter().sum::<f64>() / 5.0;
            (mean, values.iter().map(|value| (value - mean) * (value - mean)).sum::<f64>() / 4.0 / 5.0)
        };
        let (one, one_error) = moments(theirs.iter().map(|row| row[at]).collect());
        let (two, two_error) = moments(ours.iter().map(|row| row[at]).collect());
        let error = (one_error + two_error).sqrt();
        assert!(error < 0.01 && (one - two).abs() < 4.0 * error, "{at}: {one} of pyABC, {two} here, ± {error}");
    }
}
