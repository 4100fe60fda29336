//! Lines over months, with bands and the record.

use maud::{Markup, html};

use super::figure::{Data, Figure};
use super::{Axis, COLOURS, LETTER, WIDTH, at, fitted, scale, shown, spread};

/// How lines differ without colour.
pub(super) const DASHES: [&str; 6] = ["", "7 4", "2 3", "10 3 2 3", "5 2", "1 3"];

/// A line over months with its band.
#[derive(Clone, Debug, Default)]
pub struct Line {
    /// What it is.
    pub name: String,
    /// Its values, one per month.
    pub values: Vec<f64>,
    /// Low and high ends of its band, if it has one.
    pub band: Option<(Vec<f64>, Vec<f64>)>,
}

impl Line {
    /// All that an axis has to reach: its values and the ends of its band.
    pub(super) fn reach(&self) -> impl Iterator<Item = f64> {
        let band = self.band.iter().flat_map(|(low, high)| low.iter().chain(high));
        self.values.iter().chain(band).copied()
    }
}

/// A point beside the lines: what the record says.
#[derive(Clone, Debug)]
pub struct Mark {
    /// Index of its month.
    pub month: usize,
    /// Its value.
    pub value: f64,
    /// Index of the line that it is to be set beside.
    pub line: usize,
    /// What it is.
    pub name: String,
}

/// Lines over months.
#[derive(Clone, Debug, Default)]
pub struct Lines {
    /// What is shown.
    pub title: String,
    /// Unit of the values.
    pub unit: String,
    /// What bands and marks are.
    pub note: String,
    /// The months.
    pub months: Vec<String>,
    /// The lines.
    pub lines: Vec<Line>,
    /// The record.
    pub marks: Vec<Mark>,
}

/// Where lines over months are drawn: a field with its two axes.
pub(super) struct Field {
    /// Its edges.
    pub left: f64,
    /// Its right edge.
    pub right: f64,
    /// Its upper edge.
    pub top: f64,
    /// Its lower edge.
    pub bottom: f64,
    /// The scale of values.
    pub axis: Axis,
    /// How many months there are.
    pub months: usize,
}

impl Field {
    /// Where a month is.
    pub fn x(&self, month: usize) -> f64 {
        self.left + (self.right - self.left) * month as f64 / self.months.saturating_sub(1).max(1) as f64
    }

    /// Where a value is.
    pub fn y(&self, value: f64) -> f64 {
        self.top + (self.bottom - self.top) * (1.0 - self.axis.share(value))
    }

    /// Where a line ends: at the last value that is known.
    pub fn end(&self, line: &Line) -> f64 {
        self.y(known(&line.values).last().map_or(self.axis.low, |(_, value)| *value))
    }

    fn steps(&self, points: &[(usize, f64)]) -> Vec<String> {
        points.iter().map(|(month, value)| format!("{:.1} {:.1}", self.x(*month), self.y(*value))).collect()
    }

    /// A line through all values that are known.
    pub fn path(&self, values: &[f64]) -> String {
        match known(values)[..] {
            [] => String::new(),
            ref points => format!("M{}", self.steps(points).join(" L")),
        }
    }

    /// The field between two lines.
    pub fn area(&self, low: &[f64], high: &[f64]) -> String {
        let mut back = known(high);
        back.reverse();
        match (self.path(low), &back[..]) {
            (forth, [_, ..]) if !forth.is_empty() => format!("{forth} L{} Z", self.steps(&back).join(" L")),
            _ => String::new(),
        }
    }

    /// The scale of values with its lines, and the lines of months.
    pub fn grid(&self, months: &[String]) -> Markup {
        let Self { left, right, top, bottom, .. } = *self;
        html! {
            (scale(&self.axis, (left, right), |value| self.y(value)))
            @for (month, _) in calendar(months) {
                line .grid x1=(at(self.x(month))) x2=(at(self.x(month))) y1=(top) y2=(bottom) {}
            }
        }
    }

