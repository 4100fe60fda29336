//! The simulation's state: all that agents see of each other, and what is done for all of them together.

use std::any::Any;
use std::sync::Arc;

use krabmaga::engine::schedule::Schedule;
use krabmaga::engine::state::State;

use crate::input::{Input, Numbers};
use crate::luck::{Keys, Luck};
use crate::maths::{clamp, logistic, ratio};
use crate::{agents, record};

pub const MAX_READINESS: f64 = 1.0 - 1e-9;

/// What a state is and does.
#[derive(Clone, Default)]
pub struct Person {
    pub demand: f64,
    pub measurability: f64,
    pub demanded: f64,
    pub aspiration: f64,
    pub readiness: f64,
    pub words: f64,
    pub deflection: f64,
    pub word_effect: f64,
    pub credibility: f64,
    pub effort: Vec<f64>,
    pub action: f64,
    pub visible: f64,
    pub performance: f64,
    pub breach: f64,
    pub lead: f64,
    pub leads: bool,
    /// The chance that nobody else leads.
    pub others: f64,
    pub solidarism: [f64; 2],
}

impl Person {
    pub fn mean_solidarism(&self) -> f64 {
        0.5 * (self.solidarism[0] + self.solidarism[1])
    }
}

#[derive(Clone, Default)]
pub struct Instrument {
    pub available: bool,
    pub legitimacy: f64,
    pub benefit: f64,
    pub authorised: f64,
    pub consent: bool,
    pub agreed: bool,
    pub vetoed: bool,
    pub resources: f64,
    pub in_force: f64,
    pub deployed: f64,
}

#[derive(Clone, Default)]
pub struct Body {
    pub mandate: f64,
    pub trust: f64,
    pub shortfall: f64,
}

#[derive(Clone, Default)]
pub struct Movement {
    pub mobilisation: f64,
    pub fatigue: f64,
}

/// A party to blame: the states, the bodies, the target.
#[derive(Clone, Default)]
pub struct Party {
    pub responsibility: f64,
    pub moved: f64,
    pub plausible: f64,
    pub sends: f64,
    pub blame: f64,
}

/// Numbers of the crisis, the norm and the target.
#[derive(Default)]
pub struct Common {
    pub violence: f64,
    pub war_aims: f64,
    pub displaced: f64,
    pub protection: f64,
    pub exposure: f64,
    pub need: f64,
    pub severity: f64,
    pub adequacy: f64,
    pub violent_deaths: f64,
    pub deprivation_deaths: f64,
    pub relief_cover: f64,
    pub settlement: f64,
    pub attention: f64,
    pub publicity: f64,
    pub clarity_seen: f64,
    pub clarity: f64,
    pub following: f64,
    pub deflection_effect: f64,
    pub concertation: f64,
    pub pressure: f64,
    pub threat: f64,
    pub patronage: f64,
    pub resistance: f64,
    pub restraint: f64,
    pub shopped: bool,
    pub delay: f64,
    pub court_stage: usize,
    pub split: bool,
    pub norm_words: f64,
    pub norm_deeds: f64,
    pub votes_held: f64,
    pub votes_passed: f64,
    pub votes_vetoed: f64,
}

pub struct World {
    pub input: Arc<Input>,
    pub keys: Arc<Keys>,
    pub luck: Luck,
    pub month: usize,
    pub states: Vec<Person>,
    pub tools: Vec<Instrument>,
    pub bodies: Vec<Body>,
    pub movements: Vec<Movement>,
    pub parties: Vec<Party>,
    pub common: Common,
    /// What a state's peers do, or hold of each component.
    pub peers: [Vec<f64>; 2],
    pub record: Vec<Vec<f64>>,
}

impl World {
    pub fn new(input: Arc<Input>, keys: Arc<Keys>, replicate: u64) -> Self {
        let p = &input.epochs[0];
        let person = |state: usize| Person {
            credibility: 1.0,
            lead: p.leadership.initial.min(MAX_READINESS),
            effort: vec![0.0; input.tools.len()],
            solidarism: [p.solidarism[0][state], p.solidarism[1][state]],
            ..Person::default()
        };
        let mut world = Self {
            luck: Luck::new(&keys, replicate),
            month: 0,
            states: (0..input.states.len()).map(person).collect(),
            tools: vec![Instrument::default(); input.tools.len()],
            bodies: p.mandate.iter().map(|mandate| Body { mandate: *mandate, trust: 1.0, shortfall: 0.0 }).collect(),
            movements: p
                .movements
                .iter()
                .map(|movement| Movement { mobilisation: movement.mobilisation, fatigue: 0.0 })
                .collect(),
            parties: vec![Party::default(); input.states.len() + input.bodies.len() + 1],
            common: Common {
                violence: p.crisis.violence,
                war_aims: 1.0,
                displaced: p.crisis.displaced,
                norm_words: p.norm.words,
                norm_deeds: p.norm.deeds,
                ..Common::default()
            },
            peers: [vec![0.0; input.states.len()], vec![0.0; input.states.len()]],
            record: Vec::with_capacity(input.months),
            input: Arc::clone(&input),
            keys,
        };
        world.hold_responsible(p);
        world.parties.iter_mut().for_each(|party| party.blame = party.responsibility);
        world
    }

