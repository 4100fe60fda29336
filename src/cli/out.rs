//! Where results go that are given no folder.

use std::path::{Path, PathBuf};

use super::args::{Changes, Destination, Seed};
use super::failure::Failure;
use crate::scenario::sha256;

/// The folder for results: the one that was given, or one in `results`.
pub fn folder(to: &Destination, name: &str) -> Result<PathBuf, Failure> {
    to.out.clone().map_or_else(|| results(name), Ok)
}

/// The name of a file without its ending.
pub fn stem(file: &Path) -> String {
    file.file_stem().unwrap_or(file.as_os_str()).to_string_lossy().into_owned()
}

/// A file without its folder, which is of one machine.
pub fn without_folder(file: &str) -> String {
    Path::new(file).file_name().map_or_else(|| file.into(), |name| name.to_string_lossy().into_owned())
}

/// The name of results with what the command line changes: `baseline,target.resolve=0.1`. Every system allows it.
pub fn changed(name: &str, changes: &Changes, seed: Option<&Seed>) -> String {
    let off = changes.off.iter().map(|mechanism| format!("off={}", mechanism.name()));
    let set = changes.set.iter().map(|change| spaceless(change));
    let seed = seed.and_then(|seed| seed.seed).map(|seed| format!("seed={seed}"));
    with(name, &off.chain(set).chain(seed).collect::<Vec<_>>())
}

fn with(name: &str, changes: &[String]) -> String {
    if changes.is_empty() {
        return name.into();
    }
    short(&format!("{name},{}", changes.join(",")))
}

/// A change without the blanks around its `=`.
pub fn spaceless(change: &str) -> String {
    change.split_once('=').map_or_else(|| change.into(), |(path, value)| format!("{}={}", path.trim(), value.trim()))
}

/// Most bytes of the name of a folder: paths of files in it are to stay below the 260 that Windows allows.
const LONGEST: usize = 100;

/// A text as a name that every system allows, and not too long a one. Where letters are replaced or cut, a hash of the whole
/// text ends it, so that two texts have two names.
pub fn short(text: &str) -> String {
    let is_allowed = |letter: char| !r#"<>:"/\|?*"#.contains(letter) && !letter.is_control();
    let allowed: String = text.chars().map(|letter| if is_allowed(letter) { letter } else { '_' }).collect();
    let allowed = allowed.trim_end_matches(['.', ' ']);
    if allowed == text && text.len() <= LONGEST {
        return text.into();
    }
    let hash = &sha256(text.as_bytes())[..8];
    let room = LONGEST.saturating_sub(hash.len() + 1);
    let end = (0..=room.min(allowed.len())).rev().find(|end| allowed.is_char_boundary(*end)).unwrap_or(0);
    format!("{}~{hash}", &allowed[..end])
}

/// Is it a name that Windows keeps for a device, whatever its ending?
fn is_reserved(name: &str) -> bool {
    let stem = name.split('.').next().unwrap_or_default().trim_end().to_ascii_uppercase();
    let numbered = |device: &str| {
        let number = stem.strip_prefix(device).unwrap_or_default();
        ["1", "2", "3", "4", "5", "6", "7", "8", "9", "¹", "²", "³"].contains(&number)
    };
    ["CON", "PRN", "AUX", "NUL", "CONIN$", "CONOUT$"].contains(&stem.as_str()) || numbered("COM") || numbered("LPT")
}

/// The folder for results that are given no other.
///
/// # Errors
/// When the name is none that a folder in `results` can have, as that of a file called `...toml`.
pub fn results(name: &str) -> Result<PathBuf, Failure> {
    let is_name = !name.contains(['/', '\\']) && name.chars().any(|letter| letter != '.' && !letter.is_whitespace());
    if is_name {
        // The folder may be carried to another system than that of the file it is called after.
        let name = short(name);
        return Ok(Path::new("results").join(if is_reserved(&name) { format!("results-{name}") } else { name }));
    }
    Err(Failure::Input(format!("{name:?}: is no name for a folder of results\n  name one with --out")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn results_of_changes_are_called_after_them() {
        let named = |changes: &[&str]| with("baseline", &changes.iter().map(ToString::to_string).collect::<Vec<_>>());
        assert_eq!(named(&[]), "baseline");
        assert_eq!(named(&["off=veto", "target.resolve=0.1"]), "baseline,off=veto,target.resolve=0.1");
    }

    #[test]
    fn every_system_allows_the_name_and_two_changes_have_two_names() {
        let long = "x=1,".repeat(200);
        let umlauts = "ü".repeat(99);
        let texts = ["a*b", "a?b", "a:b", "a.", "a ", "a/b\\c", "a\nb", long.as_str(), umlauts.as_str(), "a_b"];
        let names = texts.map(short);
        for name in &names {
            assert!(name.len() <= LONGEST && !name.contains(['*', '?', ':', '/', '\\', '\n']), "{name}");
            assert!(!name.ends_with(['.', ' ']), "{name}");
        }
        for (at, name) in names.iter().enumerate() {
            assert!(!names[..at].contains(name), "{name}");
        }
    }

    #[test]
    fn names_of_devices_are_left_to_them() {
        assert!(["con", "NUL", "com1", "Lpt9", "aux.x", "com²", "conin$"].into_iter().all(is_reserved));
        assert!(!["console", "com", "com0", "com10", "con,a=1", "baseline"].into_iter().any(is_reserved));
        let folder = |name: &str| results(name).ok().map(|path| path.display().to_string());
        assert_eq!(folder("aux").as_deref(), Some("results/results-aux"));
    }

    #[test]
    fn results_of_a_file_with_a_name_of_one_system_have_one_that_all_allow() {
        let folder = |name: &str| results(name).unwrap().file_name().unwrap().to_string_lossy().into_owned();
        assert_eq!(folder("baseline"), "baseline");
        for name in ["why?", "a:b", "ends.", "x".repeat(200).as_str()] {
            assert_eq!(folder(name), short(name));
            assert_ne!(folder(name), name);
        }
    }
}
