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

use super::maths::{exp, ratio, weighted_sum};
use super::utility::AvailableInstrument;
use super::{MonthContext, World};
use crate::lanes::{Flag, ONE, Real};
use crate::scenario::Mechanism;

/// What each state does with the readiness it has: effort, what is seen of it, whether its
/// words stay credible, and how far order is breached.
#[inline(always)]
pub fn choice<V: Real>(world: &mut World<V>, context: &MonthContext<'_, V>) {
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
#[inline(always)]
fn survey<V: Real>(world: &mut World<V>, context: &MonthContext<'_, V>) {
    world.available.clear();
    for (index, tool) in context.actors.fixed_instruments.iter().enumerate() {
        world.legitimacy[index] = legitimacy(world, context, index, world.authorised[index]);
        world.benefit[index] = benefit(world, context, index);
        let unbound = V::Flag::from(tool.authority.is_none() || tool.unauthorised);
        let authorised = unbound | world.authorised[index].is_above(0.0);
        let here = authorised & (V::Flag::from(!tool.consent) | world.consent[index]);
        if context.month >= tool.from && here.any() {
            let offer = found(context, index, world.benefit[index], world.legitimacy[index]);
            world.available.push(AvailableInstrument { here, ..offer });
        }
    }
    let exponent = *context.parameters.choice.severity_exponent;
    let severity = world.need.map(|need| libm::pow(need, exponent));
    prefer(world, context, severity);
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
#[inline(always)]
fn spread_effort<V: Real>(world: &mut World<V>, context: &MonthContext<'_, V>) {
    let choice = &context.parameters.choice;
    let n_states = world.preferences.len();
    let World { effort, available, preferences, readiness, scratch, .. } = world;
    let totals = &mut scratch.by_budget_and_state;
    effort.fill(V::from(0.0));
    // Doing nothing has utility 0, and so the weight exp(0).
    totals.fill(V::from(1.0));
    for offer in available.iter() {
        let own = offer.instrument * n_states..(offer.instrument + 1) * n_states;
        let weights = &mut effort[own.clone()];
        let states = &context.parameters.states;
        let particular = states.faction_offset[own.clone()].iter().zip(&states.reservations[own]);
        for ((weight, preferences), (offset, reservation)) in weights.iter_mut().zip(preferences.iter()).zip(particular)
        {
            *weight = choice.sharpness * preferences.utility(offer, *choice.burden, *offset, *reservation);
        }
        if let Some(donors) = Donors::of(context, offer.instrument) {
            let donated = donors.terms(offer);
            for state in (0..n_states).filter(|state| donors.has(*state)) {
                let cell = offer.instrument * n_states + state;
                let (offset, reservation) = (states.faction_offset[cell], states.reservations[cell]);
                let utility = preferences[state].utility(&donated, *choice.burden, offset, reservation);
                weights[state] = choice.sharpness * utility;
            }
        }
        // In a loop of its own, which the compiler turns into vectors: a history of the baseline takes 24,000
        // exponentials.
        let totals = &mut totals[offer.budget * n_states..][..n_states];
        for (weight, total) in weights.iter_mut().zip(totals) {
            *weight = V::select(offer.here, exp(*weight), 0.0);
            *total += *weight;
        }
    }
    for totals in totals.chunks_exact_mut(n_states) {
        for (readiness, total) in readiness.iter().zip(totals) {
            *total = *readiness / *total;
        }
    }
    for offer in available.iter() {
        let units = &totals[offer.budget * n_states..][..n_states];
        let weights = &mut effort[offer.instrument * n_states..][..n_states];
        for (weight, unit) in weights.iter_mut().zip(units) {
            *weight *= *unit;
        }
    }
    if *choice.shelter > 0.0 {
        shelter(world, context);
    }
}

/// Demand at home buys no risk to soldiers: of what a state would give to forces, it keeps the part that demand calls forth.
#[inline(always)]
fn shelter<V: Real>(world: &mut World<V>, context: &MonthContext<'_, V>) {
    let n_states = world.preferences.len();
    let World { effort, available, demanded, .. } = world;
    let protects = |offer: &&AvailableInstrument<V>| *context.parameters.instruments[offer.instrument].protection > 0.0;
    for offer in available.iter().filter(protects) {
        let efforts = &mut effort[offer.instrument * n_states..][..n_states];
        for (effort, share) in efforts.iter_mut().zip(demanded.iter()) {
            *effort *= ONE - context.parameters.choice.shelter * *share;
        }
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
    #[inline(always)]
    pub fn of<V: Real>(context: &MonthContext<'a, V>, instrument: usize) -> Option<Self> {
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
    #[inline(always)]
    fn terms<V: Real>(&self, offer: &AvailableInstrument<V>) -> AvailableInstrument<V> {
        AvailableInstrument { cost: offer.cost * (1.0 - self.spared), risk: 0.0, ..*offer }
    }
}

/// A force that deploys with the target's consent.
#[inline(always)]
fn is_peace_force<V: Real>(context: &MonthContext<'_, V>, instrument: usize) -> bool {
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
#[inline(always)]
fn show<V: Real>(world: &mut World<V>, context: &MonthContext<'_, V>) {
    let n_states = world.preferences.len();
    let breach = &mut world.scratch.by_state;
    for sums in [&mut world.action, &mut world.visible, &mut *breach] {
        sums.fill(V::from(0.0));
    }
    for offer in &world.available {
        let efforts = &world.effort[offer.instrument * n_states..][..n_states];
        let seen = world.action.iter_mut().zip(&mut world.visible).zip(breach.iter_mut());
        for (effort, ((action, visible), breach)) in efforts.iter().zip(seen) {
            *action += *effort;
            *visible += *effort * offer.visibility;
            *breach += offer.breach * *effort;
        }
    }
    let shares = &context.parameters.states.capability_share;
    world.breach = weighted_sum(shares, breach);
    let budgets = context.actors.budgets.len() as f64;
    let rate = *context.parameters.citizenship.credibility_rate;
    // At the rate 0 it stays what it was at the start, 1.
    let rate = if context.off.on(Mechanism::Credibility) { rate } else { 0.0 };
    for state in 0..n_states {
        let (visible, words) = (world.visible[state], world.words[state]);
        world.action[state] /= budgets;
        world.performance[state] = V::from(1.0).min(visible + world.word_effect[state] * words);
        let kept = ratio(visible, words, 1.0).min(1.0);
        let change = (kept - world.credibility[state]) * rate;
        world.credibility[state] += change;
    }
}

/// Legitimacy of an instrument: 1 if no authority is needed or consent was given, else the
/// larger of the authorised strength and what the norm in words lends where it does not
/// depend on a council: max(σ_a, W(1 − norm.council_discretion)).
/// `standing` is what the strength that is authorised already lends.
#[inline(always)]
pub(super) fn legitimacy<V: Real>(
    world: &World<V>,
    context: &MonthContext<'_, V>,
    instrument: usize,
    standing: V,
) -> V {
    if context.actors.fixed_instruments[instrument].authority.is_none() {
        return V::from(1.0);
    }
    let lends = 1.0 - *context.parameters.norm.council_discretion;
    let words = if context.off.on(Mechanism::Norm) { world.norm_words * lends } else { V::from(0.0) };
    V::select(world.consent[instrument], 1.0, standing.max(words))
}

/// Good done β_a: the benefit, and for peace forces (protection > 0, with consent needed)
/// benefit_a(1 − subcontracting · max trust_b over the other bodies b that have authorised a
/// peace force): while another body's mission is trusted to do, there is less reason for
/// one's own. Source: "sub-contracting" to the AU, "Who is to Lead?".
#[inline(always)]
fn benefit<V: Real>(world: &World<V>, context: &MonthContext<'_, V>, instrument: usize) -> V {
    let fixed_instruments = &context.actors.fixed_instruments;
    let numbers = &context.parameters.instruments;
    let benefit = numbers[instrument].benefit;
    if !is_peace_force(context, instrument) {
        return V::from(*benefit);
    }
    let mut trusted = V::from(0.0);
    for (other, tool) in fixed_instruments.iter().enumerate() {
        let Some(body) = tool.authority else { continue };
        if is_peace_force(context, other) && tool.authority != fixed_instruments[instrument].authority {
            trusted = trusted.max(V::select(world.authorised[other].is_above(0.0), world.trust[body], 0.0));
        }
    }
    benefit * (ONE - context.parameters.forums.subcontracting * trusted)
}

/// An instrument with this month's β and legitimacy.
#[inline(always)]
pub(super) fn found<V: Real>(
    context: &MonthContext<'_, V>,
    instrument: usize,
    benefit: V,
    legitimacy: V,
) -> AvailableInstrument<V> {
    let tool = &context.actors.fixed_instruments[instrument];
    let numbers = &context.parameters.instruments[instrument];
    AvailableInstrument {
        instrument,
        here: V::Flag::from(true),
        budget: tool.budget,
        principle: tool.principle,
        benefit,
        visibility: *numbers.visibility,
        breach: numbers.intrusiveness * (ONE - legitimacy),
        cost: *numbers.cost,
        risk: *numbers.risk,
        pressure: *numbers.pressure,
    }
}

/// What every state brings to its judgement this month; how need weighs is the same for all.
#[inline(always)]
fn prefer<V: Real>(world: &mut World<V>, context: &MonthContext<'_, V>, severity: V) {
    let states = &context.parameters.states;
    let choice = &context.parameters.choice;
    // Field by field: a whole one would be made elsewhere and then copied.
    for (state, own) in world.preferences.iter_mut().enumerate() {
        let demand = choice.demand_weight * world.demand[state];
        own.solidarism[0] = world.solidarism[0][state];
        own.solidarism[1] = world.solidarism[1][state];
        own.severity = severity;
        own.seen = demand * world.measurability[state];
        own.done = demand * (ONE - world.measurability[state]);
        own.nationals = states.nationals[state];
        own.risk_weight = world.exposure * *choice.exposure + states.overstretch[state];
        own.ties = states.ties[state];
    }
}