    /// Events, then protection, exposure, need, the month's dead and displaced; then who pays attention.
    pub fn suffer(&mut self) {
        let input = Arc::clone(&self.input);
        let p = input.numbers(self.month);
        self.luck.turn();
        self.apply_events(p);
        let common = &mut self.common;
        let forces = p.tools.iter().zip(&self.tools);
        let exposed: f64 = forces.map(|(of, tool)| 1.0 - of.protection * tool.deployed).product();
        common.protection = 1.0 - exposed;
        common.exposure = common.violence * (1.0 - common.protection);
        let uncovered = common.displaced * (1.0 - common.relief_cover);
        common.need = 1.0 - (1.0 - common.exposure) * (1.0 - uncovered);
        let unanswered = 1.0 - (1.0 - common.violence) * (1.0 - common.displaced);
        common.adequacy = if unanswered == 0.0 { 0.0 } else { 1.0 - common.need / unanswered };
        common.severity = common.need.powf(p.choice.severity_exponent);
        let at_home = common.exposure * (1.0 - common.displaced);
        common.violent_deaths = p.crisis.population * p.crisis.violent_death_rate * at_home;
        common.deprivation_deaths = p.crisis.population * p.crisis.deprivation_death_rate * uncovered;
        let returning = p.crisis.return_rate * (1.0 - common.violence) * common.displaced;
        common.displaced = clamp(common.displaced + p.crisis.displacement_rate * at_home - returning);
        self.pay_attention(p);
    }

    fn apply_events(&mut self, p: &Numbers) {
        let input = Arc::clone(&self.input);
        for (what, which, value) in &input.resets[self.month] {
            match (what.as_str(), *which, *value) {
                ("words", _, Some(value)) => self.common.norm_words = value,
                ("deeds", _, Some(value)) => self.common.norm_deeds = value,
                ("mobilisation", Some(movement), Some(value)) => self.movements[movement].mobilisation = value,
                (_, Some(state), _) => {
                    self.states[state].solidarism = [p.solidarism[0][state], p.solidarism[1][state]];
                }
                _ => panic!("no event sets {what}"),
            }
        }
    }

    fn loudest(&self) -> f64 {
        self.movements.iter().map(|movement| movement.mobilisation).fold(0.0, f64::max)
    }

    fn pay_attention(&mut self, p: &Numbers) {
        let goal = self.common.need * (p.attention.base + (1.0 - p.attention.base) * self.loudest());
        self.common.attention = clamp(self.common.attention + p.attention.rate * (goal - self.common.attention));
        for (movement, of) in self.movements.iter_mut().zip(&p.movements) {
            let reached = || of.reaches.iter().zip(&self.states);
            let seen: f64 = reached().map(|(reach, state)| reach * state.visible).sum();
            let demanded: f64 = reached().map(|(reach, state)| reach * state.demand).sum();
            let win = ratio(seen, demanded, 0.0).min(1.0);
            let Movement { mobilisation, fatigue } = *movement;
            let growth = of.growth * self.common.attention * mobilisation * (1.0 - mobilisation);
            movement.mobilisation = clamp(mobilisation + growth - (of.fatigue + fatigue) * mobilisation);
            let wearied = of.fatigue_growth * mobilisation * (1.0 - win) - of.recovery * fatigue;
            movement.fatigue = f64::max(0.0, fatigue + wearied);
        }
        self.common.publicity = self.loudest();
    }

    /// Demand, and how measurable what is demanded is.
    pub fn hear(&mut self, index: usize) {
        let p = self.input.numbers(self.month);
        let (mut pressure, mut measurable) = (0.0, 0.0);
        for (movement, of) in self.movements.iter().zip(&p.movements) {
            let asked = of.reaches[index] * movement.mobilisation;
            pressure += asked;
            measurable += asked * of.measurability;
        }
        let (state, party) = (&mut self.states[index], &self.parties[index]);
        state.measurability = ratio(measurable, pressure, 0.0);
        let sticking = ratio(party.blame, party.responsibility, 0.0).min(p.blame.max_exposure);
        let asked = f64::min(1.0, p.openness[index] * pressure.min(1.0) * sticking);
        let placated = p.attention.placation * ratio(state.visible, asked, 0.0).min(1.0);
        state.demand = asked * (1.0 - placated);
    }

