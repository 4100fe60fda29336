//! What documents say is so: results shown, links, scenarios, the changelog's three words.
//! `INTSOC_BLESS=1 cargo test --test it documents::` renews what they show of the program's output.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::builds;
use intsoc::scenario::{self, Sources};
use intsoc::study::cases::Cases;
use intsoc::study::patterns::trial::Patterns;
use intsoc::study::sweep::Sweep;

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn read(name: &str) -> String {
    fs::read_to_string(root().join(name)).unwrap_or_else(|error| panic!("{name}: {error}"))
}

/// Files under a folder with an ending, sorted.
fn files(folder: &Path, ending: &str) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).unwrap_or_else(|error| panic!("{}: {error}", folder.display())).flatten() {
        let path = entry.path();
        let name = entry.file_name().to_string_lossy().into_owned();
        if path.is_dir() && !["target", "results"].contains(&name.as_str()) && !name.starts_with('.') {
            found.extend(files(&path, ending));
        } else if name.ends_with(ending) {
            found.push(path);
        }
    }
    found.sort();
    found
}

/// What a command of a program prints, without where its files are.
fn printed(program: &Path, arguments: &[&str]) -> String {
    let place = tempfile::tempdir().expect("a temporary folder");
    let run = Command::new(program)
        .args(arguments)
        .arg("--out")
        .arg(place.path().join("out"))
        .current_dir(root())
        .output()
        .expect("the program starts");
    assert!(run.status.success(), "{arguments:?}: {}", String::from_utf8_lossy(&run.stderr));
    let printed = String::from_utf8(run.stdout).expect("UTF-8");
    printed.split_once("\nAn exploration").expect("it ends with what it is").0.to_string()
}

/// A document shows, after a mark, what a command of a program prints.
fn shows(document: &str, mark: &str, program: &Path, arguments: &[&str]) {
    let table = printed(program, arguments);
    let text = read(document);
    let opening = format!("<!-- {mark} -->\n```text\n");
    let (before, rest) = text.split_once(&opening).unwrap_or_else(|| panic!("{document} has no {mark}"));
    let (shown, after) = rest.split_once("```\n").expect("and it ends");
    if std::env::var_os("INTSOC_BLESS").is_some() {
        fs::write(root().join(document), format!("{before}{opening}{table}```\n{after}")).expect("it can be written");
        return;
    }
    assert_eq!(shown, table, "{document}: INTSOC_BLESS=1 cargo test --test it documents:: renews it");
}

/// The pictures in a folder of the documents are those that a report makes.
fn pictured(folder: &str, made: &Path) {
    let pictures = files(&root().join(folder), ".svg");
    assert!(pictures.len() >= 2, "{folder}");
    for picture in pictures {
        let name = picture.file_name().expect("a file has a name");
        let now = fs::read(made.join(name)).unwrap_or_else(|error| panic!("{}: {error}", made.join(name).display()));
        if std::env::var_os("INTSOC_BLESS").is_some() {
            fs::write(&picture, now).expect("it can be written");
            continue;
        }
        let then = fs::read(&picture).expect("it was just found");
        assert!(then == now, "{}: INTSOC_BLESS=1 cargo test --test it documents:: renews it", picture.display());
    }
}

#[test]
fn the_readme_shows_what_the_main_command_prints() {
    shows("README.md", "result", Path::new(builds::TESTED), &["scenarios/baseline.toml"]);
}

