//! One history's state: everything a month reads and writes, by index.

use super::chance::{Chance, Streams};
use super::utility::{AvailableInstrument, Preferences};
use super::votes::{Stances, Tabled, Votes};
use crate::scenario::{Actors, Parameters, Scenario, Switches};

/// What the phases of one month may read besides the world.
#[derive(Clone, Copy, Debug)]
pub struct MonthContext<'a> {
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
    /// The luck of this history, turned to this month.
    pub chance: &'a Chance,
    /// The keys of all streams.
    pub streams: &'a Streams,
}

/// The state of one history. Symbols are the model's; lists go by state, instrument, body,
/// movement or party as their comments say, in the order of the file.
///
/// All lists are made once; a month allocates nothing.
#[derive(Clone, Debug, Default)]
pub struct World {
    // The crisis.
    /// Violence V.
    pub violence: f64,
    /// War aims H.
    pub war_aims: f64,
    /// Displaced share D of the population.
    pub displaced: f64,
    /// Protection G.
    pub protection: f64,
    /// Exposure X.
    pub exposure: f64,
    /// Unmet need N.
    pub need: f64,
    /// Need had nobody responded N⁰.
    pub need_unanswered: f64,
    /// Relief cover R.
    pub relief_cover: f64,
    /// Settlement L.
    pub settlement: f64,
    /// Violent deaths of the month, persons.
    pub violent_deaths: f64,
    /// Deprivation deaths of the month, persons.
    pub deprivation_deaths: f64,

    // Attention.
    /// Attention Q.
    pub attention: f64,
    /// Publicity B.
    pub publicity: f64,
    /// Mobilisation M, by movement.
    pub mobilisation: Vec<f64>,
    /// Added fatigue F, by movement.
    pub fatigue: Vec<f64>,

    // The states.
    /// Demand d.
    pub demand: Vec<f64>,
    /// Measurability μ of what is demanded.
    pub measurability: Vec<f64>,
    /// Share D of the goal that demand at home makes up.
    pub demanded: Vec<f64>,
    /// Aspiration A.
    pub aspiration: Vec<f64>,
    /// Readiness to act x.
    pub readiness: Vec<f64>,
    /// Words w.
    pub words: Vec<f64>,
    /// Deflection e.
    pub deflection: Vec<f64>,
    /// Effect θ_w of words in this month's mix.
    pub word_effect: Vec<f64>,
    /// Effect θ_e of deflection in this month's mix, the same for all.
    pub deflection_effect: f64,
    /// Credibility of words.
    pub credibility: Vec<f64>,
    /// Effort e_ia, instrument by instrument, one per state.
    pub effort: Vec<f64>,
    /// Action: effort over all budgets, divided by their number.
    pub action: Vec<f64>,
    /// Visible delivery vis.
    pub visible: Vec<f64>,
    /// Seen performance π.
    pub performance: Vec<f64>,
    /// Readiness P to lead.
    pub lead: Vec<f64>,
    /// Who leads.
    pub leads: Vec<bool>,
    /// Solidarism s: intervention, accountability.
    pub solidarism: [Vec<f64>; 2],

    // The instruments.
    /// The instruments that may be used this month; the others get no effort.
    pub available: Vec<AvailableInstrument>,
    /// What each state brings to its judgement of instruments this month.
    pub preferences: Vec<Preferences>,
    /// Legitimacy, as this month's choice sees it.
    pub legitimacy: Vec<f64>,
    /// Good done β_a, less what another body's trusted mission takes off.
    pub benefit: Vec<f64>,
    /// Authorised strength σ.
    pub authorised: Vec<f64>,
    /// Consent of the target.
    pub consent: Vec<bool>,
    /// The target has agreed in principle, before any text was adopted.
    pub agreed: Vec<bool>,
    /// Resources ρ.
    pub resources: Vec<f64>,
    /// Strength in force ς.
    pub in_force: Vec<f64>,
    /// Deployed K.
    pub deployed: Vec<f64>,

    // The bodies.
    /// Mandates m.
    pub mandate: Vec<f64>,
    /// Trust in a body's missions.
    pub trust: Vec<f64>,
    /// Shortfall of a body's missions.
    pub shortfall: Vec<f64>,

    // Leadership, pressure, the target.
    /// Concertation C.
    pub concertation: f64,
    /// Nominal pressure P.
    pub pressure: f64,
    /// Threat T.
    pub threat: f64,
    /// Patronage.
    pub patronage: f64,
    /// Resistance Z.
    pub resistance: f64,
    /// Restraint in war.
    pub restraint: f64,
    /// The target shopped for forums this month.
    pub shopped: bool,
    /// Months during which no force with an authority deploys.
    pub delay: f64,

    // The court.
    /// Stage, 0 to 3.
    pub court_stage: usize,
    /// The regime has split.
    pub split: bool,

    // Blame, by party: the states, the bodies, the target.
    /// Responsibility τ.
    pub responsibility: Vec<f64>,
    /// Blame.
    pub blame: Vec<f64>,
    /// Share y that each party moves off itself.
    pub moved: Vec<f64>,
    /// Plausibility pl of blaming each party.
    pub plausibility: Vec<f64>,
    /// What each party sends per unit of plausibility; the flow to another is this times its
    /// plausibility.
    pub sent_per_plausibility: Vec<f64>,
    /// Clarity of responsibility as states see it in citizenship.
    pub clarity_seen: f64,
    /// Clarity of responsibility as blame sees it, with the mandates as they then are.
    pub clarity: f64,

    // The norm and order.
    /// Adequacy of the response.
    pub adequacy: f64,
    /// The norm in words W.
    pub norm_words: f64,
    /// The norm in deeds Y.
    pub norm_deeds: f64,
    /// Breach of order.
    pub breach: f64,

