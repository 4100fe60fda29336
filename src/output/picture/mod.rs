//! Pictures, drawn as SVG: readable in print, without colour, and by those who hear the page.
//!
//! Every figure has a caption, a unit, and its data as a table. Lines differ by dashes as
//! well as by colour; fields of a matrix carry their number; words are
//! in the colour of the page's text. Each kind of picture has a file.

mod bands;
mod dots;
mod figure;
mod flow;
mod histogram;
mod intervals;
mod lines;
mod matrix;
mod multiples;
mod plane;
mod positions;
#[cfg(feature = "raster")]
pub mod raster;
mod scatter;
mod stacked;
mod standing;
mod twins;

use maud::{Markup, html};

pub use self::bands::{Band, Bands, bands};

pub use self::dots::{Dots, Sign, dots};
pub use self::figure::Figure;
pub use self::flow::flow;
pub use self::histogram::histogram;
pub use self::intervals::{Interval, Intervals, intervals};
pub use self::lines::{Line, Lines, Mark, lines};
pub use self::matrix::matrix;
pub use self::multiples::{Multiples, Panel, Step, multiples};
pub use self::positions::{Position, positions};
pub use self::scatter::{Across, Dot, Series, scatter};
pub use self::stacked::{Stack, Stacked, stacked};
pub use self::standing::{Map, Standing, standing};
pub use self::twins::{Twins, twins};

/// Okabe and Ito's colours, orange and sky blue darker than theirs: each has a contrast of at least 3:1 against the
/// light page and against the dark one.
pub const COLOURS: [&str; 6] = ["#0072B2", "#D55E00", "#009E73", "#CC79A7", "#B07C00", "#3C96D0"];

/// What is undecided, or stands for the rest: a grey with the same contrast.
pub const GREY: &str = "#767676";

/// Wide enough for a column of print: letters of 13 are then some 6 points high.
const WIDTH: f64 = 560.0;

/// Room that a letter takes, on average.
const LETTER: f64 = 7.5;

/// How drawings look, on a page and alone.
pub const STYLE: &str = include_str!("picture.css");

