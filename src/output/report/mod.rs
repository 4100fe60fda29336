//! A page to read: one file, no network, prints to a few sheets.
//!
//! It is made from the files of folders of results alone, and each picture from the tables
//! beside it. Each kind of results has its sections in a file of its own; here they are joined.

mod compare;
mod hindcast;
mod patterns;
mod run;
mod sweep;

use maud::{DOCTYPE, Markup, PreEscaped, Render, html};
use serde_json::Value as Json;

use super::manifest::{COMMIT, VERSION};
use super::picture::{self, Figure};
use super::results::Results;
use crate::analysis::hindcast::Fact;

const STYLE: &str = include_str!("page.css");

/// Where a section stands on the page.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Place {
    Answer,
    Evidence,
    Chronicle,
}

/// A part of the page.
struct Section {
    place: Place,
    heading: String,
    blocks: Vec<Block>,
}

/// What a section holds.
enum Block {
    Words(Markup),
    Picture(Figure),
}

impl Section {
    fn new(place: Place, heading: &str, blocks: Vec<Block>) -> Self {
        Self { place, heading: heading.into(), blocks }
    }
}

impl Render for Section {
    fn render(&self) -> Markup {
        html! {
            section {
                h2 { (self.heading) }
                @for block in &self.blocks {
                    @match block { Block::Words(words) => { (words) } Block::Picture(figure) => { (figure) } }
                }
            }
        }
    }
}

/// A page, and the pictures on it.
pub struct Report {
    title: String,
    question: &'static str,
    sections: Vec<Section>,
    methods: Markup,
}

impl Report {
    /// Makes the page of a folder of results, joined with those of others of other kinds. `facts`
    /// are of the record that the scenario may have.
    ///
    /// # Errors
    /// When a file is missing or torn, a folder holds nothing that a page can be made of, or two
    /// are of the same kind.
    pub fn of(folders: &[Results<'_>], facts: &[Fact]) -> Result<Self, String> {
        let mut sections = Vec::new();
        let mut question = "";
        for (index, results) in folders.iter().enumerate() {
            if let Some(twin) = folders[..index].iter().find(|other| other.kind() == results.kind()) {
                return Err(format!(
                    "{} and {} are both results of {}: a page joins one of each kind\n  compare sets scenarios side by side",
                    twin.folder().display(),
                    results.folder().display(),
                    results.kind()
                ));
            }
            let (asked, mut own) = sections_of(results, facts)?;
            if index == 0 {
                question = asked;
            } else {
                own[0].heading = asked.into();
                let note = other_scenario(&folders[0], results);
                own[0].blocks.splice(0..0, note.map(|words| Block::Words(html! { p { strong { (words) } } })));
            }
            sections.append(&mut own);
        }
        // Answers first, in the order of the folders; the chronicle last.
        sections.sort_by_key(|section| section.place);
        let title = folders.first().map(|first| first.manifest["scenario"].as_str().unwrap_or_default());
        Ok(Self { title: title.unwrap_or_default().into(), question, sections, methods: methods(folders) })
    }

    /// The page.
    pub fn page(&self) -> String {
        let page = html! {
            (DOCTYPE)
            html lang="en" {
                head {
                    meta charset="utf-8";
                    meta name="viewport" content="width=device-width, initial-scale=1";
                    meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'";
                    title { (self.title) " – intsoc" }
                    style { (PreEscaped(STYLE)) (PreEscaped(picture::STYLE)) }
                }
                body {
                    header { h1 { (self.title) } p .question { (self.question) } }
                    main {
                        @for section in &self.sections { (section) }
                        (limits())
                        (self.methods)
                    }
                }
            }
        };
        page.into_string()
    }

    /// The pictures in the order of the page, each with a name for its file, no two the same.
    pub fn pictures(&self) -> Vec<(String, String)> {
        let mut named: Vec<(String, String)> = Vec::new();
        for block in self.sections.iter().flat_map(|section| &section.blocks) {
            let Block::Picture(figure) = block else { continue };
            let again = named.iter().filter(|(name, _)| name.starts_with(&figure.name())).count();
            let name = if again == 0 { figure.name() } else { format!("{}-{}", figure.name(), again + 1) };
            named.push((name, figure.file()));
        }
        named
    }
}

/// The question that results answer, and their sections, the answer first.
fn sections_of(results: &Results<'_>, facts: &[Fact]) -> Result<(&'static str, Vec<Section>), String> {
    match results.kind() {
        "run" => Ok(("How did international society respond, and why not more?", run::sections(results, facts)?)),
        "compare" => Ok(("What would have made a difference?", compare::sections(results)?)),
        "sweep" => Ok(("What depends on what?", sweep::sections(results)?)),
        "patterns" => Ok(("Does the argument hold, and against which rivals?", patterns::sections(results)?)),
        "hindcast" => Ok(("How near does the model come to what happened?", hindcast::sections(results)?)),
        other => Err(format!(
            "{}: there is no report of results of kind {other:?}\n  reports are of run, compare, sweep, patterns and hindcast",
            results.folder().display()
        )),
    }
}

/// Says so where the results of one page are of two scenarios.
fn other_scenario(first: &Results<'_>, other: &Results<'_>) -> Option<String> {
    let hash = |results: &Results<'_>| {
        let of = &results.manifest;
        [&of["scenario_hash"], &of["scenarios"][0]["scenario_hash"]]
            .into_iter()
            .find_map(|hash| hash.as_str().map(str::to_string))
    };
    let (one, two) = (hash(first)?, hash(other)?);
    let name = other.manifest["scenario"].as_str().unwrap_or_default();
    (one != two).then(|| format!("This part is of another scenario, or of one with other numbers: {name}."))
}

