//! What a person, a paper or another program is shown of results: words and tables, once, and four ways to write them.

pub mod digits;
pub mod layout;
mod markup;
pub mod table;

use std::path::{Path, PathBuf};

use clap::Args;
use indexmap::IndexMap;
use serde_json::{Map, Value as Json, json};

use super::failure::Failure;
use super::say::print;
use crate::files;
use crate::output::folder::Written;
use crate::output::format::table_of;
use crate::output::names::WORKBOOK;
use crate::program::WHAT_IT_IS;
use crate::study::About;
use table::Table;

/// How results are shown.
#[derive(Clone, Debug, Default, Args)]
pub struct Show {
    /// Print JSON, and nothing else, on standard output: all numbers in full, with ids and names
    #[arg(long)]
    pub json: bool,
    /// Also write the tables that are printed as Markdown
    #[arg(long, value_name = "FILE")]
    pub export_markdown: Option<PathBuf>,
    /// Also write the tables that are printed as LaTeX, for the package booktabs
    #[arg(long, value_name = "FILE")]
    pub export_latex: Option<PathBuf>,
    /// Columns of text on the terminal [default: COLUMNS, else those of the terminal; all that a table needs where there is none]
    #[arg(long, value_name = "COLUMNS", value_parser = clap::value_parser!(u16).range(40..=1000))]
    pub width: Option<u16>,
}

/// Words and tables of results, in their order.
#[derive(Clone, Debug, Default)]
pub struct Shown {
    parts: Vec<Part>,
}

#[derive(Clone, Debug)]
enum Part {
    Words(String),
    Command(String),
    Place,
    Table(Table),
}

impl Shown {
    /// With a heading: what the results are of.
    pub fn of(heading: impl Into<String>) -> Self {
        let (mut shown, heading) = (Self::default(), heading.into());
        if !heading.is_empty() {
            shown.say(heading);
        }
        shown
    }

    /// Adds lines of words; an empty one parts what is before from what is after.
    pub fn say(&mut self, words: impl Into<String>) {
        self.parts.push(Part::Words(words.into()));
    }

    /// Adds a command, which stays in one line however long it is: it can be copied.
    pub fn command(&mut self, line: impl Into<String>) {
        self.parts.push(Part::Command(line.into()));
    }

    /// Where the files are is said here, and not at the end.
    pub fn place(&mut self) {
        self.parts.push(Part::Place);
    }

    /// Adds a table.
    pub fn table(&mut self, table: Table) {
        self.parts.push(Part::Table(table));
    }

    fn tables(&self) -> impl Iterator<Item = &Table> {
        self.parts.iter().filter_map(|part| if let Part::Table(table) = part { Some(table) } else { None })
    }

    /// As text in so many columns.
    pub fn text(&self, width: Option<usize>) -> String {
        let mut lines = Vec::new();
        for part in &self.parts {
            match part {
                Part::Words(words) if words.is_empty() => lines.push(String::new()),
                Part::Words(words) => lines.extend(layout::wrapped(words, width)),
                Part::Command(line) => lines.push(line.clone()),
                Part::Place => {}
                Part::Table(table) => lines.extend(layout::lines(table, width)),
            }
        }
        lines.into_iter().map(|line| line + "\n").collect()
    }
}

/// Where results are, and what they are of.
pub struct Of<'a> {
    /// What the study says of itself.
    pub about: &'a About,
    /// The files.
    pub written: &'a [Written],
    /// Their folder.
    pub out: &'a Path,
}

impl Of<'_> {
    /// How many histories of which seed and which scenario, for a caption.
    fn caption(&self) -> String {
        let manifest = &self.about.manifest;
        let count = |name: &str, what: &str| manifest[name].as_u64().map(|count| format!("{count} {what}"));
        let histories = count("histories", "histories").or_else(|| count("replicates", "histories of each"));
        let seed = manifest["seed"].as_u64().map(|seed| format!("seed {seed}"));
        let parts = [count("points", "points"), histories, seed, Some(format!("{} {}", self.hash().0, self.hash().1))];
        let title = &self.about.title;
        format!(
            "{title}: {}; intsoc {}.",
            parts.into_iter().flatten().collect::<Vec<_>>().join(", "),
            crate::program::VERSION
        )
    }

    /// What the results are known by: the hash of their scenario, or of all that was asked.
    fn hash(&self) -> (&'static str, String) {
        let manifest = &self.about.manifest;
        let scenario = [&manifest["scenario_hash"], &manifest["scenarios"][0]["scenario_hash"]];
        let short = |hash: &str| hash.chars().take(12).collect::<String>();
        let scenario =
            scenario.into_iter().find_map(Json::as_str).map(|hash| ("scenario", format!("h{}", short(hash))));
        scenario.unwrap_or_else(|| ("results", short(manifest["identity"].as_str().unwrap_or_default())))
    }

    fn to_json(&self, shown: &Shown) -> Json {
        let manifest = &self.about.manifest;
        let mut object = Map::new();
        object.insert("command".into(), json!(self.about.kind.name()));
        object.insert("question".into(), json!(self.about.kind.question()));
        object.insert("title".into(), json!(self.about.title));
        for name in ["seed", "replicates", "histories", "points", "complete", "identity", "scenario_hash"] {
            if let Some(value) = manifest.get(name) {
                object.insert(name.into(), value.clone());
            }
        }
        object.insert("notes".into(), manifest.get("notes").cloned().unwrap_or_else(|| json!([])));
        let mut tables: IndexMap<&str, Vec<Json>> = IndexMap::new();
        for table in shown.tables() {
            tables.entry(table.id).or_default().extend(table.to_json());
        }
        object.insert("tables".into(), json!(tables));
        let files: Vec<&str> = self.written.iter().map(|file| file.name.as_str()).collect();
        object.insert("results".into(), json!({ "folder": self.out.display().to_string(), "files": files }));
        Json::Object(object)
    }
}

