//! The recipes of `docs/analysis.md` do what they say: those in R and Python are run as they stand on results of the program,
//! and those for Stata, of which there is none here, use only what the tables have.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;
use std::process::Command;

use intsoc::table::portable::{LONGEST, is_reserved};

use crate::support::book::Parts;
use crate::support::desk::Desk;
use crate::support::runs::{column, place, rows};

/// A table as rows of cells, the header first.
type Cells = Vec<Vec<String>>;

/// A block of code in the document.
struct Block {
    /// The heading of its section.
    section: String,
    language: String,
    text: String,
}

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn document() -> String {
    fs::read_to_string(root().join("docs/analysis.md")).expect("the document is there")
}

fn blocks() -> Vec<Block> {
    let document = document();
    let mut found = Vec::new();
    let mut section = "";
    for (at, part) in document.split("```").enumerate() {
        if at % 2 == 0 {
            section = part.lines().filter_map(|line| line.strip_prefix("## ")).next_back().unwrap_or(section);
            continue;
        }
        let (language, text) = part.split_once('\n').expect("a language, then code");
        found.push(Block { section: section.into(), language: language.into(), text: text.into() });
    }
    found
}

/// The document's files and results in a folder of their own, of few histories and points.
fn results() -> Desk {
    let desk = Desk::new();
    copied(&root().join("scenarios"), &desk.path("scenarios"));
    for block in blocks() {
        if block.language == "toml" {
            let (name, text) = block.text.strip_prefix("# ").and_then(|file| file.split_once('\n')).expect("a name");
            desk.put(
                name,
                &text.replace("trajectories = 20", "trajectories = 6").replace("points = 128", "points = 16"),
            );
        }
        for line in block.text.lines().filter(|_| block.language == "sh") {
            let command = line.strip_prefix("cargo run --release -- ").expect("a command of ours");
            let few = if command.starts_with("sensitivity") { "" } else { " --replicates 3" };
            let arguments = format!("{command} --quiet{few}");
            let said = desk.intsoc(&arguments.split(' ').collect::<Vec<_>>());
            assert_eq!(said.code, Some(0), "{line}: {}", said.err);
        }
    }
    desk
}

fn copied(from: &Path, to: &Path) {
    fs::create_dir_all(to).expect("ours");
    for entry in fs::read_dir(from).expect("it is shipped").flatten() {
        let (path, to) = (entry.path(), to.join(entry.file_name()));
        if path.is_dir() {
            copied(&path, &to);
        } else {
            fs::copy(&path, to).expect("ours");
        }
    }
}

/// The six analyses, by their headings.
fn recipes() -> BTreeSet<String> {
    let numbered = |section: &String| section.starts_with(|first: char| first.is_ascii_digit());
    blocks().into_iter().map(|block| block.section).filter(numbered).collect()
}

#[test]
fn each_of_six_analyses_is_there_in_four_programs_and_takes_ten_lines_at_most() {
    let (document, blocks) = (document(), blocks());
    assert_eq!(recipes().len(), 6);
    for recipe in recipes() {
        for language in ["r", "python", "stata"] {
            let own = blocks.iter().filter(|block| block.section == recipe && block.language == language);
            assert_eq!(own.count(), 1, "{recipe} in {language}");
        }
        let (_, section) = document.split_once(&format!("## {recipe}\n")).expect("its heading");
        let section = section.split("\n## ").next().unwrap_or_default();
        assert_eq!(section.matches("\nIn a spreadsheet: ").count(), 1, "{recipe} in a spreadsheet");
    }
    for block in blocks.iter().filter(|block| block.language != "toml") {
        let lines = block.text.lines().count();
        assert!(lines <= 10, "{} in {}: {lines} lines", block.section, block.language);
    }
}

/// The sheets of a workbook, each as the table of its name.
fn sheets(desk: &Desk, folder: &str) -> BTreeMap<String, Cells> {
    let table = |name: &str| desk.path(&format!("{folder}/{name}.csv"));
    let book = Parts::read(desk, folder);
    let tables = book.sheets().into_iter().filter(|name| table(name).exists());
    tables.map(|name| (name.to_string(), rows(&desk.read(&format!("{folder}/{name}.csv"))))).collect()
}

