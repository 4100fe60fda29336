//! What is tabled, how far it is diluted, and whether it is adopted or vetoed.
//!
//! Draws: `agenda/{instrument}` slots 0 and 1; `vote/{state}/{instrument}` slot 0. Mechanism `veto`. Source: veto players
//! (Tsebelis 2002); hidden and open vetoes (Wouters and Ruys 2005); disproportionate attention (Jones and Baumgartner
//! 2005); the article on abstention, diluted measures and on China and Russia, who kept texts from the table ("A
//! Responsibility to Protect?", "Responses to Darfur").
//!
//! For each existing instrument with an authority, in the order of the file, over the body's seats in that calendar
//! year: `u_ia` is that of choice with this section's `burden` times κ^assessment in place of choice's, β as in choice
//! (a vote of this month changes it only next month), and the legitimacy of the vote. `y_ia = u_ia` plus the body's
//! entrepreneurship; a text that is taken up also has the noise of the vote.
//!
//! Legitimacy in the vote is 1 with the target's consent, or where it has agreed in principle and `target.prior` is
//! above 0; else `max(ratchet σ_a, W(1 − norm.council_discretion))`, raised to at least `consent_discount` where consent
//! is needed. `assessment` says that who votes for a force agrees to pay its assessed share, not to send it; with `ratchet` 0
//! what a first text granted does not make the next one less intrusive.
//!
//! Sponsors dilute a text until no blocker blocks. Blockers are the seated states with a veto (rule veto), all
//! seated states (consensus), none (majority), and none with `veto` off. What a blocker bears of a text may not be worth
//! the vote: then the text is shelved, which is a hidden veto, or demand at home drives its sponsors to have the veto cast in
//! the open.

use super::choice::{found, legitimacy};
use super::maths::clamp;
use super::target::agreement_binds;
use super::votes::{Agenda, Ballot, Fate, Stance, Text, Vote};
use super::{MonthContext, World};
use crate::lanes::{Flag, ONE, Real};
use crate::scenario::{Blockers, Mechanism};

/// What a sum of floats may miss where the model asks for exactly enough.
const ROUNDING: f64 = 1e-12;

/// For each existing instrument with an authority, in file order: is it taken up, diluted,
/// put to the vote, adopted?
///
/// ```text
/// Q_i = Q + (1 − Q)min(1, stake_i N)
/// taken up   if u < agenda_rate · mean over the seats of [y ≥ 0] Q_i^focus;  then y gains vote_noise · Normal, one per voter
/// ```
#[inline(always)]
pub fn forums<V: Real>(world: &mut World<V>, context: &MonthContext<'_, V>) {
    // Last month's texts must not be told as this month's where nothing is taken up.
    world.agenda.fill(None);
    world.texts.fill(None);
    world.vetoed.fill(V::Flag::from(false));
    for (instrument, tool) in context.actors.fixed_instruments.iter().enumerate() {
        let Some(body) = tool.authority.filter(|_| context.month >= tool.from) else { continue };
        let table = Table { instrument, body, seats: context.actors.seated(body, context.month) };
        judge(world, context, table);
        let willing = willing(world, table);
        // Counted before the noise: what a body takes up depends on what its seats think, and not on the luck of a vote.
        let chance = agenda(world, context, table, willing);
        world.agenda[instrument] = Some(Agenda { chance, willing });
        let taken_up = context.chance.agenda(instrument).is_below(chance);
        for lane in (0..V::LANES).filter(|lane| taken_up.in_lane(*lane)) {
            take_up(world, context, table, lane);
        }
    }
}

/// A body that has an instrument before it.
#[derive(Clone, Copy)]
struct Table<'a> {
    instrument: usize,
    body: usize,
    seats: &'a [usize],
}

/// Every seat's stance on an instrument, before the noise of the vote.
#[inline(always)]
fn judge<V: Real>(world: &mut World<V>, context: &MonthContext<'_, V>, table: Table<'_>) {
    let Table { instrument, body, seats } = table;
    let (forums, states) = (&context.parameters.forums, &context.parameters.states);
    let legitimacy = legitimacy_in_vote(world, context, instrument);
    let offer = found(context, instrument, world.benefit[instrument], legitimacy);
    let initiative = context.parameters.bodies[body].entrepreneurship;
    for (stance, state) in world.stances.of_mut(instrument, seats.len()).iter_mut().zip(seats) {
        let cell = instrument * world.preferences.len() + state;
        let (offset, reservation) = (states.faction_offset[cell], states.reservations[cell]);
        let burden = *forums.burden * states.assessed[*state];
        let utility = world.preferences[*state].utility(&offer, burden, offset, reservation);
        stance.utility = utility;
        stance.judgement = utility + initiative;
        stance.undiluted = V::from(initiative);
    }
}

