//! From a checked tree to the frozen [`Scenario`].

use std::collections::{BTreeMap, BTreeSet};

use serde::Deserialize;
use serde::de::DeserializeOwned;

use super::bounds;
use super::check;
use super::frozen::{Blockers, Cast, Epoch, Initial, Reset, Scenario, Switches, Tool};
use super::lists::{Before, parameters};
use super::mend;
use super::month::Month;
use super::path::{self, Reached};
use super::problem::{KEPT, Place, Problem, Problems};
use super::profiles::lay_profiles;
use super::shape;
use super::source::Node;
use super::text;
use super::written::{ById, DecisionRule, Event, Principle, ScenarioFile};

/// Checks a tree and freezes it; `problems` is what is wrong with it already.
///
/// # Errors
/// With every problem found: of shape, of relation as far as a tree with problems of shape can
/// show them, and of events.
pub fn freeze(mut root: Node, mut problems: Vec<Problem>) -> Result<Scenario, Problems> {
    shape::check(&root, &mut problems);
    lay_profiles(&mut root, &mut problems);
    if !problems.is_empty() {
        let more = mend::problems_besides(&root, &problems);
        problems.extend(more);
    }
    stop_on(&mut problems)?;
    let file = typed(&root)?;
    problems.extend(bounds::check(&Place::whole(&root.place.file), &file));
    stop_on(&mut problems)?;
    check::check(&root, &file, &mut problems);
    if !problems.is_empty() {
        check_events(&root, &file, &mut problems);
    }
    stop_on(&mut problems)?;
    let start: Month = file.scenario.start.parse().map_err(|words: &str| internal(words))?;
    let off = Switches::off(&file.scenario.off);
    let cast = cast(&file, start);
    let epochs = epochs(&root, &file, start, &cast, off)?;
    let months = file.scenario.months as usize;
    let epoch_of_month =
        (0..months).map(|month| epochs.partition_point(|epoch| epoch.month <= month).saturating_sub(1)).collect();
    Ok(Scenario {
        name: file.scenario.name.clone(),
        start,
        months,
        replicates: file.scenario.replicates,
        seed: file.scenario.seed,
        off,
        initial: Initial {
            violence: *file.crisis.violence,
            displaced: *file.crisis.displaced,
            leadership: *file.leadership.initial,
            norm_words: *file.norm.words,
            norm_deeds: *file.norm.deeds,
            mobilisation: file.movements.values().map(|movement| *movement.mobilisation).collect(),
        },
        cast,
        epochs,
        epoch_of_month,
        resolved: root,
        notes: vec![],
    })
}

/// Finds what is wrong with the events of a tree that has other problems, path by path; what
/// they would bring about is not asked.
pub fn check_events(root: &Node, file: &ScenarioFile, problems: &mut Vec<Problem>) {
    let mut tree = root.clone();
    for (index, event) in file.events.iter().enumerate() {
        apply_event(&mut tree, index, event, problems);
    }
}

fn stop_on(problems: &mut Vec<Problem>) -> Result<(), Problems> {
    if problems.is_empty() {
        return Ok(());
    }
    let mut problems = std::mem::take(problems);
    problems.sort_by(|a, b| a.place.cmp(&b.place));
    Err(Problems(problems))
}

/// What the checks let pass but the types refuse is a fault of the program, and says so.
fn internal(message: &str) -> Problems {
    Problem::new(&Place::whole("intsoc"), "", format!("a fault of the program: {message}"))
        .remedy("please report it with the scenario")
        .into()
}

/// Reads a tree into the types of a file.
pub fn typed(root: &Node) -> Result<ScenarioFile, Problems> {
    ScenarioFile::deserialize(root.to_json()).map_err(|error| internal(&error.to_string()))
}

