//! The first sheet: the question, the answer in numbers, and one chart.

use rust_xlsxwriter::{Chart, Worksheet, XlsxError};

use super::charts::{Bars, Beside, bars};
use super::codebook::Codebook;
use super::months::Months;
use super::read::Given;
use super::sheet::{ColumnOf, Formats, Sheet, body, widths, words, words_as};
use crate::output::table::write_number;
use crate::statistics::main_effect::{main_effect, without};

/// What the first sheet holds.
pub struct Answer {
    question: &'static str,
    table: Option<Sheet>,
    /// What is said where there can be no table.
    instead: Option<&'static str>,
    chart: Option<Chart>,
}

/// The row of the table's header; the question is above it.
const HEADER: u32 = 5;

/// Most rows of the answer.
const MOST: usize = 400;

impl Answer {
    /// The answer that a kind of results gives; of a sweep by its design.
    pub fn of(kind: &str, design: &str, given: &Given) -> Self {
        let instead = without(design).filter(|_| kind == "sweep");
        let find = |name: &str| given.find(name);
        let (question, table) = match kind {
            "run" => ("How did international society respond?", find("summary").map(main_outcomes)),
            "compare" => ("What would have made a difference to adequacy?", find("effects").map(on_adequacy)),
            "sweep" => {
                let tables = find("points").zip(find("summary")).filter(|_| instead.is_none());
                ("What does adequacy depend on?", tables.map(main_effects))
            }
            "patterns" => ("Does the argument hold, and against which rivals?", find("patterns").map(verdicts)),
            "hindcast" => ("How near does the model come to what happened?", find("scores").cloned()),
            _ => ("How many histories are enough?", find("enough").cloned()),
        };
        let chart = match kind {
            "run" => given.months.as_ref().and_then(Months::first_chart),
            _ => table.as_ref().and_then(|table| chart(kind, table)),
        };
        Self { question, table, instead, chart }
    }

    /// Writes the sheet.
    pub fn write(
        &self,
        sheet: &mut Worksheet,
        heading: [&str; 3],
        left_out: &[String],
        formats: &Formats,
        codebook: &mut Codebook,
    ) -> Result<(), XlsxError> {
        const NAME: &str = "answer";
        sheet.set_name(NAME)?;
        words_as(sheet, 0, 0, heading[0], &formats.title)?;
        words(sheet, 1, 0, heading[1])?;
        words(sheet, 2, 0, heading[2])?;
        words_as(sheet, 4, 0, self.question, &formats.question)?;
        let mut row = HEADER;
        if let Some(table) = &self.table {
            let rows = || table.rows.iter().take(MOST).map(Vec::as_slice);
            for (at, column) in table.columns.iter().enumerate() {
                words_as(sheet, HEADER, at as u16, &column.name, &formats.head)?;
            }
            widths(sheet, &table.columns, rows())?;
            body(sheet, table, HEADER, rows(), formats)?;
            codebook.add(NAME, &table.columns);
            row += rows().count() as u32;
            if table.rows.len() > MOST {
                row += 1;
                words(sheet, row, 0, &format!("Only the first {MOST} of {} rows are here.", table.rows.len()))?;
            }
        }
        // A sentence a line: a cell shows no more of a long text than fits.
        for sentence in self.instead.into_iter().flat_map(|instead| instead.split_inclusive(". ")) {
            words(sheet, row, 0, sentence.trim())?;
            row += 1;
        }
        if !left_out.is_empty() {
            row += 2;
            let message = format!("Too large for a workbook, in the folder as CSV: {}", left_out.join(", "));
            words(sheet, row, 0, &message)?;
        }
        if let Some(chart) = &self.chart {
            sheet.insert_chart(row + 2, 0, chart)?;
        }
        sheet.set_landscape().set_print_fit_to_pages(1, 0);
        Ok(())
    }
}

