//! Workbooks: what is in the tables, in a spreadsheet.

mod needs_libreoffice;

use std::fs;

use crate::support::book::{Parts, Seen};
use crate::support::cases;
use crate::support::desk::Desk;
use crate::support::plausible;
use crate::support::runs::{place, rows};
use intsoc::output::workbook;
use intsoc::study::{About, StudyKind};
use intsoc::table::{Answer, Columns, integer};

type Table = Vec<Vec<String>>;

fn words(words: &str) -> Seen {
    Seen::Words(words.into())
}

#[test]
fn a_seed_of_more_digits_than_spreadsheets_keep_is_in_the_workbook_as_it_is() {
    let desk = Desk::new();
    let seed = "1758000000000000001";
    desk.intsoc(&["run", "minimal.toml", "--replicates", "2", "--seed", seed, "--out", "run"]).done();
    let parts = Parts::read(&desk, "run");
    assert!(parts.says(&format!(">{seed}<")), "as words");
    assert!(parts.0.values().all(|part| !part.contains("1758000000000000000")), "and nowhere rounded");
}

#[test]
fn the_data_package_says_what_each_outcome_and_indicator_means() {
    let desk = Desk::new();
    desk.put("none.toml", "extends = \"minimal.toml\"\n[scenario]\noff = [\"veto\"]\n");
    desk.intsoc(&["run", "minimal.toml", "--replicates", "3", "--out", "run"]).done();
    desk.intsoc(&["compare", "minimal.toml", "none.toml", "--replicates", "3", "--out", "compare"]).done();
    desk.intsoc(&["precision", "minimal.toml", "none.toml", "--out", "runs"]).done();
    let listed = [
        ("run", "months", "indicator"),
        ("run", "summary", "outcome"),
        ("compare", "effects", "outcome"),
        ("runs", "runs", "outcome"),
        ("runs", "enough", "outcome"),
    ];
    for (folder, table, column) in listed {
        let package = desk.json(&format!("{folder}/datapackage.json"));
        let resources = package["resources"].as_array().expect("tables");
        let resource = resources.iter().find(|resource| resource["name"] == table).expect("the table");
        let fields = resource["schema"]["fields"].as_array().expect("fields");
        let field = fields.iter().find(|field| field["name"] == column).expect("the column");
        let categories = field["categories"].as_array().expect("categories");
        let cells = rows(&desk.read(&format!("{folder}/{table}.csv")));
        let at = |name: &str| place(&cells, name);
        let mut seen = std::collections::BTreeSet::new();
        for row in &cells[1..] {
            let value = &row[at(column)];
            let category = categories.iter().find(|category| category["value"] == value.as_str());
            let category = category.unwrap_or_else(|| panic!("{folder}/{table}: {value} is no category"));
            assert_eq!(category["unit"], row[at("unit")].as_str(), "{value}");
            assert!(category["label"].as_str().is_some_and(|label| !label.is_empty()), "{category}");
            seen.insert(value);
        }
        assert_eq!(seen.len(), categories.len(), "{folder}/{table}: each once, and none that never comes up");
    }
}

#[test]
fn a_source_of_a_whole_book_is_cut_and_loses_no_run() {
    let desk = Desk::new();
    let source = "é😀".repeat(20_000);
    desk.put(
        "long.toml",
        &format!(
            "extends = \"minimal.toml\"\n[target]\nresolve = {{ value = 0.5, grade = \"documented\", source = \"{source}\" }}\n"
        ),
    );
    desk.intsoc(&["run", "long.toml", "--replicates", "2", "--out", "long"]).done();
    assert!(Parts::read(&desk, "long").says("é😀é😀…<"));
    assert!(desk.read("long/manifest.json").contains(&source));
}

