//! Pages to read: whole, and of the numbers beside them.

use std::fs;

use crate::support::cases;
use crate::support::desk::Desk;
use crate::support::forge;
use crate::support::pages::{KINDS, desk};
use crate::support::runs::{place, rows};

#[test]
fn a_page_says_what_the_tables_say() {
    let desk = desk();
    let page = desk.read("run/report.html");
    let summary = rows(&desk.read("run/summary.csv"));
    let adequacy = summary.iter().find(|row| row[0] == "adequacy").expect("the outcome");
    let percent = |column: usize| format!("{:.1} %", 100.0 * adequacy[column].parse::<f64>().expect("a number"));
    let told =
        format!("<strong>{} (95 % interval of luck {} to {})</strong> of the need", percent(2), percent(4), percent(5));
    assert!(page.contains(&told), "{told}");
    // Need against action, words and deflection; the record; leaders; votes; blame; the norm; the chronicle.
    for part in [
        "Need, and what is done",
        "The crisis",
        "0.150 (a count)",
        "Who led",
        "Abstentions",
        "Blame moved",
        "The norm of protection",
        "class=\"chronicle\"",
        "Turning points",
        "What the target conceded",
        "Limits",
        "Scenario hash",
    ] {
        assert!(page.contains(part), "no {part}");
    }
    assert!(
        page.matches("<svg").count() >= 7
            && page.matches("<svg").count() == page.matches("<summary>The data of figure ").count()
    );
    // The name of the language of pictures is no address.
    let page_alone = page.replace("http://www.w3.org/2000/svg", "");
    assert!(
        !page.contains("NaN")
            && !page_alone.contains("http://")
            && !page.contains("https://")
            && !page.contains("<script")
    );
    let compared = desk.read("compare/report.html");
    assert!(
        compared.contains("Of 2 scenarios <strong>1</strong> raise adequacy above the base's")
            && compared.contains("<strong>0</strong> lower it; undecided, or the same in every twin: same.")
            && compared.contains("Most adequate: <strong>need +0.")
            && !compared.contains("Least adequate")
            && compared.contains("<td>the same in every twin</td>"),
        "{compared}"
    );
    assert!(desk.read("patterns/report.html").contains("<td class=\"pass\">pass</td>"));
    let hindcast = desk.read("hindcast/report.html");
    assert!(hindcast.contains("Percentile of the record") && hindcast.contains("<td>150000</td>"), "{hindcast}");
    let swept = desk.read("sweep/report.html");
    assert!(swept.contains("Adequacy over target.resolve") && swept.contains("Adequacy over off.veto"));
    let points = rows(&desk.read("sweep/summary.csv"));
    let column = |name: &str| place(&points, name);
    let weak = points[1..].iter().filter(|row| row[column("target.resolve")] == "0.1");
    let weak: Vec<f64> = weak.map(|row| row[column("adequacy")].parse().expect("a number")).collect();
    let mean = weak.iter().sum::<f64>() / weak.len() as f64;
    assert!(weak.len() == 2 && swept.contains(&format!("<th scope=\"row\">0.100</th><td>{mean:.3}</td>")), "{mean}");
}

