//! Numbers with their intervals beneath each other.

use maud::html;

use super::figure::{Data, Figure};
use super::{Axis, COLOURS, GREY, WIDTH, at, room_for, row_height, row_name, shown, whisker, with_interval};

/// A number with its interval.
#[derive(Clone, Debug)]
pub struct Interval {
    /// What it is of.
    pub name: String,
    /// The number.
    pub value: f64,
    /// Its interval, if it has one.
    pub range: Option<(f64, f64)>,
    /// What sets it apart, such as that it is undecided: it is drawn hollow and grey, and the table says the word.
    pub apart: Option<&'static str>,
    /// A line parts it from the one above.
    pub parted: bool,
}

/// Room that names and numbers leave to the drawing at least: longer names stand on two lines.
const LEAST: f64 = 150.0;

/// Numbers with their intervals.
#[derive(Clone, Debug, Default)]
pub struct Intervals {
    /// What is shown.
    pub title: String,
    /// Unit of the numbers.
    pub unit: String,
    /// What intervals and hollow points are.
    pub note: String,
    /// The numbers, from above.
    pub rows: Vec<Interval>,
    /// Where a line is drawn: no effect.
    pub line: Option<f64>,
}

/// Draws numbers with their intervals, each in digits at the right of its row: a forest plot.
pub fn intervals(chart: &Intervals) -> Figure {
    let rows = &chart.rows;
    let told: Vec<String> = rows.iter().map(|row| with_interval(row.value, row.range)).collect();
    let names = || rows.iter().map(|row| row.name.as_str());
    let right = room_for(told.iter().map(String::as_str), 60.0).min(180.0);
    let left = room_for(names(), 110.0).min(WIDTH - right - LEAST);
    let (top, each) = (6.0, row_height(names(), left - 16.0, 20.0));
    let height = top + each * rows.len() as f64 + 30.0;
    let ends = rows.iter().flat_map(|row| {
        let (low, high) = row.range.unwrap_or((row.value, row.value));
        [low, row.value, high]
    });
    let axis = Axis::few(ends.chain(chart.line));
    let x = |value: f64| left + (WIDTH - left - right) * axis.share(value);
    let drawing = html! {
        @for tick in &axis.ticks {
            line .grid x1=(at(x(*tick))) x2=(at(x(*tick))) y1=(top) y2=(height - 26.0) {}
            text x=(at(x(*tick))) y=(height - 10.0) text-anchor="middle" { (axis.label(*tick)) }
        }
        @if let Some(nothing) = chart.line {
            line .axis x1=(at(x(nothing))) x2=(at(x(nothing))) y1=(top) y2=(height - 26.0) {}
        }
        @for (index, row) in rows.iter().enumerate() {
            @let y = top + each * (index as f64 + 0.5);
            @let (colour, fill) = if row.apart.is_none() { (COLOURS[0], COLOURS[0]) } else { (GREY, "none") };
            @if row.parted { line .part x1="0" x2=(WIDTH) y1=(at(y - each / 2.0)) y2=(at(y - each / 2.0)) {} }
            (row_name(&row.name, (left - 12.0, y), left - 16.0))
            circle cx=(at(x(row.value))) cy=(at(y)) r="3" fill=(fill) stroke=(colour) stroke-width="1.5" {}
            @if let Some((low, high)) = row.range { (whisker(x(low), x(high), y)) }
            text x=(WIDTH - 4.0) y=(at(y + 4.0)) text-anchor="end" fill=[row.apart.map(|_| GREY)] { (told[index]) }
        }
    };
    let end = |value: Option<f64>| value.map_or("–".into(), shown);
    let row = |row: &Interval| {
        let (low, high) = (end(row.range.map(|(low, _)| low)), end(row.range.map(|(_, high)| high)));
        vec![row.name.clone(), shown(row.value), low, high, row.apart.unwrap_or_default().into()]
    };
    let data = Data::new(1, &["what", &chart.unit, "low", "high", "remark"], rows.iter().map(row).collect());
    let (title, unit, note) = (chart.title.clone(), chart.unit.clone(), chart.note.clone());
    Figure { number: None, title, unit, note, height, drawing, data }
}

#[cfg(test)]
mod tests {
    use maud::Render;

    use super::*;

    #[test]
    fn a_hostile_name_stays_text() {
        let row =
            Interval { name: "<script>".into(), value: 1.0, range: None, apart: Some("undecided"), parted: false };
        let chart = Intervals { title: "a <b>, \"c\"".into(), rows: vec![row], ..Intervals::default() };
        let figure = intervals(&chart);
        let drawn = figure.render().into_string();
        assert!(!drawn.contains("<script>") && !drawn.contains("<b>") && drawn.contains("&lt;script&gt;"));
        assert!(drawn.contains("<td>undecided</td>"));
        assert!(!figure.file().contains("<b>") && !figure.file().contains("<script>"));
        assert_eq!(figure.name(), "a-b-c");
    }
}