#[test]
fn every_scenario_loads_and_names_the_schema() {
    let scenarios = files(&root().join("scenarios"), ".toml");
    let (sweeps, scenarios): (Vec<_>, Vec<_>) =
        scenarios.into_iter().partition(|file| file.starts_with(root().join("scenarios/sweeps")));
    let (patterns, scenarios): (Vec<_>, Vec<_>) =
        scenarios.into_iter().partition(|file| file.ends_with("scenarios/patterns.toml"));
    let (cases, scenarios): (Vec<_>, Vec<_>) =
        scenarios.into_iter().partition(|file| file.ends_with("scenarios/cases.toml"));
    let [file] = cases.as_slice() else { panic!("{cases:?}") };
    let loaded = Cases::load(&Sources::disk(), file, &[]);
    assert!(loaded.is_ok(), "{}", loaded.err().map(|problems| problems.to_string()).unwrap_or_default());
    // Parts are not scenarios: they are there to be extended.
    let (parts, scenarios): (Vec<_>, Vec<_>) =
        scenarios.into_iter().partition(|file| ["theory.toml", "powers.toml"].iter().any(|part| file.ends_with(part)));
    assert_eq!(parts.len(), 2);
    assert!(scenarios.len() >= 2 && !sweeps.is_empty() && !patterns.is_empty());
    for file in patterns {
        let loaded = Patterns::load(&file);
        assert!(loaded.is_ok(), "{}", loaded.err().map(|problems| problems.to_string()).unwrap_or_default());
    }
    for file in sweeps {
        let loaded = Sweep::load(&file, &[]);
        assert!(loaded.is_ok(), "{}", loaded.err().map(|problems| problems.to_string()).unwrap_or_default());
    }
    for file in scenarios {
        let loaded = scenario::load(&file, &[]);
        assert!(loaded.is_ok(), "{}", loaded.err().map(|problems| problems.to_string()).unwrap_or_default());
        let text = fs::read_to_string(&file).expect("it was just loaded");
        let schema = text.lines().next().and_then(|line| line.strip_prefix("#:schema ")).unwrap_or_default();
        let there = file.parent().unwrap_or(root()).join(schema);
        assert!(
            schema.ends_with("scenario.schema.json") && there.exists(),
            "{}: editors want the schema",
            file.display()
        );
    }
}

#[test]
fn every_counterfactual_asks_a_question_and_says_what_the_article_would_expect() {
    let files = files(&root().join("scenarios/counterfactuals"), ".toml");
    assert!(files.len() >= 15);
    for file in files {
        let text = fs::read_to_string(&file).expect("a scenario is text");
        let comment: String = text.lines().skip(1).take_while(|line| line.starts_with('#')).collect();
        assert!(comment.contains('?') && comment.contains("The article would expect:"), "{}", file.display());
        assert!(text.contains("extends = \"../baseline.toml\""), "{}", file.display());
    }
}

#[test]
fn every_number_of_the_baseline_has_a_grade_and_what_is_documented_a_source() {
    let package = ["theory", "powers", "baseline"].map(|part| read(&format!("scenarios/{part}.toml"))).concat();
    let out = Command::new(env!("CARGO_BIN_EXE_intsoc"))
        .args(["check", "scenarios/baseline.toml"])
        .current_dir(root())
        .output()
        .expect("the program starts");
    let said = String::from_utf8(out.stdout).expect("UTF-8");
    assert!(said.contains(", 0 without a grade"), "{}", said.lines().take(6).collect::<Vec<_>>().join("\n"));
    // What documents say of them is what is counted.
    let counts = said.lines().find(|line| line.contains(" numbers: ")).expect("a count");
    let counts: Vec<&str> =
        counts.split(|letter: char| !letter.is_ascii_digit()).filter(|word| !word.is_empty()).collect();
    let [all, sourced, interpreted, assumed, ..] = counts[..] else { panic!("{said}") };
    if std::env::var_os("INTSOC_BLESS").is_some() {
        let of_all = format!("of the {all} numbers that the baseline writes");
        renumber("docs/findings.md", &[("numbers that the baseline writes", all), (&of_all, assumed)]);
        renumber("docs/TRACE.md", &[("documented,", sourced), ("interpreted,", interpreted), ("assumed.", assumed)]);
        let rows = [("| documented |", sourced), ("| interpreted |", interpreted), ("| assumed |", assumed)];
        let renewed = read("docs/baseline.md").lines().fold(String::new(), |text, line| {
            let row = rows.iter().find(|(start, _)| line.starts_with(start));
            let cells = line.trim_end_matches('|').rsplit_once('|').map_or(line, |(cells, _)| cells);
            row.map_or(format!("{text}{line}\n"), |(_, count)| format!("{text}{cells}| {count} |\n"))
        });
        fs::write(root().join("docs/baseline.md"), renewed).expect("the document can be written");
    }
    let told = |document: &str| read(document).split_whitespace().collect::<Vec<_>>().join(" ");
    let baseline = told("docs/baseline.md");
    for (grade, count) in [("documented", sourced), ("interpreted", interpreted), ("assumed", assumed)] {
        let row = baseline.split(&format!("| {grade} | ")).nth(1).expect("a row");
        assert!(row.split_once(" | ").is_some_and(|(_, rest)| rest.starts_with(&format!("{count} |"))), "{grade}");
    }
    let trace = format!("{sourced} documented, {interpreted} interpreted, {assumed} assumed.");
    assert!(told("docs/TRACE.md").contains(&trace), "docs/TRACE.md: {trace}");
    let findings = format!("{assumed} of the {all} numbers that the baseline writes are assumptions");
    assert!(told("docs/findings.md").contains(&findings), "docs/findings.md: {findings}");
    let mut documented = 0;
    for line in package.lines().filter(|line| line.contains("grade = \"documented\"")) {
        for number in line.split("value =").skip(1).filter(|number| number.contains("grade = \"documented\"")) {
            assert!(number.contains("source = \""), "documented without a source: {line}");
            documented += 1;
        }
    }
    assert_eq!(documented, package.matches("grade = \"documented\"").count(), "each was looked at");
    assert!(documented > 0);
}