#[test]
fn a_long_run_keeps_its_months_its_charts_and_its_blame_matrix() {
    let desk = Desk::new();
    let size = |name: &str| desk.bytes(name).len();
    let set = ["--replicates", "2", "--set"];
    desk.intsoc(&[&["run", "minimal.toml", "--out", "long"], &set[..], &["scenario.months=1200"]].concat()).done();
    let long = Parts::read(&desk, "long");
    assert!(size("long/months.csv") > 4 << 20, "{}", size("long/months.csv"));
    assert_eq!((long.sheets().contains(&"months"), long.charts()), (true, 5));
    assert!(long.sheet("months").contains("<row r=\"1201\"") && !long.says("folder as files: months"));
    // The table of blame is left out; what is made of it is not.
    let baseline = concat!(env!("CARGO_MANIFEST_DIR"), "/scenarios/baseline.toml");
    let seats: String = (2009..=2033).map(|year| format!("{year} = []\n")).collect();
    desk.put("decades.toml", &format!("extends = '{baseline}'\n[seats.unsc]\n{seats}"));
    desk.intsoc(&[&["run", "decades.toml", "--out", "blame"], &set[..], &["scenario.months=360"]].concat()).done();
    let blame = Parts::read(&desk, "blame");
    assert!(size("blame/blame.csv") > 4 << 20, "{}", size("blame/blame.csv"));
    assert!(blame.sheets().contains(&"blame_matrix") && !blame.sheets().contains(&"blame"), "{:?}", blame.sheets());
    assert!(blame.says("in the folder as files: blame.csv<"));
}

#[test]
fn an_answer_that_is_cut_says_so() {
    let about = About { kind: StudyKind::Precision, title: "many".into(), manifest: serde_json::json!({}) };
    let columns = [integer("enough", "histories", "", |row: &u64| *row)];
    let columns = Columns::new("enough", "an outcome", &[], columns);
    let made = |rows: usize| {
        let table = Some((columns.table.clone(), columns.rows(&vec![7; rows])));
        let answer = Answer { question: about.kind.question(), table, instead: None, chart: None, interval: None };
        let given = workbook::WorkbookInput { about: &about, tables: &[], shown: &[], answer: &answer };
        Parts::of(workbook::of(given).expect("tables").expect("threads"))
    };
    assert!(made(401).says("Only the first 400 of 401 rows are here.") && !made(400).says("Only the first"));
}

/// A desk with results of some of the kinds that are made of the minimal world by a line.
fn desk_with(kinds: &[&str]) -> Desk {
    let desk = Desk::new();
    desk.put("none.toml", "extends = \"minimal.toml\"\n[scenario]\noff = [\"veto\"]\nname = \"=1+1\"\n");
    desk.put("weak.toml", "extends = \"minimal.toml\"\n[target]\nresolve = 0.05\n");
    desk.put(
        "grid.toml",
        "scenario = \"minimal.toml\"\nreplicates = 3\n[vary]\n\"target.resolve\" = { values = [0.1, 0.5] }\n\"off.veto\" = { values = [false, true] }\n",
    );
    desk.put(
        "cube.toml",
        "scenario = \"minimal.toml\"\ndesign = \"sobol\"\npoints = 32\nreplicates = 2\n[vary]\n\"target.resolve\" = { from = 0.1, to = 0.9 }\n\"norm.words\" = { from = 0.1, to = 0.9 }\n",
    );
    desk.put(
        "patterns.toml",
        "trunk = \"minimal.toml\"\n[rivals]\nR0 = \"minimal.toml\"\nR1 = \"none.toml\"\n[[pattern]]\nid = \"N1\"\nquestion = \"Is it met?\"\nsection = \"\"\nemergent = true\nused_in_tuning = false\nclaims = [{ measure = \"mean(adequacy)\", more_than = 0 }, { measure = \"mean(adequacy)\", less_than = 0 }]\n",
    );
    desk.put(
        "facts.csv",
        "fact,kind,what,measure,value,low,high,unit,part,grade,source\ncamps,value,displaced,\"at(displaced, '2001-06') * 1000000\",150000,,,persons,fit,documented,=a count\n",
    );
    for kind in kinds {
        let asked = match *kind {
            "run" => "run minimal.toml --replicates 20",
            "compare" => "compare minimal.toml none.toml weak.toml --replicates 20",
            "sweep" => "sweep grid.toml",
            "cube" => "sweep cube.toml",
            "sensitivity" => "sensitivity cube",
            "runs" => "precision minimal.toml",
            "patterns" => "patterns patterns.toml --replicates 5",
            "hindcast" => "hindcast minimal.toml --facts facts.csv --replicates 5",
            other => panic!("no kind {other}"),
        };
        let asked: Vec<&str> = asked.split(' ').chain(["--out", kind]).collect();
        desk.intsoc(&asked).done();
    }
    desk
}

