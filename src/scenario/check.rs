//! What a scenario must not contain, beyond the shape and range of single values.
//!
//! ODD §6, "What a scenario must not contain"; every rule here refuses what
//! would make a formula meaningless, before anything runs.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Display;

use indexmap::IndexSet;

use super::initial;
use super::labels;
use super::month::Month;
use super::problem::{KEPT, Place, Problem, did_you_mean};
use super::source::Node;
use super::written::{ById, ScenarioFile, Solidarism, State};

/// Largest number of entities of each kind.
pub const LIMITS: [(&str, usize); 6] = [
    ("states", 10_000),
    ("instruments", 200),
    ("bodies", 500),
    ("societies", 5_000),
    ("movements", 500),
    ("events", 10_000),
];

/// Largest exponent in the logit choice; the exponential of more overflows.
const MAX_EXPONENT: f64 = 700.0;

/// Least weight of blame on anyone else, as a part of the largest: below it, 1 − plausibility
/// would be lost in rounding.
const LEAST_OTHER_BLAME: f64 = 1e-9;

/// Checks the relations between the values of a complete scenario.
///
/// `root` is the tree from which `file` was read, for the places of what is wrong.
pub fn check(root: &Node, file: &ScenarioFile, problems: &mut Vec<Problem>) {
    let mut checker = Checker { root, file, problems };
    checker.sizes();
    checker.ids();
    checker.run();
    checker.states();
    checker.instruments();
    checker.bodies();
    checker.seats();
    checker.movements();
    checker.court_and_region();
    checker.numbers();
    initial::check(root, file, problems);
    labels::check(root, file, problems);
}

/// Checks what numbers alone can break: all that there is to check after an event.
pub fn numbers(root: &Node, file: &ScenarioFile, problems: &mut Vec<Problem>) {
    Checker { root, file, problems }.numbers();
}

struct Checker<'a> {
    root: &'a Node,
    file: &'a ScenarioFile,
    problems: &'a mut Vec<Problem>,
}

