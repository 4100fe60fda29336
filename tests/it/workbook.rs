//! Workbooks: what is in the tables, in a spreadsheet.

use std::collections::BTreeMap;
use std::fs;
use std::io::{Cursor, Read};
use std::process::Command;

use crate::support::desk::Desk;
use crate::support::runs::{place, rows};
use intsoc::output::workbook;
use intsoc::study::{About, StudyKind};
use intsoc::table::{Answer, Columns, integer};

type Table = Vec<Vec<String>>;

/// The parts of a workbook by their names, where no spreadsheet is needed to read them.
struct Parts(BTreeMap<String, String>);

impl Parts {
    fn of(book: Vec<u8>) -> Self {
        let mut archive = zip::ZipArchive::new(Cursor::new(book)).expect("an archive");
        let mut parts = BTreeMap::new();
        for index in 0..archive.len() {
            let mut part = archive.by_index(index).expect("a part");
            let mut text = String::new();
            if part.read_to_string(&mut text).is_ok() {
                parts.insert(part.name().expect("a name").into_owned(), text);
            }
        }
        Self(parts)
    }

    fn read(desk: &Desk, folder: &str) -> Self {
        Self::of(desk.bytes(&format!("{folder}/results.xlsx")))
    }

    fn part(&self, name: &str) -> &str {
        self.0.get(name).map_or_else(|| panic!("no {name} among {:?}", self.0.keys()), String::as_str)
    }

    fn sheets(&self) -> Vec<&str> {
        let sheets = self.part("xl/workbook.xml").split("<sheet name=\"").skip(1);
        sheets.filter_map(|sheet| sheet.split('"').next()).collect()
    }

    fn charts(&self) -> usize {
        self.0.keys().filter(|name| name.starts_with("xl/charts/chart")).count()
    }

    /// Is there a cell or a line of words that begins or ends so?
    fn says(&self, words: &str) -> bool {
        self.part("xl/sharedStrings.xml").contains(words)
    }
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
    assert!(long.part("xl/worksheets/sheet2.xml").contains("<row r=\"1201\"") && !long.says("Too large"));
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
        let answer = Answer { question: about.kind.question(), table, instead: None, chart: None };
        let given = workbook::WorkbookInput { about: &about, tables: &[], shown: &[], answer: &answer };
        Parts::of(workbook::of(given).expect("tables").expect("threads"))
    };
    assert!(made(401).says("Only the first 400 of 401 rows are here.") && !made(400).says("Only the first"));
}

/// A desk with results of every kind but a run.
fn of_every_kind() -> Desk {
    let desk = Desk::new();
    desk.put("none.toml", "extends = \"minimal.toml\"\n[scenario]\noff = [\"veto\"]\nname = \"=1+1\"\n");
    desk.put(
        "grid.toml",
        "scenario = \"minimal.toml\"\nreplicates = 3\n[vary]\n\"target.resolve\" = { values = [0.1, 0.5] }\n",
    );
    desk.intsoc(&["compare", "minimal.toml", "none.toml", "--replicates", "5", "--out", "compare"]).done();
    desk.intsoc(&["sweep", "grid.toml", "--out", "sweep"]).done();
    desk.intsoc(&["precision", "minimal.toml", "--out", "runs"]).done();
    desk.put(
        "patterns.toml",
        "trunk = \"minimal.toml\"\n[rivals]\nR0 = \"minimal.toml\"\nR1 = \"none.toml\"\n[[pattern]]\nid = \"N1\"\nquestion = \"Is it met?\"\nsection = \"\"\nemergent = true\nused_in_tuning = false\nclaims = [{ measure = \"mean(adequacy)\", more_than = 0 }, { measure = \"mean(adequacy)\", less_than = 0 }]\n",
    );
    desk.put(
        "facts.csv",
        "fact,kind,what,measure,value,low,high,unit,part,grade,source\ncamps,value,displaced,\"at(displaced, '2001-06') * 1000000\",150000,,,persons,fit,documented,=a count\n",
    );
    desk.intsoc(&["patterns", "patterns.toml", "--replicates", "5", "--out", "patterns"]).done();
    desk.intsoc(&["hindcast", "minimal.toml", "--facts", "facts.csv", "--replicates", "5", "--out", "hindcast"]).done();
    desk
}