fn cast(file: &ScenarioFile, start: Month) -> Cast {
    fn ids<T>(table: &ById<T>) -> Vec<String> {
        table.keys().cloned().collect()
    }
    let mut budgets: Vec<String> = Vec::new();
    let tools = file
        .instruments
        .values()
        .map(|instrument| {
            let budget = budgets.iter().position(|name| *name == instrument.budget).unwrap_or_else(|| {
                budgets.push(instrument.budget.clone());
                budgets.len() - 1
            });
            let from = instrument.from.as_ref().and_then(|from| from.parse::<Month>().ok());
            Tool {
                budget,
                principle: usize::from(instrument.principle == Principle::Accountability),
                authority: instrument.authority.as_ref().and_then(|body| file.bodies.get_index_of(body)),
                unauthorised: instrument.unauthorised,
                consent: instrument.consent,
                from: from.map_or(0, |from| (from.index() - start.index()).max(0) as usize),
            }
        })
        .collect();
    let mut members: Vec<Vec<usize>> = vec![vec![]; file.societies.len()];
    for (index, state) in file.states.values().enumerate() {
        for society in state.societies.iter().filter_map(|society| file.societies.get_index_of(society)) {
            members[society].push(index);
        }
    }
    let (seats, seat_lists) = seats(file, start, &members);
    Cast {
        states: ids(&file.states),
        instruments: ids(&file.instruments),
        bodies: ids(&file.bodies),
        movements: ids(&file.movements),
        societies: ids(&file.societies),
        target: file.target.name.clone(),
        members,
        region: file.target.region.as_ref().and_then(|region| file.societies.get_index_of(region)),
        tools,
        budgets,
        seats,
        seat_lists,
        blockers: file
            .bodies
            .values()
            .map(|body| match body.rule {
                DecisionRule::Majority => Blockers::Nobody,
                DecisionRule::Consensus => Blockers::Everybody,
                DecisionRule::Veto => {
                    Blockers::Veto(file.states.keys().map(|state| body.veto.contains(state)).collect())
                }
            })
            .collect(),
        court: file.court.as_ref().and_then(|court| file.instruments.get_index_of(&court.instrument)),
    }
}

/// Seats by body and month, and the distinct lists; members stand in the order of the states.
fn seats(file: &ScenarioFile, start: Month, members: &[Vec<usize>]) -> (Vec<Vec<usize>>, Vec<Vec<Vec<usize>>>) {
    let months = file.scenario.months as usize;
    let by_body = file.bodies.iter().map(|(id, body)| match file.seats.get(id) {
        Some(seats) => {
            let mut lists = BTreeMap::new();
            for month in 0..months {
                let year = start.plus(month).year();
                lists.entry(year).or_insert_with(|| {
                    let elected = seats.years.get(&format!("{year:04}")).into_iter().flatten();
                    let all = seats.permanent.iter().chain(elected);
                    let mut list: Vec<usize> = all.filter_map(|state| file.states.get_index_of(state)).collect();
                    list.sort_unstable();
                    list
                });
            }
            let years: Vec<i32> = lists.keys().copied().collect();
            let of_month = (0..months).map(|month| years.partition_point(|year| *year < start.plus(month).year()));
            (of_month.collect(), lists.into_values().collect())
        }
        None => {
            let society = body.society.as_ref().and_then(|society| file.societies.get_index_of(society));
            (vec![0; months], vec![society.map_or(vec![], |society| members[society].clone())])
        }
    });
    by_body.unzip()
}

/// The parameters as the scenario gives them, and anew from each month with events; month 0 may have some too.
fn epochs(root: &Node, file: &ScenarioFile, start: Month, cast: &Cast, off: Switches) -> Result<Vec<Epoch>, Problems> {
    let first = parameters(file, cast, off, None);
    let mut epochs = vec![Epoch { month: 0, events: vec![], resets: vec![], parameters: first }];
    let mut by_month: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
    for (index, event) in file.events.iter().enumerate() {
        if let Ok(date) = event.date.parse::<Month>() {
            by_month.entry((date.index() - start.index()).max(0) as usize).or_default().push(index);
        }
    }
    let (mut tree, mut changed) = (root.clone(), file.clone());
    let mut problems = Vec::new();
    for (month, indices) in by_month {
        let mut resets = Vec::new();
        let (mut touched, mut judgement) = (BTreeSet::new(), false);
        for index in &indices {
            let reached = apply_event(&mut tree, *index, &file.events[*index], &mut problems);
            resets.extend(reached.iter().filter_map(|(names, value)| reset(names, *value, cast)));
            judgement |= reached.iter().any(|(names, _)| judges(names));
            touched.extend(reached.into_iter().map(|(mut names, _)| {
                names.truncate(2);
                names
            }));
        }
        if !problems.is_empty() {
            // The other events are looked at all the same; what they add up to no more.
            continue;
        }
        for names in &touched {
            renew(&mut changed, &tree, names)?;
        }
        check::numbers(&tree, &changed, &mut problems);
        for problem in &mut problems {
            let names: Vec<_> = indices.iter().filter_map(|index| file.events[*index].name.as_deref()).collect();
            let names = text::line(&names.join(", "), 300);
            problem.message = format!("after the events of {} ({names}): {}", start.plus(month), problem.message);
        }
        if problems.is_empty() && month < file.scenario.months as usize {
            let before =
                epochs.last().map(|epoch| Before { parameters: &epoch.parameters, touched: &touched, judgement });
            let parameters = parameters(&changed, cast, off, before);
            let events = indices.iter().map(|index| event_name(&file.events[*index])).collect();
            epochs.push(Epoch { month, events, resets, parameters });
        }
    }
    stop_on(&mut problems)?;
    Ok(epochs)
}

fn event_name(event: &Event) -> String {
    event.name.clone().unwrap_or_else(|| "an event without a name".into())
}

