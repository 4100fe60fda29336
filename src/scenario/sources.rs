//! Where files come from: a disk, or texts that are given.
//!
//! A page, or another program, has no disk to read from: it gives the texts of all files by name, and they extend one
//! another as files do.

use std::collections::BTreeMap;
#[cfg(feature = "files")]
use std::io::Read;
use std::path::{Component, MAIN_SEPARATOR, Path, PathBuf};
use std::sync::{Arc, Mutex};

#[cfg(feature = "files")]
use super::foreign;
use super::problem::{Place, Problem};
use super::source::Size;
#[cfg(feature = "files")]
use super::text;

/// Where files come from.
#[derive(Clone, Debug)]
pub struct Sources {
    /// Texts by name; none for the disk.
    texts: Option<Arc<BTreeMap<PathBuf, Arc<str>>>>,
    /// What was read, where that is asked for.
    kept: Option<Arc<Mutex<BTreeMap<String, String>>>>,
}

impl Sources {
    /// The disk.
    #[cfg(feature = "files")]
    pub fn disk() -> Self {
        Self { texts: None, kept: None }
    }

    /// Texts by the names of their files. A name that another file gives is relative to that file, as on a disk.
    pub fn of<N: AsRef<Path>>(texts: impl IntoIterator<Item = (N, String)>) -> Self {
        let texts = texts.into_iter().map(|(name, text)| (plain(name.as_ref()), text.into()));
        Self { texts: Some(Arc::new(texts.collect())), kept: None }
    }

    /// These texts and one more, in place of one of the same name.
    #[must_use]
    pub fn with(&self, name: impl AsRef<Path>, text: String) -> Self {
        let mut texts = self.texts.as_deref().cloned().unwrap_or_default();
        texts.insert(plain(name.as_ref()), text.into());
        Self { texts: Some(Arc::new(texts)), kept: self.kept.clone() }
    }

    /// The names of the texts.
    pub fn names(&self) -> impl Iterator<Item = &Path> {
        self.texts.iter().flat_map(|texts| texts.keys().map(PathBuf::as_path))
    }

    /// The same, and every text that is read is kept: whoever is given these texts reads the same.
    #[must_use]
    pub fn keeping(&self) -> Self {
        Self { texts: self.texts.clone(), kept: Some(Arc::default()) }
    }

    /// The texts that were read so far, by the names of their files; none unless they are [kept](Self::keeping).
    pub fn kept(&self) -> BTreeMap<String, String> {
        let kept = self.kept.as_ref().and_then(|kept| kept.lock().ok().map(|kept| kept.clone()));
        kept.unwrap_or_default()
    }

    /// Reads a file as text, refusing what is not a readable text file of sensible size. What is [kept](Self::keeping) is read
    /// from the disk once.
    ///
    /// # Errors
    /// When it cannot be read, is larger than `size` allows, or is not UTF-8.
    pub fn read(&self, path: &Path, size: Size) -> Result<String, Problem> {
        let Some(kept) = &self.kept else { return self.text(path, size) };
        let name = slashed(path);
        let known = kept.lock().ok().and_then(|kept| kept.get(&name).cloned());
        if let Some(text) = known.filter(|text| text.len() as u64 <= size.bytes) {
            return Ok(text);
        }
        let text = self.text(path, size)?;
        if let Ok(mut kept) = kept.lock() {
            kept.insert(name, text.clone());
        }
        Ok(text)
    }

    fn text(&self, path: &Path, size: Size) -> Result<String, Problem> {
        let Some(texts) = &self.texts else { return on_disk(path, size) };
        let problem = |message: &str, remedy: &str| {
            Problem::new(&Place::whole(&path.display().to_string()), "", message).remedy(remedy)
        };
        match texts.get(&plain(path)) {
            None => Err(problem("is not among the files that were given", "give its text by this name")),
            Some(text) if text.len() as u64 > size.bytes => {
                let most = format!("{} has at most {} MiB", size.what, size.bytes >> 20);
                Err(problem(&format!("has {} bytes", text.len()), &most))
            }
            Some(text) => Ok(text.to_string()),
        }
    }

    /// One path for all names of the same file.
    pub fn identity(&self, path: &Path) -> PathBuf {
        match self.texts {
            Some(_) => plain(path),
            None => path.canonicalize().unwrap_or_else(|_| path.to_path_buf()),
        }
    }
}

/// The name of a file as results say it: with `/` on every system, so that what one system wrote another reads.
pub fn slashed(path: &Path) -> String {
    with_slashes(&path.display().to_string(), MAIN_SEPARATOR)
}

fn with_slashes(name: &str, separator: char) -> String {
    name.replace(separator, "/")
}