/// The columns that a formula speaks of: the one it looks for, where, and what it gives.
fn looked_up(formula: &str, here: &Cells, there: &Cells) -> [String; 3] {
    let column = |letters: &str| usize::from(letters.trim_start_matches('$').as_bytes()[0] - b'A');
    let [wanted, range, number, _] = formula.split([',', '(']).skip(1).collect::<Vec<_>>()[..] else {
        panic!("{formula}")
    };
    let (first, last) = range.split_once('!').and_then(|(_, cells)| cells.split_once(':')).expect("a range");
    let found = column(first) + number.parse::<usize>().expect("a number") - 1;
    assert!(found <= column(last), "{formula}");
    [&here[0][column(wanted)], &there[0][column(first)], &there[0][found]].map(String::clone)
}

#[test]
fn steps_in_a_spreadsheet_name_sheets_columns_and_cells_that_are_there() {
    let (desk, document) = (results(), document());
    let history = rows(&desk.read("scenarios/history/actors.csv"));
    let mut formulas = vec![];
    for steps in document.split("\nIn a spreadsheet: ").skip(1) {
        let steps = steps.split("\n\n").next().unwrap_or_default();
        let quoted: Vec<&str> = steps.split('`').skip(1).step_by(2).collect();
        let file = quoted.iter().find(|word| word.starts_with("results/")).expect("a file to open");
        let is_open = |word: &str| word == *file || word == "#N/A";
        let sheets = match file.strip_suffix("/results.xlsx") {
            Some(folder) => sheets(&desk, folder),
            None => BTreeMap::from([(file.to_string(), rows(&desk.read(file)))]),
        };
        let sheet =
            quoted.iter().find(|word| sheets.contains_key(**word)).unwrap_or_else(|| panic!("no sheet: {steps}"));
        let here = &sheets[*sheet];
        let is_cell = |word: &str| here.iter().flatten().any(|cell| cell == word);
        for word in quoted.iter().filter(|word| !is_open(word)) {
            if let Some((_, rest)) = word.split_once("(").filter(|_| word.starts_with("=VLOOKUP")) {
                let other = rest.split([',', '!']).nth(1).expect("a sheet");
                formulas.push(looked_up(word, here, if other == "history" { &history } else { &sheets[other] }));
            } else {
                assert!(sheets.contains_key(*word) || is_cell(word), "no {word} on {sheet} of {file}");
            }
        }
    }
    assert_eq!(formulas, [["state", "actor", "name"], ["code", "actor_id", "cinc_2005_share"]]);
}

/// What Stata's recipes say of Stata's own: commands, options, functions, colours, and its counters of rows.
const STATA: &[&str] = &[
    "_N",
    "_n",
    "absorb",
    "areg",
    "asdouble",
    "asis",
    "bysort",
    "by",
    "clear",
    "collapse",
    "color",
    "combine",
    "blue",
    "red",
    "delimited",
    "descending",
    "drop",
    "generate",
    "graph",
    "gsort",
    "hbar",
    "if",
    "i",
    "import",
    "in",
    "j",
    "keep",
    "keepusing",
    "line",
    "list",
    "m",
    "master",
    "match",
    "mean",
    "merge",
    "missing",
    "name",
    "over",
    "rarea",
    "rcap",
    "rename",
    "replace",
    "reshape",
    "save",
    "scatter",
    "sort",
    "spearman",
    "string",
    "substr",
    "tempfile",
    "twoway",
    "using",
    "varnames",
    "wide",
    "ycommon",
    "yline",
];

/// Names in a line of Stata, without texts in quotes, and macros, and numbers.
fn names(line: &str) -> Vec<&str> {
    let code = line.split('"').step_by(2);
    let outside = code.flat_map(|part| part.split(['`', '\'']).step_by(2));
    let words = outside.flat_map(|part| part.split(|letter: char| !letter.is_ascii_alphanumeric() && letter != '_'));
    words.filter(|word| word.starts_with(|first: char| first.is_ascii_alphabetic() || first == '_')).collect()
}

/// Names that a line makes: of variables, of files for a while, of graphs.
fn made(line: &str) -> Vec<&str> {
    let graph = line.split_once(" name(").and_then(|(_, rest)| rest.split([',', ')']).next());
    let of_command = match line.split_once(' ') {
        Some(("generate" | "tempfile", rest)) => rest.split(' ').next().into_iter().collect(),
        Some(("rename", rest)) => {
            names(rest.split_once(") (").map_or_else(|| rest.split_once(' ').expect("two names").1, |(_, made)| made))
        }
        _ => vec![],
    };
    graph.into_iter().chain(of_command).collect()
}

