//! One history's state: everything a month reads and writes, by index.

use super::chance::{Chance, Streams};
use super::utility::{AvailableInstrument, Preferences};
use super::votes::{Agenda, Stance, Stances, Tabled, Text, Votes};
use crate::lanes::Real;
use crate::scenario::{Actors, Parameters, Scenario, Switches};

/// What the phases of one month may read besides the world.
#[derive(Clone, Copy, Debug)]
pub struct MonthContext<'a, V: Real = f64> {
    /// The scenario.
    pub scenario: &'a Scenario,
    /// Who and what there is.
    pub actors: &'a Actors,
    /// The parameters in force this month.
    pub parameters: &'a Parameters,
    /// Mechanisms that are off.
    pub off: Switches,
    /// The month, from 0.
    pub month: usize,
    /// The luck of this history, or of several side by side, turned to this month.
    pub chance: &'a Chance<V>,
    /// The keys of all streams.
    pub streams: &'a Streams,
}

/// The state of one history, or of several side by side. Symbols are the model's; lists go by state, instrument, body,
/// movement or party as their comments say, in the order of the file.
///
/// All lists are made once; a month allocates nothing.
#[derive(Clone, Debug, Default)]
pub struct World<V: Real = f64> {
    // The crisis.
    /// Violence V.
    pub violence: V,
    /// War aims H.
    pub war_aims: V,
    /// Displaced share D of the population.
    pub displaced: V,
    /// Protection G.
    pub protection: V,
    /// Exposure X.
    pub exposure: V,
    /// Unmet need N.
    pub need: V,
    /// Need had nobody responded N⁰.
    pub need_unanswered: V,
    /// Relief cover R.
    pub relief_cover: V,
    /// Settlement L.
    pub settlement: V,
    /// Violent deaths of the month, persons.
    pub violent_deaths: V,
    /// Deprivation deaths of the month, persons.
    pub deprivation_deaths: V,

    // Attention.
    /// Attention Q.
    pub attention: V,
    /// Publicity B.
    pub publicity: V,
    /// Mobilisation M, by movement.
    pub mobilisation: Vec<V>,
    /// Added fatigue F, by movement.
    pub fatigue: Vec<V>,

    // The states.
    /// Demand d.
    pub demand: Vec<V>,
    /// Measurability μ of what is demanded.
    pub measurability: Vec<V>,
    /// Share D of the goal that demand at home makes up.
    pub demanded: Vec<V>,
    /// Aspiration A.
    pub aspiration: Vec<V>,
    /// Readiness to act x.
    pub readiness: Vec<V>,
    /// Words w.
    pub words: Vec<V>,
    /// Deflection e.
    pub deflection: Vec<V>,
    /// Effect θ_w of words in this month's mix.
    pub word_effect: Vec<V>,
    /// Effect θ_e of deflection in this month's mix, the same for all.
    pub deflection_effect: V,
    /// Credibility of words.
    pub credibility: Vec<V>,
    /// Effort e_ia, instrument by instrument, one per state.
    pub effort: Vec<V>,
    /// Action: effort over all budgets, divided by their number.
    pub action: Vec<V>,
    /// Visible delivery vis.
    pub visible: Vec<V>,
    /// Seen performance π.
    pub performance: Vec<V>,
    /// Readiness P to lead.
    pub lead: Vec<V>,
    /// Who leads.
    pub leads: Vec<V::Flag>,
    /// Solidarism s: intervention, accountability.
    pub solidarism: [Vec<V>; 2],

    // The instruments.
    /// The instruments that may be used this month; the others get no effort.
    pub available: Vec<AvailableInstrument<V>>,
    /// What each state brings to its judgement of instruments this month.
    pub preferences: Vec<Preferences<V>>,
    /// Legitimacy, as this month's choice sees it.
    pub legitimacy: Vec<V>,
    /// Good done β_a, less what another body's trusted mission takes off.
    pub benefit: Vec<V>,
    /// Authorised strength σ.
    pub authorised: Vec<V>,
    /// Consent of the target.
    pub consent: Vec<V::Flag>,
    /// The target has agreed in principle, before any text was adopted.
    pub agreed: Vec<V::Flag>,
    /// Resources ρ.
    pub resources: Vec<V>,
    /// Strength in force ς.
    pub in_force: Vec<V>,
    /// Deployed K.
    pub deployed: Vec<V>,

    // The bodies.
    /// Mandates m.
    pub mandate: Vec<V>,
    /// Trust in a body's missions.
    pub trust: Vec<V>,
    /// Shortfall of a body's missions.
    pub shortfall: Vec<V>,