/// A path without `.` and `..`, as far as that can be told from the name.
fn plain(path: &Path) -> PathBuf {
    let mut plain = PathBuf::new();
    for part in path.components() {
        match part {
            Component::CurDir => {}
            Component::ParentDir if plain.file_name().is_some() => drop(plain.pop()),
            part => plain.push(part),
        }
    }
    plain
}

#[cfg(not(feature = "files"))]
fn on_disk(path: &Path, _: Size) -> Result<String, Problem> {
    let place = Place::whole(&path.display().to_string());
    Err(Problem::new(&place, "", "is on no disk that this program can read").remedy("give its text by this name"))
}

#[cfg(feature = "files")]
fn on_disk(path: &Path, size: Size) -> Result<String, Problem> {
    let shown = path.display().to_string();
    let place = Place::whole(&shown);
    let problem = |message: String, remedy: &str| Problem::new(&place, "", message).remedy(remedy);
    let metadata = std::fs::metadata(path).map_err(|error| match error.kind() {
        std::io::ErrorKind::NotFound => missing(path, &place),
        _ => problem(format!("cannot be read: {error}"), "check the name and the folder you are in").of_the_disk(),
    })?;
    if !metadata.is_file() {
        return Err(problem("is not a file".into(), "name a scenario file such as scenarios/baseline.toml"));
    }
    let most = format!("{} has at most {} MiB", size.what, size.bytes >> 20);
    if metadata.len() > size.bytes {
        return Err(problem(format!("has {} bytes", metadata.len()), &most));
    }
    // A file may grow while it is read, as a log does: it is not read beyond its limit.
    let mut bytes = Vec::new();
    std::fs::File::open(path)
        .and_then(|file| file.take(size.bytes + 1).read_to_end(&mut bytes))
        .map_err(|error| problem(format!("cannot be read: {error}"), "check its permissions").of_the_disk())?;
    if bytes.len() as u64 > size.bytes {
        return Err(problem("grows while it is read".into(), &most));
    }
    if let Some(what) = foreign::of_bytes(&bytes, path) {
        let is_table = [Size::OF_FACTS, Size::OF_POINTS].contains(&size);
        let remedy = if is_table { "save the sheet that is meant as CSV" } else { foreign::WANTED };
        return Err(problem(format!("is {what}, and no text"), remedy));
    }
    String::from_utf8(bytes)
        .map_err(|error| problem(format!("is not UTF-8 text: {error}"), "save it as UTF-8 in a text editor"))
}

/// A file that is not there, with the one that may be meant.
#[cfg(feature = "files")]
fn missing(path: &Path, place: &Place) -> Problem {
    let remedy = match foreign::nearest_file(path) {
        Some(near) => format!("did you mean `{}`?", text::line(&near.display().to_string(), 300)),
        None => "check the name and the folder you are in".into(),
    };
    Problem::new(place, "", "cannot be read: there is no such file").remedy(remedy)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scenario;

    #[test]
    fn a_file_has_the_same_name_in_results_on_every_system() {
        for (separator, name) in
            [('/', "sweeps/../a b.toml"), ('\\', "sweeps\\../a b.toml"), ('\\', "sweeps\\..\\a b.toml")]
        {
            assert_eq!(with_slashes(name, separator), "sweeps/../a b.toml");
        }
        // Elsewhere than on Windows it is a sign like any other.
        assert_eq!(with_slashes("a\\b.toml", '/'), "a\\b.toml");
    }

    #[test]
    fn texts_extend_one_another_as_files_do() {
        let base = include_str!("../../scenarios/minimal.toml").to_string();
        let weak = "extends = \"../minimal.toml\"\n[set]\n\"target.resolve\" = 0.1\n".to_string();
        let sources = Sources::of([("minimal.toml", base), ("below/./weak.toml", weak)]);
        let load = |name: &str| scenario::load_from(&sources, Path::new(name), &[]);
        let weak = load("below/weak.toml").unwrap_or_else(|problems| panic!("{problems}"));
        assert_eq!(*weak.epochs[0].parameters.target.resolve, 0.1);
        assert!(scenario::hash(&weak) != scenario::hash(&load("other/../minimal.toml").expect("it is there")));
        let missing = load("none.toml").expect_err("it is not there").to_string();
        assert!(missing.contains("none.toml") && missing.contains("not among the files"), "{missing}");
        let changed = sources.with("below/../minimal.toml", "extends = \"below/weak.toml\"\n".into());
        assert_eq!(changed.names().collect::<Vec<_>>(), sources.names().collect::<Vec<_>>());
        let text =
            |sources: &Sources| sources.read(Path::new("minimal.toml"), Size::OF_A_SCENARIO).expect("it is there");
        assert!(text(&changed).starts_with("extends") && !text(&sources).starts_with("extends"));
        assert!(sources.identity(Path::new("a/../b")) == sources.identity(Path::new("./b")));
    }
}
