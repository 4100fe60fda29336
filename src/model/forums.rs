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
use super::votes::{Ballot, Fate, Stance, Tabled, Text, Vote};
use super::{MonthContext, World};
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
pub fn forums(world: &mut World, context: &MonthContext<'_>) {
    for (instrument, tool) in context.actors.fixed_instruments.iter().enumerate() {
        // Last month's text must not be told as this month's where nothing is taken up.
        world.tabled[instrument] = None;
        let Some(body) = tool.authority.filter(|_| context.month >= tool.from) else { continue };
        let table = Table { instrument, body, seats: context.actors.seated(body, context.month) };
        judge(world, context, table);
        let stances = world.stances.of(instrument, table.seats.len());
        let willing = stances.iter().filter(|stance| stance.judgement >= 0.0).count();
        // Counted before the noise: what a body takes up depends on what its seats think, and not on the luck of a vote.
        let chance = agenda(world, context, table, willing);
        let mut tabled = Tabled { chance, willing, text: None };
        if context.chance.agenda(instrument) < chance {
            add_noise(world, context, table);
            tabled.text = Some(put(world, context, table));
        }
        world.tabled[instrument] = Some(tabled);
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
fn judge(world: &mut World, context: &MonthContext<'_>, table: Table<'_>) {
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
        *stance = Stance { utility, judgement: utility + initiative, undiluted: initiative };
    }
}

/// How legitimate an instrument is to who votes on it.
///
/// ```text
/// legitimacy in the vote = 1 if consent was given, or agreed in principle while prior > 0;
///                          else max(ratchet σ_a, W(1 − council_discretion)), at least consent_discount where consent is needed
/// ```
fn legitimacy_in_vote(world: &World, context: &MonthContext<'_>, instrument: usize) -> f64 {
    let forums = &context.parameters.forums;
    if agreement_binds(world, context, instrument) {
        return 1.0;
    }
    let least = if context.actors.fixed_instruments[instrument].consent { *forums.consent_discount } else { 0.0 };
    legitimacy(world, context, instrument, *forums.ratchet * world.authorised[instrument]).max(least)
}

/// The chance that a body takes an instrument up, which so many of its seats are willing to see there:
/// agenda_rate · mean over the seats of [y ≥ 0] Q_i^focus.
fn agenda(world: &World, context: &MonthContext<'_>, table: Table<'_>, willing: usize) -> f64 {
    let (seats, stake) = (table.seats, &context.parameters.states.stake);
    let (rate, focus) = (*context.parameters.forums.agenda_rate, *context.parameters.attention.focus);
    let focused = |attention: f64| if focus == 1.0 { attention } else { libm::pow(attention, focus) };
    if seats.iter().all(|state| stake[*state] == 0.0) {
        // In this order, or the last bit would differ from that of a body without the rules on agendas.
        return rate * focused(world.attention) * (willing as f64 / seats.len() as f64);
    }
    let attends =
        |state: usize| focused(world.attention + (1.0 - world.attention) * f64::min(1.0, stake[state] * world.need));
    let stances = world.stances.of(table.instrument, seats.len());
    let for_it = seats.iter().zip(stances).filter(|(_, stance)| stance.judgement >= 0.0);
    rate * (for_it.map(|(state, _)| attends(*state)).sum::<f64>() / seats.len() as f64)
}

/// What was taken up is judged with the noise of the vote, one draw per voter.
fn add_noise(world: &mut World, context: &MonthContext<'_>, table: Table<'_>) {
    let noise = *context.parameters.forums.vote_noise;
    for (stance, state) in world.stances.of_mut(table.instrument, table.seats.len()).iter_mut().zip(table.seats) {
        let luck = noise * context.chance.vote(context.streams, *state, table.instrument, context.month);
        stance.judgement += luck;
        stance.undiluted += luck;
    }
}

/// Sponsors dilute a text, and decide whether it is worth the vote.
///
/// ```text
/// shelved or vetoed if strength < worth;  else put if strength ≥ σ_a + step and, with count, in favour/seats ≥ quota − 1e-12
/// ```
fn put(world: &mut World, context: &MonthContext<'_>, table: Table<'_>) -> Text {
    let forums = &context.parameters.forums;
    let mut text = dilute(world, context, table);
    text.fate = if text.strength < *forums.worth {
        if defies_veto(world, context, table) { Fate::Vetoed } else { Fate::Shelved }
    } else if text.strength < world.authorised[table.instrument] + *forums.step {
        // Or every month would have a vote on the text that is in force.
        Fate::AddsTooLittle
    } else if *forums.count > 0.0 && !has_quota(world, context, table, text.strength) {
        Fate::FallsShort
    } else {
        Fate::Put
    };
    match text.fate {
        Fate::Put => vote(world, context, table, text),
        Fate::Vetoed => veto(world, context, table),
        Fate::Shelved | Fate::AddsTooLittle | Fate::FallsShort => {}
    }
    text
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
fn dilute(world: &World, context: &MonthContext<'_>, table: Table<'_>) -> Text {
    let stances = world.stances.of(table.instrument, table.seats.len());
    let blockers = table.seats.iter().zip(stances).filter(|(state, _)| blocks(context, table.body, **state));
    let whole = Text { strength: 1.0, diluted_for: None, fate: Fate::Put };
    blockers.fold(whole, |text, (state, stance)| {
        let borne = borne(context, stance);
        // Strictly less: of several who bear the same the first in the order of the seats is named.
        if borne < text.strength { Text { strength: borne, diluted_for: Some(*state), ..text } } else { text }
    })
}

/// May a seated state block in a body?
pub fn blocks(context: &MonthContext<'_>, body: usize, state: usize) -> bool {
    context.off.on(Mechanism::Veto)
        && match &context.actors.blockers[body] {
            Blockers::Nobody => false,
            Blockers::Everybody => true,
            Blockers::Veto(holders) => holders[state],
        }
}

/// The strength at which a blocker does not block.
fn borne(context: &MonthContext<'_>, stance: &Stance) -> f64 {
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
fn ballot(context: &MonthContext<'_>, stance: &Stance, strength: f64) -> Ballot {
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
fn has_quota(world: &World, context: &MonthContext<'_>, table: Table<'_>, strength: f64) -> bool {
    let stances = world.stances.of(table.instrument, table.seats.len());
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
fn vote(world: &mut World, context: &MonthContext<'_>, table: Table<'_>, text: Text) {
    let Text { strength, diluted_for, .. } = text;
    let forums = &context.parameters.forums;
    let stances = world.stances.of(table.instrument, table.seats.len());
    let ballots = stances.iter().map(|stance| ballot(context, stance, strength));
    let blocked = *forums.assent > 0.0
        && ballots
            .clone()
            .zip(table.seats)
            .any(|(ballot, state)| ballot == Ballot::Against && blocks(context, table.body, *state));
    let passed = strength >= *forums.min_strength && has_quota(world, context, table, strength) && !blocked;
    let Table { instrument, .. } = table;
    let held = Vote { month: context.month, instrument, strength, diluted_for, passed, vetoed: false };
    world.votes.hold(held, ballots);
    if passed {
        world.authorised[instrument] = strength;
    }
}

/// Do sponsors put a text at full strength though it will be vetoed?
///
/// ```text
/// vetoed, and not shelved, if 1 ≥ σ_a + step, those with y ≥ 0 make the quota, and
///     u < showdown · min(1, max d_i over the seats with y ≥ 0)                 0 if there are none
/// ```
fn defies_veto(world: &World, context: &MonthContext<'_>, table: Table<'_>) -> bool {
    let Table { instrument, body, seats } = table;
    let forums = &context.parameters.forums;
    let stances = world.stances.of(instrument, seats.len());
    let sponsors = seats.iter().zip(stances).filter(|(_, stance)| stance.judgement >= 0.0);
    let pressed = sponsors.clone().map(|(state, _)| world.demand[*state]).fold(0.0, f64::max);
    1.0 >= world.authorised[instrument] + *forums.step
        && context.chance.showdown(instrument) < *forums.showdown * pressed.min(1.0)
        && meets_quota(sponsors.count(), seats.len(), context.parameters.bodies[body].quota)
}

/// Holds the vote on a text at full strength that is vetoed: all who are not in favour are against.
fn veto(world: &mut World, context: &MonthContext<'_>, table: Table<'_>) {
    let Table { instrument, seats, .. } = table;
    let stances = world.stances.of(instrument, seats.len()).iter();
    let ballots = stances.map(|stance| if stance.judgement >= 0.0 { Ballot::InFavour } else { Ballot::Against });
    let (month, strength) = (context.month, 1.0);
    let held = Vote { month, instrument, strength, diluted_for: None, passed: false, vetoed: true };
    world.votes.hold(held, ballots);
}

/// Are so many seats in favour enough for a quota?
pub fn meets_quota(in_favour: usize, seats: usize, quota: f64) -> bool {
    in_favour as f64 / seats as f64 >= quota - ROUNDING
}
