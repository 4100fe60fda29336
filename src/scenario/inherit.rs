//! From files to one tree: `extends`, `drop`, `[set]`, the command line, profiles.
//!
//! Order: inherit, drop, merge, own `[set]`, command line, then profiles are laid under
//! their states.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use indexmap::IndexSet;

use super::bounds::MOST_VALUES;
use super::kind::Kind;
use super::path::{self, Reached};
use super::problem::{KEPT, Place, Problem, Problems, did_you_mean, keep};
use super::shape::Shape;
use super::source::{self, Node, Size, Value, parse, parse_value};
use super::written::Mechanism;

/// Longest chain of `extends`.
const MAX_DEPTH: usize = 32;

/// Most bytes of the files of such a chain together.
const MAX_BYTES: usize = 4 << 20;

/// Values of a change that are laid without asking how large the scenario is already.
const FEW: usize = 100;

/// Is it some other file that happens to be named? What such a file says is not told on: who names
/// it need not be allowed to read it where the program runs.
fn is_foreign(path: &Path, text: &str) -> bool {
    let is_toml = path.extension().is_some_and(|ending| ending.eq_ignore_ascii_case("toml"));
    let known = |key: &String| Shape::root().property(key).is_some();
    !is_toml && !source::keys(text).iter().any(known)
}

fn foreign(path: &Path) -> Problems {
    let place = Place::whole(&path.display().to_string());
    Problem::new(&place, "", "is not a scenario").remedy("name a scenario file such as scenarios/baseline.toml").into()
}

/// A change given beside the file, as `--set PATH=VALUE` does.
#[derive(Clone, Debug, PartialEq)]
pub struct Override {
    /// The path, possibly with `*`.
    pub path: String,
    /// What is put there.
    pub value: Node,
    /// A list is added to the one that stands there, in place of replacing it.
    pub append: bool,
}

impl Override {
    /// Reads `PATH=VALUE`.
    ///
    /// # Errors
    /// When there is no `=` or the value is no TOML value.
    pub fn parse(text: &str) -> Result<Self, Problems> {
        let place = Place::whole("--set");
        let Some((path, value)) = text.split_once('=') else {
            return Err(Problem::new(&place, "", "is not PATH=VALUE")
                .value(format!("{text:?}"))
                .remedy("for example --set target.resolve=0.3")
                .into());
        };
        Ok(Self { path: path.trim().into(), value: parse_value(value.trim(), &place)?, append: false })
    }

    /// Switches mechanisms off, besides those that are.
    pub fn off(mechanisms: &[Mechanism]) -> Self {
        let place = Place::whole("--off");
        let node = |value| Node { value, place: place.clone() };
        let names = mechanisms.iter().map(|mechanism| node(Value::Text(mechanism.name().into()))).collect();
        Self { path: "scenario.off".into(), value: node(Value::List(names)), append: true }
    }
}

/// A tree before profiles are laid, and the files it was read from.
#[derive(Clone, Debug)]
pub struct Inherited {
    /// The merged tree.
    pub root: Node,
    /// Every file read, the scenario's own first.
    pub files: Vec<PathBuf>,
    /// What is wrong so far.
    pub problems: Vec<Problem>,
}

/// Reads a scenario file with everything it extends, and applies its `[set]`.
///
/// # Errors
/// When a file cannot be read or parsed, or when `extends` goes in a circle. Lesser problems
/// are collected beside the tree, so that the checks can add theirs.
pub fn load(path: &Path) -> Result<Inherited, Problems> {
    let mut reader = Reader { files: vec![], bytes: 0, problems: vec![], trunk: None };
    let root = reader.file(path, &Place::whole(&path.display().to_string()))?;
    Ok(Inherited { root, files: reader.files, problems: reader.problems })
}

/// What is laid on a tree: a scenario file that extends the trunk, or keys of such a file.
#[derive(Clone, Debug, PartialEq)]
pub enum Layer {
    /// A file; it extends the trunk, directly or not.
    File(PathBuf),
    /// Keys as in a file that extends the trunk.
    Keys(Node),
}

