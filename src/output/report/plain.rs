//! The page of a study that has none of its own: its question, and its tables as they are.

use maud::html;
use serde_json::Value as Json;

use super::super::package::{of_column, read, resources};
use super::super::picture::shown;
use super::super::results::{Results, Row};
use super::called::Called;
use super::{Block, Place, Section, Table};

/// Rows of a table that are shown: a page is read, and the rest is in the table.
const MAX_ROWS: usize = 100;

/// A section for every table, the answer's last table first: studies hand on what answers after what it is made from.
///
/// # Errors
/// When a table is missing or torn.
pub fn sections(results: &Results<'_>) -> Result<Vec<Section>, String> {
    let package = read(results.folder())?;
    let section = |(index, resource): (usize, &Json)| {
        let name = resource["name"].as_str().unwrap_or_default().replace('-', "_");
        let place = if index == 0 { Place::Answer } else { Place::Evidence };
        let heading = resource["title"].as_str().unwrap_or_default();
        Ok(Section::new(place, heading, table(results, &name, resource)?))
    };
    resources(&package).rev().enumerate().map(section).collect()
}

fn table(results: &Results<'_>, name: &str, resource: &Json) -> Result<Vec<Block>, String> {
    let table = results.table(name)?;
    let rows: Vec<_> = table.rows().take(MAX_ROWS + 1).collect();
    // Words stand left, and a page needs no more digits than a person reads.
    let cases = Called::cases(results);
    let cell = |row: &Row<'_>, column: &String| match (of_column(resource, column, "type"), row.number(column)) {
        ("number", Some(number)) => html! { td { (shown(number)) } },
        ("integer" | "number", _) => html! { td { (row.value(column)) } },
        _ if column == "case_id" => html! { td style="text-align: left" { (cases.name(row.text(column))) } },
        _ => html! { td style="text-align: left" { (row.text(column)) } },
    };
    let body = html! {
            thead { tr { @for column in table.header() { th scope="col" { (column) } } } }
            tbody {
                @for row in rows.iter().take(MAX_ROWS) {
                    tr { @for column in table.header() { (cell(row, column)) } }
                }
            }
    };
    let caption = resource["title"].as_str().unwrap_or(name);
    let meanings = html! {
        details {
            summary { "What the columns of this table mean" }
            ul { @for column in table.header() { li { code { (column) } ": " (of_column(resource, column, "description")) } } }
        }
    };
    let mut blocks = vec![Block::Table(Table::new(caption, body)), Block::Words(meanings)];
    if rows.len() > MAX_ROWS {
        blocks.push(Block::Words(html! { p { "The first " (MAX_ROWS) " rows; the rest is in " (name) "." } }));
    }
    Ok(blocks)
}
