//! Numbers with their intervals beneath each other.

use maud::html;

use super::{Axis, COLOURS, Data, Figure, WIDTH, at, fitted, room_for, shown};

/// A number with its interval.
#[derive(Clone, Debug)]
pub struct Interval {
    /// What it is of.
    pub name: String,
    /// The number.
    pub value: f64,
    /// Its interval, if it has one.
    pub range: Option<(f64, f64)>,
    /// What sets it apart, such as that it is undecided: it is drawn hollow, and the table says the word.
    pub apart: Option<&'static str>,
    /// A line parts it from the one above.
    pub parted: bool,
}

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

/// Draws numbers with their intervals.
pub fn intervals(chart: &Intervals) -> Figure {
    let rows = &chart.rows;
    let left = room_for(rows.iter().map(|row| row.name.as_str()), 190.0);
    let (right, top, each) = (18.0, 6.0, 18.0);
    let height = top + each * rows.len() as f64 + 30.0;
    let ends = rows.iter().flat_map(|row| {
        let (low, high) = row.range.unwrap_or((row.value, row.value));
        [low, row.value, high]
    });
    let axis = Axis::of(ends.chain(chart.line));
    let x = |value: f64| at(left + (WIDTH - left - right) * axis.share(value));
    let drawing = html! {
        @for tick in &axis.ticks {
            line .grid x1=(x(*tick)) x2=(x(*tick)) y1=(top) y2=(height - 26.0) {}
            text x=(x(*tick)) y=(height - 10.0) text-anchor="middle" { (axis.label(*tick)) }
        }
        @if let Some(nothing) = chart.line {
            line .axis x1=(x(nothing)) x2=(x(nothing)) y1=(top) y2=(height - 26.0) {}
        }
        @for (index, row) in rows.iter().enumerate() {
            @let y = top + each * (index as f64 + 0.5);
            @if row.parted { line .part x1="0" x2=(WIDTH) y1=(y - each / 2.0) y2=(y - each / 2.0) {} }
            text x=(left - 12.0) y=(at(y + 4.0)) text-anchor="end" { (fitted(&row.name, left - 16.0)) @if fitted(&row.name, left - 16.0) != row.name { title { (row.name) } } }
            @if let Some((low, high)) = row.range {
                line .whisker x1=(x(low)) x2=(x(high)) y1=(y) y2=(y) {}
            }
            circle cx=(x(row.value)) cy=(y) r="4.5" fill=(if row.apart.is_none() { COLOURS[0] } else { "none" }) stroke=(COLOURS[0]) stroke-width="2" {}
        }
    };
    let end = |value: Option<f64>| value.map_or("–".into(), shown);
    let row = |row: &Interval| {
        let (low, high) = (end(row.range.map(|(low, _)| low)), end(row.range.map(|(_, high)| high)));
        vec![row.name.clone(), shown(row.value), low, high, row.apart.unwrap_or_default().into()]
    };
    let data = Data::new(1, &["what", &chart.unit, "low", "high", "remark"], rows.iter().map(row).collect());
    let (title, unit, note) = (chart.title.clone(), chart.unit.clone(), chart.note.clone());
    Figure { title, unit, note, height, drawing, data }
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
