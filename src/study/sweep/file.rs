//! Reading sweep files.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use serde_json::Value as Json;

use super::super::patterns::Patterns;
use super::asked::Asked;
use super::design::{Design, DesignKind, MAX_RUNS, MAX_SALTELLI};
use super::plan::{Factor, Levels, Sets, Sweep, kind, mechanism};
use super::reader::{Base, Given, Reader};
use super::written::{self, DesignName, SweepFile};
use crate::scenario::declared::Declared;
use crate::scenario::inherit::Shift;
use crate::scenario::kind::FileKind;
use crate::scenario::problem::{did_you_mean, keep};
use crate::scenario::source::{Node, Size, Value};
use crate::scenario::{Mechanism, Override, Place, Problem, Problems, Sources, inherit, kept, notes, path};
use crate::statistics::sobol;

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
        if let Some(files) = manifest["files"].as_object() {
            // What it asks is in files that may be others today, or gone: it reads what it read then.
            let texts = files.iter().map(|(name, text)| (name, text.as_str().unwrap_or_default().to_string()));
            let changes = manifest["changes"].as_array().into_iter().flatten();
            let changes = changes.map(|change| Override::from_json(change).ok_or_else(garbled));
            let changes = changes.collect::<Result<Vec<_>, _>>()?;
            return load(&Sources::of(texts), Path::new(text("scenario")?), text("sweep")?.into(), &changes);
        }
        let count = |key: &str| manifest[key].as_u64().ok_or_else(garbled);
        let scenarios = manifest["scenarios"].as_array().ok_or_else(garbled)?;
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
    let mut reader = Reader::new(&text, &file.display().to_string())?;
    let folder = file.parent().unwrap_or(Path::new("")).to_path_buf();
    let changes: Vec<Override> = reader.own_changes().into_iter().chain(overrides.iter().cloned()).collect();
    let patterns = reader.patterns(&sources, &folder);
    let named = reader.named(&folder, patterns.as_ref());
    let bases = reader.bases(&sources, &named, &changes);
    let files: Vec<PathBuf> = named.into_iter().map(|(_, file, _)| file).collect();
    let mut asked = reader.asked(&sources, &folder, &files, patterns.as_ref());
    let whole = |node: Option<&Node>| node.and_then(Node::as_whole).and_then(|whole| u64::try_from(whole).ok());
    let first = bases.first().map(|base| &base.root);
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
    asked.changes = if read_elsewhere { overrides.to_vec() } else { vec![] };
    asked.files = if read_elsewhere { sources.kept() } else { BTreeMap::new() };
    let mut sweep = reader.sweep(text, roots, replicates, seed, asked, Some(&given))?;
    sweep.asked.trees = sweep.asked.hashes(&sweep.bases)?;
    Ok(sweep)
}

/// Points of a design over plausible numbers, unless told otherwise: a share is then known to three in a hundred.
const POINTS: u64 = 1000;

