//! From files to one tree: `extends`, `drop`, `[set]`, the command line, profiles.
//!
//! Order: inherit, drop, merge, own `[set]`, command line, then profiles are laid under
//! their states (see [`profiles`](super::profiles)).

use std::path::{Path, PathBuf};

use super::bounds::MAX_VALUES;
use super::change::Override;
use super::dropping::{Gone, drop_from, still_named};
use super::foreign;
use super::formerly;
use super::kind::FileKind;
use super::notes::{overtaken, passed_over, superseded};
use super::order::put_in_order;
use super::path;
use super::problem::{KEPT, Place, Problem, Problems};
use super::relative::Relative;
use super::shape::Shape;
use super::source::{self, Node, Size, Value, parse};
use super::sources::Sources;

/// Longest chain of `extends`: nobody can follow a longer one. (A file that extends itself is refused by name.)
const MAX_DEPTH: usize = 32;

/// Most bytes of the files of such a chain together.
const MAX_BYTES: usize = 4 << 20;

/// Values of a change that are laid without asking how large the scenario is already: to count it takes longer than
/// to lay so few.
const FEW: usize = 100;

/// Is it some other file that happens to be named? No message quotes such a file: whoever names it need not be
/// allowed to read it where the program runs.
fn is_foreign(path: &Path, text: &str) -> bool {
    let is_toml = path.extension().is_some_and(|ending| ending.eq_ignore_ascii_case("toml"));
    let known = |key: &String| Shape::root().called(key).is_some();
    !is_toml && !source::keys(text).iter().any(known)
}

fn foreign(path: &Path, text: &str) -> Problems {
    let file = path.display().to_string();
    let what = foreign::of_text(text, &file).map_or(String::new(), |what| format!(": it is {what}"));
    Problem::new(&Place::whole(&file), "", format!("is not a scenario{what}"))
        .remedy("name a scenario file such as scenarios/baseline.toml")
        .into()
}

/// A tree before profiles are laid.
#[derive(Clone, Debug)]
pub struct Inherited {
    /// The merged tree.
    pub root: Node,
    /// What is wrong so far.
    pub problems: Vec<Problem>,
    /// What `[set]` does not reach, though it may seem to.
    pub notes: Vec<String>,
    /// Did a file drop events? Those after them have other numbers then.
    pub dropped: bool,
    /// The files of facts (CSV) that say what happened: those of the file itself, or of the nearest that it extends.
    pub facts: Vec<PathBuf>,
}

/// Reads a scenario file with everything it extends, and applies its `[set]`.
///
/// # Errors
/// When a file cannot be read or parsed, or when `extends` goes in a circle. Lesser problems
/// are collected beside the tree, so that the checks can add theirs.
pub fn load(sources: &Sources, path: &Path) -> Result<Inherited, Problems> {
    let mut reader = Reader::of(sources);
    let root = reader.file(path, &Place::whole(&path.display().to_string()))?;
    let Reader { mut problems, notes, dropped, facts, gone, .. } = reader;
    // Of a part, a file that extends it may still say what else is meant.
    if !super::is_part(&root) {
        problems.extend(still_named(&root, &gone));
    }
    Ok(Inherited { root, problems, notes, dropped, facts })
}

/// What is laid on a tree: a scenario file that extends the trunk, or keys of such a file.
#[derive(Clone, Debug, PartialEq)]
pub enum Layer {
    /// A file; it extends the trunk, directly or not.
    File(PathBuf),
    /// Keys as in a file that extends the trunk.
    Keys(Node),
}

/// The scenario that layers were written as changes of.
#[derive(Clone, Copy, Debug)]
pub struct Trunk<'a> {
    /// Where files come from.
    pub sources: &'a Sources,
    /// Its file.
    pub file: &'a Path,
    /// Is it its own tree that they are laid on? On another, an event to be dropped that the tree lacks is passed over:
    /// it does not happen there either way.
    pub strict: bool,
}

