//! What a person sees after a run: the main outcomes with intervals, and where the files are.

use std::fmt::Write;
use std::path::Path;

use super::args::Changes;
use crate::model::outcomes::headlines;
use crate::output::folder::Written;
use crate::output::format::table_of;
use crate::output::names::WORKBOOK;
use crate::program::WHAT_IT_IS;
use crate::study::Plan;
use crate::study::robust::{Band, NOT_KNOWN, Plausible};
use crate::study::run::Ran;

/// What is known of results over plausible numbers.
#[derive(Debug)]
pub struct Doubt<'a> {
    /// The bands, where there are any.
    pub known: Option<&'a Plausible>,
    /// What makes them, where there are none.
    pub asked: String,
}

impl Doubt<'_> {
    /// Ends a table: what its bands are, or that they are not known and what makes them.
    pub fn told(&self, text: &mut String) {
        let _ = match self.known {
            Some(known) => writeln!(text, "{}", known.words()),
            None => writeln!(text, "{NOT_KNOWN}\n  {}", self.asked),
        };
    }
}

/// What makes the bands of a scenario.
pub fn asked_of(scenario: &Path, changes: &Changes) -> String {
    let same = if changes.line().is_empty() { "" } else { ", with the same changes," };
    format!("intsoc robust {}{same} plays it over them", scenario.display())
}

/// A short table of a run; `changed` says below the heading what the command line changed.
pub fn table(plan: &Plan<'_>, ran: &Ran, doubt: &Doubt<'_>, files: &[Written], changed: &str, out: &Path) -> String {
    let scenario = plan.scenario;
    let histories = ran.summary.histories;
    let mut text = format!(
        "{}: {} to {}, {}, seed {}\n{changed}\n",
        scenario.name,
        scenario.start,
        scenario.start.plus(scenario.months - 1),
        match (plan.still, histories) {
            (true, _) => "one history without chance".into(),
            (false, 1) => "1 history".into(),
            _ => format!("{histories} histories"),
        },
        scenario.seed,
    );
    let bands = doubt.known.and_then(|known| known.outcomes_of(&plan.scenario_hash()));
    let over = bands.map_or(["", ""], |_| ["over plausible numbers", "5 % to 95 % of worlds"]);
    let mut line = |cells: [&str; 5], seen: &str| {
        let [words, mean, interval, histories, numbers] = cells;
        let line = format!("{words:34} {mean:>12}  {interval:25}  {histories:25}  {numbers:25}{seen}");
        let _ = writeln!(text, "{}", line.trim_end());
    };
    let centred = |words: &str| format!("{words:^25}");
    line(["", "", &centred("luck alone"), &centred("luck alone"), &centred(over[0])], "");
    line(["", "mean", &centred("95 % interval of mean"), &centred("5 % to 95 % of histories"), &centred(over[1])], "");
    for (name, words) in headlines() {
        let Some(index) = ran.outcomes.iter().position(|outcome| outcome.name == name) else { continue };
        let moments = &ran.summary.outcomes[index];
        let mean = moments.mean().map_or("never".into(), number);
        let quantiles = ran.summary.outcome_quantiles(index).map(|[low, _, high]| (low, high));
        let band = bands.and_then(|bands| Band::of(bands, name)).map(|band| (band.p05, band.p95));
        let seen = match moments.count {
            count if count < histories && count > 0 => format!("  (in {count} of {histories})"),
            _ => String::new(),
        };
        line([words, &mean, &range(moments.interval()), &range(quantiles), &range(band)], &seen);
    }
    doubt.told(&mut text);
    what_it_is(&mut text);
    where_it_is(&mut text, files, out);
    text
}

/// Two ends.
fn range(pair: Option<(f64, f64)>) -> String {
    pair.map_or(String::new(), |(low, high)| format!("{:>11} to {:>10}", number(low), number(high)))
}

/// Ends what is shown of results: what they are.
pub fn what_it_is(text: &mut String) {
    let _ = writeln!(text, "\n{WHAT_IT_IS}");
}

/// And where they are.
pub fn where_it_is(text: &mut String, written: &[Written], out: &Path) {
    let names = tables(written);
    let _ = writeln!(text, "Results in {}{}{names}", out.display(), if names.is_empty() { "" } else { ": " });
}

/// The file of a table among those written.
pub fn file<'a>(written: &'a [Written], table: &'a str) -> &'a str {
    let mut names = written.iter().map(|file| file.name.as_str());
    names.find(|name| table_of(name) == Some(table)).unwrap_or(table)
}

/// The tables and the workbook among the files written.
fn tables(written: &[Written]) -> String {
    let is_table = |name: &&str| table_of(name).is_some() || *name == WORKBOOK;
    let names: Vec<&str> = written.iter().map(|file| file.name.as_str()).filter(is_table).collect();
    names.join(", ")
}

/// A number as a person reads it: thousands apart, or three decimals; small ones with two more.
pub fn number(value: f64) -> String {
    if value != 0.0 && value.abs() < 0.01 {
        return format!("{value:.5}");
    }
    if value.abs() < 1000.0 {
        return format!("{value:.3}");
    }
    let digits = format!("{:.0}", value.abs());
    let mut grouped = String::new();
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    if value < 0.0 { format!("-{grouped}") } else { grouped }
}

/// The same with its sign.
pub fn signed(value: f64) -> String {
    let shown = number(value);
    if value > 0.0 { format!("+{shown}") } else { shown }
}
