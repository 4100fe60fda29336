//! In a real spreadsheet. `cargo test --test it needs_libreoffice -- --ignored` runs these where there is one.

use std::process::Command;

use super::{KINDS, Table, desk_with};
use crate::support::book::Parts;
use crate::support::desk::Desk;
use crate::support::runs::{place, rows};
use std::fs;

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
    let mut described: Vec<(&str, &str)> =
        codebook[1..].iter().filter(|row| row[2].is_empty()).map(|row| (row[0].as_str(), row[1].as_str())).collect();
    assert!(codebook[1..].iter().all(|row| !row[5].is_empty()), "{codebook:?}");
    for name in parts.sheets() {
        let of = sheet(name);
        // Columns that a sheet is read by: contents explain themselves, and charts have none.
        let header = match name {
            "contents" | "charts" | "chart_data" => continue,
            // The question stands above the answer.
            "answer" => &of[5],
            _ => &of[0],
        };
        for column in header.iter().filter(|column| !column.is_empty()) {
            let at = described.iter().position(|known| *known == (name, column));
            described.remove(at.unwrap_or_else(|| panic!("{name}: {column} is not in the codebook")));
        }
    }
    assert_eq!(described, [], "in the codebook and in no sheet");
}

/// Cells that are numbers in both are the same number, as a spreadsheet keeps it, and months the same date; others
/// the same text.
fn same(one: &str, two: &str) -> bool {
    if let Some((year, month)) = one.split_once('-').filter(|(year, _)| year.len() == 4) {
        return two == format!("{month}/01/{year}");
    }
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
    let at = |name: &str| place(&long, name);
    let some = || long[1..].iter().filter(|row| ["need", "restraint"].contains(&row[at("indicator")].as_str()));
    assert_eq!(some().count(), 2 * 36);
    for row in some() {
        let month = months.iter().find(|cells| same(&row[at("month")], &cells[0])).expect("the month");
        assert!(same(&month[column(&row[at("indicator")])], &row[at("mean")]), "{row:?}");
    }
    assert!(months[0].contains(&"need p05".to_string()));
    let answer = sheet("answer");
    assert!(answer.iter().any(|row| row[0].starts_with("adequacy: share")) && answer[0][0].contains("Minimal"));
    let numbers = sheet("numbers");
    assert!(numbers.iter().any(|row| row[0] == "target.resolve" && same(&row[1], "0.5")));
    let codebook = sheet("codebook");
    let says =
        |start: [&str; 5], meaning: &str| codebook.iter().any(|row| row[..5] == start && row[5].contains(meaning));
    assert!(says(["summary", "ci_low", "", "number", "unit of the row"], "low end of the 95 % interval"));
    assert!(says(["summary", "outcome", "deaths", "", "persons"], "violent and deprivation deaths"));
    assert!(says(["months", "need p05", "", "number", "share"], "unmet need N; 5 % quantile"));
    assert!(says(["blame_matrix", "World Council", "", "number", "share"], "onto World Council"));
    described(&Parts::read(&desk, "run"), &sheet);
    let (matrix, blame) = (sheet("blame_matrix"), rows(&desk.read("run/blame.csv")));
    let at = |party: &str| place(&matrix, party);
    let row = matrix.iter().find(|row| row[0] == "Aurelia").expect("a sender");
    // One month of 2000, twelve of each of two years, eleven of 2003.
    let months = |year: &str| match year {
        "2000" => 1.0,
        "2003" => 11.0,
        _ => 12.0,
    };
    let sent = blame[1..].iter().filter(|row| row[1] == "aurelia" && row[2] == "council");
    let mean = sent.map(|row| row[3].parse::<f64>().expect("a number") * months(&row[0])).sum::<f64>() / 36.0;
    assert!(
        mean > 0.0 && same(&row[at("World Council")], &mean.to_string()),
        "{} and {mean}",
        row[at("World Council")]
    );
}

#[test]
#[ignore = "needs libreoffice"]
fn every_kind_of_results_has_a_workbook_that_opens() {
    let desk = desk_with(&KINDS);
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
        let line = |start: &[&str]| answer.iter().find(|row| row.iter().zip(start).all(|(cell, start)| cell == start));
        match folder {
            "patterns" => {
                assert!(line(&["R0", "Minimal", "0", "1", "0", "0"]).is_some() && line(&["R1"]).is_some(), "{answer:?}")
            }
            "sweep" => {
                let points = rows(&desk.read("sweep/summary.csv"));
                let (at, adequacy) = (place(&points, "target.resolve"), place(&points, "adequacy"));
                let own = points.iter().filter(|row| row[at] == "0.1").map(|row| row[adequacy].parse::<f64>());
                let own: Vec<f64> = own.collect::<Result<_, _>>().expect("numbers");
                let mean = (own.iter().sum::<f64>() / own.len() as f64).to_string();
                let level = line(&["target.resolve", "0.1"]).unwrap_or_else(|| panic!("{answer:?}"));
                assert!(level.iter().any(|cell| same(cell, &mean)), "{mean} in {answer:?}");
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
            assert!(sheet("numbers").iter().any(|row| row[0] == "target.resolve" && row[1] == "0.5"), "{folder}");
        }
        assert!(sheet("codebook").len() > 5 && sheet("answer").len() > 5, "{folder}");
    }
}