    /// The mean over each state's peers, of one value each.
    fn peer_means(&mut self, slot: usize, value: fn(&Person) -> f64) {
        let p = self.input.numbers(self.month);
        let mean = &mut self.peers[slot];
        mean.fill(0.0);
        for (members, thickness) in self.input.members.iter().zip(&p.thickness).filter(|(members, _)| members.len() > 1)
        {
            let sum: f64 = members.iter().map(|member| value(&self.states[*member])).sum();
            let weight = thickness / (members.len() - 1) as f64;
            for member in members {
                mean[*member] += weight * (sum - value(&self.states[*member]));
            }
        }
        mean.iter_mut().zip(&p.peer_weight).for_each(|(mean, weight)| *mean = ratio(*mean, *weight, 0.0));
    }

    pub fn look_at_peers(&mut self) {
        self.peer_means(0, |state| state.performance);
        let left = self.without_leaders();
        let p = self.input.numbers(self.month);
        self.common.clarity_seen = self.clarity_of_mandates(p);
        self.common.following = p.leadership.followership * (1.0 - left);
        self.common.deflection_effect = p.citizenship.deflection_effect * (1.0 - self.common.clarity_seen);
    }

    /// What is good enough, and with how little it can be met.
    pub fn be_good_citizen(&mut self, index: usize) {
        let p = self.input.numbers(self.month);
        let (of, common) = (&p.citizenship, &self.common);
        let state = &mut self.states[index];
        let held = state.mean_solidarism();
        let asked = f64::max(state.demand, p.stake[index] * common.need);
        let benchmark = p.nationals[index] * asked
            + p.society[index] * self.peers[0][index]
            + p.humanity[index] * held * common.need;
        let benchmark = f64::max(benchmark, of.routine * held);
        state.demanded = ratio(p.nationals[index] * state.demand, benchmark, 0.0).min(1.0);
        let goal = clamp(benchmark * (1.0 + of.noise * self.luck.normal(index, 0)));
        state.aspiration += of.inertia * (goal - state.aspiration);
        let burdened = 1.0 + p.nationals[index] * (p.overstretch[index] + p.ties[index]);
        let cost = of.action_cost * burdened * (1.0 - common.following);
        let (effect_w, effect_e) = (of.word_effect * state.credibility, common.deflection_effect);
        let total = 1.0 / of.commitment
            + effect_e * effect_e / of.deflection_cost
            + 1.0 / cost
            + effect_w * effect_w / of.word_cost;
        let spread = state.aspiration / total;
        state.word_effect = effect_w;
        state.readiness = clamp(spread / cost);
        state.words = clamp(spread * effect_w / of.word_cost);
        state.deflection = clamp(spread * effect_e / of.deflection_cost);
    }

    pub fn without_leaders(&self) -> f64 {
        let roots = &self.input.numbers(self.month).root;
        self.states.iter().zip(roots).filter(|(state, _)| state.leads).map(|(_, root)| 1.0 - root).product()
    }

    pub fn look_at_leaders(&mut self) {
        let p = self.input.numbers(self.month);
        let abstains = |state: &Person, index: usize| 1.0 - p.root[index] * state.lead;
        let mut before = 1.0;
        for (index, state) in self.states.iter_mut().enumerate() {
            state.others = before;
            before *= abstains(state, index);
        }
        let mut after = 1.0;
        for (index, state) in self.states.iter_mut().enumerate().rev() {
            state.others *= after;
            after *= abstains(state, index);
        }
    }

    /// The volunteer's dilemma with logit response.
    pub fn weigh_leading(&mut self, index: usize) {
        let p = self.input.numbers(self.month);
        let (of, root) = (&p.leadership, p.root[index]);
        let state = &mut self.states[index];
        let pivotal = (1.0 - of.diffusion * (1.0 - self.common.clarity_seen)) * state.others;
        let stake = p.humanity[index] * state.mean_solidarism() * self.common.need + state.demand;
        let asked = p.nationals[index] * (1.0 + p.overstretch[index] + p.ties[index]);
        let gain = stake * root * pivotal - of.cost * asked / root;
        state.lead = if root == 0.0 { 0.0 } else { logistic(of.sharpness * gain).min(MAX_READINESS) };
        let luck = self.luck.uniform(index, 1);
        state.leads = if state.leads {
            luck >= of.withdraw * (1.0 - state.lead)
        } else {
            luck < of.step_forward * self.common.attention * root * state.lead
        };
    }

    pub fn concert(&mut self) {
        let discord = self.input.numbers(self.month).leadership.discord;
        self.common.concertation = 1.0 - discord * self.without_leaders();
    }

