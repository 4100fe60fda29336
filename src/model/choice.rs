//! Which instruments are chosen, and what is seen of them.
//!
//! Draws: none. Mechanisms `credibility`, `norm`. Source: logit choice (McFadden 1974); the article on order and
//! legitimacy ("International Society and 'Good International Citizenship'").
//!
//! `β_a = benefit_a`, but for peace forces (protection above 0, with consent needed) `benefit_a(1 −
//! forums.subcontracting · max trust_b)`, over the other bodies b that have authorised (σ > 0) a peace force of
//! theirs: while another's mission is trusted to do, there is less reason for one's own. *Needs no authority* means
//! that the instrument names none. Available is what exists (`from`) and has no authority, or is authorised, or may
//! be used `unauthorised`; and, where consent is needed, has consent. With `credibility` off it stays 1; with `norm`
//! off W legitimises nothing.

use super::maths::{exp, ratio};
use super::utility::{AvailableInstrument, Preferences};
use super::{MonthContext, World};
use crate::scenario::Mechanism;

/// What each state does with the readiness it has: effort, what is seen of it, whether its
/// words stay credible, and how far order is breached.
pub fn choice(world: &mut World, context: &MonthContext<'_>) {
    survey(world, context);
    spread_effort(world, context);
    show(world, context);
}

/// What holds for every state this month: how legitimate instruments are, the good they do,
/// which may be used; and what each state brings to its judgement of them.
///
/// ```text
/// legitimacy_a = 1 if no authority is needed or consent was given, else max(σ_a, W(1 − council_discretion))
/// u_ia = s_ia β_a N^severity_exponent + demand_weight d_i(μ_i visibility_a + (1 − μ_i) β_a)
///        − (1 − s_ia) intrusiveness_a(1 − legitimacy_a) − c_i(burden(cost_a + (v_i + exposure X)risk_a) + k_i pressure_a) − g_ia
/// s_ia = clamp(component of s_i that a tests + o_ia)
/// ```
///
/// o_ia is what the faction that holds the instrument adds, g_ia the reservation. Available are those that exist, with
/// no authority, or authorised, or `unauthorised`; and, where consent is needed, with consent.
fn survey(world: &mut World, context: &MonthContext<'_>) {
    world.available.clear();
    for (index, tool) in context.actors.fixed_instruments.iter().enumerate() {
        world.legitimacy[index] = legitimacy(world, context, index, world.authorised[index]);
        world.benefit[index] = benefit(world, context, index);
        let authorised = tool.authority.is_none() || world.authorised[index] > 0.0 || tool.unauthorised;
        let consented = !tool.consent || world.consent[index];
        if context.month >= tool.from && authorised && consented {
            world.available.push(found(context, index, world.benefit[index], world.legitimacy[index]));
        }
    }
    let severity = libm::pow(world.need, *context.parameters.choice.severity_exponent);
    for state in 0..world.preferences.len() {
        world.preferences[state] = preferences(world, context, state, severity);
    }
}