    // The forums.
    /// What the authority of each instrument made of it this month; none before it exists, or without an authority.
    pub tabled: Vec<Option<Tabled>>,
    /// How each seat judged each instrument this month; of one that was taken up, with the noise of the vote.
    pub stances: Stances,
    /// All votes held so far.
    pub votes: Votes,
    /// Scratch lists of the phases.
    pub(super) scratch: Scratch,
}

/// Lists that a phase fills and reads within itself.
#[derive(Clone, Debug, Default)]
pub(super) struct Scratch {
    /// By state.
    pub by_state: Vec<f64>,
    /// By state: the chance that none of the others does it.
    pub without_one: Vec<f64>,
    /// By society.
    pub by_society: Vec<f64>,
    /// By instrument.
    pub by_instrument: Vec<f64>,
    /// Budget by budget, one per state.
    pub by_budget_and_state: Vec<f64>,
}

impl World {
    /// A world large enough for a scenario; [`begin`](super::start::begin) gives it its values at the start.
    pub fn new(scenario: &Scenario) -> Self {
        let actors = &scenario.actors;
        let (states, instruments, bodies) = (actors.states.len(), actors.instruments.len(), actors.bodies.len());
        let by_state = || vec![0.0; states];
        let by_instrument = || vec![0.0; instruments];
        let by_party = || vec![0.0; actors.parties()];
        Self {
            mobilisation: vec![0.0; actors.movements.len()],
            fatigue: vec![0.0; actors.movements.len()],
            demand: by_state(),
            measurability: by_state(),
            demanded: by_state(),
            aspiration: by_state(),
            readiness: by_state(),
            words: by_state(),
            deflection: by_state(),
            word_effect: by_state(),
            credibility: by_state(),
            effort: vec![0.0; states * instruments],
            action: by_state(),
            visible: by_state(),
            performance: by_state(),
            lead: by_state(),
            leads: vec![false; states],
            solidarism: [by_state(), by_state()],
            available: Vec::with_capacity(instruments),
            preferences: vec![Preferences::default(); states],
            legitimacy: by_instrument(),
            benefit: by_instrument(),
            authorised: by_instrument(),
            consent: vec![false; instruments],
            agreed: vec![false; instruments],
            resources: by_instrument(),
            in_force: by_instrument(),
            deployed: by_instrument(),
            mandate: vec![0.0; bodies],
            trust: vec![0.0; bodies],
            shortfall: vec![0.0; bodies],
            responsibility: by_party(),
            blame: by_party(),
            moved: by_party(),
            plausibility: by_party(),
            sent_per_plausibility: by_party(),
            tabled: vec![None; instruments],
            stances: Stances::with_room(scenario),
            votes: Votes::with_room(scenario),
            scratch: Scratch {
                by_state: by_state(),
                without_one: by_state(),
                by_society: vec![0.0; actors.societies.len()],
                by_instrument: by_instrument(),
                by_budget_and_state: vec![0.0; actors.budgets.len() * states],
            },
            ..Self::default()
        }
    }

    /// Makes every variable 0, and forgets what was judged, tabled and voted.
    ///
    /// All fields are named, so that the compiler asks about a new one: what is not cleared would be carried from one
    /// history into the next. Lists keep their room.
    #[rustfmt::skip] // A line for each of the names, twice, would hide the rule.
    pub fn clear(&mut self) {
        let Self {
            violence, war_aims, displaced, protection, exposure, need, need_unanswered, relief_cover, settlement,
            violent_deaths, deprivation_deaths, attention, publicity, mobilisation, fatigue, demand, measurability,
            demanded, aspiration, readiness, words, deflection, word_effect, deflection_effect, credibility, effort, action,
            visible, performance, lead, leads, solidarism, available, preferences, legitimacy, benefit, authorised,
            consent, agreed, resources, in_force, deployed, mandate, trust, shortfall, concertation, pressure, threat,
            patronage, resistance, restraint, shopped, delay, court_stage, split, responsibility, blame, moved,
            plausibility, sent_per_plausibility, clarity_seen, clarity, adequacy, norm_words, norm_deeds, breach, tabled, stances,
            votes, scratch: _,
        } = self;
        for value in [
            violence, war_aims, displaced, protection, exposure, need, need_unanswered, relief_cover, settlement,
            violent_deaths, deprivation_deaths, attention, publicity, deflection_effect, concertation, pressure,
            threat, patronage, resistance, restraint, delay, clarity_seen, clarity, adequacy, norm_words, norm_deeds,
            breach,
        ] {
            *value = 0.0;
        }
        let [intervention, accountability] = solidarism;
        for list in [
            intervention, accountability,
            mobilisation, fatigue, demand, measurability, demanded, aspiration, readiness, words, deflection, word_effect,
            credibility, effort, action, visible, performance, lead, legitimacy, benefit, authorised, resources,
            in_force, deployed, mandate, trust, shortfall, responsibility, blame, moved, plausibility, sent_per_plausibility,
        ] {
            list.fill(0.0);
        }
        for flags in [leads, consent, agreed] {
            flags.fill(false);
        }
        (*shopped, *split, *court_stage) = (false, false, 0);
        available.clear();
        preferences.fill(Preferences::default());
        tabled.fill(None);
        stances.clear();
        votes.clear();
    }

    /// Efforts e_ia of all states in an instrument.
    pub fn efforts(&self, instrument: usize) -> &[f64] {
        let states = self.action.len();
        &self.effort[instrument * states..][..states]
    }

    /// Mean s̄ of a state's two components of solidarism.
    #[inline]
    pub fn mean_solidarism(&self, state: usize) -> f64 {
        0.5 * (self.solidarism[0][state] + self.solidarism[1][state])
    }
}
