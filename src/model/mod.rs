//! The theory: one month of international society's response, phase by phase.
//!
//! Each phase is a file of its own, named as in the model, and changes only the
//! [`World`]. A month is the list [`PHASES`], in order. A phase reads the newest value of
//! everything. A value that a later phase computes is still last month's.

pub mod attention;
pub mod blame;
pub mod chance;
pub mod choice;
pub mod citizenship;
pub mod court;
pub mod crisis;
pub mod delivery;
pub mod events;
pub mod forums;
pub mod history;
pub mod indicators;
pub mod leadership;
pub mod maths;
pub mod norm;
pub mod others;
pub mod outcomes;
pub mod start;
pub mod target;
pub mod utility;
pub mod votes;
mod world;

pub use history::{Histories, History};
pub use world::{MonthContext, World};

use crate::lanes::{Real, Work};

/// A rule that takes the world through one phase of a month.
#[derive(Clone, Copy, Debug)]
pub struct Phase<V: Real = f64> {
    /// Its name, which is that of its file, its section in the ODD and its rule.
    pub name: &'static str,
    /// The rule.
    pub rule: fn(&mut World<V>, &MonthContext<'_, V>),
    /// The text of its file: the ODD quotes what stands at its head and the formulas of its functions.
    pub source: &'static str,
}

macro_rules! phases {
    ($($name:ident)+) => {
        [$(Phase {
            name: stringify!($name),
            rule: {
                struct Rule<'a, 'b, V: Real>(&'a mut World<V>, &'a MonthContext<'b, V>);
                impl<V: Real> Work<V> for Rule<'_, '_, V> {
                    type Output = ();
                    #[inline(always)]
                    fn run(self) {
                        $name::$name(self.0, self.1);
                    }
                }
                |world, context| V::enter(Rule(world, context))
            },
            source: include_str!(concat!(stringify!($name), ".rs")),
        }),+]
    };
}

/// One month, in order. Changing the order changes the model, hence the results.
///
/// The order is causal: the crisis is felt, noticed, judged, answered, led, authorised, delivered; the target reacts;
/// blame and norm follow. Observation changes nothing: whoever runs a history observes after the last of these.
pub const fn phases<V: Real>() -> [Phase<V>; 12] {
    phases![events crisis attention citizenship choice leadership forums delivery target court blame norm]
}

/// One month of one history.
pub const PHASES: &[Phase] = &phases::<f64>();
