//! Hindcast: an ensemble beside the record of what happened.

pub mod facts;
