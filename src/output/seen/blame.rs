//! Who blamed whom.

use std::collections::BTreeMap;

use super::super::picture::{self, Figure};
use crate::scenario::labels::Names;

/// States and bodies that are named at most in a picture of blame, beside the target: each has a colour of its own.
const MAX_BLAMED: [usize; 2] = [3, 2];
const OTHER_STATES: &str = "other states";
const OTHER_BODIES: &str = "other bodies";

/// Blame moved in a month, from whom to whom and how much: the target, the states and the bodies that send and receive most,
/// and the others together; nothing where none was. `of_kind` are the parties that are a `state`, or a `body`.
pub fn blame<'a>(
    means: &[(&'a str, &'a str, f64)],
    of_kind: impl Fn(&str) -> Vec<&'a str>,
    names: &Names,
) -> Option<Figure> {
    // There are parties² flows: a party is looked up, not looked for.
    let mut sums: BTreeMap<&str, f64> = BTreeMap::new();
    for (from, to, share) in means {
        for party in [from, to] {
            *sums.entry(party).or_default() += share;
        }
    }
    // The name of each party that is not named itself.
    let mut unnamed: BTreeMap<&str, &str> = BTreeMap::new();
    for ((kind, together), most) in [("state", OTHER_STATES), ("body", OTHER_BODIES)].into_iter().zip(MAX_BLAMED) {
        let own = of_kind(kind).into_iter();
        let mut parties: Vec<(&str, f64)> = own.filter_map(|party| Some((party, *sums.get(party)?))).collect();
        parties.sort_by(|a, b| b.1.total_cmp(&a.1));
        unnamed.extend(parties.into_iter().skip(most).map(|(party, _)| (party, together)));
    }
    let name = |party: &str| unnamed.get(party).map_or_else(|| names.party(party), |together| (*together).into());
    let mut flows: Vec<(String, String, f64)> = Vec::new();
    for (from, to, share) in means {
        let (from, to) = (name(from), name(to));
        match flows.iter_mut().find(|flow| flow.0 == from && flow.1 == to) {
            Some(flow) => flow.2 += *share,
            None => flows.push((from, to, *share)),
        }
    }
    flows.retain(|flow| flow.2 > 1e-6);
    if flows.is_empty() {
        return None;
    }
    let note = "Mean over months and histories, before clarity; senders left, receivers right. Of states the three that move and get most are named, of bodies the two";
    Some(picture::flow("Blame moved", note, &flows, &[OTHER_STATES, OTHER_BODIES]))
}
