//! The data package: what every file and every column of a folder of results is, for programs and for archives.
//!
//! It follows Data Package 2.0 (<https://datapackage.org>), which Zenodo, Dataverse and OSF read. It says nothing that differs
//! between two makings of the same results, such as when they were made: that is in the manifest.

pub mod ro_crate;

use std::io::ErrorKind;
use std::path::Path;

use serde_json::{Value as Json, json};

use super::folder::TableFile;
use super::format::Format;
use super::names::PACKAGE;
use crate::files;
use crate::program::VERSION;
use crate::scenario::text::line;
use crate::study::About;
use crate::table::{Column, ColumnType, Table};

/// Columns that hold ids, with the table and the column that explain them.
const REFERENCES: [(&str, &str, &str); 10] = [
    ("state", "actors", "actor"),
    ("body", "actors", "actor"),
    ("actor", "actors", "actor"),
    ("sender", "actors", "actor"),
    ("receiver", "actors", "actor"),
    ("diluted_for", "actors", "actor"),
    ("instrument", "instruments", "instrument"),
    ("replicate", "histories", "replicate"),
    ("point", "points", "point"),
    ("scenario", "scenarios", "scenario"),
];

/// Tables in which every share lies between 0 and 1; elsewhere one may be a difference.
const OF_SHARES: [&str; 4] = ["votes", "votes_by_state", "leaders", "contributions"];

/// The data package of results.
pub fn of(about: &About, tables: &[TableFile], format: Format) -> Json {
    let known: Vec<&Table> = tables.iter().map(|open| &*open.table).collect();
    json!({
        "$schema": "https://datapackage.org/profiles/2.0/datapackage.json",
        "name": format!("intsoc-{}", about.kind.name()),
        "title": title(about),
        "description": format!(
            "{} Results of an agent-based exploration of a theory: neither prediction nor policy advice.",
            about.kind.question()
        ),
        "version": VERSION,
        "keywords": ["agent-based model", "international society", "mass atrocity", about.kind.name()],
        "licenses": [{
            "name": "CC0-1.0",
            "path": "https://creativecommons.org/publicdomain/zero/1.0/",
            "title": "Creative Commons Zero 1.0",
        }],
        "contributors": [{ "title": format!("intsoc {VERSION}"), "roles": ["software"] }],
        "sources": sources(about),
        "resources": tables.iter().map(|open| resource(open, &known, format)).collect::<Vec<_>>(),
    })
}

/// The data package of a folder of results; nothing where it holds none.
///
/// # Errors
/// In words, when it is there and cannot be read, or is torn.
pub fn read(folder: &Path) -> Result<Json, String> {
    let file = folder.join(PACKAGE);
    let wrong = |why: String| {
        let file = line(&file.display().to_string(), 300);
        format!(
            "{file}: {why}\n  it says what the columns of the tables mean: intsoc check tells what of the folder is whole"
        )
    };
    match files::read(&file) {
        Ok(bytes) => serde_json::from_slice(&bytes).map_err(|error| wrong(format!("is torn: {error}"))),
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(Json::Null),
        Err(error) => Err(wrong(format!("cannot be read: {error}"))),
    }
}

/// What a data package says of each of its tables.
pub fn resources(package: &Json) -> impl DoubleEndedIterator<Item = &Json> {
    package["resources"].as_array().into_iter().flatten()
}

/// What is said of a table's column under a key, such as its unit: by the column's name, or by the quantity that this is short for.
pub fn of_column<'a>(resource: &'a Json, column: &str, key: &str) -> &'a str {
    let mut fields = resource["schema"]["fields"].as_array().into_iter().flatten();
    let field = fields.find(|field| [&field["name"], &field["standsFor"]].into_iter().any(|name| name == column));
    field.and_then(|field| field[key].as_str()).unwrap_or_default()
}

/// What the results are of, for a reader of a catalogue: files by their names, without the way to them.
fn title(about: &About) -> String {
    let name = about.title.rsplit(['/', '\\']).next().unwrap_or_default();
    match about.kind.is_of_a_file() {
        true => format!("{}: {}", about.kind.name(), name.strip_suffix(".toml").unwrap_or(name).replace('-', " ")),
        false => about.title.clone(),
    }
}

/// The scenario, or scenarios, from which the results were made, each with its hash.
fn sources(about: &About) -> Vec<Json> {
    let manifest = &about.manifest;
    let seed = manifest["seed"].as_u64().map(|seed| format!(", seed {seed}")).unwrap_or_default();
    let source = |of: &Json| {
        let name = of["name"].as_str().or(of["scenario"].as_str())?;
        let hash = of["scenario_hash"].as_str().map(|hash| format!(", hash {hash}")).unwrap_or_default();
        Some(json!({ "title": format!("scenario {name}{hash}{seed}") }))
    };
    let listed: Vec<Json> = manifest["scenarios"].as_array().into_iter().flatten().filter_map(source).collect();
    if listed.is_empty() { source(manifest).into_iter().collect() } else { listed }
}

fn resource(open: &TableFile, known: &[&Table], format: Format) -> Json {
    let path = if let [only] = open.files.as_slice() { json!(only) } else { json!(open.files) };
    let mut resource = json!({
        "name": open.table.name.replace('_', "-"),
        "type": "table",
        "title": format!("A row is {}", open.table.row),
        "path": path,
        "schema": schema(&open.table, known),
    });
    format.describe(&mut resource);
    resource
}

fn schema(table: &Table, known: &[&Table]) -> Json {
    let mut schema = table.schema();
    if let Some(fields) = schema["fields"].as_array_mut() {
        for (field, column) in fields.iter_mut().zip(&table.columns) {
            let constraints = constraints(table, column);
            if constraints.as_object().is_some_and(|constraints| !constraints.is_empty()) {
                field["constraints"] = constraints;
            }
        }
    }
    let keys: Vec<Json> = table.columns.iter().filter_map(|column| reference(table, column, known)).collect();
    if !keys.is_empty() {
        schema["foreignKeys"] = keys.into();
    }
    schema
}

/// What holds of every cell of a column.
fn constraints(table: &Table, column: &Column) -> Json {
    let mut constraints = json!({});
    // A key of several columns may leave words out, as what is of no world does.
    if table.key == [&*column.name] {
        constraints["required"] = true.into();
    }
    if column.kind == ColumnType::Integer {
        constraints["minimum"] = 0.into();
    }
    // The end of an interval may lie beyond what a share can be.
    if column.unit == "share" && OF_SHARES.contains(&table.name) && !column.name.starts_with("ci_") {
        (constraints["minimum"], constraints["maximum"]) = (0.into(), 1.into());
    }
    constraints
}

/// The table that explains the ids of a column, where these results have it.
fn reference(table: &Table, column: &Column, known: &[&Table]) -> Option<Json> {
    let (_, to, field) = REFERENCES.iter().find(|(name, ..)| *name == column.name)?;
    let there = known.iter().any(|known| known.name == *to && known.columns.iter().any(|own| own.name == *field));
    (there && table.name != *to).then(
        || json!({ "fields": [column.name], "reference": { "resource": to.replace('_', "-"), "fields": [field] } }),
    )
}