impl Checker<'_> {
    /// Where the deepest written part of a path stands.
    fn place(&self, path: &str) -> Place {
        let mut node = self.root;
        for name in path.split('.') {
            match node.child(name) {
                Some(child) => node = child,
                None => break,
            }
        }
        if std::ptr::eq(node, self.root) { Place::whole(&self.root.place.file) } else { node.place.clone() }
    }

    fn problem(&mut self, path: &str, value: Option<String>, message: impl Into<String>, remedy: impl Into<String>) {
        if !self.is_full() {
            let problem = Problem::new(&self.place(path), path, message).remedy(remedy);
            self.problems.push(match value {
                Some(value) => problem.value(value),
                None => problem,
            });
        }
    }

    /// Enough is wrong: more is not looked for.
    fn is_full(&self) -> bool {
        self.problems.len() >= KEPT
    }

    /// A reference to an entity that must exist.
    fn refers<T>(&mut self, path: impl Display, name: &str, kind: &str, known: &ById<T>) {
        if !known.contains_key(name) && !self.is_full() {
            let remedy = did_you_mean(name, known.keys().map(String::as_str));
            self.problem(
                &path.to_string(),
                Some(format!("{name:?}")),
                format!("there is no such entry in [{kind}]"),
                remedy,
            );
        }
    }

    /// References that must exist, each once.
    fn refer_all<T>(&mut self, path: impl Display, names: &[String], kind: &str, known: &ById<T>) {
        let mut seen = BTreeSet::new();
        for name in names {
            self.refers(&path, name, kind, known);
            if !seen.insert(name) {
                self.problem(&path.to_string(), Some(format!("{name:?}")), "is listed twice", "remove one");
            }
        }
    }

    fn sizes(&mut self) {
        let file = self.file;
        let counts = [
            file.states.len(),
            file.instruments.len(),
            file.bodies.len(),
            file.societies.len(),
            file.movements.len(),
            file.events.len(),
        ];
        for ((kind, limit), count) in LIMITS.into_iter().zip(counts) {
            if count > limit {
                self.problem(
                    kind,
                    Some(count.to_string()),
                    format!("at most {limit} {kind}"),
                    "make the scenario smaller",
                );
            }
        }
        for (kind, count) in [("states", counts[0]), ("instruments", counts[1]), ("bodies", counts[2])] {
            if count == 0 {
                self.problem(
                    kind,
                    None,
                    format!("a scenario has at least one of its {kind}"),
                    format!("add one, as [{kind}.NAME]"),
                );
            }
        }
    }

    /// Ids become columns, file names and names of streams of chance: they are plain words.
    fn ids(&mut self) {
        let file = self.file;
        fn keys<T>(kind: &str, table: &ById<T>) -> Vec<(String, String)> {
            table.keys().map(|id| (format!("{kind}.{id}"), id.clone())).collect()
        }
        let mut all = keys("states", &file.states);
        all.extend(keys("bodies", &file.bodies));
        let parties = all.clone();
        all.extend(keys("instruments", &file.instruments));
        all.extend(keys("societies", &file.societies));
        all.extend(keys("movements", &file.movements));
        for (id, state) in &file.states {
            all.extend(keys(&format!("states.{id}.factions"), &state.factions));
        }
        for (path, id) in &all {
            let plain = id.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_' || byte == b'-');
            if !plain || id.len() > 64 || !id.starts_with(|first: char| first.is_ascii_alphabetic()) {
                self.problem(
                    path,
                    None,
                    "an id is a letter, then up to 63 letters, digits, `_` or `-`",
                    "rename it, for example south_africa",
                );
            }
        }
        // In the tables of blame the target is a party beside states and bodies, under this id.
        let mut seen = BTreeSet::from(["target"]);
        for (path, id) in &parties {
            if !seen.insert(id) {
                self.problem(
                    path,
                    None,
                    "this id is taken: states, bodies and the `target` share the tables of blame",
                    "rename it",
                );
            }
        }
    }

    /// A name stands in one line of a table, a page or a terminal.
    fn name(&mut self, path: &str, name: &str) {
        if !labels::is_name(name) {
            self.problem(path, Some(format!("{name:?}")), labels::A_NAME, "give it a name");
        }
    }

    fn run(&mut self) {
        let run = &self.file.scenario;
        self.name("scenario.name", &run.name);
        self.name("target.name", &self.file.target.name);
        let start = self.month("scenario.start", &run.start);
        if start.is_some_and(|start| start.plus(run.months as usize).year() > 9999) {
            self.problem(
                "scenario.months",
                Some(run.months.to_string()),
                "the run ends after the year 9999",
                "shorten it",
            );
        }
        for (id, instrument) in &self.file.instruments {
            if let Some(from) = &instrument.from {
                self.month(&format!("instruments.{id}.from"), from);
            }
        }
        for (index, event) in self.file.events.iter().enumerate() {
            if let Some(name) = &event.name {
                self.name(&format!("events.{index}.name"), name);
            }
            let path = format!("events.{index}.date");
            let date = self.month(&path, &event.date);
            if let (Some(start), Some(date)) = (start, date)
                && date < start
            {
                let shown = Some(format!("{:?}", event.date));
                let message = format!("an event does not precede the start, {start}");
                self.problem(&path, shown, message, "write the value that it gives at the start into the scenario");
            }
        }
    }

    fn month(&mut self, path: &str, text: &str) -> Option<Month> {
        match text.parse() {
            Ok(month) => Some(month),
            Err(words) => {
                self.problem(path, Some(format!("{text:?}")), "is not a month", words);
                None
            }
        }
    }

    fn states(&mut self) {
        let file = self.file;
        for (id, state) in &file.states {
            self.refer_all(format_args!("states.{id}.societies"), &state.societies, "societies", &file.societies);
            for instrument in state.reservations.keys() {
                let path = format_args!("states.{id}.reservations.{instrument}");
                self.refers(path, instrument, "instruments", &file.instruments);
            }
            self.factions(id, state);
        }
    }

    /// What each constituency, share, mandate, exponent and weight of blame may be beside the others.
    fn numbers(&mut self) {
        let file = self.file;
        for (id, state) in &file.states {
            self.constituencies(id, state);
            self.shares(id, state);
        }
        if !file.states.is_empty() && file.states.values().all(|state| *state.capability == 0.0) {
            self.problem("states", None, "no state has any capability", "give the strongest state capability = 1");
        }
        self.exponents();
        if !file.bodies.is_empty() && file.bodies.values().all(|body| *body.mandate == 0.0) {
            self.problem("bodies", None, "no body has any mandate", "give at least one body a mandate above 0");
        }
        self.blame();
    }

    fn constituencies(&mut self, id: &str, state: &State) {
        let weights = &state.constituencies;
        let sum = *weights.nationals + *weights.society + *weights.humanity;
        // Tenths are not exact in binary: 0.1 + 0.2 + 0.7 is not quite 1.
        if (sum - 1.0).abs() > 1e-9 {
            let shown = format!("{} + {} + {} = {sum}", *weights.nationals, *weights.society, *weights.humanity);
            self.problem(
                &format!("states.{id}.constituencies"),
                Some(shown),
                "the weights of nationals, society and humanity sum to 1",
                "change one of them so that they do",
            );
        }
    }

    fn factions(&mut self, id: &str, state: &State) {
        let mut held = BTreeSet::new();
        for (name, faction) in &state.factions {
            let at = format_args!("states.{id}.factions.{name}.holds");
            self.refer_all(at, &faction.holds, "instruments", &self.file.instruments);
            for instrument in faction.holds.iter().collect::<IndexSet<_>>() {
                if !held.insert(instrument) {
                    self.problem(
                        &at.to_string(),
                        Some(format!("{instrument:?}")),
                        "an instrument is held by one faction at most",
                        "remove it from one of them",
                    );
                }
            }
        }
    }

    fn shares(&mut self, id: &str, state: &State) {
        if !state.factions.is_empty() && state.factions.values().all(|faction| *faction.share == 0.0) {
            self.problem(
                &format!("states.{id}.factions"),
                None,
                "the factions' shares sum to 0",
                "give one of them a share",
            );
        }
    }

    fn instruments(&mut self) {
        let file = self.file;
        for (id, instrument) in &file.instruments {
            let path = format!("instruments.{id}");
            match &instrument.authority {
                Some(body) => self.refers(format_args!("{path}.authority"), body, "bodies", &file.bodies),
                None if instrument.consent => self.problem(
                    &format!("{path}.consent"),
                    Some("true".into()),
                    "consent is asked only for what a body authorises",
                    "add an authority, or remove consent",
                ),
                None => {}
            }
            self.name(&format!("{path}.budget"), &instrument.budget);
        }
    }

    fn court_and_region(&mut self) {
        let file = self.file;
        if let Some(region) = &file.target.region {
            self.refers("target.region", region, "societies", &file.societies);
        }
        if let Some(court) = &file.court {
            let path = "court.instrument";
            self.refers(path, &court.instrument, "instruments", &file.instruments);
            if file.instruments.get(&court.instrument).is_some_and(|instrument| instrument.authority.is_none()) {
                let shown = Some(format!("{:?}", court.instrument));
                self.problem(
                    path,
                    shown,
                    "the court's instrument has an authority",
                    "give the instrument an authority",
                );
            }
        }
    }

    /// The logit choice must not overflow for any state.
    fn exponents(&mut self) {
        let file = self.file;
        let mut interests = BTreeMap::new();
        for (id, reservation) in file.states.values().flat_map(|state| &state.reservations) {
            let interest: &mut f64 = interests.entry(id).or_default();
            *interest = interest.max(-**reservation);
        }
        for (id, instrument) in &file.instruments {
            // The greatest utility has no cost, s, N and d at 1, and the lowest reservation: one below 0 is an interest.
            let demand = *file.choice.demand_weight * instrument.visibility.max(*instrument.benefit);
            let interest = interests.get(id).copied().unwrap_or(0.0);
            let exponent = *file.choice.sharpness * (*instrument.benefit + demand + interest);
            if exponent > MAX_EXPONENT {
                self.problem(
                    &format!("instruments.{id}"),
                    Some(format!("{exponent}")),
                    format!("choice.sharpness times the greatest utility is at most {MAX_EXPONENT}"),
                    "lower choice.sharpness, the benefit or the reservations",
                );
            }
        }
    }

    fn bodies(&mut self) {
        let file = self.file;
        for (id, body) in &file.bodies {
            self.refer_all(format_args!("bodies.{id}.veto"), &body.veto, "states", &file.states);
            if let Some(society) = &body.society {
                self.refers(format_args!("bodies.{id}.society"), society, "societies", &file.societies);
            }
        }
    }

    fn seats(&mut self) {
        let file = self.file;
        for (id, seats) in &file.seats {
            let path = format!("seats.{id}");
            self.refers(&path, id, "bodies", &file.bodies);
            self.refer_all(format_args!("{path}.permanent"), &seats.permanent, "states", &file.states);
            let permanent: BTreeSet<&String> = seats.permanent.iter().collect();
            for (year, elected) in &seats.years {
                let path = format!("{path}.{year}");
                if year.len() != 4 || !year.bytes().all(|byte| byte.is_ascii_digit()) {
                    let remedy = "write `permanent` or a year such as 2003";
                    self.problem(&path, None, "is not a calendar year", remedy);
                }
                self.refer_all(&path, elected, "states", &file.states);
                for both in elected.iter().filter(|state| permanent.contains(state)) {
                    self.problem(&path, Some(format!("{both:?}")), "sits permanently already", "remove it here");
                }
            }
        }
        let peopled: BTreeSet<&String> = file.states.values().flat_map(|state| &state.societies).collect();
        let authorising: BTreeSet<&String> = file.instruments.values().filter_map(|i| i.authority.as_ref()).collect();
        for (id, body) in &file.bodies {
            let years = self.years();
            match file.seats.get(id) {
                Some(seats) => {
                    for year in years.filter(|year| !seats.years.contains_key(&format!("{year:04}"))) {
                        self.problem(
                            &format!("seats.{id}"),
                            None,
                            format!("has no list for {year}, a year of the run"),
                            format!("add {year:04} = [...]; an empty list leaves the permanent members"),
                        );
                    }
                    let empty = self.years().find(|year| {
                        let elected = seats.years.get(&format!("{year:04}"));
                        seats.permanent.is_empty() && elected.is_some_and(Vec::is_empty)
                    });
                    if let Some(year) = empty.filter(|_| authorising.contains(id)) {
                        self.problem(
                            &format!("seats.{id}.{year:04}"),
                            None,
                            "a body that authorises has a seat every month",
                            "seat a state",
                        );
                    }
                }
                None if authorising.contains(id) => {
                    let seated = body.society.as_ref().is_some_and(|society| peopled.contains(society));
                    if !seated {
                        self.problem(
                            &format!("bodies.{id}"),
                            None,
                            "authorises an instrument but nobody sits in it",
                            format!("add [seats.{id}], or a society that has members"),
                        );
                    }
                }
                None => {}
            }
        }
    }

    /// The calendar years of the run.
    fn years(&self) -> std::ops::RangeInclusive<i32> {
        let run = &self.file.scenario;
        match run.start.parse::<Month>() {
            Ok(start) if run.months > 0 => start.year()..=start.plus(run.months as usize - 1).year(),
            #[expect(clippy::reversed_empty_ranges, reason = "no years where there is no start")]
            _ => 1..=0,
        }
    }

    fn movements(&mut self) {
        let file = self.file;
        for (id, movement) in &file.movements {
            for state in movement.reach.keys() {
                self.refers(format_args!("movements.{id}.reach.{state}"), state, "states", &file.states);
            }
        }
    }

    fn blame(&mut self) {
        let blame = &self.file.blame;
        let blamable = |scapegoating: f64| {
            let mut weights = [*blame.to_states, *blame.to_bodies * scapegoating, *blame.to_target];
            weights.sort_by(f64::total_cmp);
            weights[1] > weights[2] * LEAST_OTHER_BLAME
        };
        // A body weighs from 1 to 1 + scapegoat times its weight, as its means fall short: if both ends will do, all
        // between do.
        if !(blamable(1.0) && blamable(1.0 + *blame.scapegoat)) {
            self.problem(
                "blame",
                Some(format!(
                    "to_states = {}, to_bodies = {}, to_target = {}, scapegoat = {}",
                    *blame.to_states, *blame.to_bodies, *blame.to_target, *blame.scapegoat
                )),
                "a party that alone can be blamed has nobody to blame in turn",
                "give at least two of to_states, to_bodies (1 + scapegoat) and to_target a weight above a billionth of the largest",
            );
        }
    }
}

/// Solidarism as its two components: intervention, accountability.
pub fn components(solidarism: &Solidarism) -> [f64; 2] {
    match solidarism {
        Solidarism::Same(both) => [**both; 2],
        Solidarism::Each(each) => [*each.intervention, *each.accountability],
    }
}