const KINDS: [&str; 8] = ["run", "compare", "sweep", "cube", "sensitivity", "patterns", "hindcast", "runs"];

/// Whatever the results are: where everything is, and that a spreadsheet takes it as what it is.
fn is_a_book(parts: &Parts, folder: &str) {
    let sheets = parts.sheets();
    assert_eq!(sheets[..3], ["answer", "contents", "charts"], "{folder}");
    assert!(parts.charts() > 0 && sheets.contains(&"codebook"), "{folder}");
    assert!(!parts.says("null,") && !parts.says("null "), "{folder}: says what the manifest does not");
    // Every sheet is linked from the contents, and a link leads to a sheet.
    let links = parts.sheet("contents").matches("<hyperlink ").count();
    for sheet in sheets.iter().filter(|sheet| **sheet != "contents") {
        assert!(parts.sheet("contents").contains(&format!("location=\"'{sheet}'!A1\"")), "{folder}: {sheet}");
    }
    assert!(links >= sheets.len() - 1, "{folder}: {links}");
    // Every sheet but those three is a table of the spreadsheet's own, and so is the answer; each has its own name.
    let tables: Vec<&String> = parts.0.keys().filter(|name| name.starts_with("xl/tables/")).collect();
    let mut names: Vec<&str> =
        tables.iter().filter_map(|name| parts.part(name).split("displayName=\"").nth(1)?.split('"').next()).collect();
    names.sort_unstable();
    let mut own: Vec<&str> =
        sheets.iter().copied().filter(|sheet| !["contents", "charts", "chart_data"].contains(sheet)).collect();
    own.sort_unstable();
    assert_eq!(names, own, "{folder}");
    // No chart without words, and no formula.
    for (name, part) in &parts.0 {
        if name.starts_with("xl/drawings/drawing") {
            let (frames, told) = (part.matches("<xdr:graphicFrame ").count(), part.matches(" descr=\"").count());
            assert_eq!(frames, told, "{folder}: {name}");
        }
        assert!(!name.starts_with("xl/worksheets/sheet") || !part.contains("<f>"), "{folder}: {name}");
    }
    for sheet in sheets.iter().filter(|sheet| **sheet != "chart_data") {
        assert!(
            parts.sheet(sheet).contains("<oddFooter>&amp;C&amp;A, page &amp;P of &amp;N</oddFooter>"),
            "{folder}: {sheet}"
        );
    }
}

#[test]
fn every_kind_of_results_is_a_book_of_contents_charts_and_tables() {
    let desk = desk_with(&KINDS);
    for folder in KINDS {
        is_a_book(&Parts::read(&desk, folder), folder);
    }
}

#[test]
fn plausible_worlds_and_cases_are_such_books_too() {
    let desk = Desk::new();
    plausible::asked(&desk, 24);
    desk.intsoc(&["robust", "asked.toml", "--no-keep", "--out", "robust", "--quiet"]).done();
    cases::asked(&desk);
    cases::play(&desk, "cases");
    for folder in ["robust", "cases"] {
        is_a_book(&Parts::read(&desk, folder), folder);
    }
}

