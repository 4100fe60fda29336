//! The kinds of studies, each with the question it asks.

use serde_json::Value as Json;

/// A kind of study, and so of results.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum StudyKind {
    /// An ensemble of one scenario.
    Run,
    /// Paired histories of several scenarios.
    Compare,
    /// A design over parameters.
    Sweep,
    /// A part of a sweep, which waits to be merged.
    Shard,
    /// Claims about measures, under several theories.
    Patterns,
    /// An ensemble beside the record of what happened.
    Hindcast,
    /// How many histories are enough.
    Precision,
}

impl StudyKind {
    /// All kinds.
    pub const ALL: [Self; 7] =
        [Self::Run, Self::Compare, Self::Sweep, Self::Shard, Self::Patterns, Self::Hindcast, Self::Precision];

    /// Its name, in manifests and on the command line.
    pub fn name(self) -> &'static str {
        match self {
            Self::Run => "run",
            Self::Compare => "compare",
            Self::Sweep => "sweep",
            Self::Shard => "shard",
            Self::Patterns => "patterns",
            Self::Hindcast => "hindcast",
            Self::Precision => "precision",
        }
    }

    /// The kind that a manifest names; `runs` is what precision was called.
    pub fn of(manifest: &Json) -> Option<Self> {
        let name = manifest["kind"].as_str().map(|name| if name == "runs" { "precision" } else { name })?;
        Self::ALL.into_iter().find(|kind| kind.name() == name)
    }

    /// The question that it answers.
    pub fn question(self) -> &'static str {
        match self {
            Self::Run => "How did international society respond, and why not more?",
            Self::Compare => "What would have made a difference?",
            Self::Sweep | Self::Shard => "What depends on what?",
            Self::Patterns => "Does the argument hold, and against which rivals?",
            Self::Hindcast => "How near does the model come to what happened?",
            Self::Precision => "How many histories are enough?",
        }
    }

    /// What its results are, before the name of what they are of.
    pub fn holds(self) -> &'static str {
        match self {
            Self::Run => "a run of",
            Self::Compare => "a comparison with",
            Self::Sweep => "a sweep,",
            Self::Shard => "a shard of a sweep,",
            Self::Patterns => "patterns,",
            Self::Hindcast => "a hindcast of",
            Self::Precision => "how many histories are enough for",
        }
    }

    /// The tables that it hands on. A folder of results has no others: a file of another name in it is somebody's own.
    pub fn tables(self) -> &'static [&'static str] {
        // They are not had from manifests: a manifest is input, and a forged one would have a scholar's own files
        // replaced. A table that is no longer handed on keeps its name here, so that results from before can be
        // replaced.
        match self {
            Self::Run => &[
                "histories",
                "votes",
                "summary",
                "months",
                "actors",
                "leaders",
                "contributions",
                "blame",
                "replicate_months",
                "replicate_actors",
                "replicate_leadership",
                "replicate_bodies",
                "replicate_instruments",
            ],
            Self::Compare => &["twins", "effects", "differences"],
            Self::Sweep => &["points", "outcomes", "summary", "failures"],
            // Its histories stay in its ledger until it is merged.
            Self::Shard => &[],
            Self::Patterns => &["patterns", "knockouts", "not_expressed"],
            Self::Hindcast => &["hindcast", "scores", "order"],
            Self::Precision => &["runs", "enough"],
        }
    }

    /// Are its results called by the file that asks for them, and not by a scenario?
    pub fn is_of_a_file(self) -> bool {
        matches!(self, Self::Sweep | Self::Shard | Self::Patterns)
    }
}

/// What results say of the study that gave them.
#[derive(Clone, Debug)]
pub struct About {
    /// The kind.
    pub kind: StudyKind,
    /// What they are of: a scenario's name, or a file.
    pub title: String,
    /// What the manifest says besides what every manifest says.
    pub manifest: Json,
}
