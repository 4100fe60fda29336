//! What a page is made of: sections, and in them words, figures and tables, which are numbered over the whole page.

use maud::{Markup, Render, html};

use super::super::picture::Figure;

/// Where a section stands on the page.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Place {
    Answer,
    Evidence,
    Chronicle,
}

/// A part of the page.
pub struct Section {
    pub place: Place,
    pub heading: String,
    pub blocks: Vec<Block>,
    /// Which of the joined results it is of.
    pub of: usize,
    /// The place on the page to which others can point: the heading in small letters and hyphens, no two the same.
    id: String,
}

/// What a section holds.
pub enum Block {
    Words(Markup),
    Picture(Figure),
    Table(Table),
}

/// A table in a box of its own, in which it moves where it is wider than the page.
pub struct Table {
    /// Which of its page it is, from 1.
    number: usize,
    caption: String,
    /// How it looks.
    class: &'static str,
    /// Its head and its rows.
    rows: Markup,
    /// What is said of it as long as it is closed; an open one has nothing.
    closed: Option<String>,
}

impl Section {
    pub fn new(place: Place, heading: &str, blocks: Vec<Block>) -> Self {
        Self { place, heading: heading.into(), blocks, of: 0, id: String::new() }
    }

    /// A single picture: two such sections stand side by side where there is room.
    fn is_half(&self) -> bool {
        matches!(self.blocks[..], [Block::Picture(_)])
    }
}

impl Table {
    /// A table with its head and rows as they are in HTML.
    pub fn new(caption: &str, rows: Markup) -> Self {
        Self { number: 0, caption: caption.into(), class: "", rows, closed: None }
    }

    /// How it looks: a class of the page's style.
    pub fn looks(self, class: &'static str) -> Self {
        Self { class, ..self }
    }

    /// Is closed at first, and called so.
    pub fn closed(self, summary: &str) -> Self {
        Self { closed: Some(summary.into()), ..self }
    }
}

/// Gives every section its place to point to, and every figure and table its number: in the order of the page, over all
/// that are joined on it.
pub fn number(sections: &mut [Section]) {
    let (mut figures, mut tables) = (0, 0);
    let mut known: Vec<String> = vec!["contents".into(), "limits".into(), "methods".into()];
    for section in sections {
        section.id = unique(&slug(&section.heading), &known);
        known.push(section.id.clone());
        for block in &mut section.blocks {
            match block {
                Block::Picture(figure) => {
                    figures += 1;
                    figure.number = Some(figures);
                }
                Block::Table(table) => {
                    tables += 1;
                    table.number = tables;
                }
                Block::Words(_) => {}
            }
        }
    }
}

/// A heading as a place to point to. One that begins with a digit or has no letters of its own is called a section.
fn slug(heading: &str) -> String {
    let small = heading.to_lowercase();
    let words: Vec<&str> =
        small.split(|letter: char| !letter.is_ascii_alphanumeric()).filter(|word| !word.is_empty()).collect();
    let slug = words.join("-");
    if slug.starts_with(|letter: char| letter.is_ascii_lowercase()) { slug } else { format!("section-{slug}") }
}

fn unique(slug: &str, known: &[String]) -> String {
    let is_free = |name: &String| !known.contains(name);
    let numbered = (2..).map(|again| format!("{slug}-{again}"));
    std::iter::once(slug.to_string()).chain(numbered).find(is_free).unwrap_or_default()
}

/// Sections of a page from which it has a list of them at its top.
const MANY: usize = 4;

/// The list of sections at the top of a page, where it has many: of joined results under the name of each.
pub fn contents(sections: &[Section], names: &[String]) -> Markup {
    let of = |index: usize| sections.iter().filter(move |section| section.of == index);
    let listed = |index: usize| {
        html! { @for section in of(index) { li { a href=(format!("#{}", section.id)) { (section.heading) } } } }
    };
    html! {
        @if sections.len() >= MANY {
            nav aria-labelledby="contents" {
                h2 id="contents" { "Contents" }
                ul {
                    @if names.len() > 1 {
                        @for (index, name) in names.iter().enumerate() { li { (name) ul { (listed(index)) } } }
                    } @else {
                        (listed(0))
                    }
                    li { a href="#limits" { "Limits" } }
                    li { a href="#methods" { "Methods" } }
                }
            }
        }
    }
}

impl Render for Section {
    fn render(&self) -> Markup {
        html! {
            section id=(self.id) .half[self.is_half()] {
                h2 { (self.heading) }
                @for block in &self.blocks {
                    @match block {
                        Block::Words(words) => { (words) }
                        Block::Picture(figure) => { (figure) }
                        Block::Table(table) => { (table) }
                    }
                }
            }
        }
    }
}

impl Render for Table {
    fn render(&self) -> Markup {
        let called = format!("Table {}", self.number);
        let label = format!("{called}, scrolls sideways where it has no room");
        let whole = html! {
            div .box role="group" tabindex="0" aria-label=(label) {
                table id=(format!("table-{}", self.number)) class=[Some(self.class).filter(|class| !class.is_empty())] {
                    caption { strong { (called) } ". " (self.caption) }
                    (self.rows)
                }
            }
        };
        match &self.closed {
            Some(summary) => html! { details { summary { (called) ": " (summary) } (whole) } },
            None => whole,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_to_point_to_are_unique_over_a_page() {
        let headings = ["The answer", "The answer", "Limits", "2003?", "Ελλάδα"];
        let table = || Block::Table(Table::new("a <b>", html! {}));
        let mut sections: Vec<Section> =
            headings.iter().map(|heading| Section::new(Place::Answer, heading, vec![table(), table()])).collect();
        number(&mut sections);
        let ids: Vec<&str> = sections.iter().map(|section| section.id.as_str()).collect();
        assert_eq!(ids, ["the-answer", "the-answer-2", "limits-2", "section-2003", "section-"]);
        let last = sections[4].render().into_string();
        assert!(last.contains("<table id=\"table-9\">") && last.contains("<table id=\"table-10\">"), "{last}");
        assert!(last.contains("<strong>Table 10</strong>. a &lt;b&gt;") && !last.contains("<b>"), "{last}");
    }

    #[test]
    fn only_a_long_page_has_a_list_of_its_sections_and_a_joined_one_by_results() {
        let section = |of: usize| Section { of, ..Section::new(Place::Evidence, "Who led", vec![]) };
        let names = ["one".to_string(), "two".to_string()];
        assert_eq!(contents(&[section(0), section(1), section(1)], &names).into_string(), "");
        let mut sections = [section(0), section(1), section(0), section(1)];
        number(&mut sections);
        let list = contents(&sections, &names).into_string();
        let at = |part: &str| list.find(part).unwrap_or_else(|| panic!("no {part}: {list}"));
        assert!(
            at("one<ul>") < at("#who-led-3") && at("#who-led-3") < at("two<ul>") && at("two<ul>") < at("#who-led-2")
        );
        assert!(contents(&sections, &names[..1]).into_string().contains("Limits"));
    }
}
