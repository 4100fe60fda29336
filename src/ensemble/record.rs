//! What is kept of one history.

use crate::model::chance::Streams;
use crate::model::indicators::{Indicator, indicators};
use crate::model::leadership::stepping_forward;
use crate::model::outcomes::Tally;
use crate::model::target::Weighed;
use crate::model::votes::{Tabled, Votes};
use crate::model::{History, MonthContext, World};
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
    /// Reads it of a state.
    pub read: fn(&World, usize) -> f64,
}

const fn share(name: &'static str, meaning: &'static str, read: fn(&World, usize) -> f64) -> StateValue {
    StateValue { name, unit: "share", meaning, read }
}

/// What is kept of every state every month under `--detail`, and of its mean otherwise.
pub const STATE_VALUES: [StateValue; 9] = [
    share("action", "effort over all budgets", |world, state| world.action[state]),
    share("words", "words", |world, state| world.words[state]),
    share("deflection", "deflection", |world, state| world.deflection[state]),
    share("aspiration", "aspiration", |world, state| world.aspiration[state]),
    share("demand", "demand that reaches it", |world, state| world.demand[state]),
    share("blame", "share of blame", |world, state| world.blame[state]),
    share("responsibility", "true share of responsibility", |world, state| world.responsibility[state]),
    share("solidarism", "solidarism, mean of its two components", |world, state| world.mean_solidarism(state)),
    share("led", "share of months in which it leads", |world, state| f64::from(world.leads[state])),
];

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

/// What is kept of one history. Lists are made once and filled anew for each.
#[derive(Clone, Debug, Default)]
pub struct Record {
    /// The replicate.
    pub replicate: u64,
    /// Number of months.
    pub months: usize,
    /// Indicators, month after month.
    pub indicators: Vec<f64>,
    /// Outcomes; NaN is missing.
    pub outcomes: Vec<f64>,
    /// Sums over months of [`STATE_VALUES`], state after state.
    pub states: Vec<f64>,
    /// Sums over months of blame and responsibility, of the bodies and then the target.
    pub others: Vec<f64>,
    /// Sums over months of effort, instrument after instrument, one per state.
    pub effort: Vec<f64>,
    /// The same weighted by the state's share of capability.
    pub given: Vec<f64>,
    /// Sums over the months of each stretch of blame sent, party after party: to all states
    /// together (per unit of share of capability), to each body, to the target.
    pub flows: Vec<f64>,
    /// Words and action of each state, month after month, state after state, if positions are kept.
    pub positions: Vec<f64>,
    /// Every month of every actor, if detail is kept.
    pub detail: Detail,
}

impl Record {
    /// Empties the room for another history.
    fn begin(&mut self, replicate: u64) {
        self.replicate = replicate;
        self.indicators.clear();
        self.positions.clear();
        self.detail.clear();
        for sums in [&mut self.states, &mut self.others, &mut self.effort, &mut self.given, &mut self.flows] {
            sums.fill(0.0);
        }
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

    fn observe(&mut self, world: &World, context: &MonthContext<'_>) {
        let (actors, states) = (context.actors, world.action.len());
        self.states.extend((0..states).map(|state| StateMonth {
            values: state_values(world, state),
            readiness: world.lead[state],
            step_forward: stepping_forward(world, context, state),
        }));
        self.bodies.extend((0..actors.bodies.len()).map(|body| BodyMonth {
            mandate: world.mandate[body],
            blame: world.blame[states + body],
            shortfall: world.shortfall[body],
            trust: world.trust[body],
        }));
        self.instruments.extend(actors.fixed_instruments.iter().enumerate().map(|(index, tool)| InstrumentMonth {
            tabled: world.tabled[index],
            seats: tool.authority.map_or(0, |body| actors.seated(body, context.month).len()),
            authorised: world.authorised[index],
            in_force: world.in_force[index],
            resources: world.resources[index],
            deployed: world.deployed[index],
            weighed: tool.consent.then(|| Weighed::of(world, context, index)),
            agreed: world.agreed[index],
        }));
    }
}

/// Runs histories one after the other and keeps a [`Record`] of each.
#[derive(Debug)]
pub struct Recorder<'a> {
    history: History<'a>,
    indicators: Vec<Indicator>,
    stretch_of_month: Vec<usize>,
    tally: Tally,
    keep_positions: bool,
    keep_detail: bool,
    record: Record,
}

