//! One history as a dated chronicle: what was decided, by whom, and what stood in the way.
//!
//! Every sentence names the record that it comes from: columns of the tables that a run writes with
//! `--detail`. Nothing is told that was not decided or measured.
//!
//! What is decided month by month is in `entries`; what is said of a whole history has a
//! file for each question: what each forum did, who might have led, what forces had, what the
//! target conceded, where most turned.

mod apart;
mod blockers;
mod choose;
mod concessions;
mod entries;
mod entry;
mod forces;
mod forums;
mod leaders;
mod parting;
mod told;
mod turns;
mod words;

pub use apart::{Apart, Measure, apart};
pub use blockers::Unworthy;
pub use choose::{Which, choose};
pub use concessions::Concession;
pub use entry::{About, Entry, Part, Sentence};
pub use forces::Force;
pub use forums::Docket;
pub use leaders::Leaderless;
pub use parting::{FOLLOWING, Parting, parting};
pub use told::{Chronicle, tell};
pub use turns::Turn;