/// Histories of each of them.
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
        let listed = self.root.child("point").is_some();
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
        let ranged = self.ranged(&bases, &factors);
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

    fn size(&mut self, design: &Design, replicates: u64) {
        let (points, file) = (design.points(), self.file.clone());
        if points.saturating_mul(replicates) > MAX_RUNS {
            let remedy = "at most a million million runs: make steps, points or replicates fewer";
            self.problem(&file, "", format!("asks for {points} points of {replicates} replicates"), remedy);
        }
        // Where a factor was refused, that is what is to be mended.
        if points == 0 && self.problems.is_empty() {
            self.problem(&file, "", "the design has no points", "give [vary] a factor, or [[point]] a point");
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

    /// The design, if the factors suit it.
    fn design(&mut self, name: &str, factors: &[Factor], seed: u64) -> Option<Design> {
        let file = self.file.clone();
        // In a cube scenarios are crossed with the points, not drawn.
        let drawn: Vec<&Factor> = factors.iter().filter(|factor| factor.name != "scenario").collect();
        let dimensions = drawn.iter().map(|factor| factor.dimensions()).sum();
        let worlds = factors.iter().find(|factor| factor.name == "scenario").and_then(Factor::count).unwrap_or(1);
        for key in ["points", "second_order", "trajectories", "levels"] {
            let suits = match key {
                "points" => ["latin-hypercube", "sobol", "saltelli"].contains(&name),
                "second_order" => name == "saltelli",
                _ => name == "morris",
            };
            if let (false, Some(node)) = (suits, self.root.child(key).cloned()) {
                self.wrong(&node, key, format!("a {name} design has no {key}"), "leave it out");
            }
        }
        let levels = self.written.levels.unwrap_or(4);
        match kind(name, levels)? {
            DesignKind::Grid => {
                let counts: Option<Vec<u64>> = factors.iter().map(Factor::count).collect();
                if counts.is_none() {
                    let without: Vec<&Factor> = factors.iter().filter(|factor| factor.count().is_none()).collect();
                    for factor in without {
                        self.problem(
                            &factor.place,
                            &format!("vary.\"{}\"", factor.name),
                            "a grid needs levels",
                            "add steps = N or values = [...], or take design = \"latin-hypercube\"",
                        );
                    }
                }
                counts.map(|counts| Design::grid(if factors.is_empty() { vec![0] } else { counts }, seed))
            }
            DesignKind::List => Some(Design::list(factors.first().and_then(Factor::count).unwrap_or(0), seed)),
            DesignKind::Morris { levels } => {
                if levels % 2 == 1 {
                    let node = self.root.child("levels").cloned().unwrap_or_else(|| Node::number(levels as f64, &file));
                    self.wrong(
                        &node,
                        "levels",
                        "is odd",
                        "Morris's step is half the levels: write an even number, such as 4 or 6",
                    );
                }
                let trajectories = self.written.trajectories.unwrap_or(20);
                let trajectories = if self.has_drawn(name, factors, &drawn) { trajectories } else { 0 };
                Some(Design::morris(levels.max(2), trajectories, dimensions, seed).under(worlds))
            }
            kind => {
                let points = self.written.points.or(self.written.ranges.as_ref().map(|_| POINTS));
                if points.is_none() {
                    self.problem(
                        &file,
                        "points",
                        "is missing",
                        format!("a {name} design says how many points it has, for example points = 1024"),
                    );
                }
                let points = points.unwrap_or(1);
                let saltelli = matches!(kind, DesignKind::Saltelli { .. });
                let sobol_points = saltelli || kind == DesignKind::Sobol;
                if saltelli && dimensions > MAX_SALTELLI {
                    let remedy = "a Saltelli design has at most 64, since each takes two of Sobol's 128: screen them first with design = \"morris\" \
                                  and vary those that matter, or take design = \"latin-hypercube\", whose first-order indices \
                                  any number of factors can have";
                    self.problem(&file, "vary", format!("has {dimensions} dimensions"), remedy);
                    return None;
                }
                if kind == DesignKind::Sobol && dimensions > sobol::DIMENSIONS {
                    self.problem(
                        &file,
                        "vary",
                        format!("has {dimensions} dimensions"),
                        format!("Sobol points have at most {}: take design = \"latin-hypercube\"", sobol::DIMENSIONS),
                    );
                    return None;
                }
                if sobol_points && points > 1 << 32 {
                    self.problem(
                        &file,
                        "points",
                        "Sobol points are at most 4294967296",
                        "take fewer, or design = \"latin-hypercube\"",
                    );
                }
                if sobol_points && !points.is_power_of_two() {
                    let (below, above) = (points.next_power_of_two() / 2, points.next_power_of_two());
                    self.note([format!(
                        "{}: points = {points}: Sobol points lie evenly in powers of two\n  write {below} or {above}",
                        self.file
                    )]);
                }
                let points = if self.has_drawn(name, factors, &drawn) { points } else { 0 };
                if saltelli {
                    let dimensions: Vec<usize> = drawn.iter().map(|factor| factor.dimensions()).collect();
                    let second_order = self.written.second_order.unwrap_or(false);
                    return Some(Design::saltelli(points, &dimensions, second_order, seed).under(worlds));
                }
                Some(Design::cube(kind, points, dimensions, seed).under(worlds))
            }
        }
    }

    /// Is there anything to draw? Scenarios alone are a grid.
    fn has_drawn(&mut self, name: &str, factors: &[Factor], drawn: &[&Factor]) -> bool {
        if let (Some(factor), true) = (factors.first(), drawn.is_empty()) {
            let message =
                format!("scenarios are crossed with the points of a {name} design, and nothing else is varied");
            self.problem(
                &factor.place,
                "vary.\"scenario\"",
                message,
                "vary something else too, or take design = \"grid\"",
            );
        }
        !drawn.is_empty()
    }

    /// The factor `scenario` takes files as its values, and every point has one.
    fn scenarios(&mut self, factors: &[Factor]) {
        let Some(factor) = factors.iter().find(|factor| factor.name == "scenario") else { return };
        let listed = self.root.child("point").is_some();
        let files = match &factor.levels {
            Levels::Values(values) => values.iter().all(|value| value.as_text().is_some()),
            _ => false,
        };
        if !files {
            let remedy = "write { values = [\"../baseline.toml\", \"other.toml\"] }";
            self.problem(&factor.place, "vary.\"scenario\"", "a scenario is a file in quotes", remedy);
        } else if listed && self.root.child("scenario").is_none() {
            let absent = match &factor.levels {
                Levels::Values(values) => values.iter().position(|value| value.as_text() == Some("")),
                _ => None,
            };
            if let Some(point) = absent {
                let message = format!("point {point} names no scenario");
                self.problem(
                    &factor.place,
                    "point.scenario",
                    message,
                    "name one in every point, or one for the rest above",
                );
            }
        }
    }

    /// Every factor must reach something in every base.
    fn paths(&mut self, bases: &[(String, Node)], factors: &[Factor]) {
        self.scenarios(factors);
        for factor in factors {
            if let Some(key) = factor.name.strip_prefix("scenario.").filter(|key| ["seed", "replicates"].contains(key))
            {
                let remedy = if key == "seed" {
                    "points share their luck, or have each its own with luck = \"independent\""
                } else {
                    "write replicates = N, the same for all points, or ask for --until"
                };
                let path = format!("vary.\"{}\"", factor.name);
                self.problem(&factor.place, &path, format!("a sweep has one {key} for all its points"), remedy);
            }
        }
        for factor in factors.iter().filter(|factor| factor.name != "scenario") {
            if let Some(name) = factor.name.strip_prefix("off.") {
                let path = format!("vary.\"{}\"", factor.name);
                if mechanism(&factor.name).is_none() {
                    let known = Mechanism::ALL.map(Mechanism::name);
                    self.problem(
                        &factor.place,
                        &path,
                        format!("there is no mechanism `{name}`"),
                        did_you_mean(name, known),
                    );
                }
                let flags = matches!(&factor.levels, Levels::Values(values) if values.iter().all(|value| matches!(&value.value, Value::Flag(_)) || matches!(&value.value, Value::Text(text) if text.is_empty())));
                if !flags {
                    self.problem(
                        &factor.place,
                        &path,
                        "a switch is true (off) or false",
                        "write { values = [false, true] }",
                    );
                }
                continue;
            }
            for (_, base) in bases {
                match path::resolve(base, &factor.name) {
                    Ok(reached) => self.whole(factor, &reached),
                    Err(unreached) => {
                        let path = format!("vary.\"{}\"", factor.name);
                        self.problem(&factor.place, &path, unreached.message, unreached.remedy);
                        break;
                    }
                }
            }
        }
    }

    /// Where a whole number is wanted, a range has whole steps.
    fn whole(&mut self, factor: &Factor, reached: &[path::Reached]) {
        if reached.iter().all(|at| at.shape.text("type") != Some("integer")) {
            return;
        }
        let path = format!("vary.\"{}\"", factor.name);
        match factor.levels {
            Levels::Range { .. } => {
                let remedy = "add steps = N, or write values = [12, 24, 36]";
                self.problem(&factor.place, &path, "takes whole numbers, and a range without steps is of any", remedy);
            }
            Levels::Steps { from, to, steps } => {
                let step = (to - from) / (steps - 1) as f64;
                if from.fract() != 0.0 || step.fract() != 0.0 {
                    let message = format!("takes whole numbers, and a step from {from} to {to} is {step}");
                    let remedy =
                        "choose steps so that to - from is a multiple of steps - 1, or write values = [12, 24, 36]";
                    self.problem(&factor.place, &path, message, remedy);
                }
            }
            _ => {}
        }
    }
}
