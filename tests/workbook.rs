//! Workbooks: what is in the tables, in a spreadsheet.

#[path = "support/desk.rs"]
mod desk;
#[path = "support/runs.rs"]
mod runs;

use std::fs;
use std::process::Command;

use desk::Desk;
use runs::rows;

/// All sheets of a workbook as tables, read by LibreOffice; none where it is not installed.
fn opened(desk: &Desk, folder: &str) -> Option<impl Fn(&str) -> Vec<Vec<String>> + use<>> {
    let out = desk.path(&format!("{folder}-sheets"));
    let profile = format!("-env:UserInstallation=file://{}", desk.path("profile").display());
    let filter = "csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,false,false,false,false,-1";
    let convert = Command::new("soffice")
        .args(["--headless", &profile, "--convert-to", filter, "--outdir"])
        .arg(&out)
        .arg(desk.path(&format!("{folder}/results.xlsx")))
        .output()
        .ok()?;
    let told = format!("{}{}", String::from_utf8_lossy(&convert.stdout), String::from_utf8_lossy(&convert.stderr));
    assert!(convert.status.success() && !told.contains("Error"), "{told}");
    Some(move |sheet: &str| {
        let file = out.join(format!("results-{sheet}.csv"));
        rows(&fs::read_to_string(&file).unwrap_or_else(|error| panic!("{}: {error}\n{told}", file.display())))
    })
}

/// Cells that are numbers in both are the same number, as a spreadsheet keeps it; others the same text.
fn same(one: &str, two: &str) -> bool {
    match (one.parse::<f64>(), two.parse::<f64>()) {
        (Ok(one), Ok(two)) => (one - two).abs() <= 1e-9 * one.abs().max(1e-9),
        _ => one.eq_ignore_ascii_case(two),
    }
}

#[test]
fn a_spreadsheet_reads_what_the_tables_hold() {
    let desk = Desk::new();
    desk.intsoc(&["run", "minimal.toml", "--replicates", "30", "--out", "run"]).done();
    let Some(sheet) = opened(&desk, "run") else {
        println!("skipped: no LibreOffice is installed");
        return;
    };
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
    // A row a month: the mean of every indicator, and the spread of some.
    let (months, long) = (sheet("months"), rows(&desk.read("run/months.csv")));
    let column = |name: &str| months[0].iter().position(|known| known == name).expect("a column");
    assert_eq!(months.len(), 1 + 36);
    for row in long[1..].iter().filter(|row| ["need", "restraint"].contains(&row[1].as_str())) {
        let month = months.iter().find(|cells| cells[0] == row[0]).expect("the month");
        assert!(same(&month[column(&row[1])], &row[3]), "{row:?}");
    }
    assert!(months[0].contains(&"need p05".to_string()));
    let answer = sheet("answer");
    assert!(answer.iter().any(|row| row[0] == "adequacy") && answer[0][0].contains("Minimal"));
    let parameters = sheet("parameters");
    assert!(parameters.iter().any(|row| row[0] == "target.resolve" && same(&row[1], "0.5")));
    let codebook = sheet("codebook");
    assert!(codebook.iter().any(|row| row[0] == "summary" && row[1] == "ci_low" && !row[4].is_empty()));
    let (matrix, blame) = (sheet("blame_matrix"), rows(&desk.read("run/blame.csv")));
    let at = |party: &str| matrix[0].iter().position(|name| name == party).expect("a party");
    let row = matrix.iter().find(|row| row[0] == "aurelia").expect("a sender");
    let years = blame[1..].iter().map(|row| &row[0]).collect::<std::collections::BTreeSet<_>>().len() as f64;
    let sent = blame[1..].iter().filter(|row| row[1] == "aurelia" && row[2] == "council");
    let mean = sent.map(|row| row[3].parse::<f64>().expect("a number")).sum::<f64>() / years;
    assert!(mean > 0.0 && same(&row[at("council")], &mean.to_string()), "{} and {mean}", row[at("council")]);
}