#[test]
fn a_calibration_is_such_a_book_too() {
    let desk = Desk::new();
    desk.put("ranged.toml", "extends = \"minimal.toml\"\n[set]\n\"crisis.displacement_rate\" = { value = 0.05, low = 0.01, high = 0.2, grade = \"assumed\" }\n\"blame.clarity\" = { value = 1.0, low = 0.5, high = 1.5, grade = \"assumed\" }\n");
    desk.put("facts.csv", "fact,kind,what,measure,value,low,high,unit,part,grade,source\ncamps,value,displaced in June,\"at(displaced, '2001-06')\",0.15,,,share,fit,documented,a count\nlater,value,displaced in December,\"at(displaced, '2001-12')\",0.25,,,share,fit,interpreted,a count\n");
    let asked = [
        "calibrate",
        "ranged.toml",
        "--ranges",
        "assumed",
        "--facts",
        "facts.csv",
        "--points",
        "400",
        "--replicates",
        "2",
    ];
    desk.intsoc(&[&asked[..], &["--out", "calibrate"]].concat()).done();
    let parts = Parts::read(&desk, "calibrate");
    is_a_book(&parts, "calibrate");
    assert_eq!(parts.cell("answer", "D6"), words("facts"));
    assert_eq!(parts.cell("answer", "E6"), words("all plausible numbers: within the middle half"));
}

#[test]
fn months_are_dates_flags_are_flags_and_numbers_are_numbers_in_every_sheet() {
    let desk = desk_with(&["run", "compare", "sweep"]);
    let run = Parts::read(&desk, "run");
    // Days since the last of 1899: 2001-01-01.
    assert_eq!(run.cell("months", "A2"), Seen::Number(36_892.0));
    assert_eq!(run.format("months", "A2"), "yyyy-mm");
    let compare = Parts::read(&desk, "compare");
    let row = compare.row("differences", "weak");
    assert_eq!(compare.cell("differences", &format!("C{row}")), Seen::Number(0.5));
    assert_eq!(compare.cell("differences", &format!("D{row}")), Seen::Number(0.05));
    // What is neither stays words, and what is missing is nothing.
    let row = compare.row("differences", "none");
    assert!(matches!(compare.cell("differences", &format!("D{row}")), Seen::Words(_)));
    let sweep = Parts::read(&desk, "sweep");
    let flags = (2..6).filter(|row| matches!(sweep.cell("points", &format!("C{row}")), Seen::Flag(_))).count();
    assert_eq!(flags, 4, "{}", sweep.sheet("points"));
    assert_eq!(sweep.cell("answer", &format!("B{}", sweep.row("answer", "off.veto"))), Seen::Flag(false));
    // Whole numbers are shown whole.
    let csv = rows(&desk.read("run/histories.csv"));
    let at = place(&csv, "leaderless_months");
    assert!(at < 26, "a column of one letter");
    let cell = format!("{}2", char::from(b'A' + at as u8));
    assert!(matches!(run.cell("histories", &cell), Seen::Number(value) if value.fract() == 0.0));
    assert!(["0", "#,##0"].contains(&run.format("histories", &cell).as_str()));
}

#[test]
fn the_answer_of_a_comparison_is_ranked_and_in_words_and_helpers_are_hidden() {
    let desk = desk_with(&["run", "compare"]);
    let parts = Parts::read(&desk, "compare");
    let header: Vec<Seen> = ["A6", "B6", "C6", "D6", "E6", "F6"].map(|at| parts.cell("answer", at)).into();
    let told = ["scenario", "name", "verdict", "effect on adequacy", "95 % interval: from", "95 % interval: to"];
    assert_eq!(header, told.map(words));
    // The other way round than they were given: what is decided first.
    assert_eq!([parts.cell("answer", "A7"), parts.cell("answer", "A8")], ["weak", "none"].map(words));
    assert_eq!(parts.cell("answer", "C7"), words("more"));
    assert!(
        parts.part("xl/workbook.xml").contains("name=\"chart_data\"")
            && parts.part("xl/workbook.xml").contains("state=\"hidden\"")
    );
    let chart = parts.part("xl/charts/chart1.xml");
    assert_eq!((chart.matches("<c:ser>").count(), chart.matches("<c:errValType val=\"cust\"/>").count()), (2, 2));
    let (decided, undecided) = chart.split_once("not to be ranked").expect("a series of what is undecided");
    assert!(!decided.contains("999999") && undecided.contains("<a:srgbClr val=\"999999\"/>"), "undecided is grey");
    let run = Parts::read(&desk, "run");
    assert_eq!(run.cell("answer", "A7"), words("adequacy: share of need relieved"));
}

