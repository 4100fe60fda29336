//! Scenarios from their texts, and the shipped ones.

use std::path::Path;

use intsoc::scenario::{self, Override, Scenario, Sources};

/// The text of a scenario of the project.
pub fn shipped(name: &str) -> String {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("scenarios").join(name);
    std::fs::read_to_string(&file).unwrap_or_else(|error| panic!("{}: {error}", file.display()))
}

/// A text as the file test.toml, beside the shipped files that the baseline extends.
pub fn beside_the_shipped(text: &str) -> Sources {
    let parts = ["theory.toml", "powers.toml"].map(|name| (name, shipped(name)));
    Sources::of(parts.into_iter().chain([("test.toml", text.to_string())]))
}

/// The shipped files that make up the baseline.
pub const BASELINE: [&str; 3] = ["theory.toml", "powers.toml", "baseline.toml"];

/// A scenario from its text and changes as the command line writes them.
pub fn scenario(text: &str, changes: &[&str]) -> Scenario {
    let changes: Vec<Override> =
        changes.iter().map(|change| Override::parse(change).unwrap_or_else(|problems| panic!("{problems}"))).collect();
    scenario::load_from(&beside_the_shipped(text), Path::new("test.toml"), &changes)
        .unwrap_or_else(|problems| panic!("{problems}"))
}

/// A shipped scenario as one text, whatever it extends: files are merged here once more, by other code than the program's.
pub fn whole(name: &str) -> String {
    fn merge(under: &mut toml::Table, over: toml::Table) {
        for (key, value) in over {
            match (under.get_mut(&key), value) {
                (Some(toml::Value::Table(below)), toml::Value::Table(own)) => merge(below, own),
                (_, value) => {
                    under.insert(key, value);
                }
            }
        }
    }
    let mut own: toml::Table = shipped(name).parse().expect("TOML");
    own.remove("facts");
    let order = own.remove("order");
    if let Some(base) = own.remove("extends") {
        let mut under: toml::Table = whole(base.as_str().expect("a name")).parse().expect("TOML");
        merge(&mut under, own);
        own = under;
    }
    for (kind, ids) in order.iter().flat_map(|order| order.as_table().expect("a table")) {
        let mut entities = own.remove(kind).expect("entities");
        let entities = entities.as_table_mut().expect("a table");
        let mut sorted = toml::Table::new();
        for id in ids.as_array().expect("a list").iter().map(|id| id.as_str().expect("an id")) {
            sorted.insert(id.into(), entities.remove(id).expect("it is there"));
        }
        sorted.extend(std::mem::take(entities));
        own.insert(kind.clone(), sorted.into());
    }
    own.to_string()
}
