//! A band within a band: what luck alone does inside of what luck and unknown numbers do.

use maud::{Markup, html};

use super::figure::{Data, Figure};
use super::{Axis, COLOURS, WIDTH, at, diamond, fitted, room_for, row_height, row_name, shown};

/// A wide band, a narrow one, and a value beside them. An end that is infinite is one that never comes about: the band
/// goes on to the edge.
#[derive(Clone, Debug)]
pub struct Band {
    /// What it is of.
    pub name: String,
    /// 5, 50 and 95 % over luck and numbers; none where it never comes about.
    pub wide: Option<[f64; 3]>,
    /// 5 and 95 % of luck alone.
    pub narrow: Option<(f64, f64)>,
    /// The value beside them.
    pub mark: Option<f64>,
    /// Is the value drawn hollow: is it set apart, as `remark` says?
    pub hollow: bool,
    /// What is said of it in the table.
    pub remark: String,
}

/// Bands beneath each other.
#[derive(Clone, Debug, Default)]
pub struct Bands {
    /// What is shown.
    pub title: String,
    /// Unit of the numbers.
    pub unit: String,
    /// What the bands and values are.
    pub note: String,
    /// What the wide band is over.
    pub wide: &'static str,
    /// What the value is.
    pub mark: &'static str,
    /// The bands, from above.
    pub rows: Vec<Band>,
    /// Where a line is drawn: no effect.
    pub line: Option<f64>,
    /// Where the axis ends at the latest; what goes beyond goes on to the edge.
    pub most: Option<f64>,
}

/// Draws bands.
pub fn bands(chart: &Bands) -> Figure {
    let rows = &chart.rows;
    let names = || rows.iter().map(|row| row.name.as_str());
    let left = room_for(names(), 190.0);
    let (right, top, each) = (22.0, 26.0, row_height(names(), left - 16.0, 19.0));
    let height = top + each * rows.len() as f64 + 26.0;
    let ends = rows.iter().flat_map(|row| {
        let narrow = row.narrow.into_iter().flat_map(|(low, high)| [low, high]);
        row.wide.into_iter().flatten().chain(narrow).chain(row.mark)
    });
    let most = chart.most.unwrap_or(f64::INFINITY);
    // What is infinite says nothing of the axis.
    let axis = Axis::of(ends.chain(chart.line).filter(|end| end.is_finite()).map(|end| end.min(most)));
    let x = |value: f64| left + (WIDTH - left - right) * axis.share(value.clamp(axis.low, axis.high));
    let rect = |(low, high): (f64, f64), y: f64, tall: f64, opacity: &str| {
        let (from, to) = (x(low), x(high));
        html! {
            rect x=(at(from)) y=(at(y - tall / 2.0)) width=(at((to - from).max(1.5))) height=(tall) fill=(COLOURS[0]) fill-opacity=(opacity) {}
        }
    };
    let drawing = html! {
        (legend(chart))
        @for tick in &axis.ticks {
            line .grid x1=(at(x(*tick))) x2=(at(x(*tick))) y1=(top) y2=(height - 22.0) {}
            text x=(at(x(*tick))) y=(height - 6.0) text-anchor="middle" { (axis.label(*tick)) }
        }
        @if let Some(nothing) = chart.line {
            line .axis x1=(at(x(nothing))) x2=(at(x(nothing))) y1=(top) y2=(height - 22.0) {}
        }
        @for (index, row) in rows.iter().enumerate() {
            @let y = top + each * (index as f64 + 0.5);
            (row_name(&row.name, (left - 12.0, y), left - 16.0))
            @if let Some([low, middle, high]) = row.wide {
                (rect((low, high), y, 13.0, "0.25"))
                @if middle.is_finite() {
                    line .axis x1=(at(x(middle))) x2=(at(x(middle))) y1=(at(y - 6.5)) y2=(at(y + 6.5)) {}
                }
            }
            @if let Some(narrow) = row.narrow { (rect(narrow, y, 5.0, "0.9")) }
            @if let Some(mark) = row.mark { (diamond(x(mark), y, row.hollow)) }
            @if row.wide.is_none() && row.narrow.is_none() && !row.remark.is_empty() { (instead(row, x(axis.low), row.mark.map(x), x(axis.high), y)) }
        }
    };
    let Bands { title, unit, note, .. } = chart.clone();
    Figure { number: None, title, unit, note, height, drawing, data: data(chart) }
}

/// What is said where there is no band: on the side on which there is more room.
fn instead(row: &Band, low: f64, mark: Option<f64>, high: f64, y: f64) -> Markup {
    let mark = mark.unwrap_or(low);
    let (x, anchor, room) = if mark - low > high - mark {
        (mark - 12.0, "end", mark - low - 12.0)
    } else {
        (mark + 12.0, "start", high - mark - 12.0)
    };
    html! { text x=(at(x)) y=(at(y + 4.0)) text-anchor=(anchor) { (fitted(&row.remark, room)) } }
}

/// What bands and values are, in the picture: it may stand alone.
fn legend(chart: &Bands) -> Markup {
    html! {
        @if !chart.wide.is_empty() {
            rect x="10" y="3" width="22" height="13" fill=(COLOURS[0]) fill-opacity="0.25" {}
            text x="38" y="14" { (fitted(chart.wide, 130.0)) }
        }
        rect x="184" y="7" width="22" height="5" fill=(COLOURS[0]) fill-opacity="0.9" {}
        text x="212" y="14" { "luck alone" }
        (diamond(322.0, 9.0, false))
        text x="336" y="14" { (fitted(chart.mark, WIDTH - 340.0)) }
    }
}

fn data(chart: &Bands) -> Data {
    let end = |value: Option<f64>| match value {
        Some(value) if value == f64::INFINITY => "never".into(),
        Some(value) => shown(value),
        None => "–".into(),
    };
    let row = |row: &Band| {
        let mut cells = vec![row.name.clone()];
        cells.extend((0..3).map(|place| end(row.wide.map(|wide| wide[place]))));
        cells.push(end(row.narrow.map(|(low, _)| low)));
        cells.push(end(row.narrow.map(|(_, high)| high)));
        cells.push(end(row.mark));
        cells.push(row.remark.clone());
        cells
    };
    let columns = ["what", "5 %", "median", "95 %", "luck alone: 5 %", "95 %", chart.mark, "remark"];
    Data::new(1, &columns, chart.rows.iter().map(row).collect())
}

#[cfg(test)]
mod tests {
    use maud::Render;

    use super::*;

    #[test]
    fn what_never_comes_about_goes_on_to_the_edge_and_is_called_so() {
        let row = |wide, mark, hollow| Band {
            name: "a <b>".into(),
            wide,
            narrow: Some((20.0, f64::INFINITY)),
            mark: Some(mark),
            hollow,
            remark: String::new(),
        };
        let chart = Bands {
            rows: vec![row(Some([10.0, 30.0, f64::INFINITY]), 40.0, true), row(None, 25.0, false)],
            mark: "the record",
            ..Bands::default()
        };
        let page = bands(&chart).render().into_string();
        // From 10 to the edge, at 40.
        let wide = (WIDTH - 212.0) * 30.0 / 40.0;
        assert!(page.contains(&format!("width=\"{}\" height=\"13\"", at(wide))), "{page}");
        assert!(page.contains("<td>10.0</td><td>30.0</td><td>never</td><td>20.0</td><td>never</td><td>40.0</td>"));
        assert!(page.contains("<td>–</td>") && page.contains("fill=\"none\"") && !page.contains("<b>"));
        assert!(!page.contains("inf") && !page.contains("NaN"));
    }
}