    /// The names of months below it.
    pub fn calendar(&self, months: &[String]) -> Markup {
        html! {
            @for (month, name) in calendar(months) {
                text x=(at(self.x(month))) y=(self.bottom + 18.0) text-anchor="middle" { (name) }
            }
        }
    }
}

/// The values that are known, each with its month.
fn known(values: &[f64]) -> Vec<(usize, f64)> {
    values.iter().copied().enumerate().filter(|(_, value)| value.is_finite()).collect()
}

/// Lines over months with bands and the record; a month without value is left out.
pub fn lines(chart: &Lines) -> Figure {
    // Names stand whole beside their lines, as long as the field keeps half of the width.
    let longest = chart.lines.iter().map(|line| line.name.chars().count()).max().unwrap_or(0);
    let right = (longest as f64 * LETTER + 33.0).clamp(142.0, 250.0);
    let (height, left, top, bottom) = (236.0, 46.0, 12.0, 28.0);
    let all = chart.lines.iter().flat_map(Line::reach);
    let axis = Axis::of(all.chain(chart.marks.iter().map(|mark| mark.value)));
    let months = chart.months.len();
    let field = Field { left, right: WIDTH - right, top, bottom: height - bottom, axis, months };
    let ends: Vec<f64> = chart.lines.iter().map(|line| field.end(line)).collect();
    let labels = spread(&ends, height - bottom);
    let drawing = html! {
        (field.grid(&chart.months))
        (field.calendar(&chart.months))
        @for (index, line) in chart.lines.iter().enumerate() {
            @if let Some((low, high)) = &line.band {
                path d=(field.area(low, high)) fill=(COLOURS[index % 6]) fill-opacity="0.16" stroke="none" {}
            }
        }
        @for (index, line) in chart.lines.iter().enumerate() {
            @let (colour, dashes) = (COLOURS[index % 6], DASHES[index % 6]);
            @if let [(month, value)] = known(&line.values)[..] { circle cx=(at(field.x(month))) cy=(at(field.y(value))) r="3" fill=(colour) {} }
            path d=(field.path(&line.values)) fill="none" stroke=(colour) stroke-width="2.2" stroke-dasharray=(dashes) {}
            line x1=(WIDTH - right + 6.0) x2=(WIDTH - right + 28.0) y1=(at(labels[index])) y2=(at(labels[index])) stroke=(colour) stroke-width="2.2" stroke-dasharray=(dashes) {}
            text x=(WIDTH - right + 33.0) y=(at(labels[index] + 4.0)) { (fitted(&line.name, right - 33.0)) }
        }
        @for mark in &chart.marks {
            (sign(mark.line, field.x(mark.month), field.y(mark.value), &format!("{}: {}", mark.name, shown(mark.value))))
        }
        @for (index, label) in labels.iter().enumerate() {
            @if chart.marks.iter().any(|mark| mark.line == index) { (sign(index, WIDTH - right + 17.0, *label, "the record")) }
        }
    };
    let (title, unit, note) = (chart.title.clone(), chart.unit.clone(), chart.note.clone());
    Figure { number: None, title, unit, note, height, drawing, data: data(chart) }
}

/// The sign of a line's record: a form of its own as well as a colour.
fn sign(line: usize, x: f64, y: f64, words: &str) -> Markup {
    let form = match line % 3 {
        0 => format!("M{:.1} {y:.1} a4 4 0 1 0 8 0 a4 4 0 1 0 -8 0 Z", x - 4.0),
        1 => format!("M{:.1} {:.1} h7 v7 h-7 Z", x - 3.5, y - 3.5),
        _ => format!("M{x:.1} {:.1} l5 5 l-5 5 l-5 -5 Z", y - 5.0),
    };
    html! { path .record d=(form) fill="none" stroke=(COLOURS[line % 6]) stroke-width="2" { title { (words) } } }
}

