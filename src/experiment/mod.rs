//! Many histories.

pub mod bounds;
pub mod chronicle;
pub mod design;
pub mod ensemble;
pub mod expression;
pub mod ledger;
pub mod ledger_records;
pub mod points;
pub mod quantity;
pub mod record;
pub mod sobol;
pub mod sweep;
pub mod units;
pub mod vocabulary;