impl Show {
    /// Are the files that are to be written such as can be? Asked before anything is played.
    ///
    /// # Errors
    /// With the first that has no folder, or is one.
    pub fn ready(&self) -> Result<(), Failure> {
        let asked = [("--export-markdown", &self.export_markdown), ("--export-latex", &self.export_latex)];
        for (option, file) in asked.into_iter().filter_map(|(option, file)| Some((option, file.as_ref()?))) {
            let folder = file.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
            let wrong = match (folder.is_dir(), file.is_dir()) {
                (false, _) => format!("there is no folder {}\n  make it first, or name another file", folder.display()),
                (_, true) => "is a folder\n  name a file in it".into(),
                _ => continue,
            };
            return Err(Failure::Input(format!("{option} {}: {wrong}", file.display())));
        }
        Ok(())
    }

    /// Shows results: prints them unless `quiet`, and writes the files that were asked for.
    ///
    /// # Errors
    /// When a file cannot be written.
    pub fn show(&self, mut shown: Shown, of: &Of<'_>, quiet: bool) -> Result<(), Failure> {
        let tables: Vec<&Table> = shown.tables().filter(|table| table.seen().next().is_some()).collect();
        let caption = of.caption();
        if let Some(file) = &self.export_markdown {
            write(file, &markup::markdown(&tables, &caption))?;
        }
        if let Some(file) = &self.export_latex {
            write(file, &markup::latex(&tables, &caption, of.about.kind.name()))?;
        }
        if self.json {
            print_json(&of.to_json(&shown));
        } else if !quiet {
            let place = shown.parts.iter().position(|part| matches!(part, Part::Place)).unwrap_or(shown.parts.len());
            let said = ["".into(), WHAT_IT_IS.into(), where_it_is(of.written, of.out)].map(Part::Words);
            shown.parts.splice(place..place, said);
            print(&shown.text(self.columns()));
        }
        Ok(())
    }

    /// Says that a folder holds the whole of what was asked for already: nothing is played, and nothing is shown again.
    ///
    /// # Errors
    /// When tables are to be exported, which are made when they are played.
    pub fn already(&self, out: &Path, quiet: bool) -> Result<(), Failure> {
        let out = out.display();
        if self.export_markdown.is_some() || self.export_latex.is_some() {
            return Err(Failure::Input(format!(
                "{out}: holds the whole of it already, and tables are exported when they are made\n  run it again with --force, or choose another folder with --out"
            )));
        }
        if self.json {
            print_json(&json!({ "complete": true, "results": { "folder": out.to_string() } }));
        } else if !quiet {
            print(&format!("{out} holds the whole of it already\n"));
        }
        Ok(())
    }

    /// How wide text may be; `None` as wide as it takes.
    pub fn columns(&self) -> Option<usize> {
        let told =
            std::env::var("COLUMNS").ok().and_then(|columns| columns.parse().ok()).filter(|columns| *columns > 0);
        let terminal = || Some(usize::from(terminal_size::terminal_size_of(std::io::stdout())?.0.0));
        self.width.map(usize::from).or(told).or_else(terminal)
    }
}

fn write(file: &Path, text: &str) -> Result<(), Failure> {
    let wrong = |error| Failure::Failed(format!("{}: cannot be written: {error}", file.display()));
    files::write(file, text.as_bytes()).map_err(wrong)
}

/// Prints JSON.
pub fn print_json(json: &Json) {
    print(&format!("{json:#}\n"));
}

/// Where results are.
fn where_it_is(written: &[Written], out: &Path) -> String {
    let is_table = |name: &&str| table_of(name).is_some() || *name == WORKBOOK;
    let names: Vec<&str> = written.iter().map(|file| file.name.as_str()).filter(is_table).collect();
    let names = names.join(", ");
    format!("Results in {}{}{names}", out.display(), if names.is_empty() { "" } else { ": " })
}

/// The file of a table among those written.
pub fn file<'a>(written: &'a [Written], table: &'a str) -> &'a str {
    let mut names = written.iter().map(|file| file.name.as_str());
    names.find(|name| table_of(name) == Some(table)).unwrap_or(table)
}
