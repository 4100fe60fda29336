//! A figure: its caption, what is drawn, and its data; on a page, or a file of its own.

use maud::{Markup, PreEscaped, Render, html};

use super::{STYLE, WIDTH, fitted};
use crate::scenario::text::safe;

/// The data of a figure: rows whose first cells name them.
#[derive(Clone, Debug)]
pub(super) struct Data {
    /// Cells at the start of a row that name it.
    pub heads: usize,
    /// What the cells of a row are.
    pub columns: Vec<String>,
    /// The rows, each with a cell per column.
    pub rows: Vec<Vec<String>>,
}

impl Data {
    pub fn new(heads: usize, columns: &[&str], rows: Vec<Vec<String>>) -> Self {
        Self { heads, columns: columns.iter().map(|column| (*column).to_string()).collect(), rows }
    }

    fn render(&self, caption: &str) -> Markup {
        html! {
            table {
                caption { (caption) }
                thead { tr { @for column in &self.columns { th scope="col" { (column) } } } }
                tbody {
                    @for row in &self.rows {
                        tr {
                            @for (index, cell) in row.iter().enumerate() {
                                @if index < self.heads { th scope="row" { (cell) } } @else { td { (cell) } }
                            }
                        }
                    }
                }
            }
        }
    }
}

/// A figure: its caption, what is drawn, and its data.
#[derive(Clone, Debug)]
pub struct Figure {
    /// Which of its page it is, from 1; none as long as it stands on none.
    pub number: Option<usize>,
    pub(super) title: String,
    pub(super) unit: String,
    pub(super) note: String,
    pub(super) height: f64,
    pub(super) drawing: Markup,
    pub(super) data: Data,
}

impl Figure {
    /// A name for a file: the title in small letters and hyphens.
    pub fn name(&self) -> String {
        let small = self.title.to_lowercase();
        let words = small.split(|letter: char| !letter.is_ascii_alphanumeric()).filter(|word| !word.is_empty());
        words.collect::<Vec<_>>().join("-")
    }

    /// The picture alone, as a file: on white, so that it can stand on any page.
    pub fn file(&self) -> String {
        let (caption, height) = (28.0, self.height + 28.0);
        let picture = html! {
            svg xmlns="http://www.w3.org/2000/svg" viewBox=(format!("0 {} {WIDTH} {height}", -caption)) width=(WIDTH) height=(height) role="img" aria-label=(self.label()) {
                title { (self.label()) }
                style { "svg { color: #1a1a1a; background: #fff; } " (PreEscaped(STYLE)) }
                text x="10" y="-10" font-size="14" font-weight="bold" { (fitted(&self.label(), WIDTH - 20.0)) }
                (self.drawing)
            }
        };
        // A viewer refuses a picture with a character that is none of XML.
        format!("{}\n", safe(&picture.into_string()))
    }

    /// Its title, and the unit of what it shows.
    pub fn label(&self) -> String {
        format!("{} ({})", self.title, self.unit)
    }

    /// As it stands on a page on which it is drawn anew again and again: `id` is its place there. The page saves it
    /// itself.
    pub fn live(&self, id: &str) -> Markup {
        let label = self.label();
        let caption = format!("{id}-caption");
        html! {
            figure id=(id) aria-labelledby=(caption) {
                figcaption id=(caption) { strong { (self.title) } " (" (self.unit) ")" @if !self.note.is_empty() { ". " (self.note) } }
                div .drawing role="group" tabindex="0" aria-label=(format!("{label}, scrolls sideways where it has no room")) {
                    svg viewBox=(self.frame()) role="img" aria-label=(label) { (self.drawing) }
                }
                details {
                    summary { "As a table: " (self.title) }
                    div .box role="group" tabindex="0" aria-label=(format!("The data of {label}, scrolls sideways where it has no room")) { (self.data.render(&label)) }
                }
            }
        }
    }

    /// What it is called on its page.
    fn called(&self) -> String {
        self.number.map_or("Figure".into(), |number| format!("Figure {number}"))
    }

    /// The place on its page to which others can point.
    pub fn id(&self) -> Option<String> {
        self.number.map(|number| format!("figure-{number}"))
    }

    fn frame(&self) -> String {
        format!("0 0 {WIDTH} {}", self.height)
    }

    /// The picture as an address that holds it, so that a page without script can hand it on as a file.
    fn address(&self) -> String {
        let mut address = String::from("data:image/svg+xml,");
        for letter in self.file().trim_end().chars() {
            match letter {
                // What ends an attribute, begins a tag or another part of an address, or is none of its letters. A blank
                // stays one: it is a third of the size.
                '"' | '\'' | '<' | '>' | '#' | '%' | '&' | '\n' | '\r' | '\t' => {
                    address.push_str(&format!("%{:02X}", letter as u32));
                }
                _ if letter.is_ascii() => address.push(letter),
                _ => letter.to_string().bytes().for_each(|byte| address.push_str(&format!("%{byte:02X}"))),
            }
        }
        address
    }
}

impl Render for Figure {
    fn render(&self) -> Markup {
        let (called, label) = (self.called(), self.label());
        html! {
            figure id=[self.id()] {
                figcaption { strong { (called) ". " (label) } @if !self.note.is_empty() { ". " (self.note) } }
                div .drawing role="group" tabindex="0" aria-label=(format!("{called}, scrolls sideways where it has no room")) {
                    svg viewBox=(self.frame()) role="img" aria-label=(label) { (self.drawing) }
                }
                div .about {
                    a .save download=(format!("{}.svg", self.name())) href=(self.address()) { "Save " (called.to_lowercase()) " (SVG)" }
                    details {
                        summary { "The data of " (called.to_lowercase()) " as a table" }
                        div .box role="group" tabindex="0" aria-label=(format!("The data of {called}, scrolls sideways where it has no room")) { (self.data.render(&label)) }
                    }
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_address_of_a_picture_holds_the_whole_of_its_file() {
        let figure = Figure {
            number: Some(3),
            title: "50 % & <b> of Ελλάδα".into(),
            unit: "share \"#1\"".into(),
            note: String::new(),
            height: 10.0,
            drawing: html! { path d="M1 1" {} },
            data: Data::new(1, &["what"], vec![]),
        };
        let address = figure.address();
        let mut bytes = Vec::new();
        let mut letters = address.strip_prefix("data:image/svg+xml,").expect("a picture").bytes();
        while let Some(byte) = letters.next() {
            bytes.push(match byte {
                b'%' => {
                    let code: Vec<u8> = letters.by_ref().take(2).collect();
                    u8::from_str_radix(std::str::from_utf8(&code).expect("hexadecimal"), 16).expect("a byte")
                }
                b'#' | b'"' | b'<' => panic!("{address}"),
                _ => byte,
            });
        }
        assert_eq!(String::from_utf8(bytes).expect("text"), figure.file().trim_end());
        let page = figure.render().into_string();
        assert!(page.contains("<figure id=\"figure-3\">") && page.contains("The data of figure 3 as a table"));
    }
}
