//! Bands over plausible numbers, as a table of a page.

use maud::html;

use super::super::picture::shown;
use super::{Table, percent};
use crate::model::outcomes::headlines;
use crate::study::robust::Band;

/// A heading, and what stands beneath it.
pub type Group<'a> = (&'a str, &'a [Band]);

/// Main outcomes, or effects on them, over plausible numbers, each beside what the numbers as they are give: a mean and
/// its interval.
pub fn table(
    caption: &str,
    groups: &[Group<'_>],
    called: impl Fn(&str) -> String,
    luck: impl Fn(&str, &str) -> Option<(f64, Option<(f64, f64)>)>,
) -> Table {
    let of_effects = groups.iter().any(|(_, bands)| bands.iter().any(|band| band.more.is_some()));
    let columns =
        ["outcome", "as the numbers are", "95 % interval, luck alone", "5 % of worlds", "median", "95 % of worlds"];
    let rows = html! {
            thead { tr {
                @for column in columns { th scope="col" { (column) } }
                @if of_effects { th scope="col" { "more in" } }
                th scope="col" { "of its variance the numbers'" }
            } }
            tbody {
                @for (group, bands) in groups {
                    @for (name, words) in headlines() {
                        @if let Some(band) = Band::of(bands, name) {
                            @let luck = luck(group, name);
                            tr {
                                th scope="row" { @if groups.len() > 1 { (called(group)) ": " } (words) }
                                td { (luck.map_or("–".into(), |(mean, _)| shown(mean))) }
                                td { (luck.and_then(|(_, ends)| ends).map_or("–".into(), |(low, high)| format!("{} to {}", shown(low), shown(high)))) }
                                @for end in [band.p05, band.p50, band.p95] { td { (shown(end)) } }
                                @if of_effects { td { (band.more.map_or("–".into(), percent)) } }
                                td { (band.numbers.map_or("–".into(), percent)) }
                            }
                        }
                    }
                }
            }
    };
    Table::new(caption, rows)
}
