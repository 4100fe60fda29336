//! A comparison over months: each scenario beside the base, and the paired difference.

use super::super::picture::{self, Twins};
use super::super::results::{Read, Results, Row};
use super::called::Called;
use super::{Block, OVER_HISTORIES, each, if_there, line};

/// Scenarios that are shown at most: those with the largest effects on adequacy, by their standardised size.
const SCENARIOS: usize = 4;

/// What is drawn of a month: an indicator, and what it is called.
const INDICATORS: [(&str, &str); 2] = [("need", "Need"), ("adequacy", "Adequacy")];

/// A picture for each scenario and indicator; none where the comparison kept no months.
///
/// # Errors
/// When a table is torn.
pub fn blocks(results: &Results<'_>, effects: &Read) -> Result<Vec<Block>, String> {
    let Some(months) = if_there(results, "months")? else { return Ok(vec![]) };
    let all = each(months.rows(), "scenario");
    let Some((base, others)) = all.split_first() else { return Ok(vec![]) };
    let names = &Called::scenarios(results);
    let shown = largest(effects, others);
    let left_out = match others.len() - shown.len() {
        0 => String::new(),
        more => format!(". The {more} scenarios with smaller effects on adequacy are in the table months"),
    };
    let pictures = INDICATORS.iter().flat_map(|(indicator, title)| {
        let months = &months;
        let left_out = &left_out;
        shown.iter().filter_map(move |other| {
            let note = format!(
                "Means over histories, with 5 % to 95 % of them; below, the mean difference of twin histories with its 95 % interval, \
                 of luck alone{left_out}"
            );
            twins(months, (indicator, title), (base, other), names, note)
        })
    });
    Ok(pictures.map(|twins| Block::Picture(picture::twins(&twins))).collect())
}

/// Of the scenarios those with the largest effects, in the order in which they were named.
fn largest<'a>(effects: &Read, scenarios: &[&'a str]) -> Vec<&'a str> {
    let size = |scenario: &str| {
        let mut rows = effects.rows();
        let own = rows.find(|row| row.text("scenario") == scenario && row.text("outcome") == "adequacy");
        own.and_then(|row| row.number("standardised")).map_or(0.0, f64::abs)
    };
    let mut sizes: Vec<f64> = scenarios.iter().map(|scenario| size(scenario)).collect();
    sizes.sort_by(|one, other| other.total_cmp(one));
    let least = sizes.get(SCENARIOS - 1).copied().unwrap_or(0.0);
    scenarios.iter().copied().filter(|scenario| size(scenario) >= least).take(SCENARIOS).collect()
}

fn twins(
    months: &Read,
    (indicator, title): (&str, &str),
    (base, other): (&str, &str),
    names: &Called,
    note: String,
) -> Option<Twins> {
    let rows = |scenario: &str| -> Vec<Row<'_>> {
        let own = |row: &Row<'_>| row.text("scenario") == scenario && row.text("indicator") == indicator;
        months.rows().filter(own).collect()
    };
    let (of_base, of_other) = (rows(base), rows(other));
    let over: Vec<String> = of_other.iter().map(|row| row.text("month").to_string()).collect();
    let same = of_base.iter().map(|row| row.text("month")).eq(over.iter().map(String::as_str));
    (same && !over.is_empty()).then(|| Twins {
        title: format!("{title}: {} beside {}", names.name(other), names.name(base)),
        unit: of_other[0].text("unit").to_string(),
        note,
        base: line("base", &of_base, OVER_HISTORIES),
        other: line("scenario", &of_other, OVER_HISTORIES),
        difference: line("difference", &of_other, ["difference", "difference_low", "difference_high"]),
        months: over,
    })
}
