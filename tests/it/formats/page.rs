//! What the page to play with asks its engine.

use intsoc::explorer::Explorer;
use serde_json::{Value as Json, json};

use super::known;
use intsoc::scenario::source::Size;

/// Histories of a request, and plausible worlds: as many as take a few milliseconds.
const FEW: u64 = 4;

/// Questions of an input.
const QUESTIONS: usize = 8;

/// Questions, one in a line, in JSON. What the engine answered last comes beside the next, as histories do; what follows a byte of
/// zeros changes that.
pub fn explorer(bytes: &[u8]) {
    let end = bytes.iter().position(|byte| *byte == 0).unwrap_or(bytes.len());
    let (questions, changes) = (String::from_utf8_lossy(&bytes[..end]), bytes.get(end + 1..).unwrap_or_default());
    let mut explorer = Explorer::default();
    explorer.ask(&opens(), &[]);
    let mut last: Vec<u8> = Vec::new();
    for question in questions.lines().take(QUESTIONS) {
        let beside = changed(&last, changes);
        let (said, given) = explorer.ask(&within_reach(question, beside.len()), &beside);
        assert!(said.is_object(), "{said}");
        if let Some(problems) = said.get("problems") {
            assert!(problems.as_str().is_some_and(|told| !told.is_empty() && told.len() < 100_000), "{said}");
        }
        if !given.is_empty() {
            last = given;
        }
    }
}

/// Bytes with others in the place of some: where, as two bytes, then eight. After one more byte of zeros all are others.
fn changed(bytes: &[u8], changes: &[u8]) -> Vec<u8> {
    if let [0, other @ ..] = changes {
        return other.to_vec();
    }
    let mut bytes = bytes.to_vec();
    for [high, low, other @ ..] in changes.as_chunks::<10>().0 {
        let at = usize::from(u16::from_be_bytes([*high, *low])).min(bytes.len());
        let end = (at + other.len()).min(bytes.len());
        bytes[at..end].copy_from_slice(&other[..end - at]);
    }
    bytes
}

/// The question with which a page begins.
fn opens() -> String {
    let text = |name: &std::path::Path| {
        let text = known::FILES.read(name, Size::OF_A_SCENARIO).expect("it is there");
        (name.display().to_string(), text)
    };
    let files: std::collections::BTreeMap<String, String> = known::FILES.names().map(text).collect();
    json!({ "ask": "open", "files": files }).to_string()
}

/// A question with numbers of histories and of worlds that take no time; those that are refused at once stay. Where it says no
/// lengths of what comes beside it, it is one part.
fn within_reach(question: &str, beside: usize) -> String {
    let Ok(mut asked) = serde_json::from_str::<Json>(question) else { return question.into() };
    for key in ["count", "points"] {
        if let Some(number) = asked.get(key).and_then(Json::as_u64).filter(|number| *number < 1 << 32) {
            asked[key] = number.min(FEW).into();
        }
    }
    if asked.get("lengths").and_then(Json::as_array).is_some_and(Vec::is_empty) {
        asked["lengths"] = json!([beside]);
    }
    asked.to_string()
}
