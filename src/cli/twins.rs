//! `--with`: twins of the base without a file of their own.

use super::failure::Failure;
use super::out::{short, spaceless};
use crate::scenario::problem::did_you_mean;
use crate::scenario::source::{Node, Value};
use crate::scenario::{Mechanism, Override, Place};

/// A twin of the base: what it is called, and what it changes.
#[derive(Clone, Debug)]
pub struct Twin {
    /// Its name in the tables: its changes as they were given.
    pub name: String,
    /// The changes, the last of which is its name as a scenario.
    pub overrides: Vec<Override>,
    /// The changes as keys of a scenario file.
    pub keys: String,
}

/// Reads `off=MECHANISM`, `PATH=VALUE`, or several of both with commas between them.
///
/// # Errors
/// When a part is neither.
pub fn twin(text: &str) -> Result<Twin, Failure> {
    let wrong = |why: String| Failure::Input(format!("--with {text}: {why}"));
    let (mut off, mut overrides, mut said) = (Vec::new(), Vec::new(), Vec::new());
    for part in parts(text) {
        match part.split_once('=').map(|(path, value)| (path.trim(), value.trim())) {
            None => {
                return Err(wrong(format!(
                    "{part:?} is neither off=MECHANISM nor PATH=VALUE\n  for example --with off=veto --with target.resolve=0.1,leadership.cost=0.2; decimals are written with a point"
                )));
            }
            Some(("off", name)) => match Mechanism::ALL.into_iter().find(|mechanism| mechanism.name() == name) {
                Some(mechanism) => {
                    off.push(mechanism);
                    said.push(format!("{name} off"));
                }
                None => {
                    let known = Mechanism::ALL.map(Mechanism::name);
                    return Err(wrong(format!("there is no mechanism {name}\n  {}", did_you_mean(name, known))));
                }
            },
            Some((path, value)) => {
                let change = Override::read(part, "--with")?;
                said.push(format!("{path} = {value}"));
                overrides.push(change);
            }
        }
    }
    let mut keys: Vec<String> =
        overrides.iter().map(|change: &Override| format!("{} = {}", change.path, change.value.shown())).collect();
    if !off.is_empty() {
        let names: Vec<String> = off.iter().map(|mechanism| format!("{:?}", mechanism.name())).collect();
        keys.push(format!("scenario = {{ off = [{}] }}", names.join(", ")));
        overrides.push(Override::off(&off));
    }
    let place = Place::whole("--with");
    overrides.push(Override::new("scenario.name", Node { value: Value::Text(said.join(", ")), place }));
    let name: String = parts(text).iter().map(|part| spaceless(part)).collect::<Vec<_>>().join(",");
    Ok(Twin { name: short(&name), overrides, keys: keys.join(", ") })
}

/// Parts between commas that stand in no list, no table and no quotes.
fn parts(text: &str) -> Vec<&str> {
    let (mut depth, mut within, mut begin, mut parts) = (0_i32, None, 0, Vec::new());
    for (at, letter) in text.char_indices() {
        match (within, letter) {
            (Some(quote), _) if quote == letter => within = None,
            (Some(_), _) => {}
            (None, '"' | '\'') => within = Some(letter),
            (None, '[' | '{') => depth += 1,
            (None, ']' | '}') => depth -= 1,
            (None, ',') if depth <= 0 => {
                parts.push(text[begin..at].trim());
                begin = at + 1;
            }
            _ => {}
        }
    }
    parts.push(text[begin..].trim());
    parts
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn commas_part_what_is_changed_but_not_lists() {
        assert_eq!(parts("off=veto, a.b = [1, 2],c={x=1,y='a,b'}"), ["off=veto", "a.b = [1, 2]", "c={x=1,y='a,b'}"]);
        assert_eq!(parts("off=veto"), ["off=veto"]);
    }

    #[test]
    fn a_twin_is_called_after_what_it_changes() {
        let twin = twin("off=veto, target.resolve = 0.1").expect("a twin");
        assert_eq!(twin.name, "off=veto,target.resolve=0.1");
        assert_eq!(twin.keys, "target.resolve = 0.1, scenario = { off = [\"veto\"] }");
        let name = twin.overrides.last().expect("its name");
        assert_eq!(
            (name.path.as_str(), name.value.as_text()),
            ("scenario.name", Some("veto off, target.resolve = 0.1"))
        );
    }

    #[test]
    fn what_is_no_change_is_refused_in_words() {
        let why = |text: &str| twin(text).expect_err(text).shown();
        assert!(why("off=vetoo").contains("--with off=vetoo: there is no mechanism vetoo"), "{}", why("off=vetoo"));
        assert!(why("target.resolve=0,3").contains("decimals are written with a point"));
        assert!(why("").contains("is neither off=MECHANISM nor PATH=VALUE"));
    }
}
