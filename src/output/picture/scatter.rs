//! Points over what is varied.

use maud::html;

use super::{Axis, COLOURS, Data, Figure, WIDTH, at, fitted, shown};

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
    let (height, left, right, top, bottom) = (220.0, 46.0, 24.0, 10.0, 44.0);
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
    let room = (WIDTH - left - right) / across.ticks.len().max(1) as f64;
    let called = |at: f64| categories.get(at.max(0.0) as usize).cloned();
    let x = |value: f64| at(left + (WIDTH - left - right) * across.share(value));
    let y = |value: f64| at(top + (height - top - bottom) * (1.0 - axis.share(value)));
    let drawing = html! {
        @for tick in &axis.ticks {
            line .grid x1=(left) x2=(WIDTH - right) y1=(y(*tick)) y2=(y(*tick)) {}
            text x=(left - 6.0) y=(y(*tick)) dy="4" text-anchor="end" { (axis.label(*tick)) }
        }
        @for tick in &across.ticks {
            line .grid x1=(x(*tick)) x2=(x(*tick)) y1=(top) y2=(height - bottom) {}
            text x=(x(*tick)) y=(height - bottom + 16.0) text-anchor="middle" { (fitted(&called(*tick).unwrap_or_else(|| across.label(*tick)), room)) }
        }
        text x=((left + WIDTH - right) / 2.0) y=(height - 6.0) text-anchor="middle" { (fitted(varied, WIDTH - left - right)) }
        @for dot in dots {
            @if let Some((low, high)) = dot.range {
                line .whisker x1=(x(dot.across)) x2=(x(dot.across)) y1=(y(low)) y2=(y(high)) {}
            }
            circle cx=(x(dot.across)) cy=(y(dot.value)) r="4.5" fill=(COLOURS[0]) {}
        }
    };
    let end = |value: Option<f64>| value.map_or("–".into(), shown);
    let row = |dot: &Dot| {
        vec![
            called(dot.across).unwrap_or_else(|| shown(dot.across)),
            shown(dot.value),
            end(dot.range.map(|(low, _)| low)),
            end(dot.range.map(|(_, high)| high)),
        ]
    };
    let data = Data::new(1, &[varied, unit, "low", "high"], dots.iter().map(row).collect());
    Figure { title: title.into(), unit: unit.into(), note: note.into(), height, drawing, data }
}