/// Lays what was written as a change of one scenario, the `trunk`, on another one's tree.
///
/// Mechanisms that the tree has switched off stay off. An event to be dropped that the tree
/// lacks is passed over, unless `strict`: it does not happen there either way.
///
/// # Errors
/// When a file cannot be read, or does not extend the trunk.
pub fn lay(
    root: &mut Node,
    layer: &Layer,
    trunk: &Path,
    strict: bool,
    problems: &mut Vec<Problem>,
) -> Result<(), Problems> {
    let off = |root: &Node| match root.at(["scenario", "off"]).map(|node| &node.value) {
        Some(Value::List(names)) => names.clone(),
        _ => vec![],
    };
    let off_before = off(root);
    match layer {
        Layer::Keys(keys) => {
            drop_events(root, keys, strict.then_some(&mut *problems));
            merge(root, keys.clone());
            apply_own_set(root, problems);
        }
        Layer::File(file) => {
            let place = Place::whole(&file.display().to_string());
            let identity = trunk.canonicalize().unwrap_or_else(|_| trunk.to_path_buf());
            let mut reader = Reader {
                files: vec![],
                bytes: 0,
                problems: vec![],
                trunk: Some(Trunk { identity, root: Some(root.clone()), strict }),
            };
            let laid = reader.file(file, &place)?;
            if reader.trunk.is_some_and(|trunk| trunk.root.is_some()) {
                let message = format!("does not extend {}, and so cannot be laid on anything else", trunk.display());
                return Err(Problem::new(&place, "extends", message).remedy("let it extend that file").into());
            }
            problems.extend(reader.problems);
            *root = laid;
        }
    }
    let mut all = off(root);
    let missing: Vec<Node> =
        off_before.into_iter().filter(|name| all.iter().all(|known| known.as_text() != name.as_text())).collect();
    if !missing.is_empty() {
        all.extend(missing);
        let place = root.place.clone();
        path::put(root, &["scenario".into(), "off".into()], Node { value: Value::List(all), place });
    }
    Ok(())
}

/// Reads a scenario from a text that extends nothing.
///
/// # Errors
/// When it is not TOML.
pub fn from_text(text: &str, file: &str) -> Result<Inherited, Problems> {
    let mut problems = Vec::new();
    let mut root = parse(text, file, &mut problems)?;
    if let Some(node) = root.child("extends") {
        problems.push(Problem::new(&node.place, "extends", "a text without a file cannot extend another file"));
    }
    apply_own_set(&mut root, &mut problems);
    Ok(Inherited { root, files: vec![], problems })
}

/// Reads files, and what they extend.
struct Reader {
    files: Vec<PathBuf>,
    /// Of all of them.
    bytes: usize,
    problems: Vec<Problem>,
    trunk: Option<Trunk>,
}

/// The file in whose place another tree stands.
struct Trunk {
    identity: PathBuf,
    /// The tree; taken when the file is reached.
    root: Option<Node>,
    /// Must an event that is dropped be there? Not on another tree than the file was written for.
    strict: bool,
}

impl Reader {
    fn file(&mut self, path: &Path, referrer: &Place) -> Result<Node, Problems> {
        let identity = path.canonicalize().unwrap_or_else(|_| path.to_path_buf());
        if let Some(trunk) = self.trunk.as_mut().filter(|trunk| trunk.identity == identity)
            && let Some(root) = trunk.root.take()
        {
            return Ok(root);
        }
        let text = source::read(path, Size::OF_A_SCENARIO).map_err(|mut problem| {
            if referrer.line > 0 {
                // The file that extends is the one to mend.
                problem = Problem::new(referrer, "extends", format!("{}: {}", path.display(), problem.message))
                    .remedy("name a file relative to this one");
            }
            Problems::from(problem)
        })?;
        if self.files.contains(&identity) {
            let message = format!("goes in a circle: {} extends itself", path.display());
            return Err(Problem::new(referrer, "extends", message).remedy("let one of the files stand alone").into());
        }
        self.files.push(identity);
        if self.files.len() > MAX_DEPTH {
            return Err(Problem::new(referrer, "extends", format!("goes deeper than {MAX_DEPTH} files")).into());
        }
        self.bytes += text.len();
        if self.bytes > MAX_BYTES {
            let message = format!("the files together have more than {} MiB", MAX_BYTES >> 20);
            return Err(Problem::new(referrer, "extends", message).remedy("extend fewer files").into());
        }
        let mut own = parse(&text, &path.display().to_string(), &mut self.problems)
            .map_err(|problems| if is_foreign(path, &text) { foreign(path) } else { problems })?;
        Kind::Scenario.expect(&own)?;
        if own.as_table().is_some_and(|table| !table.is_empty()) && is_foreign(path, &text) {
            return Err(foreign(path));
        }
        if let Some(base) = own.child("extends") {
            let Some(name) = base.as_text() else {
                return Err(Problem::new(&base.place, "extends", "is not a file name in quotes")
                    .value(base.shown())
                    .into());
            };
            let base_path = path.parent().unwrap_or(Path::new("")).join(name);
            let mut inherited = self.file(&base_path, &base.place.clone())?;
            let strict = self.trunk.as_ref().is_none_or(|trunk| trunk.strict);
            drop_events(&mut inherited, &own, strict.then_some(&mut self.problems));
            merge(&mut inherited, own);
            own = inherited;
        } else if let Some(node) = own.child("drop") {
            self.problems.push(
                Problem::new(&node.place, "drop", "there is nothing to drop from: the file extends no other")
                    .remedy("remove it, or add `extends`"),
            );
        }
        apply_own_set(&mut own, &mut self.problems);
        Ok(own)
    }
}