/// The chart of the table on this sheet.
fn chart(kind: &str, table: &Sheet) -> Option<Chart> {
    let lines = (HEADER, HEADER + table.rows.len().min(MOST) as u32);
    let plain = |columns: &[&'static str]| columns.iter().map(|column| Bars::of(column)).collect::<Vec<_>>();
    match kind {
        "compare" => {
            let bars_of = |column, name, pale| Bars { column, name: Some(name), half_width: Some("half_width"), pale };
            let series = [
                bars_of("decided", "more or less", false),
                bars_of("undecided", "undecided, or the same: not to be ranked", true),
            ];
            let title = "Effect on adequacy (share), with its 95 % interval";
            bars(table, lines, ("scenario", "scenario"), &series, Beside::Instead, title)
        }
        "sweep" => {
            let title = "Mean adequacy over the points (share)";
            bars(table, lines, ("varied", "value"), &plain(&["mean"]), Beside::Each, title)
        }
        "patterns" => bars(table, lines, ("theory", "theory"), &plain(&WORDS), Beside::Stacked, "Patterns by verdict"),
        "hindcast" => {
            let title = "Share of the record within the middle of the ensemble: a half, nine tenths";
            bars(table, lines, ("part", "part"), &plain(&["within_50", "within_90"]), Beside::Each, title)
        }
        "runs" => {
            let one =
                table.rows.windows(2).all(|pair| table.cell(&pair[0], "scenario") == table.cell(&pair[1], "scenario"));
            let title = "Histories that are enough; no bar where more are needed than were run";
            bars(
                table,
                lines,
                (if one { "outcome" } else { "scenario" }, "outcome"),
                &plain(&["enough"]),
                Beside::Each,
                title,
            )
        }
        _ => None,
    }
}

const MAIN: [&str; 10] = [
    "adequacy",
    "protection",
    "relief",
    "words_deeds_gap",
    "breadth",
    "months_to_leader",
    "votes_passed",
    "forum_shifts",
    "blame_hhi",
    "deaths",
];

/// The main outcomes, the headline first.
fn main_outcomes(summary: &Sheet) -> Sheet {
    let place = |row: &Vec<String>| MAIN.iter().position(|name| *name == summary.cell(row, "outcome"));
    let mut rows: Vec<Vec<String>> = summary.rows.iter().filter(|row| place(row).is_some()).cloned().collect();
    rows.sort_by_key(place);
    let mut columns = summary.columns.clone();
    for column in &mut columns {
        column.values.retain(|value| MAIN.contains(&value.name.as_str()));
    }
    Sheet { name: summary.name.clone(), columns, rows }
}

fn number(value: f64) -> String {
    let mut cell = String::new();
    write_number(&mut cell, value);
    cell
}

/// Effects on adequacy in the order of the comparison, for nothing here is ranked.
fn on_adequacy(effects: &Sheet) -> Sheet {
    const GIVEN: [&str; 7] = ["scenario", "verdict", "effect", "ci_low", "ci_high", "base_mean", "scenario_mean"];
    let given = effects.columns.iter().filter(|column| GIVEN.contains(&column.name.as_str()));
    let mut columns: Vec<ColumnOf> = given.cloned().collect();
    for column in columns.iter_mut().filter(|column| column.kind == "number") {
        column.unit = "share".into();
    }
    // What the chart shows: a chart cannot choose among the rows of one column.
    columns.extend(
        [
            ("half_width", "half of the 95 % interval of the effect"),
            ("decided", "the effect, where the verdict is more or less"),
            ("undecided", "the effect, where the verdict is undecided or same"),
        ]
        .map(|(name, meaning)| ColumnOf::new(name, "number", "share", meaning)),
    );
    let own = effects.rows.iter().filter(|row| effects.cell(row, "outcome") == "adequacy");
    let rows = own.map(|row| {
        let cell = |name: &str| effects.cell(row, name);
        let end = |name: &str| cell(name).parse::<f64>().ok();
        let half_width = end("ci_low").zip(end("ci_high")).map_or(f64::NAN, |(low, high)| (high - low) / 2.0);
        let mut places = [number(half_width), String::new(), String::new()];
        places[if ["more", "less"].contains(&cell("verdict")) { 1 } else { 2 }] = cell("effect").to_string();
        let given = columns.iter().map(|column| column.name.as_str()).filter(|name| GIVEN.contains(name));
        given.map(|name| cell(name).to_string()).chain(places).collect()
    });
    let rows = rows.collect();
    Sheet { name: "answer".into(), columns, rows }
}

/// Mean adequacy over each thing that is varied.
fn main_effects((points, summary): (&Sheet, &Sheet)) -> Sheet {
    let mut rows = Vec::new();
    for factor in points.columns.iter().map(|column| column.name.as_str()).filter(|name| *name != "point") {
        let cells = summary.rows.iter().map(|row| (summary.cell(row, factor), summary.cell(row, "adequacy")));
        for level in main_effect(cells.filter_map(|(value, outcome)| Some((value, outcome.parse().ok()?)))).levels {
            let start = [factor.to_string(), level.name, level.points.to_string()];
            rows.push(start.into_iter().chain([level.mean, level.range.0, level.range.1].map(number)).collect());
        }
    }
    let columns = [
        ("varied", "string", "", "what is varied"),
        ("value", "any", "", "its value; of many numbers a bin"),
        ("points", "integer", "points", "points of the design with that value"),
        ("mean", "number", "share", "mean adequacy over these points"),
        ("p05", "number", "share", "5 % quantile over these points"),
        ("p95", "number", "share", "95 % quantile over these points"),
    ];
    let columns = columns.map(|(name, kind, unit, meaning)| ColumnOf::new(name, kind, unit, meaning)).to_vec();
    Sheet { name: "answer".into(), columns, rows }
}

/// The verdicts on a pattern.
const WORDS: [&str; 4] = ["pass", "fail", "undecided", "open"];

/// How many patterns each theory passes and fails.
fn verdicts(patterns: &Sheet) -> Sheet {
    let mut counts: Vec<(&str, [u64; 4])> = Vec::new();
    // A pattern's verdict stands beside each of its claims.
    for row in patterns.rows.iter().filter(|row| patterns.cell(row, "claim") == "1") {
        let theory = patterns.cell(row, "theory");
        let at = counts.iter().position(|(known, _)| *known == theory).unwrap_or_else(|| {
            counts.push((theory, [0; 4]));
            counts.len() - 1
        });
        if let Some(word) = WORDS.iter().position(|word| *word == patterns.cell(row, "verdict")) {
            counts[at].1[word] += 1;
        }
    }
    let row = |(theory, counts): (&str, [u64; 4])| -> Vec<String> {
        std::iter::once(theory.to_string()).chain(counts.map(|count| count.to_string())).collect()
    };
    let theory = ColumnOf::new("theory", "string", "", "the theory");
    let meanings = [
        "patterns that it meets",
        "patterns that it does not meet",
        "patterns that the histories do not decide",
        "patterns of which no answer was given beforehand",
    ];
    let words = WORDS.into_iter().zip(meanings);
    let columns = std::iter::once(theory)
        .chain(words.map(|(word, meaning)| ColumnOf::new(word, "integer", "patterns", meaning)))
        .collect();
    Sheet { name: "answer".into(), columns, rows: counts.into_iter().map(row).collect() }
}
