//! What is said of a history: entries and sentences, each with the record that it comes from.

use serde::Serialize;

use crate::scenario::Month;

/// What an entry is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum About {
    /// What was there when the history began.
    Start,
    /// An event of the scenario.
    Event,
    /// Somebody leads, or no longer.
    Leadership,
    /// A vote.
    Vote,
    /// A text that its sponsors shelved.
    Shelved,
    /// Consent, agreement in principle, shopping.
    Target,
    /// A force.
    Force,
    /// The court.
    Court,
    /// Who is blamed most.
    Blame,
}

impl About {
    /// Did somebody decide it? Forces, and who is blamed, follow.
    pub fn decided(self) -> bool {
        matches!(self, Self::Leadership | Self::Vote | Self::Shelved | Self::Target | Self::Court)
    }

    /// Does the scenario give it?
    pub fn given(self) -> bool {
        matches!(self, Self::Start | Self::Event)
    }
}

/// Something that happened.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Entry {
    /// When.
    pub month: Month,
    /// What it is about.
    pub about: About,
    /// What was decided and by whom, without measures, as it stands within a sentence: two histories part where these differ.
    pub decision: String,
    /// The same told in words, as a sentence that stands alone.
    pub text: String,
    /// The record that it comes from.
    pub record: String,
}

/// A sentence with the record that it comes from.
#[derive(Clone, Debug, PartialEq)]
pub struct Sentence {
    /// Its month, where it is of one.
    pub month: Option<Month>,
    /// What is said.
    pub text: String,
    /// The record.
    pub record: String,
}

/// Sentences that answer one question about a history.
#[derive(Clone, Debug, PartialEq)]
pub struct Part {
    /// The question, as a heading.
    pub heading: &'static str,
    /// The answer.
    pub sentences: Vec<Sentence>,
}