#[test]
fn digits_follow_the_width_of_the_interval() {
    let desk = desk_with(&["run"]);
    let parts = Parts::read(&desk, "run");
    let row = parts.row("answer", "adequacy: share of need relieved");
    let number = |column: char| match parts.cell("answer", &format!("{column}{row}")) {
        Seen::Number(value) => value,
        other => panic!("{other:?}"),
    };
    let half = (number('F') - number('E')) / 2.0;
    let decimals = (1.0 - libm::log10(half).floor()) as usize;
    for column in ['C', 'E', 'F'] {
        let format = parts.format("answer", &format!("{column}{row}"));
        assert_eq!(format.split('.').nth(1).map(str::len), Some(decimals), "{column}: {format}, {half}");
    }
}

#[test]
fn a_band_is_an_area_over_one_that_is_not_seen() {
    let desk = desk_with(&["run"]);
    let chart = Parts::read(&desk, "run").part("xl/charts/chart1.xml").to_string();
    let area =
        chart.split("<c:areaChart>").nth(1).and_then(|area| area.split("</c:areaChart>").next()).expect("an area");
    let series: Vec<&str> = area.split("<c:ser>").skip(1).collect();
    assert!(area.contains("<c:grouping val=\"stacked\"/>") && series.len() == 2, "{area}");
    assert!(series[0].contains("<a:noFill/>") && series[1].contains("<a:alpha val=\"30000\"/>"), "{area}");
    assert!(chart.contains("<c:lineChart>") && chart.contains("<c:dateAx>"), "{chart}");
    let colour = |part: &str| part.split("<a:srgbClr val=\"").nth(1).map(|colour| colour[..6].to_string());
    assert_eq!(colour(series[1]), chart.split("<c:lineChart>").nth(1).and_then(colour), "of one colour");
}

#[test]
fn a_sweep_of_two_has_a_chart_of_each_and_a_table_of_both() {
    let desk = desk_with(&["sweep", "cube"]);
    let parts = Parts::read(&desk, "sweep");
    assert_eq!(parts.charts(), 2);
    let titles = |chart: &str| parts.part(chart).contains("mean adequacy over the points");
    assert!(titles("xl/charts/chart1.xml") && titles("xl/charts/chart2.xml"));
    assert!(parts.part("xl/charts/chart1.xml").contains("target.resolve: "));
    let header = ["A1", "B1", "C1"].map(|at| parts.cell("cross", at));
    assert_eq!(header, ["target.resolve", "off.veto = false", "off.veto = true"].map(words));
    let summary = rows(&desk.read("sweep/summary.csv"));
    let at = |name: &str| place(&summary, name);
    let point = summary.iter().find(|row| row[at("target.resolve")] == "0.5" && row[at("off.veto")] == "true");
    let mean: f64 = point.expect("the point")[at("adequacy")].parse().expect("a number");
    assert_eq!(parts.cell("cross", "A3"), Seen::Number(0.5));
    assert!(matches!(parts.cell("cross", "C3"), Seen::Number(cell) if (cell - mean).abs() < 1e-12), "{mean}");
    // A cube has no such table.
    assert!(!Parts::read(&desk, "cube").sheets().contains(&"cross"));
}

