//! Tables for spreadsheets that mark decimals with a comma: the same numbers, and read back as such.

use crate::support::desk::Desk;

/// Rows of cells between `delimiter`s.
fn cells(text: &str, delimiter: u8) -> Vec<Vec<String>> {
    let mut reader = csv::ReaderBuilder::new().has_headers(false).delimiter(delimiter).from_reader(text.as_bytes());
    reader.records().map(|row| row.expect("a row").iter().map(str::to_string).collect()).collect()
}

#[test]
fn a_european_spreadsheet_gets_the_same_numbers_with_commas() {
    let desk = Desk::new();
    let run = ["run", "minimal.toml", "--replicates", "12", "--out"];
    desk.intsoc(&[&run[..], &["en"]].concat()).done();
    desk.intsoc(&[&run[..], &["eu", "--format", "csv-eu"]].concat()).done();
    let package = desk.json("eu/datapackage.json");
    let mut commas = 0;
    for resource in package["resources"].as_array().expect("tables") {
        assert_eq!(resource["dialect"]["delimiter"], ";");
        let file = resource["path"].as_str().expect("one file");
        let (en, eu) = (cells(&desk.read(&format!("en/{file}")), b','), cells(&desk.read(&format!("eu/{file}")), b';'));
        assert_eq!(en.len(), eu.len(), "{file}");
        for (number, (en, eu)) in en.iter().zip(&eu).enumerate() {
            assert_eq!(en.len(), eu.len(), "{file}, row {number}");
            for (column, (en, eu)) in en.iter().zip(eu).enumerate() {
                let field = &resource["schema"]["fields"][column];
                let is_number = number > 0 && field["type"] == "number";
                assert_eq!(if is_number { eu.replace(',', ".") } else { eu.clone() }, *en, "{file}, row {number}");
                assert!(!is_number || (field["decimalChar"] == "," && !eu.contains('.')), "{file}: {eu}");
                commas += usize::from(is_number && eu.contains(','));
            }
        }
    }
    assert!(commas > 1000, "{commas} numbers had decimals");
    assert!(desk.bytes("en/results.xlsx") == desk.bytes("eu/results.xlsx"), "a workbook has no locale");
    assert!(desk.json("en/datapackage.json")["resources"][0]["dialect"].is_null());
}

#[test]
fn a_spreadsheet_knows_by_its_first_bytes_that_a_table_is_utf_8() {
    let desk = Desk::new();
    desk.put("übung.toml", "extends = 'minimal.toml'\n[set]\n'target.resolve' = 0.3\n");
    for (locale, marked) in [("en", false), ("eu", true)] {
        let compare =
            ["compare", "minimal.toml", "übung.toml", "--replicates", "4", "--out", locale, "--format", locale];
        desk.intsoc(&compare).done();
        let tables: Vec<String> = desk.names(locale).into_iter().filter(|name| name.ends_with(".csv")).collect();
        assert!(tables.len() >= 3, "{tables:?}");
        for table in tables {
            let bytes = desk.bytes(&format!("{locale}/{table}"));
            assert_eq!(bytes.starts_with(b"\xef\xbb\xbf"), marked, "{table}");
            assert!(!bytes[3..].windows(3).any(|mark| mark == b"\xef\xbb\xbf"), "{table}: once");
        }
        assert!(desk.read(&format!("{locale}/differences.csv")).contains("übung"));
        desk.intsoc(&["report", locale]).done();
    }
}

#[test]
fn what_reads_tables_back_understands_both() {
    let desk = Desk::new();
    let run = ["run", "minimal.toml", "--replicates", "6", "--out", "run", "--format"];
    let page = |locale: &str| {
        desk.intsoc(&[&run[..], &[locale]].concat()).done();
        desk.intsoc(&["report", "run", "--out", "page.html"]).done();
        let page = desk.read("page.html");
        let (_, shown) = page.split_once("<title>").expect("a title");
        shown.split_once("<dt>Command").expect("methods").0.to_string()
    };
    assert_eq!(page("eu"), page("en"));
    desk.intsoc(&[&run[..], &["eu"]].concat()).done();
    let histories = cells(&desk.read("run/histories.csv"), b';');
    let told = desk.intsoc(&["reproduce", &histories[3][0], "run", "--out", "again", "--format", "csv-eu"]).done();
    assert!(told.contains("the same in all"), "{told}");
    assert!(desk.read("again/summary.csv").starts_with("\u{feff}outcome;unit;"));
}

#[test]
fn sweeps_and_their_shards_are_written_so_too() {
    let desk = Desk::new();
    desk.put(
        "grid.toml",
        "scenario = \"minimal.toml\"\nreplicates = 3\n[vary]\n\"target.resolve\" = { values = [0.1, 0.5] }\n",
    );
    desk.intsoc(&["sweep", "grid.toml", "--out", "whole", "--format", "csv-eu"]).done();
    for shard in ["1", "2"] {
        desk.intsoc(&["sweep", "grid.toml", "--shard", &format!("{shard}/2"), "--out", shard]).done();
    }
    desk.intsoc(&["merge", "1", "2", "--out", "merged", "--format", "csv-eu"]).done();
    for table in ["outcomes.csv", "summary.csv", "datapackage.json"] {
        assert_eq!(desk.read(&format!("whole/{table}")), desk.read(&format!("merged/{table}")), "{table}");
    }
    assert!(desk.read("whole/points.csv").contains(";0,1"), "{}", desk.read("whole/points.csv"));
    // What is there already is in the other way: it is not passed off as what was asked for.
    desk.intsoc(&["sweep", "grid.toml", "--out", "whole"]).refused(&["--format csv-eu", "--force"]);
    desk.intsoc(&["sweep", "grid.toml", "--out", "whole", "--force"]).done();
    assert!(desk.read("whole/points.csv").contains(",0.1"));
}

#[test]
fn a_locale_that_is_none_is_answered_with_those_there_are() {
    let desk = Desk::new();
    desk.intsoc(&["run", "minimal.toml", "--format", "de"])
        .refused(&["invalid value 'de'", "[possible values: csv, csv-eu, csv.gz]"]);
}