/// The step of an axis over a span with about so many of them: 1, 2 or 5 times a power of ten.
pub fn step(span: f64, about: f64) -> f64 {
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
        Self::with(values, 5.0)
    }

    /// With few numbers, for a drawing that leaves little room.
    fn few(values: impl Iterator<Item = f64>) -> Self {
        Self::with(values, 3.0)
    }

    fn with(values: impl Iterator<Item = f64>, about: f64) -> Self {
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
        let step = step(high - low, about);
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

/// A number with its interval, both with the digits that the interval leaves: one digit of its half-width.
pub fn with_interval(value: f64, range: Option<(f64, f64)>) -> String {
    let Some((low, high)) = range else { return shown(value) };
    let half = (high - low) / 2.0;
    if !half.is_finite() || half <= 0.0 {
        return format!("{} [{}, {}]", shown(value), shown(low), shown(high));
    }
    let decimals = (-libm::log10(half)).ceil().clamp(0.0, 6.0) as usize;
    let number = |value: f64| {
        let text = format!("{value:.decimals$}");
        // What rounds to nothing has no sign.
        if text.trim_start_matches('-').bytes().all(|digit| b"0.".contains(&digit)) {
            text.trim_start_matches('-').to_string()
        } else {
            text
        }
    };
    format!("{} [{}, {}]", number(value), number(low), number(high))
}

/// A coordinate: a tenth of a unit is finer than anybody sees.
fn at(place: f64) -> String {
    format!("{place:.1}")
}

/// The scale of values left of a drawing, with lines across it.
fn scale(axis: &Axis, (left, right): (f64, f64), y: impl Fn(f64) -> f64) -> Markup {
    html! {
        @for tick in &axis.ticks {
            line .grid x1=(left) x2=(right) y1=(at(y(*tick))) y2=(at(y(*tick))) {}
            text x=(left - 6.0) y=(at(y(*tick) + 4.0)) text-anchor="end" { (axis.label(*tick)) }
        }
    }
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

/// A name on at most so many lines of the room there is, parted between words; what is left over is cut.
fn lines_of(name: &str, room: f64, most: usize) -> Vec<String> {
    let letters = (room / LETTER) as usize;
    let mut lines: Vec<String> = Vec::new();
    for word in name.split_inclusive([' ', '_', '-']) {
        let is_last = lines.len() == most;
        let has_room = |line: &String| line.chars().count() + word.trim_end().chars().count() <= letters;
        match lines.last_mut().filter(|line| is_last || has_room(line)) {
            Some(line) => line.push_str(word),
            None => lines.push(word.into()),
        }
    }
    lines.iter().map(|line| fitted(line.trim_end(), room)).collect()
}

/// Most lines of a name beside a row: a longer one than these hold is cut, and told whole to who points at it.
const NAME_LINES: usize = 4;

/// A name that ends at `x` in the middle of a row at `y`, on as many lines as it takes.
fn row_name(name: &str, (x, y): (f64, f64), room: f64) -> Markup {
    let lines = lines_of(name, room, NAME_LINES);
    let first = y + 4.0 - NAME_LINE / 2.0 * (lines.len().max(1) - 1) as f64;
    let cut = lines.last().is_some_and(|line| line.ends_with('…'));
    html! {
        @for (index, line) in lines.iter().enumerate() {
            text x=(at(x)) y=(at(first + NAME_LINE * index as f64)) text-anchor="end" { (line) @if cut { title { (name) } } }
        }
    }
}

/// Height of a row that has to hold the longest of these names, and is no lower than `least`.
fn row_height<'a>(names: impl Iterator<Item = &'a str>, room: f64, least: f64) -> f64 {
    let most = names.map(|name| lines_of(name, room, NAME_LINES).len()).max().unwrap_or(1);
    if most > 1 { least.max(most as f64 * NAME_LINE + 5.0) } else { least }
}

/// Height of a line of a name on two lines.
const NAME_LINE: f64 = 13.0;

/// An interval across a row, its ends marked: drawn above its number, and wider than that where it is narrow.
fn whisker(low: f64, high: f64, y: f64) -> Markup {
    let (left, right, above, below) = (at(low), at(high), at(y - 5.0), at(y + 5.0));
    let path = format!("M{left} {above}V{below}M{left} {}H{right}M{right} {above}V{below}", at(y));
    html! { path .whisker d=(path) fill="none" {} }
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
    fn every_colour_stands_out_from_the_light_page_and_from_the_dark_one() {
        let luminance = |colour: &str| -> f64 {
            let part = |at: usize| {
                let share = f64::from(u8::from_str_radix(&colour[at..at + 2], 16).expect("a colour")) / 255.0;
                if share <= 0.04045 { share / 12.92 } else { libm::pow((share + 0.055) / 1.055, 2.4) }
            };
            0.2126 * part(1) + 0.7152 * part(3) + 0.0722 * part(5)
        };
        for colour in COLOURS.into_iter().chain([GREY]) {
            for page in ["#ffffff", "#14161a"] {
                let (one, other) = (luminance(colour) + 0.05, luminance(page) + 0.05);
                assert!(one.max(other) / one.min(other) >= 3.0, "{colour} on {page}");
            }
        }
    }

    #[test]
    fn a_number_has_no_more_digits_than_its_interval_leaves() {
        let told = |value: f64, half: f64| with_interval(value, Some((value - half, value + half)));
        assert_eq!(told(0.274_12, 0.002), "0.274 [0.272, 0.276]");
        assert_eq!(told(-0.0004, 0.05), "0.00 [-0.05, 0.05]");
        assert_eq!(told(12_345.6, 300.0), "12346 [12046, 12646]");
        assert_eq!(told(1.0, 0.0), "1.000 [1.000, 1.000]");
        assert_eq!(with_interval(0.5, None), "0.500");
    }

    #[test]
    fn a_name_takes_two_lines_before_it_is_cut() {
        let name = "violent deaths, from early 2003 to the middle of 2004";
        assert_eq!(lines_of(name, 30.0 * LETTER, 2), ["violent deaths, from early", "2003 to the middle of 2004"]);
        assert_eq!(lines_of(name, 18.0 * LETTER, 2), ["violent deaths,", "from early 2003 t…"]);
        assert_eq!(lines_of("a_long_id", 7.0 * LETTER, 2), ["a_long_", "id"]);
        assert_eq!(lines_of("short", 90.0, 2), ["short"]);
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
