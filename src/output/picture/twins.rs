//! Two worlds of one luck over months, and below them how far one lies from the other.

use maud::html;

use super::figure::{Data, Figure};
use super::lines::{DASHES, Field};
use super::{Axis, COLOURS, Line, WIDTH, at, fitted, shown, spread};

/// Two lines over months with their bands, and their paired difference with its interval.
#[derive(Clone, Debug, Default)]
pub struct Twins {
    /// What is shown.
    pub title: String,
    /// Unit of the values.
    pub unit: String,
    /// What bands and intervals are.
    pub note: String,
    /// The months.
    pub months: Vec<String>,
    /// The base.
    pub base: Line,
    /// What it is held against.
    pub other: Line,
    /// The other less the base, in twins, with its interval as band.
    pub difference: Line,
}

const LEFT: f64 = 52.0;
const RIGHT: f64 = 142.0;
const ABOVE: f64 = 190.0;
const BELOW: f64 = 96.0;
const GAP: f64 = 26.0;

/// Draws two worlds over months, and their difference on a scale of its own below.
pub fn twins(chart: &Twins) -> Figure {
    let both = [&chart.base, &chart.other];
    let months = chart.months.len();
    let field = |top: f64, tall: f64, axis: Axis| Field {
        left: LEFT,
        right: WIDTH - RIGHT,
        top,
        bottom: top + tall,
        axis,
        months,
    };
    let upper = field(12.0, ABOVE, Axis::of(both.into_iter().flat_map(Line::reach)));
    let lower = field(12.0 + ABOVE + GAP, BELOW, Axis::few(chart.difference.reach().chain([0.0])));
    let labels = spread(&both.map(|line| upper.end(line)), upper.bottom);
    let beside = WIDTH - RIGHT;
    let middle = lower.y(0.0);
    let drawing = html! {
        (upper.grid(&chart.months))
        (lower.grid(&chart.months))
        (lower.calendar(&chart.months))
        @for (index, line) in both.into_iter().enumerate() {
            @if let Some((low, high)) = &line.band { path d=(upper.area(low, high)) fill=(COLOURS[index]) fill-opacity="0.18" stroke="none" {} }
        }
        @for (index, line) in both.into_iter().enumerate() {
            path d=(upper.path(&line.values)) fill="none" stroke=(COLOURS[index]) stroke-width="2.2" stroke-dasharray=(DASHES[index]) {}
            line x1=(beside + 6.0) x2=(beside + 28.0) y1=(at(labels[index])) y2=(at(labels[index])) stroke=(COLOURS[index]) stroke-width="2.2" stroke-dasharray=(DASHES[index]) {}
            text x=(beside + 33.0) y=(at(labels[index] + 4.0)) { (fitted(&line.name, RIGHT - 33.0)) }
        }
        line .axis x1=(LEFT) x2=(beside) y1=(at(middle)) y2=(at(middle)) {}
        @if let Some((low, high)) = &chart.difference.band { path d=(lower.area(low, high)) fill=(COLOURS[2]) fill-opacity="0.3" stroke="none" {} }
        path d=(lower.path(&chart.difference.values)) fill="none" stroke=(COLOURS[2]) stroke-width="2" {}
        line x1=(beside + 6.0) x2=(beside + 28.0) y1=(at(lower.top + 12.0)) y2=(at(lower.top + 12.0)) stroke=(COLOURS[2]) stroke-width="2" {}
        text x=(beside + 33.0) y=(at(lower.top + 16.0)) { (fitted(&chart.difference.name, RIGHT - 33.0)) }
    };
    let Twins { title, unit, note, .. } = chart.clone();
    Figure { number: None, title, unit, note, height: lower.bottom + 28.0, drawing, data: data(chart) }
}

fn data(chart: &Twins) -> Data {
    let all = [&chart.base, &chart.other, &chart.difference];
    let mut columns = vec!["month".to_string()];
    for (index, line) in all.into_iter().enumerate() {
        columns.push(line.name.clone());
        let ends = if index < 2 { ["5 %", "95 %"] } else { ["low", "high"] };
        columns.extend(ends.map(|end| format!("{}, {end}", line.name)));
    }
    let cell = |values: Option<&Vec<f64>>, month: usize| {
        values.and_then(|values| values.get(month)).map_or("–".into(), |value| shown(*value))
    };
    let row = |(month, name): (usize, &String)| {
        let cells = all.into_iter().flat_map(|line| {
            let (low, high) = line.band.as_ref().map_or((None, None), |(low, high)| (Some(low), Some(high)));
            [cell(Some(&line.values), month), cell(low, month), cell(high, month)]
        });
        std::iter::once(name.clone()).chain(cells).collect()
    };
    Data { heads: 1, columns, rows: chart.months.iter().enumerate().map(row).collect() }
}

#[cfg(test)]
mod tests {
    use maud::Render;

    use super::*;

    #[test]
    fn both_worlds_lie_on_one_scale_and_their_difference_on_its_own_with_nothing_marked() {
        let line = |name: &str, values: [f64; 2], half: f64| Line {
            name: name.into(),
            values: values.to_vec(),
            band: Some((values.map(|value| value - half).to_vec(), values.map(|value| value + half).to_vec())),
        };
        let chart = Twins {
            months: vec!["2003-12".into(), "2004-01".into()],
            base: line("base", [0.2, 0.4], 0.1),
            other: line("no <b>", [0.2, f64::NAN], 0.1),
            difference: line("difference", [0.0, -0.002], 0.001),
            ..Twins::default()
        };
        let page = twins(&chart).render().into_string();
        assert!(page.contains("<th scope=\"col\">difference, low</th>"), "{page}");
        assert!(page.contains("<td>-0.00200</td><td>-0.00300</td><td>-0.00100</td>"), "{page}");
        assert!(page.contains(">-0.002<") && page.contains(">0.4<"), "two scales: {page}");
        assert!(page.contains("<td>–</td>") && !page.contains("NaN") && !page.contains("<b>"));
        assert_eq!(page.matches("class=\"axis\"").count(), 1);
    }
}
