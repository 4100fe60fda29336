//! What several states share, laid under each of them.

use std::collections::BTreeMap;

use super::bounds::MAX_VALUES;
use super::problem::{Problem, did_you_mean, keep};
use super::source::Node;

/// Every state gets a copy of its profile: says so where that is too much.
fn too_much_to_lay(root: &Node) -> Option<Problem> {
    let profiles = root.child("profiles")?;
    let sizes: BTreeMap<&str, usize> =
        profiles.as_table()?.iter().map(|(id, profile)| (id.as_str(), profile.size())).collect();
    let own =
        root.child("states")?.as_table()?.values().filter_map(|state| sizes.get(state.child("profile")?.as_text()?));
    let all = own.sum::<usize>() + root.size();
    let message = format!("with the profiles of all states the scenario has {all} values; at most {MAX_VALUES}");
    (all > MAX_VALUES).then(|| {
        Problem::new(&profiles.place, "profiles", message).remedy("write less into profiles, or make states fewer")
    })
}

/// Lays every state's profile under it, and takes the profiles out of the tree.
pub fn lay_profiles(root: &mut Node, problems: &mut Vec<Problem>) {
    if let Some(problem) = too_much_to_lay(root) {
        problems.push(problem);
        return;
    }
    let profiles = root.as_table_mut().and_then(|table| table.shift_remove("profiles"));
    for (id, profile) in profiles.iter().filter_map(Node::as_table).flatten() {
        if let Some(nested) = profile.child("profile") {
            problems.push(
                Problem::new(&nested.place, format!("profiles.{id}.profile"), "a profile has no profile of its own")
                    .value(nested.shown())
                    .remedy("write its numbers out"),
            );
        }
    }
    let Some(states) = root.as_table_mut().and_then(|table| table.get_mut("states")).and_then(Node::as_table_mut)
    else {
        return;
    };
    for (id, state) in states.iter_mut() {
        let Some(name) = state.child("profile") else { continue };
        let known = profiles.as_ref().and_then(Node::as_table);
        let profile = name.as_text().and_then(|name| known?.get(name));
        match profile {
            Some(profile) => {
                let place = state.place.clone();
                let own = std::mem::replace(state, profile.clone());
                state.merge(own);
                state.place = place;
            }
            None => keep(problems, || {
                Problem::new(&name.place, format!("states.{id}.profile"), "there is no such profile")
                    .value(name.shown())
                    .remedy(did_you_mean(
                        name.as_text().unwrap_or_default(),
                        known.iter().flat_map(|table| table.keys()).map(String::as_str).collect::<Vec<_>>(),
                    ))
            }),
        }
        if let Some(table) = state.as_table_mut() {
            table.shift_remove("profile");
        }
    }
}
