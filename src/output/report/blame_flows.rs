//! Blame that parties move onto each other, over a whole run.

use std::collections::BTreeMap;

/// How many months of each calendar year are among these, which are in order, as YYYY-MM; one that is repeated
/// right away, as in a table with a row an indicator, counts once.
pub fn months_of_years<'a>(months: impl IntoIterator<Item = &'a str>) -> BTreeMap<i32, u64> {
    let mut counts = BTreeMap::new();
    let mut last = "";
    for month in months {
        let year = month.rsplit_once('-').and_then(|(year, _)| year.parse::<i32>().ok());
        if let Some(year) = year.filter(|_| month != last) {
            *counts.entry(year).or_default() += 1;
        }
        last = month;
    }
    counts
}

/// Mean flow of blame from each party to each over the whole run, in order of first appearance.
///
/// `rows` are means over the months of a year: year, from, to, share. A year counts by its months, of which a run may
/// cover only some; a year without any counts for nothing.
pub fn mean_flows<'a>(
    rows: impl IntoIterator<Item = (i32, &'a str, &'a str, f64)>,
    months: &BTreeMap<i32, u64>,
) -> Vec<(&'a str, &'a str, f64)> {
    let all = months.values().sum::<u64>().max(1) as f64;
    let mut flows: Vec<(&str, &str, f64)> = Vec::new();
    let mut places: BTreeMap<(&str, &str), usize> = BTreeMap::new();
    for (year, from, to, share) in rows {
        let place = *places.entry((from, to)).or_insert_with(|| {
            flows.push((from, to, 0.0));
            flows.len() - 1
        });
        flows[place].2 += share * months.get(&year).copied().unwrap_or(0) as f64;
    }
    for flow in &mut flows {
        flow.2 /= all;
    }
    flows
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn months_are_counted_once_and_by_their_year() {
        let months = ["2001-12", "2001-12", "2002-01", "2002-01", "2002-02", "0999-01", "no month"];
        assert_eq!(months_of_years(months), BTreeMap::from([(999, 1), (2001, 1), (2002, 2)]));
    }

    #[test]
    fn a_year_counts_by_the_months_that_the_run_covers() {
        let months = BTreeMap::from([(2001, 1), (2002, 12)]);
        let rows =
            [(2001, "b", "a", 0.5), (2001, "a", "b", 0.25), (2002, "b", "a", 0.0), (2002, "a", "b", 0.25)].into_iter();
        let flows = mean_flows(rows, &months);
        assert_eq!(flows.iter().map(|flow| (flow.0, flow.1)).collect::<Vec<_>>(), [("b", "a"), ("a", "b")]);
        assert!((flows[0].2 - 0.5 / 13.0).abs() < 1e-15 && (flows[1].2 - 0.25).abs() < 1e-15, "{flows:?}");
        assert_eq!(mean_flows(std::iter::empty(), &months), []);
        // A year of which nothing is known counts for nothing, and there is no division by zero.
        assert_eq!(mean_flows([(2001, "a", "b", 1.0)], &BTreeMap::new()), [("a", "b", 0.0)]);
    }
}
