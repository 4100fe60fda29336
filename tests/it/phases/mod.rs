//! The twelve phases of a month, each against numbers worked out from the model's formulas.
//!
//! Most worlds have two or three states and no chance. A state that answers to its nationals alone
//! aspires to the demand held for it (inertia 1); with all costs 1, commitment 1 and neither words
//! nor deflection it is ready for x = A/(cost_x Δ) = A/(cost_x + 1).
#![expect(clippy::disallowed_methods, reason = "what is expected is compared with a margin")]

mod attention;
mod blame;
mod choice;
mod citizenship;
mod council;
mod court;
mod crisis;
mod delivery;
mod events;
mod forums;
mod leadership;
mod norm;
mod prior;
mod risk;
mod start;
mod target;
