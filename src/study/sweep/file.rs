//! Reading sweep files.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use serde_json::Value as Json;

use super::super::patterns::Patterns;
use super::asked::Asked;
use super::factor::{Factor, Levels, Sets};
use super::plan::Sweep;
use super::reader::{Base, Given, Reader};
use super::told::in_world;
use super::written::{self, DesignName, SweepFile};
use crate::scenario::declared::Declared;
use crate::scenario::inherit::Shift;
use crate::scenario::kind::FileKind;
use crate::scenario::problem::keep;
use crate::scenario::source::{Node, Size, Value};
use crate::scenario::{Override, Place, Problem, Problems, Sources, inherit, kept, notes, slashed};

impl Sweep {
    /// Reads a sweep file and the scenarios it names, with changes that hold at every point.
    ///
    /// # Errors
    /// With every problem found.
    #[cfg(feature = "files")]
    pub fn load(file: &Path, overrides: &[Override]) -> Result<Self, Problems> {
        Self::load_from(&Sources::disk(), file, overrides)
    }

    /// The same of files that come from elsewhere.
    ///
    /// # Errors
    /// As [`Sweep::load`].
    pub fn load_from(sources: &Sources, file: &Path, overrides: &[Override]) -> Result<Self, Problems> {
        let text = sources.read(file, Size::OF_A_SWEEP)?;
        load(sources, file, text, overrides)
    }

    /// The same of a text that stands for the file.
    ///
    /// # Errors
    /// As [`Sweep::load`].
    pub fn load_text(sources: &Sources, file: &Path, text: String, overrides: &[Override]) -> Result<Self, Problems> {
        load(sources, file, text, overrides)
    }

    /// A sweep as the manifest of its results keeps it.
    ///
    /// # Errors
    /// When that is not what a sweep wrote.
    pub fn restore(manifest: &Json) -> Result<Self, Problems> {
        let place = Place::whole("manifest.json");
        let garbled =
            || Problems::from(Problem::new(&place, "", "does not hold a sweep").remedy("run the sweep again"));
        let text = |key: &str| manifest[key].as_str().ok_or_else(garbled);
        if let Some(files) = manifest["texts"].as_object() {
            // What it asks is in files that may be others today, or gone: it reads what it read then.
            let texts = files.iter().map(|(name, text)| (name, text.as_str().unwrap_or_default().to_string()));
            let changes = manifest["changes"].as_array().into_iter().flatten();
            let changes = changes.map(|change| Override::from_json(change).ok_or_else(garbled));
            let changes = changes.collect::<Result<Vec<_>, _>>()?;
            return load(&Sources::of(texts), Path::new(text("scenario")?), text("sweep")?.into(), &changes);
        }
        let count = |key: &str| manifest[key].as_u64().ok_or_else(garbled);
        let scenarios =
            manifest["scenarios"].as_array().filter(|scenarios| !scenarios.is_empty()).ok_or_else(garbled)?;
        let bases = scenarios.iter().map(|base| {
            let name = base["scenario"].as_str().unwrap_or_default().to_string();
            (name, kept(&base["tree"], &place))
        });
        let sweep = restore(text("scenario")?, text("sweep")?, bases.collect(), count("replicates")?, count("seed")?)?;
        let notes = manifest["notes"].as_array().into_iter().flatten();
        Ok(Self { notes: notes.filter_map(Json::as_str).map(str::to_string).collect(), ..sweep })
    }
}

/// Reads a sweep file and the scenarios it names; `overrides` hold at every point.
fn load(sources: &Sources, file: &Path, text: String, overrides: &[Override]) -> Result<Sweep, Problems> {
    let sources = sources.keeping();
    let mut reader = Reader::new(&text, &slashed(file))?;
    let folder = file.parent().unwrap_or(Path::new("")).to_path_buf();
    let changes: Vec<Override> = reader.own_changes().into_iter().chain(overrides.iter().cloned()).collect();
    let patterns = reader.patterns(&sources, &folder);
    let named = reader.named(&folder, patterns.as_ref());
    let bases = reader.bases(&sources, &named, &changes);
    let files: Vec<PathBuf> = named.into_iter().map(|(_, file, _)| file).collect();
    let mut asked = reader.asked(&sources, &folder, &files, patterns.as_ref());
    let whole = |node: Option<&Node>| node.and_then(Node::as_whole).and_then(|whole| u64::try_from(whole).ok());
    let first = bases.first().map(|base| &base.root);
    reader.months(&mut asked, first);
    let of_base = |key: &str| whole(first.and_then(|root| root.at(["scenario", key])));
    let told = |key: &str| {
        let path = format!("scenario.{key}");
        whole(overrides.iter().rev().find(|change| change.path == path).map(|change| &change.value))
    };
    let count = |key: &str, written: Option<u64>| told(key).or(written).or_else(|| of_base(key));
    // Over plausible numbers, points tell more than histories of one point do.
    let few = reader.written.ranges.is_some().then_some(REPLICATES);
    let replicates = count("replicates", reader.written.replicates.or(few)).unwrap_or(1);
    let seed = count("seed", reader.written.seed).unwrap_or(0);
    reader.said_twice();
    reader.points_from(&sources, &folder);
    let read_elsewhere = reader.written.ranges.is_some() || reader.written.points_from.is_some() || !asked.is_nothing();
    let given = Given { bases: &bases, changes: &changes };
    let roots = bases.iter().map(|base| (base.name.clone(), base.root.clone())).collect();
    asked.own = reader.own_changes();
    asked.changes = if read_elsewhere { overrides.to_vec() } else { vec![] };
    let mut sweep = reader.sweep(text, roots, replicates, seed, asked, Some(&given))?;
    let hashes = sweep.asked.hashes(&sweep.bases);
    sweep.asked.trees = hashes.map_err(|(world, problems)| in_world(&sweep, world, problems))?;
    // Last of all: files of worlds are read when they are laid.
    sweep.asked.files = if read_elsewhere { sources.kept() } else { BTreeMap::new() };
    Ok(sweep)
}

