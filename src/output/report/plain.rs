//! The page of a study that has none of its own: its question, and its tables as they are.

use maud::html;
use serde_json::Value as Json;

use super::super::names::PACKAGE;
use super::super::picture::shown;
use super::super::results::{Results, Row};
use super::called::Called;
use super::{Block, Place, Section, Table};
use crate::files;

/// Rows of a table that are shown: a page is read, and the rest is in the table.
const MAX_ROWS: usize = 100;

/// A section for every table, the answer's last table first: studies hand on what answers after what it is made from.
///
/// # Errors
/// When a table is missing or torn.
pub fn sections(results: &Results<'_>) -> Result<Vec<Section>, String> {
    let read = files::read(&results.folder().join(PACKAGE)).ok();
    let package: Json = read.and_then(|bytes| serde_json::from_slice(&bytes).ok()).unwrap_or_default();
    let resources: Vec<&Json> = package["resources"].as_array().into_iter().flatten().collect();
    let section = |(index, resource): (usize, &&Json)| {
        let name = resource["name"].as_str().unwrap_or_default().replace('-', "_");
        let place = if index == 0 { Place::Answer } else { Place::Evidence };
        let heading = resource["title"].as_str().unwrap_or_default();
        Ok(Section::new(place, heading, table(results, &name, resource)?))
    };
    resources.iter().rev().enumerate().map(section).collect()
}

fn table(results: &Results<'_>, name: &str, resource: &Json) -> Result<Vec<Block>, String> {
    let table = results.table(name)?;
    let rows: Vec<_> = table.rows().take(MAX_ROWS + 1).collect();
    let about = |column: &str, key: &str| {
        let mut fields = resource["schema"]["fields"].as_array().into_iter().flatten();
        let field = fields.find(|field| [&field["name"], &field["standsFor"]].into_iter().any(|name| name == column));
        field.and_then(|field| field[key].as_str()).unwrap_or_default().to_string()
    };
    // Words stand left, and a page needs no more digits than a person reads.
    let cases = Called::cases(results);
    let cell = |row: &Row<'_>, column: &String| match (about(column, "type").as_str(), row.number(column)) {
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
            ul { @for column in table.header() { li { code { (column) } ": " (about(column, "description")) } } }
        }
    };
    let mut blocks = vec![Block::Table(Table::new(caption, body)), Block::Words(meanings)];
    if rows.len() > MAX_ROWS {
        blocks.push(Block::Words(html! { p { "The first " (MAX_ROWS) " rows; the rest is in " (name) "." } }));
    }
    Ok(blocks)
}
