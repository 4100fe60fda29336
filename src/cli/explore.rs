//! `intsoc explore [SCENARIO]`: a page to play with, in one file.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use clap::Args;

use super::failure::Failure;
use super::kept;
use super::report::{spare, unwritable};
use super::say::{print, say, say_notes};
use crate::explorer::page::{self, Subject};
use crate::files::{self, Made};
use crate::scenario::{Loaded, Sources};
use crate::study::robust::Hashes;

/// What `intsoc explore` can be told.
#[derive(Debug, Args)]
pub struct ExploreArgs {
    /// Scenario file (TOML) that the page opens with
    #[arg(default_value = "scenarios/baseline.toml")]
    scenario: PathBuf,
    /// Where the page goes; a page from before is replaced
    #[arg(long, value_name = "FILE", default_value = "explore.html")]
    out: PathBuf,
    /// Do not open it in a browser
    #[arg(long)]
    no_open: bool,
}

/// Folders beside a scenario whose files a page offers, too.
const OFFERED: [&str; 4] = ["rivals", "counterfactuals", "cases", "variants"];

/// Most files of a page: no project has more, and a page has to be loaded.
const MOST_FILES: usize = 500;

/// Writes the page, and opens it.
pub fn explore(args: &ExploreArgs) -> Result<(), Failure> {
    let subject = subject(&args.scenario)?;
    spare(&args.out)?;
    let page = subject.page();
    // A page for a static host goes into a folder that is made for it.
    let folder = args.out.parent().unwrap_or(Path::new(""));
    let _made = Made::make(folder).map_err(|error| unwritable(folder, &error))?;
    files::write(&args.out, page.as_bytes()).map_err(|error| unwritable(&args.out, &error))?;
    for stale in page::stale(Path::new(env!("CARGO_MANIFEST_DIR"))).iter().take(1) {
        say(&format!(
            "note: the engine of the page was built before {stale}: it may give other numbers than this program\n  src/explorer/build builds it anew"
        ));
    }
    print(&format!(
        "Page in {} ({:.1} MB): it needs no network and no server, and can be handed on as it is\n",
        args.out.display(),
        page.len() as f64 / 1e6
    ));
    if !args.no_open && !open(&args.out) {
        print("Open it in a browser.\n");
    }
    Ok(())
}

/// What the page is about: the scenario with all that it extends, and what stands in the folders beside any of these
/// files.
fn subject(scenario: &Path) -> Result<Subject, Failure> {
    let sources = Sources::disk().keeping();
    let loaded = Loaded::alone(&sources, scenario, &[])?;
    say_notes(&loaded.scenario.notes);
    let chain: Vec<PathBuf> = sources.kept().into_keys().map(PathBuf::from).collect();
    let mut found: Vec<PathBuf> = chain.clone();
    let folders: BTreeSet<&Path> = chain.iter().filter_map(|file| file.parent()).collect();
    for folder in folders {
        for offered in OFFERED {
            let folder = folder.join(offered);
            // In one order on every disk: of too many the same ones are left out.
            let files = files::within(&folder).map_err(|error| kept::unseen(&folder, &error))?;
            found.extend(files.into_iter().filter(|path| path.extension().is_some_and(|end| end == "toml")));
        }
    }
    if let Some(first) = found.get(MOST_FILES) {
        let more = found.len() - MOST_FILES;
        say_notes(&[format!(
            "the page offers {MOST_FILES} files: {} and {} more are left out",
            first.display(),
            more - 1
        )]);
    }
    let mut texts: BTreeMap<PathBuf, String> = BTreeMap::new();
    let mut hashes = vec![Hashes::of(&loaded.scenario, loaded.tree())];
    for file in found.iter().take(MOST_FILES) {
        // What one of them extends comes with it; one that is no scenario is left out, and that is said.
        let reading = Sources::disk().keeping();
        let is_of_it = chain.contains(file);
        match Loaded::alone(&reading, file, &[]) {
            Ok(offered) => hashes.push(Hashes::of(&offered.scenario, offered.tree())),
            Err(problems) if problems.are_of_the_disk() => return Err(problems.into()),
            Err(problems) if !is_of_it => {
                let first = problems.0.first().map(|problem| format!("\n{problem}").replace('\n', "\n  "));
                say_notes(&[format!("the page does not offer {}{}", file.display(), first.unwrap_or_default())]);
                continue;
            }
            Err(_) => {}
        }
        texts.extend(reading.kept().into_iter().map(|(name, text)| (whole(Path::new(&name)), text)));
    }
    let top = common(texts.keys());
    let named = |path: &Path| {
        let parts = path.strip_prefix(&top).unwrap_or(path).components();
        parts.map(|part| part.as_os_str().to_string_lossy().into_owned()).collect::<Vec<_>>().join("/")
    };
    Ok(Subject {
        scenario: named(&whole(scenario)),
        plausible: kept::find(&sources, &hashes)?.map(|known| known.to_json()),
        files: texts.iter().map(|(path, text)| (named(path), text.clone())).collect(),
    })
}

/// A path from the root on. A file that is a link keeps its own name and folder: what it extends is looked for there.
fn whole(path: &Path) -> PathBuf {
    let folder = path.parent().filter(|folder| *folder != Path::new("")).unwrap_or(Path::new("."));
    match (folder.canonicalize(), path.file_name()) {
        (Ok(folder), Some(name)) => folder.join(name),
        _ => path.to_path_buf(),
    }
}

/// The folder above the lowest that all files share: names on the page begin with that one's.
fn common<'a>(files: impl Iterator<Item = &'a PathBuf>) -> PathBuf {
    let folders = files.filter_map(|file| file.parent().map(Path::to_path_buf));
    let shared = folders.reduce(|one, other| {
        one.ancestors().find(|above| other.starts_with(above)).unwrap_or(Path::new("")).to_path_buf()
    });
    shared.as_deref().and_then(Path::parent).unwrap_or(Path::new("")).to_path_buf()
}

/// Opens a file in whatever opens pages here, if there is something that does.
fn open(file: &Path) -> bool {
    let opener = match () {
        () if cfg!(windows) => "explorer",
        () if cfg!(target_os = "macos") => "open",
        () => "xdg-open",
    };
    let silent =
        Command::new(opener).arg(file).stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null()).spawn();
    silent.is_ok()
}
