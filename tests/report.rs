//! Pages to read: whole, of the numbers beside them, and quiet in a real browser.

#[path = "support/desk.rs"]
mod desk;
#[path = "support/runs.rs"]
mod runs;

use std::fs;
use std::path::Path;
use std::process::{Command, Output};

use desk::Desk;
use runs::rows;

const KINDS: [&str; 5] = ["run", "compare", "sweep", "patterns", "hindcast"];

/// A desk with a run, a comparison, a sweep, patterns and a hindcast of the minimal world.
fn desk() -> Desk {
    let desk = Desk::new();
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
        .done();
    desk.intsoc(&["patterns", "patterns.toml", "--replicates", "20", "--out", "patterns"]).done();
    desk.intsoc(&["hindcast", "minimal.toml", "--history", "facts.csv", "--replicates", "20", "--out", "hindcast"])
        .done();
    desk.put(
        "design.toml",
        "scenario = \"minimal.toml\"\nreplicates = 4\n[vary]\n\"target.resolve\" = { values = [0.1, 0.5, 0.9] }\n\"off.veto\" = { values = [false, true] }\n",
    );
    desk.intsoc(&["sweep", "design.toml", "--out", "sweep"]).done();
    for folder in KINDS {
        let told = desk.intsoc(&["report", folder, "--history", "facts.csv"]).done();
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
    let shown = format!("{:.3}", adequacy[2].parse::<f64>().expect("a number"));
    assert!(page.contains(&format!("<strong>{shown} (95 % interval ")), "{shown}");
    // Need against action, words and deflection; the record; leaders; votes; blame; the norm; the chronicle.
    for part in [
        "Need, and what is done",
        "The crisis",
        "0.150 (a count)",
        "Who led",
        "Votes withheld",
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
        compared.contains("Of 2 scenarios 1 change adequacy")
            && compared.contains("<td>undecided</td>")
            && compared
                .contains("</strong>need. <strong>Less: </strong>none. <strong>Undecided, or the same: </strong>same."),
        "{compared}"
    );
    assert!(desk.read("patterns/report.html").contains("<td class=\"pass\">pass</td>"));
    assert!(desk.read("hindcast/report.html").contains("Percentile of the record"));
    let swept = desk.read("sweep/report.html");
    assert!(swept.contains("Adequacy over target.resolve") && swept.contains("Adequacy over off.veto"));
    let points = rows(&desk.read("sweep/summary.csv"));
    let column = |name: &str| points[0].iter().position(|known| known == name).expect("a column");
    let weak = points[1..].iter().filter(|row| row[column("target.resolve")] == "0.1");
    let weak: Vec<f64> = weak.map(|row| row[column("adequacy")].parse().expect("a number")).collect();
    let mean = weak.iter().sum::<f64>() / weak.len() as f64;
    assert!(weak.len() == 2 && swept.contains(&format!("<th scope=\"row\">0.100</th><td>{mean:.3}</td>")), "{mean}");
}

#[test]
fn folders_of_several_kinds_join_one_page_and_its_pictures_stand_alone() {
    let desk = desk();
    let told =
        desk.intsoc(&[&["report"], &KINDS[..], &["--out", "joined.html", "--pictures", "pictures"]].concat()).done();
    let page = desk.read("joined.html");
    let at = |part: &str| page.find(part).unwrap_or_else(|| panic!("no {part}"));
    // All answers first; effects and scoreboard between the run's pictures and its chronicle.
    let order = [
        "The answer</h2>",
        "What would have made a difference?</h2>",
        "The response over time</h2>",
        "Effect on adequacy",
        "The scoreboard</h2>",
        "Why did it not act?",
        "Limits</h2>",
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
    // Which scenario each part is of can be seen: all but the sweep's, which are many.
    assert!(page.matches("<dt>Scenario hash</dt>").count() == KINDS.len() - 1);
    desk.intsoc(&["compare", "need.toml", "minimal.toml", "--replicates", "3", "--out", "other"]).done();
    desk.intsoc(&["report", "run", "other", "--out", "mixed.html"]).done();
    assert!(desk.read("mixed.html").contains("This part is of another scenario"));
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
    assert!(page.contains("nobody ever led") && page.contains("<circle") && !page.contains("NaN"), "{page}");
    desk.intsoc(&["run", "minimal.toml", "--still", "--out", "still"]).done();
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
    refused(&["was made by version 0.0.1", "run minimal.toml"]);
    desk.put("run/manifest.json", &manifest[..manifest.len() / 2]);
    refused(&["manifest.json: is torn"]);
    desk.put("run/manifest.json", "{}");
    refused(&["is not a manifest of intsoc"]);
    desk.intsoc(&["report", "nowhere"]).refused(&["nowhere/manifest.json: cannot be read"]);
    desk.intsoc(&["runs", "minimal.toml", "--out", "runs"]).done();
    desk.intsoc(&["report", "runs"]).refused(&["no report of results of kind \"runs\"", "run, compare, sweep"]);
}

/// The browser, headless and without a network; none where it is not installed.
fn browser(arguments: &[&str], page: &Path) -> Option<Output> {
    let names = ["chromium", "chromium-browser", "google-chrome"];
    names.into_iter().find_map(|name| {
        let mut command = Command::new(name);
        command.args([
            "--headless",
            "--no-sandbox",
            "--disable-gpu",
            "--disable-dev-shm-usage",
            "--enable-logging=stderr",
        ]);
        command.args(["--host-resolver-rules=MAP * ~NOTFOUND", "--virtual-time-budget=2000"]);
        command.args(arguments).arg(format!("file://{}", page.display())).output().ok()
    })
}

#[test]
fn a_real_browser_shows_the_pages_without_a_complaint() {
    let desk = desk();
    desk.intsoc(&[&["report"], &KINDS[..], &["--out", "run/report.html", "--history", "facts.csv"]].concat()).done();
    for folder in KINDS {
        let page = desk.path(&format!("{folder}/report.html"));
        let Some(output) = browser(&["--dump-dom"], &page) else {
            println!("skipped: no chromium is installed");
            return;
        };
        let complaints =
            String::from_utf8_lossy(&output.stderr).lines().filter(|line| line.contains("CONSOLE")).count();
        assert_eq!(complaints, 0, "{}", String::from_utf8_lossy(&output.stderr));
        let seen = String::from_utf8_lossy(&output.stdout).into_owned();
        let given = fs::read_to_string(&page).expect("the page");
        assert_eq!(seen.matches("<svg").count(), given.matches("<svg").count(), "{folder}");
        assert!(seen.contains("</main>"), "{folder}");
        let mut pictures = Vec::new();
        for (mode, scheme) in [("light", "1"), ("dark", "0")] {
            let file = desk.path(&format!("{folder}-{mode}.png"));
            let shot = format!("--screenshot={}", file.display());
            let colours = format!("--blink-settings=preferredColorScheme={scheme}");
            browser(&[&shot, &colours, "--window-size=900,1600"], &page).expect("it ran before");
            let picture = fs::read(&file).unwrap_or_else(|error| panic!("{folder} {mode}: {error}"));
            assert!(picture.len() > 15_000, "{folder} {mode}: an empty page");
            pictures.push(picture);
        }
        assert!(pictures[0] != pictures[1], "{folder}: dark is as light");
    }
    desk.intsoc(&["report", "run", "--history", "facts.csv"]).done();
    let printed = desk.path("run.pdf");
    browser(&[&format!("--print-to-pdf={}", printed.display())], &desk.path("run/report.html")).expect("it ran before");
    let pdf = fs::read(&printed).expect("a PDF");
    let pages = String::from_utf8_lossy(&pdf).matches("/Type /Page\n").count();
    assert!((1..=3).contains(&pages), "{pages} pages");
}
