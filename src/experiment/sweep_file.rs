//! Reading sweep files.

use std::path::Path;

use super::design::{Design, Kind, MOST_RUNS};
use super::sobol;
use super::sweep::{Factor, Levels, Luck, Sweep, kind, mechanism};
use crate::scenario::kind::Kind as FileKind;
use crate::scenario::problem::{did_you_mean, keep};
use crate::scenario::source::{self, Node, Size, Value};
use crate::scenario::{Mechanism, Override, Place, Problem, Problems, inherit, path};

/// The keys of a sweep file.
const KEYS: [&str; 12] = [
    "scenario",
    "design",
    "replicates",
    "seed",
    "luck",
    "points",
    "trajectories",
    "levels",
    "off",
    "set",
    "vary",
    "point",
];

/// The designs by name.
const DESIGNS: [&str; 5] = ["grid", "list", "latin-hypercube", "sobol", "morris"];

struct Reader {
    root: Node,
    file: Place,
    problems: Vec<Problem>,
}

/// Reads a sweep file and the scenarios it names; `overrides` hold at every point.
pub(super) fn load(file: &Path, overrides: &[Override]) -> Result<Sweep, Problems> {
    let text = source::read(file, Size::OF_A_SWEEP)?;
    let mut reader = Reader::new(&text, &file.display().to_string())?;
    let bases = reader.bases(file, overrides);
    let first = bases.first().map(|(_, root)| root);
    let of_base = |key: &str| first.and_then(|root| root.at(["scenario", key])).and_then(Node::as_number);
    let told = |key: &str| {
        let path = format!("scenario.{key}");
        overrides.iter().rev().find(|change| change.path == path).and_then(|change| change.value.as_number())
    };
    let mut count = |key: &str, absent: f64, least: u64| match told(key) {
        Some(told) => told as u64,
        None => reader.count(key, of_base(key).unwrap_or(absent) as u64, least),
    };
    let (replicates, seed) = (count("replicates", 1.0, 1), count("seed", 0.0, 0));
    reader.sweep(text, bases, replicates, seed)
}

/// A sweep as the manifest of its results keeps it: what it read is not read again.
pub(super) fn restore(
    file: &str,
    text: &str,
    bases: Vec<(String, Node)>,
    replicates: u64,
    seed: u64,
) -> Result<Sweep, Problems> {
    Reader::new(text, file)?.sweep(text.into(), bases, replicates, seed)
}

impl Reader {
    fn new(text: &str, file: &str) -> Result<Self, Problems> {
        let mut problems = Vec::new();
        let root = source::parse(text, file, &mut problems)?;
        FileKind::Sweep.expect(&root)?;
        let mut reader = Self { root, file: Place::whole(file), problems };
        reader.known_keys();
        Ok(reader)
    }

    /// The sweep, once its scenarios, replicates and seed are known.
    fn sweep(
        mut self,
        text: String,
        bases: Vec<(String, Node)>,
        replicates: u64,
        seed: u64,
    ) -> Result<Sweep, Problems> {
        let factors = self.factors();
        let listed = self.root.child("point").is_some();
        // What suits no design is not asked of one that is not there.
        let design_name = self.choice("design", &DESIGNS, if listed { "list" } else { "grid" });
        if let Some(design_name) = design_name.as_ref().filter(|name| listed != (*name == "list")) {
            let file = self.file.clone();
            let (message, remedy) = if listed {
                (format!("a {design_name} design has no [[point]]"), "take design = \"list\", or write [vary]")
            } else {
                ("a list design has no [[point]]".into(), "write [[point]] tables, or take another design")
            };
            self.problem(&file, "design", message, remedy);
        }
        let luck = match self.choice("luck", &["common", "independent"], "common").as_deref() {
            Some("independent") => Luck::Independent,
            _ => Luck::Common,
        };
        let design = design_name.as_ref().and_then(|name| self.design(name, &factors, seed));
        self.paths(&bases, &factors);
        if let Some(design) = &design {
            self.size(design, replicates);
        }
        match (design.zip(design_name), self.problems.is_empty()) {
            (Some((design, design_name)), true) => {
                let file = self.file.file.to_string();
                Ok(Sweep { file, text, bases, factors, design, design_name, replicates, seed, luck })
            }
            _ => {
                self.problems.sort_by(|a, b| a.place.cmp(&b.place));
                Err(Problems(self.problems))
            }
        }
    }