/// Lays `over` on `base`: tables merge, `[[events]]` append, all else is replaced.
pub fn merge(base: &mut Node, over: Node) {
    match (&mut base.value, over.value) {
        (Value::Table(table), Value::Table(over_table)) => {
            for (key, node) in over_table {
                match table.get_mut(&key) {
                    Some(existing) if key == "events" => append(existing, node),
                    Some(existing) => merge(existing, node),
                    None => {
                        table.insert(key, node);
                    }
                }
            }
        }
        (value, over_value) => {
            *value = over_value;
            base.place = over.place;
        }
    }
}

fn append(base: &mut Node, over: Node) {
    match (&mut base.value, over.value) {
        (Value::List(list), Value::List(more)) => list.extend(more),
        (value, over_value) => *value = over_value,
    }
}

/// Removes the inherited events that `drop` names; without `problems`, what is not there is passed over.
fn drop_events(inherited: &mut Node, own: &Node, problems: Option<&mut Vec<Problem>>) {
    let Some(dropped) = own.child("drop") else { return };
    let Value::List(names) = &dropped.value else { return };
    let passed_over = &mut Vec::new();
    let problems = problems.unwrap_or(passed_over);
    let Some(Value::List(events)) =
        inherited.as_table_mut().and_then(|table| table.get_mut("events")).map(|node| &mut node.value)
    else {
        problems.push(Problem::new(&dropped.place, "drop", "the extended file has no events"));
        return;
    };
    let event_name = |event: &Node| event.child("name").and_then(Node::as_text).map(str::to_string);
    let mut left: IndexSet<String> = events.iter().filter_map(event_name).collect();
    for name in names {
        let text = name.as_text().unwrap_or_default();
        if !left.shift_remove(text) {
            keep(problems, || {
                Problem::new(&name.place, "drop", "no inherited event has this name")
                    .value(name.shown())
                    .remedy(did_you_mean(text, left.iter().map(String::as_str)))
            });
        }
    }
    events.retain(|event| event_name(event).is_none_or(|name| left.contains(&name)));
}

/// Takes `extends`, `drop` and `[set]` out of a tree, and applies `[set]`.
fn apply_own_set(root: &mut Node, problems: &mut Vec<Problem>) {
    let Some(table) = root.as_table_mut() else { return };
    table.shift_remove("extends");
    table.shift_remove("drop");
    let Some(set) = table.shift_remove("set") else { return };
    let Value::Table(entries) = set.value else {
        problems.push(Problem::new(&set.place, "set", "is not a table of paths").value(set.shown()));
        return;
    };
    for (pattern, value) in entries {
        if problems.len() >= KEPT {
            return;
        }
        let change = Override { path: pattern, value, append: false };
        if let Err(problem) = apply(root, &change) {
            problems.push(problem);
        }
    }
}

/// Applies one change to a tree: a value, or `{ add = ... }` or `{ scale = ... }` of the number there.
///
/// # Errors
/// When the path reaches nothing, or a number is to be changed where there is none.
pub fn apply(root: &mut Node, change: &Override) -> Result<(), Problem> {
    let problem =
        |message: String| Problem::new(&change.value.place, &change.path, message).value(change.value.shown());
    let reached = path::resolve(root, &change.path).map_err(|un| problem(un.message).remedy(un.remedy))?;
    // A table for many entities is many tables: what the scenario grows to is known before it does.
    let more = reached.len().saturating_mul(change.value.size());
    if more > FEW && more + root.size() > MOST_VALUES {
        let message =
            format!("{} paths are reached: with it the scenario has more than {MOST_VALUES} values", reached.len());
        return Err(problem(message).remedy("write less, or for fewer entities"));
    }
    match relative(&change.value) {
        Some(adjust) => {
            for at in reached {
                adjust_number(root, &at, &adjust, &change.value.place).map_err(|message| {
                    problem(message).remedy("add and scale change numbers; write the value itself")
                })?;
            }
        }
        None => {
            for at in reached {
                let mut value = change.value.clone();
                if change.append
                    && let Some(there) = path::find(root, &at.names)
                {
                    let mut both = there.clone();
                    append(&mut both, value);
                    value = both;
                }
                path::put(root, &at.names, value);
            }
        }
    }
    Ok(())
}