fn limits() -> Markup {
    html! {
        section {
            h2 { "Limits" }
            p {
                "An exploration of a theory: neither prediction nor policy advice. The numbers of a scenario are a reading of an argument, mostly assumed, "
                "and nothing is calibrated. Intervals say how far more histories of this model would move a number, not how far the model is from the world. What is undecided is called so and not ranked."
            }
        }
    }
}

fn methods(folders: &[Results<'_>]) -> Markup {
    let generator = folders.first().and_then(|first| first.manifest["generator"].as_str()).unwrap_or_default();
    html! {
        section {
            h2 { "Methods" }
            p {
                "An agent-based model in monthly steps after Black and Williams (2008), " cite { "International Society and the Crisis in Darfur" }
                ", described in full in the project's ODD. Seeded histories (generator " (generator) "); every draw belongs to a decision, so that scenarios with the same seed share their luck. "
                "Means have Student's 95 % intervals, bands are type-7 quantiles."
            }
            @for results in folders { (made(&results.manifest)) }
            p { "Page made by intsoc " (VERSION) ", commit " (COMMIT) ". Cite: the authors of intsoc, intsoc " (VERSION) ": how international society responds to mass atrocity (software), with scenario hash and seed; see CITATION.cff." }
        }
    }
}

/// How a folder's results were made.
fn made(manifest: &Json) -> Markup {
    let text = |key: &str| manifest[key].as_str().unwrap_or_default().to_string();
    let command: Vec<&str> = manifest["command"].as_array().into_iter().flatten().filter_map(Json::as_str).collect();
    let scenarios = manifest["scenarios"].as_array().into_iter().flatten();
    let hashes = [&manifest["scenario_hash"]].into_iter().chain(scenarios.map(|scenario| &scenario["scenario_hash"]));
    let hashes: Vec<&str> = hashes.filter_map(Json::as_str).collect();
    html! {
        dl {
            dt { "Command" } dd { code { (command.join(" ")) } }
            dt { "Histories and seed" } dd { (manifest["replicates"].to_string()) " of each scenario, master seed " (manifest["seed"].to_string()) }
            @if !hashes.is_empty() { dt { "Scenario hash" } dd { code { (hashes.join(" ")) } } }
            dt { "Program" } dd { "intsoc " (text("version")) ", commit " (text("commit")) }
        }
    }
}
