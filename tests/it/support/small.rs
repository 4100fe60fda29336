//! Small worlds: a test states only what matters to it, and reads months by the names of the model.
//!
//! The base below is one state and one council in which it sits, under violence, need and attention
//! of 1 that stay so; whatever a body may authorise is taken up at once. What a test writes is laid
//! over it, key by key; a key that is itself a table is replaced whole.
#![expect(clippy::disallowed_methods, reason = "what is expected is compared with a margin")]

use std::collections::BTreeMap;

use intsoc::model::chance::Streams;
use intsoc::model::indicators::indicators;
use intsoc::model::outcomes::{Tally, outcomes};
use intsoc::model::votes::{Ballot, Fate};
use intsoc::model::{History, World};
use intsoc::scenario::{self, Actors, Problems, Scenario};
use toml::{Table, Value};

const BASE: &str = r#"
[scenario]
name = "small"
start = "2001-01"
months = 1
seed = 2003

[crisis]
violence = 1.0

[target]
name = "Target"

[attention]
rate = 1.0
base = 1.0

[citizenship]
inertia = 1.0
commitment = 1.0
action_cost = 1.0
word_cost = 1.0
deflection_cost = 1.0

[forums]
agenda_rate = 1000.0

[blame]
to_states = 0.5
to_bodies = 0.5
to_target = 0.5

[instruments]

[bodies.council]
mandate = 1.0
rule = "majority"
society = "world"

[societies.world]
thickness = 0.0

[states.a]
capability = 1.0
constituencies = { nationals = 1.0 }
societies = ["world"]
"#;

/// The whole text of the scenario that the sections describe.
pub fn text(sections: &str) -> String {
    let mut whole: Table = BASE.parse().expect("the base is TOML");
    let own: Table = sections.parse().unwrap_or_else(|error| panic!("{error}\nin {sections}"));
    lay(&mut whole, own, 3);
    if let Some(Value::Table(instruments)) = whole.get_mut("instruments")
        && instruments.is_empty()
    {
        // A scenario needs an instrument: one that does nothing.
        let idle = Table::from_iter([("budget".into(), "idle".into()), ("requirement".into(), Value::Float(1.0))]);
        instruments.insert("idle".into(), Value::Table(idle));
    }
    toml::to_string(&whole).expect("a table can be written")
}

/// Lays `over` on `base`: tables `depth` deep merge, all else is replaced.
fn lay(base: &mut Table, over: Table, depth: usize) {
    for (key, value) in over {
        match (base.get_mut(&key), value) {
            (Some(Value::Table(below)), Value::Table(above)) if depth > 1 => lay(below, above, depth - 1),
            (_, value) => drop(base.insert(key, value)),
        }
    }
}

/// The scenario that the sections describe, or what is wrong with it.
pub fn read(sections: &str) -> Result<Scenario, Problems> {
    scenario::from_text(&text(sections), "small.toml", &[])
}

/// The scenario that the sections describe.
pub fn scenario(sections: &str) -> Scenario {
    read(sections).unwrap_or_else(|problems| panic!("{problems}\nin {}", text(sections)))
}

/// Is the scenario refused, with a message that has these words in it?
pub fn refused(sections: &str, words: &str) -> bool {
    read(sections).is_err_and(|problems| problems.to_string().contains(words))
}

/// All months of the history without chance.
pub fn still(sections: &str) -> Vec<Month> {
    months(sections, true, 0)
}

/// The last month of the history without chance.
pub fn end(sections: &str) -> Month {
    still(sections).pop().expect("a run has a month")
}

/// All months of one replicate.
pub fn lucky(sections: &str, replicate: u64) -> Vec<Month> {
    months(sections, false, replicate)
}

/// The outcomes of the history without chance, by their names; NaN is missing.
pub fn outcomes_of(sections: &str) -> BTreeMap<String, f64> {
    let scenario = scenario(sections);
    let streams = Streams::of(&scenario);
    let mut tally = Tally::new(&scenario);
    History::new(&scenario, &streams, true).play(0, &|| false, |world, context| tally.observe(world, context, &[]));
    outcomes(&scenario).into_iter().map(|outcome| outcome.name).zip(tally.finish(0)).collect()
}

fn months(sections: &str, still: bool, replicate: u64) -> Vec<Month> {
    let scenario = scenario(sections);
    let streams = Streams::of(&scenario);
    let indicators = indicators(&scenario);
    let mut history = History::new(&scenario, &streams, still);
    let mut months = Vec::new();
    history.play(replicate, &|| false, |world, context| {
        let values = indicators.iter().map(|indicator| (indicator.name.clone(), indicator.value(world, context)));
        let votes = world.votes().iter().filter(|(vote, _)| vote.month == context.month);
        let votes = votes.map(|(vote, ballots)| Held {
            instrument: context.actors.instruments[vote.instrument].clone(),
            strength: vote.strength,
            passed: vote.passed,
            vetoed: vote.vetoed,
            ballots: ballots.iter().map(|ballot| letter(*ballot)).collect(),
        });
        months.push(Month {
            values: values.collect(),
            votes: votes.collect(),
            world: world.clone(),
            actors: context.actors.clone(),
        });
    });
    months
}

