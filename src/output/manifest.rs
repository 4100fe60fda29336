//! What manifests hold.

use std::borrow::Cow;

use serde_json::Value as Json;

use super::names::MANIFEST;
use crate::scenario::{self, Place, Scenario, sha256};

/// SHA-256 in hexadecimal of what a manifest says, but for this checksum itself.
pub fn checksum(manifest: &Json) -> String {
    let mut rest = Cow::Borrowed(manifest);
    if manifest.get("checksum").is_some() {
        rest.to_mut().as_object_mut().map(|rest| rest.shift_remove("checksum"));
    }
    sha256(&serde_json::to_vec(&*rest).expect("JSON is text"))
}

/// The scenario that results are of, as their manifest keeps it: of a comparison the base, of a sweep the first.
pub fn scenario_of(manifest: &Json) -> Option<&Json> {
    let first = &manifest["scenarios"][0];
    let known = [&manifest["resolved_scenario"], &first["resolved_scenario"], &first["tree"]];
    known.into_iter().find(|scenario| scenario.is_object())
}

/// A scenario as a manifest keeps it.
///
/// # Errors
/// When it is none, in words.
pub fn frozen(json: &Json) -> Result<Scenario, String> {
    let root = scenario::kept(json, &Place::whole(MANIFEST));
    scenario::freeze(root, vec![]).map_err(|problems| problems.to_string())
}