/// Seats with y ≥ 0.
#[inline(always)]
fn willing<V: Real>(world: &World<V>, table: Table<'_>) -> V {
    let mut willing = V::from(0.0);
    for stance in world.stances.of(table.instrument, table.seats.len()) {
        willing += V::select(stance.judgement.is_at_least(0.0), 1.0, 0.0);
    }
    willing
}

/// How legitimate an instrument is to who votes on it.
///
/// ```text
/// legitimacy in the vote = 1 if consent was given, or agreed in principle while prior > 0;
///                          else max(ratchet σ_a, W(1 − council_discretion)), at least consent_discount where consent is needed
/// ```
#[inline(always)]
fn legitimacy_in_vote<V: Real>(world: &World<V>, context: &MonthContext<'_, V>, instrument: usize) -> V {
    let forums = &context.parameters.forums;
    let least = if context.actors.fixed_instruments[instrument].consent { *forums.consent_discount } else { 0.0 };
    let lent = legitimacy(world, context, instrument, forums.ratchet * world.authorised[instrument]).max(least);
    V::select(agreement_binds(world, context, instrument), 1.0, lent)
}

/// The chance that a body takes an instrument up, which so many of its seats are willing to see there:
/// agenda_rate · mean over the seats of [y ≥ 0] Q_i^focus.
#[inline(always)]
fn agenda<V: Real>(world: &World<V>, context: &MonthContext<'_, V>, table: Table<'_>, willing: V) -> V {
    let (seats, stake) = (table.seats, &context.parameters.states.stake);
    let (rate, focus) = (context.parameters.forums.agenda_rate, *context.parameters.attention.focus);
    let focused =
        |attention: V| if focus == 1.0 { attention } else { attention.map(|attention| libm::pow(attention, focus)) };
    if seats.iter().all(|state| stake[*state] == 0.0) {
        // In this order, or the last bit would differ from that of a body without the rules on agendas.
        return rate * focused(world.attention) * (willing / seats.len() as f64);
    }
    let mut attending = V::from(0.0);
    for (state, stance) in seats.iter().zip(world.stances.of(table.instrument, seats.len())) {
        let concerned = V::from(1.0).min(world.need * stake[*state]);
        let attends = focused(world.attention + (ONE - world.attention) * concerned);
        attending += V::select(stance.judgement.is_at_least(0.0), attends, 0.0);
    }
    rate * (attending / seats.len() as f64)
}

/// What becomes of a text that is taken up in one history, that of a lane.
fn take_up<V: Real>(world: &mut World<V>, context: &MonthContext<'_, V>, table: Table<'_>, lane: usize) {
    let Table { instrument, seats, .. } = table;
    add_noise(world, context, table, lane);
    let mut stances = std::mem::take(&mut world.scratch.stances);
    stances.clear();
    stances.extend(world.stances.of(instrument, seats.len()).iter().map(|stance| stance.in_lane(lane)));
    let sitting = Sitting { context, table, stances: &stances };
    let text = put(&sitting, world, lane);
    match text.fate {
        Fate::Put => vote(&sitting, world, lane, text),
        Fate::Vetoed => veto(&sitting, world, lane),
        Fate::Shelved | Fate::AddsTooLittle | Fate::FallsShort => {}
    }
    world.texts[instrument * V::LANES + lane] = Some(text);
    world.scratch.stances = stances;
}

/// A body at its table in one history.
struct Sitting<'a, V: Real> {
    context: &'a MonthContext<'a, V>,
    table: Table<'a>,
    /// By seat, with the noise of the vote.
    stances: &'a [Stance],
}