impl<'a> Recorder<'a> {
    /// A recorder for a scenario and its streams.
    pub fn new(scenario: &'a Scenario, streams: &'a Streams, still: bool, keep_detail: bool) -> Self {
        let actors = &scenario.actors;
        let indicators = indicators(scenario);
        let (states, instruments) = (actors.states.len(), actors.instruments.len());
        let (stretches, stretch_of_month) = stretches(scenario);
        Self {
            history: History::new(scenario, streams, still),
            tally: Tally::new(scenario),
            keep_positions: false,
            keep_detail,
            record: Record {
                months: scenario.months,
                indicators: Vec::with_capacity(scenario.months * indicators.len()),
                states: vec![0.0; states * STATE_VALUES.len()],
                others: vec![0.0; (actors.bodies.len() + 1) * 2],
                effort: vec![0.0; states * instruments],
                given: vec![0.0; states * instruments],
                flows: vec![0.0; stretches.len() * flow_width(scenario) * actors.parties()],
                ..Record::default()
            },
            stretch_of_month,
            indicators,
        }
    }

    /// Keeps where states stand in every month, too.
    #[must_use]
    pub fn keeping_positions(self) -> Self {
        Self { keep_positions: true, ..self }
    }

    /// Plays one history, and returns what is kept of it and its votes; `None` if `stop`, which is asked every month,
    /// said so.
    pub fn play(&mut self, replicate: u64, stop: &dyn Fn() -> bool) -> Option<(&Record, &Votes)> {
        let Self { history, indicators, stretch_of_month, tally, keep_positions, keep_detail, record } = self;
        tally.begin();
        record.begin(replicate);
        let whole = history.play(replicate, stop, |world, context| {
            record.indicators.extend(indicators.iter().map(|indicator| indicator.value(world, context)));
            tally.observe(world, context);
            observe_actors(record, world);
            if *keep_positions {
                record
                    .positions
                    .extend(world.words.iter().zip(&world.action).flat_map(|(words, deeds)| [*words, *deeds]));
            }
            if *keep_detail {
                record.detail.observe(world, context);
            }
            observe_efforts(record, world, context);
            observe_flows(record, world, context, stretch_of_month[context.month]);
        });
        // A history that was stopped has no outcomes: its sums would be those of a shorter one.
        record.outcomes = if whole { tally.finish() } else { return None };
        Some((record, &history.world().votes))
    }
}

/// Blame that one party sends in one stretch: to all states, to each body, to the target.
pub fn flow_width(scenario: &Scenario) -> usize {
    scenario.actors.bodies.len() + 2
}

/// The [`STATE_VALUES`] of a state now.
fn state_values(world: &World, state: usize) -> [f64; STATE_VALUES.len()] {
    STATE_VALUES.map(|value| (value.read)(world, state))
}

fn observe_actors(record: &mut Record, world: &World) {
    let states = world.action.len();
    for (state, sums) in record.states.chunks_exact_mut(STATE_VALUES.len()).enumerate() {
        let values = state_values(world, state);
        for (sum, value) in sums.iter_mut().zip(values) {
            *sum += value;
        }
    }
    for (party, sums) in record.others.chunks_exact_mut(2).enumerate() {
        sums[0] += world.blame[states + party];
        sums[1] += world.responsibility[states + party];
    }
}

fn observe_efforts(record: &mut Record, world: &World, context: &MonthContext<'_>) {
    let shares = &context.parameters.states.capability_share;
    for offer in &world.available {
        let efforts = world.efforts(offer.instrument);
        let own = offer.instrument * efforts.len()..(offer.instrument + 1) * efforts.len();
        let sums = record.effort[own.clone()].iter_mut().zip(&mut record.given[own]);
        for ((effort, share), (sum, given)) in efforts.iter().zip(shares).zip(sums) {
            *sum += effort;
            *given += share * effort;
        }
    }
}

/// The flow from i to j is what i sends per unit times j's plausibility. States' plausibility is their
/// share of capability times one number, so one sum stands for all of them.
fn observe_flows(record: &mut Record, world: &World, context: &MonthContext<'_>, stretch: usize) {
    let states = world.action.len();
    let width = context.actors.bodies.len() + 2;
    let parties = world.blame.len();
    let share = &context.parameters.states.capability_share;
    // Any state with capability would do. The strongest has the share that loses least in the division.
    let strongest = (0..states).max_by(|a, b| share[*a].total_cmp(&share[*b])).unwrap_or(0);
    let to_states = world.plausibility[strongest] / share[strongest];
    let rows = &mut record.flows[stretch * parties * width..][..parties * width];
    for (sums, sent) in rows.chunks_exact_mut(width).zip(&world.sent_per_plausibility) {
        if *sent == 0.0 {
            continue;
        }
        sums[0] += sent * to_states;
        for (sum, plausible) in sums[1..].iter_mut().zip(&world.plausibility[states..]) {
            *sum += sent * plausible;
        }
    }
}