/// Effort within each budget by logit choice against doing nothing, whose utility is 0.
///
/// ```text
/// e_ia = x_i exp(sharpness u_ia)/(1 + Σ_b exp(sharpness u_ib))     over the budget's available instruments
/// e_ia ← e_ia(1 − shelter D_i)                                      of forces: demand at home buys no risk to soldiers
/// donors: in u_ia, cost_a(1 − donor) and risk 0 if donor > 0        states outside the society of the body whose peace force it is
/// ```
///
/// D_i is the share of the goal that demand makes up (citizenship). The checks of a scenario keep the exponent below
/// overflow.
fn spread_effort(world: &mut World, context: &MonthContext<'_>) {
    let choice = &context.parameters.choice;
    let n_states = world.preferences.len();
    let World { effort, available, preferences, readiness, scratch, .. } = world;
    let totals = &mut scratch.by_budget_and_state;
    effort.fill(0.0);
    // Doing nothing has utility 0, and so the weight exp(0).
    totals.fill(1.0);
    for offer in available.iter() {
        let own = offer.instrument * n_states..(offer.instrument + 1) * n_states;
        let weights = &mut effort[own.clone()];
        let states = &context.parameters.states;
        let particular = states.faction_offset[own.clone()].iter().zip(&states.reservations[own]);
        for ((weight, preferences), (offset, reservation)) in weights.iter_mut().zip(preferences.iter()).zip(particular)
        {
            *weight = *choice.sharpness * preferences.utility(offer, *choice.burden, *offset, *reservation);
        }
        if let Some(donors) = Donors::of(context, offer.instrument) {
            let donated = donors.terms(offer);
            for state in (0..n_states).filter(|state| donors.has(*state)) {
                let cell = offer.instrument * n_states + state;
                let (offset, reservation) = (states.faction_offset[cell], states.reservations[cell]);
                let utility = preferences[state].utility(&donated, *choice.burden, offset, reservation);
                weights[state] = *choice.sharpness * utility;
            }
        }
        // In a loop of its own, which the compiler turns into vectors: a history of the baseline takes 24,000
        // exponentials.
        weights.iter_mut().for_each(|weight| *weight = exp(*weight));
        let totals = &mut totals[offer.budget * n_states..][..n_states];
        weights.iter().zip(totals).for_each(|(weight, total)| *total += weight);
    }
    for totals in totals.chunks_exact_mut(n_states) {
        readiness.iter().zip(totals).for_each(|(readiness, total)| *total = readiness / *total);
    }
    for offer in available.iter() {
        let units = &totals[offer.budget * n_states..][..n_states];
        let weights = &mut effort[offer.instrument * n_states..][..n_states];
        weights.iter_mut().zip(units).for_each(|(weight, unit)| *weight *= unit);
    }
    if *choice.shelter > 0.0 {
        shelter(world, context);
    }
}

/// Demand at home buys no risk to soldiers: of what a state would give to forces, it keeps the part that demand calls forth.
fn shelter(world: &mut World, context: &MonthContext<'_>) {
    let n_states = world.preferences.len();
    let World { effort, available, demanded, .. } = world;
    let protects = |offer: &&AvailableInstrument| *context.parameters.instruments[offer.instrument].protection > 0.0;
    for offer in available.iter().filter(protects) {
        let efforts = &mut effort[offer.instrument * n_states..][..n_states];
        let shares = efforts.iter_mut().zip(demanded.iter());
        shares.for_each(|(effort, share)| *effort *= 1.0 - *context.parameters.choice.shelter * share);
    }
}

/// Who pays for a regional body's peace force and does not send its soldiers: the states outside the body's society.
pub(super) struct Donors<'a> {
    /// The members of that society, who send the soldiers.
    senders: &'a [usize],
    /// Share of the cost that donors are spared.
    spared: f64,
}

impl<'a> Donors<'a> {
    /// The donors of an instrument; `None` where nobody is one.
    pub fn of(context: &MonthContext<'a>, instrument: usize) -> Option<Self> {
        let spared = *context.parameters.choice.donor;
        if spared == 0.0 || !is_peace_force(context, instrument) {
            return None;
        }
        let body = context.actors.fixed_instruments[instrument].authority?;
        let senders = &context.actors.members[context.actors.society_of_body[body]?];
        Some(Self { senders, spared })
    }

    /// Is a state one of them?
    pub fn has(&self, state: usize) -> bool {
        self.senders.binary_search(&state).is_err()
    }

    /// The force as they find it: at `cost(1 − donor)`, without risk.
    fn terms(&self, offer: &AvailableInstrument) -> AvailableInstrument {
        AvailableInstrument { cost: offer.cost * (1.0 - self.spared), risk: 0.0, ..*offer }
    }
}

/// A force that deploys with the target's consent.
fn is_peace_force(context: &MonthContext<'_>, instrument: usize) -> bool {
    *context.parameters.instruments[instrument].protection > 0.0 && context.actors.fixed_instruments[instrument].consent
}