    // Leadership, pressure, the target.
    /// Concertation C.
    pub concertation: V,
    /// Nominal pressure P.
    pub pressure: V,
    /// Threat T.
    pub threat: V,
    /// Patronage.
    pub patronage: V,
    /// Resistance Z.
    pub resistance: V,
    /// Restraint in war.
    pub restraint: V,
    /// The target shopped for forums this month.
    pub shopped: V::Flag,
    /// Months during which no force with an authority deploys.
    pub delay: V,

    // The court.
    /// Stage, 0 to 3.
    pub court_stage: V,
    /// The regime has split.
    pub split: V::Flag,

    // Blame, by party: the states, the bodies, the target.
    /// Responsibility τ.
    pub responsibility: Vec<V>,
    /// Blame.
    pub blame: Vec<V>,
    /// Share y that each party moves off itself.
    pub moved: Vec<V>,
    /// Plausibility pl of blaming each party.
    pub plausibility: Vec<V>,
    /// What each party sends per unit of plausibility; the flow to another is this times its
    /// plausibility.
    pub sent_per_plausibility: Vec<V>,
    /// Clarity of responsibility as states see it in citizenship.
    pub clarity_seen: V,
    /// Clarity of responsibility as blame sees it, with the mandates as they then are.
    pub clarity: V,

    // The norm and order.
    /// Adequacy of the response.
    pub adequacy: V,
    /// The norm in words W.
    pub norm_words: V,
    /// The norm in deeds Y.
    pub norm_deeds: V,
    /// Breach of order.
    pub breach: V,

    // The forums.
    /// What made the authority of each instrument take it up this month, or not; none before it exists, or without an
    /// authority.
    pub(super) agenda: Vec<Option<Agenda<V>>>,
    /// What was left of the text on each instrument that was taken up this month: instrument after instrument, one per
    /// history.
    pub(super) texts: Vec<Option<Text>>,
    /// A text on it was vetoed this month.
    pub vetoed: Vec<V::Flag>,
    /// How each seat judged each instrument this month; of one that was taken up, with the noise of the vote.
    pub stances: Stances<V>,
    /// All votes held so far, one list per history.
    pub(super) votes: Vec<Votes>,
    /// Scratch lists of the phases.
    pub(super) scratch: Scratch<V>,
}

/// Lists that a phase fills and reads within itself.
#[derive(Clone, Debug, Default)]
pub(super) struct Scratch<V: Real> {
    /// By state.
    pub by_state: Vec<V>,
    /// By state: the chance that none of the others does it.
    pub without_one: Vec<V>,
    /// By society.
    pub by_society: Vec<V>,
    /// By instrument.
    pub by_instrument: Vec<V>,
    /// Budget by budget, one per state.
    pub by_budget_and_state: Vec<V>,
    /// By seat: the stances of one history.
    pub stances: Vec<Stance<f64>>,
}

impl<V: Real> World<V> {
    /// A world large enough for a scenario; [`begin`](super::start::begin) gives it its values at the start.
    pub fn new(scenario: &Scenario) -> Self {
        let actors = &scenario.actors;
        let (states, instruments, bodies) = (actors.states.len(), actors.instruments.len(), actors.bodies.len());
        let by_state = || vec![V::from(0.0); states];
        let by_instrument = || vec![V::from(0.0); instruments];
        let by_party = || vec![V::from(0.0); actors.parties()];
        Self {
            mobilisation: vec![V::from(0.0); actors.movements.len()],
            fatigue: vec![V::from(0.0); actors.movements.len()],
            demand: by_state(),
            measurability: by_state(),
            demanded: by_state(),
            aspiration: by_state(),
            readiness: by_state(),
            words: by_state(),
            deflection: by_state(),
            word_effect: by_state(),
            credibility: by_state(),
            effort: vec![V::from(0.0); states * instruments],
            action: by_state(),
            visible: by_state(),
            performance: by_state(),
            lead: by_state(),
            leads: vec![V::Flag::from(false); states],
            solidarism: [by_state(), by_state()],
            available: Vec::with_capacity(instruments),
            preferences: vec![Preferences::default(); states],
            legitimacy: by_instrument(),
            benefit: by_instrument(),
            authorised: by_instrument(),
            consent: vec![V::Flag::from(false); instruments],
            agreed: vec![V::Flag::from(false); instruments],
            resources: by_instrument(),
            in_force: by_instrument(),
            deployed: by_instrument(),
            mandate: vec![V::from(0.0); bodies],
            trust: vec![V::from(0.0); bodies],
            shortfall: vec![V::from(0.0); bodies],
            responsibility: by_party(),
            blame: by_party(),
            moved: by_party(),
            plausibility: by_party(),
            sent_per_plausibility: by_party(),
            agenda: vec![None; instruments],
            texts: vec![None; instruments * V::LANES],
            vetoed: vec![V::Flag::from(false); instruments],
            stances: Stances::with_room(scenario),
            votes: vec![Votes::with_room(scenario); V::LANES],
            scratch: Scratch {
                by_state: by_state(),
                without_one: by_state(),
                by_society: vec![V::from(0.0); actors.societies.len()],
                by_instrument: by_instrument(),
                by_budget_and_state: vec![V::from(0.0); actors.budgets.len() * states],
                stances: Vec::with_capacity(states),
            },
            ..Self::default()
        }
    }