/// Writes numbers anew in a document, each before the first of these words that a number stands before.
fn renumber(document: &str, numbers: &[(&str, &str)]) {
    let is_digit = |letter: char| letter.is_ascii_digit();
    let renewed = numbers.iter().fold(read(document), |text, (words, number)| {
        let mut places = text.match_indices(words).map(|(at, _)| text.split_at(at));
        let (before, after) = places
            .find(|(before, _)| before.trim_end().ends_with(is_digit))
            .unwrap_or_else(|| panic!("{document} has no number before `{words}`"));
        // The number and the words may stand on two lines.
        let (written, space) = before.split_at(before.trim_end().len());
        format!("{}{number}{space}{after}", written.trim_end_matches(is_digit))
    });
    fs::write(root().join(document), renewed).expect("the document can be written");
}

#[test]
fn the_minimal_scenario_is_small_and_explained() {
    let text = read("scenarios/minimal.toml");
    assert!(text.lines().count() < 80, "{} lines", text.lines().count());
    let parts: Vec<&str> =
        text.lines().filter(|line| line.starts_with('[') && !line.starts_with("[scenario]")).collect();
    for part in &parts {
        let words = part.split_once("# ").map_or("", |(_, words)| words);
        assert!(words.ends_with(['.', '?']) && words.split(' ').count() > 3, "{part}: a sentence says what it is");
    }
    assert_eq!(parts.len(), 8);
    let before: Vec<&str> = text.lines().take_while(|line| !line.starts_with('[')).collect();
    let is_list = |line: &&&str| !line.is_empty() && !line.starts_with('#');
    let list = before.iter().position(|line| is_list(&line)).expect("what comes before the parts");
    assert!(before[list - 1].starts_with("# ") && before[0].starts_with("#:schema") && before[1].starts_with("# "));
}

#[test]
fn links_lead_somewhere() {
    let mut followed = 0;
    for file in files(root(), ".md") {
        let text = fs::read_to_string(&file).expect("a document is text");
        for (at, _) in text.match_indices("](") {
            let target = text[at + 2..].split([')', ' ', '#']).next().unwrap_or_default();
            if target.is_empty() || target.contains("://") || target.starts_with("mailto:") {
                continue;
            }
            let path = file.parent().unwrap_or(root()).join(target);
            assert!(path.exists(), "{}: {target} does not exist", file.display());
            followed += 1;
        }
    }
    assert!(followed > 20, "only {followed} links");
}

#[test]
fn paths_named_in_documents_exist() {
    let mut named = 0;
    // Packages of their own, which are not packed with this one.
    let apart = |word: &str| ["tests/fuzz", "benches/peers/krabmaga"].into_iter().find(|apart| word.starts_with(apart));
    for file in files(root(), ".md") {
        let text = fs::read_to_string(&file).expect("a document is text");
        for word in text.split('`').skip(1).step_by(2) {
            let looks_like_a_file =
                ["src/", "tests/", "docs/", "scenarios/", "benches/"].iter().any(|start| word.starts_with(start));
            if looks_like_a_file && !word.contains(['*', ' ', '{', '<', 'N']) {
                let packed = apart(word).is_none_or(|apart| root().join(apart).exists());
                assert!(!packed || root().join(word).exists(), "{}: `{word}` does not exist", file.display());
                named += 1;
            }
        }
    }
    assert!(named > 40, "only {named} paths");
}

