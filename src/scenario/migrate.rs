//! A file's text with every former name rewritten as that of today, and every other byte left as it is.
//!
//! The text is not read into a document and printed again, which would order keys with dots anew and turn the
//! line ends of Windows into others: the parser's events say where each key stands, and only these places change.

use toml_parser::Source;
use toml_parser::decoder::Encoding;
use toml_parser::parser::{Event, EventKind, parse_document};

use super::formerly::{self, Renamed, Spot};
use super::problem::{Place, Problem, Problems};
use super::shape::Shape;
use super::source::parse;

/// The text of a file under the names of today, and what was renamed in it; none where nothing is to be.
///
/// # Errors
/// When it is not TOML, or gives something under two of its names.
pub fn migrated(text: &str, name: &str, shape: Shape<'static>) -> Result<Option<(String, Vec<Renamed>)>, Problems> {
    let mut problems = Vec::new();
    let mut wanted = parse(text, name, &mut problems)?;
    formerly::renew(&mut wanted, shape, &mut problems);
    if !problems.is_empty() {
        return Err(Problems(problems));
    }
    let renamings = renamings(text, shape);
    if renamings.is_empty() {
        return Ok(None);
    }
    let mut new = String::new();
    let mut end = 0;
    for renaming in &renamings {
        new += &text[end..renaming.start];
        new += &renaming.written;
        end = renaming.start + renaming.length;
    }
    new += &text[end..];
    // The file says what it said, or it is left alone.
    if parse(&new, name, &mut problems).is_ok_and(|found| found.to_json_graded() == wanted.to_json_graded()) {
        let place = |at: usize| Place::line(name, 1 + text[..at].matches('\n').count());
        let renamed = renamings.into_iter().map(|renaming| Renamed {
            place: place(renaming.start),
            old: renaming.old,
            new: renaming.new,
        });
        return Ok(Some((new, renamed.collect())));
    }
    let message = "a fault of the program: rewritten, it would say something else";
    Err(Problem::new(&Place::whole(name), "", message)
        .remedy("it was left as it is; please report it with the file")
        .into())
}

/// A place in a text where a name is to be written otherwise.
struct Renaming {
    start: usize,
    length: usize,
    written: String,
    old: String,
    new: String,
}

/// Follows the events of the parser through a text, and knows what stands where.
struct Walk<'a> {
    source: Source<'a>,
    file: Spot,
    /// The table that the last header opened.
    table: Spot,
    /// Within a header.
    in_header: bool,
    /// The inline tables and lists that are open, each with what stands directly in it.
    open: Vec<Spot>,
    /// What the key that was read last leads to.
    key: Option<Spot>,
    found: Vec<Renaming>,
}

fn renamings(text: &str, shape: Shape<'static>) -> Vec<Renaming> {
    let (source, file) = (Source::new(text), Spot::file(shape));
    let mut events: Vec<Event> = Vec::new();
    parse_document(&source.lex().into_vec(), &mut events, &mut ());
    let mut walk = Walk { source, file, table: file, in_header: false, open: vec![], key: None, found: vec![] };
    for event in &events {
        walk.take(event);
    }
    walk.found
}

impl Walk<'_> {
    fn take(&mut self, event: &Event) {
        match event.kind() {
            EventKind::StdTableOpen | EventKind::ArrayTableOpen => (self.in_header, self.key) = (true, None),
            EventKind::StdTableClose | EventKind::ArrayTableClose => {
                (self.in_header, self.table) = (false, self.key.take().unwrap_or(self.file));
            }
            EventKind::SimpleKey => {
                let around = if self.in_header { self.file } else { self.open.last().copied().unwrap_or(self.table) };
                let mut name = String::new();
                self.decode(event, &mut name, true);
                let (new, below) = self.key.unwrap_or(around).below(&name);
                self.key = Some(below);
                self.found(event, name, new);
            }
            EventKind::InlineTableOpen => {
                let value = self.value();
                self.open.push(value);
            }
            EventKind::ArrayOpen => {
                let value = self.value().element();
                self.open.push(value);
            }
            EventKind::InlineTableClose | EventKind::ArrayClose => {
                self.open.pop();
            }
            EventKind::Scalar if event.encoding().is_some() => {
                let value = self.value();
                let mut text = String::new();
                self.decode(event, &mut text, false);
                self.found(event, text.clone(), value.choice(&text));
            }
            EventKind::Scalar => {
                self.value();
            }
            _ => {}
        }
    }

    /// What the value that comes now is: that of the key before it, or an element.
    fn value(&mut self) -> Spot {
        self.key.take().or(self.open.last().copied()).unwrap_or(self.table)
    }

    fn decode(&self, event: &Event, into: &mut String, is_key: bool) {
        let Some(raw) = self.source.get(event) else { return };
        let mut decoded = std::borrow::Cow::Borrowed("");
        if is_key {
            raw.decode_key(&mut decoded, &mut ());
        } else {
            let _ = raw.decode_scalar(&mut decoded, &mut ());
        }
        into.push_str(&decoded);
    }

    fn found(&mut self, event: &Event, old: String, new: Option<String>) {
        let Some(new) = new else { return };
        let span = event.span();
        let is_plain = |text: &str| !text.contains(['\'', '"', '\\', '\n']);
        // In the quotes that stand there, where these can hold it.
        let written = match event.encoding() {
            None if new.chars().all(|c| c.is_ascii_alphanumeric() || "_-".contains(c)) => new.clone(),
            Some(Encoding::LiteralString) if is_plain(&new) => format!("'{new}'"),
            Some(Encoding::BasicString) if is_plain(&new) => format!("\"{new}\""),
            _ => toml::Value::String(new.clone()).to_string(),
        };
        self.found.push(Renaming { start: span.start(), length: span.len(), written, old, new });
    }
}