/// What was taken up is judged with the noise of the vote, one draw per voter.
fn add_noise<V: Real>(world: &mut World<V>, context: &MonthContext<'_, V>, table: Table<'_>, lane: usize) {
    let noise = *context.parameters.forums.vote_noise;
    let Table { instrument, seats, .. } = table;
    let stances = world.stances.of_mut(instrument, seats.len()).chunks_mut(V::LANES);
    for (stances, seats) in stances.zip(seats.chunks(V::LANES)) {
        let normals = context.chance.votes(context.streams, lane, seats, instrument, context.month);
        for (at, stance) in stances.iter_mut().enumerate() {
            let luck = noise * normals.lane(at);
            stance.judgement.put(lane, stance.judgement.lane(lane) + luck);
            stance.undiluted.put(lane, stance.undiluted.lane(lane) + luck);
        }
    }
}

/// Sponsors dilute a text, and decide whether it is worth the vote.
///
/// ```text
/// shelved or vetoed if strength < worth;  else put if strength ≥ σ_a + step and, with count, in favour/seats ≥ quota − 1e-12
/// ```
fn put<V: Real>(sitting: &Sitting<'_, V>, world: &World<V>, lane: usize) -> Text {
    let forums = &sitting.context.parameters.forums;
    let text = dilute(sitting);
    let fate = if text.strength < *forums.worth {
        if defies_veto(sitting, world, lane) { Fate::Vetoed } else { Fate::Shelved }
    } else if text.strength < world.authorised[sitting.table.instrument].lane(lane) + *forums.step {
        // Or every month would have a vote on the text that is in force.
        Fate::AddsTooLittle
    } else if *forums.count > 0.0 && !has_quota(sitting, text.strength) {
        Fate::FallsShort
    } else {
        Fate::Put
    };
    Text { fate, ..text }
}

/// Sponsors dilute a text until no blocker blocks.
///
/// ```text
/// strength = min(1, min over blockers with y < 0 of tolerance/(−y))                          assent 0
/// strength = min(1, min over blockers with u < 0 of clamp(((tolerance + E + ν)/(−u) − (1 − assent))/assent))
/// ```
///
/// E is the body's initiative and ν the noise of the vote. With assent, a blocker with u ≥ 0 bears all, or nothing where
/// `u + E + ν < −tolerance`. Blockers are the seated states with a veto (rule veto), all members (consensus), none
/// (majority); none anywhere while the mechanism `veto` is off.
fn dilute<V: Real>(sitting: &Sitting<'_, V>) -> Text {
    let Sitting { context, table, stances } = *sitting;
    let blockers = table.seats.iter().zip(stances).filter(|(state, _)| blocks(context, table.body, **state));
    let whole = Text { strength: 1.0, diluted_for: None, fate: Fate::Put };
    blockers.fold(whole, |text, (state, stance)| {
        let borne = borne(context, stance);
        // Strictly less: of several who bear the same the first in the order of the seats is named.
        if borne < text.strength { Text { strength: borne, diluted_for: Some(*state), ..text } } else { text }
    })
}

/// May a seated state block in a body?
pub fn blocks<V: Real>(context: &MonthContext<'_, V>, body: usize, state: usize) -> bool {
    context.off.on(Mechanism::Veto)
        && match &context.actors.blockers[body] {
            Blockers::Nobody => false,
            Blockers::Everybody => true,
            Blockers::Veto(holders) => holders[state],
        }
}

/// The strength at which a blocker does not block.
fn borne<V: Real>(context: &MonthContext<'_, V>, stance: &Stance) -> f64 {
    let (tolerance, assent) = (*context.parameters.forums.tolerance, *context.parameters.forums.assent);
    let Stance { utility, judgement, undiluted } = *stance;
    if assent == 0.0 {
        if judgement < 0.0 { tolerance / -judgement } else { 1.0 }
    } else if utility < 0.0 {
        clamp(((tolerance + undiluted) / -utility - (1.0 - assent)) / assent)
    } else if judgement < -tolerance {
        0.0
    } else {
        1.0
    }
}