#[test]
fn theories_are_called_by_their_names_and_a_file_by_its_own() {
    let desk = desk_with(&["patterns", "sweep"]);
    let parts = Parts::read(&desk, "patterns");
    let row = parts.row("answer", "R1");
    assert_eq!(parts.cell("answer", &format!("B{row}")), words("=1+1"));
    let chart = parts.part("xl/charts/chart1.xml");
    assert!(chart.matches("<c:ser>").count() == 4 && chart.contains("<c:v>open</c:v>"), "{chart}");
    let sweep = Parts::read(&desk, "sweep");
    assert_eq!(sweep.cell("answer", "A1"), words("grid"));
}

#[test]
fn a_workbook_says_what_made_it_and_why_its_date_is_that_of_no_day() {
    let desk = Desk::new();
    desk.intsoc(&["run", "minimal.toml", "--replicates", "2", "--seed", "7", "--out", "run"]).done();
    let (parts, manifest) = (Parts::read(&desk, "run"), desk.json("run/manifest.json"));
    let said = parts.part("docProps/core.xml");
    let hash = manifest["scenario_hash"].as_str().expect("a hash");
    assert!(said.contains("<dc:creator>intsoc "), "{said}");
    assert!(said.contains(&format!("<cp:keywords>run, seed 7, hash {hash}</cp:keywords>")), "{said}");
    assert!(said.contains("always 1 December 2008") && said.contains("2008-12-01"), "{said}");
}

#[test]
fn blame_is_a_matrix_of_few_and_what_is_large_is_left_to_its_file() {
    let desk = Desk::new();
    let baseline = concat!(env!("CARGO_MANIFEST_DIR"), "/scenarios/baseline.toml");
    desk.intsoc(&["run", baseline, "--replicates", "1", "--out", "run"]).done();
    let parts = Parts::read(&desk, "run");
    let rows = parts.sheet("blame_matrix").matches("<row ").count();
    assert!((6..=14).contains(&rows), "{rows} rows");
    let others = parts.row("blame_matrix", "other states");
    assert_eq!(others, rows, "last");
    // All of it is there, though most states have no row of their own.
    let blame = crate::support::runs::rows(&desk.read("run/blame.csv"));
    let (year, share) = (place(&blame, "year"), place(&blame, "share"));
    let months = |year: &str| if year == "2003" { 11.0 } else { 12.0 };
    let all: f64 = blame[1..].iter().map(|row| row[share].parse::<f64>().expect("a number") * months(&row[year])).sum();
    let mut seen = 0.0;
    for row in 2..=rows {
        for column in 1..rows {
            let cell = format!("{}{row}", char::from(b'A' + column as u8));
            if let Seen::Number(value) = parts.cell("blame_matrix", &cell) {
                seen += value;
            }
        }
    }
    assert!(seen > 0.0 && (seen - all / 71.0).abs() < 1e-6, "{seen} and {}", all / 71.0);
    assert!(!parts.sheets().contains(&"blame") && parts.says("in the folder as files: blame.csv<"));
}

#[test]
fn the_same_results_are_the_same_workbook_and_large_tables_stay_out_of_it() {
    let desk = Desk::new();
    for out in ["one", "two"] {
        desk.intsoc(&["run", "minimal.toml", "--replicates", "8", "--out", out, "--threads", "2"]).done();
    }
    let bytes = |folder: &str| fs::read(desk.path(&format!("{folder}/results.xlsx"))).expect("the workbook");
    assert!(bytes("one") == bytes("two") && bytes("one").starts_with(b"PK"));
    desk.intsoc(&["run", "minimal.toml", "--replicates", "30000", "--out", "large"]).done();
    let size = |name: &str| fs::metadata(desk.path(&format!("large/{name}"))).expect("there").len();
    assert!(size("histories.csv") > 4 << 20 && size("results.xlsx") < 4 << 20);
}
