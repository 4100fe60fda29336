//! The small file in which bands over plausible numbers are kept, beside the scenario they are of: later runs find it there.

use std::ffi::OsStr;
use std::io;
use std::path::{Path, PathBuf};

use super::failure::Failure;
use crate::files;
use crate::scenario::source::Size;
use crate::scenario::{Loaded, Problems, Sources};
use crate::study::robust::{FEWEST_POINTS, Hashes, Plausible};

/// What its name ends with.
const ENDING: &str = ".plausible.json";

/// The most that is read of one.
const SIZE: Size = Size { bytes: 1 << 20, what: "a file of bands over plausible numbers" };

/// The most such files that are looked at in a folder.
const MOST: usize = 100;

/// What is known of scenarios over plausible numbers: looked up in the folders of their files, which `sources` kept. One
/// about more of them counts for more, then one of more points.
///
/// # Errors
/// When such a file, or a folder of them, is there and cannot be read.
pub fn find(sources: &Sources, scenarios: &[Hashes]) -> Result<Option<Plausible>, Failure> {
    let mut folders: Vec<PathBuf> = sources.kept().keys().filter_map(|file| folder_of(Path::new(file))).collect();
    folders.dedup();
    let mut known = Vec::new();
    for folder in &folders {
        for file in beside(folder)? {
            known.extend(read(&file)?.and_then(|known| known.about(scenarios)));
        }
    }
    Ok(known.into_iter().max_by_key(|known| (known.worlds.len() + usize::from(known.is_of(scenarios)), known.points)))
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
    match Loaded::alone(&Sources::disk(), scenario, &[]) {
        Ok(read) if plausible.is_of(&[Hashes::of(&read.scenario, read.tree())]) => {}
        Err(problems) if problems.are_of_the_disk() => return Err(problems.to_string()),
        _ => return Err(format!("it was changed from what {} says", scenario.display())),
    }
    let mut name = scenario.file_stem().unwrap_or_default().to_os_string();
    name.push(ENDING);
    let file = scenario.with_file_name(name);
    let unwritten = |error| format!("{}: cannot be written: {error}", file.display());
    // Another command that keeps bands of other worlds there reads them before this one, or after it.
    let turn = files::Turn::at(&file).map_err(unwritten)?;
    let earlier = read(&file).map_err(|problems| problems.to_string())?;
    let unknown = |error| format!("{}: cannot be looked at: {error}", file.display());
    if earlier.is_none() && files::stands(&file).map_err(unknown)? {
        return Err(format!("{} is there already, and holds no bands of intsoc: move it away", file.display()));
    }
    let kept = earlier.into_iter().fold(plausible.clone(), Plausible::with_worlds_of);
    let text = format!("{:#}\n", kept.to_json());
    turn.write(text.as_bytes()).map_err(unwritten)?;
    Ok(file)
}

/// A file of bands; none where it is torn, too large, or somebody else's, or is not there.
fn read(file: &Path) -> Result<Option<Plausible>, Problems> {
    match Sources::disk().read(file, SIZE) {
        Ok(text) => Ok(serde_json::from_str(&text).ok().as_ref().and_then(Plausible::from_json)),
        Err(problem) if problem.unread => Err(problem.into()),
        Err(_) => Ok(None),
    }
}

fn folder_of(file: &Path) -> Option<PathBuf> {
    let folder = file.parent()?;
    Some(if folder.as_os_str().is_empty() { PathBuf::from(".") } else { folder.to_path_buf() })
}

/// The files of bands in a folder, by name; none where nobody may look into it, although its files can be read.
fn beside(folder: &Path) -> Result<Vec<PathBuf>, Failure> {
    let ends = |name: &OsStr| name.to_str().is_some_and(|name| name.ends_with(ENDING));
    let mut found = match files::within(folder) {
        Err(error) if error.kind() == io::ErrorKind::PermissionDenied => vec![],
        found => found.map_err(|error| unseen(folder, &error))?,
    };
    found.retain(|file| file.file_name().is_some_and(ends));
    found.truncate(MOST);
    Ok(found)
}

/// What is said of a folder that is there and cannot be looked at.
pub fn unseen(folder: &Path, error: &io::Error) -> Failure {
    let folder = folder.display();
    Failure::Input(format!("{folder}: cannot be looked at: {error}\n  what stands in it counts: check its permissions"))
}
