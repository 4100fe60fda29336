//! What came of points over what is varied.

use maud::html;

use super::figure::{Data, Figure};
use super::lines::DASHES;
use super::{Axis, COLOURS, WIDTH, at, fitted, lines_of, shown, spread};

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

/// Points that belong together, of one value of something else that is varied.
#[derive(Clone, Debug, Default)]
pub struct Series {
    /// What they share; nothing where there is but one series.
    pub name: String,
    /// The points, from the left.
    pub dots: Vec<Dot>,
}

/// Points over what is varied.
#[derive(Clone, Debug, Default)]
pub struct Across {
    /// What is shown.
    pub title: String,
    /// Unit of the values.
    pub unit: String,
    /// What intervals are.
    pub note: String,
    /// What is varied.
    pub varied: String,
    /// What it can be, where that is no number.
    pub categories: Vec<String>,
    /// The points: one series, or several, which are joined by lines.
    pub series: Vec<Series>,
}

/// Draws points over what is varied.
pub fn scatter(chart: &Across) -> Figure {
    let several = chart.series.len() > 1;
    let (left, right, top, bottom) = (46.0, if several { 142.0 } else { 24.0 }, 10.0, 58.0);
    let height = 234.0;
    let dots = || chart.series.iter().flat_map(|series| &series.dots);
    let axis = Axis::of(dots().flat_map(|dot| {
        let (low, high) = dot.range.unwrap_or((dot.value, dot.value));
        [low, dot.value, high]
    }));
    let across = match chart.categories.len() {
        0 => Axis::of(dots().map(|dot| dot.across)),
        count => {
            Axis { low: -0.5, high: count as f64 - 0.5, ticks: (0..count).map(|at| at as f64).collect(), step: 1.0 }
        }
    };
    let room = (WIDTH - left - right) / across.ticks.len().max(1) as f64;
    let called = |at: f64| chart.categories.get(at.max(0.0) as usize).cloned();
    let x = |value: f64| left + (WIDTH - left - right) * across.share(value);
    let y = |value: f64| top + (height - top - bottom) * (1.0 - axis.share(value));
    let path = |series: &Series| {
        let points: Vec<String> =
            series.dots.iter().map(|dot| format!("{:.1} {:.1}", x(dot.across), y(dot.value))).collect();
        if points.is_empty() { String::new() } else { format!("M{}", points.join(" L")) }
    };
    let ends: Vec<f64> =
        chart.series.iter().map(|series| y(series.dots.last().map_or(axis.low, |dot| dot.value))).collect();
    let labels = spread(&ends, height - bottom);
    let named = lines_of(&chart.varied, WIDTH - left - 30.0, 2);
    let drawing = html! {
        @for tick in &axis.ticks {
            line .grid x1=(left) x2=(WIDTH - right) y1=(at(y(*tick))) y2=(at(y(*tick))) {}
            text x=(left - 6.0) y=(at(y(*tick))) dy="4" text-anchor="end" { (axis.label(*tick)) }
        }
        @for tick in &across.ticks {
            line .grid x1=(at(x(*tick))) x2=(at(x(*tick))) y1=(top) y2=(height - bottom) {}
            text x=(at(x(*tick))) y=(height - bottom + 16.0) text-anchor="middle" { (fitted(&called(*tick).unwrap_or_else(|| across.label(*tick)), room)) }
        }
        @for (index, line) in named.iter().enumerate() {
            text x=((left + WIDTH - 24.0) / 2.0) y=(at(height - 21.0 + 15.0 * index as f64)) text-anchor="middle" { (line) }
        }
        @for (index, series) in chart.series.iter().enumerate() {
            @let (colour, dashes) = (COLOURS[index % 6], DASHES[index % 6]);
            @if several {
                path d=(path(series)) fill="none" stroke=(colour) stroke-width="2" stroke-dasharray=(dashes) {}
                line x1=(WIDTH - right + 6.0) x2=(WIDTH - right + 28.0) y1=(at(labels[index])) y2=(at(labels[index])) stroke=(colour) stroke-width="2" stroke-dasharray=(dashes) {}
                text x=(WIDTH - right + 33.0) y=(at(labels[index] + 4.0)) { (fitted(&series.name, right - 33.0)) }
            }
            @for dot in &series.dots {
                circle cx=(at(x(dot.across))) cy=(at(y(dot.value))) r="3" fill=(colour) {}
                @if let Some((low, high)) = dot.range {
                    line .whisker x1=(at(x(dot.across))) x2=(at(x(dot.across))) y1=(at(y(low))) y2=(at(y(high))) {}
                }
            }
        }
    };
    let end = |value: Option<f64>| value.map_or("–".into(), shown);
    let row = |(series, dot): (&Series, &Dot)| {
        let own = vec![
            called(dot.across).unwrap_or_else(|| shown(dot.across)),
            shown(dot.value),
            end(dot.range.map(|(low, _)| low)),
            end(dot.range.map(|(_, high)| high)),
        ];
        if several { std::iter::once(series.name.clone()).chain(own).collect() } else { own }
    };
    let columns = [chart.varied.as_str(), &chart.unit, "low", "high"];
    let columns: Vec<&str> = std::iter::once("for").filter(|_| several).chain(columns).collect();
    let rows = chart.series.iter().flat_map(|series| series.dots.iter().map(move |dot| row((series, dot))));
    let data = Data::new(1 + usize::from(several), &columns, rows.collect());
    let Across { title, unit, note, .. } = chart.clone();
    Figure { number: None, title, unit, note, height, drawing, data }
}

#[cfg(test)]
mod tests {
    use maud::Render;

    use super::*;

    #[test]
    fn several_series_are_lines_with_their_names_and_one_is_points_alone() {
        let dots = |value: f64| [0.0, 1.0].map(|across| Dot { across, value: value + across, range: None }).to_vec();
        let series = [("resolve <0.2>", 0.1), ("resolve 0.8", 0.5)];
        let series = series.map(|(name, value)| Series { name: name.into(), dots: dots(value) }).to_vec();
        let chart = Across { series, varied: "clarity".into(), unit: "share".into(), ..Across::default() };
        let page = scatter(&chart).render().into_string();
        assert!(
            page.contains("<th scope=\"row\">resolve 0.8</th><th scope=\"row\">1.000</th><td>1.500</td>"),
            "{page}"
        );
        assert!(page.matches("<path").count() == 2 && page.contains("resolve &lt;0.2&gt;"), "{page}");
        let one = Across { series: chart.series[..1].to_vec(), ..chart };
        assert_eq!(scatter(&one).render().into_string().matches("<path").count(), 0);
    }
}