/// Lays what was written as a change of one scenario, the `trunk`, on another one's tree.
///
/// Mechanisms that the tree has switched off stay off.
///
/// # Errors
/// When a file cannot be read, or does not extend the trunk.
pub fn lay(
    root: &mut Node,
    layer: &Layer,
    Trunk { sources, file: trunk, strict }: Trunk<'_>,
    problems: &mut Vec<Problem>,
    notes: &mut Vec<String>,
) -> Result<(), Problems> {
    let off = |root: &Node| match root.at(["scenario", "off"]).map(|node| &node.value) {
        Some(Value::List(names)) => names.clone(),
        _ => vec![],
    };
    let off_before = off(root);
    match layer {
        Layer::Keys(keys) => {
            // On another tree than it was written for, numbers of events may be others' too.
            if let Some(node) = keys.child("drop") {
                let done = drop_from(root, node);
                problems.extend(done.problems.into_iter().filter(|_| strict));
                notes.extend(done.notes);
            }
            let dropped = keys.child("drop").is_some() || !strict;
            if let Some(node) = keys.child("extends") {
                let problem = Problem::new(&node.place, "extends", "keys of a world extend nothing but the trunk");
                problems.push(problem.value(node.shown()).remedy("leave it out, or name the file as the world"));
            }
            root.merge(keys.clone());
            apply_own_set(root, dropped, problems, notes);
        }
        Layer::File(file) => {
            let place = Place::whole(&file.display().to_string());
            let stand_in = Some(StandIn { identity: sources.identity(trunk), root: Some(root.clone()), strict });
            let mut reader = Reader { trunk: stand_in, dropped: !strict, ..Reader::of(sources) };
            let laid = reader.file(file, &place)?;
            if reader.trunk.is_some_and(|trunk| trunk.root.is_some()) {
                let message = format!("does not extend {}, and so cannot be laid on anything else", trunk.display());
                return Err(Problem::new(&place, "extends", message).remedy("let it extend that file").into());
            }
            problems.extend(reader.problems);
            notes.extend(reader.notes);
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

/// Reads files, and what they extend.
struct Reader<'a> {
    sources: &'a Sources,
    files: Vec<PathBuf>,
    /// Of all of them.
    bytes: usize,
    problems: Vec<Problem>,
    notes: Vec<String>,
    /// Has a file dropped events?
    dropped: bool,
    /// What files dropped.
    gone: Vec<Gone>,
    /// Of the file read last, which is the nearest.
    facts: Vec<PathBuf>,
    trunk: Option<StandIn>,
}

/// The file in whose place another tree stands.
struct StandIn {
    identity: PathBuf,
    /// The tree; taken when the file is reached.
    root: Option<Node>,
    /// Must an event that is dropped be there? Not on another tree than the file was written for.
    strict: bool,
}

impl<'a> Reader<'a> {
    fn of(sources: &'a Sources) -> Self {
        Self {
            sources,
            files: vec![],
            bytes: 0,
            problems: vec![],
            notes: vec![],
            dropped: false,
            gone: vec![],
            facts: vec![],
            trunk: None,
        }
    }

    fn file(&mut self, path: &Path, referrer: &Place) -> Result<Node, Problems> {
        let identity = self.sources.identity(path);
        if let Some(trunk) = self.trunk.as_mut().filter(|trunk| trunk.identity == identity)
            && let Some(root) = trunk.root.take()
        {
            return Ok(root);
        }
        let text = self.sources.read(path, Size::OF_A_SCENARIO).map_err(|mut problem| {
            if referrer.line > 0 {
                // The file that extends is the one to mend.
                let near = problem.remedy.filter(|remedy| remedy.starts_with("did you mean"));
                problem = Problem::new(referrer, "extends", format!("{}: {}", path.display(), problem.message))
                    .remedy(near.unwrap_or_else(|| "name a file relative to this one".into()));
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
            .map_err(|problems| if is_foreign(path, &text) { foreign(path, &text) } else { problems })?;
        FileKind::Scenario.expect(&own)?;
        if own.as_table().is_some_and(|table| !table.is_empty()) && is_foreign(path, &text) {
            return Err(foreign(path, &text));
        }
        // Before files are merged: one may say a former name of a key of which the other says that of today.
        let renamed = formerly::renew(&mut own, Shape::root(), &mut self.problems);
        self.notes.extend(formerly::notes(&renamed));
        if let Some(base) = own.child("extends") {
            let Some(name) = base.as_text() else {
                return Err(Problem::new(&base.place, "extends", "is not a file name in quotes")
                    .value(base.shown())
                    .into());
            };
            let base_path = path.parent().unwrap_or(Path::new("")).join(name);
            let mut inherited = self.file(&base_path, &base.place.clone())?;
            let strict = self.trunk.as_ref().is_none_or(|trunk| trunk.strict);
            if let Some(dropped) = own.child("drop") {
                let done = drop_from(&mut inherited, dropped);
                self.problems.extend(done.problems.into_iter().filter(|_| strict));
                self.notes.extend(done.notes);
                self.gone.extend(done.gone);
                self.dropped = true;
            }
            self.facts_of(&mut own, path);
            inherited.place = own.place.clone();
            inherited.merge(own);
            own = inherited;
        } else if let Some(node) = own.child("drop") {
            self.problems.push(
                Problem::new(&node.place, "drop", "there is nothing to drop from: the file extends no other")
                    .remedy("remove it, or add `extends`"),
            );
        } else {
            self.facts_of(&mut own, path);
        }
        put_in_order(&mut own, &mut self.problems);
        apply_own_set(&mut own, self.dropped, &mut self.problems, &mut self.notes);
        Ok(own)
    }

    /// Takes out of a file which files of facts it names, relative to it. What a file says comes after what it extends.
    fn facts_of(&mut self, own: &mut Node, path: &Path) {
        let Some(said) = own.as_table_mut().and_then(|table| table.shift_remove("facts")) else { return };
        let names = match &said.value {
            Value::List(names) => names.iter().map(Node::as_text).collect::<Option<Vec<&str>>>(),
            _ => said.as_text().map(|name| vec![name]),
        };
        let Some(names) = names else {
            let problem = Problem::new(&said.place, "facts", "is not a file name in quotes, nor a list of them");
            self.problems.push(problem.value(said.shown()).remedy("write facts = \"NAME.csv\", relative to this file"));
            return;
        };
        let folder = path.parent().unwrap_or(Path::new(""));
        self.facts = names.iter().map(|name| folder.join(name)).collect();
    }
}

/// Takes `extends`, `drop` and `[set]` out of a tree, and applies `[set]`.
fn apply_own_set(root: &mut Node, dropped: bool, problems: &mut Vec<Problem>, notes: &mut Vec<String>) {
    let Some(table) = root.as_table_mut() else { return };
    table.shift_remove("extends");
    table.shift_remove("drop");
    let Some(set) = table.shift_remove("set") else { return };
    let Value::Table(entries) = set.value else {
        problems.push(Problem::new(&set.place, "set", "is not a table of paths").value(set.shown()));
        return;
    };
    let changes: Vec<Override> = entries.into_iter().map(|(path, value)| Override::new(path, value)).collect();
    apply_all(root, &changes, Shift::dropped(dropped), problems, notes);
}

/// Why the number of an event may be another event's.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shift {
    /// It is not.
    None,
    /// Events before it were dropped.
    Dropped,
    /// Several scenarios are changed, each with events of its own.
    Beside,
}

impl Shift {
    fn dropped(dropped: bool) -> Self {
        if dropped { Self::Dropped } else { Self::None }
    }
}

/// Applies changes one after the other. Where its number may be another's, an event is named by its name.
pub fn apply_all(
    root: &mut Node,
    changes: &[Override],
    shift: Shift,
    problems: &mut Vec<Problem>,
    notes: &mut Vec<String>,
) {
    let before = problems.len();
    for change in changes {
        notes.extend(change.notes.iter().cloned());
        if problems.len() >= KEPT {
            return;
        }
        problems.extend(by_number(root, change, shift));
        problems.extend(apply(root, change).err());
    }
    // Where a change is wrong it did nothing, and notes on what it does would mislead.
    if problems.len() == before {
        let paths: Vec<(&str, &Place)> =
            changes.iter().map(|change| (change.path.as_str(), &change.value.place)).collect();
        notes.extend(passed_over(root, &paths));
        // A file may set how things stand until an event comes; it is told of events in the first month only. A
        // change on the command line is meant to count in every month, so it is told of later ones too.
        let (told, of_files): (Vec<_>, Vec<_>) = paths.iter().partition(|(_, place)| place.line == 0);
        notes.extend(overtaken(root, &told, true));
        notes.extend(overtaken(root, &of_files, false));
        notes.extend(superseded(root, changes));
    }
}

/// Refuses a change that names an event by its number where that may be another's.
pub fn by_number(root: &Node, change: &Override, shift: Shift) -> Option<Problem> {
    let why = match shift {
        Shift::None => return None,
        Shift::Dropped => "a file drops events, and those after them move up",
        Shift::Beside => "each scenario has events of its own",
    };
    let index = path::number_of_event(root, &change.path)?;
    let name = root.at(["events", index.to_string().as_str(), "name"]).and_then(Node::as_text);
    let remedy = match name {
        Some(name) => format!("here event {index} is \"{name}\": write events.{}", path::quoted(name)),
        None => "give the event a name, and write events.'NAME'".into(),
    };
    let message = format!("names an event by its number, which may be another's: {why}");
    Some(Problem::new(&change.value.place.of_key(), &change.path, message).value(change.value.shown()).remedy(remedy))
}

/// Applies one change to a tree: a value, or what becomes of the number there ([`Relative`]).
///
/// # Errors
/// When the path reaches nothing, or a number is to be changed where there is none.
pub fn apply(root: &mut Node, change: &Override) -> Result<(), Problem> {
    let problem =
        |message: String| Problem::new(&change.value.place, &change.path, message).value(change.value.shown());
    let reached = path::resolve(root, &change.path).map_err(|un| {
        let problem = problem(un.message).remedy(un.remedy);
        Problem { place: problem.place.of_key(), ..problem }
    })?;
    // A table for many entities is many tables: what the scenario grows to is known before it does.
    let more = reached.len().saturating_mul(change.value.size());
    if more > FEW && more + root.size() > MAX_VALUES {
        let message =
            format!("{} paths are reached: with it the scenario has more than {MAX_VALUES} values", reached.len());
        return Err(problem(message).remedy("write less, or for fewer entities"));
    }
    match Relative::of(&change.value) {
        Some(relative) => {
            for at in reached {
                relative.apply(root, &at, &change.value.place).map_err(|message| {
                    problem(message).remedy("add, scale and share change numbers, and to names a weight of the same constituency; write the value itself")
                })?;
            }
        }
        None => {
            for at in reached {
                let mut value = change.value.clone();
                // Where a whole number is wanted, 12.0 is 12.
                if let Some(whole) = value.as_whole().filter(|_| at.shape.text("type") == Some("integer")) {
                    value = Node::integer(whole, &value.place);
                }
                if change.append
                    && let Some(there) = path::find(root, &at.names)
                {
                    value = added(there, value);
                }
                path::put(root, &at.names, value);
            }
        }
    }
    Ok(())
}

/// A list with what another adds to it; what is there already is not there twice.
fn added(there: &Node, more: Node) -> Node {
    let mut both = there.clone();
    match (&mut both.value, more.value) {
        (Value::List(list), Value::List(more)) => {
            for node in more {
                if list.iter().all(|known| known.value != node.value) {
                    list.push(node);
                }
            }
        }
        (value, more) => *value = more,
    }
    both
}
