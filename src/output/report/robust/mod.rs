//! The page of plausible worlds: what follows when the numbers are not known.
//!
//! Nothing on it shows luck alone as if that were all the uncertainty there is: beside every interval of luck stands the
//! band over the numbers.

mod claims;
mod depends;
mod levers;
mod near;
mod record;
mod spread;

use super::called::Called;
use super::{Place, Section, called, each, if_there};
use crate::output::results::{Read, Results, Row};

/// The sections of plausible worlds.
///
/// # Errors
/// When a table is missing or torn.
pub fn sections(results: &Results<'_>) -> Result<Vec<Section>, String> {
    let (of_claims, of_spread) = (results.table("claims")?, results.table("spread")?);
    let worlds = Called::worlds(results);
    let mut sections = vec![Section::new(Place::Answer, "The answer", claims::answer(results, &of_claims))];
    let evidence = [
        ("Claims under rival theories", claims::theories(&of_claims, &Called::theories(results))),
        ("Outcomes and effects over plausible numbers", spread::blocks(&of_spread, &worlds)),
        ("What it depends on", depends::blocks(&results.table("sensitivity")?, &of_claims, &called::names(results))),
        ("Where claims fail", depends::failures(&results.table("boxes")?, &results.table("examples")?)),
        (
            "Beside the record",
            record::blocks(if_there(results, "bands")?.as_ref(), if_there(results, "scores")?.as_ref()),
        ),
        ("The worlds nearest to the record", near::blocks(results, &of_claims)?),
        ("What could be done", levers::blocks(if_there(results, "levers")?.as_ref(), &worlds)),
    ];
    let told = evidence.into_iter().filter(|(_, blocks)| !blocks.is_empty());
    sections.extend(told.map(|(heading, blocks)| Section::new(Place::Evidence, heading, blocks)));
    Ok(sections)
}

/// A share in whole per cent.
fn percent(share: f64) -> String {
    format!("{:.0} %", 100.0 * share)
}

/// A share of a row in whole per cent with its interval, whose columns end with `_low` and `_high`.
fn with_interval(row: &Row<'_>, share: &str) -> String {
    let end = |end: &str| row.number(&format!("{share}_{end}"));
    match (row.number(share), end("low"), end("high")) {
        (Some(share), Some(low), Some(high)) => {
            format!("{} ({:.0} to {:.0})", percent(share), 100.0 * low, 100.0 * high)
        }
        (Some(share), ..) => percent(share),
        _ => "–".into(),
    }
}

/// Claims as a whole, of the theory on trial: the first in the table.
fn on_trial(claims: &Read) -> Vec<Row<'_>> {
    let mut rows = claims.rows().filter(|row| row.text("part").is_empty()).peekable();
    let first = rows.peek().map(|row| row.text("theory").to_string());
    rows.filter(|row| first.as_deref() == Some(row.text("theory"))).collect()
}