fn data(chart: &Lines) -> Data {
    let value = |values: &[f64], month: usize| values.get(month).map_or("–".into(), |value| shown(*value));
    let mut columns = vec!["month".to_string()];
    for line in &chart.lines {
        columns.push(line.name.clone());
        if line.band.is_some() {
            columns.extend(["5 %", "95 %"].map(|end| format!("{}, {end}", line.name)));
        }
    }
    if !chart.marks.is_empty() {
        columns.push("record".into());
    }
    let row = |(month, name): (usize, &String)| {
        let mut row = vec![name.clone()];
        for line in &chart.lines {
            row.push(value(&line.values, month));
            if let Some((low, high)) = &line.band {
                row.extend([value(low, month), value(high, month)]);
            }
        }
        if !chart.marks.is_empty() {
            let own = chart.marks.iter().filter(|mark| mark.month == month);
            row.push(own.map(|mark| format!("{} ({})", shown(mark.value), mark.name)).collect::<Vec<_>>().join("; "));
        }
        row
    };
    Data { heads: 1, columns, rows: chart.months.iter().enumerate().map(row).collect() }
}

/// Most names on the axis of months.
const MAX_NAMES: usize = 9;

/// The months that the axis names: Januaries, of a long time every so many; or some of a short time.
fn calendar(months: &[String]) -> Vec<(usize, &str)> {
    let all = months.iter().enumerate();
    if months.len() <= 18 {
        return all.step_by(months.len().div_ceil(5).max(1)).map(|(month, name)| (month, name.as_str())).collect();
    }
    let januaries: Vec<(usize, &str)> =
        all.filter_map(|(month, name)| Some((month, name.strip_suffix("-01")?))).collect();
    let every = januaries.len().div_ceil(MAX_NAMES).max(1);
    januaries.into_iter().step_by(every).collect()
}

#[cfg(test)]
mod tests {
    use maud::Render;

    use super::*;

    #[test]
    fn the_axis_names_months_of_a_short_time_and_years_of_a_long_one() {
        let months = |count: usize| -> Vec<String> {
            (0..count).map(|month| format!("{}-{:02}", 2003 + (month + 6) / 12, (month + 6) % 12 + 1)).collect()
        };
        assert_eq!(calendar(&months(3)), [(0, "2003-07"), (1, "2003-08"), (2, "2003-09")]);
        assert_eq!(calendar(&months(13)).len(), 5);
        assert_eq!(calendar(&months(30)), [(6, "2004"), (18, "2005")]);
        let long = months(1200);
        let named = calendar(&long);
        assert!(named.len() <= MAX_NAMES && named.windows(2).all(|pair| pair[1].0 - pair[0].0 == 144), "{named:?}");
    }

    #[test]
    fn a_line_of_one_month_is_a_point_and_one_without_an_end_has_its_name_somewhere() {
        let line = |values: Vec<f64>| Line { name: "need".into(), values, band: None };
        let chart =
            |line| Lines { months: vec!["2003-12".into(), "2004-01".into()], lines: vec![line], ..Lines::default() };
        let point = lines(&chart(line(vec![0.1, f64::NAN]))).file();
        assert!(point.contains("<circle") && !point.contains("NaN"), "{point}");
        for nothing in [vec![f64::NAN, f64::NAN], vec![]] {
            let nothing = lines(&chart(line(nothing))).render().into_string();
            assert!(!nothing.contains("<circle") && !nothing.contains("NaN") && nothing.contains("need"), "{nothing}");
        }
    }

    #[test]
    fn every_figure_has_its_data_and_a_month_without_value_is_left_out() {
        let chart = Lines {
            title: "Need".into(),
            unit: "share".into(),
            months: vec!["2003-12".into(), "2004-01".into(), "2004-02".into()],
            lines: vec![Line { name: "need".into(), values: vec![0.1, f64::NAN, 0.3], band: None }],
            marks: vec![Mark { month: 2, value: 0.2, line: 0, name: "a count".into() }],
            ..Lines::default()
        };
        let drawn = lines(&chart).render().into_string();
        assert!(drawn.contains("<td>–</td>") && drawn.contains("0.200 (a count)") && !drawn.contains("NaN"), "{drawn}");
        assert!(drawn.contains("<caption>Need (share)</caption>") && drawn.contains("<th scope=\"col\">need</th>"));
    }
}
