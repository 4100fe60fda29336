//! What is wrong with files, each problem with its line of the file and a mark below the characters that are meant.

use std::collections::BTreeMap;
use std::ops::Range;
use std::path::Path;

use annotate_snippets::{AnnotationKind, Group, Level, Renderer, Snippet};

use crate::scenario::problem::Span;
use crate::scenario::source::Size;
use crate::scenario::text::safe;
use crate::scenario::{Problem, Problems, Sources};

/// Problems that are shown with their lines; more have one cause, and fill a screen without them.
const WITH_LINES: usize = 10;

/// Columns of a line and what stands before it; of a longer line the part around the mark is shown.
const WIDTH: usize = 100;

/// Whether what is shown has colours.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Look {
    /// As a terminal has them; whoever writes it strips them where they are not wanted.
    Coloured,
    /// Text alone.
    Plain,
}

/// The problems as a person reads them, with the lines of their files.
pub fn shown(problems: &Problems, sources: &Sources, look: Look) -> String {
    let mut files = Files { sources, look, texts: BTreeMap::new() };
    let mut shown = String::new();
    // What is said of them all together has a paragraph for each: its first line begins with the place.
    let whole = problems.to_string();
    let mut rest = safe(&whole).into_owned();
    for problem in problems.0.iter().take(WITH_LINES) {
        let said = safe(&problem.to_string()).into_owned();
        let Some(after) = rest.strip_prefix(said.as_str()) else { break };
        shown.push_str(&with_bold_place(problem, &said, look));
        shown.extend(files.excerpt(problem).map(|excerpt| format!("\n{excerpt}")));
        let between = if after.starts_with('\n') { "\n" } else { "" };
        shown.push_str(between);
        rest = after[between.len()..].to_string();
    }
    shown + &rest
}

fn with_bold_place(problem: &Problem, said: &str, look: Look) -> String {
    let place = format!("{}:", problem.place);
    match said.strip_prefix(place.as_str()) {
        Some(rest) if look == Look::Coloured => format!("\u{1b}[1m{place}\u{1b}[0m{rest}"),
        _ => said.into(),
    }
}

/// The texts of files that were read already, by name: none for one that can no longer be read.
struct Files<'a> {
    sources: &'a Sources,
    look: Look,
    texts: BTreeMap<String, Option<String>>,
}

impl Files<'_> {
    /// The line of a problem that knows its characters, with a mark below them.
    fn excerpt(&mut self, problem: &Problem) -> Option<String> {
        let (place, span) = (&problem.place, problem.place.span?);
        let read = |name: &str| self.sources.read(Path::new(name), Size::OF_A_SWEEP).ok();
        let text = self.texts.entry(place.file.to_string()).or_insert_with(|| read(&place.file)).as_ref()?;
        let characters = meant(text, span, problem.value.is_some())?;
        let begins = text[..characters.start].rfind('\n').map_or(0, |end| end + 1);
        // A file that was written anew in between is not quoted.
        if text[..begins].matches('\n').count() + 1 != place.line {
            return None;
        }
        let line = text[begins..].lines().next().unwrap_or_default();
        let [start, end] = [characters.start, characters.end].map(|at| (at - begins).min(line.len()));
        Some(drawn(line, start..end.max(start), place.line, self.look))
    }
}

/// The characters that a problem is about: the value where it says one, else the key.
fn meant(text: &str, span: Span, has_value: bool) -> Option<Range<usize>> {
    let [start, end] = if has_value { span.value } else { span.key };
    let characters = start as usize..end as usize;
    text.get(characters.clone()).map(|_| characters)
}

/// A line of a file with a mark below some of its characters.
fn drawn(line: &str, marked: Range<usize>, number: usize, look: Look) -> String {
    let [before, characters, after] =
        [&line[..marked.start], &line[marked.clone()], &line[marked.end..]].map(|part| safe(part).into_owned());
    let marked = before.len()..before.len() + characters.len();
    let line = before + &characters + &after;
    let snippet = Snippet::source(line.as_str()).line_start(number);
    let snippet = snippet.annotation(AnnotationKind::Primary.span(marked));
    let renderer = if look == Look::Coloured { Renderer::styled() } else { Renderer::plain() };
    renderer.term_width(WIDTH).render(&[Group::with_level(Level::ERROR).element(snippet)])
}
