//! Small multiples: panels on one scale, with steps below.

use maud::{Markup, html};

use super::figure::{Data, Figure};
use super::lines::DASHES;
use super::{Axis, COLOURS, NAME_LINE, WIDTH, at, diamond, fitted, lines_of, shown};

/// A step that is awaited: when it was taken, in months from the panel's first.
#[derive(Clone, Debug, Default)]
pub struct Step {
    /// By the record.
    pub record: Option<f64>,
    /// Median of the model's histories; infinite where most never see it.
    pub model: Option<f64>,
}

/// A panel: its lines over its months.
#[derive(Clone, Debug, Default)]
pub struct Panel {
    /// What it is of.
    pub name: String,
    /// Its months.
    pub months: Vec<String>,
    /// Its lines, in the order of their names; each has a value per month.
    pub lines: Vec<Vec<f64>>,
    /// Its steps, in the order of their names.
    pub steps: Vec<Step>,
}

/// Panels on one scale.
#[derive(Clone, Debug, Default)]
pub struct Multiples {
    /// What is shown.
    pub title: String,
    /// Unit of the values.
    pub unit: String,
    /// What lines and steps are.
    pub note: String,
    /// What the lines are called.
    pub lines: Vec<String>,
    /// What the steps are called.
    pub steps: Vec<String>,
    /// The panels, in their order.
    pub panels: Vec<Panel>,
}

const LEFT: f64 = 84.0;
const GAP: f64 = 18.0;
const TALL: f64 = 92.0;
const STEP: f64 = 14.0;
const HEAD: f64 = 34.0;
const FOOT: f64 = 30.0;
/// A name needs as much, and a date with the word before it.
const LEAST: f64 = 92.0;

/// Where a panel stands.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Place {
    row: usize,
    left: f64,
}

/// The width of a month and where the panels stand, row by row: as wide as they can be in few rows.
fn laid(months: &[usize]) -> (f64, Vec<Place>) {
    let room = WIDTH - LEFT - 12.0;
    let longest = months.iter().copied().max().unwrap_or(0).saturating_sub(1).max(1) as f64;
    let in_rows = |columns: f64| {
        let month = (room - GAP * (columns - 1.0)) / columns / longest;
        let (mut row, mut left) = (0, 0.0);
        let mut places = Vec::with_capacity(months.len());
        for months in months {
            let wide = width(*months, month);
            if left > 0.0 && left + wide > room + 0.1 {
                (row, left) = (row + 1, 0.0);
            }
            places.push(Place { row, left: LEFT + left });
            left += wide + GAP;
        }
        (month, places)
    };
    let all = [1.0, 2.0, 3.0].map(in_rows);
    let few = all.iter().find(|(_, places)| places.last().is_none_or(|last| last.row < 2));
    few.unwrap_or(&all[2]).clone()
}

/// How much of a row a panel takes: its months, or its name.
fn width(months: usize, month: f64) -> f64 {
    (months.saturating_sub(1) as f64 * month).max(LEAST)
}

/// Draws the panels.
pub fn multiples(chart: &Multiples) -> Figure {
    let lengths: Vec<usize> = chart.panels.iter().map(|panel| panel.months.len()).collect();
    let (month, places) = laid(&lengths);
    let axis =
        Axis::of(std::iter::once(0.0).chain(chart.panels.iter().flat_map(|panel| &panel.lines).flatten().copied()));
    let steps = STEP * chart.steps.len() as f64;
    let top = 20.0 + if chart.steps.is_empty() { 0.0 } else { 18.0 };
    let named = chart.panels.iter().map(|panel| lines_of(&panel.name, width(panel.months.len(), month), 2).len());
    let head = HEAD + NAME_LINE * (named.max().unwrap_or(1).max(1) - 1) as f64;
    let each = head + TALL + steps + FOOT;
    let rows = places.last().map_or(0, |place| place.row + 1);
    let drawing = html! {
        (legend(chart))
        @for (panel, place) in chart.panels.iter().zip(&places) {
            @let above = top + each * place.row as f64 + head;
            @if place.left == LEFT { (row(chart, &axis, above)) }
            (drawn(panel, &axis, month, place.left, above))
        }
    };
    let Multiples { title, unit, note, .. } = chart.clone();
    Figure { number: None, title, unit, note, height: top + each * rows as f64, drawing, data: data(chart) }
}