/// Histories of each point of a design over plausible numbers, unless told otherwise.
const REPLICATES: u64 = 4;

/// A sweep as the manifest of its results keeps it: what it read is not read again.
fn restore(file: &str, text: &str, bases: Vec<(String, Node)>, replicates: u64, seed: u64) -> Result<Sweep, Problems> {
    let asked = Asked::nothing(&Sources::of::<&str>([]));
    Reader::new(text, file)?.sweep(text.into(), bases, replicates, seed, asked, None)
}

impl Reader {
    fn new(text: &str, file: &str) -> Result<Self, Problems> {
        let Declared { root, mut written, problems, notes } =
            Declared::<SweepFile>::read(text, file, FileKind::Sweep, written::shape())?;
        let listed = ["point", "points_from"].iter().any(|key| root.child(key).is_some());
        let wrong = problems.iter().any(|problem| problem.path == "design");
        let absent = match listed {
            true => DesignName::List,
            false if written.ranges.is_some() => DesignName::LatinHypercube,
            false => DesignName::Grid,
        };
        // A design that could not be read gets no default: other keys would be refused for not suiting it.
        written.design = (!wrong).then(|| written.design.unwrap_or(absent));
        Ok(Self { root, written, file: Place::whole(file), problems, notes })
    }

    /// The sweep, once its scenarios, replicates and seed are known.
    fn sweep(
        mut self,
        text: String,
        bases: Vec<(String, Node)>,
        replicates: u64,
        seed: u64,
        asked: Asked,
        given: Option<&Given<'_>>,
    ) -> Result<Sweep, Problems> {
        let mut factors = self.factors();
        self.theories(&bases, &mut factors);
        // Of a table that cannot be read enough was said.
        let listed = ["point", "points_from"].iter().any(|key| self.root.child(key).is_some());
        let design_name = self.written.design.map(|design| design.name().to_string());
        if let Some(design_name) = design_name.as_ref().filter(|name| listed != (*name == "list")) {
            let file = self.file.clone();
            let (message, remedy) = if listed {
                (format!("a {design_name} design has no [[point]]"), "take design = \"list\", or write [vary]")
            } else {
                ("a list design has no [[point]]".into(), "write [[point]] tables, or take another design")
            };
            self.problem(&file, "design", message, remedy);
        }
        self.paths(&bases, &factors);
        if let Some(given) = given {
            self.against(given, &factors);
        }
        let ranged = self.ranged(&bases, &factors, given);
        factors.extend(ranged);
        let design = design_name.as_ref().and_then(|name| self.design(name, &factors, seed));
        if let Some(design) = &design {
            self.size(design, replicates);
        }
        match (design.zip(design_name), self.problems.is_empty()) {
            (Some((design, design_name)), true) => {
                let (file, notes) = (self.file.file.to_string(), self.notes);
                Ok(Sweep {
                    file,
                    text,
                    bases,
                    factors,
                    design,
                    design_name,
                    replicates,
                    seed,
                    luck: self.written.luck,
                    asked,
                    notes,
                })
            }
            _ => {
                self.problems.sort_by(|a, b| a.place.cmp(&b.place));
                Err(Problems(self.problems))
            }
        }
    }

    pub(super) fn problem(&mut self, place: &Place, path: &str, message: impl Into<String>, remedy: impl Into<String>) {
        keep(&mut self.problems, || Problem::new(place, path, message).remedy(remedy));
    }

    pub(super) fn wrong(&mut self, node: &Node, path: &str, message: impl Into<String>, remedy: impl Into<String>) {
        keep(&mut self.problems, || Problem::new(&node.place, path, message).value(node.shown()).remedy(remedy));
    }

