//! What is kept of one history.

use crate::lanes::{Flag, Real};
use crate::model::leadership::stepping_forward;
use crate::model::target::Weighed;
use crate::model::votes::Tabled;
use crate::model::{MonthContext, World};
use crate::scenario::Scenario;

/// A value that is kept of every state.
#[derive(Clone, Copy, Debug)]
pub struct StateValue {
    /// Its name in the outputs.
    pub name: &'static str,
    /// Its unit.
    pub unit: &'static str,
    /// What it means.
    pub meaning: &'static str,
}

macro_rules! state_values {
    ($world:ident $state:ident $($name:literal $meaning:literal: $value:expr;)+) => {
        /// What is kept of every state every month under `--detail`, and of its mean otherwise.
        pub const STATE_VALUES: [StateValue; COUNT] =
            [$(StateValue { name: $name, unit: "share", meaning: $meaning }),+];

        const COUNT: usize = [$($name),+].len();

        /// [`STATE_VALUES`] of a state now.
        #[inline(always)]
        pub fn state_values<V: Real>($world: &World<V>, $state: usize) -> [V; COUNT] {
            [$($value),+]
        }
    };
}

state_values! {
    world state
    "action" "effort over all budgets": world.action[state];
    "words" "words": world.words[state];
    "deflection" "deflection": world.deflection[state];
    "aspiration" "aspiration": world.aspiration[state];
    "demand" "demand that reaches it": world.demand[state];
    "blame" "share of blame": world.blame[state];
    "responsibility" "true share of responsibility": world.responsibility[state];
    "solidarism" "solidarism, mean of its two components": world.mean_solidarism(state);
    "led" "share of months in which it leads": V::select(world.leads[state], 1.0, 0.0);
}

/// The place of a value among [`STATE_VALUES`].
pub fn place_of(name: &str) -> Option<usize> {
    STATE_VALUES.iter().position(|value| value.name == name)
}

/// Months of one calendar year under the same parameters: within it the shares of capability
/// stand still, and with them how a flow of blame to states divides among them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Stretch {
    /// The calendar year.
    pub year: i32,
    /// The epoch of the parameters.
    pub epoch: usize,
    /// Number of months.
    pub months: usize,
}

/// The stretches of a scenario, and the stretch of each month.
pub fn stretches(scenario: &Scenario) -> (Vec<Stretch>, Vec<usize>) {
    let mut stretches: Vec<Stretch> = Vec::new();
    let mut of_month = Vec::new();
    for (month, epoch) in scenario.epoch_of_month.iter().enumerate() {
        let year = scenario.start.plus(month).year();
        match stretches.last_mut() {
            Some(last) if last.year == year && last.epoch == *epoch => last.months += 1,
            _ => stretches.push(Stretch { year, epoch: *epoch, months: 1 }),
        }
        of_month.push(stretches.len() - 1);
    }
    (stretches, of_month)
}

/// What is kept of one history, or of several side by side. Lists are made once and filled anew.
#[derive(Clone, Debug, Default)]
pub struct Record<V = f64> {
    /// The replicate.
    pub replicate: u64,
    /// Number of months.
    pub months: usize,
    /// Indicators, month after month.
    pub indicators: Vec<V>,
    /// Outcomes; NaN is missing.
    pub outcomes: Vec<f64>,
    /// Sums over months of [`STATE_VALUES`], state after state.
    pub states: Vec<V>,
    /// Sums over months of blame and responsibility, of the bodies and then the target.
    pub others: Vec<V>,
    /// Sums over months of effort, instrument after instrument, one per state.
    pub effort: Vec<V>,
    /// The same weighted by the state's share of capability.
    pub given: Vec<V>,
    /// Sums over the months of each stretch of blame sent, party after party: to all states
    /// together (per unit of share of capability), to each body, to the target.
    pub flows: Vec<V>,
    /// Words and action of each state, month after month, state after state, if positions are kept.
    pub positions: Vec<V>,
    /// Every month of every actor, if detail is kept.
    pub detail: Detail,
}

impl<V: Real> Record<V> {
    /// Room for a scenario.
    pub fn with_room(scenario: &Scenario, indicators: usize) -> Self {
        let actors = &scenario.actors;
        let (states, instruments) = (actors.states.len(), actors.instruments.len());
        let stretches = stretches(scenario).0.len();
        let nothing = |count: usize| vec![V::default(); count];
        Self {
            replicate: 0,
            months: scenario.months,
            indicators: Vec::with_capacity(scenario.months * indicators),
            outcomes: vec![],
            states: nothing(states * STATE_VALUES.len()),
            others: nothing((actors.bodies.len() + 1) * 2),
            effort: nothing(states * instruments),
            given: nothing(states * instruments),
            flows: nothing(stretches * flow_width(scenario) * actors.parties()),
            positions: vec![],
            detail: Detail::default(),
        }
    }