/// What `{ add = x }` and `{ scale = x }` do to a number.
fn relative(value: &Node) -> Option<impl Fn(f64) -> f64 + use<>> {
    let table = value.as_table().filter(|table| table.len() == 1)?;
    let (key, node) = table.first()?;
    let amount = node.as_number()?;
    let scale = match key.as_str() {
        "scale" => true,
        "add" => false,
        _ => return None,
    };
    Some(move |number: f64| if scale { number * amount } else { number + amount })
}

fn adjust_number(root: &mut Node, at: &Reached, adjust: &impl Fn(f64) -> f64, place: &Place) -> Result<(), String> {
    let holds_parts = path::find(root, &at.names).and_then(Node::as_table).map(|table| table.keys().cloned().collect());
    let parts: Vec<String> = match holds_parts {
        // A solidarism of two components changes in both.
        Some(parts) if at.shape.alternatives().next().is_some() => parts,
        _ if at.shape.is_number() || at.shape.alternatives().next().is_some() => vec![],
        _ => return Err(format!("`{}` is not a number", at.path())),
    };
    let targets: Vec<Vec<String>> = if parts.is_empty() {
        vec![at.names.clone()]
    } else {
        parts.into_iter().map(|part| at.names.iter().cloned().chain([part]).collect()).collect()
    };
    for names in targets {
        let value = adjust(path::number_at(root, &names));
        path::put(root, &names, Node::number(value, place));
    }
    Ok(())
}

/// Every state gets a copy of its profile: says so where that is too much.
fn too_much_to_lay(root: &Node) -> Option<Problem> {
    let profiles = root.child("profiles")?;
    let sizes: BTreeMap<&str, usize> =
        profiles.as_table()?.iter().map(|(id, profile)| (id.as_str(), profile.size())).collect();
    let own =
        root.child("states")?.as_table()?.values().filter_map(|state| sizes.get(state.child("profile")?.as_text()?));
    let all = own.sum::<usize>() + root.size();
    let message = format!("with the profiles of all states the scenario has {all} values; at most {MOST_VALUES}");
    (all > MOST_VALUES).then(|| {
        Problem::new(&profiles.place, "profiles", message).remedy("write less into profiles, or make states fewer")
    })
}

/// Lays every state's profile under it, and takes the profiles out of the tree.
pub fn lay_profiles(root: &mut Node, problems: &mut Vec<Problem>) {
    if let Some(problem) = too_much_to_lay(root) {
        problems.push(problem);
        return;
    }
    let profiles = root.as_table_mut().and_then(|table| table.shift_remove("profiles"));
    for (id, profile) in profiles.iter().filter_map(Node::as_table).flatten() {
        if let Some(nested) = profile.child("profile") {
            problems.push(
                Problem::new(&nested.place, format!("profiles.{id}.profile"), "a profile has no profile of its own")
                    .value(nested.shown())
                    .remedy("write its numbers out"),
            );
        }
    }
    let Some(states) = root.as_table_mut().and_then(|table| table.get_mut("states")).and_then(Node::as_table_mut)
    else {
        return;
    };
    for (id, state) in states.iter_mut() {
        let Some(name) = state.child("profile") else { continue };
        let known = profiles.as_ref().and_then(Node::as_table);
        let profile = name.as_text().and_then(|name| known?.get(name));
        match profile {
            Some(profile) => {
                let place = state.place.clone();
                let own = std::mem::replace(state, profile.clone());
                merge(state, own);
                state.place = place;
            }
            None => keep(problems, || {
                Problem::new(&name.place, format!("states.{id}.profile"), "there is no such profile")
                    .value(name.shown())
                    .remedy(did_you_mean(
                        name.as_text().unwrap_or_default(),
                        known.iter().flat_map(|table| table.keys()).map(String::as_str).collect::<Vec<_>>(),
                    ))
            }),
        }
        if let Some(table) = state.as_table_mut() {
            table.shift_remove("profile");
        }
    }
}
