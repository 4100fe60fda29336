//! Who might have led, in the months in which nobody did.

use serde::Serialize;

use super::entry::Sentence;
use super::words::{Named, alone};
use crate::model::leadership::stepping_forward;
use crate::model::{MonthContext, World};
use crate::scenario::{Mechanism, Month, Scenario};

/// The months in which nobody led.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Leaderless {
    /// How many there were.
    pub months: usize,
    /// Of how many in all.
    pub of: usize,
    /// The state and the month in which one was likeliest to step forward and did not; none if
    /// somebody led throughout.
    pub likeliest: Option<Likeliest>,
}

/// A state that might have led.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Likeliest {
    /// The state.
    pub state: String,
    /// The month.
    pub month: Month,
    /// Its chance to step forward in that month.
    pub chance: f64,
    /// Attention Q in that month.
    pub attention: f64,
}

impl Leaderless {
    /// The same in words.
    pub fn sentence(&self, named: Named<'_>) -> Sentence {
        let Self { months, of, likeliest } = self;
        let (text, record) = match likeliest {
            None => ("somebody leads in every month".into(), "leaders".into()),
            Some(Likeliest { state, month, chance, attention }) => (
                format!(
                    "nobody leads in {months} of {of} months; the likeliest to step forward in one of them was {} in {month}, with a chance of {chance:.3} at an attention of {attention:.2}",
                    named.state(state)
                ),
                format!("leaders, attention; step_forward of {state}"),
            ),
        };
        Sentence { month: None, text: alone(&text), record }
    }
}

/// Watches who leads.
pub struct Leaders {
    on: bool,
    leaderless: Leaderless,
}

impl Leaders {
    /// Nothing seen yet.
    pub fn new(scenario: &Scenario) -> Self {
        let leaderless = Leaderless { months: 0, of: 0, likeliest: None };
        Self { on: scenario.off.on(Mechanism::Leadership), leaderless }
    }

    /// Takes note of a month.
    pub fn observe(&mut self, world: &World, context: &MonthContext<'_>, month: Month) {
        let found = &mut self.leaderless;
        found.of += 1;
        if world.leads.contains(&true) {
            return;
        }
        found.months += 1;
        for (state, id) in context.actors.states.iter().enumerate() {
            let chance = stepping_forward(world, context, state);
            if found.likeliest.as_ref().is_none_or(|before| chance > before.chance) {
                found.likeliest = Some(Likeliest { state: id.clone(), month, chance, attention: world.attention });
            }
        }
    }

    /// What was seen; nothing where leading is switched off.
    pub fn finish(self) -> Option<Leaderless> {
        self.on.then_some(self.leaderless)
    }
}
