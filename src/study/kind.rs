//! The kinds of studies, each with the question it asks.

use serde_json::Value as Json;

/// What is to be said of a kind.
struct Said {
    name: &'static str,
    question: &'static str,
    holds: &'static str,
    of_a_file: bool,
    tables: &'static [&'static str],
}

/// Makes the kinds from one entry for each, so that none is told one thing here and another there.
macro_rules! studies {
    ($($(#[$doc:meta])* $kind:ident { $($said:tt)* })*) => {
        /// A kind of study, and so of results.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub enum StudyKind {
            $($(#[$doc])* $kind,)*
        }

        impl StudyKind {
            /// All kinds.
            pub const ALL: &[Self] = &[$(Self::$kind),*];

            fn said(self) -> Said {
                match self {
                    $(Self::$kind => Said { $($said)* },)*
                }
            }
        }
    };
}

studies! {
    /// An ensemble of one scenario.
    Run {
        name: "run",
        question: "How did international society respond, and why not more?",
        holds: "a run of",
        of_a_file: false,
        tables: &[
            "histories",
            "votes",
            "summary",
            "months",
            "actors",
            "leaders",
            "contributions",
            "ballots",
            "votes_by_state",
            "instruments",
            "blame",
            "replicate_months",
            "replicate_actors",
            "replicate_leadership",
            "replicate_bodies",
            "replicate_instruments",
        ],
    }
    /// Paired histories of several scenarios.
    Compare {
        name: "compare",
        question: "What would have made a difference?",
        holds: "a comparison with",
        of_a_file: false,
        tables: &["twins", "effects", "differences", "scenarios", "months"],
    }
    /// A design over parameters.
    Sweep {
        name: "sweep",
        question: "What depends on what?",
        holds: "a sweep,",
        of_a_file: true,
        tables: &["points", "parameters", "outcomes", "summary", "failures", "effects", "verdicts", "facts", "point_months"],
    }
    /// Claims, effects and the record over plausible numbers.
    Robust {
        name: "robust",
        question: "What follows when the numbers are not known?",
        holds: "plausible worlds,",
        of_a_file: true,
        tables: &[
            "points",
            "parameters",
            "outcomes",
            "summary",
            "failures",
            "effects",
            "verdicts",
            "facts",
            "point_months",
            "claims",
            "spread",
            "sensitivity",
            "boxes",
            "examples",
            "bands",
            "kept",
            "moved",
            "near_claims",
            "pseudo_records",
            "scores",
            "levers",
        ],
    }
    /// A part of a sweep, which waits to be merged: its histories stay in its ledger until then.
    Shard {
        name: "shard",
        question: "What depends on what?",
        holds: "a shard of a sweep,",
        of_a_file: true,
        tables: &[],
    }
    /// Claims about measures, under several theories.
    Patterns {
        name: "patterns",
        question: "Does the argument hold, and against which rivals?",
        holds: "patterns,",
        of_a_file: true,
        tables: &["patterns", "knockouts", "not_expressed"],
    }
    /// An ensemble beside the record of what happened.
    Hindcast {
        name: "hindcast",
        question: "How near does the model come to what happened?",
        holds: "a hindcast of",
        of_a_file: false,
        tables: &["hindcast", "scores", "order"],
    }
    /// Several crises under one theory, each beside its record.
    Cases {
        name: "cases",
        question: "Does one theory hold for several crises?",
        holds: "cases,",
        of_a_file: true,
        tables: &["cases", "case_facts", "between", "between_cases", "case_months"],
    }
    /// What the record says of the numbers.
    Calibrate {
        name: "calibrate",
        question: "What does the record say of the numbers, and of which does it say nothing?",
        holds: "a calibration of",
        of_a_file: true,
        tables: &["waves", "generations", "posterior", "predictive", "scores", "calibration"],
    }
    /// How many histories are enough.
    Precision {
        name: "precision",
        question: "How many histories are enough?",
        holds: "how many histories are enough for",
        of_a_file: false,
        tables: &["runs", "enough"],
    }
    /// Indices of what outcomes depend on, over the points of a sweep.
    Sensitivity {
        name: "sensitivity",
        question: "What do outcomes depend on, and how much?",
        holds: "the sensitivity of",
        of_a_file: true,
        tables: &["sensitivity", "explained", "convergence", "interactions"],
    }
}

impl StudyKind {
    /// Its name, in manifests and on the command line.
    pub fn name(self) -> &'static str {
        self.said().name
    }

    /// The kind that a manifest names; `runs` is what precision was called.
    pub fn of(manifest: &Json) -> Option<Self> {
        let name = manifest["kind"].as_str().map(|name| if name == "runs" { "precision" } else { name })?;
        Self::ALL.iter().copied().find(|kind| kind.name() == name)
    }

    /// The question that it answers.
    pub fn question(self) -> &'static str {
        self.said().question
    }

    /// What its results are, before the name of what they are of.
    pub fn holds(self) -> &'static str {
        self.said().holds
    }

    /// The tables that it hands on. A folder of results has no others: a file of another name in it is somebody's own.
    ///
    /// They are not had from manifests: a manifest is input, and a forged one would have a scholar's own files
    /// replaced. A table that is no longer handed on keeps its name here, so that results from before can be replaced.
    pub fn tables(self) -> &'static [&'static str] {
        self.said().tables
    }

    /// Are its results called by the file that asks for them, and not by a scenario?
    pub fn is_of_a_file(self) -> bool {
        self.said().of_a_file
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_manifest_names_its_kind_by_the_word_of_today_or_of_before() {
        for kind in StudyKind::ALL {
            assert_eq!(StudyKind::of(&serde_json::json!({ "kind": kind.name() })), Some(*kind));
        }
        assert_eq!(StudyKind::of(&serde_json::json!({ "kind": "runs" })), Some(StudyKind::Precision));
        assert_eq!(StudyKind::of(&serde_json::json!({ "kind": "run-of-the-mill" })), None);
    }
}
