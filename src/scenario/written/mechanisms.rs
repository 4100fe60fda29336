//! Mechanisms that can be switched off.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::scenario::number::Numbered;

/// Declares the mechanisms: what is so while each is off, its name in files and on the command line, and the changes
/// of a scenario that leave it nothing to act on, by which tests know what it acts through.
macro_rules! mechanisms {
    ($($(#[doc = $meaning:literal])+ $mechanism:ident = $name:literal, idle by [$($idle:literal),+];)+) => {
        /// A mechanism that can be switched off.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Deserialize, Serialize, JsonSchema)]
        pub enum Mechanism {
            $($(#[doc = $meaning])+ #[serde(rename = $name)] $mechanism,)+
        }

        impl Mechanism {
            /// All mechanisms, in the order of the model's list.
            pub const ALL: [Self; [$($name),+].len()] = [$(Self::$mechanism),+];

            /// Its name in files and on the command line.
            pub fn name(self) -> &'static str {
                match self {
                    $(Self::$mechanism => $name,)+
                }
            }

            /// Changes of a scenario, as `--set` takes them, that leave it nothing to act on: on or off is then the same.
            pub fn idle(self) -> &'static [&'static str] {
                match self {
                    $(Self::$mechanism => &[$($idle),+],)+
                }
            }
        }
    };
}

mechanisms! {
    /// Peers as a benchmark: their weight is shared between nationals and humanity.
    Peers = "peers", idle by ["states.*.constituencies={nationals=0.6,society=0,humanity=0.4}", "norm.socialisation=0"];
    /// Social movements are not heard.
    Movements = "movements", idle by ["movements.*.mobilisation=0"];
    /// Nobody can move blame off itself.
    Deflection = "deflection", idle by ["citizenship.deflection_effect=0", "blame.body_deflection=0", "target.deflection=0"];
    /// Credibility of words stays 1.
    Credibility = "credibility", idle by ["citizenship.credibility_rate=0"];
    /// Nobody leads.
    Leadership = "leadership", idle by ["leadership.step_forward=0"];
    /// No blocker in any body.
    Veto = "veto", idle by ["bodies.*.rule=\"majority\""];
    /// The target does not shop for forums.
    Shopping = "shopping", idle by ["target.shopping_rate=0"];
    /// Patrons do not add to resistance.
    Patronage = "patronage", idle by ["pressure.patronage=0"];
    /// The court neither presses nor entrenches.
    Court = "court", idle by ["court.pressure=[0,0,0,0]", "court.entrenchment=[0,0,0,0]"];
    /// Words legitimise nothing; no socialisation, no backlash.
    Norm = "norm", idle by ["norm.council_discretion=1", "norm.socialisation=0", "norm.backlash=0"];
}

impl Numbered for Mechanism {}
