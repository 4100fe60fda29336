//! Pictures, drawn as SVG: readable in print, without colour, and by those who hear the page.
//!
//! Every figure has a caption, a unit, and its data as a table. Lines differ by dashes as
//! well as by colour (Okabe and Ito's palette); fields of a matrix carry their number.

use maud::{Markup, PreEscaped, Render, html};

/// Okabe and Ito's colours that show on light and on dark.
pub const COLOURS: [&str; 6] = ["#0072B2", "#D55E00", "#009E73", "#CC79A7", "#E69F00", "#56B4E9"];
const DASHES: [&str; 6] = ["", "7 4", "2 3", "10 3 2 3", "5 2", "1 3"];

const WIDTH: f64 = 760.0;

/// How drawings look, on a page and alone.
pub const STYLE: &str = include_str!("picture.css");

/// A line over months with its band.
#[derive(Clone, Debug, Default)]
pub struct Line {
    /// What it is.
    pub name: String,
    /// Its values.
    pub values: Vec<f64>,
    /// Low and high ends of its band, if it has one.
    pub band: Option<(Vec<f64>, Vec<f64>)>,
}

/// A point beside the lines: what the record says.
#[derive(Clone, Debug)]
pub struct Mark {
    /// Index of its month.
    pub month: usize,
    /// Its value.
    pub value: f64,
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

/// A number with its interval.
#[derive(Clone, Debug)]
pub struct Interval {
    /// What it is of.
    pub name: String,
    /// The number.
    pub value: f64,
    /// Its interval, if it has one.
    pub range: Option<(f64, f64)>,
    /// Is it decided? What is not is drawn hollow.
    pub decided: bool,
}

/// Rounds a step to 1, 2 or 5 times a power of ten.
fn step(span: f64, about: f64) -> f64 {
    let rough = (span / about).max(f64::MIN_POSITIVE);
    let power = 10f64.powf(rough.log10().floor());
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
                let decimals = (-self.step.log10().floor()).max(0.0) as usize;
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

/// A figure: its caption, what is drawn, and its data as a table.
#[derive(Clone, Debug)]
pub struct Figure {
    title: String,
    unit: String,
    note: String,
    height: f64,
    drawing: Markup,
    table: Markup,
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
                text x="10" y="-10" font-size="14" font-weight="bold" { (self.label()) }
                (self.drawing)
            }
        };
        format!("{}\n", picture.into_string())
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
                details { summary { "The data as a table" } (self.table) }
            }
        }
    }
}

