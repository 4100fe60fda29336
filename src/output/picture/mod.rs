//! Pictures, drawn as SVG: readable in print, without colour, and by those who hear the page.
//!
//! Every figure has a caption, a unit, and its data as a table. Lines differ by dashes as
//! well as by colour (Okabe and Ito's palette); fields of a matrix carry their number; words are
//! in the colour of the page's text. Each kind of picture has a file.

mod bands;
mod dots;
mod flow;
mod intervals;
mod lines;
mod matrix;
mod multiples;
mod scatter;
mod stacked;

use maud::{Markup, PreEscaped, Render, html};

use crate::scenario::text::safe;

pub use self::bands::{Band, Bands, bands};
pub use self::dots::{Dots, Sign, dots};
pub use self::flow::flow;
pub use self::intervals::{Interval, Intervals, intervals};
pub use self::lines::{Line, Lines, Mark, lines};
pub use self::matrix::matrix;
pub use self::multiples::{Multiples, Panel, Step, multiples};
pub use self::scatter::{Dot, scatter};
pub use self::stacked::{Stack, Stacked, stacked};

/// Okabe and Ito's colours that show on light and on dark.
pub const COLOURS: [&str; 6] = ["#0072B2", "#D55E00", "#009E73", "#CC79A7", "#E69F00", "#56B4E9"];

/// Wide enough for a column of print: letters of 13 are then some 6 points high.
const WIDTH: f64 = 560.0;

/// Room that a letter takes, on average.
const LETTER: f64 = 7.5;

/// How drawings look, on a page and alone.
pub const STYLE: &str = include_str!("picture.css");

/// Rounds a step to 1, 2 or 5 times a power of ten.
fn step(span: f64, about: f64) -> f64 {
    let rough = (span / about).max(f64::MIN_POSITIVE);
    let power = libm::pow(10.0, libm::log10(rough).floor());
    let step = [1.0, 2.0, 5.0, 10.0].into_iter().find(|factor| factor * power >= rough).unwrap_or(10.0);
    step * power
}

/// An axis from nice numbers around a range, 0 included where it is near.
struct Axis {
    low: f64,
    high: f64,
    ticks: Vec<f64>,
    step: f64,
}

impl Axis {
    fn of(values: impl Iterator<Item = f64>) -> Self {
        let (mut low, mut high) = values
            .filter(|value| value.is_finite())
            .fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), value| (low.min(value), high.max(value)));
        if low > high {
            (low, high) = (0.0, 1.0);
        }
        if low > 0.0 && low < 0.6 * high {
            low = 0.0;
        }
        if low == high {
            high = low + 1.0;
        }
        let step = step(high - low, 5.0);
        let (low, high) = ((low / step).floor() * step, (high / step).ceil() * step);
        let count = ((high - low) / step).round() as usize;
        let ticks = (0..=count).map(|tick| low + step * tick as f64).collect();
        Self { low, high, ticks, step }
    }

    fn share(&self, value: f64) -> f64 {
        (value - self.low) / (self.high - self.low)
    }

    fn label(&self, tick: f64) -> String {
        let tick = if tick.abs() < self.step * 1e-6 { 0.0 } else { tick };
        match self.high.abs().max(self.low.abs()) {
            most if most >= 2e6 => format!("{:.1} m", tick / 1e6),
            most if most >= 2e3 => format!("{:.0} k", tick / 1e3),
            _ => {
                let decimals = (-libm::log10(self.step).floor()).max(0.0) as usize;
                format!("{tick:.decimals$}")
            }
        }
    }
}

/// A number in a table or a field.
pub fn shown(value: f64) -> String {
    match value.abs() {
        _ if !value.is_finite() => "–".into(),
        size if size >= 1000.0 => format!("{value:.0}"),
        size if size >= 10.0 => format!("{value:.1}"),
        size if size >= 0.01 || size == 0.0 => format!("{value:.3}"),
        _ => format!("{value:.5}"),
    }
}

/// A coordinate: a tenth of a unit is finer than anybody sees.
fn at(place: f64) -> String {
    format!("{place:.1}")
}

/// A value: a diamond, so that it is told from the ends of bands without colour.
fn diamond(x: f64, y: f64, hollow: bool) -> Markup {
    let (low, high) = (at(y - 6.0), at(y + 6.0));
    let outline = format!("M{} {low}L{} {}L{} {high}L{} {}Z", at(x), at(x + 6.0), at(y), at(x), at(x - 6.0), at(y));
    html! {
        path d=(outline) fill=(if hollow { "none" } else { COLOURS[1] }) stroke=(COLOURS[1]) stroke-width="2" {}
    }
}

