//! Histories of which everything is kept that a run tells of.

use super::play::{Keep, Player};
use super::record::{Record, STATE_VALUES, state_values, stretches};
use crate::lanes::{Kind, Real};
use crate::model::chance::Streams;
use crate::model::indicators::{Indicator, indicators};
use crate::model::outcomes::Tally;
use crate::model::votes::Votes;
use crate::model::{MonthContext, World};
use crate::scenario::Scenario;

/// Keeps a [`Record`] of each history.
///
/// ```
/// use intsoc::ensemble::recording::Recording;
/// use intsoc::model::chance::Streams;
/// use intsoc::model::outcomes::outcomes;
/// use intsoc::scenario;
///
/// let text = include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/scenarios/minimal.toml"));
/// let scenario = scenario::from_text(text, "minimal.toml", &[])?;
/// let streams = Streams::of(&scenario);
/// let mut player = Recording::new(&scenario, false).player(&streams, false);
///
/// // Eight at a time where the processor can, and the same to the bit as one alone.
/// let mut adequacy = vec![];
/// let place = outcomes(&scenario).iter().position(|outcome| outcome.name == "adequacy").expect("an outcome");
/// let complete = player.play(0..10, &|| false, &mut |_, record, _| adequacy.push(record.outcomes[place]));
/// assert_eq!((complete, adequacy.len()), (10, 10));
/// let (alone, _) = player.play_one(3, &|| false).expect("nobody stopped it");
/// assert_eq!(alone.outcomes[place].to_bits(), adequacy[3].to_bits());
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug)]
pub struct Recording<'a> {
    scenario: &'a Scenario,
    indicators: Vec<Indicator>,
    stretch_of_month: Vec<usize>,
    keep_positions: bool,
    keep_detail: bool,
}

impl<'a> Recording<'a> {
    /// Records of a scenario's histories, with every month of every actor or without.
    pub fn new(scenario: &'a Scenario, keep_detail: bool) -> Self {
        Self {
            scenario,
            indicators: indicators(scenario),
            stretch_of_month: stretches(scenario).1,
            keep_positions: false,
            keep_detail,
        }
    }

    /// Keeps where states stand in every month, too.
    #[must_use]
    pub fn keeping_positions(self) -> Self {
        Self { keep_positions: true, ..self }
    }

    /// What plays and records histories over these streams, which are the scenario's own.
    pub fn player(self, streams: &'a Streams, still: bool) -> Recorder<'a> {
        self.player_in(Kind::chosen(), streams, still)
    }

    /// The same, in numbers of a kind. Every month of every actor is kept of one history at a time.
    pub fn player_in(self, kind: Kind, streams: &'a Streams, still: bool) -> Recorder<'a> {
        let (scenario, kind) = (self.scenario, if self.keep_detail { Kind::ONE } else { kind });
        Player::of(scenario, streams, still, self, kind)
    }
}

/// Where the records of histories side by side are made.
#[derive(Debug)]
pub struct Room<V: Real> {
    all: Record<V>,
    tally: Tally<V>,
    one: Record,
}

impl Keep for Recording<'_> {
    type Room<V: Real> = Room<V>;
    type Kept = Record;

    fn room<V: Real>(&self) -> Room<V> {
        Room {
            all: Record::with_room(self.scenario, self.indicators.len()),
            tally: Tally::new(self.scenario),
            one: Record::with_room(self.scenario, self.indicators.len()),
        }
    }

    fn begin<V: Real>(&self, room: &mut Room<V>, first: u64) {
        room.tally.begin();
        room.all.begin(first);
    }

    #[inline(always)]
    fn observe<V: Real>(&self, room: &mut Room<V>, world: &World<V>, context: &MonthContext<'_, V>) {
        let Room { all, tally, .. } = room;
        for indicator in &self.indicators {
            all.indicators.push(indicator.value(world, context));
        }
        let now = all.indicators.len() - self.indicators.len();
        tally.observe(world, context, &all.indicators[now..]);
        observe_actors(all, world);
        if self.keep_positions {
            for (words, deeds) in world.words.iter().zip(&world.action) {
                all.positions.extend([*words, *deeds]);
            }
        }
        if self.keep_detail {
            all.detail.observe(world, context);
        }
        observe_efforts(all, world, context);
        observe_flows(all, world, context, self.stretch_of_month[context.month]);
    }

    fn finish<'r, V: Real>(&self, room: &'r mut Room<V>, lane: usize, _: &Votes) -> &'r mut Record {
        let Room { all, tally, one } = room;
        all.lane_into(lane, one);
        one.outcomes = tally.finish(lane);
        one
    }
}

#[inline(always)]
fn observe_actors<V: Real>(record: &mut Record<V>, world: &World<V>) {
    let states = world.action.len();
    for (state, sums) in record.states.as_chunks_mut::<{ STATE_VALUES.len() }>().0.iter_mut().enumerate() {
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

#[inline(always)]
fn observe_efforts<V: Real>(record: &mut Record<V>, world: &World<V>, context: &MonthContext<'_, V>) {
    let shares = &context.parameters.states.capability_share;
    for offer in &world.available {
        let efforts = world.efforts(offer.instrument);
        let own = offer.instrument * efforts.len()..(offer.instrument + 1) * efforts.len();
        let sums = record.effort[own.clone()].iter_mut().zip(&mut record.given[own]);
        for ((effort, share), (sum, given)) in efforts.iter().zip(shares).zip(sums) {
            *sum += *effort;
            *given += *effort * *share;
        }
    }
}

/// The flow from i to j is what i sends per unit times j's plausibility. States' plausibility is their
/// share of capability times one number, so one sum stands for all of them.
#[inline(always)]
fn observe_flows<V: Real>(record: &mut Record<V>, world: &World<V>, context: &MonthContext<'_, V>, stretch: usize) {
    let states = world.action.len();
    let width = context.actors.bodies.len() + 2;
    let parties = world.blame.len();
    let share = &context.parameters.states.capability_share;
    // Any state with capability would do. The strongest has the share that loses least in the division.
    let strongest = (0..states).max_by(|a, b| share[*a].total_cmp(&share[*b])).unwrap_or(0);
    let to_states = world.plausibility[strongest] / share[strongest];
    let rows = &mut record.flows[stretch * parties * width..][..parties * width];
    for (sums, sent) in rows.chunks_exact_mut(width).zip(&world.sent_per_plausibility) {
        sums[0] += *sent * to_states;
        for (sum, plausible) in sums[1..].iter_mut().zip(&world.plausibility[states..]) {
            *sum += *sent * *plausible;
        }
    }
}

/// Plays histories and keeps a [`Record`] of each.
pub type Recorder<'a> = Player<'a, Recording<'a>>;

impl<'a> Recorder<'a> {
    /// A recorder for a scenario and its streams.
    pub fn new(scenario: &'a Scenario, streams: &'a Streams, still: bool, keep_detail: bool) -> Self {
        Recording::new(scenario, keep_detail).player(streams, still)
    }
}