/// Lines over months with bands and the record.
pub fn lines(chart: &Lines) -> Figure {
    let (height, left, right, top, bottom) = (320.0, 58.0, 150.0, 14.0, 30.0);
    let (inner_width, inner_height) = (WIDTH - left - right, height - top - bottom);
    let all = chart.lines.iter().flat_map(|line| {
        let band = line.band.iter().flat_map(|(low, high)| low.iter().chain(high));
        line.values.iter().chain(band).copied()
    });
    let axis = Axis::of(all.chain(chart.marks.iter().map(|mark| mark.value)));
    let last = chart.months.len().saturating_sub(1).max(1) as f64;
    let x = |month: usize| left + inner_width * month as f64 / last;
    let y = |value: f64| top + inner_height * (1.0 - axis.share(value));
    let path = |values: &[f64], start: char| {
        let points = values.iter().enumerate().filter(|(_, value)| value.is_finite());
        let mut letter = start;
        let steps = points.map(|(month, value)| {
            let step = format!("{letter}{:.1} {:.1}", x(month), y(*value));
            letter = 'L';
            step
        });
        steps.collect::<Vec<_>>().join(" ")
    };
    let area = |low: &[f64], high: &[f64]| {
        let forth = path(low, 'M');
        let back: Vec<String> = high
            .iter()
            .enumerate()
            .rev()
            .filter(|(_, value)| value.is_finite())
            .map(|(month, value)| format!("L{:.1} {:.1}", x(month), y(*value)))
            .collect();
        format!("{forth} {} Z", back.join(" "))
    };
    let known = |line: &Line| -> Vec<(usize, f64)> {
        line.values.iter().copied().enumerate().filter(|(_, value)| value.is_finite()).collect()
    };
    let ends: Vec<f64> =
        chart.lines.iter().map(|line| y(known(line).last().map_or(axis.low, |(_, value)| *value))).collect();
    let labels = spread(&ends, height - bottom);
    let drawing = html! {
        @for tick in &axis.ticks {
            line .grid x1=(left) x2=(WIDTH - right) y1=(format!("{:.1}", y(*tick))) y2=(format!("{:.1}", y(*tick))) {}
            text x=(left - 6.0) y=(format!("{:.1}", y(*tick) + 4.0)) text-anchor="end" { (axis.label(*tick)) }
        }
        @for (month, name) in calendar(&chart.months) {
            line .grid x1=(format!("{:.1}", x(month))) x2=(format!("{:.1}", x(month))) y1=(top) y2=(height - bottom) {}
            text x=(format!("{:.1}", x(month))) y=(height - bottom + 18.0) text-anchor="middle" { (name) }
        }
        @for (index, line) in chart.lines.iter().enumerate() {
            @if let Some((low, high)) = &line.band {
                path d=(area(low, high)) fill=(COLOURS[index % 6]) fill-opacity="0.16" stroke="none" {}
            }
        }
        @for (index, line) in chart.lines.iter().enumerate() {
            @if let [(month, value)] = known(line)[..] { circle cx=(format!("{:.1}", x(month))) cy=(format!("{:.1}", y(value))) r="3" fill=(COLOURS[index % 6]) {} }
            path d=(path(&line.values, 'M')) fill="none" stroke=(COLOURS[index % 6]) stroke-width="2.2" stroke-dasharray=(DASHES[index % 6]) {}
            text x=(WIDTH - right + 8.0) y=(format!("{:.1}", labels[index] + 4.0)) style=(format!("fill:{}", COLOURS[index % 6])) { (line.name) }
        }
        @for mark in &chart.marks {
            circle .mark cx=(format!("{:.1}", x(mark.month))) cy=(format!("{:.1}", y(mark.value))) r="4" {
                title { (mark.name) ": " (shown(mark.value)) }
            }
        }
    };
    let table = html! {
        table {
            thead { tr { th { "month" } @for line in &chart.lines { th { (line.name) } @if line.band.is_some() { th { "5 %" } th { "95 %" } } } @if !chart.marks.is_empty() { th { "record" } } } }
            tbody {
                @for (month, name) in chart.months.iter().enumerate() {
                    tr {
                        th scope="row" { (name) }
                        @for line in &chart.lines {
                            td { (shown(line.values[month])) }
                            @if let Some((low, high)) = &line.band { td { (shown(low[month])) } td { (shown(high[month])) } }
                        }
                        @if !chart.marks.is_empty() {
                            td { @for mark in chart.marks.iter().filter(|mark| mark.month == month) { (shown(mark.value)) " (" (mark.name) ")" } }
                        }
                    }
                }
            }
        }
    };
    let (title, unit, note) = (chart.title.clone(), chart.unit.clone(), chart.note.clone());
    Figure { title, unit, note, height, drawing, table }
}