/// Every file of `src` as one text.
fn sources() -> String {
    files(&root().join("src"), ".rs").iter().map(|file| fs::read_to_string(file).expect("UTF-8")).collect()
}

#[test]
fn the_page_on_formats_quotes_words_that_the_program_says() {
    let (page, sources) = (read("docs/formats.md"), sources());
    let quoted = page.split('`').skip(1).step_by(2).filter(|quoted| quoted.starts_with(char::is_lowercase));
    let said = [" today; ", "was ", "holds ", "bears ", "is not ", "belongs "];
    let mut count = 0;
    for words in quoted.filter(|words| said.iter().any(|start| words.contains(start))) {
        // What stands for a name or a version in the page is no word of the program's.
        let names = |word: &&str| ["purse", "budget", "V", "W", "DIR", "…"].contains(word);
        let all: Vec<&str> = words.split([' ', '\n']).collect();
        for part in all.split(names).map(|part| part.join(" ")).filter(|part| part.contains(' ')) {
            assert!(sources.contains(part.trim_end_matches(',')), "nobody says {part:?}");
            count += 1;
        }
    }
    assert!(count > 8, "{count}");
    assert!(page.contains(&format!("`{}`", intsoc::study::sweep::header::FORMAT)), "the ledger of today");
}

#[test]
fn the_changelog_keeps_its_three_words() {
    let text = read("CHANGELOG.md");
    let (preamble, entries) = text.split_once("\n## ").expect("entries");
    let preamble = preamble.split_whitespace().collect::<Vec<_>>().join(" ");
    for word in ["**Results change** (", "**Scenario change** (", "**Migration** ("] {
        assert!(preamble.contains(word), "{word} is not explained");
    }
    // Nothing else is marked, so that whoever looks for the three finds all that changed.
    for bold in entries.split("**").skip(1).step_by(2) {
        assert!(["Results change", "Scenario change", "Migration"].contains(&bold), "**{bold}**");
    }
    for entry in entries.split("\n- ").filter(|entry| entry.contains("**")) {
        let reason = entry.split("**").last().unwrap_or_default();
        assert!(reason.starts_with(": ") && reason.len() > 20, "no reason: {entry}");
    }
    let version = format!("## {}", env!("CARGO_PKG_VERSION"));
    assert!(text.contains(&version), "no entry {version}");
}

#[test]
fn the_first_paragraph_says_what_this_is_for() {
    for name in ["README.md", "docs/ODD.md"] {
        let text = read(name);
        let first: String = text.split("\n\n").skip(1).take(2).collect::<Vec<_>>().join(" ").to_lowercase();
        assert!(
            first.contains("explor") && first.contains("prediction") && first.contains("policy advice"),
            "{name}: {first}"
        );
    }
}

/// A folder and what is in it, copied.
fn copied(from: &Path, to: &Path) {
    fs::create_dir_all(to).expect("ours");
    for entry in fs::read_dir(from).unwrap_or_else(|error| panic!("{}: {error}", from.display())).flatten() {
        let (path, name) = (entry.path(), entry.file_name());
        if path.is_dir() {
            copied(&path, &to.join(name));
        } else {
            fs::copy(&path, to.join(name)).expect("ours");
        }
    }
}

