//! What several of the tests use.

pub mod book;
pub mod calls;
pub mod cases;
pub mod desk;
pub mod dice;
pub mod engine;
pub mod folders;
pub mod forge;
pub mod forgetful;
pub mod many;
pub mod pages;
pub mod plausible;
pub mod preload;
pub mod recorded;
pub mod reference;
pub mod rules;
pub mod runs;
pub mod scenarios;
pub mod small;
pub mod trials;
pub mod worlds;