/// The months that the axis names: Januaries, or some of a short time.
fn calendar(months: &[String]) -> Vec<(usize, &str)> {
    let all = months.iter().enumerate();
    if months.len() > 18 {
        return all.filter(|(_, name)| name.ends_with("-01")).map(|(month, name)| (month, &name[..4])).collect();
    }
    all.step_by(months.len().div_ceil(6).max(1)).map(|(month, name)| (month, name.as_str())).collect()
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

/// Numbers with their intervals beneath each other, and a line where there would be no effect.
pub fn intervals(title: &str, unit: &str, note: &str, rows: &[Interval], nothing: f64) -> Figure {
    let (left, right, top, each) = (250.0, 20.0, 8.0, 22.0);
    let height = top + each * rows.len() as f64 + 34.0;
    let ends = rows.iter().flat_map(|row| {
        let (low, high) = row.range.unwrap_or((row.value, row.value));
        [low, row.value, high, nothing]
    });
    let axis = Axis::of(ends);
    let x = |value: f64| format!("{:.1}", left + (WIDTH - left - right) * axis.share(value));
    let drawing = html! {
        @for tick in &axis.ticks {
            line .grid x1=(x(*tick)) x2=(x(*tick)) y1=(top) y2=(height - 30.0) {}
            text x=(x(*tick)) y=(height - 12.0) text-anchor="middle" { (axis.label(*tick)) }
        }
        line .axis x1=(x(nothing)) x2=(x(nothing)) y1=(top) y2=(height - 30.0) {}
        @for (index, row) in rows.iter().enumerate() {
            @let y = top + each * (index as f64 + 0.5);
            text x=(left - 10.0) y=(format!("{:.1}", y + 4.0)) text-anchor="end" { (row.name) }
            @if let Some((low, high)) = row.range {
                line .whisker x1=(x(low)) x2=(x(high)) y1=(y) y2=(y) {}
            }
            circle cx=(x(row.value)) cy=(y) r="5" fill=(if row.decided { COLOURS[0] } else { "none" }) stroke=(COLOURS[0]) stroke-width="2" {}
        }
    };
    let table = html! {
        table {
            thead { tr { th {} th { (unit) } th { "low" } th { "high" } th {} } }
            tbody {
                @for row in rows {
                    tr {
                        th scope="row" { (row.name) }
                        td { (shown(row.value)) }
                        td { (row.range.map_or("–".into(), |(low, _)| shown(low))) }
                        td { (row.range.map_or("–".into(), |(_, high)| shown(high))) }
                        td { @if !row.decided { "undecided" } }
                    }
                }
            }
        }
    };
    Figure { title: title.into(), unit: unit.into(), note: note.into(), height, drawing, table }
}

/// A point of a design: where it lies, what came of it, and how sure that is.
#[derive(Clone, Debug)]
pub struct Dot {
    /// The value of what is varied, or the index of its category.
    pub across: f64,
    /// What came of it.
    pub value: f64,
    /// Its interval, if it has one.
    pub range: Option<(f64, f64)>,
}

/// Points over what is varied; where that is no number, `categories` are what it can be.
pub fn scatter(title: &str, unit: &str, note: &str, varied: &str, categories: &[String], dots: &[Dot]) -> Figure {
    let (height, left, right, top, bottom) = (250.0, 58.0, 30.0, 10.0, 44.0);
    let axis = Axis::of(dots.iter().flat_map(|dot| {
        let (low, high) = dot.range.unwrap_or((dot.value, dot.value));
        [low, dot.value, high]
    }));
    let across = match categories.len() {
        0 => Axis::of(dots.iter().map(|dot| dot.across)),
        count => {
            Axis { low: -0.5, high: count as f64 - 0.5, ticks: (0..count).map(|at| at as f64).collect(), step: 1.0 }
        }
    };
    let called = |at: f64| categories.get(at.max(0.0) as usize).cloned();
    let x = |value: f64| format!("{:.1}", left + (WIDTH - left - right) * across.share(value));
    let y = |value: f64| format!("{:.1}", top + (height - top - bottom) * (1.0 - axis.share(value)));
    let drawing = html! {
        @for tick in &axis.ticks {
            line .grid x1=(left) x2=(WIDTH - right) y1=(y(*tick)) y2=(y(*tick)) {}
            text x=(left - 6.0) y=(y(*tick)) dy="4" text-anchor="end" { (axis.label(*tick)) }
        }
        @for tick in &across.ticks {
            line .grid x1=(x(*tick)) x2=(x(*tick)) y1=(top) y2=(height - bottom) {}
            text x=(x(*tick)) y=(height - bottom + 16.0) text-anchor="middle" { (called(*tick).unwrap_or_else(|| across.label(*tick))) }
        }
        text x=((left + WIDTH - right) / 2.0) y=(height - 6.0) text-anchor="middle" { (varied) }
        @for dot in dots {
            @if let Some((low, high)) = dot.range {
                line .whisker x1=(x(dot.across)) x2=(x(dot.across)) y1=(y(low)) y2=(y(high)) stroke-opacity="0.35" {}
            }
            circle cx=(x(dot.across)) cy=(y(dot.value)) r="3.5" fill=(COLOURS[0]) fill-opacity="0.6" {}
        }
    };
    let table = html! {
        table {
            thead { tr { th { (varied) } th { (unit) } th { "low" } th { "high" } } }
            tbody {
                @for dot in dots {
                    tr {
                        th scope="row" { (called(dot.across).unwrap_or_else(|| shown(dot.across))) }
                        td { (shown(dot.value)) }
                        td { (dot.range.map_or("–".into(), |(low, _)| shown(low))) }
                        td { (dot.range.map_or("–".into(), |(_, high)| shown(high))) }
                    }
                }
            }
        }
    };
    Figure { title: title.into(), unit: unit.into(), note: note.into(), height, drawing, table }
}

/// Bars beneath each other.
pub fn bars(title: &str, unit: &str, note: &str, rows: &[(String, f64)]) -> Figure {
    let (left, right, top, each) = (150.0, 70.0, 4.0, 20.0);
    let height = top + each * rows.len() as f64 + 6.0;
    let axis = Axis::of(rows.iter().map(|(_, value)| *value).chain([0.0]));
    let wide = |value: f64| (WIDTH - left - right) * axis.share(value);
    let drawing = html! {
        @for (index, (name, value)) in rows.iter().enumerate() {
            @let y = top + each * index as f64;
            text x=(left - 10.0) y=(y + 14.0) text-anchor="end" { (name) }
            rect x=(left) y=(y + 3.0) width=(format!("{:.1}", wide(*value).max(0.5))) height=(each - 6.0) fill=(COLOURS[0]) {}
            text x=(format!("{:.1}", left + wide(*value) + 6.0)) y=(y + 14.0) { (shown(*value)) }
        }
    };
    let table = html! {
        table {
            thead { tr { th {} th { (unit) } } }
            tbody { @for (name, value) in rows { tr { th scope="row" { (name) } td { (shown(*value)) } } } }
        }
    };
    Figure { title: title.into(), unit: unit.into(), note: note.into(), height, drawing, table }
}

/// A matrix of shares, darker where more.
pub fn matrix(title: &str, note: &str, columns: &[String], rows: &[(String, Vec<Option<f64>>)]) -> Figure {
    let (left, top, each) = (150.0, 26.0, 20.0);
    let wide = (WIDTH - left) / columns.len().max(1) as f64;
    let height = top + each * rows.len() as f64 + 4.0;
    let most = rows.iter().flat_map(|(_, cells)| cells.iter().flatten()).copied().fold(0.0, f64::max).max(1e-12);
    let drawing = html! {
        @for (column, name) in columns.iter().enumerate() {
            text x=(format!("{:.1}", left + wide * (column as f64 + 0.5))) y="16" text-anchor="middle" { (name) }
        }
        @for (row, (name, cells)) in rows.iter().enumerate() {
            @let y = top + each * row as f64;
            text x=(left - 8.0) y=(format!("{:.1}", y + 14.0)) text-anchor="end" { (name) }
            @for (column, cell) in cells.iter().enumerate() {
                @if let Some(value) = cell {
                    @let x = left + wide * column as f64;
                    rect x=(format!("{:.1}", x)) y=(y) width=(format!("{:.1}", wide - 2.0)) height=(each - 2.0) fill=(COLOURS[0]) fill-opacity=(format!("{:.2}", 0.06 + 0.5 * value / most)) {}
                    text x=(format!("{:.1}", x + wide / 2.0)) y=(format!("{:.1}", y + 14.0)) text-anchor="middle" { (format!("{value:.2}")) }
                }
            }
        }
    };
    let table = html! {
        table {
            thead { tr { th {} @for name in columns { th { (name) } } } }
            tbody { @for (name, cells) in rows { tr { th scope="row" { (name) } @for cell in cells { td { (cell.map_or("–".into(), shown)) } } } } }
        }
    };
    Figure { title: title.into(), unit: "share".into(), note: note.into(), height, drawing, table }
}

/// Who sends how much to whom: senders on the left, receivers on the right.
pub fn flow(title: &str, note: &str, flows: &[(String, String, f64)]) -> Figure {
    let (width, height, box_width, gap) = (WIDTH, 340.0, 14.0, 8.0);
    let (left, right) = (170.0, width - 170.0);
    let side = |pick: &dyn Fn(&(String, String, f64)) -> String| -> Vec<(String, f64)> {
        let mut sums: Vec<(String, f64)> = Vec::new();
        for flow in flows {
            let name = pick(flow);
            match sums.iter_mut().find(|(known, _)| *known == name) {
                Some((_, sum)) => *sum += flow.2,
                None => sums.push((name, flow.2)),
            }
        }
        sums.sort_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
        sums
    };
    let (senders, receivers) = (side(&|flow| flow.0.clone()), side(&|flow| flow.1.clone()));
    let total: f64 = senders.iter().map(|(_, sum)| sum).sum::<f64>().max(1e-12);
    let scale = |count: usize| (height - 20.0 - gap * count as f64) / total;
    let unit = scale(senders.len()).min(scale(receivers.len()));
    let places = |side: &[(String, f64)]| -> Vec<f64> {
        let mut at = 10.0;
        side.iter()
            .map(|(_, sum)| {
                let own = at;
                at += sum * unit + gap;
                own
            })
            .collect()
    };
    let (from_places, to_places) = (places(&senders), places(&receivers));
    let (mut from_used, mut to_used) = (vec![0.0; senders.len()], vec![0.0; receivers.len()]);
    let mut ribbons = Vec::new();
    for (sender, (name, _)) in senders.iter().enumerate() {
        for (receiver, (other, _)) in receivers.iter().enumerate() {
            let share: f64 = flows.iter().filter(|flow| flow.0 == *name && flow.1 == *other).map(|flow| flow.2).sum();
            if share <= 0.0 {
                continue;
            }
            let (a, b) = (from_places[sender] + from_used[sender], to_places[receiver] + to_used[receiver]);
            let thick = share * unit;
            from_used[sender] += thick;
            to_used[receiver] += thick;
            let middle = (left + right) / 2.0;
            let d = format!(
                "M{left} {a:.1} C{middle} {a:.1} {middle} {b:.1} {right} {b:.1} L{right} {:.1} C{middle} {:.1} {middle} {:.1} {left} {:.1} Z",
                b + thick,
                b + thick,
                a + thick,
                a + thick
            );
            ribbons.push((d, sender, format!("{name} to {other}: {}", shown(share))));
        }
    }
    let labels = |places: &[f64], side: &[(String, f64)]| {
        let middles: Vec<f64> = places.iter().zip(side).map(|(at, (_, sum))| at + sum * unit / 2.0 + 4.0).collect();
        spread(&middles, f64::INFINITY)
    };
    let (from_labels, to_labels) = (labels(&from_places, &senders), labels(&to_places, &receivers));
    let lowest: f64 = from_labels.iter().chain(&to_labels).copied().fold(height, |low, label| low.max(label + 8.0));
    let drawing = html! {
        @for (d, sender, name) in &ribbons {
            path d=(d) fill=(COLOURS[sender % 6]) fill-opacity="0.35" stroke="none" { title { (name) } }
        }
        @for (index, (name, sum)) in senders.iter().enumerate() {
            rect x=(left - box_width) y=(format!("{:.1}", from_places[index])) width=(box_width) height=(format!("{:.1}", (sum * unit).max(1.0))) fill=(COLOURS[index % 6]) {}
            text x=(left - box_width - 6.0) y=(format!("{:.1}", from_labels[index])) text-anchor="end" { (name) " " (format!("{sum:.3}")) }
        }
        @for (index, (name, sum)) in receivers.iter().enumerate() {
            rect .axis x=(right) y=(format!("{:.1}", to_places[index])) width=(box_width) height=(format!("{:.1}", (sum * unit).max(1.0))) {}
            text x=(right + box_width + 6.0) y=(format!("{:.1}", to_labels[index])) { (name) " " (format!("{sum:.3}")) }
        }
    };
    let table = html! {
        table {
            thead { tr { th { "from" } th { "to" } th { "share of all responsibility" } } }
            tbody { @for (from, to, share) in flows { tr { td { (from) } td { (to) } td { (shown(*share)) } } } }
        }
    };
    Figure {
        title: title.into(),
        unit: "share of all responsibility in a month".into(),
        note: note.into(),
        height: lowest.ceil(),
        drawing,
        table,
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
    fn a_hostile_name_stays_text() {
        let rows = [Interval { name: "<script>".into(), value: 1.0, range: None, decided: true }];
        let drawn = intervals("a <b>", "share", "", &rows, 0.0).render().into_string();
        assert!(!drawn.contains("<script>") && !drawn.contains("<b>") && drawn.contains("&lt;script&gt;"));
        let figure = intervals("a <b>, \"c\"", "share", "", &rows, 0.0);
        assert!(!figure.file().contains("<b>") && !figure.file().contains("<script>"));
        assert_eq!(figure.name(), "a-b-c");
    }

    #[test]
    fn labels_do_not_lie_on_each_other() {
        assert_eq!(spread(&[10.0, 12.0, 100.0], 200.0), [10.0, 25.0, 100.0]);
        assert_eq!(spread(&[98.0, 99.0, 100.0], 100.0), [70.0, 85.0, 100.0]);
    }

    #[test]
    fn the_axis_names_months_of_a_short_time_and_years_of_a_long_one() {
        let months = |count: usize| -> Vec<String> {
            (0..count).map(|month| format!("{}-{:02}", 2003 + (month + 6) / 12, (month + 6) % 12 + 1)).collect()
        };
        assert_eq!(calendar(&months(3)), [(0, "2003-07"), (1, "2003-08"), (2, "2003-09")]);
        assert_eq!(calendar(&months(13)).len(), 5);
        assert_eq!(calendar(&months(30)), [(6, "2004"), (18, "2005")]);
    }

    #[test]
    fn a_line_of_one_month_is_a_point_and_one_without_an_end_has_its_name_somewhere() {
        let line = |values: Vec<f64>| Line { name: "need".into(), values, band: None };
        let chart =
            |line| Lines { months: vec!["2003-12".into(), "2004-01".into()], lines: vec![line], ..Lines::default() };
        let point = lines(&chart(line(vec![0.1, f64::NAN]))).file();
        assert!(point.contains("<circle") && !point.contains("NaN"), "{point}");
        let nothing = lines(&chart(line(vec![f64::NAN, f64::NAN]))).file();
        assert!(!nothing.contains("<circle") && !nothing.contains("NaN"), "{nothing}");
    }

    #[test]
    fn every_figure_has_its_data_and_a_month_without_value_is_left_out() {
        let chart = Lines {
            title: "Need".into(),
            unit: "share".into(),
            months: vec!["2003-12".into(), "2004-01".into(), "2004-02".into()],
            lines: vec![Line { name: "need".into(), values: vec![0.1, f64::NAN, 0.3], band: None }],
            marks: vec![Mark { month: 2, value: 0.2, name: "a count".into() }],
            ..Lines::default()
        };
        let drawn = lines(&chart).render().into_string();
        assert!(drawn.contains("<td>–</td>") && drawn.contains("0.200 (a count)") && !drawn.contains("NaN"), "{drawn}");
    }
}