    /// What the sweep file says in two places, so that one of them would count for nothing.
    fn said_twice(&mut self) {
        for key in ["replicates", "seed"] {
            let set = self.root.at(["set", &format!("scenario.{key}")]).cloned();
            if let Some(node) = set.filter(|_| self.root.child(key).is_some()) {
                let message = format!("is said twice: `{key}` of the sweep is what counts");
                self.wrong(&node, &format!("set.\"scenario.{key}\""), message, "leave one of the two out");
            }
        }
    }

    /// The scenarios that are swept: by what the file calls them, their files, and where it says so.
    fn named(&mut self, folder: &Path, patterns: Option<&Patterns>) -> Vec<(String, PathBuf, Place)> {
        if let Some(node) = self.root.child("theories").filter(|_| self.written.theories).cloned() {
            let Some(patterns) = patterns else {
                self.wrong(
                    &node,
                    "theories",
                    "are those of patterns, and no patterns are named",
                    "add patterns = \"patterns.toml\"",
                );
                return vec![];
            };
            return patterns.rivals.iter().map(|(id, file)| (id.clone(), file.clone(), node.place.clone())).collect();
        }
        let named = match self.root.at(["vary", "scenario", "values"]).map(|node| &node.value) {
            Some(Value::List(values)) => values.clone(),
            _ => self.named_by_points(),
        };
        let named = match named.is_empty() {
            false => named,
            true => match self.root.child("scenario").cloned() {
                Some(node) => vec![node],
                None => {
                    let remedy = "name the scenario that is swept, relative to this file";
                    self.problem(&self.file.clone(), "scenario", "is missing", remedy);
                    vec![]
                }
            },
        };
        let mut files = Vec::new();
        for node in named {
            match node.as_text() {
                Some(name) => files.push((name.to_string(), folder.join(name), node.place.clone())),
                None => self.wrong(&node, "scenario", "is not a file name in quotes", "name a scenario file"),
            }
        }
        files
    }

    /// The theories as one more factor, in front of all others.
    fn theories(&mut self, bases: &[(String, Node)], factors: &mut Vec<Factor>) {
        let Some(node) = self.root.child("theories").filter(|_| self.written.theories).cloned() else { return };
        if self.root.child("scenario").is_some() || factors.iter().any(|factor| factor.name == "scenario") {
            self.wrong(
                &node,
                "theories",
                "are the scenarios that are swept, and others are named",
                "leave one of the two out",
            );
            return;
        }
        let values = bases.iter().map(|(name, _)| Node { value: Value::Text(name.clone()), place: node.place.clone() });
        let levels = Levels::Values(values.collect());
        factors.insert(0, Factor { name: "scenario".into(), place: node.place.clone(), levels, sets: Sets::Value });
    }

    /// The scenarios, changed as the file's own `set` and `off` and the command line say.
    fn bases(&mut self, sources: &Sources, named: &[(String, PathBuf, Place)], changes: &[Override]) -> Vec<Base> {
        let (mut bases, several) = (Vec::new(), named.len() > 1);
        for (name, file, _) in named {
            match inherit::load(sources, file) {
                Ok(inherited) => {
                    self.problems.extend(inherited.problems);
                    let (before, mut root, mut notes) = (inherited.root.clone(), inherited.root, inherited.notes);
                    let shift = match (inherited.dropped, several) {
                        (true, _) => Shift::Dropped,
                        (false, true) => Shift::Beside,
                        (false, false) => Shift::None,
                    };
                    inherit::apply_all(&mut root, changes, shift, &mut self.problems, &mut notes);
                    notes.extend(notes::of_events(&root));
                    self.note(notes);
                    bases.push(Base { name: name.clone(), before, root, shift });
                }
                Err(problems) => self.problems.extend(problems.0),
            }
        }
        bases
    }

    /// The scenarios that listed points name, after the file's own, which holds where one names none.
    fn named_by_points(&self) -> Vec<Node> {
        let Some(Value::List(points)) = self.root.child("point").map(|node| &node.value) else { return vec![] };
        let of_points = points.iter().filter_map(|point| point.child("scenario"));
        let mut named: Vec<Node> = Vec::new();
        if of_points.clone().next().is_some() {
            for node in self.root.child("scenario").into_iter().chain(of_points) {
                if !named.iter().any(|known| known.as_text() == node.as_text()) {
                    named.push(node.clone());
                }
            }
        }
        named
    }

    /// Keeps notes; what several scenarios share is said once.
    pub(super) fn note(&mut self, notes: impl IntoIterator<Item = String>) {
        for note in notes {
            if !self.notes.contains(&note) {
                self.notes.push(note);
            }
        }
    }

    fn own_changes(&self) -> Vec<Override> {
        let entries = self.root.child("set").and_then(Node::as_table).into_iter().flatten();
        let mut changes: Vec<Override> = entries.map(|(path, value)| Override::new(path, value.clone())).collect();
        if let Some(off) = self.root.child("off") {
            changes.push(Override::append("scenario.off", off.clone()));
        }
        changes
    }
}