/// Applies an event to a tree; returns every path that it reached, with the value put there.
fn apply_event(tree: &mut Node, index: usize, event: &Event, problems: &mut Vec<Problem>) -> Vec<(Vec<String>, f64)> {
    let mut changed = Vec::new();
    for (pattern, number) in &event.set {
        if problems.len() >= KEPT {
            break;
        }
        let written = tree.at(["events", index.to_string().as_str(), "set", pattern]);
        let place = written.map_or_else(|| tree.place.clone(), |node| node.place.clone());
        let shown = written.map_or_else(|| number.to_string(), Node::shown);
        let problem = |message: String, remedy: String| {
            Problem::new(&place, format!("events.{index}.set.\"{pattern}\""), message).value(&shown).remedy(remedy)
        };
        let reached = match path::resolve(tree, pattern) {
            Ok(reached) => reached,
            Err(unreached) => {
                problems.push(problem(unreached.message, unreached.remedy));
                continue;
            }
        };
        if let Some((message, remedy)) = reached.iter().find_map(refused) {
            problems.push(problem(message, remedy));
            continue;
        }
        for at in reached {
            let value = Node::number(**number, &place);
            let before = problems.len();
            shape::check_node(at.shape, &value, &at.path(), problems);
            if problems.len() == before {
                path::put(tree, &at.names, value);
                changed.push((at.names, **number));
            }
        }
    }
    changed
}

/// Reads again what an event changed: a section of the model, or one entity of a table of them.
fn renew(file: &mut ScenarioFile, tree: &Node, names: &[String]) -> Result<(), Problems> {
    fn read<T: DeserializeOwned>(tree: &Node, names: &[String]) -> Result<T, Problems> {
        let node = tree.at(names.iter().map(String::as_str)).ok_or_else(|| internal("an event left no trace"))?;
        T::deserialize(node.to_json()).map_err(|error| internal(&error.to_string()))
    }
    let (section, id) = (names[0].as_str(), names.get(1).map_or("", String::as_str));
    let whole = &names[..1];
    match section {
        "crisis" => file.crisis = read(tree, whole)?,
        "target" => file.target = read(tree, whole)?,
        "attention" => file.attention = read(tree, whole)?,
        "citizenship" => file.citizenship = read(tree, whole)?,
        "choice" => file.choice = read(tree, whole)?,
        "leadership" => file.leadership = read(tree, whole)?,
        "forums" => file.forums = read(tree, whole)?,
        "delivery" => file.delivery = read(tree, whole)?,
        "pressure" => file.pressure = read(tree, whole)?,
        "court" => file.court = Some(read(tree, whole)?),
        "blame" => file.blame = read(tree, whole)?,
        "norm" => file.norm = read(tree, whole)?,
        "instruments" => file.instruments[id] = read(tree, names)?,
        "bodies" => file.bodies[id] = read(tree, names)?,
        "societies" => file.societies[id] = read(tree, names)?,
        "movements" => file.movements[id] = read(tree, names)?,
        "states" => file.states[id] = read(tree, names)?,
        other => return Err(internal(&format!("an event reached {other}"))),
    }
    Ok(())
}

/// Why an event may not set a path, and what to do instead.
fn refused(at: &Reached) -> Option<(String, String)> {
    let is_number = at.shape.is_number() || at.shape.alternatives().any(|option| option.is_number());
    if at.names[0] == "events" {
        Some(("an event cannot change events".into(), "set the number there, in the event itself".into()))
    } else if at.fixed_at_start {
        Some((
            format!("`{}` is a value at the start; an event comes later", at.path()),
            "write it into the scenario itself".into(),
        ))
    } else if !is_number {
        Some((
            format!(
                "`{}` is not a number: ids, flags, authorities, memberships and lists stay fixed in a run",
                at.path()
            ),
            "make two scenarios, or set a number".into(),
        ))
    } else {
        None
    }
}

/// The state variable that a path sets besides its parameter, if any.
fn reset(names: &[String], value: f64, cast: &Cast) -> Option<Reset> {
    let names: Vec<&str> = names.iter().map(String::as_str).collect();
    match names.as_slice() {
        ["norm", "words"] => Some(Reset::NormWords(value)),
        ["norm", "deeds"] => Some(Reset::NormDeeds(value)),
        ["movements", id, "mobilisation"] => {
            cast.movements.iter().position(|known| known == id).map(|index| Reset::Mobilisation(index, value))
        }
        ["states", id, "solidarism" | "factions", ..] => {
            cast.states.iter().position(|known| known == id).map(Reset::Solidarism)
        }
        _ => None,
    }
}

/// Does a path set what a state thinks of single instruments?
fn judges(names: &[String]) -> bool {
    names[0] == "states"
        && names.get(2).is_some_and(|name| ["reservations", "factions", "solidarism"].contains(&name.as_str()))
}
