//! Several numbers on one axis, a row per case: what is on trial, what it is held against, and yardsticks.

use maud::{Markup, html};

use super::figure::{Data, Figure};
use super::{Axis, COLOURS, WIDTH, at, diamond, fitted, room_for, row_name, shown};

/// What a number is of, which gives it its sign.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sign {
    /// What is on trial: a filled diamond.
    OnTrial,
    /// What it is held against: a small form of its own.
    Rival,
    /// What needs no theory: a line across the row.
    Null,
}

/// Numbers on one axis.
#[derive(Clone, Debug, Default)]
pub struct Dots {
    /// What is shown.
    pub title: String,
    /// Unit of the numbers.
    pub unit: String,
    /// What they are.
    pub note: String,
    /// What a row has numbers of, with its sign.
    pub series: Vec<(String, Sign)>,
    /// The rows, from above: a name, and a number of each series.
    pub rows: Vec<(String, Vec<Option<f64>>)>,
}

/// Height of a row: rivals lie in lanes, so that equal ones are seen apart.
const EACH: f64 = 44.0;
/// Names in a line of the legend.
const ABREAST: usize = 3;

/// Draws numbers on one axis.
pub fn dots(chart: &Dots) -> Figure {
    let left = room_for(chart.rows.iter().map(|(name, _)| name.as_str()), 110.0);
    let top = 20.0 * chart.series.len().div_ceil(ABREAST) as f64 + 8.0;
    let (right, below) = (18.0, top + EACH * chart.rows.len() as f64);
    let axis = Axis::of(chart.rows.iter().flat_map(|(_, values)| values.iter().flatten()).copied().chain([0.0]));
    let x = |value: f64| left + (WIDTH - left - right) * axis.share(value);
    // The last is drawn uppermost: yardsticks below, what is on trial above all.
    let order = [Sign::Null, Sign::Rival, Sign::OnTrial];
    let drawing = html! {
        (legend(chart))
        @for tick in &axis.ticks {
            line .grid x1=(at(x(*tick))) x2=(at(x(*tick))) y1=(at(top)) y2=(at(below)) {}
            text x=(at(x(*tick))) y=(at(below + 16.0)) text-anchor="middle" { (axis.label(*tick)) }
        }
        @for (row, (name, values)) in chart.rows.iter().enumerate() {
            @let middle = top + EACH * (row as f64 + 0.5);
            @if row > 0 { line .part x1="0" x2=(WIDTH) y1=(at(middle - EACH / 2.0)) y2=(at(middle - EACH / 2.0)) {} }
            (row_name(name, (left - 12.0, middle), left - 16.0))
            @for sign in order {
                @for (index, value) in of_sign(chart, sign).filter_map(|index| Some((index, values.get(index).copied()??))) {
                    (drawn(chart, index, x(value), middle + lane(chart, index)))
                }
            }
        }
    };
    let mut columns = vec!["what".to_string()];
    columns.extend(chart.series.iter().map(|(name, _)| name.clone()));
    let cell = |value: &Option<f64>| value.map_or("–".into(), shown);
    let rows =
        chart.rows.iter().map(|(name, values)| std::iter::once(name.clone()).chain(values.iter().map(cell)).collect());
    let data = Data { heads: 1, columns, rows: rows.collect() };
    let Dots { title, unit, note, .. } = chart.clone();
    Figure { number: None, title, unit, note, height: below + 26.0, drawing, data }
}

/// The series of a sign.
fn of_sign(chart: &Dots, sign: Sign) -> impl Iterator<Item = usize> {
    chart.series.iter().enumerate().filter(move |(_, (_, own))| *own == sign).map(|(index, _)| index)
}

/// Which of its sign a series is.
fn rank(chart: &Dots, index: usize) -> usize {
    of_sign(chart, chart.series[index].1).take_while(|other| *other < index).count()
}

