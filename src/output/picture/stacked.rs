//! Shares of a whole beneath each other, and what lies among them.

use maud::{Markup, html};

use super::figure::{Data, Figure};
use super::{Axis, COLOURS, LETTER, WIDTH, at, fitted, room_for, row_name, shown};

/// A whole in its parts.
#[derive(Clone, Debug)]
pub struct Stack {
    /// What it is of.
    pub name: String,
    /// Its parts, as shares that make 1.
    pub parts: Vec<f64>,
    /// A share beside them with its interval.
    pub share: Option<(f64, (f64, f64))>,
    /// What is said at its end.
    pub remark: String,
}

/// Wholes in their parts.
#[derive(Clone, Debug, Default)]
pub struct Stacked {
    /// What is shown.
    pub title: String,
    /// What the parts are shares of.
    pub unit: String,
    /// What the parts are.
    pub note: String,
    /// The names of the parts, of which three can be told apart.
    pub parts: [&'static str; 3],
    /// What the share with its interval is, where there is one.
    pub share: &'static str,
    /// What stands at the ends.
    pub remark: &'static str,
    /// The wholes, from above.
    pub rows: Vec<Stack>,
}

/// A field as wide as a number of two decimals, and some room.
const ROOM_OF_A_NUMBER: f64 = 36.0;

/// Draws wholes in their parts.
pub fn stacked(chart: &Stacked) -> Figure {
    let remarks = !chart.remark.is_empty();
    let left = room_for(chart.rows.iter().map(|row| row.name.as_str()), 178.0);
    let (right, top, each) = (if remarks { 100.0 } else { 18.0 }, 26.0, 27.0);
    let height = top + each * chart.rows.len() as f64 + 26.0;
    let axis = Axis::of([0.0, 1.0].into_iter());
    let wide = WIDTH - left - right;
    let x = |share: f64| left + wide * axis.share(share);
    let drawing = html! {
        (legend(&chart.parts))
        @if remarks { text x=(WIDTH - right + 12.0) y="14" { (fitted(chart.remark, right - 12.0)) } }
        @for tick in &axis.ticks {
            line .grid x1=(at(x(*tick))) x2=(at(x(*tick))) y1=(top) y2=(height - 22.0) {}
            text x=(at(x(*tick))) y=(height - 6.0) text-anchor="middle" { (axis.label(*tick)) }
        }
        @for (index, row) in chart.rows.iter().enumerate() {
            @let y = top + each * index as f64 + 3.0;
            (row_name(&row.name, (left - 12.0, y + 8.0), left - 16.0))
            @for (part, (from, share)) in row.parts.iter().scan(0.0, |sum, share| { let from = *sum; *sum += share; Some((from, *share)) }).enumerate() {
                (field(part, (x(from), y), (wide * share).max(0.0)))
                @if wide * share >= ROOM_OF_A_NUMBER {
                    text x=(at(x(from) + wide * share / 2.0)) y=(at(y + 12.0)) text-anchor="middle" { (format!("{share:.2}")) }
                }
            }
            @if let Some((share, (low, high))) = row.share {
                circle cx=(at(x(share))) cy=(at(y + 19.5)) r="2.5" fill="currentColor" {}
                line .whisker x1=(at(x(low))) x2=(at(x(high))) y1=(at(y + 19.5)) y2=(at(y + 19.5)) {}
            }
            @if remarks { text x=(WIDTH - right + 12.0) y=(at(y + 12.0)) { (fitted(&row.remark, right - 12.0)) } }
        }
    };
    let Stacked { title, unit, note, .. } = chart.clone();
    Figure { number: None, title, unit, note, height, drawing, data: data(chart) }
}

/// A field of a part: the first filled, the second pale, the third filled otherwise, each within a line.
fn field(part: usize, (x, y): (f64, f64), wide: f64) -> Markup {
    let (fill, opacity) = [(COLOURS[0], "0.4"), ("currentColor", "0.07"), (COLOURS[1], "0.4")][part % 3];
    html! {
        rect x=(at(x)) y=(at(y)) width=(at(wide)) height="15" fill=(fill) fill-opacity=(opacity) stroke="currentColor" stroke-opacity="0.35" stroke-width="0.7" {}
    }
}

/// The names of the parts beside their fields.
fn legend(parts: &[&'static str; 3]) -> Markup {
    let starts = parts.iter().scan(10.0, |next, name| {
        let from = *next;
        *next += 22.0 + LETTER * name.len() as f64 + 14.0;
        Some(from)
    });
    let fields: Vec<(usize, f64)> = starts.enumerate().collect();
    html! {
        @for (part, x) in fields {
            (field(part, (x, 2.0), 15.0))
            text x=(at(x + 20.0)) y="14" { (parts[part]) }
        }
    }
}

fn data(chart: &Stacked) -> Data {
    let shares = !chart.share.is_empty();
    let mut columns = vec!["what"];
    columns.extend(chart.parts);
    columns.extend([chart.share, "low", "high"].into_iter().filter(|_| shares));
    columns.extend(Some(chart.remark).filter(|remark| !remark.is_empty()));
    let number = |value: Option<f64>| value.map_or("–".into(), shown);
    let row = |row: &Stack| {
        let mut cells = vec![row.name.clone()];
        cells.extend(row.parts.iter().map(|part| shown(*part)));
        if shares {
            cells.push(number(row.share.map(|(share, _)| share)));
            cells.push(number(row.share.map(|(_, (low, _))| low)));
            cells.push(number(row.share.map(|(_, (_, high))| high)));
        }
        cells.extend(Some(row.remark.clone()).filter(|_| !chart.remark.is_empty()));
        cells
    };
    Data::new(1, &columns, chart.rows.iter().map(row).collect())
}

#[cfg(test)]
mod tests {
    use maud::Render;

    use super::*;

    #[test]
    fn parts_lie_beside_each_other_and_small_ones_bear_no_number() {
        let row = Stack {
            name: "X01 <b>".into(),
            parts: vec![0.6, 0.35, 0.05],
            share: Some((0.9, (0.8, 0.95))),
            remark: "pass".into(),
        };
        let drawn = stacked(&Stacked {
            parts: ["holds", "open", "fails"],
            share: "share",
            remark: "now",
            rows: vec![row],
            ..Stacked::default()
        });
        let page = drawn.render().into_string();
        let wide = WIDTH - 278.0;
        for share in [0.6, 0.35, 0.05] {
            assert!(page.contains(&format!("width=\"{}\"", at(wide * share))), "{share}: {page}");
        }
        assert!(page.contains(&format!("x=\"{}\"", at(178.0 + wide * 0.6))));
        assert!(page.contains(">0.60<") && page.contains(">0.35<") && !page.contains(">0.05<"), "{page}");
        assert!(!page.contains("<b>") && page.contains("<td>0.900</td><td>0.800</td><td>0.950</td><td>pass</td>"));
    }
}
