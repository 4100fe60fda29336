//! What is asked of histories, in a small language: quantities of one, statistics over many.
//!
//! ```
//! use intsoc::measure::expression::{Expression, Operator, parse};
//!
//! // As claims of patterns and measures of sweeps are written.
//! let measure = parse("effect(adequacy | need) - effect(adequacy | no_veto)")?;
//! assert!(matches!(measure, Expression::Binary(Operator::Subtract, ..)));
//!
//! // What is none says from where on.
//! let misread = parse("mean(adequacy").unwrap_err();
//! assert!(!misread.message.is_empty());
//! # Ok::<(), intsoc::measure::expression::Misread>(())
//! ```

pub mod expression;
pub mod quantity;
pub mod statistic;
pub mod vocabulary;
