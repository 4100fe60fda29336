//! The first sheet: the question, the answer in numbers, and one chart.

use rust_xlsxwriter::{Chart, ChartAxisLabelPosition, ChartFormat, ChartSolidFill, ChartType, Worksheet, XlsxError};

use super::super::picture::COLOURS;
use super::{ColumnOf, Formats, Sheet, cell, months};
use crate::analysis::main_effect::main_effect;

/// What the first sheet holds.
pub struct Answer {
    question: &'static str,
    table: Option<Sheet>,
    chart: Option<Chart>,
}

/// The row of the table's header; the question is above it.
const HEADER: u32 = 5;

/// Most rows of the answer.
const MOST: usize = 400;

impl Answer {
    /// The answer that a kind of results gives.
    pub fn of(kind: &str, sheets: &[Sheet]) -> Self {
        let find = |name: &str| sheets.iter().find(|sheet| sheet.name == name);
        let (question, table) = match kind {
            "run" => ("How did international society respond?", find("summary").map(main_outcomes)),
            "compare" => ("What would have made a difference to adequacy?", find("effects").map(on_adequacy)),
            "sweep" => ("What does adequacy depend on?", find("points").zip(find("summary")).map(main_effects)),
            "patterns" => ("Does the argument hold, and against which rivals?", find("patterns").map(verdicts)),
            "hindcast" => ("How near does the model come to what happened?", find("scores").cloned()),
            _ => ("How many histories are enough?", find("enough").cloned()),
        };
        let last = HEADER + table.as_ref().map_or(0, |table| table.rows.len().min(MOST) as u32);
        let chart = match kind {
            "run" => find("months").and_then(months::first_chart),
            "compare" => bars(table.as_ref(), last, "scenario", &["effect"], "Effect on adequacy (share)"),
            "sweep" => bars(table.as_ref(), last, "value", &["mean"], "Mean adequacy over the points (share)"),
            "patterns" => bars(table.as_ref(), last, "theory", &["pass", "fail", "undecided"], "Patterns by verdict"),
            "hindcast" => bars(
                table.as_ref(),
                last,
                "part",
                &["within_50", "within_90"],
                "Share of the record within the middle of the ensemble: a half, nine tenths",
            ),
            _ => None,
        };
        Self { question, table, chart }
    }

    /// Writes the sheet.
    pub fn write(
        &self,
        sheet: &mut Worksheet,
        heading: &[&str; 3],
        left_out: &[String],
        formats: &Formats,
    ) -> Result<(), XlsxError> {
        sheet.set_name("answer")?;
        sheet.set_column_width(0, 46)?;
        sheet.write_string_with_format(0, 0, heading[0], &formats.title)?;
        sheet.write_string(1, 0, heading[1])?;
        sheet.write_string(2, 0, heading[2])?;
        sheet.write_string_with_format(4, 0, self.question, &formats.head)?;
        let mut row = HEADER;
        if let Some(table) = &self.table {
            write_table(sheet, table, formats)?;
            row += table.rows.len().min(MOST) as u32;
        }
        if !left_out.is_empty() {
            row += 2;
            let message = format!("Too large for a workbook, in the folder as CSV: {}", left_out.join(", "));
            sheet.write_string_with_format(row, 0, message, &formats.wrapped)?;
        }
        if let Some(chart) = &self.chart {
            sheet.insert_chart(row + 2, 0, chart)?;
        }
        sheet.set_landscape().set_print_fit_to_pages(1, 0);
        Ok(())
    }
}

fn write_table(sheet: &mut Worksheet, table: &Sheet, formats: &Formats) -> Result<(), XlsxError> {
    for (at, column) in table.columns.iter().enumerate() {
        sheet.write_string_with_format(HEADER, at as u16, &column.name, &formats.head)?;
        if at > 0 {
            sheet.set_column_width(at as u16, (column.name.len() as f64 + 3.0).clamp(10.0, 20.0))?;
        }
    }
    for (index, row) in table.rows.iter().take(MOST).enumerate() {
        let own_unit = table.cell(row, "unit");
        for (at, (column, given)) in table.columns.iter().zip(row).enumerate() {
            let unit = if column.unit.contains("row") { own_unit } else { &column.unit };
            let line = HEADER + 1 + index as u32;
            cell(sheet, line, at as u16, given, &column.kind, formats.of(&column.kind, unit))?;
        }
    }
    Ok(())
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
    Sheet { rows, ..summary.clone() }
}

