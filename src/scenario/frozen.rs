//! The checked, frozen scenario: indices instead of names, nothing left to doubt.

use std::sync::Arc;

use super::labels::Labels;
use super::month::Month;
use super::resolved::Resolved;
use super::written::{Court, Instrument, Mechanism, Sections};

/// A scenario that can run.
#[derive(Clone, Debug)]
pub struct Scenario {
    /// Its name.
    pub name: String,
    /// First month.
    pub start: Month,
    /// Number of months.
    pub months: usize,
    /// Number of parallel histories.
    pub replicates: u64,
    /// Master seed.
    pub seed: u64,
    /// Mechanisms that are off.
    pub off: Switches,
    /// Who and what there is, fixed for the run; all points of a sweep that differ in numbers alone share it.
    pub actors: Arc<Actors>,
    /// Values at the start.
    pub initial: Initial,
    /// The parameters: first as the scenario gives them at the start, then anew from each
    /// month in which events change them (which may be the first month).
    pub epochs: Vec<Epoch>,
    /// The epoch of each month.
    pub epoch_of_month: Arc<[usize]>,
    /// The resolved tree: inherited, changed, profiles laid.
    pub resolved: Resolved,
    /// What was said of it that is no mistake, but may not be what was meant.
    pub notes: Vec<String>,
}

impl Scenario {
    /// The same under another master seed.
    #[must_use]
    pub fn with_seed(self, seed: u64) -> Self {
        Self { seed, ..self }
    }

    /// The same with what another scenario calls those that are in both: to tell twins apart by what they do, and not
    /// by what they are called.
    #[must_use]
    pub fn called_as(mut self, other: &Self) -> Self {
        let Actors { states, bodies, instruments, movements, labels, .. } = Arc::make_mut(&mut self.actors);
        let (theirs, known) = (&other.actors, &other.actors.labels);
        let each = [
            (states, &mut labels.states, &theirs.states, &known.states),
            (bodies, &mut labels.bodies, &theirs.bodies, &known.bodies),
            (instruments, &mut labels.instruments, &theirs.instruments, &known.instruments),
            (movements, &mut labels.movements, &theirs.movements, &known.movements),
        ];
        for (ids, labels, theirs, known) in each {
            for (id, label) in ids.iter().zip(labels) {
                if let Some(index) = theirs.iter().position(|other| other == id) {
                    label.clone_from(&known[index]);
                }
            }
        }
        labels.target.clone_from(&known.target);
        self
    }
}

/// Who and what there is: ids in the order of the file, and what stays fixed in a run.
#[derive(Clone, Debug, Default)]
pub struct Actors {
    /// Ids of the states.
    pub states: Vec<String>,
    /// Ids of the instruments.
    pub instruments: Vec<String>,
    /// Ids of the bodies.
    pub bodies: Vec<String>,
    /// Ids of the movements.
    pub movements: Vec<String>,
    /// Ids of the societies.
    pub societies: Vec<String>,
    /// What readers call them all, and the target.
    pub labels: Labels,
    /// Members of each society, ascending.
    pub members: Vec<Vec<usize>>,
    /// The society whose members interfere, if any.
    pub region: Option<usize>,
    /// What is fixed about each instrument.
    pub fixed_instruments: Vec<FixedInstrument>,
    /// Names of the budgets, in the order of their first instrument.
    pub budgets: Vec<String>,
    /// Seats of each body in each month: `seats[body][month]` is a list of `seat_lists[body]`.
    pub seats: Vec<Vec<usize>>,
    /// The distinct lists of members of each body.
    pub seat_lists: Vec<Vec<Vec<usize>>>,
    /// Who can block in each body, as one flag per state, where the rule is veto.
    pub blockers: Vec<Blockers>,
    /// The society of each body, if it has one.
    pub society_of_body: Vec<Option<usize>>,
    /// The instrument that refers to the court, if there is a court.
    pub court: Option<usize>,
}

impl Actors {
    /// The states that sit in a body in a month.
    pub fn seated(&self, body: usize, month: usize) -> &[usize] {
        let list = self.seats[body].get(month).copied().unwrap_or(0);
        self.seat_lists[body].get(list).map_or(&[], Vec::as_slice)
    }

    /// Number of parties to blame: the states, the bodies, the target.
    pub fn parties(&self) -> usize {
        self.states.len() + self.bodies.len() + 1
    }
}

/// Who can block in a body.
#[derive(Clone, Debug, PartialEq)]
pub enum Blockers {
    /// Nobody: majority.
    Nobody,
    /// Every member: consensus.
    Everybody,
    /// Seated states with a veto, flagged by state.
    Veto(Vec<bool>),
}

/// What stays fixed about an instrument.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct FixedInstrument {
    /// Its budget.
    pub budget: usize,
    /// The component of solidarism it tests: 0 intervention, 1 accountability.
    pub principle: usize,
    /// The body that must authorise it.
    pub authority: Option<usize>,
    /// It may be used without authorisation.
    pub unauthorised: bool,
    /// It needs the target's consent.
    pub consent: bool,
    /// The month of the run in which it comes into being.
    pub from: usize,
}

/// Mechanisms that are off.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Switches(u16);

const _: () = assert!(Mechanism::ALL.len() <= u16::BITS as usize, "a bit for each mechanism");

impl Switches {
    /// The switches with the given mechanisms off.
    pub fn off(mechanisms: &[Mechanism]) -> Self {
        Self(mechanisms.iter().fold(0, |bits, mechanism| bits | 1 << *mechanism as u16))
    }

