//! How international society responds to mass atrocity, and why its response is so often
//! only good enough: the argument of Black and Williams (2008), made runnable.
//!
//! Data flows one way: [`scenario`] → [`model`] → [`experiment`] → [`analysis`] → [`output`].

pub mod analysis;
pub mod cli;
pub mod experiment;
pub mod files;
pub mod model;
pub mod odd;
pub mod output;
pub mod scenario;