#[test]
fn a_page_of_cases_counts_what_its_tables_hold_and_says_what_never_came() {
    let desk = Desk::new();
    cases::asked(&desk);
    cases::play(&desk, "cases");
    desk.intsoc(&["report", "cases"]).done();
    let page = desk.read("cases/report.html");
    let says = |words: &str| assert!(page.contains(words), "{words}: {page}");
    let table = |name: &str| rows(&desk.read(&format!("cases/{name}.csv")));
    let (scores, facts, claims) = (table("cases"), table("case_facts"), table("between"));
    let number = |cell: &str| cell.parse::<f64>().ok();
    let own = |row: &&Vec<String>| row[1] == "model" && row[2] == "luck";
    let (error, nobody) = (place(&scores, "vote_error"), place(&scores, "nobody_vote_error"));
    let voted: Vec<_> = scores.iter().filter(own).filter(|row| number(&row[error]).is_some()).collect();
    let better = voted.iter().filter(|row| number(&row[error]) < number(&row[nobody])).count();
    assert!(!voted.is_empty() && better > 0, "{scores:?}");
    says(&format!("<q>nobody withholds</q> in <strong>{better} of {} cases</strong>", voted.len()));
    let within = place(&facts, "within_90");
    let inside = |word: &str| facts.iter().filter(|row| row[within] == word && row[2] != "vote").count();
    says(&format!(
        "Of {} values and events of the record, <strong>{}</strong> lie",
        inside("true") + inside("false"),
        inside("true")
    ));
    let hold = claims.iter().filter(|row| row[0] == "model" && row[2] == "pass").count();
    assert_eq!(hold, 1, "one of them fails: {claims:?}");
    says("<strong>1 of 2 claims between cases hold</strong>, 1 fail, and 0 are undecided");
    // A panel for every case, with the record's steps; what no history sees is called so.
    says("first step: record");
    says("deployed: never in most histories");
    says(">seldom or never</text>");
    says("Harsh: events (months from the first)");
    says("<strong>Harsh</strong>, beside a record of 0: no deaths, deaths: record 0.000");
    says("Claimed: Minimal &lt; Harsh.");
    says("calm 1, harsh 1");
    assert!(!page.contains("NaN") && !page.contains("null"));
    // Without plausible numbers, rivals or claims.
    let few = ["cases", "calm.toml", "harsh.toml", "--facts", "calm=calm.csv", "--facts", "harsh=harsh.csv"];
    desk.intsoc(&[&few[..], &["--replicates", "4", "--points", "0", "--out", "few"]].concat()).done();
    desk.intsoc(&["report", "few"]).done();
    let page = desk.read("few/report.html");
    assert!(page.contains("No plausible numbers were drawn") && !page.contains("luck and numbers"), "{page}");
    assert!(!page.contains("rival theories in") && !page.contains("Claims between cases") && !page.contains("NaN"));
}

#[test]
fn folders_of_several_kinds_join_one_page_and_its_pictures_stand_alone() {
    let desk = desk();
    let told =
        desk.intsoc(&[&["report"], &KINDS[..], &["--out", "joined.html", "--pictures", "pictures"]].concat()).done();
    let page = desk.read("joined.html");
    let at = |part: &str| page.find(part).unwrap_or_else(|| panic!("no {part}"));
    // All answers first; effects and scoreboard after the run's pictures; the chronicle last of all.
    let order = [
        "The answer</h2>",
        "What would have made a difference?</h2>",
        "The response over time</h2>",
        "Effect on adequacy",
        "The scoreboard</h2>",
        "Limits</h2>",
        "Methods</h2>",
        "Why did it not act? One history</h2>",
    ];
    assert!(order.windows(2).all(|pair| at(pair[0]) < at(pair[1])), "{order:?}");
    assert_eq!(page.matches("<dt>Command</dt>").count(), KINDS.len());
    let pictures = desk.names("pictures");
    assert_eq!(pictures.len(), page.matches("<svg").count());
    assert!(told.contains(&format!("{} pictures in pictures", pictures.len())), "{told}");
    for name in &pictures {
        let picture = desk.read(&format!("pictures/{name}"));
        assert!(picture.starts_with("<svg xmlns=\"http://www.w3.org/2000/svg\""), "{name}");
        assert!(picture.contains("font-weight=\"bold\"") && !picture.contains("NaN"), "{name}");
    }
    assert!(!page.contains("of another scenario"));
    // Which scenario each part is of can be seen.
    assert!(page.matches("<dt>Scenario hash</dt>").count() == KINDS.len());
    desk.intsoc(&["compare", "need.toml", "minimal.toml", "--replicates", "3", "--out", "other"]).done();
    desk.intsoc(&["report", "run", "other", "--out", "mixed.html"]).done();
    let mixed = desk.read("mixed.html");
    assert_eq!(
        mixed.matches("This part is of another scenario").count(),
        3,
        "at its answer, its effects and its months"
    );
    // Two of one kind are told apart by what they are of.
    desk.intsoc(&["report", "compare", "other", "--out", "two.html"]).done();
    assert_eq!(
        desk.read("two.html").matches("Effects in twin histories – compare ").count(),
        4,
        "heading and contents"
    );
}