#[test]
fn every_kind_of_results_has_a_workbook_with_its_chart() {
    let desk = of_every_kind();
    for folder in ["compare", "sweep", "patterns", "hindcast", "runs"] {
        let parts = Parts::read(&desk, folder);
        assert!(!parts.part("xl/worksheets/_rels/sheet1.xml.rels").is_empty(), "{folder}");
        assert!(!parts.says("null,") && !parts.says("null "), "{folder}: says what the manifest does not");
        let chart = parts.part("xl/charts/chart1.xml");
        let series = chart.matches("<c:ser>").count();
        match folder {
            // Intervals, and what is undecided apart from what is not.
            "compare" => {
                assert_eq!((series, chart.matches("<c:errValType val=\"cust\"/>").count()), (2, 2), "{chart}");
                assert!(chart.contains("not to be ranked") && chart.contains("<a:pattFill"), "{chart}");
            }
            "patterns" => assert!(series == 4 && chart.contains("<c:v>open</c:v>"), "{chart}"),
            // Numbers are numbers, and a file is called by its name.
            "sweep" => {
                let answer = parts.part("xl/worksheets/sheet1.xml");
                let cell = answer.split("<c r=\"B7\"").nth(1).expect("a level").split("</c>").next().expect("a cell");
                assert!(cell.ends_with("<v>0.1</v>") && !cell.contains("t=\"s\""), "{cell}");
                assert!(parts.says("<t>grid</t>"), "{}", parts.part("xl/sharedStrings.xml"));
            }
            _ => {}
        }
    }
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

/// In a real spreadsheet. `cargo test --test it needs_libreoffice -- --ignored` runs these where there is one.
mod needs_libreoffice {
    use super::*;

    /// All sheets of a workbook as tables, read by LibreOffice.
    fn opened(desk: &Desk, folder: &str) -> impl Fn(&str) -> Table + use<> {
        let out = desk.path(&format!("{folder}-sheets"));
        let profile = format!("-env:UserInstallation=file://{}", desk.path("profile").display());
        let filter = "csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,false,false,false,false,-1";
        let convert = Command::new("soffice")
            .args(["--headless", &profile, "--convert-to", filter, "--outdir"])
            .arg(&out)
            .arg(desk.path(&format!("{folder}/results.xlsx")))
            .output()
            .expect("soffice is installed (Debian: libreoffice-calc-nogui)");
        let told = format!("{}{}", String::from_utf8_lossy(&convert.stdout), String::from_utf8_lossy(&convert.stderr));
        assert!(convert.status.success() && !told.contains("Error"), "{told}");
        move |sheet: &str| {
            let file = out.join(format!("results-{sheet}.csv"));
            rows(&fs::read_to_string(&file).unwrap_or_else(|error| panic!("{}: {error}\n{told}", file.display())))
        }
    }

    /// Every header of every sheet is in the codebook, with a meaning, and nothing else is.
    fn described(parts: &Parts, sheet: impl Fn(&str) -> Table) {
        let codebook = sheet("codebook");
        let mut described: Vec<(&str, &str)> = codebook[1..]
            .iter()
            .filter(|row| row[2].is_empty())
            .map(|row| (row[0].as_str(), row[1].as_str()))
            .collect();
        assert!(codebook[1..].iter().all(|row| !row[5].is_empty()), "{codebook:?}");
        for name in parts.sheets() {
            let of = sheet(name);
            // The question stands above the answer.
            let header = if name == "answer" { &of[5] } else { &of[0] };
            for column in header.iter().filter(|column| !column.is_empty()) {
                let at = described.iter().position(|known| *known == (name, column));
                described.remove(at.unwrap_or_else(|| panic!("{name}: {column} is not in the codebook")));
            }
        }
        assert_eq!(described, [], "in the codebook and in no sheet");
    }

    /// Cells that are numbers in both are the same number, as a spreadsheet keeps it; others the same text.
    fn same(one: &str, two: &str) -> bool {
        match (one.parse::<f64>(), two.parse::<f64>()) {
            (Ok(one), Ok(two)) => (one - two).abs() <= 1e-9 * one.abs().max(1e-9),
            _ => one.eq_ignore_ascii_case(two),
        }
    }

    #[test]
    #[ignore = "needs libreoffice"]
    fn a_spreadsheet_reads_what_the_tables_hold() {
        let desk = Desk::new();
        // The year's first month may not be the run's.
        let run = ["run", "minimal.toml", "--replicates", "30", "--out", "run"];
        desk.intsoc(&[&run[..], &["--set", "scenario.start=2000-12", "--detail"]].concat()).done();
        let sheet = opened(&desk, "run");
        for table in ["summary", "histories", "actors", "contributions", "votes", "blame"] {
            let (given, seen) = (rows(&desk.read(&format!("run/{table}.csv"))), sheet(table));
            assert_eq!(given.len(), seen.len(), "{table}");
            for (given, seen) in given.iter().zip(&seen) {
                for (column, cell) in given.iter().enumerate() {
                    let there = seen.get(column).map_or("", String::as_str);
                    assert!(same(cell, there), "{table}: {cell} and {there}");
                }
            }
        }
        // One row per month: the mean of every indicator, and the spread of some.
        let (months, long) = (sheet("months"), rows(&desk.read("run/months.csv")));
        let column = |name: &str| place(&months, name);
        assert_eq!(months.len(), 1 + 36);
        let some = || long[1..].iter().filter(|row| ["need", "restraint"].contains(&row[1].as_str()));
        assert_eq!(some().count(), 2 * 36);
        for row in some() {
            let month = months.iter().find(|cells| cells[0] == row[0]).expect("the month");
            assert!(same(&month[column(&row[1])], &row[3]), "{row:?}");
        }
        assert!(months[0].contains(&"need p05".to_string()));
        let answer = sheet("answer");
        assert!(answer.iter().any(|row| row[0] == "adequacy") && answer[0][0].contains("Minimal"));
        let parameters = sheet("parameters");
        assert!(parameters.iter().any(|row| row[0] == "target.resolve" && same(&row[1], "0.5")));
        let codebook = sheet("codebook");
        let says =
            |start: [&str; 5], meaning: &str| codebook.iter().any(|row| row[..5] == start && row[5].contains(meaning));
        assert!(says(["summary", "ci_low", "", "number", "unit of the row"], "low end of the 95 % interval"));
        assert!(says(["summary", "outcome", "deaths", "", "persons"], "violent and deprivation deaths"));
        assert!(says(["months", "need p05", "", "number", "share"], "unmet need N; 5 % quantile"));
        assert!(says(["blame_matrix", "council", "", "number", "share"], "onto council"));
        described(&Parts::read(&desk, "run"), &sheet);
        let (matrix, blame) = (sheet("blame_matrix"), rows(&desk.read("run/blame.csv")));
        let at = |party: &str| place(&matrix, party);
        let row = matrix.iter().find(|row| row[0] == "aurelia").expect("a sender");
        // One month of 2000, twelve of each of two years, eleven of 2003.
        let months = |year: &str| match year {
            "2000" => 1.0,
            "2003" => 11.0,
            _ => 12.0,
        };
        let sent = blame[1..].iter().filter(|row| row[1] == "aurelia" && row[2] == "council");
        let mean = sent.map(|row| row[3].parse::<f64>().expect("a number") * months(&row[0])).sum::<f64>() / 36.0;
        assert!(mean > 0.0 && same(&row[at("council")], &mean.to_string()), "{} and {mean}", row[at("council")]);
    }

    #[test]
    #[ignore = "needs libreoffice"]
    fn every_kind_of_results_has_a_workbook_that_opens() {
        let desk = of_every_kind();
        let tables = [
            ("compare", "effects"),
            ("sweep", "summary"),
            ("runs", "enough"),
            ("patterns", "patterns"),
            ("hindcast", "scores"),
        ];
        for (folder, table) in tables {
            let sheet = opened(&desk, folder);
            assert_eq!(sheet(table).len(), rows(&desk.read(&format!("{folder}/{table}.csv"))).len(), "{folder}");
            described(&Parts::read(&desk, folder), &sheet);
            let answer = sheet("answer");
            let line =
                |start: &[&str]| answer.iter().find(|row| row.iter().zip(start).all(|(cell, start)| cell == start));
            match folder {
                "patterns" => {
                    assert!(line(&["R0", "0", "1", "0", "0"]).is_some() && line(&["R1"]).is_some(), "{answer:?}")
                }
                "sweep" => {
                    let points = rows(&desk.read("sweep/summary.csv"));
                    let weak = points.iter().find(|row| row[1] == "0.1").expect("the point");
                    let mean = &weak[place(&points, "adequacy")];
                    assert!(same(&line(&["target.resolve", "0.1", "1"]).expect("the level")[3], mean), "{answer:?}");
                }
                // A guard against formulas is for CSV.
                "hindcast" => {
                    assert!(desk.read("hindcast/hindcast.csv").contains(",'=a count"));
                    assert!(sheet("hindcast").iter().any(|row| row.last().is_some_and(|cell| cell == "=a count")));
                }
                "runs" => {
                    assert!(answer[2][0].starts_with("2000 histories each, precision 0.05, intsoc"), "{answer:?}")
                }
                _ => {}
            }
            if folder != "runs" {
                assert!(
                    sheet("parameters").iter().any(|row| row[0] == "target.resolve" && row[1] == "0.5"),
                    "{folder}"
                );
            }
            assert!(sheet("codebook").len() > 5 && sheet("answer").len() > 5, "{folder}");
        }
    }
}