#[test]
fn the_tutorial_s_commands_do_what_it_says() {
    let desk = tempfile::tempdir().expect("a temporary folder");
    copied(&root().join("scenarios"), &desk.path().join("scenarios"));
    let tutorial = read("docs/tutorial.md");
    let mut commands = 0;
    for block in tutorial.split("```").skip(1).step_by(2) {
        if let Some(file) = block.strip_prefix("toml\n# ").or_else(|| block.strip_prefix("csv\n# ")) {
            let (name, text) = file.split_once('\n').expect("a name, then the file");
            fs::write(desk.path().join(name), text).expect("ours");
        } else {
            let lines = block.strip_prefix("sh\n").expect("files and commands").lines();
            for line in lines {
                let arguments = line.strip_prefix("cargo run --release -- ").expect("a command of ours");
                let run = Command::new(env!("CARGO_BIN_EXE_intsoc"))
                    .args(arguments.split_whitespace())
                    .current_dir(desk.path())
                    .output()
                    .expect("the program starts");
                assert!(run.status.success(), "{line}: {}", String::from_utf8_lossy(&run.stderr));
                assert!(!run.stdout.is_empty(), "{line}");
                commands += 1;
            }
        }
    }
    assert!(commands >= 10);
    pictured("docs/pictures/tutorial", &desk.path().join("results/pictures"));
    for file in ["minimal/results.xlsx", "minimal/report.html", "minimal-precision/enough.csv"] {
        assert!(desk.path().join("results").join(file).exists(), "{file}");
    }
}

/// The shares of the findings are those of the table beside them, which `robust` wrote: to make them again takes minutes.
#[test]
fn the_shares_of_the_findings_are_those_of_their_table() {
    let table = read("docs/plausible-claims.csv");
    let mut reader = csv::Reader::from_reader(table.as_bytes());
    let headers = reader.headers().expect("a header").clone();
    let at = |name: &str| headers.iter().position(|header| header == name).expect("a column");
    let rows: Vec<csv::StringRecord> = reader.records().map(|row| row.expect("a row")).collect();
    let per_cent =
        |row: &csv::StringRecord, name: &str| format!("{:.0}", 100.0 * row[at(name)].parse::<f64>().expect("a share"));
    let findings = read("docs/findings.md");
    let mut claims = 0;
    for row in rows.iter().filter(|row| &row[at("theory")] == "R0") {
        let [holds, low, high] = ["holds", "holds_low", "holds_high"].map(|name| per_cent(row, name));
        let rivals = rows.iter().filter(|other| other[at("claim")] == row[at("claim")] && &other[at("theory")] != "R0");
        let rivals: Vec<String> = rivals.map(|rival| per_cent(rival, "holds")).collect();
        let line = format!(
            "| {} | {holds} ({low} to {high}) | {} | {} | {} | {} |",
            &row[at("claim")],
            per_cent(row, "surely"),
            per_cent(row, "surely_fails"),
            &row[at("verdict_at_values")],
            rivals.join(" | ")
        );
        assert!(findings.contains(&line), "{line}");
        claims += 1;
    }
    assert!(claims > 50, "{claims}");
}

/// Before and after: a row for every outcome, fact and verdict, and the verdicts of today are those that the findings show.
#[test]
fn what_the_first_model_gave_stands_beside_what_the_baseline_gives() {
    let table = read("docs/first-model.csv");
    let mut reader = csv::Reader::from_reader(table.as_bytes());
    let rows: Vec<csv::StringRecord> = reader.records().map(|row| row.expect("a row")).collect();
    let names = |kind: &str| -> Vec<&str> { rows.iter().filter(|row| &row[0] == kind).map(|row| &row[1]).collect() };
    let baseline = scenario::load(&root().join("scenarios/baseline.toml"), &[]).expect("a scenario");
    let outcomes = intsoc::model::outcomes::outcomes(&baseline);
    assert_eq!(names("outcome"), outcomes.iter().map(|outcome| outcome.name.as_str()).collect::<Vec<_>>());
    let facts = read("scenarios/history/facts.csv");
    let ids = facts.lines().skip(1).map(|line| line.split(',').next().expect("an id"));
    assert_eq!(names("fact"), ids.collect::<Vec<_>>());
    let findings = read("docs/findings.md");
    let verdicts = |words: &[&str]| words.iter().all(|word| ["pass", "fail", "undecided", "open"].contains(word));
    let shown = findings.lines().filter_map(|line| {
        let words: Vec<&str> = line.split_whitespace().take(7).collect();
        (words.len() == 7 && verdicts(&words[1..])).then_some(words)
    });
    let mut patterns = 0;
    for words in shown {
        let own = rows.iter().filter(|row| &row[0] == "pattern" && row[1] == *words[0]);
        assert_eq!(own.map(|row| &row[4]).collect::<Vec<_>>(), words[1..], "{}", words[0]);
        patterns += 1;
    }
    assert!(patterns > 50 && 6 * patterns == names("pattern").len(), "{patterns}");
}