fn on_adequacy(effects: &Sheet) -> Sheet {
    const COLUMNS: [&str; 7] = ["scenario", "verdict", "effect", "ci_low", "ci_high", "base_mean", "scenario_mean"];
    let own = effects.rows.iter().filter(|row| effects.cell(row, "outcome") == "adequacy");
    let cells = |row: &Vec<String>| COLUMNS.map(|column| effects.cell(row, column).to_string()).to_vec();
    let columns =
        COLUMNS.map(|name| (name, if ["scenario", "verdict"].contains(&name) { "string" } else { "number" }, "share"));
    own_table(&columns, own.map(cells).collect())
}

/// A table of this sheet's own; columns are name, kind and unit.
fn own_table(columns: &[(&str, &str, &str)], rows: Vec<Vec<String>>) -> Sheet {
    let column = |(name, kind, unit): &(&str, &str, &str)| ColumnOf {
        name: (*name).into(),
        kind: (*kind).into(),
        unit: (*unit).into(),
    };
    Sheet { name: "answer".into(), columns: columns.iter().map(column).collect(), rows }
}

/// Mean adequacy over each thing that is varied.
fn main_effects((points, summary): (&Sheet, &Sheet)) -> Sheet {
    let mut rows = Vec::new();
    for factor in points.columns.iter().map(|column| column.name.as_str()).filter(|name| *name != "point") {
        let cells = summary.rows.iter().map(|row| (summary.cell(row, factor), summary.cell(row, "adequacy")));
        for level in main_effect(cells.filter_map(|(value, outcome)| Some((value, outcome.parse().ok()?)))).levels {
            let numbers = [level.mean, level.range.0, level.range.1].map(|number| number.to_string());
            let start = [factor.to_string(), level.name, level.points.to_string()];
            rows.push(start.into_iter().chain(numbers).collect());
        }
    }
    let columns = [
        ("varied", "string", ""),
        ("value", "string", ""),
        ("points", "integer", "1"),
        ("mean", "number", "share"),
        ("p05", "number", "share"),
        ("p95", "number", "share"),
    ];
    own_table(&columns, rows)
}

/// How many patterns each theory passes and fails.
fn verdicts(patterns: &Sheet) -> Sheet {
    const WORDS: [&str; 4] = ["pass", "fail", "undecided", "open"];
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
    let columns: Vec<(&str, &str, &str)> =
        std::iter::once(("theory", "string", "")).chain(WORDS.map(|word| (word, "integer", "1"))).collect();
    own_table(&columns, counts.into_iter().map(row).collect())
}

/// Bars of columns of the table on the first sheet, stacked where they are parts of a whole.
fn bars(table: Option<&Sheet>, last: u32, names: &str, values: &[&str], title: &str) -> Option<Chart> {
    let table = table.filter(|table| !table.rows.is_empty())?;
    let column = |name: &str| table.column(name).map(|at| at as u16);
    let stacked = values.len() > 2;
    let mut chart = Chart::new(if stacked { ChartType::BarStacked } else { ChartType::Bar });
    // What is varied stands before its values.
    let first = column("varied").or(column(names))?;
    for (value, colour) in values.iter().zip(COLOURS) {
        let at = column(value)?;
        let mut fill = ChartFormat::new();
        fill.set_solid_fill(ChartSolidFill::new().set_color(colour));
        chart
            .add_series()
            .set_name(("answer", HEADER, at))
            .set_categories(("answer", HEADER + 1, first, last, column(names)?))
            .set_values(("answer", HEADER + 1, at, last, at))
            .set_format(&mut fill);
    }
    chart.title().set_name(title);
    if values.len() == 1 {
        chart.legend().set_hidden();
    }
    // As in the table: from above, and with names that no bar lies on.
    chart.y_axis().set_reverse().set_label_position(ChartAxisLabelPosition::Low);
    chart.set_width(760).set_height(420.max(120 + 20 * (last - HEADER)));
    Some(chart)
}
