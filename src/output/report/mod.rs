//! A page to read: one file, no network, prints to a few sheets.
//!
//! It is made from the files of folders of results alone, and each picture from the tables
//! beside it. Each kind of results has its sections in a file of its own; here they are joined:
//! answers first, then evidence, limits and methods; one history told comes last.

mod asked;
mod blame_flows;
mod blocks;
mod called;
mod cases;
mod compare;
mod doubt;
mod hindcast;
mod joined;
mod over_months;
mod patterns;
mod plain;
mod positions;
mod robust;
mod run;
mod sensitivity;
mod sweep;
mod withheld;

use std::path::Path;

use maud::{DOCTYPE, Markup, PreEscaped, html};
use serde_json::Value as Json;

use self::blocks::{Block, Place, Section, Table};
use super::doubt::Doubt;
use super::manifest::frozen;
use super::own::{GENERATOR, OF_RESULTS};
use super::picture::{self, Line, shown};
use super::results::{Read, Results, Row, pasted};
use super::seen::percent;
use crate::program::{COMMIT, VERSION, WHAT_IT_IS};
use crate::scenario::text::{head, safe};
use crate::scenario::{self, Scenario};
use crate::study::StudyKind;
use crate::study::chronicle::Chronicle;
use crate::study::hindcast::facts::Fact;

const STYLE: &str = include_str!("page.css");

/// How a history of a scenario is told: by its replicate, and whether it is without chance.
pub type Tell<'a> = &'a dyn Fn(&Scenario, u64, bool) -> Chronicle;

/// A page, and the pictures on it.
pub struct Report {
    title: String,
    /// SHA-256 of the manifest of every folder that it shows.
    of: Vec<String>,
    question: String,
    sections: Vec<Section>,
    /// What each of the joined results is called in the list of sections.
    names: Vec<String>,
    methods: Markup,
}

