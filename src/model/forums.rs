//! What is tabled, how far it is diluted, and whether it is adopted.
//!
//! Draws: `agenda/{instrument}` slot 0; `vote/{state}/{instrument}` slot 0. Mechanism `veto`. Source: veto players
//! (Tsebelis 2002); the article on abstention and diluted measures ("A Responsibility to Protect?", "Responses to
//! Darfur").
//!
//! For each existing instrument with an authority, in the order of the file, over the body's seats in that calendar
//! year: `y_ia = u_ia` with this section's `burden` in place of choice's, β as in choice (a vote of this month
//! changes it only next month), legitimacy raised to at least `consent_discount` where consent is needed, plus the
//! body's entrepreneurship.
//!
//! Sponsors dilute a text until no blocker blocks. Blockers are the seated states with a veto (rule veto), all
//! seated states (consensus), none (majority), and none with `veto` off.

use super::choice::found;
use super::votes::{Ballot, Tabled, Text, Vote};
use super::{MonthContext, World};
use crate::scenario::{Blockers, Mechanism};

/// What a sum of floats may miss where the model asks for exactly enough.
const ROUNDING: f64 = 1e-12;

/// For each existing instrument with an authority, in file order: is it taken up, diluted,
/// put to the vote, adopted?
///
/// ```text
/// taken up   if u < agenda_rate Q' (share of seats with y ≥ 0);  then y gains vote_noise · Normal, one per voter
/// ```
pub fn forums(world: &mut World, context: &MonthContext<'_>) {
    let forums = &context.parameters.forums;
    for (instrument, tool) in context.actors.fixed_instruments.iter().enumerate() {
        // Last month's text must not be told as this month's where nothing is taken up.
        world.tabled[instrument] = None;
        let Some(body) = tool.authority.filter(|_| context.month >= tool.from) else { continue };
        let seats = context.actors.seated(body, context.month);
        judge(world, context, instrument, body, seats);
        let judgement = world.judgement.of_mut(instrument, seats.len());
        let willing = judgement.iter().filter(|y| **y >= 0.0).count();
        // Counted before the noise: what a body takes up depends on what its seats think, and not on the luck of a vote.
        let support = willing as f64 / seats.len() as f64;
        let chance = *forums.agenda_rate * world.attention * support;
        let tabled = world.tabled[instrument].insert(Tabled { chance, willing, text: None });
        if context.chance.agenda(instrument) >= chance {
            continue;
        }
        for (y, state) in judgement.iter_mut().zip(seats) {
            *y += *forums.vote_noise * context.chance.vote(context.streams, *state, instrument, context.month);
        }
        let text = dilute(context, body, seats, judgement);
        tabled.text = Some(text);
        // A text that adds nothing to the one in force is not put to the vote, or every month would have one.
        if text.strength >= world.authorised[instrument] + *forums.step {
            vote(world, context, instrument, body, seats.len(), text);
        }
    }
}

/// Every seat's judgement y of an instrument, before the noise of the vote.
fn judge(world: &mut World, context: &MonthContext<'_>, instrument: usize, body: usize, seats: &[usize]) {
    let (forums, states) = (&context.parameters.forums, &context.parameters.states);
    let least = if context.actors.fixed_instruments[instrument].consent { *forums.consent_discount } else { 0.0 };
    let legitimacy = world.legitimacy[instrument].max(least);
    let offer = found(context, instrument, world.benefit[instrument], legitimacy);
    let initiative = context.parameters.bodies[body].entrepreneurship;
    for (y, state) in world.judgement.of_mut(instrument, seats.len()).iter_mut().zip(seats) {
        let cell = instrument * world.preferences.len() + state;
        let (offset, reservation) = (states.faction_offset[cell], states.reservations[cell]);
        *y = world.preferences[*state].utility(&offer, *forums.burden, offset, reservation) + initiative;
    }
}

/// Sponsors dilute a text until no blocker blocks.
///
/// ```text
/// strength = min(1, min over blockers with y < 0 of tolerance/(−y))
/// ```
///
/// Blockers are the seated states with a veto (rule veto), all members (consensus), none
/// (majority); none anywhere while the mechanism `veto` is off.
fn dilute(context: &MonthContext<'_>, body: usize, seats: &[usize], judgement: &[f64]) -> Text {
    let tolerance = *context.parameters.forums.tolerance;
    let veto_off = !context.off.on(Mechanism::Veto);
    let blocks = |state: usize| match &context.actors.blockers[body] {
        _ if veto_off => false,
        Blockers::Nobody => false,
        Blockers::Everybody => true,
        Blockers::Veto(holders) => holders[state],
    };
    let opposed = seats.iter().zip(judgement).filter(|(state, y)| **y < 0.0 && blocks(**state));
    opposed.fold(Text { strength: 1.0, diluted_for: None }, |text, (state, y)| {
        let borne = tolerance / -y;
        // Strictly less: of several who bear the same the first in the order of the seats is named.
        if borne < text.strength { Text { strength: borne, diluted_for: Some(*state) } } else { text }
    })
}

/// Puts a diluted text to the vote.
///
/// ```text
/// in favour  y ≥ 0;   abstaining  y < 0 and −y·strength ≤ tolerance(1 + 1e-12);   the rest against
/// put to the vote if strength ≥ σ_a + step;  passes if strength ≥ min_strength and in favour/seats ≥ quota − 1e-12;  then σ_a' = strength
/// ```
///
/// The 1e-12 lets the blocker who sets the strength abstain, and a quota of two thirds be met by two thirds.
fn vote(world: &mut World, context: &MonthContext<'_>, instrument: usize, body: usize, seats: usize, text: Text) {
    let Text { strength, diluted_for } = text;
    let forums = &context.parameters.forums;
    let borne = *forums.tolerance * (1.0 + ROUNDING);
    let ballot = |y: &f64| match *y {
        y if y >= 0.0 => Ballot::InFavour,
        y if -y * strength <= borne => Ballot::Abstaining,
        _ => Ballot::Against,
    };
    let ballots = world.judgement.of(instrument, seats).iter().map(ballot);
    let in_favour = ballots.clone().filter(|ballot| *ballot == Ballot::InFavour).count();
    let quota = context.parameters.bodies[body].quota;
    let passed = strength >= *forums.min_strength && meets_quota(in_favour, seats, quota);
    let held = Vote { month: context.month, instrument, strength, diluted_for, passed };
    world.votes.hold(held, ballots);
    if passed {
        world.authorised[instrument] = strength;
    }
}

/// Are so many seats in favour enough for a quota?
pub fn meets_quota(in_favour: usize, seats: usize, quota: f64) -> bool {
    in_favour as f64 / seats as f64 >= quota - ROUNDING
}