/// Room for names beside a drawing: for the longest, but never so much that little is left for what is drawn.
fn room_for<'a>(names: impl Iterator<Item = &'a str>, least: f64) -> f64 {
    let longest = names.map(|name| name.chars().count()).max().unwrap_or(0);
    (LETTER * longest as f64 + 18.0).clamp(least, 270.0)
}

/// A name cut to the room there is.
fn fitted(name: &str, room: f64) -> String {
    let most = (room / LETTER) as usize;
    if name.chars().count() <= most {
        return name.into();
    }
    name.chars().take(most.saturating_sub(1)).chain(['…']).collect()
}

/// Heights for labels that would lie on each other, moved apart and, but for too many, not below `lowest`.
fn spread(heights: &[f64], lowest: f64) -> Vec<f64> {
    let mut order: Vec<usize> = (0..heights.len()).collect();
    order.sort_by(|a, b| heights[*a].total_cmp(&heights[*b]));
    let mut moved = heights.to_vec();
    for pair in 1..order.len() {
        let least = moved[order[pair - 1]] + 15.0;
        if moved[order[pair]] < least {
            moved[order[pair]] = least;
        }
    }
    let mut most = lowest;
    for index in order.into_iter().rev() {
        moved[index] = moved[index].min(most);
        most = moved[index] - 15.0;
    }
    moved
}

/// The data of a figure: rows whose first cells name them.
#[derive(Clone, Debug)]
struct Data {
    /// Cells at the start of a row that name it.
    heads: usize,
    columns: Vec<String>,
    rows: Vec<Vec<String>>,
}

impl Data {
    fn new(heads: usize, columns: &[&str], rows: Vec<Vec<String>>) -> Self {
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
    title: String,
    unit: String,
    note: String,
    height: f64,
    drawing: Markup,
    data: Data,
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

    fn frame(&self) -> String {
        format!("0 0 {WIDTH} {}", self.height)
    }

    fn label(&self) -> String {
        format!("{} ({})", self.title, self.unit)
    }
}

impl Render for Figure {
    fn render(&self) -> Markup {
        html! {
            figure {
                figcaption { strong { (self.label()) } @if !self.note.is_empty() { ". " (self.note) } }
                svg viewBox=(self.frame()) role="img" aria-label=(self.label()) { (self.drawing) }
                details { summary { "The data as a table" } (self.data.render(&self.label())) }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_axis_has_round_ticks_around_what_it_shows() {
        let axis = Axis::of([0.03, 0.27].into_iter());
        assert_eq!((axis.low, axis.ticks.len(), axis.label(0.1)), (0.0, 4, "0.1".into()));
        assert!((axis.high - 0.3).abs() < 1e-12);
        let large = Axis::of([1_200_000.0, 2_900_000.0].into_iter());
        assert_eq!(large.label(2_000_000.0), "2.0 m");
        let nothing = Axis::of([f64::NAN].into_iter());
        assert_eq!((nothing.low, nothing.high), (0.0, 1.0));
        assert_eq!(Axis::of([-0.04, 0.09].into_iter()).label(-0.0), "0.00");
    }

    #[test]
    fn labels_do_not_lie_on_each_other() {
        assert_eq!(spread(&[10.0, 12.0, 100.0], 200.0), [10.0, 25.0, 100.0]);
        assert_eq!(spread(&[98.0, 99.0, 100.0], 100.0), [70.0, 85.0, 100.0]);
    }

    #[test]
    fn long_names_get_more_room_but_not_all_of_it() {
        let room = |name: &str| room_for([name, "short"].into_iter(), 190.0);
        assert_eq!(room("short"), 190.0);
        let name = "citizenship.deflection_effect";
        assert_eq!(fitted(name, room(name) - 16.0), name);
        assert_eq!(room(&"long".repeat(50)), 270.0);
    }

    #[test]
    fn a_name_is_cut_to_its_room_by_letters_and_not_by_bytes() {
        assert_eq!(fitted("Ελλάδα", 45.0), "Ελλάδα");
        assert_eq!(fitted("Ελληνική Δημοκρατία", 45.0), "Ελλην…");
    }
}