    /// Empties the room for others: a replicate, or those from it on.
    pub(super) fn begin(&mut self, replicate: u64) {
        self.replicate = replicate;
        self.indicators.clear();
        self.positions.clear();
        self.detail.clear();
        for sums in [&mut self.states, &mut self.others, &mut self.effort, &mut self.given, &mut self.flows] {
            sums.fill(V::default());
        }
    }

    /// What there is of the history in a lane, into the room of another record; without outcomes.
    pub(super) fn lane_into(&mut self, lane: usize, one: &mut Record) {
        one.replicate = self.replicate + lane as u64;
        one.months = self.months;
        for (one, all) in [
            (&mut one.indicators, &self.indicators),
            (&mut one.states, &self.states),
            (&mut one.others, &self.others),
            (&mut one.effort, &self.effort),
            (&mut one.given, &self.given),
            (&mut one.flows, &self.flows),
            (&mut one.positions, &self.positions),
        ] {
            one.clear();
            one.extend(V::in_lane(all, lane));
        }
        // Kept of one history alone.
        std::mem::swap(&mut one.detail, &mut self.detail);
    }
}

/// What is kept of actors and instruments every month under `--detail`: month after month.
#[derive(Clone, Debug, Default)]
pub struct Detail {
    /// State after state.
    pub states: Vec<StateMonth>,
    /// Body after body.
    pub bodies: Vec<BodyMonth>,
    /// Instrument after instrument.
    pub instruments: Vec<InstrumentMonth>,
}

/// A state in a month.
#[derive(Clone, Copy, Debug)]
pub struct StateMonth {
    /// [`STATE_VALUES`].
    pub values: [f64; STATE_VALUES.len()],
    /// Readiness P to lead.
    pub readiness: f64,
    /// The chance to step forward, had it not led before.
    pub step_forward: f64,
}

/// A body in a month.
#[derive(Clone, Copy, Debug)]
pub struct BodyMonth {
    /// Mandate m.
    pub mandate: f64,
    /// Share of blame.
    pub blame: f64,
    /// Shortfall of its missions.
    pub shortfall: f64,
    /// Trust in its missions.
    pub trust: f64,
}

/// An instrument in a month.
#[derive(Clone, Copy, Debug)]
pub struct InstrumentMonth {
    /// What its authority made of it.
    pub tabled: Option<Tabled>,
    /// Seats of its authority.
    pub seats: usize,
    /// Strength authorised σ.
    pub authorised: f64,
    /// Strength in force ς.
    pub in_force: f64,
    /// Resources ρ.
    pub resources: f64,
    /// Deployed K.
    pub deployed: f64,
    /// What the target weighs, where its consent is needed.
    pub weighed: Option<Weighed>,
    /// It has agreed in principle, before there was a text.
    pub agreed: bool,
}

impl Detail {
    fn clear(&mut self) {
        self.states.clear();
        self.bodies.clear();
        self.instruments.clear();
    }

    /// Keeps a month of the only history that is played.
    pub(super) fn observe<V: Real>(&mut self, world: &World<V>, context: &MonthContext<'_, V>) {
        let (actors, states) = (context.actors, world.action.len());
        let one = |value: V| value.lane(0);
        self.states.extend((0..states).map(|state| StateMonth {
            values: state_values(world, state).map(one),
            readiness: one(world.lead[state]),
            step_forward: one(stepping_forward(world, context, state)),
        }));
        self.bodies.extend((0..actors.bodies.len()).map(|body| BodyMonth {
            mandate: one(world.mandate[body]),
            blame: one(world.blame[states + body]),
            shortfall: one(world.shortfall[body]),
            trust: one(world.trust[body]),
        }));
        self.instruments.extend(actors.fixed_instruments.iter().enumerate().map(|(index, tool)| InstrumentMonth {
            tabled: world.tabled_in(0, index),
            seats: tool.authority.map_or(0, |body| actors.seated(body, context.month).len()),
            authorised: one(world.authorised[index]),
            in_force: one(world.in_force[index]),
            resources: one(world.resources[index]),
            deployed: one(world.deployed[index]),
            weighed: tool.consent.then(|| Weighed::of(world, context, index).in_lane(0)),
            agreed: world.agreed[index].in_lane(0),
        }));
    }
}

/// Blame that one party sends in one stretch: to all states, to each body, to the target.
pub fn flow_width(scenario: &Scenario) -> usize {
    scenario.actors.bodies.len() + 2
}