    pub fn clarity_of_mandates(&self, p: &Numbers) -> f64 {
        let (mut concentrated, mut moved) = (0.0, 0.0);
        for (body, own) in self.bodies.iter().zip(&p.mandate) {
            concentrated += body.mandate * body.mandate;
            moved += (body.mandate - own).abs();
        }
        f64::min(1.0, p.blame.clarity * concentrated * (1.0 - 0.5 * moved))
    }

    fn hold_responsible(&mut self, p: &Numbers) {
        let half = 0.5 * (1.0 - p.target.responsibility);
        let idle = |index: usize, state: &Person| p.capability[index] * (1.0 - state.readiness);
        let all: f64 = self.states.iter().enumerate().map(|(index, state)| idle(index, state)).sum();
        let mandates: f64 = self.bodies.iter().map(|body| body.mandate).sum();
        let of_states =
            self.states.iter().enumerate().map(|(index, state)| half * ratio(idle(index, state), all, p.share[index]));
        let of_bodies = self.bodies.iter().map(|body| half * body.mandate / mandates);
        let held = of_states.chain(of_bodies).chain([p.target.responsibility]);
        self.parties.iter_mut().zip(held).for_each(|(party, held)| party.responsibility = held);
    }

    /// Each party moves a share off itself, which lands on the others by plausibility; then the norm moves.
    pub fn shift_blame(&mut self) {
        let input = Arc::clone(&self.input);
        let p = input.numbers(self.month);
        self.hold_responsible(p);
        let (of, effect) = (&p.blame, self.common.deflection_effect);
        let (states, rest) = self.parties.split_at_mut(self.states.len());
        for ((party, state), share) in states.iter_mut().zip(&self.states).zip(&p.share) {
            party.moved = ratio(effect * state.deflection, state.aspiration, 0.0).min(1.0);
            party.plausible = of.to_states * share;
        }
        for (party, body) in rest.iter_mut().zip(&self.bodies) {
            party.moved = of.body_deflection * body.shortfall;
            party.plausible = of.to_bodies * body.mandate * (1.0 + of.scapegoat * body.shortfall);
        }
        if let Some(target) = rest.last_mut() {
            (target.moved, target.plausible) = (p.target.deflection, of.to_target);
        }
        let plausible: f64 = self.parties.iter().map(|party| party.plausible).sum();
        for party in &mut self.parties {
            party.plausible /= plausible;
            party.sends = party.responsibility * party.moved / (1.0 - party.plausible);
        }
        let sent: f64 = self.parties.iter().map(|party| party.sends).sum();
        let clarity = self.clarity_of_mandates(p);
        self.common.clarity = clarity;
        for party in &mut self.parties {
            let held = party.responsibility;
            let perceived = held - held * party.moved + party.plausible * (sent - party.sends);
            let perceived = clarity * held + (1.0 - clarity) * perceived;
            party.blame += of.rate * (perceived - party.blame);
        }
        self.move_norm(p);
    }

    fn move_norm(&mut self, p: &Numbers) {
        let (of, common) = (&p.norm, &mut self.common);
        let held: f64 = self.states.iter().zip(&p.share).map(|(state, share)| share * state.mean_solidarism()).sum();
        let (words, deeds) = (common.norm_words, common.norm_deeds);
        let hollow = of.erosion * f64::max(0.0, words - deeds) * words;
        common.norm_words = clamp(words + of.rate * (held - words) - hollow);
        common.norm_deeds = clamp(deeds + of.rate * (common.protection - deeds) - of.wear * common.exposure * deeds);
        self.peer_means(0, |state| state.solidarism[0]);
        self.peer_means(1, |state| state.solidarism[1]);
    }

    /// What a state comes to hold, from its peers, from words that deeds do not follow, and from what it was.
    pub fn learn(&mut self, index: usize) {
        let p = self.input.numbers(self.month);
        let of = &p.norm;
        let turning = of.backlash * f64::max(0.0, self.common.norm_words - self.common.norm_deeds);
        for (part, held) in self.states[index].solidarism.iter_mut().enumerate() {
            let peers = if p.peer_weight[index] > 0.0 { self.peers[part][index] - *held } else { 0.0 };
            let change = of.socialisation * p.tie[index] * peers - turning * (1.0 - *held)
                + of.anchoring * (p.solidarism[part][index] - *held);
            *held = clamp(*held + change);
        }
    }

    pub fn observe(&mut self) {
        self.record.push(record::observe(self));
        self.month += 1;
    }
}

impl State for World {
    fn init(&mut self, schedule: &mut Schedule) {
        agents::schedule_all(self, schedule);
    }

    fn as_any_mut(&mut self) -> &mut dyn Any {
        self
    }

    fn as_any(&self) -> &dyn Any {
        self
    }

    fn as_state_mut(&mut self) -> &mut dyn State {
        self
    }

    fn as_state(&self) -> &dyn State {
        self
    }

    fn reset(&mut self) {}

    fn update(&mut self, _step: u64) {}
}