#[test]
fn one_history_or_one_month_is_told_as_such() {
    let desk = Desk::new();
    desk.put("month.toml", "extends = \"minimal.toml\"\n[scenario]\nmonths = 1\n");
    desk.intsoc(&["run", "month.toml", "--replicates", "5", "--out", "month"]).done();
    desk.intsoc(&["report", "month"]).done();
    let page = desk.read("month/report.html");
    assert!(page.contains("Nobody led in any history") && page.contains("<circle") && !page.contains("NaN"), "{page}");
    desk.intsoc(&["run", "minimal.toml", "--no-chance", "--out", "still"]).done();
    desk.intsoc(&["report", "still"]).done();
    let page = desk.read("still/report.html");
    assert!(
        page.contains("One history") && !page.contains("nine histories of ten") && !page.contains("of 1 histories")
    );
}

#[test]
fn a_hostile_scenario_stays_text_in_its_page() {
    let desk = Desk::new();
    desk.put("evil.toml", "extends = \"minimal.toml\"\n[scenario]\nname = \"<script>alert(1)</script>\"\n[[events]]\ndate = \"2001-02\"\nname = \"<img src=x onerror=alert(1)>\"\nset = { \"target.resolve\" = 0.4 }\n");
    desk.intsoc(&["run", "evil.toml", "--replicates", "5", "--out", "run"]).done();
    desk.intsoc(&["report", "run"]).done();
    let page = desk.read("run/report.html");
    assert!(!page.contains("<script") && !page.contains("<img") && page.contains("&lt;img src=x"));
    assert!(page.contains("Content-Security-Policy"));
    // What guards a cell against becoming a formula is no part of the name.
    desk.put("=cmd.toml", "extends = \"minimal.toml\"\n[set]\n\"target.resolve\" = 0.1\n");
    desk.intsoc(&["compare", "minimal.toml", "=cmd.toml", "--replicates", "5", "--out", "compare"]).done();
    desk.intsoc(&["report", "compare"]).done();
    // The command that is shown has the file's name quoted for the shell.
    let page = desk.read("compare/report.html").replace("'=cmd.toml'", "");
    assert!(desk.read("compare/effects.csv").contains("'=cmd") && page.contains("=cmd") && !page.contains("'=cmd"));
}

#[test]
fn a_folder_that_is_not_whole_is_refused_with_the_file() {
    let desk = Desk::new();
    desk.intsoc(&["run", "minimal.toml", "--replicates", "5", "--out", "run"]).done();
    let refused = |words: &[&str]| desk.intsoc(&["report", "run"]).refused(words);
    let months = desk.read("run/months.csv");
    desk.put("run/months.csv", &months[..months.len() / 2]);
    refused(&["months.csv: is torn, or was changed", "run the command again", "run minimal.toml"]);
    fs::remove_file(desk.path("run/months.csv")).expect("ours");
    refused(&["months.csv: cannot be read"]);
    desk.put("run/months.csv", &months);
    let manifest = desk.read("run/manifest.json");
    let version = format!("\"version\": \"{}\"", env!("CARGO_PKG_VERSION"));
    assert!(manifest.contains(&version));
    desk.put("run/manifest.json", &manifest.replace(&version, "\"version\": \"0.0.1\""));
    refused(&["manifest.json: was changed since it was written", "run minimal.toml"]);
    desk.put("run/manifest.json", &manifest);
    forge::manifest(&desk.path("run"), |manifest| manifest["version"] = "0.0.1".into());
    refused(&["was made by version 0.0.1", "run minimal.toml"]);
    desk.put("run/manifest.json", &manifest[..manifest.len() / 2]);
    refused(&["manifest.json: is torn"]);
    desk.put("run/manifest.json", "{}");
    refused(&["is not a manifest of intsoc"]);
    desk.intsoc(&["report", "nowhere"]).refused(&["nowhere: there is no such folder"]);
    desk.intsoc(&["precision", "minimal.toml", "--out", "runs"]).done();
    // A study without a page of its own gets its question and its tables as they are.
    desk.intsoc(&["report", "runs"]).done();
    let page = desk.read("runs/report.html");
    for words in ["How many histories are enough?", "A row is an outcome</h2>", ">adequacy</td>", "The first 100 rows"]
    {
        assert!(page.contains(words), "{words}");
    }
}