#[test]
fn recipes_for_stata_use_columns_of_the_tables_that_they_load_and_names_that_stata_takes() {
    let desk = results();
    let mut used = BTreeSet::new();
    for block in blocks().iter().filter(|block| block.language == "stata") {
        let (mut there, mut saved) = (BTreeSet::new(), BTreeSet::new());
        for line in block.text.lines() {
            if let Some(rest) = line.strip_prefix("import delimited using \"") {
                let (file, options) = rest.split_once('"').expect("a file");
                assert!(options.contains("clear varnames(1)"), "{line}");
                there = rows(&desk.read(file))[0].iter().cloned().collect();
            }
            there.extend(made(line).into_iter().map(String::from));
            match line.split(' ').next() {
                Some("save") => saved = there.clone(),
                Some("merge") => there.append(&mut saved.clone()),
                _ => {}
            }
            for name in names(line).into_iter().filter(|name| !STATA.contains(name) || is_assigned(line, name)) {
                assert!(there.contains(name), "{}: no {name} in what `{line}` works on", block.section);
                assert!(name.len() <= LONGEST && !is_reserved(name), "{}: {name}", block.section);
                used.insert(name.to_string());
            }
        }
    }
    for name in ["clarity", "difference_low", "abstaining", "share", "cinc_2005_share", "mu_star"] {
        assert!(used.contains(name), "{name} in {used:?}");
    }
}

/// What looks like a word of Stata's and is a variable: it is made by the line.
fn is_assigned(line: &str, name: &str) -> bool {
    line.starts_with(&format!("generate {name} "))
}

/// The rows of a table in which columns have these cells.
fn only(table: &Cells, of: &[(&str, &str)]) -> Cells {
    let is = |row: &&Vec<String>| of.iter().all(|(name, cell)| row[place(table, name)] == *cell);
    table[..1].iter().chain(table[1..].iter().filter(is)).cloned().collect()
}

fn numbers(table: &Cells, name: &str) -> Vec<f64> {
    column(table, name).iter().map(|cell| cell.parse().unwrap_or(f64::NAN)).collect()
}

/// The number in the only row with these cells.
fn number(table: &Cells, of: &[(&str, &str)], name: &str) -> f64 {
    let found = numbers(&only(table, of), name);
    assert_eq!(found.len(), 1, "{of:?}");
    found[0]
}

/// Numbers that each section is to print, from the tables themselves, and how often.
fn expected(desk: &Desk) -> BTreeMap<&'static str, (usize, Vec<f64>)> {
    let read = |name: &str| rows(&desk.read(&format!("results/{name}.csv")));
    let summary = read("responsibility/summary");
    let at = |clarity: &str, name: &str| {
        number(&summary, &[("clarity", clarity), ("resolve", "0.6"), ("off_veto", "false")], name)
    };
    let effect = at("3", "adequacy") - at("0", "adequacy");
    let months = only(&read("baseline-compared/months"), &[("indicator", "action"), ("scenario", "need-benchmarked")]);
    let differences = numbers(&months, "difference");
    let largest = (0..differences.len()).max_by(|a, b| differences[*a].total_cmp(&differences[*b])).expect("months");
    let actors = read("baseline/actors");
    let history = rows(&fs::read_to_string(root().join("scenarios/history/actors.csv")).expect("it is shipped"));
    let per_capability =
        number(&actors, &[("actor", "usa")], "action") / number(&history, &[("actor_id", "USA")], "cinc_2005_share");
    let usa_on_relief = number(&read("baseline/contributions"), &[("state", "usa"), ("instrument", "relief")], "share");
    let china =
        |table: &str, of: &[(&str, &str)]| only(&read(table), &[&[("state", "china"), ("body", "unsc")], of].concat());
    let ballots = china("baseline/ballots", &[]);
    let in_year = |month: &String| month[..4] == ballots[1][place(&ballots, "month")][..4];
    let votes: Vec<_> = column(&ballots, "month").into_iter().zip(column(&ballots, "vote")).collect();
    let votes: Vec<_> = votes.into_iter().filter(|(month, vote)| in_year(month) && vote != "absent").collect();
    let abstained = votes.iter().filter(|(_, vote)| vote == "abstaining").count() as f64 / votes.len() as f64;
    let index = |folder: &str, index: &str| {
        let of = [("outcome", "adequacy"), ("parameter", "target.resolve")];
        number(&read(&format!("{folder}-sensitivity/sensitivity")), &of, index)
    };
    let adequacy = number(&read("baseline/summary"), &[("outcome", "adequacy")], "mean");
    BTreeMap::from([
        ("1", (1, vec![at("0", "adequacy"), at("3", "adequacy_ci_low"), at("3", "adequacy_ci_high"), effect])),
        (
            "2",
            (1, ["difference", "difference_low", "difference_high"].map(|name| numbers(&months, name)[largest]).into()),
        ),
        (
            "3",
            (
                1,
                vec![
                    numbers(&china("baseline/votes_by_state", &[("instrument", "sanctions")]), "abstaining")[0],
                    abstained,
                ],
            ),
        ),
        ("4", (1, vec![usa_on_relief])),
        ("5", (1, vec![number(&actors, &[("actor", "usa")], "action"), per_capability])),
        // Once of their own, once as the program found it.
        ("6", (2, vec![index("morris", "mu_star"), index("saltelli", "st")])),
        ("A", (2, vec![adequacy])),
    ])
}