    fn size(&mut self, design: &Design, replicates: u64) {
        let (points, file) = (design.points(), self.file.clone());
        if points.saturating_mul(replicates) > MOST_RUNS {
            let remedy = "at most a million million runs: make steps, points or replicates fewer";
            self.problem(&file, "", format!("asks for {points} points of {replicates} replicates"), remedy);
        }
        if points == 0 {
            self.problem(&file, "", "the design has no points", "give [vary] a factor, or [[point]] a point");
        }
    }

    fn problem(&mut self, place: &Place, path: &str, message: impl Into<String>, remedy: impl Into<String>) {
        keep(&mut self.problems, || Problem::new(place, path, message).remedy(remedy));
    }

    fn wrong(&mut self, node: &Node, path: &str, message: impl Into<String>, remedy: impl Into<String>) {
        keep(&mut self.problems, || Problem::new(&node.place, path, message).value(node.shown()).remedy(remedy));
    }

    fn known_keys(&mut self) {
        let entries: Vec<(String, Place)> =
            self.root.as_table().into_iter().flatten().map(|(key, node)| (key.clone(), node.place.clone())).collect();
        for (key, place) in entries.iter().filter(|(key, _)| !KEYS.contains(&key.as_str())) {
            self.problem(place, key, format!("a sweep has no key `{key}`"), did_you_mean(key, KEYS));
        }
    }

    /// One of some words; none if it is another.
    fn choice(&mut self, key: &str, words: &[&str], default: &str) -> Option<String> {
        let Some(node) = self.root.child(key).cloned() else { return Some(default.into()) };
        match node.as_text() {
            Some(text) if words.contains(&text) => Some(text.into()),
            other => {
                let nearest = did_you_mean(other.unwrap_or_default(), words.iter().copied());
                self.wrong(&node, key, format!("allowed: one of {}", words.join(", ")), nearest);
                None
            }
        }
    }

    /// A whole number.
    fn count(&mut self, key: &str, default: u64, least: u64) -> u64 {
        let Some(node) = self.root.child(key).cloned() else { return default };
        match &node.value {
            Value::Number(number) if number.integer.is_some_and(|count| count >= least as i64) => number.value as u64,
            _ => {
                self.wrong(&node, key, format!("is not a whole number from {least}"), "write one");
                default.max(least)
            }
        }
    }

