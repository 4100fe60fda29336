//! The crate: what a folder of results is and what made it, as linked data for archives that read RO-Crate.
//!
//! It follows RO-Crate 1.1 and, for who made what of what, Process Run Crate 0.5 (<https://w3id.org/ro/wfrun/process/0.5>). As the
//! data package, from which it has its words, it says nothing that differs between two makings of the same results; RO-Crate wants a
//! date, and it is that of the program's release. When and where results were made is in the manifest.

use serde_json::{Value as Json, json};

use super::resources;
use crate::output::bibtex::{ARTICLE_AUTHORS, ARTICLE_KEY, ARTICLE_TITLE, ARTICLE_YEAR};
use crate::output::folder::Written;
use crate::output::names::{MANIFEST, PACKAGE, RO_CRATE, WORKBOOK};
use crate::program::VERSION;
use crate::study::About;

/// Who made the program, and when this version of it was released, as `CITATION.cff` has it.
const DEVELOPERS: &str = "The intsoc developers";
const RELEASED: &str = "2026-11-30";

const SPECIFICATION: &str = "https://w3id.org/ro/crate/1.1";
const PROFILE: &str = "https://w3id.org/ro/wfrun/process/0.5";

/// The files that are no tables: name, what it is, media type.
const BESIDE_TABLES: [[&str; 3]; 3] = [
    [MANIFEST, "How the results were made, each scenario in full, and the SHA-256 of every file", "application/json"],
    [PACKAGE, "Data package: what every table and every column is", "application/json"],
    [WORKBOOK, "The tables as sheets, for people", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"],
];

/// The crate of results: of a data package, of the files that are written, and of the manifest, which comes after it.
pub fn of(about: &About, package: &Json, files: &[Written]) -> Json {
    let results: Vec<Json> =
        files.iter().map(|file| described(file, package)).chain([beside_tables(MANIFEST)]).collect();
    let objects = objects(about, package);
    let licence = &package["licenses"][0];
    let root = json!({
        "@id": "./",
        "@type": "Dataset",
        "name": package["title"],
        "description": package["description"],
        "keywords": package["keywords"],
        "datePublished": RELEASED,
        "license": { "@id": licence["path"] },
        "conformsTo": { "@id": PROFILE },
        "citation": { "@id": article_id() },
        "hasPart": references(&results),
        "mentions": { "@id": "#study" },
    });
    let mut graph = vec![
        json!({
            "@id": RO_CRATE,
            "@type": "CreativeWork",
            "conformsTo": { "@id": SPECIFICATION },
            "about": { "@id": "./" },
        }),
        root,
        action(about, &results, &objects),
        json!({ "@id": PROFILE, "@type": "CreativeWork", "name": "Process Run Crate", "version": "0.5" }),
        json!({ "@id": licence["path"], "@type": "CreativeWork", "name": licence["title"], "identifier": licence["name"] }),
    ];
    graph.extend(program());
    graph.extend(article());
    graph.extend(objects);
    graph.extend(results);
    json!({
        // The context of RO-Crate 1.1 has no word for the hash of a file.
        "@context": [format!("{SPECIFICATION}/context"), { "sha256": "https://w3id.org/ro/terms/workflow-run#sha256" }],
        "@graph": graph,
    })
}

/// What was done: the study, by the program, of its scenarios, with all files as what came of it.
fn action(about: &About, results: &[Json], objects: &[Json]) -> Json {
    let mut action = json!({
        "@id": "#study",
        "@type": "CreateAction",
        "name": format!("intsoc {}", about.kind.name()),
        "description": format!("{MANIFEST} has the command line, when it was given, and how long it took"),
        "instrument": { "@id": instrument() },
        "object": references(objects),
        "result": references(results),
    });
    // Of the two words that there are for it, none is for results of a study that was stopped and are whole as far as they go.
    if about.manifest["complete"] != false {
        action["actionStatus"] = "http://schema.org/CompletedActionStatus".into();
    }
    action
}

/// A file that is written, with what is said of it: of a table by the data package.
fn described(file: &Written, package: &Json) -> Json {
    let of_table = |resource: &&Json| match &resource["path"] {
        Json::Array(parts) => parts.iter().any(|part| *part == file.name),
        path => *path == file.name,
    };
    let mut entity = match resources(package).find(of_table) {
        Some(table) => entity(&file.name, &table["title"], &media_type(table)),
        None => beside_tables(&file.name),
    };
    entity["contentSize"] = file.bytes.to_string().into();
    entity["sha256"] = file.sha256.clone().into();
    entity
}

/// A file that is no table. The manifest has neither size nor hash: it lists this crate with its own.
fn beside_tables(name: &str) -> Json {
    let [_, what, kind] = BESIDE_TABLES.into_iter().find(|[known, ..]| *known == name).unwrap_or_default();
    entity(name, &what.into(), &kind.into())
}

fn entity(name: &str, what: &Json, kind: &Json) -> Json {
    json!({ "@id": name, "@type": "File", "name": name, "description": what, "encodingFormat": kind })
}

/// What the file of a table is, packed or not.
fn media_type(resource: &Json) -> Json {
    if resource["compression"] == "gz" { json!("application/gzip") } else { resource["mediatype"].clone() }
}

/// What was studied: the scenarios of the data package, or else what the results are called by.
fn objects(about: &About, package: &Json) -> Vec<Json> {
    let titles = package["sources"].as_array().into_iter().flatten().filter_map(|source| source["title"].as_str());
    let titles: Vec<&str> = titles.collect();
    let titles = if titles.is_empty() { vec![package["title"].as_str().unwrap_or(&about.title)] } else { titles };
    let object = |(number, title): (usize, &str)| {
        json!({
            "@id": format!("#studied-{}", number + 1),
            "@type": "CreativeWork",
            "name": title,
            "description": format!("In full in {MANIFEST}"),
        })
    };
    titles.into_iter().enumerate().map(object).collect()
}

/// The program, and those who made it.
fn program() -> [Json; 2] {
    let developers = "#developers";
    [
        json!({
            "@id": instrument(),
            "@type": "SoftwareApplication",
            "name": "intsoc",
            "softwareVersion": VERSION,
            "description": "An agent-based exploration of international society's response to mass atrocity",
            "author": { "@id": developers },
            "citation": { "@id": article_id() },
        }),
        json!({ "@id": developers, "@type": "Organization", "name": DEVELOPERS }),
    ]
}

fn instrument() -> String {
    format!("#intsoc-{VERSION}")
}

/// The article whose argument the program makes runnable, and its authors.
fn article() -> Vec<Json> {
    let person = |name: &&str| json!({ "@id": format!("#{name}"), "@type": "Person", "name": name });
    let authors: Vec<Json> = ARTICLE_AUTHORS.iter().map(person).collect();
    let article = json!({
        "@id": article_id(),
        "@type": "ScholarlyArticle",
        "name": ARTICLE_TITLE,
        "author": references(&authors),
        "datePublished": ARTICLE_YEAR,
    });
    std::iter::once(article).chain(authors).collect()
}

fn article_id() -> String {
    format!("#{ARTICLE_KEY}")
}

/// A reference to an entity, or several to several.
fn references(entities: &[Json]) -> Json {
    let reference = |entity: &Json| json!({ "@id": entity["@id"] });
    match entities {
        [only] => reference(only),
        several => several.iter().map(reference).collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn developers_and_the_day_of_the_release_are_those_of_the_citation() {
        let citation = include_str!("../../../CITATION.cff");
        for line in [format!("  - name: {DEVELOPERS}"), format!("date-released: {RELEASED}")] {
            assert!(citation.lines().any(|said| said == line), "CITATION.cff does not say {line:?}: change either");
        }
    }
}