    /// Makes every variable 0, and forgets what was judged, tabled and voted.
    ///
    /// All fields are named, so that the compiler asks about a new one: what is not cleared would be carried from one
    /// history into the next. Lists keep their room.
    #[rustfmt::skip] // A line for each of the names, twice, would hide the rule.
    #[inline(always)]
    pub fn clear(&mut self) {
        let Self {
            violence, war_aims, displaced, protection, exposure, need, need_unanswered, relief_cover, settlement,
            violent_deaths, deprivation_deaths, attention, publicity, mobilisation, fatigue, demand, measurability,
            demanded, aspiration, readiness, words, deflection, word_effect, deflection_effect, credibility, effort, action,
            visible, performance, lead, leads, solidarism, available, preferences, legitimacy, benefit, authorised,
            consent, agreed, resources, in_force, deployed, mandate, trust, shortfall, concertation, pressure, threat,
            patronage, resistance, restraint, shopped, delay, court_stage, split, responsibility, blame, moved,
            plausibility, sent_per_plausibility, clarity_seen, clarity, adequacy, norm_words, norm_deeds, breach, agenda, texts,
            vetoed, stances, votes, scratch: _,
        } = self;
        for value in [
            violence, war_aims, displaced, protection, exposure, need, need_unanswered, relief_cover, settlement,
            violent_deaths, deprivation_deaths, attention, publicity, deflection_effect, concertation, pressure,
            threat, patronage, resistance, restraint, delay, clarity_seen, clarity, adequacy, norm_words, norm_deeds,
            breach, court_stage,
        ] {
            *value = V::from(0.0);
        }
        let [intervention, accountability] = solidarism;
        for list in [
            intervention, accountability,
            mobilisation, fatigue, demand, measurability, demanded, aspiration, readiness, words, deflection, word_effect,
            credibility, effort, action, visible, performance, lead, legitimacy, benefit, authorised, resources,
            in_force, deployed, mandate, trust, shortfall, responsibility, blame, moved, plausibility, sent_per_plausibility,
        ] {
            list.fill(V::from(0.0));
        }
        for flags in [leads, consent, agreed, vetoed] {
            flags.fill(V::Flag::from(false));
        }
        (*shopped, *split) = (V::Flag::from(false), V::Flag::from(false));
        available.clear();
        preferences.fill(Preferences::default());
        agenda.fill(None);
        texts.fill(None);
        stances.clear();
        votes.iter_mut().for_each(Votes::clear);
    }

    /// Efforts e_ia of all states in an instrument.
    #[inline(always)]
    pub fn efforts(&self, instrument: usize) -> &[V] {
        let states = self.action.len();
        &self.effort[instrument * states..][..states]
    }

    /// Mean s̄ of a state's two components of solidarism.
    #[inline(always)]
    pub fn mean_solidarism(&self, state: usize) -> V {
        (self.solidarism[0][state] + self.solidarism[1][state]) * 0.5
    }

    /// All votes held so far in the history of one lane.
    pub fn votes_in(&self, lane: usize) -> &Votes {
        &self.votes[lane]
    }

    /// What the authority of an instrument made of it this month in the history of one lane; none before it exists, or
    /// without an authority.
    pub fn tabled_in(&self, lane: usize, instrument: usize) -> Option<Tabled> {
        let Agenda { chance, willing } = self.agenda[instrument]?;
        let text = self.texts[instrument * V::LANES + lane];
        Some(Tabled { chance: chance.lane(lane), willing: willing.lane(lane) as usize, text })
    }
}

impl World<f64> {
    /// All votes held so far.
    pub fn votes(&self) -> &Votes {
        &self.votes[0]
    }

    /// What the authority of an instrument made of it this month; none before it exists, or without an authority.
    pub fn tabled(&self, instrument: usize) -> Option<Tabled> {
        self.tabled_in(0, instrument)
    }
}