impl Report {
    /// Makes the page of a folder of results, joined with those of others. `facts` are of the record that the scenario
    /// may have; `outcomes` are shown besides those that are always shown.
    ///
    /// # Errors
    /// When a file is missing or torn, a folder holds nothing that a page can be made of, or none has such an outcome.
    pub fn of(folders: &[Results<'_>], facts: &[Fact], outcomes: &[String], tell: Tell<'_>) -> Result<Self, String> {
        let names = names(folders)?;
        let mut sections = joined::sections(folders, &names)?;
        for (index, results) in folders.iter().enumerate() {
            let kind = kind_of(results)?;
            let mut own = sections_of(results, kind, facts, tell)?;
            if let Some(sentence) = Doubt::of(kind, &results.manifest).sentence() {
                own[0].blocks.push(Block::Words(html! { p .doubt { (sentence) } }));
            }
            if index > 0 {
                own[0].heading = question(results, kind);
                if let Some(words) = other_scenario(&folders[0], results) {
                    for section in &mut own {
                        section.blocks.insert(0, Block::Words(html! { p { strong { (words) } } }));
                    }
                }
            }
            for section in &mut own {
                section.of = index;
                if folders.iter().filter(|other| other.kind() == Some(kind)).count() > 1 {
                    section.heading = format!("{} – {}", section.heading, names[index]);
                }
            }
            sections.append(&mut own);
        }
        asked::add(&mut sections, folders, outcomes)?;
        // Within a place in the order of the folders.
        sections.sort_by_key(|section| section.place);
        blocks::number(&mut sections);
        let (first, kind) = (&folders[0], kind_of(&folders[0])?);
        let of = folders.iter().map(|results| results.fingerprint().to_string()).collect();
        Ok(Self { title: name(first), question: question(first, kind), sections, names, methods: methods(folders), of })
    }

    /// The page.
    pub fn page(&self) -> String {
        let page = html! {
            (DOCTYPE)
            html lang="en" {
                head {
                    meta charset="utf-8";
                    meta name="generator" content=(GENERATOR);
                    @for manifest in &self.of { meta name=(OF_RESULTS) content=(manifest); }
                    meta name="viewport" content="width=device-width, initial-scale=1";
                    meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'";
                    title { (self.title) ": " (self.names.join(", ")) " – intsoc" }
                    style { (PreEscaped(STYLE)) (PreEscaped(picture::STYLE)) }
                }
                body {
                    header { h1 { (self.title) } p .question { (self.question) } }
                    (blocks::contents(&self.sections, &self.names))
                    main {
                        @for section in self.placed(|place| place < Place::Chronicle) { (section) }
                        (limits())
                        (self.methods)
                        @for section in self.placed(|place| place == Place::Chronicle) { (section) }
                    }
                }
            }
        };
        // Nothing that steers a terminal or is no character of a page, whatever it was made from.
        safe(&page.into_string()).into_owned()
    }

    fn placed(&self, wanted: impl Fn(Place) -> bool) -> impl Iterator<Item = &Section> {
        self.sections.iter().filter(move |section| wanted(section.place))
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

/// The kind of some results.
fn kind_of(results: &Results<'_>) -> Result<StudyKind, String> {
    let name = || results.manifest["kind"].as_str().unwrap_or_default();
    let folder = results.folder().display();
    results.kind().ok_or_else(|| format!("{folder}: intsoc has no results of kind {:?}", name()))
}

/// The sections of results, the answer first.
fn sections_of(results: &Results<'_>, kind: StudyKind, facts: &[Fact], tell: Tell<'_>) -> Result<Vec<Section>, String> {
    match kind {
        StudyKind::Run => run::sections(results, facts, tell),
        StudyKind::Compare => compare::sections(results),
        StudyKind::Sweep => sweep::sections(results),
        StudyKind::Patterns => patterns::sections(results),
        StudyKind::Hindcast => hindcast::sections(results),
        StudyKind::Robust => robust::sections(results),
        StudyKind::Cases => cases::sections(results),
        StudyKind::Sensitivity => sensitivity::sections(results),
        StudyKind::Shard => Err(format!(
            "{}: a shard has no tables of its own\n  merge all shards when they are done",
            results.folder().display()
        )),
        _ => plain::sections(results),
    }
}

/// What results are of: the scenario's name, or that of a file of another kind.
fn name(results: &Results<'_>) -> String {
    let name = results.manifest["scenario"].as_str().unwrap_or_default();
    let stem = Path::new(name).file_stem().map(|stem| stem.to_string_lossy().into_owned());
    if results.kind().is_some_and(StudyKind::is_of_a_file) { stem.unwrap_or_default() } else { name.into() }
}

/// What joined results are called, no two the same: their kind, and where there are several of it what they are of and
/// the folder where that is not enough.
fn names(folders: &[Results<'_>]) -> Result<Vec<String>, String> {
    let kinds = folders.iter().map(kind_of).collect::<Result<Vec<_>, _>>()?;
    let called = |index: usize| {
        let same = || (0..folders.len()).filter(|other| kinds[*other] == kinds[index]);
        let (kind, of) = (kinds[index].name(), name(&folders[index]));
        match same().filter(|other| name(&folders[*other]) == of).count() {
            _ if same().count() == 1 => kind.to_string(),
            1 => format!("{kind} of {of}"),
            _ => format!("{kind} in {}", folders[index].folder().display()),
        }
    };
    Ok((0..folders.len()).map(called).collect())
}

/// The question that results answer: of a file that asks one of its own that which stands in its first comment.
fn question(results: &Results<'_>, kind: StudyKind) -> String {
    let file = ["sweep", "patterns"].iter().find_map(|key| results.manifest[*key].as_str());
    file.and_then(first_comment).unwrap_or_else(|| kind.question().into())
}

/// What is said at the head of a file, up to its first question: without the line for editors and without commands, which
/// stand further in.
fn first_comment(file: &str) -> Option<String> {
    let words = head(file).take_while(|line| !line.starts_with(' '));
    let words = words.map(str::trim).collect::<Vec<_>>().join(" ");
    let asked = words.split_inclusive('?').next().filter(|first| first.ends_with('?')).unwrap_or(&words);
    let told = asked.trim_end_matches(':');
    (!told.is_empty()).then(|| if told == asked { told.to_string() } else { format!("{told}.") })
}

/// The hash of the scenario that results are of; of a comparison the base's, of cases the first one's, of a sweep that of the
/// first scenario as it is before anything is varied.
fn hash(results: &Results<'_>) -> Option<String> {
    let of = &results.manifest;
    let known = [&of["scenario_hash"], &of["scenarios"][0]["scenario_hash"], &of["cases"][0]["scenario_hash"]]
        .into_iter()
        .find_map(Json::as_str);
    known.map(str::to_string).or_else(|| frozen(&of["scenarios"][0]["tree"]).ok().map(|base| scenario::hash(&base)))
}

/// A table that only some results have.
fn if_there(results: &Results<'_>, name: &str) -> Result<Option<Read>, String> {
    if results.parts(name).is_err() { Ok(None) } else { results.table(name).map(Some) }
}

/// What differs in a column, in the order of the rows.
fn each<'a>(rows: impl Iterator<Item = Row<'a>>, column: &str) -> Vec<&'a str> {
    let mut found: Vec<&str> = vec![];
    for row in rows {
        if !found.contains(&row.text(column)) {
            found.push(row.text(column));
        }
    }
    found
}

/// A line over the months that rows are of: its values in one column, the ends of its band in two.
fn line(name: &str, rows: &[Row<'_>], [values, low, high]: [&str; 3]) -> Line {
    let column = |column: &str| rows.iter().map(|row| row.number(column).unwrap_or(f64::NAN)).collect();
    Line { name: name.into(), values: column(values), band: Some((column(low), column(high))) }
}

/// The columns of an indicator over histories: its mean, and 5 % and 95 % of them.
const OVER_HISTORIES: [&str; 3] = ["mean", "p05", "p95"];

/// What these columns are, in words.
const ARE_OVER_HISTORIES: &str = "Means over histories, with 5 % to 95 % of them: luck alone";

/// The months of a table whose rows go by month.
fn calendar(months: &Read) -> Vec<String> {
    let mut calendar: Vec<String> = months.rows().map(|row| row.text("month").to_string()).collect();
    calendar.dedup();
    calendar
}

/// What a fact is called: by what it says, or its id where it says nothing.
fn fact<'a>(row: &Row<'a>) -> &'a str {
    Some(row.text("what")).filter(|what| !what.is_empty()).unwrap_or_else(|| row.text("fact"))
}

/// A number with its sign.
fn signed(value: f64) -> String {
    if value > 0.0 { format!("+{}", shown(value)) } else { shown(value) }
}

/// Says so where the results of one page are of two scenarios.
fn other_scenario(first: &Results<'_>, other: &Results<'_>) -> Option<String> {
    let same = hash(first).zip(hash(other)).is_some_and(|(one, two)| one == two);
    (!same).then(|| format!("This part is of another scenario, or of one with other numbers: {}.", name(other)))
}

fn limits() -> Markup {
    html! {
        section id="limits" {
            h2 { "Limits" }
            p {
                (WHAT_IT_IS)
                " The numbers of a scenario are a reading of an argument, mostly assumed, "
                "and none was fitted to results. Unless they say that they are over plausible numbers, intervals and bands are of luck alone: they say how far more histories of this model would move a number, or how far its histories differ, and not how sure the numbers are, nor how far the model is from the world. What is undecided is called so and not ranked."
            }
        }
    }
}

fn methods(folders: &[Results<'_>]) -> Markup {
    let generator = folders.first().and_then(|first| first.manifest["generator"].as_str()).unwrap_or_default();
    html! {
        section id="methods" {
            h2 { "Methods" }
            p {
                "An agent-based model in monthly steps after Black and Williams (2008), " cite { "International Society and the Crisis in Darfur" }
                ", described in full in the project's ODD. Seeded histories (generator " (generator) "); every draw belongs to a decision, so that scenarios with the same seed share their luck. "
                "Means have Student's 95 % intervals, bands are type-7 quantiles, both of luck alone. Over plausible numbers, a band is the middle nine tenths of worlds whose numbers are drawn from their own ranges."
            }
            @for results in folders { (made(results)) }
            p { "Page made by intsoc " (VERSION) ", commit " (COMMIT) ". Cite: the authors of intsoc, intsoc " (VERSION) ": how international society responds to mass atrocity (software), with scenario hash and seed; see CITATION.cff." }
        }
    }
}

/// How a folder's results were made.
fn made(results: &Results<'_>) -> Markup {
    let manifest = &results.manifest;
    let text = |key: &str| manifest[key].as_str().unwrap_or_default().to_string();
    let all = ["scenarios", "cases"].iter().find_map(|key| manifest[*key].as_array());
    let others = all.map_or(0, |all| all.len().saturating_sub(1));
    html! {
        dl {
            dt { "Command" } dd { code { (pasted(manifest)) } }
            dt { "Histories and seed" } dd { (histories(manifest)) (seeds(manifest)) }
            @if let Some(hash) = hash(results) {
                dt { "Scenario hash" } dd { code { (hash) } @if others > 0 { "; those of " (others) " others are in its manifest.json" } }
            }
            @for note in manifest["notes"].as_array().into_iter().flatten().filter_map(Json::as_str) {
                dt { "Note" } dd { (note) }
            }
            dt { "Program" } dd { "intsoc " (text("version")) ", commit " (text("commit")) }
        }
    }
}

/// The master seed; of cases each its own, and the plausible worlds that all of them are played in.
fn seeds(manifest: &Json) -> String {
    let Some(cases) = manifest["cases"].as_array() else { return format!(", master seed {}", manifest["seed"]) };
    let seed = |case: &Json| format!("{} {}", case["id"].as_str().unwrap_or_default(), case["seed"]);
    let seeds: Vec<String> = cases.iter().map(seed).collect();
    let worlds = format!("and {} in each of {} plausible worlds", manifest["replicates_per_point"], manifest["points"]);
    format!(" by luck, {worlds}; master seeds: {}", seeds.join(", "))
}

/// How many histories there are, and of how many where it was interrupted.
fn histories(manifest: &Json) -> String {
    let number = |key: &str| manifest[key].as_u64();
    let (replicates, done) = (number("replicates").unwrap_or(0), number("histories"));
    match (manifest["complete"].as_bool(), done, StudyKind::of(manifest)) {
        (Some(false), Some(done), Some(StudyKind::Run | StudyKind::Compare | StudyKind::Hindcast)) => {
            format!("{done} of each scenario, of {replicates} that were asked for: it was interrupted")
        }
        (Some(false), ..) => format!("{replicates} of each scenario were asked for: it is not complete"),
        _ => format!("{replicates} of each scenario"),
    }
}