fn letter(ballot: Ballot) -> char {
    match ballot {
        Ballot::InFavour => '+',
        Ballot::Abstaining => '0',
        Ballot::Against => '-',
    }
}

/// A vote held this month.
#[derive(Debug)]
pub struct Held {
    pub instrument: String,
    pub strength: f64,
    pub passed: bool,
    pub vetoed: bool,
    /// One sign per seat: `+` in favour, `0` abstaining, `-` against.
    pub ballots: String,
}

/// What a month left behind.
#[derive(Debug)]
pub struct Month {
    values: BTreeMap<String, f64>,
    /// The votes of the month.
    pub votes: Vec<Held>,
    /// The world at the month's end.
    pub world: World,
    actors: Actors,
}

fn place(ids: &[String], id: &str) -> usize {
    ids.iter().position(|known| known == id).unwrap_or_else(|| panic!("no {id} among {ids:?}"))
}

macro_rules! by_state {
    ($($name:ident)*) => {$(
        pub fn $name(&self, state: &str) -> f64 {
            self.world.$name[place(&self.actors.states, state)]
        }
    )*};
}

macro_rules! by_instrument {
    ($($name:ident)*) => {$(
        pub fn $name(&self, instrument: &str) -> f64 {
            self.world.$name[place(&self.actors.instruments, instrument)]
        }
    )*};
}

macro_rules! by_body {
    ($($name:ident)*) => {$(
        pub fn $name(&self, body: &str) -> f64 {
            self.world.$name[place(&self.actors.bodies, body)]
        }
    )*};
}

impl Month {
    /// An indicator by its name.
    pub fn value(&self, name: &str) -> f64 {
        *self.values.get(name).unwrap_or_else(|| panic!("no indicator {name}"))
    }

    by_state! { demand measurability aspiration readiness words deflection credibility action visible performance lead }
    by_instrument! { authorised resources deployed legitimacy }
    by_body! { mandate trust shortfall }

    pub fn leads(&self, state: &str) -> bool {
        self.world.leads[place(&self.actors.states, state)]
    }

    /// Solidarism of a state: intervention, accountability.
    pub fn solidarism(&self, state: &str) -> [f64; 2] {
        let state = place(&self.actors.states, state);
        [self.world.solidarism[0][state], self.world.solidarism[1][state]]
    }

    pub fn mobilisation(&self, movement: &str) -> f64 {
        self.world.mobilisation[place(&self.actors.movements, movement)]
    }

    pub fn fatigue(&self, movement: &str) -> f64 {
        self.world.fatigue[place(&self.actors.movements, movement)]
    }

    pub fn consent(&self, instrument: &str) -> bool {
        self.world.consent[place(&self.actors.instruments, instrument)]
    }

    /// Has the target agreed in principle to an instrument?
    pub fn agreed(&self, instrument: &str) -> bool {
        self.world.agreed[place(&self.actors.instruments, instrument)]
    }

    /// What became of the text on an instrument, if it was taken up this month.
    pub fn fate(&self, instrument: &str) -> Option<Fate> {
        let tabled = self.world.tabled(place(&self.actors.instruments, instrument));
        tabled.and_then(|tabled| tabled.text).map(|text| text.fate)
    }

    pub fn effort(&self, state: &str, instrument: &str) -> f64 {
        self.world.efforts(place(&self.actors.instruments, instrument))[place(&self.actors.states, state)]
    }

    /// Utility of an instrument to a state, from its effort in a budget with nothing else in it:
    /// e = x·S(sharpness·u), so u = ln(e/(x − e))/sharpness.
    pub fn utility(&self, state: &str, instrument: &str, sharpness: f64) -> f64 {
        let (effort, readiness) = (self.effort(state, instrument), self.readiness(state));
        (effort / (readiness - effort)).ln() / sharpness
    }

    /// Blame on a state, a body or `target`.
    pub fn blame(&self, party: &str) -> f64 {
        self.world.blame[self.party(party)]
    }

    /// Responsibility of a state, a body or `target`.
    pub fn responsibility(&self, party: &str) -> f64 {
        self.world.responsibility[self.party(party)]
    }

    fn party(&self, party: &str) -> usize {
        let actors = &self.actors;
        let parties: Vec<String> =
            actors.states.iter().chain(&actors.bodies).cloned().chain(["target".into()]).collect();
        place(&parties, party)
    }
}

/// What was found beside what is expected of it, of which there is as much.
#[track_caller]
pub fn each<T, E, const N: usize>(found: &[T], expected: [E; N]) -> impl Iterator<Item = (&T, E)> {
    assert_eq!(found.len(), N, "as much is found as is expected");
    found.iter().zip(expected)
}

/// Fails unless the two numbers agree to 1e-12, relative to 1 or to the value.
#[track_caller]
pub fn close(found: f64, expected: f64) {
    near(found, expected, 1e-12);
}

/// Fails unless the two numbers agree to the tolerance, relative to 1 or to the value.
#[track_caller]
pub fn near(found: f64, expected: f64, tolerance: f64) {
    assert!(
        (found - expected).abs() <= tolerance * expected.abs().max(1.0),
        "found {found}, expected {expected}: {:e} apart",
        found - expected
    );
}

/// The logistic function S.
pub fn logistic(y: f64) -> f64 {
    1.0 / (1.0 + (-y).exp())
}
