//! Pages to read: whole, of the numbers beside them, and quiet in a real browser.

use std::fs;
use std::io::{BufRead, BufReader, Write};
use std::net::{TcpListener, TcpStream};
use std::path::Path;
use std::process::{Command, Output};
use std::thread;
use std::time::Duration;

use crate::support::cases;
use crate::support::desk::Desk;
use crate::support::forge;
use crate::support::plausible;
use crate::support::runs::{place, rows};

const KINDS: [&str; 7] = ["run", "compare", "sweep", "patterns", "hindcast", "robust", "cases"];

/// A desk with a run, a comparison, a sweep, patterns, a hindcast, plausible worlds and cases of the minimal world.
fn desk() -> Desk {
    let desk = Desk::new();
    plausible::asked(&desk, 24);
    desk.intsoc(&["robust", "asked.toml", "--no-keep", "--out", "robust", "--quiet"]).done();
    desk.put("need.toml", "extends = \"minimal.toml\"\n[set]\n\"states.aurelia.constituencies\" = { nationals = 0.1, society = 0.1, humanity = 0.8 }\n");
    desk.put("same.toml", "extends = \"minimal.toml\"\n");
    desk.put(
        "patterns.toml",
        "trunk = \"minimal.toml\"\n[rivals]\nR0 = \"minimal.toml\"\n[worlds]\nneed = \"need.toml\"\n[[pattern]]\nid = \"N1\"\nquestion = \"Does it help?\"\nsection = \"\"\nemergent = true\nused_in_tuning = false\nclaims = [{ measure = \"effect(adequacy | need)\", more_than = 0 }]\n",
    );
    desk.put(
        "facts.csv",
        "fact,kind,what,measure,value,low,high,unit,part,grade,source\ncamps,value,displaced,\"at(displaced, '2001-06') * 1000000\",150000,,,persons,fit,documented,a count\n",
    );
    desk.intsoc(&["run", "minimal.toml", "--replicates", "40", "--out", "run"]).done();
    desk.intsoc(&["compare", "minimal.toml", "need.toml", "same.toml", "--replicates", "20", "--out", "compare"])
        .noted(&["same: is the same scenario as minimal"]);
    desk.intsoc(&["patterns", "patterns.toml", "--replicates", "20", "--out", "patterns"]).done();
    desk.intsoc(&["hindcast", "minimal.toml", "--facts", "facts.csv", "--replicates", "20", "--out", "hindcast"])
        .done();
    cases::asked(&desk);
    cases::play(&desk, "cases");
    desk.put(
        "design.toml",
        "scenario = \"minimal.toml\"\nreplicates = 4\n[vary]\n\"target.resolve\" = { values = [0.1, 0.5, 0.9] }\n\"off.veto\" = { values = [false, true] }\n",
    );
    desk.intsoc(&["sweep", "design.toml", "--out", "sweep"]).done();
    for folder in KINDS {
        let told = desk.intsoc(&["report", folder, "--facts", "facts.csv"]).done();
        assert!(told.contains(&format!("Report in {folder}")), "{told}");
    }
    desk
}

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
            && page.matches("<svg").count() == page.matches("The data as a table").count()
    );
    assert!(
        !page.contains("NaN") && !page.contains("http://") && !page.contains("https://") && !page.contains("<script")
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
    says(">never, or hardly ever</text>");
    says("harsh: events (months from the first)");
    says("<strong>harsh</strong>, beside a record of 0: quiet, deaths: record 0.000");
    says("Claimed: calm &lt; harsh.");
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
        "Why did it not act?",
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
    assert_eq!(mixed.matches("This part is of another scenario").count(), 2, "at its answer and at its evidence");
    desk.intsoc(&["report", "compare", "other"])
        .refused(&["compare and other are both results of compare", "one of each kind"]);
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
    desk.intsoc(&["report", "nowhere"]).refused(&["nowhere/manifest.json: cannot be read"]);
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

/// In a real browser. `cargo test --test it needs_chromium -- --ignored` runs these where there is one.
mod needs_chromium {
    use super::*;

    /// The browser, headless, at a page.
    fn browser(arguments: &[&str], page: &Path) -> Output {
        let profile = tempfile::tempdir().expect("a temporary folder");
        let names = ["chromium", "chromium-browser", "google-chrome"];
        let ran = names.into_iter().find_map(|name| {
            let mut command = Command::new(name);
            command.args([
                "--headless",
                "--no-sandbox",
                "--disable-gpu",
                "--disable-quic",
                "--disable-dev-shm-usage",
                "--disable-background-networking",
                "--disable-component-update",
                "--disable-sync",
                "--no-first-run",
                "--enable-logging=stderr",
                "--virtual-time-budget=2000",
            ]);
            command.arg(format!("--user-data-dir={}", profile.path().display()));
            command.args(arguments).arg(format!("file://{}", page.display())).output().ok()
        });
        ran.expect("chromium is installed (Debian: chromium)")
    }

    /// Everything that a page asks a network for, as a proxy hears it.
    fn asked_for(page: &Path) -> Vec<String> {
        let proxy = TcpListener::bind("127.0.0.1:0").expect("loopback");
        let address = format!("--proxy-server=http://{}", proxy.local_addr().expect("an address"));
        let heard = thread::spawn(move || {
            let mut asked = Vec::new();
            for stream in proxy.incoming() {
                let Ok(stream) = stream else { continue };
                let mut line = String::new();
                let _ = stream.set_read_timeout(Some(Duration::from_secs(2)));
                let _ = BufReader::new(stream).read_line(&mut line);
                if line.starts_with("THE END") {
                    return asked;
                }
                asked.push(line);
            }
            asked
        });
        let port = address.rsplit(':').next().expect("a port").to_string();
        browser(&[&address, "--dump-dom"], page);
        let mut end = TcpStream::connect(format!("127.0.0.1:{port}")).expect("the listener");
        end.write_all(b"THE END\r\n").expect("it listens");
        let asked = heard.join().expect("it ends");
        // What the browser asks for by itself is no page's.
        asked.into_iter().filter(|line| line.contains(".example") || !line.contains("google")).collect()
    }

    /// A script that a test lays over a page: what each picture and each of its words takes up.
    const MEASURE: &str = "<pre id=measured></pre><script>
const out = [];
for (const details of document.querySelectorAll('details')) details.open = true;
document.querySelectorAll('figure svg').forEach((svg, index) => {
  const [left, top, wide, high] = svg.getAttribute('viewBox').split(' ').map(Number);
  const box = svg.getBBox();
  const drawn = svg.querySelectorAll('path, rect, circle').length;
  const rows = svg.parentElement.querySelectorAll('tbody tr').length;
  out.push(['picture', index, svg.getAttribute('aria-label'), drawn, rows, box.width / wide, box.height / high].join('\\t'));
  for (const text of svg.querySelectorAll('text')) {
    const at = text.getBBox();
    const outside = at.x < left - 1 || at.y < top - 1 || at.x + at.width > left + wide + 1 || at.y + at.height > top + high + 1;
    if (outside) out.push(['outside', index, text.textContent].join('\\t'));
  }
  const words = [...svg.querySelectorAll('text')].map(text => [text.textContent, text.getBBox()]).filter(pair => pair[0]);
  words.forEach(([one, a], i) => words.slice(i + 1).forEach(([two, b]) => {
    const x = Math.min(a.x + a.width, b.x + b.width) - Math.max(a.x, b.x);
    const y = Math.min(a.y + a.height, b.y + b.height) - Math.max(a.y, b.y);
    if (x > 2 && y > 4) out.push(['overlap', index, one + ' / ' + two].join('\\t'));
  }));
});
document.getElementById('measured').textContent = out.join('\\n');
</script>";

    /// The lines that the script writes of a page.
    fn measured(desk: &Desk, text: &str) -> Vec<Vec<String>> {
        let policy =
            text.find("<meta http-equiv=\"Content-Security-Policy\"").expect("a policy, which forbids scripts");
        let end = policy + text[policy..].find('>').expect("it ends") + 1;
        let laid = format!("{}{}", &text[..policy], text[end..].replace("</body>", &format!("{MEASURE}</body>")));
        desk.put("measured.html", &laid);
        let seen = browser(&["--dump-dom"], &desk.path("measured.html"));
        let seen = String::from_utf8_lossy(&seen.stdout).into_owned();
        let (_, lines) = seen.split_once("<pre id=\"measured\">").expect("the script ran");
        let (lines, _) = lines.split_once("</pre>").expect("it ends");
        lines.lines().map(|line| line.split('\t').map(str::to_string).collect()).collect()
    }

    /// What a browser complains of on its console.
    fn complaints(seen: &Output) -> Vec<String> {
        let told = String::from_utf8_lossy(&seen.stderr);
        told.lines().filter(|line| line.contains("CONSOLE")).map(str::to_string).collect()
    }

    #[test]
    #[ignore = "needs chromium"]
    fn every_picture_is_drawn_and_its_words_lie_within_it_and_not_on_each_other() {
        let desk = desk();
        // Names as long as they may be, which no picture has room for.
        desk.put(
            "long.toml",
            &desk
                .read("minimal.toml")
                .replace("aurelia", "a_state_of_a_very_long_name_indeed")
                .replace("council", "a_council_of_a_very_long_name_indeed")
                .replace("\nforce = {", "\na_force_of_a_very_long_name_indeed = {"),
        );
        desk.intsoc(&["run", "long.toml", "--replicates", "10", "--out", "long", "--set", "scenario.months=400"])
            .done();
        desk.intsoc(&["report", "long"]).done();
        for folder in KINDS.iter().chain(&["long"]) {
            let lines = measured(&desk, &desk.read(&format!("{folder}/report.html")));
            let pictures: Vec<_> = lines.iter().filter(|line| line[0] == "picture").collect();
            assert_eq!(pictures.is_empty(), *folder == "patterns", "{folder}");
            for line in &pictures {
                let number = |column: usize| line[column].parse::<f64>().expect("a number");
                assert!(number(3) >= 1.0, "{folder}: nothing is drawn in {line:?}");
                assert!(number(4) >= 1.0, "{folder}: no data beside {line:?}");
                assert!(number(5) > 0.5 && number(6) > 0.5, "{folder}: it fills little of its frame: {line:?}");
            }
            let wrong: Vec<_> = lines.iter().filter(|line| line[0] != "picture").collect();
            assert!(wrong.is_empty(), "{folder}: {wrong:?}");
        }
        // What is measured does find words outside and on each other.
        let spoilt = "<text x=\"40\" y=\"40\">one word</text><text x=\"41\" y=\"41\">another</text><text x=\"-90\" y=\"9\">gone</text></svg>";
        let lines = measured(&desk, &desk.read("run/report.html").replacen("</svg>", spoilt, 1));
        for kind in ["outside", "overlap"] {
            assert!(lines.iter().any(|line| line[0] == kind), "{kind}: {lines:?}");
        }
    }

    #[test]
    #[ignore = "needs chromium"]
    fn no_page_asks_a_network_for_anything() {
        let desk = desk();
        // The proxy hears what a page does ask for.
        desk.put("asks.html", "<!DOCTYPE html><img src=\"http://pictures.example/one.png\">");
        let asked = asked_for(&desk.path("asks.html"));
        assert!(asked.iter().any(|line| line.contains("pictures.example")), "{asked:?}");
        desk.intsoc(&[&["report"], &KINDS[..], &["--out", "all.html", "--facts", "facts.csv"]].concat()).done();
        assert_eq!(asked_for(&desk.path("all.html")), Vec::<String>::new());
    }

    #[test]
    #[ignore = "needs chromium"]
    fn a_real_browser_shows_the_pages_without_a_complaint() {
        let desk = desk();
        // A complaint, where there is one, is heard.
        desk.put("wrong.html", "<!DOCTYPE html><script>nothing.of_this_name()</script>");
        assert_eq!(complaints(&browser(&["--dump-dom"], &desk.path("wrong.html"))).len(), 1);
        desk.intsoc(&[&["report"], &KINDS[..], &["--out", "run/report.html", "--facts", "facts.csv"]].concat()).done();
        for folder in KINDS {
            let page = desk.path(&format!("{folder}/report.html"));
            let output = browser(&["--dump-dom"], &page);
            assert_eq!(complaints(&output), Vec::<String>::new());
            let seen = String::from_utf8_lossy(&output.stdout).into_owned();
            let given = fs::read_to_string(&page).expect("the page");
            assert_eq!(seen.matches("<svg").count(), given.matches("<svg").count(), "{folder}");
            assert!(seen.contains("</main>"), "{folder}");
            let mut pictures = Vec::new();
            for (mode, scheme) in [("light", "1"), ("dark", "0")] {
                let file = desk.path(&format!("{folder}-{mode}.png"));
                let shot = format!("--screenshot={}", file.display());
                let colours = format!("--blink-settings=preferredColorScheme={scheme}");
                browser(&[&shot, &colours, "--window-size=900,1600"], &page);
                let picture = fs::read(&file).unwrap_or_else(|error| panic!("{folder} {mode}: {error}"));
                assert!(picture.len() > 15_000, "{folder} {mode}: an empty page");
                pictures.push(picture);
            }
            assert!(pictures[0] != pictures[1], "{folder}: dark is as light");
        }
        desk.intsoc(&["report", "run", "--facts", "facts.csv"]).done();
        let printed = desk.path("run.pdf");
        browser(&[&format!("--print-to-pdf={}", printed.display())], &desk.path("run/report.html"));
        let pdf = fs::read(&printed).expect("a PDF");
        let pages = String::from_utf8_lossy(&pdf).matches("/Type /Page\n").count();
        assert!((1..=3).contains(&pages), "{pages} pages");
    }
}
