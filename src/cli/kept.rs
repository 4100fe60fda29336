//! The small file in which bands over plausible numbers are kept, beside the scenario they are of: later runs find it there.

use std::ffi::OsStr;
use std::path::{Path, PathBuf};

use crate::files;
use crate::scenario::source::Size;
use crate::scenario::{Loaded, Sources};
use crate::study::robust::{FEWEST_POINTS, Hashes, Plausible};

/// What its name ends with.
const ENDING: &str = ".plausible.json";

/// The most that is read of one.
const SIZE: Size = Size { bytes: 1 << 20, what: "a file of bands over plausible numbers" };

/// The most such files that are looked at in a folder.
const MOST: usize = 100;

/// What is known of scenarios over plausible numbers: looked up in the folders of their files, which `sources` kept. One
/// about more of them counts for more, then one of more points.
pub fn find(sources: &Sources, scenarios: &[Hashes]) -> Option<Plausible> {
    let mut folders: Vec<PathBuf> = sources.kept().keys().filter_map(|file| folder_of(Path::new(file))).collect();
    folders.dedup();
    let files = folders.iter().flat_map(|folder| beside(folder));
    let known = files.filter_map(|file| read(&file)?.about(scenarios));
    known.max_by_key(|known| (known.worlds.len() + usize::from(known.is_of(scenarios)), known.points))
}

/// Keeps bands beside the file of the scenario on trial, and says where; or says why they are not kept.
///
/// # Errors
/// In words, when they are not kept.
pub fn keep(plausible: Option<&Plausible>, scenario: Option<&PathBuf>) -> Result<PathBuf, String> {
    let (Some(plausible), Some(scenario)) = (plausible, scenario) else {
        return Err("something else is varied than the numbers' own ranges".into());
    };
    if plausible.points < FEWEST_POINTS {
        return Err(format!("{} plausible worlds ran, and it takes {FEWEST_POINTS}", plausible.points));
    }
    if !plausible.whole {
        return Err(format!("only {} were drawn, not all that have a range", plausible.drawn));
    }
    let as_it_is = Loaded::alone(&Sources::disk(), scenario, &[]).map(|read| Hashes::of(&read.scenario, read.tree()));
    if !as_it_is.is_ok_and(|hashes| plausible.is_of(&[hashes])) {
        return Err(format!("it was changed from what {} says", scenario.display()));
    }
    let mut name = scenario.file_stem().unwrap_or_default().to_os_string();
    name.push(ENDING);
    let file = scenario.with_file_name(name);
    let earlier = read(&file);
    let unknown = |error| format!("{}: cannot be looked at: {error}", file.display());
    if earlier.is_none() && files::stands(&file).map_err(unknown)? {
        return Err(format!("{} is there already, and holds no bands of intsoc: move it away", file.display()));
    }
    let kept = earlier.into_iter().fold(plausible.clone(), Plausible::with_worlds_of);
    let text = format!("{:#}\n", kept.to_json());
    files::write(&file, text.as_bytes()).map_err(|error| format!("{}: cannot be written: {error}", file.display()))?;
    Ok(file)
}

/// A file of bands; none where it is torn, too large, or somebody else's.
fn read(file: &Path) -> Option<Plausible> {
    let text = Sources::disk().read(file, SIZE).ok()?;
    Plausible::from_json(&serde_json::from_str(&text).ok()?)
}

fn folder_of(file: &Path) -> Option<PathBuf> {
    let folder = file.parent()?;
    Some(if folder.as_os_str().is_empty() { PathBuf::from(".") } else { folder.to_path_buf() })
}

/// The files of bands in a folder, by name.
fn beside(folder: &Path) -> Vec<PathBuf> {
    let ends = |name: &OsStr| name.to_str().is_some_and(|name| name.ends_with(ENDING));
    let entries = std::fs::read_dir(folder).into_iter().flatten().flatten().map(|entry| entry.path());
    let mut found: Vec<PathBuf> = entries.filter(|file| file.file_name().is_some_and(ends)).collect();
    found.sort();
    found.truncate(MOST);
    found
}