/// As they stand, but for the number of histories, of steps and of points. What all patterns come to is in the findings.
#[cfg(unix)]
#[test]
fn the_readme_s_commands_run() {
    let desk = tempfile::tempdir().expect("a temporary folder");
    copied(&root().join("scenarios"), &desk.path().join("scenarios"));
    for (name, many, few) in [
        ("baseline.toml", "replicates = 200\n", "replicates = 2\n"),
        ("minimal.toml", "replicates = 200\n", "replicates = 2\n"),
        ("sweeps/responsibility.toml", "replicates = 50\n", "replicates = 2\n"),
        ("sweeps/responsibility.toml", "steps = 7", "steps = 2"),
        ("sweeps/levers.toml", "points = 400", "points = 2"),
    ] {
        let file = desk.path().join("scenarios").join(name);
        let text = fs::read_to_string(&file).expect("text");
        assert!(text.contains(many), "{name}");
        fs::write(file, text.replacen(many, few, 1)).expect("ours");
    }
    let readme = read("README.md");
    let mut ran = 0;
    for line in readme.split("```sh\n").skip(1).flat_map(|rest| rest.split("```").next().unwrap_or_default().lines()) {
        if line.starts_with("cargo test") || line.contains("patterns") {
            continue;
        }
        let program = format!("'{}'", env!("CARGO_BIN_EXE_intsoc"));
        let command = line.replacen("cargo run --release --", &program, 1).replacen(
            " precision scenarios/baseline.toml",
            " precision scenarios/minimal.toml",
            1,
        );
        let command =
            command.replacen("robust scenarios/baseline.toml", "robust scenarios/baseline.toml --points 2", 1);
        let few = "calibrate scenarios/baseline.toml --points 400 --replicates 2";
        let command = command.replacen("calibrate scenarios/baseline.toml", few, 1);
        let run = Command::new("sh").args(["-c", &command]).current_dir(desk.path()).output().expect("a shell");
        assert!(run.status.success(), "{line}: {}", String::from_utf8_lossy(&run.stderr));
        ran += usize::from(command.starts_with(&program));
    }
    assert!(ran >= 13, "{ran}");
}

/// Of the program as it is shipped, which is built for [`builds`] anyway and plays these many histories in less time.
mod slow {
    use super::*;

    /// One test, so that a renewal does not write one file twice at a time.
    #[test]
    fn the_findings_are_what_the_commands_print() {
        let program = &builds::SHIPPED;
        shows("docs/findings.md", "patterns", program, &["patterns"]);
        shows("docs/findings.md", "hindcast", program, &["hindcast", "scenarios/baseline.toml"]);
    }

    #[test]
    fn the_readme_s_pictures_are_made_by_the_program() {
        let place = tempfile::tempdir().expect("a temporary folder");
        let done = |arguments: &[&str]| {
            let run = Command::new(&*builds::SHIPPED).args(arguments).current_dir(root()).output();
            let run = run.expect("the program starts");
            assert!(run.status.success(), "{}", String::from_utf8_lossy(&run.stderr));
        };
        let path = |name: &str| place.path().join(name).display().to_string();
        let counterfactuals = files(&root().join("scenarios/counterfactuals"), ".toml");
        let counterfactuals: Vec<String> = counterfactuals.iter().map(|file| file.display().to_string()).collect();
        let base = "scenarios/baseline.toml";
        done(&["run", base, "--out", &path("run"), "--quiet"]);
        let mut compare = vec!["compare", base];
        compare.extend(counterfactuals.iter().map(String::as_str));
        done(&[&compare[..], &["--out", &path("compare"), "--quiet"]].concat());
        done(&["report", &path("run"), &path("compare"), "--pictures", &path("pictures")]);
        pictured("docs/pictures/baseline", &place.path().join("pictures"));
    }
}
