//! What says to others what this software is, `Cargo.toml`, `CITATION.cff` and `codemeta.json`, says the same.

use std::fs;
use std::path::Path;

use serde_json::Value as Json;

/// What `Cargo.toml` says.
const NAME: &str = env!("CARGO_PKG_NAME");
const VERSION: &str = env!("CARGO_PKG_VERSION");
const LICENSE: &str = env!("CARGO_PKG_LICENSE");
const RUST: &str = env!("CARGO_PKG_RUST_VERSION");

fn read(name: &str) -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(name);
    fs::read_to_string(path).unwrap_or_else(|error| panic!("{name}: {error}"))
}

/// `CITATION.cff`, as far as it is read here.
struct Citation(String);

impl Citation {
    /// The lines under a key of the top, the rest of its own line first.
    fn lines(&self, key: &str) -> Vec<&str> {
        let mut lines = self.0.lines().skip_while(|line| !line.starts_with(&format!("{key}:")));
        let first = lines.next().unwrap_or_else(|| panic!("CITATION.cff has no {key}"));
        let below = lines.take_while(|line| line.starts_with(' ')).map(str::trim);
        std::iter::once(first[key.len() + 1..].trim()).chain(below).collect()
    }

    fn text(&self, key: &str) -> String {
        let lines = self.lines(key).into_iter().filter(|line| *line != ">-" && !line.is_empty());
        lines.collect::<Vec<_>>().join(" ").trim_matches('"').to_string()
    }

    fn list(&self, key: &str) -> Vec<String> {
        let items = self.lines(key).into_iter().filter_map(|line| line.strip_prefix("- "));
        items.map(|item| item.trim_start_matches("name: ").to_string()).collect()
    }

    /// Every value of the article under `references`, whatever its key.
    fn article(&self) -> Vec<String> {
        let lines = self.lines("references").into_iter().filter_map(|line| line.split_once(": "));
        lines.filter(|(key, _)| *key != "- type").map(|(_, value)| value.to_string()).collect()
    }
}

fn citation() -> Citation {
    Citation(read("CITATION.cff"))
}

fn codemeta() -> Json {
    serde_json::from_str(&read("codemeta.json")).expect("codemeta.json is JSON")
}

fn texts(list: &Json) -> Vec<String> {
    list.as_array().expect("a list").iter().filter_map(Json::as_str).map(str::to_string).collect()
}

#[test]
fn the_three_files_about_the_software_agree() {
    let (citation, codemeta) = (citation(), codemeta());
    assert_eq!((&*citation.text("version"), &codemeta["version"]), (VERSION, &VERSION.into()));
    assert!(codemeta["name"] == NAME && citation.text("title").starts_with(NAME));
    assert_eq!(citation.list("license").join(" OR "), LICENSE);
    let addresses: Vec<String> =
        citation.list("license").iter().map(|id| format!("https://spdx.org/licenses/{id}")).collect();
    assert_eq!(texts(&codemeta["license"]), addresses);
    for (key, of_citation) in
        [("alternateName", "title"), ("description", "abstract"), ("datePublished", "date-released")]
    {
        assert_eq!(codemeta[key], citation.text(of_citation), "{key} of codemeta.json, {of_citation} of CITATION.cff");
    }
    assert_eq!(texts(&codemeta["keywords"]), citation.list("keywords"));
    let authors = codemeta["author"].as_array().expect("a list").iter();
    assert_eq!(
        authors.map(|author| author["name"].as_str().unwrap_or_default()).collect::<Vec<_>>(),
        citation.list("authors")
    );
    let platform = codemeta["runtimePlatform"].as_str().unwrap_or_default();
    assert!(platform.starts_with(&format!("Rust {} ", RUST)), "{platform}");
}

#[test]
fn the_article_of_the_citation_is_the_publication_of_codemeta() {
    let publication = codemeta()["referencePublication"].clone();
    let authors = publication["author"].as_array().expect("a list").iter().map(|author| &author["familyName"]);
    let said = [&publication["name"]].into_iter().chain(authors).chain([&publication["datePublished"]]);
    assert_eq!(said.map(|value| value.as_str().unwrap_or_default()).collect::<Vec<_>>(), citation().article());
}
