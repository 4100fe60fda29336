//! Who led.

use super::super::picture::{self, Figure, Interval, Intervals};
use super::percent;
use crate::statistics::tiers::tiers;

/// How long a state led.
#[derive(Clone, Debug)]
pub struct Led {
    /// What it is called.
    pub name: String,
    /// Share of months in which it led, mean over histories.
    pub share: f64,
    /// The 95 % interval of that mean.
    pub range: Option<(f64, f64)>,
}

/// States that lead for a smaller share of months are not shown where others lead more: in the picture they would all
/// stand at 0.
const LITTLE: f64 = 0.005;

/// The states that led, in groups that overlap with no other; nothing where nobody did.
pub fn leaders(states: impl IntoIterator<Item = Led>, histories: u64) -> Option<Figure> {
    let led = states.into_iter().filter(|state| state.share > 0.0);
    let interval = |Led { name, share, range }| Interval { name, value: share, range, apart: None, parted: false };
    let mut states: Vec<Interval> = led.map(interval).collect();
    if states.is_empty() {
        return None;
    }
    let all = states.len();
    if states.iter().any(|state| state.value >= LITTLE) {
        states.retain(|state| state.value >= LITTLE);
    }
    let range = |state: &Interval| state.range.unwrap_or((state.value, state.value));
    let mut rows = Vec::new();
    for (group, tier) in tiers(&states.iter().map(range).collect::<Vec<_>>()).into_iter().enumerate() {
        for (place, index) in tier.into_iter().enumerate() {
            rows.push(Interval { parted: group > 0 && place == 0, ..states[index].clone() });
        }
    }
    let left_out = match all - rows.len() {
        0 => String::new(),
        more => format!("; {more} more led in less than {} of months", percent(LITTLE)),
    };
    let what = if histories == 1 { "One history" } else { "Means over histories with 95 % intervals of luck alone" };
    let note = format!(
        "{what}. Dotted lines part groups whose intervals do not overlap; within a group the order is the scenario's{left_out}"
    );
    let (title, unit) = ("Who led".into(), "share of months".into());
    Some(picture::intervals(&Intervals { title, unit, note, rows, line: None }))
}
