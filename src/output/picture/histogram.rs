//! How an outcome is spread over histories.

use maud::html;

use super::figure::{Data, Figure};
use super::{Axis, COLOURS, WIDTH, at, fitted, scale, shown};

/// Bars, about so many.
const BARS: f64 = 20.0;

/// A bar per range of values, as high as the share of histories whose value lies there; what has no value is left out. The
/// line is the mean.
pub fn histogram(title: &str, unit: &str, note: &str, values: &[f64]) -> Figure {
    let values: Vec<f64> = values.iter().copied().filter(|value| value.is_finite()).collect();
    let axis = Axis::of(values.iter().copied());
    let fine = Axis::with(values.iter().copied(), BARS);
    let bins = (((axis.high - axis.low) / fine.step).round() as usize).clamp(1, 60);
    let wide = (axis.high - axis.low) / bins as f64;
    let mut counts = vec![0usize; bins];
    for value in &values {
        counts[(((value - axis.low) / wide) as usize).min(bins - 1)] += 1;
    }
    let all = values.len().max(1) as f64;
    let shares: Vec<f64> = counts.iter().map(|count| *count as f64 / all).collect();
    let mean = values.iter().sum::<f64>() / all;
    let (height, left, right, top, bottom) = (220.0, 46.0, 16.0, 10.0, 44.0);
    let up = Axis::of(shares.iter().copied().chain([0.0]));
    let x = |value: f64| left + (WIDTH - left - right) * axis.share(value);
    let y = |share: f64| top + (height - top - bottom) * (1.0 - up.share(share));
    let from = |bin: usize| axis.low + wide * bin as f64;
    let drawing = html! {
        (scale(&up, (left, WIDTH - right), y))
        @for tick in &axis.ticks { text x=(at(x(*tick))) y=(height - bottom + 16.0) text-anchor="middle" { (axis.label(*tick)) } }
        text x=((left + WIDTH - right) / 2.0) y=(height - 6.0) text-anchor="middle" { (fitted(unit, WIDTH - left - right)) }
        @for (bin, share) in shares.iter().enumerate().filter(|(_, share)| **share > 0.0) {
            rect x=(at(x(from(bin)) + 0.5)) y=(at(y(*share))) width=(at((x(from(bin + 1)) - x(from(bin)) - 1.0).max(0.5))) height=(at(y(0.0) - y(*share))) fill=(COLOURS[0]) {}
        }
        @if !values.is_empty() { line .whisker x1=(at(x(mean))) x2=(at(x(mean))) y1=(top) y2=(height - bottom) stroke-dasharray="4 3" {} }
    };
    let row = |(bin, count): (usize, &usize)| {
        vec![format!("{} to {}", shown(from(bin)), shown(from(bin + 1))), count.to_string(), shown(shares[bin])]
    };
    let data = Data::new(1, &[unit, "histories", "share"], counts.iter().enumerate().map(row).collect());
    Figure {
        number: None,
        title: title.into(),
        unit: "share of histories".into(),
        note: note.into(),
        height,
        drawing,
        data,
    }
}

#[cfg(test)]
mod tests {
    use maud::Render;

    use super::*;

    #[test]
    fn every_value_that_is_known_is_in_one_bar() {
        let page = histogram("Deaths", "persons", "", &[0.0, 5.0, 5.0, 10.0, f64::NAN]).render().into_string();
        let counted: usize = page
            .split("<tr><th scope=\"row\">")
            .skip(1)
            .map(|row| {
                row.split("<td>")
                    .nth(1)
                    .and_then(|cell| cell.split('<').next())
                    .and_then(|count| count.parse().ok())
                    .unwrap_or(0)
            })
            .sum();
        assert_eq!((counted, page.matches("<rect").count()), (4, 3), "{page}");
        for nothing in [&[][..], &[f64::NAN], &[3.0, 3.0]] {
            let page = histogram("Deaths", "persons", "", nothing).render().into_string();
            assert!(!page.contains("NaN") && !page.contains("inf"), "{page}");
        }
    }
}