#[test]
fn the_data_package_says_what_each_outcome_and_indicator_means() {
    let desk = Desk::new();
    desk.put("none.toml", "extends = \"minimal.toml\"\n[scenario]\noff = [\"veto\"]\n");
    desk.intsoc(&["run", "minimal.toml", "--replicates", "3", "--out", "run"]).done();
    desk.intsoc(&["compare", "minimal.toml", "none.toml", "--replicates", "3", "--out", "compare"]).done();
    desk.intsoc(&["runs", "minimal.toml", "none.toml", "--out", "runs"]).done();
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
        let place = |name: &str| cells[0].iter().position(|known| known == name).expect("a column");
        let mut seen = std::collections::BTreeSet::new();
        for row in &cells[1..] {
            let value = &row[place(column)];
            let category = categories.iter().find(|category| category["value"] == value.as_str());
            let category = category.unwrap_or_else(|| panic!("{folder}/{table}: {value} is no category"));
            assert_eq!(category["unit"], row[place("unit")].as_str(), "{value}");
            assert!(category["label"].as_str().is_some_and(|label| !label.is_empty()), "{category}");
            seen.insert(value);
        }
        assert_eq!(seen.len(), categories.len(), "{folder}/{table}: each once, and none that never comes up");
    }
}

#[test]
fn every_kind_of_results_has_a_workbook_that_opens() {
    let desk = Desk::new();
    desk.put("none.toml", "extends = \"minimal.toml\"\n[scenario]\noff = [\"veto\"]\nname = \"=1+1\"\n");
    desk.put(
        "grid.toml",
        "scenario = \"minimal.toml\"\nreplicates = 3\n[vary]\n\"target.resolve\" = { values = [0.1, 0.5] }\n",
    );
    desk.intsoc(&["compare", "minimal.toml", "none.toml", "--replicates", "5", "--out", "compare"]).done();
    desk.intsoc(&["sweep", "grid.toml", "--out", "sweep"]).done();
    desk.intsoc(&["runs", "minimal.toml", "--out", "runs"]).done();
    desk.put(
        "patterns.toml",
        "trunk = \"minimal.toml\"\n[rivals]\nR0 = \"minimal.toml\"\nR1 = \"none.toml\"\n[[pattern]]\nid = \"N1\"\nquestion = \"Is it met?\"\nsection = \"\"\nemergent = true\nused_in_tuning = false\nclaims = [{ measure = \"mean(adequacy)\", more_than = 0 }, { measure = \"mean(adequacy)\", less_than = 0 }]\n",
    );
    desk.put(
        "facts.csv",
        "fact,kind,what,measure,value,low,high,unit,part,grade,source\ncamps,value,displaced,\"at(displaced, '2001-06') * 1000000\",150000,,,persons,fit,documented,a count\n",
    );
    desk.intsoc(&["patterns", "patterns.toml", "--replicates", "5", "--out", "patterns"]).done();
    desk.intsoc(&["hindcast", "minimal.toml", "--history", "facts.csv", "--replicates", "5", "--out", "hindcast"])
        .done();
    // The file names in an archive are plain: the first sheet has a chart.
    for folder in ["compare", "sweep", "patterns", "hindcast"] {
        let book = desk.bytes(&format!("{folder}/results.xlsx"));
        for file in ["xl/charts/chart1.xml", "xl/worksheets/_rels/sheet1.xml.rels"] {
            assert!(book.windows(file.len()).any(|part| part == file.as_bytes()), "{folder}: no {file}");
        }
    }
    let tables = [
        ("compare", "effects"),
        ("sweep", "summary"),
        ("runs", "enough"),
        ("patterns", "patterns"),
        ("hindcast", "scores"),
    ];
    for (folder, table) in tables {
        let Some(sheet) = opened(&desk, folder) else { return };
        assert_eq!(sheet(table).len(), rows(&desk.read(&format!("{folder}/{table}.csv"))).len(), "{folder}");
        let answer = sheet("answer");
        let line = |start: &[&str]| answer.iter().find(|row| row.iter().zip(start).all(|(cell, start)| cell == start));
        match folder {
            "patterns" => assert!(line(&["R0", "0", "1", "0", "0"]).is_some() && line(&["R1"]).is_some(), "{answer:?}"),
            "sweep" => {
                let points = rows(&desk.read("sweep/summary.csv"));
                let weak = points.iter().find(|row| row[1] == "0.1").expect("the point");
                let mean = &weak[points[0].iter().position(|name| name == "adequacy").expect("a column")];
                assert!(same(&line(&["target.resolve", "0.1", "1"]).expect("the level")[3], mean), "{answer:?}");
            }
            _ => {}
        }
        if folder != "runs" {
            assert!(sheet("parameters").iter().any(|row| row[0] == "target.resolve" && row[1] == "0.5"), "{folder}");
        }
        assert!(sheet("codebook").len() > 5 && sheet("answer").len() > 5, "{folder}");
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
