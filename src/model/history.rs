//! One history, or several side by side, month by month.

use super::chance::{Chance, Streams};
use super::{MonthContext, World, phases, start};
use crate::lanes::{Real, Work};
use crate::scenario::Scenario;

/// Runs histories of a scenario, one after the other, in the same room.
///
/// ```
/// use intsoc::model::History;
/// use intsoc::model::chance::Streams;
/// use intsoc::scenario;
///
/// let text = include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/scenarios/minimal.toml"));
/// let scenario = scenario::from_text(text, "minimal.toml", &[])?;
/// let streams = Streams::of(&scenario);
/// let mut history = History::new(&scenario, &streams, false);
///
/// // Replicate 7, month by month: the most violent month, and how many states had a leader to follow.
/// history.begin(7);
/// let mut worst = 0.0_f64;
/// while history.step() {
///     worst = worst.max(history.world().violence);
/// }
/// assert_eq!(history.months_run(), scenario.months);
/// assert!(worst > *scenario.epochs[0].parameters.crisis.violence);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub type History<'a> = Histories<'a, f64>;

/// Runs as many histories of a scenario side by side as numbers of this kind have lanes, again and again in the same room.
#[derive(Clone, Debug)]
pub struct Histories<'a, V: Real> {
    scenario: &'a Scenario,
    streams: &'a Streams,
    world: World<V>,
    chance: Chance<V>,
    next: usize,
}

impl<'a, V: Real> Histories<'a, V> {
    /// Room for histories of a scenario. `still`: without chance, every uniform ½
    /// and every normal 0. `streams` must be the scenario's own.
    pub fn new(scenario: &'a Scenario, streams: &'a Streams, still: bool) -> Self {
        let mut histories =
            Self { scenario, streams, world: World::new(scenario), chance: Chance::new(streams, still), next: 0 };
        histories.begin(0);
        histories
    }

    /// Begins anew: a replicate, or those from it on, one in every lane.
    pub fn begin(&mut self, replicate: u64) {
        V::enter(Start(&mut self.world, self.scenario));
        self.chance.begin(self.streams, replicate);
        self.next = 0;
    }

    /// Runs the next month; `false`, and nothing done, after the last.
    pub fn step(&mut self) -> bool {
        if self.next >= self.scenario.months {
            return false;
        }
        V::enter(Turn(&mut self.chance, self.next));
        let context = context(self.scenario, self.streams, &self.chance, self.next);
        for phase in const { phases::<V>() } {
            (phase.rule)(&mut self.world, &context);
        }
        self.next += 1;
        true
    }

    /// The world and the setting of the month last run: what is observed.
    ///
    /// Before the first month it is the world at the start in the first month's setting.
    pub fn now(&self) -> (&World<V>, MonthContext<'_, V>) {
        (&self.world, context(self.scenario, self.streams, &self.chance, self.next.saturating_sub(1)))
    }

    /// Plays from the first month to the last the replicates from this one on, one in every lane; after each month shows the
    /// world and its setting. `stop` is asked before every month; `false` when it said so.
    pub fn play(
        &mut self,
        replicate: u64,
        stop: &dyn Fn() -> bool,
        mut observe: impl FnMut(&World<V>, &MonthContext<'_, V>),
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
    pub fn world(&self) -> &World<V> {
        &self.world
    }

    /// Number of months run.
    pub fn months_run(&self) -> usize {
        self.next
    }
}

/// Gives the world its values at the start.
struct Start<'a, V: Real>(&'a mut World<V>, &'a Scenario);

impl<V: Real> Work<V> for Start<'_, V> {
    type Output = ();

    #[inline(always)]
    fn run(self) {
        start::begin(self.0, self.1);
    }
}

/// Turns the luck to a month.
struct Turn<'a, V: Real>(&'a mut Chance<V>, usize);

impl<V: Real> Work<V> for Turn<'_, V> {
    type Output = ();

    #[inline(always)]
    fn run(self) {
        self.0.turn_to(self.1);
    }
}

fn context<'a, V: Real>(
    scenario: &'a Scenario,
    streams: &'a Streams,
    chance: &'a Chance<V>,
    month: usize,
) -> MonthContext<'a, V> {
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