/// What lines and signs are, in the picture: it may stand alone.
fn legend(chart: &Multiples) -> Markup {
    let each = (WIDTH - 10.0) / chart.lines.len().max(1) as f64;
    html! {
        @for (index, name) in chart.lines.iter().enumerate() {
            @let x = 10.0 + each * index as f64;
            line x1=(at(x)) x2=(at(x + 24.0)) y1="10" y2="10" stroke=(COLOURS[index % 6]) stroke-width="2.2" stroke-dasharray=(DASHES[index % 6]) {}
            text x=(at(x + 30.0)) y="14" { (fitted(name, each - 34.0)) }
        }
        @if !chart.steps.is_empty() {
            (diamond(22.0, 29.0, false))
            text x="36" y="33" { "record" }
            (median(118.0, 29.0))
            text x="130" y="33" { "median of the model" }
            (never(290.0, 29.0))
            text x="302" y="33" { "most histories never" }
        }
    }
}

/// What all panels of a row share: the scale, and what the steps are.
fn row(chart: &Multiples, axis: &Axis, above: f64) -> Markup {
    html! {
        @for tick in &axis.ticks {
            text x=(LEFT - 8.0) y=(at(above + TALL * (1.0 - axis.share(*tick)) + 4.0)) text-anchor="end" { (axis.label(*tick)) }
        }
        @for (index, name) in chart.steps.iter().enumerate() {
            text x=(LEFT - 8.0) y=(at(above + TALL + STEP * (index as f64 + 1.0) + 4.0)) text-anchor="end" { (fitted(name, LEFT - 8.0)) }
        }
    }
}

fn drawn(panel: &Panel, axis: &Axis, month: f64, left: f64, above: f64) -> Markup {
    let x = |at: f64| left + month * at;
    let y = |value: f64| above + TALL * (1.0 - axis.share(value));
    let last = panel.months.len().saturating_sub(1) as f64;
    let below = above + TALL + STEP * panel.steps.len() as f64 + 4.0;
    let room = width(panel.months.len(), month);
    let ticks = (0..panel.months.len()).step_by(every(month));
    let path = |values: &[f64]| {
        let known = values.iter().enumerate().filter(|(_, value)| value.is_finite());
        let points: Vec<String> =
            known.map(|(month, value)| format!("{:.1} {:.1}", x(month as f64), y(*value))).collect();
        if points.is_empty() { String::new() } else { format!("M{}", points.join(" L")) }
    };
    html! {
        @for (line, words) in lines_of(&panel.name, room, 2).iter().rev().enumerate() {
            text x=(at(left)) y=(at(above - 21.0 - NAME_LINE * line as f64)) font-weight="bold" { (words) }
        }
        @if let Some(first) = panel.months.first() { text x=(at(left)) y=(at(above - 7.0)) { (fitted(&format!("from {first}"), room)) } }
        @for tick in &axis.ticks { line .grid x1=(at(left)) x2=(at(x(last))) y1=(at(y(*tick))) y2=(at(y(*tick))) {} }
        @for tick in ticks {
            line .grid x1=(at(x(tick as f64))) x2=(at(x(tick as f64))) y1=(at(above)) y2=(at(below)) {}
            text x=(at(x(tick as f64))) y=(at(below + 13.0)) text-anchor="middle" { (tick) }
        }
        @for (index, values) in panel.lines.iter().enumerate() {
            path d=(path(values)) fill="none" stroke=(COLOURS[index % 6]) stroke-width="2" stroke-dasharray=(DASHES[index % 6]) {}
        }
        @for (index, step) in panel.steps.iter().enumerate() {
            @let y = above + TALL + STEP * (index as f64 + 1.0);
            line .grid x1=(at(left)) x2=(at(x(last))) y1=(at(y)) y2=(at(y)) {}
            @if let Some(record) = step.record { (diamond(x(record.clamp(0.0, last)), y, false)) }
            @match step.model {
                Some(model) if model.is_finite() => (median(x(model.clamp(0.0, last)), y)),
                Some(_) => (never(x(last), y)),
                None => "",
            }
        }
    }
}

