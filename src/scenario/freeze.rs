//! From a checked tree to the frozen [`Scenario`].

use std::collections::BTreeMap;

use super::bounds;
use super::check;
use super::epochs::Happenings;
use super::events::{self, check_events, typed};
use super::frozen::{Actors, Blockers, FixedInstrument, Scenario, Switches};
use super::initial;
use super::labels::Labels;
use super::mend;
use super::month::Month;
use super::node::Node;
use super::problem::{Place, Problem, Problems, stop_on};
use super::profiles::lay_profiles;
use super::shape;
use super::weights::share_out;
use super::written::{ById, DecisionRule, Principle, ScenarioFile};

/// A frozen scenario with what it was made of.
#[derive(Clone, Debug)]
pub struct Made {
    /// The scenario.
    pub scenario: Scenario,
    /// What its file says, profiles laid.
    pub file: ScenarioFile,
    /// What its events do.
    pub happenings: Happenings,
}

/// Checks a tree and freezes it; `problems` is what is wrong with it already.
///
/// # Errors
/// With every problem found: of shape, of relation as far as a tree with problems of shape can
/// show them, and of events.
pub fn freeze(root: Node, problems: Vec<Problem>) -> Result<Scenario, Problems> {
    make(root, problems).map(|made| made.scenario)
}

/// The same, with what the scenario was made of.
///
/// # Errors
/// As [`freeze`].
pub fn make(mut root: Node, mut problems: Vec<Problem>) -> Result<Made, Problems> {
    lacks_the_rest(&root)?;
    shape::check(&root, &mut problems);
    lay_profiles(&mut root, &mut problems);
    share_out(&mut root);
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
    let start: Month = file.scenario.start.parse().map_err(|words: &str| events::internal(words))?;
    let off = Switches::off(&file.scenario.off);
    let actors = actors(&file, start);
    let happenings = Happenings::of(&root, &file, start)?;
    // Whether it is sound after every event was just asked, with words for what is not.
    let epochs = happenings.epochs(file.clone(), &actors, off, None, |_| true);
    let epochs = epochs.ok_or_else(|| events::internal("an event sets what it may not"))?;
    let months = file.scenario.months as usize;
    let epoch_of_month =
        (0..months).map(|month| epochs.partition_point(|epoch| epoch.month <= month).saturating_sub(1)).collect();
    let scenario = Scenario {
        name: file.scenario.name.clone(),
        start,
        months,
        replicates: file.scenario.replicates,
        seed: file.scenario.seed,
        off,
        initial: initial::of(&file),
        actors: actors.into(),
        epochs,
        epoch_of_month,
        resolved: root.into(),
        notes: vec![],
    };
    Ok(Made { scenario, file, happenings })
}

/// Refuses what is only a part of a scenario: nearly all that would be said of it is what it would have from the files that it
/// extends, or that extend it.
fn lacks_the_rest(root: &Node) -> Result<(), Problem> {
    let place = Place::whole(&root.place.file);
    if is_part(root) {
        let message = "is a part of a scenario: it says neither when it begins nor who the target is";
        let remedy = "name a scenario that extends it, such as scenarios/baseline.toml";
        return Err(Problem::new(&place, "", message).remedy(remedy));
    }
    let theory = ["citizenship", "choice", "leadership", "forums"];
    let is_a_case = root.child("scenario").is_some() && root.child("states").is_some();
    if is_a_case && theory.iter().all(|section| root.child(section).is_none()) {
        let message =
            "is a case without a theory: it extends nothing that says how states decide, and does not say it itself";
        let remedy = "write extends = \"FILE\" at its top, with the way to scenarios/powers.toml from here";
        return Err(Problem::new(&place, "extends", message).remedy(remedy));
    }
    Ok(())
}

/// Is the tree of a file a part of a scenario, such as theory.toml: one that says neither when it begins nor who the
/// target is, and so is there to be extended?
pub fn is_part(root: &Node) -> bool {
    let lacks = |names: &[&str]| root.at(names.iter().copied()).is_none();
    lacks(&["scenario"]) && lacks(&["target", "name"]) && !lacks(&["instruments"])
}

fn actors(file: &ScenarioFile, start: Month) -> Actors {
    fn ids<T>(table: &ById<T>) -> Vec<String> {
        table.keys().cloned().collect()
    }
    let mut budgets: Vec<String> = Vec::new();
    let fixed_instruments = file
        .instruments
        .values()
        .map(|instrument| {
            let budget = budgets.iter().position(|name| *name == instrument.budget).unwrap_or_else(|| {
                budgets.push(instrument.budget.clone());
                budgets.len() - 1
            });
            let from = instrument.from.as_ref().and_then(|from| from.parse::<Month>().ok());
            FixedInstrument {
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
    let society = |name: &Option<String>| name.as_ref().and_then(|name| file.societies.get_index_of(name));
    let (seats, seat_lists) = seats(file, start, &members);
    Actors {
        states: ids(&file.states),
        instruments: ids(&file.instruments),
        bodies: ids(&file.bodies),
        movements: ids(&file.movements),
        societies: ids(&file.societies),
        labels: Labels::of(file),
        members,
        region: society(&file.target.region),
        society_of_body: file.bodies.values().map(|body| society(&body.society)).collect(),
        fixed_instruments,
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
                    // The order in which a file lists members must change no vote and no sum.
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