    /// Is the mechanism at work?
    #[inline]
    pub fn on(self, mechanism: Mechanism) -> bool {
        self.0 & (1 << mechanism as u16) == 0
    }
}

/// Values of state variables at the start.
#[derive(Clone, Debug, Default)]
pub struct Initial {
    /// Violence V.
    pub violence: f64,
    /// Displaced share D.
    pub displaced: f64,
    /// Readiness to lead P.
    pub leadership: f64,
    /// Norm in words W.
    pub norm_words: f64,
    /// Norm in deeds Y.
    pub norm_deeds: f64,
    /// Mobilisation M of each movement.
    pub mobilisation: Vec<f64>,
    /// Authorised strength σ of each instrument.
    pub authorised: Vec<f64>,
    /// The target's consent to each instrument.
    pub consent: Vec<bool>,
    /// Deployed K of each instrument.
    pub deployed: Vec<f64>,
}

/// Parameters from a month on.
#[derive(Clone, Debug)]
pub struct Epoch {
    /// First month.
    pub month: usize,
    /// Names of the events that began it.
    pub events: Vec<String>,
    /// State variables that the events set, in order.
    pub resets: Vec<Reset>,
    /// The parameters.
    pub parameters: Parameters,
}

/// A state variable that an event sets.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Reset {
    /// The norm in words W.
    NormWords(f64),
    /// The norm in deeds Y.
    NormDeeds(f64),
    /// A movement's mobilisation M.
    Mobilisation(usize, f64),
    /// A state's solidarism s and its anchor: both become what its parameters now give.
    Solidarism(usize),
}

/// All numbers that formulas read, in force in one epoch.
#[derive(Clone, Debug)]
pub struct Parameters {
    /// The sections, as the file writes them.
    pub sections: Sections,
    /// The court; where there is none, of no instrument and with numbers that are all 0.
    pub court: Court,
    /// The instruments, as the file writes them; shared with the epoch before where nothing changes them.
    pub instruments: Arc<[Instrument]>,
    /// The bodies' numbers.
    pub bodies: Vec<BodyNumbers>,
    /// The movements' numbers.
    pub movements: Vec<MovementNumbers>,
    /// Thickness of each society.
    pub thickness: Vec<f64>,
    /// The states' numbers, one list per parameter; shared with the epoch before where nothing changes them.
    pub states: Arc<StateNumbers>,
}

impl std::ops::Deref for Parameters {
    type Target = Sections;

    /// A formula reads `parameters.attention.rate`, as the scenario writes it.
    fn deref(&self) -> &Sections {
        &self.sections
    }
}

/// Numbers of a body.
#[derive(Clone, Copy, Debug, Default)]
pub struct BodyNumbers {
    /// Mandate m⁰, normalised over bodies.
    pub mandate: f64,
    /// Share of seats in favour that adopts.
    pub quota: f64,
    /// Own initiative.
    pub entrepreneurship: f64,
    /// Deference to the target's sovereignty.
    pub deference: f64,
}

/// Numbers of a movement.
#[derive(Clone, Debug, Default)]
pub struct MovementNumbers {
    /// Growth.
    pub growth: f64,
    /// Fatigue.
    pub fatigue: f64,
    /// Growth of fatigue.
    pub fatigue_growth: f64,
    /// Recovery.
    pub recovery: f64,
    /// Measurability of goals μ.
    pub measurability: f64,
    /// Reach r into each state.
    pub reach: Arc<[f64]>,
}

/// Numbers of the states: one list per parameter, by state.
#[derive(Clone, Debug, Default)]
pub struct StateNumbers {
    /// Capability κ.
    pub capability: Vec<f64>,
    /// Share of all capability κ̂.
    pub capability_share: Vec<f64>,
    /// Share of what requirements are shares of: κ/κ₀ where the scenario gives κ₀, else κ̂.
    pub delivery_share: Vec<f64>,
    /// √κ.
    pub sqrt_capability: Vec<f64>,
    /// Weight c of nationals.
    pub nationals: Vec<f64>,
    /// Weight p of international society; 0 while peers are off.
    pub society: Vec<f64>,
    /// Weight h of humanity.
    pub humanity: Vec<f64>,
    /// Solidarism as the parameters give it, intervention and accountability: the anchor s⁰.
    pub solidarism: [Vec<f64>; 2],
    /// Leverage ℓ.
    pub leverage: Vec<f64>,
    /// What leverage is a share of in pressure and patronage: ℓ₀ where the scenario gives it, else the sum of all leverage.
    pub leverage_reference: f64,
    /// Ties k.
    pub ties: Vec<f64>,
    /// Openness o.
    pub openness: Vec<f64>,
    /// Overstretch v.
    pub overstretch: Vec<f64>,
    /// Interference f.
    pub interference: Vec<f64>,
    /// Interest of its own in the crisis.
    pub stake: Vec<f64>,
    /// Assessed share κ^assessment, by which a voter weighs costs.
    pub assessed: Vec<f64>,
    /// By how much waiting for others divides the chance to step forward: n^waiting, n = Σ_j min(1, κ_j/κ_i).
    pub waiting: Vec<f64>,
    /// min(1, Σ thickness of its societies).
    pub tie: Vec<f64>,
    /// Σ thickness of its societies that have other members; 0: it has no peers.
    pub peer_weight: Vec<f64>,
    /// Reservations g, instrument by instrument, one per state.
    pub reservations: Arc<[f64]>,
    /// What the holding faction adds to solidarism o_ia, instrument by instrument, one per state.
    pub faction_offset: Arc<[f64]>,
}