/// How a seat votes on a text of a strength.
///
/// ```text
/// y(s) = ((1 − assent) + assent s)u + E + ν
/// in favour  y(s) ≥ 0;   abstaining  y(s) < 0 and −y(s) ≤ tolerance(1 + 1e-9);   the rest against
/// assent 0:  in favour  y ≥ 0;  abstaining  −y·strength ≤ tolerance(1 + 1e-12)
/// ```
///
/// What is let pass in rounding lets the blocker who sets the strength abstain.
fn ballot<V: Real>(context: &MonthContext<'_, V>, stance: &Stance, strength: f64) -> Ballot {
    let (tolerance, assent) = (*context.parameters.forums.tolerance, *context.parameters.forums.assent);
    let diluted = ((1.0 - assent) + assent * strength) * stance.utility + stance.undiluted;
    let (judgement, disliked, rounding) = match assent {
        0.0 => (stance.judgement, -stance.judgement * strength, ROUNDING),
        _ => (diluted, -diluted, 1e-9),
    };
    if judgement >= 0.0 {
        Ballot::InFavour
    } else if disliked <= tolerance * (1.0 + rounding) {
        Ballot::Abstaining
    } else {
        Ballot::Against
    }
}

/// Would a text of a strength find the quota?
fn has_quota<V: Real>(sitting: &Sitting<'_, V>, strength: f64) -> bool {
    let Sitting { context, table, stances } = *sitting;
    let in_favour = stances.iter().filter(|stance| ballot(context, stance, strength) == Ballot::InFavour).count();
    meets_quota(in_favour, table.seats.len(), context.parameters.bodies[table.body].quota)
}

/// Puts a diluted text to the vote.
///
/// ```text
/// passes if strength ≥ min_strength, in favour/seats ≥ quota − 1e-12 and, with assent, no blocker is against;  then σ_a' = strength
/// ```
///
/// The 1e-12 lets a quota of two thirds be met by two thirds.
fn vote<V: Real>(sitting: &Sitting<'_, V>, world: &mut World<V>, lane: usize, text: Text) {
    let Sitting { context, table, stances } = *sitting;
    let Text { strength, diluted_for, .. } = text;
    let forums = &context.parameters.forums;
    let ballots = stances.iter().map(|stance| ballot(context, stance, strength));
    let blocked = *forums.assent > 0.0
        && ballots
            .clone()
            .zip(table.seats)
            .any(|(ballot, state)| ballot == Ballot::Against && blocks(context, table.body, *state));
    let passed = strength >= *forums.min_strength && has_quota(sitting, strength) && !blocked;
    let Table { instrument, .. } = table;
    let held = Vote { month: context.month, instrument, strength, diluted_for, passed, vetoed: false };
    world.votes[lane].hold(held, ballots);
    if passed {
        world.authorised[instrument].put(lane, strength);
    }
}

/// Do sponsors put a text at full strength though it will be vetoed?
///
/// ```text
/// vetoed, and not shelved, if 1 ≥ σ_a + step, those with y ≥ 0 make the quota, and
///     u < showdown · min(1, max d_i over the seats with y ≥ 0)                 0 if there are none
/// ```
fn defies_veto<V: Real>(sitting: &Sitting<'_, V>, world: &World<V>, lane: usize) -> bool {
    let Sitting { context, table: Table { instrument, body, seats }, stances } = *sitting;
    let forums = &context.parameters.forums;
    let sponsors = seats.iter().zip(stances).filter(|(_, stance)| stance.judgement >= 0.0);
    let pressed = sponsors.clone().map(|(state, _)| world.demand[*state].lane(lane)).fold(0.0, f64::max);
    1.0 >= world.authorised[instrument].lane(lane) + *forums.step
        && context.chance.showdown(instrument).lane(lane) < *forums.showdown * pressed.min(1.0)
        && meets_quota(sponsors.count(), seats.len(), context.parameters.bodies[body].quota)
}

/// Holds the vote on a text at full strength that is vetoed: all who are not in favour are against.
fn veto<V: Real>(sitting: &Sitting<'_, V>, world: &mut World<V>, lane: usize) {
    let Sitting { context, table: Table { instrument, .. }, stances } = *sitting;
    let ballots = stances.iter().map(|stance| if stance.judgement >= 0.0 { Ballot::InFavour } else { Ballot::Against });
    let (month, strength) = (context.month, 1.0);
    let held = Vote { month, instrument, strength, diluted_for: None, passed: false, vetoed: true };
    world.votes[lane].hold(held, ballots);
    world.vetoed[instrument] = world.vetoed[instrument] | V::Flag::only(lane);
}

/// Are so many seats in favour enough for a quota?
pub fn meets_quota(in_favour: usize, seats: usize, quota: f64) -> bool {
    in_favour as f64 / seats as f64 >= quota - ROUNDING
}