/// How far below the middle of its row a series is drawn.
fn lane(chart: &Dots, index: usize) -> f64 {
    if chart.series[index].1 != Sign::Rival {
        return 0.0;
    }
    let rivals = of_sign(chart, Sign::Rival).count().max(2) as f64 - 1.0;
    (EACH - 16.0) * (rank(chart, index) as f64 / rivals - 0.5)
}

fn drawn(chart: &Dots, index: usize, x: f64, y: f64) -> Markup {
    let rank = rank(chart, index);
    match chart.series[index].1 {
        Sign::OnTrial => diamond(x, y, false),
        Sign::Null => {
            let dashes = ["", "3 3"][rank % 2];
            html! { line .whisker x1=(at(x)) x2=(at(x)) y1=(at(y - EACH / 2.0 + 4.0)) y2=(at(y + EACH / 2.0 - 4.0)) stroke-dasharray=(dashes) {} }
        }
        Sign::Rival => {
            let (colour, form) = ([0, 2, 3, 4, 5][rank % 5], form(rank, x, y));
            html! { path d=(form) fill="none" stroke=(COLOURS[colour]) stroke-width="2" {} }
        }
    }
}

/// The form of a rival: told apart without colour.
fn form(rank: usize, x: f64, y: f64) -> String {
    let from = |across: f64, down: f64| format!("M{} {}", at(x + across), at(y + down));
    match rank % 5 {
        0 => format!("{} a3.5 3.5 0 1 0 7 0 a3.5 3.5 0 1 0 -7 0 Z", from(-3.5, 0.0)),
        1 => format!("{} h7 v7 h-7 Z", from(-3.5, -3.5)),
        2 => format!("{} l4 7 h-8 Z", from(0.0, -4.0)),
        3 => format!("{} h8 l-4 7 Z", from(-4.0, -3.0)),
        _ => format!("{} l7 7 m0 -7 l-7 7", from(-3.5, -3.5)),
    }
}

/// What the signs are, in the picture: it may stand alone.
fn legend(chart: &Dots) -> Markup {
    let wide = (WIDTH - 10.0) / ABREAST as f64;
    html! {
        @for (index, (name, sign)) in chart.series.iter().enumerate() {
            @let (x, y) = (18.0 + wide * (index % ABREAST) as f64, 10.0 + 20.0 * (index / ABREAST) as f64);
            @if *sign == Sign::Null {
                line .whisker x1=(at(x)) x2=(at(x)) y1=(at(y - 7.0)) y2=(at(y + 7.0)) stroke-dasharray=(["", "3 3"][rank(chart, index) % 2]) {}
            } @else {
                (drawn(chart, index, x, y))
            }
            text x=(at(x + 14.0)) y=(at(y + 4.0)) { (fitted(name, wide - 22.0)) }
        }
    }
}

#[cfg(test)]
mod tests {
    use maud::Render;

    use super::*;

    #[test]
    fn every_number_has_a_sign_and_equal_rivals_lie_apart() {
        let series = [("model", Sign::OnTrial), ("one", Sign::Rival), ("two", Sign::Rival), ("nobody", Sign::Null)];
        let chart = Dots {
            series: series.map(|(name, sign)| (name.to_string(), sign)).to_vec(),
            rows: vec![("a <b>".into(), vec![Some(0.1), Some(0.2), Some(0.2), None])],
            ..Dots::default()
        };
        let figure = dots(&chart);
        let page = figure.render().into_string();
        assert!(lane(&chart, 1) != lane(&chart, 2) && lane(&chart, 0) == 0.0);
        assert!(page.contains("<td>0.100</td><td>0.200</td><td>0.200</td><td>–</td>"), "{page}");
        // Three signs in the legend and three in the row, and the one line of the legend.
        let (forms, lines) = (page.matches("<path").count(), page.matches("class=\"whisker\"").count());
        assert_eq!((forms, lines), (6, 1), "{page}");
        assert!(!page.contains("<b>"));
    }
}