/// Runs every block of a language as it stands, and looks for the numbers in what each section prints.
fn print_the_numbers_of_the_tables(language: &str, program: &Path) {
    let desk = results();
    let mut printed: BTreeMap<String, String> = BTreeMap::new();
    for block in blocks().iter().filter(|block| block.language == language) {
        desk.put("recipe", &block.text);
        let said = Command::new(program).arg("recipe").env("MPLBACKEND", "Agg").current_dir(desk.folder()).output();
        let said = said.unwrap_or_else(|error| panic!("{}: {error}", program.display()));
        let [out, err] = [&said.stdout, &said.stderr].map(|bytes| String::from_utf8_lossy(bytes).into_owned());
        assert!(said.status.success() && !out.is_empty(), "{} in {language}:\n{out}{err}", block.section);
        assert!(!err.contains("arning"), "{} in {language}:\n{err}", block.section);
        *printed.entry(block.section[..1].to_string()).or_default() += &out;
    }
    assert!(printed.len() >= 6);
    let expected = expected(&desk);
    for (section, out) in &printed {
        let is_of_number = |letter: char| letter.is_ascii_digit() || ".e-".contains(letter);
        let there: Vec<f64> =
            out.split(|letter| !is_of_number(letter)).filter_map(|number| number.parse().ok()).collect();
        let (times, wanted) = &expected[section.as_str()];
        for wanted in wanted {
            assert!(wanted.abs() > 1e-3, "{section}: {wanted} may be printed by accident");
            let near = there.iter().filter(|number| (*number - wanted).abs() < 1e-6 + 1e-5 * wanted.abs()).count();
            assert!(near >= *times, "{section} in {language}: {wanted} is not printed {times} times:\n{out}");
        }
    }
}

/// In R as it comes. `cargo test --test it needs_rscript -- --ignored` runs this where there is one.
mod needs_rscript {
    use std::path::Path;

    #[test]
    #[ignore = "needs R"]
    fn recipes_in_r_print_the_numbers_of_the_tables() {
        super::print_the_numbers_of_the_tables("r", Path::new("Rscript"));
    }
}

/// With what scholars have in Python. `.ci/tools` installs it into `target/peers/pandas`; after that `cargo test --test it
/// needs_pandas -- --ignored` runs these.
mod needs_pandas {
    use std::process::Command;

    use super::root;
    use crate::support::folders;

    #[test]
    #[ignore = "needs pandas"]
    fn recipes_in_python_print_the_numbers_of_the_tables() {
        super::print_the_numbers_of_the_tables("python", &root().join("target/peers/pandas/bin/python"));
    }

    #[test]
    #[ignore = "needs pandas"]
    fn folders_of_every_kind_are_valid_and_open_in_pandas_and_duckdb() {
        let desk = folders::desk();
        folders::KINDS.iter().filter(|kind| !desk.path(kind).exists()).for_each(|kind| folders::make(&desk, kind));
        let asked = ["--ranges", "assumed", "--facts", "facts.csv", "--points", "400", "--replicates", "2"];
        desk.intsoc(&[&["calibrate", "ranged.toml", "--quiet", "--out", "calibrated"], &asked[..]].concat()).done();
        let kinds = folders::KINDS.iter().chain([&"calibrated"]);
        let whole: Vec<_> = kinds.filter(|kind| desk.path(kind).join("datapackage.json").exists()).collect();
        let said = Command::new(root().join("target/peers/pandas/bin/python"))
            .arg(root().join("tests/peers/opened.py"))
            .args(&whole)
            .current_dir(desk.folder())
            .output()
            .expect("Python starts");
        let [out, err] = [said.stdout, said.stderr].map(|bytes| String::from_utf8_lossy(&bytes).into_owned());
        // Parts of a sweep that is not whole have no data package yet.
        assert!(whole.len() >= folders::KINDS.len() - 1, "{whole:?}");
        assert!(said.status.success() && out.lines().count() == 1, "{out}{err}");
        assert!(out.starts_with(&format!("{} folders, ", whole.len())), "{out}{err}");
        println!("{out}");
    }
}