/// The months between two that the axis names: a name has room.
fn every(month: f64) -> usize {
    [1, 2, 3, 6, 12, 24, 60, 120, 240, 600].into_iter().find(|every| *every as f64 * month >= 30.0).unwrap_or(1200)
}

/// The model's median: wider than the record's sign, so that both are seen where they agree.
fn median(x: f64, y: f64) -> Markup {
    html! { circle cx=(at(x)) cy=(at(y)) r="5.5" fill="none" stroke=(COLOURS[0]) stroke-width="2" {} }
}

/// What most histories never see.
fn never(x: f64, y: f64) -> Markup {
    let cross = format!("M{} {} l8 8 m0 -8 l-8 8", at(x - 4.0), at(y - 4.0));
    html! { path d=(cross) fill="none" stroke=(COLOURS[0]) stroke-width="2" {} }
}

fn data(chart: &Multiples) -> Data {
    let mut columns = vec!["what".to_string(), "month".into()];
    columns.extend(chart.lines.iter().cloned());
    if !chart.steps.is_empty() {
        columns.push("steps".into());
    }
    let row = |panel: &Panel, month: usize, name: &String| {
        let value = |values: &Vec<f64>| values.get(month).map_or("–".into(), |value| shown(*value));
        let mut row = vec![panel.name.clone(), name.clone()];
        row.extend(panel.lines.iter().map(value));
        if !chart.steps.is_empty() {
            row.push(taken(chart, panel, month));
        }
        row
    };
    let rows = |panel| {
        let months = |panel: &'_ Panel| {
            panel.months.iter().enumerate().map(|(month, name)| row(panel, month, name)).collect::<Vec<_>>()
        };
        months(panel)
    };
    Data { heads: 2, columns, rows: chart.panels.iter().flat_map(rows).collect() }
}

/// The steps that are taken in a month of a panel; in its last those that most histories never see.
fn taken(chart: &Multiples, panel: &Panel, month: usize) -> String {
    let last = panel.months.len().saturating_sub(1);
    let is_now = |time: Option<f64>| time.is_some_and(|time| time.is_finite() && time.max(0.0) as usize == month);
    let words = chart.steps.iter().zip(&panel.steps).flat_map(|(name, step)| {
        let never = month == last && step.model.is_some_and(f64::is_infinite);
        [
            is_now(step.record).then(|| format!("{name}: record")),
            is_now(step.model).then(|| format!("{name}: model")),
            never.then(|| format!("{name}: never in most histories")),
        ]
    });
    words.flatten().collect::<Vec<_>>().join("; ")
}

#[cfg(test)]
mod tests {
    use maud::Render;

    use super::*;

    #[test]
    fn a_month_is_as_wide_in_every_panel_and_short_panels_share_a_row() {
        let (month, places) = laid(&[71, 9, 17, 9, 11]);
        assert_eq!(places.iter().map(|place| place.row).collect::<Vec<_>>(), [0, 1, 1, 1, 1]);
        assert!((70.0 * month - (WIDTH - LEFT - 12.0)).abs() < 1e-9, "{month}");
        // As many of one length stand side by side.
        let (_, places) = laid(&[30; 6]);
        assert_eq!(places.iter().map(|place| place.row).collect::<Vec<_>>(), [0, 0, 0, 1, 1, 1]);
        assert_eq!(laid(&[]).1, []);
    }

    #[test]
    fn a_step_has_a_sign_and_one_that_most_histories_never_see_is_called_so() {
        let panel = Panel {
            name: "a <b>".into(),
            months: vec!["2001-01".into(), "2001-02".into()],
            lines: vec![vec![0.2, f64::NAN]],
            steps: vec![Step { record: Some(1.0), model: Some(f64::INFINITY) }],
        };
        let chart = Multiples {
            lines: vec!["need".into()],
            steps: vec!["first step".into()],
            panels: vec![panel],
            ..Multiples::default()
        };
        let page = multiples(&chart).render().into_string();
        assert!(page.contains("<td>first step: record; first step: never in most histories</td>"), "{page}");
        assert!(page.contains("<td>–</td>") && !page.contains("NaN") && !page.contains("inf") && !page.contains("<b>"));
        assert!(!multiples(&Multiples::default()).file().contains("NaN"));
    }
}