#[test]
fn a_page_replaces_pages_and_nothing_else() {
    let desk = Desk::new();
    desk.intsoc(&["run", "minimal.toml", "--replicates", "3", "--out", "run"]).done();
    desk.intsoc(&["report", "run", "--pictures", "pictures"]).done();
    // Again: its own page and pictures.
    desk.intsoc(&["report", "run", "--pictures", "pictures"]).done();
    let manifest = desk.read("run/manifest.json");
    for taken in ["run/manifest.json", "run/results.xlsx", "minimal.toml", "pictures"] {
        desk.intsoc(&["report", "run", "--out", taken]).refused(&[
            taken,
            "no page or picture of intsoc",
            "another place",
        ]);
    }
    assert_eq!(desk.read("run/manifest.json"), manifest);
    // A picture in the way keeps the page from being written too.
    fs::write(desk.path("pictures/who-led.svg"), "<svg>mine</svg>").expect("ours");
    let all = ["report", "run", "--out", "new.html", "--pictures", "pictures"];
    desk.intsoc(&all).refused(&["who-led.svg"]);
    assert!(!desk.path("new.html").exists() && desk.read("pictures/who-led.svg") == "<svg>mine</svg>");
}

#[test]
fn a_run_that_was_interrupted_or_another_program_made_is_not_passed_off_as_whole() {
    let desk = Desk::new();
    desk.intsoc(&["run", "minimal.toml", "--replicates", "9", "--out", "run"]).done();
    let whole = desk.read("run/manifest.json");
    forge::manifest(&desk.path("run"), |manifest| {
        manifest["complete"] = false.into();
        manifest["histories"] = 5.into();
    });
    desk.intsoc(&["report", "run"]).done();
    assert!(desk.read("run/report.html").contains("5 of each scenario, of 9 that were asked for: it was interrupted"));
    // What a manifest says of its scenario is held against it.
    let refused = |change: &dyn Fn(&mut serde_json::Value), words: &[&str]| {
        desk.put("run/manifest.json", &whole);
        forge::manifest(&desk.path("run"), change);
        desk.intsoc(&["report", "run"]).refused(words);
    };
    refused(&|manifest| manifest["seed"] = 2.into(), &["run: its manifest says identity", "run minimal.toml"]);
    refused(&|manifest| manifest["replicates"] = 8.into(), &["its manifest says identity"]);
    refused(&|manifest| manifest["scenario"] = "mine".into(), &["its manifest says name of the scenario \"mine\""]);
    refused(&|manifest| manifest["complete"] = false.into(), &["9 histories of 9, complete: false"]);
    let weak = |manifest: &mut serde_json::Value| manifest["resolved_scenario"]["target"]["resolve"] = 0.01.into();
    refused(&weak, &["its manifest says scenario hash"]);
    let none = |manifest: &mut serde_json::Value| manifest["resolved_scenario"] = serde_json::Value::Null;
    refused(&none, &["run: its manifest holds no scenario", "run the command again"]);
    // The chronicle is of the very history in the table, or there is none.
    desk.put("run/manifest.json", &whole);
    let table = desk.read("run/histories.csv");
    desk.put("run/histories.csv", &table.replace(",0.", ",0.1"));
    forge::listed(&desk.path("run"), "histories.csv");
    desk.intsoc(&["report", "run"]).refused(&["comes out otherwise now", "run the command again", "run minimal.toml"]);
}

#[test]
fn a_table_that_was_forged_is_refused_without_a_panic() {
    let desk = Desk::new();
    desk.intsoc(&["run", "minimal.toml", "--replicates", "3", "--out", "run"]).done();
    let months = desk.read("run/months.csv");
    let forge = |forged: &str| {
        desk.put("run/months.csv", forged);
        forge::listed(&desk.path("run"), "months.csv");
        desk.intsoc(&["report", "run"])
    };
    let without: Vec<&str> = months.lines().filter(|line| !line.contains(",words,")).collect();
    forge(&without.join("\r\n")).refused(&["months.csv: lacks rows of", "words", "run the command again"]);
    // A month is a name to a page, which shows what it is given.
    assert!(!desk.path("run/report.html").exists());
    forge(&months.replace("2001-01,", "-01,")).done();
    assert!(desk.read("run/report.html").contains(">-01<"));
}