    /// The scenarios, changed as the file's own `set` and `off` and the command line say.
    fn bases(&mut self, file: &Path, overrides: &[Override]) -> Vec<(String, Node)> {
        let folder = file.parent().unwrap_or(Path::new("")).to_path_buf();
        let named = match self.root.at(["vary", "scenario", "values"]).map(|node| &node.value) {
            Some(Value::List(values)) => values.clone(),
            _ => self.named_by_points(),
        };
        let named = match named.is_empty() {
            false => named,
            true => match self.root.child("scenario").cloned() {
                Some(node) => vec![node],
                None => {
                    self.problem(
                        &self.file.clone(),
                        "scenario",
                        "is missing",
                        "name the scenario that is swept, relative to this file",
                    );
                    vec![]
                }
            },
        };
        let mut bases = Vec::new();
        for node in named {
            let Some(name) = node.as_text() else {
                self.wrong(&node, "scenario", "is not a file name in quotes", "name a scenario file");
                continue;
            };
            match inherit::load(&folder.join(name)) {
                Ok(inherited) => {
                    self.problems.extend(inherited.problems);
                    let mut root = inherited.root;
                    for change in self.own_changes().iter().chain(overrides) {
                        if let Err(problem) = inherit::apply(&mut root, change) {
                            self.problems.push(problem);
                        }
                    }
                    bases.push((name.to_string(), root));
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

    fn own_changes(&self) -> Vec<Override> {
        let entries = self.root.child("set").and_then(Node::as_table).into_iter().flatten();
        let mut changes: Vec<Override> =
            entries.map(|(path, value)| Override { path: path.clone(), value: value.clone(), append: false }).collect();
        if let Some(off) = self.root.child("off") {
            changes.push(Override { path: "scenario.off".into(), value: off.clone(), append: true });
        }
        changes
    }

    /// The factors of `[vary]`, or of the `[[point]]`s.
    fn factors(&mut self) -> Vec<Factor> {
        if let Some(Value::List(points)) = self.root.child("point").map(|node| node.value.clone()) {
            return self.listed(&points);
        }
        let Some(vary) = self.root.child("vary").cloned() else { return vec![] };
        let Some(table) = vary.as_table() else {
            self.wrong(&vary, "vary", "is not a table", "write [vary], then one line a path");
            return vec![];
        };
        let factors = table.iter().filter_map(|(name, node)| {
            let levels = self.levels(name, node)?;
            Some(Factor { name: name.clone(), place: node.place.clone(), levels })
        });
        factors.collect()
    }

    /// Listed points as factors whose values go by the point; a path that a point does not name
    /// keeps what the scenario says, written as an empty text.
    fn listed(&mut self, points: &[Node]) -> Vec<Factor> {
        if let Some(vary) = self.root.child("vary").cloned() {
            self.problem(&vary.place, "vary", "a list of points has no [vary]", "leave one of the two out");
        }
        let mut names: Vec<(String, Place)> = Vec::new();
        for point in points {
            for (name, node) in point.as_table().into_iter().flatten() {
                if !names.iter().any(|(known, _)| known == name) {
                    names.push((name.clone(), node.place.clone()));
                }
            }
        }
        let factors = names.into_iter().map(|(name, place)| {
            let absent = Node { value: Value::Text(String::new()), place: place.clone() };
            let values = points.iter().map(|point| point.child(&name).cloned().unwrap_or_else(|| absent.clone()));
            Factor { levels: Levels::Values(values.collect()), name, place }
        });
        factors.collect()
    }

    fn levels(&mut self, name: &str, node: &Node) -> Option<Levels> {
        let path = format!("vary.\"{name}\"");
        let allowed =
            "{ values = [...] }, { from = A, to = B, steps = N }, { from = A, to = B } or { dirichlet = [1, 1, 1] }";
        let keys: Vec<&str> =
            node.as_table().map(|table| table.keys().map(String::as_str).collect()).unwrap_or_default();
        let number = |key: &str| node.child(key).and_then(Node::as_number);
        match keys.as_slice() {
            ["values"] => match node.child("values").map(|values| &values.value) {
                Some(Value::List(values)) if !values.is_empty() => Some(Levels::Values(values.clone())),
                _ => {
                    self.wrong(node, &path, "has no values", "list at least one");
                    None
                }
            },
            ["dirichlet"] => {
                let parameters: Option<Vec<f64>> = match node.child("dirichlet").map(|list| &list.value) {
                    Some(Value::List(list)) => list.iter().map(Node::as_number).collect(),
                    _ => None,
                };
                match parameters.as_deref() {
                    Some(&[a, b, c])
                        if [a, b, c].iter().all(|value| *value > 0.0 && value.is_finite())
                            && name.ends_with("constituencies") =>
                    {
                        Some(Levels::Simplex([a, b, c]))
                    }
                    _ => {
                        self.wrong(
                            node,
                            &path,
                            "a Dirichlet has three parameters above 0, for the constituencies of a state",
                            "for example \"states.usa.constituencies\" = { dirichlet = [1, 1, 1] }",
                        );
                        None
                    }
                }
            }
            keys if keys.contains(&"from")
                && keys.contains(&"to")
                && keys.iter().all(|key| ["from", "to", "steps"].contains(key)) =>
            {
                let (Some(from), Some(to)) = (number("from"), number("to")) else {
                    self.wrong(node, &path, "from and to are numbers", allowed);
                    return None;
                };
                if !(from.is_finite() && to.is_finite() && from < to) {
                    self.wrong(
                        node,
                        &path,
                        format!("the range from {from} to {to} is empty"),
                        "from is below to; for one value write values = [...]",
                    );
                    return None;
                }
                match (keys.contains(&"steps"), number("steps")) {
                    (false, _) => Some(Levels::Range { from, to }),
                    (true, Some(steps)) if steps >= 2.0 && steps.fract() == 0.0 => {
                        Some(Levels::Steps { from, to, steps: steps as u64 })
                    }
                    _ => {
                        self.wrong(node, &path, "steps is a whole number from 2", "both ends are steps");
                        None
                    }
                }
            }
            _ => {
                self.wrong(node, &path, format!("is not {allowed}"), "write one of these");
                None
            }
        }
    }

    /// The design, if the factors suit it.
    fn design(&mut self, name: &str, factors: &[Factor], seed: u64) -> Option<Design> {
        let file = self.file.clone();
        let dimensions = factors.iter().map(Factor::dimensions).sum();
        for key in ["points", "trajectories", "levels"] {
            let suits = match key {
                "points" => ["latin-hypercube", "sobol"].contains(&name),
                _ => name == "morris",
            };
            if let (false, Some(node)) = (suits, self.root.child(key).cloned()) {
                self.wrong(&node, key, format!("a {name} design has no {key}"), "leave it out");
            }
        }
        let levels = self.count("levels", 4, 2);
        match kind(name, levels)? {
            Kind::Grid => {
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
            Kind::List => Some(Design::list(factors.first().and_then(Factor::count).unwrap_or(0), seed)),
            Kind::Morris { levels } => {
                if levels % 2 == 1 {
                    let node = self.root.child("levels").cloned().unwrap_or_else(|| Node::number(levels as f64, &file));
                    self.wrong(
                        &node,
                        "levels",
                        "is odd",
                        "Morris's step is half the levels: write an even number, such as 4 or 6",
                    );
                }
                let trajectories = self.count("trajectories", 20, 1);
                Some(Design::morris(levels.max(2), if factors.is_empty() { 0 } else { trajectories }, dimensions, seed))
            }
            kind => {
                if self.root.child("points").is_none() {
                    self.problem(
                        &file,
                        "points",
                        "is missing",
                        format!("a {name} design says how many points it has, for example points = 1024"),
                    );
                }
                let points = self.count("points", 1, 1);
                if kind == Kind::Sobol && dimensions > sobol::DIMENSIONS {
                    self.problem(
                        &file,
                        "vary",
                        format!("has {dimensions} dimensions"),
                        format!("Sobol points have at most {}: take design = \"latin-hypercube\"", sobol::DIMENSIONS),
                    );
                    return None;
                }
                if kind == Kind::Sobol && points > 1 << 32 {
                    self.problem(
                        &file,
                        "points",
                        "Sobol points are at most 4294967296",
                        "take fewer, or design = \"latin-hypercube\"",
                    );
                }
                Some(Design::cube(kind, if factors.is_empty() { 0 } else { points }, dimensions, seed))
            }
        }
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
                if let Err(unreached) = path::resolve(base, &factor.name) {
                    self.problem(
                        &factor.place,
                        &format!("vary.\"{}\"", factor.name),
                        unreached.message,
                        unreached.remedy,
                    );
                    break;
                }
            }
        }
    }
}
