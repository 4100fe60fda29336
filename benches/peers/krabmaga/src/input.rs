//! The scenario, as the Python beside this crate writes it: who there is, and the numbers of every month.

use serde::Deserialize;

macro_rules! numbers {
    ($name:ident: $($field:ident)*) => {
        /// A section: what it leaves out is 0.
        #[derive(Debug, Default, Deserialize)]
        #[serde(default)]
        pub struct $name { $(pub $field: f64),* }
    };
}

numbers!(Crisis: population violence peak floor displaced exhaustion violence_rate violence_noise displacement_rate
    return_rate violent_death_rate deprivation_death_rate insurgency fragmentation talks_rate haste settle rearm);
numbers!(Target: responsibility resolve war_stake max_restraint sharpness concession_rate renege_rate shopping_rate
    shopping_delay mandate_shift mandate_return anticipation publicity deflection prior obstruction);
numbers!(Attention: rate base placation focus);
numbers!(Citizenship: inertia noise commitment action_cost word_cost word_effect deflection_cost deflection_effect
    credibility_rate routine);
numbers!(Choice: sharpness burden demand_weight severity_exponent shelter exposure);
numbers!(Leadership: initial cost sharpness step_forward withdraw followership discord diffusion);
numbers!(Forums: agenda_rate burden tolerance vote_noise min_strength step subcontracting trust_rate consent_discount
    ratchet assent count worth showdown);
numbers!(Delivery: ramp withdrawal relief_rate);
numbers!(Pressure: gain words authorised patronage);
numbers!(Blame: clarity rate max_exposure body_deflection scapegoat to_states to_bodies to_target);
numbers!(Norm: words deeds rate council_discretion erosion wear socialisation anchoring backlash);
numbers!(ToolNumbers: benefit cost risk pressure protection relief settlement intrusiveness visibility requirement
    capacity);

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Court {
    pub inquiry_rate: f64,
    pub leader_rate: f64,
    pub funding: f64,
    pub split: f64,
    pub pressure: Vec<f64>,
    pub entrenchment: Vec<f64>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct MovementNumbers {
    pub mobilisation: f64,
    pub growth: f64,
    pub fatigue: f64,
    pub fatigue_growth: f64,
    pub recovery: f64,
    pub measurability: f64,
    pub reaches: Vec<f64>,
}

/// The numbers in force in a month; lists go by state, or as they say.
#[derive(Debug, Deserialize)]
pub struct Numbers {
    pub crisis: Crisis,
    pub target: Target,
    pub attention: Attention,
    pub citizenship: Citizenship,
    pub choice: Choice,
    pub leadership: Leadership,
    pub forums: Forums,
    pub delivery: Delivery,
    pub pressure: Pressure,
    pub court: Court,
    pub blame: Blame,
    pub norm: Norm,
    pub tools: Vec<ToolNumbers>,
    pub movements: Vec<MovementNumbers>,
    /// By society.
    pub thickness: Vec<f64>,
    /// By body, as the next three.
    pub mandate: Vec<f64>,
    pub quota: Vec<f64>,
    pub entrepreneurship: Vec<f64>,
    pub deference: Vec<f64>,
    pub leverage_reference: f64,
    pub capability: Vec<f64>,
    pub leverage: Vec<f64>,
    pub ties: Vec<f64>,
    pub openness: Vec<f64>,
    pub overstretch: Vec<f64>,
    pub interference: Vec<f64>,
    pub stake: Vec<f64>,
    pub nationals: Vec<f64>,
    pub society: Vec<f64>,
    pub humanity: Vec<f64>,
    pub share: Vec<f64>,
    pub delivery_share: Vec<f64>,
    pub root: Vec<f64>,
    pub assessed: Vec<f64>,
    pub tie: Vec<f64>,
    pub peer_weight: Vec<f64>,
    /// By component, then state.
    pub solidarism: [Vec<f64>; 2],
    /// By instrument, then state, as the next.
    pub offset: Vec<Vec<f64>>,
    pub reservation: Vec<Vec<f64>>,
}

/// What is fixed about an instrument.
#[derive(Debug, Deserialize)]
pub struct Tool {
    pub id: String,
    pub budget: usize,
    pub principle: usize,
    pub body: Option<usize>,
    pub unauthorised: bool,
    pub consent: bool,
    pub begins: i64,
}

/// What an event sets, of which, to how much.
pub type Reset = (String, Option<usize>, Option<f64>);

#[derive(Debug, Deserialize)]
pub struct Input {
    pub seed: u64,
    pub months: usize,
    pub states: Vec<String>,
    pub bodies: Vec<String>,
    pub movements: Vec<String>,
    pub tools: Vec<Tool>,
    pub budgets: usize,
    /// The instrument that refers to the court.
    pub court: usize,
    pub region: Option<usize>,
    pub members: Vec<Vec<usize>>,
    /// By body, then month.
    pub seats: Vec<Vec<Vec<usize>>>,
    /// By body, then state.
    pub blocks: Vec<Vec<bool>>,
    /// At the start, then anew from each month with events.
    pub epochs: Vec<Numbers>,
    pub epoch_of_month: Vec<usize>,
    /// What the events of each month set besides parameters.
    pub resets: Vec<Vec<Reset>>,
}

impl Input {
    pub fn numbers(&self, month: usize) -> &Numbers {
        &self.epochs[self.epoch_of_month[month]]
    }
}
