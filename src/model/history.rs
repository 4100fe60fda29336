//! One history, month by month.

use super::chance::{Chance, Streams};
use super::{MonthContext, PHASES, World, start};
use crate::scenario::Scenario;

/// Runs histories of a scenario, one after the other, in the same room.
#[derive(Clone, Debug)]
pub struct History<'a> {
    scenario: &'a Scenario,
    streams: &'a Streams,
    world: World,
    chance: Chance,
    next: usize,
}

impl<'a> History<'a> {
    /// Room for histories of a scenario. `still`: one history without chance, every uniform ½
    /// and every normal 0. `streams` must be the scenario's own.
    pub fn new(scenario: &'a Scenario, streams: &'a Streams, still: bool) -> Self {
        let mut history =
            Self { scenario, streams, world: World::new(scenario), chance: Chance::new(streams, still), next: 0 };
        history.begin(0);
        history
    }

    /// Begins a replicate anew.
    pub fn begin(&mut self, replicate: u64) {
        start::begin(&mut self.world, self.scenario);
        self.chance.begin(self.streams, replicate);
        self.next = 0;
    }

    /// Runs the next month; `false`, and nothing done, after the last.
    pub fn step(&mut self) -> bool {
        if self.next >= self.scenario.months {
            return false;
        }
        self.chance.turn_to(self.next);
        let context = context(self.scenario, self.streams, &self.chance, self.next);
        for phase in PHASES {
            (phase.rule)(&mut self.world, &context);
        }
        self.next += 1;
        true
    }

    /// The world and the setting of the month last run: what is observed.
    ///
    /// Before the first month it is the world at the start in the first month's setting.
    pub fn now(&self) -> (&World, MonthContext<'_>) {
        (&self.world, context(self.scenario, self.streams, &self.chance, self.next.saturating_sub(1)))
    }

    /// Plays a replicate from its first month to its last; after each month shows the world and its setting.
    /// `stop` is asked before every month; `false` when it said so.
    pub fn play(
        &mut self,
        replicate: u64,
        stop: &dyn Fn() -> bool,
        mut observe: impl FnMut(&World, &MonthContext<'_>),
    ) -> bool {
        self.begin(replicate);
        while !stop() {
            if !self.step() {
                return true;
            }
            let (world, context) = self.now();
            observe(world, &context);
        }
        false
    }

    /// The world as the last month left it.
    pub fn world(&self) -> &World {
        &self.world
    }

    /// Number of months run.
    pub fn months_run(&self) -> usize {
        self.next
    }
}

fn context<'a>(scenario: &'a Scenario, streams: &'a Streams, chance: &'a Chance, month: usize) -> MonthContext<'a> {
    MonthContext {
        scenario,
        actors: &scenario.actors,
        parameters: &scenario.epochs[scenario.epoch_of_month[month]].parameters,
        off: scenario.off,
        month,
        chance,
        streams,
    }
}