/// Action, what is seen of it, credibility, and breach of order.
///
/// ```text
/// action_i = Σ_a e_ia / number of budgets
/// vis'   = Σ_a visibility_a e_ia          π' = min(1, vis' + θ_w w)
/// credibility' = credibility + credibility_rate(min(1, vis'/w) − credibility)     1 for the ratio if w = 0
/// breach = Σ_i κ̂_i Σ_a e_ia intrusiveness_a(1 − legitimacy_a)
/// ```
fn show(world: &mut World, context: &MonthContext<'_>) {
    let n_states = world.preferences.len();
    let breach = &mut world.scratch.by_state;
    world.action.fill(0.0);
    world.visible.fill(0.0);
    breach.fill(0.0);
    for offer in &world.available {
        let efforts = &world.effort[offer.instrument * n_states..][..n_states];
        let seen = world.action.iter_mut().zip(&mut world.visible).zip(breach.iter_mut());
        for (effort, ((action, visible), breach)) in efforts.iter().zip(seen) {
            *action += effort;
            *visible += offer.visibility * effort;
            *breach += offer.breach * effort;
        }
    }
    let shares = &context.parameters.states.capability_share;
    world.breach = shares.iter().zip(breach.iter()).map(|(share, breach)| share * breach).sum();
    let budgets = context.actors.budgets.len() as f64;
    let rate = *context.parameters.citizenship.credibility_rate;
    // At the rate 0 it stays what it was at the start, 1.
    let rate = if context.off.on(Mechanism::Credibility) { rate } else { 0.0 };
    for state in 0..n_states {
        let (visible, words) = (world.visible[state], world.words[state]);
        world.action[state] /= budgets;
        world.performance[state] = f64::min(1.0, visible + world.word_effect[state] * words);
        let kept = ratio(visible, words, 1.0).min(1.0);
        world.credibility[state] += rate * (kept - world.credibility[state]);
    }
}

/// Legitimacy of an instrument: 1 if no authority is needed or consent was given, else the
/// larger of the authorised strength and what the norm in words lends where it does not
/// depend on a council: max(σ_a, W(1 − norm.council_discretion)).
/// `standing` is what the strength that is authorised already lends.
pub(super) fn legitimacy(world: &World, context: &MonthContext<'_>, instrument: usize, standing: f64) -> f64 {
    if context.actors.fixed_instruments[instrument].authority.is_none() || world.consent[instrument] {
        return 1.0;
    }
    let norm = context.off.on(Mechanism::Norm);
    let words = if norm { world.norm_words * (1.0 - *context.parameters.norm.council_discretion) } else { 0.0 };
    standing.max(words)
}

/// Good done β_a: the benefit, and for peace forces (protection > 0, with consent needed)
/// benefit_a(1 − subcontracting · max trust_b over the other bodies b that have authorised a
/// peace force): while another body's mission is trusted to do, there is less reason for
/// one's own. Source: "sub-contracting" to the AU, "Who is to Lead?".
fn benefit(world: &World, context: &MonthContext<'_>, instrument: usize) -> f64 {
    let fixed_instruments = &context.actors.fixed_instruments;
    let numbers = &context.parameters.instruments;
    if !is_peace_force(context, instrument) {
        return *numbers[instrument].benefit;
    }
    let others = (0..fixed_instruments.len()).filter(|other| {
        is_peace_force(context, *other)
            && world.authorised[*other] > 0.0
            && fixed_instruments[*other].authority != fixed_instruments[instrument].authority
    });
    let trusted =
        others.filter_map(|other| fixed_instruments[other].authority).map(|body| world.trust[body]).fold(0.0, f64::max);
    *numbers[instrument].benefit * (1.0 - *context.parameters.forums.subcontracting * trusted)
}

/// An instrument with this month's β and legitimacy.
pub(super) fn found(
    context: &MonthContext<'_>,
    instrument: usize,
    benefit: f64,
    legitimacy: f64,
) -> AvailableInstrument {
    let tool = &context.actors.fixed_instruments[instrument];
    let numbers = &context.parameters.instruments[instrument];
    AvailableInstrument {
        instrument,
        budget: tool.budget,
        principle: tool.principle,
        benefit,
        visibility: *numbers.visibility,
        breach: *numbers.intrusiveness * (1.0 - legitimacy),
        cost: *numbers.cost,
        risk: *numbers.risk,
        pressure: *numbers.pressure,
    }
}

/// What a state brings to its judgement this month; `severity` is the same for all.
fn preferences(world: &World, context: &MonthContext<'_>, state: usize, severity: f64) -> Preferences {
    let states = &context.parameters.states;
    let demand = *context.parameters.choice.demand_weight * world.demand[state];
    Preferences {
        solidarism: [world.solidarism[0][state], world.solidarism[1][state]],
        severity,
        seen: demand * world.measurability[state],
        done: demand * (1.0 - world.measurability[state]),
        nationals: states.nationals[state],
        risk_weight: states.overstretch[state] + *context.parameters.choice.exposure * world.exposure,
        ties: states.ties[state],
    }
}
