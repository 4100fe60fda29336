//! What forces had: mandate and means.

use serde::Serialize;

use super::entry::Sentence;
use super::words::{Named, alone, column};
use crate::model::World;
use crate::model::indicators::protecting;
use crate::scenario::{Month, Scenario};

/// A force at its height.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Force {
    /// The instrument.
    pub instrument: String,
    /// The month in which most of it was deployed; none if it never was.
    pub height: Option<Height>,
    /// It was in force in some month: authorised, or in no need of it.
    pub authorised: bool,
    /// In some month there was the consent that it needs; none if it needs none.
    pub consented: Option<bool>,
    #[serde(skip)]
    index: usize,
}

/// What a force had in the month in which most of it was deployed.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Height {
    /// The month.
    pub month: Month,
    /// Deployed K, a share of its full effect.
    pub deployed: f64,
    /// Strength in force ς.
    pub in_force: f64,
    /// Resources ρ, a share of what it requires.
    pub resources: f64,
}

impl Force {
    /// One for each instrument that protects.
    pub fn all(scenario: &Scenario) -> Vec<Self> {
        let actors = &scenario.actors;
        let force = |index: usize| Self {
            instrument: actors.instruments[index].clone(),
            height: None,
            authorised: false,
            consented: actors.fixed_instruments[index].consent.then_some(false),
            index,
        };
        protecting(scenario).map(force).collect()
    }

    /// Takes note of a month.
    pub fn observe(&mut self, world: &World, month: Month) {
        let deployed = world.deployed[self.index];
        self.authorised |= world.in_force[self.index] > 0.0;
        self.consented = self.consented.map(|ever| ever || world.consent[self.index]);
        if deployed > self.height.as_ref().map_or(0.0, |height| height.deployed) {
            let (in_force, resources) = (world.in_force[self.index], world.resources[self.index]);
            self.height = Some(Height { month, deployed, in_force, resources });
        }
    }

    /// The same in words.
    pub fn sentence(&self, named: Named<'_>) -> Sentence {
        let (id, instrument) = (&self.instrument, named.instrument(&self.instrument));
        let text = match &self.height {
            None => {
                let lacking = match (self.authorised, self.consented) {
                    (false, _) => "it was never authorised".into(),
                    (true, Some(false)) => format!("{} never consented", named.target()),
                    (true, _) => "it had its mandate, and neither means nor time".into(),
                };
                format!("{instrument}: never deployed; {lacking}")
            }
            Some(Height { month, deployed, in_force, resources }) => format!(
                "{instrument}: at most {deployed:.2} of its full effect, in {month}, with a strength in force of {in_force:.2} and {resources:.2} of the means that it requires"
            ),
        };
        let consent = self.consented.map(|_| format!(", {}", column("consent", id))).unwrap_or_default();
        let record = format!("{}{consent}; in_force, resources of {id}", column("deployed", id));
        Sentence { month: None, text: alone(&text), record }
    }
}
