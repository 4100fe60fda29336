//! The theory by itself: each rule alone, its limits, the second implementation, the pinned histories; and what is tested of the
//! statistics from without. They are tests of
//! `tests/it`, built here without the command line, which takes seconds: this is what mutants of the model meet (`.ci/mutants`).

#[path = "it/chance.rs"]
mod chance;
#[path = "it/distributions.rs"]
mod distributions;
#[path = "it/estimates.rs"]
mod estimates;
#[path = "it/limits/mod.rs"]
mod limits;
#[path = "it/phases/mod.rs"]
mod phases;
#[path = "it/pinned.rs"]
mod pinned;
#[path = "it/prim.rs"]
mod prim;
#[path = "it/properties.rs"]
mod properties;
#[path = "it/reference.rs"]
mod reference;

#[path = "it/support"]
#[expect(dead_code, reason = "the other tests use the rest")]
mod support {
    pub mod dice;
    pub mod many;
    pub mod reference;
    pub mod rules;
    pub mod scenarios;
    pub mod small;
    pub mod worlds;
}
